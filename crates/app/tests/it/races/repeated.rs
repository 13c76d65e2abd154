//! One request sent many times at once under one idempotency key: it is done once, and every sender gets its answer.

use serde_json::json;
use wayleave_db::sql;
use wayleave_testkit::{NewDocument, Reply, TestApp};

use super::{count, events, invariants, number, only, post, rounds, tasks, together};
use crate::guests::Scene;
use crate::register::{row, upload};

/// Every answer is the same, to the byte.
fn same(replies: &[Reply], status: u16) {
    only(replies, &[status]);
    assert!(replies.iter().all(|reply| reply.body == replies[0].body), "the answers differ");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_creation_creates_one_document() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut initiator = world.client(&app, "initiator").await;
    for round in 0..rounds() {
        let id = upload(&world, &mut initiator, "plan.pdf").await;
        let before = events(&app, &world).await;
        let body = json!({"rows": [row(&id, &format!("A-{round}"), "P01")]});
        let keyed = initiator.clone().with_header("idempotency-key", &format!("create-{round}"));
        let tries = (0..tasks())
            .map(|_| post(keyed.clone(), world.project_path("/documents"), body.clone()))
            .collect();
        same(&together(tries).await, 201);
        assert_eq!(events(&app, &world).await, before + 1);
    }
    let documents = number(&app, &world, sql("select count(*) as n from document")).await;
    assert_eq!(documents, rounds() as i64);
    invariants(&app, &world).await;
    app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_share_is_shared_once_and_a_key_means_one_request() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document = world.document(&app, &NewDocument::default()).await;
    let initiator = world.client(&app, "initiator").await;
    let path = world.project_path(&format!("/documents/{}/shares", document.id));
    for round in 0..rounds() {
        let before = events(&app, &world).await;
        let keyed = initiator.clone().with_header("idempotency-key", &format!("share-{round}"));
        let body = |reason: &str| {
            json!({"subjects": [{"kind": "person", "id": world.people["external"].id}],
                "revision_id": document.revisions[0], "ends_on": "2026-12-31", "reason": reason})
        };
        let other = if round % 2 == 0 { "one" } else { "other" };
        let tries = (0..tasks())
            .map(|at| post(keyed.clone(), path.clone(), body(if at % 2 == 0 { "one" } else { other })))
            .collect();
        let replies = together(tries).await;
        if round % 2 == 0 {
            same(&replies, 201);
        } else {
            // Two requests under one key: the first to come is done, the other is refused.
            only(&replies, &[201, 409, 422]);
            assert_eq!(count(&replies, 201), tasks() / 2);
        }
        assert_eq!(events(&app, &world).await, before + 1);
        let shares = number(&app, &world, sql("select count(*) as n from share")).await;
        assert_eq!(shares, round as i64 + 1);
    }
    invariants(&app, &world).await;
    app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_guest_share_hands_out_one_link() {
    let mut scene = Scene::new().await;
    let (path, body) = (scene.path(""), scene.terms(&json!({})));
    for round in 0..rounds() {
        let keyed = scene.admin.clone().with_header("idempotency-key", &format!("guest-{round}"));
        let tries = (0..tasks()).map(|_| post(keyed.clone(), path.clone(), body.clone())).collect();
        let replies = together(tries).await;
        only(&replies, &[200, 201]);
        assert_eq!(count(&replies, 201), 1);
        assert_eq!(replies.iter().filter(|reply| reply.text().contains("/g/")).count(), 1);
        assert_eq!(scene.events("guest_share.created").await, round as i64 + 1);
    }
    let listed = scene.admin.get(&path).await.expect(200).json();
    assert_eq!(listed["items"].as_array().unwrap().len(), rounds().min(50));
    invariants(&scene.app, &scene.world).await;
    scene.app.run_jobs().await;
}
