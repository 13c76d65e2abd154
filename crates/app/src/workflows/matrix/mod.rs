//! The review matrix: rules that say who reviews which documents (K-6.7). It opens nothing by itself; what it says is
//! taken up when a workflow is started.

mod api;

pub(super) mod rules;
mod service;
mod store;
mod test;
mod view;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wayleave_base::ProjectId;
use wayleave_db::Tx;

use crate::error::Result;
use crate::shared::Shared;

/// The rules of a project, with their ids.
pub(super) async fn rules(tx: &mut Tx, project: ProjectId) -> Result<Vec<(String, rules::Rule)>> {
    service::read_all(&store::all(tx, project).await?)
}

/// The operations on the matrix.
pub(super) fn routes() -> OpenApiRouter<Arc<Shared>> {
    OpenApiRouter::new()
        .routes(routes!(api::list_review_rules, api::create_review_rule))
        .routes(routes!(api::test_review_matrix))
        .routes(routes!(api::get_review_rule, api::replace_review_rule, api::delete_review_rule))
}
