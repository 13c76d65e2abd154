//! Templates: written as drafts, activated when every step is somebody's, changed in versions, archived and copied.

use serde_json::{Value, json};
use wayleave_db::sql;
use wayleave_testkit::{Client, TestApp, World};

use super::{fault, faults, id, person, role, step};
use crate::register::events;

async fn write(client: &mut Client, world: &World, name: &str, stages: Value) -> Value {
    let body = json!({"name": name, "category": "review", "stages": stages});
    client.post(&world.project_path("/workflow-templates"), &body).await.expect(201).json()
}

fn at(world: &World, template: &Value, rest: &str) -> String {
    world.project_path(&format!("/workflow-templates/{}{rest}", id(template)))
}

/// The plans that are stored of a template, by number.
async fn plans(app: &TestApp, world: &World, template: &Value) -> Vec<i64> {
    let mut tx = app.db().read_in(world.organisation).await.unwrap();
    let text = sql("select v.number as n from workflow_template_version v join workflow_template t on t.id = v.template_id
        where t.public_id = $1 order by v.number");
    tx.ints(text.bind(id(template))).await.unwrap()
}

#[tokio::test]
async fn a_draft_may_be_unfinished_and_is_activated_when_every_step_is_somebodys() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let draft = write(&mut admin, &world, "Review", json!([])).await;
    assert_eq!((&draft["state"], &draft["category"]), (&json!("draft"), &json!("Review")));
    assert_eq!(draft["settings"]["document_required"], true);
    assert_eq!(draft["problems"][0]["field"], "stages");
    let wish = json!({"version": 1});
    let reply = admin.post(&at(&world, &draft, "/activate"), &wish).await.expect(422);
    assert_eq!(faults(&reply), fault("stages", "required"));
    let stages = json!([
        {"name": "Review", "steps": [step("review", &person(&world, "responder")), step("review", &role("reviewer"))]},
        {"name": "Approval", "steps": [{"name": "Approve", "type": "approve"}]}
    ]);
    let draft = admin
        .patch(&at(&world, &draft, ""), &json!({"version": 1, "stages": stages}))
        .await
        .expect(200)
        .json();
    assert_eq!(draft["people"][0]["name"], "responder of acme");
    let reply = admin.post(&at(&world, &draft, "/activate"), &json!({"version": 2})).await.expect(422);
    assert_eq!(faults(&reply), fault("stages[1].steps[0].assignment", "required"));
    let mut stages = stages;
    stages[1]["steps"][0]["assignment"] = json!({"kind": "open"});
    let edit = json!({"version": 2, "stages": stages});
    let _ = admin.patch(&at(&world, &draft, ""), &edit).await.expect(200);
    let reply = admin.post(&at(&world, &draft, "/activate"), &json!({"version": 2})).await;
    assert_eq!(reply.status, 412, "{}", reply.text());
    let active =
        admin.post(&at(&world, &draft, "/activate"), &json!({"version": 3})).await.expect(200).json();
    assert_eq!((&active["state"], &active["template_version"]), (&json!("active"), &json!(1)));
    assert_eq!(active["problems"], json!([]));
    let _ = admin.post(&at(&world, &draft, "/activate"), &json!({"version": 4})).await.expect(409);
    let _ = admin.delete(&at(&world, &draft, "")).await.expect(409);
    let log = admin.get(&world.project_path("/audit")).await.expect(200).text();
    for told in ["wrote the workflow template Review", "activated the workflow template Review"] {
        assert!(log.contains(told), "{told}: {log}");
    }
}

