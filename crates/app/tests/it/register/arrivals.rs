//! Uploads in pieces, as any client of tus 1.0 makes them.

#![expect(clippy::disallowed_methods, reason = "requests that race need tasks of their own")]

mod ends;
mod refusals;

use axum::body::Body;
use axum::http::Method;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use futures::{StreamExt, stream};
use serde_json::json;
use sha1::{Digest, Sha1};
use wayleave_blob::testing::S3Server;
use wayleave_blob::{BlobHash, BlobStore};
use wayleave_testkit::{Client, PDF, Reply, TestApp, World, scratch};

use super::{events, pdf};

pub const KIND: &str = "application/offset+octet-stream";

/// A client that speaks tus.
pub fn speaking(client: &Client) -> Client {
    client.clone().with_header("tus-resumable", "1.0.0")
}

/// Asks for an upload in pieces.
pub async fn beginning(world: &World, client: &Client, name: &str, size: usize) -> Reply {
    let metadata = format!("filetype YQ==,filename {}", STANDARD.encode(name));
    let mut client = speaking(client)
        .with_header("upload-length", &size.to_string())
        .with_header("upload-metadata", &metadata);
    let path = world.project_path("/uploads/resumable");
    client.send(Method::POST, &path, None, Body::empty()).await
}

/// Begins an upload in pieces and returns its address.
pub async fn begin(world: &World, client: &Client, name: &str, size: usize) -> String {
    let reply = beginning(world, client, name, size).await.expect(201);
    assert_eq!(reply.header("tus-resumable"), Some("1.0.0"));
    assert_eq!(reply.header("upload-offset"), Some("0"));
    assert!(reply.header("upload-expires").is_some());
    reply.header("location").unwrap().to_owned()
}

/// Sends a piece.
pub async fn piece(client: &Client, address: &str, offset: usize, body: impl Into<Body>) -> Reply {
    let mut client = speaking(client).with_header("upload-offset", &offset.to_string());
    client.send(Method::PATCH, address, Some(KIND), body.into()).await
}

/// How far an upload has come.
pub async fn offset(client: &Client, address: &str) -> usize {
    let reply = speaking(client).head(address).await.expect(200);
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    reply.header("upload-offset").unwrap().parse().unwrap()
}

/// A body that breaks off after some bytes.
pub fn broken(bytes: &[u8]) -> Body {
    let chunks: Vec<_> = bytes.chunks(1000).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
    Body::from_stream(stream::iter(chunks).chain(stream::once(async { Err(std::io::Error::other("gone")) })))
}

/// Bytes that look the same nowhere.
pub fn noise(seed: u64, size: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let bytes = std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    });
    bytes.flatten().take(size).collect()
}

/// A text file of noise.
fn text(seed: u64, size: usize) -> Vec<u8> {
    noise(seed, size).into_iter().map(|byte| b' ' + byte % 90).collect()
}

/// Sends a file with a cut at each of the offsets, always going on from where the server stands, and says how far it was
/// after each cut.
async fn send_with_cuts(client: &Client, address: &str, file: &[u8], cuts: &[usize]) -> Vec<usize> {
    let mut stood = Vec::new();
    for cut in cuts {
        let from = offset(client, address).await;
        let _ = piece(client, address, from, broken(&file[from..(*cut).max(from)])).await;
        stood.push(offset(client, address).await);
    }
    let from = offset(client, address).await;
    let last = piece(client, address, from, file[from..].to_vec()).await.expect(204);
    assert_eq!(last.header("upload-offset"), Some(file.len().to_string().as_str()));
    stood
}

