//! The register: uploads, documents, revisions, acceptance, files and page images.

mod api;
mod arrivals;
mod batch;
mod bin;
mod bulk;
mod checks;
mod completion;
mod contents;
mod control;
mod create;
mod decide;
mod details;
mod edit;
pub(crate) mod exports;
mod facets;
pub(crate) mod files;
mod formal;
mod imports;
pub mod keys;
mod letters;
mod lifecycle;
mod list;
mod lookup;
mod merge;
pub(crate) mod named;
mod news;
pub(crate) mod numbering;
mod office;
mod options;
pub(crate) mod overview;
pub(crate) mod pages;
pub(crate) mod previews;
mod question;
mod queue;
mod queue_many;
mod relations;
mod requests;
mod rows;
mod saved_views;
pub(crate) mod serve;
mod state;
mod statuses;
mod steady;
mod store;
pub(crate) mod sweep;
pub(crate) mod uploads;
pub(crate) mod view;
mod viewer;

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wayleave_access::Status;
use wayleave_access::audit::Stamp;
use wayleave_base::{DocumentId, RevisionId};
use wayleave_db::{DbResult, Tx};
use wayleave_jobs::Handlers;

use crate::shared::Shared;

pub(crate) use news::{By as StatusBy, statuses as tell_statuses};

pub use imports::Progress as ImportProgress;

/// May a workflow put a revision of this status under review?
pub(crate) fn may_be_reviewed(status: Status) -> bool {
    statuses::after(status).contains(&Status::UnderReview)
}

/// Gives a revision a status that follows from a workflow, and brings its document in line.
pub(crate) async fn set_status(
    tx: &mut Tx,
    stamp: &Stamp,
    (document, revision): (DocumentId, RevisionId),
    status: &str,
) -> DbResult<()> {
    store::set_revision_status(tx, stamp, revision, status).await?;
    store::touch(tx, document, stamp.at()).await?;
    store::settle(tx, stamp, document).await
}

/// The operations of this feature.
pub(crate) fn routes() -> OpenApiRouter<Arc<Shared>> {
    use api::{
        arrivals, changes, documents, ends, exports, files, imports, many, requests, saved_views as views,
    };
    // A file is as large as the settings allow, which the upload itself holds it to.
    let uploads = OpenApiRouter::new()
        .routes(routes!(files::upload_file))
        .routes(routes!(arrivals::describe_arrivals, arrivals::begin_arrival))
        .routes(routes!(
            arrivals::ask_arrival,
            arrivals::get_arrival,
            arrivals::append_to_arrival,
            arrivals::cancel_arrival
        ))
        .layer(DefaultBodyLimit::disable());
    // A sheet is larger than other bodies.
    let sheets = OpenApiRouter::new()
        .routes(routes!(imports::list_imports, imports::create_import))
        .routes(routes!(imports::get_import_workbook, imports::put_import_workbook))
        .layer(DefaultBodyLimit::max(self::imports::MOST_BYTES + 1024));
    OpenApiRouter::new()
        .routes(routes!(documents::list_documents, documents::create_documents))
        .routes(routes!(documents::count_documents))
        .routes(routes!(documents::count_document_facets))
        .routes(routes!(documents::complete_search))
        .routes(routes!(documents::list_document_options))
        .routes(routes!(documents::validate_documents))
        .routes(routes!(documents::get_document, changes::edit_document, ends::delete_document))
        .routes(routes!(changes::set_document_status))
        .routes(routes!(changes::lock_document))
        .routes(routes!(changes::unlock_document))
        .routes(routes!(changes::restrict_document))
        .routes(routes!(ends::restore_document))
        .routes(routes!(ends::list_bin))
        .routes(routes!(ends::purge_document))
        .routes(routes!(ends::supersede_document))
        .routes(routes!(ends::unarchive_document))
        .routes(routes!(ends::preview_merge))
        .routes(routes!(ends::merge_documents))
        .routes(routes!(requests::request_edit))
        .routes(routes!(requests::list_edit_requests))
        .routes(routes!(requests::list_own_edit_requests))
        .routes(routes!(requests::get_edit_request, requests::delete_edit_request))
        .routes(routes!(requests::approve_edit_request))
        .routes(routes!(requests::reject_edit_request))
        .routes(routes!(requests::withdraw_edit_request))
        .routes(routes!(changes::add_revision))
        .routes(routes!(changes::list_pending))
        .routes(routes!(changes::accept_revision))
        .routes(routes!(changes::reject_revision))
        .routes(routes!(views::list_saved_views, views::create_saved_view))
        .routes(routes!(views::edit_saved_view, views::delete_saved_view))
        .routes(routes!(exports::list_exports, exports::create_export))
        .routes(routes!(exports::get_export, exports::delete_export))
        .routes(routes!(exports::export_file))
        .routes(routes!(imports::get_import_template))
        .routes(routes!(imports::get_import, imports::delete_import))
        .routes(routes!(imports::list_import_rows))
        .routes(routes!(imports::put_import_files))
        .routes(routes!(imports::commit_import))
        .routes(routes!(many::accept_many))
        .routes(routes!(many::reject_many))
        .routes(routes!(many::bulk_documents))
        .routes(routes!(files::discard_upload))
        .routes(routes!(files::get_file))
        .routes(routes!(files::get_content))
        .routes(routes!(files::get_page))
        .routes(routes!(files::get_preview))
        .routes(routes!(files::get_thumbnail))
        .merge(numbering::routes())
        .merge(uploads)
        .merge(sheets)
}

/// The jobs of this feature.
pub(crate) fn jobs(handlers: Handlers<Shared>) -> Handlers<Shared> {
    handlers
        .with::<pages::DrawThumbnail, _, _>(pages::draw_later)
        .with::<contents::ReadText, _, _>(contents::read_later)
        .with::<exports::MakeWorkbook, _, _>(exports::make_later)
        .with::<imports::EnterImport, _, _>(imports::enter_later)
}
