//! Guest links: how often, how long, and the end of them.

use axum::body::Body;
use serde_json::json;
use wayleave_testkit::Reply;

use super::{count, invariants, one_won, only, post, rounds, seqs, tasks, together};
use crate::guests::Scene;

#[tokio::test(flavor = "multi_thread")]
async fn a_link_opens_as_often_as_allowed_and_no_more() {
    let mut scene = Scene::new().await;
    for round in 0..rounds() {
        let (id, link) = scene.create(&json!({"max_opens": 5})).await;
        let tries = (0..tasks())
            .map(|_| {
                let (mut guest, link) = (scene.app.anonymous(), link.clone());
                async move { guest.form(&link, &[]).await }
            })
            .collect();
        let replies = together(tries).await;
        only(&replies, &[303, 410]);
        assert_eq!(count(&replies, 303), 5);
        let share = scene.share(&id).await;
        assert_eq!((&share["opens"], &share["state"]), (&json!(5), &json!("exhausted")));
        assert_eq!(scene.events("guest_share.accessed").await, 5 * (round as i64 + 1));
        assert_eq!(scene.events("guest_share.exhausted").await, round as i64 + 1);
    }
    invariants(&scene.app, &scene.world).await;
    scene.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_revoked_while_it_is_opened_counts_no_open_after_its_end() {
    let mut scene = Scene::new().await;
    let mut opened = 0;
    for _ in 0..rounds() {
        let (id, link) = scene.create(&json!({})).await;
        let revoke = scene.path(&format!("/{id}/revoke"));
        let tries = (0..tasks())
            .map(|at| {
                let (mut guest, link) = (scene.app.anonymous(), link.clone());
                let (admin, revoke) = (scene.admin.clone(), revoke.clone());
                async move {
                    if at % 4 == 2 {
                        post(admin, revoke, json!({})).await
                    } else {
                        guest.form(&link, &[]).await
                    }
                }
            })
            .collect();
        let replies: Vec<Reply> = together(tries).await;
        only(&replies, &[200, 303, 404, 409]);
        assert_eq!(count(&replies, 200), 1, "it ends once");
        opened += count(&replies, 303);
        let share = scene.share(&id).await;
        assert_eq!((&share["opens"], &share["state"]), (&json!(count(&replies, 303)), &json!("revoked")));
        let ended = *seqs(&scene.app, &scene.world, "guest_share.revoked").await.last().unwrap();
        let opens = seqs(&scene.app, &scene.world, "guest_share.accessed").await;
        assert_eq!(opens.len(), opened, "one event for each open");
        assert!(opens.iter().all(|seq| *seq < ended), "nobody came in after the end");
        // Misses from one place are limited, and these were many.
        scene.app.clock().advance(3_700_000);
    }
    assert_eq!(scene.events("guest_share.revoked").await, rounds() as i64);
    invariants(&scene.app, &scene.world).await;
    scene.app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_ended_is_neither_prolonged_nor_edited_nor_given_a_new_address() {
    let mut scene = Scene::new().await;
    for _ in 0..rounds() {
        let (id, _) = scene.create(&json!({})).await;
        let before = [
            seqs(&scene.app, &scene.world, "guest_share.extended").await.len(),
            seqs(&scene.app, &scene.world, "guest_share.edited").await.len(),
            seqs(&scene.app, &scene.world, "guest_share.regenerated").await.len(),
        ];
        let path = |act: &str| scene.path(&format!("/{id}{act}"));
        let tries = (0..tasks())
            .map(|at| {
                let mut admin = scene.admin.clone();
                let [own, revoke, extend, anew] =
                    [path(""), path("/revoke"), path("/extend"), path("/regenerate")];
                async move {
                    match at % 4 {
                        0 => admin.post(&extend, &json!({"expires_on": "2026-12-24"})).await,
                        1 => admin.patch(&own, &json!({"allow_download": true})).await,
                        2 => admin.post(&revoke, &json!({})).await,
                        _ => admin.send(axum::http::Method::POST, &anew, None, Body::empty()).await,
                    }
                }
            })
            .collect();
        let replies = together(tries).await;
        only(&replies, &[200, 409]);
        let revokes: Vec<Reply> = replies.iter().skip(2).step_by(4).cloned().collect();
        one_won(&revokes, 200, &[409]);
        let ended = *seqs(&scene.app, &scene.world, "guest_share.revoked").await.last().unwrap();
        for (at, action) in
            ["guest_share.extended", "guest_share.edited", "guest_share.regenerated"].iter().enumerate()
        {
            let done = seqs(&scene.app, &scene.world, action).await;
            let from = [0, 1, 3][at];
            let allowed: Vec<Reply> = replies.iter().skip(from).step_by(4).cloned().collect();
            assert_eq!(done.len() - before[at], count(&allowed, 200), "{action}: one event for each");
            assert!(done.iter().all(|seq| *seq < ended), "{action} after the end");
        }
        assert_eq!(scene.share(&id).await["state"], "revoked");
    }
    let live = wayleave_db::sql(
        "select count(*) as n from access_grant where closed_at is null and cause_kind = $1",
    );
    let kind = wayleave_access::Cause::GuestShare(1).raw().0;
    assert_eq!(super::number(&scene.app, &scene.world, live.bind(kind)).await, 0);
    invariants(&scene.app, &scene.world).await;
    scene.app.run_jobs().await;
}
