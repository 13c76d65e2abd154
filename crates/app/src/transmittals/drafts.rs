//! Drafts of transmittals: begun, changed, deleted. A draft opens nothing to anybody.

use axum::http::StatusCode;
use axum::response::Response;
use jiff::ToSpan;
use serde_json::{Value, json};
use wayleave_access::audit::Event;
use wayleave_access::{Permit, ProjectFacts, Target, act};
use wayleave_base::{ErrorCode, RevisionId, TransmittalId};

use super::entries::{self, Entry};
use super::store::{self, Draft, TransmittalRow as Row};
use super::tables::{Deed, Part};
use super::ticks::Sent;
use super::view::{Addressee, NewTransmittal, SentDocument, TransmittalEdit};
use super::view_lists::{EntryKey, Purpose};
use super::{documents, purposes, reading};
use crate::cx::Cx;
use crate::error::{Error, FieldError, Result};
use crate::register::named::Named;
use crate::register::numbering::counters;
use crate::settings::{self, TRANSMITTALS, Transmittals};
use crate::wire;
use crate::work::{ProjectRow, Work};

/// The counter of a project's transmittals.
const COUNTER: &str = "#transmittal";
/// Whom a transmittal may be addressed to.
const KINDS: &[&str] = &["person", "group", "company", "list", "address"];

/// Begins a transmittal.
pub async fn create(cx: &Cx, organisation: &str, project: &str, new: NewTransmittal) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    let permit: Permit<act::TransmittalManage> = work.permit_in(&facts, Target::default())?;
    let mut errors = Vec::new();
    let today = wire::day_of(work.now(), &project.timezone).to_string();
    let dated_on = day(&mut errors, "dated_on", new.dated_on.as_deref().unwrap_or(&today));
    let purpose = chosen(&mut work, &mut errors, &new.purpose, None).await?;
    let acknowledge_by = match new.acknowledge_by {
        None => usual(&mut work, &dated_on, purpose.as_ref()).await?,
        named => named,
    };
    let (mut addressed, documents) =
        named(&mut work, (&project, &facts), &mut errors, (&new.recipients, &new.documents)).await?;
    if errors.is_empty() {
        addressed = Sent::of(&documents).read(&mut errors, (&new.recipients, addressed), &[]);
    }
    let revisions = ids(&documents);
    let draft = Draft {
        subject: wire::name(&mut errors, "subject", &new.subject, 200),
        purpose: new.purpose,
        remarks: wire::text(&mut errors, "remarks", &new.remarks, 4000, false),
        acknowledge_by: acknowledge_by.map(|text| day(&mut errors, "acknowledge_by", &text)),
        access_ends_on: new.access_ends_on.map(|text| day(&mut errors, "access_ends_on", &text)),
        dated_on,
        addressed: entries::kept(&addressed)?,
        skip_sent: new.skip_sent,
    };
    Error::check(errors)?;
    let place = (work.organisation.id, project.id);
    let number = format!("TRN-{:03}", counters::take(&mut work.tx, place, COUNTER, 1).await?);
    let id = work.cx.ids().public(TransmittalId::PREFIX);
    let label = format!("{number} {}", draft.subject);
    let event = Event::new("transmittal", "transmittal.created", ("transmittal", &id, &label))
        .project(project.id)
        .after(told(&draft, revisions.len()));
    let stamp = work.record(&permit, event).await?;
    let row = store::insert(&mut work.tx, place, (&id, &number), &draft, (stamp.by(), stamp.at())).await?;
    store::set_documents(&mut work.tx, place.0, row, &revisions).await?;
    let view = reading::shown(&mut work, &project, &facts, &id).await?;
    work.finish(StatusCode::CREATED, &view).await
}

