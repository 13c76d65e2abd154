//! Projects: creation, team, groups, overrides, settings and lock.

use serde_json::{Value, json};
use wayleave_testkit::{TestApp, World};

async fn events(app: &TestApp, world: &World) -> i64 {
    let mut tx = app.db().read_in(world.organisation).await.unwrap();
    tx.int(
        wayleave_db::sql("select seq as n from audit_head where organisation_id = $1")
            .bind(world.organisation),
    )
    .await
    .unwrap()
}

#[tokio::test]
async fn creating_a_project_names_its_first_controller_and_writes_one_event() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut manager = world.client(&app, "org_manager").await;
    let before = events(&app, &world).await;
    let new = json!({"reference": "TWR-9", "name": "Tower", "first_controller": world.people["member"].id});
    let project = manager.post(&world.path("/projects"), &new).await.expect(201).json();
    assert_eq!(events(&app, &world).await, before + 1);
    assert_eq!(project["mode"], "admin");
    assert_eq!(project["abilities"]["project.settings"]["allowed"], true);
    let path = world.path(&format!("/projects/{}", project["id"].as_str().unwrap()));
    let groups = manager.get(&format!("{path}/groups")).await.expect(200).json();
    assert_eq!(groups["items"][0]["kind"], "document_control");
    assert_eq!(groups["items"][0]["members"][0]["id"], world.people["member"].id.as_str());
    // The controller was a stranger to the project and is an initiator now.
    let mut controller = world.client(&app, "member").await;
    let seen = controller.get(&path).await.expect(200).json();
    assert_eq!((&seen["role"], &seen["controller"]), (&json!("initiator"), &json!(true)));
    // The same reference again, an outsider as controller, and an initiator as creator are refused.
    let taken = manager.post(&world.path("/projects"), &new).await.expect(422).json();
    assert_eq!(taken["errors"][0]["field"], "reference");
    let outsider = json!({"reference": "X", "name": "X", "first_controller": world.people["external"].id});
    let refused = manager.post(&world.path("/projects"), &outsider).await.expect(422).json();
    assert_eq!(refused["errors"][0]["field"], "first_controller");
    let _ = controller.post(&world.path("/projects"), &new).await.expect(403);
}

#[tokio::test]
async fn everybody_lists_the_projects_they_belong_to() {
    let app = TestApp::new().await;
    let world = app.world().await;
    for (kind, count) in [
        ("org_admin", 1),
        ("org_manager", 1),
        ("viewer", 1),
        ("external", 1),
        ("member", 0),
        ("responder", 0),
    ] {
        let mut person = world.client(&app, kind).await;
        let listed = person.get(&world.path("/projects")).await.expect(200).json();
        assert_eq!(listed["items"].as_array().unwrap().len(), count, "{kind}");
    }
    let mut external = world.client(&app, "external_full").await;
    let seen = external.get(&world.project_path("")).await.expect(200).json();
    assert_eq!(seen["mode"], "external");
    assert_eq!(seen["counts"]["outsiders"], Value::Null);
    assert!(seen["full_register"]["until"].is_string());
    assert_eq!(
        seen["abilities"]["document.create"]["condition"],
        "goes to a Document Controller for approval"
    );
    let mut admin = world.client(&app, "project_admin").await;
    let seen = admin.get(&world.project_path("")).await.expect(200).json();
    assert_eq!(seen["counts"]["outsiders"], 3);
    let mut member = world.client(&app, "member").await;
    let hidden = member.get(&world.project_path("")).await.expect(404);
    let absent = member.get(&world.path("/projects/prj_0000000000000000000000000")).await.expect(404);
    assert_eq!(hidden.body, absent.body);
}

#[tokio::test]
async fn who_comes_from_outside_is_told_whom_to_ask_and_until_when_they_are_in() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut external = world.client(&app, "external").await;
    let listed = external.get(&world.path("/projects")).await.expect(200).json();
    let single = external.get(&world.project_path("")).await.expect(200).json();
    for seen in [&listed["items"][0], &single] {
        assert!(seen["access_ends_at"].is_string(), "{seen}");
        let controller = &world.people["controller"];
        assert!(seen["contacts"].as_array().unwrap().iter().any(|one| one["id"] == controller.id.as_str()));
        assert_eq!(seen["contacts"][0]["email"], Value::Null, "names, no addresses");
    }
    // The team looks it up among its own.
    let mut viewer = world.client(&app, "viewer").await;
    let seen = viewer.get(&world.project_path("")).await.expect(200).json();
    assert_eq!((&seen["access_ends_at"], &seen["contacts"]), (&Value::Null, &json!([])));
}

