//! Changes to a document: its fields, and its status by hand.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use wayleave_access::audit::Event;
use wayleave_access::documents::{self, RevisionRow, Visible};
use wayleave_access::search::Place;
use wayleave_access::{Action, ProjectFacts, Status, Target, Warrant, act};
use wayleave_base::{DocumentId, ErrorCode};

use super::checks::{self, Choices};
use super::store::{self, Fields};
use super::{lookup, news, state, statuses, viewer};
use crate::cx::Cx;
use crate::error::{Error, FieldError, Result};
use crate::metadata::model::Values;
use crate::metadata::values;
use crate::work::{ProjectRow, Work};

/// New values of a document's fields; what is absent stays.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DocumentPatch {
    /// The version that is changed.
    pub version: i64,
    /// The title.
    pub title: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// The code of the document type.
    pub document_type: Option<String>,
    /// The code of the discipline.
    pub discipline: Option<String>,
    /// The code of the zone.
    pub zone: Option<String>,
    /// The code of the stage.
    pub stage: Option<String>,
    /// The code of the level.
    pub level: Option<String>,
    /// The programme.
    pub programme: Option<String>,
    /// The sub-programme.
    pub sub_programme: Option<String>,
    /// The package or contract.
    pub package: Option<String>,
    /// The code in the work breakdown structure.
    pub wbs: Option<String>,
    /// The producing company.
    pub originator: Option<String>,
    /// The area.
    pub area: Option<String>,
    /// The building.
    pub building: Option<String>,
    /// The floor.
    pub floor: Option<String>,
    /// The asset's tag.
    pub asset_tag: Option<String>,
    /// The tags.
    pub tags: Option<Vec<String>>,
    /// The values of the project's own fields, by key; null clears, what is absent stays.
    #[schema(example = json!({"phase": "P1"}))]
    pub fields: BTreeMap<String, Option<String>>,
}

/// A status set by hand.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StatusBody {
    /// The status.
    pub status: String,
    /// Why; required for verdicts and ends.
    pub reason: Option<String>,
    /// The version that is changed.
    pub version: i64,
}

/// A document about to be changed.
#[derive(Clone, Debug)]
pub struct Held {
    /// The project.
    pub project: ProjectRow,
    /// The standing of whoever changes it.
    pub facts: ProjectFacts,
    /// The document.
    pub visible: Visible,
}

/// The document, as nobody else can change it until the end.
pub async fn hold(work: &mut Work, (project, document): (&str, &str)) -> Result<Held> {
    let (project, facts) = work.project(project).await?;
    let visible = work.document(&facts, document).await?;
    Ok(Held { project, facts, visible })
}

impl Held {
    /// The internal id.
    pub fn id(&self) -> DocumentId {
        self.visible.document.id
    }

    /// The document as the target of an act.
    pub fn target(&self) -> Target<'_> {
        Target::document(&self.visible)
    }

    /// Refuses a change that was made from an older state of the document.
    pub fn is_version(&self, version: i64) -> Result<()> {
        if self.visible.document.row_version == version { Ok(()) } else { Err(Error::code(ErrorCode::Stale)) }
    }

    /// The current revision of a document in the register.
    pub fn current(&self) -> Result<&RevisionRow> {
        let seq = self.visible.document.current_seq;
        let current = self.visible.revisions.iter().find(|revision| revision.seq == seq);
        Ok(current.ok_or_else(|| anyhow::anyhow!("a document in the register has a current revision"))?)
    }

    /// Writes the event of a change to this document.
    pub async fn record(
        &self,
        work: &mut Work,
        warrant: &impl Warrant,
        action: &str,
        (before, after): (Value, Value),
        reason: &str,
    ) -> Result<wayleave_access::audit::Stamp> {
        let document = &self.visible.document;
        let label = lookup::label_of(&self.visible);
        let event = Event::new("document", action, ("document", &document.public_id, &label))
            .project(self.project.id)
            .confidential(document.restricted)
            .before(before)
            .after(after)
            .reason(reason);
        work.record(warrant, event).await
    }

    /// Answers with the document as it is now.
    pub async fn answer(self, mut work: Work) -> Result<Response> {
        let found = documents::find_by_id(&mut work.tx, &self.facts.scope(), self.id()).await?;
        let visible = found.ok_or_else(Error::not_found)?;
        let shown = viewer::document(&mut work, &self.facts, &visible).await?;
        work.finish(StatusCode::OK, &shown).await
    }
}

