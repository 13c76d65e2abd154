//! Requests for edits: whoever sees a document from outside asks for other values, a Document Controller decides, and until
//! then nothing changes (DR-07).

mod approve;
mod ask;
mod letters;
mod store;
mod values;
mod view;

use std::collections::HashMap;

use wayleave_access::documents::{self, Visible};
use wayleave_access::{Action, ProjectFacts, Target, act};
use wayleave_base::{DocumentId, ErrorCode, SubjectId};

pub use approve::{approve, reject, remove};
pub use ask::{ask, withdraw};
pub use view::{Approval, EditRequestView, NewEditRequest, Refusal, RequestQuery};

use self::store::{RequestRow, Which};
use self::view::ChangeView;
use super::view::{DocumentRef, RevisionCode};
use crate::abilities::{Abilities, ability};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::people::{self, PersonRef};
use crate::wire::{self, List, Paging};
use crate::work::Work;

pub(super) use letters::lapse;
pub(super) use store::count_within;

/// The queue of those who decide.
pub async fn list(
    cx: &Cx,
    organisation: &str,
    project: &str,
    query: &RequestQuery,
) -> Result<List<EditRequestView>> {
    let limit = wire::page_size(query.limit)?;
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::EditRequestList>(&facts, Target::default())?;
    let state = query.state.as_deref().unwrap_or("open");
    let key = format!("requests {} {} {state} {:?}", project.public_id, work.me.public_id, query.document);
    let cursor = query.cursor.as_deref();
    let which = match state {
        "open" => Which::Open(wire::position(cx, &key, cursor)?.unwrap_or(0)),
        "decided" => {
            let (at, id) = wire::position(cx, &key, cursor)?.unwrap_or((i64::MAX, i64::MAX));
            Which::Decided(at, id)
        }
        _ => return Err(Error::field("state", "unknown_choice", "Choose open or decided.")),
    };
    let place = (work.organisation.id, project.id);
    let document = query.document.as_deref();
    let mut rows = store::page(&mut work.tx, place, &which, document, limit + 1).await?;
    let next = if state == "open" {
        wire::cut(cx, &key, &mut rows, limit, |row| row.id)
    } else {
        wire::cut(cx, &key, &mut rows, limit, |row| (row.decided_at.unwrap_or_default(), row.id))
    };
    Ok(List { items: views(&mut work, &facts, &rows).await?, next })
}

/// The reader's own requests, newest first.
pub async fn list_own(
    cx: &Cx,
    organisation: &str,
    project: &str,
    query: &Paging,
) -> Result<List<EditRequestView>> {
    let limit = wire::page_size(query.limit)?;
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::EditRequestListOwn>(&facts, Target::default())?;
    let key = format!("own requests {} {}", project.public_id, work.me.public_id);
    let before = wire::position(cx, &key, query.cursor.as_deref())?.unwrap_or(i64::MAX);
    let (place, which) = ((work.organisation.id, project.id), Which::Own(work.me.subject, before));
    let mut rows = store::page(&mut work.tx, place, &which, None, limit + 1).await?;
    let next = wire::cut(cx, &key, &mut rows, limit, |row| row.id);
    Ok(List { items: views(&mut work, &facts, &rows).await?, next })
}

/// One request, for those who decide.
pub async fn get(cx: &Cx, organisation: &str, project: &str, request: &str) -> Result<EditRequestView> {
    let mut work = Work::read(cx, organisation).await?;
    let (_, facts) = work.project(project).await?;
    work.permit_in::<act::EditRequestList>(&facts, Target::default())?;
    let (row, _) = open(&mut work, &facts, request).await?;
    view(&mut work, &facts, &row).await
}

/// A request about a document within reach, with that document; anything else is absent.
async fn open(work: &mut Work, facts: &ProjectFacts, request: &str) -> Result<(RequestRow, Visible)> {
    let organisation = work.organisation.id;
    let row = store::find(&mut work.tx, organisation, facts.project, request).await?;
    let row = row.ok_or_else(Error::not_found)?;
    let visible = documents::find_by_id(&mut work.tx, &facts.scope(), row.document_id).await?;
    Ok((row, visible.ok_or_else(Error::not_found)?))
}

/// One request as its reader sees it, with why it cannot be approved now.
async fn view(work: &mut Work, facts: &ProjectFacts, row: &RequestRow) -> Result<EditRequestView> {
    let mut views = views(work, facts, std::slice::from_ref(row)).await?;
    let mut view = views.pop().ok_or_else(Error::not_found)?;
    if row.is_open() && decides(facts) {
        view.blocked = approve::blocked(work, facts, row).await?;
    }
    Ok(view)
}

