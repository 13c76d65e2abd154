//! Invitations: inviting, accepting with and without an account, sending again, revoking; a new organisation's first link.

use serde_json::{Value, json};
use wayleave_base::{Ids, Token, TokenKind};
use wayleave_db::sql;
use wayleave_testkit::{Client, DAY, PASSWORD, TestApp, World};

use crate::sessions::mailed_token;

const FRESH: &str = "seven green lamps beside a quiet harbour";
const NEW: &str = "kim.moss@example.org";

fn body(email: &str, role: &str, memberships: &Value) -> Value {
    json!({"invitations": [{"email": email, "name": "Kim Moss"}], "role": role, "memberships": memberships})
}

async fn invite(client: &mut Client, world: &World, new: &Value) -> Value {
    client.post(&world.path("/invitations"), new).await.expect(201).json()["items"][0].clone()
}

#[tokio::test]
async fn somebody_new_accepts_with_a_password_and_gets_everything_at_once() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut manager = world.client(&app, "org_manager").await;
    let mut new = body(NEW, "member", &json!([{"project_id": world.project_id, "role": "external"}]));
    new["company_id"] = json!(world.companies["borealis"].0);
    new["message"] = json!("Welcome\nto the harbour");
    let made = invite(&mut manager, &world, &new).await;
    assert_eq!(
        (&made["state"], &made["invited_by"]["id"]),
        (&json!("pending"), &json!(world.people["org_manager"].id))
    );
    // By the policy's default of 180 days.
    assert_eq!(made["memberships"][0]["ends_on"], "2027-05-20");
    app.run_jobs().await;
    let mail = app.mails().pop().unwrap();
    assert!(mail.text.contains("> to the harbour") && mail.text.contains("Harbour"), "{}", mail.text);
    let token = mailed_token(&app, NEW);
    let mut guest = app.anonymous();
    let seen = guest.post("/api/v1/invitations/check", &json!({"token": token})).await.expect(200).json();
    assert_eq!((&seen["needs_password"], &seen["email"]), (&json!(true), &json!(NEW)));
    assert_eq!(seen["projects"], json!([{"name": "Harbour", "role": "external"}]));
    let weak = json!({"token": token, "name": "", "password": "1234"});
    let refused = guest.post("/api/v1/invitations/accept", &weak).await.expect(422).json();
    assert_eq!(refused["errors"].as_array().unwrap().len(), 2);
    let accept = json!({"token": token, "name": "Kim Moss", "password": FRESH});
    let me = guest.post("/api/v1/invitations/accept", &accept).await.expect(200).json();
    assert_eq!(
        (&me["account"]["name"], &me["organisations"][0]["role"]),
        (&json!("Kim Moss"), &json!("member"))
    );
    assert_eq!(guest.get(&world.project_path("")).await.expect(200).json()["mode"], "external");
    assert_eq!(guest.post("/api/v1/invitations/accept", &accept).await.expect(410).code(), "invitation_used");
    let _ = guest.post("/api/v1/invitations/check", &json!({"token": token})).await.expect(410);
    let listed = manager.get(&world.path("/invitations")).await.expect(200).json();
    assert_eq!(
        (&listed["items"][0]["state"], &listed["items"][0]["abilities"]),
        (&json!("accepted"), &json!({}))
    );
    let bell = manager.get(&world.path("/notifications")).await.expect(200).json();
    assert_eq!(bell["items"][0]["text"], "Kim Moss accepted your invitation to acme Construction.");
    let people = manager.get(&world.path("/members?q=kim")).await.expect(200).json();
    assert_eq!(people["items"][0]["company"]["id"], world.companies["borealis"].0.as_str());
    // What came with the invitation was granted by who invited.
    let mut tx = app.db().read_in(world.organisation).await.unwrap();
    let text = sql(
        "select opened_by as n from project_membership where organisation_id = $1 order by id desc limit 1",
    );
    assert_eq!(
        tx.int(text.bind(world.organisation)).await.unwrap(),
        world.people["org_manager"].subject.get()
    );
}

