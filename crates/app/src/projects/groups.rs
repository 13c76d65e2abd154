//! Access control groups. The Document Control group exists in every project, is changed by admins alone, takes nobody
//! from outside, and is never empty.

use std::collections::HashMap;

use serde_json::json;
use wayleave_access::audience::{self, Place};
use wayleave_access::audit::Event;
use wayleave_access::{Action, Gate, Permit, ProjectFacts, SubjectKind, Target, Warrant, act, ledger};
use wayleave_base::{ErrorCode, GroupId, SubjectId};
use wayleave_db::sql;

use super::control;
use super::people::{Candidate, find_candidate};
use super::project::open;
use super::store::{self, GroupRow};
use super::tell::tell;
use super::view::{GroupEdit, GroupList, GroupView, NewGroup};
use crate::abilities::{Abilities, ability};
use crate::cx::Cx;
use crate::error::{Error, FieldError, OnTaken, Result};
use crate::people;
use crate::wire::{self, Paging};
use crate::work::{ProjectRow, Work};

const NAME_KEY: &str = "access_group_project_id_name_key_key";

/// A page of the groups of a project, Document Control first.
pub async fn list(cx: &Cx, organisation: &str, project: &str, paging: &Paging) -> Result<GroupList> {
    let mut work = Work::read(cx, organisation).await?;
    let (row, facts) = open(&mut work, project).await?;
    work.permit_in::<act::TeamView>(&facts, Target::default())?;
    let limit = wire::page_size(paging.limit)?;
    let key = format!("groups/{}/{}", row.public_id, work.me.public_id);
    let after = wire::position(cx, &key, paging.cursor.as_deref())?.unwrap_or(0);
    let mut groups = store::groups(&mut work.tx, row.id, after, limit + 1).await?;
    let next = wire::cut(cx, &key, &mut groups, limit, |group| group.id.get());
    Ok(GroupList { items: views(&mut work, &row, &facts, groups).await?, next })
}

async fn views(
    work: &mut Work,
    project: &ProjectRow,
    facts: &ProjectFacts,
    groups: Vec<GroupRow>,
) -> Result<Vec<GroupView>> {
    let (organisation, now) = (work.organisation.id, work.now());
    let inside = store::in_groups(&mut work.tx, project.id, now).await?;
    let actions = store::group_actions(&mut work.tx, project.id).await?;
    let subjects: Vec<SubjectId> = inside.iter().map(|member| member.subject_id).collect();
    let people = people::by_subject(&mut work.tx, organisation, &subjects).await?;
    Ok(groups
        .into_iter()
        .map(|group| GroupView {
            members: inside
                .iter()
                .filter(|member| member.group_subject == group.subject_id)
                .filter_map(|member| people.get(&member.subject_id).cloned())
                .collect(),
            actions: actions
                .iter()
                .filter(|action| action.group_id == group.subject_id)
                .map(|action| action.action.clone())
                .collect(),
            abilities: abilities(facts, &group),
            id: group.public_id,
            name: group.name,
            description: group.description,
            kind: group.kind,
        })
        .collect())
}

fn abilities(facts: &ProjectFacts, group: &GroupRow) -> Abilities {
    let action = if group.is_control() { Action::DocumentControlManage } else { Action::GroupManage };
    let change = ability(&facts.outcome(action, Target::default()));
    let mut delete = change.clone();
    if group.is_control() {
        delete.allowed = false;
        delete.reason = Some("Every project has its Document Control group.".to_owned());
    }
    [("group.change", change), ("group.delete", delete)].into()
}

async fn view_of(work: &mut Work, project: &ProjectRow, facts: &ProjectFacts, id: &str) -> Result<GroupView> {
    let group = store::group(&mut work.tx, project.id, id).await?.ok_or_else(Error::not_found)?;
    views(work, project, facts, vec![group]).await?.pop().ok_or_else(Error::not_found)
}