#[tokio::test]
async fn a_person_from_outside_becomes_an_external_participant_with_an_end() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let team = world.project_path("/members");
    let external = &world.people["external"].id;
    let again = admin.post(&team, &json!({"member_id": external})).await.expect(409);
    assert_eq!(again.code(), "already_member");
    let own = admin
        .patch(&format!("{team}/{}", world.people["project_admin"].id), &json!({"role": "viewer"}))
        .await;
    assert_eq!(own.expect(403).json()["rule"], "K-2.1/12");
    let _ = admin.post(&format!("{team}/{external}/end"), &json!({"reason": "left"})).await.expect(200);
    let mut outsider = world.client(&app, "external").await;
    let _ = outsider.get(&world.project_path("")).await.expect(404);
    let back = admin.post(&team, &json!({"member_id": external})).await.expect(201).json();
    assert_eq!(back["role"], "external");
    assert!(back["ends_at"].as_str().unwrap().starts_with("2027-05-20"), "{}", back["ends_at"]);
    let late = json!({"ends_on": "2030-01-01"});
    let path = format!("{team}/{}", back["id"].as_str().unwrap());
    let refused = admin.patch(&path, &late).await.expect(422).json();
    assert_eq!(refused["errors"][0]["code"], "beyond_ceiling");
    let _ = outsider.get(&world.project_path("")).await.expect(200);
    // A responder holds no project role; staff are no externals.
    let responder = json!({"member_id": world.people["responder"].id, "role": "viewer"});
    let _ = admin.post(&team, &responder).await.expect(422);
    let staff =
        json!({"member_id": world.people["org_manager"].id, "role": "external", "ends_on": "2027-01-01"});
    let _ = admin.post(&team, &staff).await.expect(422);
    // Those who see the team change nothing; externals do not see it.
    let mut viewer = world.client(&app, "viewer").await;
    let listed = viewer.get(&team).await.expect(200).json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 8);
    assert_eq!(listed["items"][0]["abilities"]["membership.change"]["allowed"], false);
    let _ = viewer.post(&team, &json!({"member_id": "mem_x"})).await.expect(403);
    let _ = outsider.get(&team).await.expect(403);
}

#[tokio::test]
async fn full_register_access_is_switched_by_controllers_and_shown_at_once() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut controller = world.client(&app, "controller").await;
    let path = world.project_path(&format!("/members/{}/full-register", world.people["external"].id));
    let switch = json!({"ends_on": "2026-12-31", "reason": "tender"});
    let seen = controller.post(&path, &switch).await.expect(200).json();
    assert!(seen["full_register"]["until"].as_str().unwrap().starts_with("2026-12-31"));
    let mut external = world.client(&app, "external").await;
    assert!(external.get(&world.project_path("")).await.json()["full_register"].is_object());
    let _ = controller.delete(&path).await.expect(204);
    assert_eq!(controller.delete(&path).await.expect(409).code(), "already_ended");
    let member = world.project_path(&format!("/members/{}/full-register", world.people["viewer"].id));
    let _ = controller.post(&member, &switch).await.expect(422);
    let mut initiator = world.client(&app, "initiator").await;
    let _ = initiator.post(&path, &switch).await.expect(403);
}

