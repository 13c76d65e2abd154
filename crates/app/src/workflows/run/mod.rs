//! Workflows that run: started from a template, answered step by step, ended with an outcome (K-6.2 to K-6.6).
//!
//! * Who may do what in which state is a table, and what follows is a pure function of it ([`tables`], [`life`]).
//! * Somebody's part in a step opens the routed revisions to them while they are asked, to look at for ninety days after
//!   they answered, and not at all once the part is somebody else's or the workflow ended without them.
//! * Somebody may have a part in a step before they have come, by their invitation, and keeps it when they go; nothing is
//!   open to them while they are not there, and whoever started the workflow is told ([`presence`], [`waiting`]).
//! * Whoever was asked and is asked no more is told why ([`withdrawn`]); when a newer revision of a document arrives, whoever
//!   started the workflow is told, and what runs goes on with the revision it is about ([`mod@outdated`]).
//! * An answer is kept as it was given; of two who answer what takes one answer, the second is told who was first.

mod acts;
mod acts_view;
mod answer;
mod api;
mod api_files;
mod apply;
mod clock;
mod comments;
pub(crate) mod evidence;
mod evidence_paper;
mod files;
mod held;
mod in_progress;
mod life;
pub(crate) mod listing;
mod marks;
mod my_steps;
mod outdated;
mod pass_on;
mod prepare;
mod presence;
mod read;
mod routed;
mod running;
mod start;
mod store;
pub(crate) mod store_listing;
mod tables;
mod tell;
mod view;
pub(crate) mod view_listing;
mod waiting;
mod withdrawn;

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wayleave_base::ErrorCode;

use crate::error::Error;
use crate::shared::Shared;
use tables::{Deed, Refusal};

pub(super) use clock::jobs;
pub use in_progress::in_progress;
pub use outdated::outdated;
pub use running::{Running, running_about};
pub use waiting::{Turn, Waiting, left_waiting, settle, waiting_for};

/// The operations on workflows and steps.
pub(super) fn routes() -> OpenApiRouter<Arc<Shared>> {
    OpenApiRouter::new()
        .routes(routes!(api::list_workflows, api::start_workflow))
        .routes(routes!(api::check_workflow))
        .routes(routes!(api::get_workflow))
        .routes(routes!(api::get_workflow_evidence))
        .routes(routes!(api::cancel_workflow))
        .routes(routes!(api::recall_workflow))
        .routes(routes!(api::resubmit_workflow))
        .routes(routes!(api::get_step))
        .routes(routes!(api::respond_to_step))
        .routes(routes!(api::get_step_receipt))
        .routes(routes!(api::list_step_comments, api::add_step_comment))
        .merge(attachments())
        .routes(routes!(api::delegate_step))
        .routes(routes!(api::reassign_step))
        .routes(routes!(api::terminate_step))
        .routes(routes!(api::list_my_steps))
}

/// Files are limited by what takes them in, not by the limit for JSON.
fn attachments() -> OpenApiRouter<Arc<Shared>> {
    OpenApiRouter::new()
        .routes(routes!(api_files::attach_to_step))
        .routes(routes!(api_files::discard_step_attachment))
        .routes(routes!(api_files::get_step_attachment))
        .layer(DefaultBodyLimit::disable())
}

/// A refusal of the tables, as clients are told it.
fn refusal(deed: Deed, why: Refusal) -> Error {
    let ended = |detail| Error::because(ErrorCode::AlreadyEnded, detail);
    match (why, deed) {
        (Refusal::NotForThis, Deed::Respond) => {
            Error::field("answer", "not_for_this", "This step does not take this answer.")
        }
        (Refusal::NotForThis, _) => {
            let detail = "It was delegated already; it can be given back, and to nobody else.";
            Error::because(ErrorCode::Conflict, detail)
        }
        (Refusal::Already, _) => {
            Error::field("to_person_id", "already", "This person has a part in the step already.")
        }
        (Refusal::Answered, _) => Error::code(ErrorCode::StepAnswered),
        (Refusal::NotOpen, _) => ended("This step is not open."),
        (Refusal::NotTheirs, Deed::Resubmit) => ended("Only a workflow that was sent back is started again."),
        (Refusal::NotTheirs, Deed::Recall) => ended("Only a workflow that runs is sent back."),
        (Refusal::NotTheirs, Deed::Cancel) => ended("It has ended already."),
        (Refusal::NotTheirs, _) => ended("The workflow does not run."),
    }
}
