//! Checks over source files: their shape, their names, and what they may not say.

use std::collections::{BTreeMap, BTreeSet};

use super::{File, Finding, Tree};

const RUST_LINES: usize = 800;
const SCRIPT_LINES: usize = 600;

/// Names that say nothing about what is inside.
const EMPTY_NAMES: &[&str] = &["common", "helper", "helpers", "misc", "util", "utils"];

/// What a source may not say anywhere, in pieces so that this file does not say it.
const LOOSE_ENDS: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("to", "do!(")];

/// What names an engine.
const ENGINE_NAMES: &[&str] = &[
    concat!("Engine::", "Sqlite"),
    concat!("Engine::", "Postgres"),
    concat!("is_", "sqlite"),
    concat!("is_", "postgres"),
];

/// What makes a test dishonest or slow, and what to do instead.
const DISHONEST: &[(&str, &str)] = &[
    (concat!("#[", "ignore"), "a test runs always or is not there"),
    (concat!("should_", "panic"), "assert on the error that is returned"),
    (concat!("thread::", "sleep"), "wait for the event itself, or move the clock"),
    (concat!("time::", "sleep"), "wait for the event itself, or move the clock"),
    (concat!("waitFor", "Timeout"), "wait for what the page will show"),
    (concat!("test.", "only("), "it hides all other tests"),
    (concat!("test.", "skip("), "a test runs always or is not there"),
    (concat!("it.", "only("), "it hides all other tests"),
    (concat!("it.", "skip("), "a test runs always or is not there"),
];

/// Every Rust file opens with a comment that says what it is and what it promises.
pub fn opens_with_docs(tree: &Tree) -> Vec<Finding> {
    tree.rust()
        .filter(|file| !file.text.starts_with("//!"))
        .map(|file| Finding::of("docs", file, 1, "open with `//!`: what this is and what it promises"))
        .collect()
}

/// No source file is so long that nobody reads it.
pub fn is_short_enough(tree: &Tree) -> Vec<Finding> {
    let limit = |file: &File| match () {
        () if file.is_generated() || file.is_test() => None,
        () if file.is("rs") => Some(RUST_LINES),
        () if file.is_script() => Some(SCRIPT_LINES),
        () => None,
    };
    let too_long = |file: &File| {
        let (limit, lines) = (limit(file)?, file.product_lines());
        let message = format!("{lines} lines, and {limit} are the most: split it by noun");
        (lines > limit).then(|| Finding::of("length", file, 0, message))
    };
    tree.files.iter().filter_map(too_long).collect()
}

/// No module is named after nothing.
pub fn has_a_good_name(tree: &Tree) -> Vec<Finding> {
    let sources = tree.files.iter().filter(|file| file.is("rs") || file.is_script());
    let empty = |file: &&File| {
        file.path.split('/').any(|part| EMPTY_NAMES.contains(&part.split('.').next().unwrap_or(part)))
    };
    sources
        .filter(empty)
        .map(|file| Finding::of("name", file, 0, "name the module after the thing it holds"))
        .collect()
}

/// Which engine is running is known to the database crate and to the two files of list plans.
pub fn leaves_engines_to_the_database_crate(tree: &Tree) -> Vec<Finding> {
    let may = |file: &File| {
        file.path.starts_with("crates/db/")
            || file.path == "crates/access/src/sql/sqlite.rs"
            || file.path == "crates/access/src/sql/postgres.rs"
            || file.is_test()
    };
    let message = "ask the database crate for a named function instead of branching on the engine";
    code_with(tree, "engine", ENGINE_NAMES, |file, _| !may(file), message)
}

/// The database library is named by the database crate, the list plans and the test kit.
pub fn leaves_sqlx_to_the_database_crate(tree: &Tree) -> Vec<Finding> {
    const MAY: &[&str] = &["crates/db/", "crates/access/src/sql/", "crates/testkit/"];
    let word = concat!("sq", "lx");
    let patterns = [format!("{word}::"), format!("use {word}")];
    let patterns: Vec<&str> = patterns.iter().map(String::as_str).collect();
    let may = |file: &File| MAY.iter().any(|folder| file.path.starts_with(folder));
    let message = "speak to the database through wayleave-db";
    code_with(tree, "engine", &patterns, |file, _| !may(file), message)
}

