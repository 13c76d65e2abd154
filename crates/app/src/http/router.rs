//! The routes. Every operation of the API is registered together with its description, so the two cannot drift.

use std::sync::{Arc, LazyLock};

use axum::extract::DefaultBodyLimit;
use axum::routing::get;
use axum::{Json, Router, middleware};
use serde_json::Value;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use super::{health, layers};
use crate::error::Error;
use crate::shared::Shared;

/// The description's head.
#[derive(OpenApi)]
#[openapi(info(
    title = "Wayleave",
    version = "1",
    description = "Document control with external access. Every operation names the act that is decided in `x-action`; \
                   failures are problem+json.",
    license(name = "Apache-2.0", identifier = "Apache-2.0")
))]
struct Description;

fn api() -> OpenApiRouter<Arc<Shared>> {
    OpenApiRouter::with_openapi(Description::openapi())
        .merge(crate::account::routes())
        .merge(crate::organisations::routes())
        .merge(crate::projects::routes())
        .merge(crate::metadata::routes())
        .merge(crate::register::routes())
        .merge(crate::sharing::routes())
        .merge(crate::ledger::routes())
        .merge(crate::guests::routes())
        .merge(crate::audit_log::routes())
        .merge(crate::notices::routes())
        .merge(crate::mail_texts::routes())
        .merge(crate::closeout::routes())
        .merge(crate::dashboard::routes())
        .merge(crate::reports::routes())
        .merge(crate::transmittals::routes())
        .merge(crate::workflows::routes())
        .merge(crate::packages::routes())
}

/// Put together once: every schema of the description is built on the way to the routes.
static API: LazyLock<(Router<Arc<Shared>>, Value)> = LazyLock::new(|| {
    let (routes, description) = api().split_for_parts();
    let mut description = serde_json::to_value(description).unwrap_or_default();
    crate::api_docs::complete(&mut description);
    (routes, description)
});

/// The OpenAPI description of the API, with its examples and the codes of its failures.
#[must_use]
pub fn openapi() -> &'static Value {
    &API.1
}

/// The whole router.
pub fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .merge(API.0.clone())
        .merge(crate::guests::portal())
        .merge(crate::notices::pages())
        .merge(crate::api_docs::routes())
        .route("/api/v1/openapi.json", get(|| async { Json(openapi()) }))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .fallback(|| async { Error::not_found() })
        .layer(DefaultBodyLimit::max(layers::JSON_LIMIT))
        .layer(CatchPanicLayer::custom(|_| {
            axum::response::IntoResponse::into_response(Error::Internal(anyhow::anyhow!(
                "a handler panicked"
            )))
        }))
        .layer(middleware::from_fn_with_state(shared.clone(), layers::around))
        .with_state(shared)
}
