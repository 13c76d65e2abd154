//! Signing in and out, sessions, passwords and their limits.

use serde_json::json;
use wayleave_db::sql;
use wayleave_testkit::{Client, DAY, PASSWORD, Reply, TestApp, World};

const HOUR: i64 = 3600 * 1000;
const MINUTE: i64 = 60 * 1000;
const FRESH: &str = "seven green lamps beside a quiet harbour";

async fn try_sign_in(client: &mut Client, email: &str, password: &str) -> Reply {
    client.post("/api/v1/session", &json!({"email": email, "password": password})).await
}

async fn signed_in(app: &TestApp, world: &World, kind: &str) -> Client {
    let mut client = app.anonymous();
    let _ = try_sign_in(&mut client, &world.people[kind].email, PASSWORD).await.expect(200);
    client
}

/// The token behind the link of the last mail to an address.
pub fn mailed_token(app: &TestApp, to: &str) -> String {
    let mail = app.mails().into_iter().rev().find(|mail| mail.to.email == to).unwrap();
    let at = mail.text.find('#').unwrap();
    mail.text[at + 1..].split_whitespace().next().unwrap().to_owned()
}

async fn actions(app: &TestApp, world: &World) -> Vec<String> {
    let mut tx = app.db().read_in(world.organisation).await.unwrap();
    let rows = tx
        .rows(
            sql("select action from audit_event where organisation_id = $1 order by seq")
                .bind(world.organisation),
        )
        .await
        .unwrap();
    rows.iter().map(|row| row.get("action").unwrap()).collect()
}

#[tokio::test]
async fn sessions_are_listed_page_by_page() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut one = world.client(&app, "viewer").await;
    for _ in 0..4 {
        app.clock().advance(1000);
        one = world.client(&app, "viewer").await;
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = one.get(&format!("/api/v1/me/sessions?limit=2{cursor}")).await.expect(200).json();
        seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["id"].to_string()));
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    let unique: std::collections::BTreeSet<_> = seen.iter().collect();
    assert_eq!((seen.len(), unique.len()), (5, 5));
}

#[tokio::test]
async fn signing_in_gives_a_host_only_cookie_and_always_a_new_session() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let email = world.people["viewer"].email.clone();
    // A cookie that somebody planted leads nowhere, before and after signing in.
    let planted = world.client(&app, "stranger").await;
    let mut client = planted.clone();
    let reply = try_sign_in(&mut client, &format!(" {} ", email.to_uppercase()), PASSWORD).await.expect(200);
    let cookie = reply.header("set-cookie").unwrap();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"),
        "{cookie}"
    );
    assert_ne!(client.cookies()["wayleave"], planted.cookies()["wayleave"]);
    assert_eq!(reply.json()["account"]["email"], email.as_str());
    assert_eq!(reply.json()["organisations"][0]["role"], "member");
    let mut planted = planted;
    let _ = planted.get("/api/v1/me").await.expect(401);
    // Signing in again ends the session before.
    let mut former = client.clone();
    let _ = try_sign_in(&mut client, &email, PASSWORD).await.expect(200);
    let _ = former.get("/api/v1/me").await.expect(401);
    let _ = client.get("/api/v1/me").await.expect(200);
    // Nothing in the database opens anything.
    let mut tx = app.db().read().await.unwrap();
    let rows = tx.rows(sql("select token_hash from session")).await.unwrap();
    for row in rows {
        let hash: Vec<u8> = row.get("token_hash").unwrap();
        assert!(
            !client.cookies()["wayleave"]
                .as_bytes()
                .windows(8)
                .any(|part| hash.windows(8).any(|at| at == part))
        );
    }
    assert_eq!(actions(&app, &world).await.iter().filter(|action| *action == "auth.login").count(), 2);
}

#[tokio::test]
async fn an_unknown_address_and_a_wrong_password_get_the_same_answer() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut client = app.anonymous();
    let wrong = try_sign_in(&mut client, &world.people["viewer"].email, "not the password").await.expect(401);
    let unknown = try_sign_in(&mut client, "nobody@acme.example", "not the password").await.expect(401);
    assert_eq!(wrong.body, unknown.body);
    assert_eq!(wrong.code(), "sign_in_failed");
    // Both leave one job; only the one with an account writes an event.
    assert_eq!(app.run_jobs().await, 2);
    let failures = actions(&app, &world).await.iter().filter(|action| *action == "auth.login_failed").count();
    assert_eq!(failures, 1);
}

