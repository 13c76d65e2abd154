//! What a person does with their own account: signing in and out, sessions, passwords, accepting invitations.
//!
//! * A session is a random reference; the database holds its SHA-256 alone. It ends after twelve hours of disuse, after
//!   thirty days in any case, and at once when it is revoked. Signing in always makes a new one.
//! * Nothing here tells an address that has an account from one that has none: both cost the same work and get the same
//!   answer.
//! * Guessing is bounded per account and per address, counted in the database.

mod accept;
mod api;
mod attempts;
mod belongings;
mod confirm;
mod passwords;
mod sessions;
mod sign_in;
mod tidy;
mod view;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wayleave_jobs::Handlers;

use crate::shared::Shared;

pub(crate) use belongings::active_elsewhere;
pub(crate) use confirm::confirm;
#[cfg(feature = "testing")]
pub(crate) use passwords::find as find_reset;
pub(crate) use sessions::{NOTED_EVERY, close_all as close_sessions, note_use};
pub(crate) use tidy::tidy;

/// The operations of this feature.
pub(crate) fn routes() -> OpenApiRouter<Arc<Shared>> {
    OpenApiRouter::new()
        .routes(routes!(api::sign_in, api::sign_out))
        .routes(routes!(api::me, api::change_me))
        .routes(routes!(api::change_password))
        .routes(routes!(api::list_sessions, api::end_sessions))
        .routes(routes!(api::end_session))
        .routes(routes!(api::ask_reset))
        .routes(routes!(api::check_reset))
        .routes(routes!(api::complete_reset))
        .routes(routes!(api::check_invitation))
        .routes(routes!(api::accept_invitation))
        .routes(routes!(api::check_set_up))
        .routes(routes!(api::complete_set_up))
}

/// The jobs of this feature.
pub(crate) fn jobs(handlers: Handlers<Shared>) -> Handlers<Shared> {
    handlers
        .with::<sign_in::NoteFailure, _, _>(sign_in::note_failure)
        .with::<passwords::StartReset, _, _>(passwords::start_reset)
}
