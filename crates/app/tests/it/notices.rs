//! Notices: the bell, choices, digests, the links that stop mails, and that nobody is told of what they cannot open.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use wayleave_access::Caps;
use wayleave_db::sql;
use wayleave_mail::Mail;
use wayleave_testkit::{Arranged, Client, DAY, NewDocument, PDF, TestApp, World};

use crate::dashboard::Dice;

const HOUR: i64 = 3600 * 1000;

async fn bell(client: &mut Client, world: &World, query: &str) -> Value {
    client.get(&world.path(&format!("/notifications{query}"))).await.expect(200).json()
}

fn kinds(bell: &Value) -> Vec<&str> {
    bell["items"].as_array().unwrap().iter().map(|notice| notice["kind"].as_str().unwrap()).collect()
}

async fn choose(client: &mut Client, world: &World, change: Value) -> Value {
    client.patch(&world.path("/notification-choices"), &change).await.expect(200).json()
}

/// Shares a document with a person by name.
async fn share(app: &TestApp, world: &World, document: &Arranged, kind: &str) -> String {
    let mut initiator = world.client(app, "initiator").await;
    let body = json!({"subjects": [{"kind": "person", "id": world.people[kind].id}],
        "revision_id": document.revisions[0], "ends_on": "2026-12-31", "reason": "coordination"});
    let path = world.project_path(&format!("/documents/{}/shares", document.id));
    let made = initiator.post(&path, &body).await.expect(201).json();
    made["items"][0]["id"].as_str().unwrap().to_owned()
}

async fn documents<const N: usize>(app: &TestApp, world: &World, numbers: [&str; N]) -> [Arranged; N] {
    let mut made = Vec::new();
    for number in numbers {
        made.push(world.document(app, &NewDocument { number, ..NewDocument::default() }).await);
    }
    made.try_into().ok().unwrap()
}

/// The mails to a kind of person since `from`.
fn mails_to(app: &TestApp, kind: &str, from: usize) -> Vec<Mail> {
    let to = format!("{kind}@");
    app.mails()[from..].iter().filter(|mail| mail.to.email.starts_with(&to)).cloned().collect()
}

fn header<'m>(mail: &'m Mail, name: &str) -> Option<&'m str> {
    mail.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// The address behind a mail's link to stop such mails, without the server.
fn stop_link(mail: &Mail) -> String {
    let link = header(mail, "List-Unsubscribe").unwrap();
    let link = link.trim_start_matches('<').trim_end_matches('>');
    assert!(mail.text.contains(link) && mail.html.as_ref().unwrap().contains(link), "{}", mail.text);
    assert_eq!(header(mail, "List-Unsubscribe-Post"), Some("List-Unsubscribe=One-Click"));
    link.split_once("/n/stop/").map(|(_, token)| format!("/n/stop/{token}")).unwrap()
}

#[tokio::test]
async fn what_was_shared_is_told_once_behind_the_bell_and_once_by_mail() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let [document] = documents(&app, &world, ["A-1"]).await;
    share(&app, &world, &document, "external").await;
    app.run_jobs().await;
    let mut external = world.client(&app, "external").await;
    let seen = bell(&mut external, &world, "").await;
    assert_eq!((kinds(&seen), &seen["unread"]), (vec!["document.shared"], &json!(1)));
    let notice = &seen["items"][0];
    assert_eq!(notice["category"], "documents");
    assert_eq!(notice["project"]["name"], "Harbour");
    let page = format!("/o/{}/p/{}/register/{}", world.slug, world.project_id, document.id);
    assert_eq!(notice["link"], page.as_str());
    let one = format!("/notifications/{}", notice["id"].as_str().unwrap());
    assert_eq!(external.get(&world.path(&one)).await.expect(200).json(), *notice);
    assert_eq!(mails_to(&app, "external", 0).len(), 1);
    // It is nobody else's.
    let mut stranger = world.client(&app, "stranger").await;
    let _ = stranger.get(&world.path(&one)).await.expect(404);
    assert_eq!(kinds(&bell(&mut stranger, &world, "").await).len(), 0);
}

