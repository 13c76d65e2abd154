//! The operations on what was signed of the log.

use axum::Json;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use wayleave_base::Page;

use super::view::{AuditCheckpointView, AuditKey, CheckpointQuery};
use super::{bundle, service};
use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::wire::Params;

/// The public key that checks the organisation's checkpoints and receipts. Absent before the first checkpoint.
#[utoipa::path(
    get, path = "/api/v1/organisations/{organisation}/audit/key", operation_id = "get_audit_key", tag = "audit",
    params(("organisation" = String, Path, description = "Public id or slug")),
    responses((status = 200, body = AuditKey), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("organisation.audit")))
)]
pub async fn get_audit_key(cx: Cx, Path(organisation): Path<String>) -> Result<Json<AuditKey>> {
    Ok(Json(service::key(&cx, &organisation).await?))
}

/// The newest checkpoint of the audit log. One is signed every minute in which something happened.
#[utoipa::path(
    get, path = "/api/v1/organisations/{organisation}/audit/checkpoint", operation_id = "get_audit_checkpoint", tag = "audit",
    params(("organisation" = String, Path, description = "Public id or slug")),
    responses((status = 200, body = AuditCheckpointView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("organisation.audit")))
)]
pub async fn get_audit_checkpoint(
    cx: Cx,
    Path(organisation): Path<String>,
) -> Result<Json<AuditCheckpointView>> {
    Ok(Json(service::newest(&cx, &organisation).await?))
}

/// The checkpoints of the audit log, newest first.
#[utoipa::path(
    get, path = "/api/v1/organisations/{organisation}/audit/checkpoints", operation_id = "list_audit_checkpoints", tag = "audit",
    params(("organisation" = String, Path, description = "Public id or slug"), CheckpointQuery),
    responses((status = 200, body = PageOfAuditCheckpoints), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("organisation.audit")))
)]
pub async fn list_audit_checkpoints(
    cx: Cx,
    Path(organisation): Path<String>,
    Params(query): Params<CheckpointQuery>,
) -> Result<Json<Page<AuditCheckpointView>>> {
    Ok(Json(service::list(&cx, &organisation, &query).await?))
}

/// A page of checkpoints.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "it describes the generic page to the API's readers")]
pub struct PageOfAuditCheckpoints {
    items: Vec<AuditCheckpointView>,
    next: Option<String>,
}

/// The proof that one event is in the audit log, with the event's body, as a file that is checked offline.
#[utoipa::path(
    get, path = "/api/v1/organisations/{organisation}/audit/events/{seq}/proof", operation_id = "get_audit_event_proof", tag = "audit",
    params(("organisation" = String, Path, description = "Public id or slug"), ("seq" = String, Path, description = "The event's number", example = "42")),
    responses((status = 200, content_type = "text/plain", body = String), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("organisation.audit")))
)]
pub async fn get_audit_event_proof(
    cx: Cx,
    Path((organisation, seq)): Path<(String, String)>,
) -> Result<Response> {
    let proof = service::proof(&cx, &organisation, &seq).await?;
    let disposition = "attachment; filename=\"event.tlog-proof\"";
    Ok(([(header::CONTENT_DISPOSITION, disposition)], proof).into_response())
}

/// The organisation's whole audit log with its signed checkpoint, as an archive that is checked offline. The export is
/// itself logged and covers its own event.
#[utoipa::path(
    get, path = "/api/v1/organisations/{organisation}/audit/bundle", operation_id = "export_audit_bundle", tag = "audit",
    params(("organisation" = String, Path, description = "Public id or slug")),
    responses((status = 200, content_type = "application/zip", body = Vec<u8>), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("organisation.audit_export")))
)]
pub async fn export_audit_bundle(cx: Cx, Path(organisation): Path<String>) -> Result<Response> {
    let bundle = service::begin_bundle(&cx, &organisation).await?;
    bundle::answer(&cx, bundle).await
}
