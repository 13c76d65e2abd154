//! Requests for edits: asked for from outside, decided by a Document Controller, and until then nothing changes.

use serde_json::{Value, json};
use wayleave_access::Caps;
use wayleave_testkit::{Arranged, Client, DAY, NewDocument, TestApp, World};

use super::{at, create, events};

/// A document that the external participant sees by a share of its first revision.
async fn shared(app: &TestApp, world: &World, new: &NewDocument<'_>) -> (Arranged, Value) {
    let plan = world.document(app, new).await;
    let (person, until) = (world.people["external"].subject, app.clock().now() + 30 * DAY);
    world.grant(app, &plan, person, Caps::VIEW, (1, 1), until).await;
    let id = json!({"id": plan.id});
    (plan, id)
}

async fn ask(world: &World, client: &mut Client, document: &Value, changes: Value) -> Value {
    let body = json!({"changes": changes, "comment": "The sheet says so."});
    client.post(&at(world, document, "/edit-requests"), &body).await.expect(201).json()
}

fn of(world: &World, request: &Value, rest: &str) -> String {
    world.project_path(&format!("/edit-requests/{}{rest}", request["id"].as_str().unwrap()))
}

async fn queue(world: &World, client: &mut Client) -> Vec<Value> {
    let rows = client.get(&world.project_path("/edit-requests")).await.expect(200).json();
    rows["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn nothing_changes_until_the_request_is_approved_and_then_all_of_it_does() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut external, mut controller) =
        (world.client(&app, "external").await, world.client(&app, "controller").await);
    let (_, plan) = shared(&app, &world, &NewDocument::default()).await;
    let seen = external.get(&at(&world, &plan, "")).await.expect(200).json();
    assert_eq!(seen["abilities"]["document.edit"]["condition"], "goes to a Document Controller for approval");
    let wish = json!({"number": "A-102", "revision": "P1A", "title": "Ground floor plan, block B", "description": "North",
        "discipline": "A", "document_type": "DRG", "status": "approved"});
    let request = ask(&world, &mut external, &plan, wish).await;
    assert_eq!(
        request["changes"].as_array().unwrap().len(),
        6,
        "what does not differ is not asked for: {request}"
    );
    let same = external.get(&at(&world, &plan, "")).await.expect(200).json();
    assert_eq!((&same["title"], &same["number"]), (&seen["title"], &seen["number"]));
    assert_eq!(same["open_edit_request"]["id"], request["id"]);
    app.run_jobs().await;
    assert_eq!(app.mails().last().unwrap().to.email, world.people["controller"].email);
    let rows = queue(&world, &mut controller).await;
    assert_eq!(rows.len(), 1);
    let document = controller.get(&at(&world, &plan, "")).await.expect(200).json();
    assert_eq!(
        (&document["edit_requests_open"], &rows[0]["document_version"]),
        (&json!(1), &document["version"])
    );
    let body = json!({"version": rows[0]["version"], "document_version": document["version"]});
    let done = controller.post(&of(&world, &request, "/approve"), &body).await.expect(200).json();
    assert_eq!(done["state"], "approved");
    assert!(done["changes"].as_array().unwrap().iter().all(|change| change["applied"] == change["wished"]));
    let now = external.get(&at(&world, &plan, "")).await.expect(200).json();
    assert_eq!(now["open_edit_request"], Value::Null);
    let values = ["number", "title", "description", "discipline", "status"].map(|field| now[field].clone());
    assert_eq!(json!(values), json!(["A-102", "Ground floor plan, block B", "North", "A", "approved"]));
    assert_eq!(now["revision"]["code"], "P1A");
    let told = events(&app, &world, "edit_request.approved").await;
    assert_eq!(
        (told.len(), &told[0]["after"]["number"], &told[0]["rule"]),
        (1, &json!("A-102"), &json!("DR-07/decide-controller"))
    );
    app.run_jobs().await;
    assert!(
        app.mails()
            .iter()
            .any(|mail| mail.to.email == world.people["external"].email && mail.text.contains("approved"))
    );
    // It is found by its new number, and the old one is nobody else's.
    let found = controller.get(&world.project_path("/documents?q=number:A-102")).await.expect(200).json();
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    let id = super::upload(&world, &mut controller, "old.pdf").await;
    let body = json!({"rows": [super::row(&id, "a-101", "P01")]});
    let reply = controller.post(&world.project_path("/documents"), &body).await.expect(422).json();
    assert_eq!(reply["errors"][0]["code"], "document_number_taken");
    let team = controller.get(&at(&world, &plan, "")).await.expect(200).json();
    assert_eq!((&team["former_numbers"], &now["former_numbers"]), (&json!(["A-101"]), &json!([])));
}

#[tokio::test]
async fn who_decides_leaves_out_alters_and_adds_and_the_requester_reads_what_was_written() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut external, mut controller) =
        (world.client(&app, "external").await, world.client(&app, "controller").await);
    let (_, plan) = shared(&app, &world, &NewDocument::default()).await;
    let request = ask(&world, &mut external, &plan, json!({"title": "Roof plan", "status": "draft"})).await;
    let path = of(&world, &request, "/approve");
    let body = |changes: Value| json!({"version": 1, "document_version": 1, "changes": changes});
    let reply = controller.post(&path, &body(json!({}))).await.expect(422).json();
    assert_eq!(reply["errors"][0]["code"], "nothing_changed");
    let done = controller
        .post(&path, &body(json!({"title": "Roof plan, north", "discipline": "S"})))
        .await
        .expect(200)
        .json();
    let applied: Vec<Value> = done["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| json!([change["field"], change["wished"], change["applied"]]))
        .collect();
    assert_eq!(
        json!(applied),
        json!([
            ["title", "Roof plan", "Roof plan, north"],
            ["status", "draft", null],
            ["discipline", "S", "S"]
        ])
    );
    let now = external.get(&at(&world, &plan, "")).await.expect(200).json();
    assert_eq!(
        (&now["title"], &now["status"], &now["discipline"]),
        (&json!("Roof plan, north"), &json!("for_review"), &json!("S"))
    );
    app.run_jobs().await;
    let mails = app.mails();
    let letter = mails.iter().rfind(|mail| mail.to.email == world.people["external"].email).unwrap();
    assert!(
        letter.text.contains("with alterations") && letter.text.contains("Roof plan, north"),
        "{}",
        letter.text
    );
    let mine = external.get(&world.project_path("/edit-requests/mine")).await.expect(200).json();
    assert_eq!(
        (&mine["items"][0]["state"], &mine["items"][0]["document_version"]),
        (&json!("approved"), &json!(0))
    );
    // A second request may follow once the first is decided, and not before.
    let second = ask(&world, &mut external, &plan, json!({"title": "Roof"})).await;
    let body = json!({"changes": {"description": "x"}});
    let reply = external.post(&at(&world, &plan, "/edit-requests"), &body).await.expect(409);
    assert_eq!(reply.code(), "edit_request_open");
    let _ = external.post(&of(&world, &second, "/withdraw"), &json!({})).await.expect(200);
    let _ = ask(&world, &mut external, &plan, json!({"title": "Roof"})).await;
}

