//! How an upload in pieces ends otherwise than by its last byte, and who may go on with one.

use axum::body::Body;
use bytes::Bytes;
use futures::{StreamExt, stream};
use serde_json::{Value, json};
use wayleave_db::sql;
use wayleave_testkit::{DAY, PDF, TestApp, World};

use super::{begin, beginning, offset, piece, speaking};
use crate::register::events;

async fn rows(app: &TestApp, world: &World) -> i64 {
    let mut tx = app.db().read_in(world.organisation).await.unwrap();
    tx.int(sql("select count(*) as n from arrival")).await.unwrap()
}

fn staged(app: &TestApp) -> usize {
    std::fs::read_dir(app.staging()).map_or(0, Iterator::count)
}

#[tokio::test]
async fn nobody_but_its_sender_knows_of_an_upload_in_pieces() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let initiator = world.client(&app, "initiator").await;
    let address = begin(&world, &initiator, "A-1.pdf", PDF.len()).await;
    let absent = format!("{}arr_{}", address.split("arr_").next().unwrap(), "0".repeat(26));
    for kind in ["org_admin", "project_admin", "controller", "external", "viewer"] {
        let mut other = speaking(&world.client(&app, kind).await);
        for address in [&address, &absent] {
            let _ = other.head(address).await.expect(404);
            let _ = other.delete(address).await.expect(404);
            let _ = piece(&other, address, 0, PDF).await.expect(404);
        }
        let (theirs, nobodys) = (other.get(&address).await.expect(404), other.get(&absent).await.expect(404));
        assert_eq!(theirs.text(), nobodys.text());
    }
    assert_eq!(offset(&initiator, &address).await, 0);
}

#[tokio::test]
async fn one_at_a_time_sends_to_an_upload() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let initiator = world.client(&app, "initiator").await;
    let address = begin(&world, &initiator, "A-1.pdf", PDF.len()).await;
    let (go_on, wait) = tokio::sync::oneshot::channel::<()>();
    let slow = stream::once(async { Ok::<_, std::io::Error>(Bytes::from_static(&PDF[..100])) }).chain(
        stream::once(async {
            let _ = wait.await;
            Ok(Bytes::from_static(&PDF[100..]))
        }),
    );
    let (first, path) = (initiator.clone(), address.clone());
    let first = tokio::spawn(async move { piece(&first, &path, 0, Body::from_stream(slow)).await });
    let file = app.staging().join(address.rsplit('/').next().unwrap());
    while std::fs::metadata(&file).unwrap().len() < 100 {
        tokio::task::yield_now().await;
    }
    for at in [0, 100] {
        let second = piece(&initiator, &address, at, &PDF[at..]).await.expect(423);
        assert_eq!(second.code(), "being_written");
    }
    let _ = speaking(&initiator).head(&address).await.expect(423);
    // What is being written to is merely slow, however late it is.
    app.clock().advance(DAY + 1);
    wayleave_app::tidy(app.app().shared()).await.unwrap();
    assert_eq!((rows(&app, &world).await, staged(&app)), (1, 1));
    go_on.send(()).unwrap();
    let _ = first.await.unwrap().expect(204);
    assert_eq!(events(&app, &world, "upload.received").await.len(), 1);
}

#[tokio::test]
async fn an_upload_is_dropped_after_a_day_of_silence_and_its_bytes_are_swept() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut initiator = world.client(&app, "initiator").await;
    let address = begin(&world, &initiator, "A-1.pdf", PDF.len()).await;
    app.clock().advance(DAY - 1);
    let kept = piece(&initiator, &address, 0, &PDF[..10]).await.expect(204);
    assert_eq!(kept.header("upload-expires"), Some("Mon, 23 Nov 2026 11:59:59 GMT"), "a piece renews it");
    app.clock().advance(DAY - 1);
    assert_eq!(offset(&initiator, &address).await, 10);
    app.clock().advance(1);
    let _ = speaking(&initiator).head(&address).await.expect(404);
    let _ = piece(&initiator, &address, 10, &PDF[10..]).await.expect(404);
    let _ = initiator.get(&address).await.expect(404);
    wayleave_app::tidy(app.app().shared()).await.unwrap();
    assert_eq!((rows(&app, &world).await, staged(&app)), (0, 0));
    assert!(events(&app, &world, "upload.received").await.is_empty());
}

