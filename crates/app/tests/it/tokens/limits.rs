//! The thresholds at which guessing is stopped, over HTTP: so many tries are answered, the next one is not, and after the
//! time that is written beside the limit the door answers again.

use serde_json::json;
use wayleave_base::{Ids, Token, TokenKind};
use wayleave_testkit::{Client, TestApp};

use crate::guests::Scene;

const MINUTE: i64 = 60_000;

/// `most` tries are answered with `status`, further ones with 429, and after `window` minutes one is answered again.
async fn closes_after(
    app: &TestApp,
    most: usize,
    status: u16,
    window: i64,
    attempt: impl AsyncFn(Client, usize) -> u16,
) {
    for number in 0..most {
        assert_eq!(attempt(app.anonymous(), number).await, status, "try {number} of {most}");
    }
    for number in most..most + 3 {
        assert_eq!(attempt(app.anonymous(), number).await, 429, "try {number} of {most}");
    }
    app.clock().advance(window * MINUTE);
    assert_eq!(attempt(app.anonymous(), most).await, status, "after {window} minutes");
}

fn unknown(kind: TokenKind) -> String {
    Token::mint(kind, &Ids::system()).reveal().to_owned()
}

#[tokio::test]
async fn sign_in_answers_ten_wrong_passwords_for_an_address_and_sixty_from_a_place() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let sign_in = async |mut client: Client, email: String| {
        let body = json!({"email": email, "password": "not the password"});
        client.post("/api/v1/session", &body).await.status.as_u16()
    };
    let email = world.people["viewer"].email.clone();
    closes_after(&app, 10, 401, 15, async |client, _| sign_in(client, email.clone()).await).await;
    app.clock().advance(15 * MINUTE);
    let somebody = async |client, number| sign_in(client, format!("nobody{number}@acme.example")).await;
    closes_after(&app, 60, 401, 15, somebody).await;
    app.run_jobs().await;
}

#[tokio::test]
async fn resets_are_asked_for_twenty_times_from_a_place_and_mailed_three_times_an_hour() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let email = world.people["viewer"].email.clone();
    let ask = async |mut client: Client, _| {
        let body = json!({"email": email});
        client.post("/api/v1/password-resets", &body).await.status.as_u16()
    };
    closes_after(&app, 20, 202, 15, ask).await;
    app.run_jobs().await;
    assert_eq!(app.mails().len(), 3, "further ones are answered alike and mailed to nobody");
}

#[tokio::test]
async fn the_links_of_mails_are_tried_sixty_times_from_a_place() {
    let app = TestApp::new().await;
    for (path, kind) in [
        ("/api/v1/password-resets/check", TokenKind::Reset),
        ("/api/v1/invitations/check", TokenKind::Invitation),
    ] {
        let check = async |mut client: Client, _| {
            client.post(path, &json!({"token": unknown(kind)})).await.status.as_u16()
        };
        closes_after(&app, 60, 410, 15, check).await;
        app.clock().advance(15 * MINUTE);
    }
    for (path, kind) in [
        ("/api/v1/password-resets/complete", TokenKind::Reset),
        ("/api/v1/invitations/accept", TokenKind::Invitation),
        ("/api/v1/set-up/complete", TokenKind::Invitation),
        ("/api/v1/set-up/check", TokenKind::Invitation),
    ] {
        let mut body = json!({"token": unknown(kind)});
        if !path.ends_with("check") {
            body["password"] = json!("seven green lamps beside a quiet harbour");
        }
        let complete = async |mut client: Client, _| client.post(path, &body).await.status.as_u16();
        closes_after(&app, 60, 410, 15, complete).await;
        app.clock().advance(15 * MINUTE);
    }
}

#[tokio::test]
async fn sixty_links_that_open_nothing_close_the_portal_to_a_place_for_an_hour() {
    let app = TestApp::new().await;
    let look = async |mut client: Client, number: usize| {
        let link = format!("/g/{}", unknown(TokenKind::GuestLink));
        let reply =
            if number.is_multiple_of(2) { client.get(&link).await } else { client.form(&link, &[]).await };
        reply.status.as_u16()
    };
    closes_after(&app, 60, 404, 60, look).await;
}

#[tokio::test]
async fn a_link_answers_five_wrong_passwords_from_a_place_and_sends_five_codes() {
    let mut scene = Scene::new().await;
    let (_, link) = scene.create(&json!({"password": "harbour-crane-9"})).await;
    let guess = async |mut client: Client, number| {
        client.form(&link, &[("password", &format!("harbour-crane-{number}x"))]).await.status.as_u16()
    };
    closes_after(&scene.app, 5, 422, 15, guess).await;
    let (_, link) = scene.create(&json!({"mail_code": true, "recipient_email": "bo@client.example"})).await;
    let send = async |mut client: Client, number| {
        let email = if number == 2 { "bo@client.example" } else { "eve@evil.example" };
        client.form(&format!("{link}/code"), &[("email", email)]).await.status.as_u16()
    };
    closes_after(&scene.app, 5, 200, 15, send).await;
    scene.app.run_jobs().await;
}

#[tokio::test]
async fn an_address_that_no_trusted_proxy_wrote_is_no_way_around_a_limit() {
    let app = TestApp::new().await;
    let look = async |client: Client, number: usize| {
        let mut client = client.with_header("x-forwarded-for", &format!("198.51.100.{number}"));
        client.get(&format!("/g/{}", unknown(TokenKind::GuestLink))).await.status.as_u16()
    };
    closes_after(&app, 60, 404, 60, look).await;
}
