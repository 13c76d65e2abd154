//! Receipt acknowledged in every way there is, reminders, recall, and what takes a transmittal's place.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};
use wayleave_testkit::{NewDocument, TestApp};

use super::draft;
use super::links::{ADDRESSES, Sent, open};
use crate::register::events;

fn received<'a>(view: &'a Value, name: &str) -> &'a Value {
    let all = view["received"].as_array().unwrap();
    all.iter().find(|one| one["name"].as_str().unwrap().starts_with(name)).expect("one of them")
}

async fn bell(sent: &Sent, kind: &str) -> Vec<String> {
    let mut client = sent.world.client(&sent.app, kind).await;
    let list = client.get(&sent.world.path("/notifications")).await.expect(200).json();
    let all = list["items"].as_array().unwrap();
    all.iter().map(|one| one["text"].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn receipt_is_acknowledged_once_with_an_account_by_a_link_and_as_recorded() {
    let mut sent = Sent::new("for_review").await;
    let acknowledge = format!("{}/acknowledge", sent.path);
    let mut external = sent.world.client(&sent.app, "external").await;
    let _ = external.post(&acknowledge, &json!({})).await.expect(404);
    sent.told().await;
    let view = sent.admin.get(&sent.path).await.expect(200).json();
    assert_eq!((&view["acknowledged"], view["received"].as_array().unwrap().len()), (&json!("none"), 3));
    // With an account, with a comment.
    let seen = external.get(&sent.path).await.expect(200).json();
    assert_eq!(seen["abilities"]["transmittal.acknowledge"]["allowed"], true);
    let said = json!({"comment": "Received with thanks."});
    let seen = external.post(&acknowledge, &said).await.expect(200).json();
    assert_eq!(seen["received"][0]["acknowledged"]["comment"], "Received with thanks.");
    assert_eq!(seen["received"].as_array().unwrap().len(), 1, "others are not shown outside");
    let _ = external.post(&acknowledge, &said).await.expect(409);
    let _ = sent.admin.post(&acknowledge, &said).await.expect(409);
    // By the form on the page of a link; looking at it says nothing.
    let mut guest = sent.app.anonymous();
    let place = open(&mut guest, &sent.link(ADDRESSES[0])).await;
    let page = guest.get(&place).await.expect(200).text();
    assert!(page.contains("Acknowledge receipt") && page.contains(&format!("{place}/acknowledge")), "{page}");
    let form = format!("{place}/acknowledge");
    let _ = guest.get(&form).await.expect(405);
    let fields = [("comment", "Stairs <b>seen</b>."), ("received_by", "Site office")];
    assert_eq!(guest.form(&form, &fields).await.expect(303).header("location"), Some(place.as_str()));
    let page = guest.get(&place).await.expect(200).text();
    assert!(page.contains("Receipt acknowledged at 2026-11-21") && page.contains("received by Site office"));
    assert!(!page.contains(&form), "the form is gone: {page}");
    let again = [("comment", "Something else.")];
    let _ = guest.form(&form, &again).await.expect(303);
    let _ = sent.app.anonymous().form(&form, &again).await.expect(404);
    let view = sent.admin.get(&sent.path).await.expect(200).json();
    assert_eq!(view["acknowledged"], "partial");
    let by_link = &received(&view, ADDRESSES[0])["acknowledged"];
    assert_eq!((&by_link["how"], &by_link["assurance"]), (&json!("link"), &json!("anonymous_link")));
    assert_eq!(
        (&by_link["comment"], &by_link["received_by"]),
        (&json!("Stairs <b>seen</b>."), &json!("Site office"))
    );
    // As recorded.
    let record = format!("{}/record", sent.path);
    let silent = received(&view, ADDRESSES[1])["id"].clone();
    let mut body = json!({"recipient": silent, "acknowledged_on": "2026-11-22", "note": "By telephone."});
    let refused = sent.admin.post(&record, &body).await.expect(422).json();
    assert_eq!(refused["errors"][0]["code"], "in_the_future");
    body["acknowledged_on"] = json!("2026-11-20");
    let refused = sent.admin.post(&record, &body).await.expect(422).json();
    assert_eq!(refused["errors"][0]["code"], "too_early");
    body["acknowledged_on"] = json!("2026-11-21");
    let view = sent.admin.post(&record, &body).await.expect(200).json();
    assert_eq!(view["acknowledged"], "all");
    let recorded = &received(&view, ADDRESSES[1])["acknowledged"];
    assert_eq!((&recorded["how"], &recorded["comment"]), (&json!("recorded"), &json!("By telephone.")));
    assert_eq!(recorded["assurance"], "recorded", "who recorded it says nothing of who acknowledged");
    assert!(recorded["by"].as_str().unwrap().starts_with("project admin"));
    let _ = sent.admin.post(&record, &body).await.expect(409);
    let logged = events(&sent.app, &sent.world, "transmittal.acknowledged").await;
    assert_eq!(logged.len(), 3);
    // Whoever issued it was told of those who said so themselves.
    let told = bell(&sent, "project_admin").await;
    assert_eq!(
        told.iter().filter(|text| text.contains("acknowledged transmittal TRN-001")).count(),
        2,
        "{told:?}"
    );
    let list = sent.admin.get(&sent.world.project_path("/transmittals")).await.expect(200).json();
    assert_eq!(list["items"][0]["acknowledged"], "all");
}

#[tokio::test]
async fn only_the_silent_are_reminded_and_each_gets_a_link_that_opens() {
    let mut sent = Sent::new("for_review").await;
    let remind = format!("{}/remind", sent.path);
    let _ = sent.admin.post(&remind, &json!({})).await.expect(409);
    sent.told().await;
    let mut external = sent.world.client(&sent.app, "external").await;
    let _ = external.post(&format!("{}/acknowledge", sent.path), &json!({})).await.expect(200);
    let mut guest = sent.app.anonymous();
    let first = sent.link(ADDRESSES[0]);
    let place = open(&mut guest, &first).await;
    let _ = guest.form(&format!("{place}/acknowledge"), &[]).await.expect(303);
    sent.app.run_jobs().await;
    let before = sent.app.mails().len();
    let view = sent.admin.post(&remind, &json!({})).await.expect(200).json();
    assert!(received(&view, ADDRESSES[0])["reminded_at"].is_null());
    assert!(!received(&view, ADDRESSES[1])["reminded_at"].is_null());
    sent.app.run_jobs().await;
    let mails = sent.app.mails();
    let to: Vec<&str> = mails[before..].iter().map(|mail| mail.to.email.as_str()).collect();
    assert_eq!(to, [ADDRESSES[1]]);
    assert!(mails[before].subject.contains("please acknowledge receipt"), "{}", mails[before].text);
    let mut other = sent.app.anonymous();
    let place = open(&mut other, &sent.link(ADDRESSES[1])).await;
    let _ = other.form(&format!("{place}/acknowledge"), &[]).await.expect(303);
    sent.app.run_jobs().await;
    let _ = sent.admin.post(&remind, &json!({})).await.expect(409);
    assert_eq!(events(&sent.app, &sent.world, "transmittal.reminded").await.len(), 1);
}

#[tokio::test]
async fn whoever_cannot_open_it_any_more_is_not_said_to_be_reminded() {
    let mut sent = Sent::new("for_review").await;
    sent.told().await;
    let shares = sent.shares().await;
    let revoke = |at: usize| {
        let share = shares[at]["id"].as_str().unwrap();
        sent.world.project_path(&format!("/guest-shares/{share}/revoke"))
    };
    let (first, second) = (revoke(0), revoke(1));
    let _ = sent.admin.post(&first, &json!({})).await.expect(200);
    let remind = format!("{}/remind", sent.path);
    let view = sent.admin.post(&remind, &json!({})).await.expect(200).json();
    let reminded = |view: &Value| {
        let all = view["received"].as_array().unwrap();
        all.iter().filter(|one| !one["reminded_at"].is_null()).count()
    };
    assert_eq!(reminded(&view), 2, "the other address and the person with an account");
    let person = sent.world.people["external"].id.clone();
    let end = sent.world.project_path(&format!("/members/{person}/end"));
    let _ = sent.admin.post(&end, &json!({"reason": "left"})).await.expect(200);
    let _ = sent.admin.post(&second, &json!({})).await.expect(200);
    let refused = sent.admin.post(&remind, &json!({})).await.expect(409).json();
    assert!(refused["detail"].as_str().unwrap().contains("cannot open it any more"), "{refused}");
}

#[tokio::test]
async fn an_acknowledgement_that_cannot_be_read_is_refused_and_not_kept_empty() {
    let mut sent = Sent::new("for_review").await;
    sent.told().await;
    let mut guest = sent.app.anonymous();
    let place = open(&mut guest, &sent.link(ADDRESSES[0])).await;
    let form = format!("{place}/acknowledge");
    let urlencoded = Some("application/x-www-form-urlencoded");
    for (kind, body) in [(urlencoded, "comment=a&comment=b"), (Some("application/json"), "{}"), (None, "")] {
        let _ = guest.send(Method::POST, &form, kind, Body::from(body)).await.expect(422);
    }
    let view = sent.admin.get(&sent.path).await.expect(200).json();
    assert_eq!(view["acknowledged"], "none");
}

#[tokio::test]
async fn recalling_takes_access_back_kills_the_links_and_keeps_the_record() {
    let mut sent = Sent::new("for_review").await;
    sent.told().await;
    let links = ADDRESSES.map(|email| sent.link(email));
    let mut guest = sent.app.anonymous();
    let place = open(&mut guest, &links[0]).await;
    let recall = format!("{}/recall", sent.path);
    let _ = sent.admin.post(&recall, &json!({"reason": " "})).await.expect(422);
    let reason = json!({"reason": "Sent by mistake."});
    let view = sent.admin.post(&recall, &reason).await.expect(200).json();
    assert_eq!((&view["state"], &view["recall_reason"]), (&json!("recalled"), &json!("Sent by mistake.")));
    assert_eq!(view["documents"].as_array().unwrap().len(), 2);
    for dead in [&links[0], &links[1], &place, &format!("{place}/d/1"), &format!("{place}/d/1/file")] {
        let _ = guest.get(dead).await.expect(404);
    }
    let _ = guest.form(&links[1], &[]).await.expect(404);
    let _ = guest.form(&format!("{place}/acknowledge"), &[]).await.expect(404);
    let mut external = sent.world.client(&sent.app, "external").await;
    let document = sent.world.project_path(&format!("/documents/{}", sent.documents[0].id));
    let _ = external.get(&document).await.expect(404);
    sent.app.run_jobs().await;
    let told = bell(&sent, "external").await;
    let says =
        |text: &String| text.contains("TRN-001 in Harbour was recalled") && text.contains("Sent by mistake.");
    assert!(told.iter().any(says), "{told:?}");
    let mails = sent.app.mails();
    let mail = mails.iter().rev().find(|mail| mail.to.email == ADDRESSES[0]).unwrap();
    assert!(mail.text.contains("Reason: Sent by mistake."), "{}", mail.text);
    // A guest who was inside is told nothing that is untrue, and nothing of the link.
    let page = guest.get(&place).await.expect(404).text();
    assert!(!page.contains("open for a while") && page.contains("Try your link again"), "{page}");
    for act in ["recall", "remind", "acknowledge", "undo"] {
        let _ = sent.admin.post(&format!("{}/{act}", sent.path), &reason_of(act)).await.expect(409);
    }
    assert!(sent.shares().await.iter().all(|share| share["state"] == "revoked"));
    assert_eq!(events(&sent.app, &sent.world, "transmittal.recalled").await.len(), 1);
}

fn reason_of(act: &str) -> Value {
    if act == "recall" { json!({"reason": "Again."}) } else { json!({}) }
}

#[tokio::test]
async fn what_takes_the_place_of_a_transmittal_is_numbered_after_it_and_linked_both_ways() {
    let mut sent = Sent::new("for_review").await;
    let reissue = |path: &str| format!("{path}/reissue");
    let draft = sent.admin.post(&reissue(&sent.path), &json!({})).await.expect(201).json();
    assert_eq!((&draft["number"], &draft["state"]), (&json!("TRN-001-R1"), &json!("draft")));
    assert_eq!(draft["reissue_of"]["number"], "TRN-001");
    assert_eq!(
        (draft["documents"].as_array().unwrap().len(), draft["recipients"].as_array().unwrap().len()),
        (2, 3)
    );
    let first = sent.admin.get(&sent.path).await.expect(200).json();
    assert_eq!(first["reissued_as"][0]["id"], draft["id"]);
    let at = sent.world.project_path(&format!("/transmittals/{}", draft["id"].as_str().unwrap()));
    let _ = sent.admin.post(&reissue(&at), &json!({})).await.expect(409);
    let issued = sent.admin.post(&format!("{at}/issue"), &json!({"version": 1})).await.expect(200).json();
    assert_eq!(issued["received"].as_array().unwrap().len(), 3);
    // The next one is counted from the first, whichever it takes the place of.
    let next = sent.admin.post(&reissue(&at), &json!({})).await.expect(201).json();
    assert_eq!(
        (&next["number"], &next["reissue_of"]["number"]),
        (&json!("TRN-001-R2"), &json!("TRN-001-R1"))
    );
    let next = sent.world.project_path(&format!("/transmittals/{}", next["id"].as_str().unwrap()));
    let _ = sent.admin.delete(&next).await.expect(204);
    let third = sent.admin.post(&reissue(&sent.path), &json!({})).await.expect(201).json();
    assert_eq!(third["number"], "TRN-001-R3", "a number is not given again");
    sent.app.clock().advance(10 * 60_000);
    sent.app.run_jobs().await;
}

#[tokio::test]
async fn both_sides_keep_a_signed_receipt_of_each_acknowledgement() {
    let mut sent = Sent::new("for_review").await;
    sent.told().await;
    let receipt = format!("{}/receipt", sent.path);
    let mut external = sent.world.client(&sent.app, "external").await;
    let _ = external.get(&receipt).await.expect(409);
    let said = json!({"comment": "Received with thanks."});
    let view = external.post(&format!("{}/acknowledge", sent.path), &said).await.expect(200).json();
    let own = external.get(&receipt).await.expect(200);
    assert_eq!(own.header("content-type"), Some("application/jose+json"));
    let printed = external.get(&format!("{receipt}?format=pdf")).await.expect(200);
    assert!(printed.body.starts_with(b"%PDF"));
    assert!(String::from_utf8_lossy(&printed.body).contains("ETSI.CAdES.detached"), "it is sealed");
    let again = external.get(&format!("{receipt}?format=pdf")).await.expect(200);
    assert!(again.body == printed.body, "printed again it is the same file");
    let _ = external.get(&format!("{receipt}?format=doc")).await.expect(422);
    // Whoever sent it has the same.
    let whose = view["received"][0]["id"].as_str().unwrap();
    let theirs = sent.admin.get(&format!("{receipt}?recipient={whose}")).await.expect(200);
    assert_eq!(theirs.text(), own.text());
    // Nobody from outside has another's.
    let mut guest = sent.app.anonymous();
    let place = open(&mut guest, &sent.link(ADDRESSES[0])).await;
    let _ = guest.get(&format!("{place}/receipt")).await.expect(404);
    let _ = guest.form(&format!("{place}/acknowledge"), &[("received_by", "Site office")]).await.expect(303);
    let page = guest.get(&place).await.expect(200).text();
    assert!(page.contains(&format!("{place}/receipt")), "{page}");
    let signed = guest.get(&format!("{place}/receipt")).await.expect(200).text();
    assert_ne!(signed, own.text());
    assert!(guest.get(&format!("{place}/receipt?format=pdf")).await.expect(200).body.starts_with(b"%PDF"));
    let view = sent.admin.get(&sent.path).await.expect(200).json();
    let other = received(&view, ADDRESSES[0])["id"].as_str().unwrap().to_owned();
    let _ = external.get(&format!("{receipt}?recipient={other}")).await.expect(409);
    assert_eq!(sent.admin.get(&format!("{receipt}?recipient={other}")).await.expect(200).text(), signed);
}

#[tokio::test]
async fn the_cover_sheet_is_a_register_of_what_was_sent_as_far_as_its_reader_sees_it() {
    let mut sent = Sent::new("for_review").await;
    let path = format!("{}/cover-sheet", sent.path);
    let sheet = sent.admin.get(&path).await.expect(200);
    assert_eq!(sheet.header("content-type"), Some("application/pdf"));
    assert!(sheet.body.starts_with(b"%PDF"));
    let mut external = sent.world.client(&sent.app, "external").await;
    let _ = external.get(&path).await.expect(404);
    sent.told().await;
    let _ = external.get(&path).await.expect(200);
}

#[tokio::test]
async fn whoever_got_what_was_recalled_keeps_the_record_without_its_files() {
    let mut sent = Sent::new("for_review").await;
    sent.told().await;
    let mut external = sent.world.client(&sent.app, "external").await;
    let said = json!({"comment": "Received with thanks."});
    let _ = external.post(&format!("{}/acknowledge", sent.path), &said).await.expect(200);
    let reason = json!({"reason": "Sent by mistake."});
    let _ = sent.admin.post(&format!("{}/recall", sent.path), &reason).await.expect(200);
    let kept = external.get(&sent.path).await.expect(200).json();
    assert_eq!((&kept["state"], &kept["recall_reason"]), (&json!("recalled"), &json!("Sent by mistake.")));
    assert_eq!((&kept["documents"], &kept["withheld"]), (&json!([]), &json!(0)));
    let codes: Vec<_> = kept["record"].as_array().unwrap().iter().map(|one| &one["number"]).collect();
    assert_eq!(codes, [&json!("A-101"), &json!("B-202")]);
    assert_eq!(kept["received"].as_array().unwrap().len(), 1);
    assert_eq!(kept["received"][0]["acknowledged"]["comment"], "Received with thanks.");
    let _ = external.get(&format!("{}/receipt", sent.path)).await.expect(200);
    let _ = external.get(&format!("{}/cover-sheet", sent.path)).await.expect(200);
    let list = sent.world.project_path("/transmittals?state=recalled");
    let list = external.get(&list).await.expect(200).json();
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    for act in ["acknowledge", "contest"] {
        let body = if act == "contest" { json!({"received": true}) } else { json!({}) };
        let _ = external.post(&format!("{}/{act}", sent.path), &body).await.expect(409);
    }
    // Nobody else has come to see it.
    let mut other = sent.world.client(&sent.app, "external_full").await;
    let _ = other.get(&sent.path).await.expect(404);
}

#[tokio::test]
async fn what_was_recalled_before_anybody_was_told_stays_unknown() {
    let mut sent = Sent::new("for_review").await;
    let reason = json!({"reason": "Sent by mistake."});
    let _ = sent.admin.post(&format!("{}/recall", sent.path), &reason).await.expect(200);
    sent.told().await;
    let mut external = sent.world.client(&sent.app, "external").await;
    let _ = external.get(&sent.path).await.expect(404);
}

#[tokio::test]
async fn whoever_something_is_recorded_for_is_told_and_says_beside_it_what_is_so() {
    let mut sent = Sent::new("for_review").await;
    sent.told().await;
    let contest = format!("{}/contest", sent.path);
    let mut external = sent.world.client(&sent.app, "external").await;
    let _ = external.post(&contest, &json!({"received": false})).await.expect(409);
    let seen = external.get(&sent.path).await.expect(200).json();
    let record = json!({"recipient": seen["received"][0]["id"], "acknowledged_on": "2026-11-21", "note": "By telephone."});
    let _ = sent.admin.post(&format!("{}/record", sent.path), &record).await.expect(200);
    sent.app.run_jobs().await;
    let told = bell(&sent, "external").await;
    let says =
        |text: &String| text.contains("recorded that you acknowledged") && text.contains("By telephone.");
    assert!(told.iter().any(says), "{told:?}");
    let address = sent.world.people["external"].email.clone();
    let mails = sent.app.mails();
    assert!(mails.iter().any(|mail| mail.to.email == address && mail.text.contains("By telephone.")));
    let seen = external.get(&sent.path).await.expect(200).json();
    assert_eq!(seen["received"][0]["acknowledged"]["comment"], "By telephone.");
    assert_eq!(seen["abilities"]["transmittal.contest"]["allowed"], true);
    let receipt = format!("{}/receipt", sent.path);
    let first = external.get(&receipt).await.expect(200).text();
    let _ = external.get(&format!("{receipt}?of=contest")).await.expect(409);
    let _ = external.get(&format!("{receipt}?of=all")).await.expect(422);
    let wrong = json!({"received": false, "received_by": "Site office"});
    let _ = external.post(&contest, &wrong).await.expect(422);
    let said = json!({"received": false, "comment": "Nothing came here."});
    let seen = external.post(&contest, &said).await.expect(200).json();
    let own = &seen["received"][0];
    assert_eq!(
        (&own["contested"]["received"], &own["contested"]["assurance"]),
        (&json!(false), &json!("account"))
    );
    assert_eq!(own["acknowledged"]["how"], "recorded", "nothing is overwritten");
    assert_eq!(seen["acknowledged"], "none");
    let view = sent.admin.get(&sent.path).await.expect(200).json();
    assert_eq!(view["acknowledged"], "none", "what is contested does not count");
    assert_eq!(seen["abilities"]["transmittal.contest"]["allowed"], false);
    let _ = external.post(&contest, &said).await.expect(409);
    let second = external.get(&format!("{receipt}?of=contest")).await.expect(200).text();
    let claims = claims(&second);
    assert_eq!((&claims["kind"], &claims["comment"]), (&json!("transmittal_not_received"), &said["comment"]));
    assert_eq!(claims["beside"], self::claims(&first)["event"]["number"]);
    assert_eq!(self::claims(&first)["acknowledged_on"], "2026-11-21");
    assert!(
        external.get(&format!("{receipt}?of=contest&format=pdf")).await.expect(200).body.starts_with(b"%PDF")
    );
    let whose = record["recipient"].as_str().unwrap();
    let theirs = format!("{receipt}?of=contest&recipient={whose}");
    assert_eq!(self::claims(&sent.admin.get(&theirs).await.expect(200).text()), claims);
    let told = bell(&sent, "project_admin").await;
    assert!(told.iter().any(|text| text.contains("did not receive transmittal TRN-001")), "{told:?}");
    assert_eq!(events(&sent.app, &sent.world, "transmittal.contested").await.len(), 1);
}

#[tokio::test]
async fn a_receipt_names_whom_the_sender_sent_it_to_and_apart_from_that_who_received_it() {
    let sent = Sent::new("for_review").await;
    sent.told().await;
    let mut guest = sent.app.anonymous();
    let place = open(&mut guest, &sent.link(ADDRESSES[0])).await;
    let fields = [("comment", "Two copies."), ("received_by", "Site office")];
    let _ = guest.form(&format!("{place}/acknowledge"), &fields).await.expect(303);
    // The log is signed for it now, not within the minute, and not again a moment later.
    let first = guest.get(&format!("{place}/receipt")).await.expect(200).text();
    assert!(first.contains("tlog_proof"), "{first}");
    let claims = claims(&first);
    assert_eq!(
        (&claims["person"]["name"], &claims["person"]["address"]),
        (&json!(ADDRESSES[0]), &json!(ADDRESSES[0]))
    );
    assert!(claims["person"].get("typed_name").is_none(), "none was asked for");
    assert_eq!((&claims["received_by"], &claims["comment"]), (&json!("Site office"), &json!("Two copies.")));
    let mut external = sent.world.client(&sent.app, "external").await;
    let _ = external.post(&format!("{}/acknowledge", sent.path), &json!({})).await.expect(200);
    let receipt = format!("{}/receipt", sent.path);
    assert!(!external.get(&receipt).await.expect(200).text().contains("tlog_proof"));
    sent.app.clock().advance(5_000);
    assert!(external.get(&receipt).await.expect(200).text().contains("tlog_proof"));
}

#[tokio::test]
async fn a_link_that_was_revoked_reads_as_revoked() {
    let mut sent = Sent::new("for_review").await;
    sent.told().await;
    let share = sent.shares().await.into_iter().find(|one| one["recipient_email"] == ADDRESSES[0]).unwrap();
    let path = format!("/guest-shares/{}/revoke", share["id"].as_str().unwrap());
    let _ = sent.admin.post(&sent.world.project_path(&path), &json!({})).await.expect(200);
    let view = sent.admin.get(&sent.path).await.expect(200).json();
    assert_eq!(received(&view, ADDRESSES[0])["access"], "revoked");
    assert_eq!(received(&view, ADDRESSES[1])["access"], "open");
    sent.app.clock().advance(400 * 24 * 60 * 60_000);
    let mut admin = sent.world.client(&sent.app, "project_admin").await;
    let view = admin.get(&sent.path).await.expect(200).json();
    assert_eq!(received(&view, ADDRESSES[1])["access"], "ended");
}

/// What a receipt states.
pub fn claims(receipt: &str) -> Value {
    use base64::Engine as _;
    let receipt: Value = serde_json::from_str(receipt).unwrap();
    let payload = receipt["payload"].as_str().unwrap();
    let engine = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    serde_json::from_slice(&engine.decode(payload).unwrap()).unwrap()
}

#[tokio::test]
async fn the_name_that_a_guest_types_stands_apart_from_the_one_that_the_sender_gave() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut organiser = world.client(&app, "org_admin").await;
    let policy = json!({"external_access": {"name": "required"}});
    let _ = organiser.patch(&world.path("/settings"), &policy).await.expect(200);
    let one = world.document(&app, &NewDocument::default()).await;
    let to = json!({"kind": "address", "name": "Pat Roy", "email": ADDRESSES[1]});
    let mut admin = world.client(&app, "project_admin").await;
    let made =
        admin.post(&world.project_path("/transmittals"), &draft(&[&one], &[to])).await.expect(201).json();
    let path = world.project_path(&format!("/transmittals/{}", made["id"].as_str().unwrap()));
    let _ = admin.post(&format!("{path}/issue"), &json!({"version": 1})).await.expect(200);
    let sent = Sent { documents: [one.clone(), one], app, world, admin, path };
    sent.told().await;
    let mut guest = sent.app.anonymous();
    let reply = guest.form(&sent.link(ADDRESSES[1]), &[("name", "P. R. Oy")]).await.expect(303);
    let place = reply.header("location").unwrap().to_owned();
    let _ = guest.form(&format!("{place}/acknowledge"), &[]).await.expect(303);
    let person = claims(&guest.get(&format!("{place}/receipt")).await.expect(200).text())["person"].clone();
    assert_eq!(person, json!({"name": "Pat Roy", "typed_name": "P. R. Oy", "address": ADDRESSES[1]}));
    let mut sent = sent;
    let view = sent.admin.get(&sent.path).await.expect(200).json();
    let said = &received(&view, "Pat Roy")["acknowledged"];
    assert_eq!((&said["by"], &said["typed_name"]), (&json!("Pat Roy"), &json!("P. R. Oy")));
    assert_eq!(said["assurance"], "typed_name");
}

#[tokio::test]
async fn project_admins_stand_in_for_whoever_sent_it_and_left() {
    let sent = Sent::new("for_review").await;
    sent.told().await;
    // Another administrator takes over, and whoever sent it leaves.
    let mut chief = sent.world.client(&sent.app, "org_admin").await;
    let members = chief.get(&sent.world.project_path("/members?limit=200")).await.expect(200).json();
    let membership = |kind: &str| {
        let of = |one: &&Value| one["person"]["id"] == sent.world.people[kind].id.as_str();
        members["items"].as_array().unwrap().iter().find(of).unwrap()["id"].as_str().unwrap().to_owned()
    };
    let (next, gone) = (membership("reviewer"), membership("project_admin"));
    let role = json!({"role": "project_admin"});
    let _ = chief.patch(&sent.world.project_path(&format!("/members/{next}")), &role).await.expect(200);
    let _ =
        chief.post(&sent.world.project_path(&format!("/members/{gone}/end")), &json!({})).await.expect(200);
    let mut external = sent.world.client(&sent.app, "external").await;
    let seen = external.get(&sent.path).await.expect(200).json();
    let mut guest = sent.app.anonymous();
    let place = open(&mut guest, &sent.link(ADDRESSES[0])).await;
    let _ = guest.form(&format!("{place}/acknowledge"), &[]).await.expect(303);
    let record = json!({"recipient": seen["received"][0]["id"], "acknowledged_on": "2026-11-21", "note": "By telephone."});
    let _ = chief.post(&format!("{}/record", sent.path), &record).await.expect(200);
    let said = json!({"received": false, "comment": "Nothing came here."});
    let _ = external.post(&format!("{}/contest", sent.path), &said).await.expect(200);
    sent.app.clock().advance(9 * 24 * 3_600_000);
    sent.app.run_jobs().await;
    let told = bell(&sent, "reviewer").await;
    for part in
        ["acknowledged transmittal TRN-001", "did not receive transmittal", "not acknowledged in time"]
    {
        assert_eq!(told.iter().filter(|text| text.contains(part)).count(), 1, "{part}: {told:?}");
    }
    let address = sent.world.people["reviewer"].email.clone();
    let mails = sent.app.mails();
    let mailed = |part: &str| mails.iter().any(|mail| mail.to.email == address && mail.text.contains(part));
    assert!(mailed("acknowledged transmittal TRN-001") && mailed("not acknowledged in time"));
}
