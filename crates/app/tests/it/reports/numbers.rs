//! Every number of a report is the length of the list that its link opens, and what the documents themselves say.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use wayleave_access::Caps;
use wayleave_testkit::{Client, DAY, NewDocument, START, TestApp, World};

use super::{counts, describe, documents_by, run};
use crate::dashboard::Dice;
use crate::metadata::field;

const KINDS: &[&str] = &["org_admin", "project_admin", "initiator", "controller", "reviewer", "viewer"];

fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// The documents of the list that a link opens, walked to its end.
async fn listed(client: &mut Client, world: &World, query: &Value) -> Vec<Value> {
    let mut text = String::from("?limit=200");
    for (name, values) in query.as_object().unwrap() {
        for value in values.as_array().unwrap() {
            text.push_str(&format!("&{name}={}", encoded(value.as_str().unwrap())));
        }
    }
    let (mut rows, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = world.project_path(&format!("/documents{text}{cursor}"));
        let page = client.get(&path).await.expect(200).json();
        rows.extend(page["items"].as_array().unwrap().iter().cloned());
        let Some(next) = page["next"].as_str() else { return rows };
        cursor = format!("&cursor={next}");
    }
}

/// Every number of a report that has a link is the length of that list, and the numbers add up.
async fn same_as_lists(client: &mut Client, world: &World, report: &Value, told: &str) -> usize {
    let mut cells: Vec<(String, Value)> = vec![("total".to_owned(), report["total"].clone())];
    let total = report["total"]["count"].as_i64().unwrap();
    let rows = report["rows"].as_array().unwrap();
    let columns = report["columns"].as_array().unwrap();
    let sum = |heads: &[Value]| heads.iter().map(|head| head["count"].as_i64().unwrap()).sum::<i64>();
    assert_eq!((sum(rows), report["more"].as_bool()), (total, Some(false)), "{told}");
    if !columns.is_empty() {
        assert_eq!(sum(columns), total, "{told}");
    }
    for (at, row) in rows.iter().enumerate() {
        cells.push((row["label"].to_string(), row.clone()));
        let parts = row["cells"].as_array().unwrap();
        assert_eq!(parts.len(), columns.len(), "{told}");
        if !parts.is_empty() {
            assert_eq!(json!(sum(parts)), row["count"], "{told}: {}", row["label"]);
        }
        for (column, cell) in columns.iter().zip(parts) {
            cells.push((format!("row {at} {} {}", row["label"], column["label"]), cell.clone()));
        }
    }
    cells.extend(columns.iter().map(|column| (column["label"].to_string(), column.clone())));
    let mut compared = 0;
    for (what, cell) in cells {
        let count = cell["count"].as_i64().unwrap();
        if cell["link"].is_null() {
            assert!(
                count == 0 || report["counts"] == "revisions" || told.contains("originator"),
                "{told}: {what}"
            );
            continue;
        }
        let rows = listed(client, world, &cell["link"]["query"]).await;
        assert_eq!(count, rows.len() as i64, "{told}: {what} by {}", cell["link"]);
        compared += 1;
    }
    compared
}

const ORIGINATORS: &[&str] = &["", "Borealis Engineers", "Pier, Dock and Sons", "ACME", "Acme"];

/// What the test knows of the documents that it made: when, by public id.
type Known = BTreeMap<String, i64>;