#[tokio::test]
async fn a_decision_names_what_it_decided_on_and_falls_once() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut external, mut controller) =
        (world.client(&app, "external").await, world.client(&app, "controller").await);
    let (_, plan) = shared(&app, &world, &NewDocument::default()).await;
    let request = ask(&world, &mut external, &plan, json!({"title": "Roof plan"})).await;
    // Somebody else edits the title meanwhile: the queue shows it, and an approval of the old state is refused.
    let edit = json!({"version": 1, "title": "Cellar plan"});
    let edited = controller.patch(&at(&world, &plan, ""), &edit).await.expect(200).json();
    let rows = queue(&world, &mut controller).await;
    let change = &rows[0]["changes"][0];
    assert_eq!(
        (&change["before"], &change["current"], &change["moved"]),
        (&json!("Ground floor plan"), &json!("Cellar plan"), &json!(true))
    );
    let approve = of(&world, &request, "/approve");
    let _ = controller.post(&approve, &json!({"version": 1, "document_version": 1})).await.expect(412);
    let body = json!({"version": 2, "document_version": edited["version"]});
    let _ = controller.post(&approve, &body).await.expect(412);
    let _ = controller
        .post(&of(&world, &request, "/reject"), &json!({"version": 1, "reason": " "}))
        .await
        .expect(422);
    let body = json!({"version": 1, "reason": "The sheet says otherwise."});
    let done = controller.post(&of(&world, &request, "/reject"), &body).await.expect(200).json();
    assert_eq!((&done["state"], &done["reason"]), (&json!("rejected"), &json!("The sheet says otherwise.")));
    for path in ["/reject", "/approve", "/withdraw"] {
        let client = if path == "/withdraw" { &mut external } else { &mut controller };
        let body = if path == "/approve" {
            json!({"version": 2, "document_version": edited["version"]})
        } else {
            body.clone()
        };
        assert_eq!(
            client.post(&of(&world, &request, path), &body).await.expect(409).code(),
            "already_decided"
        );
    }
    assert!(queue(&world, &mut controller).await.is_empty());
    let decided =
        controller.get(&world.project_path("/edit-requests?state=decided")).await.expect(200).json();
    assert_eq!(decided["items"][0]["id"], request["id"]);
    // Removing one tells its requester too.
    let request = ask(&world, &mut external, &plan, json!({"title": "Attic"})).await;
    let _ = controller.delete(&of(&world, &request, "")).await.expect(204);
    app.run_jobs().await;
    let mails = app.mails();
    let letters: Vec<&str> = mails
        .iter()
        .filter(|mail| mail.to.email == world.people["external"].email)
        .map(|mail| mail.subject.as_str())
        .collect();
    assert!(
        letters.iter().any(|subject| subject.contains("rejected"))
            && letters.iter().any(|subject| subject.contains("removed")),
        "{letters:?}"
    );
}

