//! The server binary: built, started for a command, asked over HTTP, and stopped with the value.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::{shell, workspace};

/// How long a server may take until it answers.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server that stops when the value is dropped.
pub struct Running {
    child: Child,
    port: u16,
}

/// An answer as it came over the wire.
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Status line and headers.
    pub head: String,
    /// The body.
    pub body: String,
}

/// Builds the server in the dev profile.
pub fn build() -> Result<()> {
    shell::run(&mut shell::cargo(&["build", "--package", "wayleave-server"]))
}

/// `wayleave` of the dev profile, with arguments.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = shell::program(workspace::server_binary("debug"));
    command.args(arguments);
    command
}

impl Running {
    /// Starts a binary on a port, with its files in a folder, and waits until it says that it is ready.
    pub fn start(binary: &Path, folder: &Path, port: u16) -> Result<Running> {
        Running::start_with(binary, folder, port, &[])
    }

    /// The same with further variables of the environment.
    pub fn start_with(
        binary: &Path,
        folder: &Path,
        port: u16,
        variables: &[(&str, &str)],
    ) -> Result<Running> {
        let mut command = shell::program(binary);
        command.envs(variables.iter().copied());
        command.arg("serve").current_dir(folder).stdin(Stdio::null());
        command.env("WAYLEAVE_LISTEN", format!("127.0.0.1:{port}"));
        command.env("WAYLEAVE_PUBLIC_URL", format!("http://localhost:{port}"));
        command.env("WAYLEAVE_DATA_DIR", folder.join("data"));
        let child = command.spawn().with_context(|| format!("cannot start {}", binary.display()))?;
        let mut running = Running { child, port };
        running.wait_until_ready()?;
        Ok(running)
    }

    /// Asks for a page as a browser would.
    pub fn get(&self, path: &str) -> Result<Answer> {
        get(self.port, path)
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The number of its process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// How the process ended, if it has.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        self.child.try_wait().context("cannot ask after the server")
    }

    fn wait_until_ready(&mut self) -> Result<()> {
        let started = Instant::now();
        loop {
            if let Some(status) = self.ended()? {
                bail!("the server ended with {status} before it answered");
            }
            if self.get("/readyz").is_ok_and(|answer| answer.status == 200) {
                return Ok(());
            }
            if started.elapsed() > PATIENCE {
                bail!("the server did not become ready within {} s", PATIENCE.as_secs());
            }
            thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Both fail only if the process has already ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One GET over a fresh connection; HTTP/1.0, so that the body ends with the connection.
fn get(port: u16, path: &str) -> Result<Answer> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(stream, "GET {path} HTTP/1.0\r\nHost: localhost:{port}\r\nAccept: text/html\r\n\r\n")?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    parse(&String::from_utf8_lossy(&bytes)).context("the server's answer is not HTTP")
}

fn parse(text: &str) -> Option<Answer> {
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split_whitespace().nth(1)?.parse().ok()?;
    Some(Answer { status, head: head.to_owned(), body: body.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_taken_apart() {
        let answer = parse("HTTP/1.0 200 OK\r\ncontent-type: text/html\r\n\r\n<p>").expect("it is HTTP");
        assert_eq!((answer.status, answer.body.as_str()), (200, "<p>"));
        assert!(parse("garbage").is_none());
    }
}
