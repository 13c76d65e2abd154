//! Work packages as clients reach them.

use axum::Json;
use axum::extract::Path;
use axum::response::Response;

use super::tables::Move;
use super::view::{
    NewWorkPackage, NewWorkPackageEvidence, NewWorkPackageNote, WorkPackage, WorkPackageEdit,
    WorkPackageList, WorkPackageQuery, WorkPackageStep,
};
use super::{changes, evidence, list, moves, notes, read};
use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::wire::{Body, Params};

/// The work packages of a project.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/work-packages",
    operation_id = "list_work_packages",
    tag = "work packages",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), WorkPackageQuery),
    responses((status = 200, description = "The work packages", body = WorkPackageList), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("work_package.view")))
)]
pub async fn list_work_packages(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Params(query): Params<WorkPackageQuery>,
) -> Result<Json<WorkPackageList>> {
    list::list(&cx, &organisation, &project, &query).await.map(Json)
}

/// Creates a work package. It gets the next reference of its project, and whoever it is assigned to is told.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/work-packages",
    operation_id = "create_work_package",
    tag = "work packages",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    request_body = NewWorkPackage,
    responses((status = 201, description = "The work package", body = WorkPackage), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("work_package.manage")))
)]
pub async fn create_work_package(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Body(body): Body<NewWorkPackage>,
) -> Result<Response> {
    changes::create(&cx, &organisation, &project, &body).await
}

/// A work package with its documents, workflows, evidence and notes. Documents that the reader does not see are not there.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/work-packages/{package}",
    operation_id = "get_work_package",
    tag = "work packages",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("package" = String, Path, description = "The work package")),
    responses((status = 200, description = "The work package", body = WorkPackage), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("work_package.view")))
)]
pub async fn get_work_package(
    cx: Cx,
    Path((organisation, project, package)): Path<(String, String, String)>,
) -> Result<Json<WorkPackage>> {
    read::get(&cx, &organisation, &project, &package).await.map(Json)
}

/// Changes what a work package is about, until it is approved.
#[utoipa::path(
    patch,
    path = "/api/v1/organisations/{organisation}/projects/{project}/work-packages/{package}",
    operation_id = "edit_work_package",
    tag = "work packages",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("package" = String, Path, description = "The work package")),
    request_body = WorkPackageEdit,
    responses((status = 200, description = "The work package", body = WorkPackage), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("work_package.manage")))
)]
pub async fn edit_work_package(
    cx: Cx,
    Path((organisation, project, package)): Path<(String, String, String)>,
    Body(body): Body<WorkPackageEdit>,
) -> Result<Response> {
    changes::edit(&cx, &organisation, (&project, &package), &body).await
}

/// Begins the work. The time until its day runs from here.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/work-packages/{package}/start",
    operation_id = "start_work_package",
    tag = "work packages",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("package" = String, Path, description = "The work package")),
    request_body = WorkPackageStep,
    responses((status = 200, description = "The work package", body = WorkPackage), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("work_package.work")))
)]
pub async fn start_work_package(
    cx: Cx,
    Path((organisation, project, package)): Path<(String, String, String)>,
    Body(body): Body<WorkPackageStep>,
) -> Result<Response> {
    moves::go(&cx, &organisation, (&project, &package), Move::Start, &body).await
}

/// Hands a work package over to its reviewers. Where workflows of it still run, the answer warns of them, or the
/// project has it refused.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/work-packages/{package}/submit",
    operation_id = "submit_work_package",
    tag = "work packages",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("package" = String, Path, description = "The work package")),
    request_body = WorkPackageStep,
    responses((status = 200, description = "The work package", body = WorkPackage), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("work_package.work")))
)]
pub async fn submit_work_package(
    cx: Cx,
    Path((organisation, project, package)): Path<(String, String, String)>,
    Body(body): Body<WorkPackageStep>,
) -> Result<Response> {
    moves::go(&cx, &organisation, (&project, &package), Move::Submit, &body).await
}

/// Sends a work package back to whoever it is assigned to, and says why.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/work-packages/{package}/return",
    operation_id = "return_work_package",
    tag = "work packages",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("package" = String, Path, description = "The work package")),
    request_body = WorkPackageStep,
    responses((status = 200, description = "The work package", body = WorkPackage), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("work_package.review")))
)]
pub async fn return_work_package(
    cx: Cx,
    Path((organisation, project, package)): Path<(String, String, String)>,
    Body(body): Body<WorkPackageStep>,
) -> Result<Response> {
    moves::go(&cx, &organisation, (&project, &package), Move::Return, &body).await
}

/// Goes on with a work package that was sent back.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/work-packages/{package}/resume",
    operation_id = "resume_work_package",
    tag = "work packages",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("package" = String, Path, description = "The work package")),
    request_body = WorkPackageStep,
    responses((status = 200, description = "The work package", body = WorkPackage), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("work_package.work")))
)]
pub async fn resume_work_package(
    cx: Cx,
    Path((organisation, project, package)): Path<(String, String, String)>,
    Body(body): Body<WorkPackageStep>,
) -> Result<Response> {
    moves::go(&cx, &organisation, (&project, &package), Move::Resume, &body).await
}

/// Approves a work package whose documents are accepted and whose workflows are completed.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/work-packages/{package}/approve",
    operation_id = "approve_work_package",
    tag = "work packages",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("package" = String, Path, description = "The work package")),
    request_body = WorkPackageStep,
    responses((status = 200, description = "The work package", body = WorkPackage), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("work_package.review")))
)]
pub async fn approve_work_package(
    cx: Cx,
    Path((organisation, project, package)): Path<(String, String, String)>,
    Body(body): Body<WorkPackageStep>,
) -> Result<Response> {
    moves::go(&cx, &organisation, (&project, &package), Move::Approve, &body).await
}

/// Closes a work package that was approved and has evidence, for good.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/work-packages/{package}/close",
    operation_id = "close_work_package",
    tag = "work packages",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("package" = String, Path, description = "The work package")),
    request_body = WorkPackageStep,
    responses((status = 200, description = "The work package", body = WorkPackage), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("work_package.close")))
)]
pub async fn close_work_package(
    cx: Cx,
    Path((organisation, project, package)): Path<(String, String, String)>,
    Body(body): Body<WorkPackageStep>,
) -> Result<Response> {
    moves::go(&cx, &organisation, (&project, &package), Move::Close, &body).await
}

/// Says something about a work package. The others who have a part in it are told.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/work-packages/{package}/notes",
    operation_id = "add_work_package_note",
    tag = "work packages",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("package" = String, Path, description = "The work package")),
    request_body = NewWorkPackageNote,
    responses((status = 201, description = "The work package", body = WorkPackage), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("work_package.contribute")))
)]
pub async fn add_work_package_note(
    cx: Cx,
    Path((organisation, project, package)): Path<(String, String, String)>,
    Body(body): Body<NewWorkPackageNote>,
) -> Result<Response> {
    notes::add(&cx, &organisation, (&project, &package), &body).await
}

/// Adds a document of the register as evidence, in its current revision.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/work-packages/{package}/evidence",
    operation_id = "add_work_package_evidence",
    tag = "work packages",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("package" = String, Path, description = "The work package")),
    request_body = NewWorkPackageEvidence,
    responses((status = 201, description = "The work package", body = WorkPackage), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("work_package.contribute")))
)]
pub async fn add_work_package_evidence(
    cx: Cx,
    Path((organisation, project, package)): Path<(String, String, String)>,
    Body(body): Body<NewWorkPackageEvidence>,
) -> Result<Response> {
    evidence::add(&cx, &organisation, (&project, &package), &body).await
}
