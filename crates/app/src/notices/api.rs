//! The operations on one's own notices and on what one wants to be told.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;

use super::choices::{self, ChangeChoices, ChoicesView};
use super::list::{self, NoticeList, NoticeQuery, NoticeView, ReadNotices};
use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::wire::{Body, Params};

/// One's own notices, the newest first.
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/notifications", operation_id = "list_notifications",
    tag = "notifications",
    params(("organisation" = String, Path, description = "Public id or slug."), NoticeQuery),
    responses((status = 200, body = NoticeList),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("organisation.view"))))]
pub async fn list_notifications(
    cx: Cx,
    Path(organisation): Path<String>,
    Params(query): Params<NoticeQuery>,
) -> Result<Json<NoticeList>> {
    Ok(Json(list::list(&cx, &organisation, &query).await?))
}

/// One of one's own notices.
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/notifications/{notification}",
    operation_id = "get_notification", tag = "notifications",
    params(("organisation" = String, Path, description = "Public id or slug."),
        ("notification" = String, Path, description = "The notice's id.")),
    responses((status = 200, body = NoticeView),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("organisation.view"))))]
pub async fn get_notification(
    cx: Cx,
    Path((organisation, notification)): Path<(String, String)>,
) -> Result<Json<NoticeView>> {
    Ok(Json(list::get(&cx, &organisation, &notification).await?))
}

/// Mark one's own notices as read.
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/notifications/read", operation_id = "read_notifications",
    tag = "notifications",
    params(("organisation" = String, Path, description = "Public id or slug.")),
    request_body = ReadNotices,
    responses((status = 204, description = "Marked."),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("organisation.view"))))]
pub async fn read_notifications(
    cx: Cx,
    Path(organisation): Path<String>,
    Body(given): Body<ReadNotices>,
) -> Result<Response> {
    list::read(&cx, &organisation, given).await?.finish_empty().await
}

/// What one is told, and how.
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/notification-choices",
    operation_id = "get_notification_choices", tag = "notifications",
    params(("organisation" = String, Path, description = "Public id or slug.")),
    responses((status = 200, body = ChoicesView),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("organisation.view"))))]
pub async fn get_notification_choices(cx: Cx, Path(organisation): Path<String>) -> Result<Json<ChoicesView>> {
    Ok(Json(choices::get(&cx, &organisation).await?))
}

/// Choose what one is told, and how.
///
/// Kinds that are not named stay as they are. What cannot be switched off is refused with the reason.
#[utoipa::path(patch, path = "/api/v1/organisations/{organisation}/notification-choices",
    operation_id = "change_notification_choices", tag = "notifications",
    params(("organisation" = String, Path, description = "Public id or slug.")),
    request_body = ChangeChoices,
    responses((status = 200, body = ChoicesView),
        (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("organisation.view"))))]
pub async fn change_notification_choices(
    cx: Cx,
    Path(organisation): Path<String>,
    Body(change): Body<ChangeChoices>,
) -> Result<Response> {
    let (work, view) = choices::change(&cx, &organisation, change).await?;
    work.finish(StatusCode::OK, &view).await
}
