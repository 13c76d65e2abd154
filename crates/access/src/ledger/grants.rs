//! Grants: opened for a cause, closed with it, and opened anew when their end moves.

use wayleave_base::{DocumentId, ProjectId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Sql, Tx, sql};

use super::close;
use crate::audit::Stamp;
use crate::words::{Caps, Cause, ObjectKind, Reason};

/// A grant to be opened.
#[derive(Clone, Copy, Debug)]
pub struct NewGrant {
    /// To whom.
    pub subject: SubjectId,
    /// The project it lies in.
    pub project: ProjectId,
    /// On what kind of thing.
    pub object_kind: ObjectKind,
    /// On what.
    pub object: i64,
    /// Which rights.
    pub caps: Caps,
    /// The first revision covered.
    pub rev_from: i64,
    /// The last revision covered; [`ALL_LATER`] covers those to come.
    pub rev_to: i64,
    /// Why, in a word.
    pub reason: Reason,
    /// The act it follows from.
    pub cause: Cause,
    /// Until when.
    pub ends_at: Timestamp,
}

/// The end of a range that covers later revisions too.
pub const ALL_LATER: i64 = 2_147_483_647;

/// Opens a grant and returns its number.
pub async fn grant(tx: &mut Tx, stamp: &Stamp, new: &NewGrant) -> DbResult<i64> {
    let (cause_kind, cause_id) = new.cause.raw();
    tx.int(
        sql("insert into access_grant (organisation_id, subject_id, object_kind, object_id, project_id, caps, rev_from,
               rev_to, reason, cause_kind, cause_id, opened_by, valid_from, ends_at, open_seq)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) returning id as n")
        .bind(stamp.organisation())
        .bind(new.subject)
        .bind(new.object_kind as i64)
        .bind(new.object)
        .bind(new.project)
        .bind(new.caps.0)
        .bind(new.rev_from)
        .bind(new.rev_to)
        .bind(new.reason as i64)
        .bind(cause_kind)
        .bind(cause_id)
        .bind(stamp.by())
        .bind(stamp.at())
        .bind(new.ends_at)
        .bind(stamp.seq()),
    )
    .await
}

/// How many documents one statement of [`grant_each`] opens.
const AT_ONCE: usize = 1_000;

/// Opens the same revision of each document to each subject until that subject's end, in one statement for up to a
/// thousand documents. Caps, reason, cause and project are `shape`'s; its subject, object, range and end are not looked at.
pub async fn grant_each(
    tx: &mut Tx,
    stamp: &Stamp,
    shape: &NewGrant,
    to: &[(SubjectId, Timestamp)],
    on: &[(DocumentId, i64)],
) -> DbResult<u64> {
    let mut opened = 0;
    if to.is_empty() {
        return Ok(opened);
    }
    let (cause_kind, cause_id) = shape.cause.raw();
    for part in on.chunks(AT_ONCE) {
        let mut text = sql("with whom(subject, until) as (");
        pairs(&mut text, to.iter().map(|(subject, until)| (subject.get(), *until)));
        text.push("), what(document, seq) as (");
        pairs(&mut text, part.iter().map(|(document, seq)| (document.get(), *seq)));
        text.push(
            ") insert into access_grant (organisation_id, subject_id, object_kind, object_id, project_id, caps, rev_from,
               rev_to, reason, cause_kind, cause_id, opened_by, valid_from, ends_at, open_seq) select ",
        );
        text.arg(stamp.organisation()).push(", w.subject, ").arg(ObjectKind::Document as i64);
        text.push(", d.document, ").arg(shape.project).push(", ").arg(shape.caps.0).push(", d.seq, d.seq, ");
        text.arg(shape.reason as i64).push(", ").arg(cause_kind).push(", ").arg(cause_id).push(", ");
        text.arg(stamp.by()).push(", ").arg(stamp.at()).push(", w.until, ").arg(stamp.seq());
        text.push(" from what d cross join whom w");
        opened += tx.execute(text).await?;
    }
    Ok(opened)
}

/// `values (a, b), …` of numbers.
fn pairs(text: &mut Sql, rows: impl Iterator<Item = (i64, i64)>) {
    text.push("values ");
    for (at, (one, two)) in rows.enumerate() {
        text.push(if at > 0 { ", (cast(" } else { "(cast(" }).arg(one);
        text.push(" as bigint), cast(").arg(two).push(" as bigint))");
    }
}

/// Closes one grant; `false` when it was closed already.
pub async fn close_grant(tx: &mut Tx, stamp: &Stamp, grant: i64) -> DbResult<bool> {
    Ok(close(tx, stamp, "access_grant", "id = $4", &[grant]).await? == 1)
}

/// Closes every open grant that follows from an act.
pub async fn close_cause(tx: &mut Tx, stamp: &Stamp, cause: Cause) -> DbResult<u64> {
    let (kind, id) = cause.raw();
    close(tx, stamp, "access_grant", "cause_kind = $4 and cause_id = $5", &[kind, id]).await
}

/// Closes every open grant on a document.
pub async fn close_document(tx: &mut Tx, stamp: &Stamp, document: DocumentId) -> DbResult<u64> {
    close(tx, stamp, "access_grant", "object_kind = 1 and object_id = $4", &[document.get()]).await
}

/// Closes what a person was given in a project by others; what they uploaded stays theirs should they come back.
pub async fn close_given(
    tx: &mut Tx,
    stamp: &Stamp,
    project: ProjectId,
    subject: SubjectId,
) -> DbResult<u64> {
    let condition =
        "id in (select g.id from access_grant g where g.subject_id = $4 and g.object_kind in (1, 2)
        and g.project_id = $5 and g.closed_at is null and g.reason <> 1)";
    close(tx, stamp, "access_grant", condition, &[subject.get(), project.get()]).await
}

/// Moves the end of every open grant of an act: the open rows are closed and opened anew in the same moment.
pub async fn extend_cause(tx: &mut Tx, stamp: &Stamp, cause: Cause, ends_at: Timestamp) -> DbResult<u64> {
    let (kind, id) = cause.raw();
    let copied = tx
        .execute(
            sql("insert into access_grant (organisation_id, subject_id, object_kind, object_id, project_id, caps, rev_from,
                   rev_to, reason, cause_kind, cause_id, opened_by, valid_from, ends_at, open_seq)
                 select organisation_id, subject_id, object_kind, object_id, project_id, caps, rev_from, rev_to, reason,
                   cause_kind, cause_id, opened_by, $4, $5, $6 from access_grant
                 where cause_kind = $1 and cause_id = $2 and closed_at is null and organisation_id = $3")
            .bind(kind)
            .bind(id)
            .bind(stamp.organisation())
            .bind(stamp.at())
            .bind(ends_at)
            .bind(stamp.seq()),
        )
        .await?;
    let condition = "cause_kind = $4 and cause_id = $5 and open_seq < $3";
    close(tx, stamp, "access_grant", condition, &[kind, id]).await?;
    Ok(copied)
}
