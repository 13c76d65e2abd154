//! Members, roles, companies, leaving; settings, choices of fields, the outbox and the bell.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};
use wayleave_access::audit;
use wayleave_db::sql;
use wayleave_testkit::{Client, NewDocument, Reply, TestApp, World};

async fn events(app: &TestApp, world: &World) -> i64 {
    let mut tx = app.db().read_in(world.organisation).await.unwrap();
    let text = sql("select seq as n from audit_head where organisation_id = $1");
    tx.int(text.bind(world.organisation)).await.unwrap()
}

async fn give(client: &mut Client, world: &World, kind: &str, role: &str) -> Reply {
    client
        .post(&world.path(&format!("/members/{}/role", world.people[kind].id)), &json!({"role": role}))
        .await
}

#[tokio::test]
async fn only_staff_see_the_members_and_a_member_that_is_not_there_answers_like_any_other() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let other = app.other_world().await;
    for kind in ["member", "viewer", "project_admin", "external", "responder"] {
        let mut person = world.client(&app, kind).await;
        let here =
            person.get(&world.path(&format!("/members/{}", world.people["viewer"].id))).await.expect(403);
        let absent = person.get(&world.path("/members/mem_nobody")).await.expect(403);
        assert_eq!(here.body, absent.body, "{kind}");
        let _ = person.get(&world.path("/members")).await.expect(403);
        let _ = person.get(&world.path("/companies")).await.expect(403);
        let _ = person.get(&world.path("/settings")).await.expect(403);
        let _ = person.get(&world.path("/outbox")).await.expect(403);
    }
    let mut admin = world.client(&app, "org_admin").await;
    let theirs = admin.get(&world.path(&format!("/members/{}", other.people["viewer"].id))).await.expect(404);
    let absent = admin.get(&world.path("/members/mem_nobody")).await.expect(404);
    assert_eq!(theirs.body, absent.body);
    let mut disabled = world.client(&app, "disabled").await;
    let _ = disabled.get(&world.path("")).await.expect(404);
    assert_eq!(disabled.get("/api/v1/me").await.expect(200).json()["organisations"], json!([]));
}

#[tokio::test]
async fn members_are_listed_by_name_in_pages_and_filtered() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    let mut names = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = admin.get(&world.path(&format!("/members?limit=4{cursor}"))).await.expect(200).json();
        for member in page["items"].as_array().unwrap() {
            names.push(member["name"].as_str().unwrap().to_owned());
        }
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    let mut sorted = names.clone();
    sorted.sort();
    assert_eq!((names.len(), &names), (13, &sorted));
    let count = async |admin: &mut Client, query: &str| {
        let page = admin.get(&world.path(&format!("/members?{query}"))).await.expect(200).json();
        page["items"].as_array().unwrap().len()
    };
    assert_eq!(count(&mut admin, "status=deactivated").await, 1);
    assert_eq!(count(&mut admin, "role=org_manager").await, 1);
    assert_eq!(count(&mut admin, "q=EXTERNAL").await, 2);
    assert_eq!(count(&mut admin, "q=100%25").await, 0);
    assert_eq!(count(&mut admin, &format!("company={}", world.companies["borealis"].0)).await, 2);
    let _ = admin.get(&world.path("/members?cursor=abc")).await.expect(422);
    let _ = admin.get(&world.path("/members?status=dead")).await.expect(422);
    let _ = admin.get(&world.path("/members?unknown=1")).await.expect(422);
}

#[tokio::test]
async fn a_list_of_members_costs_the_same_however_many_there_are() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    let _ = admin.get(&world.path("/members?limit=1")).await.expect(200);
    let before = app.db().statements();
    let _ = admin.get(&world.path("/members?limit=1")).await.expect(200);
    let one = app.db().statements() - before;
    let before = app.db().statements();
    let _ = admin.get(&world.path("/members?limit=200")).await.expect(200);
    assert_eq!(app.db().statements() - before, one);
}

