//! Purposes and distribution lists.

use serde_json::{Value, json};
use wayleave_testkit::TestApp;

use super::{draft, faults, person};
use crate::register::events;

fn names(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn an_organisation_has_four_purposes_and_adds_its_own() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let path = world.path("/transmittal-purposes");
    let mut admin = world.client(&app, "org_admin").await;
    let mut viewer = world.client(&app, "viewer").await;
    let four = ["For Approval", "For Review", "For Information", "As Requested"];
    assert_eq!(names(&viewer.get(&path).await.expect(200).json()), four);
    let new = json!({"name": "For Construction", "acknowledgement": "required", "mail_code": true});
    let _ = viewer.post(&path, &new).await.expect(403);
    let made = admin.post(&path, &new).await.expect(201).json();
    assert_eq!(
        (&made["response"], &made["active"], &made["version"]),
        (&json!("none"), &json!(true), &json!(1))
    );
    for (body, field) in [
        (json!({"name": "for  construction", "acknowledgement": "none"}), "name"),
        (json!({"name": "For approval", "acknowledgement": "none"}), "name"),
        (json!({"name": "Other", "acknowledgement": "perhaps"}), "acknowledgement"),
        (json!({"name": "Other", "response": "loud", "acknowledgement": "none"}), "response"),
    ] {
        let refused = admin.post(&path, &body).await.expect(422).json();
        assert_eq!(faults(&refused, "errors")[0].0, field, "{body}");
    }
    let one = format!("{path}/{}", made["id"].as_str().unwrap());
    let retired = admin.patch(&one, &json!({"version": 1, "active": false})).await.expect(200).json();
    assert_eq!(
        (&retired["active"], &retired["mail_code"], &retired["version"]),
        (&json!(false), &json!(true), &json!(2))
    );
    let _ = admin.patch(&one, &json!({"version": 1, "active": true})).await.expect(412);
    let _ = admin.patch(&format!("{path}/for_review"), &json!({"version": 0, "name": "X"})).await.expect(404);
    // What is retired is chosen no more.
    let mut initiator = world.client(&app, "initiator").await;
    let body = json!({"subject": "Stairs", "purpose": made["id"]});
    let refused = initiator.post(&world.project_path("/transmittals"), &body).await.expect(422).json();
    assert_eq!(faults(&refused, "errors"), [("purpose".to_owned(), "unknown".to_owned())]);
    assert_eq!(events(&app, &world, "transmittal_purpose.created").await.len(), 1);
    assert_eq!(events(&app, &world, "transmittal_purpose.changed").await.len(), 1);
}

#[tokio::test]
async fn a_project_uses_its_own_lists_and_the_organisations() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (whole, here) = (world.path("/distribution-lists"), world.project_path("/distribution-lists"));
    let mut admin = world.client(&app, "org_admin").await;
    let mut project_admin = world.client(&app, "project_admin").await;
    let mut viewer = world.client(&app, "viewer").await;
    let mut external = world.client(&app, "external").await;
    let company = json!({"kind": "company", "id": world.companies["borealis"].0});
    let outside = json!({"kind": "address", "email": "K.Ode@Harbour.example ", "name": "Kim Ode"});
    let body = json!({"name": "Everybody", "entries": [company, outside]});
    let _ = project_admin.post(&whole, &body).await.expect(403);
    let made = admin.post(&whole, &body).await.expect(201).json();
    assert_eq!(made["scope"], "organisation");
    assert_eq!(made["entries"][0]["name"], "Borealis Engineers");
    assert_eq!(made["entries"][0]["people"], 2);
    assert_eq!(made["entries"][1]["email"], "k.ode@harbour.example");
    let body = json!({"name": "Review", "entries": [person(&world, "reviewer")]});
    let own = project_admin.post(&here, &body).await.expect(201).json();
    let seen = viewer.get(&here).await.expect(200).json();
    assert_eq!(names(&seen), ["Everybody", "Review"]);
    assert_eq!(seen["abilities"]["distribution_list.manage"]["allowed"], false);
    let _ = external.get(&here).await.expect(403);
    assert_eq!(names(&admin.get(&whole).await.expect(200).json()), ["Everybody"]);
    // What belongs to the organisation is not changed from a project.
    let _ = project_admin.delete(&format!("{here}/{}", made["id"].as_str().unwrap())).await.expect(404);
    let at = format!("{here}/{}", own["id"].as_str().unwrap());
    let edit = json!({"version": 1, "entries": [person(&world, "reviewer"), person(&world, "viewer")]});
    let changed = project_admin.patch(&at, &edit).await.expect(200).json();
    assert_eq!((&changed["version"], changed["entries"].as_array().unwrap().len()), (&json!(2), 2));
    let _ = project_admin.patch(&at, &edit).await.expect(412);
    let _ = project_admin.delete(&at).await.expect(204);
    let _ = project_admin.delete(&at).await.expect(404);
    for action in ["created", "changed", "deleted"] {
        let told = events(&app, &world, &format!("distribution_list.{action}")).await;
        assert_eq!(told.len(), if action == "created" { 2 } else { 1 }, "{action}");
    }
}

