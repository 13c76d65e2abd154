//! Workflows and steps as clients reach them.

use axum::Json;
use axum::extract::Path;
use axum::response::Response;

use super::acts_view::{
    Answering, Handing, MySteps, MyStepsQuery, Reasoned, Resubmitting, StepDetail, StepReceiptFile, Taking,
};
use super::comments::{self, NewStepComment, StepComments};
use super::view::{NewWorkflow, Workflow, WorkflowCheck};
use super::view_listing::{WorkflowList, WorkflowQuery};
use super::{acts, answer, evidence, listing, my_steps, read, start};
use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::wire::{Body, Params};

/// The workflows of a project, with the stage of each and whom it waits for.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/workflows",
    operation_id = "list_workflows",
    tag = "workflows",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), WorkflowQuery),
    responses((status = 200, description = "The workflows", body = WorkflowList), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("workflow.view")))
)]
pub async fn list_workflows(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Params(query): Params<WorkflowQuery>,
) -> Result<Json<WorkflowList>> {
    listing::list(&cx, &organisation, &project, &query).await.map(Json)
}

/// Starts a workflow from an active template: the documents are under review, and whoever answers the first stage is asked
/// and let in to the revisions that are asked about, and to nothing else.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/workflows",
    operation_id = "start_workflow",
    tag = "workflows",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    request_body = NewWorkflow,
    responses((status = 201, description = "The workflow", body = Workflow), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("workflow.start")))
)]
pub async fn start_workflow(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Body(body): Body<NewWorkflow>,
) -> Result<Response> {
    start::start(&cx, &organisation, &project, body).await
}

/// Says what starting a workflow would come to: who would answer which step, and what stands against it. Nothing is kept.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/workflows/check",
    operation_id = "check_workflow",
    tag = "workflows",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    request_body = NewWorkflow,
    responses((status = 200, description = "What would come of it", body = WorkflowCheck), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("workflow.start")))
)]
pub async fn check_workflow(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Body(body): Body<NewWorkflow>,
) -> Result<Json<WorkflowCheck>> {
    start::check(&cx, &organisation, &project, &body).await.map(Json)
}

/// A workflow with its steps and every answer. Documents that the reader does not see are counted and not shown.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/workflows/{workflow}",
    operation_id = "get_workflow",
    tag = "workflows",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("workflow" = String, Path, description = "The workflow")),
    responses((status = 200, description = "The workflow", body = Workflow), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("workflow.view")))
)]
pub async fn get_workflow(
    cx: Cx,
    Path((organisation, project, workflow)): Path<(String, String, String)>,
) -> Result<Json<Workflow>> {
    read::get(&cx, &organisation, &project, &workflow).await.map(Json)
}

/// The record of a workflow as a sealed PDF: its documents with their hashes, its steps, every answer and signature, and the
/// events of the audit log, as far as the reader sees the documents.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/workflows/{workflow}/evidence",
    operation_id = "get_workflow_evidence",
    tag = "workflows",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("workflow" = String, Path, description = "The workflow")),
    responses((status = 200, description = "The file", body = Vec<u8>, content_type = "application/pdf"), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("workflow.view")))
)]
pub async fn get_workflow_evidence(
    cx: Cx,
    Path((organisation, project, workflow)): Path<(String, String, String)>,
) -> Result<Response> {
    evidence::answer(&cx, &organisation, &project, &workflow).await
}

/// Ends a workflow before its time: whoever is asked is asked no more, and the documents have the status they had before.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/workflows/{workflow}/cancel",
    operation_id = "cancel_workflow",
    tag = "workflows",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("workflow" = String, Path, description = "The workflow")),
    request_body = Reasoned,
    responses((status = 200, description = "The workflow", body = Workflow), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("workflow.cancel")))
)]
pub async fn cancel_workflow(
    cx: Cx,
    Path((organisation, project, workflow)): Path<(String, String, String)>,
    Body(body): Body<Reasoned>,
) -> Result<Response> {
    acts::cancel(&cx, &organisation, (&project, &workflow), &body).await
}

/// Sends a workflow back to its initiator, who may start it again.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/workflows/{workflow}/recall",
    operation_id = "recall_workflow",
    tag = "workflows",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("workflow" = String, Path, description = "The workflow")),
    request_body = Reasoned,
    responses((status = 200, description = "The workflow", body = Workflow), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("workflow.manage")))
)]
pub async fn recall_workflow(
    cx: Cx,
    Path((organisation, project, workflow)): Path<(String, String, String)>,
    Body(body): Body<Reasoned>,
) -> Result<Response> {
    acts::recall(&cx, &organisation, (&project, &workflow), &body).await
}

/// Starts a workflow again that was sent back, with the documents as they are by now, at the stage that it came back from.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/workflows/{workflow}/resubmit",
    operation_id = "resubmit_workflow",
    tag = "workflows",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("workflow" = String, Path, description = "The workflow")),
    request_body = Resubmitting,
    responses((status = 200, description = "The workflow", body = Workflow), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("workflow.resubmit")))
)]
pub async fn resubmit_workflow(
    cx: Cx,
    Path((organisation, project, workflow)): Path<(String, String, String)>,
    Body(body): Body<Resubmitting>,
) -> Result<Response> {
    acts::resubmit(&cx, &organisation, (&project, &workflow), &body).await
}

