//! `wayleave-verify`: checks an exported audit log, a proof or a receipt, with nothing but the file and a key.
//! It knows no server, opens no database and no connection; what it says follows from `wayleave-proof` alone.

mod read;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand};
use wayleave_proof::{Proof, PublicKey, Report, receipt};

/// Checks what a Wayleave server signed, offline.
#[derive(Parser)]
#[command(name = "wayleave-verify", version, about)]
struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Checks the export of an audit log: every event, their numbers, the chain, the root, and the signature.
    Export {
        /// The export, as the archive it came in or unpacked into a folder.
        export: PathBuf,
        #[command(flatten)]
        trust: Trust,
        /// A checkpoint that you kept earlier; give as many as you have.
        #[arg(long, num_args = 1..)]
        earlier: Vec<PathBuf>,
    },
    /// Checks that an event is in the log, from its proof file.
    Proof {
        /// The proof file.
        file: PathBuf,
        #[command(flatten)]
        trust: Trust,
    },
    /// Checks a receipt and prints what it states.
    Receipt {
        /// The receipt.
        file: PathBuf,
        #[command(flatten)]
        trust: Trust,
    },
}

#[derive(clap::Args)]
struct Trust {
    /// The organisation's public key, from somebody you trust; not the one that came with the file.
    #[arg(long)]
    key: PathBuf,
}

impl Trust {
    fn key(&self) -> Result<PublicKey> {
        Ok(PublicKey::parse(&read::text(&self.key)?)?)
    }
}

fn main() -> ExitCode {
    match run(&Options::parse().what) {
        Ok((said, true)) => {
            say(&said);
            ExitCode::SUCCESS
        }
        Ok((said, false)) => {
            say(&said);
            ExitCode::from(1)
        }
        Err(error) => {
            say(&format!("REFUSED: {error:#}"));
            ExitCode::from(1)
        }
    }
}

/// What is said, and whether all is well.
fn run(what: &What) -> Result<(String, bool)> {
    match what {
        What::Export { export, trust, earlier } => {
            let earlier = earlier.iter().map(|path| Ok((path.display().to_string(), read::kept(path)?)));
            let report = read::export(export, &trust.key()?, &earlier.collect::<Result<Vec<_>>>()?)?;
            Ok((judged(&report), report.problems.is_empty()))
        }
        What::Proof { file, trust } => {
            let proof = Proof::parse(&read::text(file)?)?;
            let (body, checkpoint) = proof.check_extra(&trust.key()?)?;
            let body = std::str::from_utf8(body).context("the event is not a text")?;
            let number = proof.index + 1;
            Ok((
                format!("OK: event {number} is among the {} that were signed\n{body}", checkpoint.size),
                true,
            ))
        }
        What::Receipt { file, trust } => {
            let opened = receipt::open(&read::text(file)?, &trust.key()?)?;
            let proven = match &opened.checkpoint {
                Some(checkpoint) => format!(
                    "OK: signed, and event {} is among the {} that were signed",
                    opened.claims.event.number, checkpoint.size
                ),
                None => "OK: signed; the proof that its event is in the log is not in the file".to_owned(),
            };
            Ok((format!("{proven}\n{}", read::pretty(&opened.claims)?), true))
        }
    }
}

fn judged(report: &Report) -> String {
    if report.problems.is_empty() {
        return format!("OK: {} events, whole and signed", report.events);
    }
    let lines: Vec<String> = report.problems.iter().map(|problem| format!("WRONG: {problem}")).collect();
    lines.join("\n")
}

#[expect(clippy::print_stdout, reason = "what the check found is this program's output")]
fn say(text: &str) {
    println!("{text}");
}