impl DocumentPatch {
    /// The fields with the new values.
    #[must_use]
    pub fn apply(&self, before: &Fields) -> Fields {
        let given = |value: &Option<String>, before: &str| {
            value.as_ref().map_or_else(|| before.to_owned(), |value| checks::line(Some(value)))
        };
        Fields {
            document_type: given(&self.document_type, &before.document_type),
            discipline: given(&self.discipline, &before.discipline),
            zone: given(&self.zone, &before.zone),
            stage: given(&self.stage, &before.stage),
            level: given(&self.level, &before.level),
            programme: given(&self.programme, &before.programme),
            sub_programme: given(&self.sub_programme, &before.sub_programme),
            package: given(&self.package, &before.package),
            wbs: given(&self.wbs, &before.wbs),
            originator: given(&self.originator, &before.originator),
            area: given(&self.area, &before.area),
            building: given(&self.building, &before.building),
            floor: given(&self.floor, &before.floor),
            asset_tag: given(&self.asset_tag, &before.asset_tag),
            description: self
                .description
                .as_ref()
                .map_or_else(|| before.description.clone(), |text| checks::tidy(Some(text))),
            tags: self.tags.as_ref().map_or_else(|| before.tags.clone(), |tags| checks::tags(tags)),
        }
    }
}

/// The fields that differ, before and after.
#[must_use]
pub fn difference((title, before): (&str, &Fields), (new_title, after): (&str, &Fields)) -> (Value, Value) {
    let mut changes = (Map::new(), Map::new());
    let pairs = [
        ("title", json!(title), json!(new_title)),
        ("document_type", json!(before.document_type), json!(after.document_type)),
        ("discipline", json!(before.discipline), json!(after.discipline)),
        ("zone", json!(before.zone), json!(after.zone)),
        ("stage", json!(before.stage), json!(after.stage)),
        ("level", json!(before.level), json!(after.level)),
        ("programme", json!(before.programme), json!(after.programme)),
        ("sub_programme", json!(before.sub_programme), json!(after.sub_programme)),
        ("package", json!(before.package), json!(after.package)),
        ("wbs", json!(before.wbs), json!(after.wbs)),
        ("originator", json!(before.originator), json!(after.originator)),
        ("area", json!(before.area), json!(after.area)),
        ("building", json!(before.building), json!(after.building)),
        ("floor", json!(before.floor), json!(after.floor)),
        ("asset_tag", json!(before.asset_tag), json!(after.asset_tag)),
        ("description", json!(before.description), json!(after.description)),
        ("tags", json!(before.tags), json!(after.tags)),
    ];
    for (name, old, new) in pairs {
        if old != new {
            changes.0.insert(name.to_owned(), old);
            changes.1.insert(name.to_owned(), new);
        }
    }
    (Value::Object(changes.0), Value::Object(changes.1))
}

/// Changes fields. The number is not among them: it never changes.
pub async fn patch(
    cx: &Cx,
    organisation: &str,
    place: (&str, &str),
    body: &DocumentPatch,
) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let held = hold(&mut work, place).await?;
    patch_one(&mut work, &held, body, Some(body.version)).await?;
    held.answer(work).await
}

/// Changes the fields of one document, of that version where one is given; `false` when nothing differs.
pub async fn patch_one(
    work: &mut Work,
    held: &Held,
    body: &DocumentPatch,
    version: Option<i64>,
) -> Result<bool> {
    let permit = work.permit_in::<act::DocumentEdit>(&held.facts, held.target())?;
    version.map_or(Ok(()), |version| held.is_version(version))?;
    let document = &held.visible.document;
    let before = Fields::of(document);
    let old = values::of(&mut work.tx, held.id()).await?;
    let choices = Choices::load(work, held.project.id).await?;
    let mut after = body.apply(&before);
    choices.settle(&mut after);
    let title = body.title.as_ref().map_or_else(|| document.title.clone(), |title| checks::line(Some(title)));
    let mut errors = Vec::new();
    checks::check_title(&mut errors, &title);
    let new = choices.0.read(&mut errors, &body.fields, &old);
    choices.check_required(&mut errors, (&after, &new), Some((&before, &old)));
    choices.check_all(&mut errors, (&after, &new), (&before, &old));
    Error::check(errors)?;
    let changes = difference((&document.title, &before), (&title, &after));
    let changes = with_values(changes, (&old, &new));
    if changes.1 == json!({}) {
        return Ok(false);
    }
    held.record(work, &permit, "document.edited", changes, "").await?;
    let (names, now) = ((document.number.as_str(), title.as_str()), work.now());
    let place = Place { organisation: work.organisation.id, project: held.project.id, document: held.id() };
    values::write(&mut work.tx, place.organisation, place.document, &choices.0, (&old, &new)).await?;
    store::update_fields(&mut work.tx, place, names, &after, now).await?;
    Ok(true)
}

