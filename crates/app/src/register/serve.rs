//! Handing out a stored file: whole or in part, with its validators, never in a way that a browser would run it.
//!
//! The caller has decided already, for this very request; nothing here looks at who asks.

use std::ops::Range;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use wayleave_base::ErrorCode;
use wayleave_blob::{BlobError, BlobHash};

use crate::error::{Error, Result};
use crate::shared::Shared;

/// A file to be handed out.
#[derive(Clone, Debug)]
pub struct ServedFile {
    /// The content.
    pub hash: String,
    /// Its size in bytes.
    pub size: u64,
    /// The name offered to the receiver.
    pub filename: String,
    /// The media type.
    pub media_type: String,
    /// May a browser show it in place? Only raster images ever are: what a PDF brings along would run in the browser's
    /// own reader, and ask its questions in the name of this server.
    pub inline: bool,
}

/// What a request asks of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// The reader has it already.
    Unchanged,
    /// All of it.
    Whole,
    /// This part.
    Part(Range<u64>),
    /// A part that does not exist.
    Unsatisfiable,
}

impl ServedFile {
    fn etag(&self) -> String {
        format!("\"{}\"", self.hash)
    }

    /// What the request's headers ask for.
    #[must_use]
    pub fn wish(&self, headers: &HeaderMap) -> Wish {
        let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        let etag = self.etag();
        if text(header::IF_NONE_MATCH).is_some_and(|list| names(list, &etag)) {
            return Wish::Unchanged;
        }
        // A part of another version would not fit what the reader holds.
        if text(header::IF_RANGE).is_some_and(|known| known.trim() != etag) {
            return Wish::Whole;
        }
        match text(header::RANGE) {
            None => Wish::Whole,
            Some(range) => part(range, self.size),
        }
    }

    /// May this file be shown in place?
    fn shown_inline(&self) -> bool {
        let kind = crate::register::pages::drawn_type(&self.media_type);
        self.inline && kind.is_some_and(wayleave_media::FileType::is_picture)
    }

    /// The answer for a wish, its bytes streamed from the store.
    pub async fn answer(&self, shared: &Shared, method: &Method, wish: Wish) -> Result<Response> {
        let (status, range) = match wish {
            Wish::Unchanged => {
                let mut response = StatusCode::NOT_MODIFIED.into_response();
                response.headers_mut().insert(header::ETAG, value(&self.etag())?);
                return Ok(response);
            }
            Wish::Unsatisfiable => {
                let mut response = StatusCode::RANGE_NOT_SATISFIABLE.into_response();
                let whole = format!("bytes */{}", self.size);
                response.headers_mut().insert(header::CONTENT_RANGE, value(&whole)?);
                return Ok(response);
            }
            Wish::Whole => (StatusCode::OK, None),
            Wish::Part(range) => (StatusCode::PARTIAL_CONTENT, Some(range)),
        };
        let length = range.as_ref().map_or(self.size, |range| range.end - range.start);
        let body = if *method == Method::HEAD {
            Body::empty()
        } else {
            let hash = BlobHash::parse(&self.hash).map_err(anyhow::Error::from)?;
            let (_, stream) = shared.blobs.get(hash, range.clone()).await.map_err(missing)?;
            Body::from_stream(stream)
        };
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        if let Some(range) = range {
            let shown = format!("bytes {}-{}/{}", range.start, range.end.saturating_sub(1), self.size);
            headers.insert(header::CONTENT_RANGE, value(&shown)?);
        }
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        self.describe(headers)?;
        Ok(response)
    }

    fn describe(&self, headers: &mut HeaderMap) -> Result<()> {
        let how = if self.shown_inline() { "inline" } else { "attachment" };
        headers.insert(header::CONTENT_TYPE, value(&self.media_type)?);
        headers.insert(header::CONTENT_DISPOSITION, value(&disposition(how, &self.filename))?);
        headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        headers.insert(header::ETAG, value(&self.etag())?);
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        let sandbox = HeaderValue::from_static("sandbox; default-src 'none'; frame-ancestors 'none'");
        headers.insert(header::CONTENT_SECURITY_POLICY, sandbox);
        // The bytes are the reader's business, not any cache's: the right to them is decided anew each time.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        Ok(())
    }
}

fn value(text: &str) -> Result<HeaderValue> {
    HeaderValue::from_str(text).map_err(|error| Error::Internal(error.into()))
}

