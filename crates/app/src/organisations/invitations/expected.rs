//! People whom a step of a workflow waits for before they have come: invited as workflow responders where nobody invited them
//! yet, and known from then on by the subject that will be theirs.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use wayleave_access::{OrganisationRole, Permit, SubjectKind, Target, act, ledger};
use wayleave_base::{OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::Tx;
use wayleave_jobs::{Enqueue, Handlers, Job, JobError};

use super::service::{self, Inviter, Plan};
use super::store::{self, InvitationRow};
use crate::error::{FieldError, Result};
use crate::people;
use crate::shared::Shared;
use crate::wire;
use crate::work::Work;
use crate::workflows;

/// Somebody whom a step is to be given to.
#[derive(Clone, Debug)]
pub struct Expected {
    /// Their address.
    pub email: String,
    /// The invitation that they can accept, if there is one.
    pub invitation: Option<InvitationRow>,
}

/// The right to invite workflow responders, which is also the right to know who is invited.
pub fn permit(work: &Work) -> Result<Permit<act::MemberInvite>> {
    work.permit(target())
}

/// What that right is asked about.
pub fn target() -> Target<'static> {
    Target { new_role: Some(OrganisationRole::WorkflowResponder), ..Target::default() }
}

/// Reads addresses, each with the field that it was sent in; what is wrong with one is noted there.
pub async fn read(
    work: &mut Work,
    project: ProjectId,
    given: &[(String, &str)],
    errors: &mut Vec<FieldError>,
) -> Result<Vec<Option<Expected>>> {
    let mut emails = Vec::with_capacity(given.len());
    for (field, text) in given {
        emails.push(wire::email(field, text).map_err(|error| errors.push(error)).ok());
    }
    let known: Vec<String> = emails.iter().flatten().cloned().collect();
    if known.is_empty() {
        return Ok(vec![None; given.len()]);
    }
    let (organisation, now) = (work.organisation.id, work.now());
    let members = store::members_among(&mut work.tx, organisation, &known).await?;
    let addresses: Vec<&str> = known.iter().map(String::as_str).collect();
    let open = store::open_among(&mut work.tx, organisation, now, &addresses).await?;
    let found = emails.into_iter().zip(given).map(|(email, (field, _))| {
        let email = email?;
        let invitation = open.iter().rev().find(|row| row.email == email).cloned();
        let fault = if members.contains(&email) {
            Some(("already_member", "This address belongs to a member. Choose them by their name."))
        } else if invitation.as_ref().is_some_and(|row| !row.leads_to(project, now)) {
            let detail = "This person is invited already, and not to answer steps of this project. Wait until they accept.";
            Some(("not_for_this", detail))
        } else {
            None
        };
        errors.extend(fault.map(|(code, detail)| FieldError::new(field.clone(), code, detail)));
        fault.is_none().then_some(Expected { email, invitation })
    });
    Ok(found.collect())
}

/// Invites somebody, or prolongs their invitation, and answers with their invitation and the subject that will be theirs.
/// Their mail is left to the caller: it tells of steps that are given to them afterwards.
pub async fn invite(
    work: &mut Work,
    permit: &Permit<act::MemberInvite>,
    person: Expected,
) -> Result<(InvitationRow, SubjectId)> {
    let (mut row, stamp) = match person.invitation {
        Some(row) => service::prolong(work, row, permit).await?,
        None => service::make(work, permit, &plan(), &(person.email, String::new())).await?,
    };
    let subject = match row.subject_id {
        Some(subject) => subject,
        None => ledger::new_subject(&mut work.tx, &stamp, SubjectKind::Person).await?,
    };
    let organisation = work.organisation.id;
    row.subject_id = Some(subject);
    store::expect(&mut work.tx, organisation, row.id, subject).await?;
    watch(&mut work.tx, organisation, &row, stamp.at()).await?;
    Ok((row, subject))
}

/// An invitation as a workflow responder, and nothing else.
fn plan() -> Plan {
    Plan {
        people: Vec::new(),
        role: OrganisationRole::WorkflowResponder,
        company: None,
        within: None,
        offers: Vec::new(),
        projects: Vec::new(),
        message: String::new(),
    }
}

/// Posts the mail of an invitation, with the steps that wait by now, in the name of whoever invited.
pub async fn post(work: &mut Work, row: &InvitationRow) -> Result<()> {
    let inviters: Vec<SubjectId> = row.invited_by.into_iter().collect();
    let people = people::by_subject(&mut work.tx, work.organisation.id, &inviters).await?;
    let name = people.into_values().next().map_or_else(|| work.organisation.name.clone(), |one| one.name);
    service::mail_again(work, row, &Inviter { name: &name, subject: row.invited_by }).await
}

/// An invitation that steps wait for ends.
#[derive(Serialize, Deserialize)]
struct Ended {
    organisation: i64,
    invitation: i64,
    expires_at: Timestamp,
}

impl Job for Ended {
    const NAME: &'static str = "invitation_ended";
}

/// Looks at an invitation that steps wait for once its time is over.
pub(super) async fn watch(
    tx: &mut Tx,
    organisation: OrganisationId,
    row: &InvitationRow,
    now: Timestamp,
) -> Result<()> {
    if row.subject_id.is_none() {
        return Ok(());
    }
    let job = Ended { organisation: organisation.get(), invitation: row.id, expires_at: row.expires_at };
    let dedupe = Some(format!("invitation_ended:{}:{}", row.id, row.expires_at));
    let how = Enqueue { run_at: row.expires_at, dedupe, organisation: Some(organisation) };
    wayleave_jobs::enqueue(tx, now, &job, how).await?;
    Ok(())
}

async fn run(shared: &Shared, job: &Ended) -> Result<()> {
    let organisation = OrganisationId(job.organisation);
    let mut tx = shared.db.begin_in(organisation).await?;
    let row = store::get(&mut tx, organisation, job.invitation).await?;
    let over =
        row.filter(|row| row.expires_at == job.expires_at && row.state(shared.clock.now()) == "expired");
    let Some(subject) = over.and_then(|row| row.subject_id) else { return Ok(()) };
    workflows::left_waiting(&mut tx, shared, organisation, subject, None).await?;
    tx.commit().await?;
    shared.wake.notify_one();
    Ok(())
}

async fn ended(shared: Arc<Shared>, job: Ended) -> std::result::Result<(), JobError> {
    run(&shared, &job).await.map_err(JobError::from)
}

/// The jobs of this module.
pub(crate) fn jobs(handlers: Handlers<Shared>) -> Handlers<Shared> {
    handlers.with::<Ended, _, _>(ended)
}
