//! The receipt of a transmittal acknowledged: by those with an account, by the holder of a link that went out with it, and by
//! whoever sends it for those who said so in another way. It is said once, and whoever issued the transmittal is told.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;
use wayleave_access::audit::{self, Actor, Event, Stamp};
use wayleave_access::{Permit, Target, act};
use wayleave_base::{ErrorCode, OrganisationId, ProjectId, SubjectId, TransmittalId};
use wayleave_db::Tx;

use super::cover::Cover;
use super::received::{self, RecipientRow, Said};
use super::store::TransmittalRow as Row;
use super::tables::{Deed, Part};
use super::view_received::{AcknowledgeTransmittal, RecordAcknowledgement};
use super::{contest, reading, receipt};
use crate::cx::Cx;
use crate::error::{Error, FieldError, Result};
use crate::notices::{self, Notice};
use crate::people;
use crate::receipts::Object;
use crate::shared::Shared;
use crate::wire;
use crate::work::{OrganisationRow, ProjectRow, Work};

/// Acknowledges receipt as one of those who got it.
pub async fn acknowledge(
    cx: &Cx,
    organisation: &str,
    project: &str,
    id: &str,
    asked: AcknowledgeTransmittal,
) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    let permit: Permit<act::TransmittalAcknowledge> = work.permit_in(&facts, Target::default())?;
    let (comment, received_by) = read(&asked.comment, &asked.received_by)?;
    let row =
        reading::open_to(&mut work, (&project, &facts), id, (Part::Recipient, Deed::Acknowledge)).await?;
    let Some(recipient) = received::of(&mut work.tx, row.id, work.me.subject).await? else {
        return Err(Error::because(ErrorCode::Conflict, "It was not sent to you."));
    };
    may_still(&recipient)?;
    let (actor, now) = (work.actor(), work.now());
    let said = Said {
        how: "account",
        by: work.me.subject,
        name: &work.me.name.clone(),
        typed: "",
        assurance: actor.assurance,
        at: now,
        comment: &comment,
        received_by: &received_by,
    };
    let label = row.label();
    let stamp = work.record(&permit, told(project.id, &row.public_id, &label, &recipient, &said)).await?;
    let (shared, whole) = (work.cx.shared().clone(), work.organisation.clone());
    let about = (row.id, object(&row.public_id, &row.number, &row.subject));
    let place = (&whole, &project);
    keep(&mut work.tx, &shared, place, (&stamp, &actor), about, (&recipient, &said)).await?;
    tell(&mut work.tx, &shared, &stamp, &About::of(&row, project.id), &recipient, said.name).await?;
    let view = reading::shown(&mut work, &project, &facts, id).await?;
    work.finish(StatusCode::OK, &view).await
}

/// Records that somebody acknowledged receipt in another way; it is marked as recorded, with who did so.
pub async fn record(
    cx: &Cx,
    organisation: &str,
    project: &str,
    id: &str,
    asked: RecordAcknowledgement,
) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    let permit: Permit<act::TransmittalIssue> = work.permit_in(&facts, Target::default())?;
    let mut errors = Vec::new();
    let note = wire::text(&mut errors, "note", &asked.note, 1000, true);
    let received_by = asked.received_by.as_deref().unwrap_or_default();
    let received_by = wire::line("received_by", received_by, 120, false);
    let wanted = wire::line("recipient", &asked.recipient, 40, true);
    let read = wire::parse_day(ACKNOWLEDGED_ON, &asked.acknowledged_on);
    errors.extend(read.err());
    let mut kept = |text: std::result::Result<String, FieldError>| {
        text.map_err(|error| errors.push(error)).unwrap_or_default()
    };
    let (received_by, wanted) = (kept(received_by), kept(wanted));
    Error::check(errors)?;
    let row = reading::open_to(&mut work, (&project, &facts), id, (Part::Sender, Deed::Record)).await?;
    let at =
        day(&work, &project, &row, &asked.acknowledged_on).map_err(|error| Error::Fields(vec![error]))?;
    let rows = received::all(&mut work.tx, row.id, None).await?;
    let recipient = rows.into_iter().find(|one| one.public_id == wanted);
    let recipient =
        recipient.ok_or_else(|| Error::field("recipient", "unknown", "It was not sent to them."))?;
    may_still(&recipient)?;
    let actor = work.actor();
    let said = Said {
        how: RECORDED,
        by: work.me.subject,
        name: &work.me.name.clone(),
        typed: "",
        assurance: RECORDED,
        at,
        comment: &note,
        received_by: &received_by,
    };
    let label = row.label();
    let stamp = work.record(&permit, told(project.id, &row.public_id, &label, &recipient, &said)).await?;
    let (shared, whole) = (work.cx.shared().clone(), work.organisation.clone());
    let about = (row.id, object(&row.public_id, &row.number, &row.subject));
    let place = (&whole, &project);
    keep(&mut work.tx, &shared, place, (&stamp, &actor), about, (&recipient, &said)).await?;
    contest::tell_recorded(&mut work, &stamp, (&project, &row), &recipient, &note).await?;
    let view = reading::shown(&mut work, &project, &facts, id).await?;
    work.finish(StatusCode::OK, &view).await
}

