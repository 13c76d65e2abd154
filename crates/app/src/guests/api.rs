//! The operations on guest shares.

use axum::Json;
use axum::extract::Path;
use axum::response::Response;

use super::view::{
    AccessLog, CreatedGuestShare, EditGuestShare, ExtendGuestShare, GuestShare, GuestShares, ListGuestShares,
    ListLog, NewGuestShare, NewLink, RevokeGuestShare,
};
use super::{create as creation, reading, service};
use crate::cx::Cx;
use crate::download::{CSV, attached};
use crate::error::Result;
use crate::wire::{Body, Params};

/// Organisation, project and share.
type One = Path<(String, String, String)>;

/// The guest shares of a project, newest first. Who may not see everybody's sees their own.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/guest-shares",
    operation_id = "list_guest_shares",
    tag = "guest shares",
    params(("organisation" = String, Path, description = "Public id or name in addresses"), ("project" = String, Path, description = "Public id"), ListGuestShares),
    responses(
        (status = 200, body = GuestShares),
        (status = "default", description = "What went wrong", body = crate::error::Problem, content_type = "application/problem+json")
    ),
    extensions(("x-action" = json!("guest_share.list_own")))
)]
pub async fn list(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Params(asked): Params<ListGuestShares>,
) -> Result<Json<GuestShares>> {
    reading::list(&cx, &organisation, &project, asked).await.map(Json)
}

/// Creates a guest share of a document, or of a transmittal that went out. Its link is in this answer and nowhere else.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/guest-shares",
    operation_id = "create_guest_share",
    tag = "guest shares",
    params(("organisation" = String, Path, description = "Public id or name in addresses"), ("project" = String, Path, description = "Public id")),
    request_body = NewGuestShare,
    responses(
        (status = 201, body = CreatedGuestShare),
        (status = "default", description = "What went wrong", body = crate::error::Problem, content_type = "application/problem+json")
    ),
    extensions(("x-action" = json!("guest_share.create")))
)]
pub async fn create(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Body(new): Body<NewGuestShare>,
) -> Result<Response> {
    creation::create(&cx, &organisation, &project, new).await
}

/// One guest share.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/guest-shares/{share}",
    operation_id = "get_guest_share",
    tag = "guest shares",
    params(("organisation" = String, Path, description = "Public id or name in addresses"), ("project" = String, Path, description = "Public id"), ("share" = String, Path, description = "Public id")),
    responses(
        (status = 200, body = GuestShare),
        (status = "default", description = "What went wrong", body = crate::error::Problem, content_type = "application/problem+json")
    ),
    extensions(("x-action" = json!("guest_share.list_own")))
)]
pub async fn get(cx: Cx, Path((organisation, project, share)): One) -> Result<Json<GuestShare>> {
    reading::get(&cx, &organisation, &project, &share).await.map(Json)
}

/// Changes the label or the terms of a guest share. A change of password ends the sessions that are open.
#[utoipa::path(
    patch,
    path = "/api/v1/organisations/{organisation}/projects/{project}/guest-shares/{share}",
    operation_id = "edit_guest_share",
    tag = "guest shares",
    params(("organisation" = String, Path, description = "Public id or name in addresses"), ("project" = String, Path, description = "Public id"), ("share" = String, Path, description = "Public id")),
    request_body = EditGuestShare,
    responses(
        (status = 200, body = GuestShare),
        (status = "default", description = "What went wrong", body = crate::error::Problem, content_type = "application/problem+json")
    ),
    extensions(("x-action" = json!("guest_share.manage")))
)]
pub async fn edit(
    cx: Cx,
    Path((organisation, project, share)): One,
    Body(asked): Body<EditGuestShare>,
) -> Result<Response> {
    service::edit(&cx, &organisation, &project, &share, asked).await
}

