//! A transmittal as the holder of a link that went out with it is shown it: what was written down when it was issued, without
//! anything of its other recipients.

use wayleave_access::Visible;
use wayleave_access::documents::RevisionRow;
use wayleave_base::{OrganisationId, SubjectId, Timestamp, TransmittalId};
use wayleave_db::{DbResult, Tx, row, sql};

use super::documents::warnings;
use super::purposes::purpose_name;
use super::received::{self, RecipientRow};
use super::store::{self, Named};
use super::tables::State;

row! {
    /// What a transmittal says of itself.
    #[derive(Clone, Debug)]
    pub struct Cover {
        /// The internal id.
        pub id: TransmittalId,
        /// The public id.
        pub public_id: String,
        /// The number.
        pub number: String,
        /// What it is about.
        pub subject: String,
        /// What its purpose meant, as JSON.
        pub purpose_kept: String,
        /// Its date.
        pub dated_on: String,
        /// What is said with it.
        pub remarks: String,
        /// By which day receipt is to be acknowledged.
        pub acknowledge_by: Option<String>,
        /// Who issued it.
        pub issued_by: Option<SubjectId>,
        /// When those who get it are told; until then issuing it can be undone.
        pub told_at: Option<i64>,
    }
}

impl Cover {
    /// Its state.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> State {
        State::of("issued", (self.told_at, false), now)
    }

    /// Did it go out for good?
    #[must_use]
    pub fn is_out(&self, now: Timestamp) -> bool {
        self.state(now) == State::Out
    }

    /// What it was sent for.
    #[must_use]
    pub fn purpose(&self) -> String {
        purpose_name(&self.purpose_kept)
    }
}

/// What a transmittal that was issued says of itself.
pub async fn cover(
    tx: &mut Tx,
    organisation: OrganisationId,
    transmittal: TransmittalId,
) -> DbResult<Option<Cover>> {
    let text = sql(
        "select id, public_id, number, subject, purpose_kept, dated_on, remarks, acknowledge_by, issued_by, told_at
        from transmittal
        where id = $1 and organisation_id = $2 and state = 'issued'",
    );
    tx.optional(text.bind(transmittal).bind(organisation)).await
}

/// What it sends to one of those who get it, in its order.
pub async fn sent(tx: &mut Tx, transmittal: TransmittalId, to: SubjectId) -> DbResult<Vec<Named>> {
    store::documents(tx, transmittal, Some(to)).await
}

/// What it sends to one of those who get it at one place, from 1.
pub async fn sent_at(
    tx: &mut Tx,
    transmittal: TransmittalId,
    place: i64,
    to: SubjectId,
) -> DbResult<Option<Named>> {
    store::document_at(tx, transmittal, place, to).await
}

/// What it says of one of those who got it.
pub async fn recipient(
    tx: &mut Tx,
    transmittal: TransmittalId,
    subject: SubjectId,
) -> DbResult<Option<RecipientRow>> {
    received::of(tx, transmittal, subject).await
}

/// Is there something newer than the revision that was sent?
#[must_use]
pub fn outdated(visible: &Visible, revision: &RevisionRow) -> bool {
    warnings(visible, revision).iter().any(|code| ["superseded", "older_revision"].contains(code))
}
