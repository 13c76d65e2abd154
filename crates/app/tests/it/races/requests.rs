//! Requests for edits, merges and the bin.

use axum::http::Method;
use serde_json::{Value, json};
use wayleave_access::Caps;
use wayleave_db::sql;
use wayleave_testkit::{Client, DAY, NewDocument, Reply, TestApp, World};

use super::{count, invariants, number, one_won, only, post, rounds, seqs, tasks, together};
use crate::register::{at, create, setting};

/// A request as a try, by whatever method.
async fn call(mut client: Client, method: Method, path: String, body: Value) -> Reply {
    match method {
        Method::PATCH => client.patch(&path, &body).await,
        Method::DELETE => client.delete(&path).await,
        _ => client.post(&path, &body).await,
    }
}

async fn asked(app: &TestApp, world: &World, external: &mut Client, round: usize) -> (Value, String) {
    let name = format!("A-{round}");
    let plan = world.document(app, &NewDocument { number: &name, ..NewDocument::default() }).await;
    let until = app.clock().now() + 30 * DAY;
    world.grant(app, &plan, world.people["external"].subject, Caps::VIEW, (1, 1), until).await;
    let document = json!({"id": plan.id});
    let body = json!({"changes": {"title": "Roof plan"}});
    let made = external.post(&at(world, &document, "/edit-requests"), &body).await.expect(201).json();
    let request = world.project_path(&format!("/edit-requests/{}", made["id"].as_str().unwrap()));
    (document, request)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_approved_rejected_removed_or_withdrawn_and_only_one_of_these() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut external = world.client(&app, "external").await;
    let deciders = [world.client(&app, "controller").await, world.client(&app, "project_admin").await];
    let mut approved = 0;
    for round in 0..rounds() {
        let (document, request) = asked(&app, &world, &mut external, round).await;
        let tries = (0..tasks())
            .map(|at| {
                let decider = deciders[at % 2].clone();
                match at % 4 {
                    0 => call(
                        decider,
                        Method::POST,
                        format!("{request}/approve"),
                        json!({"version": 1, "document_version": 1}),
                    ),
                    1 => call(external.clone(), Method::POST, format!("{request}/withdraw"), json!({})),
                    2 => call(
                        decider,
                        Method::POST,
                        format!("{request}/reject"),
                        json!({"version": 1, "reason": "no"}),
                    ),
                    _ => call(decider, Method::DELETE, request.clone(), json!({})),
                }
            })
            .collect();
        let replies = together(tries).await;
        only(&replies, &[200, 204, 409, 412]);
        assert_eq!(count(&replies, 200) + count(&replies, 204), 1);
        let winner = replies.iter().position(|reply| reply.status.is_success()).unwrap();
        let seen = external.get(&at(&world, &document, "")).await.expect(200).json();
        let expected = if winner % 4 == 0 { "Roof plan" } else { "Ground floor plan" };
        assert_eq!(seen["title"], expected);
        approved += usize::from(winner % 4 == 0);
    }
    assert_eq!(seqs(&app, &world, "edit_request.approved").await.len(), approved);
    let open = sql("select count(*) as n from edit_request where state = 'open'");
    assert_eq!(number(&app, &world, open).await, 0);
    invariants(&app, &world).await;
    app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_and_an_edit_of_the_same_version_never_both_hold() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut external = world.client(&app, "external").await;
    let (controller, admin) =
        (world.client(&app, "controller").await, world.client(&app, "project_admin").await);
    for round in 0..rounds() {
        let (document, request) = asked(&app, &world, &mut external, round).await;
        let tries = (0..tasks())
            .map(|turn| {
                if turn % 2 == round % 2 {
                    let body = json!({"version": 1, "document_version": 1});
                    call(controller.clone(), Method::POST, format!("{request}/approve"), body)
                } else {
                    let body = json!({"version": 1, "title": format!("By {turn}")});
                    call(admin.clone(), Method::PATCH, at(&world, &document, ""), body)
                }
            })
            .collect();
        let replies = together(tries).await;
        one_won(&replies, 200, &[409, 412]);
    }
    invariants(&app, &world).await;
    app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_asked_about_by_one_person_many_times_at_once_has_one_open_request() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let external = world.client(&app, "external").await;
    for round in 0..rounds() {
        let name = format!("A-{round}");
        let plan = world.document(&app, &NewDocument { number: &name, ..NewDocument::default() }).await;
        let until = app.clock().now() + 30 * DAY;
        world.grant(&app, &plan, world.people["external"].subject, Caps::VIEW, (1, 1), until).await;
        let path = at(&world, &json!({"id": plan.id}), "/edit-requests");
        let tries = (0..tasks())
            .map(|at| {
                post(external.clone(), path.clone(), json!({"changes": {"title": format!("Plan {at}")}}))
            })
            .collect();
        one_won(&together(tries).await, 201, &[409]);
    }
    invariants(&app, &world).await;
    app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_merges_and_shares_at_once_nothing_stays_open_on_what_was_merged() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (controller, initiator) =
        (world.client(&app, "controller").await, world.client(&app, "initiator").await);
    for round in 0..rounds() {
        let (right, wrong) = (format!("A-{round}"), format!("A-{round}X"));
        let right = world.document(&app, &NewDocument { number: &right, ..NewDocument::default() }).await;
        let new = NewDocument { number: &wrong, revisions: &[("P02", "accepted")], ..NewDocument::default() };
        let wrong = world.document(&app, &new).await;
        let merge = json!({"target_id": right.id, "source_ids": [wrong.id], "latest_revision_id": wrong.revisions[0], "sure": true});
        let share = json!({"subjects": [{"kind": "person", "id": world.people["stranger"].id}], "revision_id": wrong.revisions[0],
            "ends_on": "2026-12-31", "reason": "review"});
        let tries = (0..tasks())
            .map(|turn| {
                if turn % 2 == round % 2 {
                    post(controller.clone(), world.project_path("/documents/merge"), merge.clone())
                } else {
                    post(initiator.clone(), at(&world, &json!({"id": wrong.id}), "/shares"), share.clone())
                }
            })
            .collect();
        let replies = together(tries).await;
        only(&replies, &[200, 201, 404, 422]);
        assert_eq!(count(&replies, 200), 1);
        let open = sql(
            "select count(*) as n from access_grant where object_kind = 1 and object_id = $1 and closed_at is null",
        );
        assert_eq!(number(&app, &world, open.bind(wrong.document)).await, 0);
        let shares = sql("select count(*) as n from share where document_id = $1");
        assert_eq!(number(&app, &world, shares.bind(right.document)).await, count(&replies, 201) as i64);
    }
    assert_eq!(seqs(&app, &world, "document.merged").await.len(), rounds());
    invariants(&app, &world).await;
    app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lies_in_the_bin_is_restored_or_removed_and_never_both() {
    let app = TestApp::new().await;
    let world = app.world().await;
    setting(&app, &world, "register", &json!({"retention_days": 30})).await;
    for round in 0..rounds() {
        let mut admin = world.client(&app, "project_admin").await;
        let draft = create(&world, &mut admin, &format!("A-{round}"), "P01").await;
        let _ = admin.delete(&at(&world, &draft, "")).await.expect(204);
        // The last moment to restore is the first to remove.
        app.clock().advance(30 * DAY);
        let (admin, staff) =
            (world.client(&app, "project_admin").await, world.client(&app, "org_admin").await);
        let bin = world.project_path(&format!("/bin/{}", draft["id"].as_str().unwrap()));
        let tries = (0..tasks())
            .map(|turn| {
                if turn % 2 == round % 2 {
                    call(admin.clone(), Method::POST, at(&world, &draft, "/restore"), json!({}))
                } else {
                    call(staff.clone(), Method::DELETE, bin.clone(), json!({}))
                }
            })
            .collect();
        let replies = together(tries).await;
        only(&replies, &[200, 204, 404, 409]);
        assert_eq!(count(&replies, 200) + count(&replies, 204), 1);
        let state = sql(
            "select count(*) as n from document where public_id = $1 and (deleted_at is null) = (purged_at is null)",
        );
        assert_eq!(
            number(&app, &world, state.bind(draft["id"].as_str().unwrap())).await,
            i64::from(count(&replies, 200) == 1 || count(&replies, 204) == 1)
        );
    }
    invariants(&app, &world).await;
    app.run_jobs().await;
}
