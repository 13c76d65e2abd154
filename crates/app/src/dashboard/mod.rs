//! A project at a glance: what waits, how many documents there are of each status and kind, what came in over the weeks.
//!
//! Every number is the length of a list that its reader can open, counted within their scope by the statement of that
//! list; the query that opens it stands beside the number. What a reader may not see counts nowhere.

mod api;
mod service;
mod view;
mod weeks;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::shared::Shared;

/// The operations of this feature.
pub(crate) fn routes() -> OpenApiRouter<Arc<Shared>> {
    OpenApiRouter::new().routes(routes!(api::get_dashboard))
}
