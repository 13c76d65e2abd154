//! What is signed of the audit log: checkpoints, proofs, the export that is checked offline, and the daily mail.

use std::io::Read as _;

use serde_json::Value;
use wayleave_proof::{Checkpoint, LogCheck, Proof, PublicKey, Report};
use wayleave_testkit::{Client, DAY, NewDocument, TestApp, World};

/// The files of an export.
pub struct Export {
    pub events: String,
    pub checkpoint: String,
    pub key: String,
    pub readme: String,
}

impl Export {
    pub fn check(&self, key: &PublicKey, earlier: &[(String, String)]) -> Report {
        let mut check = LogCheck::default();
        self.events.lines().for_each(|line| check.line(line));
        check.finish(&self.checkpoint, earlier, key)
    }
}

pub async fn export(client: &mut Client, world: &World) -> Export {
    let reply = client.get(&world.path("/audit/bundle")).await.expect(200);
    assert_eq!(reply.header("content-type"), Some("application/zip"));
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(reply.body)).unwrap();
    let mut read = |name: &str| {
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    Export {
        events: read("events.jsonl"),
        checkpoint: read("checkpoint"),
        key: read("key"),
        readme: read("README.txt"),
    }
}

/// The key as somebody noted it who trusts nobody since.
pub async fn noted_key(client: &mut Client, world: &World) -> PublicKey {
    let shown = client.get(&world.path("/audit/key")).await.expect(200).json();
    PublicKey::parse(shown["key"].as_str().unwrap()).unwrap()
}

#[tokio::test]
async fn a_checkpoint_is_signed_when_something_happened_and_not_again() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    for path in ["/audit/key", "/audit/checkpoint"] {
        let _ = admin.get(&world.path(path)).await.expect(404);
    }
    app.sign_logs().await;
    let first = admin.get(&world.path("/audit/checkpoint")).await.expect(200).json();
    app.sign_logs().await;
    assert_eq!(admin.get(&world.path("/audit/checkpoint")).await.expect(200).json(), first);
    world.document(&app, &NewDocument::default()).await;
    let _ = admin.get(&world.path("/audit/export")).await.expect(200);
    app.sign_logs().await;
    let page = admin.get(&world.path("/audit/checkpoints?limit=1")).await.expect(200).json();
    let newest = &page["items"][0];
    assert!(newest["size"].as_i64() > first["size"].as_i64());
    let next = page["next"].as_str().unwrap();
    let page = admin.get(&world.path(&format!("/audit/checkpoints?limit=1&cursor={next}"))).await.expect(200);
    assert_eq!((&page.json()["items"][0], &page.json()["next"]), (&first, &Value::Null));
    let key = noted_key(&mut admin, &world).await;
    let organisation = admin.get(&world.path("")).await.expect(200).json();
    assert!(
        key.name().ends_with(&format!("/audit/{}", organisation["id"].as_str().unwrap())),
        "{}",
        key.name()
    );
    let opened = Checkpoint::open(newest["checkpoint"].as_str().unwrap(), &key).unwrap();
    assert_eq!(Some(opened.size), newest["size"].as_u64());
}

#[tokio::test]
async fn every_event_is_proven_also_in_a_log_of_many() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    app.sign_logs().await;
    let key = noted_key(&mut admin, &world).await;
    // Across the edge of a subtree of 256, in two steps.
    for _ in 0..2 {
        for _ in 0..140 {
            let _ = admin.get(&world.path("/audit/export?format=json&actor=nobody")).await.expect(200);
        }
        app.sign_logs().await;
    }
    let newest = admin.get(&world.path("/audit/checkpoint")).await.expect(200).json();
    let size = newest["size"].as_i64().unwrap();
    assert!(size > 280, "{size}");
    for seq in [1, 2, 255, 256, 257, size - 1, size] {
        let file = admin.get(&world.path(&format!("/audit/events/{seq}/proof"))).await.expect(200).text();
        let proof = Proof::parse(&file).unwrap();
        let (body, checkpoint) = proof.check_extra(&key).unwrap();
        let body: Value = serde_json::from_slice(body).unwrap();
        assert_eq!((body["seq"].as_i64(), checkpoint.size as i64), (Some(seq), size));
    }
    let _ = admin.get(&world.path("/audit/export?actor=nobody")).await.expect(200);
    let early = admin.get(&world.path(&format!("/audit/events/{}/proof", size + 1))).await.expect(409);
    assert_eq!(early.code(), "not_signed_yet");
    for seq in ["0", "-1", "x", "99999", "9223372036854775807", "99999999999999999999"] {
        let _ = admin.get(&world.path(&format!("/audit/events/{seq}/proof"))).await.expect(404);
    }
}

#[tokio::test]
async fn an_export_covers_its_own_event_and_holds_offline() {
    let app = TestApp::new().await;
    let world = app.world().await;
    world.document(&app, &NewDocument::default()).await;
    let mut admin = world.client(&app, "org_admin").await;
    let first = export(&mut admin, &world).await;
    let key = noted_key(&mut admin, &world).await;
    assert_eq!(first.key, format!("{key}\n"));
    assert!(first.readme.contains("wayleave-verify"));
    assert!(first.events.lines().last().unwrap().contains("audit.exported"), "{}", first.events);
    assert_eq!(first.check(&key, &[]).problems, []);
    world.document(&app, &NewDocument { number: "A-2", ..NewDocument::default() }).await;
    let second = export(&mut admin, &world).await;
    let earlier = [("first".to_owned(), first.checkpoint)];
    let report = second.check(&key, &earlier);
    assert_eq!(report.problems, []);
    assert_eq!(report.checkpoint.unwrap().size, report.events);
    let check = admin.get(&world.path("/audit/verify")).await.expect(200).json();
    assert_eq!(check["ok"], true);
    assert_eq!(check["events"].as_u64(), Some(report.events));
}

#[tokio::test]
async fn administrators_are_mailed_a_checkpoint_a_day_while_something_happens() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    let mailed = || {
        let mails = app.mails();
        let signed = mails.into_iter().filter(|mail| mail.subject.contains("The audit log of"));
        signed.map(|mail| (mail.to.email, mail.text)).collect::<Vec<_>>()
    };
    app.sign_logs().await;
    app.run_jobs().await;
    assert_eq!(mailed(), [], "the first goes out after a day");
    app.clock().advance(DAY);
    app.sign_logs().await;
    app.sign_logs().await;
    app.run_jobs().await;
    let first = mailed();
    let newest = admin.get(&world.path("/audit/checkpoint")).await.expect(200).json();
    let checkpoint = newest["checkpoint"].as_str().unwrap();
    assert_eq!(first.len(), 1);
    assert_eq!(first[0].0, world.people["org_admin"].email);
    assert!(
        first[0].1.contains(&format!("-----8<-----\n{}\n----->8-----", checkpoint.trim_end())),
        "{}",
        first[0].1
    );
    app.clock().advance(3 * DAY);
    app.sign_logs().await;
    app.run_jobs().await;
    assert_eq!(mailed().len(), 1, "nothing happened");
    let mut admin = world.client(&app, "org_admin").await;
    let _ = admin.get(&world.path("/audit/export")).await.expect(200);
    app.sign_logs().await;
    app.run_jobs().await;
    assert_eq!(mailed().len(), 2);
}
