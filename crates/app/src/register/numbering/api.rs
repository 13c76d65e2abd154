//! Numbering as clients reach it.

use std::sync::Arc;

use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::view::{
    CounterEdit, CounterList, CounterView, GapList, NameGuesses, Names, OrganisationNumbering, Preview,
    ProjectNumbering, Trial,
};
use super::{counters, gaps, guess, service};
use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::settings::Numbering;
use crate::shared::Shared;
use crate::wire::Body;

/// The operations of numbering.
pub fn routes() -> OpenApiRouter<Arc<Shared>> {
    OpenApiRouter::new()
        .routes(routes!(get_numbering, set_numbering))
        .routes(routes!(preview_numbering))
        .routes(routes!(get_project_numbering, set_project_numbering, follow_numbering))
        .routes(routes!(preview_project_numbering))
        .routes(routes!(list_counters, set_counter))
        .routes(routes!(get_number_gaps))
        .routes(routes!(guess_names))
}

/// How documents get their numbers where a project does not say otherwise.
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/numbering", operation_id = "get_numbering", tag = "settings",
    params(("organisation" = String, Path, description = "Public id or slug.")),
    responses((status = 200, body = OrganisationNumbering), (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("option.manage"))))]
pub async fn get_numbering(cx: Cx, Path(organisation): Path<String>) -> Result<Json<OrganisationNumbering>> {
    Ok(Json(service::of_organisation(&cx, &organisation).await?))
}

/// Set how documents get their numbers where a project does not say otherwise.
///
/// A change touches the documents that follow, never a number that was given.
#[utoipa::path(put, path = "/api/v1/organisations/{organisation}/numbering", operation_id = "set_numbering", tag = "settings",
    params(("organisation" = String, Path, description = "Public id or slug.")),
    request_body = Numbering,
    responses((status = 200, body = OrganisationNumbering), (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("option.manage"))))]
pub async fn set_numbering(
    cx: Cx,
    Path(organisation): Path<String>,
    Body(body): Body<Numbering>,
) -> Result<Response> {
    service::set_organisation(&cx, &organisation, body).await
}

/// Try a scheme that is not saved.
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/numbering/preview", operation_id = "preview_numbering", tag = "settings",
    params(("organisation" = String, Path, description = "Public id or slug.")),
    request_body = Trial,
    responses((status = 200, body = Preview), (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("option.manage"))))]
pub async fn preview_numbering(
    cx: Cx,
    Path(organisation): Path<String>,
    Body(body): Body<Trial>,
) -> Result<Json<Preview>> {
    Ok(Json(service::try_organisation(&cx, &organisation, body).await?))
}

/// How documents of the project get their numbers.
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/projects/{project}/numbering", operation_id = "get_project_numbering", tag = "projects",
    params(("organisation" = String, Path, description = "Public id or slug."), ("project" = String, Path, description = "The project.")),
    responses((status = 200, body = ProjectNumbering), (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.settings_view"))))]
pub async fn get_project_numbering(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
) -> Result<Json<ProjectNumbering>> {
    Ok(Json(service::of_project(&cx, &organisation, &project).await?))
}

/// Set how documents of the project get their numbers; it wins over the organisation's numbering.
#[utoipa::path(put, path = "/api/v1/organisations/{organisation}/projects/{project}/numbering", operation_id = "set_project_numbering", tag = "projects",
    params(("organisation" = String, Path, description = "Public id or slug."), ("project" = String, Path, description = "The project.")),
    request_body = Numbering,
    responses((status = 200, body = ProjectNumbering), (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.settings"))))]
pub async fn set_project_numbering(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Body(body): Body<Numbering>,
) -> Result<Response> {
    service::set_project(&cx, &organisation, &project, Some(body)).await
}

/// Follow the organisation's numbering again.
#[utoipa::path(delete, path = "/api/v1/organisations/{organisation}/projects/{project}/numbering", operation_id = "follow_numbering", tag = "projects",
    params(("organisation" = String, Path, description = "Public id or slug."), ("project" = String, Path, description = "The project.")),
    responses((status = 200, body = ProjectNumbering), (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.settings"))))]
pub async fn follow_numbering(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
) -> Result<Response> {
    service::set_project(&cx, &organisation, &project, None).await
}

/// Try a scheme that is not saved, with the fields of the project.
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/projects/{project}/numbering/preview", operation_id = "preview_project_numbering", tag = "projects",
    params(("organisation" = String, Path, description = "Public id or slug."), ("project" = String, Path, description = "The project.")),
    request_body = Trial,
    responses((status = 200, body = Preview), (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.settings_view"))))]
pub async fn preview_project_numbering(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Body(body): Body<Trial>,
) -> Result<Json<Preview>> {
    Ok(Json(service::try_project(&cx, &organisation, &project, body).await?))
}

/// The counters of the project.
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/projects/{project}/numbering/counters", operation_id = "list_counters", tag = "projects",
    params(("organisation" = String, Path, description = "Public id or slug."), ("project" = String, Path, description = "The project.")),
    responses((status = 200, body = CounterList), (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.settings_view"))))]
pub async fn list_counters(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
) -> Result<Json<CounterList>> {
    Ok(Json(counters::list(&cx, &organisation, &project).await?))
}

/// Set a counter, upward only: for numbers that were given elsewhere.
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/projects/{project}/numbering/counters", operation_id = "set_counter", tag = "projects",
    params(("organisation" = String, Path, description = "Public id or slug."), ("project" = String, Path, description = "The project.")),
    request_body = CounterEdit,
    responses((status = 200, body = CounterView), (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.settings"))))]
pub async fn set_counter(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Body(body): Body<CounterEdit>,
) -> Result<Response> {
    counters::set(&cx, &organisation, &project, body).await
}

/// What is missing in the project's sequences of numbers, and why.
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/projects/{project}/numbering/gaps", operation_id = "get_number_gaps", tag = "projects",
    params(("organisation" = String, Path, description = "Public id or slug."), ("project" = String, Path, description = "The project.")),
    responses((status = 200, body = GapList), (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("numbering.gaps"))))]
pub async fn get_number_gaps(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
) -> Result<Json<GapList>> {
    Ok(Json(gaps::list(&cx, &organisation, &project).await?))
}

/// What the names of files say: numbers, revisions, titles, and the documents that are meant.
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/projects/{project}/documents/guess", operation_id = "guess_names", tag = "register",
    params(("organisation" = String, Path, description = "Public id or slug."), ("project" = String, Path, description = "The project.")),
    request_body = Names,
    responses((status = 200, body = NameGuesses), (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("document.create"))))]
pub async fn guess_names(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Body(body): Body<Names>,
) -> Result<Json<NameGuesses>> {
    Ok(Json(guess::guess(&cx, &organisation, &project, body).await?))
}
