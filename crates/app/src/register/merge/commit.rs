//! The merge itself, in one transaction: revisions, grants, shares and links move; the documents that are left keep their
//! numbers and lead to the one that stays.

use serde_json::json;
use wayleave_access::Cause;
use wayleave_access::audit::{Event, Stamp};
use wayleave_access::ledger::{self, ALL_LATER};
use wayleave_access::search::{self, Place};
use wayleave_base::DocumentId;
use wayleave_db::sql;

use super::plan::{Placed, Plan};
use crate::error::Result;
use crate::register::edit::Held;
use crate::register::{keys, lookup, requests, store};
use crate::work::Work;

/// What a merge did besides moving revisions.
#[derive(Default)]
pub struct Done {
    /// Shares that moved.
    pub shares: usize,
    /// Links that moved.
    pub guest_shares: usize,
    /// Requests for edits that ended.
    pub requests: usize,
}

/// Merges; whoever calls it commits or does not.
pub async fn run(work: &mut Work, plan: &Plan) -> Result<Done> {
    let stamp = record_target(work, plan).await?;
    let mut done = Done::default();
    for (at, (source, shift)) in plan.sources.iter().zip(&plan.shifts).enumerate() {
        let own = record_source(work, plan, at + 1).await?;
        for placed in plan.placed.iter().filter(|placed| placed.of == at + 1) {
            move_revision(work, &own, plan, source, placed).await?;
        }
        move_access(work, &own, plan, (source.id(), *shift), &mut done).await?;
        leave(work, source.id(), plan.target.id()).await?;
        ledger::document_changed(&mut work.tx, &own, source.id()).await?;
    }
    for placed in plan.placed.iter().filter(|placed| placed.of == 0 && placed.status != placed.row.status) {
        store::set_revision_status(&mut work.tx, &stamp, placed.row.id, &placed.status).await?;
    }
    let text = sql("update document set latest_seq = $2, current_seq = $3 where id = $1")
        .bind(plan.target.id())
        .bind(plan.last)
        .bind(plan.current);
    work.tx.execute(text).await?;
    let now = work.now();
    store::touch(&mut work.tx, plan.target.id(), now).await?;
    store::settle(&mut work.tx, &stamp, plan.target.id()).await?;
    for source in &plan.sources {
        done.requests += requests::lapse(work, source.id(), &plan.target).await?;
    }
    Ok(done)
}

fn confidential(plan: &Plan) -> bool {
    plan.all().iter().any(|held| held.visible.document.restricted)
}

async fn record_target(work: &mut Work, plan: &Plan) -> Result<Stamp> {
    let document = &plan.target.visible.document;
    let merged: Vec<&str> =
        plan.sources.iter().map(|source| source.visible.document.number.as_str()).collect();
    let moved: Vec<_> = plan
        .placed
        .iter()
        .filter(|placed| placed.of > 0)
        .map(|placed| {
            json!({"revision_id": placed.row.public_id, "from": placed.row.code, "revision": placed.code,
                "status": placed.status})
        })
        .collect();
    let current = plan.placed.iter().find(|placed| placed.seq == plan.current);
    let label = lookup::label_of(&plan.target.visible);
    let event = Event::new("document", "document.merged", ("document", &document.public_id, &label))
        .project(plan.target.project.id)
        .confidential(confidential(plan))
        .before(json!({"revision": plan.target.current()?.code}))
        .after(json!({
            "merged": merged.join(" and "),
            "revision": current.map(|placed| placed.code.clone()),
            "moved": moved,
        }));
    let permit =
        plan.permits.first().ok_or_else(|| anyhow::anyhow!("a merge has a permit for its target"))?;
    work.record(permit, event).await
}

