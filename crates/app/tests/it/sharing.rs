//! Sharing revisions, who has access, and why.

use serde_json::{Value, json};
use wayleave_testkit::{Arranged, Client, DAY, NewDocument, TestApp, World};

fn at(world: &World, document: &Arranged, rest: &str) -> String {
    world.project_path(&format!("/documents/{}{rest}", document.id))
}

fn with(kind: &str, id: &str, document: &Arranged, revision: usize) -> Value {
    json!({"subjects": [{"kind": kind, "id": id}], "revision_id": document.revisions[revision], "later": false,
        "rights": {"download": true}, "ends_on": "2026-12-31", "reason": "coordination"})
}

async fn sentence(client: &mut Client, world: &World, document: &Arranged, who: &str, rest: &str) -> Value {
    let member = &world.people[who].id;
    client.get(&at(world, document, &format!("/explain?member={member}{rest}"))).await.expect(200).json()
}

async fn count(app: &TestApp, world: &World, table: &str) -> i64 {
    let mut tx = app.db().read_in(world.organisation).await.unwrap();
    let text = match table {
        "mail" => "select count(*) as n from mail",
        "share" => "select count(*) as n from share",
        _ => "select count(*) as n from audit_event",
    };
    tx.int(wayleave_db::sql(text)).await.unwrap()
}

#[tokio::test]
async fn a_share_lets_a_person_in_and_its_end_shuts_them_out() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document = world.document(&app, &NewDocument::default()).await;
    let mut initiator = world.client(&app, "initiator").await;
    let before = sentence(&mut initiator, &world, &document, "external", "").await;
    assert_eq!(before["allowed"], false);
    assert_eq!(
        before["nearest_miss"],
        "external of north is an external participant and nothing of it was shared with them."
            .replace("north", &world.slug)
    );
    let events = count(&app, &world, "event").await;
    let body = with("person", &world.people["external"].id, &document, 0);
    let shared = initiator.post(&at(&world, &document, "/shares"), &body).await.expect(201).json();
    assert_eq!(count(&app, &world, "event").await, events + 1);
    assert_eq!(shared["gains"]["people"], 1);
    assert_eq!(shared["gains"]["outside"], 1);
    let told = sentence(&mut initiator, &world, &document, "external", "").await;
    assert_eq!(told["allowed"], true);
    let expected = format!(
        "external of {0} can view A-101 because initiator of {0} shared revision P01 on 21 November 2026, ends 31 December 2026.",
        world.slug
    );
    assert_eq!(told["sentence"], expected);
    assert_eq!(told["rule"], "DR-02");
    assert!(count(&app, &world, "mail").await > 0);
    // Extend within the ceiling, then revoke; both once.
    let share = shared["items"][0]["id"].as_str().unwrap();
    let extend = world.project_path(&format!("/shares/{share}/extend"));
    let _ = initiator.post(&extend, &json!({"ends_on": "2040-01-01"})).await.expect(422);
    let _ = initiator.post(&extend, &json!({"ends_on": "2027-01-31"})).await.expect(200);
    let revoke = world.project_path(&format!("/shares/{share}/revoke"));
    let mut reviewer = world.client(&app, "reviewer").await;
    let _ = reviewer.post(&revoke, &json!({})).await.expect(403);
    let mut stranger = world.client(&app, "stranger").await;
    let _ = stranger.post(&revoke, &json!({})).await.expect(404);
    let _ = initiator.post(&revoke, &json!({"reason": "done"})).await.expect(200);
    assert_eq!(initiator.post(&revoke, &json!({})).await.expect(409).code(), "already_ended");
    let _ = initiator.post(&extend, &json!({"ends_on": "2027-01-31"})).await.expect(409);
    app.clock().advance(1);
    let after = sentence(&mut initiator, &world, &document, "external", "").await;
    let miss = format!(
        "What initiator of {0} shared on 21 November 2026 was revoked by initiator of {0} on 21 November 2026.",
        world.slug
    );
    assert_eq!(after["nearest_miss"], miss);
}

