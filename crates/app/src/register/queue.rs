//! The queue of submissions: what waits for acceptance, oldest first, each with the documents whose numbers it could mean.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use wayleave_access::documents::{self, Filter, Plan, Sort, Visible};
use wayleave_access::{ProjectFacts, Target, act};
use wayleave_base::{DocumentId, ErrorCode};
use wayleave_db::{row, sql};

use super::keys;
use super::lookup::{self, Numbered};
use super::view::{RevisionView, RowView};
use super::viewer::{self, Names, Viewer};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::people::{CompanyRef, PersonRef};
use crate::wire::{self, List};
use crate::work::Work;

/// A document whose number is that of a submission, or looks like it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NearMiss {
    /// The document.
    pub document_id: String,
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: String,
    /// Is it the same number, not only one that looks like it?
    pub exact: bool,
}

/// Which submissions.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PendingQuery {
    /// Only those that came before this moment.
    pub before: Option<String>,
    /// Rows per page, 50 unless given.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
    /// Where the page begins, from the page before.
    pub cursor: Option<String>,
}

/// A submission that waits.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Submission {
    /// The document, as it stands.
    pub document: RowView,
    /// The revision that waits.
    pub revision: RevisionView,
    /// The number that the sender proposed; empty for none.
    pub proposed_number: String,
    /// Who sent it.
    pub uploaded_by: Option<PersonRef>,
    /// When.
    pub uploaded_at: String,
    /// The company it came from.
    pub received_from: Option<CompanyRef>,
    /// Documents of the register that it could belong to.
    pub near: Vec<NearMiss>,
}

row! {
    struct Waiting { id: i64, document_id: DocumentId, public_id: String }
}

/// A page of the queue.
pub async fn list(
    cx: &Cx,
    organisation: &str,
    project: &str,
    query: &PendingQuery,
) -> Result<List<Submission>> {
    let limit = wire::page_size(query.limit)?;
    let before = query.before.as_deref().map(|text| wire::parse_time("before", text)).transpose()?;
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    let _ = work.permit_in::<act::SubmissionList>(&facts, Target::default())?;
    let key = format!("pending {} {} {before:?}", project.public_id, work.me.public_id);
    let after: i64 = match &query.cursor {
        None => 0,
        Some(cursor) => {
            cx.shared().cursors.open(&key, cursor).ok_or_else(|| Error::code(ErrorCode::InvalidCursor))?
        }
    };
    let mut waiting: Vec<Waiting> = work
        .tx
        .all(
            sql("select id, document_id, public_id from revision where project_id = $1 and acceptance = 'pending' and id > $2
                   and uploaded_at < $4 order by id limit $3")
                .bind(project.id)
                .bind(after)
                .bind(limit as i64 + 1)
                .bind(before.unwrap_or(i64::MAX)),
        )
        .await?;
    let more = waiting.len() > limit;
    waiting.truncate(limit);
    let next = more.then(|| waiting.last().map(|row| cx.shared().cursors.seal(&key, &row.id))).flatten();
    let items = submissions(&mut work, &facts, &waiting).await?;
    Ok(List { items, next })
}

/// Of these documents those within reach, in one go.
async fn within(work: &mut Work, facts: &ProjectFacts, ids: Vec<DocumentId>) -> Result<Vec<Visible>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let count = ids.len();
    let filter = Filter { documents: Some(ids), ..Filter::default() };
    let order = (Sort::Created, true);
    let listed =
        documents::list_with(&mut work.tx, Plan::Probe, &facts.scope(), &filter, order, None, count).await?;
    Ok(listed.documents)
}

async fn submissions(work: &mut Work, facts: &ProjectFacts, waiting: &[Waiting]) -> Result<Vec<Submission>> {
    let visible = within(work, facts, waiting.iter().map(|row| row.document_id).collect()).await?;
    let reader = Viewer::new(work, facts, &visible).await?;
    let names = Names::load(work, &visible).await?;
    let near = near(work, facts, &visible).await?;
    let by_id: HashMap<DocumentId, &Visible> =
        visible.iter().map(|visible| (visible.document.id, visible)).collect();
    let shown = |row: &Waiting| {
        let visible = *by_id.get(&row.document_id)?;
        let revision = visible.revision(&row.public_id)?;
        let view = reader.revision(visible, revision, &names);
        Some(Submission {
            document: reader.row(visible, viewer::DOCUMENT_ACTIONS),
            proposed_number: visible.document.number.clone(),
            uploaded_by: view.uploaded_by.clone(),
            uploaded_at: view.uploaded_at.clone(),
            received_from: view.received_from.clone(),
            near: if visible.document.admitted {
                Vec::new()
            } else {
                misses(&near, &visible.document.number)
            },
            revision: view,
        })
    };
    Ok(waiting.iter().filter_map(shown).collect())
}

/// The register's documents whose numbers look like those of the submissions, as far as the reader sees them.
async fn near(work: &mut Work, facts: &ProjectFacts, visible: &[Visible]) -> Result<Vec<Numbered>> {
    let numbers: Vec<&str> = visible
        .iter()
        .filter(|visible| !visible.document.admitted && !visible.document.number.is_empty())
        .map(|visible| visible.document.number.as_str())
        .collect();
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let found = lookup::numbered(&mut work.tx, facts.project, &numbers, true).await?;
    let seen = within(work, facts, found.iter().map(|row| row.id).collect()).await?;
    Ok(found.into_iter().filter(|row| seen.iter().any(|visible| visible.document.id == row.id)).collect())
}

fn misses(near: &[Numbered], number: &str) -> Vec<NearMiss> {
    let (look, exact) = (keys::look_key(number), keys::sort_key(number));
    near.iter()
        .filter(|row| row.number_look == look || row.number_key == exact)
        .map(|row| NearMiss {
            document_id: row.public_id.clone(),
            number: row.number.clone(),
            title: row.title.clone(),
            exact: row.number_key == exact,
        })
        .collect()
}