#[tokio::test]
async fn a_list_that_names_nobody_there_is_refused_with_the_place() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    let viewer = person(&world, "viewer");
    let group = json!({"kind": "group", "id": "grp_00000000000000000000000000"});
    for (entries, field, code) in [
        (json!([{"kind": "person", "id": "mem_00000000000000000000000000"}]), "entries[0].id", "unknown"),
        (json!([person(&world, "disabled")]), "entries[0].id", "unknown"),
        (json!([viewer, viewer]), "entries[1]", "repeated"),
        (json!([{"kind": "address", "email": "nobody"}]), "entries[0].email", "not_an_address"),
        (json!([{"kind": "crowd", "id": "x"}]), "entries[0].kind", "unknown"),
        (json!([{"kind": "company"}]), "entries[0].id", "required"),
        (json!([{"kind": "address", "email": "a@b.example", "id": "x"}]), "entries[0].id", "not_here"),
        (json!([{"kind": "company", "id": "x", "email": "a@b.example"}]), "entries[0].email", "not_here"),
        // Groups belong to projects.
        (json!([group]), "entries[0].kind", "unknown"),
    ] {
        let body = json!({"name": "Review", "entries": entries});
        let refused = admin.post(&world.path("/distribution-lists"), &body).await.expect(422).json();
        assert_eq!(faults(&refused, "errors"), [(field.to_owned(), code.to_owned())], "{entries}");
    }
    let body = json!({"name": "Review", "entries": [group]});
    let refused = admin.post(&world.project_path("/distribution-lists"), &body).await.expect(422).json();
    assert_eq!(faults(&refused, "errors")[0].0, "entries[0].id");
}

#[tokio::test]
async fn a_list_that_is_gone_reaches_nobody_and_the_draft_says_so() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let here = world.project_path("/distribution-lists");
    let mut admin = world.client(&app, "project_admin").await;
    let list = json!({"name": "Review", "entries": [person(&world, "reviewer")]});
    let list = admin.post(&here, &list).await.expect(201).json();
    let to = json!({"kind": "list", "id": list["id"]});
    let made = admin.post(&world.project_path("/transmittals"), &draft(&[], &[to])).await.expect(201).json();
    assert_eq!(
        (&made["recipients"][0]["name"], &made["recipients"][0]["people"]),
        (&json!("Review"), &json!(1))
    );
    let _ = admin.delete(&format!("{here}/{}", list["id"].as_str().unwrap())).await.expect(204);
    let at = world.project_path(&format!("/transmittals/{}", made["id"].as_str().unwrap()));
    let seen = admin.get(&at).await.expect(200).json();
    assert_eq!(
        (&seen["recipients"][0]["missing"], &seen["recipients"][0]["people"]),
        (&json!(true), &json!(0))
    );
}
