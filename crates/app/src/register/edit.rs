//! Changes to a document: its fields, its status by hand, its lock, the groups it is restricted to, the bin.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use wayleave_access::audit::Event;
use wayleave_access::documents::{self, Visible};
use wayleave_access::ledger::{self, NewGrant};
use wayleave_access::{Caps, Cause, ObjectKind, ProjectFacts, Reason, Status, Target, Warrant, act};
use wayleave_base::{DocumentId, ErrorCode, NEVER, SubjectId};
use wayleave_db::{row, sql};

use super::rows::{self, Choices};
use super::store::{self, Fields};
use super::{statuses, view};
use crate::cx::Cx;
use crate::error::{Error, FieldError, OnTaken, Result};
use crate::work::{ProjectRow, Work};

/// New values of a document's fields; what is absent stays.
#[derive(Debug, Default, Deserialize, ToSchema)]
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

/// A reason, where one is due.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ReasonBody {
    /// Why.
    pub reason: Option<String>,
}

/// Whom a document is restricted to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RestrictBody {
    /// Is it restricted?
    pub restricted: bool,
    /// The groups that see it all the same.
    #[serde(default)]
    pub group_ids: Vec<String>,
}

/// A document about to be changed, its row locked.
struct Held {
    project: ProjectRow,
    facts: ProjectFacts,
    visible: Visible,
}

async fn hold(work: &mut Work, (project, document): (&str, &str)) -> Result<Held> {
    let (project, facts) = work.project(project).await?;
    store::lock(&mut work.tx, project.id, document).await?;
    let visible = work.document(&facts, document).await?;
    Ok(Held { project, facts, visible })
}

impl Held {
    fn id(&self) -> DocumentId {
        self.visible.document.id
    }

    fn target(&self) -> Target<'_> {
        Target::document(&self.visible)
    }

    fn is_version(&self, version: i64) -> Result<()> {
        if self.visible.document.row_version == version { Ok(()) } else { Err(Error::code(ErrorCode::Stale)) }
    }

    /// Writes the event of a change to this document.
    async fn record(
        &self,
        work: &mut Work,
        warrant: &impl Warrant,
        action: &str,
        (before, after): (Value, Value),
        reason: &str,
    ) -> Result<wayleave_access::audit::Stamp> {
        let document = &self.visible.document;
        let label = store::label_of(&self.visible);
        let event = Event::new("document", action, ("document", &document.public_id, &label))
            .project(self.project.id)
            .confidential(document.restricted)
            .before(before)
            .after(after)
            .reason(reason);
        work.record(warrant, event).await
    }

    /// Answers with the document as it is now.
    async fn answer(self, mut work: Work) -> Result<Response> {
        let found = documents::find_by_id(&mut work.tx, &self.facts.scope(), self.id()).await?;
        let visible = found.ok_or_else(Error::not_found)?;
        let shown = view::document(&mut work, &self.facts, &visible).await?;
        work.finish(StatusCode::OK, &shown).await
    }
}

impl DocumentPatch {
    fn apply(&self, before: &Fields) -> Fields {
        let given = |value: &Option<String>, before: &str| {
            value.as_ref().map_or_else(|| before.to_owned(), |value| rows::line(Some(value)))
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
                .map_or_else(|| before.description.clone(), |text| rows::tidy(Some(text))),
            tags: self.tags.as_ref().map_or_else(|| before.tags.clone(), |tags| rows::tags(tags)),
        }
    }
}

/// The fields that differ, before and after.
fn difference((title, before): (&str, &Fields), (new_title, after): (&str, &Fields)) -> (Value, Value) {
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
    let permit = work.permit_in::<act::DocumentEdit>(&held.facts, held.target())?;
    held.is_version(body.version)?;
    let document = &held.visible.document;
    let before = Fields::of(document);
    let after = body.apply(&before);
    let title = body.title.as_ref().map_or_else(|| document.title.clone(), |title| rows::line(Some(title)));
    let mut errors = Vec::new();
    rows::check_title(&mut errors, &title);
    if after.document_type.is_empty() && !before.document_type.is_empty() {
        errors.push(FieldError::new("document_type", "required", "A document type is required."));
    }
    Choices::load(&mut work).await?.check_fields(&mut errors, &after, &before);
    Error::check(errors)?;
    let changes = difference((&document.title, &before), (&title, &after));
    if changes.1 == json!({}) {
        return held.answer(work).await;
    }
    held.record(&mut work, &permit, "document.edited", changes, "").await?;
    let (names, now) = ((document.number.as_str(), title.as_str()), work.now());
    store::update_fields(&mut work.tx, held.id(), names, &after, now).await?;
    held.answer(work).await
}

