//! The product: the HTTP shell and one module per feature.
//!
//! A request goes: router → layers → [`Cx`] → a feature's `api` → its `service` (one transaction, opened as [`Work`]) →
//! its `store`. Nothing decides access but `wayleave-access`.

mod abilities;
mod account;
mod api_docs;
mod archive;
mod attachments;
mod audit_log;
mod chores;
mod closeout;
mod config;
mod cx;
mod dashboard;
mod download;
mod error;
mod expiry;
mod files;
mod guests;
pub mod http;
mod jobs;
mod kept;
mod ledger;
mod level;
mod listing;
mod mail_texts;
mod mailing;
mod metadata;
mod notices;
mod organisations;
mod packages;
mod packed;
mod password;
mod people;
mod policy;
#[cfg(feature = "testing")]
pub mod probe;
mod projects;
mod readings;
pub mod receipts;
mod register;
mod reports;
mod settings;
mod shared;
mod sharing;
mod sheets;
mod transmittals;
mod wire;
mod work;
mod workflows;

pub use config::AppConfig;
pub use cx::{Cx, Meta};
pub use error::{Error, FieldError, Result};
pub use metadata::seed_fields;
pub use organisations::{CreatedOrganisation, create_organisation};
pub use register::keys::{look_key, sort_key};
pub use shared::{App, Shared};
pub use work::{Me, OrganisationRow, Work};

/// Signs what came into the audit logs since it was last done, and mails what is due. The server does it every minute.
pub async fn sign_logs(shared: &Shared) -> Result<()> {
    audit_log::sign_all(shared).await
}

/// The periodic chores: what has expired is swept, what is about to end is warned of.
pub async fn tidy(shared: &std::sync::Arc<Shared>) -> Result<()> {
    chores::run(shared).await
}