async fn arrives_whole(app: &TestApp) {
    let world = app.world().await;
    let mut initiator = world.client(app, "initiator").await;
    let file = text(1, 1_200_000);
    let address = begin(&world, &initiator, "points.csv", file.len()).await;
    let cuts = [1, 999, 70_000, 70_000, 1_048_577, 1_199_998, 1_199_999];
    let stood = send_with_cuts(&initiator, &address, &file, &cuts).await;
    assert_eq!(stood, cuts, "what had arrived before a cut is kept");
    let arrival = initiator.get(&address).await.expect(200).json();
    assert_eq!(arrival["offset"], file.len());
    let upload = &arrival["upload"];
    assert_eq!((&upload["size"], &upload["media_type"]), (&json!(file.len()), &json!("text/csv")));
    let told = &events(app, &world, "upload.received").await[0]["after"];
    assert_eq!(told["sha256"], BlobHash::of(&file).to_string());
    // It is an upload like any other.
    let row = json!({"rows": [super::row(upload["id"].as_str().unwrap(), "A-1", "P01")]});
    let made = initiator.post(&world.project_path("/documents"), &row).await.expect(201).json();
    let document = made["items"][0].clone();
    let back = initiator.get(&super::shown(&world, &document, "/file")).await.expect(200);
    assert!(back.body == file, "other bytes came back");
    assert_eq!(std::fs::read_dir(app.staging()).unwrap().count(), 0, "its pieces are gone");
    app.run_jobs().await;
}

#[tokio::test]
async fn a_file_cut_anywhere_arrives_whole_in_a_store_in_memory() {
    arrives_whole(&TestApp::new().await).await;
}

#[tokio::test]
async fn a_file_cut_anywhere_arrives_whole_in_a_local_folder() {
    let folder = scratch("arrivals");
    let blobs = BlobStore::local(&folder).unwrap();
    let app =
        TestApp::over(wayleave_app::AppConfig { cheap_passwords: true, ..Default::default() }, blobs).await;
    arrives_whole(&app).await;
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_cut_anywhere_arrives_whole_on_s3() {
    let server = S3Server::start().await;
    let blobs = BlobStore::s3(&server.bucket().await).unwrap();
    let app =
        TestApp::over(wayleave_app::AppConfig { cheap_passwords: true, ..Default::default() }, blobs).await;
    arrives_whole(&app).await;
}

#[tokio::test]
async fn a_pdf_in_pieces_gives_the_same_upload_as_one_in_one() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut initiator = world.client(&app, "initiator").await;
    let name = "A-101_P02 Ground floor plan.pdf";
    let path = world.project_path("/uploads?filename=A-101_P02%20Ground%20floor%20plan.pdf");
    let mut whole = initiator.upload(&path, PDF).await.expect(201).json();
    let address = begin(&world, &initiator, name, PDF.len()).await;
    let _ = piece(&initiator, &address, 0, &PDF[..100]).await.expect(204);
    let half = initiator.get(&address).await.expect(200).json();
    assert_eq!((&half["offset"], &half["upload"]), (&json!(100), &json!(null)));
    let _ = piece(&initiator, &address, 100, &PDF[100..]).await.expect(204);
    let mut made = initiator.get(&address).await.expect(200).json()["upload"].clone();
    assert_ne!(whole["id"], made["id"]);
    whole["id"].take();
    made["id"].take();
    assert_eq!(whole, made);
    assert_eq!(events(&app, &world, "upload.received").await.len(), 2);
}

#[tokio::test]
async fn the_first_bytes_may_come_with_the_beginning_and_be_all_of_them() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut initiator = world.client(&app, "initiator").await;
    for (sent, stands) in [(100, "100".to_owned()), (PDF.len(), PDF.len().to_string())] {
        let mut client = speaking(&initiator)
            .with_header("upload-length", &PDF.len().to_string())
            .with_header("upload-metadata", &format!("filename {}", STANDARD.encode("A-1.pdf")));
        let path = world.project_path("/uploads/resumable");
        let reply = client.send(Method::POST, &path, Some(KIND), Body::from(&PDF[..sent])).await.expect(201);
        assert_eq!(reply.header("upload-offset"), Some(stands.as_str()));
        let arrival = initiator.get(reply.header("location").unwrap()).await.expect(200).json();
        assert_eq!(arrival["upload"].is_object(), sent == PDF.len());
    }
}

