//! Writing, activating, archiving, copying and deleting templates.

use serde_json::{Value, json};
use wayleave_access::audit::Event;
use wayleave_access::{Permit, ProjectFacts, Target, act};
use wayleave_base::ErrorCode;

use super::super::plan::Plan;
use super::super::plan_check;
use super::model::{Effect, Move, State};
use super::read::{self, CATEGORIES};
use super::store::{self, By, Head, TemplateRow};
use super::view::{NewWorkflowTemplate, WorkflowTemplate, WorkflowTemplateClone, WorkflowTemplateEdit};
use crate::cx::Cx;
use crate::error::{Error, FieldError, OnTaken, Result};
use crate::wire;
use crate::work::{ProjectRow, Work};

const NAME_TAKEN: &str = "workflow_template_project_id_name_key_key";
/// The most templates of a project.
const MOST: i64 = 500;

type Manage = Permit<act::WorkflowTemplateManage>;
type ManageActive = Permit<act::WorkflowTemplateChangeActive>;

/// Writes a draft.
pub async fn create(
    cx: &Cx,
    organisation: &str,
    project: &str,
    new: NewWorkflowTemplate,
) -> Result<(Work, WorkflowTemplate)> {
    let mut work = Work::write(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    let permit: Manage = work.permit_in(&facts, Target::default())?;
    let mut errors = Vec::new();
    let name = name(&mut errors, &new.name);
    let description = description(&mut errors, &new.description);
    let category = category(&mut errors, &new.category);
    let mut plan = Plan { settings: new.settings, stages: new.stages };
    check(&mut work, &project, errors, Some(&mut plan)).await?;
    let words = Words { name: &name, description: &description, category: &category };
    let id = insert(&mut work, &project, &permit, words, &plan, Value::Null).await?;
    let view = read::view(&mut work, &project, &facts, &id).await?;
    Ok((work, view))
}

/// What a template is called.
struct Words<'a> {
    name: &'a str,
    description: &'a str,
    category: &'a str,
}

/// Writes a new draft with its event; `source` tells of what it is a copy.
async fn insert(
    work: &mut Work,
    project: &ProjectRow,
    permit: &Manage,
    words: Words<'_>,
    plan: &Plan,
    source: Value,
) -> Result<String> {
    if store::count(&mut work.tx, project.id).await? >= MOST {
        let detail = format!("The project has {MOST} templates already.");
        return Err(Error::because(ErrorCode::Conflict, detail));
    }
    let id = work.cx.ids().public("wft");
    let mut after = json!({"name": words.name, "description": words.description, "category": words.category,
        "settings": plan.settings, "stages": plan.stages});
    if !source.is_null() {
        after["copied_from"] = source;
    }
    let event = Event::new("workflow", "workflow_template.created", ("workflow_template", &id, words.name))
        .project(project.id)
        .after(after);
    work.record(permit, event).await?;
    let head = Head {
        name: words.name,
        description: words.description,
        category: words.category,
        state: State::Draft.code(),
        number: 1,
    };
    let by = by(work);
    let place = (work.organisation.id, project.id);
    let row = store::insert(&mut work.tx, place, &id, &head, by).await.on_taken(NAME_TAKEN, taken)?;
    store::put_plan(&mut work.tx, place.0, (row, 1), &text(plan)?, by).await?;
    Ok(id)
}

