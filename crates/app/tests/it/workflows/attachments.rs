//! Files of answers and comments: who sends and uses them, who reads them, and that they stay.

use serde_json::{Value, json};
use wayleave_db::sql;
use wayleave_proof::receipt;
use wayleave_testkit::{Client, DAY, NewDocument, PASSWORD, PDF, TestApp, World};

use super::receipts::{key, receipt_of};
use super::run::{active, answer, at, start, wish};
use super::{fault, faults, id, person, role, step};
use crate::register::events;

/// Sends a file to a step.
async fn sent(client: &mut Client, step: &str, name: &str, content: &'static [u8]) -> Value {
    client.upload(&format!("{step}/attachments?filename={name}"), content).await.expect(201).json()
}

/// An answer with these files.
fn with(files: &[&Value], word: &str) -> Value {
    let mut body = answer(1, word);
    body["attachments"] = files.iter().map(|file| file["id"].clone()).collect();
    body
}

/// A workflow that the responder answers first beside the reviewer, then a Project Admin.
async fn begun(app: &TestApp, world: &World, settings: Value) -> Value {
    let mut admin = world.client(app, "org_admin").await;
    let document = world.document(app, &NewDocument::default()).await;
    let stages = json!([
        {"steps": [step("approve", &person(world, "responder")), step("review", &role("reviewer"))]},
        {"steps": [step("approve", &role("project_admin"))]}
    ]);
    let template = active(&mut admin, world, settings, stages).await;
    start(&mut admin, world, &wish(&template, &[&document])).await
}

async fn count(app: &TestApp, world: &World, of: &str) -> i64 {
    let mut tx = app.db().read_in(world.organisation).await.unwrap();
    let mut text = sql("select count(*) as n from ");
    text.push(of);
    tx.int(text).await.unwrap()
}

#[tokio::test]
async fn an_answer_has_files_and_whoever_reads_it_has_them() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let made = begun(&app, &world, json!({})).await;
    let (mut responder, mut reviewer) =
        (world.client(&app, "responder").await, world.client(&app, "reviewer").await);
    let (mut viewer, mut external) =
        (world.client(&app, "viewer").await, world.client(&app, "external").await);
    let (theirs, other) = (at(&world, &made, (0, 0), ""), at(&world, &made, (0, 1), ""));
    assert_eq!(responder.get(&theirs).await.expect(200).json()["allow_attachments"], true);
    let sketch = sent(&mut responder, &theirs, "Stair%20sketch.pdf", PDF).await;
    assert_eq!((&sketch["filename"], &sketch["size"]), (&json!("Stair sketch.pdf"), &json!(PDF.len())));
    assert_eq!(sketch["media_type"], "application/pdf");
    let note = sent(&mut responder, &theirs, "note.txt", b"Mind the landing.").await;
    let file = |file: &Value| format!("{theirs}/attachments/{}/file", id(file));
    // Until it is used it is there for nobody.
    let _ = responder.get(&file(&note)).await.expect(404);
    let done = responder.post(&format!("{theirs}/respond"), &with(&[&sketch, &note], "approve")).await;
    let done = done.expect(200).json();
    assert_eq!(done["responses"][0]["attachments"], json!([sketch, note]));
    // What was answered has its files wherever it is shown.
    let whole = world.project_path(&format!("/workflows/{}", id(&made)));
    let whole = viewer.get(&whole).await.expect(200).json();
    assert_eq!(whole["responses"][0]["attachments"], json!([sketch, note]));
    let got = viewer.get(&file(&note)).await.expect(200);
    assert_eq!(got.text(), "Mind the landing.");
    assert_eq!(got.header("x-content-type-options"), Some("nosniff"));
    assert!(got.header("content-disposition").unwrap().starts_with("attachment; filename=\"note.txt\""));
    assert!(got.header("content-security-policy").unwrap().starts_with("sandbox"));
    let part = viewer.clone().with_header("range", "bytes=0-3").get(&file(&note)).await.expect(206);
    assert_eq!(part.text(), "Mind");
    let _ = responder.get(&file(&sketch)).await.expect(200);
    // One download, one event, however many parts.
    let loads = events(&app, &world, "attachment.downloaded").await;
    assert_eq!(loads.len(), 2, "{loads:?}");
    // From outside it is absent, and so it is at a step that does not show the answer.
    let _ = external.get(&file(&note)).await.expect(404);
    let _ = world.client(&app, "stranger").await.get(&file(&note)).await.expect(404);
    let there = format!("{other}/attachments/{}/file", id(&note));
    assert_eq!(reviewer.get(&there).await.expect(200).text(), "Mind the landing.");
    let _ = responder.get(&there).await.expect(404);
    // The log, the receipt and the record name the files with their hashes.
    let logged = &events(&app, &world, "workflow.answered").await[0];
    let told = format!("{logged}");
    assert!(told.contains("Stair sketch.pdf") && told.contains(sketch["sha256"].as_str().unwrap()), "{told}");
    let mut admin = world.client(&app, "org_admin").await;
    let path = receipt_of(&world, &done["responses"][0]);
    let own = responder.get(&path).await.expect(200).text();
    let claims = receipt::open(&own, &key(&mut admin, &world).await).unwrap().claims;
    let hashes: Vec<Value> = claims.attachments.iter().map(|one| json!(one.sha256)).collect();
    assert_eq!(hashes, [sketch["sha256"].clone(), note["sha256"].clone()]);
    assert_eq!(claims.attachments[1].name, "note.txt");
    let record = world.project_path(&format!("/workflows/{}/evidence", id(&made)));
    let record = lopdf::Document::load_mem(&viewer.get(&record).await.expect(200).body).unwrap();
    let pages: Vec<u32> = record.get_pages().keys().copied().collect();
    let told = record.extract_text(&pages).unwrap().replace('\n', " ");
    assert!(told.contains("Stair sketch.pdf, ") && told.contains("note.txt, 17 bytes"), "{told}");
    app.run_jobs().await;
}

