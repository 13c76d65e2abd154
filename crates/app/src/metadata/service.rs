//! Fields: added, changed, retired and deleted, by the organisation for all its projects or by a project for itself. A
//! project adds to what the organisation has and takes nothing from it.

use std::collections::HashSet;

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};
use wayleave_access::audit::Event;
use wayleave_access::{Action, Outcome, Target, act};
use wayleave_base::ErrorCode;

use super::model::{BUILT_IN, Catalogue, Field, Kind, is_key};
use super::store::{self, NewField};
use super::view::{self, Eyes, FieldEdit, FieldList, FieldView, NewFieldBody};
use crate::abilities::abilities;
use crate::cx::Cx;
use crate::error::{Error, FieldError, Result};
use crate::level::{Leave, Level};
use crate::register::numbering;
use crate::wire;
use crate::work::Work;

/// The most fields of the organisation, and of a project.
const MOST: usize = 50;

/// The act of whoever changes the fields of this level.
fn ruling(level: &Level) -> Action {
    if level.is_project() { Action::ProjectSettings } else { Action::OptionManage }
}

fn outcome(work: &Work, level: &Level, action: Action) -> Outcome {
    match level.project() {
        None => work.facts().outcome(action, Target::default()),
        Some((_, facts)) => facts.outcome(action, Target::default()),
    }
}

/// A level opened to be changed.
pub struct Opened {
    /// The transaction.
    pub work: Work,
    /// The level.
    pub level: Level,
    /// The permit.
    leave: Leave<act::OptionManage>,
    /// The fields as they are.
    pub catalogue: Catalogue,
}

impl Opened {
    /// Opens the level for a change.
    pub async fn new(cx: &Cx, organisation: &str, project: Option<&str>) -> Result<Self> {
        let mut work = Work::write(cx, organisation).await?;
        let level = Level::open(&mut work, project).await?;
        let leave = level.leave(&work)?;
        let catalogue = store::load(&mut work.tx, work.organisation.id, level.id()).await?;
        Ok(Self { work, level, leave, catalogue })
    }

    /// Writes the event of a change.
    pub async fn record(
        &mut self,
        action: &str,
        entity: (&str, &str, &str),
        (before, after): (Value, Value),
    ) -> Result<()> {
        let event = Event::new(self.level.category(), action, entity).before(before).after(after);
        self.level.record(&mut self.work, &self.leave, event).await.map(drop)
    }

    /// A field by its key.
    pub fn field(&self, key: &str) -> Result<Field> {
        self.catalogue.get(key).cloned().ok_or_else(Error::not_found)
    }

    /// A field of this level; one of the organisation cannot be changed from a project.
    fn own(&self, key: &str) -> Result<Field> {
        let field = self.field(key)?;
        if field.project == self.level.is_project() {
            return Ok(field);
        }
        Err(Error::because(ErrorCode::Conflict, "It is the organisation's; it is changed there."))
    }

    /// Is the field a part of the numbers of this level, or of a project that follows it?
    async fn in_a_scheme(&mut self, key: &str) -> Result<bool> {
        let organisation = self.work.organisation.id;
        Ok(numbering::uses(&mut self.work.tx, organisation, self.level.id(), key).await?)
    }

    /// Answers with the field as it is now.
    async fn answer(mut self, status: StatusCode, key: &str) -> Result<Response> {
        let shown = show(&mut self.work, &self.level).await?;
        let found = shown.into_iter().find(|field| field.key == key);
        let field: FieldView = found.ok_or_else(Error::not_found)?;
        self.work.finish(status, &field).await
    }
}

async fn show(work: &mut Work, level: &Level) -> Result<Vec<FieldView>> {
    let organisation = work.organisation.id;
    let catalogue = store::load(&mut work.tx, organisation, level.id()).await?;
    let used = used(work, &catalogue).await?;
    let in_scheme = match level.id() {
        Some(project) => numbering::fields(&mut work.tx, organisation, project).await?,
        None => Vec::new(),
    };
    let may = outcome(work, level, ruling(level)).is_allowed();
    let eyes = Eyes { project: level.is_project(), may, used: &used, in_scheme: &in_scheme };
    Ok(catalogue.fields.iter().map(|field| view::field(field, &eyes)).collect())
}

