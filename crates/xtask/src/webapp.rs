//! `cargo xtask web`: the browser app, from its packages to the folder that the server embeds.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use crate::tally::{Tally, of_vitest};
use crate::{shell, tools, workspace};

/// Installs the packages, checks types and style, runs the unit tests, and builds.
pub fn run() -> Result<()> {
    tools::ensure(&[tools::Tool::Node])?;
    install(&workspace::web())?;
    check()?;
    let tally = unit_tests()?;
    ensure!(tally.failed == 0, "unit tests of the browser app failed: {}", tally.failed);
    build()
}

/// Installs the packages that a folder's lock file names, unless they are what was installed last.
pub fn install(folder: &Path) -> Result<()> {
    require(folder)?;
    let lock_file = folder.join("package-lock.json");
    let lock = fs::read(&lock_file).with_context(|| format!("{} is missing", lock_file.display()))?;
    // Inside node_modules the stamp disappears together with what it vouches for.
    let stamp = folder.join("node_modules/.wayleave-installed-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let flags = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    let mut command = shell::npm(folder, &flags);
    command.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    shell::run(&mut command)?;
    fs::write(&stamp, lock).with_context(|| format!("cannot write {}", stamp.display()))
}

/// Types and lint.
pub fn check() -> Result<()> {
    shell::run(&mut shell::npm(&workspace::web(), &["run", "check"]))
}

/// The unit tests; an error only if they could not be started or left no report.
pub fn unit_tests() -> Result<Tally> {
    let report = report_file("vitest.json")?;
    let output = format!("--outputFile.json={}", report.display());
    let arguments = ["test", "--", "--reporter=default", "--reporter=json", &output];
    let outcome = shell::tee(&mut shell::npm(&workspace::web(), &arguments))?;
    Ok(of_vitest(&read_report(&report)).settled(outcome.success, !workspace::in_ci()))
}

/// The build into `crates/web/dist`.
pub fn build() -> Result<()> {
    shell::run(&mut shell::npm(&workspace::web(), &["run", "build"]))?;
    let page = workspace::web_dist().join("index.html");
    ensure!(page.is_file(), "the build of the browser app left no {}", page.display());
    Ok(())
}

/// Fails with a sentence if a folder is not an npm package.
pub fn require(folder: &Path) -> Result<()> {
    let manifest = folder.join("package.json");
    ensure!(manifest.is_file(), "{} is missing, so nothing can be built or tested there", manifest.display());
    Ok(())
}

/// A place for a test runner's report, with no earlier report in it.
pub fn report_file(name: &str) -> Result<PathBuf> {
    let folder = workspace::target().join("reports");
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let file = folder.join(name);
    match fs::remove_file(&file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", file.display()))
        }
        _ => Ok(file),
    }
}

/// A test runner's report; null, which counts as no test at all, if it left none.
pub fn read_report(file: &Path) -> Value {
    fs::read(file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}
