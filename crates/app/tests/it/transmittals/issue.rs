//! Issuing: what is frozen, who is let in and told, and how it is undone.

use serde_json::{Value, json};
use wayleave_testkit::{Arranged, Client, NewDocument, TestApp, World};

use super::{address, draft, faults, person};
use crate::register::events;

const MINUTE: i64 = 60_000;

async fn drafted(client: &mut Client, world: &World, body: &Value) -> String {
    let made = client.post(&world.project_path("/transmittals"), body).await.expect(201).json();
    world.project_path(&format!("/transmittals/{}", made["id"].as_str().unwrap()))
}

fn at(world: &World, document: &Arranged) -> String {
    world.project_path(&format!("/documents/{}", document.id))
}

async fn notices(app: &TestApp, world: &World, kind: &str) -> Vec<String> {
    app.run_jobs().await;
    let mut client = world.client(app, kind).await;
    let list = client.get(&world.path("/notifications")).await.expect(200).json();
    let all = list["items"].as_array().unwrap();
    all.iter().map(|one| one["text"].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn who_gets_a_transmittal_sees_what_was_sent_and_is_told_ten_minutes_later() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document = world.document(&app, &NewDocument::default()).await;
    let mut initiator = world.client(&app, "initiator").await;
    let mut external = world.client(&app, "external").await;
    let path = drafted(&mut initiator, &world, &draft(&[&document], &[person(&world, "external")])).await;
    let _ = external.get(&at(&world, &document)).await.expect(404);
    let issued = initiator.post(&format!("{path}/issue"), &json!({"version": 1})).await.expect(200).json();
    assert_eq!((&issued["state"], &issued["received"][0]["role"]), (&json!("issued"), &json!("to")));
    assert_eq!(issued["received"][0]["company"], "Borealis Engineers");
    assert_eq!(issued["received"][0]["acknowledgement"], "required");
    let _ = external.get(&at(&world, &document)).await.expect(200);
    // Why they see it names the transmittal.
    let member = &world.people["external"].id;
    let told =
        initiator.get(&format!("{}/explain?member={member}", at(&world, &document))).await.expect(200).json();
    let sentence = format!(
        "external of {0} can view A-101 because initiator of {0} sent revision P01 with transmittal TRN-001 on 21 November 2026, ends 20 May 2027.",
        world.slug
    );
    assert_eq!(told["sentence"], sentence);
    // Nobody is told while it can be undone.
    let _ = external.get(&path).await.expect(404);
    assert_eq!(notices(&app, &world, "external").await, Vec::<String>::new());
    app.clock().advance(11 * MINUTE);
    let told = notices(&app, &world, "external").await;
    assert_eq!(told, [format!("initiator of {} sent you transmittal TRN-001 in Harbour.", world.slug)]);
    let seen = external.get(&path).await.expect(200).json();
    assert_eq!((&seen["recipients"], &seen["documents"][0]["number"]), (&json!([]), &json!("A-101")));
    assert_eq!(
        external.get(&world.project_path("/transmittals")).await.expect(200).json()["items"][0]["number"],
        "TRN-001"
    );
    let mut stranger = world.client(&app, "stranger").await;
    let _ = stranger.get(&path).await.expect(404);
    // The ledger of external access lists it.
    let mut admin = world.client(&app, "project_admin").await;
    let ways = admin.get(&world.project_path("/access?kind=transmittal")).await.expect(200).json();
    assert_eq!(ways["items"].as_array().unwrap().len(), 1, "{ways}");
    let here = format!("/access?kind=transmittal&document={}", document.id);
    assert_eq!(
        admin.get(&world.project_path(&here)).await.expect(200).json()["items"].as_array().unwrap().len(),
        1
    );
    assert_eq!(events(&app, &world, "transmittal.issued").await.len(), 1);
    assert_eq!(
        events(&app, &world, "transmittal.issued").await[0]["after"]["documents"][0]["number"],
        "A-101"
    );
}

#[tokio::test]
async fn what_was_issued_stays_as_it_was() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let approved = NewDocument { status: "approved", ..NewDocument::default() };
    let document = world.document(&app, &approved).await;
    let mut admin = world.client(&app, "project_admin").await;
    let path = drafted(&mut admin, &world, &draft(&[&document], &[person(&world, "viewer")])).await;
    let _ = admin.post(&format!("{path}/issue"), &json!({"version": 1})).await.expect(200);
    let edit = json!({"version": 1, "title": "Another title"});
    let _ = admin.patch(&at(&world, &document), &edit).await.expect(200);
    let newer = world.document(&app, &NewDocument { number: "A-101-B", ..NewDocument::default() }).await;
    let by = json!({"by_document_id": newer.id, "version": 2});
    let _ = admin.post(&format!("{}/supersede", at(&world, &document)), &by).await.expect(200);
    let seen = admin.get(&path).await.expect(200).json();
    let sent = &seen["documents"][0];
    assert_eq!((&sent["title"], &sent["status"]), (&json!("Ground floor plan"), &json!("approved")));
    // Whoever holds it is told that it is superseded.
    assert_eq!(sent["warnings"], json!(["superseded"]));
    let _ = admin.patch(&path, &json!({"version": 2, "subject": "Other"})).await.expect(409);
    let _ = admin.delete(&path).await.expect(409);
    let _ = admin.post(&format!("{path}/issue"), &json!({"version": 2})).await.expect(409);
    let _ = admin.post(&format!("{path}/check"), &json!({})).await.expect(409);
}

