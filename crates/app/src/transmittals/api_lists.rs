//! Distribution lists as clients reach them.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;

use super::lists;
use super::view_lists::{DistributionList, DistributionListEdit, DistributionLists, NewDistributionList};
use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::wire::Body;

/// The distribution lists that every project of the organisation can use.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/distribution-lists",
    operation_id = "list_distribution_lists",
    tag = "transmittals",
    params(("organisation" = String, Path, description = "The organisation's id or slug")),
    responses((status = 200, description = "The lists", body = DistributionLists), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("member.list")))
)]
pub async fn list_distribution_lists(
    cx: Cx,
    Path(organisation): Path<String>,
) -> Result<Json<DistributionLists>> {
    lists::of_organisation(&cx, &organisation).await.map(Json)
}

/// Makes a distribution list of the organisation.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/distribution-lists",
    operation_id = "create_distribution_list",
    tag = "transmittals",
    params(("organisation" = String, Path, description = "The organisation's id or slug")),
    request_body = NewDistributionList,
    responses((status = 201, description = "The list", body = DistributionList), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("organisation.settings")))
)]
pub async fn create_distribution_list(
    cx: Cx,
    Path(organisation): Path<String>,
    Body(new): Body<NewDistributionList>,
) -> Result<Response> {
    lists::create(&cx, &organisation, None, new).await
}

/// Changes a distribution list of the organisation. The change holds for what is issued from then on.
#[utoipa::path(
    patch,
    path = "/api/v1/organisations/{organisation}/distribution-lists/{list}",
    operation_id = "edit_distribution_list",
    tag = "transmittals",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("list" = String, Path, description = "The distribution list")),
    request_body = DistributionListEdit,
    responses((status = 200, description = "The list", body = DistributionList), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("organisation.settings")))
)]
pub async fn edit_distribution_list(
    cx: Cx,
    Path((organisation, list)): Path<(String, String)>,
    Body(edit): Body<DistributionListEdit>,
) -> Result<Response> {
    lists::edit(&cx, &organisation, None, &list, edit).await
}

/// Deletes a distribution list of the organisation. What was issued keeps whom it went to.
#[utoipa::path(
    delete,
    path = "/api/v1/organisations/{organisation}/distribution-lists/{list}",
    operation_id = "delete_distribution_list",
    tag = "transmittals",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("list" = String, Path, description = "The distribution list")),
    responses((status = 204, description = "It is gone"), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("organisation.settings")))
)]
pub async fn delete_distribution_list(
    cx: Cx,
    Path((organisation, list)): Path<(String, String)>,
) -> Result<StatusCode> {
    lists::delete(&cx, &organisation, None, &list).await
}

/// The distribution lists that can be used in the project: its own and the organisation's.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/distribution-lists",
    operation_id = "list_project_distribution_lists",
    tag = "transmittals",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    responses((status = 200, description = "The lists", body = DistributionLists), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("distribution_list.view")))
)]
pub async fn list_project_distribution_lists(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
) -> Result<Json<DistributionLists>> {
    lists::of_project(&cx, &organisation, &project).await.map(Json)
}

/// Makes a distribution list of the project.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/distribution-lists",
    operation_id = "create_project_distribution_list",
    tag = "transmittals",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    request_body = NewDistributionList,
    responses((status = 201, description = "The list", body = DistributionList), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("distribution_list.manage")))
)]
pub async fn create_project_distribution_list(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Body(new): Body<NewDistributionList>,
) -> Result<Response> {
    lists::create(&cx, &organisation, Some(&project), new).await
}

/// Changes a distribution list of the project. The change holds for what is issued from then on.
#[utoipa::path(
    patch,
    path = "/api/v1/organisations/{organisation}/projects/{project}/distribution-lists/{project_list}",
    operation_id = "edit_project_distribution_list",
    tag = "transmittals",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("project_list" = String, Path, description = "The distribution list")),
    request_body = DistributionListEdit,
    responses((status = 200, description = "The list", body = DistributionList), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("distribution_list.manage")))
)]
pub async fn edit_project_distribution_list(
    cx: Cx,
    Path((organisation, project, list)): Path<(String, String, String)>,
    Body(edit): Body<DistributionListEdit>,
) -> Result<Response> {
    lists::edit(&cx, &organisation, Some(&project), &list, edit).await
}

/// Deletes a distribution list of the project. What was issued keeps whom it went to.
#[utoipa::path(
    delete,
    path = "/api/v1/organisations/{organisation}/projects/{project}/distribution-lists/{project_list}",
    operation_id = "delete_project_distribution_list",
    tag = "transmittals",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("project_list" = String, Path, description = "The distribution list")),
    responses((status = 204, description = "It is gone"), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("distribution_list.manage")))
)]
pub async fn delete_project_distribution_list(
    cx: Cx,
    Path((organisation, project, list)): Path<(String, String, String)>,
) -> Result<StatusCode> {
    lists::delete(&cx, &organisation, Some(&project), &list).await
}
