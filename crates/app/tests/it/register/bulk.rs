//! One act on many documents, and many decisions at once: all of them or none.

use serde_json::{Value, json};
use wayleave_testkit::{Client, NewDocument, TestApp, World};

use super::{at, create, events, row, upload};

async fn several(app: &TestApp, world: &World, count: usize, status: &str) -> Vec<Value> {
    let mut made = Vec::new();
    for at in 0..count {
        let number = format!("A-{}", at + 1);
        let new = NewDocument { number: &number, status, ..NewDocument::default() };
        made.push(json!({"id": world.document(app, &new).await.id}));
    }
    made
}

fn ids(documents: &[Value]) -> Vec<Value> {
    documents.iter().map(|document| document["id"].clone()).collect()
}

async fn bulk(world: &World, client: &mut Client, ids: Vec<Value>, act: Value, status: u16) -> Value {
    let body = json!({"ids": ids, "act": act});
    client.post(&world.project_path("/documents/bulk"), &body).await.expect(status).json()
}

fn told(reply: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    reply["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| (text(&error["field"]), text(&error["code"])))
        .collect()
}

fn pair(field: &str, code: &str) -> (String, String) {
    (field.to_owned(), code.to_owned())
}

#[tokio::test]
async fn every_document_of_a_bulk_act_changes_and_each_has_its_event() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut controller, mut admin) =
        (world.client(&app, "controller").await, world.client(&app, "project_admin").await);
    let plans = several(&app, &world, 3, "draft").await;
    let fields = json!({"kind": "edit", "fields": {"discipline": "A", "tags": ["roof"]}});
    let done = bulk(&world, &mut controller, ids(&plans), fields.clone(), 200).await;
    assert_eq!((&done["changed"], done["items"].as_array().unwrap().len()), (&json!(3), 3));
    assert!(done["items"].as_array().unwrap().iter().all(|row| row["discipline"] == "A"));
    assert_eq!(events(&app, &world, "document.edited").await.len(), 3);
    let again = bulk(&world, &mut controller, ids(&plans), fields, 200).await;
    assert_eq!(again["changed"], 0);
    for (act, event) in [
        (json!({"kind": "lock", "reason": "issued"}), "document.locked"),
        (json!({"kind": "unlock"}), "document.unlocked"),
        (json!({"kind": "status", "status": "for_review"}), "document.status_changed"),
        (json!({"kind": "status", "status": "draft"}), "document.status_changed"),
        (json!({"kind": "restrict", "restricted": false}), "document.unrestricted"),
        (json!({"kind": "delete"}), "document.deleted"),
    ] {
        let before = events(&app, &world, event).await.len();
        let _ = bulk(&world, &mut admin, ids(&plans), act, 200).await;
        assert_eq!(events(&app, &world, event).await.len(), before + 3, "{event}");
    }
    let binned = admin.get(&world.project_path("/bin")).await.expect(200).json();
    assert_eq!(binned["items"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn one_wrong_row_stops_all_and_each_row_is_told_of() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut controller = world.client(&app, "controller").await;
    let plans = several(&app, &world, 2, "draft").await;
    let hidden =
        NewDocument { number: "C-9", restricted: true, uploader: "org_admin", ..NewDocument::default() };
    let hidden = world.document(&app, &hidden).await;
    let issued = world.document(&app, &NewDocument { number: "B-1", ..NewDocument::default() }).await;
    let act = json!({"kind": "delete"});
    let mut named = ids(&plans);
    named.extend([json!(hidden.id), json!("doc_00000000000000000000000000"), json!(issued.id)]);
    let reply = bulk(&world, &mut controller, named, act.clone(), 422).await;
    assert_eq!(
        told(&reply),
        [pair("ids[2]", "unknown"), pair("ids[3]", "unknown"), pair("ids[4]", "not_a_draft")]
    );
    assert_eq!(reply["errors"][0]["detail"], reply["errors"][1]["detail"], "hidden and absent answer alike");
    assert!(events(&app, &world, "document.deleted").await.is_empty());
    let _ = controller.get(&at(&world, &plans[0], "")).await.expect(200);
    // Values, versions and the list itself.
    let reply =
        bulk(&world, &mut controller, ids(&plans), json!({"kind": "edit", "fields": {"title": ""}}), 422)
            .await;
    assert_eq!(told(&reply), [pair("ids[0].title", "required"), pair("ids[1].title", "required")]);
    let reply = bulk(&world, &mut controller, ids(&plans), json!({"kind": "lock"}), 422).await;
    assert_eq!(told(&reply)[1], pair("ids[1].reason", "required"));
    let body = json!({"ids": ids(&plans), "versions": {plans[1]["id"].as_str().unwrap(): 7}, "act": {"kind": "lock", "reason": "x"}});
    let reply = controller.post(&world.project_path("/documents/bulk"), &body).await.expect(422).json();
    assert_eq!(told(&reply), [pair("ids[1]", "stale")]);
    let twice = vec![plans[0]["id"].clone(), plans[0]["id"].clone()];
    assert_eq!(
        told(&bulk(&world, &mut controller, twice, act.clone(), 422).await),
        [pair("ids[1]", "repeated")]
    );
    assert_eq!(
        told(&bulk(&world, &mut controller, vec![], act.clone(), 422).await),
        [pair("ids", "out_of_range")]
    );
    let many = (0..501).map(|at| json!(format!("doc_{at}"))).collect();
    assert_eq!(told(&bulk(&world, &mut controller, many, act, 422).await), [pair("ids", "out_of_range")]);
    let _ = bulk(&world, &mut controller, ids(&plans), json!({"kind": "burn"}), 422).await;
}

#[tokio::test]
async fn who_may_do_it_to_some_is_told_which_and_who_may_to_none_is_refused() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut initiator = world.client(&app, "initiator").await;
    let mut controller = world.client(&app, "controller").await;
    let own = create(&world, &mut initiator, "A-1", "P01").await;
    let other = create(&world, &mut controller, "A-2", "P01").await;
    let act = json!({"kind": "edit", "fields": {"discipline": "S"}});
    let reply =
        bulk(&world, &mut initiator, vec![own["id"].clone(), other["id"].clone()], act.clone(), 422).await;
    assert_eq!(told(&reply), [pair("ids[1]", "forbidden")]);
    let _ = bulk(&world, &mut initiator, vec![own["id"].clone()], act.clone(), 200).await;
    let reply = bulk(&world, &mut initiator, vec![other["id"].clone()], act, 403).await;
    assert_eq!(reply["action"], "document.edit");
}