#[tokio::test]
async fn roles_are_given_within_the_limits_of_whoever_gives_them() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    let mut manager = world.client(&app, "org_manager").await;
    let shown =
        manager.get(&world.path(&format!("/members/{}", world.people["member"].id))).await.expect(200).json();
    assert_eq!(shown["allowed_roles"], json!(["org_manager", "member", "workflow_responder"]));
    let own = admin
        .get(&world.path(&format!("/members/{}", world.people["org_admin"].id)))
        .await
        .expect(200)
        .json();
    assert_eq!(own["allowed_roles"], json!([]));
    assert_eq!(own["abilities"]["member.change_role"]["allowed"], false);
    // Nobody changes their own role; a manager makes no administrator and touches none.
    assert_eq!(
        give(&mut admin, &world, "org_admin", "member").await.expect(403).json()["rule"],
        "K-1.6/role-admin"
    );
    let _ = give(&mut manager, &world, "org_manager", "member").await.expect(403);
    let _ = give(&mut manager, &world, "member", "org_admin").await.expect(403);
    let _ = give(&mut manager, &world, "org_admin", "member").await.expect(403);
    let _ = give(&mut admin, &world, "member", "emperor").await.expect(422);
    // A change binds the next request and keeps the session.
    let mut member = world.client(&app, "member").await;
    let _ = member.get(&world.path("/members")).await.expect(403);
    let before = events(&app, &world).await;
    let _ = give(&mut manager, &world, "member", "org_manager").await.expect(200);
    assert_eq!(events(&app, &world).await, before + 1);
    let _ = member.get(&world.path("/members")).await.expect(200);
    let bell = member.get(&world.path("/notifications")).await.expect(200).json();
    assert_eq!(bell["unread"], 1);
    assert!(bell["items"][0]["text"].as_str().unwrap().contains("an organisation manager"));
    // The same role once more changes nothing.
    let before = events(&app, &world).await;
    let _ = give(&mut manager, &world, "member", "org_manager").await.expect(200);
    assert_eq!(events(&app, &world).await, before);
    app.run_jobs().await;
    assert!(app.mails().iter().any(|mail| mail.to.email == world.people["member"].email));
    app.write_refusals().await;
    let mut tx = app.db().read_in(world.organisation).await.unwrap();
    assert_eq!(audit::verify(&mut tx, world.organisation).await.unwrap().problem, None);
}

#[tokio::test]
async fn a_responder_has_no_memberships_and_the_list_of_what_goes_is_shown_before() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    let impact =
        world.path(&format!("/members/{}/role-impact?role=workflow_responder", world.people["viewer"].id));
    let shown = admin.get(&impact).await.expect(200).json();
    assert_eq!(shown["memberships_removed"][0]["project"]["id"], world.project_id.as_str());
    assert_eq!(shown["memberships_removed"][0]["role"], "viewer");
    let mut viewer = world.client(&app, "viewer").await;
    let _ = viewer.get(&world.project_path("")).await.expect(200);
    let changed = give(&mut admin, &world, "viewer", "workflow_responder").await.expect(200).json();
    assert_eq!(changed["projects_count"], 0);
    let _ = viewer.get("/api/v1/me").await.expect(200);
    let _ = viewer.get(&world.project_path("/documents")).await.expect(404);
    // The last Document Controller cannot become one, nor leave.
    assert_eq!(
        give(&mut admin, &world, "controller", "workflow_responder").await.expect(409).code(),
        "last_document_controller"
    );
    let leave = world.path(&format!("/members/{}/deactivate", world.people["controller"].id));
    let refused = admin.post(&leave, &json!({})).await.expect(409).json();
    assert_eq!(refused["code"], "last_document_controller");
    assert!(refused["detail"].as_str().unwrap().contains("HRB-01"));
    app.run_jobs().await;
}

#[tokio::test]
async fn a_manager_edits_members_and_managers_but_no_administrator() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut manager = world.client(&app, "org_manager").await;
    let path = |kind: &str| world.path(&format!("/members/{}", world.people[kind].id));
    let change = json!({"position": "Planner"});
    for kind in ["member", "responder", "org_manager"] {
        let _ = manager.patch(&path(kind), &change).await.expect(200);
    }
    let refused = manager.patch(&path("org_admin"), &change).await.expect(403).json();
    assert_eq!(refused["rule"], "K-8.9/edit-manager");
    let seen = manager.get(&path("org_admin")).await.expect(200).json();
    assert_eq!(seen["abilities"]["member.edit"]["allowed"], false);
    let mut admin = world.client(&app, "org_admin").await;
    let _ = admin.patch(&path("org_admin"), &change).await.expect(200);
}

