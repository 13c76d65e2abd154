//! Mails as files in a folder that only the server's user may read: whoever reads an invitation can use it.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use mail_parser::MessageParser;

use crate::mail::check_id;
use crate::mailer::SendError;

#[derive(Debug)]
pub(crate) struct FileFolder(PathBuf);

impl FileFolder {
    pub(crate) fn open(dir: &Path) -> io::Result<Self> {
        DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
        // A folder that was there before may be open to others.
        fs::set_permissions(dir, Permissions::from_mode(0o700))?;
        Ok(Self(dir.to_owned()))
    }

    /// Writes the file as a whole or not at all, and returns when it is on disk.
    pub(crate) async fn write(&self, id: String, content: Vec<u8>) -> Result<(), SendError> {
        let dir = self.0.clone();
        let written = tokio::task::spawn_blocking(move || write(&dir, &id, &content)).await;
        written.unwrap_or_else(|error| Err(io::Error::other(error))).map_err(|error| {
            SendError::temporary(format!("the mail could not be written to the folder: {error}"))
        })
    }

    pub(crate) async fn read_text(&self, id: &str) -> Option<String> {
        check_id(id).ok()?;
        let path = self.0.join(format!("{id}.eml"));
        let content = tokio::fs::read(path).await.ok()?;
        Some(MessageParser::default().parse(&content)?.body_text(0)?.replace("\r\n", "\n"))
    }
}

fn write(dir: &Path, id: &str, content: &[u8]) -> io::Result<()> {
    // The leading dot keeps unfinished files from programs that collect *.eml.
    let unfinished = dir.join(format!(".{id}.tmp"));
    let result = write_file(&unfinished, content)
        .and_then(|()| fs::rename(&unfinished, dir.join(format!("{id}.eml"))))
        .and_then(|()| File::open(dir)?.sync_all());
    if result.is_err() {
        // The mail is tried again under the same name, which takes the remains over.
        let _ = fs::remove_file(&unfinished);
    }
    result
}

fn write_file(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(content)?;
    file.sync_all()
}
