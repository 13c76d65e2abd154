//! `cargo xtask dev`: the server with its files in `target/dev/`, and Vite in front of it with live reload.
//!
//! Both stop together: when one ends, the other is stopped; Ctrl-C reaches both.

use std::fs;
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use crate::{server, shell, tools, webapp, workspace};

const SERVER: u16 = 8080;

/// Builds the server and serves it behind Vite until either ends.
pub fn run() -> Result<()> {
    tools::ensure(&[tools::Tool::Node])?;
    webapp::install(&workspace::web())?;
    server::build()?;
    let folder = workspace::target().join("dev");
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let binary = workspace::server_binary("debug");
    let mut running = server::Running::start(&binary, &folder, SERVER)?;
    let mut command = shell::npm(&workspace::web(), &["run", "dev"]);
    command.env("WAYLEAVE_URL", format!("http://localhost:{SERVER}"));
    let mut vite = command.spawn().context("cannot start Vite")?;
    shell::note(&format!("the server's files are in {}", folder.display()));
    loop {
        if let Some(status) = vite.try_wait()? {
            bail!("Vite ended with {status}");
        }
        if let Some(status) = running.ended()? {
            // Vite may have ended by itself in between, which is what we want.
            let _ = vite.kill();
            let _ = vite.wait();
            bail!("the server ended with {status}");
        }
        thread::sleep(Duration::from_millis(200));
    }
}
