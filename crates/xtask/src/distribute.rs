//! `cargo xtask dist`: the only way to a release binary.
//!
//! The browser app is built and compressed first, the binary embeds it, and the binary is started to
//! see that its first page names the script which was just built: a stale bundle cannot be shipped.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};

use crate::{cluster, server, shell, tools, webapp, workspace};

/// Makes `.gz` and `.br` files beside everything in a folder that shrinks; Node.js brings both methods.
const COMPRESS: &str = include_str!("compress.mjs");

/// Builds the browser app and the release binary, checks it, and puts it into `target/dist/`.
pub fn run() -> Result<()> {
    tools::ensure(&[tools::Tool::Node])?;
    webapp::install(&workspace::web())?;
    webapp::build()?;
    compress(&workspace::web_dist())?;
    shell::run(&mut shell::cargo(&["build", "--release", "--locked", "--package", "wayleave-server"]))?;
    let binary = workspace::server_binary("release");
    check(&binary)?;
    let folder = workspace::target().join("dist");
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let release = folder.join("wayleave");
    fs::copy(&binary, &release).with_context(|| format!("cannot copy to {}", release.display()))?;
    let size = fs::metadata(&release)?.len() / 1_000_000;
    shell::say(&format!("{} ({size} MB)", release.display()));
    Ok(())
}

fn compress(folder: &Path) -> Result<()> {
    let mut command = shell::program("node");
    command.args(["--input-type=module", "--eval", COMPRESS]).env("FOLDER", folder);
    shell::run(&mut command).context("cannot compress the browser app")
}

/// Starts the binary far from the source tree and compares the page it serves with the page that was built.
fn check(binary: &Path) -> Result<()> {
    let page = fs::read_to_string(workspace::web_dist().join("index.html"))?;
    let assets = assets_of(&page);
    ensure!(!assets.is_empty(), "the built page names no asset");
    let folder = Folder::create()?;
    let running = server::Running::start(binary, &folder.0, cluster::free_port()?)?;
    let served = running.get("/")?;
    ensure!(served.status == 200, "the release binary answers / with {}", served.status);
    for asset in assets {
        if !served.body.contains(asset) {
            bail!("the page of the release binary does not name {asset}, which was just built");
        }
        let answer = running.get(&format!("/{asset}"))?;
        ensure!(answer.status == 200, "the release binary answers /{asset} with {}", answer.status);
    }
    Ok(())
}

/// The built files that a page names: everything in quotes that begins with `/assets/`.
pub fn assets_of(page: &str) -> Vec<&str> {
    page.split(['"', '\''])
        .filter_map(|part| part.strip_prefix('/'))
        .filter(|part| part.starts_with("assets/"))
        .collect()
}

/// A temporary folder that goes with the value.
struct Folder(PathBuf);

impl Folder {
    fn create() -> Result<Folder> {
        let path = workspace::target().join("dist-check");
        if path.exists() {
            fs::remove_dir_all(&path)?;
        }
        fs::create_dir_all(&path).with_context(|| format!("cannot create {}", path.display()))?;
        Ok(Folder(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What stays behind lies in the target folder and is removed at the next start.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_assets_of_a_page_are_found() {
        let page =
            r#"<script src="/assets/index-a1.js"></script><link href='/assets/x.css'><a href="/other">"#;
        assert_eq!(assets_of(page), ["assets/index-a1.js", "assets/x.css"]);
    }
}
