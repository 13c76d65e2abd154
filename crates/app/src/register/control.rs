//! Control over a document: its lock, the groups it is restricted to, the bin.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use wayleave_access::documents;
use wayleave_access::ledger::{self, NewGrant};
use wayleave_access::{Caps, Cause, ObjectKind, Reason, Status, Target, act};
use wayleave_base::{ErrorCode, NEVER, SubjectId};
use wayleave_db::{row, sql};

use super::edit::{Held, hold, reason};
use super::{lookup, store};
use crate::cx::Cx;
use crate::error::{Error, OnTaken, Result};
use crate::work::Work;

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
    let before = lookup::restricted_to(&mut work.tx, work.organisation.id, held.id()).await?;
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
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// How long a document stays in the bin, in milliseconds.
const BIN: i64 = 30 * 24 * 3600 * 1000;

/// Takes a document out of the bin.
pub async fn restore(cx: &Cx, organisation: &str, (project, document): (&str, &str)) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    let Some(visible) = documents::find_in_bin(&mut work.tx, &facts.scope(), document).await? else {
        // What is seen and not in the bin needs no restoring; what is not seen does not exist.
        let visible = work.document(&facts, document).await?;
        work.permit_in::<act::DocumentDelete>(&facts, Target::document(&visible))?;
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
