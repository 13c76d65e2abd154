//! Grants that follow their revisions into another document, when two that are one are merged.

use wayleave_base::DocumentId;
use wayleave_db::{DbResult, Tx, row, sql};

use super::{ALL_LATER, close_document};
use crate::audit::Stamp;
use crate::words::Cause;

row! {
    /// The act behind grants that moved.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Moved {
        /// The kind of the act.
        pub cause_kind: i64,
        /// The act.
        pub cause_id: i64,
    }
}

/// Closes every open grant on a document. Those that still run are opened anew in the same moment on the document that
/// its revisions went to, `shift` places further on, and go on covering what they covered; a grant that covers later
/// revisions covers those of the other document. What a restriction to groups gave does not move: the other document has
/// its own. Tells which acts the moved grants follow from.
pub async fn move_grants(
    tx: &mut Tx,
    stamp: &Stamp,
    from: DocumentId,
    to: DocumentId,
    shift: i64,
) -> DbResult<Vec<Moved>> {
    let (restriction, _) = Cause::Restriction(0).raw();
    let open =
        "object_kind = 1 and object_id = $1 and organisation_id = $2 and closed_at is null and ends_at > $3
        and cause_kind <> $4";
    let mut text = sql("").bind(from).bind(stamp.organisation()).bind(stamp.at()).bind(restriction);
    text.push("select distinct cause_kind, cause_id from access_grant where ").push(open);
    text.push(" order by cause_kind, cause_id");
    let moved = tx.all(text).await?;
    let mut text = sql("").bind(from).bind(stamp.organisation()).bind(stamp.at()).bind(restriction);
    text = text.bind(to).bind(shift).bind(ALL_LATER).bind(stamp.by()).bind(stamp.seq());
    text.push(
        "insert into access_grant (organisation_id, subject_id, object_kind, object_id, project_id, caps, rev_from, rev_to,
           reason, cause_kind, cause_id, opened_by, valid_from, ends_at, open_seq)
         select organisation_id, subject_id, object_kind, $5, project_id, caps,
           case when rev_from < 1 then 1 else rev_from end + $6, case when rev_to >= $7 then $7 else rev_to + $6 end,
           reason, cause_kind, cause_id, $8, $3, ends_at, $9 from access_grant where ",
    );
    text.push(open).push(" order by id");
    tx.execute(text).await?;
    close_document(tx, stamp, from).await?;
    Ok(moved)
}
