//! Reading the log: of the organisation, of a project, of a document.

use wayleave_access::audit::{self, Event};
use wayleave_access::{Action, Target, act};
use wayleave_base::{ErrorCode, OrganisationId, Page, ProjectId, Timestamp};
use wayleave_db::Tx;

use super::store::{self, Wanted};
use super::view::{AuditCheck, AuditEvent, AuditQuery};
use super::words;
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::wire;
use crate::work::Work;

fn only_changes(query: &AuditQuery) -> Result<Option<bool>> {
    match query.kind.as_deref() {
        None => Ok(None),
        Some("changes") => Ok(Some(true)),
        Some("all") => Ok(Some(false)),
        Some(_) => Err(Error::field("kind", "unknown", "The kind is changes or all.")),
    }
}

/// Reads the filters; a project is looked up by the caller.
fn wanted(query: &AuditQuery) -> Result<Wanted> {
    let moment = |field: &str, text: &Option<String>| {
        text.as_deref().map(|text| wire::parse_time(field, text)).transpose()
    };
    let words = query.q.as_deref().map(str::trim).filter(|words| !words.is_empty()).map(str::to_lowercase);
    if words.as_ref().is_some_and(|words| words.len() > 200) {
        return Err(Error::field("q", "too_long", "Look for 200 letters at most."));
    }
    Ok(Wanted {
        project: None,
        category: query.category.clone(),
        action: query.action.clone(),
        actor: query.actor.clone(),
        entity: query.entity.clone(),
        from: moment("from", &query.from)?,
        to: moment("to", &query.to)?,
        words,
        changes: only_changes(query)?.unwrap_or(false),
    })
}

/// A page of the organisation's log.
pub async fn list(cx: &Cx, organisation: &str, query: &AuditQuery) -> Result<Page<AuditEvent>> {
    let mut work = Work::read(cx, organisation).await?;
    work.permit::<act::OrganisationAudit>(Target::default())?;
    let mut wanted = wanted(query)?;
    if let Some(project) = &query.project {
        let found = store::find_project(&mut work.tx, work.organisation.id, project).await?;
        wanted.project = Some(found.ok_or_else(Error::not_found)?);
    }
    page(&mut work, &wanted, query).await
}

/// A page of a project's log.
pub async fn list_of_project(
    cx: &Cx,
    organisation: &str,
    project: &str,
    query: &AuditQuery,
) -> Result<Page<AuditEvent>> {
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::AuditView>(&facts, Target::default())?;
    let wanted = Wanted { project: Some(project.id), ..wanted(query)? };
    page(&mut work, &wanted, query).await
}

/// A page of what happened to one document.
pub async fn history(
    cx: &Cx,
    organisation: &str,
    project: &str,
    document: &str,
    query: &AuditQuery,
) -> Result<Page<AuditEvent>> {
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    let visible = work.document(&facts, document).await?;
    work.permit_in::<act::DocumentHistory>(&facts, Target::document(&visible))?;
    // Who read what is for those who may read the log; everybody else is shown what changed.
    let reads_log = facts.outcome(Action::AuditView, Target::default()).is_allowed();
    let changes = only_changes(query)?.unwrap_or(!reads_log);
    if !changes {
        work.permit_in::<act::AuditView>(&facts, Target::default())?;
    }
    let wanted = Wanted {
        project: Some(project.id),
        entity: Some(visible.document.public_id.clone()),
        changes,
        ..wanted(query)?
    };
    let mut page = page(&mut work, &wanted, query).await?;
    if !reads_log {
        hide_addresses(&mut page);
    }
    Ok(page)
}

/// Where somebody sat is for those who may read the log itself.
fn hide_addresses(page: &mut Page<AuditEvent>) {
    for event in &mut page.items {
        event.ip = None;
        event.user_agent = None;
    }
}

