//! Where things are: the workspace root, the target folder, and the environment the commands heed.
//!
//! The only file of this crate that reads the environment.

use std::ffi::OsString;
use std::path::PathBuf;

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