#[tokio::test]
async fn the_owner_of_an_account_proves_it_and_the_link_alone_signs_nobody_in() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let other = app.other_world().await;
    let email = other.people["viewer"].email.clone();
    let mut admin = world.client(&app, "org_admin").await;
    let _ = invite(&mut admin, &world, &body(&email, "member", &json!([]))).await;
    app.run_jobs().await;
    // The inviter learns from no mail that the address has an account.
    assert!(app.mails().pop().unwrap().text.contains("choose a password"));
    let token = mailed_token(&app, &email);
    let mut guest = app.anonymous();
    let seen = guest.post("/api/v1/invitations/check", &json!({"token": token})).await.expect(200).json();
    assert_eq!(seen["needs_password"], false);
    let _ = guest.post("/api/v1/invitations/accept", &json!({"token": token})).await.expect(401);
    let wrong = json!({"token": token, "password": FRESH});
    let refused = guest.post("/api/v1/invitations/accept", &wrong).await.expect(422).json();
    assert_eq!(refused["errors"][0]["field"], "password");
    // Somebody else's session proves nothing.
    let mut stranger = other.client(&app, "stranger").await;
    let _ = stranger.post("/api/v1/invitations/accept", &json!({"token": token})).await.expect(401);
    let mut owner = other.client(&app, "viewer").await;
    let me = owner.post("/api/v1/invitations/accept", &json!({"token": token})).await.expect(200).json();
    assert_eq!(me["organisations"].as_array().unwrap().len(), 2);
    let _ = owner.get(&world.path("")).await.expect(200);
    // Leaving one organisation leaves the session for the other.
    let people = admin.get(&world.path("/members?q=viewer%40other")).await.expect(200).json();
    let id = people["items"][0]["id"].as_str().unwrap().to_owned();
    let _ = admin.post(&world.path(&format!("/members/{id}/deactivate")), &json!({})).await.expect(204);
    let _ = owner.get(&world.path("")).await.expect(404);
    let _ = owner.get(&other.path("")).await.expect(200);
    // Invited again they are the same member as before.
    let _ = invite(&mut admin, &world, &body(&email, "org_manager", &json!([]))).await;
    app.run_jobs().await;
    let again = json!({"token": mailed_token(&app, &email), "password": PASSWORD});
    let _ = app.anonymous().post("/api/v1/invitations/accept", &again).await.expect(200);
    let back = admin.get(&world.path(&format!("/members/{id}"))).await.expect(200).json();
    assert_eq!((&back["status"], &back["role"]), (&json!("active"), &json!("org_manager")));
}

#[tokio::test]
async fn one_invitation_lets_one_in_however_many_try_at_once() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    let _ = invite(&mut admin, &world, &body(NEW, "member", &json!([]))).await;
    app.run_jobs().await;
    let token = mailed_token(&app, NEW);
    let tries = (0..6).map(|_| {
        let (mut guest, token) = (app.anonymous(), token.clone());
        async move {
            let accept = json!({"token": token, "name": "Kim Moss", "password": FRESH});
            guest.post("/api/v1/invitations/accept", &accept).await.status.as_u16()
        }
    });
    let answers = futures::future::join_all(tries).await;
    assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1, "{answers:?}");
    assert!(answers.iter().all(|status| matches!(status, 200 | 401 | 409 | 410 | 422)), "{answers:?}");
}

#[tokio::test]
async fn roles_people_and_projects_of_an_invitation_are_checked() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let path = world.path("/invitations");
    let mut manager = world.client(&app, "org_manager").await;
    let mut member = world.client(&app, "project_admin").await;
    let _ = member.post(&path, &body(NEW, "member", &json!([]))).await.expect(403);
    let _ = manager.post(&path, &body(NEW, "org_admin", &json!([]))).await.expect(403);
    let project = |role: &str, ends_on: &str| json!([{"project_id": world.project_id, "role": role, "ends_on": ends_on}]);
    for (new, field, code) in [
        (body("nobody", "member", &json!([])), "invitations[0].email", "not_an_address"),
        (body(&world.people["viewer"].email, "member", &json!([])), "invitations[0].email", "already_member"),
        (body(NEW, "emperor", &json!([])), "role", "unknown"),
        (
            body(NEW, "workflow_responder", &project("viewer", "2026-12-01")),
            "memberships",
            "not_for_responders",
        ),
        (
            body(NEW, "org_manager", &project("external", "2026-12-01")),
            "memberships[0].role",
            "not_for_staff",
        ),
        (body(NEW, "member", &project("external", "2030-12-01")), "memberships[0].ends_on", "beyond_ceiling"),
        (body(NEW, "member", &project("viewer", "2026-11-20")), "memberships[0].ends_on", "past"),
        (body(NEW, "member", &json!([{"project_id": "prj_none"}])), "memberships[0].project_id", "unknown"),
    ] {
        let refused = manager.post(&path, &new).await.expect(422).json();
        assert_eq!(
            (&refused["errors"][0]["field"], &refused["errors"][0]["code"]),
            (&json!(field), &json!(code))
        );
    }
    let people: Vec<Value> =
        (0..51).map(|at| json!({"email": format!("p{at}@example.org"), "name": ""})).collect();
    let _ = manager.post(&path, &json!({"invitations": people, "role": "member"})).await.expect(422);
    let _ = invite(&mut manager, &world, &body(NEW, "member", &json!([]))).await;
    let twice = manager.post(&path, &body(NEW, "member", &json!([]))).await.expect(422).json();
    assert_eq!(twice["errors"][0]["code"], "already_invited");
    app.run_jobs().await;
}

