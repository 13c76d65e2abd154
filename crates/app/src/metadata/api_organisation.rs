//! The fields of the organisation as clients reach them.

use axum::Json;
use axum::extract::Path;
use axum::response::Response;

use super::view::{FieldEdit, FieldList, FieldView, NewFieldBody, NewOptionBody, OptionEdit, OptionView};
use super::{options, service};
use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::wire::Body;

/// The fields of the organisation's documents.
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/fields", operation_id = "list_fields", tag = "settings",
    params(("organisation" = String, Path, description = "Public id or slug.")),
    responses((status = 200, body = FieldList), (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("option.manage"))))]
pub async fn list_fields(cx: Cx, Path(organisation): Path<String>) -> Result<Json<FieldList>> {
    Ok(Json(service::list(&cx, &organisation, None).await?))
}

/// Add a field to every project.
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/fields", operation_id = "add_field", tag = "settings",
    params(("organisation" = String, Path, description = "Public id or slug.")),
    request_body = NewFieldBody,
    responses((status = 201, body = FieldView), (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("option.manage"))))]
pub async fn add_field(
    cx: Cx,
    Path(organisation): Path<String>,
    Body(body): Body<NewFieldBody>,
) -> Result<Response> {
    service::add(&cx, &organisation, None, body).await
}

/// Change a field; what is absent stays.
#[utoipa::path(patch, path = "/api/v1/organisations/{organisation}/fields/{field}", operation_id = "edit_field", tag = "settings",
    params(("organisation" = String, Path, description = "Public id or slug."), ("field" = String, Path, description = "The field's key.")),
    request_body = FieldEdit,
    responses((status = 200, body = FieldView), (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("option.manage"))))]
pub async fn edit_field(
    cx: Cx,
    Path((organisation, field)): Path<(String, String)>,
    Body(body): Body<FieldEdit>,
) -> Result<Response> {
    service::edit(&cx, &organisation, None, &field, body).await
}

/// Delete a field that no document has a value in.
#[utoipa::path(delete, path = "/api/v1/organisations/{organisation}/fields/{field}", operation_id = "delete_field", tag = "settings",
    params(("organisation" = String, Path, description = "Public id or slug."), ("field" = String, Path, description = "The field's key.")),
    responses((status = 204, description = "Deleted."), (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("option.manage"))))]
pub async fn delete_field(cx: Cx, Path((organisation, field)): Path<(String, String)>) -> Result<Response> {
    service::delete(&cx, &organisation, None, &field).await
}

/// Add a choice to a field.
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/fields/{field}/options", operation_id = "add_option", tag = "settings",
    params(("organisation" = String, Path, description = "Public id or slug."), ("field" = String, Path, description = "The field's key.")),
    request_body = NewOptionBody,
    responses((status = 201, body = OptionView), (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("option.manage"))))]
pub async fn add_option(
    cx: Cx,
    Path((organisation, field)): Path<(String, String)>,
    Body(body): Body<NewOptionBody>,
) -> Result<Response> {
    options::add(&cx, &organisation, None, &field, body).await
}

/// Change a choice; what is absent stays. A code that documents have, or had, stays as it is.
#[utoipa::path(patch, path = "/api/v1/organisations/{organisation}/fields/{field}/options/{option}", operation_id = "edit_option", tag = "settings",
    params(("organisation" = String, Path, description = "Public id or slug."), ("field" = String, Path, description = "The field's key."), ("option" = String, Path, description = "The choice's code, in any case.")),
    request_body = OptionEdit,
    responses((status = 200, body = OptionView), (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("option.manage"))))]
pub async fn edit_option(
    cx: Cx,
    Path((organisation, field, option)): Path<(String, String, String)>,
    Body(body): Body<OptionEdit>,
) -> Result<Response> {
    options::edit(&cx, &organisation, None, (&field, &option), body).await
}

/// Delete a choice that no document ever had.
#[utoipa::path(delete, path = "/api/v1/organisations/{organisation}/fields/{field}/options/{option}", operation_id = "delete_option", tag = "settings",
    params(("organisation" = String, Path, description = "Public id or slug."), ("field" = String, Path, description = "The field's key."), ("option" = String, Path, description = "The choice's code, in any case.")),
    responses((status = 204, description = "Deleted."), (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("option.manage"))))]
pub async fn delete_option(
    cx: Cx,
    Path((organisation, field, option)): Path<(String, String, String)>,
) -> Result<Response> {
    options::delete(&cx, &organisation, None, (&field, &option)).await
}