fn gates(errors: &mut Vec<FieldError>, codes: &[String]) -> Vec<Gate> {
    let mut gates = Vec::new();
    for (at, code) in codes.iter().enumerate() {
        match Gate::parse(code) {
            Some(gate) if !gates.contains(&gate) => gates.push(gate),
            Some(_) => {}
            None => errors.push(FieldError::new(
                format!("actions[{at}]"),
                "unknown",
                "There is no such permission action.",
            )),
        }
    }
    gates
}

fn name(errors: &mut Vec<FieldError>, text: &str) -> String {
    wire::name(errors, "name", text, 80)
}

fn name_taken() -> Error {
    Error::field("name", "taken", "The project has a group of this name.")
}

/// Creates a group with its actions and members.
pub async fn create(cx: &Cx, organisation: &str, project: &str, new: &NewGroup) -> Result<(Work, GroupView)> {
    let mut work = Work::write(cx, organisation).await?;
    let (row, facts) = open(&mut work, project).await?;
    let permit = work.permit_in::<act::GroupManage>(&facts, Target::default())?;
    let mut errors = Vec::new();
    let name = name(&mut errors, &new.name);
    let description = wire::text(&mut errors, "description", &new.description, 1000, false);
    let gates = gates(&mut errors, &new.actions);
    if new.member_ids.len() > 200 {
        errors.push(FieldError::new("member_ids", "too_many", "Add at most 200 people at once."));
    }
    Error::check(errors)?;
    let mut members = Vec::new();
    for (at, id) in new.member_ids.iter().enumerate() {
        members.push(somebody_here(&mut work, &facts, id, &format!("member_ids[{at}]")).await?);
    }
    let public_id = cx.ids().public(GroupId::PREFIX);
    let names: Vec<&str> = members.iter().map(|member| member.name.as_str()).collect();
    let event = Event::new("access", "group.created", ("group", &public_id, &name))
        .project(row.id)
        .after(json!({"name": name, "description": description, "actions": new.actions, "members": names}));
    let stamp = work.record(&permit, event).await?;
    let subject = ledger::new_subject(&mut work.tx, &stamp, SubjectKind::Group).await?;
    work.tx
        .execute(
            sql("insert into access_group (organisation_id, public_id, project_id, subject_id, kind, name, name_key, description, created_at)
                 values ($1, $2, $3, $4, 'custom', $5, $6, $7, $8)")
                .bind(work.organisation.id)
                .bind(&public_id)
                .bind(row.id)
                .bind(subject)
                .bind(&name)
                .bind(name.to_lowercase())
                .bind(&description)
                .bind(work.cx.now()),
        )
        .await
        .on_taken(NAME_KEY, name_taken)?;
    for gate in gates {
        ledger::add_group_action(&mut work.tx, &stamp, subject, gate).await?;
    }
    for member in &members {
        ledger::join(&mut work.tx, &stamp, subject, member.subject).await?;
    }
    let view = view_of(&mut work, &row, &facts, &public_id).await?;
    Ok((work, view))
}

/// Somebody who has a standing in the project.
async fn somebody_here(work: &mut Work, facts: &ProjectFacts, id: &str, field: &str) -> Result<Candidate> {
    let (organisation, now) = (work.organisation.id, work.now());
    let person = find_candidate(&mut work.tx, organisation, id, now)
        .await?
        .ok_or_else(|| Error::field(field, "unknown", "There is no such active member."))?;
    let standing = audience::standings(&mut work.tx, Place::of(facts), Some(&[person.subject])).await?;
    if standing.is_empty() {
        return Err(Error::field(field, "not_in_project", "Add this person to the project first."));
    }
    Ok(person)
}

/// Changes name, description or actions. What Document Control carries from the start stays with it.
pub async fn edit(
    cx: &Cx,
    organisation: &str,
    project: &str,
    id: &str,
    edit: &GroupEdit,
) -> Result<(Work, GroupView)> {
    let mut work = Work::write(cx, organisation).await?;
    let (row, facts) = open(&mut work, project).await?;
    let (group, permit) = changeable(&mut work, &row, &facts, id).await?;
    let mut errors = Vec::new();
    let new_name = edit.name.as_ref().map_or_else(|| group.name.clone(), |text| name(&mut errors, text));
    let description = edit.description.as_ref().map_or_else(
        || group.description.clone(),
        |text| wire::text(&mut errors, "description", text, 1000, false),
    );
    let gates = edit.actions.as_ref().map(|codes| gates(&mut errors, codes));
    if group.is_control() {
        if new_name != group.name {
            errors.push(FieldError::new("name", "fixed", "The Document Control group keeps its name."));
        }
        let fixed = wayleave_access::policy::DOCUMENT_CONTROL_GATES;
        if gates.as_ref().is_some_and(|gates| fixed.iter().any(|gate| !gates.contains(gate))) {
            let detail = "Document Control always carries manage_documents and manage_guest_shares.";
            errors.push(FieldError::new("actions", "fixed", detail));
        }
    }
    let event = Event::new("access", "group.changed", ("group", &group.public_id, &new_name))
        .project(row.id)
        .before(json!({"name": group.name, "description": group.description,
            "actions": actions_of(&mut work, &row, &group).await?}))
        .after(json!({"name": new_name, "description": description, "actions": edit.actions}));
    Error::check(errors)?;
    let stamp = work.record(&permit, event).await?;
    work.tx
        .execute(
            sql("update access_group set name = $2, name_key = $3, description = $4 where id = $1 and organisation_id = $5")
                .bind(group.id)
                .bind(&new_name)
                .bind(new_name.to_lowercase())
                .bind(&description)
                .bind(work.organisation.id),
        )
        .await
        .on_taken(NAME_KEY, name_taken)?;
    if let Some(gates) = gates {
        ledger::keep_group_actions(&mut work.tx, &stamp, group.subject_id, &gates).await?;
        for gate in gates {
            ledger::add_group_action(&mut work.tx, &stamp, group.subject_id, gate).await?;
        }
    }
    let view = view_of(&mut work, &row, &facts, id).await?;
    Ok((work, view))
}

async fn actions_of(work: &mut Work, project: &ProjectRow, group: &GroupRow) -> Result<Vec<String>> {
    let actions = store::group_actions(&mut work.tx, project.id).await?;
    Ok(actions
        .into_iter()
        .filter(|action| action.group_id == group.subject_id)
        .map(|action| action.action)
        .collect())
}

/// The right to change a group, by its kind.
enum MayChange {
    Control(Permit<act::DocumentControlManage>),
    Custom(Permit<act::GroupManage>),
}

impl Warrant for MayChange {
    fn rule(&self) -> &'static str {
        match self {
            Self::Control(permit) => permit.rule(),
            Self::Custom(permit) => permit.rule(),
        }
    }
    fn grounds(&self) -> &[i64] {
        match self {
            Self::Control(permit) => permit.grounds(),
            Self::Custom(permit) => permit.grounds(),
        }
    }
}