#[tokio::test]
async fn answers_shown_to_later_steps_are_shown_with_their_files_and_stay_readable_for_whoever_gave_them() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let made = begun(&app, &world, json!({"show_previous_responses": true})).await;
    let (mut responder, mut reviewer) =
        (world.client(&app, "responder").await, world.client(&app, "reviewer").await);
    let (theirs, other) = (at(&world, &made, (0, 0), ""), at(&world, &made, (0, 1), ""));
    let file = sent(&mut reviewer, &other, "check.pdf", PDF).await;
    let _ = reviewer.post(&format!("{other}/respond"), &with(&[&file], "review")).await.expect(200);
    // The responder is shown the reviewer's answer at their own step, and nothing at the reviewer's.
    let shown = responder.get(&theirs).await.expect(200).json();
    assert_eq!(shown["responses"][0]["attachments"][0]["id"], file["id"]);
    let there = format!("{theirs}/attachments/{}/file", id(&file));
    let _ = responder.get(&there).await.expect(200);
    let _ = responder.get(&format!("{other}/attachments/{}/file", id(&file))).await.expect(404);
    let own = sent(&mut responder, &theirs, "own.pdf", PDF).await;
    let _ = responder.post(&format!("{theirs}/respond"), &with(&[&own], "approve")).await.expect(200);
    let mut last = world.client(&app, "project_admin").await;
    let last_step = at(&world, &made, (1, 0), "/respond");
    let _ = last.post(&last_step, &answer(1, "approve")).await.expect(200);
    app.clock().advance(60 * DAY);
    let mut responder = world.client(&app, "responder").await;
    let own = format!("{theirs}/attachments/{}/file", id(&own));
    let again = responder.get(&theirs).await.expect(200).json();
    assert_eq!(again["responses"].as_array().unwrap().len(), 3);
    let _ = responder.get(&own).await.expect(200);
    app.run_jobs().await;
}

#[tokio::test]
async fn a_comment_has_files_for_whoever_reads_it() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let made = begun(&app, &world, json!({})).await;
    let (mut responder, mut viewer) =
        (world.client(&app, "responder").await, world.client(&app, "viewer").await);
    let (theirs, other) = (at(&world, &made, (0, 0), ""), at(&world, &made, (0, 1), ""));
    let file = sent(&mut viewer, &theirs, "stair.txt", b"This one.").await;
    let said = json!({"text": "Which stair?", "attachments": [file["id"]]});
    let list = viewer.post(&format!("{theirs}/comments"), &said).await.expect(201).json();
    assert_eq!(list["items"][0]["attachments"], json!([file]));
    let list = responder.get(&format!("{theirs}/comments")).await.expect(200).json();
    assert_eq!(list["items"][0]["attachments"], json!([file]));
    let path = format!("{theirs}/attachments/{}/file", id(&file));
    assert_eq!(responder.get(&path).await.expect(200).text(), "This one.");
    let _ = world.client(&app, "external").await.get(&path).await.expect(404);
    // It is a comment on one step and on no other.
    let _ = viewer.get(&format!("{other}/attachments/{}/file", id(&file))).await.expect(404);
    let logged = format!("{}", events(&app, &world, "workflow.commented").await[0]);
    assert!(logged.contains("stair.txt") && logged.contains(file["sha256"].as_str().unwrap()), "{logged}");
    // When the step ended without them it is not theirs to read any more.
    let cancel = world.project_path(&format!("/workflows/{}/cancel", id(&made)));
    let mut admin = world.client(&app, "org_admin").await;
    let _ = admin.post(&cancel, &json!({"reason": "Drawn anew"})).await.expect(200);
    let _ = responder.get(&path).await.expect(404);
    let _ = viewer.get(&path).await.expect(200);
    let late = viewer.upload(&format!("{theirs}/attachments?filename=late.txt"), &b"Late."[..]).await;
    let _ = late.expect(409);
    app.run_jobs().await;
}