#[tokio::test]
async fn ten_wrong_passwords_lock_an_address_for_a_while_whether_it_has_an_account_or_not() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut client = app.anonymous();
    for email in [world.people["viewer"].email.as_str(), "nobody@acme.example"] {
        for _ in 0..10 {
            let _ = try_sign_in(&mut client, email, "not the password").await.expect(401);
        }
        // The right password is refused as well, and refused tries do not prolong the lock.
        for _ in 0..3 {
            assert_eq!(try_sign_in(&mut client, email, PASSWORD).await.expect(429).code(), "rate_limited");
        }
    }
    let _ = try_sign_in(&mut client, &world.people["initiator"].email, PASSWORD).await.expect(200);
    app.clock().advance(15 * MINUTE);
    let _ = try_sign_in(&mut client, &world.people["viewer"].email, PASSWORD).await.expect(200);
    app.run_jobs().await;
}

#[tokio::test]
async fn twenty_tries_at_once_are_no_more_than_ten() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let email = world.people["viewer"].email.clone();
    let tries = (0..20).map(|_| {
        let (mut client, email) = (app.anonymous(), email.clone());
        async move { try_sign_in(&mut client, &email, "not the password").await.status.as_u16() }
    });
    let answers = futures::future::join_all(tries).await;
    assert!(answers.iter().filter(|status| **status == 401).count() <= 10, "{answers:?}");
    assert!(answers.iter().all(|status| matches!(status, 401 | 429)), "{answers:?}");
    app.run_jobs().await;
}

#[tokio::test]
async fn a_session_ends_by_disuse_and_by_age() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut idle = signed_in(&app, &world, "viewer").await;
    let mut used = signed_in(&app, &world, "viewer").await;
    app.clock().advance(11 * HOUR);
    let _ = used.get(&world.path("")).await.expect(200);
    app.clock().advance(2 * HOUR);
    let _ = idle.get("/api/v1/me").await.expect(401);
    let _ = used.get("/api/v1/me").await.expect(200);
    // Use does not carry a session beyond thirty days.
    for _ in 0..70 {
        app.clock().advance(10 * HOUR);
        let _ = used.get("/api/v1/me").await.expect(200);
    }
    app.clock().advance(6 * HOUR);
    let _ = used.get("/api/v1/me").await.expect(200);
    app.clock().advance(2 * HOUR);
    let _ = used.get("/api/v1/me").await.expect(401);
    wayleave_app::tidy(app.app().shared()).await.unwrap();
    app.clock().advance(8 * DAY);
    wayleave_app::tidy(app.app().shared()).await.unwrap();
    let mut tx = app.db().read().await.unwrap();
    assert_eq!(tx.int(sql("select count(*) as n from session")).await.unwrap(), 0);
}

#[tokio::test]
async fn use_is_written_down_once_a_minute() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut client = signed_in(&app, &world, "viewer").await;
    app.clock().advance(30 * 1000);
    let _ = client.get("/api/v1/me").await.expect(200);
    let first = client.get("/api/v1/me/sessions").await.expect(200).json();
    assert_eq!(first["items"][0]["last_used_at"], first["items"][0]["created_at"]);
    app.clock().advance(30 * 1000);
    let _ = client.get(&world.path("")).await.expect(200);
    let second = client.get("/api/v1/me/sessions").await.expect(200).json();
    assert_eq!(second["items"][0]["last_used_at"], "2026-11-21T12:01:00.000Z");
    let mut admin = world.client(&app, "org_admin").await;
    let member = admin.get(&world.path(&format!("/members/{}", world.people["viewer"].id))).await.expect(200);
    assert_eq!(member.json()["last_active_at"], "2026-11-21T12:01:00.000Z");
}

