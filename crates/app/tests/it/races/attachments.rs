//! One file, named by many answers and comments at once: one of them has it.

use serde_json::json;
use wayleave_db::sql;
use wayleave_testkit::{PDF, TestApp};

use super::{invariants, number, one_won, post, rounds, tasks, together};
use crate::workflows::run::{active, at, start, wish};
use crate::workflows::{role, step};

#[tokio::test(flavor = "multi_thread")]
async fn a_file_goes_with_one_of_many_comments() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    let stages = json!([{"steps": [step("review", &role("reviewer"))]}]);
    let template = active(&mut admin, &world, json!({"document_required": false}), stages).await;
    let made = start(&mut admin, &world, &wish(&template, &[])).await;
    let mut viewer = world.client(&app, "viewer").await;
    let path = at(&world, &made, (0, 0), "");
    for _ in 0..rounds() {
        let file = viewer.upload(&format!("{path}/attachments?filename=a.pdf"), PDF).await.expect(201).json();
        let tries = (0..tasks())
            .map(|at| {
                let body = json!({"text": format!("Number {at}"), "attachments": [file["id"]]});
                post(viewer.clone(), format!("{path}/comments"), body)
            })
            .collect();
        one_won(&together(tries).await, 201, &[422]);
    }
    let used =
        number(&app, &world, sql("select count(*) as n from attachment where used_at is not null")).await;
    assert_eq!(used, rounds() as i64);
    invariants(&app, &world).await;
    app.run_jobs().await;
}
