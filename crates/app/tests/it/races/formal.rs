//! Workflows and transmittals: answers, endings and acknowledgements that exclude each other.

use std::pin::Pin;
use std::sync::Arc;

use serde_json::{Value, json};
use wayleave_db::sql;
use wayleave_testkit::{Arranged, Client, NewDocument, Reply, TestApp, World};

use super::{invariants, number, one_won, only, post, rounds, seqs, tasks, together};
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

/// A try of any kind, in one list with others.
fn boxed(one: impl Future<Output = Reply> + Send + 'static) -> Pin<Box<dyn Future<Output = Reply> + Send>> {
    Box::pin(one)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transmittal_that_is_recalled_while_it_is_acknowledged_has_both_in_order_or_the_recall_alone() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let external = world.client(&app, "external").await;
    let document = world.document(&app, &NewDocument::default()).await;
    let mut both = 0;
    for _ in 0..rounds() {
        let path = issued(&mut admin, &world, &[&document], &[recipient(&world, "external")]).await;
        app.clock().advance(10 * MINUTE);
        app.run_jobs().await;
        let tries = (0..tasks())
            .map(|at| match at % 2 {
                0 => post(external.clone(), format!("{path}/acknowledge"), json!({})),
                _ => post(admin.clone(), format!("{path}/recall"), json!({"reason": "Not needed."})),
            })
            .collect();
        let replies = together(tries).await;
        only(&replies, &[200, 409]);
        let done = |kind: usize| replies.iter().skip(kind).step_by(2).filter(|one| one.status == 200).count();
        assert_eq!(done(1), 1, "it is recalled once");
        assert!(done(0) <= 1);
        both += done(0);
        let view = admin.get(&path).await.expect(200).json();
        assert_eq!(view["state"], "recalled");
        assert_eq!(view["received"][0]["acknowledged"].is_object(), done(0) == 1, "{view}");
        let open = sql("select count(*) as n from access_grant where cause_kind = 9 and closed_at is null");
        assert_eq!(number(&app, &world, open).await, 0, "nothing of it stays open");
    }
    let (said, recalled) = (
        seqs(&app, &world, "transmittal.acknowledged").await,
        seqs(&app, &world, "transmittal.recalled").await,
    );
    assert_eq!((said.len(), recalled.len()), (both, rounds()));
    // An acknowledgement stands before the recall of its transmittal: between it and the one before lies one recall at most.
    for (at, seq) in said.iter().enumerate() {
        let later = recalled.iter().find(|one| *one > seq).expect("its recall comes after it");
        assert!(said.get(at + 1).is_none_or(|next| next > later), "two acknowledgements before one recall");
    }
    invariants(&app, &world).await;
    app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_changed_or_issued_as_its_reader_saw_it_and_whoever_is_late_is_told() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let document = world.document(&app, &NewDocument::default()).await;
    for _ in 0..rounds() {
        let body = draft(&[&document], &[recipient(&world, "external")]);
        let made = admin.post(&world.project_path("/transmittals"), &body).await.expect(201).json();
        let path = world.project_path(&format!("/transmittals/{}", made["id"].as_str().unwrap()));
        let tries = (0..tasks())
            .map(|at| {
                let (mut client, path) = (admin.clone(), path.clone());
                match at % 2 {
                    0 => boxed(post(client, format!("{path}/issue"), json!({"version": 1}))),
                    _ => boxed(async move {
                        client.patch(&path, &json!({"version": 1, "subject": format!("Wording {at}")})).await
                    }),
                }
            })
            .collect();
        // Both name the version that they saw, so one alone is right: the others see what became of it.
        let won = one_won(&together(tries).await, 200, &[409, 412]);
        let view = admin.get(&path).await.expect(200).json();
        let (state, subject) = (&view["state"], view["subject"].as_str().unwrap());
        if won.is_multiple_of(2) {
            assert_eq!((state, subject), (&json!("issued"), "Ground floor, second issue"));
        } else {
            assert_eq!((state, subject), (&json!("draft"), format!("Wording {won}").as_str()));
        }
    }
    invariants(&app, &world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transmittal_is_undone_or_told_of_and_never_both() {
    let app = Arc::new(TestApp::new().await);
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let document = world.document(&app, &NewDocument::default()).await;
    let (mut told, mut undone) = (0, 0);
    for _ in 0..rounds() {
        let path = issued(&mut admin, &world, &[&document], &[recipient(&world, "viewer")]).await;
        let before = app.mails().len();
        let tries = (0..tasks())
            .map(|at| match at % 2 {
                0 => boxed(post(admin.clone(), format!("{path}/undo"), json!({}))),
                _ => {
                    let (app, mut client, path) = (app.clone(), admin.clone(), path.clone());
                    // The last of the ten minutes pass while undoing it is asked for.
                    boxed(async move {
                        if at == 1 {
                            app.clock().advance(10 * MINUTE);
                        }
                        app.run_jobs().await;
                        client.get(&path).await
                    })
                }
            })
            .collect();
        let replies = together(tries).await;
        only(&replies, &[200, 409]);
        let undos = replies.iter().step_by(2).filter(|one| one.status == 200).count();
        app.run_jobs().await;
        let mails = app.mails().len() - before;
        assert_eq!((undos, mails > 0), if undos == 1 { (1, false) } else { (0, true) }, "{mails} mails");
        let view = admin.get(&path).await.expect(200).json();
        assert_eq!(view["state"], if undos == 1 { "draft" } else { "issued" });
        told += usize::from(mails > 0);
        undone += undos;
    }
    assert_eq!(told + undone, rounds());
    assert_eq!(seqs(&app, &world, "transmittal.issue_undone").await.len(), undone);
    invariants(&app, &world).await;
}

/// A transmittal of these documents that was issued now.
async fn issued(admin: &mut Client, world: &World, documents: &[&Arranged], to: &[Value]) -> String {
    let made =
        admin.post(&world.project_path("/transmittals"), &draft(documents, to)).await.expect(201).json();
    let path = world.project_path(&format!("/transmittals/{}", made["id"].as_str().unwrap()));
    let _ = admin.post(&format!("{path}/issue"), &json!({"version": 1})).await.expect(200);
    path
}
