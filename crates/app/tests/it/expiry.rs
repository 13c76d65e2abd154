//! Warnings before access ends.

use serde_json::{Value, json};
use wayleave_testkit::{Arranged, Client, DAY, NewDocument, TestApp, World};

fn at(world: &World, document: &Arranged, rest: &str) -> String {
    world.project_path(&format!("/documents/{}{rest}", document.id))
}

/// Whom a mail went to, by kind, of those whose subject says that something ends; sorted.
fn warned(app: &TestApp, from: usize) -> Vec<String> {
    let mut people: Vec<String> = app.mails()[from..]
        .iter()
        .filter(|mail| mail.subject.contains(" ends in "))
        .map(|mail| mail.to.email.split('@').next().unwrap().to_owned())
        .collect();
    people.sort();
    people
}

async fn bell(client: &mut Client, world: &World) -> Vec<String> {
    let seen: Value = client.get(&world.path("/notifications")).await.expect(200).json();
    let texts = seen["items"].as_array().unwrap().iter();
    texts
        .map(|notice| notice["text"].as_str().unwrap().to_owned())
        .filter(|text| text.contains(" ends in"))
        .collect()
}

async fn let_pass(app: &TestApp, days: i64) {
    app.clock().advance(days * DAY);
    app.run_jobs().await;
}

#[tokio::test]
async fn a_membership_is_warned_of_twice_and_not_after_its_end_was_moved() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let new = json!({"member_id": world.people["member"].id, "role": "viewer", "ends_on": "2026-12-21"});
    let made = admin.post(&world.project_path("/members"), &new).await.expect(201).json();
    app.run_jobs().await;
    let before = app.mails().len();
    let_pass(&app, 22).await;
    assert!(warned(&app, before).is_empty(), "nine days before");
    let_pass(&app, 2).await;
    assert_eq!(warned(&app, before), ["controller", "member", "project_admin"]);
    let own = app.mails().into_iter().rfind(|mail| mail.to.email.starts_with("member@")).unwrap();
    assert_eq!(own.subject, "Harbour: your membership as viewer ends in 7 days");
    let mut member = world.client(&app, "member").await;
    assert_eq!(bell(&mut member, &world).await, ["Your membership as viewer in Harbour ends in 7 days."]);
    let mut controller = world.client(&app, "controller").await;
    let told = format!("The membership as viewer of member of {} in Harbour ends in 7 days.", world.slug);
    assert_eq!(bell(&mut controller, &world).await, [told]);
    // The end is moved: the warning of one day before the old end falls away, the new end is warned of anew.
    let path = world.project_path(&format!("/members/{}", made["id"].as_str().unwrap()));
    let _ = admin.patch(&path, &json!({"ends_on": "2027-01-10"})).await.expect(200);
    app.run_jobs().await;
    let before = app.mails().len();
    let_pass(&app, 6).await;
    assert!(warned(&app, before).is_empty());
    let_pass(&app, 14).await;
    assert_eq!(warned(&app, before), ["controller", "member", "project_admin"]);
    let_pass(&app, 6).await;
    assert_eq!(warned(&app, before).len(), 6);
    // Ended by hand: silence.
    let end = world.project_path(&format!("/members/{}/end", world.people["member"].id));
    let _ = admin.post(&end, &json!({})).await.expect(200);
    app.run_jobs().await;
    let before = app.mails().len();
    let_pass(&app, 30).await;
    assert!(warned(&app, before).is_empty());
}

#[tokio::test]
async fn a_server_that_was_down_says_the_last_word_only() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut controller = world.client(&app, "controller").await;
    let path = world.project_path(&format!("/members/{}/full-register", world.people["external"].id));
    let _ = controller.post(&path, &json!({"ends_on": "2026-12-21", "reason": "tender"})).await.expect(200);
    app.run_jobs().await;
    let before = app.mails().len();
    let_pass(&app, 30).await;
    assert_eq!(warned(&app, before), ["controller", "external"]);
    assert!(
        app.mails().iter().any(|mail| mail.subject == "Harbour: your Full Register Access ends in 1 day")
    );
    let_pass(&app, 30).await;
    assert_eq!(warned(&app, before).len(), 2);
}

#[tokio::test]
async fn a_share_is_warned_of_to_those_who_still_see_the_document() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document = world.document(&app, &NewDocument::default()).await;
    let mut initiator = world.client(&app, "initiator").await;
    let share = |kind: &str, id: &str| {
        json!({"subjects": [{"kind": kind, "id": id}], "revision_id": document.revisions[0],
            "ends_on": "2026-12-21", "reason": "coordination"})
    };
    let body = share("person", &world.people["external"].id);
    let _ = initiator.post(&at(&world, &document, "/shares"), &body).await.expect(201);
    app.run_jobs().await;
    let before = app.mails().len();
    let_pass(&app, 24).await;
    assert_eq!(warned(&app, before), ["controller", "external", "initiator"]);
    let own = app.mails().into_iter().find(|mail| mail.subject.starts_with("Harbour: your")).unwrap();
    assert_eq!(own.subject, "Harbour: your access to A-101 P01 ends in 7 days");
    // Before the second warning the sharer leaves the project and the document is restricted to nobody: the holder's own
    // grant still opens it, and the Document Controller is told as one of its people no more.
    let mut admin = world.client(&app, "project_admin").await;
    let end = world.project_path(&format!("/members/{}/end", world.people["initiator"].id));
    let _ = admin.post(&end, &json!({})).await.expect(200);
    app.run_jobs().await;
    let before = app.mails().len();
    let_pass(&app, 6).await;
    assert_eq!(warned(&app, before), ["controller", "external"]);
}