#[tokio::test]
async fn a_server_says_what_it_speaks_to_those_who_may_upload() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let path = world.project_path("/uploads/resumable");
    let mut initiator = world.client(&app, "initiator").await;
    let reply = initiator.send(Method::OPTIONS, &path, None, Body::empty()).await.expect(204);
    assert_eq!(reply.header("tus-version"), Some("1.0.0"));
    assert_eq!(reply.header("tus-max-size"), Some("5368709120"));
    assert_eq!(reply.header("tus-checksum-algorithm"), Some("sha1,sha256"));
    let extensions = reply.header("tus-extension").unwrap();
    assert_eq!(extensions, "creation,creation-with-upload,expiration,checksum,termination");
    let mut viewer = world.client(&app, "viewer").await;
    let _ = viewer.send(Method::OPTIONS, &path, None, Body::empty()).await.expect(403);
}

#[tokio::test]
async fn a_restart_between_two_pieces_loses_nothing() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let initiator = world.client(&app, "initiator").await;
    let file = text(2, 500_000);
    let address = begin(&world, &initiator, "points.csv", file.len()).await;
    let _ = piece(&initiator, &address, 0, file[..200_001].to_vec()).await.expect(204);
    let later = app.restarted().await;
    let after = |client: &Client| {
        client
            .cookies()
            .iter()
            .fold(Client::new(later.router()), |client, (name, value)| client.with_cookie(name, value))
    };
    let mut again = after(&initiator);
    assert_eq!(offset(&again, &address).await, 200_001);
    let _ = piece(&again, &address, 200_001, file[200_001..].to_vec()).await.expect(204);
    assert!(again.get(&address).await.expect(200).json()["upload"].is_object());
}

#[tokio::test]
async fn a_file_that_was_here_when_the_server_died_is_taken_in_by_its_last_byte() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut initiator = world.client(&app, "initiator").await;
    let file = pdf("died");
    let address = begin(&world, &initiator, "A-7_P01.pdf", file.len()).await;
    let _ = piece(&initiator, &address, 0, file[..50].to_vec()).await;
    // As a server leaves it that dies between the last byte and the commit.
    let name = address.rsplit('/').next().unwrap();
    std::fs::write(app.staging().join(name), &file).unwrap();
    assert_eq!(offset(&initiator, &address).await, file.len() - 1);
    let _ = piece(&initiator, &address, file.len(), Body::empty()).await.expect(409);
    let nothing = piece(&initiator, &address, file.len() - 1, Body::empty()).await.expect(204);
    assert_eq!(nothing.header("upload-offset"), Some((file.len() - 1).to_string().as_str()));
    let _ = piece(&initiator, &address, file.len() - 1, file[file.len() - 1..].to_vec()).await.expect(204);
    let upload = initiator.get(&address).await.expect(200).json()["upload"].clone();
    assert_eq!(upload["guess"]["number"], "A-7");
    // Said twice, it is done once.
    let _ = piece(&initiator, &address, file.len(), Body::empty()).await.expect(204);
    assert_eq!(events(&app, &world, "upload.received").await.len(), 1);
}

#[tokio::test]
async fn a_piece_that_is_not_what_its_checksum_says_leaves_nothing() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let initiator = world.client(&app, "initiator").await;
    let file = text(3, 10_000);
    let address = begin(&world, &initiator, "points.csv", file.len()).await;
    let sum = |bytes: &[u8]| format!("sha1 {}", STANDARD.encode(Sha1::digest(bytes)));
    let with = |sum: &str| initiator.clone().with_header("upload-checksum", sum);
    let reply = piece(&with(&sum(&file[..5000])), &address, 0, file[..6000].to_vec()).await.expect(460);
    assert_eq!(reply.code(), "checksum_mismatch");
    assert_eq!(offset(&initiator, &address).await, 0);
    let _ = piece(&with(&sum(&file[..6000])), &address, 0, broken(&file[..5000])).await;
    assert_eq!(offset(&initiator, &address).await, 0, "half a piece cannot be checked");
    for wrong in ["md5 abc", "sha1 abc", "sha1"] {
        let _ = piece(&with(wrong), &address, 0, file[..6000].to_vec()).await.expect(422);
    }
    let _ = piece(&with(&sum(&file[..6000])), &address, 0, file[..6000].to_vec()).await.expect(204);
    let wanted = STANDARD.encode(sha2::Sha256::digest(&file[6000..]));
    let last = with(&format!("sha256 {wanted}"));
    let _ = piece(&last, &address, 6000, file[6000..].to_vec()).await.expect(204);
}