/// A step with its documents, for the project's team and for whoever answers it.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/steps/{step}",
    operation_id = "get_step",
    tag = "workflows",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("step" = String, Path, description = "The step")),
    responses((status = 200, description = "The step", body = StepDetail), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("step.view")))
)]
pub async fn get_step(
    cx: Cx,
    Path((organisation, project, step)): Path<(String, String, String)>,
) -> Result<Json<StepDetail>> {
    read::step(&cx, &organisation, &project, &step).await.map(Json)
}

/// Answers a step. Of two who answer what takes one answer, the second is told who was first. Whoever approves a step that is
/// signed types their name and gives their password, under the limits of signing in. Each answer gives a receipt.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/steps/{step}/respond",
    operation_id = "respond_to_step",
    tag = "workflows",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("step" = String, Path, description = "The step")),
    request_body = Answering,
    responses((status = 200, description = "The step", body = StepDetail), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("step.respond")))
)]
pub async fn respond_to_step(
    cx: Cx,
    Path((organisation, project, step)): Path<(String, String, String)>,
    Body(body): Body<Answering>,
) -> Result<Response> {
    answer::respond(&cx, &organisation, (&project, &step), &body).await
}

/// The receipt of an answer as a file, signed, or printed for reading: from outside one's own, for the project's people
/// anybody's. Once a checkpoint covers its event, the signed file has the proof that it is in the audit log.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/steps/{step}/responses/{response}/receipt",
    operation_id = "get_step_receipt",
    tag = "workflows",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("step" = String, Path, description = "The step"), ("response" = String, Path, description = "The answer"), StepReceiptFile),
    responses((status = 200, description = "The file", content((String = "application/jose+json"), (String = "application/pdf"))), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("step.view")))
)]
pub async fn get_step_receipt(
    cx: Cx,
    Path((organisation, project, step, response)): Path<(String, String, String, String)>,
    Params(wish): Params<StepReceiptFile>,
) -> Result<Response> {
    answer::receipt(&cx, &organisation, (&project, &step, &response), &wish).await
}

/// What was said about a step, for the project's team and for whoever answers it.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/steps/{step}/comments",
    operation_id = "list_step_comments",
    tag = "workflows",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("step" = String, Path, description = "The step")),
    responses((status = 200, description = "The comments", body = StepComments), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("step.view")))
)]
pub async fn list_step_comments(
    cx: Cx,
    Path((organisation, project, step)): Path<(String, String, String)>,
) -> Result<Json<StepComments>> {
    comments::list(&cx, &organisation, &project, &step).await.map(Json)
}

/// Says something about a step. Those who are mentioned are told, and so are those who are asked and whoever started it.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/steps/{step}/comments",
    operation_id = "add_step_comment",
    tag = "workflows",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("step" = String, Path, description = "The step")),
    request_body = NewStepComment,
    responses((status = 201, description = "The comments", body = StepComments), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("step.comment")))
)]
pub async fn add_step_comment(
    cx: Cx,
    Path((organisation, project, step)): Path<(String, String, String)>,
    Body(body): Body<NewStepComment>,
) -> Result<Response> {
    comments::add(&cx, &organisation, (&project, &step), &body).await
}

/// Gives one's part of a step to somebody else, where the template lets. Its time goes on.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/steps/{step}/delegate",
    operation_id = "delegate_step",
    tag = "workflows",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("step" = String, Path, description = "The step")),
    request_body = Handing,
    responses((status = 204, description = "It is theirs"), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("step.respond")))
)]
pub async fn delegate_step(
    cx: Cx,
    Path((organisation, project, step)): Path<(String, String, String)>,
    Body(body): Body<Handing>,
) -> Result<Response> {
    acts::delegate(&cx, &organisation, (&project, &step), &body).await
}

/// Gives somebody's part of a step to somebody else; nothing of it stays with the former.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/steps/{step}/reassign",
    operation_id = "reassign_step",
    tag = "workflows",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("step" = String, Path, description = "The step")),
    request_body = Taking,
    responses((status = 200, description = "The step", body = StepDetail), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("workflow.manage")))
)]
pub async fn reassign_step(
    cx: Cx,
    Path((organisation, project, step)): Path<(String, String, String)>,
    Body(body): Body<Taking>,
) -> Result<Response> {
    acts::reassign(&cx, &organisation, (&project, &step), &body).await
}

/// Ends a step without an answer; the workflow goes on.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/steps/{step}/terminate",
    operation_id = "terminate_step",
    tag = "workflows",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("step" = String, Path, description = "The step")),
    request_body = Reasoned,
    responses((status = 200, description = "The step", body = StepDetail), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("workflow.manage")))
)]
pub async fn terminate_step(
    cx: Cx,
    Path((organisation, project, step)): Path<(String, String, String)>,
    Body(body): Body<Reasoned>,
) -> Result<Response> {
    acts::terminate(&cx, &organisation, (&project, &step), &body).await
}

/// The reader's own steps in all projects: asked now, answered while the workflow runs, or done.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/my-steps",
    operation_id = "list_my_steps",
    tag = "workflows",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), MyStepsQuery),
    responses((status = 200, description = "The steps", body = MySteps), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("my_steps.view")))
)]
pub async fn list_my_steps(
    cx: Cx,
    Path(organisation): Path<String>,
    Params(query): Params<MyStepsQuery>,
) -> Result<Json<MySteps>> {
    my_steps::list(&cx, &organisation, &query).await.map(Json)
}