#[tokio::test]
async fn a_share_with_a_company_is_warned_of_to_the_sharer_and_the_controllers() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document = world.document(&app, &NewDocument::default()).await;
    let mut initiator = world.client(&app, "initiator").await;
    let body = json!({"subjects": [{"kind": "company", "id": world.companies["borealis"].0}], "later": true,
        "revision_id": document.revisions[0], "ends_on": "2026-12-21", "reason": "coordination"});
    let made = initiator.post(&at(&world, &document, "/shares"), &body).await.expect(201).json();
    app.run_jobs().await;
    let before = app.mails().len();
    let_pass(&app, 24).await;
    assert_eq!(warned(&app, before), ["controller", "initiator"]);
    let subject = app.mails()[before].subject.clone();
    assert_eq!(
        subject,
        "Harbour: access to A-101 P01 and later revisions of Borealis Engineers ends in 7 days"
    );
    let revoke = world.project_path(&format!("/shares/{}/revoke", made["items"][0]["id"].as_str().unwrap()));
    let _ = initiator.post(&revoke, &json!({})).await.expect(200);
    app.run_jobs().await;
    let before = app.mails().len();
    let_pass(&app, 10).await;
    assert!(warned(&app, before).is_empty());
}

#[tokio::test]
async fn a_share_that_let_somebody_in_is_told_of_once() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document = world.document(&app, &NewDocument::default()).await;
    let mut admin = world.client(&app, "project_admin").await;
    let body = json!({"subjects": [{"kind": "person", "id": world.people["member"].id}],
        "revision_id": document.revisions[0], "ends_on": "2026-12-21"});
    let made = admin.post(&at(&world, &document, "/shares"), &body).await.expect(201).json();
    assert_eq!(made["items"][0]["admitted"], true);
    app.run_jobs().await;
    let before = app.mails().len();
    let_pass(&app, 24).await;
    assert_eq!(warned(&app, before), ["controller", "member", "project_admin"]);
}

/// When the person's membership in the project ends, by day.
async fn end_of(admin: &mut Client, world: &World, who: &str) -> String {
    let path = world.project_path(&format!("/members?q={}", world.people[who].email.replace('@', "%40")));
    let team = admin.get(&path).await.expect(200).json();
    team["items"][0]["ends_at"].as_str().unwrap_or("never")[..10].to_owned()
}

#[tokio::test]
async fn the_membership_that_a_share_opened_moves_with_the_share_and_is_warned_of_anew() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document = world.document(&app, &NewDocument::default()).await;
    let mut admin = world.client(&app, "project_admin").await;
    let share = json!({"subjects": [{"kind": "person", "id": world.people["member"].id}],
        "revision_id": document.revisions[0], "ends_on": "2026-12-21"});
    let made = admin.post(&at(&world, &document, "/shares"), &share).await.expect(201).json();
    let extend = world.project_path(&format!("/shares/{}/extend", made["items"][0]["id"].as_str().unwrap()));
    let _ = admin.post(&extend, &json!({"ends_on": "2027-01-20"})).await.expect(200);
    assert_eq!(end_of(&mut admin, &world, "member").await, "2027-01-20");
    app.run_jobs().await;
    let before = app.mails().len();
    let_pass(&app, 24).await;
    assert!(warned(&app, before).is_empty(), "the former end is warned of no more");
    let_pass(&app, 30).await;
    assert_eq!(warned(&app, before), ["controller", "member", "project_admin"]);
    let mut member = world.client(&app, "member").await;
    let _ = member.get(&at(&world, &document, "")).await.expect(200);
    // Shortened likewise; whoever may not change the team leaves the membership as it is, and lengthens nothing.
    let day = |day: &str| json!({ "ends_on": day });
    let _ = admin.post(&extend, &day("2027-01-18")).await.expect(200);
    assert_eq!(end_of(&mut admin, &world, "member").await, "2027-01-18");
    let mut controller = world.client(&app, "controller").await;
    assert_eq!(controller.post(&extend, &day("2027-02-20")).await.expect(403).json()["rule"], "K-2.1/12");
    let _ = controller.post(&extend, &day("2027-01-17")).await.expect(200);
    assert_eq!(end_of(&mut admin, &world, "member").await, "2027-01-18");
    let log = admin.get(&world.project_path("/audit?action=share.extended")).await.expect(200).json();
    assert_eq!(log["items"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn a_membership_given_otherwise_is_not_touched_by_a_share() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document = world.document(&app, &NewDocument::default()).await;
    let mut admin = world.client(&app, "project_admin").await;
    let share = |who: &str| {
        json!({"subjects": [{"kind": "person", "id": world.people[who].id}],
            "revision_id": document.revisions[0], "ends_on": "2026-12-21"})
    };
    let path = at(&world, &document, "/shares");
    // Who was in the project before, and who was let in by the share and then given another end by hand.
    for who in ["external", "member"] {
        let made = admin.post(&path, &share(who)).await.expect(201).json();
        let member = world.project_path(&format!("/members/{}", world.people[who].id));
        let _ = admin.patch(&member, &json!({"ends_on": "2027-02-01"})).await.expect(200);
        let one = world.project_path(&format!("/shares/{}/extend", made["items"][0]["id"].as_str().unwrap()));
        let _ = admin.post(&one, &json!({"ends_on": "2027-03-01"})).await.expect(200);
        assert_eq!(end_of(&mut admin, &world, who).await, "2027-02-01", "{who}");
    }
    app.run_jobs().await;
}
