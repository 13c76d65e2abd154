//! The list of transmittals: searched, narrowed, ordered, counted and written to a file, each within the reader's sight.

use serde_json::{Value, json};
use wayleave_testkit::{Client, DAY, NewDocument, TestApp, World};

use super::links::{ADDRESSES, Sent};
use super::{draft, faults, person};

async fn asked(client: &mut Client, world: &World, query: &str) -> Value {
    client.get(&world.project_path(&format!("/transmittals?{query}"))).await.expect(200).json()
}

async fn numbers(client: &mut Client, world: &World, query: &str) -> Vec<String> {
    let list = asked(client, world, query).await;
    let rows = list["items"].as_array().unwrap();
    let counts = list["counts"].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum::<u64>();
    assert!(counts >= rows.len() as u64, "{list}");
    rows.iter().map(|row| row["number"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn transmittals_are_found_by_what_the_reader_sees_of_them() {
    let mut sent = Sent::new("for_review").await;
    sent.told().await;
    let body = json!({"subject": "ÜBERGABE der Treppen", "purpose": "for_information"});
    let path = sent.world.project_path("/transmittals");
    let _ = sent.admin.post(&path, &body).await.expect(201);
    let (world, admin) = (&sent.world, &mut sent.admin);
    for (query, found) in [
        ("", vec!["TRN-002", "TRN-001"]),
        ("sort=number", vec!["TRN-001", "TRN-002"]),
        ("sort=acknowledge_by", vec!["TRN-001", "TRN-002"]),
        ("sort=sent", vec!["TRN-001", "TRN-002"]),
        ("q=trn-001", vec!["TRN-001"]),
        ("q=%C3%BCbergabe%20treppen", vec!["TRN-002"]),
        ("q=ground%20harbour", vec!["TRN-001"]),
        ("q=b-202", vec!["TRN-001"]),
        ("q=b%25202", vec![]),
        ("q=100%25", vec![]),
        ("state=draft", vec!["TRN-002"]),
        ("purpose=for_review", vec!["TRN-001"]),
        ("recipient=K.Ode@harbour.example", vec!["TRN-001"]),
        ("recipient=mem_00000000000000000000000000", vec![]),
        ("waiting=true", vec!["TRN-001"]),
        ("overdue=true", vec![]),
        ("mail_failed=true", vec![]),
        ("mine=sent", vec!["TRN-002", "TRN-001"]),
        ("mine=received", vec![]),
    ] {
        assert_eq!(numbers(admin, world, query).await, found, "{query}");
    }
    let about = format!("document={}", sent.documents[1].id);
    let list = asked(admin, world, &about).await;
    assert_eq!(list["items"][0]["revisions"], json!(["P01"]));
    assert_eq!(list["counts"], json!({"draft": 0, "issued": 1, "recalled": 0}));
    let row = &asked(admin, world, "state=issued").await["items"][0];
    assert_eq!(row["receipts"], json!({"recipients": 3, "asked": 3, "answered": 0, "mail_failed": 0}));
    for (query, field) in [
        ("sort=colour", "sort"),
        ("state=lost", "state"),
        ("mine=yours", "mine"),
        ("purpose=nothing", "purpose"),
        ("recipient=a@@b", "recipient"),
        ("q=a%20b%20c%20d%20e%20f%20g%20h%20i", "q"),
    ] {
        let refused =
            admin.get(&world.project_path(&format!("/transmittals?{query}"))).await.expect(422).json();
        assert_eq!(faults(&refused, "errors")[0].0, field, "{query}");
    }
}

/// What the dashboard tells is overdue, and whether it waits for the reader.
async fn overdue(client: &mut Client, world: &World) -> Vec<String> {
    let board = client.get(&world.project_path("/dashboard")).await.expect(200).json();
    let items = board["overdue"]["items"].as_array().unwrap();
    items.iter().map(|item| format!("{} {}", item["number"].as_str().unwrap(), item["mine"])).collect()
}

#[tokio::test]
async fn from_outside_the_list_tells_of_ones_own_receipt_alone() {
    let sent = Sent::new("for_review").await;
    sent.told().await;
    let world = &sent.world;
    let mut external = world.client(&sent.app, "external").await;
    let one = vec!["TRN-001".to_owned()];
    for query in ["", "mine=received", "mine=to_acknowledge", "waiting=true", "q=a-101"] {
        assert_eq!(numbers(&mut external, world, query).await, one, "{query}");
    }
    let other = format!("recipient={}", ADDRESSES[0]);
    let viewer = format!("recipient={}", world.people["viewer"].id);
    for query in [other.as_str(), viewer.as_str(), "q=harbour", "q=k.ode", "mail_failed=true", "mine=sent"] {
        assert!(numbers(&mut external, world, query).await.is_empty(), "{query}");
    }
    let row = asked(&mut external, world, "").await["items"][0].clone();
    assert_eq!((&row["receipts"], &row["acknowledged"]), (&json!(null), &json!("none")));
    assert!(numbers(&mut world.client(&sent.app, "stranger").await, world, "").await.is_empty());
    // The day passes, and those who issue transmittals see it too.
    sent.app.clock().advance(10 * DAY);
    let mut external = world.client(&sent.app, "external").await;
    let mut admin = world.client(&sent.app, "project_admin").await;
    assert_eq!(numbers(&mut external, world, "overdue=true").await, one);
    assert_eq!(numbers(&mut admin, world, "overdue=true").await, one);
    // Of all that is overdue the dashboard tells them their own, and of the others those who look after the project.
    assert_eq!(overdue(&mut external, world).await, ["TRN-001 true"]);
    assert_eq!(overdue(&mut admin, world).await, ["TRN-001 false"; 3]);
    let _ = external.post(&format!("{}/acknowledge", sent.path), &json!({})).await.expect(200);
    assert!(overdue(&mut external, world).await.is_empty());
    for query in ["overdue=true", "waiting=true", "mine=to_acknowledge"] {
        assert!(numbers(&mut external, world, query).await.is_empty(), "{query}");
    }
    assert_eq!(numbers(&mut admin, world, "overdue=true").await, one, "two are silent still");
    sent.app.run_jobs().await;
}

#[tokio::test]
async fn a_document_that_the_reader_does_not_see_finds_nothing() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let hidden = NewDocument { number: "SEC-900", restricted: true, ..NewDocument::default() };
    let hidden = world.document(&app, &hidden).await;
    let mut admin = world.client(&app, "project_admin").await;
    let body = draft(&[&hidden], &[person(&world, "reviewer")]);
    let made = admin.post(&world.project_path("/transmittals"), &body).await.expect(201).json();
    let path = world.project_path(&format!("/transmittals/{}/issue", made["id"].as_str().unwrap()));
    let _ = admin.post(&path, &json!({"version": 1, "confirm_restricted": true})).await.expect(200);
    let mut viewer = world.client(&app, "viewer").await;
    assert_eq!(numbers(&mut viewer, &world, "").await.len(), 1);
    for query in ["q=sec-900".to_owned(), format!("document={}", hidden.id)] {
        assert_eq!(numbers(&mut admin, &world, &query).await.len(), 1, "{query}");
        assert!(numbers(&mut viewer, &world, &query).await.is_empty(), "{query}");
    }
    app.run_jobs().await;
}

#[tokio::test]
async fn pages_and_the_file_hold_what_the_list_does_in_every_order() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    for at in 0..7 {
        let by = format!("2026-12-0{}", 1 + at % 3);
        let body = json!({"subject": format!("=cmd {at}"), "purpose": "for_review", "acknowledge_by": by});
        let _ = admin.post(&world.project_path("/transmittals"), &body).await.expect(201);
    }
    for sort in ["newest", "sent", "acknowledge_by", "number"] {
        let whole = numbers(&mut admin, &world, &format!("sort={sort}")).await;
        let (mut paged, mut cursor) = (Vec::new(), String::new());
        loop {
            let list = asked(&mut admin, &world, &format!("sort={sort}&limit=2{cursor}")).await;
            let rows = list["items"].as_array().unwrap().clone();
            paged.extend(rows.iter().map(|row| row["number"].as_str().unwrap().to_owned()));
            let Some(next) = list["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!((whole.len(), &paged), (7, &whole), "{sort}");
        let path = world.project_path(&format!("/transmittals/export?sort={sort}"));
        let file = admin.get(&path).await.expect(200).text();
        let lines: Vec<&str> = file.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
        assert_eq!(lines, whole, "{sort}");
        assert!(!file.contains(",=cmd"), "no formulas: {file}");
    }
}
