//! What mails say in the words of an organisation or a project: subject, introduction and closing of each.
//!
//! * Three layers, part by part: the project's words, else the organisation's, else the standard.
//! * The texts are one setting per layer, kept with its history; each mail has a version that a change must name.
//! * A text has no logic and no facts of its own: what its variables stand for is what the mail itself says to its reader
//!   (`wayleave_mail::variables`). What happened, the button, its link and the foot are never replaced.
//! * A preview and a test are rendered as the mail will be, with made-up facts.

mod api_organisation;
mod api_project;
mod catalogue;
mod service;
mod texts;
mod view;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::shared::Shared;

pub use texts::MailTexts;

/// The operations of this feature.
pub(crate) fn routes() -> OpenApiRouter<Arc<Shared>> {
    use {api_organisation as organisation, api_project as project};
    OpenApiRouter::new()
        .routes(routes!(organisation::list_mail_texts))
        .routes(routes!(organisation::get_mail_text, organisation::set_mail_text))
        .routes(routes!(organisation::preview_mail_text))
        .routes(routes!(organisation::test_mail_text))
        .routes(routes!(project::list_project_mail_texts))
        .routes(routes!(project::get_project_mail_text, project::set_project_mail_text))
        .routes(routes!(project::preview_project_mail_text))
        .routes(routes!(project::test_project_mail_text))
}
