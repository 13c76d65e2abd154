//! The operations of sharing.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use wayleave_access::{Target, act, policy};

use super::view::{
    DocumentAccess, ExplainQuery, ExplanationView, Extension, NewShare, Preview, Revocation, RuleList,
    RuleView, Shares,
};
use super::{access, change, explain, share};
use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::wire::{Body, Params};
use crate::work::Work;

/// Shares a revision with people, companies and groups; `preview` says who would gain what and keeps nothing.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/documents/{document}/shares",
    operation_id = "share_document",
    tag = "sharing",
    params(
        ("organisation" = String, Path, description = "The organisation's id or slug"),
        ("project" = String, Path, description = "The project"),
        ("document" = String, Path, description = "The document"),
        Preview
    ),
    request_body = NewShare,
    responses(
        (status = 201, description = "The shares", body = Shares),
        (status = 200, description = "Who would gain what", body = Shares),
        (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")
    ),
    extensions(("x-action" = json!("document.share")))
)]
pub async fn share_document(
    cx: Cx,
    Path((organisation, project, document)): Path<(String, String, String)>,
    Params(Preview { preview }): Params<Preview>,
    Body(new): Body<NewShare>,
) -> Result<Response> {
    let (work, shares) = share::share(&cx, (&organisation, &project, &document), &new, preview).await?;
    if preview {
        work.tx.rollback().await?;
        return Ok(Json(shares).into_response());
    }
    work.finish(StatusCode::CREATED, &shares).await
}

/// Ends a share at once.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/shares/{share}/revoke",
    operation_id = "revoke_share",
    tag = "sharing",
    params(
        ("organisation" = String, Path, description = "The organisation's id or slug"),
        ("project" = String, Path, description = "The project"),
        ("share" = String, Path, description = "The share")
    ),
    request_body = Revocation,
    responses(
        (status = 200, description = "It has ended"),
        (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")
    ),
    extensions(("x-action" = json!("share.manage")))
)]
pub async fn revoke_share(
    cx: Cx,
    Path((organisation, project, share)): Path<(String, String, String)>,
    Body(why): Body<Revocation>,
) -> Result<Response> {
    let mut work = Work::write(&cx, &organisation).await?;
    change::revoke_share(&mut work, &project, &share, &why.reason).await?;
    work.finish(StatusCode::OK, &json!({})).await
}

/// Moves the end of a share, within the ceiling of the policy.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/shares/{share}/extend",
    operation_id = "extend_share",
    tag = "sharing",
    params(
        ("organisation" = String, Path, description = "The organisation's id or slug"),
        ("project" = String, Path, description = "The project"),
        ("share" = String, Path, description = "The share")
    ),
    request_body = Extension,
    responses(
        (status = 200, description = "Its end was moved"),
        (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")
    ),
    extensions(("x-action" = json!("share.manage")))
)]
pub async fn extend_share(
    cx: Cx,
    Path((organisation, project, share)): Path<(String, String, String)>,
    Body(later): Body<Extension>,
) -> Result<Response> {
    let mut work = Work::write(&cx, &organisation).await?;
    change::extend_share(&mut work, &project, &share, &later.ends_on).await?;
    work.finish(StatusCode::OK, &json!({})).await
}

/// Every way in which anybody can see the document.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/documents/{document}/access",
    operation_id = "list_document_access",
    tag = "sharing",
    params(
        ("organisation" = String, Path, description = "The organisation's id or slug"),
        ("project" = String, Path, description = "The project"),
        ("document" = String, Path, description = "The document")
    ),
    responses(
        (status = 200, description = "The ways", body = DocumentAccess),
        (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")
    ),
    extensions(("x-action" = json!("document.access")))
)]
pub async fn list_document_access(
    cx: Cx,
    Path((organisation, project, document)): Path<(String, String, String)>,
) -> Result<Json<DocumentAccess>> {
    Ok(Json(access::list(&cx, &organisation, &project, &document).await?))
}

/// Why a member may see the document, or may not, now or at a moment of the past. Anybody may ask about themselves.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/documents/{document}/explain",
    operation_id = "explain_access",
    tag = "sharing",
    params(
        ("organisation" = String, Path, description = "The organisation's id or slug"),
        ("project" = String, Path, description = "The project"),
        ("document" = String, Path, description = "The document"),
        ExplainQuery
    ),
    responses(
        (status = 200, description = "The answer", body = ExplanationView),
        (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")
    ),
    extensions(("x-action" = json!("document.access")))
)]
pub async fn explain_access(
    cx: Cx,
    Path((organisation, project, document)): Path<(String, String, String)>,
    Params(query): Params<ExplainQuery>,
) -> Result<Json<ExplanationView>> {
    Ok(Json(explain::of_member(&cx, (&organisation, &project, &document), &query).await?))
}

/// What people from outside may do, row by row.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/rules",
    operation_id = "list_rules",
    tag = "sharing",
    params(("organisation" = String, Path, description = "The organisation's id or slug")),
    responses(
        (status = 200, description = "The rows", body = RuleList),
        (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")
    ),
    extensions(("x-action" = json!("organisation.view")))
)]
pub async fn list_rules(cx: Cx, Path(organisation): Path<String>) -> Result<Json<RuleList>> {
    let work = Work::read(&cx, &organisation).await?;
    work.permit::<act::OrganisationView>(Target::default())?;
    let items = policy::EXTERNAL_MATRIX
        .iter()
        .map(|row| RuleView {
            id: row.id,
            module: row.module,
            action: row.text,
            verdict: row.verdict,
            condition: row.condition,
        })
        .collect();
    Ok(Json(RuleList { items, next: None }))
}
