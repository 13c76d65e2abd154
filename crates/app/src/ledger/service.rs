//! Reading the ledger of a project or of the organisation.

use std::collections::HashMap;

use wayleave_access::audience::{self, Place};
use wayleave_access::{Action, Caps, Mode, ProjectFacts, Target, act, documents};
use wayleave_base::{ErrorCode, Page, ProjectId, SubjectId};

use super::store::{self, After, KINDS, Wanted, WayRow};
use super::view::{LedgerProject, LedgerQuery, LedgerRow, What, Whom};
use crate::abilities::{Abilities, Ability, ability};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::people::{self, PersonRef};
use crate::wire;
use crate::work::Work;

fn wanted(query: &LedgerQuery) -> Result<Wanted> {
    if let Some(kind) = &query.kind
        && !KINDS.contains(&kind.as_str())
    {
        return Err(Error::field("kind", "unknown", "There is no such kind of access."));
    }
    let closed = match query.state.as_deref() {
        None | Some("open") => false,
        Some("closed") => true,
        Some(_) => return Err(Error::field("state", "unknown", "The state is open or closed.")),
    };
    let words = query.q.as_deref().map(str::trim).filter(|words| !words.is_empty()).map(str::to_lowercase);
    let ends_before =
        query.ends_before.as_deref().map(|text| wire::parse_time("ends_before", text)).transpose()?;
    Ok(Wanted {
        project: None,
        kind: query.kind.clone(),
        company: query.company.clone(),
        document: None,
        words,
        ends_before,
        closed,
    })
}

/// A page of a project's ledger.
pub async fn list(
    cx: &Cx,
    organisation: &str,
    project: &str,
    query: &LedgerQuery,
) -> Result<Page<LedgerRow>> {
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::AccessView>(&facts, Target::default())?;
    let mut wanted = Wanted { project: Some(project.id), ..wanted(query)? };
    if let Some(document) = &query.document {
        let Some(seers) = outside_seers(&mut work, &facts, document).await? else {
            return Ok(Page { items: Vec::new(), next: None });
        };
        wanted.document = Some((document.clone(), seers));
    }
    page(&mut work, &wanted, query, HashMap::from([(project.id, facts)])).await
}

/// How many open ways of the project end before a moment, up to as many as one page shows; the flag says that there are
/// more.
pub async fn ending(work: &mut Work, project: ProjectId, before: i64) -> Result<(i64, bool)> {
    const PAGE: usize = 200;
    let wanted = Wanted {
        project: Some(project),
        kind: None,
        company: None,
        document: None,
        words: None,
        ends_before: Some(before),
        closed: false,
    };
    let (organisation, now) = (work.organisation.id, work.now());
    let count = store::count(&mut work.tx, organisation, &wanted, now, PAGE + 1).await?;
    Ok((count.min(PAGE as i64), count > PAGE as i64))
}

/// Whoever outside reaches this document, or nothing when the reader does not: nobody learns of access to what is hidden
/// from them.
async fn outside_seers(work: &mut Work, facts: &ProjectFacts, document: &str) -> Result<Option<Vec<i64>>> {
    let Some(visible) = documents::find(&mut work.tx, &facts.scope(), document).await? else {
        return Ok(None);
    };
    let seers = audience::seers(&mut work.tx, Place::of(facts), visible.document.id, None).await?;
    let outside = seers.into_iter().filter(|seer| seer.standing.outside);
    Ok(Some(outside.map(|seer| seer.standing.subject.get()).collect()))
}

/// A page of the whole organisation's ledger.
pub async fn list_all(cx: &Cx, organisation: &str, query: &LedgerQuery) -> Result<Page<LedgerRow>> {
    let mut work = Work::read(cx, organisation).await?;
    work.permit::<act::OrganisationLedger>(Target::default())?;
    if query.document.is_some() {
        return Err(Error::field("document", "not_here", "Ask the ledger of the document's project."));
    }
    let wanted = wanted(query)?;
    page(&mut work, &wanted, query, HashMap::new()).await
}

async fn page(
    work: &mut Work,
    wanted: &Wanted,
    query: &LedgerQuery,
    mut facts: HashMap<ProjectId, ProjectFacts>,
) -> Result<Page<LedgerRow>> {
    let limit = wire::page_size(query.limit)?;
    // Who reaches a document may change between two pages.
    let key = Wanted { document: None, ..wanted.clone() };
    let list = format!("ledger {key:?} {:?} {}", query.document, work.me.public_id);
    let after: Option<After> = match &query.cursor {
        None => None,
        Some(cursor) => {
            let opened = work.cx.shared().cursors.open(&list, cursor);
            Some(opened.ok_or_else(|| Error::code(ErrorCode::InvalidCursor))?)
        }
    };
    let (organisation, now) = (work.organisation.id, work.now());
    let mut rows = store::list(&mut work.tx, organisation, wanted, now, after.as_ref(), limit + 1).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let last = rows.last().filter(|_| more);
    let next = last.map(|row| {
        let after = After { granted_at: row.granted_at, kind: row.kind.clone(), sort_id: row.sort_id };
        work.cx.shared().cursors.seal(&list, &after)
    });
    if wanted.project.is_none() {
        facts = facts_of(work, &rows).await?;
    }
    let items = shown(work, rows, &facts).await?;
    Ok(Page { items, next })
}

