//! The end of a project (K-6.8, J10): what still stands open, the final inspection, the archive of everything, and the lock
//! that follows.

mod api;
mod archive;
mod checklist;
mod service;
mod view;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) use checklist::{against, forget};

use crate::shared::Shared;

/// The operations of this feature.
pub(crate) fn routes() -> OpenApiRouter<Arc<Shared>> {
    OpenApiRouter::new()
        .routes(routes!(api::get_closeout))
        .routes(routes!(api::record_final_inspection, api::withdraw_final_inspection))
        .routes(routes!(api::get_project_archive))
}
