//! Choices of fields: added, changed, retired, and deleted as long as no document ever had them.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};
use wayleave_base::ErrorCode;

use super::model::{Choice, Field, Kind, code_key, is_code};
use super::service::{self, Opened};
use super::store::{self, NewChoice};
use super::view::{self, Eyes, NewOptionBody, OptionEdit};
use crate::cx::Cx;
use crate::error::{Error, FieldError, Result};
use crate::wire;

/// A field has no more choices than a list can show.
const MOST: usize = 1000;

const MALFORMED: &str = "A code has 1 to 16 letters, digits and hyphens, and begins with a letter or digit.";

/// What the event of a choice tells.
fn told(field: &Field, choice: &Choice) -> Value {
    json!({"field": field.key, "code": choice.code, "label": choice.label, "parent": choice.parent,
        "position": choice.position, "retired": choice.retired})
}

impl Opened {
    /// The choices of the field that belong to this level, in their order.
    fn of_level<'a>(&self, field: &'a Field) -> impl Iterator<Item = &'a Choice> {
        let project = self.level.is_project();
        field.choices.iter().filter(move |choice| choice.project == project)
    }

    /// A choice of this level; one of the organisation cannot be changed from a project.
    fn choice(&self, field: &Field, code: &str) -> Result<Choice> {
        let found = field.choice(code).ok_or_else(Error::not_found)?;
        if found.project == self.level.is_project() {
            return Ok(found.clone());
        }
        Err(Error::because(ErrorCode::Conflict, "It is the organisation's; it is changed there."))
    }

    /// Reads a code that no other choice of the field has, here or in a project that follows.
    async fn free_code(&mut self, errors: &mut Vec<FieldError>, field: &Field, code: &str) -> Result<String> {
        let code = code.trim().to_owned();
        if !is_code(&code) {
            errors.push(FieldError::new("code", "malformed", MALFORMED));
        } else if field.choice(&code).is_some()
            || (!self.level.is_project()
                && store::code_in_projects(&mut self.work.tx, field.id, &code).await?)
        {
            errors.push(FieldError::new("code", "taken", "The field has this code already."));
        }
        Ok(code)
    }

    /// Reads the code in the parent field under which a choice is offered.
    fn parent(&self, errors: &mut Vec<FieldError>, field: &Field, code: Option<&str>) -> String {
        let code = code.map(str::trim).unwrap_or_default();
        if code.is_empty() {
            return String::new();
        }
        let parent = self.catalogue.get(&field.parent).and_then(|parent| parent.choice(code));
        if let Some(parent) = parent {
            return parent.code.clone();
        }
        let text = match field.parent.as_str() {
            "" => "This field depends on no other.".to_owned(),
            key => format!("{key} has no such choice."),
        };
        errors.push(FieldError::new("parent", "unknown_choice", text));
        String::new()
    }

    async fn is_used(&mut self, field: &Field, choice: &Choice) -> Result<bool> {
        let organisation = self.work.organisation.id;
        let asked = [(field.key.as_str(), choice.code.as_str())];
        let used = store::used(&mut self.work.tx, organisation, &asked).await?;
        Ok(!used.is_empty())
    }

    /// Answers with the choice as it is now.
    async fn answer_option(mut self, status: StatusCode, key: &str, code: &str) -> Result<Response> {
        let organisation = self.work.organisation.id;
        let catalogue = store::load(&mut self.work.tx, organisation, self.level.id()).await?;
        let field = catalogue.get(key).ok_or_else(Error::not_found)?;
        let choice = field.choice(code).ok_or_else(Error::not_found)?;
        let used = service::used(&mut self.work, &catalogue).await?;
        let eyes = Eyes { project: self.level.is_project(), may: true, used: &used, in_scheme: &[] };
        let shown = view::option(field, choice, &eyes);
        self.work.finish(status, &shown).await
    }
}

