//! Days are written as the organisation writes them: in mails, in files for spreadsheets, on the pages of guests.

use serde_json::json;
use wayleave_testkit::{NewDocument, TestApp};

#[tokio::test]
async fn mails_spreadsheets_and_the_portal_write_days_as_the_organisation_does() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document = world.document(&app, &NewDocument::default()).await;
    let mut admin = world.client(&app, "org_admin").await;
    let format = json!({"general": {"date_format": "DD/MM/YYYY"}});
    let _ = admin.patch(&world.path("/settings"), &format).await.expect(200);
    let share = json!({"subjects": [{"kind": "person", "id": world.people["external"].id}],
        "revision_id": document.revisions[0], "ends_on": "2026-12-31"});
    let shares = world.project_path(&format!("/documents/{}/shares", document.id));
    let _ = admin.post(&shares, &share).await.expect(201);
    app.run_jobs().await;
    let mail = app.mails().pop().unwrap();
    assert!(mail.text.contains("31/12/2026"), "{}", mail.text);
    let csv = admin.get(&world.project_path("/access.csv")).await.expect(200).text();
    assert!(csv.contains(",31/12/2026 23:59,"), "{csv}");
    assert!(!csv.contains("2026-12-31"), "{csv}");
    let link = json!({"document_id": document.id, "label": "Tender", "expires_on": "2026-12-05"});
    let made = admin.post(&world.project_path("/guest-shares"), &link).await.expect(201).json();
    let path = made["link"].as_str().unwrap().strip_prefix("http://localhost:8080").unwrap();
    let mut guest = app.anonymous();
    let opened = guest.form(path, &[]).await.expect(303);
    let page = guest.get(opened.header("location").unwrap()).await.expect(200).text();
    assert!(page.replace("&#x2f;", "/").contains("05/12/2026, 23:59"), "{page}");
}
