//! Projects: memberships, Full Register Access, groups, overrides, settings, lock.

mod api;
pub(crate) mod control;
mod create;
pub(crate) mod full_register;
mod groups;
mod overrides;
pub(crate) mod people;
mod project;
mod settings;
mod standing;
mod store;
mod subjects;
pub(crate) mod team;
mod tell;
mod view;
mod view_groups;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wayleave_jobs::Handlers;

use crate::shared::Shared;

pub(crate) use people::{Candidate, external_end, find_candidate, future_end};
pub(crate) use project::open as open_project;
pub(crate) use standing::standings;
pub(crate) use store::{MembershipRow, live_switches};

/// The operations of this feature.
pub(crate) fn routes() -> OpenApiRouter<Arc<Shared>> {
    OpenApiRouter::new()
        .routes(routes!(api::projects::list_projects, api::projects::create_project))
        .routes(routes!(api::projects::get_project, api::projects::edit_project))
        .routes(routes!(api::projects::lock_project))
        .routes(routes!(api::projects::unlock_project))
        .routes(routes!(api::projects::get_project_settings, api::projects::edit_project_settings))
        .routes(routes!(api::team::list_team, api::team::add_member))
        .routes(routes!(api::team::change_membership))
        .routes(routes!(api::team::end_membership))
        .routes(routes!(api::team::grant_full_register, api::team::end_full_register))
        .routes(routes!(api::team::list_subjects))
        .routes(routes!(api::groups::list_groups, api::groups::create_group))
        .routes(routes!(api::groups::edit_group, api::groups::delete_group))
        .routes(routes!(api::groups::add_group_member, api::groups::remove_group_member))
        .routes(routes!(api::groups::list_overrides, api::groups::create_override))
        .routes(routes!(api::groups::delete_override))
}

/// The jobs of this feature.
pub(crate) fn jobs(handlers: Handlers<Shared>) -> Handlers<Shared> {
    handlers
}