#[tokio::test]
async fn what_can_be_seen_no_more_is_neither_listed_nor_counted_nor_opened() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let [first, second] = documents(&app, &world, ["A-1", "A-2"]).await;
    let ended = share(&app, &world, &first, "external").await;
    share(&app, &world, &second, "external").await;
    app.run_jobs().await;
    let mut external = world.client(&app, "external").await;
    let seen = bell(&mut external, &world, "").await;
    assert_eq!((seen["items"].as_array().unwrap().len(), &seen["unread"]), (2, &json!(2)));
    let mut admin = world.client(&app, "project_admin").await;
    let revoke = world.project_path(&format!("/shares/{ended}/revoke"));
    let _ = admin.post(&revoke, &json!({"reason": "done"})).await.expect(200);
    app.run_jobs().await;
    let left = bell(&mut external, &world, "").await;
    assert_eq!(left["items"].as_array().unwrap().len(), 1);
    assert_eq!(left["unread"], 1);
    let counted = external.get(&world.path("")).await.expect(200).json();
    assert_eq!(counted["counts"]["notifications"], 1);
    // List ≡ get, by every page size.
    for limit in [1, 2, 50] {
        let (mut listed, mut next) = (Vec::new(), String::new());
        loop {
            let page = bell(&mut external, &world, &format!("?limit={limit}{next}")).await;
            listed.extend(page["items"].as_array().unwrap().iter().map(|one| one["id"].clone()));
            let Some(cursor) = page["next"].as_str() else { break };
            next = format!("&cursor={cursor}");
        }
        assert_eq!(listed, [left["items"][0]["id"].clone()], "{limit}");
    }
    for notice in seen["items"].as_array().unwrap() {
        let path = world.path(&format!("/notifications/{}", notice["id"].as_str().unwrap()));
        let expected = if notice["id"] == left["items"][0]["id"] { 200 } else { 404 };
        assert_eq!(external.get(&path).await.status.as_u16(), expected);
    }
}

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
async fn who_decides_is_told_only_while_they_decide() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut external = world.client(&app, "external").await;
    let upload = external.upload(&world.project_path("/uploads?filename=S-1.pdf"), PDF).await;
    let row = json!({"upload_id": upload.expect(201).json()["id"], "title": "Stair", "revision": "P01",
        "document_type": "DRG", "number": "S-1"});
    let _ = external.post(&world.project_path("/documents"), &json!({"rows": [row]})).await.expect(201);
    app.run_jobs().await;
    let mut controller = world.client(&app, "controller").await;
    assert_eq!(kinds(&bell(&mut controller, &world, "").await), ["submission.received"]);
    // Another takes the place; the first stays in the project and knows no more of what waits.
    let mut admin = world.client(&app, "project_admin").await;
    let groups = admin.get(&world.project_path("/groups")).await.expect(200).json();
    let group = groups["items"][0]["id"].as_str().unwrap();
    let member =
        |kind: &str| world.project_path(&format!("/groups/{group}/members/{}", world.people[kind].id));
    assert!(admin.put(&member("reviewer"), &json!({})).await.status.is_success());
    assert!(admin.delete(&member("controller")).await.status.is_success());
    let told = bell(&mut controller, &world, "").await;
    assert_eq!((kinds(&told), &told["unread"]), (vec!["group.left"], &json!(1)));
    app.run_jobs().await;
}

