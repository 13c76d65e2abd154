//! A PostgreSQL cluster of one's own: in a temporary folder, on its own port, gone when the value is dropped.
//!
//! A watchdog process holds the other end of a pipe that only we write to.
//! When we close it, or die in whatever way (panic, Ctrl-C, `kill -9`), the watchdog stops the cluster and removes the folder.
//! So there is one way down, and no signal handler is needed.

use std::fs;
use std::io::Read as _;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, bail, ensure};

use crate::{shell, workspace};

/// Stops the cluster when its standard input closes. `$1` is pg_ctl, `$2` the folder, `$3…` how to become its owner.
const WATCHDOG: &str = r#"
trap '' INT TERM HUP
pg_ctl=$1; folder=$2; shift 2
while read -r _; do :; done
"$@" "$pg_ctl" stop -D "$folder/data" -m immediate -w -s
rm -rf -- "$folder"
"#;

/// The role that the product's tests sign in as.
const ROLE: &str = "wayleave";
/// A role above row security, which the product must refuse.
const STRONG_ROLE: &str = "wayleave_strong";

/// How the cluster is set up.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Whether a commit reaches the disk. Tests do without; a benchmark must not.
    pub durable: bool,
    /// Further settings, each as `name = value` of `postgresql.conf`.
    pub settings: Vec<String>,
}

/// A running cluster.
#[derive(Debug)]
pub struct Cluster {
    folder: PathBuf,
    port: u16,
    password: String,
    owner: Owner,
    watchdog: Child,
}

/// The system account that runs PostgreSQL, which refuses to run as root.
#[derive(Clone, Debug)]
enum Owner {
    /// We are not root, so it is us.
    Ourselves,
    /// We are root and become this account.
    Account { name: String, user: u32, group: u32 },
}

impl Cluster {
    /// Sets up and starts a cluster, and creates the role `wayleave`, which may create databases and nothing else.
    pub fn start(options: &Options) -> Result<Cluster> {
        let tools = tools_folder().context(
            "PostgreSQL's server programs are missing; install them with `apt-get install postgresql`",
        )?;
        let owner = Owner::find()?;
        let place = if options.durable { workspace::durable() } else { workspace::scratch() };
        let folder = owner.create_folder(&place)?;
        let made = Self::launch(options, &tools, &owner, &folder);
        if made.is_err() {
            // The error that matters is the one above; a folder left in the temporary folder does no harm.
            let _ = fs::remove_dir_all(&folder);
        }
        made
    }

    /// The address for the role `wayleave`, ending in the database `postgres`.
    pub fn url(&self) -> String {
        self.url_of("postgres")
    }

    /// The address of one database for the role `wayleave`.
    pub fn url_of(&self, database: &str) -> String {
        self.url_as(ROLE, database)
    }

    /// Makes a superuser with a password and returns its address: for the test that the product refuses such a role.
    pub fn strong_url(&self) -> Result<String> {
        self.administer(&format!("create role {STRONG_ROLE} login superuser password '{}'", self.password))?;
        Ok(self.url_as(STRONG_ROLE, "postgres"))
    }

    fn url_as(&self, role: &str, database: &str) -> String {
        format!("postgres://{role}:{}@127.0.0.1:{}/{database}", self.password, self.port)
    }

    /// Runs statements as the cluster's superuser.
    pub fn administer(&self, sql: &str) -> Result<String> {
        let mut command = self.owner.command("psql", &self.folder);
        command.args(["-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-d", "postgres", "-c", sql]);
        command.arg("-h").arg(&self.folder).args(["-p", &self.port.to_string()]);
        shell::read(&mut command)
    }

    /// Creates an empty database that the role `wayleave` owns.
    pub fn create_database(&self, name: &str) -> Result<()> {
        ensure!(
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'),
            "a database name is made of lower-case letters and underscores, not {name:?}"
        );
        self.administer(&format!("create database {name} owner {ROLE}")).map(drop)
    }

