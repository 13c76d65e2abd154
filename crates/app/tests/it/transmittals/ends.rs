//! Until when what was sent is open: the end that holds is told, warned of, and moved from the ledger.

use serde_json::{Value, json};
use wayleave_testkit::{Client, DAY, NewDocument, TestApp, World};

use super::{draft, person};
use crate::register::events;

const MINUTE: i64 = 60_000;

struct Sent {
    app: TestApp,
    world: World,
    admin: Client,
    path: String,
}

impl Sent {
    /// A document that the initiator issued to these people.
    async fn to(app: TestApp, world: World, kinds: &[&str]) -> Self {
        let document = world.document(&app, &NewDocument::default()).await;
        let mut admin = world.client(&app, "project_admin").await;
        let people: Vec<Value> = kinds.iter().map(|kind| person(&world, kind)).collect();
        let body = draft(&[&document], &people);
        let made = admin.post(&world.project_path("/transmittals"), &body).await.expect(201).json();
        let path = world.project_path(&format!("/transmittals/{}", made["id"].as_str().unwrap()));
        Self { app, world, admin, path }
    }

    /// When somebody's access ends, as the table of those who got it says.
    async fn end(&mut self, kind: &str) -> String {
        let view = self.admin.get(&self.path).await.expect(200).json();
        let id = &self.world.people[kind].id;
        let rows = view["received"].as_array().unwrap();
        let row = rows.iter().find(|row| row["person"]["id"] == json!(id)).unwrap();
        row["ends_at"].as_str().unwrap_or("never")[..10].to_owned()
    }

    /// The rows of the ledger.
    async fn ways(&mut self) -> Vec<Value> {
        let path = self.world.project_path("/access?kind=transmittal");
        self.admin.get(&path).await.expect(200).json()["items"].as_array().unwrap().clone()
    }

    async fn bell(&self, kind: &str) -> Vec<(String, String)> {
        let mut client = self.world.client(&self.app, kind).await;
        let list = client.get(&self.world.path("/notifications")).await.expect(200).json();
        let text = |one: &Value, key: &str| one[key].as_str().unwrap_or_default().to_owned();
        let all = list["items"].as_array().unwrap().iter().map(|one| (text(one, "text"), text(one, "link")));
        all.filter(|(text, _)| text.contains(" ends in")).collect()
    }

    async fn let_pass(&self, days: i64) {
        self.app.clock().advance(days * DAY);
        self.app.run_jobs().await;
    }
}

#[tokio::test]
async fn a_membership_that_ends_sooner_is_the_end_that_is_named() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let new = json!({"member_id": world.people["member"].id, "role": "external", "ends_on": "2026-12-10"});
    let membership = admin.post(&world.project_path("/members"), &new).await.expect(201).json();
    let mut sent = Sent::to(app, world, &["external", "member"]).await;
    let day = json!({"version": 1, "access_ends_on": "2027-01-01"});
    let _ = sent.admin.patch(&sent.path, &day).await.expect(200);
    let check = sent.admin.post(&format!("{}/check", sent.path), &json!({})).await.expect(200).json();
    let ends: Vec<(&str, &Value)> = check["receivers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (&one["ends_at"].as_str().unwrap()[..10], &one["ends_with_membership"]))
        .collect();
    assert!(ends.contains(&("2026-12-10", &json!(true))), "{ends:?}");
    assert!(ends.contains(&("2027-01-01", &json!(false))), "{ends:?}");
    let mut initiator = sent.world.client(&sent.app, "initiator").await;
    let _ = initiator.post(&format!("{}/issue", sent.path), &json!({"version": 2})).await.expect(200);
    sent.app.clock().advance(11 * MINUTE);
    sent.app.run_jobs().await;
    assert_eq!(
        (sent.end("member").await.as_str(), sent.end("external").await.as_str()),
        ("2026-12-10", "2027-01-01")
    );
    let mails = sent.app.mails();
    let email = &sent.world.people["member"].email;
    let letter =
        mails.iter().find(|mail| mail.to.email == *email && mail.subject.starts_with("TRN-")).unwrap();
    assert!(letter.text.contains("Open until:     2026-12-10"), "{}", letter.text);
    // A membership that is lengthened leaves what was sent open for as long as the transmittal said.
    let path = sent.world.project_path(&format!("/members/{}", membership["id"].as_str().unwrap()));
    let _ = sent.admin.patch(&path, &json!({"ends_on": "2027-03-01"})).await.expect(200);
    assert_eq!(sent.end("member").await, "2027-01-01");
}

