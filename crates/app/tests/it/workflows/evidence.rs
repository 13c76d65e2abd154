//! The record of a workflow on paper: what stands in it, that it is sealed, and what its reader does not see.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;
use wayleave_testkit::{NewDocument, PASSWORD, TestApp};

use super::run::{active, answer, at, start, wish};
use super::{id, person, role, step};

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// What a reader of PDF says of the seal.
    fn checked(&self, bytes: &[u8]) -> String {
        let path = self.0.join("record.pdf");
        std::fs::write(&path, bytes).unwrap();
        let said = Command::new("pdfsig").arg(path).output().expect("pdfsig of poppler-utils is installed");
        String::from_utf8_lossy(&said.stdout).into_owned()
    }
}

/// The words of all pages.
pub fn words_of(bytes: &[u8]) -> String {
    let read = lopdf::Document::load_mem(bytes).unwrap();
    let pages: Vec<u32> = read.get_pages().keys().copied().collect();
    read.extract_text(&pages).unwrap().replace('\n', " ")
}

#[tokio::test]
async fn the_record_of_a_workflow_says_what_happened_and_is_sealed() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut admin, mut reviewer) =
        (world.client(&app, "org_admin").await, world.client(&app, "reviewer").await);
    let (mut viewer, mut responder) =
        (world.client(&app, "viewer").await, world.client(&app, "responder").await);
    let open = world.document(&app, &NewDocument::default()).await;
    let secret = NewDocument { number: "X-900", title: "Vault", restricted: true, ..NewDocument::default() };
    let secret = world.document(&app, &secret).await;
    let mut signed = step("sign", &role("project_admin"));
    signed["statement"] = json!("I checked the joints.");
    let stages = json!([
        {"name": "Review", "steps": [step("approve", &person(&world, "responder")), step("review", &role("reviewer"))]},
        {"name": "Signature", "steps": [signed]}
    ]);
    let template = active(&mut admin, &world, json!({}), stages).await;
    let mut wished = wish(&template, &[&open, &secret]);
    wished["confirm_restricted"] = json!(true);
    let made = start(&mut admin, &world, &wished).await;
    let path = world.project_path(&format!("/workflows/{}/evidence", id(&made)));
    assert_eq!(viewer.get(&path).await.expect(409).code(), "not_signed_yet");
    let _ = responder.post(&at(&world, &made, (0, 0), "/respond"), &answer(1, "approve")).await.expect(200);
    let to = json!({"to_person_id": world.people["initiator"].id, "reason": "On leave"});
    let _ = reviewer.post(&at(&world, &made, (0, 1), "/delegate"), &to).await.expect(204);
    let mut initiator = world.client(&app, "initiator").await;
    let _ = initiator.post(&at(&world, &made, (0, 1), "/respond"), &answer(1, "review")).await.expect(200);
    let comment = json!({"text": "Is the stair still to move?"});
    let _ = viewer.post(&at(&world, &made, (0, 0), "/comments"), &comment).await.expect(201);
    let signature = json!({"full_name": "Pat R. Admin", "password": PASSWORD});
    let last = json!({"version": 1, "answer": "approve", "signature": signature});
    let mut signer = world.client(&app, "project_admin").await;
    let _ = signer.post(&at(&world, &made, (1, 0), "/respond"), &last).await.expect(200);
    let whole = admin.get(&path).await.expect(200);
    assert_eq!(whole.header("content-type"), Some("application/pdf"));
    let told = words_of(&whole.body);
    for word in [
        "Workflow WF-001: Ground floor",
        "version 1",
        "completed",
        "approved",
        "Documents of round 1",
        "A-101",
        "X-900",
        "Vault",
        "Stage 1: Review",
        "Stage 2: Signature",
        "responder of acme",
        "initiator of acme",
        "for reviewer of acme",
        "As discussed.",
        "signed in to an account",
        "Is the stair still to move?",
        "Signed as",
        "Pat R. Admin",
        "I checked the joints.",
        "delegated the step Check",
        "signed the step Check",
        "Printed for",
    ] {
        assert!(told.contains(word), "{word}: {told}");
    }
    let folder = Folder::new("evidence");
    let said = folder.checked(&whole.body);
    assert!(said.contains("Signature is Valid") && said.contains("Total document signed"), "{said}");
    let mut changed = whole.body.to_vec();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    let said = folder.checked(&changed);
    assert!(!said.contains("Signature is Valid"), "{said}");
    // Who does not see a document hears nothing of it but that there is one.
    let theirs = words_of(&viewer.get(&path).await.expect(200).body);
    let hash = made["documents"].as_array().unwrap().iter().find(|one| one["number"] == "X-900");
    let hash = hash.unwrap()["sha256"].as_str().unwrap().to_owned();
    assert!(theirs.contains("A-101") && theirs.contains("whoever this was printed for: 1."), "{theirs}");
    let open_hash = made["documents"][0]["sha256"].as_str().unwrap();
    assert!(!theirs.contains("X-900") && !theirs.contains("Vault"), "{theirs}");
    assert!(hash == open_hash || !theirs.contains(&hash[..16]), "{theirs}");
    let _ = responder.get(&path).await.expect(404);
    app.run_jobs().await;
}
