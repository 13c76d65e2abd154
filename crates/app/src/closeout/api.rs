//! The closeout as clients reach it.

use axum::Json;
use axum::extract::Path;
use axum::response::Response;

use super::view::{Closeout, FinalInspection};
use super::{archive, service};
use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::wire::Body;

/// What still stands between the project and its lock.
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/projects/{project}/closeout",
    operation_id = "get_closeout", tag = "projects",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    responses((status = 200, description = "How it stands", body = Closeout), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.settings_view"))))]
pub async fn get_closeout(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
) -> Result<Json<Closeout>> {
    Ok(Json(service::get(&cx, &organisation, &project).await?))
}

/// Records that the final inspection was passed.
#[utoipa::path(put, path = "/api/v1/organisations/{organisation}/projects/{project}/closeout/inspection",
    operation_id = "record_final_inspection", tag = "projects",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    request_body = FinalInspection,
    responses((status = 200, description = "How the closeout stands", body = Closeout), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.closeout"))))]
pub async fn record_final_inspection(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Body(inspection): Body<FinalInspection>,
) -> Result<Response> {
    service::inspect(&cx, &organisation, &project, Some(&inspection)).await
}

/// Takes back that the final inspection was passed.
#[utoipa::path(delete, path = "/api/v1/organisations/{organisation}/projects/{project}/closeout/inspection",
    operation_id = "withdraw_final_inspection", tag = "projects",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    responses((status = 200, description = "How the closeout stands", body = Closeout), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.closeout"))))]
pub async fn withdraw_final_inspection(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
) -> Result<Response> {
    service::inspect(&cx, &organisation, &project, None).await
}

/// The archive of the project: register, files of all revisions, transmittals, records of workflows, audit log, and a list
/// of all of it with hashes. What its reader may not take along is named with the reason.
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/projects/{project}/closeout/archive",
    operation_id = "get_project_archive", tag = "projects",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    responses((status = 200, description = "The archive", body = Vec<u8>, content_type = "application/zip"), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.archive"))))]
pub async fn get_project_archive(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
) -> Result<Response> {
    archive::answer(&cx, &organisation, &project).await
}