#[tokio::test]
async fn the_end_is_warned_of_once_to_all_whom_it_concerns() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut sent = Sent::to(app, world, &["external", "stranger", "viewer"]).await;
    let day = json!({"version": 1, "access_ends_on": "2026-12-31"});
    let _ = sent.admin.patch(&sent.path, &day).await.expect(200);
    let mut initiator = sent.world.client(&sent.app, "initiator").await;
    let _ = initiator.post(&format!("{}/issue", sent.path), &json!({"version": 2})).await.expect(200);
    sent.let_pass(1).await;
    assert!(sent.bell("initiator").await.is_empty());
    sent.let_pass(33).await;
    let told = sent.bell("initiator").await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].0, "The access to transmittal TRN-001 of 2 people in Harbour ends in 7 days.");
    let own = sent.bell("external").await;
    assert_eq!(own[0].0, "Your access to transmittal TRN-001 in Harbour ends in 7 days.");
    assert!(own[0].1.contains("/transmittals/trn_"), "{}", own[0].1);
    assert!(sent.bell("viewer").await.is_empty(), "theirs does not end");
    let mails = sent.app.mails();
    let email = &sent.world.people["initiator"].email;
    let letters: Vec<_> =
        mails.iter().filter(|mail| mail.to.email == *email && mail.subject.contains(" ends in ")).collect();
    assert_eq!(letters.len(), 1);
    assert!(letters[0].text.contains("Who:        2 people"), "{}", letters[0].text);
    // One of the two is given longer: the last warning speaks of the other.
    let ways = sent.ways().await;
    let of = |kind: &str| {
        let name = format!("{kind} of");
        ways.iter().find(|way| way["who"]["name"].as_str().unwrap().starts_with(&name)).unwrap()["id"].clone()
    };
    let body = json!({"ids": [of("external")], "ends_on": "2027-01-10"});
    let _ = sent.admin.post(&sent.world.project_path("/access/extend"), &body).await.expect(200);
    sent.let_pass(6).await;
    let told = sent.bell("initiator").await;
    assert!(
        told.iter().any(|(text, _)| text.contains("of stranger of") && text.contains("in a day")),
        "{told:?}"
    );
    assert_eq!(sent.bell("external").await.len(), 1);
    // Once it is recalled nothing is left to be warned of.
    let _ = sent.admin.post(&format!("{}/recall", sent.path), &json!({"reason": "wrong"})).await.expect(200);
    sent.let_pass(4).await;
    assert_eq!(sent.bell("external").await.len(), 1);
}

#[tokio::test]
async fn the_ledger_moves_the_end_of_one_or_of_many() {
    let app = TestApp::new().await;
    let world = app.world().await;
    // Who is not in the project is let in, with a membership that ends with the transmittal.
    let mut sent = Sent::to(app, world, &["external", "member"]).await;
    let _ = sent.admin.post(&format!("{}/issue", sent.path), &json!({"version": 1})).await.expect(200);
    sent.let_pass(1).await;
    let ways = sent.ways().await;
    assert_eq!(ways.len(), 2);
    for way in &ways {
        assert_eq!(
            (&way["abilities"]["extend"]["allowed"], &way["abilities"]["revoke"]["allowed"]),
            (&json!(true), &json!(false))
        );
    }
    let ids: Vec<Value> = ways.iter().map(|way| way["id"].clone()).collect();
    let extend = sent.world.project_path("/access/extend");
    let revoke = sent.world.project_path("/access/revoke");
    for (kind, status) in [("initiator", 403), ("viewer", 403), ("external", 403)] {
        let mut client = sent.world.client(&sent.app, kind).await;
        let body = json!({"ids": ids, "ends_on": "2027-03-01"});
        let _ = client.post(&extend, &body).await.expect(status);
    }
    let body = json!({"ids": ids, "ends_on": "2027-03-01"});
    let done = sent.admin.post(&extend, &body).await.expect(200).json();
    assert_eq!((done["done"].as_array().unwrap().len(), &done["refused"]), (2, &json!([])), "{done}");
    assert!(sent.ways().await.iter().all(|way| way["ends_at"].as_str().unwrap().starts_with("2027-03-01")));
    // A membership that was there before is nobody's to lengthen by this, and ends when it did.
    let ends = (sent.end("external").await, sent.end("member").await);
    assert_eq!((ends.0.as_str(), ends.1.as_str()), ("2027-01-20", "2027-03-01"));
    let told = events(&sent.app, &sent.world, "transmittal.access_extended").await;
    assert_eq!(told.len(), 2, "one event for each");
    let with = told.iter().filter(|event| event["after"]["membership_ends_at"].is_string()).count();
    assert_eq!(with, 1, "the membership that came with it goes along: {told:?}");
    // What is beyond the ceiling, or not there, is refused alone.
    let body = json!({"ids": [ids[0], "rcp_0000000000000000000000000"], "ends_on": "2036-01-01"});
    let done = sent.admin.post(&extend, &body).await.expect(200).json();
    assert_eq!((&done["done"], done["refused"].as_array().unwrap().len()), (&json!([]), 2));
    let done = sent.admin.post(&revoke, &json!({"ids": [ids[0]]})).await.expect(200).json();
    assert_eq!(done["refused"][0]["reason"], "What a transmittal opened ends with it; recall it.");
    // What ended is not opened again by it.
    let _ = sent.admin.post(&format!("{}/recall", sent.path), &json!({"reason": "wrong"})).await.expect(200);
    let body = json!({"ids": [ids[0]], "ends_on": "2027-03-02"});
    let done = sent.admin.post(&extend, &body).await.expect(200).json();
    assert_eq!(done["refused"][0]["reason"], "This has ended already; send it again.");
    assert_eq!(events(&sent.app, &sent.world, "transmittal.access_extended").await.len(), 2);
}
