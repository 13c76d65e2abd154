//! `cargo xtask test`: every check there is, in order, each failure seen, one closing line.
//!
//! A failing step does not stop the ones after it.
//! Each lint counts as one test; the test runners' own counts are added to them.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::Instant;

use anyhow::{Context as _, Result};
use clap::Args;

use crate::cluster::{self, Cluster};
use crate::tally::{Tally, of_cargo_test, of_nextest};
use crate::{endtoend, generate, postgres, server, shell, tidy, tools, webapp, workspace};

/// How deep to test.
#[derive(Args)]
pub struct Options {
    /// The deep counts: more random worlds, operations, races and tokens. Takes hours.
    #[arg(long)]
    full: bool,
}

/// Reads a test runner's lines.
pub type Reader = fn(&[String]) -> Tally;

type Step = (&'static str, fn(&Suite) -> Result<Tally>);

/// The steps, cheapest news first, as far as one does not need another's result.
const STEPS: [Step; 15] = [
    ("install what is needed", |_| passes(tools::ensure_all())),
    ("Cargo.lock is up to date", |_| passes(lock_file_is_current())),
    ("cargo fmt", |_| lint(&mut shell::cargo(&["fmt", "--all", "--check"]))),
    ("browser app: packages", |_| passes(webapp::install(&workspace::web()))),
    ("browser app: types and lint", |_| passes(webapp::check())),
    ("browser app: unit tests", |_| webapp::unit_tests()),
    ("browser app: build", |_| passes(webapp::build())),
    ("cargo clippy", |_| lint(&mut shell::cargo(CLIPPY))),
    ("cargo doc", |_| lint(shell::cargo(DOC).env("RUSTDOCFLAGS", "-D warnings"))),
    ("Rust tests on SQLite", Suite::on_sqlite),
    ("Rust examples in the documentation", |_| examples()),
    ("Rust tests on PostgreSQL", Suite::on_postgres),
    ("build of the server", |_| passes(server::build())),
    ("generated files", |_| passes(generate::check())),
    ("browser tests against the server", |_| endtoend::browser_tests(&[])),
];

const CLIPPY: &[&str] = &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
const DOC: &[&str] = &["doc", "--workspace", "--no-deps", "--document-private-items", "--quiet"];

struct Suite {
    full: bool,
}

/// Runs all steps; the closing line is the last thing that is printed, whatever happened.
pub fn test(options: &Options) -> ExitCode {
    let suite = Suite { full: options.full };
    let started = Instant::now();
    let mut total = Tally::default();
    let mut broken = Vec::new();
    for (index, (name, step)) in STEPS.iter().enumerate() {
        shell::note(&format!("\n[{}/{}] {name}", index + 1, STEPS.len()));
        let began = Instant::now();
        let tally = step(&suite).unwrap_or_else(|error| {
            shell::note(&format!("error: {error:#}"));
            Tally::FAIL
        });
        let verdict = if tally.failed == 0 { "passed" } else { "FAILED" };
        let counts = tally.closing_line();
        shell::note(&format!("      {name}: {verdict} ({counts}) in {}", shell::elapsed(began)));
        if tally.failed > 0 {
            broken.push(*name);
        }
        total = total + tally;
    }
    shell::note(&format!("\nall steps done in {}", shell::elapsed(started)));
    if !broken.is_empty() {
        shell::note(&format!("failed: {}", broken.join("; ")));
        for why in &total.why {
            shell::note(&format!("  {why}"));
        }
    }
    shell::say(&total.closing_line());
    if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The command that runs the Rust tests, and what reads its output: nextest where it is installed. Narrowed, the caller
/// names the packages.
pub fn rust_tests(full: bool, narrowed: bool) -> (Command, Reader) {
    let (mut command, reader): (Command, Reader) = if shell::answers("cargo", &["nextest", "--version"]) {
        let profile = if full { "full" } else { "default" };
        let quiet = ["--status-level=slow", "--final-status-level=fail", "--no-fail-fast"];
        let mut command = shell::cargo(&["nextest", "run", "--profile", profile]);
        command.args(quiet);
        if full {
            command.arg("--cargo-profile=deep");
        }
        (command, of_nextest)
    } else {
        let mut command = shell::cargo(&["test", "--lib", "--bins", "--tests", "--no-fail-fast"]);
        if full {
            command.arg("--profile=deep");
        }
        (command, of_cargo_test)
    };
    if !narrowed {
        command.arg("--workspace");
    }
    command.env("INSTA_UPDATE", "no").env("TMPDIR", workspace::scratch());
    if full {
        command.env("WAYLEAVE_FULL", "1");
    }
    (command, reader)
}

impl Suite {
    fn on_sqlite(&self) -> Result<Tally> {
        let references = webapp::report_file("snapshots.txt")?;
        let (mut command, reader) = rust_tests(self.full, false);
        command.env("INSTA_SNAPSHOT_REFERENCES_FILE", &references);
        for name in ["WAYLEAVE_TEST_DB", "WAYLEAVE_TEST_PG_URL", "WAYLEAVE_TEST_PG_SUPER_URL"] {
            command.env_remove(name);
        }
        let outcome = shell::tee(&mut command)?;
        let tally = reader(&outcome.lines).settled(outcome.success, !workspace::in_ci());
        if !outcome.success {
            // After a failure, tests may not have come to their snapshots.
            return Ok(tally);
        }
        let used = fs::read_to_string(&references).unwrap_or_default();
        let orphans = orphaned_snapshots(&used)?;
        for orphan in &orphans {
            shell::note(&format!("error: no test uses the snapshot {}; remove it", orphan.display()));
        }
        Ok(tally + if orphans.is_empty() { Tally::PASS } else { Tally::FAIL })
    }

    fn on_postgres(&self) -> Result<Tally> {
        let cluster = Cluster::start(&cluster::Options::default())?;
        let (mut command, reader) = rust_tests(self.full, false);
        postgres::address(&mut command, &cluster)?;
        let outcome = shell::tee(&mut command)?;
        Ok(reader(&outcome.lines).settled(outcome.success, !workspace::in_ci()))
    }
}

/// Fails if cargo would have to write the lock file.
fn lock_file_is_current() -> Result<()> {
    shell::read(&mut shell::cargo(&["metadata", "--locked", "--format-version", "1"])).map(drop)
}

/// Runs the examples in doc comments, which nextest leaves out; there may be none.
fn examples() -> Result<Tally> {
    let outcome = shell::tee(&mut shell::cargo(&["test", "--workspace", "--doc", "--no-fail-fast"]))?;
    let tally = of_cargo_test(&outcome.lines);
    if outcome.success && tally == Tally::default() {
        return Ok(tally);
    }
    Ok(tally.settled(outcome.success, !workspace::in_ci()))
}

fn lint(command: &mut Command) -> Result<Tally> {
    passes(shell::run(command))
}

fn passes(result: Result<()>) -> Result<Tally> {
    result.map(|()| Tally::PASS)
}

/// The committed snapshots that no test asked for.
fn orphaned_snapshots(used: &str) -> Result<Vec<PathBuf>> {
    let used: BTreeSet<PathBuf> =
        used.lines().filter_map(|line| fs::canonicalize(line.trim()).ok()).collect();
    let mut orphans = Vec::new();
    for path in tidy::files(&["snap"])? {
        let path = fs::canonicalize(&path).with_context(|| format!("cannot find {}", path.display()))?;
        if !used.contains(&path) {
            orphans.push(path);
        }
    }
    Ok(orphans)
}
