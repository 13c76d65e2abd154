//! The review matrix as clients reach it.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;

use super::rules::{Criteria, Rule};
use super::view::{MatrixTest, ReviewMatrix, ReviewRule, ReviewRuleEdit};
use super::{service, test};
use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::wire::{Body, Paging, Params};

/// The review matrix of a project, by name.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/review-matrix",
    operation_id = "list_review_rules",
    tag = "workflows",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), Paging),
    responses((status = 200, description = "The rules", body = ReviewMatrix), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("review_matrix.view")))
)]
pub async fn list_review_rules(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Params(paging): Params<Paging>,
) -> Result<Json<ReviewMatrix>> {
    Ok(Json(service::list(&cx, &organisation, &project, &paging).await?))
}

/// Adds a rule to the review matrix.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/review-matrix",
    operation_id = "create_review_rule",
    tag = "workflows",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    request_body = Rule,
    responses((status = 201, description = "The rule", body = ReviewRule), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("review_matrix.manage")))
)]
pub async fn create_review_rule(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Body(body): Body<Rule>,
) -> Result<Response> {
    let (work, view) = service::create(&cx, &organisation, &project, body).await?;
    work.finish(StatusCode::CREATED, &view).await
}

/// What the review matrix says of a document with these values: the rules that speak of it, the reviewers they come
/// to together, and why the others do not. It changes nothing.
#[utoipa::path(
    post,
    path = "/api/v1/organisations/{organisation}/projects/{project}/review-matrix/test",
    operation_id = "test_review_matrix",
    tag = "workflows",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project")),
    request_body = Criteria,
    responses((status = 200, description = "What it says", body = MatrixTest), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("review_matrix.view")))
)]
pub async fn test_review_matrix(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Body(given): Body<Criteria>,
) -> Result<Json<MatrixTest>> {
    Ok(Json(test::run(&cx, &organisation, &project, given).await?))
}

/// A rule of the review matrix.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{organisation}/projects/{project}/review-matrix/{rule}",
    operation_id = "get_review_rule",
    tag = "workflows",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("rule" = String, Path, description = "The rule")),
    responses((status = 200, description = "The rule", body = ReviewRule), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("review_matrix.view")))
)]
pub async fn get_review_rule(
    cx: Cx,
    Path((organisation, project, rule)): Path<(String, String, String)>,
) -> Result<Json<ReviewRule>> {
    Ok(Json(service::get(&cx, &organisation, &project, &rule).await?))
}

/// Puts another rule in the place of one.
#[utoipa::path(
    put,
    path = "/api/v1/organisations/{organisation}/projects/{project}/review-matrix/{rule}",
    operation_id = "replace_review_rule",
    tag = "workflows",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("rule" = String, Path, description = "The rule")),
    request_body = ReviewRuleEdit,
    responses((status = 200, description = "The rule", body = ReviewRule), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("review_matrix.manage")))
)]
pub async fn replace_review_rule(
    cx: Cx,
    Path((organisation, project, rule)): Path<(String, String, String)>,
    Body(body): Body<ReviewRuleEdit>,
) -> Result<Response> {
    let (work, view) = service::replace(&cx, &organisation, &project, &rule, body).await?;
    work.finish(StatusCode::OK, &view).await
}

/// Deletes a rule of the review matrix. Workflows that were started by it go on.
#[utoipa::path(
    delete,
    path = "/api/v1/organisations/{organisation}/projects/{project}/review-matrix/{rule}",
    operation_id = "delete_review_rule",
    tag = "workflows",
    params(("organisation" = String, Path, description = "The organisation's id or slug"), ("project" = String, Path, description = "The project"), ("rule" = String, Path, description = "The rule")),
    responses((status = 204, description = "It is gone"), (status = "default", description = "A failure", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("review_matrix.manage")))
)]
pub async fn delete_review_rule(
    cx: Cx,
    Path((organisation, project, rule)): Path<(String, String, String)>,
) -> Result<StatusCode> {
    service::delete(&cx, &organisation, &project, &rule).await?.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
