//! The preset for ISO 19650.

use serde_json::{Value, json};
use wayleave_testkit::TestApp;

use super::{ask, errors, fault, make};
use crate::register::{at, events};

#[tokio::test]
async fn the_preset_gives_a_project_fields_codes_revisions_and_a_scheme_once() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let path = world.project_path("/presets/iso-19650");
    let offered = admin.get(&path).await.expect(200).json();
    assert_eq!(
        (&offered["chosen"], &offered["adds"]["fields"]),
        (&json!(false), &json!(["Volume or system", "Suitability"]))
    );
    assert_eq!(offered["adds"]["scheme"], "HRB-01-XX-XX-XX-XX-XX-0001");
    let chosen = admin.post(&path, &json!({})).await.expect(200).json();
    assert_eq!(
        (&chosen["chosen"], &chosen["adds"]["options"], &chosen["scheme_kept"]),
        (&json!(true), &json!(0), &json!(true))
    );
    let state = app.state().await;
    let again = admin.post(&path, &json!({})).await.expect(200).json();
    assert_eq!(again, chosen);
    assert_eq!(app.state().await, state);
    assert_eq!(events(&app, &world, "preset.chosen").await.len(), 1);

    let mut controller = world.client(&app, "controller").await;
    let row = json!({"originator": "ACM", "level": "00", "document_type": "DR", "discipline": "A",
        "fields": {"volume": "ZZ", "suitability": "S2"}});
    let made = make(&world, &mut controller, row.clone()).await;
    assert_eq!(made["number"], "HRB-01-ACM-ZZ-00-DR-A-0001");
    for (code, good) in [("P02.01", true), ("P1", false), ("C01", true), ("A", false)] {
        let mut row = row.clone();
        row["revision"] = json!(code);
        let reply = ask(&world, &mut controller, row).await;
        if good {
            let _ = reply.expect(201);
        } else {
            assert_eq!(errors(&reply.expect(422)), fault("rows[0].revision", "not_p_c"), "{code}");
        }
    }
    let upload = crate::register::upload(&world, &mut controller, "next.pdf").await;
    let revision = json!({"upload_id": upload, "revision": "B"});
    let refused = controller.post(&at(&world, &made, "/revisions"), &revision).await.expect(422);
    assert_eq!(errors(&refused), fault("revision", "not_p_c"));
    // A scheme of the project's own stays when it is chosen later; without the scheme numbers stay as they were.
    let shown = admin.get(&world.project_path("/settings")).await.expect(200).json();
    assert_eq!(shown["register"]["revision_codes"], "p_c");
    let other = app.world_named("other").await;
    let mut admin = other.client(&app, "project_admin").await;
    let seen = admin
        .post(&other.project_path("/presets/iso-19650"), &json!({"scheme": false}))
        .await
        .expect(200)
        .json();
    assert_eq!((&seen["chosen"], &seen["scheme_kept"]), (&json!(true), &json!(false)));
    let numbering = admin.get(&other.project_path("/numbering")).await.expect(200).json();
    assert_eq!(numbering["numbering"]["scheme"], Value::Null);
    app.run_jobs().await;
}
