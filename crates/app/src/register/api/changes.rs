//! Changes to documents, and the decision about submissions, as clients reach them.

use axum::Json;
use axum::extract::Path;
use axum::response::Response;

use super::super::control::{self, ReasonBody, RestrictBody};
use super::super::create::{self, NewRevisionBody};
use super::super::decide;
use super::super::details::{Acceptance, Rejection};
use super::super::edit::{self, DocumentPatch, StatusBody};
use super::super::queue::{self, PendingQuery, Submission};
use super::super::view::DocumentView;
use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::wire::{Body, List, Params};

/// Changes fields; the number never changes.
#[utoipa::path(
    patch,
    path = "/api/v1/organisations/{organisation}/projects/{project}/documents/{document}",
    operation_id = "edit_document",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("document" = String, Path, description = "The document")),
    request_body = DocumentPatch,
    responses((status = 200, description = "The document", body = DocumentView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.edit")))
)]
pub async fn edit_document(
    cx: Cx,
    Path((organisation, project, document)): Path<(String, String, String)>,
    Body(body): Body<DocumentPatch>,
) -> Result<Response> {
    edit::patch(&cx, &organisation, (&project, &document), &body).await
}

/// Sets the status by hand, along the table of transitions.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/documents/{document}/status",
    operation_id = "set_document_status",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("document" = String, Path, description = "The document")),
    request_body = StatusBody,
    responses((status = 200, description = "The document", body = DocumentView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.status")))
)]
pub async fn set_document_status(
    cx: Cx,
    Path((organisation, project, document)): Path<(String, String, String)>,
    Body(body): Body<StatusBody>,
) -> Result<Response> {
    edit::set_status(&cx, &organisation, (&project, &document), &body).await
}

/// Locks the document: it takes no further revisions.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/documents/{document}/lock",
    operation_id = "lock_document",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("document" = String, Path, description = "The document")),
    request_body = ReasonBody,
    responses((status = 200, description = "The document", body = DocumentView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.lock")))
)]
pub async fn lock_document(
    cx: Cx,
    Path((organisation, project, document)): Path<(String, String, String)>,
    Body(body): Body<ReasonBody>,
) -> Result<Response> {
    control::lock(&cx, &organisation, (&project, &document), &body).await
}

/// Unlocks the document.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/documents/{document}/unlock",
    operation_id = "unlock_document",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("document" = String, Path, description = "The document")),
    request_body = ReasonBody,
    responses((status = 200, description = "The document", body = DocumentView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.unlock")))
)]
pub async fn unlock_document(
    cx: Cx,
    Path((organisation, project, document)): Path<(String, String, String)>,
    Body(body): Body<ReasonBody>,
) -> Result<Response> {
    control::unlock(&cx, &organisation, (&project, &document), &body).await
}

/// Restricts the document to groups, or opens it to the project again.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/documents/{document}/restrict",
    operation_id = "restrict_document",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("document" = String, Path, description = "The document")),
    request_body = RestrictBody,
    responses((status = 200, description = "The document", body = DocumentView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.restrict")))
)]
pub async fn restrict_document(
    cx: Cx,
    Path((organisation, project, document)): Path<(String, String, String)>,
    Body(body): Body<RestrictBody>,
) -> Result<Response> {
    control::restrict(&cx, &organisation, (&project, &document), &body).await
}

/// Turns an upload into a new revision.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/documents/{document}/revisions",
    operation_id = "add_revision",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("document" = String, Path, description = "The document")),
    request_body = NewRevisionBody,
    responses((status = 201, description = "The document", body = DocumentView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("revision.upload")))
)]
pub async fn add_revision(
    cx: Cx,
    Path((organisation, project, document)): Path<(String, String, String)>,
    Body(body): Body<NewRevisionBody>,
) -> Result<Response> {
    create::revise(&cx, &organisation, (&project, &document), body).await
}

/// What waits for acceptance, oldest first.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/pending",
    operation_id = "list_pending",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), PendingQuery),
    responses((status = 200, description = "A page of submissions", body = List<Submission>), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("submission.list")))
)]
pub async fn list_pending(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Params(query): Params<PendingQuery>,
) -> Result<Json<List<Submission>>> {
    Ok(Json(queue::list(&cx, &organisation, &project, &query).await?))
}

/// Accepts a submission: as a new document, or as a revision of one that exists.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/documents/{document}/revisions/{revision}/accept",
    operation_id = "accept_revision",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("document" = String, Path, description = "The document"), ("revision" = String, Path, description = "The revision")),
    request_body = Acceptance,
    responses((status = 200, description = "The document", body = DocumentView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("revision.accept")))
)]
pub async fn accept_revision(
    cx: Cx,
    Path((organisation, project, document, revision)): Path<(String, String, String, String)>,
    Body(body): Body<Acceptance>,
) -> Result<Response> {
    decide::accept(&cx, &organisation, (&project, &document, &revision), &body).await
}

/// Rejects a submission; its sender reads the reason.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/documents/{document}/revisions/{revision}/reject",
    operation_id = "reject_revision",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("document" = String, Path, description = "The document"), ("revision" = String, Path, description = "The revision")),
    request_body = Rejection,
    responses((status = 200, description = "The document", body = DocumentView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("revision.accept")))
)]
pub async fn reject_revision(
    cx: Cx,
    Path((organisation, project, document, revision)): Path<(String, String, String, String)>,
    Body(body): Body<Rejection>,
) -> Result<Response> {
    decide::reject(&cx, &organisation, (&project, &document, &revision), &body).await
}
