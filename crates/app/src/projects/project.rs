//! Projects as their readers see them; editing, locking and unlocking.

use serde_json::json;
use wayleave_access::audit::Event;
use wayleave_access::{Action, Mode, OrganisationRole, ProjectFacts, Role, Target, act, audience, documents};
use wayleave_access::{Principal, ledger};
use wayleave_base::{ErrorCode, ProjectId};
use wayleave_db::sql;

use super::create::{REFERENCE_KEY, check_days, check_zone, reference_taken};
use super::standing::{self, Standing};
use super::store;
use super::view::{Lock, ProjectCounts, ProjectEdit, ProjectView, Until};
use crate::abilities::{Abilities, ability};
use crate::closeout;
use crate::cx::Cx;
use crate::error::{Error, OnTaken, Result};
use crate::transmittals;
use crate::wire::{self, List, Search};
use crate::work::{ProjectRow, Work};
use crate::workflows;

/// What the screens of a project ask about.
const ASKED: &[(&str, Action)] = &[
    ("project.settings", Action::ProjectSettings),
    ("project.settings_view", Action::ProjectSettingsView),
    ("project.lock", Action::ProjectLock),
    ("project.lock_early", Action::ProjectLockEarly),
    ("project.unlock", Action::ProjectUnlock),
    ("project.members", Action::MembershipManage),
    ("membership.manage", Action::MembershipManage),
    ("invitation.list", Action::InvitationList),
    ("invitation.manage", Action::InvitationManage),
    ("team.view", Action::TeamView),
    ("group.manage", Action::GroupManage),
    ("document_control.manage", Action::DocumentControlManage),
    ("full_register.grant", Action::FullRegisterGrant),
    ("override.list", Action::OverrideList),
    ("override.manage", Action::OverrideManage),
    ("access.view", Action::AccessView),
    ("access.change", Action::AccessChange),
    ("audit.view", Action::AuditView),
    ("audit.export", Action::AuditExport),
    ("guest_share.list", Action::GuestShareList),
    ("guest_share.list_own", Action::GuestShareListOwn),
    ("document.create", Action::DocumentCreate),
    ("submission.list", Action::SubmissionList),
    ("edit_request.list", Action::EditRequestList),
    ("edit_request.decide", Action::EditRequestDecide),
    ("edit_request.list_own", Action::EditRequestListOwn),
    ("bin.list", Action::BinList),
    ("report.view", Action::ReportView),
    ("workflow.view", Action::WorkflowView),
    ("workflow.start", Action::WorkflowStart),
    ("work_package.view", Action::WorkPackageView),
    ("work_package.manage", Action::WorkPackageManage),
    ("workflow_template.view", Action::WorkflowTemplateView),
    ("workflow_template.manage", Action::WorkflowTemplateManage),
    ("review_matrix.view", Action::ReviewMatrixView),
    ("review_matrix.manage", Action::ReviewMatrixManage),
    // Whoever sees the queue decides on what is in it.
    ("revision.accept", Action::SubmissionList),
];

/// A page of the projects that exist for the reader, newest first.
pub async fn list(cx: &Cx, organisation: &str, search: &Search) -> Result<List<ProjectView>> {
    let mut work = Work::read(cx, organisation).await?;
    let limit = wire::page_size(search.limit)?;
    let words = search.words()?;
    let key = format!(
        "projects/{}/{}/{}",
        work.organisation.public_id,
        work.me.public_id,
        words.unwrap_or_default()
    );
    let before = wire::position(cx, &key, search.cursor.as_deref())?.unwrap_or(i64::MAX);
    let staff = matches!(work.me.role, OrganisationRole::OrgAdmin | OrganisationRole::OrgManager);
    let member = (!staff).then_some(work.me.subject);
    let (id, now) = (work.organisation.id, work.now());
    let mut rows = store::page(&mut work.tx, (id, member), words, now, before, limit + 1).await?;
    let next = wire::cut(cx, &key, &mut rows, limit, |row| row.id.get());
    let ids: Vec<ProjectId> = rows.iter().map(|row| row.id).collect();
    let principal = work.principal();
    let mut facts = ProjectFacts::load_many(&mut work.tx, id, &ids, &principal, now).await?;
    let seen = rows
        .into_iter()
        .filter_map(|row| {
            let at = facts.iter().position(|facts| facts.project == row.id)?;
            Some((row, facts.swap_remove(at)))
        })
        .filter(|(_, facts)| facts.outcome(Action::ProjectView, Target::default()).is_allowed())
        .collect();
    Ok(List { items: views(&mut work, seen).await?, next })
}

