//! Files and page images.

use wayleave_access::Caps;
use wayleave_base::NEVER;
use wayleave_testkit::{Arranged, NewDocument, PDF, TestApp, World};

use super::events;

fn file(world: &World, document: &Arranged, rest: &str) -> String {
    world.project_path(&format!("/documents/{}/revisions/{}{rest}", document.id, document.revisions[0]))
}

#[tokio::test]
async fn a_file_is_handed_out_whole_in_parts_and_not_twice() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document = world.document(&app, &NewDocument::default()).await;
    let mut viewer = world.client(&app, "viewer").await;
    let whole = viewer.get(&file(&world, &document, "/file")).await.expect(200);
    assert_eq!(whole.body, PDF);
    assert_eq!(whole.header("content-type"), Some("application/pdf"));
    assert!(
        whole.header("content-disposition").unwrap().starts_with("attachment; filename=\"A-101_P01.pdf\"")
    );
    assert_eq!(
        whole.header("content-security-policy"),
        Some("sandbox; default-src 'none'; frame-ancestors 'none'")
    );
    assert_eq!(whole.header("x-content-type-options"), Some("nosniff"));
    let etag = whole.header("etag").unwrap().to_owned();
    // What is read by the viewer is no page of the browser's own: its reader would run the scripts of a PDF.
    let read = viewer.get(&file(&world, &document, "/content")).await.expect(200);
    assert!(read.header("content-disposition").unwrap().starts_with("attachment"));
    let part = viewer
        .clone()
        .with_header("range", "bytes=5-9")
        .get(&file(&world, &document, "/content"))
        .await
        .expect(206);
    assert_eq!(part.body, PDF[5..10]);
    assert_eq!(part.header("content-range").unwrap(), format!("bytes 5-9/{}", PDF.len()));
    let known = viewer
        .clone()
        .with_header("if-none-match", &etag)
        .get(&file(&world, &document, "/file"))
        .await
        .expect(304);
    assert!(known.body.is_empty());
    let beyond = viewer
        .clone()
        .with_header("range", "bytes=999999-")
        .get(&file(&world, &document, "/file"))
        .await
        .expect(416);
    assert_eq!(beyond.header("content-range").unwrap(), format!("bytes */{}", PDF.len()));
    let head = viewer.head(&file(&world, &document, "/file")).await.expect(200);
    assert!(head.body.is_empty());
    assert_eq!(head.header("content-length").unwrap(), PDF.len().to_string());
}

#[tokio::test]
async fn a_download_is_logged_once_for_each_session_and_hour() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document = world.document(&app, &NewDocument::default()).await;
    let path = file(&world, &document, "/file");
    let (mut one, mut two) = (world.client(&app, "viewer").await, world.client(&app, "viewer").await);
    let _ = one.head(&path).await.expect(200);
    assert_eq!(events(&app, &world, "document.downloaded").await.len(), 0);
    for _ in 0..3 {
        let _ = one.clone().with_header("range", "bytes=0-3").get(&path).await.expect(206);
    }
    assert_eq!(events(&app, &world, "document.downloaded").await.len(), 1);
    let _ = two.get(&path).await.expect(200);
    assert_eq!(events(&app, &world, "document.downloaded").await.len(), 2);
    app.clock().advance(3600 * 1000);
    let _ = one.get(&path).await.expect(200);
    let found = events(&app, &world, "document.downloaded").await;
    assert_eq!(found.len(), 3);
    assert_eq!(found[0]["entity"], document.id);
}

#[tokio::test]
async fn looking_and_taking_along_are_different_events() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document = world.document(&app, &NewDocument::default()).await;
    let mut viewer = world.client(&app, "viewer").await;
    let content = file(&world, &document, "/content");
    for _ in 0..3 {
        let _ = viewer.clone().with_header("range", "bytes=0-3").get(&content).await.expect(206);
        let _ = viewer.get(&file(&world, &document, "/pages/1?width=320")).await.expect(200);
    }
    assert_eq!(events(&app, &world, "document.viewed").await.len(), 1);
    assert_eq!(events(&app, &world, "document.downloaded").await.len(), 0);
    let _ = viewer.get(&file(&world, &document, "/file")).await.expect(200);
    assert_eq!(events(&app, &world, "document.downloaded").await.len(), 1);
    // Without the right to download a look at the page images is a view, and the refused file leaves no view behind.
    let external = world.people["external"].subject;
    world.grant(&app, &document, external, Caps::VIEW, (1, 1), NEVER).await;
    let mut external = world.client(&app, "external").await;
    let _ = external.get(&content).await.expect(403);
    assert_eq!(events(&app, &world, "document.viewed").await.len(), 1);
    let _ = external.get(&file(&world, &document, "/pages/1?width=320")).await.expect(200);
    assert_eq!(events(&app, &world, "document.viewed").await.len(), 2);
}