    fn launch(options: &Options, tools: &Path, owner: &Owner, folder: &Path) -> Result<Cluster> {
        let data = folder.join("data");
        let mut initdb = owner.command(tools.join("initdb"), folder);
        initdb.arg("-D").arg(&data).args(["-E", "UTF8", "--locale=C.UTF-8", "--auth-local=peer"]);
        initdb.args(["--auth-host=scram-sha-256", "--no-sync", "--no-instructions"]);
        shell::read(&mut initdb)?;
        let port = free_port()?;
        fs::write(data.join("pg_hba.conf"), access_rules())?;
        let settings = settings(options, folder, port);
        fs::write(data.join("postgresql.auto.conf"), settings)?;
        let pg_ctl = tools.join("pg_ctl");
        let watchdog = owner.watchdog(&pg_ctl, folder)?;
        let cluster = Cluster {
            folder: folder.to_path_buf(),
            port,
            password: random_hex(16)?,
            owner: owner.clone(),
            watchdog,
        };
        let log = folder.join("log");
        let mut start = owner.command(&pg_ctl, folder);
        start.arg("start").arg("-D").arg(&data).arg("-l").arg(&log).args(["-w", "-s"]);
        // The server keeps the standard streams of the program that starts it, so they must not be ours.
        let status = start.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
        if !status.success() {
            let said = fs::read_to_string(&log).unwrap_or_default();
            bail!("PostgreSQL did not start: {}", said.trim());
        }
        cluster.administer(&format!(
            "create role {ROLE} login createdb nosuperuser nobypassrls password '{}'",
            cluster.password
        ))?;
        Ok(cluster)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.watchdog.stdin.take());
        // The watchdog ends when the cluster is down; if it cannot be waited for, it still does its work.
        let _ = self.watchdog.wait();
    }
}

impl Owner {
    fn find() -> Result<Owner> {
        if shell::read(shell::program("id").arg("-u"))?.trim() != "0" {
            return Ok(Owner::Ourselves);
        }
        for name in ["postgres", "wayleave-test"] {
            if let Some(owner) = Owner::account(name)? {
                return Ok(owner);
            }
        }
        shell::run(shell::program("useradd").args(["--system", "--no-create-home", "wayleave-test"]))?;
        Owner::account("wayleave-test")?.context("the account wayleave-test was created but cannot be found")
    }

    fn account(name: &str) -> Result<Option<Owner>> {
        if !shell::answers("id", &["-u", name]) {
            return Ok(None);
        }
        let number = |flag: &str| -> Result<u32> {
            let text = shell::read(shell::program("id").args([flag, name]))?;
            text.trim().parse().with_context(|| format!("`id {flag} {name}` printed no number"))
        };
        Ok(Some(Owner::Account { name: name.to_owned(), user: number("-u")?, group: number("-g")? }))
    }

    /// A private folder of the owner's; its path is short, because a socket's path may have 107 bytes.
    fn create_folder(&self, place: &Path) -> Result<PathBuf> {
        let folder = place.join(format!("wayleave-pg-{}", random_hex(6)?));
        fs::create_dir(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))?;
        if let Owner::Account { user, group, .. } = self {
            chown(&folder, Some(*user), Some(*group))?;
        }
        Ok(folder)
    }

    /// The words before a command that make it run as the owner.
    fn prefix(&self) -> Vec<String> {
        match self {
            Owner::Ourselves => vec!["env".to_owned()],
            Owner::Account { name, .. } => {
                ["runuser", "-u", name, "--"].iter().map(|&word| word.to_owned()).collect()
            }
        }
    }

    fn command(&self, program: impl AsRef<Path>, folder: &Path) -> Command {
        let prefix = self.prefix();
        let mut command = shell::program(&prefix[0]);
        command.args(&prefix[1..]).arg(program.as_ref()).current_dir(folder);
        command
    }

    fn watchdog(&self, pg_ctl: &Path, folder: &Path) -> Result<Child> {
        let mut command = shell::program("sh");
        command.args(["-c", WATCHDOG, "watchdog"]).arg(pg_ctl).arg(folder).args(self.prefix());
        // In a process group of its own, Ctrl-C does not reach it before it has done its work.
        command.current_dir("/").process_group(0);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().context("cannot start the watchdog of the PostgreSQL cluster")
    }
}