#[tokio::test]
async fn a_preview_says_who_gains_and_keeps_nothing() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document = world.document(&app, &NewDocument { restricted: true, ..NewDocument::default() }).await;
    let mut admin = world.client(&app, "project_admin").await;
    let body = with("company", &world.companies["borealis"].0, &document, 0);
    let path = at(&world, &document, "/shares?preview=true");
    let refused = admin.post(&path, &body).await.expect(422).json();
    assert_eq!(refused["errors"][0]["field"], "confirm_confidential");
    let mut body = body;
    body["confirm_confidential"] = json!(true);
    let events = count(&app, &world, "event").await;
    let told = admin.post(&path, &body).await.expect(200).json();
    assert_eq!(told["gains"]["people"], 2);
    assert_eq!(told["gains"]["companies"], 1);
    assert_eq!(told["gains"]["outside"], 2);
    assert_eq!(told["gains"]["names"].as_array().unwrap().len(), 2);
    assert_eq!(count(&app, &world, "event").await, events);
    assert_eq!(count(&app, &world, "share").await, 0);
    let mut external = world.client(&app, "external").await;
    let _ = external.get(&at(&world, &document, "/explain?member=x")).await.expect(404);
    // The same for real: the event is marked, and both people see it.
    let _ = admin.post(&at(&world, &document, "/shares"), &body).await.expect(201);
    assert_eq!(sentence(&mut admin, &world, &document, "external", "").await["allowed"], true);
    let again = admin.post(&path, &body).await.expect(200).json();
    assert_eq!(again["gains"]["people"], 0);
    let mut tx = app.db().read_in(world.organisation).await.unwrap();
    let text = "select count(*) as n from audit_event where action = 'document.shared' and confidential = 1";
    assert_eq!(tx.int(wayleave_db::sql(text)).await.unwrap(), 1);
}

#[tokio::test]
async fn sharing_with_a_stranger_to_the_project_admits_them_as_external_with_an_end() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document = world.document(&app, &NewDocument::default()).await;
    let body = with("person", &world.people["member"].id, &document, 0);
    let path = at(&world, &document, "/shares");
    let mut initiator = world.client(&app, "initiator").await;
    assert_eq!(initiator.post(&path, &body).await.expect(403).json()["rule"], "K-2.1/12");
    let mut admin = world.client(&app, "project_admin").await;
    let shared = admin.post(&path, &body).await.expect(201).json();
    assert_eq!(shared["items"][0]["admitted"], true);
    let mut member = world.client(&app, "member").await;
    let seen = member.get(&world.project_path("")).await.expect(200).json();
    assert_eq!(seen["role"], "external");
    app.clock().advance(41 * DAY);
    let _ = member.get(&world.project_path("")).await.expect(404);
}

#[tokio::test]
async fn nobody_gives_more_than_they_have() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let revisions = &[("P01", "accepted"), ("P02", "accepted"), ("P03", "pending")];
    let document = world.document(&app, &NewDocument { revisions, ..NewDocument::default() }).await;
    let path = at(&world, &document, "/shares");
    let external = world.people["external"].id.clone();
    for (kind, status) in [("reviewer", 403), ("viewer", 403), ("external_full", 403), ("stranger", 404)] {
        let mut person = world.client(&app, kind).await;
        let _ = person.post(&path, &with("person", &external, &document, 0)).await.expect(status);
    }
    let mut admin = world.client(&app, "project_admin").await;
    let refused = admin.post(&path, &with("person", &external, &document, 2)).await.expect(422).json();
    assert_eq!(refused["errors"][0]["code"], "not_accepted");
    let late = json!({"subjects": [{"kind": "person", "id": external}], "revision_id": document.revisions[0],
        "ends_on": "2031-01-01"});
    assert_eq!(admin.post(&path, &late).await.expect(422).json()["errors"][0]["code"], "beyond_ceiling");
    let _ = admin.post(&path, &with("robot", &external, &document, 0)).await.expect(422);
    let _ = admin.post(&path, &with("group", "grp_x", &document, 0)).await.expect(422);
    // Without an end, somebody from outside gets the policy's.
    let mut open = with("person", &external, &document, 0);
    open.as_object_mut().unwrap().remove("ends_on");
    let shared = admin.post(&path, &open).await.expect(201).json();
    assert!(shared["items"][0]["ends_at"].as_str().unwrap().starts_with("2027-05-20"));
    // The other revision was not shared.
    let told = sentence(&mut admin, &world, &document, "external", "").await;
    assert!(told["sentence"].as_str().unwrap().contains("shared revision P01 on"));
}

