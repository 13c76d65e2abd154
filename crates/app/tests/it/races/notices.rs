//! Notices: reading them while others come in, choosing at the same moment, and workers that gather one digest.

use serde_json::json;
use wayleave_db::sql;
use wayleave_testkit::{Client, DAY, NewDocument, TestApp, World};

use super::{invariants, number, only, post, rounds, seqs, tasks, together};

async fn share(app: &TestApp, world: &World, number: &str) -> (Client, String, serde_json::Value) {
    let document = world.document(app, &NewDocument { number, ..NewDocument::default() }).await;
    let body = json!({"subjects": [{"kind": "person", "id": world.people["external"].id}],
        "revision_id": document.revisions[0], "ends_on": "2026-12-31", "reason": "coordination"});
    let path = world.project_path(&format!("/documents/{}/shares", document.id));
    (world.client(app, "initiator").await, path, body)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_in_while_everything_is_read_stays_unread() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut external = world.client(&app, "external").await;
    let bell = world.path("/notifications");
    let read = world.path("/notifications/read");
    for round in 0..rounds() {
        let (mut client, path, body) = share(&app, &world, &format!("A-{round}")).await;
        let _ = client.post(&path, &body).await.expect(201);
        let newest = external.get(&bell).await.expect(200).json()["items"][0]["id"].clone();
        let (client, path, body) = share(&app, &world, &format!("B-{round}")).await;
        let mut tries = vec![post(client, path, body)];
        tries.extend((1..tasks()).map(|_| post(external.clone(), read.clone(), json!({"up_to": newest}))));
        only(&together(tries).await, &[201, 204]);
        let after = external.get(&bell).await.expect(200).json();
        assert_eq!(after["unread"], 1, "round {round}");
        assert_ne!(after["items"][0]["id"], newest);
        let _ = external.post(&read, &json!({})).await.expect(204);
        app.run_jobs().await;
    }
    invariants(&app, &world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn workers_that_gather_one_digest_at_once_send_it_once() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut external = world.client(&app, "external").await;
    let choices = world.path("/notification-choices");
    let _ = external.patch(&choices, &json!({"rhythm": "daily"})).await.expect(200);
    // Each round takes a day, and the membership ends.
    for round in 0..rounds().min(20) {
        for at in 0..3 {
            let (mut client, path, body) = share(&app, &world, &format!("D-{round}-{at}")).await;
            let _ = client.post(&path, &body).await.expect(201);
        }
        app.run_jobs().await;
        let before = app.mails().len();
        let mut tx = app.db().begin().await.unwrap();
        for _ in 1..tasks() {
            let copy =
                sql("insert into job (organisation_id, queue, name, payload, priority, run_at, created_at)
                select organisation_id, queue, name, payload, priority, run_at, created_at from job
                where name = 'notice_digest' and dedupe is not null");
            assert_eq!(tx.execute(copy).await.unwrap(), 1);
        }
        tx.commit().await.unwrap();
        app.clock().advance(DAY);
        let workers = (0..4).map(|_| app.app().runner()).map(|runner| async move { runner.drain().await });
        for drained in together(workers.collect()).await {
            assert!(drained.is_ok());
        }
        app.run_jobs().await;
        let mails = app.mails();
        let told: Vec<_> =
            mails[before..].iter().filter(|mail| mail.to.email.starts_with("external@")).collect();
        assert_eq!(told.len(), 1, "round {round}");
        assert!(told[0].subject.starts_with("3 things"), "{}", told[0].subject);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn choices_made_at_once_leave_one_of_them_and_an_event_for_each_change() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let external = world.client(&app, "external").await;
    let path = world.path("/notification-choices");
    for round in 0..rounds() {
        let tries = (0..tasks())
            .map(|at| {
                let (mut client, path) = (external.clone(), path.clone());
                let body = json!({"kinds": [{"kind": "document.shared", "mail": at % 2 == 0}]});
                async move { client.patch(&path, &body).await }
            })
            .collect();
        only(&together(tries).await, &[200]);
        let rows = sql("select count(*) as n from notification_choice where subject_id = $1")
            .bind(world.people["external"].subject);
        assert_eq!(number(&app, &world, rows).await, 1, "round {round}");
    }
    let changes = seqs(&app, &world, "user.notices_chosen").await.len();
    assert!(changes >= 1 && changes <= rounds() * tasks(), "{changes}");
    invariants(&app, &world).await;
}
