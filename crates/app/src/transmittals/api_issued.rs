//! The operations on a transmittal that is issued, over HTTP.

use axum::extract::Path;
use axum::response::Response;

use super::view::{IssueTransmittal, Transmittal};
use super::view_received::{
    AcknowledgeTransmittal, AcknowledgementContest, RecallTransmittal, ReceiptFile, RecordAcknowledgement,
};
use super::{acknowledge, after, contest, issue, receipt, sheet};
use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::wire::{Body, Params};

/// Issues a draft: what is sent and to whom stays as it is now, and everybody gets access. They are told ten minutes later.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/transmittals/{transmittal}/issue",
    operation_id = "issue_transmittal",
    tag = "transmittals",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("transmittal" = String, Path, description = "The transmittal")),
    request_body = IssueTransmittal,
    responses((status = 200, description = "The transmittal", body = Transmittal), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("transmittal.issue")))
)]
pub async fn issue_transmittal(
    cx: Cx,
    Path((organisation, project, transmittal)): Path<(String, String, String)>,
    Body(asked): Body<IssueTransmittal>,
) -> Result<Response> {
    issue::issue(&cx, &organisation, &project, &transmittal, asked).await
}

/// Undoes the issuing of a transmittal of which nobody was told yet: it is a draft again, and what it gave is taken back.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/transmittals/{transmittal}/undo",
    operation_id = "undo_transmittal",
    tag = "transmittals",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("transmittal" = String, Path, description = "The transmittal")),
    responses((status = 200, description = "The draft", body = Transmittal), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("transmittal.issue")))
)]
pub async fn undo_transmittal(
    cx: Cx,
    Path((organisation, project, transmittal)): Path<(String, String, String)>,
) -> Result<Response> {
    issue::undo(&cx, &organisation, &project, &transmittal).await
}

/// Acknowledges receipt as one of those who got it, once.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/transmittals/{transmittal}/acknowledge",
    operation_id = "acknowledge_transmittal",
    tag = "transmittals",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("transmittal" = String, Path, description = "The transmittal")),
    request_body = AcknowledgeTransmittal,
    responses((status = 200, description = "The transmittal", body = Transmittal), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("transmittal.acknowledge")))
)]
pub async fn acknowledge_transmittal(
    cx: Cx,
    Path((organisation, project, transmittal)): Path<(String, String, String)>,
    Body(asked): Body<AcknowledgeTransmittal>,
) -> Result<Response> {
    acknowledge::acknowledge(&cx, &organisation, &project, &transmittal, asked).await
}

/// Records that somebody acknowledged receipt in another way. It is marked as recorded, with who did so.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/transmittals/{transmittal}/record",
    operation_id = "record_acknowledgement",
    tag = "transmittals",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("transmittal" = String, Path, description = "The transmittal")),
    request_body = RecordAcknowledgement,
    responses((status = 200, description = "The transmittal", body = Transmittal), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("transmittal.issue")))
)]
pub async fn record_acknowledgement(
    cx: Cx,
    Path((organisation, project, transmittal)): Path<(String, String, String)>,
    Body(asked): Body<RecordAcknowledgement>,
) -> Result<Response> {
    acknowledge::record(&cx, &organisation, &project, &transmittal, asked).await
}

/// Says beside what was recorded for whoever asks that they have it, or that they do not, once. The record stays.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/transmittals/{transmittal}/contest",
    operation_id = "contest_acknowledgement",
    tag = "transmittals",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("transmittal" = String, Path, description = "The transmittal")),
    request_body = AcknowledgementContest,
    responses((status = 200, description = "The transmittal", body = Transmittal), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("transmittal.acknowledge")))
)]
pub async fn contest_acknowledgement(
    cx: Cx,
    Path((organisation, project, transmittal)): Path<(String, String, String)>,
    Body(asked): Body<AcknowledgementContest>,
) -> Result<Response> {
    contest::contest(&cx, &organisation, &project, &transmittal, asked).await
}

/// Reminds those who are to acknowledge receipt and did not.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/transmittals/{transmittal}/remind",
    operation_id = "remind_recipients",
    tag = "transmittals",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("transmittal" = String, Path, description = "The transmittal")),
    responses((status = 200, description = "The transmittal", body = Transmittal), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("transmittal.issue")))
)]
pub async fn remind_recipients(
    cx: Cx,
    Path((organisation, project, transmittal)): Path<(String, String, String)>,
) -> Result<Response> {
    after::remind(&cx, &organisation, &project, &transmittal).await
}

/// Recalls a transmittal: what it gave is closed, its links are dead, and the record stays.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/transmittals/{transmittal}/recall",
    operation_id = "recall_transmittal",
    tag = "transmittals",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("transmittal" = String, Path, description = "The transmittal")),
    request_body = RecallTransmittal,
    responses((status = 200, description = "The transmittal", body = Transmittal), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("transmittal.issue")))
)]
pub async fn recall_transmittal(
    cx: Cx,
    Path((organisation, project, transmittal)): Path<(String, String, String)>,
    Body(asked): Body<RecallTransmittal>,
) -> Result<Response> {
    after::recall(&cx, &organisation, &project, &transmittal, asked).await
}

/// Begins the transmittal that takes the place of one: a draft with the same content, numbered after it.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/transmittals/{transmittal}/reissue",
    operation_id = "reissue_transmittal",
    tag = "transmittals",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("transmittal" = String, Path, description = "The transmittal")),
    responses((status = 201, description = "The draft", body = Transmittal), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("transmittal.manage")))
)]
pub async fn reissue_transmittal(
    cx: Cx,
    Path((organisation, project, transmittal)): Path<(String, String, String)>,
) -> Result<Response> {
    after::reissue(&cx, &organisation, &project, &transmittal).await
}

/// The receipt of an acknowledgement as a file, signed, or printed for reading: the reader's own, or for the project's people
/// anybody's. Once a checkpoint covers its event, the signed file has the proof that it is in the audit log.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/transmittals/{transmittal}/receipt",
    operation_id = "get_acknowledgement_receipt",
    tag = "transmittals",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("transmittal" = String, Path, description = "The transmittal"), ReceiptFile),
    responses((status = 200, description = "The file", content((String = "application/jose+json"), (String = "application/pdf"))), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("transmittal.view")))
)]
pub async fn get_acknowledgement_receipt(
    cx: Cx,
    Path((organisation, project, transmittal)): Path<(String, String, String)>,
    Params(wish): Params<ReceiptFile>,
) -> Result<Response> {
    receipt::answer(&cx, &organisation, &project, &transmittal, &wish).await
}

/// The cover sheet as a PDF: what the transmittal says of itself, and the register of what it sends with the hashes of the
/// files, as far as the reader sees it.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/transmittals/{transmittal}/cover-sheet",
    operation_id = "get_cover_sheet",
    tag = "transmittals",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("transmittal" = String, Path, description = "The transmittal")),
    responses((status = 200, description = "The file", body = Vec<u8>, content_type = "application/pdf"), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("transmittal.view")))
)]
pub async fn get_cover_sheet(
    cx: Cx,
    Path((organisation, project, transmittal)): Path<(String, String, String)>,
) -> Result<Response> {
    sheet::answer(&cx, &organisation, &project, &transmittal).await
}
