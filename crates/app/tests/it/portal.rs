//! The guest portal as a browser, a mail scanner and a guesser meet it.

use axum::body::Body;
use axum::http::Method;
use futures::future::join_all;
use serde_json::json;
use wayleave_base::{Ids, Token, TokenKind};
use wayleave_db::sql;
use wayleave_testkit::{Client, NewDocument, Reply};

use crate::guests::{Answered, Scene};

const MINUTE: i64 = 60_000;

/// Opens a link and returns where its document is.
async fn open(guest: &mut Client, link: &str, fields: &[(&str, &str)]) -> String {
    let reply = guest.form(link, fields).await.expect(303);
    reply.header("location").unwrap().to_owned()
}

/// Everything of an answer but the request's own id.
fn bytes(reply: &Reply) -> String {
    let mut headers: Vec<String> = reply
        .headers
        .iter()
        .filter(|(name, _)| *name != "x-request-id")
        .map(|(name, value)| format!("{name}: {value:?}"))
        .collect();
    headers.sort();
    format!("{}\n{}\n{}", reply.status, headers.join("\n"), reply.text())
}

#[tokio::test]
async fn looking_at_a_link_changes_and_reveals_nothing() {
    let mut scene = Scene::new().await;
    let (id, link) = scene.create(&json!({"max_opens": 1})).await;
    let before = scene.share(&id).await;
    let events = scene.events("guest_share.accessed").await;
    let mut scanner = scene.app.anonymous();
    for _ in 0..50 {
        let page = scanner.get(&link).await.expect(200);
        assert!(page.text().contains("acme Construction") && page.text().contains(">Open<"));
        assert!(!page.text().contains("Ground floor") && !page.text().contains("A-101"));
        assert!(scanner.head(&link).await.expect(200).body.is_empty());
        scanner.send(Method::OPTIONS, &link, None, Body::empty()).await.gives(405);
    }
    assert!(scanner.cookies().is_empty());
    assert_eq!(scene.share(&id).await, before);
    assert_eq!(scene.events("guest_share.accessed").await, events);
    open(&mut scanner, &link, &[]).await;
    assert_eq!(scene.share(&id).await["state"], "exhausted");
    assert_eq!(scene.events("guest_share.exhausted").await, 1);
}

#[tokio::test]
async fn a_link_opens_to_a_stamped_page_and_no_file_without_the_right() {
    let mut scene = Scene::new().await;
    scene.policy(&json!({"name": "optional"})).await;
    let (_, link) = scene.create(&json!({"require_name": true})).await;
    let mut guest = scene.app.anonymous();
    let unnamed = guest.form(&link, &[]).await.expect(422).text();
    assert!(
        unnamed.contains("role=\"alert\"") && unnamed.contains("aria-describedby=\"name-problem\""),
        "{unnamed}"
    );
    let place = open(&mut guest, &link, &[("name", "Ann <b>Guest</b>")]).await;
    assert!(place.starts_with("/v/gse_") && !place.contains("wlg_"));
    let page = guest.get(&place).await.expect(200);
    let text = page.text();
    for part in [
        "A-101",
        "Ground floor plan",
        "P02",
        "For review",
        "You opened this as Ann &lt;b&gt;Guest",
        "2026-12-05, 23:59",
        "project admin of acme",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains("<script") && !text.contains("Download"));
    assert!(page.header("content-security-policy").unwrap().contains("script-src 'none'"));
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    assert_eq!(page.header("cache-control"), Some("private, no-store"));
    assert!(page.header("x-robots-tag").unwrap().contains("noindex"));
    let image = guest.get(&format!("{place}/pages/1?width=320")).await.expect(200);
    assert_eq!(image.header("content-type"), Some("image/png"));
    assert_eq!(image.header("cache-control"), Some("private, no-store"));
    // Another name makes another picture: the stamp is in the pixels.
    let mut other = scene.app.anonymous();
    let elsewhere = open(&mut other, &link, &[("name", "Somebody else")]).await;
    let theirs = other.get(&format!("{elsewhere}/pages/1?width=320")).await.expect(200);
    assert_ne!(image.body, theirs.body);
    guest.get(&format!("{place}/pages/2")).await.gives(404);
    guest.get(&format!("{place}/file")).await.gives(403);
    // A session is its browser's alone.
    other.get(&place).await.gives(404);
    scene.app.anonymous().get(&place).await.gives(404);
}

