//! The commands of the binary.

mod documents;
mod organisation;
mod serve;

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};

use crate::config::Options;

/// Document control for construction projects.
#[derive(Parser)]
#[command(name = "wayleave", version, arg_required_else_help = true)]
pub struct Arguments {
    /// The file with the options; without it `wayleave.toml` is read when it exists.
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the product.
    Serve,
    /// Checks the options and says what they mean, secrets hidden.
    Config,
    /// Brings the database's schema up to date and ends.
    Migrate,
    /// Organisations on this server.
    Organisation {
        #[command(subcommand)]
        command: organisation::Command,
    },
    /// Prints the OpenAPI description.
    #[command(hide = true)]
    Openapi,
    /// Prints the table of error codes.
    #[command(hide = true)]
    ErrorsDoc,
    /// Prints the policy, one line per cell.
    #[command(hide = true)]
    AuthzMatrix,
}

/// Runs a command.
pub fn run(arguments: Arguments) -> Result<()> {
    match arguments.command {
        Command::Openapi => return documents::openapi(),
        Command::ErrorsDoc => return documents::errors(),
        Command::AuthzMatrix => return documents::matrix(),
        _ => {}
    }
    let options = Options::load(arguments.config.as_deref())?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().context("no threads to run on")?;
    runtime.block_on(async {
        match arguments.command {
            Command::Serve => serve::run(&options).await,
            Command::Config => documents::options(&options),
            Command::Migrate => crate::parts::assemble(&options).await.map(drop),
            Command::Organisation { command } => organisation::run(&options, command).await,
            Command::Openapi | Command::ErrorsDoc | Command::AuthzMatrix => Ok(()),
        }
    })
}

/// Writes a line for the operator to standard output.
pub fn say(text: &str) -> Result<()> {
    writeln!(std::io::stdout(), "{text}").context("standard output is closed")
}

/// Writes a complaint to standard error; when even that is closed there is nobody left to tell.
pub fn complain(text: &str) {
    let _ = writeln!(std::io::stderr(), "wayleave: {text}");
}