/// The reader's standing in each project that the rows lie in.
async fn facts_of(work: &mut Work, rows: &[WayRow]) -> Result<HashMap<ProjectId, ProjectFacts>> {
    let mut projects: Vec<ProjectId> = rows.iter().map(|row| row.project_id).collect();
    projects.sort_unstable();
    projects.dedup();
    let (organisation, principal, now) = (work.organisation.id, work.principal(), work.now());
    let many = ProjectFacts::load_many(&mut work.tx, organisation, &projects, &principal, now).await?;
    Ok(many.into_iter().map(|facts| (facts.project, facts)).collect())
}

/// Rows as this reader sees them.
pub async fn shown(
    work: &mut Work,
    rows: Vec<WayRow>,
    facts: &HashMap<ProjectId, ProjectFacts>,
) -> Result<Vec<LedgerRow>> {
    let givers: Vec<SubjectId> = rows.iter().map(|row| SubjectId(row.opened_by)).collect();
    let people = people::by_subject(&mut work.tx, work.organisation.id, &givers).await?;
    let now = work.now();
    Ok(rows.into_iter().map(|row| view(row, facts, &people, now)).collect())
}

fn view(
    row: WayRow,
    facts: &HashMap<ProjectId, ProjectFacts>,
    people: &HashMap<SubjectId, PersonRef>,
    now: i64,
) -> LedgerRow {
    let facts = facts.get(&row.project_id);
    let open = row.closed_at.is_none() && row.ends_at > now;
    let rights = match row.kind.as_str() {
        "membership" => Vec::new(),
        _ => Caps(row.caps).words(),
    };
    LedgerRow {
        abilities: abilities(&row, facts, open),
        what: what(&row, facts),
        id: row.id,
        kind: row.kind,
        who: Whom {
            kind: row.who_kind,
            id: row.who_id,
            name: row.who_name,
            company: row.who_company,
            outside: true,
        },
        rights,
        why: row.why,
        cause: (!row.role.is_empty()).then_some(row.role),
        granted_by: people.get(&SubjectId(row.opened_by)).cloned(),
        granted_at: wire::time(row.granted_at),
        ends_at: wire::end(row.closed_at.unwrap_or(row.ends_at)),
        last_used_at: row.last_used_at.map(wire::time),
        state: if open { "open" } else { "closed" }.to_owned(),
    }
}

/// A restricted document is named to those who administer the project; others learn that there is one.
fn what(row: &WayRow, facts: Option<&ProjectFacts>) -> What {
    let project = LedgerProject { id: row.project_public_id.clone(), name: row.project_name.clone() };
    if let Some((id, number)) = row.parcel_id.as_ref().zip(row.parcel_number.as_ref()) {
        return What {
            kind: "transmittal".to_owned(),
            id: Some(id.clone()),
            label: format!("{number}, {}", wire::counted(row.documents, "document")),
            documents: Some(row.documents),
            project,
        };
    }
    let Some(number) = &row.document_number else {
        let kind = if row.kind == "full_register" { "register" } else { "project" };
        return What {
            kind: kind.to_owned(),
            id: Some(project.id.clone()),
            label: project.name.clone(),
            documents: None,
            project,
        };
    };
    let known =
        row.restricted == 0 || facts.is_some_and(|facts| matches!(facts.mode, Mode::OrgAdmin | Mode::Admin));
    let many = (row.documents > 1).then_some(row.documents);
    let label = match many {
        None if known => format!("{number} · {}", row.document_title.as_deref().unwrap_or_default()),
        None => "A restricted document".to_owned(),
        Some(many) if known => format!("{}, {number} and others", wire::counted(many, "document")),
        Some(many) => wire::counted(many, "document"),
    };
    What {
        kind: if many.is_some() { "documents" } else { "document" }.to_owned(),
        id: row.document_public_id.clone().filter(|_| known),
        label,
        documents: many,
        project,
    }
}

fn abilities(row: &WayRow, facts: Option<&ProjectFacts>, open: bool) -> Abilities {
    let refused = |reason: &str| Ability {
        allowed: false,
        reason: Some(reason.to_owned()),
        rule: None,
        condition: None,
    };
    let both = |one: Ability| Abilities::from([("revoke", one.clone()), ("extend", one)]);
    let Some(facts) = facts else { return both(refused("You have no part in this project.")) };
    let maker = Target::made_by(SubjectId(row.opened_by));
    let person = Target::person(SubjectId(row.who_subject));
    let decided = match row.kind.as_str() {
        "guest_share" => ability(&facts.outcome(Action::GuestShareManage, maker)),
        "share" => ability(&facts.outcome(Action::ShareManage, maker)),
        "membership" => ability(&facts.outcome(Action::MembershipManage, person)),
        "full_register" => ability(&facts.outcome(Action::FullRegisterGrant, person)),
        "transmittal" => {
            let extend = ability(&facts.outcome(Action::TransmittalIssue, Target::default()));
            let ended = refused("It has ended.");
            let revoke = refused("What a transmittal opened ends with it; recall it.");
            return Abilities::from([("revoke", revoke), ("extend", if open { extend } else { ended })]);
        }
        "step" => return both(refused("What a step opened ends with it; reassign or cancel it.")),
        "group_grant" => return both(refused("Change the groups of the document to end this.")),
        _ => return both(refused("Who uploaded something keeps seeing it; end the membership instead.")),
    };
    if open || row.kind == "guest_share" && row.closed_at.is_none() {
        let mut abilities = both(decided);
        if !open {
            abilities.insert("revoke", refused("It has ended."));
        }
        return abilities;
    }
    both(refused("It has ended."))
}
