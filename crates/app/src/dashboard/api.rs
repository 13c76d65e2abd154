//! The dashboard as clients reach it.

use axum::Json;
use axum::extract::Path;

use super::service;
use super::view::DashboardView;
use crate::cx::Cx;
use crate::error::{Problem, Result};

/// A project at a glance, as its reader may see it.
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/projects/{project}/dashboard",
    operation_id = "get_dashboard", tag = "projects",
    params(("organisation" = String, Path, description = "Public id or slug."),
        ("project" = String, Path, description = "The project's id.")),
    responses((status = 200, body = DashboardView),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.view"))))]
pub async fn get_dashboard(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
) -> Result<Json<DashboardView>> {
    Ok(Json(service::get(&cx, &organisation, &project).await?))
}
