//! The ends of documents: superseded by another, withdrawn, archived and back, deleted, restored and removed for good.

use serde_json::{Value, json};
use wayleave_db::sql;
use wayleave_testkit::{Client, DAY, NewDocument, TestApp, World};

use super::{at, create, events, row, upload};
use crate::transmittals;

async fn issued(app: &TestApp, world: &World, number: &str, status: &str) -> Value {
    let new = NewDocument { number, status, ..NewDocument::default() };
    json!({"id": world.document(app, &new).await.id})
}

async fn version(client: &mut Client, path: &str) -> Value {
    client.get(path).await.expect(200).json()["version"].clone()
}

fn can<'v>(document: &'v Value, action: &str) -> &'v Value {
    &document["abilities"][action]["allowed"]
}

#[tokio::test]
async fn a_document_is_superseded_by_another_and_each_tells_of_the_other_to_those_who_see_it() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut controller = world.client(&app, "controller").await;
    let old = issued(&app, &world, "A-1", "approved").await;
    let new = issued(&app, &world, "A-2", "for_review").await;
    let secret =
        NewDocument { number: "C-9", restricted: true, uploader: "org_admin", ..NewDocument::default() };
    let secret = world.document(&app, &secret).await;
    let path = at(&world, &old, "/supersede");
    let now = version(&mut controller, &at(&world, &old, "")).await;
    for (by, code) in
        [(&old["id"], "itself"), (&json!(secret.id), "unknown"), (&json!("doc_none"), "unknown")]
    {
        let body = json!({"by_document_id": by, "version": now});
        let reply = controller.post(&path, &body).await.expect(422).json();
        assert_eq!(reply["errors"][0]["code"], code);
    }
    let body = json!({"by_document_id": new["id"], "reason": "redrawn", "version": now});
    let done = controller.post(&path, &body).await.expect(200).json();
    assert_eq!((&done["status"], &done["superseded_by"]["number"]), (&json!("superseded"), &json!("A-2")));
    let _ = controller.post(&path, &body).await.expect(412);
    let other = controller.get(&at(&world, &new, "")).await.expect(200).json();
    assert_eq!(other["supersedes"][0]["number"], "A-1");
    let circle = json!({"by_document_id": old["id"], "version": other["version"]});
    let reply = controller.post(&at(&world, &new, "/supersede"), &circle).await;
    // What is for review cannot be superseded at all; once it can, a circle is refused.
    let _ = reply.expect(409);
    let approve = json!({"status": "approved", "reason": "good", "version": other["version"]});
    let approved = controller.post(&at(&world, &new, "/status"), &approve).await.expect(200).json();
    let circle = json!({"by_document_id": old["id"], "version": approved["version"]});
    let reply = controller.post(&at(&world, &new, "/supersede"), &circle).await.expect(422).json();
    assert_eq!(reply["errors"][0]["code"], "circular");
    assert_eq!(events(&app, &world, "document.superseded").await[0]["after"]["superseded_by"], "A-2");
    // Somebody outside who sees the old one alone is not told what the new one is called.
    let old = world
        .document(&app, &NewDocument { number: "A-3", status: "approved", ..NewDocument::default() })
        .await;
    world
        .grant(
            &app,
            &old,
            world.people["external"].subject,
            wayleave_access::Caps::VIEW,
            (1, 1),
            app.clock().now() + DAY,
        )
        .await;
    let body = json!({"by_document_id": new["id"], "version": 1});
    let path = world.project_path(&format!("/documents/{}", old.id));
    let _ = controller.post(&format!("{path}/supersede"), &body).await.expect(200);
    let seen = world.client(&app, "external").await.get(&path).await.expect(200).json();
    assert_eq!((&seen["status"], &seen["superseded_by"]), (&json!("superseded"), &Value::Null));
}

#[tokio::test]
async fn admins_archive_and_the_organisation_takes_out_again_with_the_status_of_before() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut controller, mut admin, mut staff) = (
        world.client(&app, "controller").await,
        world.client(&app, "project_admin").await,
        world.client(&app, "org_admin").await,
    );
    let plan = issued(&app, &world, "A-1", "approved").await;
    let (path, status) = (at(&world, &plan, ""), at(&world, &plan, "/status"));
    let seen = controller.get(&path).await.expect(200).json();
    assert_eq!(
        (can(&seen, "document.archive"), can(&seen, "document.status")),
        (&json!(false), &json!(true))
    );
    assert!(!seen["next_statuses"].as_array().unwrap().contains(&json!("archived")));
    let body = json!({"status": "archived", "reason": "handed over", "version": seen["version"]});
    let reply = controller.post(&status, &body).await.expect(403).json();
    assert_eq!(reply["action"], "document.archive");
    app.clock().advance(1000);
    let archived = admin.post(&status, &body).await.expect(200).json();
    assert_eq!(
        (can(&archived, "document.status"), can(&archived, "document.unarchive")),
        (&json!(false), &json!(false))
    );
    assert_eq!((&archived["next_statuses"], can(&archived, "revision.upload")), (&json!([]), &json!(false)));
    let back = json!({"reason": "needed again", "version": archived["version"]});
    let _ = admin.post(&at(&world, &plan, "/unarchive"), &back).await.expect(403);
    let _ = staff
        .post(&at(&world, &plan, "/unarchive"), &json!({"version": archived["version"]}))
        .await
        .expect(422);
    app.clock().advance(1000);
    let now = staff.post(&at(&world, &plan, "/unarchive"), &back).await.expect(200).json();
    assert_eq!((&now["status"], &now["latest_approved"]["code"]), (&json!("approved"), &json!("P01")));
    let _ = staff
        .post(&at(&world, &plan, "/unarchive"), &json!({"reason": "x", "version": now["version"]}))
        .await
        .expect(409);
    // After the retention it stays where it is.
    let body = json!({"status": "archived", "reason": "again", "version": now["version"]});
    let archived = admin.post(&status, &body).await.expect(200).json();
    app.clock().advance(366 * DAY);
    let mut staff = world.client(&app, "org_admin").await;
    let back = json!({"reason": "late", "version": archived["version"]});
    assert_eq!(staff.post(&at(&world, &plan, "/unarchive"), &back).await.expect(409).code(), "already_ended");
}

