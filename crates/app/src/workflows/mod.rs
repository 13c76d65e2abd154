//! Workflows: formal answers to documents, by plan (K-6).
//!
//! A template is the plan: stages in their order, each of steps that run side by side, each step somebody's. The review
//! matrix says who reviews which documents. Everybody who works in the project may look at both, and at the workflows that
//! were started; from outside there is nothing but the steps that one answers.

mod matrix;
mod party;
mod plan;
mod plan_check;
mod roll;
mod run;
mod templates;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use wayleave_jobs::Handlers;

use crate::shared::Shared;

pub(crate) use run::evidence::answer as record;
pub(crate) use run::listing::late;
pub(crate) use run::{
    Running, Turn, Waiting, in_progress, left_waiting, outdated, running_about, settle, waiting_for,
};

/// The operations of this feature.
pub(crate) fn routes() -> OpenApiRouter<Arc<Shared>> {
    OpenApiRouter::new().merge(templates::routes()).merge(matrix::routes()).merge(run::routes())
}

/// The jobs of this feature.
pub(crate) fn jobs(handlers: Handlers<Shared>) -> Handlers<Shared> {
    run::jobs(handlers)
}