#[tokio::test]
async fn lists_of_a_project_are_searched_and_paged() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    let new = json!({"reference": "TWR-9", "name": "Tower", "first_controller": world.people["member"].id});
    let made = admin.post(&world.path("/projects"), &new).await.expect(201).json();
    for (q, count) in [("twr", 1), ("tOWER", 1), ("%", 0), ("nothing", 0), ("", 2)] {
        let path = world.path(&format!("/projects?q={}", q.replace('%', "%25")));
        let found = admin.get(&path).await.expect(200).json();
        assert_eq!(found["items"].as_array().unwrap().len(), count, "{q}");
    }
    let first = admin.get(&world.path("/projects?limit=1")).await.expect(200).json();
    let cursor = first["next"].as_str().unwrap();
    let other = world.path(&format!("/projects?limit=1&q=twr&cursor={cursor}"));
    assert_eq!(admin.get(&other).await.expect(422).code(), "invalid_cursor");
    let team = admin.get(&world.project_path("/members?q=initiator@")).await.expect(200).json();
    assert_eq!(team["items"].as_array().unwrap().len(), 1);
    for name in ["One", "Two"] {
        let _ = admin.post(&world.project_path("/groups"), &json!({"name": name})).await.expect(201);
        let gate = json!({"role": "viewer", "action": "view_audit_log", "effect": "grant", "reason": name});
        let _ = admin.post(&world.project_path("/overrides"), &gate).await.expect(201);
    }
    for (rest, first_name) in [("/groups", "kind"), ("/overrides", "reason")] {
        let page = admin.get(&world.project_path(&format!("{rest}?limit=1"))).await.expect(200).json();
        let expected = if rest == "/groups" { "document_control" } else { "Two" };
        assert_eq!(page["items"][0][first_name], expected);
        let mut seen = vec![page["items"][0]["id"].clone()];
        let mut next = page["next"].clone();
        while let Some(cursor) = next.as_str() {
            let path = world.project_path(&format!("{rest}?limit=1&cursor={cursor}"));
            let page = admin.get(&path).await.expect(200).json();
            seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["id"].clone()));
            next = page["next"].clone();
        }
        let all = admin.get(&world.project_path(rest)).await.expect(200).json();
        let all: Vec<Value> =
            all["items"].as_array().unwrap().iter().map(|item| item["id"].clone()).collect();
        assert_eq!(seen, all, "{rest}");
    }
    // The reference is edited like any field, and stays the only one of its kind.
    let path = world.path(&format!("/projects/{}", made["id"].as_str().unwrap()));
    let taken = admin.patch(&path, &json!({"version": made["version"], "reference": "HRB-01"})).await;
    assert_eq!(taken.expect(422).json()["errors"][0]["field"], "reference");
    let changed = admin.patch(&path, &json!({"version": made["version"], "reference": "TWR-10"})).await;
    assert_eq!(changed.expect(200).json()["reference"], "TWR-10");
    app.run_jobs().await;
}

#[tokio::test]
async fn the_last_document_controller_stays_whatever_is_tried() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let groups = admin.get(&world.project_path("/groups")).await.expect(200).json();
    let control = groups["items"][0]["id"].as_str().unwrap().to_owned();
    let of =
        |person: &str| world.project_path(&format!("/groups/{control}/members/{}", world.people[person].id));
    assert_eq!(admin.delete(&of("controller")).await.expect(409).code(), "last_document_controller");
    let end = world.project_path(&format!("/members/{}/end", world.people["controller"].id));
    assert_eq!(admin.post(&end, &json!({})).await.expect(409).code(), "last_document_controller");
    let to_external = json!({"role": "external", "ends_on": "2027-01-01"});
    let path = world.project_path(&format!("/members/{}", world.people["controller"].id));
    assert_eq!(admin.patch(&path, &to_external).await.expect(409).code(), "last_document_controller");
    for outsider in ["external", "external_full"] {
        let _ = admin.put(&of(outsider), &json!({})).await.expect(422);
    }
    let mut controller = world.client(&app, "controller").await;
    let _ = controller.put(&of("initiator"), &json!({})).await.expect(403);
    let _ = admin.put(&of("initiator"), &json!({})).await.expect(204);
    // Two admins take out one each at the same moment: one of them must fail.
    let mut other = world.client(&app, "org_admin").await;
    let (first, second) = (of("controller"), of("initiator"));
    let (one, two) = tokio::join!(admin.delete(&first), other.delete(&second));
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 409]);
    let _ = admin.delete(&world.project_path(&format!("/groups/{control}"))).await.expect(409);
}

