//! `cargo xtask <command>`: the one front door to everything the project does with itself.
//!
//! A command is one variant here and one module in the library; nothing is decided in this file.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use xtask::{
    bench, demo, develop, distribute, endtoend, fuzz, generate, licences, postgres, shell, suite, tidy,
    tools, webapp,
};

/// The project's own commands.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Everything: lints, both engines, the browser app, the browser tests. Ends with `N passed, N failed`.
    Test(suite::Options),
    /// The Rust tests on PostgreSQL, in a cluster of their own that is gone afterwards.
    Pg(postgres::Options),
    /// The browser app: install, types and lint, unit tests, build.
    Web,
    /// The browser tests against the built server.
    E2e(endtoend::Options),
    /// Writes the generated files; `--check` only says which are stale.
    Gen(generate::Options),
    /// A Wayleave with life in it, served on this machine; `--check` walks the main path over HTTP.
    Demo(demo::Options),
    /// The server and the browser app with live reload.
    Dev,
    /// The release binary with the browser app inside, checked by starting it.
    Dist,
    /// The house style.
    Tidy,
    /// Licences and known advisories of everything that is built in.
    Licences,
    /// Measures the release server: a register of a million documents, or files against nginx.
    Bench(bench::Options),
    /// An independent fuzzer against the real server, knowing the API's description only, as every kind of person.
    Fuzz(fuzz::Options),
    /// Installs what the other commands need, or names the command that would.
    Ensure,
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Test(options) => return suite::test(&options),
        Command::Pg(options) => postgres::run(&options),
        Command::Web => webapp::run(),
        Command::E2e(options) => endtoend::run(&options),
        Command::Gen(options) => generate::run(&options),
        Command::Demo(options) => demo::run(&options),
        Command::Dev => develop::run(),
        Command::Dist => distribute::run(),
        Command::Tidy => tidy::run(),
        Command::Licences => licences::run(),
        Command::Bench(options) => bench::run(&options),
        Command::Fuzz(options) => fuzz::run(&options),
        Command::Ensure => tools::ensure_all(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            shell::note(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}
