//! A process killed in the middle of a put leaves nothing to be seen, and its leftovers are swept.
//!
//! The test runs itself once more as the process to be killed, told so by the environment.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use futures::{StreamExt, stream};
use wayleave_blob::testing::S3Server;
use wayleave_blob::{BlobStore, S3Config};

use crate::support::{Folder, LATER, chunked, content, listed};

const FOLDER: &str = "WAYLEAVE_TEST_KILL_FOLDER";
const BUCKET: &str = "WAYLEAVE_TEST_KILL_BUCKET";
const ARRIVED: &str = "the content has arrived up to here";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_put_into_a_folder_leaves_nothing_visible() {
    if let Some(folder) = told(FOLDER) {
        return put_without_end(&BlobStore::local(folder.as_ref()).unwrap()).await;
    }
    let folder = Folder::new();
    let child = victim("kill::a_killed_put_into_a_folder_leaves_nothing_visible", FOLDER, folder.path());
    kill_when_arrived(child);
    assert_eq!(folder.files("incoming").len(), 1);
    leaves_nothing_visible_and_is_swept(&folder.store(), 1).await;
    assert_eq!(folder.files("").len(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_put_into_s3_leaves_nothing_visible() {
    if let Some(bucket) = told(BUCKET) {
        let [endpoint, bucket, access_key, secret_key] =
            bucket.split(' ').map(str::to_owned).collect::<Vec<_>>().try_into().unwrap();
        let region = "us-east-1".to_owned();
        let config = S3Config { endpoint, region, bucket, access_key, secret_key, allow_http: true };
        return put_without_end(&BlobStore::s3(&config).unwrap()).await;
    }
    let server = S3Server::start().await;
    let bucket = server.bucket().await;
    let address = [&*bucket.endpoint, &*bucket.bucket, &*bucket.access_key, &*bucket.secret_key].join(" ");
    let child = victim("kill::a_killed_put_into_s3_leaves_nothing_visible", BUCKET, address.as_ref());
    kill_when_arrived(child);
    assert_eq!(server.unfinished_uploads(&bucket.bucket).await, 1);
    leaves_nothing_visible_and_is_swept(&BlobStore::s3(&bucket).unwrap(), 1).await;
    assert_eq!(server.unfinished_uploads(&bucket.bucket).await, 0);
}

async fn put_without_end(store: &BlobStore) {
    let endless = chunked(content(1, 40 << 20)).chain(stream::once(async {
        eprintln!("{ARRIVED}");
        std::future::pending().await
    }));
    panic!("the put ended: {:?}", store.put(endless, u64::MAX).await);
}

/// What the test told the process that it started to be killed; nothing in the test itself.
#[expect(clippy::disallowed_methods, reason = "no option of the product, only a word to oneself")]
fn told(variable: &str) -> Option<String> {
    std::env::var(variable).ok()
}

fn victim(test: &str, variable: &str, value: &std::path::Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(variable, value)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn kill_when_arrived(mut child: Child) {
    let arrived = BufReader::new(child.stderr.take().unwrap()).lines().any(|line| line.unwrap() == ARRIVED);
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(arrived, "the process ended before the content had arrived");
}

async fn leaves_nothing_visible_and_is_swept(store: &BlobStore, leftovers: u64) {
    assert_eq!(listed(store, LATER).await, []);
    assert_eq!(store.sweep_incoming(0).await.unwrap(), 0, "what is young is left alone");
    assert_eq!(store.sweep_incoming(LATER).await.unwrap(), leftovers);
    assert_eq!(store.sweep_incoming(LATER).await.unwrap(), 0);
    // The interrupted content can be put again.
    let stored = store.put(chunked(content(1, 40 << 20)), u64::MAX).await.unwrap();
    assert_eq!(listed(store, LATER).await.len(), 1);
    store.delete(stored.hash).await.unwrap();
}