/// Adds a choice to a field; a project may add to a field of the organisation.
pub async fn add(
    cx: &Cx,
    organisation: &str,
    project: Option<&str>,
    key: &str,
    body: NewOptionBody,
) -> Result<Response> {
    let mut opened = Opened::new(cx, organisation, project).await?;
    let field = opened.field(key)?;
    if field.kind != Kind::Dropdown {
        return Err(Error::because(ErrorCode::Conflict, "Only dropdowns have choices."));
    }
    let mut errors = Vec::new();
    let code = opened.free_code(&mut errors, &field, &body.code).await?;
    let label = wire::name(&mut errors, "label", &body.label, 100);
    let parent = opened.parent(&mut errors, &field, body.parent.as_deref());
    if field.choices.len() >= MOST {
        errors.push(FieldError::new("code", "full", format!("A field has {MOST} choices at most.")));
    }
    Error::check(errors)?;
    let position = opened.of_level(&field).map(|choice| choice.position).max().unwrap_or_default() + 1;
    let project = opened.level.is_project();
    let choice = Choice { id: 0, project, code, label, parent, position, retired: false };
    let id = format!("{key}.{}", choice.code);
    let changes = (json!(null), told(&field, &choice));
    opened.record("option.added", ("option", &id, &choice.label), changes).await?;
    let Opened { work, level, .. } = &mut opened;
    let new = NewChoice {
        field: field.id,
        project: level.id(),
        code: &choice.code,
        label: &choice.label,
        parent: &choice.parent,
        position,
    };
    store::insert_choice(&mut work.tx, work.organisation.id, &new).await?;
    opened.answer_option(StatusCode::CREATED, key, &choice.code).await
}

/// Changes a choice.
pub async fn edit(
    cx: &Cx,
    organisation: &str,
    project: Option<&str>,
    (key, code): (&str, &str),
    body: OptionEdit,
) -> Result<Response> {
    let mut opened = Opened::new(cx, organisation, project).await?;
    let field = opened.field(key)?;
    let before = opened.choice(&field, code)?;
    let mut after = before.clone();
    let mut errors = Vec::new();
    if let Some(code) = body.code.as_deref().filter(|code| code.trim() != before.code) {
        if opened.is_used(&field, &before).await? {
            let text = "Documents have this code, or had it; add another choice and retire this one.";
            errors.push(FieldError::new("code", "used", text));
        } else {
            let mut others = field.clone();
            others.choices.retain(|choice| choice.id != before.id);
            after.code = opened.free_code(&mut errors, &others, code).await?;
        }
    }
    if let Some(label) = &body.label {
        after.label = wire::name(&mut errors, "label", label, 100);
    }
    if let Some(parent) = &body.parent {
        after.parent = opened.parent(&mut errors, &field, parent.as_deref());
    }
    after.retired = body.retired.unwrap_or(before.retired);
    let moves = match body.position {
        None => Vec::new(),
        Some(to) => {
            let order: Vec<(i64, i64)> =
                opened.of_level(&field).map(|choice| (choice.id, choice.position)).collect();
            service::moved(&mut errors, &order, before.id, to)
        }
    };
    Error::check(errors)?;
    after.position = moves.iter().find(|(id, _)| *id == before.id).map_or(before.position, |(_, to)| *to);
    if after != before {
        change(&mut opened, &field, (&before, &after), &moves).await?;
    }
    opened.answer_option(StatusCode::OK, key, &after.code).await
}

async fn change(
    opened: &mut Opened,
    field: &Field,
    (before, after): (&Choice, &Choice),
    moves: &[(i64, i64)],
) -> Result<()> {
    let id = format!("{}.{}", field.key, before.code);
    let changes = (told(field, before), told(field, after));
    opened.record("option.changed", ("option", &id, &after.label), changes).await?;
    let work = &mut opened.work;
    let now = work.now();
    for choice in &field.choices {
        if let Some((_, to)) = moves.iter().find(|(id, _)| *id == choice.id && choice.id != before.id) {
            store::update_choice(&mut work.tx, &Choice { position: *to, ..choice.clone() }, now).await?;
        }
    }
    store::update_choice(&mut work.tx, after, now).await?;
    // Choices that were offered under this one still are, whatever its code is now.
    if code_key(&before.code) != code_key(&after.code) {
        store::rename_parent(&mut work.tx, work.organisation.id, &field.key, (&before.code, &after.code))
            .await?;
    }
    Ok(())
}

/// Deletes a choice that no document ever had.
pub async fn delete(
    cx: &Cx,
    organisation: &str,
    project: Option<&str>,
    (key, code): (&str, &str),
) -> Result<Response> {
    let mut opened = Opened::new(cx, organisation, project).await?;
    let field = opened.field(key)?;
    let choice = opened.choice(&field, code)?;
    if opened.is_used(&field, &choice).await? {
        let text = "Documents have this code, or had it; retire it instead.";
        return Err(Error::because(ErrorCode::Conflict, text));
    }
    let organisation = opened.work.organisation.id;
    if store::has_children(&mut opened.work.tx, organisation, key, &choice.code).await? {
        let text = "Choices of another field are offered under it.";
        return Err(Error::because(ErrorCode::Conflict, text));
    }
    let id = format!("{key}.{}", choice.code);
    let changes = (told(&field, &choice), json!(null));
    opened.record("option.deleted", ("option", &id, &choice.label), changes).await?;
    store::delete_choice(&mut opened.work.tx, choice.id).await?;
    opened.work.finish_empty().await
}