#[tokio::test]
async fn a_plan_that_was_active_is_followed_by_a_new_version_and_never_written_over() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let one = json!([{"steps": [step("approve", &role("reviewer"))]}]);
    let template = write(&mut admin, &world, "Approval", one.clone()).await;
    let path = at(&world, &template, "");
    let edit = json!({"version": 1, "settings": {"outcome": "lowest_of_all"}});
    let draft = admin.patch(&path, &edit).await.expect(200).json();
    assert_eq!((&draft["template_version"], plans(&app, &world, &template).await), (&json!(1), vec![1]));
    let _ = admin.post(&at(&world, &template, "/activate"), &json!({"version": 2})).await.expect(200);
    let renamed = json!({"version": 3, "name": "Approvals", "stages": one});
    let same = admin.patch(&path, &renamed).await.expect(200).json();
    assert_eq!((&same["template_version"], &same["name"]), (&json!(1), &json!("Approvals")));
    let unfinished = json!({"version": 4, "stages": [{"steps": [{"name": "Sign", "type": "sign"}]}]});
    let reply = admin.patch(&path, &unfinished).await.expect(422);
    assert_eq!(faults(&reply), fault("stages[0].steps[0].assignment", "required"));
    let two = json!({"version": 4, "stages": [{"steps": [step("sign", &role("project_admin"))]}]});
    let next = admin.patch(&path, &two).await.expect(200).json();
    assert_eq!((&next["template_version"], &next["version"]), (&json!(2), &json!(5)));
    assert_eq!(next["settings"]["outcome"], "lowest_of_all");
    assert_eq!(plans(&app, &world, &template).await, [1, 2]);
    let _ = admin.patch(&path, &two).await.expect(412);
    let archived =
        admin.post(&at(&world, &template, "/archive"), &json!({"version": 5})).await.expect(200).json();
    assert_eq!(archived["abilities"]["workflow_template.archive"]["allowed"], false);
    assert_eq!(archived["abilities"]["workflow_template.activate"]["allowed"], true);
    let _ = admin.post(&at(&world, &template, "/archive"), &json!({"version": 6})).await.expect(409);
    let back = json!({"version": 6});
    let back = admin.post(&at(&world, &template, "/activate"), &back).await.expect(200).json();
    assert_eq!((&back["state"], &back["template_version"]), (&json!("active"), &json!(2)));
    for (action, count) in [("created", 1), ("changed", 3), ("activated", 2), ("archived", 1), ("deleted", 0)]
    {
        let written = events(&app, &world, &format!("workflow_template.{action}")).await;
        assert_eq!(written.len(), count, "{action}");
    }
}

#[tokio::test]
async fn whoever_is_named_must_be_there_when_it_is_saved_and_when_it_is_activated() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    let elsewhere = app.world_named("elsewhere").await;
    let path = world.project_path("/workflow-templates");
    let holder = |kind: &str| json!({"kind": "role", "role": "reviewer", "person_id": world.people[kind].id});
    for (assignment, field, code) in [
        (person(&elsewhere, "reviewer"), "person_id", "unknown"),
        (person(&world, "disabled"), "person_id", "unknown"),
        (holder("viewer"), "person_id", "not_a_holder"),
        (json!({"kind": "group", "group_id": "grp_00000000000000000000000000"}), "group_id", "unknown"),
        (json!({"kind": "person"}), "person_id", "required"),
        (json!({"kind": "open", "role": "reviewer"}), "role", "not_for_this"),
    ] {
        let stages = json!([{"steps": [step("review", &role("initiator")), step("review", &assignment)]}]);
        let reply = admin.post(&path, &json!({"name": "R", "category": "Review", "stages": stages})).await;
        assert_eq!(faults(&reply), fault(&format!("stages[0].steps[1].assignment.{field}"), code));
    }
    let group = json!({"name": "Checkers", "description": "", "actions": [], "member_ids": [world.people["viewer"].id]});
    let group = admin.post(&world.project_path("/groups"), &group).await.expect(201).json();
    let parties =
        [holder("reviewer"), json!({"kind": "group", "group_id": group["id"]}), person(&world, "member")];
    let steps: Vec<Value> = parties.iter().map(|party| step("review", party)).collect();
    let template = write(&mut admin, &world, "R", json!([{"steps": steps}])).await;
    assert_eq!(template["groups"][0]["name"], "Checkers");
    assert_eq!(template["problems"], json!([]));
    let path = world.path(&format!("/members/{}/deactivate", world.people["member"].id));
    let _ = admin.post(&path, &json!({})).await.expect(204);
    let path = world.project_path(&format!("/groups/{}", id(&group)));
    let _ = admin.delete(&path).await.expect(204);
    let shown = admin.get(&at(&world, &template, "")).await.expect(200).json();
    assert_eq!(shown["problems"].as_array().unwrap().len(), 2);
    let reply = admin.post(&at(&world, &template, "/activate"), &json!({"version": 1})).await.expect(422);
    let [gone, left] = &faults(&reply)[..] else { panic!("{}", reply.text()) };
    assert_eq!(gone.0, "stages[0].steps[1].assignment.group_id");
    assert_eq!(left.0, "stages[0].steps[2].assignment.person_id");
    let renamed = json!({"version": 1, "name": "Reviewing"});
    let _ = admin.patch(&at(&world, &template, ""), &renamed).await.expect(200);
}

