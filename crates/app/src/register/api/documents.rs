//! The register as clients reach it: lists, single documents, and uploads turned into documents.

use axum::Json;
use axum::extract::Path;
use axum::response::Response;

use super::super::completion::{self, Completion, CompletionQuery};
use super::super::create::{self, CheckedRows, CreatedRows, NewRows};
use super::super::facets::{self, DocumentFacets};
use super::super::list::{self, DocumentCount, ListQuery};
use super::super::options::{self, DocumentOptions};
use super::super::view::{DocumentView, RowView};
use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::wire::{Body, List, Params};

/// The documents of the register that the reader sees.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/documents",
    operation_id = "list_documents",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ListQuery),
    responses((status = 200, description = "A page of documents", body = List<RowView>), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.view")))
)]
pub async fn list_documents(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Params(query): Params<ListQuery>,
) -> Result<Json<List<RowView>>> {
    Ok(Json(list::list(&cx, &organisation, &project, &query).await?))
}

/// How many documents the reader sees; exact up to 10,000.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/documents/count",
    operation_id = "count_documents",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ListQuery),
    responses((status = 200, description = "The count", body = DocumentCount), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.view")))
)]
pub async fn count_documents(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Params(query): Params<ListQuery>,
) -> Result<Json<DocumentCount>> {
    Ok(Json(list::count(&cx, &organisation, &project, &query).await?))
}

/// How many documents the reader sees of each status, type and other code.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/documents/facets",
    operation_id = "count_document_facets",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ListQuery),
    responses((status = 200, description = "The numbers", body = DocumentFacets), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.view")))
)]
pub async fn count_document_facets(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Params(query): Params<ListQuery>,
) -> Result<Json<DocumentFacets>> {
    Ok(Json(facets::facets(&cx, &organisation, &project, &query).await?))
}

/// What could be typed next in the register's search box.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/search/completion",
    operation_id = "complete_search",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), CompletionQuery),
    responses((status = 200, description = "The proposals", body = Completion), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.view")))
)]
pub async fn complete_search(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Params(query): Params<CompletionQuery>,
) -> Result<Json<Completion>> {
    Ok(Json(completion::complete(&cx, &organisation, &project, &query).await?))
}

/// The values that a new document can have.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/documents/options",
    operation_id = "list_document_options",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    responses((status = 200, description = "The values", body = DocumentOptions), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.view")))
)]
pub async fn list_document_options(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
) -> Result<Json<DocumentOptions>> {
    Ok(Json(options::options(&cx, &organisation, &project).await?))
}

/// Checks rows as creating them would, and stores nothing.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/documents/validate",
    operation_id = "validate_documents",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    request_body = NewRows,
    responses((status = 200, description = "What was found, row by row", body = CheckedRows), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.create")))
)]
pub async fn validate_documents(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Body(rows): Body<NewRows>,
) -> Result<Json<CheckedRows>> {
    Ok(Json(create::validate(&cx, &organisation, &project, rows).await?))
}

/// Turns uploads into documents and revisions, all or none. From outside each becomes a submission.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/documents",
    operation_id = "create_documents",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    request_body = NewRows,
    responses((status = 201, description = "The documents", body = CreatedRows), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.create")))
)]
pub async fn create_documents(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Body(rows): Body<NewRows>,
) -> Result<Response> {
    create::create(&cx, &organisation, &project, rows).await
}

/// A document with the revisions that the reader sees.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/documents/{document}",
    operation_id = "get_document",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("document" = String, Path, description = "The document")),
    responses((status = 200, description = "The document", body = DocumentView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.view")))
)]
pub async fn get_document(
    cx: Cx,
    Path((organisation, project, document)): Path<(String, String, String)>,
) -> Result<Json<DocumentView>> {
    Ok(Json(list::get(&cx, &organisation, &project, &document).await?))
}
