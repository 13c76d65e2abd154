//! The operations on invitations.

use axum::Json;
use axum::extract::Path;
use axum::response::Response;

use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::wire::{Body, List, Paging, Params};

use super::service;
use super::view::{InvitationView, Invited, NewInvitations};

/// The invitations of the organisation, the newest first.
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/invitations", operation_id = "list_invitations", tag = "people",
    params(("organisation" = String, Path, description = "Public id or slug."), Paging),
    responses((status = 200, body = List<InvitationView>),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("member.list"))))]
pub async fn list_invitations(
    cx: Cx,
    Path(organisation): Path<String>,
    Params(query): Params<Paging>,
) -> Result<Json<List<InvitationView>>> {
    Ok(Json(service::list(&cx, &organisation, &query).await?))
}

/// Invite people by mail, 50 at most at once, all or none.
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/invitations", operation_id = "invite", tag = "people",
    params(("organisation" = String, Path, description = "Public id or slug.")),
    request_body = NewInvitations,
    responses((status = 201, body = Invited),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("member.invite"))))]
pub async fn invite(
    cx: Cx,
    Path(organisation): Path<String>,
    Body(new): Body<NewInvitations>,
) -> Result<Response> {
    service::invite(&cx, &organisation, new).await
}

/// Send an invitation again, under a new link and for another seven days.
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/invitations/{invitation}/resend",
    operation_id = "resend_invitation", tag = "people",
    params(("organisation" = String, Path, description = "Public id or slug."), ("invitation" = String, Path, description = "The invitation's id.")),
    responses((status = 204, description = "On its way."),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("member.invite"))))]
pub async fn resend_invitation(
    cx: Cx,
    Path((organisation, invitation)): Path<(String, String)>,
) -> Result<Response> {
    service::resend(&cx, &organisation, &invitation).await
}

/// Revoke an invitation.
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/invitations/{invitation}/revoke",
    operation_id = "revoke_invitation", tag = "people",
    params(("organisation" = String, Path, description = "Public id or slug."), ("invitation" = String, Path, description = "The invitation's id.")),
    responses((status = 204, description = "Revoked."),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("member.invite"))))]
pub async fn revoke_invitation(
    cx: Cx,
    Path((organisation, invitation)): Path<(String, String)>,
) -> Result<Response> {
    service::revoke(&cx, &organisation, &invitation).await
}