/// Changes a draft.
pub async fn edit(
    cx: &Cx,
    organisation: &str,
    project: &str,
    id: &str,
    edit: TransmittalEdit,
) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let (project, facts, permit, row) = hold(&mut work, project, id, Deed::Edit).await?;
    let mut errors = Vec::new();
    if let Some(purpose) = &edit.purpose {
        chosen(&mut work, &mut errors, purpose, Some(&row.purpose)).await?;
    }
    let asked =
        (edit.recipients.as_deref().unwrap_or_default(), edit.documents.as_deref().unwrap_or_default());
    let (mut addressed, named) = named(&mut work, (&project, &facts), &mut errors, asked).await?;
    let was = reading::addressed(&row);
    if errors.is_empty() {
        addressed = match (edit.recipients.as_deref(), &edit.documents) {
            (Some(asked), Some(_)) => Sent::of(&named).read(&mut errors, (asked, addressed), &was),
            (Some(asked), None) => {
                let sent = Sent::kept(&mut work, &facts, &row).await?;
                sent.read(&mut errors, (asked, addressed), &was)
            }
            (None, Some(_)) => Sent::of(&named).kept_of(was),
            (None, None) => was,
        };
    }
    let revisions = ids(&named);
    let mut dated = |field: &str, given: Option<Option<String>>, before: &Option<String>| match given {
        None => before.clone(),
        Some(text) => text.map(|text| day(&mut errors, field, &text)),
    };
    let dated_on = dated("dated_on", edit.dated_on.map(Some), &Some(row.dated_on.clone()));
    let acknowledge_by = dated("acknowledge_by", edit.acknowledge_by, &row.acknowledge_by);
    let access_ends_on = dated("access_ends_on", edit.access_ends_on, &row.access_ends_on);
    let subject = edit.subject.as_deref().map(|text| wire::name(&mut errors, "subject", text, 200));
    let remarks = edit.remarks.as_deref().map(|text| wire::text(&mut errors, "remarks", text, 4000, false));
    Error::check(errors)?;
    if row.row_version != edit.version {
        return Err(Error::code(ErrorCode::Stale));
    }
    let before = before(&row);
    let draft = Draft {
        subject: subject.unwrap_or_else(|| before.subject.clone()),
        purpose: edit.purpose.unwrap_or_else(|| before.purpose.clone()),
        dated_on: dated_on.unwrap_or_default(),
        remarks: remarks.unwrap_or_else(|| before.remarks.clone()),
        acknowledge_by,
        access_ends_on,
        addressed: entries::kept(&addressed)?,
        skip_sent: edit.skip_sent.unwrap_or(before.skip_sent),
    };
    let documents = if edit.documents.is_some() {
        revisions.len()
    } else {
        usize::try_from(row.documents).unwrap_or_default()
    };
    let label = format!("{} {}", row.number, draft.subject);
    let event = Event::new("transmittal", "transmittal.changed", ("transmittal", &row.public_id, &label))
        .project(project.id)
        .before(told(&before, usize::try_from(row.documents).unwrap_or_default()))
        .after(told(&draft, documents));
    let stamp = work.record(&permit, event).await?;
    store::update(&mut work.tx, row.id, &draft, stamp.at()).await?;
    if edit.documents.is_some() {
        store::set_documents(&mut work.tx, stamp.organisation(), row.id, &revisions).await?;
    }
    let view = reading::shown(&mut work, &project, &facts, id).await?;
    work.finish(StatusCode::OK, &view).await
}

