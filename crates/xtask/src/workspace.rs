//! Where things are: the workspace root, the target folder, and the environment the commands heed.
//!
//! The only file of this crate that reads the environment.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{env, fs};

use crate::shell;

/// The root of the workspace.
pub fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).map_or_else(|| here.clone(), PathBuf::from)
}

/// The folder that cargo builds into.
pub fn target() -> PathBuf {
    match variable("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// The server binary of a cargo profile folder (`debug` or `release`).
pub fn server_binary(profile_folder: &str) -> PathBuf {
    target().join(profile_folder).join("wayleave")
}

/// The verifier's binary of a cargo profile folder.
pub fn verifier_binary(profile_folder: &str) -> PathBuf {
    target().join(profile_folder).join("wayleave-verify")
}

/// The folder of the browser app's sources.
pub fn web() -> PathBuf {
    root().join("web")
}

/// The folder that the browser app is built into, from where the server embeds it.
pub fn web_dist() -> PathBuf {
    root().join("crates/web/dist")
}

/// The folder of the browser tests.
pub fn e2e() -> PathBuf {
    root().join("e2e")
}

/// Whether this is an unattended run, in which nothing may be skipped.
pub fn in_ci() -> bool {
    variable("CI").is_some_and(|value| value == "true" || value == "1")
}

/// The Chromium to drive: `CHROMIUM` if set, else Debian's.
pub fn chromium() -> PathBuf {
    variable("CHROMIUM").map_or_else(|| PathBuf::from("/usr/bin/chromium"), PathBuf::from)
}

/// The folders in which programs are looked for.
pub fn search_path() -> Vec<PathBuf> {
    variable("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default()
}

/// Names of the variables which `cargo run` adds for us and which would make a nested cargo rebuild things.
pub fn cargo_leftovers() -> Vec<OsString> {
    std::env::vars_os()
        .map(|(name, _)| name)
        .filter(|name| {
            let name = name.to_string_lossy();
            name.starts_with("CARGO_PKG_")
                || name.starts_with("CARGO_MANIFEST_")
                || matches!(&*name, "CARGO_CRATE_NAME" | "CARGO_BIN_NAME" | "OUT_DIR")
                || name.starts_with("NEXTEST")
        })
        .collect()
}

#[expect(clippy::disallowed_methods, reason = "this file is where the commands read their environment")]
fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// Where tests put what they throw away: memory where there is plenty of it, so that no disk is waited for.
#[must_use]
pub fn scratch() -> PathBuf {
    let memory = Path::new("/dev/shm");
    if variable("TMPDIR").is_none() && free_mib(memory) >= SCRATCH_MIB && available_mib() >= 2 * SCRATCH_MIB {
        return memory.to_path_buf();
    }
    durable()
}

/// Where a test puts what must outlive a crash of the machine: the temporary folder, which lies on a disk.
#[must_use]
pub fn durable() -> PathBuf {
    env::temp_dir()
}

/// What the tests leave lying at one time stays far below this.
const SCRATCH_MIB: u64 = 6 * 1024;

/// The room of a file system; none where there is no telling.
fn free_mib(folder: &Path) -> u64 {
    let mut command = shell::program("df");
    let told =
        shell::read(command.args(["--output=avail", "--block-size=M"]).arg(folder)).unwrap_or_default();
    let last = told.lines().last().unwrap_or_default().trim().trim_end_matches('M');
    last.parse().unwrap_or_default()
}

/// The memory that nobody uses.
fn available_mib() -> u64 {
    let told = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let line = told.lines().find_map(|line| line.strip_prefix("MemAvailable:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or_default() / 1024
}