#[tokio::test]
async fn each_kind_comes_the_ways_that_its_reader_chose() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let [first, second, third] = documents(&app, &world, ["A-1", "A-2", "A-3"]).await;
    let mut external = world.client(&app, "external").await;
    let one =
        |bell: bool, mail: bool| json!({"kinds": [{"kind": "document.shared", "bell": bell, "mail": mail}]});
    let chosen = choose(&mut external, &world, one(true, false)).await;
    let row =
        chosen["kinds"].as_array().unwrap().iter().find(|row| row["kind"] == "document.shared").unwrap();
    assert_eq!(row["mail"], json!({"on": false, "usual": true, "fixed": false, "why": null}));
    share(&app, &world, &first, "external").await;
    app.run_jobs().await;
    assert_eq!(mails_to(&app, "external", 0).len(), 0);
    assert_eq!(bell(&mut external, &world, "").await["unread"], 1);
    choose(&mut external, &world, one(false, true)).await;
    share(&app, &world, &second, "external").await;
    app.run_jobs().await;
    assert_eq!(mails_to(&app, "external", 0).len(), 1);
    assert_eq!(bell(&mut external, &world, "").await["unread"], 1);
    choose(&mut external, &world, one(false, false)).await;
    share(&app, &world, &third, "external").await;
    app.run_jobs().await;
    assert_eq!(mails_to(&app, "external", 0).len(), 1);
    assert_eq!(bell(&mut external, &world, "").await["unread"], 1);
    let mut admin = world.client(&app, "org_admin").await;
    let log = admin.get(&world.path("/audit?action=user.notices_chosen")).await.expect(200).json();
    assert_eq!(log["items"].as_array().unwrap().len(), 3, "one event for each change");
    choose(&mut external, &world, one(false, false)).await;
    let log = admin.get(&world.path("/audit?action=user.notices_chosen")).await.expect(200).json();
    assert_eq!(log["items"].as_array().unwrap().len(), 3, "and none where nothing changed");
}

#[tokio::test]
async fn what_concerns_security_cannot_be_switched_off() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut member = world.client(&app, "member").await;
    let seen = member.get(&world.path("/notification-choices")).await.expect(200).json();
    let fixed: Vec<&str> = seen["kinds"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["mail"]["fixed"] == true)
        .map(|row| row["kind"].as_str().unwrap())
        .collect();
    for kind in ["role.changed", "invitation.sent", "password.changed", "password.reset"] {
        assert!(fixed.contains(&kind), "{kind} in {fixed:?}");
    }
    for row in seen["kinds"].as_array().unwrap() {
        assert_eq!(row["mail"]["why"].is_string(), row["mail"]["fixed"] == true, "{row}");
    }
    let path = world.path("/notification-choices");
    for kind in fixed {
        let refused =
            member.patch(&path, &json!({"kinds": [{"kind": kind, "mail": false}]})).await.expect(422);
        assert_eq!(refused.json()["errors"][0]["code"], "fixed", "{kind}");
    }
    let refused = member.patch(&path, &json!({"kinds": [{"kind": "no.such"}]})).await.expect(422).json();
    assert_eq!(refused["errors"][0]["field"], "kinds[0].kind");
    // Whoever wants no mail at all still reads that their role changed.
    choose(&mut member, &world, json!({"rhythm": "never"})).await;
    let mut admin = world.client(&app, "org_admin").await;
    let role = world.path(&format!("/members/{}/role", world.people["member"].id));
    let _ = admin.post(&role, &json!({"role": "org_manager"})).await.expect(200);
    app.run_jobs().await;
    let told = mails_to(&app, "member", 0);
    assert_eq!(told.len(), 1);
    assert_eq!(
        header(&told[0], "List-Unsubscribe"),
        None,
        "what cannot be stopped offers no link to stop it"
    );
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

#[tokio::test]
async fn one_click_on_the_link_of_a_mail_stops_its_kind_and_nothing_else() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let [first, second] = documents(&app, &world, ["A-1", "A-2"]).await;
    share(&app, &world, &first, "external").await;
    app.run_jobs().await;
    let link = stop_link(&mails_to(&app, "external", 0)[0]);
    let before = app.state().await;
    // Whatever follows links in mails stops nothing.
    let shown = app.anonymous().get(&link).await.expect(200);
    assert!(shown.text().contains("A document was shared with you"), "{}", shown.text());
    let _ = app.anonymous().head(&link).await;
    assert_eq!(app.state().await, before);
    // A mail program posts without cookies and without saying where it comes from.
    let form = [("List-Unsubscribe", "One-Click")];
    let _ = app.anonymous().silent().form(&link, &form).await.expect(200);
    let _ = app.anonymous().silent().form(&link, &form).await.expect(200);
    share(&app, &world, &second, "external").await;
    app.run_jobs().await;
    assert_eq!(mails_to(&app, "external", 0).len(), 1, "no more mails of this kind");
    let mut external = world.client(&app, "external").await;
    assert_eq!(bell(&mut external, &world, "").await["unread"], 2, "the bell goes on");
    let chosen = external.get(&world.path("/notification-choices")).await.expect(200).json();
    let off: Vec<&str> = chosen["kinds"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["mail"]["on"] != row["mail"]["usual"])
        .map(|row| row["kind"].as_str().unwrap())
        .collect();
    assert_eq!(off, ["document.shared"]);
    let mut admin = world.client(&app, "org_admin").await;
    let log = admin.get(&world.path("/audit?action=user.mails_stopped")).await.expect(200).json();
    assert_eq!(log["items"].as_array().unwrap().len(), 1, "one event, however often it is clicked");
}