#[tokio::test]
async fn what_was_asked_for_is_approved_only_while_its_requester_sees_it() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut external, mut controller) =
        (world.client(&app, "external").await, world.client(&app, "controller").await);
    let plan = world.document(&app, &NewDocument::default()).await;
    let (person, until) = (world.people["external"].subject, app.clock().now() + DAY);
    world.grant(&app, &plan, person, Caps::VIEW, (1, 1), until).await;
    let document = json!({"id": plan.id});
    let request = ask(&world, &mut external, &document, json!({"title": "Roof plan"})).await;
    let shown = controller.get(&of(&world, &request, "")).await.expect(200).json();
    assert_eq!(shown["blocked"], Value::Null);
    app.clock().advance(2 * DAY);
    let (mut external, mut controller) =
        (world.client(&app, "external").await, world.client(&app, "controller").await);
    assert_eq!(
        external.get(&world.project_path("/edit-requests/mine")).await.expect(200).json()["items"],
        json!([])
    );
    let _ = external.post(&of(&world, &request, "/withdraw"), &json!({})).await.expect(404);
    let shown = controller.get(&of(&world, &request, "")).await.expect(200).json();
    assert!(shown["blocked"].as_str().unwrap().contains("does not see"));
    let body = json!({"version": 1, "document_version": 1});
    assert_eq!(
        controller.post(&of(&world, &request, "/approve"), &body).await.expect(409).code(),
        "conflict"
    );
    let mails = app.mails().len();
    let body = json!({"version": 1, "reason": "Too late."});
    let _ = controller.post(&of(&world, &request, "/reject"), &body).await.expect(200);
    app.run_jobs().await;
    let told =
        app.mails().into_iter().skip(mails).any(|mail| mail.to.email == world.people["external"].email);
    assert!(!told, "whoever sees the document no more is told nothing of it");
}

