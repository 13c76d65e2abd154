//! The ends of documents as clients reach them: the bin, the archive, and what supersedes what.

use axum::Json;
use axum::extract::Path;
use axum::response::Response;

use super::super::bin::{self, Binned};
use super::super::lifecycle::{self, SupersedeBody, UnarchiveBody};
use super::super::merge::{self, MergeBody, MergePreview};
use super::super::view::DocumentView;
use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::wire::{Body, List, Paging, Params};

/// Puts a draft that was never shared into the bin, for 30 days.
#[utoipa::path(
    delete,
    path = "/api/v1/organisations/{organisation}/projects/{project}/documents/{document}",
    operation_id = "delete_document",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("document" = String, Path, description = "The document")),
    responses((status = 204, description = "It is in the bin"), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.delete")))
)]
pub async fn delete_document(
    cx: Cx,
    Path((organisation, project, document)): Path<(String, String, String)>,
) -> Result<Response> {
    bin::delete(&cx, &organisation, (&project, &document)).await
}

/// Takes a document out of the bin.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/documents/{document}/restore",
    operation_id = "restore_document",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("document" = String, Path, description = "The document")),
    responses((status = 200, description = "The document", body = DocumentView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.restore")))
)]
pub async fn restore_document(
    cx: Cx,
    Path((organisation, project, document)): Path<(String, String, String)>,
) -> Result<Response> {
    bin::restore(&cx, &organisation, (&project, &document)).await
}

/// The documents in the bin, the last deleted first.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/bin",
    operation_id = "list_bin",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), Paging),
    responses((status = 200, description = "A page of documents", body = List<Binned>), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("bin.list")))
)]
pub async fn list_bin(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Params(query): Params<Paging>,
) -> Result<Json<List<Binned>>> {
    Ok(Json(bin::list(&cx, &organisation, &project, &query).await?))
}

/// Removes a document in the bin for good, once it was kept long enough. Its number is not given out again.
#[utoipa::path(
    delete,
    path = "/api/v1/organisations/{organisation}/projects/{project}/bin/{document}",
    operation_id = "purge_document",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("document" = String, Path, description = "The document")),
    responses((status = 204, description = "It is removed"), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.purge")))
)]
pub async fn purge_document(
    cx: Cx,
    Path((organisation, project, document)): Path<(String, String, String)>,
) -> Result<Response> {
    bin::purge(&cx, &organisation, (&project, &document)).await
}

/// Marks a document as superseded by another one.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/documents/{document}/supersede",
    operation_id = "supersede_document",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("document" = String, Path, description = "The document")),
    request_body = SupersedeBody,
    responses((status = 200, description = "The document", body = DocumentView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.supersede")))
)]
pub async fn supersede_document(
    cx: Cx,
    Path((organisation, project, document)): Path<(String, String, String)>,
    Body(body): Body<SupersedeBody>,
) -> Result<Response> {
    lifecycle::supersede(&cx, &organisation, (&project, &document), &body).await
}

/// Takes a document out of the archive, with the status that it had before.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/documents/{document}/unarchive",
    operation_id = "unarchive_document",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("document" = String, Path, description = "The document")),
    request_body = UnarchiveBody,
    responses((status = 200, description = "The document", body = DocumentView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.unarchive")))
)]
pub async fn unarchive_document(
    cx: Cx,
    Path((organisation, project, document)): Path<(String, String, String)>,
    Body(body): Body<UnarchiveBody>,
) -> Result<Response> {
    lifecycle::unarchive(&cx, &organisation, (&project, &document), &body).await
}

/// What merging documents would do: how their revisions would stand, and who would see more or less.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/documents/merge/preview",
    operation_id = "preview_merge",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    request_body = MergeBody,
    responses((status = 200, description = "What would happen", body = MergePreview), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.merge")))
)]
pub async fn preview_merge(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Body(body): Body<MergeBody>,
) -> Result<Json<MergePreview>> {
    Ok(Json(merge::preview(&cx, &organisation, &project, &body).await?))
}

/// Merges documents that are one into one. The numbers of the others stay reserved and lead to it.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/documents/merge",
    operation_id = "merge_documents",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    request_body = MergeBody,
    responses((status = 200, description = "The document", body = DocumentView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.merge")))
)]
pub async fn merge_documents(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Body(body): Body<MergeBody>,
) -> Result<Response> {
    merge::merge(&cx, &organisation, &project, &body).await
}
