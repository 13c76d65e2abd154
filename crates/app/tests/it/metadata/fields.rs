//! Fields and choices as organisations and projects keep them.

use serde_json::{Value, json};
use wayleave_testkit::TestApp;

use super::{errors, fault, field, make, options};
use crate::register::events;

fn keys(list: &Value) -> Vec<String> {
    let items = list["items"].as_array().unwrap();
    items.iter().map(|field| field["key"].as_str().unwrap().to_owned()).collect()
}

fn find<'a>(list: &'a Value, key: &str) -> &'a Value {
    list["items"].as_array().unwrap().iter().find(|field| field["key"] == key).unwrap()
}

fn codes(field: &Value) -> Vec<&str> {
    field["options"].as_array().unwrap().iter().map(|option| option["code"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn an_organisation_keeps_its_fields_and_a_project_adds_to_them() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut manager = world.client(&app, "org_manager").await;
    let mut admin = world.client(&app, "project_admin").await;
    field(&mut manager, &world.path(""), "trade", "dropdown", &["STEEL", "GLASS"]).await;
    field(&mut admin, &world.project_path(""), "phase", "dropdown", &["P1"]).await;
    options(&mut admin, &world.project_path(""), "trade", &["ROPE"]).await;

    let theirs = manager.get(&world.path("/fields")).await.expect(200).json();
    assert_eq!(keys(&theirs).last().unwrap(), "trade");
    assert_eq!(codes(find(&theirs, "trade")), ["STEEL", "GLASS"]);
    let ours = admin.get(&world.project_path("/fields")).await.expect(200).json();
    assert_eq!(&keys(&ours)[9..], ["trade", "phase"]);
    assert_eq!(codes(find(&ours, "trade")), ["STEEL", "GLASS", "ROPE"]);
    assert_eq!(find(&ours, "trade")["level"], "organisation");
    assert_eq!(
        find(&ours, "trade")["abilities"],
        json!({"edit": false, "retire": false, "delete": false, "add_option": true})
    );
    assert_eq!(find(&ours, "phase")["abilities"]["edit"], true);

    // What is the organisation's is changed there.
    let change = json!({"label": "Other"});
    let _ = admin.patch(&world.project_path("/fields/trade"), &change).await.expect(409);
    let _ = admin.delete(&world.project_path("/fields/trade")).await.expect(409);
    let _ = admin.patch(&world.project_path("/fields/trade/options/steel"), &change).await.expect(409);
    let _ = admin.patch(&world.project_path("/fields/trade/options/rope"), &change).await.expect(200);
    let _ = manager.patch(&world.path("/fields/trade/options/ROPE"), &change).await.expect(404);
    let _ = manager.patch(&world.path("/fields/phase"), &change).await.expect(404);
    let told = events(&app, &world, "option.changed").await;
    assert_eq!((&told[0]["entity"], &told[0]["after"]["label"]), (&json!("trade.ROPE"), &json!("Other")));
    assert_eq!(events(&app, &world, "field.added").await.len(), 2);
}

#[tokio::test]
async fn a_key_or_code_that_cannot_be_is_refused_with_its_field() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut manager = world.client(&app, "org_manager").await;
    let mut admin = world.client(&app, "project_admin").await;
    field(&mut admin, &world.project_path(""), "phase", "dropdown", &["P1"]).await;
    let before = app.state().await;
    for (body, expected) in [
        (json!({"key": "Phase", "label": "x", "kind": "text"}), fault("key", "malformed")),
        (json!({"key": "zone", "label": "x", "kind": "text"}), fault("key", "taken")),
        (json!({"key": "phase", "label": "x", "kind": "text"}), fault("key", "taken")),
        (json!({"key": "status", "label": "x", "kind": "text"}), fault("key", "reserved")),
        (json!({"key": "new", "label": " ", "kind": "text"}), fault("label", "required")),
        (json!({"key": "new", "label": "x", "kind": "number"}), fault("kind", "unknown_choice")),
        (
            json!({"key": "new", "label": "x", "kind": "dropdown", "parent": "nope"}),
            fault("parent", "unknown"),
        ),
        (json!({"key": "new", "label": "x", "kind": "text", "parent": "zone"}), fault("parent", "unknown")),
    ] {
        assert_eq!(
            errors(&manager.post(&world.path("/fields"), &body).await.expect(422)),
            expected,
            "{body}"
        );
    }
    let path = world.path("/fields/zone/options");
    let _ = manager.post(&path, &json!({"code": "a b", "label": ""})).await.expect(422);
    let parent = json!({"code": "Z1", "label": "x", "parent": "N"});
    assert_eq!(errors(&manager.post(&path, &parent).await.expect(422)), fault("parent", "unknown_choice"));
    let _ = manager.delete(&world.path("/fields/zone")).await.expect(409);
    let retire = json!({"retired": true});
    assert_eq!(
        errors(&manager.patch(&world.path("/fields/zone"), &retire).await.expect(422)),
        fault("retired", "built_in")
    );
    let optional = json!({"required": false});
    let path = world.path("/fields/document_type");
    assert_eq!(errors(&manager.patch(&path, &optional).await.expect(422)), fault("required", "built_in"));
    assert_eq!(app.state().await, before);
    // A text has no choices; the same code in other letters is the same code.
    field(&mut manager, &world.path(""), "note", "text", &[]).await;
    let new = json!({"code": "N1", "label": "x"});
    let _ = manager.post(&world.path("/fields/note/options"), &new).await.expect(409);
    options(&mut admin, &world.project_path(""), "zone", &["Za"]).await;
    let again = json!({"code": "zA", "label": "x"});
    for path in [world.project_path("/fields/zone/options"), world.path("/fields/zone/options")] {
        let client = if path.contains("projects") { &mut admin } else { &mut manager };
        assert_eq!(errors(&client.post(&path, &again).await.expect(422)), fault("code", "taken"));
    }
}

#[tokio::test]
async fn a_code_that_was_once_used_stays_and_its_choice_is_retired() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut manager = world.client(&app, "org_manager").await;
    let mut controller = world.client(&app, "controller").await;
    field(&mut manager, &world.path(""), "trade", "dropdown", &["STEEL", "GLASS"]).await;
    options(&mut manager, &world.path(""), "zone", &["ZA", "ZB"]).await;
    let row = json!({"number": "A-1", "zone": "ZA", "fields": {"trade": "STEEL"}});
    let document = make(&world, &mut controller, row).await;
    // Even of a deleted document: its history tells of the code.
    let _ = controller.delete(&crate::register::at(&world, &document, "")).await.expect(204);
    for (field, used, free) in [("trade", "STEEL", "GLASS"), ("zone", "ZA", "ZB")] {
        let at = |code: &str| world.path(&format!("/fields/{field}/options/{code}"));
        let renamed = json!({"code": "OTHER"});
        assert_eq!(errors(&manager.patch(&at(used), &renamed).await.expect(422)), fault("code", "used"));
        let _ = manager.delete(&at(used)).await.expect(409);
        let seen =
            manager.patch(&at(used), &json!({"retired": true, "label": "Old"})).await.expect(200).json();
        assert_eq!(
            (&seen["retired"], &seen["used"], &seen["label"]),
            (&json!(true), &json!(true), &json!("Old"))
        );
        let seen = manager.patch(&at(free), &renamed).await.expect(200).json();
        assert_eq!((&seen["code"], &seen["used"]), (&json!("OTHER"), &json!(false)));
        let _ = manager.delete(&at("other")).await.expect(204);
        let _ = manager.delete(&at("other")).await.expect(404);
    }
    let _ = manager.delete(&world.path("/fields/trade")).await.expect(409);
    let seen =
        manager.patch(&world.path("/fields/trade"), &json!({"retired": true})).await.expect(200).json();
    assert_eq!(seen["retired"], true);
    let forms = controller.get(&world.project_path("/documents/options")).await.expect(200).json();
    assert!(forms["fields"].as_array().unwrap().iter().all(|field| field["key"] != "trade"));
    assert_eq!(forms["zone"], json!([]));
}

