//! Access control groups and permission overrides.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;

use super::super::view::{
    GroupEdit, GroupList, GroupView, NewGroup, NewOverride, OverrideList, OverrideView,
};
use super::super::{groups, overrides};
use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::wire::{Body, Paging, Params};

/// The access control groups, Document Control first.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/groups",
    operation_id = "list_groups",
    tag = "groups",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), Paging),
    responses((status = 200, description = "The groups", body = GroupList), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("team.view")))
)]
pub async fn list_groups(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Params(paging): Params<Paging>,
) -> Result<Json<GroupList>> {
    Ok(Json(groups::list(&cx, &organisation, &project, &paging).await?))
}

/// Creates a group with its permission actions and members.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/groups",
    operation_id = "create_group",
    tag = "groups",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    request_body = NewGroup,
    responses((status = 201, description = "The group", body = GroupView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("group.manage")))
)]
pub async fn create_group(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Body(new): Body<NewGroup>,
) -> Result<Response> {
    let (work, view) = groups::create(&cx, &organisation, &project, &new).await?;
    work.finish(StatusCode::CREATED, &view).await
}

/// Changes name, description or permission actions. The Document Control group needs document_control.manage.
#[utoipa::path(
    patch,
    path = "/api/v1/organisations/{organisation}/projects/{project}/groups/{group}",
    operation_id = "edit_group",
    tag = "groups",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("group" = String, Path, description = "The group")),
    request_body = GroupEdit,
    responses((status = 200, description = "The group", body = GroupView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("group.manage")))
)]
pub async fn edit_group(
    cx: Cx,
    Path((organisation, project, group)): Path<(String, String, String)>,
    Body(edit): Body<GroupEdit>,
) -> Result<Response> {
    let (work, view) = groups::edit(&cx, &organisation, &project, &group, &edit).await?;
    work.finish(StatusCode::OK, &view).await
}

/// Deletes a group: its members leave and what it was given ends.
#[utoipa::path(
    delete,
    path = "/api/v1/organisations/{organisation}/projects/{project}/groups/{group}",
    operation_id = "delete_group",
    tag = "groups",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("group" = String, Path, description = "The group")),
    responses((status = 204, description = "It is gone"), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("group.manage")))
)]
pub async fn delete_group(
    cx: Cx,
    Path((organisation, project, group)): Path<(String, String, String)>,
) -> Result<StatusCode> {
    groups::delete(&cx, &organisation, &project, &group).await?.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Puts a person of the project into a group. The Document Control group needs document_control.manage.
#[utoipa::path(
    put,
    path = "/api/v1/organisations/{organisation}/projects/{project}/groups/{group}/members/{member}",
    operation_id = "add_group_member",
    tag = "groups",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("group" = String, Path, description = "The group"), ("member" = String, Path, description = "The member")),
    responses((status = 204, description = "The person is in it"), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("group.manage")))
)]
pub async fn add_group_member(
    cx: Cx,
    Path((organisation, project, group, member)): Path<(String, String, String, String)>,
) -> Result<StatusCode> {
    groups::add_member(&cx, &organisation, &project, &group, &member).await?.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a person out of a group; the last Document Controller stays.
#[utoipa::path(
    delete,
    path = "/api/v1/organisations/{organisation}/projects/{project}/groups/{group}/members/{member}",
    operation_id = "remove_group_member",
    tag = "groups",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("group" = String, Path, description = "The group"), ("member" = String, Path, description = "The member")),
    responses((status = 204, description = "The person is out of it"), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("group.manage")))
)]
pub async fn remove_group_member(
    cx: Cx,
    Path((organisation, project, group, member)): Path<(String, String, String, String)>,
) -> Result<StatusCode> {
    groups::remove_member(&cx, &organisation, &project, &group, &member).await?.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The permission overrides that hold in the project.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/overrides",
    operation_id = "list_overrides",
    tag = "groups",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), Paging),
    responses((status = 200, description = "The overrides", body = OverrideList), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("override.list")))
)]
pub async fn list_overrides(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Params(paging): Params<Paging>,
) -> Result<Json<OverrideList>> {
    Ok(Json(overrides::list(&cx, &organisation, &project, &paging).await?))
}

/// Grants a permission action to a person or a role, or takes it away.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/overrides",
    operation_id = "create_override",
    tag = "groups",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    request_body = NewOverride,
    responses((status = 201, description = "The override", body = OverrideView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("override.manage")))
)]
pub async fn create_override(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Body(new): Body<NewOverride>,
) -> Result<Response> {
    let (work, view) = overrides::create(&cx, &organisation, &project, &new).await?;
    work.finish(StatusCode::CREATED, &view).await
}

/// Ends an override.
#[utoipa::path(
    delete,
    path = "/api/v1/organisations/{organisation}/projects/{project}/overrides/{override_id}",
    operation_id = "delete_override",
    tag = "groups",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("override_id" = String, Path, description = "The override")),
    responses((status = 204, description = "It has ended"), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("override.manage")))
)]
pub async fn delete_override(
    cx: Cx,
    Path((organisation, project, override_id)): Path<(String, String, String)>,
) -> Result<StatusCode> {
    overrides::delete(&cx, &organisation, &project, &override_id).await?.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
