//! Uploads in pieces as clients of tus 1.0 reach them.

use axum::Json;
use axum::body::Body as AnyBody;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::super::arrivals::{self, ArrivalView, Place, protocol};
use crate::cx::Cx;
use crate::error::{Problem, Result};

type ArrivalPath = Path<(String, String, String)>;

fn place(Path((organisation, project, arrival)): ArrivalPath) -> Place {
    Place { organisation, project, arrival }
}

/// Every answer names the version, a failure too; who speaks another one is told which are spoken.
fn spoken(answer: Result<Response>) -> Response {
    let mut response = answer.into_response();
    let headers = response.headers_mut();
    headers.insert("tus-resumable", HeaderValue::from_static(protocol::VERSION));
    if response.status() == StatusCode::PRECONDITION_FAILED {
        response.headers_mut().insert("tus-version", HeaderValue::from_static(protocol::VERSION));
    }
    response
}

/// Says which version and extensions of tus are spoken, and how large a file may be.
#[utoipa::path(
    options,
    path = "/api/v1/organisations/{organisation}/projects/{project}/uploads/resumable",
    operation_id = "describe_arrivals",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    responses((status = 204, description = "In the headers", headers(("Tus-Version" = String), ("Tus-Extension" = String), ("Tus-Max-Size" = i64), ("Tus-Checksum-Algorithm" = String))), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.create")))
)]
pub async fn describe_arrivals(cx: Cx, Path((organisation, project)): Path<(String, String)>) -> Response {
    spoken(arrivals::describe(&cx, &organisation, &project).await)
}

/// Begins an upload in pieces (tus 1.0), with its first bytes when they come along. The file's name is `filename` among the
/// metadata. What is not continued for a day is dropped.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/uploads/resumable",
    operation_id = "begin_arrival",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("Tus-Resumable" = String, Header, description = "The version of the protocol: 1.0.0", example = "1.0.0"),
        ("Upload-Length" = i64, Header, description = "The size of the whole file in bytes", example = 2147483648_i64),
        ("Upload-Metadata" = String, Header, description = "Pairs of a name and a value in base64; filename is required", example = "filename QS0xMDFfUDAyLnBkZg==")),
    request_body(content = Option<Vec<u8>>, content_type = "application/offset+octet-stream", description = "The first bytes of the file, or none"),
    responses((status = 201, description = "Where it goes on, and how far it has come", headers(("Location" = String), ("Upload-Offset" = i64), ("Upload-Expires" = String))), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.create")))
)]
pub async fn begin_arrival(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    headers: HeaderMap,
    body: AnyBody,
) -> Response {
    spoken(arrivals::begin(&cx, &organisation, &project, &headers, body).await)
}

/// Says how far an upload has come. What is acknowledged survives any crash.
#[utoipa::path(
    head,
    path = "/api/v1/organisations/{organisation}/projects/{project}/uploads/resumable/{arrival}",
    operation_id = "ask_arrival",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("arrival" = String, Path, description = "The arrival"), ("Tus-Resumable" = String, Header, description = "The version of the protocol: 1.0.0", example = "1.0.0")),
    responses((status = 200, description = "In the headers", headers(("Upload-Offset" = i64), ("Upload-Length" = i64), ("Upload-Metadata" = String), ("Upload-Expires" = String))), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.create")))
)]
pub async fn ask_arrival(cx: Cx, path: ArrivalPath, headers: HeaderMap) -> Response {
    spoken(arrivals::ask(&cx, &place(path), &headers).await)
}

/// The arrival, with the upload that it became once the last byte was acknowledged.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/uploads/resumable/{arrival}",
    operation_id = "get_arrival",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("arrival" = String, Path, description = "The arrival")),
    responses((status = 200, description = "The arrival", body = ArrivalView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.create")))
)]
pub async fn get_arrival(cx: Cx, path: ArrivalPath) -> Result<Json<ArrivalView>> {
    arrivals::get(&cx, &place(path)).await.map(Json)
}

/// Takes the next piece. The last one is answered when the file has been looked at and is an upload; a file that is not
/// taken in is refused then, and dropped.
#[utoipa::path(
    patch,
    path = "/api/v1/organisations/{organisation}/projects/{project}/uploads/resumable/{arrival}",
    operation_id = "append_to_arrival",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("arrival" = String, Path, description = "The arrival"), ("Tus-Resumable" = String, Header, description = "The version of the protocol: 1.0.0", example = "1.0.0"),
        ("Upload-Offset" = i64, Header, description = "Where in the file the piece begins", example = 0),
        ("Upload-Checksum" = Option<String>, Header, description = "The piece's SHA-1 or SHA-256 in base64, after the name of the algorithm", example = "sha1 qvTGHdzF6KLavt4PO0gs2a6pQ00=")),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream", description = "The bytes of the piece"),
    responses((status = 204, description = "How far the upload has come", headers(("Upload-Offset" = i64), ("Upload-Expires" = String))), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.create")))
)]
pub async fn append_to_arrival(cx: Cx, path: ArrivalPath, headers: HeaderMap, body: AnyBody) -> Response {
    spoken(arrivals::append(&cx, &place(path), &headers, body).await)
}

/// Drops an upload in pieces. An upload that was made of it stays.
#[utoipa::path(
    delete,
    path = "/api/v1/organisations/{organisation}/projects/{project}/uploads/resumable/{arrival}",
    operation_id = "cancel_arrival",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("arrival" = String, Path, description = "The arrival"), ("Tus-Resumable" = String, Header, description = "The version of the protocol: 1.0.0", example = "1.0.0")),
    responses((status = 204, description = "It is gone"), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.create")))
)]
pub async fn cancel_arrival(cx: Cx, path: ArrivalPath, headers: HeaderMap) -> Response {
    spoken(arrivals::cancel(&cx, &place(path), &headers).await)
}
