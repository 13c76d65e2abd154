//! The dashboard: every number on it is the length of the list that its link opens, for every kind of person.

use serde_json::{Value, json};
use wayleave_access::Caps;
use wayleave_testkit::{Client, DAY, NewDocument, PDF, START, TestApp, World};

const KINDS: &[&str] = &[
    "org_admin",
    "org_manager",
    "project_admin",
    "initiator",
    "controller",
    "reviewer",
    "viewer",
    "external",
    "external_full",
    "stranger",
];

async fn dashboard(client: &mut Client, world: &World) -> Value {
    client.get(&world.project_path("/dashboard")).await.expect(200).json()
}

fn encoded(text: &str) -> String {
    text.replace(':', "%3A").replace('+', "%2B").replace(' ', "%20")
}

/// How many rows the list has that a link opens, walked to its end.
async fn length(client: &mut Client, world: &World, link: &Value) -> usize {
    let list = match link["list"].as_str().unwrap() {
        "documents" => "/documents",
        "pending" => "/pending",
        "edit_requests" => "/edit-requests",
        "own_edit_requests" => "/edit-requests/mine",
        "access" => "/access",
        "work_packages" => "/work-packages",
        "transmittals" => "/transmittals",
        "workflows" => "/workflows",
        other => panic!("{other} is no list"),
    };
    let mut query = String::from("?limit=50");
    for (name, value) in link["query"].as_object().unwrap() {
        query.push_str(&format!("&{name}={}", encoded(value.as_str().unwrap())));
    }
    let (mut rows, mut cursor) = (0, String::new());
    loop {
        let page =
            client.get(&world.project_path(&format!("{list}{query}{cursor}"))).await.expect(200).json();
        rows += page["items"].as_array().unwrap().len();
        let Some(next) = page["next"].as_str() else { return rows };
        cursor = format!("&cursor={next}");
    }
}

/// Every number of a dashboard with the link that stands beside it.
fn numbers(board: &Value) -> Vec<(String, i64, Value)> {
    let mut numbers = Vec::new();
    for tile in board["tiles"].as_array().unwrap() {
        assert_eq!(tile["more"], false);
        let key = tile["key"].as_str().unwrap().to_owned();
        numbers.push((key, tile["count"].as_i64().unwrap(), tile["link"].clone()));
    }
    for chart in board["charts"].as_array().unwrap() {
        assert_eq!(chart["more"], false);
        for value in chart["values"].as_array().unwrap().iter().filter(|value| value["link"].is_object()) {
            let key = format!("{} {}", chart["field"], value["code"]);
            numbers.push((key, value["count"].as_i64().unwrap(), value["link"].clone()));
        }
    }
    for week in board["weeks"]["values"].as_array().unwrap() {
        numbers.push((week["from"].to_string(), week["count"].as_i64().unwrap(), week["link"].clone()));
    }
    numbers
}

async fn same_as_lists(app: &TestApp, world: &World, told: &str) -> usize {
    let mut compared = 0;
    for kind in KINDS {
        let mut client = world.client(app, kind).await;
        let board = dashboard(&mut client, world).await;
        let total =
            board["tiles"].as_array().unwrap().iter().find(|tile| tile["key"] == "documents").unwrap();
        for chart in board["charts"].as_array().unwrap() {
            let sum: i64 = chart["values"]
                .as_array()
                .unwrap()
                .iter()
                .map(|value| value["count"].as_i64().unwrap())
                .sum();
            assert_eq!(sum, total["count"].as_i64().unwrap(), "{told}, {kind}: {}", chart["field"]);
        }
        for (key, count, link) in numbers(&board) {
            let rows = length(&mut client, world, &link).await;
            assert_eq!(count, rows as i64, "{told}, {kind}: {key} by {link}");
            compared += 1;
        }
    }
    compared
}

/// A small source of chance of the test's own.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    pub fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        let at = self.roll(of.len() as u64);
        of[usize::try_from(at).unwrap()]
    }
}

