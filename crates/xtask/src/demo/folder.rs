//! The folder of a demo: made with a marker file inside, and deleted only when the marker is there.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

/// The file that says: this folder was made by the demo and may be deleted by it.
pub const MARKER: &str = ".wayleave-demo";

/// What the demo writes when everything is in place; a folder without it was left half-way.
const FINISHED: &str = "demo.json";

/// A folder that bears the marker.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// Opens the folder, or makes it when it is absent or empty. What is there and bears no marker is refused.
    pub fn open(path: &Path) -> Result<Self> {
        if path.exists() && !is_marked(path) && !is_empty(path)? {
            bail!(
                "{} exists and bears no {MARKER}, so it is not the demo's: move it away or choose another target folder",
                path.display()
            );
        }
        fs::create_dir_all(path).with_context(|| format!("cannot create {}", path.display()))?;
        let text = "Made by `cargo xtask demo`, which may delete this folder with all that is in it.\n";
        fs::write(path.join(MARKER), text)
            .with_context(|| format!("cannot write into {}", path.display()))?;
        Ok(Self(path.to_path_buf()))
    }

    /// Deletes the folder if it bears the marker; refuses if it is there without one.
    pub fn delete(path: &Path) -> Result<()> {
        if !path.exists() {
            return Ok(());
        }
        // A link is not followed: what it points to was not made here.
        if fs::symlink_metadata(path)?.is_symlink() || !is_marked(path) {
            bail!(
                "{} bears no {MARKER}, so it is not the demo's and is not deleted; remove it by hand",
                path.display()
            );
        }
        fs::remove_dir_all(path).with_context(|| format!("cannot delete {}", path.display()))
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The server's data folder in it.
    pub fn data(&self) -> PathBuf {
        self.0.join("data")
    }

    /// Where the server's mails lie.
    pub fn mail(&self) -> PathBuf {
        self.data().join("mail")
    }

    /// Where the server's log goes.
    pub fn log(&self) -> PathBuf {
        self.0.join("server.log")
    }

    /// What the finished demo wrote about itself, if it was finished.
    pub fn finished(&self) -> Option<Vec<u8>> {
        fs::read(self.0.join(FINISHED)).ok()
    }

    /// Says that the demo is complete.
    pub fn finish(&self, notes: &[u8]) -> Result<()> {
        let file = self.0.join(FINISHED);
        fs::write(&file, notes).with_context(|| format!("cannot write {}", file.display()))
    }

    /// Was something put into it before?
    pub fn is_used(&self) -> bool {
        self.data().exists()
    }
}

fn is_marked(path: &Path) -> bool {
    path.join(MARKER).is_file()
}

fn is_empty(path: &Path) -> Result<bool> {
    let mut entries = fs::read_dir(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(entries.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of one test, gone with the value.
    struct Ground(PathBuf);

    impl Ground {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("wayleave-demo-{name}-{}", std::process::id()));
            fs::create_dir_all(&path).expect("the temporary folder is writable");
            Self(path)
        }
    }

    impl Drop for Ground {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).expect("the test's folder can be removed");
        }
    }

    #[test]
    fn a_folder_without_the_marker_is_neither_used_nor_deleted() {
        let ground = Ground::new("unmarked");
        let path = ground.0.join("demo");
        fs::create_dir(&path).expect("a folder");
        fs::write(path.join("thesis.txt"), "ten years of work").expect("a file");
        assert!(Folder::open(&path).expect_err("it is not ours").to_string().contains(MARKER));
        assert!(Folder::delete(&path).expect_err("it is not ours").to_string().contains(MARKER));
        assert!(path.join("thesis.txt").exists());
    }

    #[test]
    fn a_marked_folder_is_opened_again_and_deleted_whole() {
        let ground = Ground::new("marked");
        let path = ground.0.join("demo");
        let folder = Folder::open(&path).expect("a new folder");
        assert!(!folder.is_used() && folder.finished().is_none());
        folder.finish(b"{}").expect("it can be written");
        assert_eq!(Folder::open(&path).expect("the same folder").finished().as_deref(), Some(&b"{}"[..]));
        Folder::delete(&path).expect("it bears the marker");
        assert!(!path.exists());
        Folder::delete(&path).expect("an absent folder is deleted already");
    }

    #[test]
    fn a_link_to_a_marked_folder_is_not_followed() {
        let ground = Ground::new("link");
        let (real, link) = (ground.0.join("real"), ground.0.join("link"));
        Folder::open(&real).expect("a new folder");
        std::os::unix::fs::symlink(&real, &link).expect("a link");
        Folder::delete(&link).expect_err("a link is not the demo's folder");
        assert!(real.exists());
    }
}