#[tokio::test]
async fn the_access_list_shows_every_way_in() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document = world.document(&app, &NewDocument::default()).await;
    let mut admin = world.client(&app, "project_admin").await;
    let body = with("company", &world.companies["corvus"].0, &document, 0);
    let _ = admin.post(&at(&world, &document, "/shares"), &body).await.expect(201);
    let access = admin.get(&at(&world, &document, "/access")).await.expect(200).json();
    let items = access["items"].as_array().unwrap();
    let find = |kind: &str, name: &str| {
        items.iter().find(|item| item["kind"] == kind && item["subject"]["name"] == name).cloned()
    };
    assert_eq!(find("role", "Viewers").unwrap()["people_count"], 1);
    let company = find("company", "Corvus Facades").unwrap();
    assert_eq!((&company["people_count"], &company["outside"]), (&json!(1), &json!(true)));
    assert_eq!(company["abilities"]["revoke"]["allowed"], true);
    assert_eq!(company["revisions"]["text"], "revision P01");
    let full = items.iter().find(|item| item["via"] == "Full Register Access").unwrap();
    assert_eq!(full["subject"]["id"], world.people["external_full"].id.as_str());
    // Inside: admin, manager, project admin, initiator, controller, reviewer, viewer; outside: the switch and the share.
    assert_eq!(access["counts"], json!({"companies": 3, "people": 9, "outside": 2}));
    let mine = format!("project admin of {} can view A-101 because they are a Project Admin", world.slug);
    assert!(access["mine"].as_str().unwrap().starts_with(&mine), "{}", access["mine"]);
    let mut viewer = world.client(&app, "viewer").await;
    let _ = viewer.get(&at(&world, &document, "/access")).await.expect(403);
    // Statements do not grow with what there is.
    let first = app.db().statements();
    let _ = admin.get(&at(&world, &document, "/access")).await.expect(200);
    let few = app.db().statements() - first;
    for kind in ["external", "stranger", "responder", "viewer"] {
        let body = with("person", &world.people[kind].id, &document, 0);
        let _ = admin.post(&at(&world, &document, "/shares"), &body).await.expect(201);
    }
    let second = app.db().statements();
    let _ = admin.get(&at(&world, &document, "/access")).await.expect(200);
    assert_eq!(app.db().statements() - second, few);
}

