//! Transmittals: revisions that are sent formally to named people for a stated purpose (K-7.3).
//!
//! * A purpose says what is asked of those who get a transmittal: an answer, an acknowledgement, proof of their address.
//! * A distribution list is a name for people, groups, companies and addresses; it is looked up when a transmittal goes out.
//! * A draft opens nothing to anybody. What issuing it would let whom see is asked of the code that decides, by issuing it
//!   in a transaction that is dropped.
//! * What was issued stays as it was then. Its grants have the transmittal as their cause; who gets it is told ten minutes
//!   later, and until then it can be undone.
//! * Receipt is acknowledged once by each who got it: with an account, on the page of a link, or as recorded by whoever sends.
//!   To what was recorded for them somebody with an account adds what they say themselves; nothing is overwritten.
//! * Everybody gets everything but for what is not ticked for them, and what they hold already if the draft skips that.
//! * Who may do what with it in which state is a table ([`tables`]); whatever is not in it is refused.
//! * Recalling it closes what it gave; the record stays, also for those with an account who got it.

mod acknowledge;
mod after;
mod api;
mod api_before;
mod api_issued;
mod api_lists;
mod api_purposes;
mod contest;
pub(crate) mod cover;
mod deliver;
mod documents;
mod drafts;
mod ends;
mod entries;
mod grid;
mod holders;
mod issue;
mod left_out;
mod letters;
pub(crate) mod listing;
mod listing_file;
mod lists;
mod newest;
mod nudges;
mod opens;
mod outcome;
mod owed;
mod plan;
mod preview;
mod purposes;
mod reading;
mod receipt;
mod received;
mod shares;
mod sheet;
mod sheet_paper;
mod skips;
mod store;
mod store_holders;
pub(crate) mod store_listing;
mod tables;
mod ticks;
mod view;
mod view_holders;
pub(crate) mod view_listing;
mod view_lists;
mod view_preview;
mod view_received;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wayleave_jobs::Handlers;

use crate::shared::Shared;

pub(crate) use acknowledge::{ByLink, by_link};
pub(crate) use ends::extend as extend_access;
pub(crate) use letters::{Parcel, Way};
pub(crate) use newest::newest;
pub(crate) use purposes::{names as purpose_names, purpose_name};
pub(crate) use reading::sight;
pub(crate) use received::RecipientRow;
pub(crate) use shares::{Sent, add as add_share, sent as to_share};
pub(crate) use sheet::sheet_for;
pub(crate) use store::{Named, Sight};
pub(crate) use store_listing::SILENT;

/// The operations of this feature.
pub(crate) fn routes() -> OpenApiRouter<Arc<Shared>> {
    OpenApiRouter::new()
        .routes(routes!(api_purposes::list_transmittal_purposes, api_purposes::create_transmittal_purpose))
        .routes(routes!(api_purposes::edit_transmittal_purpose))
        .routes(routes!(api_lists::list_distribution_lists, api_lists::create_distribution_list))
        .routes(routes!(api_lists::edit_distribution_list, api_lists::delete_distribution_list))
        .routes(routes!(
            api_lists::list_project_distribution_lists,
            api_lists::create_project_distribution_list
        ))
        .routes(routes!(
            api_lists::edit_project_distribution_list,
            api_lists::delete_project_distribution_list
        ))
        .routes(routes!(api::list_transmittals, api::create_transmittal))
        .routes(routes!(api::get_transmittal, api::edit_transmittal, api::delete_transmittal))
        .routes(routes!(api::export_transmittals))
        .routes(routes!(api::list_owed_revisions))
        .routes(routes!(api::list_revision_holders))
        .routes(routes!(api::check_transmittal))
        .routes(routes!(api_before::preview_transmittal))
        .routes(routes!(api_before::list_sent_before))
        .routes(routes!(api_issued::issue_transmittal))
        .routes(routes!(api_issued::undo_transmittal))
        .routes(routes!(api_issued::acknowledge_transmittal))
        .routes(routes!(api_issued::record_acknowledgement))
        .routes(routes!(api_issued::contest_acknowledgement))
        .routes(routes!(api_issued::get_acknowledgement_receipt))
        .routes(routes!(api_issued::get_cover_sheet))
        .routes(routes!(api_issued::remind_recipients))
        .routes(routes!(api_issued::recall_transmittal))
        .routes(routes!(api_issued::reissue_transmittal))
}

/// The jobs of this feature.
pub(crate) fn jobs(handlers: Handlers<Shared>) -> Handlers<Shared> {
    nudges::jobs(letters::jobs(issue::jobs(handlers)))
}
