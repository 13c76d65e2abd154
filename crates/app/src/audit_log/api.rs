//! The operations on the audit log.

use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use wayleave_base::Page;

use super::export;
use super::service::{self, Exported};
use super::view::{AuditCheck, AuditEvent, AuditQuery};
use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::wire::Params;

/// The organisation's audit log, newest first.
#[utoipa::path(
    get, path = "/api/v1/organisations/{organisation}/audit", operation_id = "list_audit_events", tag = "audit",
    params(("organisation" = String, Path, description = "Public id or slug"), AuditQuery),
    responses((status = 200, body = PageOfAuditEvents), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("organisation.audit")))
)]
pub async fn list_audit_events(
    cx: Cx,
    Path(organisation): Path<String>,
    Params(query): Params<AuditQuery>,
) -> Result<Json<Page<AuditEvent>>> {
    Ok(Json(service::list(&cx, &organisation, &query).await?))
}

/// A page of events.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "it describes the generic page to the API's readers")]
pub struct PageOfAuditEvents {
    items: Vec<AuditEvent>,
    next: Option<String>,
}

/// The organisation's audit log as a file, CSV or JSON. The export is itself logged.
#[utoipa::path(
    get, path = "/api/v1/organisations/{organisation}/audit/export", operation_id = "export_audit_events", tag = "audit",
    params(("organisation" = String, Path, description = "Public id or slug"), AuditQuery),
    responses((status = 200, content_type = "text/csv", body = String), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("organisation.audit_export")))
)]
pub async fn export_audit_events(
    cx: Cx,
    Path(organisation): Path<String>,
    Params(query): Params<AuditQuery>,
) -> Result<Response> {
    export::whole(&cx, &Exported { organisation, project: None }, &query).await
}

/// Checks the chain of the organisation's audit log from the first event to the last.
#[utoipa::path(
    get, path = "/api/v1/organisations/{organisation}/audit/verify", operation_id = "verify_audit_log", tag = "audit",
    params(("organisation" = String, Path, description = "Public id or slug")),
    responses((status = 200, body = AuditCheck), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("organisation.audit")))
)]
pub async fn verify_audit_log(cx: Cx, Path(organisation): Path<String>) -> Result<Json<AuditCheck>> {
    Ok(Json(service::verify(&cx, &organisation).await?))
}

/// A project's audit log, newest first.
#[utoipa::path(
    get, path = "/api/v1/organisations/{organisation}/projects/{project}/audit", operation_id = "list_project_audit_events", tag = "audit",
    params(("organisation" = String, Path, description = "Public id or slug"), ("project" = String, Path), AuditQuery),
    responses((status = 200, body = PageOfAuditEvents), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("audit.view")))
)]
pub async fn list_project_audit_events(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Params(query): Params<AuditQuery>,
) -> Result<Json<Page<AuditEvent>>> {
    Ok(Json(service::list_of_project(&cx, &organisation, &project, &query).await?))
}

/// A project's audit log as a file, CSV or JSON. The export is itself logged.
#[utoipa::path(
    get, path = "/api/v1/organisations/{organisation}/projects/{project}/audit/export", operation_id = "export_project_audit_events", tag = "audit",
    params(("organisation" = String, Path, description = "Public id or slug"), ("project" = String, Path), AuditQuery),
    responses((status = 200, content_type = "text/csv", body = String), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("audit.export")))
)]
pub async fn export_project_audit_events(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Params(query): Params<AuditQuery>,
) -> Result<Response> {
    export::whole(&cx, &Exported { organisation, project: Some(project) }, &query).await
}

/// What happened to one document, newest first.
#[utoipa::path(
    get, path = "/api/v1/organisations/{organisation}/projects/{project}/documents/{document}/history", operation_id = "list_document_history", tag = "audit",
    params(("organisation" = String, Path, description = "Public id or slug"), ("project" = String, Path), ("document" = String, Path), AuditQuery),
    responses((status = 200, body = PageOfAuditEvents), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.history")))
)]
pub async fn list_document_history(
    cx: Cx,
    Path((organisation, project, document)): Path<(String, String, String)>,
    Params(query): Params<AuditQuery>,
) -> Result<Json<Page<AuditEvent>>> {
    Ok(Json(service::history(&cx, &organisation, &project, &document, &query).await?))
}
