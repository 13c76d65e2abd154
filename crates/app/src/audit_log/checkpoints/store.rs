//! The key, the kept roots and the checkpoints.

use std::collections::BTreeMap;

use wayleave_base::{OrganisationId, Timestamp};
use wayleave_db::{DbError, DbResult, Tx, row, sql};
use wayleave_proof::Hash;
use wayleave_proof::tree::WIDTH;

row! {
    /// How far a log has come, and how far it is signed.
    #[derive(Clone, Copy)]
    pub struct Standing { pub events: i64, pub signed: i64 }
}

/// How far the log of an organisation has come.
pub async fn standing(tx: &mut Tx, organisation: OrganisationId) -> DbResult<Standing> {
    let text = sql("select h.seq as events, coalesce((select max(c.size) from audit_checkpoint c
          where c.organisation_id = $1), 0) as signed
        from audit_head h where h.organisation_id = $1");
    tx.one(text.bind(organisation)).await
}

row! {
    /// The key of an organisation, with its private half.
    pub struct KeyRow { pub name: String, pub secret: Vec<u8>, pub made_at: i64 }
}

/// The key, once it is made.
pub async fn find_key(tx: &mut Tx, organisation: OrganisationId) -> DbResult<Option<KeyRow>> {
    let text = sql("select name, secret, made_at from audit_key where organisation_id = $1");
    tx.optional(text.bind(organisation)).await
}

/// Keeps a key.
pub async fn insert_key(tx: &mut Tx, organisation: OrganisationId, key: &KeyRow) -> DbResult<()> {
    let text = sql("insert into audit_key (organisation_id, name, secret, made_at) values ($1, $2, $3, $4)");
    let row = text.bind(organisation).bind(&key.name).bind(key.secret.clone()).bind(key.made_at);
    tx.execute(row).await.map(drop)
}

row! {
    struct LeafRow { leaf_hash: Vec<u8> }
}

/// The leaves of the events after number `after`, up to number `to`.
pub async fn leaves(tx: &mut Tx, organisation: OrganisationId, after: i64, to: i64) -> DbResult<Vec<Hash>> {
    let text = sql(
        "select leaf_hash from audit_event where organisation_id = $1 and seq > $2 and seq <= $3 order by seq",
    );
    let rows: Vec<LeafRow> = tx.all(text.bind(organisation).bind(after).bind(to)).await?;
    rows.into_iter().map(|row| hash(row.leaf_hash)).collect()
}

fn hash(bytes: Vec<u8>) -> DbResult<Hash> {
    bytes.try_into().map_err(|_| DbError::Shape("a hash is not 32 bytes".to_owned()))
}

/// Keeps roots of whole subtrees that follow each other, the first of this number.
pub async fn insert_nodes(
    tx: &mut Tx,
    organisation: OrganisationId,
    (level, number): (i64, i64),
    roots: &[Hash],
) -> DbResult<()> {
    let mut text = sql("insert into audit_node (organisation_id, level, number, hash) values ");
    for (at, root) in (number..).zip(roots) {
        text.push(if at == number { "(" } else { ", (" }).arg(organisation).push(", ").arg(level);
        text.push(", ").arg(at).push(", ").arg(root.to_vec()).push(")");
    }
    tx.execute(text).await.map(drop)
}

row! {
    struct NodeRow { level: i64, number: i64, hash: Vec<u8> }
}