/// Changes a template. A plan that workflows may run by stays, and the changed one gets the next number; it must be fit to
/// be run at once.
pub async fn change(
    cx: &Cx,
    organisation: &str,
    project: &str,
    id: &str,
    edit: WorkflowTemplateEdit,
) -> Result<(Work, WorkflowTemplate)> {
    let (mut work, project, facts, row, permit) = hold(cx, organisation, project, id).await?;
    let active = of_active(&work, &facts, &row)?;
    let mut errors = Vec::new();
    let new_name = edit.name.as_ref().map_or_else(|| row.name.clone(), |text| name(&mut errors, text));
    let told = edit.description.as_ref();
    let new_description = told.map_or_else(|| row.description.clone(), |text| description(&mut errors, text));
    let new_category =
        edit.category.as_ref().map_or_else(|| row.category.clone(), |text| category(&mut errors, text));
    let before = read::plan_of(&row)?;
    let has_plan = edit.settings.is_some() || edit.stages.is_some();
    let mut plan = Plan {
        settings: edit.settings.unwrap_or_else(|| before.settings.clone()),
        stages: edit.stages.unwrap_or_else(|| before.stages.clone()),
    };
    check(&mut work, &project, errors, has_plan.then_some(&mut plan)).await?;
    fresh(&row, edit.version)?;
    let state = read::state_of(&row)?;
    let effect = may(state, Move::Edit)?;
    if state == State::Active && plan != before {
        runnable(&mut work, &project, &plan).await?;
    }
    let number = row.number + i64::from(effect == Effect::AddsVersion && plan != before);
    let head = Head {
        name: &new_name,
        description: &new_description,
        category: &new_category,
        state: state.code(),
        number,
    };
    let told = |name: &str, description: &str, category: &str, plan: &Plan, number: i64| {
        json!({"name": name, "description": description, "category": category, "settings": plan.settings,
            "stages": plan.stages, "template_version": number})
    };
    let event =
        Event::new("workflow", "workflow_template.changed", ("workflow_template", &row.public_id, &new_name))
            .project(project.id)
            .before(told(&row.name, &row.description, &row.category, &before, row.number))
            .after(told(&new_name, &new_description, &new_category, &plan, number));
    record(&mut work, (&permit, active.as_ref()), event).await?;
    let by = by(&work);
    let organisation = work.organisation.id;
    store::update(&mut work.tx, organisation, row.id, &head, by).await.on_taken(NAME_TAKEN, taken)?;
    if plan != before {
        store::put_plan(&mut work.tx, organisation, (row.id, number), &text(&plan)?, by).await?;
    }
    let view = read::view(&mut work, &project, &facts, id).await?;
    Ok((work, view))
}

/// Activates or archives a template.
pub async fn shift(
    cx: &Cx,
    organisation: &str,
    project: &str,
    id: &str,
    (wanted, version): (Move, i64),
) -> Result<(Work, WorkflowTemplate)> {
    let (mut work, project, facts, row, permit) = hold(cx, organisation, project, id).await?;
    // That an active one cannot be activated is for the state to say.
    let active = (wanted == Move::Archive).then(|| of_active(&work, &facts, &row)).transpose()?.flatten();
    fresh(&row, version)?;
    let Effect::Becomes(state) = may(read::state_of(&row)?, wanted)? else {
        return Err(Error::code(ErrorCode::Conflict));
    };
    if state == State::Active {
        let plan = read::plan_of(&row)?;
        runnable(&mut work, &project, &plan).await?;
    }
    let action = match state {
        State::Active => "workflow_template.activated",
        State::Draft | State::Archived => "workflow_template.archived",
    };
    let event = Event::new("workflow", action, ("workflow_template", &row.public_id, &row.name))
        .project(project.id)
        .before(json!({"state": row.state}))
        .after(json!({"state": state.code(), "template_version": row.number}));
    record(&mut work, (&permit, active.as_ref()), event).await?;
    let head = Head {
        name: &row.name,
        description: &row.description,
        category: &row.category,
        state: state.code(),
        number: row.number,
    };
    let by = by(&work);
    store::update(&mut work.tx, work.organisation.id, row.id, &head, by).await?;
    let view = read::view(&mut work, &project, &facts, id).await?;
    Ok((work, view))
}

/// Deletes a draft. Nothing can have been started from it.
pub async fn delete(cx: &Cx, organisation: &str, project: &str, id: &str) -> Result<Work> {
    let (mut work, project, _, row, permit) = hold(cx, organisation, project, id).await?;
    may(read::state_of(&row)?, Move::Delete)?;
    let event =
        Event::new("workflow", "workflow_template.deleted", ("workflow_template", &row.public_id, &row.name))
            .project(project.id)
            .before(json!({"name": row.name, "category": row.category}));
    work.record(&permit, event).await?;
    store::remove(&mut work.tx, work.organisation.id, row.id).await?;
    Ok(work)
}