/// Fills a world by chance.
async fn fill(app: &TestApp, world: &World, dice: &mut Dice, numbers: std::ops::Range<usize>) -> Known {
    let mut known = Known::new();
    for at in numbers {
        let number = format!("N-{at}");
        let revisions: &[&[(&str, &str)]] = &[
            &[("P01", "accepted")],
            &[("P01", "accepted"), ("P02", "accepted")],
            &[("P01", "accepted"), ("P02", "pending")],
            &[("P01", "pending")],
            &[("P01", "rejected")],
        ];
        let title = dice.pick(&["Door schedule", "Ground floor plan", "Door plan", "Stair"]);
        let status = dice.pick(&["draft", "for_review", "approved", "superseded"]);
        let revisions = dice.pick(revisions);
        let uploader = dice.pick(&["initiator", "controller", "org_admin", "external"]);
        let new = NewDocument {
            number: &number,
            title,
            status,
            restricted: dice.roll(4) == 0,
            revisions,
            uploader,
        };
        let document = world.document(app, &new).await;
        known.insert(document.id.clone(), app.clock().now());
        let values = json!({
            "discipline": dice.pick(&["", "STR", "ARC", "STR", "MEC"]),
            "document_type": dice.pick(&["DRG", "SPC"]),
            "zone": dice.pick(&["", "ZA", "ZB"]),
            "originator": dice.pick(ORIGINATORS),
            "fields": {"trade": dice.pick(&["", "STEEL", "GLASS"]), "urgent": dice.pick(&["", "true", "false"])},
        });
        describe(app, world, &document.id, &values).await;
        if dice.roll(2) == 0 {
            let to = world.people[dice.pick(&["reviewer", "viewer", "controller"])].subject;
            let range = if dice.roll(2) == 0 { (1, 1) } else { (1, 2) };
            world.grant(app, &document, to, Caps::VIEW, range, START + 400 * DAY).await;
        }
        app.run_jobs().await;
        if dice.roll(3) == 0 {
            let days = i64::try_from(dice.roll(25)).unwrap();
            app.clock().advance(days * DAY + 5 * 3_600_000);
        }
    }
    known
}

/// A question by chance.
fn question(dice: &mut Dice) -> Value {
    let groups = [
        "status",
        "document_type",
        "discipline",
        "zone",
        "originator",
        "fields.trade",
        "fields.urgent",
        "created_month",
        "created_quarter",
    ];
    let one = dice.pick(&groups);
    let two = dice.pick(&groups);
    let mut group_by = vec![one];
    if two != one && dice.roll(4) > 0 {
        group_by.push(two);
    }
    let mut query = json!({});
    match dice.roll(9) {
        0 => query["q"] = json!("door OR stair"),
        1 => query["q"] = json!("-plan"),
        2 => query["q"] = json!("title:door discipline:str"),
        3 => query["q"] = json!("file:N-1*"),
        4 => query["status"] = json!(["approved", "for_review"]),
        5 => query["field"] = json!(["trade:STEEL", "trade:glass", "urgent:true"]),
        6 => query["discipline"] = json!(["STR", "ARC"]),
        7 => query["restricted"] = json!(dice.roll(2) == 0),
        _ => {}
    }
    if dice.roll(6) == 0 {
        query["pending"] = json!(dice.roll(2) == 0);
    }
    if dice.roll(8) == 0 {
        query["mine"] = json!(true);
    }
    let mut question = json!({"metric": "document_count", "group_by": group_by, "query": query});
    if dice.roll(3) == 0 {
        question["from"] = json!("2026-12-05");
    }
    if dice.roll(3) == 0 {
        question["to"] = json!("2027-02-10");
    }
    question
}

async fn world(app: &TestApp) -> World {
    let world = app.world().await;
    let mut admin = world.client(app, "org_admin").await;
    field(&mut admin, &world.project_path(""), "trade", "dropdown", &["STEEL", "GLASS"]).await;
    field(&mut admin, &world.project_path(""), "urgent", "toggle", &[]).await;
    world
}

#[tokio::test]
async fn every_cell_is_as_large_as_the_list_that_it_opens() {
    let worlds = if crate::tokens::guesses::full() { 40 } else { 3 };
    let mut compared = 0;
    for seed in 0..worlds {
        let app = TestApp::new().await;
        let world = world(&app).await;
        let mut dice = Dice(20_261_122 + seed);
        fill(&app, &world, &mut dice, 0..22).await;
        for kind in KINDS {
            let mut client = world.client(&app, kind).await;
            for _ in 0..6 {
                let question = question(&mut dice);
                let report = run(&mut client, &world, &question).await;
                let told = format!("seed {seed}, {kind}: {question}");
                compared += same_as_lists(&mut client, &world, &report, &told).await;
            }
        }
        app.run_jobs().await;
    }
    assert!(compared > 500, "{compared}");
}

/// Groups what the list and the documents themselves say.
fn grouped(of: impl Iterator<Item = String>) -> BTreeMap<String, i64> {
    let mut found = BTreeMap::new();
    of.for_each(|code| *found.entry(code).or_default() += 1);
    found
}

fn told(report: &Value) -> BTreeMap<String, i64> {
    let rows = counts(&report["rows"]).into_iter();
    rows.filter(|(_, count)| *count > 0)
        .map(|(code, count)| (code.as_str().unwrap().to_owned(), count))
        .collect()
}

