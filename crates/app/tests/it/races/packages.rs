//! One work package, approved and returned at once: one of the two is done.

use serde_json::json;
use wayleave_testkit::TestApp;

use super::{invariants, one_won, post, rounds, tasks, together};

#[tokio::test(flavor = "multi_thread")]
async fn a_package_is_approved_or_returned_and_not_both() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    let reviewer = world.client(&app, "project_admin").await;
    for _ in 0..rounds() {
        let path = world.project_path("/work-packages");
        let made = admin.post(&path, &json!({"name": "Roof"})).await.expect(201).json();
        let path = format!("{path}/{}", made["id"].as_str().unwrap());
        let _ = admin.post(&format!("{path}/start"), &json!({"version": 1})).await.expect(200);
        let _ = admin.post(&format!("{path}/submit"), &json!({"version": 2})).await.expect(200);
        let tries = (0..tasks())
            .map(|at| {
                let act = if at % 2 == 0 { "approve" } else { "return" };
                post(reviewer.clone(), format!("{path}/{act}"), json!({"version": 3, "note": "As it is."}))
            })
            .collect();
        one_won(&together(tries).await, 200, &[412]);
        let held = admin.get(&path).await.expect(200).json();
        assert_eq!(held["version"], 4);
        assert_eq!(held["notes"].as_array().unwrap().len(), 3);
    }
    invariants(&app, &world).await;
    app.run_jobs().await;
}
