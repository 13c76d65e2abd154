//! Changes to documents.

#![expect(clippy::disallowed_methods, reason = "requests that race need tasks of their own")]

use serde_json::json;
use wayleave_testkit::{NewDocument, TestApp};

use super::{at, create, events, upload};

#[tokio::test]
async fn fields_change_by_version_and_the_number_never() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut controller = world.client(&app, "controller").await;
    let plan = create(&world, &mut controller, "A-1", "P01").await;
    let path = at(&world, &plan, "");
    let version = controller.get(&path).await.expect(200).json()["version"].clone();
    let edit =
        json!({"version": version, "title": "  Roof  plan ", "tags": ["roof", "Roof", ""], "zone": "Z1"});
    let edited = controller.patch(&path, &edit).await.expect(200).json();
    assert_eq!((&edited["title"], &edited["tags"]), (&json!("Roof plan"), &json!(["roof"])));
    let _ = controller.patch(&path, &edit).await.expect(412);
    let _ =
        controller.patch(&path, &json!({"version": edited["version"], "number": "A-2"})).await.expect(422);
    let found = events(&app, &world, "document.edited").await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["after"], json!({"title": "Roof plan", "tags": ["roof"], "zone": "Z1"}));
    for (kind, status) in [("viewer", 403), ("reviewer", 403), ("external_full", 404), ("stranger", 404)] {
        let mut client = world.client(&app, kind).await;
        let body = json!({"version": edited["version"], "title": "x"});
        assert_eq!(client.patch(&path, &body).await.status.as_u16(), status, "{kind}");
    }
}

#[tokio::test]
async fn initiators_edit_their_own_while_it_is_young() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut initiator, mut controller) =
        (world.client(&app, "initiator").await, world.client(&app, "controller").await);
    let own = create(&world, &mut initiator, "A-1", "P01").await;
    let other = create(&world, &mut controller, "A-2", "P01").await;
    let edit = |version: i64| json!({"version": version, "title": "New"});
    let _ = initiator.patch(&at(&world, &other, ""), &edit(1)).await.expect(403);
    let mine = initiator.get(&at(&world, &own, "")).await.expect(200).json();
    let edited = initiator
        .patch(&at(&world, &own, ""), &edit(mine["version"].as_i64().unwrap()))
        .await
        .expect(200)
        .json();
    let body = json!({"status": "for_information", "version": edited["version"]});
    let _ = initiator.post(&at(&world, &own, "/status"), &body).await.expect(403);
    let later = controller.post(&at(&world, &own, "/status"), &body).await.expect(200).json();
    let _ =
        initiator.patch(&at(&world, &own, ""), &edit(later["version"].as_i64().unwrap())).await.expect(403);
}

#[tokio::test]
async fn a_status_follows_the_table_and_a_verdict_gives_its_reason() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut controller = world.client(&app, "controller").await;
    let plan = create(&world, &mut controller, "A-1", "P01").await;
    let path = at(&world, &plan, "/status");
    let mut version = controller.get(&at(&world, &plan, "")).await.expect(200).json()["version"].clone();
    for (status, reason, answer) in [
        ("approved", "it is good", 409),
        ("for_review", "", 200),
        ("approved", "", 422),
        ("approved", "it is good", 200),
        ("draft", "", 409),
        ("nonsense", "", 422),
    ] {
        let body = json!({"status": status, "reason": reason, "version": version});
        let reply = controller.post(&path, &body).await.expect(answer);
        if answer == 200 {
            version = reply.json()["version"].clone();
        }
    }
    let _ = controller
        .post(&path, &json!({"status": "withdrawn", "reason": "x", "version": 1}))
        .await
        .expect(412);
    // A newer revision is approved: the older one is superseded.
    let id = upload(&world, &mut controller, "p02.pdf").await;
    let body = json!({"upload_id": id, "revision": "P02", "status": "for_review"});
    let now = controller.post(&at(&world, &plan, "/revisions"), &body).await.expect(201).json();
    assert_eq!((&now["latest_approved"]["code"], &now["status"]), (&json!("P01"), &json!("for_review")));
    let body = json!({"status": "approved_with_comments", "reason": "see notes", "version": now["version"]});
    let now = controller.post(&path, &body).await.expect(200).json();
    assert_eq!(now["latest_approved"]["code"], "P02");
    assert_eq!(now["revisions"][1]["status"], "superseded");
}

