//! The ledger of external access: every way in which anybody outside can see anything, in one list, to be ended and
//! prolonged in bulk.
//!
//! A row is an act that let somebody in: a guest share, a share, a membership, a switch, a group's grant, a step, a
//! submission, a transmittal.
//! Promises: who is outside is told by the same facts that the evaluator reads; every ended or prolonged row has an event
//! of its own; a row that is refused leaves the others as they are.

mod api;
mod bulk;
mod export;
mod service;
mod store;
mod view;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::shared::Shared;

pub(crate) use service::ending;

/// The operations of this feature.
pub(crate) fn routes() -> OpenApiRouter<Arc<Shared>> {
    OpenApiRouter::new()
        .routes(routes!(api::list_access))
        .routes(routes!(api::list_organisation_access))
        .routes(routes!(api::revoke_access))
        .routes(routes!(api::extend_access))
        .routes(routes!(api::export_access))
}
