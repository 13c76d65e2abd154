//! Whether a mail about something that happened may leave, decided when it is about to: minutes or hours may have passed
//! since it was written.

use wayleave_base::{OrganisationId, SubjectId};
use wayleave_db::Tx;

use super::kinds::{self, DIGEST};
use super::sight::{self, Sight};
use super::store::{self, MailState};
use super::{digest, stop};
use crate::error::Result;
use crate::shared::Shared;
use crate::work::OrganisationRow;

/// What may become of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clearance {
    /// It leaves, with this address behind its link to stop such mails; without one where they cannot be stopped.
    Send(Option<String>),
    /// It does not, for this reason.
    Keep(&'static str),
    /// It does not, but what of it may still be told goes into another one.
    Anew,
}

/// What may become of this mail, which tells this person of notices of this kind.
pub async fn clearance(
    tx: &mut Tx,
    shared: &Shared,
    organisation: OrganisationId,
    mail: i64,
    (subject, kind): (SubjectId, &str),
) -> Result<Clearance> {
    let now = shared.clock.now();
    let whole = OrganisationRow::load(tx, organisation).await?;
    let Some(reader) = sight::reader(tx, organisation, subject, now).await? else {
        return Ok(Clearance::Keep("its reader has left the organisation"));
    };
    let rows = store::told_in(tx, organisation, mail).await?;
    let sight = Sight::load(tx, &whole, &reader, now, &rows).await?;
    if rows.iter().any(|row| !sight.covers_whole(row)) {
        let reason = "its reader may no longer see what it tells of";
        let left = kind == DIGEST || rows.iter().any(|row| sight.covers(row));
        return Ok(if left { Clearance::Anew } else { Clearance::Keep(reason) });
    }
    if kinds::find(kind).is_some_and(|kind| kind.fixed.is_some()) {
        return Ok(Clearance::Send(None));
    }
    Ok(Clearance::Send(Some(stop::link(tx, shared, &whole, subject, kind).await?)))
}

/// Puts what a digest told back to wait, and gathers again.
pub async fn gather_again(
    tx: &mut Tx,
    organisation: OrganisationId,
    mail: i64,
    subject: SubjectId,
    now: i64,
) -> Result<()> {
    let rows = store::told_in(tx, organisation, mail).await?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    store::settle(tx, organisation, &ids, MailState::Waits, None).await?;
    Ok(digest::at_once(tx, organisation, subject, now).await?)
}