#[tokio::test]
async fn a_link_that_was_altered_or_whose_holder_left_stops_nothing() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let [document] = documents(&app, &world, ["A-1"]).await;
    share(&app, &world, &document, "external").await;
    app.run_jobs().await;
    let link = stop_link(&mails_to(&app, "external", 0)[0]);
    let before = app.state().await;
    let mut altered = link.clone();
    let last = altered.pop().unwrap();
    altered.push(if last == 'A' { 'B' } else { 'A' });
    for wrong in [altered.as_str(), "/n/stop/wln", "/n/stop/x", "/n/stop/%00", &link[..link.len() - 9]] {
        for reply in [app.anonymous().get(wrong).await, app.anonymous().form(wrong, &[]).await] {
            assert_eq!(reply.status.as_u16(), 404, "{wrong}");
        }
    }
    assert_eq!(app.state().await, before);
    let mut admin = world.client(&app, "org_admin").await;
    let leave = world.path(&format!("/members/{}/deactivate", world.people["external"].id));
    let _ = admin.post(&leave, &json!({})).await.expect(204);
    let _ = app.anonymous().form(&link, &[]).await.expect(404);
    app.run_jobs().await;
}

#[tokio::test]
async fn the_link_of_a_digest_stops_digests() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let [first, second] = documents(&app, &world, ["A-1", "A-2"]).await;
    let mut external = world.client(&app, "external").await;
    choose(&mut external, &world, json!({"rhythm": "daily"})).await;
    share(&app, &world, &first, "external").await;
    app.clock().advance(DAY);
    app.run_jobs().await;
    let link = stop_link(&mails_to(&app, "external", 0)[0]);
    let _ = app.anonymous().silent().form(&link, &[("List-Unsubscribe", "One-Click")]).await.expect(200);
    let chosen = external.get(&world.path("/notification-choices")).await.expect(200).json();
    assert_eq!(chosen["rhythm"], "never");
    share(&app, &world, &second, "external").await;
    app.clock().advance(7 * DAY);
    app.run_jobs().await;
    assert_eq!(mails_to(&app, "external", 0).len(), 1);
}

#[tokio::test]
async fn no_link_that_stops_mails_lies_in_the_database() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let [document] = documents(&app, &world, ["A-1"]).await;
    share(&app, &world, &document, "external").await;
    app.run_jobs().await;
    let link = stop_link(&mails_to(&app, "external", 0)[0]);
    let token = link.rsplit('/').next().unwrap();
    let mut tx = app.db().read_in(world.organisation).await.unwrap();
    let pattern = format!("%{token}%");
    let found =
        sql("select count(*) as n from mail where body_text like $1 or body_html like $1").bind(pattern);
    assert_eq!(tx.int(found).await.unwrap(), 0);
}

