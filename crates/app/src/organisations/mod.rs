//! The organisation: its members, invitations, companies, settings and outgoing mail.
//!
//! * A member is one account in one organisation with one role; the role is a temporal row, and without an open one the
//!   organisation does not exist for the person.
//! * The last organisation administrator can neither be demoted nor deactivated, and a project's Document Control group
//!   never loses its last member that way, whoever races.

pub(crate) mod companies;
mod create;
mod home;
pub(crate) mod invitations;
mod logo;
mod members;
mod outbox;
mod sections;
mod sending;
mod telling;

use std::sync::Arc;

use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wayleave_jobs::Handlers;

use crate::shared::Shared;

pub use create::{CreatedOrganisation, create_organisation};

/// The operations of this feature.
pub(crate) fn routes() -> OpenApiRouter<Arc<Shared>> {
    OpenApiRouter::new()
        .routes(routes!(home::get_organisation))
        .routes(routes!(companies::list_companies, companies::create_company))
        .routes(routes!(companies::change_company))
        .routes(routes!(companies::list_designations))
        .routes(routes!(invitations::api::list_invitations, invitations::api::invite))
        .routes(routes!(invitations::api::resend_invitation))
        .routes(routes!(invitations::api::revoke_invitation))
        .routes(routes!(
            invitations::in_project::list_project_invitations,
            invitations::in_project::invite_to_project
        ))
        .routes(routes!(invitations::in_project::resend_project_invitation))
        .routes(routes!(invitations::in_project::revoke_project_invitation))
        .routes(routes!(members::api::list_members))
        .routes(routes!(members::api::get_member, members::api::change_member))
        .routes(routes!(members::api::change_role))
        .routes(routes!(members::api::role_impact))
        .routes(routes!(members::api::deactivate_member))
        .routes(routes!(members::api::reactivate_member))
        .routes(routes!(members::api::hand_over))
        .routes(routes!(sections::get_settings, sections::change_settings))
        .routes(routes!(logo::get_logo, logo::put_logo, logo::delete_logo))
        .routes(routes!(outbox::list_outbox))
        .routes(routes!(outbox::get_mail))
        .route("/organisations/{organisation}/logo", get(logo::public_logo))
}

/// The jobs of this feature.
pub(crate) fn jobs(handlers: Handlers<Shared>) -> Handlers<Shared> {
    invitations::expected::jobs(handlers)
}
