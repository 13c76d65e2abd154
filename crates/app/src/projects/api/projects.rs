//! Projects, their lock and settings.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;

use super::super::view::{
    Lock, NewProject, ProjectEdit, ProjectSettingsEdit, ProjectSettingsView, ProjectView, Why,
};
use super::super::{create, project as service, settings};
use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::wire::{Body, List, Params, Search};

/// The projects that exist for the caller, newest first.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects",
    operation_id = "list_projects",
    tag = "projects",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), Search),
    responses((status = 200, description = "A page of projects", body = List<ProjectView>), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.view")))
)]
pub async fn list_projects(
    cx: Cx,
    Path(organisation): Path<String>,
    Params(search): Params<Search>,
) -> Result<Json<List<ProjectView>>> {
    Ok(Json(service::list(&cx, &organisation, &search).await?))
}

/// Creates a project and names its first Document Controller.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects",
    operation_id = "create_project",
    tag = "projects",
    params(("organisation" = String, Path, description = "The organisation's id or slug")),
    request_body = NewProject,
    responses((status = 201, description = "The project", body = ProjectView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.create")))
)]
pub async fn create_project(
    cx: Cx,
    Path(organisation): Path<String>,
    Body(new): Body<NewProject>,
) -> Result<Response> {
    let (work, view) = create::create(&cx, &organisation, new).await?;
    work.finish(StatusCode::CREATED, &view).await
}

/// One project.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}",
    operation_id = "get_project",
    tag = "projects",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    responses((status = 200, description = "The project", body = ProjectView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.view")))
)]
pub async fn get_project(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
) -> Result<Json<ProjectView>> {
    Ok(Json(service::get(&cx, &organisation, &project).await?))
}

/// Edits the project's own fields.
#[utoipa::path(
    patch,
    path = "/api/v1/organisations/{organisation}/projects/{project}",
    operation_id = "edit_project",
    tag = "projects",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    request_body = ProjectEdit,
    responses((status = 200, description = "The project", body = ProjectView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.settings")))
)]
pub async fn edit_project(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Body(edit): Body<ProjectEdit>,
) -> Result<Response> {
    let (work, view) = service::edit(&cx, &organisation, &project, &edit).await?;
    work.finish(StatusCode::OK, &view).await
}

/// Locks the project once its closeout is done: nothing in it changes and its links do not open.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/lock",
    operation_id = "lock_project",
    tag = "projects",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    request_body = Lock,
    responses((status = 200, description = "The project", body = ProjectView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.lock")))
)]
pub async fn lock_project(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Body(body): Body<Lock>,
) -> Result<Response> {
    let (work, view) = service::lock(&cx, &organisation, &project, &body).await?;
    work.finish(StatusCode::OK, &view).await
}

/// Unlocks the project.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/unlock",
    operation_id = "unlock_project",
    tag = "projects",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    request_body = Why,
    responses((status = 200, description = "The project", body = ProjectView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.unlock")))
)]
pub async fn unlock_project(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Body(why): Body<Why>,
) -> Result<Response> {
    let (work, view) = service::unlock(&cx, &organisation, &project, &why.reason).await?;
    work.finish(StatusCode::OK, &view).await
}

/// The project's settings, with what holds of the policy of external access.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/settings",
    operation_id = "get_project_settings",
    tag = "projects",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    responses((status = 200, description = "The settings", body = ProjectSettingsView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.settings_view")))
)]
pub async fn get_project_settings(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
) -> Result<Json<ProjectSettingsView>> {
    Ok(Json(settings::get(&cx, &organisation, &project).await?))
}

/// Changes the sections given. The policy of external access can only become stricter than the organisation's.
#[utoipa::path(
    patch,
    path = "/api/v1/organisations/{organisation}/projects/{project}/settings",
    operation_id = "edit_project_settings",
    tag = "projects",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    request_body = ProjectSettingsEdit,
    responses((status = 200, description = "The settings", body = ProjectSettingsView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.settings")))
)]
pub async fn edit_project_settings(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Body(edit): Body<ProjectSettingsEdit>,
) -> Result<Response> {
    let (work, view) = settings::edit(&cx, &organisation, &project, edit).await?;
    work.finish(StatusCode::OK, &view).await
}
