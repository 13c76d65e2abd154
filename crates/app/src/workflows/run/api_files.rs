//! The files of answers and comments as clients reach them.

use axum::body::Body as AnyBody;
use axum::extract::Path;
use axum::http::{HeaderMap, Method};
use axum::response::Response;

use super::files::Step;
use crate::attachments::{self, Attachment, AttachmentQuery};
use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::wire::Params;

/// Takes a file in, as the raw body of the request, 25 MiB at most, for an answer to the step or a comment on it. It is its
/// sender's alone and waits a day to be used.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/steps/{step}/attachments",
    operation_id = "attach_to_step",
    tag = "workflows",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("step" = String, Path, description = "The step"), AttachmentQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The bytes of the file"),
    responses((status = 201, description = "The file", body = Attachment), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("step.comment")))
)]
pub async fn attach_to_step(
    cx: Cx,
    Path((organisation, project, step)): Path<(String, String, String)>,
    Params(query): Params<AttachmentQuery>,
    headers: HeaderMap,
    body: AnyBody,
) -> Result<Response> {
    attachments::receive(&cx, &organisation, &Step(&project, &step), &query, (&headers, body)).await
}

/// Drops a file that was sent and not used. What is part of an answer or a comment stays.
#[utoipa::path(
    delete,
    path = "/api/v1/organisations/{organisation}/projects/{project}/steps/{step}/attachments/{attachment}",
    operation_id = "discard_step_attachment",
    tag = "workflows",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("step" = String, Path, description = "The step"), ("attachment" = String, Path, description = "The file")),
    responses((status = 204, description = "It is gone"), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("step.comment")))
)]
pub async fn discard_step_attachment(
    cx: Cx,
    Path((organisation, project, step, attachment)): Path<(String, String, String, String)>,
) -> Result<Response> {
    attachments::discard(&cx, &organisation, &Step(&project, &step), &attachment).await
}

/// A file of an answer or a comment, to keep, for whoever is shown that at this step. Ranges and validators are honoured.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/steps/{step}/attachments/{attachment}/file",
    operation_id = "get_step_attachment",
    tag = "workflows",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("step" = String, Path, description = "The step"), ("attachment" = String, Path, description = "The file")),
    responses((status = 200, description = "The bytes", body = Vec<u8>, content_type = "application/octet-stream"), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("step.view")))
)]
pub async fn get_step_attachment(
    cx: Cx,
    Path((organisation, project, step, attachment)): Path<(String, String, String, String)>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response> {
    attachments::file(&cx, &organisation, (&Step(&project, &step), &attachment), &method, &headers).await
}
