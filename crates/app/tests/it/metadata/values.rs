//! What documents have in their fields: given, checked, changed, shown, found.

use serde_json::{Value, json};
use wayleave_testkit::{TestApp, World};

use super::{ask, errors, fault, field, make, options};
use crate::register::{at, events};

async fn fields(app: &TestApp, world: &World) {
    let mut admin = world.client(app, "project_admin").await;
    let base = world.project_path("");
    field(&mut admin, &base, "trade", "dropdown", &["STEEL", "GLASS"]).await;
    field(&mut admin, &base, "note", "text", &[]).await;
    field(&mut admin, &base, "due", "date", &[]).await;
    field(&mut admin, &base, "urgent", "toggle", &[]).await;
}

#[tokio::test]
async fn documents_keep_the_values_of_their_fields() {
    let app = TestApp::new().await;
    let world = app.world().await;
    fields(&app, &world).await;
    let mut controller = world.client(&app, "controller").await;
    let given = json!({"trade": "steel", "note": " two  words ", "due": "2026-12-01", "urgent": "true"});
    let made = make(&world, &mut controller, json!({"number": "A-1", "fields": given})).await;
    let kept = json!({"trade": "STEEL", "note": "two words", "due": "2026-12-01", "urgent": "true"});
    assert_eq!(made["fields"], kept);
    let path = at(&world, &made, "");
    let page = controller.get(&path).await.expect(200).json();
    assert_eq!(page["fields"], kept);
    let edit = json!({"version": page["version"], "fields": {"trade": "GLASS", "note": null, "due": ""}});
    let seen = controller.patch(&path, &edit).await.expect(200).json();
    assert_eq!(seen["fields"], json!({"trade": "GLASS", "urgent": "true"}));
    let told = events(&app, &world, "document.edited").await;
    assert_eq!(told[0]["after"], json!({"trade": "GLASS", "note": null, "due": null}));
    // The same again changes nothing and tells nothing.
    let edit = json!({"version": seen["version"], "fields": {"trade": "glass"}});
    let same = controller.patch(&path, &edit).await.expect(200).json();
    assert_eq!(
        (&same["version"], events(&app, &world, "document.edited").await.len()),
        (&seen["version"], 1)
    );
    app.run_jobs().await;
}

#[tokio::test]
async fn wrong_values_are_refused_with_the_path_of_their_field() {
    let app = TestApp::new().await;
    let world = app.world().await;
    fields(&app, &world).await;
    let mut manager = world.client(&app, "org_manager").await;
    options(&mut manager, &world.path(""), "zone", &["ZA"]).await;
    let mut controller = world.client(&app, "controller").await;
    let made = make(&world, &mut controller, json!({"number": "A-1"})).await;
    for (fields, key, code) in [
        (json!({"trade": "WOOD"}), "trade", "unknown_choice"),
        (json!({"due": "soon"}), "due", "not_a_day"),
        (json!({"urgent": "yes"}), "urgent", "not_a_toggle"),
        (json!({"note": "x".repeat(501)}), "note", "too_long"),
        (json!({"nope": "x"}), "nope", "unknown"),
        (json!({"zone": "ZA"}), "zone", "unknown"),
    ] {
        let refused =
            ask(&world, &mut controller, json!({"number": "A-2", "fields": fields})).await.expect(422);
        assert_eq!(errors(&refused), fault(&format!("rows[0].fields.{key}"), code));
        let edit = json!({"version": 1, "fields": fields});
        let refused = controller.patch(&at(&world, &made, ""), &edit).await.expect(422);
        assert_eq!(errors(&refused), fault(&format!("fields.{key}"), code));
    }
    let refused = ask(&world, &mut controller, json!({"number": "A-2", "zone": "ZB"})).await.expect(422);
    assert_eq!(errors(&refused), fault("rows[0].zone", "unknown_choice"));
    // In any case the code is the one that the field has.
    assert_eq!(made["fields"], json!({}));
    let made = make(&world, &mut controller, json!({"number": "A-2", "zone": "za"})).await;
    assert_eq!(controller.get(&at(&world, &made, "")).await.expect(200).json()["zone"], "ZA");
    app.run_jobs().await;
}

