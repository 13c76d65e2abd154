//! What the tests share: a letterhead, a mail, and folders of their own.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use wayleave_mail::{Address, Colour, Letterhead, Mail, SendError};

pub const LINK: &str = "https://docs.example.org/x/abc?a=1&b=2";

pub fn head() -> Letterhead<'static> {
    Letterhead {
        organisation: "Brück & Söhne",
        colour: Colour::parse("#1c7ed6").unwrap(),
        logo_url: Some("https://docs.example.org/logo.png"),
        base_url: "https://docs.example.org",
        reader: Some("Ana Silva"),
        stop: None,
        own: None,
        notice: None,
    }
}

pub fn mail() -> Mail {
    Mail {
        id: "mai_01".to_owned(),
        date: 1_767_225_600_000,
        from: address("Brück & Söhne", "docs@example.org"),
        to: address("Ana \"A.\" Silva", "ana@example.net"),
        reply_to: None,
        subject: "Prüfung: A-101 rev C".to_owned(),
        text: "Hello Ana,\n\n.a line that begins with a dot\nGrüße\n".to_owned(),
        html: Some("<p>Grüße</p>".to_owned()),
        headers: Vec::new(),
        enclosures: Vec::new(),
    }
}

pub fn address(name: &str, email: &str) -> Address {
    Address { name: Some(name.to_owned()), email: email.to_owned() }
}

pub fn assert_permanent(result: Result<(), SendError>, because: &str) {
    match result {
        Err(SendError::Permanent { reason }) => {
            assert!(reason.contains(because), "{reason:?} does not say {because:?}");
        }
        other => panic!("expected a permanent refusal, found {other:?}"),
    }
}

pub fn assert_temporary(result: Result<(), SendError>, because: &str) {
    match result {
        Err(SendError::Temporary { reason }) => {
            assert!(reason.contains(because), "{reason:?} does not say {because:?}");
        }
        other => panic!("expected a temporary refusal, found {other:?}"),
    }
}

/// A folder of this test alone, removed at its end.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        static MADE: AtomicUsize = AtomicUsize::new(0);
        let name = format!("mail-{}-{}", std::process::id(), MADE.fetch_add(1, Ordering::SeqCst));
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn names(&self, below: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.join(below)).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
