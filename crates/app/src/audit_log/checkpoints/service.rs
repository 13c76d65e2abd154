//! What of the signed log is asked for.

use wayleave_access::audit::Event;
use wayleave_access::{Target, act};
use wayleave_base::{ErrorCode, OrganisationId, Page};
use wayleave_db::Tx;
use wayleave_proof::{Proof, PublicKey, tree};
use wayleave_seal::Identity;

use super::bundle::Bundle;
use super::signing;
use super::store::{self, CheckpointRow, KeyRow};
use super::view::{AuditCheckpointView, AuditKey, CheckpointQuery};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::wire;
use crate::work::Work;

/// The public key; none is there before the first checkpoint.
pub async fn key(cx: &Cx, organisation: &str) -> Result<AuditKey> {
    let mut work = Work::read(cx, organisation).await?;
    work.permit::<act::OrganisationAudit>(Target::default())?;
    let row = store::find_key(&mut work.tx, work.organisation.id).await?.ok_or_else(Error::not_found)?;
    let certificate = signing::sealer(&row)?.certificate().map_err(anyhow::Error::from)?;
    let key = signing::read(&row)?;
    let key = key.public();
    Ok(AuditKey { name: key.name().to_owned(), key: key.to_string(), jwk: key.jwk(), certificate })
}

/// The keys of an organisation as they are kept; making one of them takes a while, so it is done when it is asked for.
pub struct Keys(KeyRow);

impl Keys {
    /// The key that signed for the organisation.
    pub fn public(&self) -> Result<PublicKey> {
        Ok(signing::read(&self.0)?.public().clone())
    }

    /// Who seals PDFs for it.
    pub fn sealer(&self) -> Result<Identity> {
        signing::sealer(&self.0)
    }
}

/// The keys of an organisation; none before anything was signed.
pub async fn keys(tx: &mut Tx, organisation: OrganisationId) -> Result<Option<Keys>> {
    Ok(store::find_key(tx, organisation).await?.map(Keys))
}

/// The newest checkpoint.
pub async fn newest(cx: &Cx, organisation: &str) -> Result<AuditCheckpointView> {
    let mut work = Work::read(cx, organisation).await?;
    work.permit::<act::OrganisationAudit>(Target::default())?;
    let row = store::newest(&mut work.tx, work.organisation.id).await?;
    Ok(row.ok_or_else(Error::not_found)?.into())
}

/// A page of the checkpoints, the newest first.
pub async fn list(cx: &Cx, organisation: &str, query: &CheckpointQuery) -> Result<Page<AuditCheckpointView>> {
    let mut work = Work::read(cx, organisation).await?;
    work.permit::<act::OrganisationAudit>(Target::default())?;
    let limit = wire::page_size(query.limit)?;
    let name = format!("checkpoints {}", work.me.public_id);
    let cursors = &work.cx.shared().cursors;
    let before = match &query.cursor {
        None => i64::MAX,
        Some(cursor) => cursors.open(&name, cursor).ok_or_else(|| Error::code(ErrorCode::InvalidCursor))?,
    };
    let mut rows = store::checkpoints(&mut work.tx, work.organisation.id, before, limit + 1).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|row| work.cx.shared().cursors.seal(&name, &row.size));
    Ok(Page { items: rows.into_iter().map(AuditCheckpointView::from).collect(), next })
}

/// The proof that an event is in the log, as a file with the event's body.
pub async fn proof(cx: &Cx, organisation: &str, seq: &str) -> Result<String> {
    let mut work = Work::read(cx, organisation).await?;
    work.permit::<act::OrganisationAudit>(Target::default())?;
    let seq: i64 = seq.parse().ok().filter(|seq| (1..i64::MAX).contains(seq)).ok_or_else(Error::not_found)?;
    let id = work.organisation.id;
    let body = store::body(&mut work.tx, id, seq).await?.ok_or_else(Error::not_found)?;
    Ok(inclusion(&mut work.tx, id, seq, Some(body.into_bytes())).await?.to_string())
}

/// The proof that an event is among those of the newest checkpoint, with what goes beside it.
pub async fn inclusion(
    tx: &mut Tx,
    organisation: OrganisationId,
    seq: i64,
    extra: Option<Vec<u8>>,
) -> Result<Proof> {
    let newest = store::newest(tx, organisation).await?.filter(|newest| newest.size >= seq);
    let newest = newest.ok_or_else(|| Error::code(ErrorCode::NotSignedYet))?;
    let (size, index) = (newest.size.cast_unsigned(), seq.cast_unsigned() - 1);
    let wanted = tree::nodes_of(|nodes| tree::inclusion(nodes, size, index));
    let known = store::nodes(tx, organisation, &wanted).await?;
    let path = tree::inclusion(&known, size, index).ok_or_else(|| anyhow::anyhow!("the log has a gap"))?;
    Ok(Proof { extra, index, path, checkpoint: newest.body })
}

/// Notes in the log that it is taken along, signs it with that note, and says what goes into the archive. A log that
/// cannot be signed any more goes out with the last checkpoint it has.
pub async fn begin_bundle(cx: &Cx, organisation: &str) -> Result<Bundle> {
    let mut work = Work::write(cx, organisation).await?;
    let permit = work.permit::<act::OrganisationAuditExport>(Target::default())?;
    let organisation = work.organisation.clone();
    let entity = ("organisation", organisation.public_id.as_str(), organisation.name.as_str());
    let event = Event::new("audit", "audit.exported", entity).after(serde_json::json!({"format": "proof"}));
    let stamp = work.record(&permit, event).await?;
    let (shared, now) = (work.cx.shared().clone(), work.now());
    while signing::sign(&mut work.tx, &shared, &organisation, now).await?.is_some() {}
    let key = signing::key(&mut work.tx, &shared, &organisation, now).await?;
    let newest = store::newest(&mut work.tx, organisation.id).await?;
    let none = CheckpointRow { size: 0, at: now, body: String::new() };
    let checkpoint = newest.unwrap_or(none).body;
    work.commit().await?;
    Ok(Bundle { organisation, events: stamp.seq(), checkpoint, key: key.public().to_string() })
}
