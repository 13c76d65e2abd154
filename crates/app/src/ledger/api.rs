//! The operations on the ledger.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use wayleave_base::Page;

use super::view::{BulkOutcome, ExtendAccess, LedgerQuery, LedgerRow, RevokeAccess};
use super::{bulk, export, service};
use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::wire::{Body, Params};

/// A page of the ledger.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "it describes the generic page to the API's readers")]
pub struct PageOfLedgerRows {
    items: Vec<LedgerRow>,
    next: Option<String>,
}

/// Every way anybody outside can see anything in the project, newest first.
#[utoipa::path(
    get, path = "/api/v1/organisations/{organisation}/projects/{project}/access", operation_id = "list_access", tag = "access",
    params(("organisation" = String, Path, description = "Public id or slug"), ("project" = String, Path), LedgerQuery),
    responses((status = 200, body = PageOfLedgerRows), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("access.view")))
)]
pub async fn list_access(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Params(query): Params<LedgerQuery>,
) -> Result<Json<Page<LedgerRow>>> {
    Ok(Json(service::list(&cx, &organisation, &project, &query).await?))
}

/// Every way anybody outside can see anything in the organisation, newest first.
#[utoipa::path(
    get, path = "/api/v1/organisations/{organisation}/access", operation_id = "list_organisation_access", tag = "access",
    params(("organisation" = String, Path, description = "Public id or slug"), LedgerQuery),
    responses((status = 200, body = PageOfLedgerRows), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("organisation.ledger")))
)]
pub async fn list_organisation_access(
    cx: Cx,
    Path(organisation): Path<String>,
    Params(query): Params<LedgerQuery>,
) -> Result<Json<Page<LedgerRow>>> {
    Ok(Json(service::list_all(&cx, &organisation, &query).await?))
}

/// Ends rows of the ledger. Each row is decided by the rules of its own kind; a refused row leaves the others alone.
#[utoipa::path(
    post, path = "/api/v1/organisations/{organisation}/projects/{project}/access/revoke", operation_id = "revoke_access", tag = "access",
    params(("organisation" = String, Path, description = "Public id or slug"), ("project" = String, Path)),
    request_body = RevokeAccess,
    responses((status = 200, body = BulkOutcome), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("access.change")))
)]
pub async fn revoke_access(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Body(asked): Body<RevokeAccess>,
) -> Result<Response> {
    let (work, outcome) = bulk::revoke(&cx, &organisation, &project, &asked).await?;
    work.finish(StatusCode::OK, &outcome).await
}

/// Prolongs rows of the ledger, within the policy's ceiling.
#[utoipa::path(
    post, path = "/api/v1/organisations/{organisation}/projects/{project}/access/extend", operation_id = "extend_access", tag = "access",
    params(("organisation" = String, Path, description = "Public id or slug"), ("project" = String, Path)),
    request_body = ExtendAccess,
    responses((status = 200, body = BulkOutcome), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("access.change")))
)]
pub async fn extend_access(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Body(asked): Body<ExtendAccess>,
) -> Result<Response> {
    let (work, outcome) = bulk::extend(&cx, &organisation, &project, &asked).await?;
    work.finish(StatusCode::OK, &outcome).await
}

/// The project's ledger as CSV.
#[utoipa::path(
    get, path = "/api/v1/organisations/{organisation}/projects/{project}/access.csv", operation_id = "export_access", tag = "access",
    params(("organisation" = String, Path, description = "Public id or slug"), ("project" = String, Path), LedgerQuery),
    responses((status = 200, content_type = "text/csv", body = String), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("access.view")))
)]
pub async fn export_access(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Params(query): Params<LedgerQuery>,
) -> Result<Response> {
    export::csv(&cx, &organisation, &project, query).await
}
