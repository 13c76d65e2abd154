//! Control over a document: its lock, and the groups it is restricted to.

use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use wayleave_access::documents;
use wayleave_access::ledger::{self, NewGrant};
use wayleave_access::{Action, Caps, Cause, ObjectKind, Reason, act};
use wayleave_base::{NEVER, SubjectId};
use wayleave_db::{row, sql};

use super::edit::{Held, hold, reason};
use super::{lookup, state, store};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::work::Work;
use crate::workflows::{self, Running};

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
    /// May those whom a workflow that runs asks about it see it all the same, now and in its later steps?
    #[serde(default)]
    #[schema(example = false)]
    pub confirm_running: bool,
}

/// Locks the document: it takes no further revisions.
pub async fn lock(cx: &Cx, organisation: &str, place: (&str, &str), body: &ReasonBody) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let held = hold(&mut work, place).await?;
    lock_one(&mut work, &held, body.reason.as_ref()).await?;
    held.answer(work).await
}

/// Locks one document.
pub async fn lock_one(work: &mut Work, held: &Held, why: Option<&String>) -> Result<()> {
    let permit = work.permit_in::<act::DocumentLock>(&held.facts, held.target())?;
    let reason = reason(why, true)?;
    state::check(Action::DocumentLock, &held.visible)?;
    let changes = (json!({"locked": false}), json!({"locked": true}));
    held.record(work, &permit, "document.locked", changes, &reason).await?;
    let text = sql(
        "update document set locked_at = $2, locked_by = $3, lock_reason = $4, row_version = row_version + 1,
        updated_at = $2 where id = $1",
    )
    .bind(held.id())
    .bind(work.now())
    .bind(work.me.subject)
    .bind(&reason);
    work.tx.execute(text).await?;
    Ok(())
}

/// Unlocks the document.
pub async fn unlock(cx: &Cx, organisation: &str, place: (&str, &str), body: &ReasonBody) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let held = hold(&mut work, place).await?;
    unlock_one(&mut work, &held, body.reason.as_ref()).await?;
    held.answer(work).await
}

/// Unlocks one document.
pub async fn unlock_one(work: &mut Work, held: &Held, why: Option<&String>) -> Result<()> {
    let permit = work.permit_in::<act::DocumentUnlock>(&held.facts, held.target())?;
    let reason = reason(why, false)?;
    state::check(Action::DocumentUnlock, &held.visible)?;
    let before = json!({"locked": true, "reason": held.visible.document.lock_reason});
    held.record(work, &permit, "document.unlocked", (before, json!({"locked": false})), &reason).await?;
    let text = sql("update document set locked_at = null, locked_by = null, lock_reason = '', row_version = row_version + 1,
        updated_at = $2 where id = $1")
        .bind(held.id())
        .bind(work.now());
    work.tx.execute(text).await?;
    Ok(())
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
    restrict_one(&mut work, &held, body).await?;
    held.answer(work).await
}

/// Restricts one document, or opens it again.
pub async fn restrict_one(work: &mut Work, held: &Held, body: &RestrictBody) -> Result<()> {
    let permit = work.permit_in::<act::DocumentRestrict>(&held.facts, held.target())?;
    let groups = groups(work, held, body).await?;
    let running = match body.restricted && !held.visible.document.restricted {
        true => workflows::running_about(&mut work.tx, work.organisation.id, held.id()).await?,
        false => Vec::new(),
    };
    if !running.is_empty() && !body.confirm_running {
        let detail = still_seen(&running);
        return Err(Error::field("confirm_running", "required", detail));
    }
    let before = lookup::restricted_to(&mut work.tx, work.organisation.id, held.id()).await?;
    let names = |groups: &mut dyn Iterator<Item = &str>| groups.map(str::to_owned).collect::<Vec<_>>();
    let mut after = json!({
        "restricted": body.restricted,
        "groups": names(&mut groups.iter().map(|group| group.name.as_str())),
    });
    if !running.is_empty() {
        after["workflows"] = running.iter().map(|one| one.number.as_str()).collect();
    }
    let changes = (
        json!({
            "restricted": held.visible.document.restricted,
            "groups": names(&mut before.iter().map(|group| group.name.as_str())),
        }),
        after,
    );
    let action = if body.restricted { "document.restricted" } else { "document.unrestricted" };
    let stamp = held.record(work, &permit, action, changes, "").await?;
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
    Ok(())
}

/// Which workflows open the document all the same, and to whom.
fn still_seen(running: &[Running]) -> String {
    let told: Vec<String> = running.iter().map(Running::told).collect();
    format!("{} Confirm that they may see it, or end the workflow first.", told.join(" "))
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