/// Copies a template as a draft, into its own project or into another in which one may write templates. Groups belong to
/// one project, so elsewhere the steps of groups are nobody's.
pub async fn copy(
    cx: &Cx,
    organisation: &str,
    project: &str,
    id: &str,
    wish: &WorkflowTemplateClone,
) -> Result<(Work, WorkflowTemplate)> {
    let (mut work, from, facts, row, permit) = hold(cx, organisation, project, id).await?;
    let mut errors = Vec::new();
    let name = name(&mut errors, &wish.name);
    Error::check(errors)?;
    let other = wish.project_id.as_ref().filter(|other| **other != from.public_id);
    let (project, facts, permit) = match other {
        None => (from.clone(), facts, permit),
        Some(other) => {
            let (project, facts) = work.project(other).await.map_err(unknown_project)?;
            let permit: Manage = work.permit_in(&facts, Target::default())?;
            (project, facts, permit)
        }
    };
    let plan = read::plan_of(&row)?;
    let plan = if other.is_some() { plan.without_groups() } else { plan };
    let words = Words { name: &name, description: &row.description, category: &row.category };
    let source = json!({"id": row.public_id, "name": row.name, "project": from.public_id});
    let id = insert(&mut work, &project, &permit, words, &plan, source).await?;
    let view = read::view(&mut work, &project, &facts, &id).await?;
    Ok((work, view))
}

/// A project that is not there for the person is not there as a choice.
fn unknown_project(error: Error) -> Error {
    match error {
        Error::Coded(ErrorCode::NotFound, _) => {
            Error::field("project_id", "unknown", "There is no such project.")
        }
        other => other,
    }
}

/// The template that the address names, and the right to change it.
async fn hold(
    cx: &Cx,
    organisation: &str,
    project: &str,
    id: &str,
) -> Result<(Work, ProjectRow, ProjectFacts, TemplateRow, Manage)> {
    let mut work = Work::write(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::WorkflowTemplateView>(&facts, Target::default())?;
    let row = store::find(&mut work.tx, project.id, id).await?.ok_or_else(Error::not_found)?;
    let permit = work.permit_in(&facts, Target::default())?;
    Ok((work, project, facts, row, permit))
}

/// The right to change or archive the template as an active one, if it is active: the organisation may keep those for its
/// administrators.
fn of_active(work: &Work, facts: &ProjectFacts, row: &TemplateRow) -> Result<Option<ManageActive>> {
    let active = read::state_of(row)? == State::Active;
    active.then(|| work.permit_in(facts, Target::default())).transpose()
}

/// Writes the event, by the right that the change took.
async fn record(
    work: &mut Work,
    (permit, active): (&Manage, Option<&ManageActive>),
    event: Event<'_>,
) -> Result<()> {
    match active {
        Some(active) => work.record(active, event).await?,
        None => work.record(permit, event).await?,
    };
    Ok(())
}

/// Answers with what is wrong: the words, the plan by itself, and whoever it names.
async fn check(
    work: &mut Work,
    project: &ProjectRow,
    mut errors: Vec<FieldError>,
    plan: Option<&mut Plan>,
) -> Result<()> {
    if let Some(plan) = plan {
        plan_check::settle(&mut errors, plan);
        // Whoever is named in a plan that is out of bounds is not looked up.
        if errors.is_empty() {
            let cast = read::cast(work, project, plan.parties().map(|(_, party)| party)).await?;
            for (place, party) in plan.parties() {
                cast.check(&mut errors, &place, party);
            }
        }
    }
    Error::check(errors)
}

/// Is the plan fit to be run now?
async fn runnable(work: &mut Work, project: &ProjectRow, plan: &Plan) -> Result<()> {
    let cast = read::cast(work, project, plan.parties().map(|(_, party)| party)).await?;
    Error::check(read::problems(plan, &cast))
}

fn fresh(row: &TemplateRow, version: i64) -> Result<()> {
    if row.row_version == version { Ok(()) } else { Err(Error::code(ErrorCode::Stale)) }
}

fn may(state: State, wanted: Move) -> Result<Effect> {
    state.after(wanted).map_err(|reason| Error::because(ErrorCode::Conflict, reason))
}

fn by(work: &Work) -> By {
    By { subject: work.me.subject, at: work.now() }
}

fn name(errors: &mut Vec<FieldError>, text: &str) -> String {
    wire::name(errors, "name", text, 120)
}

fn description(errors: &mut Vec<FieldError>, text: &str) -> String {
    wire::text(errors, "description", text, 2_000, false)
}

/// The category as it is kept: one of every project's is written as there.
fn category(errors: &mut Vec<FieldError>, text: &str) -> String {
    let text = wire::name(errors, "category", text, 40);
    let known = CATEGORIES.into_iter().find(|known| known.eq_ignore_ascii_case(&text));
    known.map_or(text, str::to_owned)
}

fn taken() -> Error {
    Error::field("name", "taken", "The project has a template of this name.")
}

fn text(plan: &Plan) -> Result<String> {
    Ok(serde_json::to_string(plan).map_err(anyhow::Error::from)?)
}