/// One project.
pub async fn get(cx: &Cx, organisation: &str, project: &str) -> Result<ProjectView> {
    let mut work = Work::read(cx, organisation).await?;
    let (row, facts) = open(&mut work, project).await?;
    one(&mut work, row, facts).await
}

/// A project that the person may open; anything else is absent.
pub async fn open(work: &mut Work, project: &str) -> Result<(ProjectRow, ProjectFacts)> {
    let (row, facts) = work.project(project).await?;
    if !facts.outcome(Action::ProjectView, Target::default()).is_allowed() {
        return Err(Error::not_found());
    }
    Ok((row, facts))
}

async fn one(work: &mut Work, row: ProjectRow, facts: ProjectFacts) -> Result<ProjectView> {
    views(work, vec![(row, facts)]).await?.pop().ok_or_else(Error::not_found)
}

/// The views of several projects, in as many statements whatever their number.
pub async fn views(work: &mut Work, projects: Vec<(ProjectRow, ProjectFacts)>) -> Result<Vec<ProjectView>> {
    let scopes: Vec<_> = projects.iter().map(|(_, facts)| facts.scope()).collect();
    let counts = documents::count_many(&mut work.tx, &scopes).await?;
    let may_count: Vec<ProjectId> = projects
        .iter()
        .filter(|(_, facts)| facts.outcome(Action::AccessView, Target::default()).is_allowed())
        .map(|(row, _)| row.id)
        .collect();
    let outside: Vec<ProjectId> =
        projects.iter().filter(|(_, facts)| standing::is_outside(facts)).map(|(row, _)| row.id).collect();
    let (organisation, now, me) = (work.organisation.id, work.now(), work.me.subject);
    let mut standings = standing::standings(&mut work.tx, organisation, now, me, &outside).await?;
    let outsiders = if may_count.is_empty() {
        std::collections::HashMap::new()
    } else {
        audience::outsiders_in(&mut work.tx, organisation, now, &may_count).await?
    };
    let places = || projects.iter().map(|(row, facts)| (row, facts));
    let pressing = transmittals::listing::pressing(work, places()).await?;
    let late = workflows::late(work, places()).await?;
    Ok(projects
        .into_iter()
        .zip(counts)
        .map(|((row, facts), (documents, pending))| {
            let queue = facts.outcome(Action::SubmissionList, Target::default()).is_allowed();
            let outsiders =
                may_count.contains(&row.id).then(|| outsiders.get(&row.id).copied().unwrap_or_default());
            let routing = pressing.get(&row.id).copied().unwrap_or_default();
            let counts = ProjectCounts {
                documents,
                pending: queue.then_some(pending),
                outsiders,
                to_acknowledge: routing.own,
                transmittals_overdue: routing.overdue,
                mail_failed: routing.mail_failed,
                workflows_overdue: late.get(&row.id).copied(),
            };
            let standing = standings.remove(&row.id).unwrap_or_default();
            view(row, &facts, counts, standing)
        })
        .collect())
}

fn view(row: ProjectRow, facts: &ProjectFacts, counts: ProjectCounts, standing: Standing) -> ProjectView {
    ProjectView {
        id: row.public_id,
        reference: row.reference,
        name: row.name,
        description: row.description,
        timezone: row.timezone,
        starts_on: row.starts_on,
        ends_on: row.ends_on,
        locked: facts.locked,
        role: facts.role.map(Role::code),
        mode: match facts.mode {
            Mode::OrgAdmin | Mode::Admin => "admin",
            Mode::Member(_) => "member",
            Mode::External { .. } | Mode::Responder | Mode::Guest => "external",
        },
        controller: facts.document_control && matches!(facts.principal, Principal::Person { .. }),
        full_register: facts.full_register_until.map(|until| Until { until: wire::time(until) }),
        access_ends_at: standing.ends_at.and_then(wire::end),
        contacts: standing.contacts,
        version: row.row_version,
        counts,
        abilities: abilities(facts),
    }
}

fn abilities(facts: &ProjectFacts) -> Abilities {
    ASKED.iter().map(|(key, action)| (*key, ability(&facts.outcome(*action, Target::default())))).collect()
}

