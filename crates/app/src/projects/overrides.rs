//! Permission overrides: a gate granted to or taken from a person or a project role. Nobody overrides themselves.

use serde_json::json;
use wayleave_access::audit::Event;
use wayleave_access::ledger::{self, NewOverride as Opened};
use wayleave_access::{Gate, Role, Target, act};
use wayleave_base::{ErrorCode, NEVER, SubjectId};

use super::people::{find_candidate, future_end};
use super::project::open;
use super::store::{self, OverrideRow};
use super::view::{NewOverride, OverrideList, OverrideView};
use crate::cx::Cx;
use crate::error::{Error, FieldError, Result};
use crate::people;
use crate::wire::{self, Paging};
use crate::work::{ProjectRow, Work};

/// A page of the overrides that hold in a project, the newest first.
pub async fn list(cx: &Cx, organisation: &str, project: &str, paging: &Paging) -> Result<OverrideList> {
    let mut work = Work::read(cx, organisation).await?;
    let (row, facts) = open(&mut work, project).await?;
    work.permit_in::<act::OverrideList>(&facts, Target::default())?;
    let limit = wire::page_size(paging.limit)?;
    let key = format!("overrides/{}/{}", row.public_id, work.me.public_id);
    let before = wire::position(cx, &key, paging.cursor.as_deref())?.unwrap_or(i64::MAX);
    let (id, now) = (work.organisation.id, work.now());
    let mut rows = store::overrides(&mut work.tx, (id, row.id), now, before, limit + 1).await?;
    let next = wire::cut(cx, &key, &mut rows, limit, |row| row.id);
    Ok(OverrideList { items: views(&mut work, rows).await?, next })
}

async fn views(work: &mut Work, rows: Vec<OverrideRow>) -> Result<Vec<OverrideView>> {
    let organisation = work.organisation.id;
    let mut subjects: Vec<SubjectId> = rows.iter().map(|row| row.opened_by).collect();
    subjects.extend(rows.iter().filter_map(|row| row.subject_id));
    let people = people::by_subject(&mut work.tx, organisation, &subjects).await?;
    Ok(rows
        .into_iter()
        .map(|row| OverrideView {
            id: row.public_id,
            member: row.subject_id.and_then(|subject| people.get(&subject).cloned()),
            role: row.role,
            action: row.action,
            effect: if row.effect > 0 { "grant" } else { "deny" },
            reason: row.reason,
            created_by: people.get(&row.opened_by).cloned(),
            created_at: wire::time(row.valid_from),
            ends_at: wire::end(row.ends_at),
            organisation_wide: row.project_id.is_none(),
        })
        .collect())
}

/// Sets an override. One on a role that the setter holds is one on themselves.
pub async fn create(
    cx: &Cx,
    organisation: &str,
    project: &str,
    new: &NewOverride,
) -> Result<(Work, OverrideView)> {
    let mut work = Work::write(cx, organisation).await?;
    let (row, facts) = open(&mut work, project).await?;
    work.permit_in::<act::OverrideManage>(&facts, Target::default())?;
    let mut errors = Vec::new();
    let reason = wire::text(&mut errors, "reason", &new.reason, 1000, true);
    let gate = Gate::parse(&new.action);
    if gate.is_none() {
        errors.push(FieldError::new("action", "unknown", "There is no such permission action."));
    }
    if new.effect != "grant" && new.effect != "deny" {
        errors.push(FieldError::new("effect", "unknown", "Choose grant or deny."));
    }
    let ends_at = new
        .ends_on
        .as_deref()
        .map_or(Ok(NEVER), |day| future_end("ends_on", day, facts.at, &row.timezone))
        .map_err(|error| errors.push(error));
    let (person, role) = whom(&mut work, new, &mut errors).await?;
    Error::check(errors)?;
    let (Some(gate), Ok(ends_at)) = (gate, ends_at) else { return Err(Error::code(ErrorCode::Invalid)) };
    let own_role = role.is_some() && role == facts.role;
    let subject = if own_role { Some(work.me.subject) } else { person.as_ref().map(|person| person.0) };
    let target = Target { person: subject, ..Target::default() };
    let permit = work.permit_in::<act::OverrideManage>(&facts, target)?;
    let label =
        person.as_ref().map_or_else(|| new.role.clone().unwrap_or_default(), |person| person.1.clone());
    let event = Event::new("access", "override.set", ("override", gate.code(), &label))
        .project(row.id)
        .after(json!({"action": gate.code(), "effect": new.effect, "member": new.member_id, "role": new.role,
            "ends_at": wire::end(ends_at)}))
        .reason(&reason);
    let stamp = work.record(&permit, event).await?;
    let opened = Opened {
        project: Some(row.id),
        subject: person.map(|person| person.0),
        role,
        gate,
        grant: new.effect == "grant",
        reason: &reason,
        ends_at,
    };
    let ids = work.cx.ids().clone();
    let id = ledger::set_override(&mut work.tx, &ids, &stamp, &opened).await?;
    let found = find(&mut work, &row, &id).await?;
    let view = views(&mut work, vec![found]).await?.pop().ok_or_else(Error::not_found)?;
    Ok((work, view))
}

