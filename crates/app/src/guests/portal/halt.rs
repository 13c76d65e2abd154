//! Why a guest's request ends without what it asked for, and the page that says so.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use wayleave_base::ErrorKind;
use wayleave_db::DbError;

use super::door::{Door, Head};
use super::{ask, pages};
use crate::error::Error;

/// An end.
#[derive(Debug)]
pub enum Halt {
    /// There is nothing that the caller may know of: unknown, malformed, revoked, suspended.
    Nothing,
    /// The link matched, but its last day has passed.
    Expired(Box<Door>),
    /// The link matched, but it was opened as often as allowed.
    Exhausted(Box<Door>),
    /// The link works, but what it showed is gone: withdrawn, or out of its reach.
    Gone(Box<Head>),
    /// Too many tries.
    TooMany,
    /// The session on this page is over, or was never this browser's; or its link is dead, which nobody may tell apart.
    Closed,
    /// Everything else.
    Broken(Error),
}

impl From<DbError> for Halt {
    fn from(error: DbError) -> Self {
        Self::Broken(error.into())
    }
}

impl From<Error> for Halt {
    fn from(error: Error) -> Self {
        Self::Broken(error)
    }
}

impl IntoResponse for Halt {
    fn into_response(self) -> Response {
        let page =
            |status, head: Option<&Head>, title: &str, text: &str| pages::message(status, head, title, text);
        match self {
            Self::Nothing => page(
                StatusCode::NOT_FOUND,
                None,
                "Link not found",
                "There is nothing behind this link. Check that it is complete, or ask whoever sent it for a new one.",
            ),
            Self::Expired(door) => ask::over(
                &door,
                "Access expired",
                "The time of this link is over. If you still need what it showed, whoever sent it can extend it.",
            ),
            Self::Exhausted(door) => ask::over(
                &door,
                "Access count exceeded",
                "This link was opened as often as it may be. If you still need what it showed, whoever sent it can let it be opened again.",
            ),
            Self::Gone(head) => page(
                StatusCode::GONE,
                Some(&head),
                "No longer available",
                "This document was taken back. Ask whoever sent you the link whether there is another.",
            ),
            Self::Closed => page(
                StatusCode::NOT_FOUND,
                None,
                "This page is closed",
                "It cannot be shown any more, or not in this browser. Try your link again; if that opens nothing, ask whoever sent it to you.",
            ),
            Self::TooMany => {
                let text = "There were too many tries. Wait a quarter of an hour and try again.";
                let mut response = page(StatusCode::TOO_MANY_REQUESTS, None, "Too many tries", text);
                let wait = axum::http::HeaderValue::from_static("900");
                response.headers_mut().insert(header::RETRY_AFTER, wait);
                response
            }
            Self::Broken(error) => broken(error),
        }
    }
}

/// A failure as a page; its cause is logged and told to nobody.
fn broken(error: Error) -> Response {
    let (title, text) = match error.kind() {
        ErrorKind::NotFound => ("Page not found", "The document has no such page."),
        ErrorKind::Unavailable => {
            ("Busy", "The server is busy at this moment. Load the page again in a few seconds.")
        }
        ErrorKind::Forbidden => ("View only", "This link lets you see the document, not download its file."),
        ErrorKind::Invalid => (
            "Not done",
            "What your browser sent could not be read, or this page cannot be shown. Go back and try again.",
        ),
        _ => ("Something went wrong", "The server failed. It has been logged; try again in a while."),
    };
    // The shell's own answer logs the cause; only its status is taken over.
    let status = error.into_response().status();
    pages::message(status, None, title, text)
}
