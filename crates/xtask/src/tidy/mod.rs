//! The house style as checks over the files of the project.
//!
//! Each check is a function from the files to what it found, so that a test can show it a bad file.
//! `tests/tidy.rs` runs them all, so `cargo test` enforces the style; `cargo xtask tidy` prints the same.

mod crates;
mod documents;
mod sources;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};

use crate::{licences, shell, workspace};

/// The waivers: one line each, `check path reason`.
pub const WAIVERS: &str = "crates/xtask/tidy-allow.txt";

/// How many waivers there are. It may only become smaller.
pub const WAIVER_COUNT: usize = 0;

/// Folders that hold nothing written by us.
const FOREIGN_FOLDERS: &[&str] = &[
    ".git",
    "crates/web/dist",
    "node_modules",
    "playwright-report",
    "target",
    "test-results",
    "wayleave-data",
];

/// Files that are read as text.
const TEXT: &[&str] = &["css", "js", "json", "md", "mjs", "new", "rs", "sql", "toml", "ts", "tsx", "txt"];

/// One place that breaks the style.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The name of the check.
    pub check: &'static str,
    /// The file, from the workspace root.
    pub path: String,
    /// The line, from one; zero if the file as a whole is meant.
    pub line: usize,
    /// What is wrong and what to do instead.
    pub message: String,
}

/// A text file of the project.
#[derive(Clone, Debug)]
pub struct File {
    /// Its path from the workspace root, with slashes.
    pub path: String,
    /// Its content.
    pub text: String,
}

/// All text files of the project.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// The files in order of their paths.
    pub files: Vec<File>,
}

/// A check over the files.
pub type Check = fn(&Tree) -> Vec<Finding>;

/// All checks over the files.
pub const CHECKS: &[Check] = &[
    sources::opens_with_docs,
    sources::is_short_enough,
    sources::has_a_good_name,
    sources::leaves_engines_to_the_database_crate,
    sources::leaves_sqlx_to_the_database_crate,
    sources::keeps_models_pure,
    sources::has_no_loose_ends,
    sources::has_only_honest_tests,
    sources::has_no_pending_snapshot,
    sources::has_the_same_migrations_for_both_engines,
    crates::depend_one_way,
    crates::are_few_and_explained,
    documents::have_living_links,
    documents::are_short_enough,
    documents::are_there,
    documents::record_decisions_alike,
];

impl Finding {
    fn of(check: &'static str, file: &File, line: usize, message: impl Into<String>) -> Finding {
        Finding::at(check, &file.path, line, message)
    }

    fn at(check: &'static str, path: &str, line: usize, message: impl Into<String>) -> Finding {
        Finding { check, path: path.to_owned(), line, message: message.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Finding { check, path, line, message } = self;
        if *line == 0 {
            write!(formatter, "{path}: {message} [{check}]")
        } else {
            write!(formatter, "{path}:{line}: {message} [{check}]")
        }
    }
}

impl File {
    /// Whether the file's name ends so.
    pub fn is(&self, extension: &str) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, end)| end == extension)
    }

    /// Whether it is TypeScript.
    pub fn is_script(&self) -> bool {
        self.is("ts") || self.is("tsx")
    }

    /// Whether a command wrote it.
    pub fn is_generated(&self) -> bool {
        self.path.contains(".gen.")
    }

    /// Whether it holds nothing but tests and what they stand on.
    pub fn is_test(&self) -> bool {
        self.path.contains("/tests/")
            || self.path.ends_with("/tests.rs")
            || self.path.starts_with("crates/testkit/")
            || self.path.starts_with("e2e/")
            || self.path.contains(".test.")
    }

    /// How many of its lines are no tests: the module of tests comes last in a file.
    pub fn product_lines(&self) -> usize {
        if self.is_test() {
            return 0;
        }
        let lines: Vec<&str> = self.text.lines().collect();
        lines
            .windows(2)
            .position(|pair| pair[0].trim() == "#[cfg(test)]" && pair[1].trim().starts_with("mod tests {"))
            .unwrap_or(lines.len())
    }

    /// Its lines with their numbers, without comments.
    pub fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(index, line)| (index + 1, line));
        lines.map(|(number, line)| (number, line.split("//").next().unwrap_or_default()))
    }
}

