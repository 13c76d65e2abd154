//! Decisions about submissions.

use serde_json::{Value, json};
use wayleave_db::sql;
use wayleave_testkit::{Client, TestApp, World};

use super::{events, invariants, number, one_won, only, post, rounds, seqs, tasks, together};
use crate::register::{create, row, shown, upload};

async fn submit(world: &World, client: &mut Client, number: &str) -> Value {
    let id = upload(world, client, &format!("{number}.pdf")).await;
    let mut body = row(&id, number, "P01");
    body["status"] = json!("for_review");
    let made = client.post(&world.project_path("/documents"), &json!({"rows": [body]})).await.expect(201);
    made.json()["items"][0].clone()
}

async fn deciders(app: &TestApp, world: &World) -> [Client; 3] {
    [
        world.client(app, "controller").await,
        world.client(app, "project_admin").await,
        world.client(app, "org_admin").await,
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_acceptances_of_one_submission_one_holds() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut external = world.client(&app, "external").await;
    let deciders = deciders(&app, &world).await;
    for round in 0..rounds() {
        let sent = submit(&world, &mut external, &format!("B-{round}")).await;
        let before = events(&app, &world).await;
        let tries = (0..tasks())
            .map(|at| {
                let body = json!({"as": "new", "number": format!("B-{round}"), "title": format!("By {at}"), "status": "approved"});
                post(deciders[at % 3].clone(), shown(&world, &sent, "/accept"), body)
            })
            .collect();
        let replies = together(tries).await;
        let winner = one_won(&replies, 200, &[409]);
        assert_eq!(replies[winner].json()["title"], format!("By {winner}"));
        assert_eq!(events(&app, &world).await, before + 1);
        let grants = "select count(*) as n from access_grant g join document d on d.id = g.object_id
                      where d.public_id = $1 and g.closed_at is null";
        let grants = sql(grants).bind(sent["id"].as_str().unwrap());
        assert_eq!(number(&app, &world, grants).await, 1, "the sender's own");
    }
    assert_eq!(seqs(&app, &world, "submission.accepted").await.len(), rounds());
    invariants(&app, &world).await;
    app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_submission_is_accepted_or_rejected_and_never_both() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut external = world.client(&app, "external").await;
    let deciders = deciders(&app, &world).await;
    let mut accepted = 0;
    for round in 0..rounds() {
        let sent = submit(&world, &mut external, &format!("B-{round}")).await;
        let before = events(&app, &world).await;
        let tries = (0..tasks())
            .map(|at| {
                let client = deciders[at % 3].clone();
                if at % 2 == round % 2 {
                    let body = json!({"as": "new", "number": format!("B-{round}"), "status": "approved"});
                    post(client, shown(&world, &sent, "/accept"), body)
                } else {
                    post(client, shown(&world, &sent, "/reject"), json!({"reason": format!("By {at}")}))
                }
            })
            .collect();
        let replies = together(tries).await;
        let winner = one_won(&replies, 200, &[409]);
        assert_eq!(events(&app, &world).await, before + 1);
        let state = sql("select count(*) as n from revision r join document d on d.id = r.document_id
             where r.public_id = $1 and r.acceptance = $2 and d.admitted = $3")
        .bind(sent["revision"]["id"].as_str().unwrap());
        let state = if winner % 2 == round % 2 {
            accepted += 1;
            state.bind("accepted").bind(1)
        } else {
            state.bind("rejected").bind(0)
        };
        assert_eq!(number(&app, &world, state).await, 1, "the state is the winner's");
    }
    assert_eq!(seqs(&app, &world, "submission.accepted").await.len(), accepted);
    assert_eq!(seqs(&app, &world, "submission.rejected").await.len(), rounds() - accepted);
    invariants(&app, &world).await;
    app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_submissions_accepted_into_one_document_at_once_one_is_current() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut external = world.client(&app, "external").await;
    let mut initiator = world.client(&app, "initiator").await;
    let deciders = deciders(&app, &world).await;
    for round in 0..rounds().min(20) {
        let plan = create(&world, &mut initiator, &format!("A-{round}"), "P00").await;
        let mut tries = Vec::new();
        for at in 0..tasks() {
            let sent = submit(&world, &mut external, &format!("C-{round}-{at}")).await;
            // Every second pair wants the same code.
            let code = format!("P{:02}", 1 + at - at % 2);
            let body =
                json!({"as": "revision", "document_id": plan["id"], "revision": code, "status": "approved"});
            tries.push(post(deciders[at % 3].clone(), shown(&world, &sent, "/accept"), body));
        }
        let replies = together(tries).await;
        only(&replies, &[200, 409, 422]);
        for pair in replies.chunks(2) {
            one_won(pair, 200, &[409, 422]);
        }
        let seen = initiator.get(&crate::register::at(&world, &plan, "")).await.expect(200).json();
        let revisions = seen["revisions"].as_array().unwrap();
        assert_eq!(revisions.len(), 1 + tasks() / 2);
        assert_eq!(revisions.iter().filter(|revision| revision["current"] == true).count(), 1);
        assert_eq!(seen["revision"]["seq"], revisions.len());
    }
    assert_eq!(seqs(&app, &world, "submission.accepted").await.len(), rounds().min(20) * tasks() / 2);
    invariants(&app, &world).await;
    app.run_jobs().await;
}
