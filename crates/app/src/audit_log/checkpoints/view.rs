//! Keys and checkpoints on the wire.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::store::CheckpointRow;
use crate::wire;

/// What an organisation's checkpoints, receipts and sealed files are checked with.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AuditKey {
    /// Its name, which is the origin of the log.
    #[schema(example = "docs.example.com/audit/org_01jd2v")]
    pub name: String,
    /// The key as tools for signed notes and `wayleave-verify` read it: name, id and key.
    pub key: String,
    /// The key as tools for JSON Web Signatures read it.
    #[schema(value_type = Object)]
    pub jwk: serde_json::Value,
    /// The certificate that readers of PDF check sealed files with, as PEM.
    pub certificate: String,
}

/// A checkpoint: a signed statement of how many events there are and the root over them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AuditCheckpointView {
    /// How many events it covers.
    #[schema(example = 1204)]
    pub size: i64,
    /// When it was signed.
    #[schema(example = "2026-11-21T14:03:00.000Z")]
    pub at: String,
    /// The signed text itself.
    pub checkpoint: String,
}

impl From<CheckpointRow> for AuditCheckpointView {
    fn from(row: CheckpointRow) -> Self {
        Self { size: row.size, at: wire::time(row.at), checkpoint: row.body }
    }
}

/// Which page of the checkpoints.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CheckpointQuery {
    /// How many, 50 unless said.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
    /// Where to go on.
    pub cursor: Option<String>,
}
