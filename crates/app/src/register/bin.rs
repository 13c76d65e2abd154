//! The bin: drafts that were never shared are put there, come back within thirty days, and are removed for good after the
//! retention. A number is not given out again whatever becomes of its document.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use wayleave_access::documents::{self, Visible};
use wayleave_access::{Action, ProjectFacts, Target, act, ledger};
use wayleave_base::{DocumentId, ErrorCode, OrganisationId};
use wayleave_db::{DbResult, Tx, row, sql};

use super::edit::{Held, hold};
use super::{state, store};
use crate::abilities::{Abilities, ability};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::people::{self, PersonRef};
use crate::settings::{self, Register};
use crate::wire::{self, List, Paging};
use crate::work::Work;

/// How long a document can be taken out of the bin, in milliseconds.
const BIN: i64 = 30 * DAY;
const DAY: i64 = 24 * 3600 * 1000;

/// Was it ever given to somebody, be it by a link or a transmittal, or in a workflow (K-5.7)?
pub async fn was_shared(tx: &mut Tx, organisation: OrganisationId, document: DocumentId) -> DbResult<bool> {
    let text = sql("select (select count(*) from access_grant where object_kind = 1 and object_id = $1
               and organisation_id = $2 and reason in (2, 3, 4, 7))
             + (select count(*) from revision r join transmittal_document x on x.revision_id = r.id
               join transmittal t on t.id = x.transmittal_id and t.state <> 'draft'
               where r.document_id = $1 and x.organisation_id = $2)
             + (select count(*) from revision r join workflow_document w on w.revision_id = r.id
               where r.document_id = $1 and w.organisation_id = $2) as n");
    Ok(tx.int(text.bind(document).bind(organisation)).await? > 0)
}

/// Puts a draft that was never shared into the bin.
pub async fn delete(cx: &Cx, organisation: &str, place: (&str, &str)) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let held = hold(&mut work, place).await?;
    delete_one(&mut work, &held).await?;
    work.commit().await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Puts one document into the bin.
pub async fn delete_one(work: &mut Work, held: &Held) -> Result<()> {
    let permit = work.permit_in::<act::DocumentDelete>(&held.facts, held.target())?;
    state::check(Action::DocumentDelete, &held.visible)?;
    if was_shared(&mut work.tx, work.organisation.id, held.id()).await? {
        return Err(Error::code(ErrorCode::WasShared));
    }
    let changes = (json!({"deleted": false}), json!({"deleted": true}));
    let stamp = held.record(work, &permit, "document.deleted", changes, "").await?;
    let text = sql(
        "update document set deleted_at = $2, deleted_by = $3, updated_at = $2, row_version = row_version + 1
        where id = $1",
    )
    .bind(held.id())
    .bind(work.now())
    .bind(work.me.subject);
    work.tx.execute(text).await?;
    ledger::document_changed(&mut work.tx, &stamp, held.id()).await?;
    Ok(())
}

/// A document as the bin names it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BinnedDocument {
    /// The public id.
    pub id: String,
    /// The number.
    pub number: String,
    /// The title.
    pub title: String,
    /// The code of the document type.
    pub document_type: String,
    /// The code of the discipline.
    pub discipline: String,
    /// The code of the current revision.
    pub revision: String,
}

/// A document in the bin.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Binned {
    /// The document.
    pub document: BinnedDocument,
    /// Who deleted it.
    pub deleted_by: Option<PersonRef>,
    /// When.
    pub deleted_at: String,
    /// Until when it can be restored.
    pub restore_until: String,
    /// From when on it can be removed for good.
    pub purge_from: String,
    /// What the reader may do with it.
    #[schema(value_type = std::collections::BTreeMap<String, crate::abilities::Ability>)]
    pub abilities: Abilities,
}

/// A page of the bin, the last deleted first.
pub async fn list(cx: &Cx, organisation: &str, project: &str, query: &Paging) -> Result<List<Binned>> {
    let limit = wire::page_size(query.limit)?;
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::BinList>(&facts, Target::default())?;
    let key = format!("bin {} {}", project.public_id, work.me.public_id);
    let before = wire::position(cx, &key, query.cursor.as_deref())?;
    let (found, next) = documents::bin(&mut work.tx, &facts.scope(), before, limit).await?;
    let keep = retention(&mut work, &facts).await?;
    let deleters: Vec<_> = found.iter().filter_map(|visible| visible.document.deleted_by).collect();
    let names = people::by_subject(&mut work.tx, work.organisation.id, &deleters).await?;
    let items = found
        .iter()
        .map(|visible| {
            let document = &visible.document;
            let at = document.deleted_at.unwrap_or_default();
            Binned {
                document: BinnedDocument {
                    id: document.public_id.clone(),
                    number: document.number.clone(),
                    title: document.title.clone(),
                    document_type: document.document_type.clone(),
                    discipline: document.discipline.clone(),
                    revision: visible.shown().code.clone(),
                },
                deleted_by: document.deleted_by.and_then(|person| names.get(&person).cloned()),
                deleted_at: wire::time(at),
                restore_until: wire::time(at + BIN),
                purge_from: wire::time(at + keep),
                abilities: [Action::DocumentRestore, Action::DocumentPurge]
                    .map(|action| (action.code(), can(&facts, visible, action, keep)))
                    .into(),
            }
        })
        .collect();
    Ok(List { items, next: next.map(|position| cx.shared().cursors.seal(&key, &position)) })
}

