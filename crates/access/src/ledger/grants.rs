//! Grants: opened for a cause, closed with it, and opened anew when their end moves.

use wayleave_base::{DocumentId, ProjectId, SubjectId, Timestamp, TransmittalId};
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

/// Opens the same revision of each document to each subject until that subject's end and for that subject's cause, in one
/// statement for up to a thousand documents. Caps, reason and project are `shape`'s; the rest of it is not looked at.
pub async fn grant_each(
    tx: &mut Tx,
    stamp: &Stamp,
    shape: &NewGrant,
    to: &[(SubjectId, Timestamp, Cause)],
    on: &[(DocumentId, i64)],
) -> DbResult<u64> {
    let mut opened = 0;
    if to.is_empty() {
        return Ok(opened);
    }
    for part in on.chunks(AT_ONCE) {
        let mut text = sql("with whom(subject, until, cause_kind, cause_id) as (");
        let whom = to.iter().map(|(subject, until, cause)| {
            let (kind, id) = cause.raw();
            [subject.get(), *until, kind, id]
        });
        tuples(&mut text, whom);
        text.push("), what(document, seq) as (");
        tuples(&mut text, part.iter().map(|(document, seq)| [document.get(), *seq]));
        text.push(
            ") insert into access_grant (organisation_id, subject_id, object_kind, object_id, project_id, caps, rev_from,
               rev_to, reason, cause_kind, cause_id, opened_by, valid_from, ends_at, open_seq) select ",
        );
        text.arg(stamp.organisation()).push(", w.subject, ").arg(ObjectKind::Document as i64);
        text.push(", d.document, ").arg(shape.project).push(", ").arg(shape.caps.0).push(", d.seq, d.seq, ");
        text.arg(shape.reason as i64).push(", w.cause_kind, w.cause_id, ");
        text.arg(stamp.by()).push(", ").arg(stamp.at()).push(", w.until, ").arg(stamp.seq());
        text.push(" from what d cross join whom w");
        opened += tx.execute(text).await?;
    }
    Ok(opened)
}

/// `values (a, b), …` of numbers.
fn tuples<const N: usize>(text: &mut Sql, rows: impl Iterator<Item = [i64; N]>) {
    text.push("values ");
    for (at, row) in rows.enumerate() {
        text.push(if at > 0 { ", (" } else { "(" });
        for (column, number) in row.into_iter().enumerate() {
            text.push(if column > 0 { ", cast(" } else { "cast(" }).arg(number).push(" as bigint)");
        }
        text.push(")");
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

/// Closes every open grant of the links that went out with a transmittal.
pub async fn close_links(tx: &mut Tx, stamp: &Stamp, transmittal: TransmittalId) -> DbResult<u64> {
    let (kind, _) = Cause::GuestShare(0).raw();
    let condition =
        "cause_kind = $4 and cause_id in (select s.id from guest_share s where s.transmittal_id = $5)";
    close(tx, stamp, "access_grant", condition, &[kind, transmittal.get()]).await
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

/// Moves the end of every open grant of an act.
pub async fn extend_cause(tx: &mut Tx, stamp: &Stamp, cause: Cause, ends_at: Timestamp) -> DbResult<u64> {
    reopen(tx, stamp, (cause, None), ("caps", "$4"), ends_at).await
}

/// Moves the end of every open grant that one subject has of an act.
pub async fn extend_given(
    tx: &mut Tx,
    stamp: &Stamp,
    cause: Cause,
    subject: SubjectId,
    ends_at: Timestamp,
) -> DbResult<u64> {
    reopen(tx, stamp, (cause, Some(subject)), ("caps", "$4"), ends_at).await
}

/// Gives every open grant of an act other rights.
pub async fn recap_cause(tx: &mut Tx, stamp: &Stamp, cause: Cause, caps: Caps) -> DbResult<u64> {
    reopen(tx, stamp, (cause, None), ("$4", "ends_at"), caps.0).await
}

/// Closes the open rows of an act, or one subject's of them, and opens them anew in the same moment, with one column replaced
/// by `$4`.
async fn reopen(
    tx: &mut Tx,
    stamp: &Stamp,
    (cause, subject): (Cause, Option<SubjectId>),
    (caps, ends_at): (&str, &str),
    value: i64,
) -> DbResult<u64> {
    let (kind, id) = cause.raw();
    let whose = subject.map_or_else(String::new, |subject| format!(" and subject_id = {}", subject.get()));
    let mut text = sql("").bind(kind).bind(id).bind(stamp.organisation()).bind(value);
    text.push(&format!(
        "insert into access_grant (organisation_id, subject_id, object_kind, object_id, project_id, caps, rev_from,
           rev_to, reason, cause_kind, cause_id, opened_by, valid_from, ends_at, open_seq)
         select organisation_id, subject_id, object_kind, object_id, project_id, {caps}, rev_from, rev_to, reason,
           cause_kind, cause_id, opened_by, $5, {ends_at}, $6 from access_grant
         where cause_kind = $1 and cause_id = $2 and closed_at is null and organisation_id = $3{whose}"
    ));
    let copied = tx.execute(text.bind(stamp.at()).bind(stamp.seq())).await?;
    let condition = format!("cause_kind = $4 and cause_id = $5 and open_seq < $3{whose}");
    close(tx, stamp, "access_grant", &condition, &[kind, id]).await?;
    Ok(copied)
}
