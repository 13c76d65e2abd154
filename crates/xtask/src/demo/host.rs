//! The real binary at work for a demo: its own data folder, its log in a file, stopped in order.

use std::fs::File;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use wayleave_db::DbConfig;

use super::caller::Caller;
use super::folder::Folder;
use super::mailbox::token_in;
use crate::{server, shell};

/// How long the server may take to answer, and to stop.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where a server runs and where it keeps its things.
#[derive(Clone, Debug)]
pub struct Site {
    folder: Folder,
    port: u16,
    database: Option<String>,
}

/// A server that runs; dropping it stops it at once.
pub struct Host {
    child: Child,
    log: PathBuf,
}

impl Site {
    /// A server on a port, with a folder, and with a database of its own choice if one is named.
    pub fn new(folder: &Folder, port: u16, database: Option<String>) -> Self {
        Self { folder: folder.clone(), port, database }
    }

    /// Where browsers reach it.
    pub fn base(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// Where the server keeps its rows.
    pub fn rows(&self) -> DbConfig {
        match &self.database {
            Some(url) => DbConfig::Postgres(url.clone()),
            None => DbConfig::Sqlite(self.folder.data().join("wayleave.db")),
        }
    }

    /// Creates an organisation and gives back the token of its set-up link.
    pub fn create_organisation(&self, name: &str, slug: &str, admin: &str) -> Result<String> {
        let said = shell::read(&mut self.command(&[
            "organisation",
            "create",
            name,
            "--slug",
            slug,
            "--admin",
            admin,
        ]))?;
        token_in(&said, "wli").with_context(|| {
            format!("expected `wayleave organisation create` to print a set-up link, got: {}", said.trim())
        })
    }

    /// Starts the server and waits until it says that it is ready.
    pub async fn serve(&self) -> Result<Host> {
        require_free(self.port)?;
        let log = self.folder.log();
        let file = File::options().create(true).append(true).open(&log);
        let file = file.with_context(|| format!("cannot write {}", log.display()))?;
        let mut command = self.command(&["serve"]);
        command.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file);
        let child = command.spawn().context("cannot start the server")?;
        let mut host = Host { child, log };
        host.wait_until_ready(&Caller::new(&self.base(), "the demo")?).await?;
        Ok(host)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = server::command(arguments);
        command.current_dir(self.folder.path());
        command.env("WAYLEAVE_LISTEN", format!("127.0.0.1:{}", self.port));
        command.env("WAYLEAVE_PUBLIC_URL", self.base());
        command.env("WAYLEAVE_DATA_DIR", self.folder.data());
        // The log goes into a file, where colours are noise.
        command.env("NO_COLOR", "1");
        if let Some(database) = &self.database {
            command.env("WAYLEAVE_DATABASE_URL", database);
        }
        command
    }
}

impl Host {
    /// Waits until the server ends by itself or by Ctrl-C, which reaches it as it reaches us.
    pub async fn wait(&mut self) -> Result<()> {
        let asked_to_stop = tokio::signal::ctrl_c();
        tokio::pin!(asked_to_stop);
        loop {
            tokio::select! {
                _ = &mut asked_to_stop => return self.stop().await,
                () = tokio::time::sleep(Duration::from_millis(200)) => {}
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("the server ended with {status}; its log is {}", self.log.display());
            }
        }
    }

    /// Asks the server to stop and waits until it has.
    pub async fn stop(&mut self) -> Result<()> {
        if self.child.try_wait()?.is_none() {
            shell::run(shell::program("kill").args(["-TERM", &self.child.id().to_string()]))?;
        }
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait()? {
                if !status.success() {
                    bail!("the server stopped with {status}; its log is {}", self.log.display());
                }
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!("the server did not stop within {} s; its log is {}", PATIENCE.as_secs(), self.log.display())
    }

    async fn wait_until_ready(&mut self, caller: &Caller) -> Result<()> {
        let started = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait()? {
                let said = std::fs::read_to_string(&self.log).unwrap_or_default();
                let last: Vec<&str> = said.lines().rev().take(3).collect();
                let last: Vec<&str> = last.into_iter().rev().collect();
                bail!("the server ended with {status} before it answered: {}", last.join(" "));
            }
            if caller.fetch("/readyz").await.is_ok_and(|answer| answer.status == 200) {
                return Ok(());
            }
            if started.elapsed() > PATIENCE {
                bail!("the server was not ready within {} s", PATIENCE.as_secs());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // Both fail only if the process has already ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Says in a sentence that a port is taken, before the server would.
pub fn require_free(port: u16) -> Result<()> {
    match TcpListener::bind(("127.0.0.1", port)) {
        Ok(_) => Ok(()),
        Err(error) => bail!(
            "cannot listen on port {port} ({error}): stop the program that uses it, or choose another with --port {}",
            port.checked_add(1).unwrap_or(8080)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_named_with_a_way_out() {
        let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = taken.local_addr().expect("it is bound").port();
        let error = require_free(port).expect_err("the port is taken").to_string();
        assert!(error.contains(&port.to_string()) && error.contains("--port"), "{error}");
    }
}
