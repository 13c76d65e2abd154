//! Answers that are files to keep: whole, or written part by part while they are read.

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use bytes::Bytes;
use futures::stream;

use crate::error::Result;
use crate::register::serve::disposition;

/// The media type of comma-separated values.
pub(crate) const CSV: &str = "text/csv; charset=utf-8";

/// An answer that is a file to keep.
pub(crate) fn attached(body: Body, kind: &'static str, filename: &str) -> Result<Response> {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let name = HeaderValue::from_str(&disposition("attachment", filename)).map_err(anyhow::Error::from)?;
    headers.insert(header::CONTENT_DISPOSITION, name);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}

/// A file that is written while it is read, each part decided anew as the reader of that moment.
pub(crate) trait Parts: Send + 'static {
    /// The next part, and whether another follows.
    fn next(&mut self) -> impl Future<Output = Result<(Bytes, bool)>> + Send;
}

/// The body of such a file. The first part is read before the answer begins, so that a refusal is an answer of its own; a
/// failure after that ends the file early, which the reader's connection tells them.
pub(crate) async fn in_parts(mut parts: impl Parts) -> Result<Body> {
    let first = parts.next().await?;
    let state = (Some(first), true, parts);
    Ok(Body::from_stream(stream::unfold(state, |(ready, more, mut parts)| async move {
        if let Some((part, more)) = ready {
            return Some((Ok(part), (None, more, parts)));
        }
        if !more {
            return None;
        }
        match parts.next().await {
            Ok((part, more)) => Some((Ok(part), (None, more, parts))),
            Err(error) => {
                tracing::error!(error = error.sentence(), "an export ended early");
                let error = std::io::Error::other("the export ended early");
                Some((Err(error), (None, false, parts)))
            }
        }
    })))
}
