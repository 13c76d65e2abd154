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