#[tokio::test]
async fn a_copy_is_a_draft_and_leaves_the_groups_of_its_project_behind() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    let group = json!({"name": "Checkers", "description": "", "actions": [], "member_ids": []});
    let group = admin.post(&world.project_path("/groups"), &group).await.expect(201).json();
    let group = json!({"kind": "group", "group_id": group["id"]});
    let steps = [step("review", &group), step("review", &person(&world, "responder"))];
    let template = write(&mut admin, &world, "Review", json!([{"steps": steps}])).await;
    let _ = admin.post(&at(&world, &template, "/activate"), &json!({"version": 1})).await.expect(200);
    let reply = admin.post(&at(&world, &template, "/clone"), &json!({"name": "review"})).await.expect(422);
    assert_eq!(faults(&reply), fault("name", "taken"));
    let copy =
        admin.post(&at(&world, &template, "/clone"), &json!({"name": "Short"})).await.expect(201).json();
    assert_eq!((&copy["state"], &copy["stages"]), (&json!("draft"), &template["stages"]));
    let other =
        json!({"reference": "NB-1", "name": "Next door", "first_controller": world.people["controller"].id});
    let other = admin.post(&world.path("/projects"), &other).await.expect(201).json();
    let wish = json!({"name": "Review", "project_id": other["id"]});
    let copy = admin.post(&at(&world, &template, "/clone"), &wish).await.expect(201).json();
    assert_eq!(copy["stages"][0]["steps"][0]["assignment"], json!(null));
    assert_eq!(copy["stages"][0]["steps"][1]["assignment"], template["stages"][0]["steps"][1]["assignment"]);
    let theirs = world.path(&format!("/projects/{}/workflow-templates", id(&other)));
    assert_eq!(admin.get(&theirs).await.expect(200).json()["items"][0]["id"], copy["id"]);
    let _ = admin.get(&at(&world, &copy, "")).await.expect(404);
    let mut project_admin = world.client(&app, "project_admin").await;
    let reply = project_admin.post(&at(&world, &template, "/clone"), &wish).await.expect(422);
    assert_eq!(faults(&reply), fault("project_id", "unknown"));
    let _ = admin.delete(&format!("{theirs}/{}", id(&copy))).await.expect(204);
    assert_eq!(plans(&app, &world, &copy).await, Vec::<i64>::new());
}

