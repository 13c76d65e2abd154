//! Reports as clients reach them.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;

use super::view::{NewReport, Report, ReportEdit, ReportFile, ReportList, ReportQuestion, SavedReport};
use super::{file, run, saved};
use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::wire::Body;

/// What reports can count, the reports of every project, and the kept ones that the reader can choose from: their own and
/// those that are shared.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/reports",
    operation_id = "list_reports",
    tag = "reports",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    responses((status = 200, description = "The reports", body = ReportList), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("report.view")))
)]
pub async fn list_reports(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
) -> Result<Json<ReportList>> {
    Ok(Json(saved::list(&cx, &organisation, &project).await?))
}

/// Counts what a report asks, within what the reader sees. It changes nothing; the question is a body since it is one
/// thing, the same that is kept and taken along.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/reports/run",
    operation_id = "run_report",
    tag = "reports",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    request_body = ReportQuestion,
    responses((status = 200, description = "The numbers", body = Report), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("report.view")))
)]
pub async fn run_report(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Body(question): Body<ReportQuestion>,
) -> Result<Json<Report>> {
    Ok(Json(run::run(&cx, &organisation, &project, &question).await?))
}

/// The numbers of a report as a file: a workbook with a chart, comma-separated values, or a printed page with bars.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/reports/file",
    operation_id = "export_report",
    tag = "reports",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    request_body = ReportFile,
    responses((status = 200, description = "The file", body = Vec<u8>, content_type = "application/octet-stream"), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("report.view")))
)]
pub async fn export_report(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Body(wish): Body<ReportFile>,
) -> Result<Response> {
    file::export(&cx, &organisation, &project, &wish).await
}

/// Keeps a report: its question, never its numbers.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/reports",
    operation_id = "create_report",
    tag = "reports",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    request_body = NewReport,
    responses((status = 201, description = "The report", body = SavedReport), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("report.keep")))
)]
pub async fn create_report(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Body(new): Body<NewReport>,
) -> Result<Response> {
    let (work, view) = saved::create(&cx, &organisation, &project, new).await?;
    work.finish(StatusCode::CREATED, &view).await
}

/// A kept report.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/reports/{report}",
    operation_id = "get_report",
    tag = "reports",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("report" = String, Path, description = "The report")),
    responses((status = 200, description = "The report", body = SavedReport), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("report.view")))
)]
pub async fn get_report(
    cx: Cx,
    Path((organisation, project, report)): Path<(String, String, String)>,
) -> Result<Json<SavedReport>> {
    Ok(Json(saved::get(&cx, &organisation, &project, &report).await?))
}

/// Changes a kept report.
#[utoipa::path(
    patch,
    path = "/api/v1/organisations/{organisation}/projects/{project}/reports/{report}",
    operation_id = "edit_report",
    tag = "reports",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("report" = String, Path, description = "The report")),
    request_body = ReportEdit,
    responses((status = 200, description = "The report", body = SavedReport), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("report.change")))
)]
pub async fn edit_report(
    cx: Cx,
    Path((organisation, project, report)): Path<(String, String, String)>,
    Body(edit): Body<ReportEdit>,
) -> Result<Response> {
    let (work, view) = saved::change(&cx, &organisation, &project, &report, edit).await?;
    work.finish(StatusCode::OK, &view).await
}

/// Deletes a kept report.
#[utoipa::path(
    delete,
    path = "/api/v1/organisations/{organisation}/projects/{project}/reports/{report}",
    operation_id = "delete_report",
    tag = "reports",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("report" = String, Path, description = "The report")),
    responses((status = 204, description = "It is gone"), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("report.change")))
)]
pub async fn delete_report(
    cx: Cx,
    Path((organisation, project, report)): Path<(String, String, String)>,
) -> Result<StatusCode> {
    saved::delete(&cx, &organisation, &project, &report).await?.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