#[tokio::test]
async fn fields_and_choices_move_among_their_own() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut manager = world.client(&app, "org_manager").await;
    for key in ["one", "two", "three"] {
        field(&mut manager, &world.path(""), key, "dropdown", &["A", "B", "C"]).await;
    }
    let path = world.path("/fields/three");
    assert_eq!(manager.patch(&path, &json!({"position": 1})).await.expect(200).json()["position"], 1);
    let list = manager.get(&world.path("/fields")).await.expect(200).json();
    assert_eq!(&keys(&list)[..2], ["three", "document_type"]);
    assert_eq!(&keys(&list)[10..], ["one", "two"]);
    let _ = manager.patch(&world.path("/fields/one/options/C"), &json!({"position": 1})).await.expect(200);
    let list = manager.get(&world.path("/fields")).await.expect(200).json();
    assert_eq!(codes(find(&list, "one")), ["C", "A", "B"]);
    for place in [0, 13, -1] {
        let refused = manager.patch(&path, &json!({"position": place})).await.expect(422);
        assert_eq!(errors(&refused), fault("position", "out_of_range"));
    }
}

#[tokio::test]
async fn choices_stand_under_those_they_depend_on() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut manager = world.client(&app, "org_manager").await;
    let base = world.path("");
    options(&mut manager, &base, "programme", &["NORTH", "SOUTH"]).await;
    let new = json!({"code": "N1", "label": "First", "parent": "north"});
    let made = manager.post(&world.path("/fields/sub_programme/options"), &new).await.expect(201).json();
    assert_eq!(made["parent"], "NORTH");
    let _ = manager.delete(&world.path("/fields/programme/options/NORTH")).await.expect(409);
    // A parent that is written otherwise takes its children along.
    let renamed = json!({"code": "NOR"});
    let _ = manager.patch(&world.path("/fields/programme/options/NORTH"), &renamed).await.expect(200);
    let list = manager.get(&world.path("/fields")).await.expect(200).json();
    assert_eq!(find(&list, "sub_programme")["options"][0]["parent"], "NOR");
    let free = json!({"parent": null});
    let seen = manager.patch(&world.path("/fields/sub_programme/options/N1"), &free).await.expect(200).json();
    assert_eq!(seen["parent"], Value::Null);
}