/// Deletes a draft.
pub async fn delete(cx: &Cx, organisation: &str, project: &str, id: &str) -> Result<StatusCode> {
    let mut work = Work::write(cx, organisation).await?;
    let (project, _, permit, row) = hold(&mut work, project, id, Deed::Delete).await?;
    let label = format!("{} {}", row.number, row.subject);
    let event = Event::new("transmittal", "transmittal.deleted", ("transmittal", &row.public_id, &label))
        .project(project.id)
        .before(told(&before(&row), usize::try_from(row.documents).unwrap_or_default()));
    work.record(&permit, event).await?;
    store::remove(&mut work.tx, row.id).await?;
    work.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A draft and the right to change it.
async fn hold(
    work: &mut Work,
    project: &str,
    id: &str,
    deed: Deed,
) -> Result<(ProjectRow, ProjectFacts, Permit<act::TransmittalManage>, Row)> {
    let (project, facts) = work.project(project).await?;
    let permit = work.permit_in(&facts, Target::default())?;
    let row = reading::open_to(work, (&project, &facts), id, (Part::Sender, deed)).await?;
    Ok((project, facts, permit, row))
}

/// A day as it is kept.
fn day(errors: &mut Vec<FieldError>, field: &str, text: &str) -> String {
    wire::parse_day(field, text)
        .map_err(|error| errors.push(error))
        .map(|day| day.to_string())
        .unwrap_or_default()
}

/// The day by which receipt is acknowledged, where the purpose asks for it and nobody said when: so many days after the
/// date as the organisation says.
pub async fn usual(work: &mut Work, dated_on: &str, purpose: Option<&Purpose>) -> Result<Option<String>> {
    let day: Option<jiff::civil::Date> = dated_on.parse().ok();
    let asked = purpose.is_some_and(|purpose| purpose.acknowledgement == "required");
    let Some(day) = day.filter(|_| asked) else { return Ok(None) };
    let usual: Transmittals = settings::read(&mut work.tx, work.organisation.id, None, TRANSMITTALS).await?;
    Ok(Some(day.saturating_add(usual.acknowledge_days.days()).to_string()))
}

/// The purpose chosen; one that was retired stays with a draft that has it.
async fn chosen(
    work: &mut Work,
    errors: &mut Vec<FieldError>,
    id: &str,
    kept: Option<&str>,
) -> Result<Option<Purpose>> {
    let purposes = purposes::all(&mut work.tx, work.organisation.id).await?;
    let found = purposes.into_iter().find(|one| one.id == id && (one.active || kept == Some(id)));
    if found.is_none() {
        errors.push(FieldError::new("purpose", "unknown", "There is no such purpose."));
    }
    Ok(found)
}

/// Whom a draft names and what it sends.
async fn named(
    work: &mut Work,
    (project, facts): (&ProjectRow, &ProjectFacts),
    errors: &mut Vec<FieldError>,
    (recipients, sent): (&[Addressee], &[SentDocument]),
) -> Result<(Vec<Entry>, Vec<Named>)> {
    let keys: Vec<EntryKey> = recipients
        .iter()
        .map(|one| EntryKey {
            kind: one.kind.clone(),
            id: one.id.clone(),
            name: one.name.clone(),
            email: one.email.clone(),
        })
        .collect();
    let mut addressed = entries::read(errors, "recipients", KINDS, &keys);
    for (at, one) in recipients.iter().enumerate() {
        if !["to", "cc"].contains(&one.role.as_str()) {
            let field = format!("recipients[{at}].role");
            errors.push(FieldError::new(field, "unknown", "Choose to or cc."));
        }
    }
    // What was read has the places of what was sent as long as nothing is wrong with it.
    for (entry, one) in addressed.iter_mut().zip(recipients) {
        entry.role.clone_from(&one.role);
    }
    let (place, now) = ((work.organisation.id, Some(project.id)), work.now());
    let known = entries::look_up(&mut work.tx, place, &addressed, now).await?;
    if errors.is_empty() {
        known.check(errors, "recipients", &addressed);
    }
    Ok((addressed, documents::read(work, facts, errors, sent).await?))
}

fn ids(named: &[Named]) -> Vec<RevisionId> {
    named.iter().map(|one| one.revision.id).collect()
}

fn before(row: &Row) -> Draft {
    Draft {
        subject: row.subject.clone(),
        purpose: row.purpose.clone(),
        dated_on: row.dated_on.clone(),
        remarks: row.remarks.clone(),
        acknowledge_by: row.acknowledge_by.clone(),
        access_ends_on: row.access_ends_on.clone(),
        addressed: row.addressed.clone(),
        skip_sent: row.skip_sent,
    }
}

/// What the audit log is told of a draft.
fn told(draft: &Draft, documents: usize) -> Value {
    let recipients: Value = serde_json::from_str(&draft.addressed).unwrap_or_default();
    json!({"subject": draft.subject, "purpose": draft.purpose, "dated_on": draft.dated_on, "remarks": draft.remarks,
        "acknowledge_by": draft.acknowledge_by, "access_ends_on": draft.access_ends_on, "recipients": recipients,
        "skip_sent": draft.skip_sent, "documents": documents})
}