#[tokio::test]
async fn nobody_uses_a_file_but_its_sender_once_and_where_it_was_sent() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let made = begun(&app, &world, json!({})).await;
    let (mut responder, mut reviewer) =
        (world.client(&app, "responder").await, world.client(&app, "reviewer").await);
    let (theirs, other) = (at(&world, &made, (0, 0), ""), at(&world, &made, (0, 1), ""));
    let file = sent(&mut responder, &theirs, "a.pdf", PDF).await;
    let elsewhere = sent(&mut reviewer, &theirs, "b.pdf", PDF).await;
    let many: Vec<&Value> = std::iter::repeat_n(&file, 21).collect();
    for (files, field, code) in [
        (vec![&json!({"id": "att_00000000000000000000000000"})], "attachments[0]", "unknown"),
        (vec![&file, &elsewhere], "attachments[1]", "unknown"),
        (vec![&file, &file], "attachments[1]", "repeated"),
        (many, "attachments", "too_many"),
    ] {
        let reply = responder.post(&format!("{theirs}/respond"), &with(&files, "approve")).await.expect(422);
        assert_eq!(faults(&reply), fault(field, code));
    }
    // Sent to one step, it is not used at another.
    let reply = reviewer.post(&format!("{other}/respond"), &with(&[&elsewhere], "review")).await.expect(422);
    assert_eq!(faults(&reply), fault("attachments[0]", "unknown"));
    let said = json!({"text": "Mine?", "attachments": [file["id"]]});
    let reply = reviewer.post(&format!("{theirs}/comments"), &said).await.expect(422);
    assert_eq!(faults(&reply), fault("attachments[0]", "unknown"));
    // Nor does somebody else drop it.
    let path = format!("{theirs}/attachments/{}", id(&file));
    let _ = reviewer.delete(&path).await.expect(404);
    let _ = responder.delete(&path).await.expect(204);
    let _ = responder.delete(&path).await.expect(404);
    assert_eq!(events(&app, &world, "attachment.discarded").await.len(), 1);
    let file = sent(&mut responder, &theirs, "a.pdf", PDF).await;
    let said = json!({"text": "See this.", "attachments": [file["id"]]});
    let _ = responder.post(&format!("{theirs}/comments"), &said).await.expect(201);
    let reply = responder.post(&format!("{theirs}/respond"), &with(&[&file], "approve")).await.expect(422);
    assert_eq!(faults(&reply), fault("attachments[0]", "unknown"));
    let path = format!("{theirs}/attachments/{}", id(&file));
    let _ = responder.delete(&path).await.expect(404);
    // What is used stays as it was, whatever is tried on the rows.
    for text in [
        "update attachment set filename = 'other.pdf' where used_at is not null",
        "update attachment set used_at = null, comment_id = null where used_at is not null",
        "delete from attachment where used_at is not null",
        "update attachment set filename = 'other.pdf' where used_at is null",
    ] {
        let mut tx = app.db().begin_in(world.organisation).await.unwrap();
        assert!(tx.execute(sql(text)).await.is_err(), "{text}");
    }
    app.run_jobs().await;
}

