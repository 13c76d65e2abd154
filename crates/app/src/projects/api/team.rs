//! The team of a project, Full Register Access, and whom things can be shared with.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use serde::Deserialize;
use utoipa::IntoParams;

use super::super::view::{MembershipEdit, MembershipView, NewFullRegister, NewMembership, SubjectList, Why};
use super::super::{full_register, subjects, team};
use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::wire::{Body, List, Params, Search};

/// The team, oldest membership first.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/members",
    operation_id = "list_team",
    tag = "team",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), Search),
    responses((status = 200, description = "A page of memberships", body = List<MembershipView>), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("team.view")))
)]
pub async fn list_team(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Params(search): Params<Search>,
) -> Result<Json<List<MembershipView>>> {
    Ok(Json(team::list(&cx, &organisation, &project, &search).await?))
}

/// Lets a member of the organisation into the project.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/members",
    operation_id = "add_member",
    tag = "team",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    request_body = NewMembership,
    responses((status = 201, description = "The membership", body = MembershipView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("membership.manage")))
)]
pub async fn add_member(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Body(new): Body<NewMembership>,
) -> Result<Response> {
    let (work, view) = team::add(&cx, &organisation, &project, &new).await?;
    work.finish(StatusCode::CREATED, &view).await
}

/// Changes role or end of a membership; a new row opens in place of the old one.
#[utoipa::path(
    patch,
    path = "/api/v1/organisations/{organisation}/projects/{project}/members/{membership}",
    operation_id = "change_membership",
    tag = "team",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("membership" = String, Path, description = "The membership, or its member")),
    request_body = MembershipEdit,
    responses((status = 200, description = "The membership", body = MembershipView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("membership.manage")))
)]
pub async fn change_membership(
    cx: Cx,
    Path((organisation, project, membership)): Path<(String, String, String)>,
    Body(edit): Body<MembershipEdit>,
) -> Result<Response> {
    let (work, view) = team::change(&cx, &organisation, &project, &membership, &edit).await?;
    work.finish(StatusCode::OK, &view).await
}

/// Ends a membership, and with it the groups and what others gave the person in the project.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/members/{membership}/end",
    operation_id = "end_membership",
    tag = "team",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("membership" = String, Path, description = "The membership, or its member")),
    request_body = Why,
    responses((status = 200, description = "It has ended"), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("membership.manage")))
)]
pub async fn end_membership(
    cx: Cx,
    Path((organisation, project, membership)): Path<(String, String, String)>,
    Body(why): Body<Why>,
) -> Result<Response> {
    team::end(&cx, &organisation, &project, &membership, &why.reason)
        .await?
        .finish(StatusCode::OK, &json!({}))
        .await
}

/// Switches Full Register Access on, or moves its end.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/members/{membership}/full-register",
    operation_id = "grant_full_register",
    tag = "team",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("membership" = String, Path, description = "The membership, or its member")),
    request_body = NewFullRegister,
    responses((status = 200, description = "The membership", body = MembershipView), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("full_register.grant")))
)]
pub async fn grant_full_register(
    cx: Cx,
    Path((organisation, project, membership)): Path<(String, String, String)>,
    Body(new): Body<NewFullRegister>,
) -> Result<Response> {
    let (work, view) = full_register::grant(&cx, &organisation, &project, &membership, &new).await?;
    work.finish(StatusCode::OK, &view).await
}

/// Switches Full Register Access off.
#[utoipa::path(
    delete,
    path = "/api/v1/organisations/{organisation}/projects/{project}/members/{membership}/full-register",
    operation_id = "end_full_register",
    tag = "team",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("membership" = String, Path, description = "The membership, or its member")),
    responses((status = 204, description = "It is off"), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("full_register.grant")))
)]
pub async fn end_full_register(
    cx: Cx,
    Path((organisation, project, membership)): Path<(String, String, String)>,
) -> Result<StatusCode> {
    full_register::end(&cx, &organisation, &project, &membership).await?.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What to look for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Words {
    /// A part of the name or e-mail address.
    #[serde(default)]
    pub q: String,
    /// Who can be asked in a step instead: with workflow responders who are not in the project, and without members who
    /// are not. Nothing else is offered to those who may neither start workflows nor write their templates.
    #[serde(default)]
    pub steps: bool,
}

/// People, companies and groups that something can be shared with.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/subjects",
    operation_id = "list_subjects",
    tag = "team",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), Words),
    responses((status = 200, description = "The first of each kind that match", body = SubjectList), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("team.view")))
)]
pub async fn list_subjects(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Params(words): Params<Words>,
) -> Result<Json<SubjectList>> {
    Ok(Json(subjects::list(&cx, &organisation, &project, &words).await?))
}