/// A feature's model knows no database, no HTTP and no wire format: it is rules and nothing else.
pub fn keeps_models_pure(tree: &Tree) -> Vec<Finding> {
    const OUTSIDE: &[&str] = &["axum::", "serde::", "tokio::", "utoipa::", "wayleave_blob", "wayleave_db"];
    let is_model = |file: &File| file.path.starts_with("crates/app/src/") && file.path.ends_with("/model.rs");
    let message = "a model is rules only: the database belongs to store.rs, the wire to view.rs";
    code_with(
        tree,
        "model",
        OUTSIDE,
        |file, number| is_model(file) && number <= file.product_lines(),
        message,
    )
}

/// Nothing unfinished is left in a source.
pub fn has_no_loose_ends(tree: &Tree) -> Vec<Finding> {
    let sources = tree.files.iter().filter(|file| file.is("rs") || file.is_script() || file.is("sql"));
    let mut findings = Vec::new();
    for file in sources.filter(|file| !file.is_generated()) {
        for (index, line) in file.text.lines().enumerate() {
            if LOOSE_ENDS.iter().any(|word| has_word(line, word)) {
                findings.push(Finding::of("loose-end", file, index + 1, "finish it or leave it out"));
            }
        }
    }
    findings
}

/// Every test runs, says what it expects, and waits for events, not for time.
pub fn has_only_honest_tests(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files.iter().filter(|file| file.is("rs") || file.is_script()) {
        let product_lines = file.product_lines();
        for (number, line) in file.code().filter(|(number, _)| *number > product_lines) {
            for (pattern, advice) in DISHONEST {
                if line.contains(pattern) {
                    findings.push(Finding::of("test", file, number, format!("no `{pattern}`: {advice}")));
                }
            }
        }
    }
    findings
}

/// No snapshot waits for somebody to accept it.
pub fn has_no_pending_snapshot(tree: &Tree) -> Vec<Finding> {
    tree.files
        .iter()
        .filter(|file| file.path.ends_with(".snap.new"))
        .map(|file| Finding::of("snapshot", file, 0, "accept the snapshot or mend what changed it"))
        .collect()
}

/// Both engines have migrations of the same names, and the names sort by time.
pub fn has_the_same_migrations_for_both_engines(tree: &Tree) -> Vec<Finding> {
    const ENGINES: [&str; 2] = ["crates/db/migrations/sqlite/", "crates/db/migrations/postgres/"];
    let mut findings = Vec::new();
    let mut engines_of: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for file in tree.files.iter().filter(|file| file.is("sql")) {
        for engine in ENGINES {
            let Some(name) = file.path.strip_prefix(engine) else { continue };
            engines_of.entry(name).or_default().insert(engine);
            let stamp = name.split('_').next().unwrap_or_default();
            if stamp.len() < 12 || !stamp.bytes().all(|byte| byte.is_ascii_digit()) {
                let message = "name it `<timestamp>_<what>.sql`: numbers given by hand collide";
                findings.push(Finding::of("migration", file, 0, message));
            }
        }
    }
    for (name, engines) in engines_of {
        for engine in ENGINES.iter().filter(|engine| !engines.contains(*engine)) {
            let message = "the other engine has this migration, and this one has not";
            findings.push(Finding::at("migration", &format!("{engine}{name}"), 0, message));
        }
    }
    findings
}

/// The lines of code that contain a pattern, where a condition on file and line number holds.
fn code_with(
    tree: &Tree,
    check: &'static str,
    patterns: &[&str],
    applies: impl Fn(&File, usize) -> bool,
    message: &str,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.rust() {
        for (number, line) in file.code() {
            if applies(file, number) && patterns.iter().any(|pattern| line.contains(pattern)) {
                findings.push(Finding::of(check, file, number, message));
            }
        }
    }
    findings
}

/// Whether a line has a word that is not a part of a longer one.
fn has_word(line: &str, word: &str) -> bool {
    let is_letter = |character: char| character.is_alphanumeric() || character == '_';
    line.match_indices(word).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        let after = line[start + word.len()..].chars().next();
        let ends_itself = !word.ends_with(is_letter);
        !before.is_some_and(is_letter) && (ends_itself || !after.is_some_and(is_letter))
    })
}
