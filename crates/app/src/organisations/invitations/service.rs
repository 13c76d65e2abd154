//! Inviting people, and what may be done with an invitation afterwards.

use std::collections::{BTreeMap, HashMap};

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;
use wayleave_access::audit::{Event, Stamp};
use wayleave_access::{
    Action, OrganisationFacts, OrganisationRole, Permit, ProjectFacts, Role, SharePolicy, Target, Warrant,
    act,
};
use wayleave_base::{CompanyId, ErrorCode, NEVER, ProjectId, SubjectId, Timestamp};
use wayleave_db::{row, sql};
use wayleave_mail::{Address, InvitedProject, InvitedStep, MemberInvited};

use crate::abilities::{Ability, ability};
use crate::cx::Cx;
use crate::error::{Error, FieldError, Result};
use crate::mailing::{self, HIDDEN, Secret, SecretKind, Sender};
use crate::organisations::companies::{self, CompanyRow};
use crate::people;
use crate::settings::{self, GENERAL, General, SECURITY, Security};
use crate::wire::{self, List, Paging, page_size};
use crate::work::{ProjectRow, Work};
use crate::workflows;

use super::store::{self, InvitationRow, NewInvitation, Offer};
use super::view::{InvitationView, Invited, Invitee, NewInvitations, NewOffer, OfferView, OfferedProject};
use super::{VALID, expected};

const MOST: usize = 50;

/// What a request asks for, checked.
pub(super) struct Plan {
    pub(super) people: Vec<(String, String)>,
    pub(super) role: OrganisationRole,
    pub(super) company: Option<CompanyRow>,
    /// The project whose administrators invite; nothing for an invitation of the organisation.
    pub(super) within: Option<ProjectId>,
    pub(super) offers: Vec<Offer>,
    pub(super) projects: Vec<(String, Role)>,
    pub(super) message: String,
}

/// Invites people: one invitation, one mail and one event each.
pub async fn invite(cx: &Cx, organisation: &str, new: NewInvitations) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let role = OrganisationRole::parse(&new.role)
        .ok_or_else(|| Error::field("role", "unknown", "There is no such role."))?;
    let permit = work.permit::<act::MemberInvite>(Target { new_role: Some(role), ..Target::default() })?;
    let plan = check(&mut work, role, new).await?;
    let rows = send(&mut work, &permit, &plan).await?;
    let facts = work.facts();
    let items = shown(&mut work, rows, |row| may_change(&facts, row)).await?;
    work.finish(StatusCode::CREATED, &Invited { items }).await
}

/// Writes, records and posts the invitations of a plan.
pub(super) async fn send(work: &mut Work, permit: &impl Warrant, plan: &Plan) -> Result<Vec<InvitationRow>> {
    let emails: Vec<String> = plan.people.iter().map(|(email, _)| email.clone()).collect();
    let known = store::former_among(&mut work.tx, work.organisation.id, &emails).await?;
    let mut rows = Vec::with_capacity(plan.people.len());
    for person in &plan.people {
        let (row, _) = make(work, permit, plan, person).await?;
        let by = Inviter { name: &work.me.name.clone(), subject: Some(work.me.subject) };
        mail(work, &row, &by, &plan.projects, known.contains(&person.0)).await?;
        rows.push(row);
    }
    Ok(rows)
}

/// Writes and records the invitation of one person; their mail is left to the caller.
pub(super) async fn make(
    work: &mut Work,
    permit: &impl Warrant,
    plan: &Plan,
    (email, name): &(String, String),
) -> Result<(InvitationRow, Stamp)> {
    let public_id = work.cx.ids().public(store::PREFIX);
    let stamp = work.record(permit, invited(plan, &public_id, email)).await?;
    let now = work.now();
    let invitation = NewInvitation {
        email,
        name,
        role: plan.role.code(),
        company: plan.company.as_ref().map(|company| company.id),
        project: plan.within,
        offers: &plan.offers,
        message: &plan.message,
        invited_by: Some(work.me.subject),
        public_id: &public_id,
        expires_at: now + VALID,
    };
    store::insert(&mut work.tx, work.organisation.id, now, &invitation).await?;
    let row = store::find(&mut work.tx, work.organisation.id, &public_id).await?;
    Ok((row.ok_or_else(Error::not_found)?, stamp))
}

