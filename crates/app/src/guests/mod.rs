//! Guest shares and the guest portal.
//!
//! A guest share lets somebody without an account see one document, or what a transmittal sends, through a link. The link is a subject of the ledger
//! like any other: what it opens is a grant, and the portal reads through the same scope as everybody. The share's own
//! row holds its terms and counts; whether it still runs is read from the grant.
//!
//! * Only a POST opens a link; GET and HEAD tell nothing but whose link it is and what will be asked.
//! * An open is counted in the transaction that makes the guest's session, and nowhere else.
//! * What is revoked, suspended or unknown answers alike.

mod api;
mod code;
mod create;
mod draft;
mod leaving;
mod links;
mod log;
mod mails;
mod model;
mod portal;
mod reading;
mod sent;
mod service;
mod store;
mod timers;
mod view;

use std::sync::Arc;

use axum::Router;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wayleave_jobs::Handlers;

use crate::shared::Shared;

pub(crate) use draft::caps as link_caps;
pub use leaving::leave;
pub use links::hand_over;
pub(crate) use mails::{Covering, Words};
pub(crate) use model::Terms;
pub(crate) use model::link_end;
pub(crate) use portal::forget as forget_tries;
#[cfg(feature = "testing")]
pub(crate) use portal::{find_link, find_session};
pub(crate) use portal::{pages, pages_of};
pub(crate) use sent::{
    LinkFor, Sending, announce as announce_sent, end as end_sent, send, watch as watch_sent,
};
pub use service::{extend_within, revoke_within};

/// The operations of this feature.
pub(crate) fn routes() -> OpenApiRouter<Arc<Shared>> {
    OpenApiRouter::new()
        .routes(routes!(api::list, api::create))
        .routes(routes!(api::get, api::edit))
        .routes(routes!(api::extend))
        .routes(routes!(api::revoke))
        .routes(routes!(api::regenerate))
        .routes(routes!(api::log))
        .routes(routes!(api::log_csv))
}

/// The pages for guests.
pub(crate) fn portal() -> Router<Arc<Shared>> {
    portal::routes()
}

/// The jobs of this feature.
pub(crate) fn jobs(handlers: Handlers<Shared>) -> Handlers<Shared> {
    timers::jobs(mails::jobs(handlers))
}