impl Tree {
    /// Reads the files of the project.
    pub fn load() -> Result<Tree> {
        let mut tree = Tree::default();
        for path in files(TEXT)? {
            let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            let text = String::from_utf8_lossy(&bytes).into_owned();
            tree.files.push(File { path: relative(&path), text });
        }
        ensure!(!tree.files.is_empty(), "no files under {}", workspace::root().display());
        Ok(tree)
    }

    /// The file at a path.
    pub fn get(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    /// The Rust files.
    pub fn rust(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| file.is("rs"))
    }
}

/// Prints what every check finds, and fails if that is anything.
pub fn run() -> Result<()> {
    let findings = all()?;
    for finding in &findings {
        shell::say(&finding.to_string());
    }
    ensure!(findings.is_empty(), "places that break the house style: {}", findings.len());
    shell::note("the house style holds");
    Ok(())
}

/// What every check finds, less what is waived, with waivers that waive nothing.
pub fn all() -> Result<Vec<Finding>> {
    let tree = Tree::load()?;
    let mut findings: Vec<Finding> = CHECKS.iter().flat_map(|check| check(&tree)).collect();
    findings.extend(licences::findings()?);
    let waivers = tree.get(WAIVERS).map_or("", |file| file.text.as_str());
    let mut left = waived(findings, waivers);
    left.sort();
    left.dedup();
    Ok(left)
}

/// Takes out what a waiver names; a waiver that is malformed or names nothing is itself a finding.
fn waived(findings: Vec<Finding>, waivers: &str) -> Vec<Finding> {
    let mut left = findings;
    let mut count = 0;
    for (index, line) in waivers.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        count += 1;
        let words: Vec<&str> = line.splitn(3, ' ').collect();
        let [check, path, reason] = words[..] else {
            left.push(Finding::at("waiver", WAIVERS, index + 1, "a waiver is `check path reason`"));
            continue;
        };
        let before = left.len();
        left.retain(|finding| finding.check != check || finding.path != path);
        if left.len() == before || reason.trim().is_empty() {
            let message = format!("{check} finds nothing in {path}: remove the waiver");
            left.push(Finding::at("waiver", WAIVERS, index + 1, message));
        }
    }
    if count != WAIVER_COUNT {
        let message = format!("{count} waivers, not {WAIVER_COUNT}: mend the place, or lower WAIVER_COUNT");
        left.push(Finding::at("waiver", WAIVERS, 0, message));
    }
    left
}

/// The project's files with one of these extensions, in order.
pub fn files(extensions: &[&str]) -> Result<Vec<PathBuf>> {
    let mut found = BTreeSet::new();
    let mut folders = vec![workspace::root()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))?;
        for entry in entries {
            let entry = entry?;
            let (path, kind) = (entry.path(), entry.file_type()?);
            if kind.is_dir() {
                if !is_foreign(&path) {
                    folders.push(path);
                }
            } else if kind.is_file() && has_extension(&path, extensions) {
                found.insert(path);
            }
        }
    }
    Ok(found.into_iter().collect())
}

fn is_foreign(folder: &Path) -> bool {
    let relative = relative(folder);
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    FOREIGN_FOLDERS.iter().any(|foreign| relative == *foreign || name == *foreign)
        || folder.join("CACHEDIR.TAG").exists()
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    path.extension().is_some_and(|extension| extensions.iter().any(|wanted| extension == *wanted))
}

fn relative(path: &Path) -> String {
    path.strip_prefix(workspace::root()).unwrap_or(path).to_string_lossy().into_owned()
}