/// The event of one invitation; one made in a project belongs to the project's log and says what it offers there.
fn invited<'a>(plan: &Plan, public_id: &'a str, email: &'a str) -> Event<'a> {
    let mut after = json!({
        "role": plan.role.code(),
        "company": plan.company.as_ref().map(|company| &company.public_id),
        "memberships": plan.projects.iter().map(|(name, role)| json!([name, role.code()])).collect::<Vec<_>>(),
    });
    if let (Some(_), Some(offer)) = (plan.within, plan.offers.first()) {
        after["project_role"] = json!(offer.role);
        after["ends_at"] = json!(wire::end(offer.ends_at));
    }
    about("user.invited", plan.within, public_id, email).after(after)
}

/// An event about an invitation, in the log of the project it was made in.
pub(super) fn about<'a>(
    action: &'a str,
    within: Option<ProjectId>,
    public_id: &'a str,
    email: &'a str,
) -> Event<'a> {
    let event = Event::new("user", action, ("invitation", public_id, email));
    match within {
        Some(project) => event.project(project),
        None => event,
    }
}

async fn check(work: &mut Work, role: OrganisationRole, new: NewInvitations) -> Result<Plan> {
    let organisation = work.organisation.id;
    let mut errors = Vec::new();
    let people = check_people(work, &new.invitations, &mut errors).await?;
    let message = wire::text(&mut errors, "message", new.message.as_deref().unwrap_or_default(), 2000, false);
    let company = check_company(work, new.company_id.as_deref(), &mut errors).await?;
    if role == OrganisationRole::WorkflowResponder && !new.memberships.is_empty() {
        let detail = "A workflow responder has no project role; leave the projects out.";
        errors.push(FieldError::new("memberships", "not_for_responders", detail));
    }
    Error::check(errors)?;
    let security: Security = settings::read(&mut work.tx, organisation, None, SECURITY).await?;
    let outside = company.as_ref().is_some_and(|company| !company.controlling);
    let usual = match outside {
        true => Role::External,
        false => Role::parse(&security.default_project_role).unwrap_or(Role::Reviewer),
    };
    let invitee = Offered { organisation_role: role, usual, outside };
    let (offers, projects) = check_offers(work, &invitee, &new.memberships).await?;
    Ok(Plan { people, role, company, within: None, offers, projects, message })
}

pub(super) async fn check_company(
    work: &mut Work,
    id: Option<&str>,
    errors: &mut Vec<FieldError>,
) -> Result<Option<CompanyRow>> {
    let Some(id) = id else { return Ok(None) };
    let found = companies::find(&mut work.tx, work.organisation.id, id).await?;
    if found.is_none() {
        errors.push(FieldError::new("company_id", "unknown", "There is no such company."));
    }
    Ok(found)
}

pub(super) async fn check_people(
    work: &mut Work,
    invitees: &[Invitee],
    errors: &mut Vec<FieldError>,
) -> Result<Vec<(String, String)>> {
    if invitees.is_empty() || invitees.len() > MOST {
        let detail = format!("Invite 1 to {MOST} people at once.");
        return Err(Error::field("invitations", "out_of_range", detail));
    }
    let mut people: Vec<(String, String)> = Vec::with_capacity(invitees.len());
    for (at, invitee) in invitees.iter().enumerate() {
        let field = format!("invitations[{at}].email");
        let name = wire::line(&format!("invitations[{at}].name"), &invitee.name, 200, false);
        match (wire::email(&field, &invitee.email), name) {
            (Ok(email), Ok(name)) => {
                if people.iter().any(|(other, _)| *other == email) {
                    errors.push(FieldError::new(&field, "repeated", "This address is in the list twice."));
                }
                people.push((email, name));
            }
            (email, name) => errors.extend(email.err().into_iter().chain(name.err())),
        }
    }
    let emails: Vec<String> = people.iter().map(|(email, _)| email.clone()).collect();
    let (organisation, now) = (work.organisation.id, work.now());
    let members = store::members_among(&mut work.tx, organisation, &emails).await?;
    let pending = store::pending_among(&mut work.tx, organisation, now, &emails).await?;
    for (at, invitee) in invitees.iter().enumerate() {
        let email = invitee.email.trim().to_lowercase();
        let field = format!("invitations[{at}].email");
        if members.contains(&email) {
            errors.push(FieldError::new(field, "already_member", "This person is a member already."));
        } else if pending.contains(&email) {
            let detail = "This person is invited already; send that invitation again, or revoke it.";
            errors.push(FieldError::new(field, "already_invited", detail));
        }
    }
    Ok(people)
}

