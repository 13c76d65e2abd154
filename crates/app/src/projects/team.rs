//! The team of a project: who belongs to it, in which role, until when.

use std::collections::HashMap;

use serde_json::json;
use wayleave_access::audit::{Event, Stamp};
use wayleave_access::ledger::{self, NewMembership as Opened};
use wayleave_access::{Action, Cause, ProjectFacts, Role, Target, act};
use wayleave_base::{ErrorCode, NEVER, SubjectId, Timestamp};

use super::people::{Candidate, external_end, find_candidate, future_end};
use super::project::open;
use super::store::{self, InGroup, MembershipRow};
use super::tell::tell_role;
use super::view::{Contact, FullRegisterView, GroupRef, MembershipEdit, MembershipView, NewMembership};
use crate::abilities::{Ability, ability};
use crate::cx::Cx;
use crate::error::{Error, FieldError, OnTaken, Result};
use crate::expiry::{self, Ending};
use crate::people::{self, PersonRef};
use crate::settings::{self, Security};
use crate::wire::{self, List, Search};
use crate::work::{ProjectRow, Work};
use crate::workflows::Turn;

const MEMBERSHIP_KEY: &str = "project_membership_project_id_subject_id_key";

/// A page of the team, oldest membership first.
pub async fn list(
    cx: &Cx,
    organisation: &str,
    project: &str,
    search: &Search,
) -> Result<List<MembershipView>> {
    let mut work = Work::read(cx, organisation).await?;
    let (row, facts) = open(&mut work, project).await?;
    work.permit_in::<act::TeamView>(&facts, Target::default())?;
    let limit = wire::page_size(search.limit)?;
    let words = search.words()?;
    let key = format!("team/{}/{}/{}", row.public_id, work.me.public_id, words.unwrap_or_default());
    let after = wire::position(cx, &key, search.cursor.as_deref())?.unwrap_or(0);
    let now = work.now();
    let mut rows = store::memberships(&mut work.tx, row.id, words, now, after, limit + 1).await?;
    let next = wire::cut(cx, &key, &mut rows, limit, |row| row.id);
    Ok(List { items: views(&mut work, &row, &facts, rows).await?, next })
}

async fn views(
    work: &mut Work,
    project: &ProjectRow,
    facts: &ProjectFacts,
    rows: Vec<MembershipRow>,
) -> Result<Vec<MembershipView>> {
    let (organisation, now) = (work.organisation.id, work.now());
    let groups = store::in_groups(&mut work.tx, project.id, now).await?;
    let mut subjects: Vec<SubjectId> = rows.iter().map(|row| row.subject_id).collect();
    subjects.extend(rows.iter().flat_map(|row| [Some(row.opened_by), row.full_by]).flatten());
    let people = people::by_subject(&mut work.tx, organisation, &subjects).await?;
    rows.into_iter().map(|row| view(facts, row, &groups, &people)).collect()
}

fn view(
    facts: &ProjectFacts,
    row: MembershipRow,
    groups: &[InGroup],
    people: &HashMap<SubjectId, PersonRef>,
) -> Result<MembershipView> {
    let person = people.get(&row.subject_id).cloned().ok_or_else(Error::not_found)?;
    let target = Target::person(row.subject_id);
    let manage = ability(&facts.outcome(Action::MembershipManage, target));
    let switch = if row.project_role() == Some(Role::External) {
        ability(&facts.outcome(Action::FullRegisterGrant, target))
    } else {
        let reason = "Only external participants need Full Register Access.".to_owned();
        Ability { allowed: false, reason: Some(reason), rule: None, condition: None }
    };
    let full_register = row.full_until.map(|until| FullRegisterView {
        until: wire::time(until),
        granted_by: row.full_by.and_then(|by| people.get(&by).cloned()),
        reason: row.full_reason.clone().unwrap_or_default(),
    });
    Ok(MembershipView {
        id: row.public_id,
        person: Contact { person, email: row.email },
        role: row.role,
        label: row.label,
        organisation_role: row.organisation_role,
        granted_by: people.get(&row.opened_by).cloned(),
        granted_at: wire::time(row.valid_from),
        ends_at: wire::end(row.ends_at),
        full_register,
        groups: groups
            .iter()
            .filter(|group| group.subject_id == row.subject_id)
            .map(|group| GroupRef { id: group.public_id.clone(), name: group.name.clone() })
            .collect(),
        abilities: [
            ("membership.change", manage.clone()),
            ("membership.end", manage),
            ("full_register.grant", switch),
        ]
        .into(),
    })
}

/// The view of one person's membership.
pub async fn view_of(
    work: &mut Work,
    project: &ProjectRow,
    facts: &ProjectFacts,
    subject: SubjectId,
) -> Result<MembershipView> {
    let now = work.now();
    let row =
        store::membership_of(&mut work.tx, project.id, subject, now).await?.ok_or_else(Error::not_found)?;
    views(work, project, facts, vec![row]).await?.pop().ok_or_else(Error::not_found)
}