#[tokio::test]
async fn issuing_is_undone_for_ten_minutes_and_takes_everything_back() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document = world.document(&app, &NewDocument::default()).await;
    let mut admin = world.client(&app, "project_admin").await;
    let people = [person(&world, "external"), person(&world, "member")];
    let path = drafted(&mut admin, &world, &draft(&[&document], &people)).await;
    let _ = admin.post(&format!("{path}/undo"), &json!({})).await.expect(409);
    let _ = admin.post(&format!("{path}/issue"), &json!({"version": 1})).await.expect(200);
    let mut member = world.client(&app, "member").await;
    let _ = member.get(&at(&world, &document)).await.expect(200);
    app.clock().advance(9 * MINUTE);
    let draft = admin.post(&format!("{path}/undo"), &json!({})).await.expect(200).json();
    assert_eq!((&draft["state"], &draft["received"]), (&json!("draft"), &json!([])));
    for kind in ["external", "member"] {
        let mut client = world.client(&app, kind).await;
        let _ = client.get(&at(&world, &document)).await.expect(404);
    }
    app.clock().advance(5 * MINUTE);
    assert_eq!(notices(&app, &world, "external").await, Vec::<String>::new());
    // It is issued again, and after ten minutes it stays so.
    let version = &draft["version"];
    let _ = admin.post(&format!("{path}/issue"), &json!({"version": version})).await.expect(200);
    app.clock().advance(10 * MINUTE);
    let _ = admin.post(&format!("{path}/undo"), &json!({})).await.expect(409);
    assert_eq!(notices(&app, &world, "external").await.len(), 1);
    assert_eq!(events(&app, &world, "transmittal.issue_undone").await.len(), 1);
}

#[tokio::test]
async fn a_draft_whose_issuing_was_undone_is_deleted_with_its_links_left_dead() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document = world.document(&app, &NewDocument::default()).await;
    let mut admin = world.client(&app, "project_admin").await;
    let body = draft(&[&document], &[address("site@example.com")]);
    let path = drafted(&mut admin, &world, &body).await;
    let _ = admin.post(&format!("{path}/issue"), &json!({"version": 1})).await.expect(200);
    let _ = admin.post(&format!("{path}/undo"), &json!({})).await.expect(200);
    let _ = admin.delete(&path).await.expect(204);
    let _ = admin.get(&path).await.expect(404);
}

#[tokio::test]
async fn whoever_was_let_in_by_a_transmittal_stays_for_what_they_were_given_since() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let first = world.document(&app, &NewDocument::default()).await;
    let second = world.document(&app, &NewDocument { number: "A-102", ..NewDocument::default() }).await;
    let mut admin = world.client(&app, "project_admin").await;
    let mut member = world.client(&app, "member").await;
    let to = [person(&world, "member")];
    let one = drafted(&mut admin, &world, &draft(&[&first], &to)).await;
    let _ = admin.post(&format!("{one}/issue"), &json!({"version": 1})).await.expect(200);
    let two = drafted(&mut admin, &world, &draft(&[&second], &to)).await;
    let _ = admin.post(&format!("{two}/issue"), &json!({"version": 1})).await.expect(200);
    let _ = admin.post(&format!("{one}/undo"), &json!({})).await.expect(200);
    let _ = member.get(&at(&world, &first)).await.expect(404);
    let _ = member.get(&at(&world, &second)).await.expect(200);
    let _ = admin.post(&format!("{two}/undo"), &json!({})).await.expect(200);
    let _ = member.get(&at(&world, &second)).await.expect(404);
}