/// Gives a guest share a new end within the policy's ceiling. An expired one works again; a revoked one never does.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/guest-shares/{share}/extend",
    operation_id = "extend_guest_share",
    tag = "guest shares",
    params(("organisation" = String, Path, description = "Public id or name in addresses"), ("project" = String, Path, description = "Public id"), ("share" = String, Path, description = "Public id")),
    request_body = ExtendGuestShare,
    responses(
        (status = 200, body = GuestShare),
        (status = "default", description = "What went wrong", body = crate::error::Problem, content_type = "application/problem+json")
    ),
    extensions(("x-action" = json!("guest_share.manage")))
)]
pub async fn extend(
    cx: Cx,
    Path((organisation, project, share)): One,
    Body(asked): Body<ExtendGuestShare>,
) -> Result<Response> {
    service::extend(&cx, &organisation, &project, &share, asked).await
}

/// Revokes a guest share at once, with its links and the sessions that are open.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/guest-shares/{share}/revoke",
    operation_id = "revoke_guest_share",
    tag = "guest shares",
    params(("organisation" = String, Path, description = "Public id or name in addresses"), ("project" = String, Path, description = "Public id"), ("share" = String, Path, description = "Public id")),
    request_body = RevokeGuestShare,
    responses(
        (status = 200, body = GuestShare),
        (status = "default", description = "What went wrong", body = crate::error::Problem, content_type = "application/problem+json")
    ),
    extensions(("x-action" = json!("guest_share.manage")))
)]
pub async fn revoke(
    cx: Cx,
    Path((organisation, project, share)): One,
    Body(asked): Body<RevokeGuestShare>,
) -> Result<Response> {
    service::revoke(&cx, &organisation, &project, &share, asked).await
}

/// Makes a new link and voids every former one. The link is in this answer and nowhere else.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/guest-shares/{share}/regenerate",
    operation_id = "regenerate_guest_share",
    tag = "guest shares",
    params(("organisation" = String, Path, description = "Public id or name in addresses"), ("project" = String, Path, description = "Public id"), ("share" = String, Path, description = "Public id")),
    responses(
        (status = 200, body = NewLink),
        (status = "default", description = "What went wrong", body = crate::error::Problem, content_type = "application/problem+json")
    ),
    extensions(("x-action" = json!("guest_share.manage")))
)]
pub async fn regenerate(cx: Cx, Path((organisation, project, share)): One) -> Result<Response> {
    service::regenerate(&cx, &organisation, &project, &share).await
}

/// What was done with a guest share, newest first.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/guest-shares/{share}/log",
    operation_id = "get_guest_share_log",
    tag = "guest shares",
    params(("organisation" = String, Path, description = "Public id or name in addresses"), ("project" = String, Path, description = "Public id"), ("share" = String, Path, description = "Public id"), ListLog),
    responses(
        (status = 200, body = AccessLog),
        (status = "default", description = "What went wrong", body = crate::error::Problem, content_type = "application/problem+json")
    ),
    extensions(("x-action" = json!("guest_share.list_own")))
)]
pub async fn log(
    cx: Cx,
    Path((organisation, project, share)): One,
    Params(asked): Params<ListLog>,
) -> Result<Json<AccessLog>> {
    reading::access_log(&cx, &organisation, &project, &share, asked).await.map(Json)
}

/// What was done with a guest share, as CSV for a spreadsheet.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/guest-shares/{share}/log.csv",
    operation_id = "export_guest_share_log",
    tag = "guest shares",
    params(("organisation" = String, Path, description = "Public id or name in addresses"), ("project" = String, Path, description = "Public id"), ("share" = String, Path, description = "Public id")),
    responses(
        (status = 200, description = "The log as CSV", body = String, content_type = "text/csv"),
        (status = "default", description = "What went wrong", body = crate::error::Problem, content_type = "application/problem+json")
    ),
    extensions(("x-action" = json!("guest_share.list_own")))
)]
pub async fn log_csv(cx: Cx, Path((organisation, project, share)): One) -> Result<Response> {
    let rows = reading::access_log_csv(&cx, &organisation, &project, &share).await?;
    attached(rows.into(), CSV, "guest-share-log.csv")
}