fn unknown_role() -> FieldError {
    let codes: Vec<&str> = Role::ALL.iter().map(|role| role.code()).collect();
    FieldError::new("role", "unknown", format!("Choose one of: {}.", codes.join(", ")))
}

/// Until when a membership runs: people from outside always have an end, others when one is asked for.
fn end_of(
    person: &Candidate,
    role: Role,
    ends_on: Option<&str>,
    facts: &ProjectFacts,
    zone: &str,
) -> std::result::Result<Timestamp, FieldError> {
    if role == Role::External || person.of_outside_company() {
        return external_end("ends_on", ends_on, &facts.share_policy, facts.at, zone);
    }
    ends_on.map_or(Ok(NEVER), |day| future_end("ends_on", day, facts.at, zone))
}

/// Lets a member of the organisation into the project.
pub async fn add(
    cx: &Cx,
    organisation: &str,
    project: &str,
    new: &NewMembership,
) -> Result<(Work, MembershipView)> {
    let mut work = Work::write(cx, organisation).await?;
    let (row, facts) = open(&mut work, project).await?;
    let (id, now) = (work.organisation.id, work.now());
    work.permit_in::<act::MembershipManage>(&facts, Target::default())?;
    let person = find_candidate(&mut work.tx, id, &new.member_id, now)
        .await?
        .ok_or_else(|| Error::field("member_id", "unknown", "There is no such active member."))?;
    let permit = work.permit_in::<act::MembershipManage>(&facts, Target::person(person.subject))?;
    let mut errors = Vec::new();
    let reason = wire::text(&mut errors, "reason", &new.reason, 1000, false);
    let label = wire::text(&mut errors, "label", &new.label, 60, false);
    let named = match &new.role {
        Some(text) => Role::parse_named(text),
        None if person.outside() => Some((Role::External, "")),
        None => {
            let security: Security = settings::read(&mut work.tx, id, None, settings::SECURITY).await?;
            Some((Role::parse(&security.default_project_role).unwrap_or(Role::Viewer), ""))
        }
    };
    let Some((role, alias)) = named else {
        errors.push(unknown_role());
        return Err(Error::Fields(errors));
    };
    if let Some(why) = person.refuses(role) {
        errors.push(FieldError::new("role", "refused", why));
    }
    let ends_at = end_of(&person, role, new.ends_on.as_deref(), &facts, &row.timezone)
        .map_err(|error| errors.push(error))
        .unwrap_or(NEVER);
    Error::check(errors)?;
    let event = Event::new("project", "project.member_added", ("member", &person.public_id, &person.name))
        .project(row.id)
        .after(json!({"role": role.code(), "ends_at": wire::end(ends_at)}))
        .reason(&reason);
    let stamp = work.record(&permit, event).await?;
    if store::membership_of(&mut work.tx, row.id, person.subject, now).await?.is_some() {
        return Err(Error::because(ErrorCode::AlreadyMember, "This person is in the project already."));
    }
    let label = if label.is_empty() { alias } else { &label };
    let opened = Opened {
        project: row.id,
        subject: person.subject,
        role,
        label,
        cause: Cause::Membership(0),
        reason: &reason,
        ends_at,
    };
    give(&mut work, &stamp, &opened).await?;
    work.settle_steps((&stamp, Turn::Came), (person.subject, Some(row.id))).await?;
    tell_role(&mut work, &row, person.subject, None, Some(role)).await?;
    let view = view_of(&mut work, &row, &facts, person.subject).await?;
    Ok((work, view))
}

/// Opens the membership, in place of the one before, and sets the warnings before its end.
pub async fn give(work: &mut Work, stamp: &Stamp, opened: &Opened<'_>) -> Result<()> {
    let ids = work.cx.ids().clone();
    ledger::set_membership(&mut work.tx, &ids, stamp, opened)
        .await
        .on_taken(MEMBERSHIP_KEY, || Error::code(ErrorCode::AlreadyMember))?;
    let (organisation, now) = (work.organisation.id, work.now());
    let ending = Ending::membership(opened.project, opened.subject);
    expiry::set(&mut work.tx, organisation, ending, opened.ends_at, now).await?;
    Ok(())
}

/// The live membership that the address names, and its person.
pub async fn target(
    work: &mut Work,
    project: &ProjectRow,
    membership: &str,
) -> Result<(MembershipRow, Candidate)> {
    let (organisation, now) = (work.organisation.id, work.now());
    let row =
        store::membership(&mut work.tx, project.id, membership, now).await?.ok_or_else(Error::not_found)?;
    let people = people::by_subject(&mut work.tx, organisation, &[row.subject_id]).await?;
    let public_id = people.get(&row.subject_id).map(|person| person.id.clone()).unwrap_or_default();
    let person =
        find_candidate(&mut work.tx, organisation, &public_id, now).await?.ok_or_else(Error::not_found)?;
    Ok((row, person))
}

