//! The register: uploads, documents, revisions, acceptance, files and page images.

mod keys;
pub(crate) mod pages;
pub(crate) mod serve;
mod statuses;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use wayleave_jobs::Handlers;

use crate::shared::Shared;

/// The operations of this feature.
pub(crate) fn routes() -> OpenApiRouter<Arc<Shared>> {
    OpenApiRouter::new()
}

/// The jobs of this feature.
pub(crate) fn jobs(handlers: Handlers<Shared>) -> Handlers<Shared> {
    handlers.with::<pages::DrawThumbnail, _, _>(pages::draw_later)
}