fn decides(facts: &ProjectFacts) -> bool {
    facts.outcome(Action::EditRequestList, Target::default()).is_allowed()
}

/// Requests as their reader sees them; those about documents that are out of reach are left out.
async fn views(work: &mut Work, facts: &ProjectFacts, rows: &[RequestRow]) -> Result<Vec<EditRequestView>> {
    let mut ids: Vec<DocumentId> = rows.iter().map(|row| row.document_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let documents = documents::among(&mut work.tx, &facts.scope(), &ids).await?;
    let documents: HashMap<DocumentId, &Visible> =
        documents.iter().map(|visible| (visible.document.id, visible)).collect();
    let subjects: Vec<SubjectId> =
        rows.iter().flat_map(|row| [Some(row.requested_by), row.decided_by]).flatten().collect();
    let names = people::by_subject(&mut work.tx, work.organisation.id, &subjects).await?;
    let me = work.me.subject;
    let shown = |row: &RequestRow| {
        let visible = documents.get(&row.document_id)?;
        Some(shown(facts, me, row, visible, &names))
    };
    Ok(rows.iter().filter_map(shown).collect())
}

fn shown(
    facts: &ProjectFacts,
    me: SubjectId,
    row: &RequestRow,
    visible: &Visible,
    names: &HashMap<SubjectId, PersonRef>,
) -> EditRequestView {
    let revision = visible.revisions.iter().find(|revision| revision.id == row.revision_id);
    let changes = row.changes().into_iter().map(|change| {
        let current = values::current(visible, revision, &change.field);
        let known = change.applied.as_ref().unwrap_or(&change.before);
        ChangeView {
            moved: current.as_ref().is_some_and(|current| current != known),
            current,
            field: change.field,
            before: change.before,
            wished: change.wished,
            applied: change.applied,
        }
    });
    EditRequestView {
        id: row.public_id.clone(),
        state: row.state.clone(),
        document: DocumentRef::of(&visible.document),
        revision: revision
            .map(|revision| RevisionCode { id: revision.public_id.clone(), code: revision.code.clone() }),
        requested_by: names.get(&row.requested_by).cloned(),
        requested_at: wire::time(row.requested_at),
        comment: row.comment.clone(),
        changes: changes.collect(),
        decided_by: row.decided_by.and_then(|person| names.get(&person).cloned()),
        decided_at: row.decided_at.map(wire::time),
        reason: row.reason.clone(),
        blocked: None,
        version: row.row_version,
        document_version: if decides(facts) { visible.document.row_version } else { 0 },
        abilities: abilities(facts, me, row),
    }
}

fn abilities(facts: &ProjectFacts, me: SubjectId, row: &RequestRow) -> Abilities {
    let decided = ErrorCode::AlreadyDecided.text();
    [Action::EditRequestDecide, Action::EditRequestWithdraw]
        .map(|action| {
            let shown = ability(&facts.outcome(action, Target::default()));
            let own = row.requested_by == me;
            let fits = if action == Action::EditRequestWithdraw { own } else { !own };
            let shown = match (shown.allowed, row.is_open(), fits) {
                (true, false, _) => shown.refused(decided),
                (true, true, false) if own => shown.refused("Somebody else decides on your own request."),
                (true, true, false) => shown.refused("It is somebody else's request."),
                _ => shown,
            };
            (action.code(), shown)
        })
        .into()
}

/// What a document's page tells of requests.
#[derive(Debug, Default)]
pub struct OnDocument {
    /// The reader's own one, while it is open.
    pub own: Option<EditRequestView>,
    /// How many wait; only for those who decide.
    pub waiting: Option<i64>,
}

/// What the page of this document tells its reader of requests.
pub async fn on_document(work: &mut Work, facts: &ProjectFacts, visible: &Visible) -> Result<OnDocument> {
    let (organisation, document, me) = (work.organisation.id, visible.document.id, work.me.subject);
    let mut told = OnDocument::default();
    if facts.outcome(Action::EditRequestListOwn, Target::default()).is_allowed()
        && let Some(row) = store::own_open(&mut work.tx, organisation, document, me).await?
    {
        let names = people::by_subject(&mut work.tx, organisation, &[me]).await?;
        told.own = Some(shown(facts, me, &row, visible, &names));
    }
    if decides(facts) {
        told.waiting = Some(store::count_open(&mut work.tx, organisation, document).await?);
    }
    Ok(told)
}