/// Changes role or end. Leaving the role of an external participant switches Full Register Access off; becoming one
/// takes the person out of Document Control.
pub async fn change(
    cx: &Cx,
    organisation: &str,
    project: &str,
    membership: &str,
    edit: &MembershipEdit,
) -> Result<(Work, MembershipView)> {
    let mut work = Work::write(cx, organisation).await?;
    let (row, facts) = open(&mut work, project).await?;
    work.permit_in::<act::TeamView>(&facts, Target::default())?;
    let (old, person) = target(&mut work, &row, membership).await?;
    let permit = work.permit_in::<act::MembershipManage>(&facts, Target::person(person.subject))?;
    let before = old.project_role().unwrap_or(Role::Viewer);
    let mut errors = Vec::new();
    let reason = wire::text(&mut errors, "reason", &edit.reason, 1000, false);
    let (role, label) = match edit.role.as_deref().map(Role::parse_named) {
        None => (before, old.label.as_str()),
        Some(Some(named)) => named,
        Some(None) => {
            errors.push(unknown_role());
            (before, "")
        }
    };
    if let Some(why) = person.refuses(role) {
        errors.push(FieldError::new("role", "refused", why));
    }
    let ends_at = match &edit.ends_on {
        // A person who had no end and needs one now gets the policy's.
        None if old.ends_at < NEVER || !(role == Role::External || person.of_outside_company()) => {
            Ok(old.ends_at)
        }
        None => end_of(&person, role, None, &facts, &row.timezone),
        Some(day) => end_of(&person, role, day.as_deref(), &facts, &row.timezone),
    }
    .map_err(|error| errors.push(error))
    .unwrap_or(NEVER);
    Error::check(errors)?;
    let event = Event::new("project", "project.member_changed", ("member", &person.public_id, &person.name))
        .project(row.id)
        .before(json!({"role": before.code(), "ends_at": wire::end(old.ends_at)}))
        .after(json!({"role": role.code(), "ends_at": wire::end(ends_at)}))
        .reason(&reason);
    let stamp = work.record(&permit, event).await?;
    if role == Role::External && before != Role::External {
        super::control::leave_control(&mut work, &stamp, &row, person.subject).await?;
    }
    if role != Role::External && before == Role::External {
        ledger::end_full_register(&mut work.tx, &stamp, row.id, person.subject).await?;
    }
    let opened = Opened {
        project: row.id,
        subject: person.subject,
        role,
        label,
        cause: Cause::Membership(0),
        reason: &reason,
        ends_at,
    };
    give(&mut work, &stamp, &opened).await?;
    super::control::still_controlled(&mut work, &row, person.subject).await?;
    if role != before {
        tell_role(&mut work, &row, person.subject, Some(before), Some(role)).await?;
    }
    let view = view_of(&mut work, &row, &facts, person.subject).await?;
    Ok((work, view))
}

/// Ends a membership, and with it the switch, the groups and what others gave the person in the project.
pub async fn end(cx: &Cx, organisation: &str, project: &str, membership: &str, reason: &str) -> Result<Work> {
    let mut work = Work::write(cx, organisation).await?;
    let (row, facts) = open(&mut work, project).await?;
    work.permit_in::<act::TeamView>(&facts, Target::default())?;
    let (old, person) = target(&mut work, &row, membership).await?;
    let permit = work.permit_in::<act::MembershipManage>(&facts, Target::person(person.subject))?;
    let mut errors = Vec::new();
    let reason = wire::text(&mut errors, "reason", reason, 1000, false);
    Error::check(errors)?;
    end_one(&mut work, &row, (&old, &person), &permit, &reason).await?;
    Ok(work)
}

/// The end of one membership with its event, also for ends in bulk.
pub async fn end_one(
    work: &mut Work,
    project: &ProjectRow,
    (old, person): (&MembershipRow, &Candidate),
    permit: &impl wayleave_access::Warrant,
    reason: &str,
) -> Result<()> {
    let now = work.now();
    let groups: Vec<String> = store::in_groups(&mut work.tx, project.id, now)
        .await?
        .into_iter()
        .filter(|group| group.subject_id == person.subject)
        .map(|group| group.name)
        .collect();
    let before = json!({"role": old.role, "ends_at": wire::end(old.ends_at), "groups": groups,
        "full_register_until": old.full_until.map(wire::time)});
    let event = Event::new("project", "project.member_ended", ("member", &person.public_id, &person.name))
        .project(project.id)
        .before(before)
        .reason(reason);
    let stamp = work.record(permit, event).await?;
    if store::membership_of(&mut work.tx, project.id, person.subject, now).await?.is_none() {
        return Err(Error::code(ErrorCode::AlreadyEnded));
    }
    super::control::leave_control(work, &stamp, project, person.subject).await?;
    ledger::end_membership(&mut work.tx, &stamp, project.id, person.subject).await?;
    work.settle_steps((&stamp, Turn::Changed), (person.subject, Some(project.id))).await?;
    crate::guests::leave(work, project, person.subject, &person.name).await?;
    tell_role(work, project, person.subject, old.project_role(), None).await
}
