//! Somebody who keeps asking for one thing until it is refused.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Barrier;
use wayleave_testkit::{Client, Reply};

/// What is asked, and how it looks when it is refused.
pub struct Ask {
    /// Who asks.
    pub client: Client,
    /// For what.
    pub path: String,
    /// Only a list that does not hold this id is a refusal; without one, every success is none.
    pub listed: Option<String>,
    /// The status of the refusal; a list may also just not hold the thing.
    pub refusal: u16,
}

impl Ask {
    fn refused(&self, reply: &Reply) -> bool {
        if reply.status.as_u16() == self.refusal {
            return true;
        }
        assert!(reply.status.is_success(), "{}: {} {}", reply.asked, reply.status, reply.text());
        self.listed.as_ref().is_some_and(|id| !reply.text().contains(id))
    }
}

/// Asks until the end is known, and once more after that; says how often it asked.
pub async fn poll(mut ask: Ask, ready: Arc<Barrier>, gone: Arc<AtomicBool>) -> usize {
    let mut asked = 0;
    loop {
        let over = gone.load(Ordering::SeqCst);
        let path = ask.path.clone();
        let reply = ask.client.get(&path).await;
        asked += 1;
        let refused = ask.refused(&reply);
        if over {
            assert!(refused, "{} was still answered with {}: {}", reply.asked, reply.status, reply.text());
            return asked;
        }
        if asked == 1 {
            assert!(!refused, "{}: nothing was to be ended: {} {}", reply.asked, reply.status, reply.text());
            ready.wait().await;
        }
    }
}