#[tokio::test]
async fn of_two_administrators_who_demote_each_other_at_once_one_stays() {
    for _ in 0..5 {
        let app = TestApp::new().await;
        let world = app.world().await;
        let mut first = world.client(&app, "org_admin").await;
        let _ = give(&mut first, &world, "org_manager", "org_admin").await.expect(200);
        let mut second = world.client(&app, "org_manager").await;
        let (one, other) = tokio::join!(
            give(&mut first, &world, "org_manager", "member"),
            give(&mut second, &world, "org_admin", "member")
        );
        let statuses = [one.status.as_u16(), other.status.as_u16()];
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        let mut tx = app.db().read_in(world.organisation).await.unwrap();
        let text = sql(
            "select count(*) as n from organisation_role where role = 'org_admin' and closed_at is null and organisation_id = $1",
        );
        assert_eq!(tx.int(text.bind(world.organisation)).await.unwrap(), 1);
        drop(tx);
        app.run_jobs().await;
    }
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    let _ = give(&mut admin, &world, "member", "org_admin").await.expect(200);
    let mut second = world.client(&app, "member").await;
    let leave = world.path(&format!("/members/{}/deactivate", world.people["org_admin"].id));
    let _ = second.post(&leave, &json!({"reason": "moved on"})).await.expect(204);
    let _ = admin.get("/api/v1/me").await.expect(401);
    // Nobody is left who could: a manager may not, and the administrator not themselves.
    let _ = give(&mut second, &world, "member", "member").await.expect(403);
    let mut manager = world.client(&app, "org_manager").await;
    let alone = world.path(&format!("/members/{}/deactivate", world.people["member"].id));
    let _ = manager.post(&alone, &json!({})).await.expect(403);
    app.run_jobs().await;
}

#[tokio::test]
async fn a_leaver_is_out_at_once_and_what_they_granted_belongs_to_the_project() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    let mut leaver = world.client(&app, "initiator").await;
    let mut manager = world.client(&app, "org_manager").await;
    let handed = world.path(&format!("/members/{}/hand-over", world.people["org_admin"].id));
    // The world's memberships were opened by the administrator.
    let list = manager.get(&handed).await.expect(200).json();
    let kinds: Vec<&str> =
        list["items"].as_array().unwrap().iter().map(|row| row["kind"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"membership") && kinds.contains(&"full_register"), "{kinds:?}");
    let outside =
        list["items"].as_array().unwrap().iter().filter(|row| row["who"]["outside"] == true).count();
    assert!(outside >= 3, "{list}");
    let _ = leaver.get(&world.project_path("")).await.expect(200);
    let before = events(&app, &world).await;
    let leave = world.path(&format!("/members/{}/deactivate", world.people["initiator"].id));
    let _ = manager.post(&leave, &json!({"reason": "left"})).await.expect(204);
    assert_eq!(events(&app, &world).await, before + 1);
    // It was their only organisation, so the sessions are closed too.
    let _ = leaver.get("/api/v1/me").await.expect(401);
    let _ = manager.post(&leave, &json!({})).await.expect(409);
    let shown = admin
        .get(&world.path(&format!("/members/{}", world.people["initiator"].id)))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&shown["status"], &shown["role"], &shown["projects_count"]),
        (&json!("deactivated"), &json!("member"), &json!(0))
    );
    let back = world.path(&format!("/members/{}/reactivate", world.people["initiator"].id));
    let _ = manager.post(&back, &json!({"role": "org_admin"})).await.expect(403);
    let again = manager.post(&back, &json!({"role": "member"})).await.expect(200).json();
    assert_eq!((&again["status"], &again["projects_count"]), (&json!("active"), &json!(0)));
    let _ = manager.post(&back, &json!({"role": "member"})).await.expect(409);
    app.run_jobs().await;
}

