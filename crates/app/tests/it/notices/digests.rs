//! Mails about what happened: at once, in digests, and not at all when they may no longer be read.

use serde_json::{Value, json};
use wayleave_db::sql;
use wayleave_mail::Mail;
use wayleave_testkit::{DAY, TestApp};

use super::{HOUR, choose, documents, mails_to, share, stop_link};

#[tokio::test]
async fn a_mail_does_not_leave_when_its_reader_may_no_longer_see_what_it_tells() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let [first, second] = documents(&app, &world, ["A-1", "A-2"]).await;
    let ended = share(&app, &world, &first, "external").await;
    share(&app, &world, &second, "external").await;
    let mut admin = world.client(&app, "org_admin").await;
    let revoke = world.project_path(&format!("/shares/{ended}/revoke"));
    let _ = admin.post(&revoke, &json!({"reason": "wrong sheet"})).await.expect(200);
    // Only now do the mails leave.
    app.run_jobs().await;
    let told: Vec<Mail> = mails_to(&app, "external", 0);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].text.contains("A-2") && !told[0].text.contains("A-1 "));
    let outbox = admin.get(&world.path("/outbox")).await.expect(200).json();
    let kept: Vec<&Value> =
        outbox["items"].as_array().unwrap().iter().filter(|mail| mail["failed_at"].is_string()).collect();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0]["error"], "its reader may no longer see what it tells of");
}

#[tokio::test]
async fn a_daily_digest_tells_what_waits_in_one_mail_at_the_organisations_hour() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let [first, second, third] = documents(&app, &world, ["A-1", "A-2", "A-3"]).await;
    let mut admin = world.client(&app, "org_admin").await;
    let settings =
        json!({"general": {"timezone": "Europe/Berlin"}, "notifications": {"digest": "daily", "hour": 7}});
    let _ = admin.patch(&world.path("/settings"), &settings).await.expect(200);
    share(&app, &world, &first, "external").await;
    share(&app, &world, &second, "external").await;
    let ended = share(&app, &world, &third, "external").await;
    app.run_jobs().await;
    assert_eq!(mails_to(&app, "external", 0).len(), 0, "nothing leaves before the hour");
    let _ = admin
        .post(&world.project_path(&format!("/shares/{ended}/revoke")), &json!({"reason": "done"}))
        .await
        .expect(200);
    // It is noon in UTC; the next seven o'clock in Berlin is six in UTC, eighteen hours away.
    app.clock().advance(18 * HOUR - 1);
    app.run_jobs().await;
    assert_eq!(mails_to(&app, "external", 0).len(), 0);
    app.clock().advance(1);
    app.run_jobs().await;
    let told = mails_to(&app, "external", 0);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].subject, "2 things happened in acme Construction");
    assert!(told[0].text.contains("A-1 of Harbour") && told[0].text.contains("A-2 of Harbour"));
    assert!(!told[0].text.contains("A-3"), "what was taken back is not told: {}", told[0].text);
    // Nothing new, no mail.
    app.clock().advance(3 * DAY);
    app.run_jobs().await;
    assert_eq!(mails_to(&app, "external", 0).len(), 1);
}

#[tokio::test]
async fn a_digest_leaves_out_what_was_read_and_is_never_empty() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let [first, second] = documents(&app, &world, ["A-1", "A-2"]).await;
    let mut external = world.client(&app, "external").await;
    choose(&mut external, &world, json!({"rhythm": "daily"})).await;
    share(&app, &world, &first, "external").await;
    let _ = external.post(&world.path("/notifications/read"), &json!({})).await.expect(204);
    app.clock().advance(DAY);
    app.run_jobs().await;
    assert_eq!(mails_to(&app, "external", 0).len(), 0);
    share(&app, &world, &second, "external").await;
    choose(&mut external, &world, json!({"kinds": [{"kind": "document.shared", "mail": false}]})).await;
    app.clock().advance(DAY);
    app.run_jobs().await;
    assert_eq!(mails_to(&app, "external", 0).len(), 0, "switched off since");
}

#[tokio::test]
async fn a_digest_that_is_gathered_twice_is_sent_once() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let [document] = documents(&app, &world, ["A-1"]).await;
    let mut external = world.client(&app, "external").await;
    choose(&mut external, &world, json!({"rhythm": "weekly"})).await;
    share(&app, &world, &document, "external").await;
    // As if the worker had died after its work and before the job was removed: the same job lies there once more.
    let mut tx = app.db().begin().await.unwrap();
    let copy = sql("insert into job (organisation_id, queue, name, payload, priority, run_at, created_at)
        select organisation_id, queue, name, payload, priority, run_at, created_at from job where name = 'notice_digest'");
    assert_eq!(tx.execute(copy).await.unwrap(), 1);
    tx.commit().await.unwrap();
    app.clock().advance(7 * DAY);
    app.run_jobs().await;
    let told = mails_to(&app, "external", 0);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].subject, "A-1 of Harbour was shared with you.", "one thing is its own subject");
    assert!(told[0].text.contains(&format!("/register/{}", document.id)));
}

#[tokio::test]
async fn another_rhythm_tells_what_already_waits() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let [document] = documents(&app, &world, ["A-1"]).await;
    let mut external = world.client(&app, "external").await;
    choose(&mut external, &world, json!({"rhythm": "weekly"})).await;
    share(&app, &world, &document, "external").await;
    app.run_jobs().await;
    assert_eq!(mails_to(&app, "external", 0).len(), 0);
    choose(&mut external, &world, json!({"rhythm": "at_once"})).await;
    app.run_jobs().await;
    assert_eq!(mails_to(&app, "external", 0).len(), 1);
    app.clock().advance(7 * DAY);
    app.run_jobs().await;
    assert_eq!(mails_to(&app, "external", 0).len(), 1);
}

#[tokio::test]
async fn a_kind_without_a_letter_is_mailed_in_the_words_of_the_bell_to_whoever_asks_for_it() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut viewer = world.client(&app, "viewer").await;
    choose(&mut viewer, &world, json!({"kinds": [{"kind": "group.joined", "mail": true}]})).await;
    let mut admin = world.client(&app, "project_admin").await;
    let group = json!({"name": "Commercial", "description": "", "actions": [], "member_ids": []});
    let group = admin.post(&world.project_path("/groups"), &group).await.expect(201).json();
    let member = format!("/groups/{}/members/{}", group["id"].as_str().unwrap(), world.people["viewer"].id);
    assert!(admin.put(&world.project_path(&member), &json!({})).await.status.is_success());
    app.run_jobs().await;
    let told = mails_to(&app, "viewer", 0);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].subject, "You were put into a group of Harbour.");
    // Its link stops this kind, not whatever else the person is told.
    let shown = app.anonymous().get(&stop_link(&told[0])).await.expect(200);
    assert!(shown.text().contains("of this kind: You were put into a group."), "{}", shown.text());
}
