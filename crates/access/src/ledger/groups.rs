//! Groups and companies: who is in them, and what being in one allows.

use wayleave_base::SubjectId;
use wayleave_db::{DbResult, Tx, sql};

use super::close;
use crate::audit::Stamp;
use crate::words::Gate;

/// Puts a person into a group or company; nothing happens when they are in it.
pub async fn join(tx: &mut Tx, stamp: &Stamp, group: SubjectId, subject: SubjectId) -> DbResult<()> {
    tx.execute(
        sql("insert into group_member (organisation_id, group_id, subject_id, opened_by, valid_from, open_seq)
             select $1, $2, $3, $4, $5, $6 where not exists (select 1 from group_member m
               where m.group_id = $2 and m.subject_id = $3 and m.closed_at is null)")
        .bind(stamp.organisation())
        .bind(group)
        .bind(subject)
        .bind(stamp.by())
        .bind(stamp.at())
        .bind(stamp.seq()),
    )
    .await?;
    Ok(())
}

/// Takes a person out of a group or company; `false` when they were not in it.
pub async fn leave(tx: &mut Tx, stamp: &Stamp, group: SubjectId, subject: SubjectId) -> DbResult<bool> {
    Ok(close(tx, stamp, "group_member", "group_id = $4 and subject_id = $5", &[group.get(), subject.get()])
        .await?
        == 1)
}

/// Lets a group carry a gate.
pub async fn add_group_action(tx: &mut Tx, stamp: &Stamp, group: SubjectId, gate: Gate) -> DbResult<()> {
    tx.execute(
        sql("insert into group_action (organisation_id, group_id, action, valid_from, open_seq)
             select $1, $2, $3, $4, $5 where not exists (select 1 from group_action a
               where a.group_id = $2 and a.action = $3 and a.closed_at is null)")
        .bind(stamp.organisation())
        .bind(group)
        .bind(gate.code())
        .bind(stamp.at())
        .bind(stamp.seq()),
    )
    .await?;
    Ok(())
}

/// Takes every gate that is not in `keep` from a group.
pub async fn keep_group_actions(tx: &mut Tx, stamp: &Stamp, group: SubjectId, keep: &[Gate]) -> DbResult<()> {
    let mut text =
        sql("").bind(stamp.at()).bind(stamp.by()).bind(stamp.seq()).bind(group).bind(stamp.organisation());
    text.push(
        "update group_action set closed_at = $1, closed_by = $2, close_seq = $3
        where group_id = $4 and organisation_id = $5 and closed_at is null and action not in ",
    );
    let codes: Vec<&str> = keep.iter().map(|gate| gate.code()).chain(["-"]).collect();
    text.text_list(&codes);
    tx.execute(text).await?;
    Ok(())
}

/// Closes a group: its members, its gates, and every grant to it.
pub async fn end_group(tx: &mut Tx, stamp: &Stamp, group: SubjectId) -> DbResult<()> {
    close(tx, stamp, "group_member", "group_id = $4", &[group.get()]).await?;
    close(tx, stamp, "group_action", "group_id = $4", &[group.get()]).await?;
    let condition = "id in (select g.id from access_grant g where g.subject_id = $4 and g.closed_at is null)";
    close(tx, stamp, "access_grant", condition, &[group.get()]).await?;
    Ok(())
}