#[tokio::test]
async fn what_must_not_be_told_apart_is_byte_identical() {
    let mut scene = Scene::new().await;
    let (revoked, revoked_link) = scene.create(&json!({})).await;
    let (_, link) = scene.create(&json!({})).await;
    scene.act(&revoked, "revoke", &json!({})).await.gives(200);
    let unknown = format!("/g/{}", Token::mint(TokenKind::GuestLink, &Ids::system()).reveal());
    let mut guest = scene.app.anonymous();
    let expected = bytes(&guest.get(&unknown).await.expect(404));
    let posted = bytes(&guest.form(&unknown, &[("password", "x")]).await.expect(404));
    assert_eq!(expected, posted);
    let mut broken = link.clone();
    broken.truncate(link.len() - 1);
    for dead in [revoked_link, broken, "/g/x".to_owned(), "/g/%ff".to_owned()] {
        assert_eq!(bytes(&guest.get(&dead).await), expected, "{dead}");
        assert_eq!(bytes(&guest.form(&dead, &[]).await), expected, "{dead}");
    }
    let place = open(&mut guest, &link, &[]).await;
    let page = guest.get(&place).await.expect(200).text();
    assert!(page.contains("the pages bear the name of the link: Guest link "), "nobody is recorded: {page}");
    scene.policy(&json!({"guest_sharing_enabled": false})).await;
    assert_eq!(bytes(&guest.get(&link).await), expected);
    assert_eq!(bytes(&guest.get(&place).await), expected, "suspension binds the next request");
    scene.policy(&json!({})).await;
    guest.get(&place).await.gives(200);
    let reason = json!({"reason": "Handed over."});
    let mut admin = scene.world.client(&scene.app, "org_admin").await;
    let _ = admin
        .post(&scene.world.project_path("/lock"), &json!({"reason": "Handed over.", "early": true}))
        .await
        .expect(200);
    for reply in [guest.get(&link).await, guest.form(&link, &[]).await, guest.get(&place).await] {
        assert_eq!(bytes(&reply), expected, "a locked project shows nothing: {}", reply.asked);
    }
    let _ = admin.post(&scene.world.project_path("/unlock"), &reason).await.expect(200);
    guest.get(&link).await.gives(200);
}

#[tokio::test]
async fn a_link_that_is_over_is_asked_for_once_a_day() {
    let mut scene = Scene::new().await;
    let (id, link) = scene.create(&json!({"max_opens": 1})).await;
    let ask = format!("{link}/ask");
    let mut guest = scene.app.anonymous();
    // As long as it works, nobody is told anything.
    assert!(guest.form(&ask, &[]).await.expect(200).text().contains("works again"));
    open(&mut guest, &link, &[]).await;
    let over = scene.app.anonymous().get(&link).await.expect(410).text();
    assert!(over.contains(&format!("action=\"{ask}\"")) && !over.contains("City planning"), "{over}");
    scene.app.run_jobs().await;
    let before = scene.app.mails().len();
    let words = [("name", "Ann <b>"), ("note", "Two more weeks,\nplease.")];
    for _ in 0..3 {
        let page = scene.app.anonymous().form(&ask, &words).await.expect(200).text();
        assert!(page.contains("You have asked"));
    }
    scene.app.run_jobs().await;
    assert_eq!(scene.events("guest_share.asked").await, 1);
    let mails = scene.app.mails();
    assert_eq!(mails.len(), before + 1);
    let told = &mails[before].text;
    assert!(told.contains("Ann <b>") && told.contains("Two more weeks") && told.contains(&id), "{told}");
    let log = scene.admin.get(&scene.path(&format!("/{id}/log"))).await.expect(200).text();
    assert!(log.contains("asked"), "{log}");
    // Whoever answers for it lets it be opened once more; the next day somebody asks again, with words that are too long.
    scene.app.clock().advance(24 * 60 * MINUTE + 1);
    let long = "x".repeat(5000);
    let _ = scene
        .app
        .anonymous()
        .form(&ask, &[("name", long.as_str()), ("note", long.as_str())])
        .await
        .expect(200);
    assert_eq!(scene.events("guest_share.asked").await, 2);
    // A link that was revoked is asked for in vain, as one that never was.
    scene.act(&id, "revoke", &json!({})).await.gives(200);
    let never = Token::mint(TokenKind::GuestLink, &Ids::system());
    let unknown = scene.app.anonymous().form(&format!("/g/{}/ask", never.reveal()), &words).await.expect(404);
    let revoked = scene.app.anonymous().form(&ask, &words).await.expect(404);
    assert_eq!(bytes(&revoked), bytes(&unknown));
    assert_eq!(scene.events("guest_share.asked").await, 2);
}