#[tokio::test]
async fn explanations_hold_for_the_past_and_for_everybody() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document = world.document(&app, &NewDocument::default()).await;
    let mut admin = world.client(&app, "org_admin").await;
    let body = with("person", &world.people["external"].id, &document, 0);
    let shared = admin.post(&at(&world, &document, "/shares"), &body).await.expect(201).json();
    app.clock().advance(5 * DAY);
    let share = shared["items"][0]["id"].as_str().unwrap();
    let _ = admin.post(&world.project_path(&format!("/shares/{share}/revoke")), &json!({})).await.expect(200);
    app.clock().advance(DAY);
    let now = sentence(&mut admin, &world, &document, "external", "").await;
    assert!(now["nearest_miss"].as_str().unwrap().contains("was revoked by org admin"), "{now}");
    let then = sentence(&mut admin, &world, &document, "external", "&at=2026-11-24T10:00:00Z").await;
    let past = format!("external of {} could view A-101 on 24 November 2026 because", world.slug);
    assert!(then["sentence"].as_str().unwrap().starts_with(&past), "{then}");
    let future = at(
        &world,
        &document,
        &format!("/explain?member={}&at=2030-01-01T00:00:00Z", world.people["external"].id),
    );
    let _ = admin.get(&future).await.expect(422);
    // What the explanation says is what the evaluator does, for every kind of person.
    for (kind, person) in &world.people {
        let told = sentence(&mut admin, &world, &document, kind, "").await;
        let mut client = world.client(&app, kind).await;
        let own = client.get(&at(&world, &document, &format!("/explain?member={}", person.id))).await;
        assert_eq!(told["allowed"] == true, own.status.as_u16() == 200, "{kind}: {told}");
        let complete = told["allowed"] == true
            || (told["nearest_miss"].is_string() && told["smallest_grant"].is_string());
        assert!(complete, "{kind}: {told}");
    }
    let restricted = NewDocument { number: "A-9", restricted: true, ..NewDocument::default() };
    let restricted = world.document(&app, &restricted).await;
    let viewer = sentence(&mut admin, &world, &restricted, "viewer", "").await;
    assert!(viewer["nearest_miss"].as_str().unwrap().contains("restricted"), "{viewer}");
    let nobody = sentence(&mut admin, &world, &restricted, "member", "").await;
    assert!(nobody["nearest_miss"].as_str().unwrap().contains("no membership"), "{nobody}");
    // Others may be asked about by those who see who has access; oneself by anybody who sees the document.
    let mut reader = world.client(&app, "viewer").await;
    let about = at(&world, &document, &format!("/explain?member={}", world.people["external"].id));
    let _ = reader.get(&about).await.expect(403);
}

#[tokio::test]
async fn the_rules_for_outsiders_can_be_read_by_everybody() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut external = world.client(&app, "external").await;
    let rules = external.get(&world.path("/rules")).await.expect(200).json();
    assert_eq!(rules["items"].as_array().unwrap().len(), 8);
    assert_eq!(rules["items"][0]["id"], "DR-01");
}

#[tokio::test]
async fn shares_are_ended_and_prolonged_from_the_ledger() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document = world.document(&app, &NewDocument::default()).await;
    let mut admin = world.client(&app, "project_admin").await;
    let mut ids = Vec::new();
    for who in ["external", "responder"] {
        let body = with("person", &world.people[who].id, &document, 0);
        let shared = admin.post(&at(&world, &document, "/shares"), &body).await.expect(201).json();
        ids.push(shared["items"][0]["id"].clone());
    }
    let inside = with("person", &world.people["viewer"].id, &document, 0);
    let _ = admin.post(&at(&world, &document, "/shares"), &inside).await.expect(201);
    let listed = admin.get(&world.project_path("/access?kind=share")).await.expect(200).json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 2, "{listed}");
    let events = count(&app, &world, "event").await;
    let extend = json!({"ids": ids, "ends_on": "2027-02-01"});
    let done = admin.post(&world.project_path("/access/extend"), &extend).await.expect(200).json();
    assert_eq!(done["done"], json!(ids));
    let revoke = json!({"ids": [ids[0], "sha_nothing", ids[0]], "reason": "over"});
    let done = admin.post(&world.project_path("/access/revoke"), &revoke).await.expect(200).json();
    assert_eq!(done["done"], json!([ids[0]]));
    assert_eq!(done["refused"].as_array().unwrap().len(), 2);
    assert_eq!(count(&app, &world, "event").await, events + 3);
    assert_eq!(sentence(&mut admin, &world, &document, "external", "").await["allowed"], false);
    assert_eq!(sentence(&mut admin, &world, &document, "responder", "").await["allowed"], true);
}