/// Decides a change of the group.
fn may_change(work: &Work, facts: &ProjectFacts, group: &GroupRow) -> Result<MayChange> {
    Ok(if group.is_control() {
        MayChange::Control(work.permit_in(facts, Target::default())?)
    } else {
        MayChange::Custom(work.permit_in(facts, Target::default())?)
    })
}

/// The group that the address names, and the right to change it.
async fn changeable(
    work: &mut Work,
    project: &ProjectRow,
    facts: &ProjectFacts,
    id: &str,
) -> Result<(GroupRow, MayChange)> {
    work.permit_in::<act::TeamView>(facts, Target::default())?;
    let group = store::group(&mut work.tx, project.id, id).await?.ok_or_else(Error::not_found)?;
    let permit = may_change(work, facts, &group)?;
    Ok((group, permit))
}

/// Deletes a group: its members leave, its grants end.
pub async fn delete(cx: &Cx, organisation: &str, project: &str, id: &str) -> Result<Work> {
    let mut work = Work::write(cx, organisation).await?;
    let (row, facts) = open(&mut work, project).await?;
    let (group, permit) = changeable(&mut work, &row, &facts, id).await?;
    let members = members_of(&mut work, &row, &group).await?;
    let event = Event::new("access", "group.deleted", ("group", &group.public_id, &group.name))
        .project(row.id)
        .before(json!({"name": group.name, "members": members.len()}));
    let stamp = work.record(&permit, event).await?;
    if group.is_control() {
        return Err(Error::because(ErrorCode::Conflict, "Every project has its Document Control group."));
    }
    ledger::end_group(&mut work.tx, &stamp, group.subject_id).await?;
    let ended = work
        .tx
        .execute(
            sql("update access_group set deleted_at = $2 where id = $1 and organisation_id = $3 and deleted_at is null")
                .bind(group.id)
                .bind(work.cx.now())
                .bind(work.organisation.id),
        )
        .await?;
    if ended == 0 {
        return Err(Error::code(ErrorCode::AlreadyEnded));
    }
    Ok(work)
}

