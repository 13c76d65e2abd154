//! The end of a project: what stands against its lock, the final inspection, the archive, the lock itself (K-6.8, J10).

use std::collections::HashMap;
use std::io::{Cursor, Read as _};

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use wayleave_testkit::{NewDocument, Reply, TestApp};

/// The keys of what is not in order.
fn open(closeout: &Value) -> Vec<String> {
    let items = closeout["items"].as_array().unwrap().iter();
    items.filter(|item| item["met"] == false).map(|item| item["key"].as_str().unwrap().to_owned()).collect()
}

/// The files of an archive.
fn unpacked(reply: &Reply) -> HashMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(reply.body.to_vec())).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut file = archive.by_index(at).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

#[tokio::test]
async fn a_project_is_locked_once_everything_is_in_order() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let at = |rest: &str| world.project_path(rest);
    let mut admin = world.client(&app, "project_admin").await;
    let closeout = admin.get(&at("/closeout")).await.expect(200).json();
    assert_eq!(open(&closeout), ["inspection", "archive"]);
    let refused = admin.post(&at("/lock"), &json!({"reason": "done"})).await.expect(409);
    assert_eq!(refused.code(), "closeout_open");
    // Only an organisation admin locks before that, and only by saying so.
    let early = json!({"reason": "dispute", "early": true});
    let _ = admin.post(&at("/lock"), &early).await.expect(403);
    let mut owner = world.client(&app, "org_admin").await;
    let refused = owner.post(&at("/lock"), &json!({"reason": "dispute"})).await.expect(409);
    assert_eq!(refused.code(), "closeout_open");

    let inspection = at("/closeout/inspection");
    let _ = admin.put(&inspection, &json!({"note": "x".repeat(1001)})).await.expect(422);
    let said = admin.put(&inspection, &json!({"note": "Snags settled."})).await.expect(200).json();
    assert_eq!(open(&said), ["archive"]);
    assert_eq!(said["items"][5]["note"], "Snags settled.");
    assert_eq!(said["items"][5]["by"]["id"], world.people["project_admin"].id.as_str());
    let withdrawn = admin.delete(&inspection).await.expect(200).json();
    assert_eq!(open(&withdrawn), ["inspection", "archive"]);
    let _ = admin.put(&inspection, &json!({})).await.expect(200);

    let _ = admin.get(&at("/closeout/archive")).await.expect(200);
    assert!(admin.get(&at("/closeout")).await.expect(200).json()["done"].as_bool().unwrap());
    let _ = admin.post(&at("/lock"), &json!({"reason": "handed over"})).await.expect(200);
    // What was taken can be taken again; nothing is said of the inspection any more.
    let _ = admin.get(&at("/closeout/archive")).await.expect(200);
    assert_eq!(admin.put(&inspection, &json!({})).await.expect(409).code(), "project_locked");
    // Work goes on: the end begins anew.
    let _ = owner.post(&at("/unlock"), &json!({"reason": "defects"})).await.expect(200);
    let anew = admin.get(&at("/closeout")).await.expect(200).json();
    assert_eq!(open(&anew), ["inspection", "archive"]);
    let _ = owner.post(&at("/lock"), &early).await.expect(200);
    let events = admin.get(&at("/audit?action=project.locked")).await.expect(200).json();
    assert_eq!(events["items"][0]["after"]["open"], json!(["inspection", "archive"]));
}

#[tokio::test]
async fn the_archive_holds_everything_with_its_hashes() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let at = |rest: &str| world.project_path(rest);
    for number in ["A/101", "A-102"] {
        let _ = world.document(&app, &NewDocument { number, ..NewDocument::default() }).await;
    }
    let mut viewer = world.client(&app, "viewer").await;
    let _ = viewer.get(&at("/closeout/archive")).await.expect(403);
    let mut admin = world.client(&app, "project_admin").await;
    let reply = admin.get(&at("/closeout/archive")).await.expect(200);
    assert_eq!(reply.header("content-type"), Some("application/zip"));
    let files = unpacked(&reply);
    for name in ["register.xlsx", "transmittals/list.csv", "audit.csv", "audit.json", "manifest.csv"] {
        assert!(files.contains_key(name), "{name} in {:?}", files.keys());
    }
    assert_eq!(files.keys().filter(|name| name.starts_with("files/")).count(), 2);
    assert!(files.keys().all(|name| name.matches('/').count() <= 1));
    let list = String::from_utf8(files["manifest.csv"].clone()).unwrap();
    for (name, bytes) in files.iter().filter(|(name, _)| *name != "manifest.csv") {
        let line = list
            .lines()
            .find(|line| line.contains(name.as_str()))
            .unwrap_or_else(|| panic!("{name} in {list}"));
        assert!(line.contains(&hex::encode(Sha256::digest(bytes))), "{line}");
    }
    // Each file is a download of its own in the log, and the archive an event.
    let count = async |action: &str| {
        let mut admin = world.client(&app, "project_admin").await;
        let found = admin.get(&at(&format!("/audit?action={action}"))).await.expect(200).json();
        found["items"].as_array().unwrap().len()
    };
    assert_eq!(count("document.downloaded").await, 2);
    assert_eq!(count("project.archived").await, 1);
}
