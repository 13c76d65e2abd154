//! Guessing: what is not a secret of the product opens nothing, who guesses is stopped, and a stolen database helps nobody.

pub mod guesses;
mod limits;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use wayleave_app::probe::{self, Door};
use wayleave_base::{Ids, Token, TokenKind};
use wayleave_testkit::TestApp;

use crate::guests::Scene;
use guesses::Guesses;

/// One usable secret of each kind.
pub struct Issued {
    pub session: String,
    pub invitation: String,
    pub reset: String,
    pub link: String,
    pub guest_session: String,
    /// The page of the guest's session.
    pub page: String,
    /// The code of six digits that proves an address.
    pub code: String,
}

impl Issued {
    /// Has one secret of each kind made by the product.
    pub async fn by(scene: &mut Scene) -> Self {
        let (world, app) = (&scene.world, &scene.app);
        let viewer = world.people["viewer"].email.clone();
        let mut browser = app.anonymous();
        let body = json!({"email": viewer, "password": wayleave_testkit::PASSWORD});
        let _ = browser.post("/api/v1/session", &body).await.expect(200);
        let _ = browser.post("/api/v1/password-resets", &json!({"email": viewer})).await.expect(202);
        let mut admin = world.client(app, "org_admin").await;
        let body = json!({"invitations": [{"email": "new@client.example", "name": "New"}], "role": "member", "memberships": []});
        let _ = admin.post(&world.path("/invitations"), &body).await.expect(201);
        scene.app.run_jobs().await;
        let token = |to: &str| crate::sessions::mailed_token(&scene.app, to);
        let (reset, invitation) = (token(&viewer), token("new@client.example"));
        let (_, plain) = scene.create(&json!({})).await;
        let mut guest = scene.app.anonymous();
        let reply = guest.form(&plain, &[]).await.expect(303);
        let page = reply.header("location").unwrap().trim_start_matches("/v/").to_owned();
        let recipient = "bo@client.example";
        let (_, coded) = scene.create(&json!({"mail_code": true, "recipient_email": recipient})).await;
        let _ = guest.form(&format!("{coded}/code"), &[("email", recipient)]).await.expect(200);
        scene.app.run_jobs().await;
        let mail = scene.app.mails().pop().unwrap().text;
        let code = mail.split(|letter: char| !letter.is_ascii_digit()).find(|word| word.len() == 6);
        Self {
            session: browser.cookies()["wayleave"].clone(),
            invitation,
            reset,
            link: plain.trim_start_matches("/g/").to_owned(),
            guest_session: guest.cookies().values().next().unwrap().clone(),
            page,
            code: code.unwrap().to_owned(),
        }
    }

    /// Each door with its own secret.
    pub fn doors(&self) -> [(Door, &str, TokenKind); 5] {
        [
            (Door::Session, &self.session, TokenKind::Session),
            (Door::Invitation, &self.invitation, TokenKind::Invitation),
            (Door::Reset, &self.reset, TokenKind::Reset),
            (Door::GuestLink, &self.link, TokenKind::GuestLink),
            (Door::GuestSession(self.page.clone()), &self.guest_session, TokenKind::GuestSession),
        ]
    }
}

#[tokio::test]
async fn of_a_hundred_thousand_guesses_none_opens_a_door() {
    let count = if guesses::full() { 1_000_000 } else { 100_000 };
    let mut scene = Scene::new().await;
    let issued = Issued::by(&mut scene).await;
    let (config, now) = (scene.app.app().shared().config.clone(), scene.app.clock().now());
    let stored: Vec<Vec<u8>> = scene
        .app
        .dump()
        .await
        .into_iter()
        .filter(|cell| cell.column == "token_hash")
        .map(|cell| cell.value)
        .collect();
    assert!(stored.len() >= 6, "the stored hashes were not found: {}", stored.len());
    let mut guesses = Guesses::new(&issued, stored);
    let mut tx = scene.app.db().read_in(scene.world.organisation).await.unwrap();
    // The doors do open: to their own secrets alone.
    for (door, own, _) in issued.doors() {
        for (_, other, _) in issued.doors() {
            let opens = probe::opens(&mut tx, &config, &door, other, now).await.unwrap();
            assert_eq!(opens, own == other, "{door:?} with {}", &other[..4]);
        }
        assert!(!probe::opens(&mut tx, &config, &door, &issued.code, now).await.unwrap(), "{door:?}");
    }
    let doors = issued.doors();
    for number in 0..count {
        let (door, own, kind) = &doors[number % doors.len()];
        let guess = guesses.next(own, *kind);
        let opens = probe::opens(&mut tx, &config, door, &guess, now).await.unwrap();
        assert!(!opens, "{door:?} opened to {guess:?} (seed {})", guesses.seed());
    }
}