type Named = (Option<(SubjectId, String)>, Option<Role>);

/// The person or the role that the request names: exactly one of the two.
async fn whom(work: &mut Work, new: &NewOverride, errors: &mut Vec<FieldError>) -> Result<Named> {
    let (organisation, now) = (work.organisation.id, work.now());
    match (&new.member_id, &new.role) {
        (Some(id), None) => {
            let person = find_candidate(&mut work.tx, organisation, id, now).await?;
            if person.is_none() {
                errors.push(FieldError::new("member_id", "unknown", "There is no such active member."));
            }
            Ok((person.map(|person| (person.subject, person.name)), None))
        }
        (None, Some(code)) => {
            let role = Role::parse(code).filter(|role| *role != Role::External);
            if role.is_none() {
                let detail =
                    "Choose a project role; what external participants may do is fixed by their matrix.";
                errors.push(FieldError::new("role", "unknown", detail));
            }
            Ok((None, role))
        }
        _ => {
            errors.push(FieldError::new("member_id", "one_of", "Name either a person or a project role."));
            Ok((None, None))
        }
    }
}

async fn find(work: &mut Work, project: &ProjectRow, id: &str) -> Result<OverrideRow> {
    let (organisation, now) = (work.organisation.id, work.now());
    store::override_by_id(&mut work.tx, (organisation, project.id), now, id)
        .await?
        .ok_or_else(Error::not_found)
}

/// Ends an override. Ending one on oneself, or on one's own role, would be overriding oneself.
pub async fn delete(cx: &Cx, organisation: &str, project: &str, id: &str) -> Result<Work> {
    let mut work = Work::write(cx, organisation).await?;
    let (row, facts) = open(&mut work, project).await?;
    work.permit_in::<act::OverrideManage>(&facts, Target::default())?;
    let old = find(&mut work, &row, id).await?;
    if old.project_id.is_none() {
        return Err(Error::because(ErrorCode::Conflict, "This override holds in the whole organisation."));
    }
    let own_role = old.role.is_some() && old.role.as_deref() == facts.role.map(Role::code);
    let person = if own_role { Some(work.me.subject) } else { old.subject_id };
    let permit = work.permit_in::<act::OverrideManage>(&facts, Target { person, ..Target::default() })?;
    let event = Event::new("access", "override.ended", ("override", &old.public_id, &old.action))
        .project(row.id)
        .before(json!({"action": old.action, "effect": if old.effect > 0 { "grant" } else { "deny" },
            "role": old.role, "reason": old.reason}));
    let stamp = work.record(&permit, event).await?;
    if !ledger::end_override(&mut work.tx, &stamp, old.id).await? {
        return Err(Error::code(ErrorCode::AlreadyEnded));
    }
    Ok(work)
}