/// The newest PostgreSQL's server programs.
pub fn tools_folder() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions
        .map(|entry| entry.path().join("bin"))
        .filter(|folder| folder.join("initdb").is_file())
        .max_by_key(|folder| version_of(folder));
    newest.or_else(|| shell::find("initdb").and_then(|path| path.parent().map(Path::to_path_buf)))
}

fn version_of(folder: &Path) -> u32 {
    let version = folder.parent().and_then(Path::file_name).and_then(|name| name.to_str());
    version.and_then(|text| text.parse().ok()).unwrap_or(0)
}

fn settings(options: &Options, folder: &Path, port: u16) -> String {
    let mut lines = vec![
        format!("port = {port}"),
        "listen_addresses = '127.0.0.1'".to_owned(),
        format!("unix_socket_directories = '{}'", folder.display()),
        "max_connections = 400".to_owned(),
        "shared_buffers = '256MB'".to_owned(),
    ];
    if !options.durable {
        for name in ["fsync", "synchronous_commit", "full_page_writes"] {
            lines.push(format!("{name} = off"));
        }
    }
    lines.extend(options.settings.iter().cloned());
    lines.join("\n") + "\n"
}

/// Only the owner's account reaches the superuser over the socket; the two roles of tests sign in with the password.
///
/// The password travels in clear on the loopback: tests open thousands of connections, and the
/// challenge would cost each of them the client's 4,096 unoptimised hash rounds.
fn access_rules() -> String {
    format!("local all all peer\nhost all {ROLE},{STRONG_ROLE} 127.0.0.1/32 password\n")
}

/// A port of 127.0.0.1 that nobody listens on.
pub fn free_port() -> Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").context("no free port on 127.0.0.1")?;
    Ok(listener.local_addr()?.port())
}

fn random_hex(bytes: usize) -> Result<String> {
    let mut buffer = vec![0; bytes];
    fs::File::open("/dev/urandom")?.read_exact(&mut buffer)?;
    Ok(buffer.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;

    use super::*;
    use crate::workspace;

    /// Without PostgreSQL there is nothing to test here, which only an attended run may put up with.
    fn cluster() -> Option<Cluster> {
        if tools_folder().is_none() && !workspace::in_ci() {
            eprintln!("PostgreSQL is not installed: a test of the cluster is left out");
            return None;
        }
        Some(Cluster::start(&Options::default()).expect("the cluster starts"))
    }

    #[test]
    fn the_role_of_the_tests_creates_databases_and_is_bound_by_row_security() {
        let Some(cluster) = cluster() else { return };
        let role = cluster
            .administer("select rolcreatedb, rolsuper, rolbypassrls from pg_roles where rolname = 'wayleave'")
            .expect("the superuser may ask");
        assert_eq!(role.trim(), "t|f|f");
        cluster.create_database("some_name").expect("a database is created");
        let owner = cluster
            .administer("select pg_get_userbyid(datdba) from pg_database where datname = 'some_name'")
            .expect("the superuser may ask");
        assert_eq!(owner.trim(), ROLE);
        cluster.create_database("x; drop database y").expect_err("a name is only a name");
    }

    #[test]
    fn a_dropped_cluster_leaves_neither_server_nor_folder() {
        let Some(cluster) = cluster() else { return };
        let (port, folder) = (cluster.port, cluster.folder.clone());
        TcpStream::connect(("127.0.0.1", port)).expect("the server listens");
        drop(cluster);
        TcpStream::connect(("127.0.0.1", port)).expect_err("nobody listens any more");
        assert!(!folder.exists());
    }
}
