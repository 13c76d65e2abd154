//! The binary `wayleave`: reads its options, starts the parts, and offers the operator's commands.

mod browser;
mod cli;
mod config;
mod parts;

use std::process::ExitCode;

use clap::Parser;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // Two crates could bring a provider each; the choice is made once, here.
    if rustls::crypto::ring::default_provider().install_default().is_err() {
        cli::complain("the TLS provider was chosen twice");
        return ExitCode::FAILURE;
    }
    match cli::run(cli::Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            cli::complain(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}
