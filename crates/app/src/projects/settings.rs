//! Settings of a project: how external access is stricter than the organisation's, and the register.

use serde_json::{Map, Value, json};
use wayleave_access::audit::Event;
use wayleave_access::{Action, ProjectFacts, SharePolicy, Target, act, ledger};
use wayleave_base::ErrorCode;

use super::project::open;
use super::view::{
    PolicyLevels, ProjectSettingsEdit, ProjectSettingsView, RegisterEdit, RegisterView, WorkPackagesView,
};
use crate::abilities::abilities;
use crate::cx::Cx;
use crate::error::{Error, FieldError, Result};
use crate::settings::{self, Register, WorkPackages};
use crate::work::{ProjectRow, Work};

/// Reads the settings.
pub async fn get(cx: &Cx, organisation: &str, project: &str) -> Result<ProjectSettingsView> {
    let mut work = Work::read(cx, organisation).await?;
    let (row, facts) = open(&mut work, project).await?;
    work.permit_in::<act::ProjectSettingsView>(&facts, Target::default())?;
    view(&mut work, &row, &facts).await
}

async fn view(work: &mut Work, row: &ProjectRow, facts: &ProjectFacts) -> Result<ProjectSettingsView> {
    let (id, tx) = (work.organisation.id, &mut work.tx);
    let organisation: SharePolicy = settings::read(tx, id, None, settings::EXTERNAL_ACCESS).await?;
    let project = settings::find::<Option<SharePolicy>>(tx, id, Some(row.id), settings::EXTERNAL_ACCESS)
        .await?
        .flatten();
    let effective =
        project.as_ref().map_or_else(|| organisation.clone(), |project| organisation.stricter(project));
    let register: Register = settings::read(tx, id, Some(row.id), settings::REGISTER).await?;
    let packages: WorkPackages = settings::read(tx, id, Some(row.id), settings::WORK_PACKAGES).await?;
    Ok(ProjectSettingsView {
        external_access: PolicyLevels { organisation, project, effective },
        register: RegisterView::from(register),
        work_packages: WorkPackagesView::from(packages),
        abilities: abilities(&[Action::ProjectSettings], |action| facts.outcome(action, Target::default())),
    })
}

/// Changes the sections given, in one event.
pub async fn edit(
    cx: &Cx,
    organisation: &str,
    project: &str,
    edit: ProjectSettingsEdit,
) -> Result<(Work, ProjectSettingsView)> {
    let mut work = Work::write(cx, organisation).await?;
    let (row, facts) = open(&mut work, project).await?;
    let permit = work.permit_in::<act::ProjectSettings>(&facts, Target::default())?;
    let old = view(&mut work, &row, &facts).await?;
    let (mut before, mut after, mut write) = (Map::new(), Map::new(), Vec::new());
    if let Some(fields) = edit.external_access {
        let new = fields.map(|fields| stricter(&old.external_access, fields)).transpose()?;
        before.insert("external_access".into(), json!(old.external_access.project));
        after.insert("external_access".into(), json!(new));
        write.push((settings::EXTERNAL_ACCESS, json!(new)));
    }
    if let Some(fields) = &edit.register {
        before.insert("register".into(), json!(old.register));
        let new = self::register(&old.register, fields)?;
        after.insert("register".into(), json!(new));
        write.push((settings::REGISTER, json!(new)));
    }
    if let Some(fields) = &edit.work_packages {
        before.insert("work_packages".into(), json!(old.work_packages));
        let wished = fields.submit_with_active_workflows;
        let kept = old.work_packages.submit_with_active_workflows;
        let new = WorkPackages { submit_with_active_workflows: wished.unwrap_or(kept) };
        after.insert("work_packages".into(), json!(new));
        write.push((settings::WORK_PACKAGES, json!(new)));
    }
    if write.is_empty() {
        return Err(Error::because(ErrorCode::Invalid, "Send at least one section to change."));
    }
    let event = Event::new("project", "project.settings_changed", ("project", &row.public_id, &row.name))
        .project(row.id)
        .before(Value::Object(before))
        .after(Value::Object(after));
    let stamp = work.record(&permit, event).await?;
    for (key, value) in write {
        ledger::set(&mut work.tx, &stamp, Some(row.id), key, &value.to_string()).await?;
    }
    let view = view(&mut work, &row, &facts).await?;
    Ok((work, view))
}

/// The project's policy with these fields changed; one that is laxer than the organisation's is refused by field.
fn stricter(levels: &PolicyLevels, fields: Map<String, Value>) -> Result<SharePolicy> {
    let start = levels.project.as_ref().unwrap_or(&levels.organisation);
    let mut whole = json!(start);
    for (field, value) in fields {
        if whole.get(&field).is_none() {
            return Err(Error::field(
                format!("external_access.{field}"),
                "unknown",
                "There is no such setting.",
            ));
        }
        whole[&field] = value;
    }
    let policy: SharePolicy = serde_json::from_value(whole)
        .map_err(|error| Error::field("external_access", "malformed", format!("{error}.")))?;
    let mut errors: Vec<FieldError> = levels
        .organisation
        .widened_by(&policy)
        .into_iter()
        .map(|field| {
            let detail = "A project may only be stricter than the organisation.";
            FieldError::new(format!("external_access.{field}"), "wider_than_organisation", detail)
        })
        .collect();
    for (field, days, most) in [
        ("max_days", policy.max_days, 3650),
        ("default_days", policy.default_days, policy.max_days),
        ("external_max_days", policy.external_max_days, 3650),
        ("external_default_days", policy.external_default_days, policy.external_max_days),
    ] {
        if !(1..=most).contains(&days) {
            let detail = format!("Choose 1 to {most} days.");
            errors.push(FieldError::new(format!("external_access.{field}"), "out_of_range", detail));
        }
    }
    if !(0..=100_000).contains(&policy.default_max_opens) {
        let detail = "Choose 0 for no limit, or up to 100000.";
        errors.push(FieldError::new("external_access.default_max_opens", "out_of_range", detail));
    }
    Error::check(errors)?;
    Ok(policy)
}

fn register(old: &RegisterView, edit: &RegisterEdit) -> Result<Register> {
    let retention_days = edit.retention_days.unwrap_or(old.retention_days);
    if !(30..=36_500).contains(&retention_days) {
        return Err(Error::field("register.retention_days", "out_of_range", "Choose 30 to 36500 days."));
    }
    let all_uploads_need_acceptance =
        edit.all_uploads_need_acceptance.unwrap_or(old.all_uploads_need_acceptance);
    let revision_codes = edit.revision_codes.unwrap_or(old.revision_codes);
    Ok(Register { all_uploads_need_acceptance, revision_codes, retention_days })
}