/// The choices of these fields that documents have or had.
pub async fn used(work: &mut Work, catalogue: &Catalogue) -> Result<HashSet<(String, String)>> {
    let choices: Vec<(&str, &str)> = catalogue
        .fields
        .iter()
        .flat_map(|field| field.choices.iter().map(|choice| (field.key.as_str(), choice.code.as_str())))
        .collect();
    Ok(store::used(&mut work.tx, work.organisation.id, &choices).await?)
}

/// The fields.
pub async fn list(cx: &Cx, organisation: &str, project: Option<&str>) -> Result<FieldList> {
    let mut work = Work::read(cx, organisation).await?;
    let level = Level::look::<act::OptionManage>(&mut work, project).await?;
    let items = show(&mut work, &level).await?;
    let abilities = abilities(&[ruling(&level)], |action| outcome(&work, &level, action));
    Ok(FieldList { items, abilities })
}

/// What the event of a field tells.
fn told(field: &Field) -> Value {
    json!({"key": field.key, "label": field.label, "kind": field.kind.code(), "required": field.required,
        "position": field.position, "retired": field.retired, "parent": field.parent})
}

/// Adds a field.
pub async fn add(cx: &Cx, organisation: &str, project: Option<&str>, body: NewFieldBody) -> Result<Response> {
    let mut opened = Opened::new(cx, organisation, project).await?;
    let field = read_new(&mut opened, body).await?;
    let entity = ("field", field.key.as_str(), field.label.as_str());
    opened.record("field.added", entity, (json!(null), told(&field))).await?;
    let Opened { work, level, .. } = &mut opened;
    let new = NewField {
        project: level.id(),
        key: &field.key,
        label: &field.label,
        kind: field.kind,
        built_in: false,
        required: field.required,
        parent: &field.parent,
        position: field.position,
    };
    let (organisation, now) = (work.organisation.id, work.now());
    store::insert_field(&mut work.tx, organisation, now, &new).await?;
    opened.answer(StatusCode::CREATED, &field.key).await
}

/// Reads a new field and holds it to its rules.
async fn read_new(opened: &mut Opened, body: NewFieldBody) -> Result<Field> {
    let mut errors = Vec::new();
    let key = body.key.trim().to_owned();
    if !is_key(&key) {
        let text =
            "A key begins with a small letter and has small letters, digits and underscores, 32 at most.";
        errors.push(FieldError::new("key", "malformed", text));
    } else if BUILT_IN.contains(&key.as_str())
        || opened.catalogue.get(&key).is_some()
        || (!opened.level.is_project()
            && store::key_in_projects(&mut opened.work.tx, opened.work.organisation.id, &key).await?)
    {
        errors.push(FieldError::new("key", "taken", "There is a field with this key already."));
    } else if wayleave_query::Fields::default().get(&key).is_some() {
        let text = format!("{key}: means something else in a search already.");
        errors.push(FieldError::new("key", "reserved", text));
    }
    let label = wire::name(&mut errors, "label", &body.label, 60);
    let kind = Kind::parse(body.kind.trim());
    if kind.is_none() {
        let text = "A field is a dropdown, a text, a date or a toggle.";
        errors.push(FieldError::new("kind", "unknown_choice", text));
    }
    let parent = body.parent.map(|parent| parent.trim().to_owned()).unwrap_or_default();
    let stands = |field: &Field| field.kind == Kind::Dropdown && !field.retired;
    if !parent.is_empty()
        && (kind != Some(Kind::Dropdown) || !opened.catalogue.get(&parent).is_some_and(stands))
    {
        let text = "A dropdown can depend on another dropdown of this list, and on nothing else.";
        errors.push(FieldError::new("parent", "unknown", text));
    }
    let of_level = opened.catalogue.fields.iter().filter(|field| field.project == opened.level.is_project());
    let (count, last) = of_level.fold((0, 0), |(count, last), field| (count + 1, last.max(field.position)));
    if count >= MOST {
        errors.push(FieldError::new("key", "full", format!("There can be {MOST} fields at most.")));
    }
    Error::check(errors)?;
    Ok(Field {
        id: 0,
        project: opened.level.is_project(),
        key,
        label,
        kind: kind.unwrap_or(Kind::Text),
        built_in: false,
        required: body.required,
        parent,
        position: last + 1,
        retired: false,
        choices: Vec::new(),
    })
}