#[tokio::test]
async fn what_came_in_after_the_list_was_shown_stays_unread() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let [first, second] = documents(&app, &world, ["A-1", "A-2"]).await;
    let mut external = world.client(&app, "external").await;
    share(&app, &world, &first, "external").await;
    let seen = bell(&mut external, &world, "").await;
    share(&app, &world, &second, "external").await;
    let up_to = json!({"up_to": seen["items"][0]["id"]});
    let _ = external.post(&world.path("/notifications/read"), &up_to).await.expect(204);
    assert_eq!(bell(&mut external, &world, "").await["unread"], 1);
    let unread = bell(&mut external, &world, "?unread=true").await;
    assert_eq!(unread["items"].as_array().unwrap().len(), 1);
    // What was read keeps its moment, and other people's notices are none to name.
    let moment = bell(&mut external, &world, "").await["items"][1]["read_at"].clone();
    app.clock().advance(HOUR);
    let _ = external.post(&world.path("/notifications/read"), &json!({})).await.expect(204);
    let later = bell(&mut external, &world, "").await;
    assert_eq!((&later["items"][1]["read_at"], &later["unread"]), (&moment, &json!(0)));
    let mut stranger = world.client(&app, "stranger").await;
    let _ = stranger.post(&world.path("/notifications/read"), &up_to).await.expect(422);
    let both = json!({"ids": [], "up_to": "x"});
    let _ = external.post(&world.path("/notifications/read"), &both).await.expect(422);
    app.run_jobs().await;
}

#[tokio::test]
async fn the_bell_is_narrowed_by_category() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let [document] = documents(&app, &world, ["A-1"]).await;
    share(&app, &world, &document, "external").await;
    app.run_jobs().await;
    let mut external = world.client(&app, "external").await;
    assert_eq!(kinds(&bell(&mut external, &world, "?category=documents").await).len(), 1);
    assert_eq!(kinds(&bell(&mut external, &world, "?category=access").await).len(), 0);
    let _ = external.get(&world.path("/notifications?category=weather")).await.expect(422);
}

#[tokio::test]
async fn the_owner_of_a_guest_share_is_told_of_its_first_opening_alone() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let [document] = documents(&app, &world, ["A-1"]).await;
    let mut initiator = world.client(&app, "initiator").await;
    let terms = json!({"document_id": document.id, "label": "Tender", "expires_on": "2026-12-05"});
    let made = initiator.post(&world.project_path("/guest-shares"), &terms).await.expect(201).json();
    let link = made["link"].as_str().unwrap();
    let door = &link[link.find("/g/").unwrap()..];
    for _ in 0..2 {
        let _ = app.anonymous().form(door, &[]).await.expect(303);
    }
    let seen = bell(&mut initiator, &world, "").await;
    assert_eq!(kinds(&seen), ["guest_share.opened"]);
    let text = seen["items"][0]["text"].as_str().unwrap();
    assert_eq!(text, "The guest share \u{201c}Tender\u{201d} in Harbour was opened for the first time.");
    let share = made["share"]["id"].as_str().unwrap();
    assert!(seen["items"][0]["link"].as_str().unwrap().ends_with(&format!("/shares?share={share}")));
    app.run_jobs().await;
}

#[tokio::test]
async fn old_notices_are_removed_the_read_before_the_unread() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let [first, second] = documents(&app, &world, ["A-1", "A-2"]).await;
    share(&app, &world, &first, "external_full").await;
    let mut external = world.client(&app, "external_full").await;
    let _ = external.post(&world.path("/notifications/read"), &json!({})).await.expect(204);
    share(&app, &world, &second, "external_full").await;
    app.run_jobs().await;
    let rows = async |app: &TestApp| {
        let mut tx = app.db().read_in(world.organisation).await.unwrap();
        let all =
            sql("select count(*) as n from notification where subject_id = $1 and kind = 'document.shared'");
        tx.int(all.bind(world.people["external_full"].subject)).await.unwrap()
    };
    app.clock().advance(89 * DAY);
    wayleave_app::tidy(app.app().shared()).await.unwrap();
    assert_eq!(rows(&app).await, 2);
    app.clock().advance(2 * DAY);
    wayleave_app::tidy(app.app().shared()).await.unwrap();
    assert_eq!(rows(&app).await, 1);
    app.clock().advance(270 * DAY);
    wayleave_app::tidy(app.app().shared()).await.unwrap();
    assert_eq!(rows(&app).await, 0);
    app.run_jobs().await;
}

