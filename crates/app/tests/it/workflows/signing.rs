//! Steps that are signed: with a name and the password, under the limits of signing in, and for good.

use serde_json::{Value, json};
use wayleave_proof::receipt;
use wayleave_testkit::{Arranged, NewDocument, PASSWORD, TestApp, World};

use super::receipts::{key, receipt_of};
use super::run::{active, answer, at, start, wish};
use super::{fault, faults, id, person, role, step};

const MINUTE: i64 = 60_000;

/// An approval with a signature.
fn signed(name: &str, password: &str) -> Value {
    json!({"version": 1, "answer": "approve", "signature": {"full_name": name, "password": password}})
}

/// A workflow whose first step the responder signs, and whose second a Project Admin does.
async fn begun(app: &TestApp, world: &World) -> (Value, Arranged) {
    let mut admin = world.client(app, "org_admin").await;
    let document = world.document(app, &NewDocument::default()).await;
    let mut first = step("sign", &person(world, "responder"));
    first["statement"] = json!("I checked the joints.");
    let stages = json!([{"steps": [first]}, {"steps": [step("sign", &role("project_admin"))]}]);
    let template = active(&mut admin, world, json!({}), stages).await;
    (start(&mut admin, world, &wish(&template, &[&document])).await, document)
}

#[tokio::test]
async fn a_step_is_signed_with_name_and_password_and_what_was_signed_is_kept() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (made, document) = begun(&app, &world).await;
    let mut admin = world.client(&app, "project_admin").await;
    let mut responder = world.client(&app, "responder").await;
    let shown = responder.get(&at(&world, &made, (0, 0), "")).await.expect(200).json();
    assert_eq!(shown["answers"], json!(["approve", "reject"]));
    let signing = json!({"statement": "I checked the joints.", "default_name": "responder of acme"});
    assert_eq!(shown["signing"], signing);
    let path = at(&world, &made, (0, 0), "/respond");
    let mut declining = answer(1, "reject");
    declining["signature"] = json!({"full_name": "R. Esponder", "password": PASSWORD});
    for (body, field, code) in [
        (json!({"version": 1, "answer": "approve"}), "signature", "required"),
        (declining, "signature", "not_for_this"),
        (signed(" ", PASSWORD), "signature.full_name", "required"),
        (signed(&"x".repeat(201), PASSWORD), "signature.full_name", "too_long"),
        (signed("R. Esponder", ""), "signature.password", "required"),
        (signed("R. Esponder", "harbour cranes at dawn"), "signature.password", "wrong"),
    ] {
        let reply = responder.post(&path, &body).await.expect(422);
        assert_eq!(faults(&reply), fault(field, code));
    }
    let _ = responder.post(&path, &answer(1, "return")).await.expect(422);
    let untouched = responder.get(&at(&world, &made, (0, 0), "")).await.expect(200).json();
    assert_eq!(untouched, shown, "nothing was kept");
    // Sent twice under one key it is done once.
    let mut keyed = responder.clone().with_header("idempotency-key", "signed-once");
    let done = keyed.post(&path, &signed("R. Esponder", PASSWORD)).await.expect(200).json();
    let again = keyed.post(&path, &signed("R. Esponder", PASSWORD)).await.expect(200).json();
    assert_eq!(done, again);
    let _ = keyed.post(&path, &signed("Somebody else", PASSWORD)).await.expect(409);
    assert_eq!((&done["status"], &done["verdict"]), (&json!("completed"), &json!("approved")));
    let given = &done["responses"][0];
    assert_eq!(given["signature"]["full_name"], "R. Esponder");
    assert_eq!(given["signature"]["statement"], "I checked the joints.");
    let own = responder.get(&receipt_of(&world, given)).await.expect(200).text();
    let claims =
        receipt::open(&own, &key(&mut world.client(&app, "org_admin").await, &world).await).unwrap().claims;
    let signature = claims.signature.unwrap();
    assert_eq!(
        (signature.full_name.as_str(), signature.statement.as_str()),
        ("R. Esponder", "I checked the joints.")
    );
    assert_eq!(json!(claims.documents[0].sha256), made["documents"][0]["sha256"], "what was signed");
    let late = responder.post(&path, &signed("R. Esponder", PASSWORD)).await.expect(409).json();
    assert!(late["detail"].as_str().unwrap().starts_with("You signed it on "), "{late}");
    let log = admin.get(&world.project_path("/audit")).await.expect(200).text();
    assert!(log.contains("signed the step Check") && !log.contains(PASSWORD), "{log}");
    // The second step has the sentence of the server, and is declined.
    let path = at(&world, &made, (1, 0), "");
    let shown = admin.get(&path).await.expect(200).json();
    assert!(shown["signing"]["statement"].as_str().unwrap().contains("I approve them"), "{shown}");
    let path = format!("{path}/respond");
    let reply = admin.post(&path, &json!({"version": 1, "answer": "reject"})).await.expect(422);
    assert_eq!(faults(&reply), fault("comment", "required"));
    let over = admin.post(&path, &answer(1, "reject")).await.expect(200).json();
    assert_eq!(over["responses"][1]["signature"], json!(null));
    assert_eq!(over["workflow"]["status"], "cancelled");
    let path = world.project_path(&format!("/documents/{}", document.id));
    assert_eq!(admin.get(&path).await.expect(200).json()["status"], "rejected");
    app.run_jobs().await;
}