/// Who is in the group now.
async fn members_of(work: &mut Work, project: &ProjectRow, group: &GroupRow) -> Result<Vec<SubjectId>> {
    let now = work.now();
    Ok(store::in_groups(&mut work.tx, project.id, now)
        .await?
        .into_iter()
        .filter(|member| member.group_subject == group.subject_id)
        .map(|member| member.subject_id)
        .collect())
}

/// Puts a person of the project into a group.
pub async fn add_member(cx: &Cx, organisation: &str, project: &str, id: &str, member: &str) -> Result<Work> {
    let mut work = Work::write(cx, organisation).await?;
    let (row, facts) = open(&mut work, project).await?;
    let (group, permit) = changeable(&mut work, &row, &facts, id).await?;
    let person = somebody_here(&mut work, &facts, member, "member_id").await?;
    let now = work.now();
    let membership = store::membership_of(&mut work.tx, row.id, person.subject, now).await?;
    let role = membership.and_then(|membership| membership.project_role());
    if let Some(why) = group.is_control().then(|| person.refuses_control(role)).flatten() {
        return Err(Error::field("member_id", "refused", why));
    }
    let event = Event::new("access", "group.member_added", ("group", &group.public_id, &group.name))
        .project(row.id)
        .after(json!({"member": person.public_id, "name": person.name}));
    let stamp = work.record(&permit, event).await?;
    if members_of(&mut work, &row, &group).await?.contains(&person.subject) {
        return Err(Error::because(ErrorCode::AlreadyMember, "This person is in the group already."));
    }
    ledger::join(&mut work.tx, &stamp, group.subject_id, person.subject).await?;
    tell(&mut work, &row, person.subject, "group.joined", json!({"group": group.public_id})).await?;
    Ok(work)
}

/// Takes a person out of a group; the last Document Controller stays.
pub async fn remove_member(
    cx: &Cx,
    organisation: &str,
    project: &str,
    id: &str,
    member: &str,
) -> Result<Work> {
    let mut work = Work::write(cx, organisation).await?;
    let (row, facts) = open(&mut work, project).await?;
    let (group, permit) = changeable(&mut work, &row, &facts, id).await?;
    let (organisation, now) = (work.organisation.id, work.now());
    let inside = members_of(&mut work, &row, &group).await?;
    let people: HashMap<SubjectId, people::PersonRef> =
        people::by_subject(&mut work.tx, organisation, &inside).await?;
    let person = people.into_iter().find(|(_, person)| person.id == member);
    let (subject, name) = match person {
        Some((subject, person)) => (subject, person.name),
        None => {
            // Somebody who was deactivated is shown no more, but can still be taken out.
            let gone = find_candidate(&mut work.tx, organisation, member, now).await?;
            let gone = gone.ok_or_else(Error::not_found)?;
            (gone.subject, gone.name)
        }
    };
    let event = Event::new("access", "group.member_removed", ("group", &group.public_id, &group.name))
        .project(row.id)
        .before(json!({"member": member, "name": name}));
    let stamp = work.record(&permit, event).await?;
    if !control::take_out(&mut work, &stamp, &row, &group, subject).await? {
        return Err(Error::because(ErrorCode::AlreadyEnded, "This person is not in the group."));
    }
    tell(&mut work, &row, subject, "group.left", json!({"group": group.public_id})).await?;
    Ok(work)
}
