//! One act on many documents: all of them or none, with one event for each.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wayleave_access::documents::{self, Visible};
use wayleave_access::{Target, act};
use wayleave_base::{DocumentId, ErrorCode};
use wayleave_db::sql;

use super::batch::Batch;
use super::control::RestrictBody;
use super::edit::{DocumentPatch, Held};
use super::view::RowView;
use super::viewer::{self, Viewer};
use super::{bin, control, edit, news};
use crate::cx::Cx;
use crate::error::{Error, FieldError, Result};
use crate::work::Work;

/// How many documents one request takes.
const MOST: usize = 500;

/// What is done to each document.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[schema(example = json!({"kind": "lock", "reason": "Issued for construction"}))]
pub enum BulkAct {
    /// Change fields; what is absent stays.
    Edit {
        /// The fields; their version is not read.
        fields: Box<DocumentPatch>,
    },
    /// Set the status by hand.
    Status {
        /// The status.
        status: String,
        /// Why; required for verdicts and ends.
        reason: Option<String>,
    },
    /// Lock.
    Lock {
        /// Why.
        reason: Option<String>,
    },
    /// Unlock.
    Unlock {
        /// Why.
        reason: Option<String>,
    },
    /// Restrict to groups, or open to the project again.
    Restrict {
        /// Are they restricted?
        restricted: bool,
        /// The groups that see them all the same.
        #[serde(default)]
        group_ids: Vec<String>,
        /// May those whom a workflow that runs asks about them see them all the same?
        #[serde(default)]
        confirm_running: bool,
    },
    /// Put drafts that were never shared into the bin.
    Delete,
}

/// An act on many documents.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BulkBody {
    /// The documents, 500 at most.
    pub ids: Vec<String>,
    /// The versions that are changed, by the document's id, where they are known.
    #[serde(default)]
    pub versions: BTreeMap<String, i64>,
    /// What is done.
    pub act: BulkAct,
}

/// What came of an act on many documents.
#[derive(Debug, Serialize, ToSchema)]
pub struct BulkDone {
    /// The documents as they are now; none after deleting.
    pub items: Vec<RowView>,
    /// How many of them changed.
    pub changed: usize,
}

/// Does one act to many documents.
pub async fn run(cx: &Cx, organisation: &str, project: &str, body: &BulkBody) -> Result<Response> {
    named(&body.ids)?;
    let mut work = Work::write(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::ProjectView>(&facts, Target::default())?;
    let found = within(&mut work, &facts, &body.ids).await?;
    let (mut batch, mut changed) = (Batch::default(), 0);
    for (at, id) in body.ids.iter().enumerate() {
        let visible = found.iter().find(|visible| visible.document.public_id == *id);
        let outcome = match visible {
            None => Err(Error::not_found()),
            Some(visible) => {
                let held = Held { project: project.clone(), facts: facts.clone(), visible: visible.clone() };
                one(&mut work, &held, body).await
            }
        };
        changed += usize::from(batch.note(&format!("ids[{at}]"), outcome)? == Some(true));
    }
    batch.check()?;
    if matches!(body.act, BulkAct::Status { .. }) {
        let changed: Vec<DocumentId> = found.iter().map(|visible| visible.document.id).collect();
        news::statuses(&mut work, &facts, &changed, news::By::Asker).await?;
    }
    let now = within(&mut work, &facts, &body.ids).await?;
    let shown = Viewer::new(&mut work, &facts, &now).await?;
    let row = |id: &String| {
        let visible = now.iter().find(|visible| visible.document.public_id == *id)?;
        Some(shown.row(visible, viewer::ROW_ACTIONS))
    };
    let items = body.ids.iter().filter_map(row).collect();
    work.finish(StatusCode::OK, &BulkDone { items, changed }).await
}

/// Checks the list of documents itself.
fn named(ids: &[String]) -> Result<()> {
    if ids.is_empty() || ids.len() > MOST {
        return Err(Error::field("ids", "out_of_range", format!("Name 1 to {MOST} documents.")));
    }
    let mut seen = std::collections::HashSet::new();
    let twice = ids.iter().enumerate().filter(|(_, id)| !seen.insert(id.as_str()));
    let text = "This document is named twice.";
    Error::check(twice.map(|(at, _)| FieldError::new(format!("ids[{at}]"), "repeated", text)).collect())
}

/// Those of these documents that are within reach.
async fn within(
    work: &mut Work,
    facts: &wayleave_access::ProjectFacts,
    ids: &[String],
) -> Result<Vec<Visible>> {
    let mut text =
        sql("select id as n from document where organisation_id = $1 and project_id = $2 and public_id in ")
            .bind(work.organisation.id)
            .bind(facts.project);
    text.text_list(ids);
    let known: Vec<DocumentId> = work.tx.ints(text).await?.into_iter().map(DocumentId).collect();
    Ok(documents::among(&mut work.tx, &facts.scope(), &known).await?)
}

/// Does the act to one document; says whether it changed.
async fn one(work: &mut Work, held: &Held, body: &BulkBody) -> Result<bool> {
    let document = &held.visible.document;
    let version = body.versions.get(&document.public_id).copied();
    match &body.act {
        BulkAct::Edit { fields } => return edit::patch_one(work, held, fields, version).await,
        BulkAct::Status { status, reason } => {
            edit::set_status_one(work, held, (status, reason.as_ref()), version).await?;
        }
        BulkAct::Lock { reason } => control::lock_one(work, held, reason.as_ref()).await?,
        BulkAct::Unlock { reason } => control::unlock_one(work, held, reason.as_ref()).await?,
        BulkAct::Restrict { restricted, group_ids, confirm_running } => {
            let (restricted, confirm_running) = (*restricted, *confirm_running);
            let body = RestrictBody { restricted, group_ids: group_ids.clone(), confirm_running };
            control::restrict_one(work, held, &body).await?;
        }
        BulkAct::Delete => bin::delete_one(work, held).await?,
    }
    if version.is_some_and(|version| version != document.row_version) {
        return Err(Error::code(ErrorCode::Stale));
    }
    Ok(true)
}
