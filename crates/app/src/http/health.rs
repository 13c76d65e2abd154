//! Is it up, and can it work?

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use wayleave_db::sql;

use crate::shared::Shared;

/// It answers: the process is up.
pub async fn alive() -> &'static str {
    "ok"
}

/// Database and files answer, or 503.
pub async fn ready(State(shared): State<Arc<Shared>>) -> Response {
    let database = async {
        let mut tx = shared.db.read().await?;
        tx.row(sql("select name from schema_migration limit 1")).await
    };
    let (database, files) = tokio::join!(database, shared.blobs.probe());
    match (database.is_ok(), files.is_ok()) {
        (true, true) => (StatusCode::OK, "ready").into_response(),
        (false, _) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer").into_response(),
        (_, false) => (StatusCode::SERVICE_UNAVAILABLE, "the file store does not answer").into_response(),
    }
}
