//! The program itself, on files as people get them.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest, Sha256};
use wayleave_proof::{Checkpoint, Proof, SigningKey, tree};

fn key(secret: u8) -> SigningKey {
    SigningKey::new("wayleave.example/audit/org_1", &[secret; 32]).expect("a key")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bodies of a log without personal fields.
fn bodies(count: u64) -> Vec<String> {
    let mut previous = [0; 32];
    let made = (1..=count).map(|seq| {
        let previous_text = hex(&previous);
        let body = format!("{{\"seq\":{seq},\"organisation\":1,\"previous\":\"{previous_text}\"}}");
        previous = Sha256::digest([&[0], body.as_bytes()].concat()).into();
        body
    });
    made.collect()
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&path).expect("a folder");
        let folder = Self(path);
        folder.write("trusted", &key(1).public().to_string());
        folder
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.join(name), text).expect("written");
    }

    fn log(&self, bodies: &[String], signed: usize, by: &SigningKey) {
        let leaves: Vec<_> = bodies.iter().map(|body| tree::leaf(body.as_bytes())).collect();
        let root = tree::root(&leaves[..signed]);
        self.write("checkpoint", &Checkpoint::sign(signed as u64, &root, by).expect("signed"));
        let lines = bodies.iter().map(|body| format!("{}\n", serde_json::json!({"body": body})));
        self.write("events.jsonl", &lines.collect::<String>());
    }

    fn run(&self, arguments: &[&str]) -> (bool, String) {
        let program = env!("CARGO_BIN_EXE_wayleave-verify");
        let output = Command::new(program).args(arguments).current_dir(&self.0).output().expect("runs");
        (output.status.success(), String::from_utf8(output.stdout).expect("text"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn an_export_is_checked_as_folder_and_as_archive() {
    let folder = Folder::new("export");
    folder.log(&bodies(12), 12, &key(1));
    let whole = (true, "OK: 12 events, whole and signed\n".to_owned());
    assert_eq!(folder.run(&["export", ".", "--key", "trusted"]), whole);
    let mut archive = zip::ZipWriter::new(std::fs::File::create(folder.0.join("log.zip")).expect("a file"));
    for name in ["events.jsonl", "checkpoint"] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("an entry");
        archive.write_all(&std::fs::read(folder.0.join(name)).expect("written")).expect("written");
    }
    archive.finish().expect("an archive");
    assert_eq!(folder.run(&["export", "log.zip", "--key", "trusted"]), whole);
    let monday = std::fs::read_to_string(folder.0.join("checkpoint")).expect("written");
    folder.write("monday", &format!("\r\n{}\r\n", monday.replace('\n', "\r\n")));
    folder.log(&bodies(9), 9, &key(1));
    assert_eq!(
        folder.run(&["export", ".", "--key", "trusted", "--earlier", "monday"]),
        (
            false,
            "WRONG: the log was rolled back: the earlier checkpoint monday covers 12 events, and 9 are there\n".to_owned()
        )
    );
    folder.log(&bodies(9), 9, &key(2));
    assert_eq!(
        folder.run(&["export", ".", "--key", "trusted"]),
        (false, "WRONG: the checkpoint is signed with another key\n".to_owned())
    );
}

#[test]
fn a_proof_shows_the_event_that_it_proves() {
    let folder = Folder::new("proof");
    let bodies = bodies(5);
    let leaves: Vec<_> = bodies.iter().map(|body| tree::leaf(body.as_bytes())).collect();
    let proof = Proof {
        extra: Some(bodies[2].clone().into_bytes()),
        index: 2,
        path: tree::inclusion(leaves.as_slice(), 5, 2).expect("a path"),
        checkpoint: Checkpoint::sign(5, &tree::root(&leaves), &key(1)).expect("signed"),
    };
    folder.write("event.tlog-proof", &proof.to_string());
    let (fine, said) = folder.run(&["proof", "event.tlog-proof", "--key", "trusted"]);
    assert!(fine && said.starts_with("OK: event 3 is among the 5 that were signed\n"), "{said}");
    folder.write("event.tlog-proof", &proof.to_string().replace("index 2", "index 1"));
    let (fine, said) = folder.run(&["proof", "event.tlog-proof", "--key", "trusted"]);
    assert_eq!(
        (fine, said.as_str()),
        (false, "REFUSED: the proof does not lead to the root that was signed\n")
    );
}

#[test]
fn what_is_missing_or_no_archive_is_said() {
    let folder = Folder::new("nothing");
    for arguments in [
        ["export", ".", "--key", "trusted"],
        ["export", "trusted", "--key", "trusted"],
        ["receipt", "nothing", "--key", "trusted"],
        ["receipt", "trusted", "--key", "trusted"],
        ["proof", "trusted", "--key", "nothing"],
    ] {
        let (fine, said) = folder.run(&arguments);
        assert!(!fine && said.starts_with("REFUSED: "), "{arguments:?}: {said}");
    }
}