#[tokio::test]
async fn deleting_is_offered_for_what_can_be_deleted_and_for_nothing_else() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let draft = issued(&app, &world, "A-1", "draft").await;
    let plan = issued(&app, &world, "A-2", "for_review").await;
    let given =
        world.document(&app, &NewDocument { number: "A-3", status: "draft", ..NewDocument::default() }).await;
    world
        .grant(
            &app,
            &given,
            world.people["external"].subject,
            wayleave_access::Caps::VIEW,
            (1, 1),
            app.clock().now() + DAY,
        )
        .await;
    // A draft may be sent; whoever got it then holds it, and its history stays.
    let sent =
        world.document(&app, &NewDocument { number: "A-4", status: "draft", ..NewDocument::default() }).await;
    let body = transmittals::draft(&[&sent], &[transmittals::person(&world, "viewer")]);
    let made = admin.post(&world.project_path("/transmittals"), &body).await.expect(201).json();
    let path = world.project_path(&format!("/transmittals/{}/issue", made["id"].as_str().unwrap()));
    let in_draft = json!({"id": sent.id});
    assert!(can(&admin.get(&at(&world, &in_draft, "")).await.expect(200).json(), "document.delete"));
    let _ = admin.post(&path, &json!({"version": 1})).await.expect(200);
    for (document, code) in [
        (&draft, ""),
        (&plan, "not_a_draft"),
        (&json!({"id": given.id}), "was_shared"),
        (&json!({"id": sent.id}), "was_shared"),
    ] {
        let seen = admin.get(&at(&world, document, "")).await.expect(200).json();
        assert_eq!(can(&seen, "document.delete"), code.is_empty(), "{code}");
        let reply = admin.delete(&at(&world, document, "")).await;
        if code.is_empty() {
            let _ = reply.expect(204);
        } else {
            assert_eq!(reply.expect(409).code(), code);
        }
    }
}

#[tokio::test]
async fn the_bin_shows_what_was_deleted_gives_it_back_for_thirty_days_and_keeps_its_number_for_ever() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut controller, mut admin) =
        (world.client(&app, "controller").await, world.client(&app, "project_admin").await);
    let draft = create(&world, &mut controller, "A-1", "P01").await;
    let _ = controller.delete(&at(&world, &draft, "")).await.expect(204);
    let binned = controller.get(&world.project_path("/bin")).await.expect(200).json();
    let row = &binned["items"][0];
    assert_eq!((&row["document"]["number"], &row["document"]["revision"]), (&json!("A-1"), &json!("P01")));
    assert_eq!(row["deleted_by"]["name"], json!(world.people["controller"].name));
    assert_eq!((can(row, "document.restore"), can(row, "document.purge")), (&json!(false), &json!(false)));
    let _ = controller.post(&at(&world, &draft, "/restore"), &json!({})).await.expect(403);
    let _ = admin.post(&at(&world, &draft, "/restore"), &json!({})).await.expect(200);
    let _ = admin.delete(&at(&world, &draft, "")).await.expect(204);
    let purge = world.project_path(&format!("/bin/{}", draft["id"].as_str().unwrap()));
    let mut staff = world.client(&app, "org_admin").await;
    assert_eq!(staff.delete(&purge).await.expect(409).code(), "too_early");
    app.clock().advance(366 * DAY);
    let (mut staff, mut admin) =
        (world.client(&app, "org_admin").await, world.client(&app, "project_admin").await);
    let rows = staff.get(&world.project_path("/bin")).await.expect(200).json();
    assert_eq!(
        (can(&rows["items"][0], "document.restore"), can(&rows["items"][0], "document.purge")),
        (&json!(false), &json!(true))
    );
    let _ = admin.delete(&purge).await.expect(403);
    let _ = staff.delete(&purge).await.expect(204);
    let _ = staff.delete(&purge).await.expect(404);
    let _ = staff.post(&at(&world, &draft, "/restore"), &json!({})).await.expect(404);
    assert_eq!(staff.get(&world.project_path("/bin")).await.expect(200).json()["items"], json!([]));
    let id = upload(&world, &mut admin, "again.pdf").await;
    let body = json!({"rows": [row_of(&id)]});
    let reply = admin.post(&world.project_path("/documents"), &body).await.expect(422).json();
    assert_eq!(reply["errors"][0]["code"], "document_number_taken");
    // Of its words and files nothing is left but their hashes in the audit log.
    let mut tx = app.db().read_in(world.organisation).await.unwrap();
    let mut left = sql("select count(*) as n from document d join passage_words w on ");
    left.push(&app.db().engine().words_of("d.id")).push(" where d.purged_at is not null");
    assert_eq!(tx.int(left).await.unwrap(), 0);
    let left = sql(
        "select count(*) as n from blob b where b.refs > 0 and b.hash in (select r.blob_hash from revision r)",
    );
    assert_eq!(tx.int(left).await.unwrap(), 0);
    assert_eq!(events(&app, &world, "document.purged").await.len(), 1);
}

fn row_of(upload: &str) -> Value {
    row(upload, "A-1", "P01")
}
