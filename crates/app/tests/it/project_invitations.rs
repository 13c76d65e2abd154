//! Invitations that the administrators of a project make: into this project, as members, and as nothing else.

use serde_json::{Value, json};
use wayleave_testkit::{Client, TestApp, World};

use crate::sessions::mailed_token;

const FRESH: &str = "seven green lamps beside a quiet harbour";
const NEW: &str = "kim.moss@example.org";

fn body(email: &str) -> Value {
    json!({"invitations": [{"email": email, "name": "Kim Moss"}]})
}

async fn accept(app: &TestApp) -> Client {
    app.run_jobs().await;
    let mut guest = app.anonymous();
    let accept = json!({"token": mailed_token(app, NEW), "name": "Kim Moss", "password": FRESH});
    let _ = guest.post("/api/v1/invitations/accept", &accept).await.expect(200);
    guest
}

async fn refused(client: &mut Client, path: &str, new: &Value) -> (String, String) {
    let answer = client.post(path, new).await.expect(422).json();
    let error = &answer["errors"][0];
    let word = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
    (word("field"), word("code"))
}

#[tokio::test]
async fn whoever_a_project_admin_invites_is_a_member_and_an_external_of_this_project_alone() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let path = world.project_path("/invitations");
    let mut admin = world.client(&app, "project_admin").await;
    let project = admin.get(&world.project_path("")).await.expect(200).json();
    assert_eq!(project["abilities"]["invitation.manage"]["allowed"], true);
    let made = admin.post(&path, &body(NEW)).await.expect(201).json()["items"][0].clone();
    assert_eq!((&made["role"], &made["memberships"][0]["role"]), (&json!("member"), &json!("external")));
    assert_eq!(made["memberships"].as_array().unwrap().len(), 1);
    // By the policy's default of 180 days.
    assert_eq!(made["memberships"][0]["ends_on"], "2027-05-20");
    let mut guest = accept(&app).await;
    let seen = guest.get(&world.project_path("")).await.expect(200).json();
    assert_eq!(seen["mode"], "external");
    assert_eq!(guest.get(&world.path("")).await.expect(200).json()["role"], "member");
    let listed = admin.get(&path).await.expect(200).json();
    assert_eq!((&listed["items"][0]["state"], &listed["items"][0]["id"]), (&json!("accepted"), &made["id"]));
    // The project's own log tells it, with where it leads.
    let log = admin.get(&world.project_path("/audit?action=user.invited")).await.expect(200).json();
    let summary = log["items"][0]["summary"].as_str().unwrap();
    assert!(summary.contains("invited kim.moss@example.org into the project as external"), "{summary}");
    assert!(summary.contains("until 20 May 2027"), "{summary}");
}

#[tokio::test]
async fn the_company_decides_who_comes_from_outside_and_the_role_may_be_named() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let path = world.project_path("/invitations");
    let mut admin = world.client(&app, "project_admin").await;
    let mut at = 0;
    let mut made = async |company: Option<&str>, role: Option<&str>| {
        at += 1;
        let mut new = body(&format!("p{at}@example.org"));
        new["company_id"] = json!(company.map(|name| &world.companies[name].0));
        new["role"] = json!(role);
        let made = admin.post(&path, &new).await.expect(201).json();
        let membership = made["items"][0]["memberships"][0].clone();
        (membership["role"].as_str().unwrap().to_owned(), membership["ends_on"].is_string())
    };
    assert_eq!(made(Some("borealis"), None).await, ("external".to_owned(), true));
    assert_eq!(made(Some("own"), None).await, ("reviewer".to_owned(), false));
    assert_eq!(made(Some("own"), Some("project_admin")).await, ("project_admin".to_owned(), false));
    assert_eq!(made(None, Some("viewer")).await, ("viewer".to_owned(), false));
    // Of a company that controls nothing: whatever the role, there is an end.
    assert_eq!(made(Some("borealis"), Some("reviewer")).await, ("reviewer".to_owned(), true));
    app.run_jobs().await;
}