/// Changes a field.
pub async fn edit(
    cx: &Cx,
    organisation: &str,
    project: Option<&str>,
    key: &str,
    body: FieldEdit,
) -> Result<Response> {
    let mut opened = Opened::new(cx, organisation, project).await?;
    let before = opened.own(key)?;
    let mut after = before.clone();
    let mut errors = Vec::new();
    if let Some(label) = &body.label {
        after.label = wire::name(&mut errors, "label", label, 60);
    }
    if let Some(required) = body.required {
        if before.key == "document_type" && !required {
            errors.push(FieldError::new("required", "built_in", "Every document has a type."));
        }
        after.required = required;
    }
    if let Some(retired) = body.retired {
        if before.built_in && retired {
            errors.push(FieldError::new("retired", "built_in", "Every organisation has this field."));
        } else if retired && opened.in_a_scheme(key).await? {
            let text = "Numbers are made of it; change the numbering first.";
            errors.push(FieldError::new("retired", "in_scheme", text));
        }
        after.retired = retired;
    }
    let moves = match body.position {
        None => Vec::new(),
        Some(to) => {
            let level = opened.catalogue.fields.iter().filter(|field| field.project == before.project);
            let order: Vec<(i64, i64)> = level.map(|field| (field.id, field.position)).collect();
            moved(&mut errors, &order, before.id, to)
        }
    };
    Error::check(errors)?;
    after.position = moves.iter().find(|(id, _)| *id == before.id).map_or(before.position, |(_, to)| *to);
    if after != before {
        let entity = ("field", after.key.as_str(), after.label.as_str());
        opened.record("field.changed", entity, (told(&before), told(&after))).await?;
        let Opened { work, catalogue, .. } = &mut opened;
        let now = work.now();
        for field in &catalogue.fields {
            if let Some((_, to)) = moves.iter().find(|(id, _)| *id == field.id && field.id != before.id) {
                store::update_field(&mut work.tx, &Field { position: *to, ..field.clone() }, now).await?;
            }
        }
        store::update_field(&mut work.tx, &after, now).await?;
    }
    opened.answer(StatusCode::OK, key).await
}

/// The places that change when one of the rows, in their order, moves to a place from 1.
pub fn moved(errors: &mut Vec<FieldError>, order: &[(i64, i64)], id: i64, to: i64) -> Vec<(i64, i64)> {
    let Some(at) = usize::try_from(to).ok().filter(|to| (1..=order.len()).contains(to)) else {
        let text = format!("Choose a place from 1 to {}.", order.len());
        errors.push(FieldError::new("position", "out_of_range", text));
        return Vec::new();
    };
    let mut ids: Vec<i64> = order.iter().map(|(id, _)| *id).filter(|other| *other != id).collect();
    ids.insert(at - 1, id);
    let places = ids.into_iter().zip(1_i64..);
    places.filter(|place| !order.contains(place)).collect()
}

/// Deletes a field that no document has a value in.
pub async fn delete(cx: &Cx, organisation: &str, project: Option<&str>, key: &str) -> Result<Response> {
    let mut opened = Opened::new(cx, organisation, project).await?;
    let field = opened.own(key)?;
    if field.built_in {
        return Err(Error::because(ErrorCode::Conflict, "Every organisation has this field."));
    }
    let organisation = opened.work.organisation.id;
    if store::has_dependents(&mut opened.work.tx, organisation, opened.level.id(), key).await? {
        return Err(Error::because(ErrorCode::Conflict, "Another field depends on it."));
    }
    if opened.in_a_scheme(key).await? {
        return Err(Error::because(
            ErrorCode::Conflict,
            "Numbers are made of it; change the numbering first.",
        ));
    }
    if store::has_values(&mut opened.work.tx, field.id).await? {
        let text = "Documents have a value in this field; retire it instead.";
        return Err(Error::because(ErrorCode::Conflict, text));
    }
    let entity = ("field", field.key.as_str(), field.label.as_str());
    opened.record("field.deleted", entity, (told(&field), json!(null))).await?;
    store::delete_field(&mut opened.work.tx, field.id).await?;
    opened.work.finish_empty().await
}