#[tokio::test]
async fn fifty_guests_at_once_open_a_link_exactly_as_often_as_allowed() {
    let mut scene = Scene::new().await;
    let (id, link) = scene.create(&json!({"max_opens": 5})).await;
    let tries = (0..50).map(|_| {
        let (mut guest, link) = (scene.app.anonymous(), link.clone());
        async move { guest.form(&link, &[]).await.status.as_u16() }
    });
    let mut statuses = join_all(tries).await;
    statuses.sort_unstable();
    assert_eq!(statuses[..5], [303; 5]);
    assert_eq!(statuses[5..], [410; 45]);
    let share = scene.share(&id).await;
    assert_eq!((&share["opens"], &share["state"]), (&json!(5), &json!("exhausted")));
    assert_eq!(scene.events("guest_share.accessed").await, 5);
    assert_eq!(scene.events("guest_share.exhausted").await, 1);
    let page = scene.app.anonymous().get(&link).await.expect(410).text();
    assert!(page.contains("Access count exceeded"));
}

#[tokio::test]
async fn a_session_lasts_half_an_hour_of_use_and_does_not_count_again() {
    let mut scene = Scene::new().await;
    let (id, link) = scene.create(&json!({"max_opens": 1})).await;
    let mut guest = scene.app.anonymous();
    let place = open(&mut guest, &link, &[]).await;
    for _ in 0..3 {
        scene.app.clock().advance(20 * MINUTE);
        guest.get(&place).await.gives(200);
    }
    assert_eq!(open(&mut guest, &link, &[]).await, place, "the same session, though the link is exhausted");
    assert_eq!(scene.share(&id).await["opens"], 1);
    scene.app.clock().advance(31 * MINUTE);
    guest.get(&place).await.gives(404);
    guest.form(&link, &[]).await.gives(410);
}

#[tokio::test]
async fn leaving_ends_the_session_for_good() {
    let mut scene = Scene::new().await;
    let (_, link) = scene.create(&json!({})).await;
    let mut guest = scene.app.anonymous();
    let place = open(&mut guest, &link, &[]).await;
    let held = guest.clone();
    guest.form(&format!("{place}/leave"), &[]).await.gives(200);
    assert!(guest.cookies().is_empty());
    held.clone().get(&place).await.gives(404);
}

#[tokio::test]
async fn wrong_passwords_are_few_and_many_are_told_to_the_owner_once() {
    let mut scene = Scene::new().await;
    let (id, link) = scene.create(&json!({"password": "harbour-crane-9"})).await;
    let wrong = [("password", "harbour-crane-8")];
    let mut guest = scene.app.anonymous();
    for _ in 0..5 {
        let page = guest.form(&link, &wrong).await.expect(422).text();
        assert!(!page.contains("harbour-crane-8"), "a password is not echoed");
    }
    guest.form(&link, &wrong).await.gives(429);
    guest.form(&link, &[("password", "harbour-crane-9")]).await.gives(429);
    scene.app.clock().advance(16 * MINUTE);
    open(&mut guest, &link, &[("password", "harbour-crane-9")]).await;
    assert_eq!(scene.events("guest_share.password_failed").await, 5);
    for sent in [0, 0, 1, 1] {
        for _ in 0..5 {
            scene.app.anonymous().form(&link, &wrong).await.gives(422);
        }
        scene.app.run_jobs().await;
        assert_eq!(scene.app.mails().len(), sent, "twenty in an hour are told, once in that hour");
        scene.app.clock().advance(15 * MINUTE);
    }
    assert!(scene.app.mails()[0].text.contains("20"));
    let log = scene.admin.get(&scene.path(&format!("/{id}/log?limit=200"))).await.expect(200).text();
    assert!(log.contains("password_failed"));
}

#[tokio::test]
async fn parallel_guesses_share_their_five_tries() {
    let mut scene = Scene::new().await;
    let (_, link) = scene.create(&json!({"password": "harbour-crane-9"})).await;
    let tries = (0..20).map(|at| {
        let (mut guest, link) = (scene.app.anonymous(), link.clone());
        async move { guest.form(&link, &[("password", &format!("guess number {at}"))]).await.status.as_u16() }
    });
    let statuses = join_all(tries).await;
    assert_eq!(statuses.iter().filter(|status| **status == 422).count(), 5);
    assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 15);
}

