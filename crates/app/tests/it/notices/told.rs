//! What lies behind the bell: for whom, in which words, and only what its reader can open.

use std::collections::BTreeSet;

use serde_json::json;
use wayleave_access::Caps;
use wayleave_db::sql;
use wayleave_mail::Mail;
use wayleave_testkit::{Client, DAY, NewDocument, PDF, TestApp};

use super::{HOUR, bell, choose, documents, kinds, mails_to, share};
use crate::dashboard::Dice;

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
                revisions: dice.pick(states),
                uploader: dice.pick(&["initiator", "controller", "external", "stranger"]),
                ..NewDocument::default()
            };
            let document = world.document(&app, &new).await;
            if dice.roll(2) == 0 {
                let to = world.people[dice.pick(&["external", "stranger", "viewer"])].subject;
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

#[tokio::test]
async fn old_notices_are_removed_the_read_before_the_unread() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let [first, second] = documents(&app, &world, ["A-1", "A-2"]).await;
    share(&app, &world, &first, "external").await;
    let mut external = world.client(&app, "external").await;
    let _ = external.post(&world.path("/notifications/read"), &json!({})).await.expect(204);
    share(&app, &world, &second, "external").await;
    app.run_jobs().await;
    let rows = async |app: &TestApp| {
        let mut tx = app.db().read_in(world.organisation).await.unwrap();
        let all =
            sql("select count(*) as n from notification where subject_id = $1 and kind = 'document.shared'");
        tx.int(all.bind(world.people["external"].subject)).await.unwrap()
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
