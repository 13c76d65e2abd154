//! Receipts: what they state, that nothing of them can be changed, and what is refused.

use serde_json::{Value, json};
use wayleave_proof::receipt::{
    self, Attachment, Claims, Document, Event, Kind, Named, Object, Person, Signature,
};
use wayleave_proof::{Proof, Wrong, tree};

use crate::support::{Log, hex, key};

pub fn claims(log: &Log, number: u64) -> Claims {
    let named = |id: &str, name: &str| Named { id: id.to_owned(), name: name.to_owned() };
    let leaf = log.leaves[usize::try_from(number).expect("small") - 1];
    Claims {
        version: receipt::VERSION,
        organisation: named("org_1", "Nordbau"),
        project: named("prj_1", "Hafen Süd"),
        kind: Kind::TransmittalAcknowledged,
        object: Object { id: "trn_1".into(), number: "TRN-012".into(), subject: "Grundrisse".into() },
        answer: None,
        signature: None,
        documents: vec![Document {
            id: "doc_1".into(),
            number: "A-101".into(),
            title: "Grundriß".into(),
            revision: "rev_1".into(),
            code: "P02".into(),
            status: "for_construction".into(),
            sha256: hex(&[7; 32]),
            size: 120,
        }],
        attachments: Vec::new(),
        person: Person {
            name: "Bo Lee".into(),
            typed_name: Some("B. Lee".into()),
            member: None,
            address: Some("bo@site.example".into()),
            company: Some("Baulink".into()),
        },
        assurance: "mail_proven".into(),
        acted_by: None,
        received_by: Some("Site office".into()),
        acknowledged_on: None,
        beside: None,
        comment: Some("Two copies received".into()),
        at: "2026-11-22T12:00:00Z".into(),
        event: Event { number, leaf: hex(&leaf) },
    }
}

fn proof(log: &Log, number: u64, size: usize) -> Proof {
    Proof {
        extra: None,
        index: number - 1,
        path: tree::inclusion(&log.leaves[..size], size as u64, number - 1).expect("a path"),
        checkpoint: log.checkpoint(size, &key(1)),
    }
}

#[test]
fn a_receipt_says_what_was_signed() {
    let log = Log::of(1, 9, "a");
    let signed = receipt::sign(&claims(&log, 4), &key(1)).expect("a receipt");
    for text in [signed.to_string(), signed.compact()] {
        let opened = receipt::open(&text, key(1).public()).expect("signed");
        assert_eq!((opened.claims, opened.checkpoint), (claims(&log, 4), None));
    }
    let proven = signed.with_proof(&proof(&log, 4, 9)).to_string();
    let opened = receipt::open(&proven, key(1).public()).expect("signed");
    assert_eq!(opened.claims, claims(&log, 4));
    assert_eq!(opened.checkpoint.map(|checkpoint| checkpoint.size), Some(9));
    assert_eq!(receipt::open(&proven, key(2).public()), Err(Wrong::OtherKey));
}

/// The answer to a step that is signed.
pub fn signed_claims(log: &Log, number: u64) -> Claims {
    let signature =
        Signature { full_name: "Bo J. Lee".into(), statement: "I checked these drawings.".into() };
    Claims {
        kind: Kind::StepAnswered,
        answer: Some("approve".into()),
        signature: Some(signature),
        received_by: None,
        attachments: vec![Attachment { name: "Skizze.pdf".into(), sha256: hex(&[9; 32]), size: 6 }],
        ..claims(log, number)
    }
}

#[test]
fn a_receipt_of_a_signed_step_says_under_which_name_and_words() {
    let log = Log::of(1, 5, "a");
    let text = receipt::sign(&signed_claims(&log, 4), &key(1)).expect("a receipt").to_string();
    let opened = receipt::open(&text, key(1).public()).expect("signed");
    assert_eq!(opened.claims, signed_claims(&log, 4));
    let plain = serde_json::to_string(&claims(&log, 4)).expect("JSON");
    assert!(!plain.contains("signature"), "what is not signed says nothing of it: {plain}");
    assert!(!plain.contains("attachments"), "what has no files says nothing of them: {plain}");
    let mut wrong = signed_claims(&log, 4);
    wrong.kind = Kind::TransmittalAcknowledged;
    assert!(receipt::sign(&wrong, &key(1)).is_err());
    wrong.signature = None;
    assert!(receipt::sign(&wrong, &key(1)).is_err(), "an acknowledgement has no files");
    let mut hashless = signed_claims(&log, 4);
    hashless.attachments[0].sha256 = "none".into();
    assert!(receipt::sign(&hashless, &key(1)).is_err());
    let mut nameless = signed_claims(&log, 4);
    nameless.signature = Some(Signature { full_name: String::new(), statement: "Yes.".into() });
    assert!(receipt::sign(&nameless, &key(1)).is_err());
}

