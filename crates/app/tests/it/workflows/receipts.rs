//! The receipts of answers: what they state, who has them, and that they are checked without the server.

use serde_json::{Value, json};
use wayleave_db::sql;
use wayleave_proof::PublicKey;
use wayleave_proof::receipt::{self, Kind};
use wayleave_testkit::{Client, NewDocument, TestApp, World};

use super::run::{active, answer, at, start, wish};
use super::{id, person, role, step};

/// The key that signs for the organisation.
pub async fn key(client: &mut Client, world: &World) -> PublicKey {
    let told = client.get(&world.path("/audit/key")).await.expect(200).json();
    PublicKey::parse(told["key"].as_str().unwrap()).unwrap()
}

/// The address of the receipt of an answer, as the answer was shown.
pub fn receipt_of(world: &World, response: &Value) -> String {
    let step = response["step_id"].as_str().unwrap();
    world.project_path(&format!("/steps/{step}/responses/{}/receipt", id(response)))
}

async fn count(app: &TestApp, world: &World) -> i64 {
    let mut tx = app.db().read_in(world.organisation).await.unwrap();
    tx.int(sql("select count(*) as n from receipt")).await.unwrap()
}

#[tokio::test]
async fn both_sides_keep_a_signed_receipt_of_each_answer() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut admin, mut reviewer) =
        (world.client(&app, "org_admin").await, world.client(&app, "reviewer").await);
    let (mut responder, mut external) =
        (world.client(&app, "responder").await, world.client(&app, "external").await);
    let document = world.document(&app, &NewDocument::default()).await;
    let stages = json!([{"steps": [step("approve", &person(&world, "responder")), step("review", &role("reviewer"))]}]);
    let template = active(&mut admin, &world, json!({"show_previous_responses": true}), stages).await;
    let made = start(&mut admin, &world, &wish(&template, &[&document])).await;
    let path = at(&world, &made, (0, 1), "/respond");
    let other = reviewer.post(&path, &answer(1, "review")).await.expect(200).json();
    let path = at(&world, &made, (0, 0), "/respond");
    let given = responder.post(&path, &answer(1, "approve")).await.expect(200).json();
    let responses = given["responses"].as_array().unwrap();
    let whose: Vec<&Value> = responses.iter().map(|one| &one["receipt"]).collect();
    assert_eq!(whose, [false, true], "the reviewer's is not the responder's");
    let path = receipt_of(&world, &responses[1]);
    let own = responder.get(&path).await.expect(200);
    assert_eq!(own.header("content-type"), Some("application/jose+json"));
    let opened = receipt::open(&own.text(), &key(&mut admin, &world).await).unwrap();
    let claims = opened.claims;
    assert_eq!((claims.kind, claims.answer.as_deref()), (Kind::StepAnswered, Some("approve")));
    assert_eq!(
        (claims.object.number.as_str(), claims.object.subject.as_str()),
        ("WF-001", "Ground floor: Check")
    );
    assert_eq!(claims.person.member.as_deref(), Some(world.people["responder"].id.as_str()));
    assert_eq!(claims.person.address.as_deref(), Some(world.people["responder"].email.as_str()));
    assert_eq!((claims.assurance.as_str(), claims.comment.as_deref()), ("account", Some("As discussed.")));
    let sent = &claims.documents[0];
    assert_eq!((sent.id.as_str(), sent.code.as_str()), (document.id.as_str(), "P01"));
    assert_eq!(sent.status, "under_review", "as it was before the answer");
    assert_eq!(json!(sent.sha256), made["documents"][0]["sha256"]);
    assert_eq!(claims.documents.len(), 1);
    assert!(opened.checkpoint.is_some(), "the log is signed at once for a receipt that is fetched");
    let proven = reviewer.get(&path).await.expect(200).text();
    let opened = receipt::open(&proven, &key(&mut admin, &world).await).unwrap();
    assert!(opened.checkpoint.is_some(), "the event is in the log");
    let printed = responder.get(&format!("{path}?format=pdf")).await.expect(200);
    assert!(printed.body.starts_with(b"%PDF"));
    let again = reviewer.get(&format!("{path}?format=pdf")).await.expect(200);
    assert!(again.body == printed.body, "printed again it is the same file");
    let _ = responder.get(&format!("{path}?format=doc")).await.expect(422);
    // From outside, another's receipt is not there, nor is it under another step.
    let absent = responder.get(&path.replace("/rsp_", "/rsp_0")).await.expect(404);
    let hidden = responder.get(&receipt_of(&world, &other["responses"][0])).await.expect(404);
    assert_eq!(absent.json()["detail"], hidden.json()["detail"]);
    let _ = external.get(&path).await.expect(404);
    let elsewhere = at(&world, &made, (0, 1), &format!("/responses/{}/receipt", id(&responses[1])));
    let _ = admin.get(&elsewhere).await.expect(404);
    app.run_jobs().await;
}

#[tokio::test]
async fn a_part_that_changes_hands_gives_no_receipt() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut admin, mut reviewer) =
        (world.client(&app, "org_admin").await, world.client(&app, "reviewer").await);
    let document = world.document(&app, &NewDocument::default()).await;
    let stages = json!([{"steps": [step("approve", &role("reviewer"))]}]);
    let template = active(&mut admin, &world, json!({}), stages).await;
    let made = start(&mut admin, &world, &wish(&template, &[&document])).await;
    let to = json!({"to_person_id": world.people["viewer"].id});
    let _ = reviewer.post(&at(&world, &made, (0, 0), "/delegate"), &to).await.expect(204);
    assert_eq!(count(&app, &world).await, 0);
    let mut viewer = world.client(&app, "viewer").await;
    let _ = viewer.post(&at(&world, &made, (0, 0), "/respond"), &answer(1, "approve")).await.expect(200);
    assert_eq!(count(&app, &world).await, 1);
    app.run_jobs().await;
}
