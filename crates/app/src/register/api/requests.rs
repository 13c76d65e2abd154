//! Requests for edits as clients reach them.

use axum::Json;
use axum::extract::Path;
use axum::response::Response;

use super::super::requests::{self, Approval, EditRequestView, NewEditRequest, Refusal, RequestQuery};
use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::wire::{Body, List, Paging, Params};

/// Asks for other values of a document's fields. Nothing changes until a Document Controller decides.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/documents/{document}/edit-requests",
    operation_id = "request_edit",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("document" = String, Path, description = "The document")),
    request_body = NewEditRequest,
    responses((status = 201, description = "The request", body = EditRequestView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.edit")))
)]
pub async fn request_edit(
    cx: Cx,
    Path((organisation, project, document)): Path<(String, String, String)>,
    Body(body): Body<NewEditRequest>,
) -> Result<Response> {
    requests::ask(&cx, &organisation, (&project, &document), &body).await
}

/// The requests for edits that wait, oldest first, or those decided, the last first.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/edit-requests",
    operation_id = "list_edit_requests",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), RequestQuery),
    responses((status = 200, description = "A page of requests", body = List<EditRequestView>), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("edit_request.list")))
)]
pub async fn list_edit_requests(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Params(query): Params<RequestQuery>,
) -> Result<Json<List<EditRequestView>>> {
    Ok(Json(requests::list(&cx, &organisation, &project, &query).await?))
}

/// The reader's own requests for edits, newest first.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/edit-requests/mine",
    operation_id = "list_own_edit_requests",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), Paging),
    responses((status = 200, description = "A page of requests", body = List<EditRequestView>), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("edit_request.list_own")))
)]
pub async fn list_own_edit_requests(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Params(query): Params<Paging>,
) -> Result<Json<List<EditRequestView>>> {
    Ok(Json(requests::list_own(&cx, &organisation, &project, &query).await?))
}

/// A request for edits, with why it cannot be approved now.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/edit-requests/{request}",
    operation_id = "get_edit_request",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("request" = String, Path, description = "The request")),
    responses((status = 200, description = "The request", body = EditRequestView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("edit_request.list")))
)]
pub async fn get_edit_request(
    cx: Cx,
    Path((organisation, project, request)): Path<(String, String, String)>,
) -> Result<Json<EditRequestView>> {
    Ok(Json(requests::get(&cx, &organisation, &project, &request).await?))
}

/// Removes a request for edits; its requester is told.
#[utoipa::path(
    delete,
    path = "/api/v1/organisations/{organisation}/projects/{project}/edit-requests/{request}",
    operation_id = "delete_edit_request",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("request" = String, Path, description = "The request")),
    responses((status = 204, description = "It is removed"), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("edit_request.decide")))
)]
pub async fn delete_edit_request(
    cx: Cx,
    Path((organisation, project, request)): Path<(String, String, String)>,
) -> Result<Response> {
    requests::remove(&cx, &organisation, (&project, &request)).await
}

/// Approves a request for edits, as wished or altered, and writes the values.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/edit-requests/{request}/approve",
    operation_id = "approve_edit_request",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("request" = String, Path, description = "The request")),
    request_body = Approval,
    responses((status = 200, description = "The request", body = EditRequestView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("edit_request.decide")))
)]
pub async fn approve_edit_request(
    cx: Cx,
    Path((organisation, project, request)): Path<(String, String, String)>,
    Body(body): Body<Approval>,
) -> Result<Response> {
    requests::approve(&cx, &organisation, (&project, &request), &body).await
}

/// Rejects a request for edits; its requester reads the reason.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/edit-requests/{request}/reject",
    operation_id = "reject_edit_request",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("request" = String, Path, description = "The request")),
    request_body = Refusal,
    responses((status = 200, description = "The request", body = EditRequestView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("edit_request.decide")))
)]
pub async fn reject_edit_request(
    cx: Cx,
    Path((organisation, project, request)): Path<(String, String, String)>,
    Body(body): Body<Refusal>,
) -> Result<Response> {
    requests::reject(&cx, &organisation, (&project, &request), &body).await
}

/// Takes back a request for edits of one's own.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/edit-requests/{request}/withdraw",
    operation_id = "withdraw_edit_request",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("request" = String, Path, description = "The request")),
    responses((status = 200, description = "The request", body = EditRequestView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("edit_request.withdraw")))
)]
pub async fn withdraw_edit_request(
    cx: Cx,
    Path((organisation, project, request)): Path<(String, String, String)>,
) -> Result<Response> {
    requests::withdraw(&cx, &organisation, (&project, &request)).await
}
