//! Who sees what of a package, and who has a part in it.

use serde_json::{Value, json};
use wayleave_testkit::{NewDocument, TestApp};

use super::{at, go, kinds, make, refused, told, wish};
use crate::workflows::{fault, faults};

#[tokio::test]
async fn documents_that_one_does_not_see_are_not_there_and_stay() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut admin, mut initiator) =
        (world.client(&app, "project_admin").await, world.client(&app, "initiator").await);
    let mut reviewer = world.client(&app, "reviewer").await;
    let plain = NewDocument { status: "approved", ..NewDocument::default() };
    let plain = world.document(&app, &plain).await;
    let hidden =
        NewDocument { number: "C-900", restricted: true, uploader: "org_admin", ..NewDocument::default() };
    let hidden = world.document(&app, &hidden).await;
    let made = make(&mut admin, &world, &wish(&world, &[&plain, &hidden], &[])).await;
    assert_eq!(made["documents"].as_array().unwrap().len(), 2);
    let seen = initiator.get(&at(&world, &made, "")).await.expect(200);
    assert_eq!(seen.json()["documents"].as_array().unwrap().len(), 1);
    assert!(!seen.text().contains("C-900") && !seen.text().contains(&hidden.id), "{}", seen.text());
    // Whoever does not see it cannot put it in either, and an edit of theirs leaves it.
    let edit = json!({"version": 1, "document_ids": [hidden.id]});
    let reply = initiator.patch(&at(&world, &made, ""), &edit).await.expect(422);
    assert_eq!(faults(&reply), fault("document_ids[0]", "unknown"));
    let edit = json!({"version": 1, "document_ids": []});
    let left = initiator.patch(&at(&world, &made, ""), &edit).await.expect(200).json();
    assert_eq!(left["documents"], json!([]));
    let whole = admin.get(&at(&world, &made, "")).await.expect(200).json();
    assert_eq!(whole["documents"][0]["number"], "C-900");
    // It stands against the approval, and is not named.
    go(&mut initiator, &world, &made, "start", "").await;
    go(&mut initiator, &world, &made, "submit", "").await;
    let reply = refused(&mut reviewer, &world, &made, "approve", 409).await;
    assert!(reply.text().contains("Something in this work package is not finished."), "{}", reply.text());
    let reply = refused(&mut admin, &world, &made, "approve", 409).await;
    assert!(reply.text().contains("C-900 is not accepted"), "{}", reply.text());
}

#[tokio::test]
async fn only_whoever_works_in_the_project_has_a_part_and_nobody_reviews_their_own() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let path = world.project_path("/work-packages");
    let of = |who: &str| json!({"name": "Roof", "assignee_id": world.people[who].id});
    for who in ["external", "responder", "member"] {
        let reply = admin.post(&path, &of(who)).await.expect(422);
        assert_eq!(faults(&reply), fault("assignee_id", "not_in_project"), "{who}");
    }
    let reply = admin.post(&path, &json!({"name": "Roof", "assignee_id": "mem_x"})).await.expect(422);
    assert_eq!(faults(&reply), fault("assignee_id", "unknown"));
    let mut own = of("viewer");
    own["reviewer_ids"] = json!([world.people["viewer"].id]);
    let reply = admin.post(&path, &own).await.expect(422);
    assert_eq!(faults(&reply), fault("reviewer_ids", "same_person"));
    let mut twice = of("viewer");
    twice["reviewer_ids"] = json!([world.people["reviewer"].id, world.people["reviewer"].id]);
    let reply = admin.post(&path, &twice).await.expect(422);
    assert_eq!(faults(&reply), fault("reviewer_ids[1]", "repeated"));
    // A viewer to whom it is assigned works on it, and creates none.
    let made = make(&mut admin, &world, &of("viewer")).await;
    let mut viewer = world.client(&app, "viewer").await;
    let _ = viewer.post(&path, &of("viewer")).await.expect(403);
    let _ = viewer.patch(&at(&world, &made, ""), &json!({"version": 1, "name": "X"})).await.expect(403);
    assert_eq!(go(&mut viewer, &world, &made, "start", "").await["state"], "in_progress");
    let noted = viewer.post(&at(&world, &made, "/notes"), &json!({"text": "Half done."})).await;
    assert_eq!(noted.expect(201).json()["notes"][1]["text"], "Half done.");
    let _ = refused(&mut viewer, &world, &made, "approve", 403).await;
}

