//! Workflows and transmittals: answers, endings and acknowledgements that exclude each other.

use serde_json::{Value, json};
use wayleave_db::sql;
use wayleave_testkit::{NewDocument, TestApp};

use super::{invariants, number, one_won, post, rounds, seqs, tasks, together};
use crate::transmittals::{draft, person as recipient};
use crate::workflows::run::{active, answer, at, start, wish};
use crate::workflows::{person, step};

const MINUTE: i64 = 60_000;

#[tokio::test(flavor = "multi_thread")]
async fn a_step_has_one_answer_of_its_one_person_and_it_decides() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    let reviewer = world.client(&app, "reviewer").await;
    let stages = json!([{"steps": [step("approve", &person(&world, "reviewer"))]}]);
    let template = active(&mut admin, &world, json!({}), stages).await;
    for round in 0..rounds() {
        let name = format!("A-{round}");
        let document = world.document(&app, &NewDocument { number: &name, ..NewDocument::default() }).await;
        let made = start(&mut admin, &world, &wish(&template, &[&document])).await;
        let path = at(&world, &made, (0, 0), "/respond");
        let said = |at: usize| if at.is_multiple_of(2) { "approve" } else { "reject" };
        let tries = (0..tasks())
            .map(|at| {
                let mut body = answer(1, said(at));
                body["comment"] = json!("Seen.");
                post(reviewer.clone(), path.clone(), body)
            })
            .collect();
        let won = one_won(&together(tries).await, 200, &[409]);
        let path = world.project_path(&format!("/workflows/{}", made["id"].as_str().unwrap()));
        let view = admin.get(&path).await.expect(200).json();
        let expected = if won.is_multiple_of(2) { json!("approved") } else { Value::Null };
        assert_eq!(view["outcome"], expected, "a rejection stops it without an outcome: {view}");
    }
    let answers = number(&app, &world, sql("select count(*) as n from workflow_response")).await;
    assert_eq!(answers, rounds() as i64);
    invariants(&app, &world).await;
    app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workflow_is_answered_to_its_end_or_cancelled_and_not_both() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    let reviewer = world.client(&app, "reviewer").await;
    let stages = json!([{"steps": [step("approve", &person(&world, "reviewer"))]}]);
    let template = active(&mut admin, &world, json!({}), stages).await;
    for round in 0..rounds() {
        let name = format!("A-{round}");
        let document = world.document(&app, &NewDocument { number: &name, ..NewDocument::default() }).await;
        let made = start(&mut admin, &world, &wish(&template, &[&document])).await;
        let workflow = world.project_path(&format!("/workflows/{}", made["id"].as_str().unwrap()));
        let tries = (0..tasks())
            .map(|number| match number % 2 {
                0 => post(reviewer.clone(), at(&world, &made, (0, 0), "/respond"), answer(1, "approve")),
                _ => post(admin.clone(), format!("{workflow}/cancel"), json!({"reason": "Not needed."})),
            })
            .collect();
        let won = one_won(&together(tries).await, 200, &[409]);
        let view = admin.get(&workflow).await.expect(200).json();
        assert_eq!(view["status"], if won.is_multiple_of(2) { "completed" } else { "cancelled" });
        let open = sql("select count(*) as n from access_grant where cause_kind = 10 and closed_at is null and ends_at > $1
            and subject_id = $2")
        .bind(app.clock().now() + 91 * 24 * 60 * MINUTE)
        .bind(world.people["reviewer"].subject);
        assert_eq!(number(&app, &world, open).await, 0, "nothing that the step opened stays open for good");
    }
    invariants(&app, &world).await;
    app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transmittal_is_issued_once_and_receipt_is_acknowledged_once() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let external = world.client(&app, "external").await;
    let document = world.document(&app, &NewDocument::default()).await;
    for _ in 0..rounds() {
        let body = draft(&[&document], &[recipient(&world, "external")]);
        let made = admin.post(&world.project_path("/transmittals"), &body).await.expect(201).json();
        let path = world.project_path(&format!("/transmittals/{}", made["id"].as_str().unwrap()));
        let tries = (0..tasks())
            .map(|_| post(admin.clone(), format!("{path}/issue"), json!({"version": 1})))
            .collect();
        one_won(&together(tries).await, 200, &[409, 412]);
        app.clock().advance(10 * MINUTE);
        app.run_jobs().await;
        let view = admin.get(&path).await.expect(200).json();
        let day = view["dated_on"].clone();
        let record =
            json!({"recipient": view["received"][0]["id"], "acknowledged_on": day, "note": "By telephone."});
        let tries = (0..tasks())
            .map(|at| match at % 2 {
                0 => post(external.clone(), format!("{path}/acknowledge"), json!({})),
                _ => post(admin.clone(), format!("{path}/record"), record.clone()),
            })
            .collect();
        one_won(&together(tries).await, 200, &[409]);
    }
    assert_eq!(seqs(&app, &world, "transmittal.issued").await.len(), rounds());
    assert_eq!(seqs(&app, &world, "transmittal.acknowledged").await.len(), rounds());
    invariants(&app, &world).await;
    app.run_jobs().await;
}