#[tokio::test]
async fn templates_are_listed_by_name_and_narrowed_by_state_and_category() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let path = world.project_path("/workflow-templates");
    let stages = json!([{"steps": [step("review", &role("reviewer"))]}]);
    for (name, category) in [("beta", "Handover"), ("Alpha", "Review"), ("gamma", "approval")] {
        let body = json!({"name": name, "category": category, "stages": stages});
        let made = admin.post(&path, &body).await.expect(201).json();
        if name == "gamma" {
            let _ = admin.post(&at(&world, &made, "/activate"), &json!({"version": 1})).await.expect(200);
        }
    }
    let mut viewer = world.client(&app, "viewer").await;
    let names = async |client: &mut Client, query: &str| {
        let list = client.get(&format!("{path}{query}")).await.expect(200).json();
        list["items"].as_array().unwrap().iter().map(|row| row["name"].to_string()).collect::<Vec<_>>()
    };
    assert_eq!(names(&mut viewer, "").await, ["\"Alpha\"", "\"beta\"", "\"gamma\""]);
    assert_eq!(names(&mut viewer, "?state=active").await, ["\"gamma\""]);
    assert_eq!(names(&mut viewer, "?category=Handover&state=draft").await, ["\"beta\""]);
    assert_eq!(
        faults(&viewer.get(&format!("{path}?state=running")).await.expect(422)),
        fault("state", "unknown")
    );
    let first = viewer.get(&format!("{path}?limit=2")).await.expect(200).json();
    let next = format!("?limit=2&cursor={}", first["next"].as_str().unwrap());
    assert_eq!(names(&mut viewer, &next).await, ["\"gamma\""]);
    assert_eq!(first["items"][0]["step_count"], 1);
    assert_eq!(first["categories"].as_array().unwrap().last(), Some(&json!("Handover")));
    assert_eq!(first["abilities"]["workflow_template.manage"]["allowed"], false);
    let mut locked = world.client(&app, "org_admin").await;
    let _ = locked
        .post(&world.project_path("/lock"), &json!({"reason": "done", "early": true}))
        .await
        .expect(200);
    let body = json!({"name": "Late", "category": "Review"});
    assert_eq!(admin.post(&path, &body).await.expect(409).json()["code"], "project_locked");
}

#[tokio::test]
async fn the_organisation_may_keep_active_templates_for_its_administrators() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut admin, mut chief) =
        (world.client(&app, "project_admin").await, world.client(&app, "org_admin").await);
    let stages = json!([{"steps": [step("approve", &role("reviewer"))]}]);
    let template = write(&mut admin, &world, "Approval", stages).await;
    let (path, move_to) = (at(&world, &template, ""), |to: &str| at(&world, &template, to));
    let _ = admin.post(&move_to("/activate"), &json!({"version": 1})).await.expect(200);
    let reserve = |on: bool| json!({"security": {"active_templates_reserved": on}});
    let settings = world.path("/settings");
    let mut manager = world.client(&app, "org_manager").await;
    let _ = manager.patch(&settings, &reserve(true)).await.expect(403);
    let kept = chief.patch(&settings, &reserve(true)).await.expect(200).json();
    assert_eq!(kept["security"]["active_templates_reserved"], true);
    let logged = events(&app, &world, "settings.changed").await;
    assert_eq!(logged[0]["after"]["security"]["active_templates_reserved"], true);
    for client in [&mut admin, &mut manager] {
        let rename = json!({"version": 2, "name": "Approvals"});
        let refused = client.patch(&path, &rename).await.expect(403).json();
        assert_eq!(refused["rule"], "K-6.1/active", "{refused}");
        assert!(refused["ask"].as_str().unwrap().starts_with("An organisation administrator"), "{refused}");
        let _ = client.post(&move_to("/archive"), &json!({"version": 2})).await.expect(403);
        let abilities = client.get(&path).await.expect(200).json()["abilities"].clone();
        for (name, may) in [("edit", false), ("archive", false), ("clone", true)] {
            assert_eq!(abilities[format!("workflow_template.{name}")]["allowed"], may, "{name}: {abilities}");
        }
    }
    // Drafts are everybody's who manages templates, and so is starting from what is active.
    let draft = admin.post(&move_to("/clone"), &json!({"name": "Mine"})).await.expect(201).json();
    let _ = admin.patch(&at(&world, &draft, ""), &json!({"version": 1, "name": "Ours"})).await.expect(200);
    let changed = chief.patch(&path, &json!({"version": 2, "name": "Approvals"})).await.expect(200).json();
    assert_eq!(changed["version"], 3);
    let logged = events(&app, &world, "workflow_template.changed").await;
    assert_eq!(logged.last().unwrap()["rule"], "K-6.1/active-admin");
    let _ = chief.patch(&settings, &reserve(false)).await.expect(200);
    let _ = admin.post(&move_to("/archive"), &json!({"version": 3})).await.expect(200);
    let logged = events(&app, &world, "workflow_template.archived").await;
    assert_eq!(logged.last().unwrap()["rule"], "K-6.1/active");
}