/// Hashes of the tree, by level and number; what is not there is left out. Two statements, however many are asked for.
pub async fn nodes(
    tx: &mut Tx,
    organisation: OrganisationId,
    wanted: &[(u32, u64)],
) -> DbResult<BTreeMap<(u32, u64), Hash>> {
    let mut events = sql("select cast(0 as bigint) as level, seq - 1 as number, leaf_hash as hash
        from audit_event where organisation_id = ");
    events.arg(organisation).push(" and (1 = 0");
    let mut kept = sql("select level, number, hash from audit_node where organisation_id = ");
    kept.arg(organisation).push(" and (1 = 0");
    for (level, from, to) in runs(wanted) {
        let (from, to) = (from.cast_signed(), to.cast_signed());
        if level == 0 {
            events.push(" or seq between ").arg(from + 1).push(" and ").arg(to + 1);
        } else {
            kept.push(" or (level = ").arg(level).push(" and number between ").arg(from).push(" and ");
            kept.arg(to).push(")");
        }
    }
    events.push(")");
    kept.push(")");
    let mut found = BTreeMap::new();
    for text in [events, kept] {
        for row in tx.all::<NodeRow>(text).await? {
            let level = u32::try_from(row.level).unwrap_or(u32::MAX);
            found.insert((level, row.number.cast_unsigned()), hash(row.hash)?);
        }
    }
    Ok(found)
}

/// Nodes that lie side by side, as level and range.
fn runs(wanted: &[(u32, u64)]) -> Vec<(u32, u64, u64)> {
    let mut runs: Vec<(u32, u64, u64)> = Vec::new();
    for (level, number) in wanted {
        match runs.last_mut() {
            Some((same, _, to)) if same == level && *to + 1 == *number => *to = *number,
            _ => runs.push((*level, *number, *number)),
        }
    }
    runs
}

/// The kept roots of a level from one number up to before another, in order.
pub async fn level(
    tx: &mut Tx,
    organisation: OrganisationId,
    level: u32,
    (from, to): (u64, u64),
) -> DbResult<Vec<Hash>> {
    debug_assert!(to - from < WIDTH, "no more than the children of one node are read");
    let text = sql("select level, number, hash from audit_node
        where organisation_id = $1 and level = $2 and number >= $3 and number < $4 order by number");
    let text = text.bind(organisation).bind(level).bind(from.cast_signed()).bind(to.cast_signed());
    let rows: Vec<NodeRow> = tx.all(text).await?;
    rows.into_iter().map(|row| hash(row.hash)).collect()
}

row! {
    /// A checkpoint.
    pub struct CheckpointRow { pub size: i64, pub at: i64, pub body: String }
}

/// Keeps a checkpoint.
pub async fn insert_checkpoint(
    tx: &mut Tx,
    organisation: OrganisationId,
    checkpoint: &CheckpointRow,
) -> DbResult<()> {
    let text = sql("insert into audit_checkpoint (organisation_id, size, at, body) values ($1, $2, $3, $4)");
    let row = text.bind(organisation).bind(checkpoint.size).bind(checkpoint.at).bind(&checkpoint.body);
    tx.execute(row).await.map(drop)
}

/// Checkpoints over fewer than `before` events, the newest first.
pub async fn checkpoints(
    tx: &mut Tx,
    organisation: OrganisationId,
    before: i64,
    limit: usize,
) -> DbResult<Vec<CheckpointRow>> {
    let text = sql("select size, at, body from audit_checkpoint where organisation_id = $1 and size < $2
        order by size desc limit $3");
    tx.all(text.bind(organisation).bind(before).bind(limit as i64)).await
}

/// The newest checkpoint.
pub async fn newest(tx: &mut Tx, organisation: OrganisationId) -> DbResult<Option<CheckpointRow>> {
    Ok(checkpoints(tx, organisation, i64::MAX, 1).await?.pop())
}

/// When a checkpoint was last mailed.
pub async fn last_mailed(tx: &mut Tx, organisation: OrganisationId) -> DbResult<CheckpointMailed> {
    let text = sql("select max(mailed_at) as at, max(size) as size from audit_checkpoint
        where organisation_id = $1 and mailed_at is not null");
    tx.one(text.bind(organisation)).await
}

row! {
    /// The last mail with a checkpoint.
    pub struct CheckpointMailed { pub at: Option<i64>, pub size: Option<i64> }
}

/// Notes that a checkpoint was mailed.
pub async fn mailed(tx: &mut Tx, organisation: OrganisationId, size: i64, at: Timestamp) -> DbResult<()> {
    let text = sql("update audit_checkpoint set mailed_at = $3 where organisation_id = $1 and size = $2");
    tx.execute(text.bind(organisation).bind(size).bind(at)).await.map(drop)
}

row! {
    /// An event with all that its body commits to.
    pub struct BodyRow {
        pub seq: i64,
        pub body: String,
        pub salt: Option<Vec<u8>>,
        pub actor_name: Option<String>,
        pub ip: Option<String>,
        pub user_agent: Option<String>,
        pub entity_label: Option<String>,
        pub before: Option<String>,
        pub after: Option<String>,
        pub reason: Option<String>,
    }
}

/// Events after number `after`, up to number `to`, oldest first.
pub async fn bodies(
    tx: &mut Tx,
    organisation: OrganisationId,
    (after, to): (i64, i64),
    limit: usize,
) -> DbResult<Vec<BodyRow>> {
    let text = sql("select seq, body, salt, actor_name, ip, user_agent, entity_label, before, after, reason
        from audit_event where organisation_id = $1 and seq > $2 and seq <= $3 order by seq limit $4");
    tx.all(text.bind(organisation).bind(after).bind(to).bind(limit as i64)).await
}

/// The body of one event.
pub async fn body(tx: &mut Tx, organisation: OrganisationId, seq: i64) -> DbResult<Option<String>> {
    Ok(bodies(tx, organisation, (seq - 1, seq), 1).await?.pop().map(|row| row.body))
}

#[cfg(test)]
mod tests {
    use super::runs;

    #[test]
    fn neighbours_are_read_together() {
        let wanted = [(0, 3), (0, 4), (0, 6), (1, 7), (1, 8), (2, 9)];
        assert_eq!(runs(&wanted), [(0, 3, 4), (0, 6, 6), (1, 7, 8), (2, 9, 9)]);
    }
}
