//! The body of an upload, as long as it arrives.
//!
//! Promises: a client that sends nothing for [`SILENCE`] has broken off, so that nobody holds connections, files and
//! uploads open by being slow. How long a whole upload takes is not limited: a gigabyte over a poor line takes hours.

use std::io;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use futures::stream::{self, BoxStream};
use futures::{Stream, StreamExt as _, TryStreamExt as _};

/// How long a client may send nothing.
const SILENCE: Duration = Duration::from_secs(90);

/// The body in pieces; it ends with an error once nothing arrives any more.
pub fn steady(body: Body) -> BoxStream<'static, io::Result<Bytes>> {
    held_to(body.into_data_stream().map_err(io::Error::other).boxed(), SILENCE).boxed()
}

fn held_to(
    pieces: BoxStream<'static, io::Result<Bytes>>,
    silence: Duration,
) -> impl Stream<Item = io::Result<Bytes>> + Send {
    stream::unfold(Some(pieces), move |pieces| async move {
        let mut pieces = pieces?;
        match tokio::time::timeout(silence, pieces.next()).await {
            Ok(piece) => piece.map(|piece| (piece, Some(pieces))),
            Err(_) => {
                let ended = io::Error::new(io::ErrorKind::TimedOut, "nothing arrived for too long");
                Some((Err(ended), None))
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pieces that come this far apart, and then none.
    fn every(seconds: u64, count: usize) -> BoxStream<'static, io::Result<Bytes>> {
        let pause = Duration::from_secs(seconds);
        stream::unfold(0, move |at| async move {
            if at == count {
                std::future::pending::<()>().await;
            }
            tokio::time::timeout(pause, std::future::pending::<()>()).await.ok();
            Some((Ok(Bytes::from_static(b"a")), at + 1))
        })
        .boxed()
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_sends_nothing_for_too_long_has_broken_off() {
        let arrived: Vec<_> = held_to(every(60, 3), SILENCE).collect().await;
        assert_eq!(arrived.len(), 4);
        assert_eq!(arrived[3].as_ref().map_err(io::Error::kind), Err(io::ErrorKind::TimedOut));
        assert!(arrived[..3].iter().all(Result::is_ok), "a slow client is none that broke off");
        let arrived: Vec<_> = held_to(every(91, 3), SILENCE).collect().await;
        assert!(arrived.len() == 1 && arrived[0].is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_ends_ends_without_an_error() {
        let pieces: Vec<_> = steady(Body::from("abc")).collect().await;
        assert_eq!(pieces.into_iter().map(Result::unwrap).collect::<Vec<_>>(), ["abc"]);
    }
}