async fn page(work: &mut Work, wanted: &Wanted, query: &AuditQuery) -> Result<Page<AuditEvent>> {
    let limit = wire::page_size(query.limit)?;
    let list = format!("audit {wanted:?} {}", work.me.public_id);
    let cursors = &work.cx.shared().cursors;
    let before = match &query.cursor {
        None => i64::MAX,
        Some(cursor) => cursors.open(&list, cursor).ok_or_else(|| Error::code(ErrorCode::InvalidCursor))?,
    };
    let mut rows = store::list_events(&mut work.tx, work.organisation.id, wanted, before, limit + 1).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|row| work.cx.shared().cursors.seal(&list, &row.seq));
    Ok(Page { items: rows.into_iter().map(AuditEvent::from).collect(), next })
}

/// An event of one thing, as a record that is printed tells it.
pub struct Happened {
    /// Its number.
    pub seq: i64,
    /// When it happened.
    pub at: Timestamp,
    /// The word for what was done.
    pub action: String,
    /// Who did what, as a sentence.
    pub told: String,
    /// Why, as they said.
    pub reason: String,
    /// How sure we are of who it was.
    pub assurance: String,
}

/// How many of the newest events the page of a thing shows.
pub const SHOWN: usize = 100;

/// The newest events of one thing of a project, in their order. The caller has decided that the reader may know of it.
pub async fn happened_to(
    tx: &mut Tx,
    (organisation, project): (OrganisationId, ProjectId),
    thing: &str,
    most: usize,
) -> Result<Vec<Happened>> {
    let wanted =
        Wanted { project: Some(project), entity: Some(thing.to_owned()), changes: true, ..Wanted::default() };
    let rows = store::list_events(tx, organisation, &wanted, i64::MAX, most).await?;
    let happened = |row: &store::EventRow| Happened {
        seq: row.seq,
        at: row.at,
        action: row.action.clone(),
        told: words::summary(row),
        reason: row.reason.clone().unwrap_or_default(),
        assurance: row.assurance.clone(),
    };
    Ok(rows.iter().rev().map(happened).collect())
}

/// Whose log is exported.
pub struct Exported {
    /// The organisation, by any of its names.
    pub organisation: String,
    /// The project, when it is a project's log.
    pub project: Option<String>,
}

/// Notes the export in the log and says what it covers. Events up to the note are exported, the note included.
pub async fn begin_export(cx: &Cx, of: &Exported, query: &AuditQuery) -> Result<(Work, Wanted)> {
    let mut work = Work::write(cx, &of.organisation).await?;
    let mut wanted = wanted(query)?;
    let after =
        serde_json::json!({"format": query.format, "category": query.category, "action": query.action});
    if let Some(project) = &of.project {
        let (project, facts) = work.project(project).await?;
        let permit = work.permit_in::<act::AuditExport>(&facts, Target::default())?;
        let entity = ("project", project.public_id.as_str(), project.name.as_str());
        wanted.project = Some(project.id);
        work.record(&permit, Event::new("audit", "audit.exported", entity).project(project.id).after(after))
            .await?;
    } else {
        let permit = work.permit::<act::OrganisationAuditExport>(Target::default())?;
        let organisation = work.organisation.clone();
        let entity = ("organisation", organisation.public_id.as_str(), organisation.name.as_str());
        if let Some(project) = &query.project {
            let found = store::find_project(&mut work.tx, organisation.id, project).await?;
            wanted.project = Some(found.ok_or_else(Error::not_found)?);
        }
        work.record(&permit, Event::new("audit", "audit.exported", entity).after(after)).await?;
    }
    Ok((work, wanted))
}

/// Walks the chain of the organisation's log.
pub async fn verify(cx: &Cx, organisation: &str) -> Result<AuditCheck> {
    let mut work = Work::read(cx, organisation).await?;
    work.permit::<act::OrganisationAudit>(Target::default())?;
    let found = audit::verify(&mut work.tx, work.organisation.id).await?;
    Ok(AuditCheck {
        events: found.events,
        first: found.events.min(1),
        last: found.events,
        ok: found.problem.is_none(),
        problem: found.problem,
    })
}