#[tokio::test]
async fn without_the_right_to_download_only_stamped_images_leave() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document = world.document(&app, &NewDocument::default()).await;
    let stranger = world.people["stranger"].subject;
    let page = file(&world, &document, "/pages/1?width=320");
    let mut outside = world.client(&app, "stranger").await;
    for rest in ["/file", "/content", "/pages/1", "/thumbnail"] {
        let _ = outside.get(&file(&world, &document, rest)).await.expect(404);
    }
    world.grant(&app, &document, stranger, Caps::VIEW, (1, 1), NEVER).await;
    for rest in ["/file", "/content"] {
        let reply = outside.get(&file(&world, &document, rest)).await.expect(403);
        assert_eq!(reply.json()["rule"], "DR-06");
    }
    let stamped = outside.get(&page).await.expect(200);
    let plain = world.client(&app, "viewer").await.get(&page).await.expect(200);
    assert_eq!(plain.header("content-type"), Some("image/png"));
    assert_ne!(stamped.body, plain.body);
    assert_eq!(stamped.header("etag"), None);
    assert_eq!(stamped.header("cache-control"), Some("private, no-store"));
    world.grant(&app, &document, stranger, Caps::VIEW.with(Caps::DOWNLOAD), (1, 1), NEVER).await;
    let unstamped = outside.get(&page).await.expect(200);
    assert_eq!(unstamped.body, plain.body);
    let etag = plain.header("etag").unwrap().to_owned();
    let _ = outside.clone().with_header("if-none-match", &etag).get(&page).await.expect(304);
}

#[tokio::test]
async fn the_right_is_that_to_the_revision_asked_for() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let new =
        NewDocument { revisions: &[("P01", "accepted"), ("P02", "accepted")], ..NewDocument::default() };
    let document = world.document(&app, &new).await;
    let stranger = world.people["stranger"].subject;
    world.grant(&app, &document, stranger, Caps::VIEW.with(Caps::DOWNLOAD), (1, 1), NEVER).await;
    world.grant(&app, &document, stranger, Caps::VIEW, (2, 2), NEVER).await;
    let mut outside = world.client(&app, "stranger").await;
    let path = |at: usize| {
        world.project_path(&format!("/documents/{}/revisions/{}/file", document.id, document.revisions[at]))
    };
    let _ = outside.get(&path(0)).await.expect(200);
    let _ = outside.get(&path(1)).await.expect(403);
    let _ = outside
        .get(&world.project_path(&format!("/documents/{}/revisions/rev_zzyzx/file", document.id)))
        .await
        .expect(404);
}

#[tokio::test]
async fn pages_and_regions_are_drawn_within_their_limits() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document = world.document(&app, &NewDocument::default()).await;
    let mut viewer = world.client(&app, "viewer").await;
    for (rest, status) in [
        ("/pages/1?width=100&region=0.25,0.25,0.5,0.5", 200),
        ("/pages/1?width=4096", 200),
        ("/pages/2", 404),
        ("/pages/0", 404),
        ("/pages/1?width=5000", 422),
        ("/pages/1?width=0", 422),
        ("/pages/1?region=0,0,2,2", 422),
        ("/pages/1?nonsense=1", 422),
        ("/thumbnail", 200),
    ] {
        let reply = viewer.get(&file(&world, &document, rest)).await;
        assert_eq!(reply.status.as_u16(), status, "{rest}: {:?}", reply.header("content-type"));
    }
    app.run_jobs().await;
}

#[tokio::test]
async fn what_is_no_page_has_a_sentence_and_a_grey_dot() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut initiator = world.client(&app, "initiator").await;
    let path = world.project_path("/uploads?filename=notes.txt");
    let upload = initiator.upload(&path, "some notes").await.expect(201).json();
    let body = serde_json::json!({"rows": [super::row(upload["id"].as_str().unwrap(), "N-1", "A")]});
    let made = initiator.post(&world.project_path("/documents"), &body).await.expect(201).json();
    let made = &made["items"][0];
    let _ = initiator.get(&super::shown(&world, made, "/pages/1")).await.expect(422);
    let dot = initiator.get(&super::shown(&world, made, "/thumbnail")).await.expect(200);
    assert!(dot.body.starts_with(b"\x89PNG"));
    let text = initiator.get(&super::shown(&world, made, "/content")).await.expect(200);
    assert!(text.header("content-disposition").unwrap().starts_with("attachment"));
}