/// A row names a content that the store does not have, or the store does not answer.
pub fn missing(error: BlobError) -> Error {
    match error {
        BlobError::Unavailable(cause) => {
            tracing::error!(%cause, "the file store does not answer");
            Error::because(ErrorCode::Unavailable, "The file store does not answer. Try again shortly.")
        }
        other => Error::Internal(other.into()),
    }
}

/// Does an `If-None-Match` list name this validator?
pub fn names(list: &str, etag: &str) -> bool {
    list.split(',').map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == etag)
}

/// A single byte range. Several ranges, other units and nonsense are answered with the whole, as the standard allows.
fn part(range: &str, size: u64) -> Wish {
    let Some(range) = range.trim().strip_prefix("bytes=") else { return Wish::Whole };
    let Some((first, last)) = range.split_once('-') else { return Wish::Whole };
    if last.contains(',') {
        return Wish::Whole;
    }
    let read = |text: &str| text.trim().parse::<u64>();
    match (first.trim().is_empty(), last.trim().is_empty()) {
        (true, true) => Wish::Whole,
        (true, false) => match read(last) {
            Ok(0) => Wish::Unsatisfiable,
            Ok(count) if size > 0 => Wish::Part(size.saturating_sub(count)..size),
            Ok(_) => Wish::Unsatisfiable,
            Err(_) => Wish::Whole,
        },
        (false, open) => {
            let (Ok(start), Ok(end)) = (read(first), if open { Ok(u64::MAX) } else { read(last) }) else {
                return Wish::Whole;
            };
            if end < start {
                Wish::Whole
            } else if start >= size {
                Wish::Unsatisfiable
            } else {
                Wish::Part(start..end.saturating_add(1).min(size))
            }
        }
    }
}

/// `Content-Disposition` with a plain name for old readers and the true one in UTF-8.
pub fn disposition(how: &str, filename: &str) -> String {
    let plain: String = filename
        .chars()
        .map(|letter| match letter {
            '"' | '\\' | '%' => '_',
            letter if letter.is_ascii_graphic() || letter == ' ' => letter,
            _ => '_',
        })
        .collect();
    let mut encoded = String::new();
    for byte in filename.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> ServedFile {
        ServedFile {
            hash: "ab".to_owned(),
            size: 100,
            filename: "Plan №1 \"final\".pdf".to_owned(),
            media_type: "application/pdf".to_owned(),
            inline: false,
        }
    }

    fn asked(pairs: &[(&'static str, &'static str)]) -> Wish {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, HeaderValue::from_static(value));
        }
        file().wish(&headers)
    }

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        assert_eq!(asked(&[]), Wish::Whole);
        assert_eq!(asked(&[("range", "bytes=0-9")]), Wish::Part(0..10));
        assert_eq!(asked(&[("range", "bytes=90-")]), Wish::Part(90..100));
        assert_eq!(asked(&[("range", "bytes=-10")]), Wish::Part(90..100));
        assert_eq!(asked(&[("range", "bytes=-1000")]), Wish::Part(0..100));
        assert_eq!(asked(&[("range", "bytes=50-5000")]), Wish::Part(50..100));
        assert_eq!(asked(&[("range", "bytes=100-")]), Wish::Unsatisfiable);
        assert_eq!(asked(&[("range", "bytes=-0")]), Wish::Unsatisfiable);
        for nonsense in ["bytes=9-1", "bytes=a-b", "bytes=0-1,5-6", "pages=1-2", "bytes=-"] {
            let mut headers = HeaderMap::new();
            headers.insert("range", HeaderValue::from_static(nonsense));
            assert_eq!(file().wish(&headers), Wish::Whole, "{nonsense}");
        }
    }

    #[test]
    fn validators_spare_bytes_and_guard_parts() {
        assert_eq!(asked(&[("if-none-match", "\"x\", \"ab\"")]), Wish::Unchanged);
        assert_eq!(asked(&[("if-none-match", "\"x\"")]), Wish::Whole);
        assert_eq!(asked(&[("if-range", "\"x\""), ("range", "bytes=0-1")]), Wish::Whole);
        assert_eq!(asked(&[("if-range", "\"ab\""), ("range", "bytes=0-1")]), Wish::Part(0..2));
    }

    #[test]
    fn a_name_from_anywhere_fits_the_header() {
        assert_eq!(
            disposition("attachment", &file().filename),
            "attachment; filename=\"Plan _1 _final_.pdf\"; filename*=UTF-8''Plan%20%E2%84%961%20%22final%22.pdf"
        );
    }
}
