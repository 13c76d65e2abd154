//! Numbers made by schemes: given, required codes, counters, gaps, previews, and whose scheme holds.

use serde_json::{Value, json};
use wayleave_testkit::{Client, DAY, TestApp, World};

use super::{ask, errors, fault, field, make, options, scheme};
use crate::register::{at, events};

async fn set(client: &mut Client, path: &str, scheme: &Value) {
    let _ = client.put(path, &json!({"mode": "automatic", "scheme": scheme})).await.expect(200);
}

async fn codes(app: &TestApp, world: &World) {
    let mut manager = world.client(app, "org_manager").await;
    options(&mut manager, &world.path(""), "discipline", &["STR", "MEC"]).await;
    options(&mut manager, &world.path(""), "document_type", &["DRG", "SPC"]).await;
}

#[tokio::test]
async fn each_combination_counts_for_itself_and_no_number_returns() {
    let app = TestApp::new().await;
    let world = app.world().await;
    codes(&app, &world).await;
    let mut admin = world.client(&app, "project_admin").await;
    set(&mut admin, &world.project_path("/numbering"), &scheme()).await;
    let mut controller = world.client(&app, "controller").await;
    let mut given = Vec::new();
    for discipline in ["STR", "STR", "mec", "STR"] {
        let made = make(&world, &mut controller, json!({"discipline": discipline})).await;
        given.push(made["number"].as_str().unwrap().to_owned());
        if given.len() == 2 {
            let _ = controller.delete(&at(&world, &made, "")).await.expect(204);
        }
    }
    assert_eq!(given, ["STR-DRG-0001", "STR-DRG-0002", "MEC-DRG-0001", "STR-DRG-0003"]);
    // A number typed by hand moves its own counter on, however it is written; others leave it alone.
    let _ = make(&world, &mut controller, json!({"discipline": "MEC", "number": "str-drg-41"})).await;
    let _ = make(&world, &mut controller, json!({"discipline": "STR", "number": "STR-DRG-X7"})).await;
    let made = make(&world, &mut controller, json!({"discipline": "STR"})).await;
    assert_eq!(made["number"], "STR-DRG-0042");
    // A number outgrows its width.
    let _ = make(&world, &mut controller, json!({"discipline": "STR", "number": "STR-DRG-9999"})).await;
    let made = make(&world, &mut controller, json!({"discipline": "STR"})).await;
    assert_eq!(made["number"], "STR-DRG-10000");
    app.run_jobs().await;
}

#[tokio::test]
async fn the_codes_that_a_number_is_made_of_are_required() {
    let app = TestApp::new().await;
    let world = app.world().await;
    codes(&app, &world).await;
    let mut admin = world.client(&app, "project_admin").await;
    field(&mut admin, &world.project_path(""), "phase", "dropdown", &["P1"]).await;
    let segments = json!([{"kind": "code", "field": "phase"}, {"kind": "code", "field": "originator"},
        {"kind": "counter", "width": 2, "start": 7}]);
    set(&mut admin, &world.project_path("/numbering"), &json!({"segments": segments})).await;
    let mut initiator = world.client(&app, "initiator").await;
    let refused = ask(&world, &mut initiator, json!({"originator": "Acme Ltd"})).await.expect(422);
    let expected = [("rows[0].fields.phase", "needed_for_number"), ("rows[0].originator", "not_a_code")];
    assert_eq!(errors(&refused), expected.map(|(field, code)| (field.to_owned(), code.to_owned())));
    let row = json!({"originator": "ACM", "fields": {"phase": "p1"}});
    assert_eq!(make(&world, &mut initiator, row.clone()).await["number"], "P1ACM07");
    assert_eq!(make(&world, &mut initiator, row).await["number"], "P1ACM08");
    let forms = initiator.get(&world.project_path("/documents/options")).await.expect(200).json();
    let needed: Vec<&Value> = forms["fields"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|field| field["needed"] == json!(true))
        .map(|field| &field["key"])
        .collect();
    assert_eq!(needed, [&json!("originator"), &json!("phase")]);
    assert_eq!((&forms["next_number"], &forms["automatic_numbers"]), (&Value::Null, &json!(true)));
    // From outside the codes may be missing: the Document Controller gives them with the number.
    let mut external = world.client(&app, "external").await;
    let sent = make(&world, &mut external, json!({})).await;
    assert_eq!(sent["number"], "");
    let mut controller = world.client(&app, "controller").await;
    let path = crate::register::shown(&world, &sent, "/accept");
    let refused = controller.post(&path, &json!({"as": "new"})).await.expect(422);
    assert!(errors(&refused).contains(&("fields.phase".to_owned(), "needed_for_number".to_owned())));
    app.run_jobs().await;
}