/// What decides about the memberships offered to somebody.
pub(super) struct Offered {
    /// The organisation role.
    pub(super) organisation_role: OrganisationRole,
    /// The project role where none is named.
    pub(super) usual: Role,
    /// Of a company that controls no project: such access always ends.
    pub(super) outside: bool,
}

/// Checks the memberships, each by the inviter's own right to change that project's team.
async fn check_offers(
    work: &mut Work,
    invitee: &Offered,
    memberships: &[NewOffer],
) -> Result<(Vec<Offer>, Vec<(String, Role)>)> {
    let (mut offers, mut projects, mut errors) = (Vec::<Offer>::new(), Vec::new(), Vec::new());
    for (at, wanted) in memberships.iter().enumerate() {
        let unknown =
            || Error::field(format!("memberships[{at}].project_id"), "unknown", "There is no such project.");
        let (project, facts) = match work.project(&wanted.project_id).await {
            Ok(found) => found,
            Err(Error::Coded(ErrorCode::NotFound, _)) => return Err(unknown()),
            Err(error) => return Err(error),
        };
        work.permit_in::<act::MembershipManage>(&facts, Target::default())?;
        if offers.iter().any(|offer| offer.project == project.id.get()) {
            let field = format!("memberships[{at}].project_id");
            errors.push(FieldError::new(field, "repeated", "This project is in the list twice."));
        }
        let asked = (wanted.role.as_deref(), wanted.ends_on.as_deref());
        match check_offer(&format!("memberships[{at}]."), asked, invitee, (&project, &facts), work.now()) {
            Ok((role, offer)) => {
                offers.push(offer);
                projects.push((project.name, role));
            }
            Err(error) => errors.push(error),
        }
    }
    Error::check(errors)?;
    Ok((offers, projects))
}

/// Checks one membership; `at` leads the names of its fields.
pub(super) fn check_offer(
    at: &str,
    (role, ends_on): (Option<&str>, Option<&str>),
    invitee: &Offered,
    (project, facts): (&ProjectRow, &ProjectFacts),
    now: Timestamp,
) -> std::result::Result<(Role, Offer), FieldError> {
    let field = format!("{at}role");
    let (role, label) = match role {
        None => (invitee.usual, ""),
        Some(code) => Role::parse_named(code)
            .ok_or_else(|| FieldError::new(&field, "unknown", "There is no such role."))?,
    };
    if role == Role::External && invitee.organisation_role != OrganisationRole::Member {
        let detail = "Only a member can be an external participant.";
        return Err(FieldError::new(&field, "not_for_staff", detail));
    }
    let bounded = role == Role::External || invitee.outside;
    let field = format!("{at}ends_on");
    let ends_at = end(&field, ends_on, bounded, &facts.share_policy, (now, &project.timezone))?;
    let offer =
        Offer { project: project.id.get(), role: role.code().to_owned(), label: label.to_owned(), ends_at };
    Ok((role, offer))
}