/// Reads a reason and holds it to its limits.
fn reason(given: Option<&String>, required: bool) -> Result<String> {
    let reason = rows::tidy(given);
    let mut errors = Vec::new();
    if required && reason.is_empty() {
        errors.push(FieldError::new("reason", "required", "Say why; it is kept in the history."));
    }
    rows::at_most(&mut errors, "reason", &reason, 2000);
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
    let permit = work.permit_in::<act::DocumentStatus>(&held.facts, held.target())?;
    let wanted = Status::parse(body.status.trim())
        .ok_or_else(|| Error::field("status", "unknown_choice", "There is no such status."))?;
    let reason = reason(body.reason.as_ref(), statuses::needs_reason(wanted))?;
    held.is_version(body.version)?;
    let document = &held.visible.document;
    if !document.admitted {
        let text = "It waits for acceptance; its status is set when it is accepted.";
        return Err(Error::because(ErrorCode::Conflict, text));
    }
    let from = document.state().status;
    if !statuses::after(from).contains(&wanted) {
        let text = format!(
            "A document that is {} cannot become {} by hand.",
            statuses::words(from.code()).to_lowercase(),
            statuses::words(wanted.code()).to_lowercase()
        );
        return Err(Error::because(ErrorCode::Conflict, text));
    }
    let current = held.visible.revisions.iter().find(|revision| revision.seq == document.current_seq);
    let current =
        current.ok_or_else(|| anyhow::anyhow!("a document in the register has a current revision"))?;
    let told =
        |status: &str| json!({"status": status, "revision": current.code, "revision_id": current.public_id});
    let changes = (told(from.code()), told(wanted.code()));
    let stamp = held.record(&mut work, &permit, "document.status_changed", changes, &reason).await?;
    let now = work.now();
    store::set_revision_status(&mut work.tx, &stamp, current.id, wanted.code()).await?;
    store::touch(&mut work.tx, held.id(), now).await?;
    store::settle(&mut work.tx, &stamp, held.id()).await?;
    held.answer(work).await
}

/// Locks the document: it takes no further revisions.
pub async fn lock(cx: &Cx, organisation: &str, place: (&str, &str), body: &ReasonBody) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let held = hold(&mut work, place).await?;
    let permit = work.permit_in::<act::DocumentLock>(&held.facts, held.target())?;
    let reason = reason(body.reason.as_ref(), true)?;
    if held.visible.document.locked_at.is_some() {
        return Err(Error::because(ErrorCode::Conflict, "The document is locked already."));
    }
    let changes = (json!({"locked": false}), json!({"locked": true}));
    held.record(&mut work, &permit, "document.locked", changes, &reason).await?;
    let text = sql(
        "update document set locked_at = $2, locked_by = $3, lock_reason = $4, row_version = row_version + 1,
        updated_at = $2 where id = $1",
    )
    .bind(held.id())
    .bind(work.now())
    .bind(work.me.subject)
    .bind(&reason);
    work.tx.execute(text).await?;
    held.answer(work).await
}

/// Unlocks the document.
pub async fn unlock(cx: &Cx, organisation: &str, place: (&str, &str), body: &ReasonBody) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let held = hold(&mut work, place).await?;
    let permit = work.permit_in::<act::DocumentUnlock>(&held.facts, held.target())?;
    let reason = reason(body.reason.as_ref(), false)?;
    if held.visible.document.locked_at.is_none() {
        return Err(Error::because(ErrorCode::Conflict, "The document is not locked."));
    }
    let before = json!({"locked": true, "reason": held.visible.document.lock_reason});
    held.record(&mut work, &permit, "document.unlocked", (before, json!({"locked": false})), &reason).await?;
    let text = sql("update document set locked_at = null, locked_by = null, lock_reason = '', row_version = row_version + 1,
        updated_at = $2 where id = $1")
        .bind(held.id())
        .bind(work.now());
    work.tx.execute(text).await?;
    held.answer(work).await
}

row! {
    struct GroupRow { public_id: String, subject_id: SubjectId, name: String }
}

/// Restricts the document to groups, changes the groups, or opens it to the project again.
pub async fn restrict(
    cx: &Cx,
    organisation: &str,
    place: (&str, &str),
    body: &RestrictBody,
) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let held = hold(&mut work, place).await?;
    let permit = work.permit_in::<act::DocumentRestrict>(&held.facts, held.target())?;
    let groups = groups(&mut work, &held, body).await?;
    let before = store::restricted_to(&mut work.tx, work.organisation.id, held.id()).await?;
    let names = |groups: &mut dyn Iterator<Item = &str>| groups.map(str::to_owned).collect::<Vec<_>>();
    let changes = (
        json!({
            "restricted": held.visible.document.restricted,
            "groups": names(&mut before.iter().map(|group| group.name.as_str())),
        }),
        json!({
            "restricted": body.restricted,
            "groups": names(&mut groups.iter().map(|group| group.name.as_str())),
        }),
    );
    let action = if body.restricted { "document.restricted" } else { "document.unrestricted" };
    let stamp = held.record(&mut work, &permit, action, changes, "").await?;
    let cause = Cause::Restriction(held.id().get());
    ledger::close_cause(&mut work.tx, &stamp, cause).await?;
    for group in &groups {
        let grant = NewGrant {
            subject: group.subject_id,
            project: held.project.id,
            object_kind: ObjectKind::Document,
            object: held.id().get(),
            caps: GROUP_CAPS,
            rev_from: 0,
            rev_to: ledger::ALL_LATER,
            reason: Reason::Group,
            cause,
            ends_at: NEVER,
        };
        ledger::grant(&mut work.tx, &stamp, &grant).await?;
    }
    let text = sql("update document set restricted = $2 where id = $1").bind(held.id()).bind(body.restricted);
    work.tx.execute(text).await?;
    let now = work.now();
    store::touch(&mut work.tx, held.id(), now).await?;
    ledger::document_changed(&mut work.tx, &stamp, held.id()).await?;
    let gone = documents::find_by_id(&mut work.tx, &held.facts.scope(), held.id()).await?.is_none();
    if gone {
        let text = "You would no longer see the document yourself. Include a group that you belong to.";
        return Err(Error::field("group_ids", "locks_out", text));
    }
    held.answer(work).await
}