/// How an acknowledgement was given that somebody else wrote down, and how sure it is who gave it.
pub const RECORDED: &str = "recorded";

const ACKNOWLEDGED_ON: &str = "acknowledged_on";

/// The day on which receipt was acknowledged: between the day of issue and now.
fn day(work: &Work, project: &ProjectRow, row: &Row, text: &str) -> std::result::Result<i64, FieldError> {
    const FIELD: &str = ACKNOWLEDGED_ON;
    let zone = &project.timezone;
    let day = wire::parse_day(FIELD, text)?;
    let first = wire::day_of(row.issued_at.unwrap_or_default(), zone);
    let today = wire::day_of(work.now(), zone);
    if day > today {
        return Err(FieldError::new(FIELD, "in_the_future", "This day has not come yet."));
    }
    if day < first {
        return Err(FieldError::new(FIELD, "too_early", "It was issued after this day."));
    }
    Ok(wire::end_of_day(FIELD, text, zone)?.min(work.now()))
}

/// What is said with an acknowledgement, read.
pub fn read(comment: &str, received_by: &str) -> Result<(String, String)> {
    let mut errors = Vec::new();
    let comment = wire::text(&mut errors, "comment", comment, 1000, false);
    let received_by = wire::line("received_by", received_by, 120, false).unwrap_or_else(|error| {
        errors.push(error);
        String::new()
    });
    Error::check(errors)?;
    Ok((comment, received_by))
}

fn may_still(recipient: &RecipientRow) -> Result<()> {
    if recipient.acknowledged_at.is_some() {
        return Err(Error::because(ErrorCode::AlreadyEnded, "Receipt was acknowledged already."));
    }
    if !recipient.is_silent() {
        return Err(Error::because(ErrorCode::Conflict, "Nothing is asked of those in copy."));
    }
    Ok(())
}

/// What the audit log is told.
fn told<'a>(
    project: ProjectId,
    id: &'a str,
    label: &'a str,
    recipient: &RecipientRow,
    said: &Said<'_>,
) -> Event<'a> {
    Event::new("transmittal", "transmittal.acknowledged", ("transmittal", id, label)).project(project).after(
        json!({
            "recipient": recipient.name, "email": recipient.email, "how": said.how, "by": said.name,
            "typed_name": said.typed,
            "assurance": said.assurance, "at": wire::time(said.at), "comment": said.comment,
            "received_by": said.received_by,
        }),
    )
}

/// The transmittal as a receipt names it.
pub fn object(id: &str, number: &str, subject: &str) -> Object {
    Object { id: id.to_owned(), number: number.to_owned(), subject: subject.to_owned() }
}

