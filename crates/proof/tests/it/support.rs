//! A log as the server exports it, made here without any code of the server or of what is tested but its keys.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use wayleave_proof::{Checkpoint, Hash, LogCheck, Report, SigningKey, tree};

pub fn key(secret: u8) -> SigningKey {
    SigningKey::new("wayleave.example/audit/org_1", &[secret; 32]).expect("a key")
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Lines of an export, each with the event's leaf.
pub struct Log {
    pub lines: Vec<String>,
    pub leaves: Vec<Hash>,
}

impl Log {
    /// A log of some events of one organisation; `word` is in each of them.
    pub fn of(organisation: i64, count: u64, word: &str) -> Self {
        let mut log = Self { lines: Vec::new(), leaves: Vec::new() };
        log.go_on(organisation, count, word);
        log
    }

    pub fn go_on(&mut self, organisation: i64, count: u64, word: &str) {
        for _ in 0..count {
            let seq = self.lines.len() as u64 + 1;
            let previous = self.leaves.last().copied().unwrap_or([0; 32]);
            let salt = Sha256::digest(format!("salt {seq} {word}"));
            let commit = |field: &str, value: &str| {
                let text = [salt.as_slice(), field.as_bytes(), &[0], value.as_bytes()].concat();
                hex(&Sha256::digest(text))
            };
            let body = json!({
                "seq": seq, "organisation": organisation, "previous": hex(&previous), "action": word,
                "actor_name_c": commit("actor_name", "Kim Ode"), "after_c": commit("after", word),
                "ip_c": null, "user_agent_c": null, "entity_label_c": null, "before_c": null, "reason_c": null,
            })
            .to_string();
            let line = json!({"body": body, "salt": hex(&salt), "actor_name": "Kim Ode", "after": word});
            self.leaves.push(Sha256::digest([&[0], body.as_bytes()].concat()).into());
            self.lines.push(line.to_string());
        }
    }

    pub fn checkpoint(&self, size: usize, key: &SigningKey) -> String {
        Checkpoint::sign(size as u64, &tree::root(&self.leaves[..size]), key).expect("a checkpoint")
    }

    pub fn check(&self, checkpoint: &str, earlier: &[(String, String)]) -> Report {
        let mut check = LogCheck::default();
        self.lines.iter().for_each(|line| check.line(line));
        check.finish(checkpoint, earlier, key(1).public())
    }

    /// Changes the line of an event.
    pub fn edit(&mut self, seq: usize, change: impl FnOnce(&mut Value)) {
        let line = &mut self.lines[seq - 1];
        let mut value: Value = serde_json::from_str(line).expect("a line");
        change(&mut value);
        *line = value.to_string();
    }

    /// Changes the body of an event without writing anything after it anew.
    pub fn edit_body(&mut self, seq: usize, from: &str, to: &str) {
        self.edit(seq, |line| {
            let body = line["body"].as_str().expect("a body");
            assert!(body.contains(from), "{body}");
            line["body"] = body.replace(from, to).into();
        });
    }
}
