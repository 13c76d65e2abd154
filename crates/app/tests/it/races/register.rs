//! Numbers, revisions, uploads, and the right to them.

use serde_json::json;
use wayleave_db::sql;
use wayleave_testkit::TestApp;

use super::{count, events, invariants, number, one_won, only, post, rounds, seqs, tasks, together};
use crate::register::{at as address, create, row, upload};

#[tokio::test(flavor = "multi_thread")]
async fn of_many_documents_with_one_number_one_is_created() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut people = [world.client(&app, "initiator").await, world.client(&app, "controller").await];
    for round in 0..rounds() {
        let mut tries = Vec::new();
        for at in 0..tasks() {
            let id = upload(&world, &mut people[at % 2], "plan.pdf").await;
            // The same number, however it is written.
            let name = if at % 3 == 0 { format!("a-{round}") } else { format!("A-{round}") };
            let body = json!({"rows": [row(&id, &name, "P01")]});
            tries.push(post(people[at % 2].clone(), world.project_path("/documents"), body));
        }
        let before = events(&app, &world).await;
        one_won(&together(tries).await, 201, &[409, 422]);
        assert_eq!(events(&app, &world).await, before + 1);
        let kept =
            sql("select count(*) as n from document where lower(number) = $1").bind(format!("a-{round}"));
        assert_eq!(number(&app, &world, kept).await, 1);
    }
    let waiting = sql("select count(*) as n from upload where used_at is null");
    let waiting = number(&app, &world, waiting).await;
    assert_eq!(waiting, ((tasks() - 1) * rounds()) as i64, "a loser keeps the upload");
    invariants(&app, &world).await;
    app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn automatic_numbers_given_at_once_differ_and_leave_no_gap() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let scheme = crate::register::numbered("HRB-", 4);
    let _ = admin.put(&world.project_path("/numbering"), &scheme).await.expect(200);
    let mut initiator = world.client(&app, "initiator").await;
    for round in 0..rounds() {
        let mut tries = Vec::new();
        for _ in 0..tasks() {
            let id = upload(&world, &mut initiator, "plan.pdf").await;
            let body = json!({"rows": [row(&id, "", "P01")]});
            tries.push(post(initiator.clone(), world.project_path("/documents"), body));
        }
        only(&together(tries).await, &[201]);
        let distinct = sql("select count(distinct number_key) as n from document");
        assert_eq!(number(&app, &world, distinct).await, ((round + 1) * tasks()) as i64);
    }
    let counters = admin.get(&world.project_path("/numbering/counters")).await.expect(200).json();
    assert_eq!(counters["items"][0]["next"], rounds() * tasks() + 1);
    invariants(&app, &world).await;
    app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_of_two_sequences_all_differ_while_their_counters_are_raised() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let scheme = json!({"mode": "automatic", "scheme": crate::metadata::scheme()});
    let _ = admin.put(&world.project_path("/numbering"), &scheme).await.expect(200);
    let mut initiator = world.client(&app, "initiator").await;
    for round in 0..rounds() {
        let mut tries = Vec::new();
        for at in 0..tasks() {
            let discipline = if at % 2 == 0 { "STR" } else { "MEC" };
            if at % 4 == 3 {
                let next = 1 + (round + 1) * tasks();
                let body = json!({"codes": {"discipline": discipline, "document_type": "DRG"}, "next": next});
                tries.push(post(admin.clone(), world.project_path("/numbering/counters"), body));
                continue;
            }
            let id = upload(&world, &mut initiator, "plan.pdf").await;
            let mut new = row(&id, "", "P01");
            new["discipline"] = json!(discipline);
            let body = json!({"rows": [new]});
            tries.push(post(initiator.clone(), world.project_path("/documents"), body));
        }
        // Who comes too late with a lower count is refused, and nobody else.
        only(&together(tries).await, &[200, 201, 422]);
        let distinct = sql("select count(distinct number_key) as n from document");
        let made = (round + 1) * tasks() * 3 / 4;
        assert_eq!(number(&app, &world, distinct).await, made as i64);
    }
    invariants(&app, &world).await;
    app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_upload_becomes_one_document() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut initiator = world.client(&app, "initiator").await;
    for round in 0..rounds() {
        let id = upload(&world, &mut initiator, "plan.pdf").await;
        let tries = (0..tasks())
            .map(|at| {
                let body = json!({"rows": [row(&id, &format!("A-{round}-{at}"), "P01")]});
                post(initiator.clone(), world.project_path("/documents"), body)
            })
            .collect();
        one_won(&together(tries).await, 201, &[409, 422]);
    }
    assert_eq!(seqs(&app, &world, "document.created").await.len(), rounds());
    invariants(&app, &world).await;
    app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_revisions_uploaded_at_once_one_is_current_and_no_code_is_there_twice() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut people = [world.client(&app, "initiator").await, world.client(&app, "controller").await];
    for round in 0..rounds() {
        let plan = create(&world, &mut people[0], &format!("A-{round}"), "P00").await;
        let mut tries = Vec::new();
        for at in 0..tasks() {
            let id = upload(&world, &mut people[at % 2], "plan.pdf").await;
            let code = if round % 2 == 0 { format!("P{:02}", at + 1) } else { "P01".to_owned() };
            let body = json!({"upload_id": id, "revision": code});
            tries.push(post(people[at % 2].clone(), address(&world, &plan, "/revisions"), body));
        }
        let before = events(&app, &world).await;
        let replies = together(tries).await;
        let added = if round % 2 == 0 {
            only(&replies, &[201]);
            tasks()
        } else {
            one_won(&replies, 201, &[409, 422]);
            1
        };
        assert_eq!(events(&app, &world).await, before + added as i64);
        let seen = people[0].get(&address(&world, &plan, "")).await.expect(200).json();
        let revisions = seen["revisions"].as_array().unwrap();
        let mut places: Vec<i64> =
            revisions.iter().map(|revision| revision["seq"].as_i64().unwrap()).collect();
        places.sort_unstable();
        assert_eq!(places, (1..=added as i64 + 1).collect::<Vec<_>>());
        assert_eq!(revisions.iter().filter(|revision| revision["current"] == true).count(), 1);
        assert_eq!(seen["revision"]["seq"], added + 1);
    }
    invariants(&app, &world).await;
    app.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_loses_the_right_to_upload_adds_nothing_after_that_moment() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut initiator = world.client(&app, "initiator").await;
    let mut admin = world.client(&app, "project_admin").await;
    let membership = world.project_path(&format!("/members/{}", world.people["initiator"].id));
    let mut created = 0;
    for round in 0..rounds() {
        let mut tries = Vec::new();
        for at in 1..tasks() {
            let id = upload(&world, &mut initiator, "plan.pdf").await;
            let body = json!({"rows": [row(&id, &format!("A-{round}-{at}"), "P01")]});
            tries.push((initiator.clone(), world.project_path("/documents"), body, false));
        }
        tries.insert(tasks() / 3, (admin.clone(), membership.clone(), json!({"role": "viewer"}), true));
        let tries = tries
            .into_iter()
            .map(|(mut client, path, body, change)| async move {
                if change { client.patch(&path, &body).await } else { client.post(&path, &body).await }
            })
            .collect();
        let replies = together(tries).await;
        only(&replies, &[200, 201, 403]);
        assert_eq!(count(&replies, 200), 1);
        created += count(&replies, 201);
        let changed = *seqs(&app, &world, "project.member_changed").await.last().unwrap();
        let made = seqs(&app, &world, "document.created").await;
        assert_eq!(made.len(), created, "one event for each");
        assert!(made.iter().all(|seq| *seq < changed), "nothing was added after the change");
        let _ = admin.patch(&membership, &json!({"role": "initiator"})).await.expect(200);
    }
    let documents = number(&app, &world, sql("select count(*) as n from document")).await;
    assert_eq!(documents, created as i64);
    invariants(&app, &world).await;
    app.run_jobs().await;
}