#[tokio::test]
async fn nothing_but_the_approval_of_a_signed_step_is_signed_and_a_delegate_signs_as_themselves() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut admin, mut reviewer) =
        (world.client(&app, "org_admin").await, world.client(&app, "reviewer").await);
    let mut viewer = world.client(&app, "viewer").await;
    let document = world.document(&app, &NewDocument::default()).await;
    let stages = json!([{"steps": [step("approve", &role("reviewer")), step("sign", &role("reviewer"))]}]);
    let template = active(&mut admin, &world, json!({}), stages).await;
    let made = start(&mut admin, &world, &wish(&template, &[&document])).await;
    let path = at(&world, &made, (0, 0), "/respond");
    let reply = reviewer.post(&path, &signed("R. Eviewer", PASSWORD)).await.expect(422);
    assert_eq!(faults(&reply), fault("signature", "not_for_this"));
    assert_eq!(reviewer.get(&at(&world, &made, (0, 0), "")).await.expect(200).json()["signing"], json!(null));
    // Whoever has no part in it is not asked for their password.
    let path = at(&world, &made, (0, 1), "/respond");
    let _ = viewer.post(&path, &signed("V. Iewer", "wrong")).await.expect(403);
    let _ = world.client(&app, "responder").await.post(&path, &signed("R.", "wrong")).await.expect(404);
    let to = json!({"to_person_id": world.people["viewer"].id});
    let _ = reviewer.post(&at(&world, &made, (0, 1), "/delegate"), &to).await.expect(204);
    let done = viewer.post(&path, &signed("V. Iewer", PASSWORD)).await.expect(200).json();
    assert_eq!(done["responses"][0]["person"]["id"], world.people["viewer"].id.as_str());
    assert_eq!(done["responses"][0]["signature"]["full_name"], "V. Iewer");
    app.run_jobs().await;
}

#[tokio::test]
async fn guessing_the_password_of_a_signature_is_bounded_as_signing_in_is() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (made, _) = begun(&app, &world).await;
    let mut responder = world.client(&app, "responder").await;
    let path = at(&world, &made, (0, 0), "/respond");
    for _ in 0..10 {
        let reply = responder.post(&path, &signed("R.", "harbour cranes at dawn")).await.expect(422);
        assert_eq!(faults(&reply), fault("signature.password", "wrong"));
    }
    assert_eq!(responder.post(&path, &signed("R.", PASSWORD)).await.expect(429).code(), "rate_limited");
    let credentials = json!({"email": world.people["responder"].email, "password": PASSWORD});
    let _ = app.anonymous().post("/api/v1/session", &credentials).await.expect(429);
    app.clock().advance(16 * MINUTE);
    let done = responder.post(&path, &signed("R.", PASSWORD)).await.expect(200).json();
    assert_eq!(id(&done), id(&made["stages"][0]["steps"][0]));
    let _ = app.anonymous().post("/api/v1/session", &credentials).await.expect(200);
    app.run_jobs().await;
}
