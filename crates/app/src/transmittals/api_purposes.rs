//! Purposes of transmittals as clients reach them.

use axum::Json;
use axum::extract::Path;
use axum::response::Response;

use super::purposes;
use super::view_lists::{NewPurpose, Purpose, PurposeEdit, PurposeList};
use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::wire::Body;

/// What transmittals of the organisation can be sent for.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/transmittal-purposes",
    operation_id = "list_transmittal_purposes",
    tag = "transmittals",
    params(("organisation" = String, Path, description = "The organisation's id or slug")),
    responses((status = 200, description = "The purposes", body = PurposeList), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("organisation.view")))
)]
pub async fn list_transmittal_purposes(
    cx: Cx,
    Path(organisation): Path<String>,
) -> Result<Json<PurposeList>> {
    purposes::list(&cx, &organisation).await.map(Json)
}

/// Adds a purpose of the organisation's own.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/transmittal-purposes",
    operation_id = "create_transmittal_purpose",
    tag = "transmittals",
    params(("organisation" = String, Path, description = "The organisation's id or slug")),
    request_body = NewPurpose,
    responses((status = 201, description = "The purpose", body = Purpose), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("organisation.settings")))
)]
pub async fn create_transmittal_purpose(
    cx: Cx,
    Path(organisation): Path<String>,
    Body(new): Body<NewPurpose>,
) -> Result<Response> {
    purposes::create(&cx, &organisation, new).await
}

/// Changes a purpose of the organisation's own, or retires it. What was issued keeps what its purpose meant then.
#[utoipa::path(
    patch,
    path = "/api/v1/organisations/{organisation}/transmittal-purposes/{purpose}",
    operation_id = "edit_transmittal_purpose",
    tag = "transmittals",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("purpose" = String, Path, description = "The purpose")),
    request_body = PurposeEdit,
    responses((status = 200, description = "The purpose", body = Purpose), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("organisation.settings")))
)]
pub async fn edit_transmittal_purpose(
    cx: Cx,
    Path((organisation, purpose)): Path<(String, String)>,
    Body(edit): Body<PurposeEdit>,
) -> Result<Response> {
    purposes::edit(&cx, &organisation, &purpose, edit).await
}