#[tokio::test]
async fn a_mailed_code_proves_the_address_of_the_recipient_and_no_other() {
    let mut scene = Scene::new().await;
    let (id, link) = scene.create(&json!({"mail_code": true, "recipient_email": "bo@client.example"})).await;
    let mut guest = scene.app.anonymous();
    let code_path = format!("{link}/code");
    let answer = |text: String, email: &str| text.replace(email, "…");
    let wrong = guest.form(&code_path, &[("email", "eve@evil.example")]).await.expect(200);
    let right = guest.form(&code_path, &[("email", "Bo@client.example")]).await.expect(200);
    assert_eq!(answer(wrong.text(), "eve@evil.example"), answer(right.text(), "Bo@client.example"));
    scene.app.run_jobs().await;
    let mails = scene.app.mails();
    assert_eq!((mails.len(), mails[0].to.email.as_str()), (1, "bo@client.example"));
    let code: String = mails[0]
        .text
        .split(|letter: char| !letter.is_ascii_digit())
        .find(|word| word.len() == 6)
        .expect("a code of six digits")
        .to_owned();
    let mut tx = scene.app.db().read_in(scene.world.organisation).await.unwrap();
    let stored = sql("select count(*) as n from mail where body_text like $1 or body_html like $1");
    assert_eq!(tx.int(stored.bind(format!("%{code}%"))).await.unwrap(), 0);
    drop(tx);
    guest.form(&link, &[("email", "eve@evil.example"), ("code", &code)]).await.gives(422);
    guest.form(&link, &[("email", "bo@client.example"), ("code", "000000")]).await.gives(422);
    open(&mut guest, &link, &[("email", "bo@client.example"), ("code", &code)]).await;
    let log = scene.admin.get(&scene.path(&format!("/{id}/log"))).await.expect(200).json();
    assert_eq!(log["items"][0]["assurance"], "mail_proven");
    assert_eq!(log["items"][0]["email"], "bo@client.example");
    // A code is good for one opening.
    let mut second = scene.app.anonymous();
    second.form(&link, &[("email", "bo@client.example"), ("code", &code)]).await.gives(422);
}

#[tokio::test]
async fn a_code_dies_after_ten_minutes_and_after_five_tries() {
    let mut scene = Scene::new().await;
    let (_, link) = scene.create(&json!({"mail_code": true, "recipient_email": "bo@client.example"})).await;
    let mut guest = scene.app.anonymous();
    let email = ("email", "bo@client.example");
    let code = |scene: &Scene| -> String {
        let text = scene.app.mails().last().unwrap().text.clone();
        text.split(|letter: char| !letter.is_ascii_digit()).find(|word| word.len() == 6).unwrap().to_owned()
    };
    guest.form(&format!("{link}/code"), &[email]).await.gives(200);
    scene.app.run_jobs().await;
    let first = code(&scene);
    for _ in 0..5 {
        guest.form(&link, &[email, ("code", "1")]).await.gives(422);
    }
    guest.form(&link, &[email, ("code", &first)]).await.gives(422);
    guest.form(&format!("{link}/code"), &[email]).await.gives(200);
    scene.app.run_jobs().await;
    let second = code(&scene);
    scene.app.clock().advance(10 * MINUTE);
    guest.form(&link, &[email, ("code", &second)]).await.gives(422);
}

#[tokio::test]
async fn a_file_is_handed_out_by_range_and_written_down_once() {
    let mut scene = Scene::new().await;
    let (id, link) = scene.create(&json!({"allow_download": true})).await;
    let mut guest = scene.app.anonymous();
    let place = open(&mut guest, &link, &[]).await;
    let file = format!("{place}/file");
    guest.head(&file).await.gives(200);
    assert_eq!(scene.events("guest_share.downloaded").await, 0);
    let parts = (0..8).map(|at| {
        let mut guest = guest.clone().with_header("range", &format!("bytes={at}-{at}"));
        let file = file.clone();
        async move { guest.get(&file).await.status.as_u16() }
    });
    assert_eq!(join_all(parts).await, [206; 8]);
    let whole = guest.get(&file).await.expect(200);
    assert!(whole.body.starts_with(b"%PDF"));
    assert!(whole.header("content-disposition").unwrap().starts_with("attachment"));
    assert_eq!(scene.events("guest_share.downloaded").await, 1);
    assert_eq!(scene.share(&id).await["downloads"], 1);
    scene.act(&id, "revoke", &json!({})).await.gives(200);
    guest.clone().with_header("range", "bytes=0-9").get(&file).await.gives(404);
}

