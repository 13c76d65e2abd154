//! Who holds a revision: by what was sent, shared, routed and linked, and whether the current one is theirs too.

use serde_json::{Value, json};
use wayleave_testkit::{Arranged, Client, NewDocument, TestApp, World};

use super::{address, draft, person};

const KIM: &str = "k.ode@harbour.example";

async fn two_revisions(app: &TestApp, world: &World) -> Arranged {
    let revisions: &[(&str, &str)] = &[("P01", "accepted"), ("P02", "accepted")];
    world.document(app, &NewDocument { revisions, ..NewDocument::default() }).await
}

fn at(world: &World, document: &Arranged, rest: &str) -> String {
    world.project_path(&format!("/documents/{}{rest}", document.id))
}

/// Sends a revision, by its place.
async fn send(admin: &mut Client, world: &World, document: &Arranged, seq: usize, to: &[Value]) -> String {
    let mut body = draft(&[document], to);
    body["documents"][0]["revision_id"] = json!(document.revisions[seq]);
    let made = admin.post(&world.project_path("/transmittals"), &body).await.expect(201).json();
    let path = world.project_path(&format!("/transmittals/{}", made["id"].as_str().unwrap()));
    let _ = admin.post(&format!("{path}/issue"), &json!({"version": 1})).await.expect(200);
    path
}

/// Shares a revision and no later one with somebody.
async fn share(admin: &mut Client, world: &World, document: &Arranged, (kind, id): (&str, &str)) -> String {
    let body = json!({"subjects": [{"kind": kind, "id": id}], "revision_id": document.revisions[0],
        "ends_on": "2026-12-10", "reason": "review"});
    let shared = admin.post(&at(world, document, "/shares"), &body).await.expect(201).json();
    shared["items"][0]["id"].as_str().unwrap().to_owned()
}

async fn holders(admin: &mut Client, world: &World, document: &Arranged, seq: usize) -> Value {
    let path = at(world, document, &format!("/revisions/{}/holders", document.revisions[seq]));
    admin.get(&path).await.expect(200).json()
}

/// Name, ways with what they are called, and whether the current revision is theirs.
fn told(list: &Value) -> Vec<(String, Vec<String>, bool)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let ways = |one: &Value| {
        let ways = one["ways"].as_array().unwrap().iter();
        ways.map(|way| format!("{} {}", text(&way["kind"]), text(&way["label"])).trim().to_owned()).collect()
    };
    let items = list["items"].as_array().unwrap().iter();
    items.map(|one| (text(&one["name"]), ways(one), one["has_current"].as_bool().unwrap())).collect()
}

#[tokio::test]
async fn whoever_holds_a_revision_is_told_with_every_way() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document = two_revisions(&app, &world).await;
    let mut admin = world.client(&app, "project_admin").await;
    assert_eq!(told(&holders(&mut admin, &world, &document, 0).await), []);
    let external = world.people["external"].id.clone();
    let name = world.people["external"].name.clone();
    send(&mut admin, &world, &document, 0, &[address(KIM), person(&world, "external")]).await;
    share(&mut admin, &world, &document, ("person", &external)).await;
    let link = json!({"document_id": document.id, "revision_id": document.revisions[0], "label": "For the jetty",
        "expires_on": "2026-12-05"});
    let made = admin.post(&world.project_path("/guest-shares"), &link).await.expect(201).json();
    let list = holders(&mut admin, &world, &document, 0).await;
    let row = |name: &str, ways: &[&str], current: bool| {
        (name.to_owned(), ways.iter().map(|way| (*way).to_owned()).collect::<Vec<_>>(), current)
    };
    let mut expected = vec![
        row(&name, &["share", "transmittal TRN-001"], false),
        row("For the jetty", &["guest_share For the jetty"], false),
        row(KIM, &["transmittal TRN-001"], false),
    ];
    expected.sort_by_key(|(name, _, _)| name.to_lowercase());
    assert_eq!(told(&list), expected);
    assert_eq!((&list["revision"], &list["current"]), (&json!("P01"), &json!("P02")));
    assert_eq!(list["current_id"], json!(document.revisions[1]));
    // Who sees all of it by their place is counted.
    assert!(list["by_role"].as_u64().unwrap() >= 6);
    // Who is sent the current one stands behind those who were not.
    send(&mut admin, &world, &document, 1, &[person(&world, "external")]).await;
    let list = told(&holders(&mut admin, &world, &document, 0).await);
    assert_eq!(list.last(), Some(&row(&name, &["share", "transmittal TRN-001"], true)));
    assert_eq!(
        told(&holders(&mut admin, &world, &document, 1).await),
        [row(&name, &["transmittal TRN-002"], true)]
    );
    // What is revoked opens nothing any more.
    let revoke =
        world.project_path(&format!("/guest-shares/{}/revoke", made["share"]["id"].as_str().unwrap()));
    let _ = admin.post(&revoke, &json!({})).await.expect(200);
    assert_eq!(told(&holders(&mut admin, &world, &document, 0).await).len(), 2);
}

#[tokio::test]
async fn what_a_company_was_given_is_held_by_its_people_and_what_is_recalled_by_nobody() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document = two_revisions(&app, &world).await;
    let mut admin = world.client(&app, "project_admin").await;
    let company = world.companies["borealis"].0.clone();
    share(&mut admin, &world, &document, ("company", &company)).await;
    let list = holders(&mut admin, &world, &document, 0).await;
    let people = list["items"].as_array().unwrap();
    assert!(!people.is_empty());
    assert!(
        people.iter().all(|one| one["ways"][0]["kind"] == "share" && one["ways"][0]["label"].is_string())
    );
    // Those with the full register see the current one anyway.
    let full = &world.people["external_full"].id;
    assert!(people.iter().all(|one| one["person"]["id"] != json!(full)));
    // The team is named for what it was sent.
    let path = send(&mut admin, &world, &document, 0, &[person(&world, "reviewer")]).await;
    let reviewer = &world.people["reviewer"].name;
    let named = |list: &Value| told(list).into_iter().any(|(name, _, current)| name == *reviewer && !current);
    assert!(named(&holders(&mut admin, &world, &document, 0).await));
    let _ = admin.post(&format!("{path}/recall"), &json!({"reason": "wrong"})).await.expect(200);
    assert!(!named(&holders(&mut admin, &world, &document, 0).await));
}

#[tokio::test]
async fn who_may_not_see_who_has_access_is_not_told() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document = two_revisions(&app, &world).await;
    let other = world.document(&app, &NewDocument { number: "A-102", ..NewDocument::default() }).await;
    let mut admin = world.client(&app, "project_admin").await;
    share(&mut admin, &world, &document, ("person", &world.people["external"].id)).await;
    let path = at(&world, &document, &format!("/revisions/{}/holders", document.revisions[0]));
    for (kind, status) in [("reviewer", 403), ("external", 403), ("stranger", 404)] {
        let _ = world.client(&app, kind).await.get(&path).await.expect(status);
    }
    // A revision of another document is not one of this.
    let strange = at(&world, &document, &format!("/revisions/{}/holders", other.revisions[0]));
    let _ = admin.get(&strange).await.expect(404);
}