/// When a membership ends. One from outside always does: by the policy's default, and not beyond its ceiling.
fn end(
    field: &str,
    given: Option<&str>,
    bounded: bool,
    policy: &SharePolicy,
    (now, zone): (Timestamp, &str),
) -> std::result::Result<Timestamp, FieldError> {
    let after = |days: i64| wire::end_of_day_after(now, days, zone);
    let Some(given) = given else {
        return Ok(if bounded { after(policy.external_default_days) } else { NEVER });
    };
    let ends_at = wire::end_of_day(field, given, zone)?;
    if ends_at <= now {
        return Err(FieldError::new(field, "past", "This day has passed."));
    }
    if bounded && ends_at > after(policy.external_max_days) {
        let detail = format!("People from outside are let in for {} days at most.", policy.external_max_days);
        return Err(FieldError::new(field, "beyond_ceiling", detail));
    }
    Ok(ends_at)
}

/// In whose name the mail of an invitation is written.
pub(super) struct Inviter<'a> {
    /// What they are called.
    pub(super) name: &'a str,
    /// Who they are; nobody for the operator.
    pub(super) subject: Option<SubjectId>,
}

/// Posts the mail with the link of an invitation. It says which steps of workflows wait for whoever accepts.
pub(super) async fn mail(
    work: &mut Work,
    row: &InvitationRow,
    inviter: &Inviter<'_>,
    projects: &[(String, Role)],
    has_account: bool,
) -> Result<()> {
    let shared = work.cx.shared().clone();
    let now = work.now();
    let organisation = work.organisation.clone();
    let sender = Sender::load(&mut work.tx, &shared, &organisation, None, &row.name).await?;
    let general: General = settings::read(&mut work.tx, organisation.id, None, GENERAL).await?;
    let role = OrganisationRole::parse(&row.organisation_role).unwrap_or(OrganisationRole::Member);
    let projects: Vec<InvitedProject<'_>> = projects
        .iter()
        .map(|(name, role)| InvitedProject { name, role: people::project_role(*role) })
        .collect();
    let waiting = match row.subject_id {
        Some(subject) => {
            workflows::waiting_for(&mut work.tx, organisation.id, subject, sender.dates()).await?
        }
        None => Vec::new(),
    };
    let steps: Vec<InvitedStep<'_>> = waiting.iter().map(workflows::Waiting::told).collect();
    let letter = MemberInvited {
        head: sender.head(),
        inviter: inviter.name,
        organisation_role: people::organisation_role(role),
        projects: &projects,
        steps: &steps,
        message: (!row.message.is_empty()).then_some(row.message.as_str()),
        has_account,
        link: HIDDEN,
        expires: &sender.dates().moment(row.expires_at, &general.timezone),
    };
    let to = Address { name: (!row.name.is_empty()).then(|| row.name.clone()), email: row.email.clone() };
    let secret = Secret {
        kind: SecretKind::Invitation,
        target: row.id,
        expires_at: row.expires_at,
        inviter: inviter.subject,
    };
    mailing::post_secret(&mut work.tx, &shared, organisation.id, now, &to, &letter, &secret).await
}

/// Posts the mail of an invitation that was made before.
pub(super) async fn mail_again(work: &mut Work, row: &InvitationRow, inviter: &Inviter<'_>) -> Result<()> {
    let names = projects_of(work, std::slice::from_ref(row)).await?;
    let projects: Vec<(String, Role)> = row
        .offers()
        .iter()
        .filter_map(|offer| Some((names.get(&offer.project)?.name.clone(), offer.role()?)))
        .collect();
    let id = work.organisation.id;
    let known = store::former_among(&mut work.tx, id, std::slice::from_ref(&row.email)).await?;
    mail(work, row, inviter, &projects, !known.is_empty()).await
}

row! {
    struct ProjectName { id: ProjectId, public_id: String, name: String, timezone: String }
}

async fn projects_of(work: &mut Work, rows: &[InvitationRow]) -> Result<HashMap<i64, ProjectName>> {
    let mut ids: Vec<i64> = rows.iter().flat_map(InvitationRow::offers).map(|offer| offer.project).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut text = sql("select id, public_id, name, timezone from project where organisation_id = ");
    text.arg(work.organisation.id).push(" and id in ").id_list(&ids);
    let found: Vec<ProjectName> = work.tx.all(text).await?;
    Ok(found.into_iter().map(|project| (project.id.get(), project)).collect())
}

