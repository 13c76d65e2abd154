//! The store, the same on all three backends, and what each of them promises beyond.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod hash;
mod kill;
mod local;
mod s3;
mod staging;
mod suite;
mod support;

/// Each case of the suite as a test of its own on the backends that cost nothing to set up.
macro_rules! on_local_and_memory {
    ($($case:ident)*) => {
        mod on_local {
            $(#[tokio::test]
            async fn $case() {
                let folder = crate::support::Folder::new();
                crate::suite::$case(folder.store()).await;
            })*
        }

        mod on_memory {
            $(#[tokio::test]
            async fn $case() {
                crate::suite::$case(wayleave_blob::BlobStore::memory()).await;
            })*
        }

        /// All cases on a real S3 server, one after the other: it takes seconds to start.
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn the_suite_passes_on_s3() {
            let server = wayleave_blob::testing::S3Server::start().await;
            $(
                let bucket = server.bucket().await;
                let store = wayleave_blob::BlobStore::s3(&bucket).unwrap();
                // Shown when a case fails.
                eprintln!("on S3: {}", stringify!($case));
                crate::suite::$case(store).await;
            )*
        }
    };
}

on_local_and_memory! {
    what_was_put_is_got_back
    an_empty_content_is_a_content
    the_head_is_the_first_eight_kibibytes
    ranges_are_exact_and_cut_to_the_content
    a_range_beyond_the_content_is_refused
    too_large_a_content_leaves_nothing
    the_limit_itself_is_allowed
    an_interrupted_put_leaves_nothing
    a_put_that_is_given_up_leaves_nothing
    the_same_content_is_stored_once
    a_missing_content_is_not_found
    deleting_twice_is_no_error
    listing_finds_what_is_older
    an_old_content_put_again_is_not_deleted_as_old
    nothing_finished_is_swept
    small_contents_are_read_whole_within_a_limit
    the_probe_leaves_nothing
    many_puts_at_once_do_not_disturb_each_other
}
