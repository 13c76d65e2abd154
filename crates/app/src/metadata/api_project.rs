//! The fields of a project as clients reach them.

use axum::Json;
use axum::extract::Path;
use axum::response::Response;

use super::view::{FieldEdit, FieldList, FieldView, NewFieldBody, NewOptionBody, OptionEdit, OptionView};
use super::{options, service};
use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::wire::Body;

/// The fields of a project: the organisation's, which it follows, and its own.
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/projects/{project}/fields", operation_id = "list_project_fields", tag = "projects",
    params(("organisation" = String, Path, description = "Public id or slug."), ("project" = String, Path, description = "The project.")),
    responses((status = 200, body = FieldList), (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.settings_view"))))]
pub async fn list_project_fields(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
) -> Result<Json<FieldList>> {
    Ok(Json(service::list(&cx, &organisation, Some(&project)).await?))
}

/// Add a field of the project's own.
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/projects/{project}/fields", operation_id = "add_project_field", tag = "projects",
    params(("organisation" = String, Path, description = "Public id or slug."), ("project" = String, Path, description = "The project.")),
    request_body = NewFieldBody,
    responses((status = 201, body = FieldView), (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.settings"))))]
pub async fn add_project_field(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Body(body): Body<NewFieldBody>,
) -> Result<Response> {
    service::add(&cx, &organisation, Some(&project), body).await
}

/// Change a field; what is absent stays.
#[utoipa::path(patch, path = "/api/v1/organisations/{organisation}/projects/{project}/fields/{field}", operation_id = "edit_project_field", tag = "projects",
    params(("organisation" = String, Path, description = "Public id or slug."), ("project" = String, Path, description = "The project."), ("field" = String, Path, description = "The field's key.")),
    request_body = FieldEdit,
    responses((status = 200, body = FieldView), (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.settings"))))]
pub async fn edit_project_field(
    cx: Cx,
    Path((organisation, project, field)): Path<(String, String, String)>,
    Body(body): Body<FieldEdit>,
) -> Result<Response> {
    service::edit(&cx, &organisation, Some(&project), &field, body).await
}

/// Delete a field that no document has a value in.
#[utoipa::path(delete, path = "/api/v1/organisations/{organisation}/projects/{project}/fields/{field}", operation_id = "delete_project_field", tag = "projects",
    params(("organisation" = String, Path, description = "Public id or slug."), ("project" = String, Path, description = "The project."), ("field" = String, Path, description = "The field's key.")),
    responses((status = 204, description = "Deleted."), (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.settings"))))]
pub async fn delete_project_field(
    cx: Cx,
    Path((organisation, project, field)): Path<(String, String, String)>,
) -> Result<Response> {
    service::delete(&cx, &organisation, Some(&project), &field).await
}

/// Add a choice to a field; those of the organisation's fields are for this project alone.
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/projects/{project}/fields/{field}/options", operation_id = "add_project_option", tag = "projects",
    params(("organisation" = String, Path, description = "Public id or slug."), ("project" = String, Path, description = "The project."), ("field" = String, Path, description = "The field's key.")),
    request_body = NewOptionBody,
    responses((status = 201, body = OptionView), (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.settings"))))]
pub async fn add_project_option(
    cx: Cx,
    Path((organisation, project, field)): Path<(String, String, String)>,
    Body(body): Body<NewOptionBody>,
) -> Result<Response> {
    options::add(&cx, &organisation, Some(&project), &field, body).await
}

/// Change a choice; what is absent stays. A code that documents have, or had, stays as it is.
#[utoipa::path(patch, path = "/api/v1/organisations/{organisation}/projects/{project}/fields/{field}/options/{option}", operation_id = "edit_project_option", tag = "projects",
    params(("organisation" = String, Path, description = "Public id or slug."), ("project" = String, Path, description = "The project."), ("field" = String, Path, description = "The field's key."), ("option" = String, Path, description = "The choice's code, in any case.")),
    request_body = OptionEdit,
    responses((status = 200, body = OptionView), (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.settings"))))]
pub async fn edit_project_option(
    cx: Cx,
    Path((organisation, project, field, option)): Path<(String, String, String, String)>,
    Body(body): Body<OptionEdit>,
) -> Result<Response> {
    options::edit(&cx, &organisation, Some(&project), (&field, &option), body).await
}

/// Delete a choice that no document ever had.
#[utoipa::path(delete, path = "/api/v1/organisations/{organisation}/projects/{project}/fields/{field}/options/{option}", operation_id = "delete_project_option", tag = "projects",
    params(("organisation" = String, Path, description = "Public id or slug."), ("project" = String, Path, description = "The project."), ("field" = String, Path, description = "The field's key."), ("option" = String, Path, description = "The choice's code, in any case.")),
    responses((status = 204, description = "Deleted."), (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.settings"))))]
pub async fn delete_project_option(
    cx: Cx,
    Path((organisation, project, field, option)): Path<(String, String, String, String)>,
) -> Result<Response> {
    options::delete(&cx, &organisation, Some(&project), (&field, &option)).await
}
