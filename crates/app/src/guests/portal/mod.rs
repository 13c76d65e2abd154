//! The guest portal: pages made by the server, without script, for people who have a link and nothing else.
//!
//! `/g/{token}` is the door: GET shows whose link it is, POST opens it and leads to `/v/{session}`, which holds no token.
//! Behind the door of a link that went out with a transmittal lies the list of what was sent, and `d/{place}` is one of it.
//! A cookie of the link's own carries the session; every request behind the door is decided anew.

mod ask;
mod door;
mod gate;
mod halt;
mod limits;
mod open;
pub(crate) mod pages;
mod parcel;
mod preview;
mod sessions;
mod viewer;

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{DefaultBodyLimit, Query};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Router, middleware};
use serde::Deserialize;

#[cfg(feature = "testing")]
pub(crate) use door::behind as find_link;
pub use limits::forget;
pub use preview::pages_of;
#[cfg(feature = "testing")]
pub(crate) use sessions::find as find_session;

use crate::shared::Shared;

/// What a gate's form may weigh.
const FORM_LIMIT: usize = 16 * 1024;

/// The pages.
pub fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/g/{token}", get(gate::show).post(gate::enter))
        .route("/g/{token}/code", post(gate::send_code))
        .route("/g/{token}/ask", post(ask::ask))
        .route("/v/{session}", get(viewer::show))
        .route("/v/{session}/pages/{page}", get(viewer::picture))
        .route("/v/{session}/file", get(viewer::file))
        .route("/v/{session}/d/{place}", get(viewer::show))
        .route("/v/{session}/d/{place}/pages/{page}", get(viewer::picture))
        .route("/v/{session}/d/{place}/file", get(viewer::file))
        .route("/v/{session}/files", get(parcel::files))
        .route("/v/{session}/acknowledge", post(parcel::acknowledge))
        .route("/v/{session}/receipt", get(parcel::receipt))
        .route("/v/{session}/leave", post(viewer::leave))
        .layer(DefaultBodyLimit::max(FORM_LIMIT))
        .layer(middleware::map_response(pages::headers))
        .route("/portal.css", get(css))
        .route("/robots.txt", get(robots))
}

#[derive(Deserialize)]
struct Colour {
    c: Option<String>,
}

async fn css(colour: Result<Query<Colour>, QueryRejection>) -> Response {
    pages::css(colour.ok().and_then(|Query(colour)| colour.c).as_deref())
}

async fn robots() -> &'static str {
    "User-agent: *\nDisallow: /g/\nDisallow: /v/\nDisallow: /n/\nDisallow: /api/\n"
}
