//! Reports: documents, revisions and formal work counted by one or two dimensions or told one by one, shown as a table,
//! kept under a name, taken along as a file (K-8.2).
//!
//! Every number is counted within the scope of whoever asks, and leads to the list that shows as many where there is one.
//! Documents are counted by the statement of the register's list, workflows and transmittals as their own lists show them. What is kept of a report is its question and never a number: whoever opens it reads
//! what they themselves may see.

mod api;
mod axis;
mod file;
mod formal;
mod formal_file;
mod links;
mod model;
mod paper;
mod question;
mod run;
mod saved;
mod sheet;
mod table;
mod times;
mod view;

use std::sync::Arc;

pub use formal::overdue;
pub use formal::rows::Reader;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::shared::Shared;

/// The operations of this feature.
pub(crate) fn routes() -> OpenApiRouter<Arc<Shared>> {
    OpenApiRouter::new()
        .routes(routes!(api::list_reports, api::create_report))
        .routes(routes!(api::run_report))
        .routes(routes!(api::export_report))
        .routes(routes!(api::get_report, api::edit_report, api::delete_report))
}
