//! The shell around every request.

use wayleave_testkit::TestApp;

#[tokio::test]
async fn a_fresh_server_is_alive_and_ready() {
    let app = TestApp::new().await;
    let mut anyone = app.anonymous();
    let _ = anyone.get("/healthz").await.expect(200);
    let _ = anyone.get("/readyz").await.expect(200);
}

#[tokio::test]
async fn an_unknown_address_is_a_problem_with_a_request_id() {
    let app = TestApp::new().await;
    let reply = app.anonymous().get("/api/v1/zzyzx").await.expect(404);
    assert_eq!(reply.header("content-type"), Some("application/problem+json"));
    assert_eq!(reply.code(), "not_found");
    assert!(reply.header("x-request-id").unwrap().starts_with("req_"));
    assert!(!reply.text().contains("zzyzx"));
}

#[tokio::test]
async fn writes_from_another_site_are_refused() {
    let app = TestApp::new().await;
    for value in ["cross-site", "same-site"] {
        let mut other = app.anonymous().with_header("sec-fetch-site", value);
        let reply = other.post("/api/v1/session", &serde_json::json!({})).await.expect(403);
        assert_eq!(reply.code(), "cross_site");
    }
}

#[tokio::test]
async fn a_world_can_be_arranged_on_this_engine() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document = world.document(&app, &wayleave_testkit::NewDocument::default()).await;
    assert_eq!(document.revisions.len(), 1);
    let other = app.other_world().await;
    assert_ne!(world.organisation, other.organisation);
}