/// Fills a world by chance: documents of every state over some weeks, grants, submissions, requests for edits.
async fn fill(app: &TestApp, world: &World, dice: &mut Dice, count: usize) {
    let mut external = world.client(app, "external").await;
    for at in 0..count {
        let number = format!("N-{at}");
        let waits: &[(&str, &str)] = &[("P01", "pending")];
        let revisions: &[&[(&str, &str)]] = &[
            &[("P01", "accepted")],
            &[("P01", "accepted"), ("P02", "accepted")],
            &[("P01", "accepted"), ("P02", "pending")],
            waits,
            &[("P01", "rejected")],
        ];
        let new = NewDocument {
            number: &number,
            status: dice.pick(&["draft", "for_review", "approved", "for_information", "superseded"]),
            restricted: dice.roll(4) == 0,
            revisions: dice.pick(revisions),
            uploader: dice.pick(&["initiator", "controller", "org_admin", "external"]),
            ..NewDocument::default()
        };
        let document = world.document(app, &new).await;
        if dice.roll(2) == 0 {
            let to = world.people[dice.pick(&["external", "stranger", "viewer", "controller"])].subject;
            let range = if dice.roll(2) == 0 { (1, 1) } else { (1, 2) };
            world.grant(app, &document, to, Caps::VIEW, range, START + 200 * DAY).await;
        }
        if dice.roll(3) == 0 {
            let wish = json!({"changes": {"title": format!("Title {at}")}});
            let path = world.project_path(&format!("/documents/{}/edit-requests", document.id));
            let reply = external.post(&path, &wish).await;
            assert!(matches!(reply.status.as_u16(), 201 | 404 | 409), "{}", reply.text());
        }
        if dice.roll(4) == 0 {
            let path = world.project_path(&format!("/uploads?filename=S-{at}.pdf"));
            let upload = external.upload(&path, PDF).await.expect(201).json();
            let row = json!({"upload_id": upload["id"], "title": "Sent", "revision": "P01",
                "document_type": "DRG", "number": format!("S-{at}")});
            let _ =
                external.post(&world.project_path("/documents"), &json!({"rows": [row]})).await.expect(201);
        }
        app.run_jobs().await;
        if dice.roll(3) == 0 {
            app.clock().advance(DAY);
        }
    }
}

#[tokio::test]
async fn every_number_is_the_length_of_the_list_that_it_opens() {
    let worlds = if crate::tokens::guesses::full() { 60 } else { 4 };
    let mut compared = 0;
    for seed in 0..worlds {
        let app = TestApp::new().await;
        let world = app.world().await;
        let mut dice = Dice(20_261_122 + seed);
        assert!(same_as_lists(&app, &world, "empty").await > 0);
        fill(&app, &world, &mut dice, 24).await;
        compared += same_as_lists(&app, &world, &format!("seed {seed}")).await;
        app.run_jobs().await;
    }
    assert!(compared > 500, "{compared}");
}

#[tokio::test]
async fn what_waits_for_more_than_a_week_is_overdue() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let waits = NewDocument {
        number: "",
        revisions: &[("P01", "pending")],
        uploader: "external",
        ..NewDocument::default()
    };
    world.document(&app, &waits).await;
    let count = |board: &Value, key: &str| {
        let tile = board["tiles"].as_array().unwrap().iter().find(|tile| tile["key"] == key);
        tile.map(|tile| tile["count"].as_i64().unwrap())
    };
    let mut controller = world.client(&app, "controller").await;
    let board = dashboard(&mut controller, &world).await;
    assert_eq!((count(&board, "pending"), count(&board, "overdue")), (Some(1), Some(0)));
    app.clock().advance(7 * DAY + 1);
    let board = dashboard(&mut controller, &world).await;
    assert_eq!((count(&board, "pending"), count(&board, "overdue")), (Some(1), Some(1)));
    // Who decides nothing has no such numbers.
    let mut viewer = world.client(&app, "viewer").await;
    let board = dashboard(&mut viewer, &world).await;
    assert_eq!((count(&board, "pending"), count(&board, "overdue")), (None, None));
    let mut external = world.client(&app, "external").await;
    let board = dashboard(&mut external, &world).await;
    assert_eq!((count(&board, "mine_pending"), count(&board, "restricted")), (Some(1), None));
}

#[tokio::test]
async fn people_from_outside_read_until_when_they_are_in_and_whom_to_ask() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut external = world.client(&app, "external_full").await;
    let board = dashboard(&mut external, &world).await;
    assert!(board["access"]["ends_at"].is_string() && board["access"]["full_register_until"].is_string());
    assert_eq!(board["access"]["contacts"][0]["name"], "controller of acme");
    let mut viewer = world.client(&app, "viewer").await;
    assert_eq!(dashboard(&mut viewer, &world).await["access"], Value::Null);
}

#[tokio::test]
async fn the_weeks_are_those_of_the_projects_own_calendar() {
    let app = TestApp::new().await;
    let world = app.world().await;
    world.document(&app, &NewDocument::default()).await;
    let mut viewer = world.client(&app, "viewer").await;
    let weeks = dashboard(&mut viewer, &world).await["weeks"]["values"].clone();
    let weeks = weeks.as_array().unwrap();
    assert_eq!(weeks.len(), 12);
    assert_eq!((&weeks[11]["from"], &weeks[11]["count"]), (&json!("2026-11-16"), &json!(1)));
    app.clock().advance(7 * DAY);
    let weeks = dashboard(&mut viewer, &world).await["weeks"]["values"].clone();
    assert_eq!((&weeks[10]["from"], &weeks[10]["count"]), (&json!("2026-11-16"), &json!(1)));
}
