//! An end binds the next request: while pollers keep asking, access ends, and the first request of each that starts after
//! the answer of the ending was received is refused. None before it is answered with a failure of ours.
//!
//! A push tries this 500 times on either engine, `WAYLEAVE_FULL=1` 10,000 times, through every kind of end in turn.

mod ends;
mod poller;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Barrier;
use wayleave_testkit::TestApp;

use ends::{KINDS, Scene};
use poller::poll;

fn trials() -> usize {
    if crate::races::full() { 10_000 } else { 500 }
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::disallowed_methods, reason = "pollers are tasks")]
async fn whatever_ends_access_binds_the_next_request() {
    let app = TestApp::new().await;
    let mut scene = Scene::new(&app).await;
    let mut asked = 0;
    for trial in 0..trials() {
        let kind = KINDS[trial % KINDS.len()];
        let asks = scene.begin(kind).await;
        let ready = Arc::new(Barrier::new(asks.len() + 1));
        let gone = Arc::new(AtomicBool::new(false));
        let pollers: Vec<_> =
            asks.into_iter().map(|ask| tokio::spawn(poll(ask, ready.clone(), gone.clone()))).collect();
        // Everybody was let in once, and goes on asking.
        ready.wait().await;
        scene.end(kind).await;
        gone.store(true, Ordering::SeqCst);
        for poller in pollers {
            asked += poller.await.unwrap_or_else(|error| panic!("trial {trial}, {kind:?}: {error}"));
        }
        scene.restore(kind).await;
    }
    eprintln!("{} trials, {asked} requests", trials());
    app.run_jobs().await;
}
