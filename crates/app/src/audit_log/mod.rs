//! The audit log as people read it: lists with filters, a document's history, exports, and the check of the chain.
//! Promises: reading never changes the log but for the note that an export was made.

mod api;
mod export;
mod service;
mod store;
mod view;
mod words;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wayleave_jobs::Handlers;

use crate::shared::Shared;

pub(crate) use export::harmless;

/// The operations of this feature.
pub(crate) fn routes() -> OpenApiRouter<Arc<Shared>> {
    OpenApiRouter::new()
        .routes(routes!(api::list_audit_events))
        .routes(routes!(api::export_audit_events))
        .routes(routes!(api::verify_audit_log))
        .routes(routes!(api::list_project_audit_events))
        .routes(routes!(api::export_project_audit_events))
        .routes(routes!(api::list_document_history))
}

/// The jobs of this feature.
pub(crate) fn jobs(handlers: Handlers<Shared>) -> Handlers<Shared> {
    handlers
}