#[test]
fn a_hundred_thousand_issued_tokens_are_distinct_and_evenly_random() {
    const COUNT: usize = 100_000;
    let ids = Ids::system();
    let mut seen = std::collections::HashSet::with_capacity(COUNT);
    let mut ones = [0_u32; 256];
    for _ in 0..COUNT {
        let token = Token::mint(TokenKind::GuestLink, &ids);
        let secret = URL_SAFE_NO_PAD.decode(&token.reveal()[4..47]).unwrap();
        for (bit, count) in ones.iter_mut().enumerate() {
            *count += u32::from(secret[bit / 8] >> (bit % 8) & 1);
        }
        assert!(seen.insert(secret), "a token was issued twice");
    }
    // Half of a hundred thousand is off by 158 on the average; 1,200 is more than seven times that.
    for (bit, count) in ones.iter().enumerate() {
        assert!(count.abs_diff(50_000) < 1_200, "bit {bit} is one in {count} of {COUNT} tokens");
    }
}

#[tokio::test]
async fn a_stolen_database_holds_no_usable_secret() {
    let mut scene = Scene::new().await;
    let issued = Issued::by(&mut scene).await;
    let cells = scene.app.dump().await;
    assert!(cells.len() > 500, "the dump is almost empty: {} values", cells.len());
    for (door, token, _) in issued.doors() {
        let body = &token[4..47];
        let secret = URL_SAFE_NO_PAD.decode(body).unwrap();
        let digits = hex::encode(&secret);
        let needles: [&[u8]; 5] = [
            body.as_bytes(),
            &secret,
            digits.as_bytes(),
            &digits.to_uppercase().into_bytes(),
            &hex::encode(token).into_bytes(),
        ];
        for cell in &cells {
            for needle in needles {
                let found = cell.value.windows(needle.len()).any(|part| part == needle);
                assert!(!found, "{}.{} holds the secret of {door:?}", cell.table, cell.column);
            }
        }
    }
    // Six digits may occur within a hash; as a word of a text they may not.
    for cell in cells.iter().filter(|cell| cell.is_text) {
        let text = String::from_utf8_lossy(&cell.value);
        let told = text.split(|letter: char| !letter.is_alphanumeric()).any(|word| word == issued.code);
        assert!(!told, "{}.{} holds a mail code", cell.table, cell.column);
    }
}

#[tokio::test]
async fn secrets_that_were_used_ended_or_taken_back_open_nothing() {
    let mut scene = Scene::new().await;
    let issued = Issued::by(&mut scene).await;
    let app: &TestApp = &scene.app;
    let mut anyone = app.anonymous();
    let accept = json!({"token": issued.invitation, "name": "New", "password": "seven green lamps beside a quiet harbour"});
    let _ = anyone.clone().post("/api/v1/invitations/accept", &accept).await.expect(200);
    let again = anyone.post("/api/v1/invitations/accept", &accept).await.expect(410);
    assert_eq!(again.code(), "invitation_used");
    let mut thief = app.anonymous().with_cookie("wayleave", &issued.session);
    let _ = thief.get("/api/v1/me").await.expect(200);
    let _ = thief.clone().delete("/api/v1/session").await.expect(204);
    let _ = thief.get("/api/v1/me").await.expect(401);
    app.clock().advance(40 * wayleave_testkit::DAY);
    let (config, now) = (app.app().shared().config.clone(), app.clock().now());
    let mut tx = app.db().read_in(scene.world.organisation).await.unwrap();
    for (door, own, _) in issued.doors() {
        // A link ends with its share, which its page says; every other secret is dead by now.
        let dead = matches!(door, Door::GuestLink)
            || !probe::opens(&mut tx, &config, &door, own, now).await.unwrap();
        assert!(dead, "{door:?}");
    }
    drop(tx);
    let _ = anyone.get(&format!("/g/{}", issued.link)).await.expect(410);
    let _ = anyone.form(&format!("/g/{}", issued.link), &[]).await.expect(410);
    app.run_jobs().await;
}

/// The link that stops mails is a sealed statement, not a secret that the database knows; what is not sealed for it, or was
/// altered in one place, stops nothing.
#[tokio::test]
async fn no_guess_stops_anybodys_mails() {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut scene = Scene::new().await;
    let issued = Issued::by(&mut scene).await;
    let app = &scene.app;
    let shared = app.app().shared();
    let about = ("org_x", scene.world.people["viewer"].id.as_str(), "document.shared");
    // Sealed for another list by the same key, and by another key for this one.
    let mut guesses = vec![shared.cursors.seal("documents", &about)];
    guesses.push(wayleave_base::CursorKey::new([7; 32]).seal("stop mails", &about));
    guesses.extend(issued.doors().iter().map(|(_, token, _)| (*token).to_owned()));
    let whole = shared.cursors.seal("stop mails", &about);
    for at in 0..whole.len() {
        let letter = LETTERS.iter().position(|letter| *letter == whole.as_bytes()[at]).unwrap();
        let other = char::from(LETTERS[(letter + 1 + at) % 64]);
        guesses.push(format!("{}{other}{}", &whole[..at], &whole[at + 1..]));
        guesses.push(whole[..at].to_owned());
    }
    let before = app.state().await;
    for guess in guesses {
        for link in [format!("/n/stop/wln{guess}"), format!("/n/stop/{guess}")] {
            let _ = app.anonymous().silent().form(&link, &[]).await.expect(404);
        }
    }
    assert_eq!(app.state().await, before);
}