async fn record_source(work: &mut Work, plan: &Plan, at: usize) -> Result<Stamp> {
    let (document, target) = (&plan.held(at).visible.document, &plan.target.visible.document);
    let label = lookup::label_of(&plan.held(at).visible);
    let event = Event::new("document", "document.merged_away", ("document", &document.public_id, &label))
        .project(plan.target.project.id)
        .confidential(confidential(plan))
        .before(json!({"number": document.number, "status": document.status}))
        .after(json!({"merged_into": target.number, "merged_into_id": target.public_id}));
    let permit =
        plan.permits.get(at).ok_or_else(|| anyhow::anyhow!("a merge has a permit for each document"))?;
    work.record(permit, event).await
}

async fn move_revision(
    work: &mut Work,
    stamp: &Stamp,
    plan: &Plan,
    source: &Held,
    placed: &Placed,
) -> Result<()> {
    let (target, revision) = (plan.target.id(), placed.row.id);
    let text = sql(
        "update revision set document_id = $2, seq = $3, code = $4, code_key = $5, status = $6 where id = $1",
    )
    .bind(revision)
    .bind(target)
    .bind(placed.seq)
    .bind(&placed.code)
    .bind(keys::sort_key(&placed.code))
    .bind(&placed.status);
    work.tx.execute(text).await?;
    search::move_file(&mut work.tx, (source.id(), placed.row.seq), (target, placed.seq)).await?;
    if placed.code != placed.row.code {
        let place =
            Place { organisation: work.organisation.id, project: plan.target.project.id, document: target };
        search::put_file(&mut work.tx, place, placed.seq, &placed.row.filename, &placed.code).await?;
    }
    Ok(ledger::revision_changed(&mut work.tx, stamp, revision).await?)
}

/// Moves the grants, and the shares and links that stand for them.
async fn move_access(
    work: &mut Work,
    stamp: &Stamp,
    plan: &Plan,
    (source, shift): (DocumentId, i64),
    done: &mut Done,
) -> Result<()> {
    let target = plan.target.id();
    let moved = ledger::move_grants(&mut work.tx, stamp, source, target, shift).await?;
    let of = |wanted: i64| -> Vec<i64> {
        moved.iter().filter(|act| act.cause_kind == wanted).map(|act| act.cause_id).collect()
    };
    let (shares, links) = (of(Cause::Share(0).raw().0), of(Cause::GuestShare(0).raw().0));
    let mut text = sql("update share set document_id = $1, rev_from = rev_from + $2,
        rev_to = case when rev_to >= $3 then rev_to else rev_to + $2 end where document_id = $4 and id in ")
    .bind(target)
    .bind(shift)
    .bind(ALL_LATER)
    .bind(source);
    text.id_list(&shares);
    done.shares += usize::try_from(work.tx.execute(text).await?).unwrap_or_default();
    let mut text = sql("update guest_share set document_id = $1, pinned_seq = pinned_seq + $2
        where document_id = $3 and id in ")
    .bind(target)
    .bind(shift)
    .bind(source);
    text.id_list(&links);
    done.guest_shares += usize::try_from(work.tx.execute(text).await?).unwrap_or_default();
    Ok(())
}

/// What is left of a document leads to the one that it went into.
async fn leave(work: &mut Work, source: DocumentId, target: DocumentId) -> Result<()> {
    let (now, me) = (work.now(), work.me.subject);
    let left =
        sql("update document set deleted_at = $2, deleted_by = $3, merged_into = $4, superseded_by = null,
        updated_at = $2, row_version = row_version + 1 where id = $1")
        .bind(source)
        .bind(now)
        .bind(me)
        .bind(target);
    work.tx.execute(left).await?;
    for text in [
        "update document set merged_into = $2 where merged_into = $1",
        "update document set superseded_by = case when id = $2 then null else $2 end where superseded_by = $1",
        "update former_number set document_id = $2 where document_id = $1",
        "update notification set document_id = $2 where document_id = $1",
    ] {
        work.tx.execute(sql(text).bind(source).bind(target)).await?;
    }
    Ok(search::forget(&mut work.tx, source).await?)
}