/// Edits a project's own fields.
pub async fn edit(
    cx: &Cx,
    organisation: &str,
    project: &str,
    edit: &ProjectEdit,
) -> Result<(Work, ProjectView)> {
    let mut work = Work::write(cx, organisation).await?;
    let (mut row, facts) = open(&mut work, project).await?;
    let permit = work.permit_in::<act::ProjectSettings>(&facts, Target::default())?;
    let before = fields(&row);
    let mut errors = Vec::new();
    if let Some(reference) = &edit.reference {
        row.reference = wire::text(&mut errors, "reference", reference, 40, true);
    }
    if let Some(name) = &edit.name {
        row.name = wire::name(&mut errors, "name", name, 200);
    }
    if let Some(description) = &edit.description {
        row.description = wire::text(&mut errors, "description", description, 4000, false);
    }
    if let Some(zone) = &edit.timezone {
        check_zone(&mut errors, zone);
        row.timezone.clone_from(zone);
    }
    if let Some(day) = &edit.starts_on {
        row.starts_on.clone_from(day);
    }
    if let Some(day) = &edit.ends_on {
        row.ends_on.clone_from(day);
    }
    check_days(&mut errors, row.starts_on.as_deref(), row.ends_on.as_deref());
    Error::check(errors)?;
    let event = Event::new("project", "project.changed", ("project", &row.public_id, &row.name))
        .project(row.id)
        .before(before)
        .after(fields(&row));
    work.record(&permit, event).await?;
    save(&mut work, &mut row, edit.version).await?;
    let view = one(&mut work, row, facts).await?;
    Ok((work, view))
}

fn fields(row: &ProjectRow) -> serde_json::Value {
    json!({"reference": row.reference, "name": row.name, "description": row.description, "timezone": row.timezone,
        "starts_on": row.starts_on, "ends_on": row.ends_on})
}

async fn save(work: &mut Work, row: &mut ProjectRow, version: i64) -> Result<()> {
    let changed = work
        .tx
        .execute(
            sql(
                "update project set name = $3, description = $4, timezone = $5, starts_on = $6, ends_on = $7,
                   reference = $9, row_version = row_version + 1 where id = $1 and row_version = $2 and organisation_id = $8",
            )
            .bind(row.id)
            .bind(version)
            .bind(&row.name)
            .bind(&row.description)
            .bind(&row.timezone)
            .bind(row.starts_on.clone())
            .bind(row.ends_on.clone())
            .bind(work.organisation.id)
            .bind(&row.reference),
        )
        .await
        .on_taken(REFERENCE_KEY, reference_taken)?;
    if changed == 0 {
        return Err(Error::code(ErrorCode::Stale));
    }
    row.row_version = version + 1;
    Ok(())
}

/// Locks a project: nothing in it changes, and its links answer as if revoked. Before its closeout is done only those lock
/// it who may do so early, and only when they say so.
pub async fn lock(cx: &Cx, organisation: &str, project: &str, body: &Lock) -> Result<(Work, ProjectView)> {
    let mut work = Work::write(cx, organisation).await?;
    let (row, facts) = open(&mut work, project).await?;
    let permit = work.permit_in::<act::ProjectLock>(&facts, Target::default())?;
    let mut errors = Vec::new();
    let reason = wire::text(&mut errors, "reason", &body.reason, 1000, true);
    Error::check(errors)?;
    let against = closeout::against(&mut work, &row).await?;
    if !against.is_empty() {
        if !body.early {
            return Err(Error::code(ErrorCode::CloseoutOpen));
        }
        work.permit_in::<act::ProjectLockEarly>(&facts, Target::default())?;
    }
    let event = Event::new("project", "project.locked", ("project", &row.public_id, &row.name))
        .project(row.id)
        .after(json!({"open": against}))
        .reason(&reason);
    let stamp = work.record(&permit, event).await?;
    ledger::lock_project(&mut work.tx, &stamp, row.id, &reason)
        .await
        .on_taken("project_lock_project_id_key", || Error::code(ErrorCode::ProjectLocked))?;
    let (row, facts) = work.project(&row.public_id).await?;
    let view = one(&mut work, row, facts).await?;
    Ok((work, view))
}

/// Unlocks a project.
pub async fn unlock(cx: &Cx, organisation: &str, project: &str, reason: &str) -> Result<(Work, ProjectView)> {
    let mut work = Work::write(cx, organisation).await?;
    let (row, facts) = open(&mut work, project).await?;
    let permit = work.permit_in::<act::ProjectUnlock>(&facts, Target::default())?;
    let mut errors = Vec::new();
    let reason = wire::text(&mut errors, "reason", reason, 1000, false);
    Error::check(errors)?;
    let event = Event::new("project", "project.unlocked", ("project", &row.public_id, &row.name))
        .project(row.id)
        .reason(&reason);
    let stamp = work.record(&permit, event).await?;
    if !ledger::unlock_project(&mut work.tx, &stamp, row.id).await? {
        return Err(Error::because(ErrorCode::AlreadyEnded, "The project is not locked."));
    }
    closeout::forget(&mut work.tx, row.id).await?;
    let (row, facts) = work.project(&row.public_id).await?;
    let view = one(&mut work, row, facts).await?;
    Ok((work, view))
}