#[tokio::test]
async fn sessions_are_listed_and_ended_one_by_one_and_all_at_once() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut here = signed_in(&app, &world, "viewer").await;
    let mut there = signed_in(&app, &world, "viewer").await;
    let mut third = signed_in(&app, &world, "viewer").await;
    let mut stranger = signed_in(&app, &world, "stranger").await;
    let listed = here.get("/api/v1/me/sessions").await.expect(200).json();
    let items = listed["items"].as_array().unwrap();
    assert_eq!(items.len(), 3);
    assert_eq!(items.iter().filter(|session| session["current"] == true).count(), 1);
    let theirs = there.get("/api/v1/me/sessions").await.expect(200).json();
    let id =
        theirs["items"].as_array().unwrap().iter().find(|session| session["current"] == true).unwrap()["id"]
            .as_str()
            .unwrap()
            .to_owned();
    let _ = stranger.delete(&format!("/api/v1/me/sessions/{id}")).await.expect(404);
    let _ = here.delete(&format!("/api/v1/me/sessions/{id}")).await.expect(204);
    let _ = here.delete(&format!("/api/v1/me/sessions/{id}")).await.expect(404);
    let _ = there.get("/api/v1/me").await.expect(401);
    let _ = here.delete("/api/v1/me/sessions").await.expect(204);
    let _ = third.get("/api/v1/me").await.expect(401);
    let _ = here.get("/api/v1/me").await.expect(200);
    let mut kept = here.clone();
    let _ = here.delete("/api/v1/me/sessions?all=true").await.expect(204);
    assert!(here.cookies().is_empty());
    let _ = kept.get("/api/v1/me").await.expect(401);
    // Signing out ends the session on the server, not only in the browser.
    let mut last = stranger.clone();
    let _ = stranger.delete("/api/v1/session").await.expect(204);
    let _ = last.get("/api/v1/me").await.expect(401);
}

#[tokio::test]
async fn changing_the_password_ends_every_other_session_and_turns_this_one() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let email = world.people["viewer"].email.clone();
    let mut here = signed_in(&app, &world, "viewer").await;
    let mut there = signed_in(&app, &world, "viewer").await;
    let change = async |client: &mut Client, current: &str, new: &str| {
        client.post("/api/v1/me/password", &json!({"current": current, "new": new})).await
    };
    let wrong = change(&mut here, "not the password", FRESH).await.expect(422).json();
    assert_eq!(wrong["errors"][0]["field"], "current");
    let weak = change(&mut here, PASSWORD, "password1234").await.expect(422).json();
    assert_eq!(weak["errors"][0]["code"], "too_weak");
    let short = change(&mut here, PASSWORD, "short").await.expect(422).json();
    assert_eq!(short["errors"][0]["code"], "too_short");
    let mut former = here.clone();
    let _ = change(&mut here, PASSWORD, FRESH).await.expect(204);
    let _ = here.get("/api/v1/me").await.expect(200);
    let _ = there.get("/api/v1/me").await.expect(401);
    let _ = former.get("/api/v1/me").await.expect(401);
    let _ = try_sign_in(&mut there, &email, PASSWORD).await.expect(401);
    let _ = try_sign_in(&mut there, &email, FRESH).await.expect(200);
    app.run_jobs().await;
    assert!(app.mails().iter().any(|mail| mail.to.email == email && mail.text.contains("was changed on")));
}

