//! Sharing inside the product: shares of revisions, who has access, explanations, and the rules for those from outside.

mod access;
mod access_rows;
pub(crate) mod admitted;
mod api;
mod change;
mod explain;
mod gains;
pub mod outside;
mod plan;
mod share;
mod store;
mod view;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wayleave_jobs::Handlers;

use crate::shared::Shared;

pub use change::{extend_share, revoke_share};
pub(crate) use store::people_of;
pub(crate) use view::Gains;

/// The operations of this feature.
pub(crate) fn routes() -> OpenApiRouter<Arc<Shared>> {
    OpenApiRouter::new()
        .routes(routes!(api::share_document))
        .routes(routes!(api::revoke_share))
        .routes(routes!(api::extend_share))
        .routes(routes!(api::list_document_access))
        .routes(routes!(api::explain_access))
        .routes(routes!(api::list_rules))
}

/// The jobs of this feature.
pub(crate) fn jobs(handlers: Handlers<Shared>) -> Handlers<Shared> {
    handlers
}