#[tokio::test]
async fn years_begin_anew_in_the_time_zone_of_the_project() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let edit = json!({"version": 1, "timezone": "Pacific/Auckland"});
    let _ = admin.patch(&world.project_path(""), &edit).await.expect(200);
    let segments = json!([{"kind": "project"}, {"kind": "literal", "text": "/"}, {"kind": "short_year"}, {"kind": "month"},
        {"kind": "literal", "text": "/"}, {"kind": "counter", "width": 3, "start": 1}]);
    set(&mut admin, &world.project_path("/numbering"), &json!({"scope": "year", "segments": segments})).await;
    // 30 December 2026, 23:00 in UTC, is the morning of the 31st there; a day later the new year has begun.
    let eve = 1_798_671_600_000;
    app.clock().advance(eve - app.clock().now());
    let mut initiator = world.client(&app, "initiator").await;
    let mut given = Vec::new();
    for days in [0, 1, 0] {
        app.clock().advance(days * DAY);
        given.push(make(&world, &mut initiator, json!({})).await["number"].as_str().unwrap().to_owned());
    }
    assert_eq!(given, ["HRB-01/2612/001", "HRB-01/2701/001", "HRB-01/2701/002"]);
    let counters = admin.get(&world.project_path("/numbering/counters")).await.expect(200).json();
    let shown: Vec<(&Value, &Value)> =
        counters["items"].as_array().unwrap().iter().map(|row| (&row["id"], &row["next"])).collect();
    assert_eq!(shown, [(&json!("year 2026"), &json!(2)), (&json!("year 2027"), &json!(3))]);
    app.run_jobs().await;
}

#[tokio::test]
async fn the_projects_numbering_wins_over_the_organisations() {
    let app = TestApp::new().await;
    let world = app.world().await;
    codes(&app, &world).await;
    let mut manager = world.client(&app, "org_manager").await;
    let mut admin = world.client(&app, "project_admin").await;
    let (theirs, ours) = (world.path("/numbering"), world.project_path("/numbering"));
    assert_eq!(
        admin.get(&ours).await.expect(200).json()["numbering"],
        json!({"mode": "manual", "scheme": null})
    );
    set(&mut manager, &theirs, &scheme()).await;
    let seen = admin.get(&ours).await.expect(200).json();
    assert_eq!((&seen["level"], &seen["numbering"]["scheme"]), (&json!("organisation"), &scheme()));
    let mut controller = world.client(&app, "controller").await;
    assert_eq!(make(&world, &mut controller, json!({"discipline": "STR"})).await["number"], "STR-DRG-0001");
    let _ = admin.put(&ours, &json!({"mode": "manual"})).await.expect(200);
    let refused = ask(&world, &mut controller, json!({"discipline": "STR"})).await.expect(422);
    assert_eq!(errors(&refused), fault("rows[0].number", "required"));
    let seen = admin.delete(&ours).await.expect(200).json();
    assert_eq!(seen["level"], "organisation");
    assert_eq!(make(&world, &mut controller, json!({"discipline": "STR"})).await["number"], "STR-DRG-0002");
    assert_eq!(events(&app, &world, "numbering.changed").await.len(), 3);
    // A field of the project is nothing that the organisation could name, and one in a scheme is not retired.
    field(&mut admin, &world.project_path(""), "phase", "dropdown", &["P1"]).await;
    let phase = json!({"mode": "automatic", "scheme": {"segments": [{"kind": "code", "field": "phase"}, {"kind": "counter", "width": 1, "start": 1}]}});
    assert_eq!(errors(&manager.put(&theirs, &phase).await.expect(422)), fault("scheme.segments[0]", "flaw"));
    let _ = admin.put(&ours, &phase).await.expect(200);
    let retire = json!({"retired": true});
    let refused = admin.patch(&world.project_path("/fields/phase"), &retire).await.expect(422);
    assert_eq!(errors(&refused), fault("retired", "in_scheme"));
    let _ = admin.delete(&world.project_path("/fields/phase")).await.expect(409);
    let wrong = json!({"mode": "automatic"});
    assert_eq!(errors(&admin.put(&ours, &wrong).await.expect(422)), fault("scheme", "required"));
    app.run_jobs().await;
}

#[tokio::test]
async fn a_scheme_is_tried_before_it_is_saved() {
    let app = TestApp::new().await;
    let world = app.world().await;
    codes(&app, &world).await;
    let mut admin = world.client(&app, "project_admin").await;
    let path = world.project_path("/numbering/preview");
    let before = app.state().await;
    let seen = admin.post(&path, &json!({"scheme": scheme()})).await.expect(200).json();
    assert_eq!(seen["samples"], json!(["STR-DRG-0001", "STR-DRG-0002", "MEC-SPC-0001"]));
    assert_eq!((&seen["ok"], &seen["longest"]), (&json!(true), &json!(12)));
    assert_eq!(seen["sequence"], "{discipline}-{document_type}-####");
    assert_eq!(seen["required"][0], json!({"key": "discipline", "label": "Discipline"}));
    let wrong = json!({"scheme": {"segments": [{"kind": "code", "field": "mood"}, {"kind": "literal", "text": " "}]}});
    let seen = admin.post(&path, &wrong).await.expect(200).json();
    let places: Vec<&Value> = seen["flaws"].as_array().unwrap().iter().map(|flaw| &flaw["segment"]).collect();
    assert_eq!(places, [&Value::Null, &json!(0), &json!(1)]);
    let _ = admin.post(&path, &json!({"scheme": {"segments": [{"kind": "mood"}]}})).await.expect(422);
    assert_eq!(app.state().await, before);
}