async fn submit(world: &World, client: &mut Client, number: &str) -> Value {
    let id = upload(world, client, &format!("{number}.pdf")).await;
    let mut body = row(&id, number, "P01");
    body["status"] = json!("for_review");
    let made =
        client.post(&world.project_path("/documents"), &json!({"rows": [body]})).await.expect(201).json();
    let document = &made["items"][0];
    json!({"document_id": document["id"], "revision_id": document["revision"]["id"]})
}

#[tokio::test]
async fn submissions_are_corrected_and_accepted_together_or_not_at_all() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut external, mut controller) =
        (world.client(&app, "external").await, world.client(&app, "controller").await);
    let plan = create(&world, &mut controller, "A-1", "P01").await;
    let mut items = Vec::new();
    for number in ["B-1", "B-2", "B-3"] {
        items.push(submit(&world, &mut external, number).await);
    }
    let path = world.project_path("/pending/accept");
    let accept = |items: &[Value], how: [Value; 3]| {
        let rows: Vec<Value> = items.iter().zip(how).map(|(key, how)| json!({"document_id": key["document_id"], "revision_id": key["revision_id"], "accept": how})).collect();
        json!({"items": rows})
    };
    let wrong = accept(
        &items,
        [
            json!({"as": "new", "number": "A-1"}),
            json!({"as": "revision", "document_id": plan["id"], "revision": "P01"}),
            json!({"as": "new", "number": "B-003", "revision_date": "tomorrow", "received_from_id": "com_none"}),
        ],
    );
    let reply = controller.post(&path, &wrong).await.expect(422).json();
    assert_eq!(
        told(&reply),
        [
            pair("items[0].number", "document_number_taken"),
            pair("items[1].revision", "revision_code_taken"),
            pair("items[2].revision_date", "not_a_day"),
            pair("items[2].received_from_id", "unknown_choice"),
        ]
    );
    let waiting = controller.get(&world.project_path("/pending")).await.expect(200).json();
    assert_eq!(waiting["items"].as_array().unwrap().len(), 3);
    // Two of one number in one request: the second finds the first.
    let twins = accept(
        &items,
        [json!({"as": "new", "number": "B-9"}), json!({"as": "new", "number": "b-9"}), json!({"as": "new"})],
    );
    let reply = controller.post(&path, &twins).await.expect(422).json();
    assert_eq!(told(&reply), [pair("items[1].number", "document_number_taken")]);
    let corvus = world.companies["corvus"].0.clone();
    let right = accept(
        &items,
        [
            json!({"as": "new", "number": "B-001", "description": "North", "zone": "Z1", "tags": ["frame"], "revision_date": "2026-11-20",
            "received_from_id": corvus, "change_description": "First issue", "status": "for_information"}),
            json!({"as": "revision", "document_id": plan["id"], "revision": "P02", "discipline": "S", "level": "L1"}),
            json!({"as": "new"}),
        ],
    );
    let done = controller.post(&path, &right).await.expect(200).json();
    let numbers: Vec<&Value> = done["items"].as_array().unwrap().iter().map(|row| &row["number"]).collect();
    assert_eq!(numbers, ["B-001", "A-1", "B-3"]);
    let first = controller
        .get(&world.project_path(&format!("/documents/{}", items[0]["document_id"].as_str().unwrap())))
        .await
        .expect(200)
        .json();
    assert_eq!(
        json!([first["description"], first["zone"], first["tags"]]),
        json!(["North", "Z1", ["frame"]])
    );
    let revision = &first["revisions"][0];
    assert_eq!(
        json!([revision["revision_date"], revision["change_description"], revision["received_from"]["id"]]),
        json!(["2026-11-20", "First issue", corvus])
    );
    let target = controller.get(&at(&world, &plan, "")).await.expect(200).json();
    assert_eq!(
        json!([target["discipline"], target["level"], target["title"]]),
        json!(["S", "L1", "Ground floor plan"])
    );
    let told = events(&app, &world, "submission.accepted").await;
    assert_eq!(
        (told.len(), &told[0]["after"]["zone"], &told[1]["after"]["level"]),
        (3, &json!("Z1"), &json!("L1"))
    );
    app.run_jobs().await;
    assert_eq!(app.mails().iter().filter(|mail| mail.subject.contains("was accepted")).count(), 3);
}

#[tokio::test]
async fn submissions_are_rejected_together_for_one_reason() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut external, mut controller) =
        (world.client(&app, "external").await, world.client(&app, "controller").await);
    let items = [submit(&world, &mut external, "B-1").await, submit(&world, &mut external, "B-2").await];
    let path = world.project_path("/pending/reject");
    let _ = controller.post(&path, &json!({"items": items, "reason": " "})).await.expect(422);
    let mut wrong = items.to_vec();
    wrong.push(json!({"document_id": "doc_none", "revision_id": "rev_none"}));
    let reply = controller.post(&path, &json!({"items": wrong, "reason": "x"})).await.expect(422).json();
    assert_eq!(told(&reply), [pair("items[2]", "unknown")]);
    let body = json!({"items": items, "reason": "No title block."});
    let _ = external.post(&path, &body).await.expect(403);
    let _ = controller.post(&path, &body).await.expect(200);
    let reply = controller.post(&path, &body).await.expect(422).json();
    assert_eq!(told(&reply)[0], pair("items[0]", "already_decided"));
    assert_eq!(events(&app, &world, "submission.rejected").await.len(), 2);
}