#[test]
fn what_is_said_beside_a_record_names_it_and_is_the_persons_own() {
    let log = Log::of(1, 5, "a");
    let contest =
        Claims { kind: Kind::TransmittalNotReceived, received_by: None, beside: Some(2), ..claims(&log, 4) };
    let text = receipt::sign(&contest, &key(1)).expect("a receipt").to_string();
    assert_eq!(receipt::open(&text, key(1).public()).expect("signed").claims, contest);
    let recorder = contest.person.clone();
    for wrong in [
        Claims { beside: None, ..contest.clone() },
        Claims { received_by: Some("Site office".into()), ..contest.clone() },
        Claims { acted_by: Some(recorder), ..contest.clone() },
        Claims { acknowledged_on: Some("2026-11-22".into()), ..claims(&log, 4) },
    ] {
        assert!(receipt::sign(&wrong, &key(1)).is_err());
    }
}

#[test]
fn a_receipt_is_an_ordinary_signature_of_json() {
    let log = Log::of(1, 1, "a");
    let text = receipt::sign(&claims(&log, 1), &key(1)).expect("a receipt").to_string();
    let read: Value = serde_json::from_str(&text).expect("JSON");
    let part = |name: &str| {
        use base64::Engine as _;
        let decoded =
            base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(read[name].as_str().expect("a text"));
        serde_json::from_slice::<Value>(&decoded.expect("encoded")).expect("JSON")
    };
    let kid = key(1).public().kid();
    assert_eq!(part("protected"), json!({"alg": "EdDSA", "kid": kid, "typ": "wayleave-receipt"}));
    assert_eq!(part("payload")["kind"], "transmittal_acknowledged");
    assert_eq!(key(1).public().jwk()["kid"], json!(kid));
}

#[test]
fn no_byte_of_a_receipt_can_be_changed() {
    let log = Log::of(1, 5, "a");
    let signed = receipt::sign(&claims(&log, 4), &key(1)).expect("a receipt");
    let compact = signed.compact();
    let proven = signed.with_proof(&proof(&log, 4, 5)).to_string();
    for text in [compact, proven] {
        for place in 0..text.len() {
            for bit in [1, 2, 32, 64] {
                let mut bytes = text.as_bytes().to_vec();
                bytes[place] ^= bit;
                if let Ok(changed) = String::from_utf8(bytes) {
                    assert!(receipt::open(&changed, key(1).public()).is_err(), "byte {place}: {changed}");
                }
            }
        }
        for changed in [format!("{text}\n"), format!(" {text}"), text.replacen(':', ": ", 1) + " "] {
            assert!(receipt::open(&changed, key(1).public()).is_err(), "{changed}");
        }
    }
}

#[test]
fn a_proof_of_another_event_proves_nothing() {
    let log = Log::of(1, 9, "a");
    let made = |number| receipt::sign(&claims(&log, number), &key(1)).expect("a receipt");
    let other = made(4).with_proof(&proof(&log, 5, 9)).to_string();
    assert_eq!(receipt::open(&other, key(1).public()), Err(Wrong::Path));
    let mut foreign = claims(&log, 4);
    foreign.event.leaf = hex(&log.leaves[4]);
    let foreign = receipt::sign(&foreign, &key(1)).expect("a receipt").with_proof(&proof(&log, 4, 9));
    assert_eq!(receipt::open(&foreign.to_string(), key(1).public()), Err(Wrong::Path));
    let beside = Proof { extra: Some(vec![1]), ..proof(&log, 4, 9) };
    let beside = made(4).with_proof(&beside).to_string();
    assert!(matches!(receipt::open(&beside, key(1).public()), Err(Wrong::Form(_))));
}

#[test]
fn claims_that_prove_nothing_are_not_signed() {
    let log = Log::of(1, 1, "a");
    let changes: [fn(&mut Claims); 4] = [
        |claims| claims.version = 2,
        |claims| claims.event.number = 0,
        |claims| claims.event.leaf = "00".into(),
        |claims| claims.documents[0].sha256 = "none".into(),
    ];
    for change in changes {
        let mut wrong = claims(&log, 1);
        change(&mut wrong);
        assert!(receipt::sign(&wrong, &key(1)).is_err());
    }
}
