//! What the local folder promises beyond the suite.

use std::os::unix::fs::PermissionsExt;

use wayleave_blob::{BlobError, BlobHash, BlobStore};

use crate::support::{Folder, chunked, content, got, stream_within};

#[tokio::test]
async fn three_hundred_megabytes_pass_without_piling_up() {
    let folder = Folder::new();
    stream_within(&folder.store(), 300 << 20, 4 << 20).await;
    assert_eq!(folder.files(""), Vec::<std::path::PathBuf>::new());
}

#[tokio::test]
async fn a_content_lies_where_renderers_are_told_and_nobody_else_may_read_it() {
    let folder = Folder::new();
    let store = folder.store();
    let stored = store.put(chunked(content(1, 100_000)), u64::MAX).await.unwrap();
    let path = store.local_path(stored.hash).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), content(1, 100_000));
    let hash = stored.hash.to_string();
    assert!(path.ends_with(format!("sha256/{}/{}/{hash}", &hash[..2], &hash[2..4])));
    for (path, mode) in [(path.as_path(), 0o600), (path.parent().unwrap(), 0o700)] {
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, mode);
    }
}

#[tokio::test]
async fn a_reopened_folder_has_what_it_had() {
    let folder = Folder::new();
    let hash = folder.store().put_bytes(content(2, 1000)).await.unwrap().hash;
    assert_eq!(got(&folder.store(), hash).await.unwrap(), content(2, 1000));
}

#[tokio::test]
async fn a_reader_keeps_what_it_opened_when_the_content_is_deleted() {
    let folder = Folder::new();
    let store = folder.store();
    let hash = store.put_bytes(content(3, 3 << 20)).await.unwrap().hash;
    let (size, chunks) = store.get(hash, None).await.unwrap();
    store.delete(hash).await.unwrap();
    let read: Vec<bytes::Bytes> = futures::TryStreamExt::try_collect(chunks).await.unwrap();
    assert_eq!(read.concat().len() as u64, size);
}

#[tokio::test]
async fn a_shortened_file_is_an_error_and_not_a_short_content() {
    let folder = Folder::new();
    let store = folder.store();
    let hash = store.put_bytes(content(4, 3 << 20)).await.unwrap().hash;
    let (_, mut chunks) = store.get(hash, None).await.unwrap();
    let path = store.local_path(hash).unwrap();
    std::fs::OpenOptions::new().write(true).open(path).unwrap().set_len(1 << 20).unwrap();
    let error = loop {
        match futures::TryStreamExt::try_next(&mut chunks).await {
            Ok(Some(_)) => {}
            Ok(None) => panic!("the content ended as if it were whole"),
            Err(error) => break error,
        }
    };
    assert!(matches!(error, BlobError::Unavailable(_)), "{error:?}");
}

#[tokio::test]
async fn strange_files_in_the_folder_are_not_contents() {
    let folder = Folder::new();
    let store = folder.store();
    let hash = store.put_bytes(content(5, 10)).await.unwrap().hash;
    let beside = store.local_path(hash).unwrap().with_file_name("lost+found");
    std::fs::write(beside, "x").unwrap();
    assert_eq!(crate::support::listed(&store, i64::MAX).await.len(), 1);
}

#[tokio::test]
async fn a_folder_that_vanished_is_unavailable_and_never_not_found_to_a_writer() {
    let folder = Folder::new();
    let store = folder.store();
    std::fs::remove_dir_all(folder.path()).unwrap();
    let error = store.put_bytes(content(6, 10)).await.unwrap_err();
    assert!(matches!(error, BlobError::Unavailable(_)), "{error:?}");
    assert!(matches!(store.probe().await.unwrap_err(), BlobError::Unavailable(_)));
    assert!(matches!(store.size(BlobHash::of(b"x")).await.unwrap_err(), BlobError::NotFound));
}

#[test]
fn a_folder_that_cannot_be_made_is_said_at_once() {
    let folder = Folder::new();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    assert!(matches!(BlobStore::local(&file.join("store")), Err(BlobError::Unavailable(_))));
}