/// How long the project keeps what was deleted, in milliseconds; never less than it can be restored.
async fn retention(work: &mut Work, facts: &ProjectFacts) -> Result<i64> {
    let organisation = work.organisation.id;
    let register: Register =
        settings::read(&mut work.tx, organisation, Some(facts.project), settings::REGISTER).await?;
    Ok(register.retention_days.saturating_mul(DAY).max(BIN))
}

/// What the time that passed has against an act on something in the bin.
fn hindrance(
    facts: &ProjectFacts,
    visible: &Visible,
    action: Action,
    keep: i64,
) -> Option<(ErrorCode, &'static str)> {
    let at = visible.document.deleted_at?;
    match action {
        Action::DocumentRestore if at + BIN < facts.at => {
            Some((ErrorCode::AlreadyEnded, "The 30 days in which it could be restored are over."))
        }
        Action::DocumentPurge if facts.at < at + keep => {
            Some((ErrorCode::TooEarly, ErrorCode::TooEarly.text()))
        }
        _ => None,
    }
}

fn can(facts: &ProjectFacts, visible: &Visible, action: Action, keep: i64) -> crate::abilities::Ability {
    let shown = ability(&facts.outcome(action, Target::document(visible)));
    match hindrance(facts, visible, action, keep).filter(|_| shown.allowed) {
        Some((_, text)) => shown.refused(text),
        None => shown,
    }
}

/// A document in the bin; one that is not there needs no act of the bin.
async fn open(work: &mut Work, (project, document): (&str, &str)) -> Result<(Held, bool)> {
    let (project, facts) = work.project(project).await?;
    let binned = documents::find_in_bin(&mut work.tx, &facts.scope(), document).await?;
    let is_there = binned.is_some();
    let visible = match binned {
        Some(visible) => visible,
        // What is not seen does not exist.
        None => work.document(&facts, document).await?,
    };
    Ok((Held { project, facts, visible }, is_there))
}

fn not_in_the_bin() -> Error {
    Error::because(ErrorCode::Conflict, "The document is not in the bin.")
}

/// Takes a document out of the bin.
pub async fn restore(cx: &Cx, organisation: &str, place: (&str, &str)) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let (held, is_there) = open(&mut work, place).await?;
    let permit = work.permit_in::<act::DocumentRestore>(&held.facts, held.target())?;
    if !is_there {
        return Err(not_in_the_bin());
    }
    if let Some((code, text)) = hindrance(&held.facts, &held.visible, Action::DocumentRestore, BIN) {
        return Err(Error::because(code, text));
    }
    let changes = (json!({"deleted": true}), json!({"deleted": false}));
    let stamp = held.record(&mut work, &permit, "document.restored", changes, "").await?;
    let text = sql("update document set deleted_at = null, deleted_by = null, updated_at = $2, row_version = row_version + 1
        where id = $1")
    .bind(held.id())
    .bind(work.now());
    // Its number was kept for it, so nobody else can have taken it.
    work.tx.execute(text).await?;
    ledger::document_changed(&mut work.tx, &stamp, held.id()).await?;
    held.answer(work).await
}

row! {
    struct Stored { blob_hash: String }
}

/// Removes a document for good: its files, its texts and what it was found by. Its number, its place in the audit log and
/// the ledger stay.
pub async fn purge(cx: &Cx, organisation: &str, place: (&str, &str)) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let (held, is_there) = open(&mut work, place).await?;
    let permit = work.permit_in::<act::DocumentPurge>(&held.facts, held.target())?;
    if !is_there {
        return Err(not_in_the_bin());
    }
    let keep = retention(&mut work, &held.facts).await?;
    if let Some((code, text)) = hindrance(&held.facts, &held.visible, Action::DocumentPurge, keep) {
        return Err(Error::because(code, text));
    }
    let files: Vec<Stored> = work
        .tx
        .all(sql("select blob_hash from revision where document_id = $1 order by id").bind(held.id()))
        .await?;
    let hashes: Vec<&str> = files.iter().map(|file| file.blob_hash.as_str()).collect();
    let changes = (json!({"files": hashes}), json!({"purged": true}));
    let stamp = held.record(&mut work, &permit, "document.purged", changes, "").await?;
    let now = work.now();
    for file in &files {
        crate::files::release(&mut work.tx, now, &file.blob_hash).await?;
    }
    store::forget(&mut work.tx, held.id(), now).await?;
    ledger::close_document(&mut work.tx, &stamp, held.id()).await?;
    work.finish_empty().await
}