#[tokio::test]
async fn a_lock_stops_revisions_and_an_admin_takes_it_off() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut controller, mut admin) =
        (world.client(&app, "controller").await, world.client(&app, "project_admin").await);
    let plan = create(&world, &mut controller, "A-1", "P01").await;
    let _ = controller.post(&at(&world, &plan, "/lock"), &json!({})).await.expect(422);
    let locked =
        controller.post(&at(&world, &plan, "/lock"), &json!({"reason": "As built"})).await.expect(200).json();
    assert_eq!(locked["lock"]["reason"], "As built");
    assert_eq!(locked["abilities"]["revision.upload"]["allowed"], false);
    let _ = controller.post(&at(&world, &plan, "/lock"), &json!({"reason": "again"})).await.expect(409);
    let id = upload(&world, &mut controller, "p02.pdf").await;
    let body = json!({"upload_id": id, "revision": "P02"});
    let reply = controller.post(&at(&world, &plan, "/revisions"), &body).await.expect(409);
    assert_eq!(reply.code(), "document_locked");
    let _ = controller.post(&at(&world, &plan, "/unlock"), &json!({})).await.expect(403);
    let _ = admin.post(&at(&world, &plan, "/unlock"), &json!({})).await.expect(200);
    let reply = controller.post(&at(&world, &plan, "/revisions"), &body).await.expect(201).json();
    assert_eq!(reply["revision"]["code"], "P02");
    let id = upload(&world, &mut controller, "p03.pdf").await;
    let reply = controller
        .post(&at(&world, &plan, "/revisions"), &json!({"upload_id": id, "revision": "p2"}))
        .await
        .expect(422)
        .json();
    assert_eq!(
        (&reply["errors"][0]["field"], &reply["errors"][0]["code"]),
        (&json!("revision"), &json!("revision_code_taken"))
    );
}

#[tokio::test]
async fn a_restricted_document_is_there_for_its_groups_alone() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let plan = create(&world, &mut admin, "A-1", "P01").await;
    let group = json!({"name": "Commercial", "description": "", "actions": [], "member_ids": [world.people["viewer"].id]});
    let group = admin.post(&world.project_path("/groups"), &group).await.expect(201).json();
    let path = at(&world, &plan, "/restrict");
    let _ = admin.post(&path, &json!({"restricted": true, "group_ids": []})).await.expect(422);
    let _ = admin.post(&path, &json!({"restricted": true, "group_ids": ["grp_zzyzx"]})).await.expect(422);
    let body = json!({"restricted": true, "group_ids": [group["id"]]});
    let restricted = admin.post(&path, &body).await.expect(200).json();
    assert_eq!(restricted["restricted_to"][0]["name"], "Commercial");
    let counts = |open: bool| {
        [
            ("viewer", true),
            ("initiator", open),
            ("reviewer", open),
            ("external_full", false),
            ("org_admin", true),
        ]
    };
    for (kind, sees) in counts(false) {
        let mut client = world.client(&app, kind).await;
        assert_eq!(
            client.get(&at(&world, &plan, "")).await.status.as_u16(),
            if sees { 200 } else { 404 },
            "{kind}"
        );
        let count = client.get(&world.project_path("/documents/count")).await.expect(200).json();
        assert_eq!(count["count"], i64::from(sees), "{kind}");
    }
    // A controller outside the group does not even see it, so cannot open it.
    let mut controller = world.client(&app, "controller").await;
    let _ = controller.post(&path, &json!({"restricted": false})).await.expect(404);
    let _ = admin.post(&path, &json!({"restricted": false})).await.expect(200);
    for (kind, sees) in counts(true) {
        let mut client = world.client(&app, kind).await;
        assert_eq!(
            client.get(&at(&world, &plan, "")).await.status.as_u16(),
            if sees { 200 } else { 404 },
            "{kind}"
        );
    }
    let mut tx = app.db().read_in(world.organisation).await.unwrap();
    let open =
        wayleave_db::sql("select count(*) as n from access_grant where cause_kind = 6 and closed_at is null");
    assert_eq!(tx.int(open).await.unwrap(), 0);
}

