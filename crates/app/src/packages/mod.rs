//! Work packages: documents and workflows that somebody answers for together until a day, reviewed and closed with evidence
//! (K-5.9).
//!
//! * Who may do what in which state is a table, and nothing else is done ([`tables`]).
//! * Everybody who works in the project sees its work packages; of the documents in one they see those that they see
//!   anyway, and learn nothing of the others. A part in a package opens nothing.
//! * Notes and evidence are only ever added. A package that is closed stays as it is.

mod api;
mod api_files;
mod changes;
mod clock;
mod contents;
mod evidence;
mod files;
mod list;
mod moves;
mod notes;
mod read;
mod store;
mod tables;
mod tell;
mod view;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::shared::Shared;

pub(crate) use clock::jobs;
pub(crate) use list::count_waiting;

/// The operations of this feature.
pub(crate) fn routes() -> OpenApiRouter<Arc<Shared>> {
    OpenApiRouter::new()
        .routes(routes!(api::list_work_packages, api::create_work_package))
        .routes(routes!(api::get_work_package, api::edit_work_package))
        .routes(routes!(api::start_work_package))
        .routes(routes!(api::submit_work_package))
        .routes(routes!(api::return_work_package))
        .routes(routes!(api::resume_work_package))
        .routes(routes!(api::approve_work_package))
        .routes(routes!(api::close_work_package))
        .routes(routes!(api::add_work_package_note))
        .routes(routes!(api::add_work_package_evidence))
        .routes(routes!(api_files::attach_to_work_package))
        .routes(routes!(api_files::discard_work_package_attachment))
        .routes(routes!(api_files::get_work_package_attachment))
}