#[tokio::test]
async fn required_fields_are_asked_of_everybody_and_cannot_be_emptied() {
    let app = TestApp::new().await;
    let world = app.world().await;
    fields(&app, &world).await;
    let mut admin = world.client(&app, "project_admin").await;
    let mut controller = world.client(&app, "controller").await;
    let older = make(&world, &mut controller, json!({"number": "A-0"})).await;
    let required = json!({"required": true});
    let _ = admin.patch(&world.project_path("/fields/trade"), &required).await.expect(200);
    for kind in ["initiator", "external"] {
        let mut client = world.client(&app, kind).await;
        let refused = ask(&world, &mut client, json!({"number": "A-1"})).await.expect(422);
        assert_eq!(errors(&refused), fault("rows[0].fields.trade", "required"), "{kind}");
    }
    let made = make(&world, &mut controller, json!({"number": "A-1", "fields": {"trade": "STEEL"}})).await;
    let clear = json!({"version": 1, "fields": {"trade": null}});
    let refused = controller.patch(&at(&world, &made, ""), &clear).await.expect(422);
    assert_eq!(errors(&refused), fault("fields.trade", "required"));
    // A document that is older than the rule can be edited without it.
    let other = json!({"version": 1, "title": "Other"});
    let _ = controller.patch(&at(&world, &older, ""), &other).await.expect(200);
    // What is retired stays where it is, and is given to nothing else.
    let _ = admin
        .patch(&world.project_path("/fields/trade/options/STEEL"), &json!({"retired": true}))
        .await
        .expect(200);
    let page = controller.get(&at(&world, &made, "")).await.expect(200).json();
    let same = json!({"version": page["version"], "title": "Same", "fields": {"trade": "STEEL"}});
    let _ = controller.patch(&at(&world, &made, ""), &same).await.expect(200);
    let refused = ask(&world, &mut controller, json!({"number": "A-2", "fields": {"trade": "STEEL"}}))
        .await
        .expect(422);
    assert_eq!(errors(&refused), fault("rows[0].fields.trade", "retired"));
    app.run_jobs().await;
}

async fn found(client: &mut wayleave_testkit::Client, world: &World, query: &str) -> Vec<String> {
    let list =
        client.get(&world.project_path(&format!("/documents?sort=number&{query}"))).await.expect(200).json();
    let items = list["items"].as_array().unwrap();
    items.iter().map(|row| row["number"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn values_are_found_by_search_and_by_filter() {
    let app = TestApp::new().await;
    let world = app.world().await;
    fields(&app, &world).await;
    let mut controller = world.client(&app, "controller").await;
    for (number, fields) in [
        ("A-1", json!({"trade": "STEEL", "note": "north wing", "urgent": "true"})),
        ("A-2", json!({"trade": "GLASS", "due": "2026-03-01"})),
        ("A-3", json!({})),
    ] {
        let _ = make(&world, &mut controller, json!({"number": number, "fields": fields})).await;
    }
    for (query, numbers) in [
        ("q=trade:steel", &["A-1"][..]),
        ("q=trade:S*", &["A-1"]),
        ("q=trade:steel%20OR%20trade:glass", &["A-1", "A-2"]),
        ("q=NOT%20trade:steel", &["A-2", "A-3"]),
        ("q=note:%22north%20wing%22", &["A-1"]),
        ("q=due:2026-03-01", &["A-2"]),
        ("q=urgent:true", &["A-1"]),
        ("field=trade:steel", &["A-1"]),
        ("field=trade:STEEL&field=trade:GLASS", &["A-1", "A-2"]),
        ("field=trade:STEEL&field=urgent:true", &["A-1"]),
        ("field=trade:GLASS&field=urgent:true", &[]),
    ] {
        assert_eq!(found(&mut controller, &world, query).await, numbers, "{query}");
    }
    let path = world.project_path("/documents?field=nope:1");
    assert_eq!(errors(&controller.get(&path).await.expect(422)), fault("field", "unknown"));
    let count =
        controller.get(&world.project_path("/documents/count?q=trade:steel")).await.expect(200).json();
    assert_eq!((&count["count"], &count["hints"]), (&json!(1), &json!([])));
    // A changed value is found in place of the former one; a change of another field loses none.
    let list = controller.get(&world.project_path("/documents?field=trade:STEEL")).await.expect(200).json();
    let path = at(&world, &list["items"][0], "");
    let _ = controller.patch(&path, &json!({"version": 1, "fields": {"trade": "GLASS"}})).await.expect(200);
    let _ = controller.patch(&path, &json!({"version": 2, "title": "Renamed"})).await.expect(200);
    assert_eq!(found(&mut controller, &world, "q=trade:steel").await, Vec::<String>::new());
    assert_eq!(found(&mut controller, &world, "q=trade:glass").await, ["A-1", "A-2"]);
    app.run_jobs().await;
}

#[tokio::test]
async fn a_submission_keeps_its_values_when_it_is_accepted() {
    let app = TestApp::new().await;
    let world = app.world().await;
    fields(&app, &world).await;
    let mut external = world.client(&app, "external").await;
    let mut controller = world.client(&app, "controller").await;
    let sent = json!({"number": "B-1", "fields": {"trade": "STEEL"}});
    let sent = make(&world, &mut external, sent).await;
    assert_eq!(sent["fields"], json!({"trade": "STEEL"}));
    let path = crate::register::shown(&world, &sent, "/accept");
    let seen = controller.post(&path, &json!({"as": "new", "title": "Better"})).await.expect(200).json();
    assert_eq!((&seen["fields"], &seen["title"]), (&json!({"trade": "STEEL"}), &json!("Better")));
    assert_eq!(found(&mut controller, &world, "q=trade:steel").await, ["B-1"]);
    // Another project has no such field, and its documents none of these values.
    let forms = external.get(&world.project_path("/documents/options")).await.expect(200).json();
    let own: Vec<&Value> = forms["fields"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|field| field["built_in"] == json!(false))
        .collect();
    assert_eq!(own.len(), 4);
    assert_eq!(own[0]["options"][0], json!({"code": "STEEL", "label": "trade STEEL", "parent": null}));
    app.run_jobs().await;
}