/// The month of a moment in the project's zone, which is UTC here.
fn month(at: i64) -> String {
    jiff::Timestamp::from_millisecond(at).unwrap().strftime("%Y-%m").to_string()
}

#[tokio::test]
async fn documents_and_revisions_are_counted_as_they_are_seen_one_by_one() {
    let app = TestApp::new().await;
    let world = world(&app).await;
    let mut dice = Dice(7);
    let known = fill(&app, &world, &mut dice, 0..26).await;
    for kind in KINDS {
        let mut client = world.client(&app, kind).await;
        let rows = listed(&mut client, &world, &json!({})).await;
        let mut documents = Vec::new();
        for row in &rows {
            let path = world.project_path(&format!("/documents/{}", row["id"].as_str().unwrap()));
            documents.push(client.get(&path).await.expect(200).json());
        }
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        for (group, place) in [
            ("discipline", "/discipline"),
            ("zone", "/zone"),
            ("originator", "/originator"),
            ("fields.trade", "/fields/trade"),
            ("fields.urgent", "/fields/urgent"),
        ] {
            let report = run(&mut client, &world, &documents_by(&[group])).await;
            let seen = grouped(documents.iter().map(|one| one.pointer(place).map(text).unwrap_or_default()));
            assert_eq!(told(&report), seen, "{kind} by {group}");
        }
        let report = run(&mut client, &world, &documents_by(&["created_month"])).await;
        assert_eq!(
            told(&report),
            grouped(rows.iter().map(|row| month(known[row["id"].as_str().unwrap()]))),
            "{kind}"
        );
        let accepted = documents.iter().flat_map(|document| {
            let revisions = document["revisions"].as_array().unwrap().iter();
            revisions.filter(|revision| revision["acceptance"] == "accepted")
        });
        let months = grouped(accepted.map(|revision| text(&revision["uploaded_at"])[..7].to_owned()));
        let ask = json!({"metric": "revision_count", "group_by": ["uploaded_month"]});
        assert_eq!(told(&run(&mut client, &world, &ask).await), months, "{kind}");
        let ask = json!({"metric": "revision_count", "group_by": ["uploaded_month", "discipline"], "query": {"q": "door"}});
        let report = run(&mut client, &world, &ask).await;
        same_as_lists(&mut client, &world, &report, "revisions").await;
    }
    app.run_jobs().await;
}

#[tokio::test]
async fn a_restricted_document_counts_for_those_who_see_it_alone() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let secret = NewDocument { number: "S-1", restricted: true, ..NewDocument::default() };
    let secret = world.document(&app, &secret).await;
    world.document(&app, &NewDocument::default()).await;
    let total = async |kind: &str| {
        let report = run(&mut world.client(&app, kind).await, &world, &documents_by(&["status"])).await;
        report["total"]["count"].as_i64().unwrap()
    };
    assert_eq!((total("project_admin").await, total("viewer").await, total("reviewer").await), (2, 1, 1));
    let viewer = world.people["viewer"].subject;
    world.grant(&app, &secret, viewer, Caps::VIEW, (1, 1), START + DAY).await;
    assert_eq!((total("viewer").await, total("reviewer").await), (2, 1));
    app.clock().advance(DAY);
    assert_eq!(total("viewer").await, 1);
}

#[tokio::test]
async fn a_report_takes_as_many_statements_for_many_cells_as_for_few() {
    let app = TestApp::new().await;
    let world = world(&app).await;
    let mut dice = Dice(11);
    let mut client = world.client(&app, "viewer").await;
    let questions = [
        documents_by(&["discipline", "fields.trade"]),
        documents_by(&["created_month", "status"]),
        json!({"metric": "revision_count", "group_by": ["uploaded_month", "zone"], "query": {"q": "door"}}),
    ];
    let mut before = Vec::new();
    for numbers in [0..3, 3..33] {
        fill(&app, &world, &mut dice, numbers).await;
        let mut taken = Vec::new();
        for question in &questions {
            // The first request of a session is noted; that is not compared.
            let _ = run(&mut client, &world, question).await;
            let begun = app.db().statements();
            let _ = run(&mut client, &world, question).await;
            taken.push(app.db().statements() - begun);
        }
        assert!(taken.iter().all(|count| *count < 30), "{taken:?}");
        if !before.is_empty() {
            assert_eq!(taken, before);
        }
        before = taken;
    }
    app.run_jobs().await;
}
