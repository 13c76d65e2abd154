//! Inviting people, and what may be done with an invitation afterwards.

use std::collections::{BTreeMap, HashMap};

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;
use wayleave_access::audit::Event;
use wayleave_access::{Action, OrganisationRole, ProjectFacts, Role, SharePolicy, Target, act};
use wayleave_base::{CompanyId, ErrorCode, NEVER, ProjectId, SubjectId, Timestamp};
use wayleave_db::{row, sql};
use wayleave_mail::{Address, InvitedProject, MemberInvited};

use crate::abilities::ability;
use crate::cx::Cx;
use crate::error::{Error, FieldError, Result};
use crate::mailing::{self, HIDDEN, Secret, SecretKind, Sender};
use crate::organisations::companies::{self, CompanyRow};
use crate::people;
use crate::settings::{self, GENERAL, General, SECURITY, Security};
use crate::wire::{self, List, Paging, page_size};
use crate::work::{ProjectRow, Work};

use super::VALID;
use super::store::{self, InvitationRow, NewInvitation, Offer};
use super::view::{InvitationView, Invited, NewInvitations, NewOffer, OfferView, OfferedProject};

const MOST: usize = 50;

/// What a request asks for, checked.
struct Plan {
    people: Vec<(String, String)>,
    role: OrganisationRole,
    company: Option<CompanyRow>,
    offers: Vec<Offer>,
    projects: Vec<(String, Role)>,
    message: String,
}

/// Invites people: one invitation, one mail and one event each.
pub async fn invite(cx: &Cx, organisation: &str, new: NewInvitations) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let role = OrganisationRole::parse(&new.role)
        .ok_or_else(|| Error::field("role", "unknown", "There is no such role."))?;
    let permit = work.permit::<act::MemberInvite>(Target { new_role: Some(role), ..Target::default() })?;
    let plan = check(&mut work, role, new).await?;
    let emails: Vec<String> = plan.people.iter().map(|(email, _)| email.clone()).collect();
    let known = store::former_among(&mut work.tx, work.organisation.id, &emails).await?;
    let mut rows = Vec::with_capacity(plan.people.len());
    for (email, name) in &plan.people {
        let public_id = cx.ids().public(store::PREFIX);
        let event = Event::new("user", "user.invited", ("invitation", &public_id, email)).after(json!({
            "role": plan.role.code(),
            "company": plan.company.as_ref().map(|company| &company.public_id),
            "memberships": plan.projects.iter().map(|(name, role)| json!([name, role.code()])).collect::<Vec<_>>(),
        }));
        work.record(&permit, event).await?;
        let now = work.now();
        let invitation = NewInvitation {
            email,
            name,
            role: plan.role.code(),
            company: plan.company.as_ref().map(|company| company.id),
            offers: &plan.offers,
            message: &plan.message,
            invited_by: Some(work.me.subject),
            public_id: &public_id,
            expires_at: now + VALID,
        };
        store::insert(&mut work.tx, work.organisation.id, now, &invitation).await?;
        let row = store::find(&mut work.tx, work.organisation.id, &public_id)
            .await?
            .ok_or_else(Error::not_found)?;
        let inviter = work.me.name.clone();
        mail(&mut work, &row, &inviter, &plan.projects, known.contains(email)).await?;
        rows.push(row);
    }
    let items = shown(&mut work, rows).await?;
    work.finish(StatusCode::CREATED, &Invited { items }).await
}

async fn check(work: &mut Work, role: OrganisationRole, new: NewInvitations) -> Result<Plan> {
    let organisation = work.organisation.id;
    let mut errors = Vec::new();
    let people = check_people(work, &new, &mut errors).await?;
    let message = wire::text(&mut errors, "message", new.message.as_deref().unwrap_or_default(), 2000, false);
    let company = match &new.company_id {
        None => None,
        Some(id) => {
            let found = companies::find(&mut work.tx, organisation, id).await?;
            if found.is_none() {
                errors.push(FieldError::new("company_id", "unknown", "There is no such company."));
            }
            found
        }
    };
    if role == OrganisationRole::WorkflowResponder && !new.memberships.is_empty() {
        let detail = "A workflow responder has no project role; leave the projects out.";
        errors.push(FieldError::new("memberships", "not_for_responders", detail));
    }
    Error::check(errors)?;
    let security: Security = settings::read(&mut work.tx, organisation, None, SECURITY).await?;
    let usual = match &company {
        Some(company) if !company.controlling => Role::External,
        _ => Role::parse(&security.default_project_role).unwrap_or(Role::Reviewer),
    };
    let (offers, projects) = check_offers(work, role, usual, &new.memberships).await?;
    Ok(Plan { people, role, company, offers, projects, message })
}