#[tokio::test]
async fn one_document_controller_stays_without_an_end() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let membership = |person: &str| world.project_path(&format!("/members/{}", world.people[person].id));
    let until = json!({"ends_on": "2027-03-01"});
    let refused = admin.patch(&membership("controller"), &until).await.expect(409).json();
    assert_eq!(refused["code"], "last_document_controller");
    assert!(refused["detail"].as_str().unwrap().contains("no end"), "{refused}");
    // In bulk it is refused too, alone.
    let extend = json!({"ids": [], "ends_on": "2027-03-01"});
    let seen = admin.get(&world.project_path("/members?limit=200")).await.expect(200).json();
    let items = seen["items"].as_array().unwrap();
    let id = |person: &str| {
        let found = items.iter().find(|item| item["person"]["id"] == world.people[person].id.as_str());
        found.unwrap()["id"].clone()
    };
    let mut bulk = extend;
    bulk["ids"] = json!([id("controller"), id("external")]);
    let done = admin.post(&world.project_path("/access/extend"), &bulk).await.expect(200).json();
    assert_eq!((done["done"].as_array().unwrap().len(), done["refused"].as_array().unwrap().len()), (1, 1));
    // With a second one who stays, the first may have an end; then the second may have none, and cannot leave.
    let groups = admin.get(&world.project_path("/groups")).await.expect(200).json();
    let control = groups["items"][0]["id"].as_str().unwrap().to_owned();
    let of =
        |person: &str| world.project_path(&format!("/groups/{control}/members/{}", world.people[person].id));
    let _ = admin.put(&of("initiator"), &json!({})).await.expect(204);
    let _ = admin.patch(&membership("controller"), &until).await.expect(200);
    assert_eq!(
        admin.patch(&membership("initiator"), &until).await.expect(409).code(),
        "last_document_controller"
    );
    assert_eq!(admin.delete(&of("initiator")).await.expect(409).code(), "last_document_controller");
    // Staff stay by themselves, for as long as they are staff.
    let mut boss = world.client(&app, "org_admin").await;
    let _ = boss.put(&of("org_manager"), &json!({})).await.expect(204);
    let _ = admin.delete(&of("initiator")).await.expect(204);
    let demote = world.path(&format!("/members/{}/role", world.people["org_manager"].id));
    let refused = boss.post(&demote, &json!({"role": "member"})).await.expect(409).json();
    assert_eq!(refused["code"], "last_document_controller");
    app.run_jobs().await;
}

#[tokio::test]
async fn groups_carry_gates_to_members_and_nothing_to_outsiders() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let ids: Vec<&str> = ["viewer", "external"].iter().map(|kind| world.people[kind].id.as_str()).collect();
    let new = json!({"name": "Commercial", "actions": ["view_audit_log"], "member_ids": ids});
    let group = admin.post(&world.project_path("/groups"), &new).await.expect(201).json();
    let _ = admin.post(&world.project_path("/groups"), &new).await.expect(422);
    let mut viewer = world.client(&app, "viewer").await;
    let may = |seen: &Value| seen["abilities"]["audit.view"]["allowed"] == true;
    assert!(may(&viewer.get(&world.project_path("")).await.json()));
    let mut external = world.client(&app, "external").await;
    assert!(!may(&external.get(&world.project_path("")).await.json()));
    let path = world.project_path(&format!("/groups/{}", group["id"].as_str().unwrap()));
    let edited = admin.patch(&path, &json!({"actions": ["view_reports"]})).await.expect(200).json();
    assert_eq!(edited["actions"], json!(["view_reports"]));
    assert!(!may(&viewer.get(&world.project_path("")).await.json()));
    let _ = viewer.delete(&path).await.expect(403);
    let _ = admin.delete(&path).await.expect(204);
    let _ = admin.delete(&path).await.expect(404);
}

#[tokio::test]
async fn nobody_overrides_themselves() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let overrides = world.project_path("/overrides");
    let set = |who: Value| {
        let mut body = json!({"action": "upload_documents", "effect": "grant", "reason": "needed"});
        body.as_object_mut().unwrap().extend(who.as_object().unwrap().clone());
        body
    };
    let own = set(json!({"member_id": world.people["project_admin"].id}));
    assert_eq!(admin.post(&overrides, &own).await.expect(403).json()["rule"], "K-1.4/overrides");
    let _ = admin.post(&overrides, &set(json!({"role": "project_admin"}))).await.expect(403);
    let _ = admin.post(&overrides, &set(json!({}))).await.expect(422);
    let given = set(json!({"member_id": world.people["reviewer"].id}));
    let given = admin.post(&overrides, &given).await.expect(201).json();
    let mut reviewer = world.client(&app, "reviewer").await;
    let may = |seen: &Value| seen["abilities"]["document.create"]["allowed"] == true;
    assert!(may(&reviewer.get(&world.project_path("")).await.json()));
    let path = format!("{overrides}/{}", given["id"].as_str().unwrap());
    let _ = reviewer.delete(&path).await.expect(403);
    let _ = admin.delete(&path).await.expect(204);
    assert!(!may(&reviewer.get(&world.project_path("")).await.json()));
}

