//! The register over HTTP.

mod acceptance;
pub mod arrivals;
mod bulk;
mod changes;
mod ends;
mod exports;
mod files;
mod formal;
mod import_show;
mod imports;
mod lists;
mod merge;
mod previews;
mod requests;
mod search;
mod sweep;
mod uploads;
mod views;

use serde_json::{Value, json};
use wayleave_testkit::{Client, PDF, TestApp, World};

/// A PDF that differs from the others by a comment at its end.
pub fn pdf(mark: &str) -> Vec<u8> {
    let mut bytes = PDF.to_vec();
    bytes.extend_from_slice(format!("%{mark}\n").as_bytes());
    bytes
}

/// Uploads a PDF and returns the upload's id.
pub async fn upload(world: &World, client: &mut Client, name: &str) -> String {
    let path = world.project_path(&format!("/uploads?filename={}", name.replace(' ', "%20")));
    let reply = client.upload(&path, pdf(name)).await.expect(201);
    reply.json()["id"].as_str().unwrap().to_owned()
}

/// A row for an upload.
pub fn row(upload: &str, number: &str, revision: &str) -> Value {
    json!({"upload_id": upload, "number": number, "title": "Ground floor plan", "revision": revision, "document_type": "DRG"})
}

/// Uploads and creates a document; returns it as the list shows it.
pub async fn create(world: &World, client: &mut Client, number: &str, revision: &str) -> Value {
    let id = upload(world, client, &format!("{number}_{revision}.pdf")).await;
    let body = json!({"rows": [row(&id, number, revision)]});
    let reply = client.post(&world.project_path("/documents"), &body).await.expect(201);
    reply.json()["items"][0].clone()
}

/// The address of a document.
pub fn at(world: &World, document: &Value, rest: &str) -> String {
    world.project_path(&format!("/documents/{}{rest}", document["id"].as_str().unwrap()))
}

/// The address of the revision shown of a document.
pub fn shown(world: &World, document: &Value, rest: &str) -> String {
    at(world, document, &format!("/revisions/{}{rest}", document["revision"]["id"].as_str().unwrap()))
}

/// The audit events of a kind, oldest first: what was done to what.
pub async fn events(app: &TestApp, world: &World, action: &str) -> Vec<Value> {
    let mut tx = app.db().read_in(world.organisation).await.unwrap();
    let rows = tx
        .rows(
            wayleave_db::sql("select after, entity_id, rule from audit_event where organisation_id = $1 and action = $2 order by seq")
                .bind(world.organisation)
                .bind(action),
        )
        .await
        .unwrap();
    rows.iter()
        .map(|row| {
            let after: Option<String> = row.get("after").unwrap();
            json!({
                "entity": row.get::<String>("entity_id").unwrap(),
                "rule": row.get::<String>("rule").unwrap(),
                "after": after.map(|text| serde_json::from_str::<Value>(&text).unwrap()),
            })
        })
        .collect()
}

/// Automatic numbers of a prefix and a counter.
pub fn numbered(prefix: &str, width: u8) -> Value {
    json!({"mode": "automatic", "scheme": {"scope": "project", "segments": [
        {"kind": "literal", "text": prefix}, {"kind": "counter", "width": width, "start": 1},
    ]}})
}

/// Writes a setting of the project.
pub async fn setting(app: &TestApp, world: &World, key: &str, value: &Value) {
    let mut tx = app.db().begin_in(world.organisation).await.unwrap();
    tx.execute(
        wayleave_db::sql("insert into setting (organisation_id, project_id, key, value, valid_from, open_seq) values ($1, $2, $3, $4, $5, 1)")
            .bind(world.organisation)
            .bind(world.project)
            .bind(key)
            .bind(value.to_string())
            .bind(app.clock().now() - 1),
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
}