async fn check_people(
    work: &mut Work,
    new: &NewInvitations,
    errors: &mut Vec<FieldError>,
) -> Result<Vec<(String, String)>> {
    if new.invitations.is_empty() || new.invitations.len() > MOST {
        let detail = format!("Invite 1 to {MOST} people at once.");
        return Err(Error::field("invitations", "out_of_range", detail));
    }
    let mut people: Vec<(String, String)> = Vec::with_capacity(new.invitations.len());
    for (at, invitee) in new.invitations.iter().enumerate() {
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
    for (at, invitee) in new.invitations.iter().enumerate() {
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

/// Checks the memberships, each by the inviter's own right to change that project's team.
async fn check_offers(
    work: &mut Work,
    organisation_role: OrganisationRole,
    usual: Role,
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
        match check_offer(at, wanted, organisation_role, usual, (&project, &facts), work.now()) {
            Ok((role, label, ends_at)) => {
                let (role_code, label) = (role.code().to_owned(), label.to_owned());
                offers.push(Offer { project: project.id.get(), role: role_code, label, ends_at });
                projects.push((project.name, role));
            }
            Err(error) => errors.push(error),
        }
    }
    Error::check(errors)?;
    Ok((offers, projects))
}

fn check_offer(
    at: usize,
    wanted: &NewOffer,
    organisation_role: OrganisationRole,
    usual: Role,
    (project, facts): (&ProjectRow, &ProjectFacts),
    now: Timestamp,
) -> std::result::Result<(Role, &'static str, Timestamp), FieldError> {
    let (role, label) = match &wanted.role {
        None => (usual, ""),
        Some(code) => Role::parse_named(code).ok_or_else(|| {
            FieldError::new(format!("memberships[{at}].role"), "unknown", "There is no such role.")
        })?,
    };
    if role == Role::External && organisation_role != OrganisationRole::Member {
        let detail = "Only a member can be an external participant.";
        return Err(FieldError::new(format!("memberships[{at}].role"), "not_for_staff", detail));
    }
    let field = format!("memberships[{at}].ends_on");
    let ends_at =
        end(&field, wanted.ends_on.as_deref(), role, &facts.share_policy, (now, &project.timezone))?;
    Ok((role, label, ends_at))
}

/// When a membership ends. An external one always does: by the policy's default, and not beyond its ceiling.
fn end(
    field: &str,
    given: Option<&str>,
    role: Role,
    policy: &SharePolicy,
    (now, zone): (Timestamp, &str),
) -> std::result::Result<Timestamp, FieldError> {
    let after = |days: i64| wire::end_of_day_after(now, days, zone);
    let Some(given) = given else {
        return Ok(if role == Role::External { after(policy.external_default_days) } else { NEVER });
    };
    let ends_at = wire::end_of_day(field, given, zone)?;
    if ends_at <= now {
        return Err(FieldError::new(field, "past", "This day has passed."));
    }
    if role == Role::External && ends_at > after(policy.external_max_days) {
        let detail = format!("People from outside are let in for {} days at most.", policy.external_max_days);
        return Err(FieldError::new(field, "beyond_ceiling", detail));
    }
    Ok(ends_at)
}

/// Posts the mail with the link of an invitation.
async fn mail(
    work: &mut Work,
    row: &InvitationRow,
    inviter: &str,
    projects: &[(String, Role)],
    has_account: bool,
) -> Result<()> {
    let shared = work.cx.shared().clone();
    let now = work.now();
    let organisation = work.organisation.clone();
    let sender = Sender::load(&mut work.tx, &shared, &organisation, &row.name).await?;
    let general: General = settings::read(&mut work.tx, organisation.id, None, GENERAL).await?;
    let role = OrganisationRole::parse(&row.organisation_role).unwrap_or(OrganisationRole::Member);
    let projects: Vec<InvitedProject<'_>> = projects
        .iter()
        .map(|(name, role)| InvitedProject { name, role: people::project_role(*role) })
        .collect();
    let letter = MemberInvited {
        head: sender.head(),
        inviter,
        organisation_role: people::organisation_role(role),
        projects: &projects,
        message: (!row.message.is_empty()).then_some(row.message.as_str()),
        has_account,
        link: HIDDEN,
        expires: &wire::moment(row.expires_at, &general.timezone),
    };
    let to = Address { name: (!row.name.is_empty()).then(|| row.name.clone()), email: row.email.clone() };
    let secret = Secret {
        kind: SecretKind::Invitation,
        target: row.id,
        expires_at: row.expires_at,
        inviter: Some(work.me.subject),
    };
    mailing::post_secret(&mut work.tx, &shared, organisation.id, now, &to, &letter, &secret).await
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

/// Invitations as shown, with everything they name read at once.
async fn shown(work: &mut Work, rows: Vec<InvitationRow>) -> Result<Vec<InvitationView>> {
    let (organisation, now) = (work.organisation.id, work.now());
    let projects = projects_of(work, &rows).await?;
    let inviters: Vec<SubjectId> = rows.iter().filter_map(|row| row.invited_by).collect();
    let inviters = people::by_subject(&mut work.tx, organisation, &inviters).await?;
    let companies: Vec<i64> = rows.iter().filter_map(|row| row.company_id).map(CompanyId::get).collect();
    let companies = companies::by_id(&mut work.tx, organisation, &companies).await?;
    let facts = work.facts();
    let view = |row: InvitationRow| {
        let state = row.state(now);
        let role = OrganisationRole::parse(&row.organisation_role);
        let may =
            ability(&facts.outcome(Action::MemberInvite, Target { new_role: role, ..Target::default() }));
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
    let limit = page_size(query.limit)?;
    let list = format!("invitations?{}", work.me.subject);
    let before: Option<i64> = match &query.cursor {
        Some(cursor) => {
            let opened = cx.shared().cursors.open(&list, cursor);
            Some(opened.ok_or_else(|| Error::code(ErrorCode::InvalidCursor))?)
        }
        None => None,
    };
    let mut rows = store::list(&mut work.tx, work.organisation.id, before, limit as i64 + 1).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|row| cx.shared().cursors.seal(&list, &row.id));
    Ok(List { items: shown(&mut work, rows).await?, next })
}

/// Opens the change of an invitation that is neither accepted nor revoked.
async fn open(
    cx: &Cx,
    organisation: &str,
    invitation: &str,
) -> Result<(Work, InvitationRow, wayleave_access::Permit<act::MemberInvite>)> {
    let mut work = Work::write(cx, organisation).await?;
    work.permit::<act::MemberList>(Target::default())?;
    let row =
        store::find(&mut work.tx, work.organisation.id, invitation).await?.ok_or_else(Error::not_found)?;
    let new_role = OrganisationRole::parse(&row.organisation_role);
    let permit = work.permit::<act::MemberInvite>(Target { new_role, ..Target::default() })?;
    if !matches!(row.state(work.now()), "pending" | "expired") {
        return Err(Error::code(ErrorCode::AlreadyEnded));
    }
    Ok((work, row, permit))
}

/// Sends an invitation again, under a new link; the former link is void at once.
pub async fn resend(cx: &Cx, organisation: &str, invitation: &str) -> Result<Response> {
    let (mut work, mut row, permit) = open(cx, organisation, invitation).await?;
    let id = work.organisation.id;
    row.expires_at = work.now() + VALID;
    let event = Event::new("user", "invitation.resent", ("invitation", &row.public_id, &row.email));
    work.record(&permit, event).await?;
    store::prolong(&mut work.tx, id, row.id, row.expires_at).await?;
    mailing::void(&mut work.tx, SecretKind::Invitation, row.id).await?;
    let names = projects_of(&mut work, std::slice::from_ref(&row)).await?;
    let projects: Vec<(String, Role)> = row
        .offers()
        .iter()
        .filter_map(|offer| Some((names.get(&offer.project)?.name.clone(), offer.role()?)))
        .collect();
    let known = store::former_among(&mut work.tx, id, std::slice::from_ref(&row.email)).await?;
    let inviter = work.me.name.clone();
    mail(&mut work, &row, &inviter, &projects, !known.is_empty()).await?;
    work.finish_empty().await
}

/// Revokes an invitation; its link is void at once.
pub async fn revoke(cx: &Cx, organisation: &str, invitation: &str) -> Result<Response> {
    let (mut work, row, permit) = open(cx, organisation, invitation).await?;
    let event = Event::new("user", "invitation.revoked", ("invitation", &row.public_id, &row.email));
    work.record(&permit, event).await?;
    let (id, now) = (work.organisation.id, work.now());
    store::revoke(&mut work.tx, id, row.id, now).await?;
    mailing::void(&mut work.tx, SecretKind::Invitation, row.id).await?;
    work.finish_empty().await
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Timestamp = 1_795_262_400_000;

    #[test]
    fn an_external_membership_always_ends() {
        let policy = SharePolicy { external_default_days: 2, external_max_days: 3, ..SharePolicy::default() };
        let end = |given, role| end("ends_on", given, role, &policy, (NOON, "UTC")).map(wire::time);
        assert_eq!(wire::time(NOON), "2026-11-21T12:00:00.000Z");
        assert_eq!(end(None, Role::External), Ok("2026-11-23T23:59:59.999Z".to_owned()));
        assert_eq!(end(Some("2026-11-24"), Role::External), Ok("2026-11-24T23:59:59.999Z".to_owned()));
        assert!(end(Some("2026-11-25"), Role::External).is_err());
        assert!(end(Some("2026-11-20"), Role::Viewer).is_err());
        assert_eq!(end(None, Role::Viewer), Ok(wire::time(NEVER)));
    }
}
