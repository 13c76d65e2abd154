//! `cargo xtask gen`: the files that are made from the code, and the proof that they are not stale.
//!
//! The server prints what it knows of itself; the browser app's types are made from what it prints.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;

use crate::{server, shell, webapp, workspace};

/// Whether to write.
#[derive(Args)]
pub struct Options {
    /// Only say which files are stale, and fail if any is.
    #[arg(long)]
    check: bool,
}

/// The files that a subcommand of the server prints, beside that subcommand.
const PRINTED: [(&str, &str); 3] =
    [(OPENAPI, "openapi"), ("docs/errors.md", "errors-doc"), ("docs/authz-matrix.txt", "authz-matrix")];

const OPENAPI: &str = "crates/app/openapi.json";
const TYPES: &str = "web/src/api/schema.gen.ts";

struct Generated {
    path: PathBuf,
    content: String,
}

/// Writes the generated files, or with `--check` compares them.
pub fn run(options: &Options) -> Result<()> {
    if options.check {
        return check();
    }
    for file in generate()? {
        if fs::read_to_string(&file.path).is_ok_and(|present| present == file.content) {
            continue;
        }
        if let Some(folder) = file.path.parent() {
            fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
        }
        fs::write(&file.path, file.content)
            .with_context(|| format!("cannot write {}", file.path.display()))?;
        shell::note(&format!("wrote {}", shown(&file.path)));
    }
    Ok(())
}

/// Fails with the names of the generated files that differ from what the code says now.
pub fn check() -> Result<()> {
    let stale: Vec<String> = generate()?
        .into_iter()
        .filter(|file| fs::read_to_string(&file.path).map_or(true, |present| present != file.content))
        .map(|file| shown(&file.path))
        .collect();
    if !stale.is_empty() {
        bail!("stale: {}; run `cargo xtask gen` and commit what it writes", stale.join(", "));
    }
    Ok(())
}

fn generate() -> Result<Vec<Generated>> {
    server::build()?;
    let mut files = Vec::new();
    for (path, subcommand) in PRINTED {
        let printed = shell::read(&mut server::command(&[subcommand]))?;
        ensure!(
            !printed.trim().is_empty(),
            "`wayleave {subcommand}` printed nothing, so {path} cannot be made"
        );
        files.push(Generated { path: workspace::root().join(path), content: ended(&printed) });
    }
    let content = types(&files[0].content)?;
    files.push(Generated { path: workspace::root().join(TYPES), content });
    Ok(files)
}

/// The types of the API for the browser app.
fn types(openapi: &str) -> Result<String> {
    webapp::install(&workspace::web())?;
    let source = webapp::report_file("openapi.json")?;
    let result = webapp::report_file("schema.gen.ts")?;
    fs::write(&source, openapi).with_context(|| format!("cannot write {}", source.display()))?;
    let mut command = shell::program("npx");
    command.current_dir(workspace::web()).args(["--no-install", "openapi-typescript"]);
    command.arg(&source).arg("--output").arg(&result);
    shell::read(&mut command)?;
    fs::read_to_string(&result).with_context(|| format!("{} was not written", result.display()))
}

/// The text with exactly one line end at its end.
fn ended(text: &str) -> String {
    format!("{}\n", text.trim_end())
}

fn shown(path: &Path) -> String {
    path.strip_prefix(workspace::root()).unwrap_or(path).display().to_string()
}
