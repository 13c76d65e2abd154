//! Office files as PDF, by LibreOffice as a program of its own.
//!
//! Promises: it runs in a folder that is made for this file and removed after it, with a profile of its own in which no
//! macro runs and no link is followed; it gets none of the server's environment, has limits of memory, processor time and
//! size, no network where the system lets a program be without one, and is ended with everything it started when its time
//! is over or nobody waits any more.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::process::{Child, Command};
use wayleave_media::{FileBytes, FileType};

use crate::error::{Error, Result};

/// What LibreOffice is asked to read.
pub const TYPES: [FileType; 10] = [
    FileType::Doc,
    FileType::Docx,
    FileType::Xls,
    FileType::Xlsx,
    FileType::Ppt,
    FileType::Pptx,
    FileType::Odt,
    FileType::Ods,
    FileType::Odp,
    FileType::Rtf,
];
/// The largest file that is converted.
pub const MOST_BYTES: u64 = 64 * 1024 * 1024;
/// The largest PDF that is taken from it.
const MOST_MADE: u64 = 128 * 1024 * 1024;
/// How long it may take.
const PATIENCE: Duration = Duration::from_secs(90);
/// How much memory it may ask for, in KiB; it reserves far more than it uses.
const MEMORY: &str = "4194304";
/// How much processor time it may take, in seconds.
const PROCESSOR: &str = "80";
/// How large a file it may write, in blocks of half a KiB.
const FILE_SIZE: &str = "524288";

/// Sets the limits and becomes the program, without a network where that can be had.
const SCRIPT: &str = r#"
ulimit -v "$1" && ulimit -t "$2" && ulimit -f "$3" || exit 125
shift 3
if unshare --user --map-root-user --net true 2>/dev/null; then
  exec unshare --user --map-root-user --net "$@"
fi
exec "$@"
"#;

/// A profile in which nothing of a document runs or reaches out.
const PROFILE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"#;

/// The file as a PDF, or the sentence why not.
pub async fn convert(
    program: &Path,
    kind: FileType,
    file: &FileBytes,
) -> Result<std::result::Result<Vec<u8>, String>> {
    let folder = Folder::new().map_err(|error| Error::Internal(error.into()))?;
    let failed = |error: std::io::Error| Error::Internal(error.into());
    let extension = kind.extensions().first().copied().unwrap_or("bin");
    let input = folder.0.join(format!("file.{extension}"));
    tokio::fs::write(&input, file.as_ref()).await.map_err(failed)?;
    let profile = folder.0.join("profile");
    tokio::fs::create_dir_all(profile.join("user")).await.map_err(failed)?;
    tokio::fs::write(profile.join("user/registrymodifications.xcu"), PROFILE).await.map_err(failed)?;
    let child = command(program, &folder.0, &profile, &input).spawn().map_err(|error| {
        tracing::error!(%error, "LibreOffice cannot be started");
        Error::Internal(error.into())
    })?;
    let mut running = Running::new(child);
    let ended = tokio::time::timeout(PATIENCE, running.child.wait()).await;
    drop(running);
    let Ok(ended) = ended else {
        return Ok(Err("This file cannot be shown: LibreOffice took too long to convert it.".to_owned()));
    };
    let status = ended.map_err(failed)?;
    let made = folder.0.join("out/file.pdf");
    let size = tokio::fs::symlink_metadata(&made).await.ok().filter(std::fs::Metadata::is_file);
    match size.map(|metadata| metadata.len()) {
        Some(size) if size > MOST_MADE => {
            Ok(Err("This file cannot be shown: it becomes too large as a PDF.".to_owned()))
        }
        Some(_) if status.success() => Ok(Ok(tokio::fs::read(&made).await.map_err(failed)?)),
        _ => {
            tracing::warn!(%status, "LibreOffice made no PDF of a file");
            Ok(Err("This file cannot be shown: LibreOffice could not read it.".to_owned()))
        }
    }
}

fn command(program: &Path, folder: &Path, profile: &Path, input: &Path) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", SCRIPT, "sh", MEMORY, PROCESSOR, FILE_SIZE]).arg(program);
    command.arg(format!("-env:UserInstallation=file://{}", profile.display()));
    command.args(["--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"]);
    command.args(["--convert-to", "pdf", "--outdir"]).arg(folder.join("out")).arg(input);
    command
        .env_clear()
        .env("HOME", folder)
        .env("TMPDIR", folder)
        .env("PATH", "/usr/local/bin:/usr/bin:/bin")
        .env("LANG", "C.UTF-8")
        .env("SAL_USE_VCLPLUGIN", "svp")
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .process_group(0);
    command
}

/// The program and whatever it started.
struct Running {
    child: Child,
    group: Option<u32>,
}

impl Running {
    fn new(child: Child) -> Self {
        let group = child.id();
        Self { child, group }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let Some(group) = self.group else { return };
        // LibreOffice starts a program that starts another; the group has them all, and is gone when all have ended.
        let mut end = std::process::Command::new("sh");
        end.args(["-c", "kill -s KILL -- \"-$1\"", "sh"]).arg(group.to_string());
        let _ = end.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    }
}

/// A folder that only the server can enter, and that goes away.
struct Folder(PathBuf);

impl Folder {
    fn new() -> std::io::Result<Self> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let within = std::env::temp_dir();
        loop {
            let at = COUNT.fetch_add(1, Ordering::Relaxed);
            let path = within.join(format!("wayleave-office-{}-{at}", std::process::id()));
            match DirBuilder::new().mode(0o700).create(&path) {
                Ok(()) => return Ok(Self(path)),
                // One that a server with this number left behind, or a trap: it is not entered.
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, folder = %self.0.display(), "a folder of a conversion stays behind");
        }
    }
}
