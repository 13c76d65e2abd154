//! The operations on members.

use axum::Json;
use axum::extract::Path;
use axum::response::Response;

use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::wire::{Body, List, Params};

use super::hand_over::HandOverList;
use super::view::{ChangeMember, Deactivation, GiveRole, MemberQuery, MemberView, RoleImpact, RoleQuery};
use super::{hand_over as list_of_grants, leaving, roles, service};

/// The members of the organisation, by name.
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/members", operation_id = "list_members", tag = "people",
    params(("organisation" = String, Path, description = "Public id or slug."), MemberQuery),
    responses((status = 200, body = List<MemberView>),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("member.list"))))]
pub async fn list_members(
    cx: Cx,
    Path(organisation): Path<String>,
    Params(query): Params<MemberQuery>,
) -> Result<Json<List<MemberView>>> {
    Ok(Json(service::list(&cx, &organisation, &query).await?))
}

/// A member.
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/members/{member}", operation_id = "get_member", tag = "people",
    params(("organisation" = String, Path, description = "Public id or slug."), ("member" = String, Path, description = "The member's id.")),
    responses((status = 200, body = MemberView),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("member.list"))))]
pub async fn get_member(
    cx: Cx,
    Path((organisation, member)): Path<(String, String)>,
) -> Result<Json<MemberView>> {
    Ok(Json(service::get(&cx, &organisation, &member).await?))
}

/// Change a member's position, telephone number or company.
#[utoipa::path(patch, path = "/api/v1/organisations/{organisation}/members/{member}", operation_id = "change_member",
    tag = "people",
    params(("organisation" = String, Path, description = "Public id or slug."), ("member" = String, Path, description = "The member's id.")),
    request_body = ChangeMember,
    responses((status = 200, body = MemberView),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("member.edit"))))]
pub async fn change_member(
    cx: Cx,
    Path((organisation, member)): Path<(String, String)>,
    Body(change): Body<ChangeMember>,
) -> Result<Response> {
    service::change(&cx, &organisation, &member, change).await
}

/// Change a member's role in the organisation.
///
/// It binds the member's next request; their sessions go on. A workflow responder has no memberships, so they end.
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/members/{member}/role", operation_id = "change_member_role",
    tag = "people",
    params(("organisation" = String, Path, description = "Public id or slug."), ("member" = String, Path, description = "The member's id.")),
    request_body = GiveRole,
    responses((status = 200, body = MemberView),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("member.change_role"))))]
pub async fn change_role(
    cx: Cx,
    Path((organisation, member)): Path<(String, String)>,
    Body(given): Body<GiveRole>,
) -> Result<Response> {
    roles::change(&cx, &organisation, &member, &given.role).await
}

/// What a change of role would take away.
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/members/{member}/role-impact",
    operation_id = "get_role_impact", tag = "people",
    params(("organisation" = String, Path, description = "Public id or slug."), ("member" = String, Path, description = "The member's id."),
        RoleQuery),
    responses((status = 200, body = RoleImpact),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("member.list"))))]
pub async fn role_impact(
    cx: Cx,
    Path((organisation, member)): Path<(String, String)>,
    Params(query): Params<RoleQuery>,
) -> Result<Json<RoleImpact>> {
    Ok(Json(roles::impact(&cx, &organisation, &member, &query.role).await?))
}

/// Deactivate a member.
///
/// The organisation ends for them at once, with their memberships and what was given to them. What they granted stays in
/// force and belongs to the projects.
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/members/{member}/deactivate",
    operation_id = "deactivate_member", tag = "people",
    params(("organisation" = String, Path, description = "Public id or slug."), ("member" = String, Path, description = "The member's id.")),
    request_body = Deactivation,
    responses((status = 204, description = "Deactivated."),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("member.deactivate"))))]
pub async fn deactivate_member(
    cx: Cx,
    Path((organisation, member)): Path<(String, String)>,
    Body(given): Body<Deactivation>,
) -> Result<Response> {
    leaving::deactivate(&cx, &organisation, &member, given.reason.as_deref()).await
}

/// Take a deactivated member back with a role.
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/members/{member}/reactivate",
    operation_id = "reactivate_member", tag = "people",
    params(("organisation" = String, Path, description = "Public id or slug."), ("member" = String, Path, description = "The member's id.")),
    request_body = GiveRole,
    responses((status = 200, body = MemberView),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("member.deactivate"))))]
pub async fn reactivate_member(
    cx: Cx,
    Path((organisation, member)): Path<(String, String)>,
    Body(given): Body<GiveRole>,
) -> Result<Response> {
    leaving::reactivate(&cx, &organisation, &member, &given.role).await
}

/// What a member granted that is in force.
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/members/{member}/hand-over",
    operation_id = "get_hand_over", tag = "people",
    params(("organisation" = String, Path, description = "Public id or slug."), ("member" = String, Path, description = "The member's id.")),
    responses((status = 200, body = HandOverList),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("member.list"))))]
pub async fn hand_over(
    cx: Cx,
    Path((organisation, member)): Path<(String, String)>,
) -> Result<Json<HandOverList>> {
    Ok(Json(list_of_grants::list(&cx, &organisation, &member).await?))
}