#[tokio::test]
async fn the_organisations_usual_way_is_a_setting_with_limits() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut manager = world.client(&app, "org_manager").await;
    let path = world.path("/settings");
    let stored = manager.get(&path).await.expect(200).json();
    let usual = json!({"digest": "at_once", "hour": 8, "weekday": 1, "keep_days": 90});
    assert_eq!(stored["notifications"], usual);
    let change = json!({"notifications": {"digest": "weekly", "weekday": 5}});
    let changed = manager.patch(&path, &change).await.expect(200).json();
    assert_eq!(changed["notifications"]["weekday"], 5);
    for wrong in
        [json!({"hour": 24}), json!({"weekday": 0}), json!({"keep_days": 29}), json!({"digest": "hourly"})]
    {
        let _ = manager.patch(&path, &json!({"notifications": wrong})).await.expect(422);
    }
    let mut viewer = world.client(&app, "viewer").await;
    let seen = viewer.get(&world.path("/notification-choices")).await.expect(200).json();
    assert_eq!((&seen["rhythm"], &seen["organisation"]["digest"]), (&Value::Null, &json!("weekly")));
}

#[tokio::test]
async fn who_holds_a_document_is_told_of_its_status_and_its_revisions_within_their_range() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let [document] = documents(&app, &world, ["A-1"]).await;
    let mut initiator = world.client(&app, "initiator").await;
    let at = |rest: &str| world.project_path(&format!("/documents/{}{rest}", document.id));
    for (kind, later) in [("external", false), ("stranger", true)] {
        let body = json!({"subjects": [{"kind": "person", "id": world.people[kind].id}],
            "revision_id": document.revisions[0], "later": later, "ends_on": "2026-12-31", "reason": "coordination"});
        let _ = initiator.post(&at("/shares"), &body).await.expect(201);
    }
    let mut controller = world.client(&app, "controller").await;
    let status = async |controller: &mut Client, status: &str| {
        let version = controller.get(&at("")).await.expect(200).json()["version"].clone();
        let body = json!({"status": status, "version": version, "reason": "checked"});
        let _ = controller.post(&at("/status"), &body).await.expect(200);
    };
    status(&mut controller, "under_review").await;
    let mut external = world.client(&app, "external").await;
    let mut stranger = world.client(&app, "stranger").await;
    for client in [&mut external, &mut stranger] {
        assert_eq!(kinds(&bell(client, &world, "").await), ["document.status_changed", "document.shared"]);
    }
    let upload = initiator.upload(&world.project_path("/uploads?filename=A-1_P02.pdf"), PDF).await;
    let row = json!({"upload_id": upload.expect(201).json()["id"], "revision": "P02"});
    let _ = initiator.post(&at("/revisions"), &row).await.expect(201);
    status(&mut controller, "for_information").await;
    app.run_jobs().await;
    let first = ["document.status_changed", "document.shared"];
    assert_eq!(kinds(&bell(&mut external, &world, "").await), first, "who has the first alone hears no more");
    let later = ["document.status_changed", "document.revised", "document.status_changed", "document.shared"];
    assert_eq!(kinds(&bell(&mut stranger, &world, "").await), later);
    let told: Vec<String> = mails_to(&app, "stranger", 0).into_iter().map(|mail| mail.subject).collect();
    assert!(told.contains(&"A-1 in Harbour has a new revision.".to_owned()), "{told:?}");
}