#[tokio::test]
async fn whoever_leaves_keeps_the_part_and_can_do_nothing_with_it() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let made = make(&mut admin, &world, &wish(&world, &[], &[])).await;
    let mut initiator = world.client(&app, "initiator").await;
    let team = admin.get(&world.project_path("/members")).await.expect(200).json();
    let row = team["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["person"]["id"] == world.people["initiator"].id.as_str())
        .unwrap();
    let path = world.project_path(&format!("/members/{}/end", row["id"].as_str().unwrap()));
    let _ = admin.post(&path, &json!({"reason": "Left."})).await.expect(200);
    let _ = initiator.get(&at(&world, &made, "")).await.expect(404);
    assert!(told(&app, &world, "initiator").await.is_empty(), "what cannot be opened is not told");
    let held = admin.get(&at(&world, &made, "")).await.expect(200).json();
    assert_eq!(held["assignee"]["in_project"], false);
    assert_eq!(held["assignee"]["person"]["id"], world.people["initiator"].id.as_str());
    // An edit that keeps them is taken; naming them anew is not.
    let keeps = json!({"version": 1, "name": "Ground floor", "assignee_id": world.people["initiator"].id});
    let held = admin.patch(&at(&world, &made, ""), &keeps).await.expect(200).json();
    assert_eq!(held["name"], "Ground floor");
    let given = json!({"version": 2, "assignee_id": world.people["viewer"].id});
    let held = admin.patch(&at(&world, &made, ""), &given).await.expect(200).json();
    assert_eq!(held["assignee"]["in_project"], true);
    assert_eq!(kinds(&told(&app, &world, "viewer").await), ["work_package.assigned"]);
    let back = json!({"version": 3, "assignee_id": world.people["initiator"].id});
    let reply = admin.patch(&at(&world, &made, ""), &back).await.expect(422);
    assert_eq!(faults(&reply), fault("assignee_id", "not_in_project"));
}

#[tokio::test]
async fn the_list_is_narrowed_sorted_and_paged() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut admin, mut initiator) =
        (world.client(&app, "project_admin").await, world.client(&app, "initiator").await);
    for (name, due, assignee) in [
        ("Roof", Some("2026-12-20"), "initiator"),
        ("Cellar", None, "viewer"),
        ("Facade", Some("2026-12-01"), "initiator"),
        ("Stairs", Some("2026-12-20"), "reviewer"),
    ] {
        let wish = json!({"name": name, "due_on": due, "assignee_id": world.people[assignee].id});
        make(&mut admin, &world, &wish).await;
    }
    let mut names = async |query: &str| -> Vec<String> {
        let mut found = Vec::new();
        let mut next = String::new();
        loop {
            let path = world.project_path(&format!("/work-packages?limit=2{query}{next}"));
            let page = initiator.get(&path).await.expect(200).json();
            let items = page["items"].as_array().unwrap();
            found.extend(items.iter().map(|one| one["name"].as_str().unwrap().to_owned()));
            let Some(cursor) = page["next"].as_str() else { return found };
            next = format!("&cursor={cursor}");
        }
    };
    assert_eq!(names("").await, ["Stairs", "Facade", "Cellar", "Roof"]);
    assert_eq!(names("&sort=due").await, ["Facade", "Roof", "Stairs", "Cellar"]);
    assert_eq!(names("&sort=name").await, ["Cellar", "Facade", "Roof", "Stairs"]);
    assert_eq!(names("&waiting=true").await, ["Facade", "Roof"]);
    let of = format!("&assignee={}&sort=name", world.people["viewer"].id);
    assert_eq!(names(&of).await, ["Cellar"]);
    assert_eq!(names("&state=closed").await, Vec::<String>::new());
    assert_eq!(names("&state=open&sort=name").await.len(), 4);
    let dashboard = initiator.get(&world.project_path("/dashboard")).await.expect(200).json();
    let tile = dashboard["tiles"].as_array().unwrap().iter().find(|tile| tile["key"] == "work_packages");
    assert_eq!(tile.unwrap()["count"], 2);
    for (query, field) in [("state=done", "state"), ("sort=size", "sort"), ("assignee=mem_x", "assignee")] {
        let reply = initiator.get(&world.project_path(&format!("/work-packages?{query}"))).await.expect(422);
        assert_eq!(faults(&reply), fault(field, "unknown"));
    }
    let none: Value =
        world.client(&app, "external").await.get(&world.project_path("/dashboard")).await.expect(200).json();
    assert!(none["tiles"].as_array().unwrap().iter().all(|tile| tile["key"] != "work_packages"));
}
