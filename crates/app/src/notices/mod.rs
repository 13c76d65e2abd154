//! Notices: what people are told of what happened, behind their bell and by mail.
//!
//! * A notice is a row per person and event, written in the transaction of the act. Bell and mail hang on that one row.
//! * What kinds there are is a table ([`kinds`]): what they are called, who may still be told, whether a mail goes out
//!   unless the person chose otherwise, and what cannot be switched off and why.
//! * A notice names ids; its words are made when it is read or mailed, from what the reader may see then. Whatever they
//!   can see no more is neither shown nor counted, and no mail about it leaves.
//! * A digest is gathered, decided and written in one transaction: run twice, it is sent once, and never empty.

mod api;
mod choices;
mod clearance;
mod digest;
pub(crate) mod kinds;
mod list;
mod notify;
mod sight;
mod stop;
mod store;
mod words;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wayleave_jobs::Handlers;

use crate::shared::Shared;

pub use clearance::{Clearance, clearance, gather_again};
pub use list::{documents, unread};
pub use notify::{Notice, Recipient, notify};
pub use store::forget;

/// The operations of this feature.
pub(crate) fn routes() -> OpenApiRouter<Arc<Shared>> {
    OpenApiRouter::new()
        .routes(routes!(api::list_notifications))
        .routes(routes!(api::get_notification))
        .routes(routes!(api::read_notifications))
        .routes(routes!(api::get_notification_choices, api::change_notification_choices))
}

/// The pages behind the links that stop mails.
pub(crate) fn pages() -> Router<Arc<Shared>> {
    Router::new().route("/n/stop/{token}", get(stop::show).post(stop::stop))
}

/// The jobs of this feature.
pub(crate) fn jobs(handlers: Handlers<Shared>) -> Handlers<Shared> {
    handlers.with::<digest::Gather, _, _>(digest::gather)
}