#[tokio::test]
async fn the_bell_tells_of_exactly_the_documents_that_its_reader_can_open() {
    let worlds = if crate::tokens::guesses::full() { 40 } else { 3 };
    let everybody =
        ["org_admin", "project_admin", "controller", "viewer", "external", "external_full", "stranger"];
    let states: &[&[(&str, &str)]] = &[
        &[("P01", "accepted")],
        &[("P01", "accepted"), ("P02", "pending")],
        &[("P01", "pending")],
        &[("P01", "rejected")],
    ];
    for seed in 0..worlds {
        let app = TestApp::new().await;
        let world = app.world().await;
        let mut dice = Dice(20_261_123 + seed);
        let mut made = Vec::new();
        for at in 0..14 {
            let number = format!("R-{at}");
            let new = NewDocument {
                number: &number,
                restricted: dice.roll(3) == 0,
                revisions: *dice.pick(states),
                uploader: *dice.pick(&["initiator", "controller", "external", "stranger"]),
                ..NewDocument::default()
            };
            let document = world.document(&app, &new).await;
            if dice.roll(2) == 0 {
                let to = world.people[*dice.pick(&["external", "stranger", "viewer"])].subject;
                let until = app.clock().now() + DAY;
                world.grant(&app, &document, to, Caps::VIEW, (1, 1), until).await;
            }
            made.push(document);
        }
        let mut tx = app.db().begin_in(world.organisation).await.unwrap();
        for kind in everybody {
            for (at, document) in made.iter().enumerate() {
                let text = sql("insert into notification (organisation_id, public_id, subject_id, kind, project_id, document_id,
                      payload, created_at) values ($1, $2, $3, 'document.shared', $4, $5, '{}', $6)");
                let text = text.bind(world.organisation).bind(format!("ntf_{kind}_{at}"));
                let text = text.bind(world.people[kind].subject).bind(world.project).bind(document.document);
                tx.execute(text.bind(app.clock().now())).await.unwrap();
            }
        }
        tx.commit().await.unwrap();
        for kind in everybody {
            let mut client = world.client(&app, kind).await;
            let seen = bell(&mut client, &world, "?limit=200").await;
            let told: BTreeSet<String> = seen["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|notice| notice["link"].as_str().unwrap().rsplit('/').next().unwrap().to_owned())
                .collect();
            let mut open = BTreeSet::new();
            for (at, document) in made.iter().enumerate() {
                let got =
                    client.get(&world.project_path(&format!("/documents/{}", document.id))).await.status;
                let one = client.get(&world.path(&format!("/notifications/ntf_{kind}_{at}"))).await.status;
                assert_eq!(got, one, "seed {seed}, {kind}: a notice opens where its document does");
                if got.is_success() {
                    open.insert(document.id.clone());
                }
            }
            assert_eq!(told, open, "seed {seed}, {kind}");
            assert_eq!(seen["unread"], json!(open.len()), "seed {seed}, {kind}");
        }
        app.run_jobs().await;
    }
}

#[tokio::test]
async fn nothing_of_another_organisation_is_ever_told() {
    let app = TestApp::new().await;
    let (world, other) = (app.world().await, app.other_world().await);
    for (world, number) in [(&world, "A-1"), (&other, "CANARY-1")] {
        let mut external = world.client(&app, "external").await;
        let [document] = documents(&app, world, [number]).await;
        share(&app, world, &document, "external").await;
        choose(&mut external, world, json!({"rhythm": "daily"})).await;
        let [second] = documents(&app, world, [format!("{number}-B").as_str()]).await;
        share(&app, world, &second, "external").await;
    }
    app.run_jobs().await;
    app.clock().advance(DAY);
    app.run_jobs().await;
    let mails = app.mails();
    let ours: Vec<&Mail> = mails.iter().filter(|mail| mail.to.email.ends_with("@acme.example")).collect();
    assert_eq!(ours.len(), 2, "one at once, one digest");
    for mail in ours {
        let whole = format!("{} {} {}", mail.subject, mail.text, mail.html.as_deref().unwrap_or_default());
        assert!(!whole.contains("CANARY") && whole.contains("A-1"), "{whole}");
    }
    let mut external = world.client(&app, "external").await;
    let seen = bell(&mut external, &world, "").await;
    assert_eq!(seen["items"].as_array().unwrap().len(), 2);
    assert!(!seen.to_string().contains("CANARY"));
    let mut theirs = other.client(&app, "external").await;
    let foreign = bell(&mut theirs, &other, "").await["items"][0]["id"].clone();
    let path = world.path(&format!("/notifications/{}", foreign.as_str().unwrap()));
    let _ = external.get(&path).await.expect(404);
    let _ = external.post(&world.path("/notifications/read"), &json!({"ids": [foreign]})).await.expect(204);
    assert_eq!(bell(&mut theirs, &other, "").await["unread"], 2, "nobody reads for others");
}