#[tokio::test]
async fn no_other_organisation_role_no_other_project_and_nobody_known_can_be_named() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let path = world.project_path("/invitations");
    let mut admin = world.client(&app, "project_admin").await;
    let with = |key: &str, value: Value| {
        let mut new = body(NEW);
        new[key] = value;
        new
    };
    for (new, field, code) in [
        (with("role", json!("org_admin")), "role", "unknown"),
        (with("role", json!("org_manager")), "role", "unknown"),
        (with("ends_on", json!("2030-12-01")), "ends_on", "beyond_ceiling"),
        (with("ends_on", json!("2026-11-20")), "ends_on", "past"),
        (with("company_id", json!("com_none")), "company_id", "unknown"),
        (body(&world.people["member"].email), "invitations[0].email", "already_member"),
        (body(&world.people["disabled"].email), "invitations[0].email", "former_member"),
    ] {
        assert_eq!(refused(&mut admin, &path, &new).await, (field.to_owned(), code.to_owned()), "{new}");
    }
    for new in [
        with("memberships", json!([{"project_id": world.project_id}])),
        with("project_id", json!("prj_other")),
        with("organisation_role", json!("org_admin")),
    ] {
        let status = admin.post(&path, &new).await.status.as_u16();
        assert!(matches!(status, 400 | 422), "{status} for {new}");
    }
    // The organisation's own door stays shut, and so does that of another project.
    let wide = json!({"invitations": [{"email": NEW}], "role": "member", "memberships": []});
    let _ = admin.post(&world.path("/invitations"), &wide).await.expect(403);
    let mut staff = world.client(&app, "org_admin").await;
    let second =
        json!({"reference": "SEC-1", "name": "Second", "first_controller": world.people["controller"].id});
    let second = staff.post(&world.path("/projects"), &second).await.expect(201).json();
    let second = world.path(&format!("/projects/{}/invitations", second["id"].as_str().unwrap()));
    let _ = admin.post(&second, &body(NEW)).await.expect(404);
    // Nor does its administrator touch what was sent by the other, or by the organisation.
    let elsewhere = staff.post(&second, &body("a@example.org")).await.expect(201).json();
    let wide = json!({"invitations": [{"email": "b@example.org"}], "role": "member",
        "memberships": [{"project_id": world.project_id, "role": "viewer"}]});
    let wide = staff.post(&world.path("/invitations"), &wide).await.expect(201).json();
    for made in [elsewhere, wide] {
        let one = format!("{path}/{}", made["items"][0]["id"].as_str().unwrap());
        let _ = admin.post(&format!("{one}/resend"), &json!({})).await.expect(404);
        let _ = admin.post(&format!("{one}/revoke"), &json!({})).await.expect(404);
    }
    assert_eq!(admin.get(&path).await.expect(200).json()["items"], json!([]));
    app.run_jobs().await;
}

async fn deny(app: &TestApp, world: &World) {
    let mut staff = world.client(app, "org_admin").await;
    let deny =
        json!({"role": "project_admin", "action": "manage_members", "effect": "deny", "reason": "trial"});
    let _ = staff.post(&world.project_path("/overrides"), &deny).await.expect(201);
    let grant = json!({"role": "reviewer", "action": "manage_members", "effect": "grant", "reason": "trial"});
    let _ = staff.post(&world.project_path("/overrides"), &grant).await.expect(201);
}

#[tokio::test]
async fn it_takes_a_project_admin_who_holds_the_managing_of_members() {
    let app = TestApp::new().await;
    let world = app.world().await;
    deny(&app, &world).await;
    let path = world.project_path("/invitations");
    for (kind, status) in
        [("project_admin", 403), ("reviewer", 403), ("controller", 403), ("external", 403), ("member", 404)]
    {
        let mut person = world.client(&app, kind).await;
        let _ = person.get(&path).await.expect(status);
        let _ = person.post(&path, &body(NEW)).await.expect(status);
    }
}

#[tokio::test]
async fn an_invitation_into_the_project_is_sent_again_and_revoked_by_any_of_its_admins() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let path = world.project_path("/invitations");
    let mut staff = world.client(&app, "org_manager").await;
    let made = staff.post(&path, &body(NEW)).await.expect(201).json()["items"][0].clone();
    let one = format!("{path}/{}", made["id"].as_str().unwrap());
    app.run_jobs().await;
    let first = mailed_token(&app, NEW);
    let mut admin = world.client(&app, "project_admin").await;
    let listed = admin.get(&path).await.expect(200).json();
    assert_eq!(listed["items"][0]["abilities"]["invitation.revoke"]["allowed"], true);
    let _ = admin.post(&format!("{one}/resend"), &json!({})).await.expect(204);
    app.run_jobs().await;
    assert_ne!(mailed_token(&app, NEW), first);
    let _ = admin.post(&format!("{one}/revoke"), &json!({})).await.expect(204);
    let check = json!({"token": mailed_token(&app, NEW)});
    let _ = app.anonymous().post("/api/v1/invitations/check", &check).await.expect(410);
    assert_eq!(admin.post(&format!("{one}/revoke"), &json!({})).await.expect(409).code(), "already_ended");
    // A locked project takes nobody in, and still shows whom it invited.
    let mut boss = world.client(&app, "org_admin").await;
    let lock = json!({"reason": "closeout", "early": true});
    let _ = boss.post(&world.project_path("/lock"), &lock).await.expect(200);
    let _ = admin.get(&path).await.expect(200);
    assert_eq!(admin.post(&path, &body(NEW)).await.expect(409).code(), "project_locked");
}