/// May this invitation of the organisation be sent again and revoked?
fn may_change(facts: &OrganisationFacts, row: &InvitationRow) -> Ability {
    let new_role = OrganisationRole::parse(&row.organisation_role);
    ability(&facts.outcome(Action::MemberInvite, Target { new_role, ..Target::default() }))
}

/// Invitations as shown, with everything they name read at once.
pub(super) async fn shown(
    work: &mut Work,
    rows: Vec<InvitationRow>,
    may_change: impl Fn(&InvitationRow) -> Ability,
) -> Result<Vec<InvitationView>> {
    let (organisation, now) = (work.organisation.id, work.now());
    let projects = projects_of(work, &rows).await?;
    let inviters: Vec<SubjectId> = rows.iter().filter_map(|row| row.invited_by).collect();
    let inviters = people::by_subject(&mut work.tx, organisation, &inviters).await?;
    let companies: Vec<i64> = rows.iter().filter_map(|row| row.company_id).map(CompanyId::get).collect();
    let companies = companies::by_id(&mut work.tx, organisation, &companies).await?;
    let view = |row: InvitationRow| {
        let state = row.state(now);
        let may = may_change(&row);
        let open = matches!(state, "pending" | "expired");
        let memberships = row.offers().into_iter().filter_map(|offer| {
            let project = projects.get(&offer.project)?;
            Some(OfferView {
                project: OfferedProject { id: project.public_id.clone(), name: project.name.clone() },
                role: offer.role,
                ends_on: (offer.ends_at < NEVER)
                    .then(|| wire::day_of(offer.ends_at, &project.timezone).to_string()),
            })
        });
        InvitationView {
            memberships: memberships.collect(),
            company: row
                .company_id
                .and_then(|id| companies.iter().find(|company| company.id == id).map(CompanyRow::shown)),
            invited_by: row.invited_by.and_then(|subject| inviters.get(&subject).cloned()),
            id: row.public_id,
            email: row.email,
            name: row.name,
            role: row.organisation_role,
            created_at: wire::time(row.created_at),
            expires_at: wire::time(row.expires_at),
            state,
            abilities: if open {
                BTreeMap::from([("invitation.resend", may.clone()), ("invitation.revoke", may)])
            } else {
                BTreeMap::new()
            },
        }
    };
    Ok(rows.into_iter().map(view).collect())
}

/// A page of invitations, the newest first.
pub async fn list(cx: &Cx, organisation: &str, query: &Paging) -> Result<List<InvitationView>> {
    let mut work = Work::read(cx, organisation).await?;
    work.permit::<act::MemberList>(Target::default())?;
    let (rows, next) = page(&mut work, None, query).await?;
    let facts = work.facts();
    Ok(List { items: shown(&mut work, rows, |row| may_change(&facts, row)).await?, next })
}

/// The rows of a page, of the organisation or of one project, with the cursor of the next.
pub(super) async fn page(
    work: &mut Work,
    within: Option<ProjectId>,
    query: &Paging,
) -> Result<(Vec<InvitationRow>, Option<String>)> {
    let limit = page_size(query.limit)?;
    let cx = work.cx.clone();
    let list = match within {
        Some(project) => format!("invitations/{project}?{}", work.me.subject),
        None => format!("invitations?{}", work.me.subject),
    };
    let before: Option<i64> = match &query.cursor {
        Some(cursor) => {
            let opened = cx.shared().cursors.open(&list, cursor);
            Some(opened.ok_or_else(|| Error::code(ErrorCode::InvalidCursor))?)
        }
        None => None,
    };
    let mut rows = store::list(&mut work.tx, work.organisation.id, within, before, limit as i64 + 1).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|row| cx.shared().cursors.seal(&list, &row.id));
    Ok((rows, next))
}

