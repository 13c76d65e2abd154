//! Templates as they are shown.

use wayleave_access::{Action, ProjectFacts, Target, act};
use wayleave_base::SubjectId;

use super::super::party::{Cast, Party};
use super::super::plan::Plan;
use super::super::plan_check;
use super::model::{Move, State};
use super::store::{self, TemplateRow};
use super::view::{TemplateQuery, WorkflowTemplate, WorkflowTemplateItem, WorkflowTemplateList};
use crate::abilities::{Abilities, abilities, ability};
use crate::cx::Cx;
use crate::error::{Error, FieldError, Result};
use crate::people;
use crate::wire;
use crate::work::{ProjectRow, Work};

/// The categories of every project.
pub const CATEGORIES: [&str; 5] = ["Review", "Approval", "Submission", "Inspection", "General"];

/// A page of the templates of a project, by name.
pub async fn list(
    cx: &Cx,
    organisation: &str,
    project: &str,
    query: &TemplateQuery,
) -> Result<WorkflowTemplateList> {
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::WorkflowTemplateView>(&facts, Target::default())?;
    let limit = wire::page_size(query.limit)?;
    let state = match query.state.as_deref().map(State::parse) {
        Some(None) => {
            return Err(Error::field("state", "unknown", "Choose draft, active or archived."));
        }
        state => state.flatten().map(State::code),
    };
    let category = query.category.as_deref();
    let key = format!("templates/{}/{}/{state:?}/{category:?}", project.public_id, work.me.public_id);
    let after = wire::position(cx, &key, query.cursor.as_deref())?;
    let mut rows = store::page(&mut work.tx, project.id, (state, category), after, limit + 1).await?;
    let next = wire::cut(cx, &key, &mut rows, limit, |row| (row.name_key.clone(), row.id));
    let own = store::categories(&mut work.tx, project.id).await?;
    let subjects: Vec<SubjectId> = rows.iter().map(|row| row.updated_by).collect();
    let people = people::by_subject(&mut work.tx, work.organisation.id, &subjects).await?;
    let items = rows.into_iter().map(|row| {
        let plan = plan_of(&row)?;
        Ok(WorkflowTemplateItem {
            abilities: abilities_of(&facts, &row),
            state: state_of(&row)?.code(),
            template_version: row.number,
            stage_count: plan.stages.len(),
            step_count: plan.steps().count(),
            updated_at: wire::time(row.updated_at),
            updated_by: people.get(&row.updated_by).cloned(),
            version: row.row_version,
            id: row.public_id,
            name: row.name,
            description: row.description,
            category: row.category,
        })
    });
    Ok(WorkflowTemplateList {
        items: items.collect::<Result<_>>()?,
        next,
        categories: all_categories(own),
        abilities: abilities(&[Action::WorkflowTemplateManage], |act| facts.outcome(act, Target::default())),
    })
}

/// Those of every project first, then the others by name.
fn all_categories(own: Vec<String>) -> Vec<String> {
    let mut own: Vec<String> =
        own.into_iter().filter(|category| !CATEGORIES.contains(&category.as_str())).collect();
    own.sort_by_key(|category| category.to_lowercase());
    CATEGORIES.into_iter().map(str::to_owned).chain(own).collect()
}

/// One template with its plan.
pub async fn get(cx: &Cx, organisation: &str, project: &str, id: &str) -> Result<WorkflowTemplate> {
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::WorkflowTemplateView>(&facts, Target::default())?;
    view(&mut work, &project, &facts, id).await
}

/// The template as it stands now.
pub async fn view(
    work: &mut Work,
    project: &ProjectRow,
    facts: &ProjectFacts,
    id: &str,
) -> Result<WorkflowTemplate> {
    let row = store::find(&mut work.tx, project.id, id).await?.ok_or_else(Error::not_found)?;
    let plan = plan_of(&row)?;
    let cast = cast(work, project, plan.parties().map(|(_, party)| party)).await?;
    let people =
        people::by_subject(&mut work.tx, work.organisation.id, &[row.created_by, row.updated_by]).await?;
    Ok(WorkflowTemplate {
        abilities: abilities_of(facts, &row),
        state: state_of(&row)?.code(),
        template_version: row.number,
        people: cast.people(),
        groups: cast.groups(),
        problems: problems(&plan, &cast),
        settings: plan.settings,
        stages: plan.stages,
        created_at: wire::time(row.created_at),
        created_by: people.get(&row.created_by).cloned(),
        updated_at: wire::time(row.updated_at),
        updated_by: people.get(&row.updated_by).cloned(),
        version: row.row_version,
        id: row.public_id,
        name: row.name,
        description: row.description,
        category: row.category,
    })
}

/// Whoever these parties name, as they are now.
pub async fn cast<'a>(
    work: &mut Work,
    project: &ProjectRow,
    parties: impl Iterator<Item = &'a Party>,
) -> Result<Cast> {
    let now = work.now();
    Ok(Cast::load(&mut work.tx, (work.organisation.id, project.id), parties, now).await?)
}

/// What keeps a plan from being run now.
#[must_use]
pub fn problems(plan: &Plan, cast: &Cast) -> Vec<FieldError> {
    let mut errors = Vec::new();
    plan_check::complete(&mut errors, plan);
    for (place, party) in plan.parties() {
        cast.check(&mut errors, &place, party);
    }
    errors
}

/// The plan as it is stored.
pub fn plan_of(row: &TemplateRow) -> Result<Plan> {
    Ok(serde_json::from_str(&row.plan).map_err(anyhow::Error::from)?)
}

/// The state as it is stored.
pub fn state_of(row: &TemplateRow) -> Result<State> {
    let unknown = || Error::from(anyhow::anyhow!("a template in the state {:?}", row.state));
    State::parse(&row.state).ok_or_else(unknown)
}

/// Whoever manages templates may do what the state allows.
fn abilities_of(facts: &ProjectFacts, row: &TemplateRow) -> Abilities {
    let may = ability(&facts.outcome(Action::WorkflowTemplateManage, Target::default()));
    let active = ability(&facts.outcome(Action::WorkflowTemplateChangeActive, Target::default()));
    let moves = [
        ("workflow_template.edit", Move::Edit),
        ("workflow_template.activate", Move::Activate),
        ("workflow_template.archive", Move::Archive),
        ("workflow_template.delete", Move::Delete),
    ];
    let state = State::parse(&row.state).unwrap_or(State::Archived);
    let mut found: Abilities = moves
        .into_iter()
        .map(|(name, made)| match state.after(made) {
            Err(reason) if may.allowed => (name, may.clone().refused(reason)),
            Ok(_) if may.allowed && state == State::Active => (name, active.clone()),
            _ => (name, may.clone()),
        })
        .collect();
    found.insert("workflow_template.clone", may);
    found
}