#[tokio::test]
async fn a_reset_link_works_once_within_half_an_hour_and_signs_nobody_in() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let email = world.people["viewer"].email.clone();
    let mut client = app.anonymous();
    let mut old = signed_in(&app, &world, "viewer").await;
    let known = client.post("/api/v1/password-resets", &json!({"email": email})).await.expect(202);
    let unknown =
        client.post("/api/v1/password-resets", &json!({"email": "nobody@acme.example"})).await.expect(202);
    assert_eq!(known.body, unknown.body);
    app.run_jobs().await;
    assert_eq!(app.mails().len(), 1);
    let token = mailed_token(&app, &email);
    assert!(token.starts_with("wlr_"));
    // Looking at it changes nothing, and the outbox does not show it to anybody.
    let hint =
        client.post("/api/v1/password-resets/check", &json!({"token": token})).await.expect(200).json();
    assert_eq!(hint["email_hint"], "v…@acme.example");
    let mut admin = world.client(&app, "org_admin").await;
    let outbox = admin.get(&world.path("/outbox")).await.expect(200).json();
    let id = outbox["items"][0]["id"].as_str().unwrap().to_owned();
    let mail = admin.get(&world.path(&format!("/outbox/{id}"))).await.expect(200);
    assert!(mail.json()["text"].as_str().unwrap().contains("[link hidden]"));
    assert!(!mail.text().contains("wlr_"));
    // Asking again makes the former link void.
    let _ = client.post("/api/v1/password-resets", &json!({"email": email})).await.expect(202);
    app.run_jobs().await;
    let complete = async |token: &str| {
        let body = json!({"token": token, "password": FRESH});
        app.anonymous().post("/api/v1/password-resets/complete", &body).await
    };
    assert_eq!(complete(&token).await.expect(410).code(), "reset_expired");
    let token = mailed_token(&app, &email);
    let reply = complete(&token).await.expect(204);
    assert_eq!(reply.header("set-cookie"), None);
    let _ = complete(&token).await.expect(410);
    let _ = old.get("/api/v1/me").await.expect(401);
    let _ = try_sign_in(&mut client, &email, FRESH).await.expect(200);
    // A link that waited too long is worth nothing.
    let _ = client.post("/api/v1/password-resets", &json!({"email": email})).await.expect(202);
    app.run_jobs().await;
    let token = mailed_token(&app, &email);
    app.clock().advance(30 * MINUTE);
    let _ = complete(&token).await.expect(410);
    app.run_jobs().await;
}

#[tokio::test]
async fn a_reset_that_could_not_be_sent_mints_a_new_link_and_voids_the_former() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let email = world.people["viewer"].email.clone();
    app.app().shared().mailer.refuse_next(wayleave_mail::SendError::Temporary { reason: "busy".into() });
    let _ = app.anonymous().post("/api/v1/password-resets", &json!({"email": email})).await.expect(202);
    app.run_jobs().await;
    assert!(app.mails().is_empty());
    let secrets = async || {
        let mut tx = app.db().read().await.unwrap();
        tx.int(sql("select count(*) as n from secret")).await.unwrap()
    };
    assert_eq!(secrets().await, 1);
    app.clock().advance(5 * MINUTE);
    app.run_jobs().await;
    assert_eq!((app.mails().len(), secrets().await), (1, 1));
    let token = mailed_token(&app, &email);
    let _ = app.anonymous().post("/api/v1/password-resets/check", &json!({"token": token})).await.expect(200);
}

#[tokio::test]
async fn guessed_tokens_open_nothing_and_are_limited() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut client = app.anonymous();
    let session = world.client(&app, "viewer").await.cookies()["wayleave"].clone();
    for at in 0..60 {
        let token = match at % 3 {
            0 => session.clone(),
            1 => wayleave_base::Token::mint(wayleave_base::TokenKind::Reset, &wayleave_base::Ids::system())
                .reveal()
                .to_owned(),
            _ => format!("wlr_{at}"),
        };
        let _ = client.post("/api/v1/password-resets/check", &json!({"token": token})).await.expect(410);
    }
    let _ = client.post("/api/v1/password-resets/check", &json!({"token": "wlr_x"})).await.expect(429);
    let _ = client.post("/api/v1/invitations/check", &json!({"token": "wli_x"})).await.expect(429);
}

#[tokio::test]
async fn one_account_belongs_to_several_organisations_and_changes_its_name_in_all() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let other = app.other_world().await;
    let mut client = signed_in(&app, &world, "viewer").await;
    let me = client.get("/api/v1/me").await.expect(200).json();
    assert_eq!(me["organisations"].as_array().unwrap().len(), 1);
    assert_eq!(me["server_time"], "2026-11-21T12:00:00.000Z");
    let _ = client.get(&other.path("")).await.expect(404);
    let changed =
        client.patch("/api/v1/me", &json!({"name": " Vera  Lind ", "theme": "dark"})).await.expect(200);
    assert_eq!(changed.json()["account"]["name"], "Vera  Lind");
    assert_eq!(changed.json()["account"]["theme"], "dark");
    let wrong = client.patch("/api/v1/me", &json!({"name": "", "theme": "pink"})).await.expect(422).json();
    assert_eq!(wrong["errors"].as_array().unwrap().len(), 2);
    assert!(actions(&app, &world).await.contains(&"user.renamed".to_owned()));
}
