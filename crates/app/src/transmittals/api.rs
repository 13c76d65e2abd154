//! Transmittals as clients reach them.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;

use super::view::{NewTransmittal, OwedList, Transmittal, TransmittalCheck, TransmittalEdit};
use super::view_holders::RevisionHolders;
use super::view_listing::{ListTransmittals, TransmittalList};
use super::{drafts, holders, listing, listing_file, plan, reading};
use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::wire::{Body, Paging, Params};

/// The transmittals of the project. From outside one sees what one got. Drafts are shown to those who prepare transmittals.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/transmittals",
    operation_id = "list_transmittals",
    tag = "transmittals",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ListTransmittals),
    responses((status = 200, description = "The transmittals", body = TransmittalList), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("transmittal.view")))
)]
pub async fn list_transmittals(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Params(asked): Params<ListTransmittals>,
) -> Result<Json<TransmittalList>> {
    listing::list(&cx, &organisation, &project, &asked).await.map(Json)
}

/// The same list whole, as comma-separated values.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/transmittals/export",
    operation_id = "export_transmittals",
    tag = "transmittals",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ListTransmittals),
    responses((status = 200, description = "The file", body = Vec<u8>, content_type = "text/csv"), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("transmittal.view")))
)]
pub async fn export_transmittals(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Params(asked): Params<ListTransmittals>,
) -> Result<Response> {
    listing_file::export(&cx, &organisation, &project, asked).await
}

/// Begins a transmittal. It gets its number and stays a draft, which opens nothing to anybody, until it is issued.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/transmittals",
    operation_id = "create_transmittal",
    tag = "transmittals",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    request_body = NewTransmittal,
    responses((status = 201, description = "The draft", body = Transmittal), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("transmittal.manage")))
)]
pub async fn create_transmittal(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Body(new): Body<NewTransmittal>,
) -> Result<Response> {
    drafts::create(&cx, &organisation, &project, new).await
}

/// A transmittal. Documents that the reader does not see are counted and not shown.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/transmittals/{transmittal}",
    operation_id = "get_transmittal",
    tag = "transmittals",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("transmittal" = String, Path, description = "The transmittal")),
    responses((status = 200, description = "The transmittal", body = Transmittal), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("transmittal.view")))
)]
pub async fn get_transmittal(
    cx: Cx,
    Path((organisation, project, transmittal)): Path<(String, String, String)>,
) -> Result<Json<Transmittal>> {
    reading::get(&cx, &organisation, &project, &transmittal).await.map(Json)
}

/// Changes a draft; what is absent stays.
#[utoipa::path(
    patch,
    path = "/api/v1/organisations/{organisation}/projects/{project}/transmittals/{transmittal}",
    operation_id = "edit_transmittal",
    tag = "transmittals",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("transmittal" = String, Path, description = "The transmittal")),
    request_body = TransmittalEdit,
    responses((status = 200, description = "The draft", body = Transmittal), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("transmittal.manage")))
)]
pub async fn edit_transmittal(
    cx: Cx,
    Path((organisation, project, transmittal)): Path<(String, String, String)>,
    Body(edit): Body<TransmittalEdit>,
) -> Result<Response> {
    drafts::edit(&cx, &organisation, &project, &transmittal, edit).await
}

/// Deletes a draft. Its number is not given again.
#[utoipa::path(
    delete,
    path = "/api/v1/organisations/{organisation}/projects/{project}/transmittals/{transmittal}",
    operation_id = "delete_transmittal",
    tag = "transmittals",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("transmittal" = String, Path, description = "The transmittal")),
    responses((status = 204, description = "It is gone"), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("transmittal.manage")))
)]
pub async fn delete_transmittal(
    cx: Cx,
    Path((organisation, project, transmittal)): Path<(String, String, String)>,
) -> Result<StatusCode> {
    drafts::delete(&cx, &organisation, &project, &transmittal).await
}

/// Says what issuing a draft would do: who gets it, who newly sees what until when, what should be looked at once more and
/// what stands against it. Nothing is kept.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/transmittals/{transmittal}/check",
    operation_id = "check_transmittal",
    tag = "transmittals",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("transmittal" = String, Path, description = "The transmittal")),
    responses((status = 200, description = "What would come of it", body = TransmittalCheck), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("transmittal.issue")))
)]
pub async fn check_transmittal(
    cx: Cx,
    Path((organisation, project, transmittal)): Path<(String, String, String)>,
) -> Result<Json<TransmittalCheck>> {
    plan::check(&cx, &organisation, &project, &transmittal).await.map(Json)
}

/// Who was sent an earlier revision of a document than the current one, and not the current one.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/transmittals/owed",
    operation_id = "list_owed_revisions",
    tag = "transmittals",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), Paging),
    responses((status = 200, description = "What is owed to whom", body = OwedList), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("transmittal.drafts")))
)]
pub async fn list_owed_revisions(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Params(paging): Params<Paging>,
) -> Result<Json<OwedList>> {
    reading::owed(&cx, &organisation, &project, &paging).await.map(Json)
}

/// Who holds a revision, by transmittals, shares, links and workflows, and whether they hold the current one too.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/documents/{document}/revisions/{revision}/holders",
    operation_id = "list_revision_holders",
    tag = "transmittals",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("document" = String, Path, description = "The document"), ("revision" = String, Path, description = "The revision")),
    responses((status = 200, description = "Who holds it", body = RevisionHolders), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.access")))
)]
pub async fn list_revision_holders(
    cx: Cx,
    Path((organisation, project, document, revision)): Path<(String, String, String, String)>,
) -> Result<Json<RevisionHolders>> {
    holders::list(&cx, &organisation, &project, (&document, &revision)).await.map(Json)
}