#[tokio::test]
async fn the_administrators_of_a_project_are_told_what_a_leaver_leaves() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    let _ = give(&mut admin, &world, "org_manager", "org_admin").await.expect(200);
    let mut second = world.client(&app, "org_manager").await;
    let leave = world.path(&format!("/members/{}/deactivate", world.people["org_admin"].id));
    let _ = second.post(&leave, &json!({})).await.expect(204);
    app.run_jobs().await;
    let told =
        app.mails().into_iter().find(|mail| mail.subject.contains("now belongs to the project")).unwrap();
    assert_eq!(told.to.email, world.people["project_admin"].email);
    let mut boss = world.client(&app, "project_admin").await;
    let bell = boss.get(&world.path("/notifications")).await.expect(200).json();
    assert_eq!(bell["items"][0]["kind"], "access.handed_over");
    assert_eq!(
        bell["items"][0]["text"],
        "What org admin of acme granted in Harbour belongs to the project now."
    );
    assert_eq!(boss.get(&world.path("")).await.expect(200).json()["counts"]["notifications"], 1);
    let _ = boss.post(&world.path("/notifications/read"), &json!({})).await.expect(204);
    assert_eq!(boss.get(&world.path("")).await.expect(200).json()["counts"]["notifications"], 0);
    // The grants themselves stay.
    let mut external = world.client(&app, "external").await;
    let _ = external.get(&world.project_path("")).await.expect(200);
}

#[tokio::test]
async fn a_notice_about_a_document_that_is_out_of_sight_is_passed_over() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let plain = world.document(&app, &NewDocument::default()).await;
    let hidden = world
        .document(&app, &NewDocument { number: "A-2", restricted: true, ..NewDocument::default() })
        .await;
    let viewer = world.people["viewer"].subject;
    let mut tx = app.db().begin_in(world.organisation).await.unwrap();
    for (at, document) in [plain.document, hidden.document].into_iter().enumerate() {
        let text = sql("insert into notification (organisation_id, public_id, subject_id, kind, project_id, document_id, payload, created_at)
             values ($1, $2, $3, 'document.shared', $4, $5, '{}', $6)");
        let text = text.bind(world.organisation).bind(format!("ntf_{at}")).bind(viewer).bind(world.project);
        tx.execute(text.bind(document).bind(app.clock().now())).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut client = world.client(&app, "viewer").await;
    let bell = client.get(&world.path("/notifications")).await.expect(200).json();
    assert_eq!((bell["items"].as_array().unwrap().len(), &bell["unread"]), (1, &json!(1)));
    let _ = client.post(&world.path("/notifications/read"), &json!({"ids": ["ntf_0"]})).await.expect(204);
    let bell = client.get(&world.path("/notifications")).await.expect(200).json();
    assert_eq!((&bell["unread"], bell["items"][0]["read_at"].is_string()), (&json!(0), true));
}

#[tokio::test]
async fn companies_have_one_name_each_and_their_people_change_with_them() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut manager = world.client(&app, "org_manager").await;
    let path = world.path("/companies");
    let new = json!({"name": " Harbour  Steel ", "designation": "subcontractor", "controlling": false});
    let company = manager.post(&path, &new).await.expect(201).json();
    let taken = json!({"name": "harbour steel", "designation": "supplier", "controlling": false});
    assert_eq!(manager.post(&path, &taken).await.expect(422).json()["errors"][0]["code"], "taken");
    let wrong = json!({"name": "", "designation": "wizard", "controlling": false});
    assert_eq!(manager.post(&path, &wrong).await.expect(422).json()["errors"].as_array().unwrap().len(), 2);
    let id = company["id"].as_str().unwrap();
    let member = world.path(&format!("/members/{}", world.people["member"].id));
    let moved =
        manager.patch(&member, &json!({"company_id": id, "position": "Erector"})).await.expect(200).json();
    assert_eq!((&moved["company"]["id"], &moved["position"]), (&json!(id), &json!("Erector")));
    let kept = manager.patch(&member, &json!({"phone": "+44 20 7946 0000"})).await.expect(200).json();
    assert_eq!(kept["company"]["id"], id);
    let listed = manager.get(&world.path("/companies?q=steel")).await.expect(200).json();
    assert_eq!(
        (&listed["items"][0]["people_count"], listed["items"].as_array().unwrap().len()),
        (&json!(1), 1)
    );
    let one = format!("{path}/{id}");
    let changed = manager.patch(&one, &json!({"controlling": true})).await.expect(200).json();
    assert_eq!((&changed["controlling"], &changed["name"]), (&json!(true), &json!("Harbour  Steel")));
    let none = manager.patch(&member, &json!({"company_id": null})).await.expect(200).json();
    assert_eq!(none["company"], Value::Null);
    let _ = manager.patch(&member, &json!({"company_id": "com_none"})).await.expect(422);
    let codes = manager.get(&world.path("/designations")).await.expect(200).json();
    assert_eq!(codes["items"].as_array().unwrap().len(), 7);
}