/// The differences with those of the project's own fields.
#[must_use]
pub fn with_values(mut changes: (Value, Value), (old, new): (&Values, &Values)) -> (Value, Value) {
    for key in old.keys().chain(new.keys()) {
        if old.get(key) != new.get(key) {
            changes.0[key] = json!(old.get(key));
            changes.1[key] = json!(new.get(key));
        }
    }
    changes
}

/// Reads a reason and holds it to its limits.
pub fn reason(given: Option<&String>, required: bool) -> Result<String> {
    let reason = checks::tidy(given);
    let mut errors = Vec::new();
    if required && reason.is_empty() {
        errors.push(FieldError::new("reason", "required", "Say why; it is kept in the history."));
    }
    checks::at_most(&mut errors, "reason", &reason, 2000);
    Error::check(errors)?;
    Ok(reason)
}

/// Sets the status by hand, along the table of transitions.
pub async fn set_status(
    cx: &Cx,
    organisation: &str,
    place: (&str, &str),
    body: &StatusBody,
) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let held = hold(&mut work, place).await?;
    set_status_one(&mut work, &held, (&body.status, body.reason.as_ref()), Some(body.version)).await?;
    news::statuses(&mut work, &held.facts, &[held.id()], news::By::Asker).await?;
    held.answer(work).await
}

/// Sets the status of one document, of that version where one is given.
pub async fn set_status_one(
    work: &mut Work,
    held: &Held,
    (status, why): (&str, Option<&String>),
    version: Option<i64>,
) -> Result<()> {
    let permit = work.permit_in::<act::DocumentStatus>(&held.facts, held.target())?;
    let wanted = Status::parse(status.trim())
        .ok_or_else(|| Error::field("status", "unknown_choice", "There is no such status."))?;
    let archive = (wanted == Status::Archived)
        .then(|| work.permit_in::<act::DocumentArchive>(&held.facts, held.target()))
        .transpose()?;
    let reason = reason(why, statuses::needs_reason(wanted))?;
    version.map_or(Ok(()), |version| held.is_version(version))?;
    state::check(Action::DocumentStatus, &held.visible)?;
    let from = held.visible.document.state().status;
    if !statuses::after(from).contains(&wanted) {
        return Err(Error::because(ErrorCode::Conflict, cannot_become(from, wanted)));
    }
    match archive {
        Some(permit) => write_status(work, held, &permit, wanted, &reason).await,
        None => write_status(work, held, &permit, wanted, &reason).await,
    }
}

/// The sentence for a status that cannot follow.
pub fn cannot_become(from: Status, wanted: Status) -> String {
    format!(
        "A document that is {} cannot become {} by hand.",
        statuses::words(from.code()).to_lowercase(),
        statuses::words(wanted.code()).to_lowercase()
    )
}

/// The statuses that may follow by this person's hand.
pub fn next_statuses(facts: &ProjectFacts, visible: &Visible) -> Vec<Status> {
    let may = |action| facts.outcome(action, Target::document(visible)).is_allowed();
    if !may(Action::DocumentStatus) || state::hindrance(Action::DocumentStatus, visible).is_some() {
        return Vec::new();
    }
    let after = statuses::after(visible.document.state().status).iter().copied();
    after.filter(|status| *status != Status::Archived || may(Action::DocumentArchive)).collect()
}

/// Writes a status that may follow: the event, the current revision's status, and what the document becomes by it.
pub async fn write_status(
    work: &mut Work,
    held: &Held,
    warrant: &impl Warrant,
    wanted: Status,
    reason: &str,
) -> Result<()> {
    let document = &held.visible.document;
    let current = held.current()?;
    let told =
        |status: &str| json!({"status": status, "revision": current.code, "revision_id": current.public_id});
    let changes = (told(document.state().status.code()), told(wanted.code()));
    let stamp = held.record(work, warrant, "document.status_changed", changes, reason).await?;
    let now = work.now();
    store::set_revision_status(&mut work.tx, &stamp, current.id, wanted.code()).await?;
    store::touch(&mut work.tx, held.id(), now).await?;
    store::settle(&mut work.tx, &stamp, held.id()).await?;
    Ok(())
}
