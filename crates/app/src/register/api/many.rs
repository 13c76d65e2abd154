//! Acts on many documents as clients reach them.

use axum::extract::Path;
use axum::response::Response;

use super::super::bulk::{self, BulkBody, BulkDone};
use super::super::queue_many::{self, AcceptMany, DecidedRows, RejectMany};
use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::wire::Body;

/// Does one act to many documents, all or none.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/documents/bulk",
    operation_id = "bulk_documents",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    request_body = BulkBody,
    responses((status = 200, description = "The documents", body = BulkDone), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.edit")))
)]
pub async fn bulk_documents(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Body(body): Body<BulkBody>,
) -> Result<Response> {
    bulk::run(&cx, &organisation, &project, &body).await
}

/// Accepts many submissions, all or none.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/pending/accept",
    operation_id = "accept_many",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    request_body = AcceptMany,
    responses((status = 200, description = "The documents", body = DecidedRows), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("revision.accept")))
)]
pub async fn accept_many(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Body(body): Body<AcceptMany>,
) -> Result<Response> {
    queue_many::accept(&cx, &organisation, &project, &body).await
}

/// Rejects many submissions for one reason, all or none.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/pending/reject",
    operation_id = "reject_many",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    request_body = RejectMany,
    responses((status = 200, description = "The documents", body = DecidedRows), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("revision.accept")))
)]
pub async fn reject_many(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Body(body): Body<RejectMany>,
) -> Result<Response> {
    queue_many::reject(&cx, &organisation, &project, &body).await
}
