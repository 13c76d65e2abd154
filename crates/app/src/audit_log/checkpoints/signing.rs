//! Signing: the organisation's key, the roots that are kept, and the next checkpoint.

use wayleave_access::audit;
use wayleave_base::{OrganisationId, Timestamp};
use wayleave_db::{Tx, row, sql};
use wayleave_proof::tree::{self, WIDTH};
use wayleave_proof::{Checkpoint, Hash, SigningKey};
use wayleave_seal::Identity;

use super::daily;
use super::store::{self, CheckpointRow, KeyRow};
use crate::error::Result;
use crate::shared::Shared;
use crate::work::OrganisationRow;

/// The most events that one checkpoint adds, so that no transaction is long.
const MOST: i64 = 65_536;

/// Signed on demand, a log is signed once in so long.
const PAUSE: i64 = 5_000;

row! {
    struct Id { id: OrganisationId }
}

/// Signs what came into the log of each organisation since it was last signed. A log that fails keeps no other waiting.
pub async fn sign_all(shared: &Shared) -> Result<()> {
    let mut tx = shared.db.read().await?;
    let organisations: Vec<Id> = tx.all(sql("select id from organisation order by id")).await?;
    drop(tx);
    let mut first = Ok(());
    for Id { id } in organisations {
        if let Err(error) = sign_one(shared, id).await {
            tracing::error!(organisation = id.get(), ?error, "the audit log could not be signed");
            first = first.and(Err(error));
        }
    }
    first
}

/// Signs the log now if an event is not covered yet, unless that was done a moment ago.
pub async fn sign_soon(shared: &Shared, organisation: OrganisationId, event: i64) -> Result<()> {
    let now = shared.clock.now();
    let mut tx = shared.db.read_in(organisation).await?;
    if !is_wanted(&mut tx, organisation, event, now).await? {
        return Ok(());
    }
    drop(tx);
    let mut tx = shared.db.begin_in(organisation).await?;
    audit::hold(&mut tx, organisation).await?;
    // Somebody else may have asked for it meanwhile.
    if is_wanted(&mut tx, organisation, event, now).await? {
        let row = OrganisationRow::load(&mut tx, organisation).await?;
        sign(&mut tx, shared, &row, now).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn is_wanted(tx: &mut Tx, organisation: OrganisationId, event: i64, now: Timestamp) -> Result<bool> {
    let newest = store::newest(tx, organisation).await?;
    Ok(newest.is_none_or(|newest| newest.size < event && newest.at + PAUSE <= now))
}

async fn sign_one(shared: &Shared, organisation: OrganisationId) -> Result<()> {
    loop {
        // Where nothing happened nothing is locked.
        let mut tx = shared.db.read_in(organisation).await?;
        let standing = store::standing(&mut tx, organisation).await?;
        let due = daily::is_due(&mut tx, organisation, shared.clock.now()).await?;
        drop(tx);
        if standing.events == standing.signed && !due {
            return Ok(());
        }
        let now = shared.clock.now();
        let mut tx = shared.db.begin_in(organisation).await?;
        audit::hold(&mut tx, organisation).await?;
        let row = OrganisationRow::load(&mut tx, organisation).await?;
        let signed = sign(&mut tx, shared, &row, now).await?;
        let whole = signed.is_none_or(|size| size == standing.events);
        if whole {
            daily::post(&mut tx, shared, &row, now).await?;
        }
        tx.commit().await?;
        shared.wake.notify_one();
        if whole {
            return Ok(());
        }
    }
}

/// Signs the next checkpoint and says how many events it covers; none when there is nothing to sign. The caller holds the
/// log.
pub async fn sign(
    tx: &mut Tx,
    shared: &Shared,
    organisation: &OrganisationRow,
    now: Timestamp,
) -> Result<Option<i64>> {
    let key = key(tx, shared, organisation, now).await?;
    let id = organisation.id;
    let standing = store::standing(tx, id).await?;
    if standing.events <= standing.signed {
        if standing.events < standing.signed {
            tracing::error!(organisation = id.get(), "the audit log is shorter than what was signed of it");
        }
        return Ok(None);
    }
    let width = WIDTH.cast_signed();
    let (from, to) = (standing.signed / width * width, standing.events.min(standing.signed + MOST));
    let leaves = store::leaves(tx, id, from, to).await?;
    if leaves.len() as i64 != to - from {
        tracing::error!(organisation = id.get(), from, to, "the audit log has a gap and is not signed");
        return Ok(None);
    }
    keep_whole(tx, id, leaves, from.cast_unsigned()).await?;
    let size = to.cast_unsigned();
    let wanted = tree::nodes_of(|nodes| tree::root_of(nodes, size));
    let known = store::nodes(tx, id, &wanted).await?;
    let root = tree::root_of(&known, size).ok_or_else(|| anyhow::anyhow!("the kept roots have a gap"))?;
    let body = Checkpoint::sign(size, &root, &key).map_err(anyhow::Error::from)?;
    store::insert_checkpoint(tx, id, &CheckpointRow { size: to, at: now, body }).await?;
    Ok(Some(to))
}

/// Keeps the roots of the subtrees that these leaves made whole. They begin where a subtree of the first level does.
async fn keep_whole(tx: &mut Tx, id: OrganisationId, leaves: Vec<Hash>, from: u64) -> Result<()> {
    let (mut children, mut first, mut level) = (leaves, from, 1_u32);
    loop {
        let (whole, _) = children.as_chunks::<{ WIDTH as usize }>();
        let roots: Vec<Hash> = whole.iter().map(|children| tree::root(children)).collect();
        if roots.is_empty() {
            return Ok(());
        }
        let number = first / WIDTH;
        store::insert_nodes(tx, id, (i64::from(level), number.cast_signed()), &roots).await?;
        first = number / WIDTH * WIDTH;
        children = store::level(tx, id, level, (first, number)).await?;
        children.extend(roots);
        level += 1;
    }
}

/// The key of the organisation, made when it is first needed. Its name is the log's origin and stays, whatever the server
/// is called later.
pub async fn key(
    tx: &mut Tx,
    shared: &Shared,
    organisation: &OrganisationRow,
    now: Timestamp,
) -> Result<SigningKey> {
    if let Some(row) = store::find_key(tx, organisation.id).await? {
        return read(&row);
    }
    let address = &shared.config.public_url;
    let host = address.split_once("://").map_or(address.as_str(), |(_, host)| host);
    let name = format!("{host}/audit/{}", organisation.public_id);
    let row = KeyRow { name, secret: shared.ids.secret().to_vec(), made_at: now };
    let key = read(&row)?;
    store::insert_key(tx, organisation.id, &row).await?;
    Ok(key)
}

/// Who seals PDFs for the organisation: a second key, made of the same secret.
pub fn sealer(row: &KeyRow) -> Result<Identity> {
    let organisation = row.name.rsplit('/').next().unwrap_or_default();
    let (name, address) = (format!("Wayleave {organisation}"), format!("https://{}", row.name));
    let since = row.made_at.cast_unsigned() / 1000;
    Ok(Identity::new(secret(row)?, (&name, &address), since).map_err(anyhow::Error::from)?)
}

fn secret(row: &KeyRow) -> Result<&[u8; 32]> {
    Ok(row.secret.as_slice().try_into().map_err(|_| anyhow::anyhow!("a key is not 32 bytes"))?)
}

/// A key as it was kept.
pub fn read(row: &KeyRow) -> Result<SigningKey> {
    Ok(SigningKey::new(&row.name, secret(row)?).map_err(anyhow::Error::from)?)
}