#[tokio::test]
async fn an_invitation_is_sent_again_revoked_and_expires() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    let made = invite(&mut admin, &world, &body(NEW, "org_admin", &json!([]))).await;
    let one = world.path(&format!("/invitations/{}", made["id"].as_str().unwrap()));
    app.run_jobs().await;
    let first = mailed_token(&app, NEW);
    let check = async |token: &str| {
        app.anonymous().post("/api/v1/invitations/check", &json!({"token": token})).await.status.as_u16()
    };
    assert_eq!(check(&first).await, 200);
    // A manager may not touch an administrator's invitation.
    let mut manager = world.client(&app, "org_manager").await;
    let _ = manager.post(&format!("{one}/resend"), &json!({})).await.expect(403);
    let _ = admin.post(&format!("{one}/resend"), &json!({})).await.expect(204);
    assert_eq!(check(&first).await, 410);
    app.run_jobs().await;
    let second = mailed_token(&app, NEW);
    assert_eq!(check(&second).await, 200);
    app.clock().advance(7 * DAY);
    assert_eq!(check(&second).await, 410);
    let listed = admin.get(&world.path("/invitations")).await.expect(200).json();
    assert_eq!(listed["items"][0]["state"], "expired");
    let _ = admin.post(&format!("{one}/resend"), &json!({})).await.expect(204);
    // Revoked before the mail left: no link leaves any more, and the former is void.
    let _ = admin.post(&format!("{one}/revoke"), &json!({})).await.expect(204);
    let count = app.mails().len();
    app.run_jobs().await;
    assert_eq!(app.mails().len(), count);
    assert_eq!(check(&mailed_token(&app, NEW)).await, 410);
    assert_eq!(admin.post(&format!("{one}/resend"), &json!({})).await.expect(409).code(), "already_ended");
    let _ = admin.post(&format!("{one}/revoke"), &json!({})).await.expect(409);
}

#[tokio::test]
async fn the_link_of_an_invitation_is_shown_to_its_inviter_alone() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    let _ = invite(&mut admin, &world, &body(NEW, "member", &json!([]))).await;
    app.run_jobs().await;
    let listed = admin.get(&world.path("/outbox")).await.expect(200).json();
    assert_eq!(listed["items"][0]["may_read_link"], true);
    let mail = world.path(&format!("/outbox/{}", listed["items"][0]["id"].as_str().unwrap()));
    assert!(admin.get(&mail).await.expect(200).text().contains("/invitation#wli_"));
    let role = world.path(&format!("/members/{}/role", world.people["org_manager"].id));
    let _ = admin.post(&role, &json!({"role": "org_admin"})).await.expect(200);
    let mut second = world.client(&app, "org_manager").await;
    let seen = second.get(&mail).await.expect(200);
    assert_eq!(seen.json()["may_read_link"], false);
    assert!(!seen.text().contains("wli_") && seen.text().contains("[link hidden]"));
    app.run_jobs().await;
    // The database holds neither the link nor anything that makes one.
    let token = mailed_token(&app, NEW);
    let mut tx = app.db().read_in(world.organisation).await.unwrap();
    for row in tx.rows(sql("select body_text, body_html from mail")).await.unwrap() {
        let (text, html): (String, String) = (row.get("body_text").unwrap(), row.get("body_html").unwrap());
        assert!(!text.contains(&token) && !html.contains(&token));
    }
}

