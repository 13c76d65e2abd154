//! What is looked at before a draft is issued, over HTTP: what somebody will see, and what everybody was sent before.

use axum::Json;
use axum::extract::Path;

use super::view_preview::{PreviewTransmittal, SentBefore, TransmittalPreview};
use super::{grid, preview};
use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::wire::{Body, Paging, Params};

/// Shows what one of those who would get a draft will see: the mail, and the page that it leads to, made by issuing it in a
/// transaction that is dropped. Nothing is kept, and no link in it opens anything.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/transmittals/{transmittal}/preview",
    operation_id = "preview_transmittal",
    tag = "transmittals",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("transmittal" = String, Path, description = "The transmittal")),
    request_body = PreviewTransmittal,
    responses((status = 200, description = "What they will see", body = TransmittalPreview), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("transmittal.issue")))
)]
pub async fn preview_transmittal(
    cx: Cx,
    Path((organisation, project, transmittal)): Path<(String, String, String)>,
    Body(asked): Body<PreviewTransmittal>,
) -> Result<Json<TransmittalPreview>> {
    preview::preview(&cx, &organisation, &project, &transmittal, asked).await.map(Json)
}

/// What those whom a draft names were sent of its documents before: which revision, by which transmittal, and whether it is
/// open to them still.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/transmittals/{transmittal}/sent-before",
    operation_id = "list_sent_before",
    tag = "transmittals",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("transmittal" = String, Path, description = "The transmittal"), Paging),
    responses((status = 200, description = "Documents by those whom the draft names", body = SentBefore), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("transmittal.drafts")))
)]
pub async fn list_sent_before(
    cx: Cx,
    Path((organisation, project, transmittal)): Path<(String, String, String)>,
    Params(paging): Params<Paging>,
) -> Result<Json<SentBefore>> {
    grid::list(&cx, &organisation, &project, &transmittal, &paging).await.map(Json)
}
