//! Uploads, files and page images as clients reach them.

use axum::Json;
use axum::body::Body as AnyBody;
use axum::extract::Path;
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::super::files::{self, PageQuery, Place};
use super::super::previews::PreviewView;
use super::super::uploads::{self, UploadView};
use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::wire::Params;

/// The name of a file on its way in.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UploadQuery {
    /// The file's name.
    #[param(example = "A-101_P02 Ground floor plan.pdf")]
    pub filename: String,
}

/// Takes a file in, as the raw body of the request. It waits a day to be used.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/uploads",
    operation_id = "upload_file",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), UploadQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The bytes of the file"),
    responses((status = 201, description = "The upload", body = UploadView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.create")))
)]
pub async fn upload_file(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Params(query): Params<UploadQuery>,
    headers: HeaderMap,
    body: AnyBody,
) -> Result<Response> {
    uploads::receive(&cx, &organisation, &project, &query.filename, &headers, body).await
}

/// Drops an upload that was not used.
#[utoipa::path(
    delete,
    path = "/api/v1/organisations/{organisation}/projects/{project}/uploads/{upload}",
    operation_id = "discard_upload",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("upload" = String, Path, description = "The upload")),
    responses((status = 204, description = "It is gone"), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.create")))
)]
pub async fn discard_upload(
    cx: Cx,
    Path((organisation, project, upload)): Path<(String, String, String)>,
) -> Result<Response> {
    uploads::discard(&cx, &organisation, &project, &upload).await
}

/// The file, to keep. Ranges and validators are honoured.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/documents/{document}/revisions/{revision}/file",
    operation_id = "get_file",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("document" = String, Path, description = "The document"), ("revision" = String, Path, description = "The revision")),
    responses((status = 200, description = "The bytes", body = Vec<u8>, content_type = "application/octet-stream"), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.download")))
)]
pub async fn get_file(
    cx: Cx,
    Path((organisation, project, document, revision)): Path<(String, String, String, String)>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response> {
    let place =
        Place { organisation: &organisation, project: &project, document: &document, revision: &revision };
    files::file(&cx, place, &method, &headers, false).await
}

/// The file, to be shown by the viewer: PDF and images in place, anything else to keep.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/documents/{document}/revisions/{revision}/content",
    operation_id = "get_content",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("document" = String, Path, description = "The document"), ("revision" = String, Path, description = "The revision")),
    responses((status = 200, description = "The bytes", body = Vec<u8>, content_type = "application/octet-stream"), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.download")))
)]
pub async fn get_content(
    cx: Cx,
    Path((organisation, project, document, revision)): Path<(String, String, String, String)>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response> {
    let place =
        Place { organisation: &organisation, project: &project, document: &document, revision: &revision };
    files::file(&cx, place, &method, &headers, true).await
}

/// The image of a page; with the name of the reader on it where they may not download.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/documents/{document}/revisions/{revision}/pages/{page}",
    operation_id = "get_page",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("document" = String, Path, description = "The document"), ("revision" = String, Path, description = "The revision"), ("page" = i64, Path, description = "The page, from 1"), PageQuery),
    responses((status = 200, description = "The image", body = Vec<u8>, content_type = "image/png"), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.view")))
)]
pub async fn get_page(
    cx: Cx,
    Path((organisation, project, document, revision, page)): Path<(String, String, String, String, String)>,
    Params(query): Params<PageQuery>,
    headers: HeaderMap,
) -> Result<Response> {
    let place =
        Place { organisation: &organisation, project: &project, document: &document, revision: &revision };
    // What is no number is no page either.
    let page = page.parse().unwrap_or_default();
    files::page(&cx, place, page, &query, &headers).await
}

/// The pages that a revision is shown as, whatever kind of file it is. Drawings and Office files are made into pages
/// first, where the server can; otherwise the failure says why there is no preview.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/documents/{document}/revisions/{revision}/preview",
    operation_id = "get_preview",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("document" = String, Path, description = "The document"), ("revision" = String, Path, description = "The revision")),
    responses((status = 200, description = "The pages", body = PreviewView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.view")))
)]
pub async fn get_preview(
    cx: Cx,
    Path((organisation, project, document, revision)): Path<(String, String, String, String)>,
) -> Result<Json<PreviewView>> {
    let place =
        Place { organisation: &organisation, project: &project, document: &document, revision: &revision };
    files::preview(&cx, place).await.map(Json)
}

/// A small image of the first page.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/documents/{document}/revisions/{revision}/thumbnail",
    operation_id = "get_thumbnail",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("document" = String, Path, description = "The document"), ("revision" = String, Path, description = "The revision")),
    responses((status = 200, description = "The image", body = Vec<u8>, content_type = "image/png"), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.view")))
)]
pub async fn get_thumbnail(
    cx: Cx,
    Path((organisation, project, document, revision)): Path<(String, String, String, String)>,
    headers: HeaderMap,
) -> Result<Response> {
    let place =
        Place { organisation: &organisation, project: &project, document: &document, revision: &revision };
    files::thumbnail(&cx, place, &headers).await
}
