//! The audit log as people read it: lists with filters, a document's history, exports, and the check of the chain.
//! Promises: reading never changes the log but for the note that an export was made. What is signed of it, and how that
//! is checked offline, is in [`checkpoints`].

mod api;
mod checkpoints;
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

pub(crate) use checkpoints::{Keys, inclusion, keys, sign_all, sign_soon, signing_key};
pub(crate) use export::{Form, of_project};
pub(crate) use service::{Happened, SHOWN, happened_to};
pub(crate) use view::PastEvent;

/// The operations of this feature.
pub(crate) fn routes() -> OpenApiRouter<Arc<Shared>> {
    OpenApiRouter::new()
        .routes(routes!(api::list_audit_events))
        .routes(routes!(api::export_audit_events))
        .routes(routes!(api::verify_audit_log))
        .routes(routes!(checkpoints::api::get_audit_key))
        .routes(routes!(checkpoints::api::get_audit_checkpoint))
        .routes(routes!(checkpoints::api::list_audit_checkpoints))
        .routes(routes!(checkpoints::api::get_audit_event_proof))
        .routes(routes!(checkpoints::api::export_audit_bundle))
        .routes(routes!(api::list_project_audit_events))
        .routes(routes!(api::export_project_audit_events))
        .routes(routes!(api::list_document_history))
}

/// The jobs of this feature.
pub(crate) fn jobs(handlers: Handlers<Shared>) -> Handlers<Shared> {
    handlers
}
