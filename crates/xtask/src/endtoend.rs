//! `cargo xtask e2e`: Playwright drives Chromium against the real server binary.

use anyhow::{Result, ensure};
use clap::Args;

use crate::tally::{Tally, of_playwright};
use crate::{server, shell, tools, webapp, workspace};

/// What to run.
#[derive(Args)]
pub struct Options {
    /// Arguments for Playwright, such as the name of a spec or `--headed`.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Builds the browser app and the server, then runs the browser tests.
pub fn run(options: &Options) -> Result<()> {
    tools::ensure(&[tools::Tool::Node, tools::Tool::Chromium, tools::Tool::Signatures])?;
    webapp::install(&workspace::web())?;
    webapp::build()?;
    server::build()?;
    let tally = browser_tests(&options.arguments)?;
    shell::say(&tally.closing_line());
    ensure!(tally.failed == 0, "browser tests failed: {}", tally.failed);
    Ok(())
}

/// Runs the browser tests against what is built; an error only if they could not be started.
/// Receipts are checked by the program that is shipped for it, so that is built too.
pub fn browser_tests(arguments: &[String]) -> Result<Tally> {
    let folder = workspace::e2e();
    webapp::install(&folder)?;
    shell::run(&mut shell::cargo(&["build", "--package", "wayleave-verify"]))?;
    let report = webapp::report_file("playwright.json")?;
    let mut command = shell::program("npx");
    command.current_dir(&folder).args(["--no-install", "playwright", "test", "--reporter=line,json"]);
    command.args(arguments);
    command.env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report);
    command.env("WAYLEAVE_BIN", workspace::server_binary("debug"));
    command.env("WAYLEAVE_VERIFY_BIN", workspace::verifier_binary("debug"));
    command.env("CHROMIUM", workspace::chromium()).env("TMPDIR", workspace::scratch());
    let outcome = shell::tee(&mut command)?;
    Ok(of_playwright(&webapp::read_report(&report)).settled(outcome.success, !workspace::in_ci()))
}