#[tokio::test]
async fn a_project_can_only_be_stricter_than_its_organisation() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let path = world.project_path("/settings");
    let wider = json!({"external_access": {"max_days": 400, "external_max_days": 9999}});
    let refused = admin.patch(&path, &wider).await.expect(422).json();
    assert_eq!(refused["errors"][0]["field"], "external_access.max_days");
    assert_eq!(refused["errors"][0]["code"], "wider_than_organisation");
    let stricter = json!({"external_access": {"max_days": 30, "password": "required"},
        "register": {"all_uploads_need_acceptance": true}});
    let before = events(&app, &world).await;
    let seen = admin.patch(&path, &stricter).await.expect(200).json();
    assert_eq!(events(&app, &world).await, before + 1);
    assert_eq!(seen["external_access"]["effective"]["max_days"], 30);
    assert_eq!(seen["external_access"]["organisation"]["max_days"], 90);
    assert_eq!(
        seen["register"],
        json!({"all_uploads_need_acceptance": true, "retention_days": 365, "revision_codes": "free"})
    );
    let codes = json!({"register": {"revision_codes": "p_c"}});
    let seen = admin.patch(&path, &codes).await.expect(200).json();
    assert_eq!(seen["register"]["revision_codes"], "p_c");
    assert_eq!(seen["register"]["all_uploads_need_acceptance"], true);
    let back = admin.patch(&path, &json!({"external_access": null})).await.expect(200).json();
    assert_eq!(back["external_access"]["project"], Value::Null);
    assert_eq!(back["external_access"]["effective"]["max_days"], 90);
    let mut initiator = world.client(&app, "initiator").await;
    let _ = initiator.get(&path).await.expect(200);
    let _ = initiator.patch(&path, &stricter).await.expect(403);
}

#[tokio::test]
async fn a_locked_project_is_read_and_nothing_else() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let lock = world.project_path("/lock");
    let _ = admin.post(&lock, &json!({"reason": ""})).await.expect(422);
    let mut owner = world.client(&app, "org_admin").await;
    let early = json!({"reason": "handed over", "early": true});
    assert_eq!(owner.post(&lock, &early).await.expect(200).json()["locked"], true);
    let seen = admin.get(&world.project_path("")).await.expect(200).json();
    assert_eq!(seen["abilities"]["project.settings"]["allowed"], false);
    let edit = json!({"version": 1, "name": "Other"});
    assert_eq!(admin.patch(&world.project_path(""), &edit).await.expect(409).code(), "project_locked");
    assert_eq!(admin.post(&lock, &json!({"reason": "again"})).await.expect(409).code(), "project_locked");
    let unlock = world.project_path("/unlock");
    let _ = admin.post(&unlock, &json!({})).await.expect(403);
    let _ = owner.post(&unlock, &json!({"reason": "corrections"})).await.expect(200);
    let _ = owner.post(&unlock, &json!({})).await.expect(409);
    let _ = admin.patch(&world.project_path(""), &edit).await.expect(200);
    assert_eq!(admin.patch(&world.project_path(""), &edit).await.expect(412).code(), "stale");
}

#[tokio::test]
async fn whom_one_may_share_with_is_who_may_be_let_in() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let all = admin.get(&world.project_path("/subjects?q=member%20of")).await.expect(200).json();
    assert_eq!(all["items"][0]["id"], world.people["member"].id.as_str());
    let mut initiator = world.client(&app, "initiator").await;
    let none = initiator.get(&world.project_path("/subjects?q=member%20of")).await.expect(200).json();
    assert!(none["items"].as_array().unwrap().is_empty());
    let found = initiator.get(&world.project_path("/subjects?q=boreal")).await.expect(200).json();
    assert_eq!(found["items"][0]["kind"], "company");
    assert_eq!(found["items"][0]["people_count"], 2);
    assert_eq!(found["items"][0]["outside"], true);
    let mut external = world.client(&app, "external").await;
    let _ = external.get(&world.project_path("/subjects")).await.expect(403);
}

#[tokio::test]
async fn for_a_step_responders_are_offered_to_whoever_starts_workflows() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let offered = async |person: &str, query: &str| {
        let mut client = world.client(&app, person).await;
        let found = client.get(&world.project_path(&format!("/subjects?{query}"))).await.expect(200).json();
        let items = found["items"].as_array().unwrap();
        let of = |role: &str| items.iter().any(|item| item["id"] == world.people[role].id.as_str());
        (of("responder"), of("member"), of("reviewer"))
    };
    // Who is nobody's member here is not in the project, and the responder neither.
    assert_eq!(offered("initiator", "").await, (false, false, true));
    assert_eq!(offered("initiator", "steps=true").await, (true, false, true));
    assert_eq!(offered("viewer", "steps=true").await, (false, false, true));
    assert_eq!(offered("project_admin", "").await, (true, true, true));
    assert_eq!(offered("project_admin", "steps=true").await, (true, false, true));
    let mut viewer = world.client(&app, "viewer").await;
    let _ = viewer.get(&world.project_path("/subjects?steps=perhaps")).await.expect(422);
}
