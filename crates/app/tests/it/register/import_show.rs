//! Two thousand documents with their files enter the register in one import, after their mistakes were shown and corrected;
//! exported and imported again as they are, they change nothing.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};
use wayleave_db::sql;
use wayleave_testkit::{Client, TestApp, World};

const ROWS: usize = 2_000;
const OCTETS: Option<&str> = Some("application/octet-stream");

/// Puts the uploads of a person in place, as the uploading of two thousand files leaves them.
async fn uploads(app: &TestApp, world: &World, names: &[String]) -> Vec<String> {
    let stored = app.app().shared().blobs.put_bytes(wayleave_testkit::PDF.into()).await.unwrap();
    let mut tx = app.db().begin_in(world.organisation).await.unwrap();
    let ids = app.app().shared().ids.clone();
    let mut made = Vec::new();
    for name in names {
        let id = ids.public("upl");
        let upload = sql("insert into upload (organisation_id, public_id, project_id, subject_id, blob_hash, filename, size,
                media_type, pages, page_sizes, created_at, expires_at)
             values ($1, $2, $3, $4, $5, $6, $7, 'application/acad', $8, '[]', $9, $10)")
            .bind(world.organisation)
            .bind(&id)
            .bind(world.project)
            .bind(world.people["initiator"].subject)
            .bind(stored.hash.to_string())
            .bind(name)
            .bind(stored.size as i64)
            .bind(0_i64)
            .bind(app.clock().now())
            .bind(app.clock().now() + wayleave_testkit::DAY);
        tx.execute(upload).await.unwrap();
        made.push(id);
    }
    let refs = sql("insert into blob (hash, size, refs, created_at) values ($1, $2, $3, $4)
        on conflict (hash) do update set refs = blob.refs + excluded.refs");
    let refs = refs
        .bind(stored.hash.to_string())
        .bind(stored.size as i64)
        .bind(names.len() as i64)
        .bind(app.clock().now());
    tx.execute(refs).await.unwrap();
    tx.commit().await.unwrap();
    made
}

/// The sheet; with mistakes in some of its rows, or without.
fn sheet(wrong: bool) -> String {
    let mut text = "Number,Title,Revision,Revision date,Status,Document type,Tags,Phase\n".to_owned();
    for at in 1..=ROWS {
        let status = if wrong && at % 100 == 0 { "finished" } else { "for_review" };
        let title = if wrong && at % 250 == 0 { String::new() } else { format!("\"Sheet {at}, north\"") };
        let number = if wrong && at == 1_999 { 1_998 } else { at };
        let phase = ["P1", "P2"][at % 2];
        text.push_str(&format!("S-{number:04},{title},P01,2026-11-20,{status},DRG,one; two,{phase}\n"));
    }
    text
}

async fn exported(app: &TestApp, world: &World, client: &mut Client, format: &str) -> bytes::Bytes {
    let export =
        client.post(&world.project_path("/exports"), &json!({"format": format})).await.expect(201).json();
    app.run_jobs().await;
    let path = world.project_path(&format!("/exports/{}/file", export["id"].as_str().unwrap()));
    client.get(&path).await.expect(200).body
}

async fn import(world: &World, client: &mut Client, name: &str, bytes: impl Into<bytes::Bytes>) -> Value {
    client.upload(&world.project_path(&format!("/imports?filename={name}")), bytes).await.expect(201).json()
}

#[tokio::test]
async fn two_thousand_rows_and_files_are_shown_corrected_entered_and_come_back_unchanged() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    let mut client = world.client(&app, "initiator").await;
    let field = json!({"key": "phase", "label": "Phase", "kind": "dropdown"});
    let _ = admin.post(&world.path("/fields"), &field).await.expect(201);
    for code in ["P1", "P2"] {
        let path = world.path("/fields/phase/options");
        let _ = admin.post(&path, &json!({"code": code, "label": code})).await.expect(201);
    }
    let names: Vec<String> = (1..=ROWS).map(|at| format!("s-{at:04}_P01 Sheet.dwg")).collect();
    let given = uploads(&app, &world, &names).await;
    let made = import(&world, &mut client, "register.csv", sheet(true)).await;
    let at = |rest: &str| world.project_path(&format!("/imports/{}{rest}", made["id"].as_str().unwrap()));
    let with = client.put(&at("/files"), &json!({"upload_ids": given})).await.expect(200).json();
    // Twenty wrong states, eight titles left out (four of them in the same rows), and a number twice.
    assert_eq!((&with["counts"]["wrong"], &with["ok"]), (&json!(25), &json!(false)));
    let before = app.db().statements();
    let path = at("/workbook?filename=corrected.csv");
    let checked = client.send(Method::PUT, &path, OCTETS, Body::from(sheet(false))).await.expect(200).json();
    assert!(app.db().statements() - before < 60, "checking asks by the five hundred");
    let counts = json!({"new": ROWS, "revision": 0, "change": 0, "unchanged": 0, "wrong": 0, "warned": checked["counts"]["warned"]});
    assert_eq!((&checked["counts"], &checked["files"]["matched"]), (&counts, &json!(ROWS)));
    let body = json!({"version": checked["version"]});
    let _ = client.post(&at("/commit"), &body).await.expect(202);
    app.run_jobs().await;
    let done = client.get(&at("")).await.expect(200).json();
    assert_eq!(
        (&done["state"], &done["result"]["created"]),
        (&json!("done"), &json!(ROWS)),
        "{}",
        done["failure"]
    );
    let found = client.get(&world.project_path("/documents/count")).await.expect(200).json();
    assert_eq!(found["count"], ROWS);
    let bell = client.get(&world.path("/notifications")).await.expect(200).json();
    assert_eq!(bell["items"].as_array().unwrap().len(), 1);
    for format in ["xlsx", "csv"] {
        let file = exported(&app, &world, &mut client, format).await;
        let again = import(&world, &mut client, &format!("again.{format}"), file).await;
        let counts =
            json!({"new": 0, "revision": 0, "change": 0, "unchanged": ROWS, "wrong": 0, "warned": 0});
        assert_eq!(again["counts"], counts, "{format}");
    }
}
