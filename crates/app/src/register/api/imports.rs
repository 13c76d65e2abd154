//! Sheets of documents that are checked and entered as a whole.

use axum::Json;
use axum::body::Bytes;
use axum::extract::Path;
use axum::response::Response;

use super::super::imports::{self, GivenFiles, ImportCommit, ImportRow, ImportRows, ImportView};
use super::files::UploadQuery;
use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::wire::{Body, List, Params};

/// The workbook that an import begins with, with the codes of the project.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/imports/template",
    operation_id = "get_import_template",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    responses((status = 200, description = "The workbook", body = Vec<u8>, content_type = "application/octet-stream"), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.create")))
)]
pub async fn get_import_template(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
) -> Result<Response> {
    imports::template(&cx, &organisation, &project).await
}

/// Takes in a sheet of documents, as the raw body of the request, and checks it. Nothing is entered yet.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/imports",
    operation_id = "create_import",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), UploadQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "A workbook (.xlsx) or comma-separated values in UTF-8, 10 MiB at most"),
    responses((status = 201, description = "The import", body = ImportView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.create")))
)]
pub async fn create_import(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Params(query): Params<UploadQuery>,
    body: Bytes,
) -> Result<Response> {
    imports::receive(&cx, &organisation, &project, &query.filename, body).await
}

/// The reader's own imports of the last week, the newest first.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/imports",
    operation_id = "list_imports",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    responses((status = 200, description = "The imports", body = List<ImportView>), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.create")))
)]
pub async fn list_imports(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
) -> Result<Json<List<ImportView>>> {
    Ok(Json(imports::list(&cx, &organisation, &project).await?))
}

/// An import of one's own.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/imports/{import}",
    operation_id = "get_import",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("import" = String, Path, description = "The import")),
    responses((status = 200, description = "The import", body = ImportView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.create")))
)]
pub async fn get_import(
    cx: Cx,
    Path((organisation, project, import)): Path<(String, String, String)>,
) -> Result<Json<ImportView>> {
    Ok(Json(imports::get(&cx, &organisation, &project, &import).await?))
}

/// The rows of an import as checking found them.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/imports/{import}/rows",
    operation_id = "list_import_rows",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("import" = String, Path, description = "The import"), ImportRows),
    responses((status = 200, description = "A page of rows", body = List<ImportRow>), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.create")))
)]
pub async fn list_import_rows(
    cx: Cx,
    Path((organisation, project, import)): Path<(String, String, String)>,
    Params(query): Params<ImportRows>,
) -> Result<Json<List<ImportRow>>> {
    Ok(Json(imports::rows(&cx, (&organisation, &project, &import), &query).await?))
}

/// The sheet as it was sent, with what is wrong marked in its cells.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/imports/{import}/workbook",
    operation_id = "get_import_workbook",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("import" = String, Path, description = "The import")),
    responses((status = 200, description = "The workbook", body = Vec<u8>, content_type = "application/octet-stream"), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.create")))
)]
pub async fn get_import_workbook(
    cx: Cx,
    Path((organisation, project, import)): Path<(String, String, String)>,
) -> Result<Response> {
    imports::workbook(&cx, &organisation, &project, &import).await
}

/// Takes a corrected sheet in the place of the one before, as the raw body of the request, and checks it. The files stay.
#[utoipa::path(
    put,
    path = "/api/v1/organisations/{organisation}/projects/{project}/imports/{import}/workbook",
    operation_id = "put_import_workbook",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("import" = String, Path, description = "The import"), UploadQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "A workbook (.xlsx) or comma-separated values in UTF-8, 10 MiB at most"),
    responses((status = 200, description = "The import", body = ImportView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.create")))
)]
pub async fn put_import_workbook(
    cx: Cx,
    Path((organisation, project, import)): Path<(String, String, String)>,
    Params(query): Params<UploadQuery>,
    body: Bytes,
) -> Result<Response> {
    imports::put(&cx, (&organisation, &project, &import), &query.filename, body).await
}

/// Gives an import its files, in the place of those before, and checks it anew.
#[utoipa::path(
    put,
    path = "/api/v1/organisations/{organisation}/projects/{project}/imports/{import}/files",
    operation_id = "put_import_files",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("import" = String, Path, description = "The import")),
    request_body = GivenFiles,
    responses((status = 200, description = "The import", body = ImportView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.create")))
)]
pub async fn put_import_files(
    cx: Cx,
    Path((organisation, project, import)): Path<(String, String, String)>,
    Body(given): Body<GivenFiles>,
) -> Result<Response> {
    imports::give_files(&cx, (&organisation, &project, &import), given).await
}

/// Enters an import into the register: every row or none, in the background.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/imports/{import}/commit",
    operation_id = "commit_import",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("import" = String, Path, description = "The import")),
    request_body = ImportCommit,
    responses((status = 202, description = "The import, waiting", body = ImportView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.create")))
)]
pub async fn commit_import(
    cx: Cx,
    Path((organisation, project, import)): Path<(String, String, String)>,
    Body(commit): Body<ImportCommit>,
) -> Result<Response> {
    imports::ask(&cx, (&organisation, &project, &import), &commit).await
}

/// Deletes an import of one's own; what it entered stays.
#[utoipa::path(
    delete,
    path = "/api/v1/organisations/{organisation}/projects/{project}/imports/{import}",
    operation_id = "delete_import",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("import" = String, Path, description = "The import")),
    responses((status = 204, description = "It is gone"), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.create")))
)]
pub async fn delete_import(
    cx: Cx,
    Path((organisation, project, import)): Path<(String, String, String)>,
) -> Result<Response> {
    imports::delete(&cx, &organisation, &project, &import).await
}
