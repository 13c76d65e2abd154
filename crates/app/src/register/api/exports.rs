//! The register and the files of its documents as files to keep.

use axum::Json;
use axum::extract::Path;
use axum::http::{HeaderMap, Method};
use axum::response::Response;

use super::super::exports::{self, ExportView, NewExport};
use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::wire::{Body, List};

/// Asks for a file of the register as the reader sees it, or for the files of its documents. A long workbook is made in
/// the background; everything else is ready at once.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/exports",
    operation_id = "create_export",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    request_body = NewExport,
    responses((status = 201, description = "The export", body = ExportView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.view")))
)]
pub async fn create_export(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Body(new): Body<NewExport>,
) -> Result<Response> {
    exports::create(&cx, &organisation, &project, new).await
}

/// The reader's own exports of the last day, the newest first.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/exports",
    operation_id = "list_exports",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    responses((status = 200, description = "The exports", body = List<ExportView>), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.view")))
)]
pub async fn list_exports(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
) -> Result<Json<List<ExportView>>> {
    Ok(Json(exports::list(&cx, &organisation, &project).await?))
}

/// How far an export is.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/exports/{export}",
    operation_id = "get_export",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("export" = String, Path, description = "The export")),
    responses((status = 200, description = "The export", body = ExportView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.view")))
)]
pub async fn get_export(
    cx: Cx,
    Path((organisation, project, export)): Path<(String, String, String)>,
) -> Result<Json<ExportView>> {
    Ok(Json(exports::get(&cx, &organisation, &project, &export).await?))
}

/// The file of an export, made of what the reader sees now.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/exports/{export}/file",
    operation_id = "export_file",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("export" = String, Path, description = "The export")),
    responses((status = 200, description = "The file", body = Vec<u8>, content_type = "application/octet-stream"), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.view")))
)]
pub async fn export_file(
    cx: Cx,
    Path((organisation, project, export)): Path<(String, String, String)>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response> {
    exports::serve(&cx, (&organisation, &project, &export), &method, &headers).await
}

/// Deletes an export of one's own.
#[utoipa::path(
    delete,
    path = "/api/v1/organisations/{organisation}/projects/{project}/exports/{export}",
    operation_id = "delete_export",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("export" = String, Path, description = "The export")),
    responses((status = 204, description = "It is gone"), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.view")))
)]
pub async fn delete_export(
    cx: Cx,
    Path((organisation, project, export)): Path<(String, String, String)>,
) -> Result<Response> {
    exports::delete(&cx, &organisation, &project, &export).await
}