/// What a group may do with a restricted document that is open to it.
const GROUP_CAPS: Caps = Caps::VIEW.with(Caps::DOWNLOAD).with(Caps::COMMENT).with(Caps::MARK_UP);

async fn groups(work: &mut Work, held: &Held, body: &RestrictBody) -> Result<Vec<GroupRow>> {
    if !body.restricted {
        return Ok(Vec::new());
    }
    let mut ids = body.group_ids.clone();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() || ids.len() > 50 {
        return Err(Error::field("group_ids", "required", "Choose 1 to 50 groups that see it."));
    }
    let mut text = sql(
        "select public_id, subject_id, name from access_group where organisation_id = $1 and project_id = $2
        and deleted_at is null and public_id in ",
    )
    .bind(work.organisation.id)
    .bind(held.project.id);
    text.text_list(&ids).push(" order by name");
    let found: Vec<GroupRow> = work.tx.all(text).await?;
    let missing = ids.iter().any(|id| !found.iter().any(|group| group.public_id == *id));
    if missing {
        return Err(Error::field("group_ids", "unknown_choice", "One of these groups does not exist."));
    }
    Ok(found)
}

/// Puts a draft that was never shared into the bin.
pub async fn delete(cx: &Cx, organisation: &str, place: (&str, &str)) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let held = hold(&mut work, place).await?;
    let permit = work.permit_in::<act::DocumentDelete>(&held.facts, held.target())?;
    let document = &held.visible.document;
    if !document.admitted || document.state().status != Status::Draft {
        let text = "Only drafts can be deleted. Withdraw or archive the document instead.";
        return Err(Error::because(ErrorCode::Conflict, text));
    }
    let shared = work
        .tx
        .int(
            sql("select count(*) as n from access_grant where object_kind = 1 and object_id = $1 and organisation_id = $2
                   and reason in (2, 3, 4)")
                .bind(held.id())
                .bind(work.organisation.id),
        )
        .await?;
    if shared > 0 {
        let text = "The document was shared once; withdraw it instead, so that its history stays.";
        return Err(Error::because(ErrorCode::Conflict, text));
    }
    let changes = (json!({"deleted": false}), json!({"deleted": true}));
    let stamp = held.record(&mut work, &permit, "document.deleted", changes, "").await?;
    let text = sql(
        "update document set deleted_at = $2, updated_at = $2, row_version = row_version + 1 where id = $1",
    )
    .bind(held.id())
    .bind(work.now());
    work.tx.execute(text).await?;
    ledger::document_changed(&mut work.tx, &stamp, held.id()).await?;
    work.commit().await?;
    Ok(axum::response::IntoResponse::into_response(StatusCode::NO_CONTENT))
}

/// How long a document stays in the bin, in milliseconds.
const BIN: i64 = 30 * 24 * 3600 * 1000;

/// Takes a document out of the bin.
pub async fn restore(cx: &Cx, organisation: &str, (project, document): (&str, &str)) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    store::lock(&mut work.tx, project.id, document).await?;
    let Some(visible) = documents::find_in_bin(&mut work.tx, &facts.scope(), document).await? else {
        // What is seen and not in the bin needs no restoring; what is not seen does not exist.
        work.document(&facts, document).await?;
        return Err(Error::because(ErrorCode::Conflict, "The document is not in the bin."));
    };
    let held = Held { project, facts, visible };
    let permit = work.permit_in::<act::DocumentDelete>(&held.facts, held.target())?;
    if held.visible.document.deleted_at.is_some_and(|at| at + BIN < work.now()) {
        return Err(Error::because(
            ErrorCode::AlreadyEnded,
            "The 30 days in which it could be restored are over.",
        ));
    }
    let changes = (json!({"deleted": true}), json!({"deleted": false}));
    let stamp = held.record(&mut work, &permit, "document.restored", changes, "").await?;
    let text = sql(
        "update document set deleted_at = null, updated_at = $2, row_version = row_version + 1 where id = $1",
    )
    .bind(held.id())
    .bind(work.now());
    work.tx
        .execute(text)
        .await
        .on_taken("document_project_id_number_key_key", || Error::code(ErrorCode::NumberTaken))?;
    ledger::document_changed(&mut work.tx, &stamp, held.id()).await?;
    held.answer(work).await
}