/// Opens the change of an invitation that is neither accepted nor revoked.
async fn open(
    cx: &Cx,
    organisation: &str,
    invitation: &str,
) -> Result<(Work, InvitationRow, Permit<act::MemberInvite>)> {
    let mut work = Work::write(cx, organisation).await?;
    work.permit::<act::MemberList>(Target::default())?;
    let row =
        store::find(&mut work.tx, work.organisation.id, invitation).await?.ok_or_else(Error::not_found)?;
    let new_role = OrganisationRole::parse(&row.organisation_role);
    let permit = work.permit::<act::MemberInvite>(Target { new_role, ..Target::default() })?;
    Ok((work, row, permit))
}

fn still_open(work: &Work, row: &InvitationRow) -> Result<()> {
    match row.state(work.now()) {
        "pending" | "expired" => Ok(()),
        _ => Err(Error::code(ErrorCode::AlreadyEnded)),
    }
}

/// Sends an invitation again, under a new link; the former link is void at once.
pub async fn resend(cx: &Cx, organisation: &str, invitation: &str) -> Result<Response> {
    let (mut work, row, permit) = open(cx, organisation, invitation).await?;
    resend_one(&mut work, row, &permit).await?;
    work.finish_empty().await
}

/// Revokes an invitation; its link is void at once.
pub async fn revoke(cx: &Cx, organisation: &str, invitation: &str) -> Result<Response> {
    let (mut work, row, permit) = open(cx, organisation, invitation).await?;
    revoke_one(&mut work, &row, &permit).await?;
    work.finish_empty().await
}

pub(super) async fn resend_one(work: &mut Work, row: InvitationRow, permit: &impl Warrant) -> Result<()> {
    still_open(work, &row)?;
    let (row, _) = prolong(work, row, permit).await?;
    let by = Inviter { name: &work.me.name.clone(), subject: Some(work.me.subject) };
    mail_again(work, &row, &by).await
}

/// Gives an invitation another seven days; the former link is void. Its mail is left to the caller.
pub(super) async fn prolong(
    work: &mut Work,
    mut row: InvitationRow,
    permit: &impl Warrant,
) -> Result<(InvitationRow, Stamp)> {
    let id = work.organisation.id;
    row.expires_at = work.now() + VALID;
    let event = about("invitation.resent", row.project_id, &row.public_id, &row.email);
    let stamp = work.record(permit, event).await?;
    store::prolong(&mut work.tx, id, row.id, row.expires_at).await?;
    mailing::void(&mut work.tx, SecretKind::Invitation, row.id).await?;
    expected::watch(&mut work.tx, id, &row, stamp.at()).await?;
    Ok((row, stamp))
}

pub(super) async fn revoke_one(work: &mut Work, row: &InvitationRow, permit: &impl Warrant) -> Result<()> {
    still_open(work, row)?;
    work.record(permit, about("invitation.revoked", row.project_id, &row.public_id, &row.email)).await?;
    let (id, now) = (work.organisation.id, work.now());
    store::revoke(&mut work.tx, id, row.id, now).await?;
    mailing::void(&mut work.tx, SecretKind::Invitation, row.id).await?;
    let Some(subject) = row.subject_id else { return Ok(()) };
    let shared = work.cx.shared().clone();
    workflows::left_waiting(&mut work.tx, &shared, id, subject, None).await
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Timestamp = 1_795_262_400_000;

    #[test]
    fn a_membership_from_outside_always_ends() {
        let policy = SharePolicy { external_default_days: 2, external_max_days: 3, ..SharePolicy::default() };
        let end = |given, bounded| end("ends_on", given, bounded, &policy, (NOON, "UTC")).map(wire::time);
        assert_eq!(wire::time(NOON), "2026-11-21T12:00:00.000Z");
        assert_eq!(end(None, true), Ok("2026-11-23T23:59:59.999Z".to_owned()));
        assert_eq!(end(Some("2026-11-24"), true), Ok("2026-11-24T23:59:59.999Z".to_owned()));
        assert!(end(Some("2026-11-25"), true).is_err());
        assert!(end(Some("2026-11-20"), false).is_err());
        assert_eq!(end(None, false), Ok(wire::time(NEVER)));
    }
}
