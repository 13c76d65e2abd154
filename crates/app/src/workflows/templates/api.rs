//! Templates as clients reach them.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;

use super::model::Move;
use super::view::{
    NewWorkflowTemplate, TemplateQuery, WorkflowTemplate, WorkflowTemplateClone, WorkflowTemplateEdit,
    WorkflowTemplateList, WorkflowTemplateMove,
};
use super::{read, service};
use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::wire::{Body, Params};

/// The templates of a project, by name. Whoever starts a workflow is offered the active ones.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/workflow-templates",
    operation_id = "list_workflow_templates",
    tag = "workflows",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), TemplateQuery),
    responses((status = 200, description = "The templates", body = WorkflowTemplateList), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("workflow_template.view")))
)]
pub async fn list_workflow_templates(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Params(query): Params<TemplateQuery>,
) -> Result<Json<WorkflowTemplateList>> {
    Ok(Json(read::list(&cx, &organisation, &project, &query).await?))
}

/// Writes a template. It is a draft until it is activated, and may be unfinished until then.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/workflow-templates",
    operation_id = "create_workflow_template",
    tag = "workflows",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    request_body = NewWorkflowTemplate,
    responses((status = 201, description = "The template", body = WorkflowTemplate), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("workflow_template.manage")))
)]
pub async fn create_workflow_template(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Body(body): Body<NewWorkflowTemplate>,
) -> Result<Response> {
    let (work, view) = service::create(&cx, &organisation, &project, body).await?;
    work.finish(StatusCode::CREATED, &view).await
}

/// A template with its plan, and what keeps it from being activated.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/workflow-templates/{template}",
    operation_id = "get_workflow_template",
    tag = "workflows",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("template" = String, Path, description = "The template")),
    responses((status = 200, description = "The template", body = WorkflowTemplate), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("workflow_template.view")))
)]
pub async fn get_workflow_template(
    cx: Cx,
    Path((organisation, project, template)): Path<(String, String, String)>,
) -> Result<Json<WorkflowTemplate>> {
    Ok(Json(read::get(&cx, &organisation, &project, &template).await?))
}

/// Changes a template. Once it was activated, a change of its settings or stages is a version of its own; workflows
/// that run keep theirs.
#[utoipa::path(
    patch,
    path = "/api/v1/organisations/{organisation}/projects/{project}/workflow-templates/{template}",
    operation_id = "edit_workflow_template",
    tag = "workflows",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("template" = String, Path, description = "The template")),
    request_body = WorkflowTemplateEdit,
    responses((status = 200, description = "The template", body = WorkflowTemplate), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("workflow_template.manage")))
)]
pub async fn edit_workflow_template(
    cx: Cx,
    Path((organisation, project, template)): Path<(String, String, String)>,
    Body(body): Body<WorkflowTemplateEdit>,
) -> Result<Response> {
    let (work, view) = service::change(&cx, &organisation, &project, &template, body).await?;
    work.finish(StatusCode::OK, &view).await
}

/// Deletes a draft. A template that was active is archived instead.
#[utoipa::path(
    delete,
    path = "/api/v1/organisations/{organisation}/projects/{project}/workflow-templates/{template}",
    operation_id = "delete_workflow_template",
    tag = "workflows",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("template" = String, Path, description = "The template")),
    responses((status = 204, description = "It is gone"), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("workflow_template.manage")))
)]
pub async fn delete_workflow_template(
    cx: Cx,
    Path((organisation, project, template)): Path<(String, String, String)>,
) -> Result<StatusCode> {
    service::delete(&cx, &organisation, &project, &template).await?.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Activates a draft or an archived template: workflows can be started from it. Every step must be somebody's.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/workflow-templates/{template}/activate",
    operation_id = "activate_workflow_template",
    tag = "workflows",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("template" = String, Path, description = "The template")),
    request_body = WorkflowTemplateMove,
    responses((status = 200, description = "The template", body = WorkflowTemplate), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("workflow_template.manage")))
)]
pub async fn activate_workflow_template(
    cx: Cx,
    Path((organisation, project, template)): Path<(String, String, String)>,
    Body(body): Body<WorkflowTemplateMove>,
) -> Result<Response> {
    let (work, view) =
        service::shift(&cx, &organisation, &project, &template, (Move::Activate, body.version)).await?;
    work.finish(StatusCode::OK, &view).await
}

/// Archives an active template: nothing new is started from it, and what runs goes on.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/workflow-templates/{template}/archive",
    operation_id = "archive_workflow_template",
    tag = "workflows",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("template" = String, Path, description = "The template")),
    request_body = WorkflowTemplateMove,
    responses((status = 200, description = "The template", body = WorkflowTemplate), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("workflow_template.manage")))
)]
pub async fn archive_workflow_template(
    cx: Cx,
    Path((organisation, project, template)): Path<(String, String, String)>,
    Body(body): Body<WorkflowTemplateMove>,
) -> Result<Response> {
    let (work, view) =
        service::shift(&cx, &organisation, &project, &template, (Move::Archive, body.version)).await?;
    work.finish(StatusCode::OK, &view).await
}

/// Copies a template as a draft, into this project or into another one where one may write templates. Steps that were
/// given to groups are nobody's in another project.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/workflow-templates/{template}/clone",
    operation_id = "clone_workflow_template",
    tag = "workflows",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("template" = String, Path, description = "The template")),
    request_body = WorkflowTemplateClone,
    responses((status = 201, description = "The template", body = WorkflowTemplate), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("workflow_template.manage")))
)]
pub async fn clone_workflow_template(
    cx: Cx,
    Path((organisation, project, template)): Path<(String, String, String)>,
    Body(body): Body<WorkflowTemplateClone>,
) -> Result<Response> {
    let (work, view) = service::copy(&cx, &organisation, &project, &template, &body).await?;
    work.finish(StatusCode::CREATED, &view).await
}
