//! Workflow templates: the plans that reviews follow (K-6.1). A draft is written over until it is activated; from then on
//! each change of its plan is a version of its own, and a workflow keeps the version it was started from.

mod api;
pub(super) mod model;
mod read;
mod service;
pub(super) mod store;
mod view;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::shared::Shared;

pub(super) use read::plan_of;

/// The operations on templates.
pub(super) fn routes() -> OpenApiRouter<Arc<Shared>> {
    OpenApiRouter::new()
        .routes(routes!(api::list_workflow_templates, api::create_workflow_template))
        .routes(routes!(
            api::get_workflow_template,
            api::edit_workflow_template,
            api::delete_workflow_template
        ))
        .routes(routes!(api::activate_workflow_template))
        .routes(routes!(api::archive_workflow_template))
        .routes(routes!(api::clone_workflow_template))
}
