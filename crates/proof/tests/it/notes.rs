//! Notes, checkpoints and proof files: examples from elsewhere, and every byte of ours changed.

use wayleave_proof::{Checkpoint, Proof, PublicKey, SigningKey, Wrong, open, sign, tree};

use crate::support::{Log, key};

/// The example that comes with Go's package for signed notes.
const ELSEWHERE: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const NOTE: &str = "If you think cryptography is the answer to your problem,\n\
    then you don't know what your problem is.\n\n\
    — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

#[test]
fn a_note_made_elsewhere_is_read() {
    let key = PublicKey::parse(ELSEWHERE).expect("a key");
    assert_eq!(key.to_string(), ELSEWHERE);
    assert!(open(NOTE, &key).expect("signed").starts_with("If you think"));
}

#[test]
fn a_key_has_one_spelling() {
    let text = key(1).public().to_string();
    assert_eq!(PublicKey::parse(&format!("{text}\n")), Ok(key(1).public().clone()));
    for (place, _) in text.char_indices() {
        let mut bytes = text.clone().into_bytes();
        bytes[place] ^= 1;
        if let Ok(changed) = String::from_utf8(bytes) {
            assert!(PublicKey::parse(&changed).is_err(), "{changed}");
        }
    }
    for name in ["", "two words", "a+b", "a\nb", "a\u{a0}b"] {
        assert!(SigningKey::new(name, &[1; 32]).is_err(), "{name}");
    }
}

/// Tries every change of one byte; bytes that are no text are refused before anything of ours sees them.
fn each_byte_changed(text: &str, mut accepted: impl FnMut(&str) -> bool) {
    assert!(accepted(text), "{text}");
    for place in 0..text.len() {
        for bit in 0..8 {
            let mut bytes = text.as_bytes().to_vec();
            bytes[place] ^= 1 << bit;
            if let Ok(changed) = String::from_utf8(bytes) {
                assert!(!accepted(&changed), "byte {place} of {text}");
            }
        }
        let mut shorter = text.as_bytes().to_vec();
        shorter.remove(place);
        if let Ok(changed) = String::from_utf8(shorter) {
            // One of two alike beside each other: what is left is a different text all the same.
            assert!(!accepted(&changed), "without byte {place} of {text}");
        }
    }
    for more in ["\n", " ", "x"] {
        assert!(!accepted(&format!("{text}{more}")) && !accepted(&format!("{more}{text}")), "{more:?}");
    }
}

#[test]
fn no_byte_of_a_checkpoint_can_be_changed() {
    let checkpoint = Log::of(1, 5, "a").checkpoint(5, &key(1));
    each_byte_changed(&checkpoint, |text| Checkpoint::open(text, key(1).public()).is_ok());
}

#[test]
fn no_byte_of_a_proof_can_be_changed() {
    let log = Log::of(1, 7, "a");
    let mut proof = Proof {
        extra: None,
        index: 4,
        path: tree::inclusion(log.leaves.as_slice(), 7, 4).expect("a path"),
        checkpoint: log.checkpoint(7, &key(1)),
    };
    let check = |text: &str| {
        Proof::parse(text).is_ok_and(|proof| proof.check(&log.leaves[4], key(1).public()).is_ok())
    };
    each_byte_changed(&proof.to_string(), check);
    let line: serde_json::Value = serde_json::from_str(&log.lines[4]).expect("a line");
    proof.extra = line["body"].as_str().map(|body| body.as_bytes().to_vec());
    let check = |text: &str| Proof::parse(text).is_ok_and(|proof| proof.check_extra(key(1).public()).is_ok());
    each_byte_changed(&proof.to_string(), check);
}

#[test]
fn another_key_of_the_same_name_is_another_key() {
    let checkpoint = Log::of(1, 5, "a").checkpoint(5, &key(2));
    assert_eq!(Checkpoint::open(&checkpoint, key(1).public()), Err(Wrong::OtherKey));
}

#[test]
fn witnesses_may_sign_beside_the_log() {
    let log = Log::of(1, 5, "a");
    let witness = SigningKey::new("witness.example", &[9; 32]).expect("a key");
    let ours = log.checkpoint(5, &key(1));
    let text = open(&ours, key(1).public()).expect("signed");
    let theirs = sign(text, &witness).expect("signed");
    let both = format!("{ours}{}", &theirs[text.len() + 1..]);
    assert_eq!(Checkpoint::open(&both, key(1).public()).expect("signed").size, 5);
    assert!(open(&both, witness.public()).is_ok());
    assert_eq!(Checkpoint::open(&both, witness.public()), Err(Wrong::OtherKey), "the origin is the log's");
}

#[test]
fn what_is_signed_but_no_checkpoint_is_refused() {
    let name = key(1).public().name().to_owned();
    let root = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    for text in [
        format!("{name}\n1\n"),
        format!("{name}\n01\n{root}\n"),
        format!("{name}\n-1\n{root}\n"),
        format!("{name}\n1\n{root}\nmore\n"),
        format!("{name}\n1\nAAAA\n"),
        format!("other.example\n1\n{root}\n"),
    ] {
        let signed = sign(&text, &key(1)).expect("signed");
        assert!(Checkpoint::open(&signed, key(1).public()).is_err(), "{text}");
    }
    assert!(sign("no line break", &key(1)).is_err());
    assert!(sign("a\tb\n", &key(1)).is_err());
}
