//! Running other programs: with a sentence on failure, with their output read as it streams, with a heartbeat.
//!
//! Progress goes to standard error; standard output carries results only.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::workspace;

/// How long a program may be silent before we say that it is still running.
const HEARTBEAT: Duration = Duration::from_secs(30);

/// What a finished program said.
pub struct Outcome {
    /// Whether it ended with status zero.
    pub success: bool,
    /// Its output and error lines in order of arrival, without colours.
    pub lines: Vec<String>,
}

/// Prints a line of progress.
pub fn note(line: &str) {
    let mut error = std::io::stderr().lock();
    // Nobody can be told that standard error is closed.
    let _ = writeln!(error, "{line}");
}

/// Prints a line of result.
pub fn say(line: &str) {
    let mut output = std::io::stdout().lock();
    let _ = writeln!(output, "{line}").and_then(|()| output.flush());
}

/// A program, looked up on the path, in the workspace root.
pub fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(workspace::root());
    for leftover in workspace::cargo_leftovers() {
        command.env_remove(leftover);
    }
    command
}

/// `cargo` in the workspace root.
pub fn cargo(arguments: &[&str]) -> Command {
    let mut command = program("cargo");
    command.args(arguments);
    command
}

/// `npm` in a folder.
pub fn npm(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = program("npm");
    command.current_dir(folder).args(arguments);
    command
}

/// The command as a person would type it.
pub fn describe(command: &Command) -> String {
    let mut text = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        let argument = argument.to_string_lossy();
        let quoted = argument.is_empty() || argument.contains([' ', '"', '\'', '$', '\n']);
        let _ = if quoted { write!(text, " {argument:?}") } else { write!(text, " {argument}") };
    }
    text
}

/// Runs a program with our own input and output, and fails with its command line if it fails.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start `{}`", describe(command)))?;
    if !status.success() {
        bail!("`{}` ended with {status}", describe(command));
    }
    Ok(())
}

/// Runs a program and gives back its standard output; its error output belongs to the failure.
pub fn read(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot start `{}`", describe(command)))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("`{}` ended with {}: {}", describe(command), output.status, said.trim());
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{}` printed no UTF-8", describe(command)))
}

/// Runs a program, passes its output on as it arrives, and keeps the lines.
pub fn tee(command: &mut Command) -> Result<Outcome> {
    let started = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start `{}`", describe(command)))?;
    let (sender, receiver) = mpsc::channel();
    let mut readers = Vec::new();
    if let Some(output) = child.stdout.take() {
        readers.push(forward(output, sender.clone()));
    }
    if let Some(errors) = child.stderr.take() {
        readers.push(forward(errors, sender.clone()));
    }
    drop(sender);
    let mut lines = Vec::new();
    loop {
        match receiver.recv_timeout(HEARTBEAT) {
            Ok(line) => {
                note(&line);
                lines.push(without_colours(&line));
            }
            Err(mpsc::RecvTimeoutError::Timeout) => {
                note(&format!("      … still running after {}", elapsed(started)));
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
        }
    }
    let status = child.wait().with_context(|| format!("cannot wait for `{}`", describe(command)))?;
    for reader in readers {
        // A reader that panicked has closed its end of the channel, so there is nothing more to learn.
        let _ = reader.join();
    }
    Ok(Outcome { success: status.success(), lines })
}

/// Time since an instant, for people.
pub fn elapsed(since: Instant) -> String {
    let seconds = since.elapsed().as_secs();
    if seconds < 60 { format!("{seconds} s") } else { format!("{} min {} s", seconds / 60, seconds % 60) }
}

/// Where a program is, if it is on the path.
pub fn find(name: &str) -> Option<PathBuf> {
    workspace::search_path().into_iter().map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// Whether a program answers to being called.
pub fn answers(name: &str, arguments: &[&str]) -> bool {
    program(name)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn forward(stream: impl Read + Send + 'static, sender: mpsc::Sender<String>) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        let mut reader = BufReader::new(stream);
        let mut bytes = Vec::new();
        while reader.read_until(b'\n', &mut bytes).is_ok_and(|count| count > 0) {
            let line = String::from_utf8_lossy(&bytes).trim_end().to_owned();
            bytes.clear();
            if sender.send(line).is_err() {
                break;
            }
        }
    })
}

pub fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            // An escape sequence of a terminal ends with its first letter.
            characters.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(character);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_taken_out_of_a_line() {
        assert_eq!(without_colours("\u{1b}[32;1m 3 passed\u{1b}[0m, done"), " 3 passed, done");
    }

    #[test]
    fn a_command_is_described_as_typed() {
        let mut command = Command::new("psql");
        command.args(["-c", "select 1"]);
        assert_eq!(describe(&command), r#"psql -c "select 1""#);
    }

    #[test]
    fn both_streams_are_kept_and_the_status_is_told() {
        let outcome = tee(program("sh").args(["-c", "echo out; echo err >&2; exit 3"])).expect("sh starts");
        assert!(!outcome.success);
        let mut lines = outcome.lines;
        lines.sort();
        assert_eq!(lines, ["err", "out"]);
    }

    #[test]
    fn a_failing_command_is_named_in_the_error() {
        let error = run(program("sh").args(["-c", "exit 4"])).expect_err("the status is not zero");
        assert!(error.to_string().contains("exit 4"), "{error}");
    }
}
