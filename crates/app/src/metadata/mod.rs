//! What is known of documents beside number and title: fields with coded choices, texts, days and toggles, of the
//! organisation for all its projects and of each project for itself.
//!
//! * A project adds fields and choices to the organisation's; it removes none.
//! * The code of a choice that a document has, or once had, never changes, and the choice is retired rather than deleted.
//! * What a document has already stays valid whatever becomes of the field or the choice.

mod api_organisation;
mod api_project;
mod defaults;
pub(crate) mod model;
#[cfg(test)]
mod model_tests;
mod options;
mod preset;
mod preset_codes;
mod service;
pub(crate) mod store;
pub(crate) mod values;
pub(crate) mod view;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::shared::Shared;

pub(crate) use defaults::seed;
pub use defaults::seed_fields;

/// The operations of this feature.
pub(crate) fn routes() -> OpenApiRouter<Arc<Shared>> {
    use {api_organisation as organisation, api_project as project};
    OpenApiRouter::new()
        .routes(routes!(organisation::list_fields, organisation::add_field))
        .routes(routes!(organisation::edit_field, organisation::delete_field))
        .routes(routes!(organisation::add_option))
        .routes(routes!(organisation::edit_option, organisation::delete_option))
        .routes(routes!(project::list_project_fields, project::add_project_field))
        .routes(routes!(project::edit_project_field, project::delete_project_field))
        .routes(routes!(project::add_project_option))
        .routes(routes!(project::edit_project_option, project::delete_project_option))
        .routes(routes!(preset::get_iso_19650, preset::choose_iso_19650))
}
