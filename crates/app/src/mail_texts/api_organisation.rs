//! The texts of mails of the organisation as clients reach them.

use axum::Json;
use axum::extract::Path;
use axum::response::Response;

use super::service;
use super::texts::MailWords;
use super::view::{MailTextDetail, MailTextEdit, MailTextLine, MailTextPreview};
use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::wire::{Body, List};

/// The mails that leave the organisation, and which of them say something in its own words.
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/mail-texts", operation_id = "list_mail_texts", tag = "settings",
    params(("organisation" = String, Path, description = "Public id or slug.")),
    responses((status = 200, body = List<MailTextLine>), (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("organisation.settings"))))]
pub async fn list_mail_texts(cx: Cx, Path(organisation): Path<String>) -> Result<Json<List<MailTextLine>>> {
    Ok(Json(service::list(&cx, &organisation, None).await?))
}

/// A mail with its words, and the facts that can be put into them.
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/mail-texts/{text}", operation_id = "get_mail_text", tag = "settings",
    params(("organisation" = String, Path, description = "Public id or slug."), ("text" = String, Path, description = "The mail.")),
    responses((status = 200, body = MailTextDetail), (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("organisation.settings"))))]
pub async fn get_mail_text(
    cx: Cx,
    Path((organisation, text)): Path<(String, String)>,
) -> Result<Json<MailTextDetail>> {
    Ok(Json(service::get(&cx, &organisation, None, &text).await?))
}

/// Puts a mail in other words. What happened, the button with its link and the foot stay; what is left out is standard.
#[utoipa::path(put, path = "/api/v1/organisations/{organisation}/mail-texts/{text}", operation_id = "set_mail_text", tag = "settings",
    params(("organisation" = String, Path, description = "Public id or slug."), ("text" = String, Path, description = "The mail.")),
    request_body = MailTextEdit,
    responses((status = 200, body = MailTextDetail), (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("organisation.settings"))))]
pub async fn set_mail_text(
    cx: Cx,
    Path((organisation, text)): Path<(String, String)>,
    Body(edit): Body<MailTextEdit>,
) -> Result<Response> {
    service::set(&cx, &organisation, None, &text, edit).await
}

/// The mail as it would be in these words, with made-up facts. Keeps nothing.
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/mail-texts/{text}/preview", operation_id = "preview_mail_text", tag = "settings",
    params(("organisation" = String, Path, description = "Public id or slug."), ("text" = String, Path, description = "The mail.")),
    request_body = MailWords,
    responses((status = 200, body = MailTextPreview), (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("organisation.settings"))))]
pub async fn preview_mail_text(
    cx: Cx,
    Path((organisation, text)): Path<(String, String)>,
    Body(words): Body<MailWords>,
) -> Result<Json<MailTextPreview>> {
    Ok(Json(service::preview(&cx, &organisation, None, &text, words).await?))
}

/// Sends the mail in these words to whoever asks, with made-up facts and marked as a test. Keeps nothing else.
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/mail-texts/{text}/test", operation_id = "test_mail_text", tag = "settings",
    params(("organisation" = String, Path, description = "Public id or slug."), ("text" = String, Path, description = "The mail.")),
    request_body = MailWords,
    responses((status = 204, description = "It is on its way."), (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("organisation.settings"))))]
pub async fn test_mail_text(
    cx: Cx,
    Path((organisation, text)): Path<(String, String)>,
    Body(words): Body<MailWords>,
) -> Result<Response> {
    service::test(&cx, &organisation, None, &text, words).await
}
