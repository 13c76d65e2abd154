//! The binary over one data folder, and on PostgreSQL one database, that outlive it.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use wayleave_db::testing::{EmptyDb, TestDb};
use wayleave_db::{DbConfig, Engine};

/// What stays when the server dies.
pub struct Place {
    folder: PathBuf,
    database: Option<EmptyDb>,
}

impl Place {
    /// An empty folder in the temporary folder, and an empty database where the tests run on PostgreSQL.
    pub async fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("wayleave-kill-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let database = match TestDb::engine() {
            Engine::Sqlite => None,
            Engine::Postgres => Some(EmptyDb::new().await),
        };
        Self { folder, database }
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// The database, as the server opens it.
    pub fn database(&self) -> DbConfig {
        self.database
            .as_ref()
            .map_or_else(|| DbConfig::Sqlite(self.data().join("wayleave.db")), EmptyDb::config)
    }

    /// The binary with these arguments, and with no option of whoever runs the tests.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wayleave"));
        command.args(arguments).env_clear().current_dir(&self.folder).stdin(Stdio::null());
        command.env("WAYLEAVE_DATA_DIR", self.data());
        command.env("WAYLEAVE_LISTEN", "127.0.0.1:0");
        command.env("WAYLEAVE_LOG", "warn");
        if let DbConfig::Postgres(url) = self.database() {
            command.env("WAYLEAVE_DATABASE_URL", url);
        }
        command
    }

    /// Runs a command of the operator and returns what it prints.
    pub fn operate(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// No server complained of a failure of its own in all its lives.
    pub fn quiet(&self) {
        let text = fs::read_to_string(self.folder.join("log")).unwrap();
        for line in text.lines() {
            assert!(!line.contains("ERROR") && !line.contains("panicked"), "{line}");
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // What a failed run leaves is wanted for looking at.
        if !std::thread::panicking() {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

/// A server at work.
pub struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    /// Starts it on a free port and waits for the line that says which.
    pub fn start(place: &Place) -> Self {
        let log = File::options().create(true).append(true).open(place.folder.join("log")).unwrap();
        let mut child = place.command(&["serve"]).stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.strip_prefix("wayleave listens on ").and_then(|rest| rest.split(' ').next());
        let address = address.unwrap_or_else(|| {
            let log = fs::read_to_string(place.folder.join("log")).unwrap_or_default();
            panic!("the server did not start: {line}{log}")
        });
        Self { address: address.parse().unwrap(), child }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// SIGKILL: nothing of it runs any more when this returns.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail only if it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
