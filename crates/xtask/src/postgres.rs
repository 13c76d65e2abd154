//! `cargo xtask pg`: the Rust tests on PostgreSQL, in a cluster that starts before them and stops after them.

use std::process::Command;

use anyhow::{Result, bail};
use clap::Args;

use crate::cluster::{self, Cluster};
use crate::{shell, suite, tools, workspace};

/// What to run.
#[derive(Args)]
pub struct Options {
    /// Arguments for the test runner, such as `-p wayleave-db` or a part of a test's name.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Starts a cluster, runs the Rust tests against it, and stops it whatever happens.
pub fn run(options: &Options) -> Result<()> {
    tools::ensure(&[tools::Tool::Postgres])?;
    let cluster = Cluster::start(&cluster::Options::default())?;
    let names_packages = |word: &String| word == "-p" || word.starts_with("--package");
    let narrowed = options.arguments.iter().any(names_packages);
    let (mut command, read) = suite::rust_tests(false, narrowed);
    address(&mut command, &cluster)?;
    command.args(&options.arguments);
    let outcome = shell::tee(&mut command)?;
    let tally = read(&outcome.lines).settled(outcome.success, !workspace::in_ci());
    shell::say(&tally.closing_line());
    if tally.failed > 0 {
        bail!("the Rust tests do not hold on PostgreSQL");
    }
    Ok(())
}

/// Points a test run at a cluster.
pub fn address(command: &mut Command, cluster: &Cluster) -> Result<()> {
    command.env("WAYLEAVE_TEST_DB", "postgres").env("WAYLEAVE_TEST_PG_URL", cluster.url());
    command.env("WAYLEAVE_TEST_PG_SUPER_URL", cluster.strong_url()?);
    Ok(())
}
