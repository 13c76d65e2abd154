//! The second verifier, written in Python without any package, agrees with the first.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use wayleave_proof::{Proof, receipt, tree};

use crate::receipts::{claims, signed_claims};
use crate::support::{Log, key};

/// A way of tampering.
type Tamper = fn(&mut Log);

fn verifier() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/verify.py")
}

/// A folder that is gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("proof-{name}"));
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, text).expect("written");
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn python(folder: &Folder, rest: &[&str]) -> Output {
    let mut command = Command::new("python3");
    command.arg("-I").arg(verifier()).args(rest).current_dir(&folder.0);
    command.output().expect("python3 runs: it is among the packages that the tests need")
}

/// The exit code and what was printed.
fn said(output: &Output) -> (Option<i32>, String) {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    (output.status.code(), text)
}

fn export(folder: &Folder, log: &Log, checkpoint: &str, earlier: Option<&str>) -> (Option<i32>, String) {
    folder.write("events.jsonl", &log.lines.iter().map(|line| format!("{line}\n")).collect::<String>());
    folder.write("checkpoint", checkpoint);
    folder.write("key", &format!("{}\n", key(1).public()));
    let mut arguments = vec!["export", ".", "key"];
    if let Some(earlier) = earlier {
        folder.write("monday", earlier);
        arguments.push("monday");
    }
    said(&python(folder, &arguments))
}

#[test]
fn it_names_what_is_wrong_with_a_log() {
    let folder = Folder::new("python-log");
    let whole = || Log::of(1, 20, "word");
    let checkpoint = whole().checkpoint(20, &key(1));
    let (code, text) = export(&folder, &whole(), &checkpoint, Some(&whole().checkpoint(9, &key(1))));
    assert_eq!(code, Some(0), "{text}");
    let edits: [(Tamper, &str); 5] = [
        (|log| log.edit_body(7, "\"action\":\"word\"", "\"action\":\"weird\""), "event 7 was edited"),
        (|log| log.edit(3, |line| line["after"] = "x".into()), "after of event 3 was edited"),
        (|log| drop(log.lines.remove(6)), "event 7 is missing"),
        (|log| log.lines.swap(4, 5), "reordered"),
        (|log| log.lines.truncate(15), "the end is cut off"),
    ];
    for (tamper, expected) in edits {
        let mut log = whole();
        tamper(&mut log);
        let (code, text) = export(&folder, &log, &checkpoint, None);
        assert!(code == Some(1) && text.contains(expected), "{expected}: {text}");
    }
    let (code, text) = export(&folder, &whole(), &whole().checkpoint(20, &key(2)), None);
    assert!(code == Some(1) && text.contains("another key"), "{text}");
    let other = Log::of(1, 20, "other");
    let (code, text) = export(&folder, &other, &other.checkpoint(20, &key(1)), Some(&checkpoint));
    assert!(code == Some(1) && text.contains("forked"), "{text}");
    let short = Log::of(1, 5, "word");
    let (code, text) = export(&folder, &short, &short.checkpoint(5, &key(1)), Some(&checkpoint));
    assert!(code == Some(1) && text.contains("rolled back"), "{text}");
}

#[test]
fn it_reads_receipts_and_refuses_changed_ones() {
    let folder = Folder::new("python-receipt");
    let log = Log::of(1, 9, "a");
    let proof = Proof {
        extra: None,
        index: 3,
        path: tree::inclusion(log.leaves.as_slice(), 9, 3).expect("a path"),
        checkpoint: log.checkpoint(9, &key(1)),
    };
    let signed = receipt::sign(&claims(&log, 4), &key(1)).expect("a receipt");
    let text = signed.with_proof(&proof).to_string();
    folder.write("key", &key(1).public().to_string());
    folder.write("receipt.json", &text);
    let (code, told) = said(&python(&folder, &["receipt", "receipt.json", "key"]));
    assert!(code == Some(0) && told.contains("TRN-012"), "{told}");
    let signed = receipt::sign(&signed_claims(&log, 4), &key(1)).expect("a receipt");
    folder.write("signed.json", &signed.to_string());
    let (code, told) = said(&python(&folder, &["receipt", "signed.json", "key"]));
    assert!(code == Some(0) && told.contains("Bo J. Lee") && told.contains("I checked these"), "{told}");
    for (from, to) in [("\"payload\":\"eyJ2", "\"payload\":\"eyJ3"), ("index 3", "index 4")] {
        assert!(text.contains(from), "{text}");
        folder.write("receipt.json", &text.replace(from, to));
        let (code, told) = said(&python(&folder, &["receipt", "receipt.json", "key"]));
        assert_eq!(code, Some(1), "{from}: {told}");
    }
}