/// Keeps what was said, once, and signs its receipt.
async fn keep(
    tx: &mut Tx,
    shared: &Shared,
    place: (&OrganisationRow, &ProjectRow),
    (stamp, actor): (&Stamp, &Actor),
    about: (TransmittalId, Object),
    (recipient, said): (&RecipientRow, &Said<'_>),
) -> Result<()> {
    if !received::keep(tx, recipient.id, stamp.seq(), said).await? {
        return Err(Error::because(ErrorCode::AlreadyEnded, "Receipt was acknowledged already."));
    }
    receipt::sign(tx, shared, place, (stamp, actor), about, (recipient, said)).await
}

/// The transmittal that somebody is told about.
struct About<'a> {
    project: ProjectId,
    id: &'a str,
    number: &'a str,
    issued_by: Option<SubjectId>,
}

impl<'a> About<'a> {
    fn of(row: &'a Row, project: ProjectId) -> Self {
        Self { project, id: &row.public_id, number: &row.number, issued_by: row.issued_by }
    }
}

/// Tells whoever issued it, or the Project Admins where they are gone.
async fn tell(
    tx: &mut Tx,
    shared: &Shared,
    stamp: &Stamp,
    about: &About<'_>,
    recipient: &RecipientRow,
    name: &str,
) -> Result<()> {
    let place = (stamp.organisation(), about.project);
    let mut to = people::answering_for(tx, place, about.issued_by, stamp.at()).await?;
    to.retain(|one| *one != recipient.subject_id);
    let notice = Notice {
        kind: "transmittal.acknowledged",
        project: Some(about.project),
        document: None,
        payload: json!({"transmittal": about.id, "number": about.number, "name": name}),
    };
    notices::notify(tx, &shared.ids, stamp.organisation(), stamp.at(), &to, &notice).await?;
    Ok(())
}

/// A guest who acknowledges receipt on the page of their link.
pub struct ByLink<'a> {
    /// The organisation.
    pub organisation: OrganisationId,
    /// The project.
    pub project: ProjectId,
    /// The transmittal.
    pub cover: &'a Cover,
    /// The guest as the audit log writes them.
    pub actor: &'a Actor,
    /// The name that they typed, if they were asked for one.
    pub typed: &'a str,
    /// What they say with it.
    pub comment: &'a str,
    /// Who received it, where they say so for somebody else.
    pub received_by: &'a str,
}

/// Acknowledges receipt as the holder of a link, in the caller's transaction; `false` when that was done before, or nothing
/// is asked of them.
pub async fn by_link(
    tx: &mut Tx,
    cx: &Cx,
    guest: &ByLink<'_>,
    permit: &Permit<act::TransmittalAcknowledge>,
) -> Result<bool> {
    let found = received::of(tx, guest.cover.id, guest.actor.subject).await?;
    // Until it went out for good nothing is acknowledged that an undoing would take back.
    let open = guest.cover.state(cx.now()).takes(Part::Recipient, Deed::Acknowledge).is_ok();
    let found = found.filter(|one| one.is_silent() && open);
    let Some(recipient) = found else { return Ok(false) };
    let said = Said {
        how: "link",
        by: guest.actor.subject,
        name: &recipient.name,
        typed: guest.typed,
        assurance: guest.actor.assurance,
        at: cx.now(),
        comment: guest.comment,
        received_by: guest.received_by,
    };
    let label = format!("{} {}", guest.cover.number, guest.cover.subject);
    let event = told(guest.project, &guest.cover.public_id, &label, &recipient, &said);
    let stamp = audit::record(tx, cx.ids(), guest.organisation, cx.now(), guest.actor, permit, event).await?;
    let whole = OrganisationRow::load(tx, guest.organisation).await?;
    let project = ProjectRow::load(tx, guest.organisation, guest.project).await?;
    let subject = (guest.cover.id, object(&guest.cover.public_id, &guest.cover.number, &guest.cover.subject));
    keep(tx, cx.shared(), (&whole, &project), (&stamp, guest.actor), subject, (&recipient, &said)).await?;
    let about = About {
        project: guest.project,
        id: &guest.cover.public_id,
        number: &guest.cover.number,
        issued_by: guest.cover.issued_by,
    };
    tell(tx, cx.shared(), &stamp, &about, &recipient, &recipient.name).await?;
    Ok(true)
}
