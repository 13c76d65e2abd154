//! Shares: their end, their prolonging, and downloads meanwhile.

use serde_json::{Value, json};
use wayleave_access::Cause;
use wayleave_db::sql;
use wayleave_testkit::{Arranged, NewDocument, PDF, Reply, TestApp, World};

use super::{count, invariants, number, one_won, only, post, rounds, seqs, tasks, together};

fn with(kind: &str, id: &str, document: &Arranged) -> Value {
    json!({"subjects": [{"kind": kind, "id": id}], "revision_id": document.revisions[0], "later": false,
        "rights": {"download": true}, "ends_on": "2026-12-31", "reason": "coordination"})
}

async fn live_shares(app: &TestApp, world: &World) -> i64 {
    let live = sql("select count(*) as n from access_grant where closed_at is null and cause_kind = $1");
    number(app, world, live.bind(Cause::Share(1).raw().0)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_share_ends_once_and_is_not_prolonged_after_that() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document = world.document(&app, &NewDocument::default()).await;
    let mut initiator = world.client(&app, "initiator").await;
    let admin = world.client(&app, "project_admin").await;
    let path = world.project_path(&format!("/documents/{}/shares", document.id));
    let mut prolonged = 0;
    for round in 0..rounds() {
        let body = with("person", &world.people["external"].id, &document);
        let shared = initiator.post(&path, &body).await.expect(201).json();
        let share = shared["items"][0]["id"].as_str().unwrap();
        let revoke = world.project_path(&format!("/shares/{share}/revoke"));
        let extend = world.project_path(&format!("/shares/{share}/extend"));
        let tries = (0..tasks())
            .map(|at| {
                let client = if at % 3 == 0 { admin.clone() } else { initiator.clone() };
                if at % 2 == 0 {
                    post(client, revoke.clone(), json!({"reason": "done"}))
                } else {
                    post(client, extend.clone(), json!({"ends_on": "2027-01-31"}))
                }
            })
            .collect();
        let replies = together(tries).await;
        let revokes: Vec<Reply> = replies.iter().step_by(2).cloned().collect();
        let extensions: Vec<Reply> = replies.iter().skip(1).step_by(2).cloned().collect();
        one_won(&revokes, 200, &[409]);
        only(&extensions, &[200, 409]);
        prolonged += count(&extensions, 200);
        let ended = seqs(&app, &world, "share.revoked").await;
        assert_eq!(ended.len(), round + 1);
        let extended = seqs(&app, &world, "share.extended").await;
        assert_eq!(extended.len(), prolonged, "one event for each");
        assert!(extended.iter().all(|seq| seq < ended.last().unwrap()), "nothing is prolonged after its end");
        assert_eq!(live_shares(&app, &world).await, 0);
    }
    invariants(&app, &world).await;
    app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_share_made_while_its_giver_leaves_is_whole_or_is_not() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document = world.document(&app, &NewDocument::default()).await;
    let mut admin = world.client(&app, "org_admin").await;
    let path = world.project_path(&format!("/documents/{}/shares", document.id));
    let member = world.path(&format!("/members/{}", world.people["initiator"].id));
    let mut made = 0;
    for _ in 0..rounds() {
        let initiator = world.client(&app, "initiator").await;
        let tries = (0..tasks())
            .map(|at| {
                if at == tasks() / 3 {
                    post(admin.clone(), format!("{member}/deactivate"), json!({"reason": "left"}))
                } else {
                    let company = if at % 2 == 0 { "borealis" } else { "corvus" };
                    let body = with("company", &world.companies[company].0, &document);
                    post(initiator.clone(), path.clone(), body)
                }
            })
            .collect();
        let replies = together(tries).await;
        only(&replies, &[201, 204, 401, 404]);
        assert_eq!(count(&replies, 204), 1);
        made += count(&replies, 201);
        let left = *seqs(&app, &world, "user.deactivated").await.last().unwrap();
        let shared = seqs(&app, &world, "document.shared").await;
        assert_eq!(shared.len(), made, "one event for each");
        assert!(shared.iter().all(|seq| *seq < left), "a leaver shares nothing");
        assert_eq!(live_shares(&app, &world).await, made as i64, "what they shared stays");
        let back = admin.post(&format!("{member}/reactivate"), &json!({"role": "member"})).await;
        let _ = back.expect(200);
        let team = json!({"member_id": world.people["initiator"].id, "role": "initiator"});
        let _ = admin.post(&world.project_path("/members"), &team).await.expect(201);
    }
    invariants(&app, &world).await;
    app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_beside_the_end_of_its_share_is_whole_or_refused() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document = world.document(&app, &NewDocument::default()).await;
    let mut initiator = world.client(&app, "initiator").await;
    let external = world.client(&app, "external").await;
    let share = world.project_path(&format!("/documents/{}/shares", document.id));
    let file =
        world.project_path(&format!("/documents/{}/revisions/{}/file", document.id, document.revisions[0]));
    for _ in 0..rounds() {
        let body = with("person", &world.people["external"].id, &document);
        let shared = initiator.post(&share, &body).await.expect(201).json();
        let revoke =
            world.project_path(&format!("/shares/{}/revoke", shared["items"][0]["id"].as_str().unwrap()));
        let tries = (0..tasks())
            .map(|at| {
                let (mut reader, file) = (external.clone(), file.clone());
                let (giver, revoke) = (initiator.clone(), revoke.clone());
                async move {
                    match at {
                        _ if at == tasks() / 3 => post(giver, revoke, json!({})).await,
                        _ if at % 2 == 0 => reader.get(&file).await,
                        _ => reader.with_header("range", "bytes=3-9").get(&file).await,
                    }
                }
            })
            .collect();
        let replies = together(tries).await;
        only(&replies, &[200, 206, 404]);
        for (at, reply) in replies.iter().enumerate().filter(|(at, _)| *at != tasks() / 3) {
            match (at % 2, reply.status.as_u16()) {
                (0, 200) => assert_eq!(&*reply.body, PDF),
                (1, 206) => assert_eq!(&*reply.body, &PDF[3..10]),
                (_, status) => assert_eq!(status, 404, "{}", reply.text()),
            }
        }
        let late = (0..tasks())
            .map(|_| {
                let (mut reader, file) = (external.clone(), file.clone());
                async move { reader.get(&file).await }
            })
            .collect();
        only(&together(late).await, &[404]);
    }
    invariants(&app, &world).await;
    app.run_jobs().await;
}
