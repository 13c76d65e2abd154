//! The daily mail: the newest checkpoint to the organisation's administrators, who keep it where the server cannot reach.
//! On a day on which nothing happened there is none. It cannot be switched off: whoever runs the server could do that too.

use wayleave_base::{OrganisationId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Tx, sql};
use wayleave_mail::AuditCheckpoint;

use super::store;
use crate::error::Result;
use crate::mailing::{self, Sender};
use crate::people;
use crate::shared::Shared;
use crate::wire;
use crate::work::OrganisationRow;

const DAY: i64 = 24 * 60 * 60 * 1000;

/// Is there a checkpoint that was not mailed, a day after the last mail or after the key was made?
pub async fn is_due(tx: &mut Tx, organisation: OrganisationId, now: Timestamp) -> DbResult<bool> {
    let Some(key) = store::find_key(tx, organisation).await? else { return Ok(false) };
    let last = store::last_mailed(tx, organisation).await?;
    if now - last.at.unwrap_or(key.made_at) < DAY {
        return Ok(false);
    }
    let newest = store::newest(tx, organisation).await?;
    Ok(newest.is_some_and(|newest| last.size.is_none_or(|size| newest.size > size)))
}

/// Mails the newest checkpoint if that is due.
pub async fn post(
    tx: &mut Tx,
    shared: &Shared,
    organisation: &OrganisationRow,
    now: Timestamp,
) -> Result<()> {
    let id = organisation.id;
    if !is_due(tx, id, now).await? {
        return Ok(());
    }
    let Some(newest) = store::newest(tx, id).await? else { return Ok(()) };
    let admins = sql("select subject_id as n from organisation_role where organisation_id = $1
        and role = 'org_admin' and closed_at is null and valid_from <= $2 and ends_at > $2 order by subject_id");
    let admins = tx.ints(admins.bind(id).bind(now)).await?.into_iter().map(SubjectId);
    let sender = Sender::load(tx, shared, organisation, None, "").await?;
    let link = format!("{}/o/{}", shared.config.public_url, organisation.slug);
    for (_, to) in people::addresses(tx, id, &admins.collect::<Vec<_>>()).await? {
        let sender = sender.to(to.name.as_deref().unwrap_or_default());
        let letter = AuditCheckpoint {
            head: sender.head(),
            events: newest.size,
            signed_at: &wire::time(newest.at),
            checkpoint: newest.body.trim_end(),
            link: &link,
        };
        mailing::post(tx, shared, id, now, &to, &letter).await?;
    }
    Ok(store::mailed(tx, id, newest.size, now).await?)
}
