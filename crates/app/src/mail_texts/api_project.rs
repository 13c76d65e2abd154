//! The texts of mails of a project as clients reach them.

use axum::Json;
use axum::extract::Path;
use axum::response::Response;

use super::service;
use super::texts::MailWords;
use super::view::{MailTextDetail, MailTextEdit, MailTextLine, MailTextPreview};
use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::wire::{Body, List};

/// The mails that come from a project, and which of them say something in its own words.
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/projects/{project}/mail-texts", operation_id = "list_project_mail_texts", tag = "projects",
    params(("organisation" = String, Path, description = "Public id or slug."), ("project" = String, Path, description = "The project.")),
    responses((status = 200, body = List<MailTextLine>), (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.settings_view"))))]
pub async fn list_project_mail_texts(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
) -> Result<Json<List<MailTextLine>>> {
    Ok(Json(service::list(&cx, &organisation, Some(&project)).await?))
}

/// A mail with its words, and the facts that can be put into them.
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/projects/{project}/mail-texts/{text}", operation_id = "get_project_mail_text", tag = "projects",
    params(("organisation" = String, Path, description = "Public id or slug."), ("project" = String, Path, description = "The project."), ("text" = String, Path, description = "The mail.")),
    responses((status = 200, body = MailTextDetail), (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.settings_view"))))]
pub async fn get_project_mail_text(
    cx: Cx,
    Path((organisation, project, text)): Path<(String, String, String)>,
) -> Result<Json<MailTextDetail>> {
    Ok(Json(service::get(&cx, &organisation, Some(&project), &text).await?))
}

/// Puts a mail in other words. What happened, the button with its link and the foot stay; what is left out is standard.
#[utoipa::path(put, path = "/api/v1/organisations/{organisation}/projects/{project}/mail-texts/{text}", operation_id = "set_project_mail_text", tag = "projects",
    params(("organisation" = String, Path, description = "Public id or slug."), ("project" = String, Path, description = "The project."), ("text" = String, Path, description = "The mail.")),
    request_body = MailTextEdit,
    responses((status = 200, body = MailTextDetail), (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.settings"))))]
pub async fn set_project_mail_text(
    cx: Cx,
    Path((organisation, project, text)): Path<(String, String, String)>,
    Body(edit): Body<MailTextEdit>,
) -> Result<Response> {
    service::set(&cx, &organisation, Some(&project), &text, edit).await
}

/// The mail as it would be in these words, with made-up facts. Keeps nothing.
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/projects/{project}/mail-texts/{text}/preview", operation_id = "preview_project_mail_text", tag = "projects",
    params(("organisation" = String, Path, description = "Public id or slug."), ("project" = String, Path, description = "The project."), ("text" = String, Path, description = "The mail.")),
    request_body = MailWords,
    responses((status = 200, body = MailTextPreview), (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.settings_view"))))]
pub async fn preview_project_mail_text(
    cx: Cx,
    Path((organisation, project, text)): Path<(String, String, String)>,
    Body(words): Body<MailWords>,
) -> Result<Json<MailTextPreview>> {
    Ok(Json(service::preview(&cx, &organisation, Some(&project), &text, words).await?))
}

/// Sends the mail in these words to whoever asks, with made-up facts and marked as a test. Keeps nothing else.
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/projects/{project}/mail-texts/{text}/test", operation_id = "test_project_mail_text", tag = "projects",
    params(("organisation" = String, Path, description = "Public id or slug."), ("project" = String, Path, description = "The project."), ("text" = String, Path, description = "The mail.")),
    request_body = MailWords,
    responses((status = 204, description = "It is on its way."), (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.settings"))))]
pub async fn test_project_mail_text(
    cx: Cx,
    Path((organisation, project, text)): Path<(String, String, String)>,
    Body(words): Body<MailWords>,
) -> Result<Response> {
    service::test(&cx, &organisation, Some(&project), &text, words).await
}
