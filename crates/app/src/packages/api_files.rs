//! The files of evidence as clients reach them.

use axum::body::Body as AnyBody;
use axum::extract::Path;
use axum::http::{HeaderMap, Method};
use axum::response::Response;

use super::files::Package;
use crate::attachments::{self, Attachment, AttachmentQuery};
use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::wire::Params;

/// Takes a file in, as the raw body of the request, 25 MiB at most, to be evidence of a work package. It is
/// its sender's alone and waits a day to be used.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/work-packages/{package}/attachments",
    operation_id = "attach_to_work_package",
    tag = "work packages",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("package" = String, Path, description = "The work package"), AttachmentQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The bytes of the file"),
    responses((status = 201, description = "The file", body = Attachment), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("work_package.contribute")))
)]
pub async fn attach_to_work_package(
    cx: Cx,
    Path((organisation, project, package)): Path<(String, String, String)>,
    Params(query): Params<AttachmentQuery>,
    headers: HeaderMap,
    body: AnyBody,
) -> Result<Response> {
    attachments::receive(&cx, &organisation, &Package(&project, &package), &query, (&headers, body)).await
}

/// Drops a file that was sent and not used. What is evidence stays.
#[utoipa::path(
    delete,
    path = "/api/v1/organisations/{organisation}/projects/{project}/work-packages/{package}/attachments/{file}",
    operation_id = "discard_work_package_attachment",
    tag = "work packages",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("package" = String, Path, description = "The work package"), ("file" = String, Path, description = "The file")),
    responses((status = 204, description = "It is gone"), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("work_package.contribute")))
)]
pub async fn discard_work_package_attachment(
    cx: Cx,
    Path((organisation, project, package, file)): Path<(String, String, String, String)>,
) -> Result<Response> {
    attachments::discard(&cx, &organisation, &Package(&project, &package), &file).await
}

/// A file of the evidence, to keep, for whoever sees the work package. Ranges and validators are honoured.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/work-packages/{package}/attachments/{file}/file",
    operation_id = "get_work_package_attachment",
    tag = "work packages",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("package" = String, Path, description = "The work package"), ("file" = String, Path, description = "The file")),
    responses((status = 200, description = "The bytes", body = Vec<u8>, content_type = "application/octet-stream"), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("work_package.view")))
)]
pub async fn get_work_package_attachment(
    cx: Cx,
    Path((organisation, project, package, file)): Path<(String, String, String, String)>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response> {
    attachments::file(&cx, &organisation, (&Package(&project, &package), &file), &method, &headers).await
}
