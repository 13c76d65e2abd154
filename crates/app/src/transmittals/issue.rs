//! Issuing a transmittal: what it sends and to whom is written down as it is at that moment, everybody gets their grants,
//! and ten minutes later they are told. Until then it can be undone, and nothing is left of it but the audit log.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::json;
use wayleave_access::audit::{Event, Stamp};
use wayleave_access::{Cause, OrganisationRole, Permit, Target, act, ledger};
use wayleave_base::{ErrorCode, NEVER, OrganisationId, SubjectId, Timestamp, TransmittalId};
use wayleave_jobs::{Enqueue, Handlers, Job, JobError};

use super::letters::{self, Issued, Letter};
use super::plan::{self, Plan};
use super::received::{self, RecipientRow};
use super::store::{self, TransmittalRow as Row};
use super::tables::{Deed, Part};
use super::view::IssueTransmittal;
use super::{deliver, nudges, reading, skips};
use crate::cx::Cx;
use crate::error::{Error, FieldError, Result};
use crate::expiry::{self, Ending};
use crate::guests;
use crate::people;
use crate::shared::Shared;
use crate::wire;
use crate::work::{OrganisationRow, ProjectRow, Work};

/// For how long issuing can be undone.
const UNDO: i64 = 10 * 60 * 1000;

/// Those who get a transmittal are told. It names the issuing: one that was undone and done again has another job.
#[derive(Serialize, Deserialize)]
struct Tell {
    organisation: i64,
    transmittal: i64,
    issued_at: Timestamp,
}

impl Job for Tell {
    const NAME: &'static str = "tell_transmittal";
    const PRIORITY: i64 = 5;
}

/// Issues a draft.
pub async fn issue(
    cx: &Cx,
    organisation: &str,
    project: &str,
    id: &str,
    asked: IssueTransmittal,
) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    let permit: Permit<act::TransmittalIssue> = work.permit_in(&facts, Target::default())?;
    let row = reading::open_to(&mut work, (&project, &facts), id, (Part::Sender, Deed::Issue)).await?;
    let mut plan = plan::plan(&mut work, &project, &facts, &row).await?;
    let restricted = plan.items.iter().any(|item| item.visible.document.restricted);
    if restricted && !asked.confirm_restricted {
        let detail = "Something that is sent is restricted. Confirm that it may go out.";
        plan.obstacles.push(FieldError::new("confirm_restricted", "required", detail));
    }
    Error::check(std::mem::take(&mut plan.obstacles))?;
    if row.row_version != asked.version {
        return Err(Error::code(ErrorCode::Stale));
    }
    let told_at = work.now() + UNDO;
    let stamp = carry_out(&mut work, &permit, (&project, &row), &plan, told_at).await?;
    for one in plan.people.iter().filter(|one| one.admit == Some(OrganisationRole::Member)) {
        let ending = Ending::membership(project.id, one.subject);
        expiry::set(&mut work.tx, stamp.organisation(), ending, one.ends_at, stamp.at()).await?;
    }
    for end in plan.ends() {
        let ending = Ending::transmittal(row.id);
        expiry::set(&mut work.tx, stamp.organisation(), ending, end, stamp.at()).await?;
    }
    let job =
        Tell { organisation: stamp.organisation().get(), transmittal: row.id.get(), issued_at: stamp.at() };
    let how = Enqueue { run_at: told_at, dedupe: None, organisation: Some(stamp.organisation()) };
    wayleave_jobs::enqueue(&mut work.tx, stamp.at(), &job, how).await?;
    let view = reading::shown(&mut work, &project, &facts, id).await?;
    work.finish(StatusCode::OK, &view).await
}

/// Writes down what is sent and to whom as it is now, and opens it to them.
pub async fn carry_out(
    work: &mut Work,
    permit: &Permit<act::TransmittalIssue>,
    (project, row): (&ProjectRow, &Row),
    plan: &Plan,
    told_at: Timestamp,
) -> Result<Stamp> {
    let mut rows = recipients(work, plan).await?;
    let stamp = work.record(permit, told(project, row, &row.label(), plan, &rows)).await?;
    let links = deliver::send_links(work, &stamp, (project, row), plan).await?;
    let addressed = rows.iter_mut().filter(|row| !row.email.is_empty());
    for (row, subject) in addressed.zip(links) {
        row.subject_id = subject;
    }
    rows.sort_by(|a, b| (&b.role, &a.name, &a.email).cmp(&(&a.role, &b.name, &b.email)));
    store::freeze(&mut work.tx, row.id).await?;
    received::set(&mut work.tx, stamp.organisation(), row.id, &rows).await?;
    skips::keep(&mut work.tx, &stamp, row.id, plan, &rows).await?;
    let meaning = plan.purpose.meaning();
    let kept = serde_json::to_string(&meaning).map_err(anyhow::Error::from)?;
    store::issue(&mut work.tx, row.id, (&kept, meaning.issues), (stamp.by(), stamp.at(), told_at)).await?;
    deliver::give(work, &stamp, project, row.id, plan).await?;
    Ok(stamp)
}