#[tokio::test]
async fn bad_wishes_are_refused_by_field_and_nothing_tells_what_the_requester_does_not_see() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut external = world.client(&app, "external").await;
    let (_, plan) = shared(
        &app,
        &world,
        &NewDocument { revisions: &[("P01", "accepted"), ("P02", "accepted")], ..NewDocument::default() },
    )
    .await;
    let mut controller = world.client(&app, "controller").await;
    let _ = create(&world, &mut controller, "A-7", "P01").await;
    let path = at(&world, &plan, "/edit-requests");
    for (changes, field, code) in [
        (json!({}), "changes", "nothing_changed"),
        (json!({"title": "Ground floor plan"}), "changes", "nothing_changed"),
        (json!({"title": ""}), "changes.title", "required"),
        (json!({"number": "--"}), "changes.number", "malformed"),
        (json!({"number": ""}), "changes.number", "required"),
        (json!({"revision": ""}), "changes.revision", "required"),
        (json!({"document_type": ""}), "changes.document_type", "required"),
        (json!({"description": "x".repeat(4001)}), "changes.description", "too_long"),
        (json!({"status": "archived"}), "changes.status", "unknown_choice"),
        (json!({"status": "nonsense"}), "changes.status", "unknown_choice"),
        (json!({"status": "approved"}), "changes.status", "not_current"),
    ] {
        let reply = external.post(&path, &json!({"changes": changes})).await.expect(422).json();
        assert_eq!(
            (&reply["errors"][0]["field"], &reply["errors"][0]["code"]),
            (&json!(field), &json!(code)),
            "{reply}"
        );
    }
    let _ = external.post(&path, &json!({"changes": {"zone": "Z1"}})).await.expect(422);
    // A number or a code that is taken is found when it is decided, not told to whoever asks.
    let request = ask(&world, &mut external, &plan, json!({"number": "A-7", "revision": "P02"})).await;
    let body = json!({"version": 1, "document_version": 1});
    let reply = controller.post(&of(&world, &request, "/approve"), &body).await.expect(422).json();
    let codes: Vec<&Value> = reply["errors"].as_array().unwrap().iter().map(|error| &error["code"]).collect();
    assert_eq!(codes, ["document_number_taken", "revision_code_taken"]);
    // The team edits or asks no such thing, and what is not seen is not there.
    let _ = controller.post(&path, &json!({"changes": {"title": "x"}})).await.expect(409);
    let _ =
        world.client(&app, "viewer").await.post(&path, &json!({"changes": {"title": "x"}})).await.expect(403);
    let _ = world
        .client(&app, "stranger")
        .await
        .post(&path, &json!({"changes": {"title": "x"}}))
        .await
        .expect(404);
    // One's own submission is corrected when it is accepted.
    let waiting = NewDocument {
        number: "B-1",
        revisions: &[("P01", "pending")],
        uploader: "external",
        ..NewDocument::default()
    };
    let waiting = world.document(&app, &waiting).await;
    let path = world.project_path(&format!("/documents/{}/edit-requests", waiting.id));
    let _ = external.post(&path, &json!({"changes": {"title": "x"}})).await.expect(409);
}

#[tokio::test]
async fn holders_are_told_of_an_approved_edit_and_of_nothing_that_they_cannot_open() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut external, mut controller) =
        (world.client(&app, "external").await, world.client(&app, "controller").await);
    let (plan, document) = shared(
        &app,
        &world,
        &NewDocument { revisions: &[("P01", "accepted"), ("P02", "accepted")], ..NewDocument::default() },
    )
    .await;
    let until = app.clock().now() + 30 * DAY;
    // The requester sees the current revision, the stranger the one before, external_full all by the switch and no grant.
    world.grant(&app, &plan, world.people["external"].subject, Caps::VIEW, (2, 2), until).await;
    world.grant(&app, &plan, world.people["stranger"].subject, Caps::VIEW, (1, 1), until).await;
    let request = ask(&world, &mut external, &document, json!({"revision": "P02A"})).await;
    let body = json!({"version": 1, "document_version": 1});
    let _ = controller.post(&of(&world, &request, "/approve"), &body).await.expect(200);
    app.run_jobs().await;
    let to = |kind: &str| app.mails().iter().filter(|mail| mail.to.email == world.people[kind].email).count();
    assert_eq!((to("stranger"), to("external_full"), to("initiator")), (0, 0, 1));
    let request =
        ask(&world, &mut external, &document, json!({"title": "Roof plan", "revision": "P02B"})).await;
    let version = controller.get(&at(&world, &document, "")).await.expect(200).json()["version"].clone();
    let body = json!({"version": 1, "document_version": version});
    let _ = controller.post(&of(&world, &request, "/approve"), &body).await.expect(200);
    app.run_jobs().await;
    let mails = app.mails();
    let letter = mails.iter().rfind(|mail| mail.to.email == world.people["stranger"].email).unwrap();
    assert!(letter.text.contains("Roof plan") && !letter.text.contains("P02"), "{}", letter.text);
}
