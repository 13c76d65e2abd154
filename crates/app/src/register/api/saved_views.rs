//! Saved views of the register.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;

use super::super::saved_views::{self, NewSavedView, SavedViewEdit, SavedViewList, SavedViewView};
use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::wire::Body;

/// The views of the register that the reader can choose from: their own and, within the project's team, the shared ones.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/views",
    operation_id = "list_saved_views",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    responses((status = 200, description = "The views", body = SavedViewList), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.view")))
)]
pub async fn list_saved_views(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
) -> Result<Json<SavedViewList>> {
    Ok(Json(saved_views::list(&cx, &organisation, &project).await?))
}

/// Keeps a view of the register.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/views",
    operation_id = "create_saved_view",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    request_body = NewSavedView,
    responses((status = 201, description = "The view", body = SavedViewView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("saved_view.keep")))
)]
pub async fn create_saved_view(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Body(new): Body<NewSavedView>,
) -> Result<Response> {
    let (work, view) = saved_views::create(&cx, &organisation, &project, new).await?;
    work.finish(StatusCode::CREATED, &view).await
}

/// Changes a view of the register.
#[utoipa::path(
    patch,
    path = "/api/v1/organisations/{organisation}/projects/{project}/views/{view}",
    operation_id = "edit_saved_view",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("view" = String, Path, description = "The view")),
    request_body = SavedViewEdit,
    responses((status = 200, description = "The view", body = SavedViewView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("saved_view.change")))
)]
pub async fn edit_saved_view(
    cx: Cx,
    Path((organisation, project, view)): Path<(String, String, String)>,
    Body(edit): Body<SavedViewEdit>,
) -> Result<Response> {
    let (work, view) = saved_views::change(&cx, &organisation, &project, &view, edit).await?;
    work.finish(StatusCode::OK, &view).await
}

/// Deletes a view of the register.
#[utoipa::path(
    delete,
    path = "/api/v1/organisations/{organisation}/projects/{project}/views/{view}",
    operation_id = "delete_saved_view",
    tag = "register",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("view" = String, Path, description = "The view")),
    responses((status = 204, description = "It is gone"), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("saved_view.change")))
)]
pub async fn delete_saved_view(
    cx: Cx,
    Path((organisation, project, view)): Path<(String, String, String)>,
) -> Result<StatusCode> {
    saved_views::delete(&cx, &organisation, &project, &view).await?.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