#[tokio::test]
async fn a_pinned_link_knows_that_it_is_superseded_and_a_withdrawn_one_that_it_is_gone() {
    let mut scene = Scene::new().await;
    let (_, old) = scene.create(&json!({"revision_id": scene.document.revisions[0]})).await;
    let mut guest = scene.app.anonymous();
    let place = open(&mut guest, &old, &[]).await;
    let page = guest.get(&place).await.expect(200).text();
    assert!(page.contains("Superseded by a newer revision") && page.contains("P01"));
    let mut tx = scene.app.db().begin_in(scene.world.organisation).await.unwrap();
    let withdraw =
        sql("update document set status = 'withdrawn' where id = $1").bind(scene.document.document);
    tx.execute(withdraw).await.unwrap();
    tx.commit().await.unwrap();
    let gone = guest.get(&place).await.expect(410).text();
    assert!(gone.contains("No longer available") && !gone.contains("A-101"));
    guest.get(&format!("{place}/pages/1")).await.gives(410);
    scene.app.anonymous().form(&old, &[]).await.gives(410);
}

#[tokio::test]
async fn a_following_link_shows_the_latest_approved_revision_only() {
    let mut scene = Scene::with(NewDocument {
        revisions: &[("A", "accepted"), ("B", "accepted"), ("C", "accepted")],
        ..NewDocument::default()
    })
    .await;
    let follow = json!({"follows": "latest_approved"});
    let refused = scene.admin.post(&scene.path(""), &scene.terms(&follow)).await.expect(422);
    assert!(refused.text().contains("none_approved"));
    let approve = |seq: i64| sql("update document set approved_seq = $1 where id = $2").bind(seq);
    for (seq, code) in [(1, "A"), (2, "B")] {
        let mut tx = scene.app.db().begin_in(scene.world.organisation).await.unwrap();
        tx.execute(approve(seq).bind(scene.document.document)).await.unwrap();
        tx.commit().await.unwrap();
        if seq == 1 {
            let (id, link) = scene.create(&follow).await;
            assert!(scene.share(&id).await["revision"].is_null());
            let mut tx = scene.app.db().begin_in(scene.world.organisation).await.unwrap();
            let note = sql("insert into server_key (name, value) values ('test-link', $1)");
            tx.execute(note.bind(link.into_bytes())).await.unwrap();
            tx.commit().await.unwrap();
        }
        let mut tx = scene.app.db().read().await.unwrap();
        let row =
            tx.row(sql("select value from server_key where name = 'test-link'")).await.unwrap().unwrap();
        let link = String::from_utf8(row.get::<Vec<u8>>("value").unwrap()).unwrap();
        drop(tx);
        let mut guest = scene.app.anonymous();
        let place = open(&mut guest, &link, &[]).await;
        let page = guest.get(&place).await.expect(200).text();
        assert!(page.contains(&format!("<dd>{code} (the latest approved one)")), "{page}");
        assert!(!page.contains("Superseded"));
    }
}

#[tokio::test]
async fn guessing_links_stops_after_sixty_misses_an_hour() {
    let mut scene = Scene::new().await;
    let (_, link) = scene.create(&json!({})).await;
    let mut guesser = scene.app.anonymous();
    let ids = Ids::system();
    for _ in 0..60 {
        let guess = format!("/g/{}", Token::mint(TokenKind::GuestLink, &ids).reveal());
        guesser.get(&guess).await.gives(404);
    }
    let blocked = guesser.get(&link).await.expect(429);
    assert_eq!(blocked.header("retry-after"), Some("900"));
    scene.app.clock().advance(61 * MINUTE);
    guesser.get(&link).await.gives(200);
}

#[tokio::test]
async fn a_form_of_another_site_opens_nothing() {
    let mut scene = Scene::new().await;
    let (id, link) = scene.create(&json!({})).await;
    let mut guest = scene.app.anonymous().with_header("sec-fetch-site", "cross-site");
    guest.form(&link, &[]).await.gives(403);
    assert_eq!(scene.share(&id).await["opens"], 0);
}

#[tokio::test]
async fn robots_are_kept_out_and_the_style_sheet_takes_the_colour() {
    let scene = Scene::new().await;
    let mut robot = scene.app.anonymous();
    assert!(robot.get("/robots.txt").await.expect(200).text().contains("Disallow: /g/"));
    let css = robot.get("/portal.css?c=00ff00").await.expect(200);
    assert!(css.text().starts_with(":root{--brand:#00ff00;--on-brand:#000000}"));
    let css = robot.get("/portal.css?c=red;}").await.expect(200);
    assert!(css.text().starts_with(":root{--brand:#1d4ed8"));
}
