//! Guest shares of a transmittal that went out (K-3.2): whoever could share each of its documents lets out what was sent by
//! a link, and whoever opens it may acknowledge receipt like those to whom it was sent.

use wayleave_access::audit::Stamp;
use wayleave_access::{ProjectFacts, Target, Visible, act, documents};
use wayleave_base::{DocumentId, SubjectId, Timestamp, TransmittalId};

use super::reading::sight;
use super::received::{self, RecipientRow};
use super::tables::{Deed, Part};
use super::{purposes, store};
use crate::error::{Error, Result};
use crate::work::Work;

/// A transmittal that can be shared, with what it sent.
pub struct Sent {
    /// The transmittal.
    pub id: TransmittalId,
    /// Its public id.
    pub public_id: String,
    /// Its number and subject.
    pub label: String,
    /// Does its purpose want to know that the address is the reader's own?
    pub mail_code: bool,
    /// What was sent, each with the place of the revision; at least one.
    pub documents: Vec<(Visible, i64)>,
}

/// A transmittal that its reader may share as a whole.
pub async fn sent(work: &mut Work, facts: &ProjectFacts, id: &str) -> Result<Sent> {
    work.permit_in::<act::TransmittalView>(facts, Target::default())?;
    let place = (work.organisation.id, facts.project);
    let row = store::find(&mut work.tx, place, sight(facts), id).await?.ok_or_else(Error::not_found)?;
    row.life(work.now()).takes(Part::Sharer, Deed::Share)?;
    let named = store::documents(&mut work.tx, row.id, None).await?;
    let ids: Vec<DocumentId> = named.iter().map(|one| one.document_id).collect();
    let seen = documents::among(&mut work.tx, &facts.scope(), &ids).await?;
    let found = named.iter().filter_map(|one| {
        let visible = seen.iter().find(|visible| visible.document.id == one.document_id)?;
        let revision = visible.revisions.iter().find(|revision| revision.id == one.revision_id)?;
        Some((visible.clone(), revision.seq))
    });
    let found: Vec<(Visible, i64)> = found.collect();
    if found.is_empty() || found.len() < named.len() {
        let detail = "You do not see all of what it sent, so you cannot share it as a whole.";
        return Err(Error::field("transmittal_id", "beyond_own_rights", detail));
    }
    let mail_code = purposes::kept(&row.purpose_kept).is_some_and(|meaning| meaning.mail_code);
    Ok(Sent { id: row.id, label: row.label(), public_id: row.public_id, mail_code, documents: found })
}

/// Writes down that a link shows the transmittal, so that what is said through it stands beside what the others say.
/// Nobody is reminded of a link that somebody handed over themselves.
pub async fn add(
    work: &mut Work,
    stamp: &Stamp,
    transmittal: TransmittalId,
    (link, ends_at): (SubjectId, Timestamp),
    name: &str,
) -> Result<()> {
    let row = RecipientRow {
        public_id: work.cx.ids().public("rcp"),
        subject_id: link,
        role: "cc".to_owned(),
        name: name.to_owned(),
        acknowledgement: "optional".to_owned(),
        ends_at,
        ..RecipientRow::default()
    };
    Ok(received::set(&mut work.tx, stamp.organisation(), transmittal, &[row]).await?)
}