/// What the audit log is told.
fn told<'a>(
    project: &ProjectRow,
    row: &'a Row,
    label: &'a str,
    plan: &Plan,
    rows: &[RecipientRow],
) -> Event<'a> {
    let documents: Vec<_> = plan
        .items
        .iter()
        .map(|item| {
            json!({"id": item.visible.document.public_id, "number": item.visible.document.number,
                "revision": item.revision.code, "status": item.revision.status, "sha256": item.revision.blob_hash})
        })
        .collect();
    let with: Vec<_> = rows
        .iter()
        .map(|row| {
            json!({"name": row.name, "email": row.email, "role": row.role, "ends_at": wire::end(row.ends_at),
                "held_already": plan.numbers(row, Plan::is_held), "not_ticked": plan.numbers(row, Plan::is_unticked)})
        })
        .collect();
    Event::new("transmittal", "transmittal.issued", ("transmittal", &row.public_id, label))
        .project(project.id)
        .after(json!({"purpose": plan.purpose.name, "with": with, "documents": documents}))
        .confidential(plan.items.iter().any(|item| item.visible.document.restricted))
}

/// Everybody who gets it, as they are now: people, then addresses, whose links are not made yet.
async fn recipients(work: &mut Work, plan: &Plan) -> Result<Vec<RecipientRow>> {
    let subjects: Vec<SubjectId> = plan.people.iter().map(|one| one.subject).collect();
    let people = people::by_subject(&mut work.tx, work.organisation.id, &subjects).await?;
    let ids = work.cx.ids().clone();
    let by_account = plan.people.iter().filter_map(|one| {
        let person = people.get(&one.subject)?;
        Some(RecipientRow {
            public_id: ids.public("rcp"),
            subject_id: one.subject,
            role: one.way.role.clone(),
            name: person.name.clone(),
            company: person.company.as_ref().map(|company| company.name.clone()).unwrap_or_default(),
            via: one.way.via.clone().unwrap_or_default(),
            acknowledgement: plan.asked(&one.way),
            ends_at: one.ends_at.min(NEVER),
            ..RecipientRow::default()
        })
    });
    let by_link = plan.links.iter().map(|one| RecipientRow {
        public_id: ids.public("rcp"),
        role: one.way.role.clone(),
        name: if one.way.name.is_empty() { one.email.clone() } else { one.way.name.clone() },
        email: one.email.clone(),
        via: one.way.via.clone().unwrap_or_default(),
        acknowledgement: plan.asked(&one.way),
        ends_at: one.ends_at,
        ..RecipientRow::default()
    });
    Ok(by_account.chain(by_link).collect())
}

/// Undoes the issuing of a transmittal of which nobody was told yet: it is a draft again, and what it gave is closed.
pub async fn undo(cx: &Cx, organisation: &str, project: &str, id: &str) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    let permit: Permit<act::TransmittalIssue> = work.permit_in(&facts, Target::default())?;
    let row = reading::open_to(&mut work, (&project, &facts), id, (Part::Sender, Deed::Undo)).await?;
    let label = row.label();
    let event =
        Event::new("transmittal", "transmittal.issue_undone", ("transmittal", &row.public_id, &label))
            .project(project.id);
    let stamp = work.record(&permit, event).await?;
    let cause = Cause::Transmittal(row.id.get());
    ledger::close_cause(&mut work.tx, &stamp, cause).await?;
    ledger::close_admitted(&mut work.tx, &stamp, cause).await?;
    guests::end_sent(&mut work.tx, &stamp, row.id).await?;
    store::thaw(&mut work.tx, row.id).await?;
    let view = reading::shown(&mut work, &project, &facts, id).await?;
    work.finish(StatusCode::OK, &view).await
}

async fn tell(shared: Arc<Shared>, job: Tell) -> std::result::Result<(), JobError> {
    run(&shared, &job).await.map_err(JobError::from)
}

async fn run(shared: &Shared, job: &Tell) -> Result<()> {
    let organisation = OrganisationId(job.organisation);
    let transmittal = TransmittalId(job.transmittal);
    let mut tx = shared.db.begin_in(organisation).await?;
    // Somebody may be undoing it at this moment.
    wayleave_access::audit::hold(&mut tx, organisation).await?;
    let issued = Issued::load(&mut tx, organisation, transmittal).await?;
    let Some(issued) = issued.filter(|issued| issued.is_the_issue_of(job.issued_at)) else {
        return Ok(());
    };
    if issued.life(shared.clock.now()).takes(Part::Clock, Deed::Tell).is_err() {
        return Ok(());
    }
    // A job that ran before the server stopped runs again.
    if !store::announce(&mut tx, transmittal).await? {
        return Ok(());
    }
    let rows = received::all(&mut tx, transmittal, None).await?;
    let whole = OrganisationRow::load(&mut tx, organisation).await?;
    letters::tell(&mut tx, shared, &whole, &issued, Letter::Issued, &rows).await?;
    guests::watch_sent(&mut tx, shared, organisation, transmittal).await?;
    nudges::wind(&mut tx, organisation, &issued, shared.clock.now()).await?;
    tx.commit().await?;
    shared.wake.notify_one();
    Ok(())
}

/// The jobs of transmittals.
pub fn jobs(handlers: Handlers<Shared>) -> Handlers<Shared> {
    handlers.with::<Tell, _, _>(tell)
}