#[tokio::test]
async fn what_is_not_confirmed_current_or_possible_is_not_issued() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let secret =
        NewDocument { number: "C-900", restricted: true, uploader: "org_admin", ..NewDocument::default() };
    let secret = world.document(&app, &secret).await;
    let mut admin = world.client(&app, "project_admin").await;
    let path = drafted(&mut admin, &world, &draft(&[&secret], &[person(&world, "viewer")])).await;
    let refused = admin.post(&format!("{path}/issue"), &json!({"version": 1})).await.expect(422).json();
    assert_eq!(faults(&refused, "errors")[0].0, "confirm_restricted");
    let _ = admin
        .post(&format!("{path}/issue"), &json!({"version": 2, "confirm_restricted": true}))
        .await
        .expect(412);
    let _ = admin
        .post(&format!("{path}/issue"), &json!({"version": 1, "confirm_restricted": true}))
        .await
        .expect(200);
    let mut viewer = world.client(&app, "viewer").await;
    let _ = viewer.get(&at(&world, &secret)).await.expect(200);
    // Whoever else reads the transmittal learns nothing of the restricted document.
    let mut reviewer = world.client(&app, "reviewer").await;
    let seen = reviewer.get(&path).await.expect(200);
    assert!(!seen.text().contains("C-900"));
    assert_eq!(seen.json()["withheld"], 1);
}

#[tokio::test]
async fn it_is_known_what_was_sent_before_and_what_is_owed() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let two =
        NewDocument { revisions: &[("P01", "accepted"), ("P02", "accepted")], ..NewDocument::default() };
    let document = world.document(&app, &two).await;
    let mut admin = world.client(&app, "project_admin").await;
    let owed = world.project_path("/transmittals/owed");
    assert_eq!(admin.get(&owed).await.expect(200).json()["items"], json!([]));
    let mut body = draft(&[&document], &[person(&world, "external"), person(&world, "viewer")]);
    body["documents"][0]["revision_id"] = json!(document.revisions[0]);
    let path = drafted(&mut admin, &world, &body).await;
    let _ = admin.post(&format!("{path}/issue"), &json!({"version": 1})).await.expect(200);
    let list = admin.get(&owed).await.expect(200).json();
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
    assert_eq!((&list["items"][0]["sent"], &list["items"][0]["current"]), (&json!("P01"), &json!("P02")));
    let again = drafted(&mut admin, &world, &body).await;
    let check = admin.post(&format!("{again}/check"), &json!({})).await.expect(200).json();
    assert_eq!(check["documents"][0]["sent_before"], 2);
    // The current revision settles it.
    let path = drafted(&mut admin, &world, &draft(&[&document], &[person(&world, "external")])).await;
    let _ = admin.post(&format!("{path}/issue"), &json!({"version": 1})).await.expect(200);
    let list = admin.get(&owed).await.expect(200).json();
    let names: Vec<&str> =
        list["items"].as_array().unwrap().iter().map(|one| one["person"]["name"].as_str().unwrap()).collect();
    assert_eq!(names, [world.people["viewer"].name.as_str()]);
    let mut viewer = world.client(&app, "viewer").await;
    let _ = viewer.get(&owed).await.expect(403);
}

#[tokio::test]
async fn two_hundred_documents_go_to_thirty_people_and_thirty_addresses_in_few_statements() {
    let app = TestApp::new().await;
    let world = app.world().await;
    world.crowd(&app, 0, 30).await;
    let mut people = Vec::new();
    for at in 0..30 {
        people.push(json!({"kind": "person", "id": world.crowd_member(&app, 0, at).await}));
        people.push(address(&format!("guest{at}@harbour.example")));
    }
    let mut documents = Vec::new();
    for at in 0..200 {
        let number = format!("B-{at:03}");
        documents
            .push(world.document(&app, &NewDocument { number: &number, ..NewDocument::default() }).await);
    }
    let documents: Vec<&Arranged> = documents.iter().collect();
    let mut admin = world.client(&app, "project_admin").await;
    let path = drafted(&mut admin, &world, &draft(&documents, &people)).await;
    let before = app.db().statements();
    let _ = admin.post(&format!("{path}/issue"), &json!({"version": 1})).await.expect(200);
    let statements = app.db().statements() - before;
    assert!(statements < 60, "{statements} statements");
    let mut tx = app.db().read_in(world.organisation).await.unwrap();
    for cause in [9, 4] {
        let text = "select count(*) as n from access_grant where cause_kind = $1 and closed_at is null";
        assert_eq!(tx.int(wayleave_db::sql(text).bind(cause)).await.unwrap(), 6_000);
    }
}