#[tokio::test]
async fn settings_are_changed_by_section_and_security_by_administrators_alone() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let path = world.path("/settings");
    let mut manager = world.client(&app, "org_manager").await;
    let mut admin = world.client(&app, "org_admin").await;
    let stored = manager.get(&path).await.expect(200).json();
    // When somebody is warned before an end is a rule of the product, not a setting.
    assert_eq!(stored["external_access"].get("warn_days"), None);
    let general = json!({"general": {"name": "Acme Ltd", "timezone": "Europe/London", "colour": "#0a7F3c"}});
    let changed = manager.patch(&path, &general).await.expect(200).json();
    assert_eq!(
        (&changed["general"]["name"], &changed["general"]["colour"]),
        (&json!("Acme Ltd"), &json!("#0a7f3c"))
    );
    let security = json!({"security": {"file_types": {"mode": "allowlist", "extensions": [".PDF", "dwg"]}}});
    let _ = manager.patch(&path, &security).await.expect(403);
    let _ = manager.patch(&path, &json!({"external_access": {"max_days": 30}})).await.expect(403);
    let before = events(&app, &world).await;
    let changed = admin.patch(&path, &security).await.expect(200).json();
    assert_eq!(changed["security"]["file_types"]["extensions"], json!(["dwg", "pdf"]));
    assert_eq!(events(&app, &world).await, before + 1);
    // The whole section as it was read is accepted back, and changes nothing.
    let whole = json!({"external_access": changed["external_access"], "security": changed["security"]});
    let _ = admin.patch(&path, &whole).await.expect(200);
    assert_eq!(events(&app, &world).await, before + 1);
    let wrong = json!({
        "general": {"timezone": "Mars/North", "colour": "red", "contact_email": "nobody"},
        "external_access": {"max_days": 5, "unheard": 1},
    });
    let refused = admin.patch(&path, &wrong).await.expect(422).json();
    assert_eq!(refused["errors"].as_array().unwrap().len(), 5, "{refused}");
    let seen = admin.get(&world.path("")).await.expect(200).json();
    assert_eq!(
        (&seen["name"], &seen["timezone"], &seen["has_logo"]),
        (&json!("Acme Ltd"), &json!("Europe/London"), &json!(false))
    );
}

/// A grey PNG, its pixels stored without compression.
fn grey_png(width: u32, height: u32) -> Vec<u8> {
    let row = [&[0][..], &vec![120; width as usize]].concat();
    let pixels = row.repeat(height as usize);
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in &pixels {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    let length = u16::try_from(pixels.len()).unwrap();
    let mut data = vec![0x78, 0x01, 1];
    data.extend(length.to_le_bytes());
    data.extend((!length).to_le_bytes());
    data.extend(&pixels);
    data.extend(((b << 16) | a).to_be_bytes());
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, content) in [(b"IHDR", header), (b"IDAT", data), (b"IEND", Vec::new())] {
        png.extend(u32::try_from(content.len()).unwrap().to_be_bytes());
        let part = [&kind[..], &content].concat();
        png.extend(&part);
        png.extend(crc32fast::hash(&part).to_be_bytes());
    }
    png
}

#[tokio::test]
async fn a_logo_is_a_png_and_everybody_may_see_it() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    let mut viewer = world.client(&app, "viewer").await;
    let path = world.path("/logo");
    let png = grey_png(240, 80);
    let put = async |client: &mut Client, bytes: Vec<u8>| {
        client.send(Method::PUT, &path, Some("image/png"), Body::from(bytes)).await
    };
    let _ = put(&mut viewer, png.clone()).await.expect(403);
    let _ = put(&mut admin, b"<svg/>".to_vec()).await.expect(422);
    let _ = put(&mut admin, vec![0; 2_000_001]).await.expect(413);
    let _ = app.anonymous().get("/organisations/acme/logo").await.expect(404);
    let _ = put(&mut admin, png).await.expect(204);
    let shown = app.anonymous().get("/organisations/acme/logo").await.expect(200);
    assert_eq!(shown.header("content-type"), Some("image/png"));
    let etag = shown.header("etag").unwrap().to_owned();
    let _ =
        app.anonymous().with_header("if-none-match", &etag).get("/organisations/acme/logo").await.expect(304);
    let _ = admin.delete(&world.path("/logo")).await.expect(204);
    let _ = app.anonymous().get("/organisations/acme/logo").await.expect(404);
}
