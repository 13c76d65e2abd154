//! What was sent before and what is owed, to people and to addresses.

use serde_json::{Value, json};
use wayleave_testkit::{Arranged, Client, NewDocument, TestApp, World};

use super::{address, draft, person};

const KIM: &str = "k.ode@harbour.example";

async fn two_revisions(app: &TestApp, world: &World, number: &str) -> Arranged {
    let revisions: &[(&str, &str)] = &[("P01", "accepted"), ("P02", "accepted")];
    world.document(app, &NewDocument { number, revisions, ..NewDocument::default() }).await
}

/// Sends a revision of these documents, by its place.
async fn send(
    admin: &mut Client,
    world: &World,
    documents: &[&Arranged],
    seq: usize,
    to: &[Value],
) -> String {
    let mut body = draft(documents, to);
    for (at, document) in documents.iter().enumerate() {
        body["documents"][at]["revision_id"] = json!(document.revisions[seq]);
    }
    let made = admin.post(&world.project_path("/transmittals"), &body).await.expect(201).json();
    let path = world.project_path(&format!("/transmittals/{}", made["id"].as_str().unwrap()));
    let _ = admin.post(&format!("{path}/issue"), &json!({"version": 1})).await.expect(200);
    path
}

async fn owed(admin: &mut Client, world: &World) -> Vec<(String, String, Option<String>)> {
    let list = admin.get(&world.project_path("/transmittals/owed")).await.expect(200).json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let rows = list["items"].as_array().unwrap().iter();
    rows.map(|row| (text(&row["number"]), text(&row["sent"]), row["email"].as_str().map(str::to_owned)))
        .collect()
}

#[tokio::test]
async fn addresses_hold_what_they_were_sent_as_people_do() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document = two_revisions(&app, &world, "A-101").await;
    let mut admin = world.client(&app, "project_admin").await;
    let path = send(&mut admin, &world, &[&document], 0, &[address(KIM), person(&world, "external")]).await;
    let row = |email: Option<&str>| ("A-101".to_owned(), "P01".to_owned(), email.map(str::to_owned));
    let held = owed(&mut admin, &world).await;
    assert_eq!(held, [row(Some(KIM)), row(None)]);
    let list = admin.get(&world.project_path("/transmittals/owed")).await.expect(200).json();
    assert_eq!((&list["items"][0]["name"], &list["items"][0]["person"]), (&json!(KIM), &json!(null)));
    // The check tells of both that they have it.
    let mut body =
        draft(&[&document], &[address(KIM), person(&world, "external"), address("p.roy@harbour.example")]);
    body["documents"][0]["revision_id"] = json!(document.revisions[0]);
    let made = admin.post(&world.project_path("/transmittals"), &body).await.expect(201).json();
    let at = world.project_path(&format!("/transmittals/{}/check", made["id"].as_str().unwrap()));
    let check = admin.post(&at, &json!({})).await.expect(200).json();
    assert_eq!(check["documents"][0]["sent_before"], 2);
    // Who gets the current one is owed nothing any more.
    send(&mut admin, &world, &[&document], 1, &[address(KIM)]).await;
    assert_eq!(owed(&mut admin, &world).await, [row(None)]);
    let _ = admin.post(&format!("{path}/recall"), &json!({"reason": "wrong"})).await.expect(200);
    assert_eq!(owed(&mut admin, &world).await, []);
}

#[tokio::test]
async fn an_address_of_somebody_who_came_into_the_project_is_theirs() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document = two_revisions(&app, &world, "A-101").await;
    let mut admin = world.client(&app, "project_admin").await;
    let email = world.people["member"].email.clone();
    send(&mut admin, &world, &[&document], 0, &[address(&email)]).await;
    assert_eq!(owed(&mut admin, &world).await[0].2.as_ref(), Some(&email));
    let new = json!({"member_id": world.people["member"].id, "role": "external", "ends_on": "2026-12-10"});
    let _ = admin.post(&world.project_path("/members"), &new).await.expect(201);
    let list = admin.get(&world.project_path("/transmittals/owed")).await.expect(200).json();
    assert_eq!(list["items"][0]["person"]["id"], json!(world.people["member"].id));
    send(&mut admin, &world, &[&document], 1, &[person(&world, "member")]).await;
    assert_eq!(owed(&mut admin, &world).await, []);
}

#[tokio::test]
async fn what_is_owed_comes_in_pages() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let one = two_revisions(&app, &world, "A-101").await;
    let two = two_revisions(&app, &world, "A-102").await;
    let mut admin = world.client(&app, "project_admin").await;
    let to = [address(KIM), address("p.roy@harbour.example"), person(&world, "external")];
    send(&mut admin, &world, &[&one, &two], 0, &to).await;
    let path = world.project_path("/transmittals/owed");
    let (mut seen, mut next) = (Vec::new(), String::new());
    loop {
        let page = admin.get(&format!("{path}?limit=2{next}")).await.expect(200).json();
        let rows = page["items"].as_array().unwrap();
        assert!(rows.len() <= 2);
        seen.extend(rows.iter().map(|row| format!("{} {}", row["number"], row["name"])));
        match page["next"].as_str() {
            Some(cursor) => next = format!("&cursor={cursor}"),
            None => break,
        }
    }
    let mut unique = seen.clone();
    unique.dedup();
    assert_eq!((seen.len(), unique.len()), (6, 6), "{seen:?}");
    let _ = admin.get(&format!("{path}?limit=0")).await.expect(422);
    let _ = admin.get(&format!("{path}?cursor=x")).await.expect(422);
}
