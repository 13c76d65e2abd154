//! `cargo xtask bench`: what the release server does on this machine, written into `docs/benchmarks.md`.
//!
//! Figures are reported and never asserted; a run that is disturbed by others still ends well. The command builds itself
//! and the server in release and goes on as the release build, so that the client is not what is measured.

mod client;
mod files;
mod formal;
mod grants;
mod load;
mod nginx;
mod people;
mod places;
mod register;
mod report;
mod search;
mod session;
mod timing;
mod words;
mod world;

use anyhow::{Context as _, Result, ensure};
use clap::{Args, Subcommand, ValueEnum};

use crate::{shell, workspace};

/// What to measure.
#[derive(Args)]
pub struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Lists and gets in a register of a million documents and ten million grants.
    Register(RegisterOptions),
    /// Searches in a register of a million documents, with counts and the numbers of the filters.
    Search(SearchOptions),
    /// Issuing a transmittal of 200 documents to 30 people, and the steps of somebody who answered 10,000.
    Formal(FormalOptions),
    /// Downloads beside nginx, an upload of one gigabyte, memory and start.
    Files(FilesOptions),
}

/// How the register is measured.
#[derive(Args)]
pub struct RegisterOptions {
    /// The size of the world; 1.0 is a million documents. A tenth of it is measured as well.
    #[arg(long, default_value_t = 1.0)]
    scale: f64,
    /// The engine.
    #[arg(long, value_enum, default_value_t = Engines::Both)]
    engine: Engines,
    /// Keep the SQLite worlds in the target folder and take them up again in the next run.
    #[arg(long)]
    keep: bool,
    /// Only the statements in this process, without a server; prints, and writes nothing.
    #[arg(long)]
    statements: bool,
    /// Print the figures without writing them into `docs/benchmarks.md`.
    #[arg(long)]
    dry: bool,
}

/// How searches are measured.
#[derive(Args)]
pub struct SearchOptions {
    /// The size of the world; 1.0 is a million documents. One of two thousand is measured as well.
    #[arg(long, default_value_t = 1.0)]
    scale: f64,
    /// The engine.
    #[arg(long, value_enum, default_value_t = Engines::Both)]
    engine: Engines,
    /// Keep the SQLite worlds in the target folder and take them up again in the next run.
    #[arg(long)]
    keep: bool,
    /// Make the world and stop; with `--keep`, so that a later run measures only.
    #[arg(long)]
    load: bool,
    /// Print the figures without writing them into `docs/benchmarks.md`.
    #[arg(long)]
    dry: bool,
}

/// How transmittals and workflows are measured.
#[derive(Args)]
pub struct FormalOptions {
    /// The engine.
    #[arg(long, value_enum, default_value_t = Engines::Both)]
    engine: Engines,
    /// Print the figures without writing them into `docs/benchmarks.md`.
    #[arg(long)]
    dry: bool,
}

/// How files are measured.
#[derive(Args)]
pub struct FilesOptions {
    /// Print the figures without writing them into `docs/benchmarks.md`.
    #[arg(long)]
    dry: bool,
}

/// Which engines are measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Engines {
    Sqlite,
    Postgres,
    Both,
}

/// Measures.
pub fn run(options: &Options) -> Result<()> {
    if cfg!(debug_assertions) {
        return go_on_in_release(options);
    }
    let served = match &options.what {
        What::Register(options) => !options.statements,
        What::Search(options) => !options.load,
        What::Formal(_) | What::Files(_) => true,
    };
    if served {
        shell::run(&mut shell::cargo(&["build", "--release", "--package", "wayleave-server"]))?;
    }
    match &options.what {
        What::Register(options) => register::run(options),
        What::Search(options) => search::run(options),
        What::Formal(options) => formal::run(options),
        What::Files(options) => files::run(options),
    }
}

/// Builds this program in release and hands the same wish to it.
fn go_on_in_release(options: &Options) -> Result<()> {
    shell::run(&mut shell::cargo(&["build", "--release", "--package", "xtask"]))?;
    let mut command = shell::program(workspace::target().join("release/xtask"));
    command.arg("bench").args(arguments(options));
    let status = command.status().context("cannot start the release build of this command")?;
    ensure!(status.success(), "the measurement ended with {status}");
    Ok(())
}

fn arguments(options: &Options) -> Vec<String> {
    let scaled = |what: &str, scale: f64, engine: Engines, flags: &[(bool, &str)]| {
        let mut arguments = vec![what.to_owned(), format!("--scale={scale}")];
        arguments.push(format!("--engine={}", format!("{engine:?}").to_lowercase()));
        arguments.extend(flags.iter().filter(|(set, _)| *set).map(|(_, flag)| (*flag).to_owned()));
        arguments
    };
    let (mut arguments, dry) = match &options.what {
        What::Register(options) => {
            let flags = [(options.keep, "--keep"), (options.statements, "--statements")];
            (scaled("register", options.scale, options.engine, &flags), options.dry)
        }
        What::Search(options) => {
            let flags = [(options.keep, "--keep"), (options.load, "--load")];
            (scaled("search", options.scale, options.engine, &flags), options.dry)
        }
        What::Formal(options) => {
            let engine = format!("--engine={}", format!("{:?}", options.engine).to_lowercase());
            (vec!["formal".to_owned(), engine], options.dry)
        }
        What::Files(options) => (vec!["files".to_owned()], options.dry),
    };
    if dry {
        arguments.push("--dry".to_owned());
    }
    arguments
}