#[tokio::test]
async fn a_new_organisation_is_entered_by_one_link() {
    let app = TestApp::new().await;
    let shared = app.app().shared();
    let made =
        wayleave_app::create_organisation(shared, "Harbour & Sons", None, "Boss@Example.org").await.unwrap();
    assert_eq!(made.slug, "harbour-sons");
    assert!(wayleave_app::create_organisation(shared, "Harbour Sons", None, "x@example.org").await.is_err());
    let (page, token) = made.link.split_once('#').unwrap();
    assert!(page.ends_with("/set-up"), "{page}");
    let mut boss = app.anonymous();
    let seen = boss.post("/api/v1/set-up/check", &json!({"token": token})).await.expect(200).json();
    assert_eq!(
        (&seen["email"], &seen["inviter"], &seen["role"]),
        (&json!("boss@example.org"), &Value::Null, &json!("org_admin"))
    );
    let complete = json!({"token": token, "name": "Bo Boss", "password": FRESH});
    let _ = boss.post("/api/v1/set-up/complete", &complete).await.expect(200);
    let home = boss.get("/api/v1/organisations/harbour-sons").await.expect(200).json();
    assert_eq!(
        (&home["role"], &home["abilities"]["project.create"]["allowed"]),
        (&json!("org_admin"), &json!(true))
    );
    // A company of the same name runs its projects, and the first administrator belongs to it: a project can be begun.
    let companies = boss.get("/api/v1/organisations/harbour-sons/companies").await.expect(200).json();
    let company = &companies["items"][0];
    assert_eq!((&company["name"], &company["controlling"]), (&json!("Harbour & Sons"), &json!(true)));
    let project = json!({"reference": "HS-01", "name": "Quay", "first_controller": home["member_id"]});
    let _ = boss.post("/api/v1/organisations/harbour-sons/projects", &project).await.expect(201);
    let fields = boss.get("/api/v1/organisations/harbour-sons/fields").await.expect(200).json();
    assert_eq!(
        (&fields["items"][1]["key"], &fields["items"][0]["required"]),
        (&json!("discipline"), &json!(true))
    );
    assert!(fields["items"][1]["options"].as_array().unwrap().len() >= 10);
    let _ = boss.post("/api/v1/set-up/complete", &complete).await.expect(410);
}

#[tokio::test]
async fn other_names_of_a_role_are_kept_as_the_label_of_the_membership() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    let offers = json!([{"project_id": world.project_id, "role": "approver"}]);
    let _ = invite(&mut admin, &world, &body(NEW, "member", &offers)).await;
    app.run_jobs().await;
    let token = mailed_token(&app, NEW);
    let accept = json!({"token": token, "name": "Ana New", "password": FRESH});
    let _ = app.anonymous().post("/api/v1/invitations/accept", &accept).await.expect(200);
    let team = admin.get(&world.project_path("/members?q=ana%20new")).await.expect(200).json();
    assert_eq!(team["items"].as_array().unwrap().len(), 1);
    let (role, label) = (&team["items"][0]["role"], &team["items"][0]["label"]);
    assert_eq!((role, label), (&json!("reviewer"), &json!("approver")));
    // By hand the same, and a true role takes the label away.
    let path = world.project_path(&format!("/members/{}", world.people["viewer"].id));
    let mut boss = world.client(&app, "project_admin").await;
    let named = boss.patch(&path, &json!({"role": "document_controller"})).await.expect(200).json();
    assert_eq!((&named["role"], &named["label"]), (&json!("initiator"), &json!("document_controller")));
    let plain = boss.patch(&path, &json!({"role": "viewer"})).await.expect(200).json();
    assert_eq!((&plain["role"], &plain["label"]), (&json!("viewer"), &json!("")));
    app.run_jobs().await;
}

#[tokio::test]
async fn guessed_tokens_never_meet_an_invitation() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    let _ = invite(&mut admin, &world, &body(NEW, "member", &json!([]))).await;
    app.run_jobs().await;
    let real = mailed_token(&app, NEW);
    let mut near: Vec<String> = (0..real.len())
        .map(|at| {
            let mut bytes = real.clone().into_bytes();
            bytes[at] ^= 1;
            String::from_utf8_lossy(&bytes).into_owned()
        })
        .collect();
    near.extend([
        real.to_uppercase(),
        real[..real.len() - 1].to_owned(),
        format!("{real}="),
        format!("{real} "),
    ]);
    let ids = Ids::system();
    near.extend((0..1000).map(|_| Token::mint(TokenKind::Invitation, &ids).reveal().to_owned()));
    let mut tx = app.db().read().await.unwrap();
    for guess in near {
        let Some(token) = Token::parse(TokenKind::Invitation, &guess) else { continue };
        let found = sql("select count(*) as n from secret where token_hash = $1").bind(token.hash());
        assert_eq!(tx.int(found).await.unwrap(), 0, "{guess}");
    }
}
