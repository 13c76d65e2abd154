//! What holds only against a real S3 server.

use futures::{StreamExt, stream};
use wayleave_blob::testing::S3Server;
use wayleave_blob::{BlobError, BlobStore, S3Config};

use crate::support::{assert_empty, chunked, content, stream_within};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_real_server_refuses_and_forgets_and_streams() {
    let server = S3Server::start().await;
    wrong_credentials_are_refused(server.bucket().await).await;
    a_missing_bucket_is_unavailable(server.bucket().await).await;
    a_put_that_is_given_up_is_forgotten_by_the_server(&server).await;
    let store = BlobStore::s3(&server.bucket().await).unwrap();
    stream_within(&store, 300 << 20, 40 << 20).await;
    assert_empty(&store).await;
}

async fn wrong_credentials_are_refused(bucket: S3Config) {
    let good = BlobStore::s3(&bucket).unwrap();
    let hash = good.put_bytes(content(1, 10)).await.unwrap().hash;
    for wrong in [
        S3Config { secret_key: "wrong".to_owned(), ..bucket.clone() },
        S3Config { access_key: "nobody".to_owned(), ..bucket.clone() },
    ] {
        assert!(!format!("{wrong:?}").contains(&wrong.secret_key));
        let store = BlobStore::s3(&wrong).unwrap();
        for refusal in [
            store.probe().await.unwrap_err(),
            store.put(chunked(content(2, 9 << 20)), u64::MAX).await.unwrap_err(),
            store.get(hash, None).await.err().unwrap(),
            store.delete(hash).await.unwrap_err(),
            store.sweep_incoming(0).await.unwrap_err(),
        ] {
            assert!(matches!(refusal, BlobError::Unavailable(_)), "{refusal:?}");
        }
    }
    assert_eq!(good.size(hash).await.unwrap(), 10);
}

async fn a_missing_bucket_is_unavailable(bucket: S3Config) {
    let wrong = S3Config { bucket: "no-such-bucket".to_owned(), access_key: "nobody".to_owned(), ..bucket };
    let refusal = BlobStore::s3(&wrong).unwrap().put_bytes(content(3, 10)).await.unwrap_err();
    assert!(matches!(refusal, BlobError::Unavailable(_)), "{refusal:?}");
}

/// The server itself keeps no part of it, which the store's own listings could not show.
async fn a_put_that_is_given_up_is_forgotten_by_the_server(server: &S3Server) {
    let bucket = server.bucket().await;
    let store = BlobStore::s3(&bucket).unwrap();
    let arrived = tokio::sync::Notify::new();
    let endless = chunked(content(4, 40 << 20)).chain(stream::once(async {
        arrived.notify_one();
        std::future::pending().await
    }));
    // The put goes on while the server is asked: once it is dropped, it may be forgotten at any moment.
    let begun = async {
        arrived.notified().await;
        while server.unfinished_uploads(&bucket.bucket).await != 1 {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        result = store.put(endless, u64::MAX) => panic!("the put ended: {result:?}"),
        () = begun => {}
    }
    while server.unfinished_uploads(&bucket.bucket).await > 0 {
        tokio::task::yield_now().await;
    }
}