#[tokio::test]
async fn bytes_that_no_row_names_are_swept() {
    let app = TestApp::new().await;
    app.app().shared().staging.create("arr_stray").await.unwrap();
    wayleave_app::tidy(app.app().shared()).await.unwrap();
    assert_eq!(staged(&app), 1, "it may be about to get its row");
    app.clock().advance(30 * DAY);
    wayleave_app::tidy(app.app().shared()).await.unwrap();
    assert_eq!(staged(&app), 0);
}

#[tokio::test]
async fn whoever_began_an_upload_can_cancel_it() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let initiator = world.client(&app, "initiator").await;
    let address = begin(&world, &initiator, "A-1.pdf", PDF.len()).await;
    let _ = piece(&initiator, &address, 0, &PDF[..10]).await.expect(204);
    let _ = speaking(&initiator).delete(&address).await.expect(204);
    let _ = speaking(&initiator).head(&address).await.expect(404);
    let _ = speaking(&initiator).delete(&address).await.expect(404);
    assert_eq!((rows(&app, &world).await, staged(&app)), (0, 0));
}

#[tokio::test]
async fn a_right_withdrawn_in_the_middle_stops_the_next_request() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut initiator = world.client(&app, "initiator").await;
    let mut admin = world.client(&app, "org_admin").await;
    let address = begin(&world, &initiator, "A-1.pdf", PDF.len()).await;
    let _ = piece(&initiator, &address, 0, &PDF[..10]).await.expect(204);
    let team = admin.get(&world.project_path("/members")).await.expect(200).json();
    let me = &world.people["initiator"].id;
    let row =
        team["items"].as_array().unwrap().iter().find(|row| row["person"]["id"] == me.as_str()).unwrap();
    let at = |row: &Value| world.project_path(&format!("/members/{}", row["id"].as_str().unwrap()));
    // A viewer knows the project and may not upload; whoever left knows nothing.
    let row = admin.patch(&at(row), &json!({"role": "viewer"})).await.expect(200).json();
    let _ = piece(&initiator, &address, 10, &PDF[10..]).await.expect(403);
    let _ = speaking(&initiator).head(&address).await.expect(403);
    let _ = beginning(&world, &initiator, "A-2.pdf", 10).await.expect(403);
    let row = admin.patch(&at(&row), &json!({"role": "initiator"})).await.expect(200).json();
    assert_eq!(offset(&initiator, &address).await, 10);
    let _ = admin.post(&format!("{}/end", at(&row)), &json!({})).await.expect(200);
    let _ = piece(&initiator, &address, 10, &PDF[10..]).await.expect(404);
    let _ = speaking(&initiator).head(&address).await.expect(404);
    let _ = speaking(&initiator).delete(&address).await.expect(404);
    let _ = initiator.get(&address).await.expect(404);
    assert!(events(&app, &world, "upload.received").await.is_empty());
    app.run_jobs().await;
}

#[tokio::test]
async fn a_right_withdrawn_while_the_last_piece_arrives_makes_no_upload() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let initiator = world.client(&app, "initiator").await;
    let mut admin = world.client(&app, "org_admin").await;
    let address = begin(&world, &initiator, "A-1.pdf", PDF.len()).await;
    let (go_on, wait) = tokio::sync::oneshot::channel::<()>();
    let begins = stream::once(async { Ok::<_, std::io::Error>(Bytes::from_static(&PDF[..100])) });
    let slow = begins.chain(stream::once(async {
        let _ = wait.await;
        Ok(Bytes::from_static(&PDF[100..]))
    }));
    let (sender, path) = (initiator.clone(), address.clone());
    let sending = tokio::spawn(async move { piece(&sender, &path, 0, Body::from_stream(slow)).await });
    // What has come of the piece says that it was admitted.
    let file = app.staging().join(address.rsplit('/').next().unwrap());
    while std::fs::metadata(&file).unwrap().len() < 100 {
        tokio::task::yield_now().await;
    }
    let me = &world.people["initiator"].id;
    let _ = admin.post(&world.path(&format!("/members/{me}/deactivate")), &json!({})).await.expect(204);
    go_on.send(()).unwrap();
    let reply = sending.await.unwrap();
    assert!(matches!(reply.status.as_u16(), 401 | 404), "{}", reply.text());
    assert!(events(&app, &world, "upload.received").await.is_empty());
    app.run_jobs().await;
}
