//! Transmittals: revisions that are sent formally to named people for a stated purpose (K-7.3).
//!
//! * A purpose says what is asked of those who get a transmittal: an answer, an acknowledgement, proof of their address.
//! * A distribution list is a name for people, groups, companies and addresses; it is looked up when a transmittal goes out.
//! * A draft opens nothing to anybody. What issuing it would let whom see is asked of the code that decides, by issuing it
//!   in a transaction that is dropped.

mod api;
mod api_lists;
mod api_purposes;
mod deliver;
mod documents;
mod drafts;
mod entries;
mod lists;
mod plan;
mod purposes;
mod reading;
mod store;
mod view;
mod view_lists;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::shared::Shared;

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
        .routes(routes!(api::check_transmittal))
}