#[tokio::test]
async fn a_step_that_takes_no_files_says_so_and_what_is_no_file_is_refused() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    let mut bare = step("approve", &role("reviewer"));
    bare["allow_attachments"] = json!(false);
    let stages = json!([{"steps": [bare, step("approve", &role("reviewer"))]}]);
    let template = active(&mut admin, &world, json!({"document_required": false}), stages).await;
    let made = start(&mut admin, &world, &wish(&template, &[])).await;
    let mut reviewer = world.client(&app, "reviewer").await;
    let (bare, open) = (at(&world, &made, (0, 0), ""), at(&world, &made, (0, 1), ""));
    let reply = reviewer.upload(&format!("{bare}/attachments?filename=a.pdf"), PDF).await.expect(422);
    assert_eq!(faults(&reply), fault("file", "not_for_this"));
    let file = sent(&mut reviewer, &open, "a.pdf", PDF).await;
    let reply = reviewer.post(&format!("{bare}/respond"), &with(&[&file], "approve")).await.expect(422);
    assert_eq!(faults(&reply), fault("attachments", "not_for_this"));
    let said = json!({"text": "Look.", "attachments": [file["id"]]});
    let reply = reviewer.post(&format!("{bare}/comments"), &said).await.expect(422);
    assert_eq!(faults(&reply), fault("attachments", "not_for_this"));
    let before = count(&app, &world, "attachment").await;
    for (name, content, code) in [
        ("a.pdf", &b""[..], "empty"),
        ("a.exe", &b"MZ of a program"[..], "executable"),
        ("a.pdf", &b"no such thing"[..], "not_what_the_name_says"),
    ] {
        let reply =
            reviewer.upload(&format!("{open}/attachments?filename={name}"), content).await.expect(422);
        assert_eq!(faults(&reply), fault("file", code), "{name}");
    }
    let mut large = PDF.to_vec();
    large.resize((25 << 20) + 1, b' ');
    let _ = reviewer.upload(&format!("{open}/attachments?filename=a.pdf"), large).await.expect(413);
    // Nor does a viewer's file reach a step that is not there, and nobody's does from outside.
    for kind in ["external", "responder", "stranger"] {
        let mut client = world.client(&app, kind).await;
        let _ = client.upload(&format!("{open}/attachments?filename=a.pdf"), PDF).await.expect(404);
    }
    assert_eq!(count(&app, &world, "attachment").await, before);
    app.run_jobs().await;
}

#[tokio::test]
async fn a_signature_goes_with_files_and_is_told_twice_as_once() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    let stages = json!([{"steps": [step("sign", &role("reviewer"))]}]);
    let template = active(&mut admin, &world, json!({"document_required": false}), stages).await;
    let made = start(&mut admin, &world, &wish(&template, &[])).await;
    let reviewer = world.client(&app, "reviewer").await;
    let path = at(&world, &made, (0, 0), "");
    let file = sent(&mut reviewer.clone(), &path, "a.pdf", PDF).await;
    let body = json!({"version": 1, "answer": "approve", "attachments": [file["id"]],
        "signature": {"full_name": "R. Eviewer", "password": PASSWORD}});
    let mut keyed = reviewer.with_header("idempotency-key", "once");
    let done = keyed.post(&format!("{path}/respond"), &body).await.expect(200).json();
    assert_eq!(keyed.post(&format!("{path}/respond"), &body).await.expect(200).json(), done);
    let mut without = body.clone();
    without["attachments"] = json!([]);
    let _ = keyed.post(&format!("{path}/respond"), &without).await.expect(409);
    assert_eq!(done["responses"][0]["attachments"], json!([file]));
    app.run_jobs().await;
}

#[tokio::test]
async fn what_nobody_used_goes_after_a_day_and_what_is_used_stays() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let made = begun(&app, &world, json!({})).await;
    let mut responder = world.client(&app, "responder").await;
    let theirs = at(&world, &made, (0, 0), "");
    let used = sent(&mut responder, &theirs, "used.txt", b"Used.").await;
    let _ = sent(&mut responder, &theirs, "unused.txt", b"Unused.").await;
    let _ = responder.post(&format!("{theirs}/respond"), &with(&[&used], "approve")).await.expect(200);
    for _ in 0..3 {
        app.clock().advance(DAY);
        wayleave_app::tidy(app.app().shared()).await.unwrap();
    }
    assert_eq!(count(&app, &world, "attachment").await, 1);
    let mut viewer = world.client(&app, "viewer").await;
    let got = viewer.get(&format!("{theirs}/attachments/{}/file", id(&used))).await.expect(200);
    assert_eq!(got.text(), "Used.");
    assert_eq!(count(&app, &world, "blob where refs = 0").await, 0);
    app.run_jobs().await;
}

#[tokio::test]
async fn somebody_has_a_hundred_files_waiting_and_no_more() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let made = begun(&app, &world, json!({})).await;
    let mut viewer = world.client(&app, "viewer").await;
    let theirs = at(&world, &made, (0, 0), "");
    for _ in 0..100 {
        let _ = sent(&mut viewer, &theirs, "a.txt", b"Again.").await;
    }
    let reply = viewer.upload(&format!("{theirs}/attachments?filename=a.txt"), &b"Again."[..]).await;
    let reply = reply.expect(409).json();
    assert!(reply["detail"].as_str().unwrap().starts_with("100 files of yours wait"), "{reply}");
    app.run_jobs().await;
}