#[tokio::test]
async fn counters_go_upward_only() {
    let app = TestApp::new().await;
    let world = app.world().await;
    codes(&app, &world).await;
    let mut admin = world.client(&app, "project_admin").await;
    let path = world.project_path("/numbering/counters");
    let first = json!({"codes": {"discipline": "str", "document_type": "DRG"}, "next": 5});
    let _ = admin.post(&path, &first).await.expect(409);
    set(&mut admin, &world.project_path("/numbering"), &scheme()).await;
    let set = admin.post(&path, &first).await.expect(200).json();
    assert_eq!((&set["sample"], &set["sequence"]), (&json!("STR-DRG-0005"), &json!("STR-DRG-####")));
    let lower = json!({"id": set["id"], "next": 4});
    assert_eq!(errors(&admin.post(&path, &lower).await.expect(422)), fault("next", "only_upward"));
    let same = json!({"id": set["id"], "next": 5});
    let _ = admin.post(&path, &same).await.expect(200);
    assert_eq!(events(&app, &world, "numbering.counter_set").await.len(), 1);
    let unknown = json!({"id": "combination xxx-#", "next": 9});
    assert_eq!(errors(&admin.post(&path, &unknown).await.expect(422)), fault("id", "unknown"));
    let missing = json!({"codes": {"discipline": "XXX"}, "next": 9});
    let expected = [("codes.discipline", "unknown_choice"), ("codes.document_type", "required")];
    let refused = errors(&admin.post(&path, &missing).await.expect(422));
    assert_eq!(refused, expected.map(|(field, code)| (field.to_owned(), code.to_owned())));
    let mut controller = world.client(&app, "controller").await;
    assert_eq!(make(&world, &mut controller, json!({"discipline": "STR"})).await["number"], "STR-DRG-0005");
    // The counters of a former scheme are shown for what they were.
    super::numbering::set(
        &mut admin,
        &world.project_path("/numbering"),
        &json!({"scope": "project", "segments": [
        {"kind": "literal", "text": "N"}, {"kind": "counter", "width": 1, "start": 1}]}),
    )
    .await;
    let list = admin.get(&path).await.expect(200).json();
    assert_eq!(
        (&list["items"][0]["current"], &list["items"][0]["sequence"]),
        (&json!(false), &json!("str-drg-#"))
    );
    app.run_jobs().await;
}

#[tokio::test]
async fn missing_numbers_are_told_with_their_cause() {
    let app = TestApp::new().await;
    let world = app.world().await;
    codes(&app, &world).await;
    let mut admin = world.client(&app, "project_admin").await;
    set(&mut admin, &world.project_path("/numbering"), &scheme()).await;
    let mut controller = world.client(&app, "controller").await;
    let _ = make(&world, &mut controller, json!({"discipline": "STR"})).await;
    let gone = make(&world, &mut controller, json!({"discipline": "STR"})).await;
    let _ = controller.delete(&at(&world, &gone, "")).await.expect(204);
    let raise = json!({"codes": {"discipline": "STR", "document_type": "DRG"}, "next": 5});
    let _ = admin.post(&world.project_path("/numbering/counters"), &raise).await.expect(200);
    let _ = make(&world, &mut controller, json!({"discipline": "STR"})).await;
    let _ = make(&world, &mut controller, json!({"discipline": "STR", "number": "STR-DRG-0008"})).await;
    let path = world.project_path("/numbering/gaps");
    let report = controller.get(&path).await.expect(200).json();
    assert_eq!(report["complete"], true);
    let sequence = &report["sequences"][0];
    assert_eq!(
        (&sequence["sequence"], &sequence["next"], &sequence["count"]),
        (&json!("STR-DRG-####"), &json!(9), &json!(3))
    );
    let told: Vec<Value> = sequence["missing"]
        .as_array()
        .unwrap()
        .iter()
        .map(|gap| json!([gap["first"], gap["last"], gap["cause"], gap["number"]]))
        .collect();
    let expected = [
        json!(["STR-DRG-0002", "STR-DRG-0002", "deleted", "STR-DRG-0002"]),
        json!(["STR-DRG-0003", "STR-DRG-0004", "raised", null]),
        json!(["STR-DRG-0006", "STR-DRG-0007", "skipped", "STR-DRG-0008"]),
    ];
    assert_eq!(told, expected);
    assert!(sequence["missing"][1]["by"]["name"].is_string() && sequence["missing"][1]["at"].is_string());
    let _ = world.client(&app, "initiator").await.get(&path).await.expect(403);
    app.run_jobs().await;
}