#[tokio::test]
async fn a_draft_goes_to_the_bin_and_back_anything_else_stays() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let draft = create(&world, &mut admin, "A-1", "P01").await;
    let issued = world.document(&app, &NewDocument { number: "A-2", ..NewDocument::default() }).await;
    let _ = admin.delete(&world.project_path(&format!("/documents/{}", issued.id))).await.expect(409);
    let _ = admin.post(&at(&world, &draft, "/restore"), &json!({})).await.expect(409);
    let _ = admin.delete(&at(&world, &draft, "")).await.expect(204);
    let _ = admin.get(&at(&world, &draft, "")).await.expect(404);
    let id = upload(&world, &mut admin, "again.pdf").await;
    let body = json!({"rows": [super::row(&id, "A-1", "P01")]});
    let reply = admin.post(&world.project_path("/documents"), &body).await.expect(422).json();
    assert_eq!(reply["errors"][0]["code"], "document_number_taken");
    let mut viewer = world.client(&app, "viewer").await;
    let _ = viewer.post(&at(&world, &draft, "/restore"), &json!({})).await.expect(403);
    let _ = admin.post(&at(&world, &draft, "/restore"), &json!({})).await.expect(200);
    let _ = admin.get(&at(&world, &draft, "")).await.expect(200);
    app.clock().advance(1000);
    let _ = admin.delete(&at(&world, &draft, "")).await.expect(204);
    app.clock().advance(31 * wayleave_testkit::DAY);
    let _ = admin.post(&at(&world, &draft, "/restore"), &json!({})).await.expect(409);
}

#[tokio::test]
async fn of_many_changes_of_one_version_one_holds_and_the_history_is_whole() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut controller = world.client(&app, "controller").await;
    let plan = create(&world, &mut controller, "A-1", "P01").await;
    let version = controller.get(&at(&world, &plan, "")).await.expect(200).json()["version"].clone();
    let mut tasks = Vec::new();
    for number in 0..12 {
        let (mut client, path) = (controller.clone(), at(&world, &plan, "/status"));
        let status = ["for_review", "for_information", "withdrawn"][number % 3];
        let body = json!({"status": status, "reason": "race", "version": version});
        tasks.push(tokio::spawn(async move { client.post(&path, &body).await.status.as_u16() }));
    }
    let mut uploads = Vec::new();
    for number in 0..4 {
        let id = upload(&world, &mut controller, &format!("r{number}.pdf")).await;
        let (mut client, path) = (controller.clone(), at(&world, &plan, "/revisions"));
        let body = json!({"upload_id": id, "revision": format!("R{number}")});
        uploads.push(tokio::spawn(async move { client.post(&path, &body).await.status.as_u16() }));
    }
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.unwrap());
    }
    let won = answers.iter().filter(|status| **status == 200).count();
    assert!(won <= 1 && answers.iter().all(|status| matches!(status, 200 | 409 | 412)), "{answers:?}");
    for task in uploads {
        let status = task.await.unwrap();
        assert!(matches!(status, 201 | 422), "{status}");
    }
    assert_eq!(events(&app, &world, "document.status_changed").await.len(), won);
    let mut tx = app.db().read_in(world.organisation).await.unwrap();
    let twins = "select count(*) as n from document_history a join document_history b on a.document_id = b.document_id
        and a.valid_from < b.valid_from and a.valid_to > b.valid_from";
    assert_eq!(tx.int(wayleave_db::sql(twins)).await.unwrap(), 0);
}
