//! Receipts: what somebody acknowledged or answered, signed with the organisation's key in the transaction of the event
//! itself, for both sides to keep.
//!
//! * A receipt belongs to one event of the audit log and is found by that event's number; whoever keeps what was
//!   acknowledged or answered keeps the number, and decides who may have the receipt.
//! * It is signed once and never changed. The proof that its event is in the log is added when it is handed out, as soon
//!   as a checkpoint covers the event.
//! * The printed form is sealed with the organisation's certificate, so that a reader of PDF checks it; the signed file
//!   says more, and is checked against the log.

pub mod paper;
mod store;

use axum::body::Body;
use axum::response::Response;
use wayleave_access::audit::Stamp;
use wayleave_base::{ErrorCode, OrganisationId, ProjectId};
use wayleave_db::Tx;
use wayleave_proof::Proof;
use wayleave_proof::receipt::{self, Claims, Event, Named, Receipt};
pub use wayleave_proof::receipt::{Attachment, Document, Kind, Object, Person, Signature};

use crate::audit_log::{self, Keys};
use crate::download::attached;
use crate::error::{Error, Result};
use crate::shared::Shared;
use crate::wire;
use crate::work::{OrganisationRow, ProjectRow};

/// What a receipt states beyond the event itself.
#[derive(Clone, Debug)]
pub struct Statement {
    /// What was done.
    pub kind: Kind,
    /// What it was done to.
    pub object: Object,
    /// The code of the answer, when it is one.
    pub answer: Option<String>,
    /// What was signed, when it is an answer that is.
    pub signature: Option<Signature>,
    /// The documents as they lay before the person.
    pub documents: Vec<Document>,
    /// The files that were handed in with an answer.
    pub attachments: Vec<Attachment>,
    /// Whose acknowledgement or answer it is.
    pub person: Person,
    /// How sure we are of who it was: an assurance level of the audit log, or `recorded` where somebody else wrote it down.
    pub assurance: &'static str,
    /// Who acted, when they did so on the person's behalf.
    pub acted_by: Option<Person>,
    /// Who received it, where somebody else was named.
    pub received_by: Option<String>,
    /// The day that was told, where somebody else wrote it down.
    pub acknowledged_on: Option<String>,
    /// The event of the record beside which it stands.
    pub beside: Option<u64>,
    /// What was said with it.
    pub comment: Option<String>,
}

/// Signs a receipt of the event that was just written, in its transaction.
pub async fn issue(
    tx: &mut Tx,
    shared: &Shared,
    (organisation, project): (&OrganisationRow, &ProjectRow),
    stamp: &Stamp,
    statement: Statement,
) -> Result<()> {
    let Statement {
        kind,
        object,
        answer,
        signature,
        documents,
        attachments,
        person,
        assurance,
        acted_by,
        received_by,
        acknowledged_on,
        beside,
        comment,
    } = statement;
    let claims = Claims {
        version: receipt::VERSION,
        organisation: Named { id: organisation.public_id.clone(), name: organisation.name.clone() },
        project: Named { id: project.public_id.clone(), name: project.name.clone() },
        kind,
        object,
        answer,
        signature,
        documents,
        attachments,
        person,
        assurance: assurance.to_owned(),
        acted_by,
        received_by: received_by.filter(|name| !name.is_empty()),
        acknowledged_on,
        beside,
        comment: comment.filter(|comment| !comment.is_empty()),
        at: wire::time(stamp.at()),
        event: Event { number: stamp.seq().cast_unsigned(), leaf: hex::encode(stamp.leaf()) },
    };
    let key = audit_log::signing_key(tx, shared, organisation, stamp.at()).await?;
    let signed = receipt::sign(&claims, &key).map_err(anyhow::Error::from)?;
    Ok(store::insert(tx, (organisation.id, project.id), stamp, &signed.to_string()).await?)
}

/// How a receipt is handed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The signed file, with its proof once there is one.
    Signed,
    /// The printed page, sealed.
    Printed,
}

impl Form {
    /// Reads `json`, which goes without saying, or `pdf`.
    pub fn parse(format: Option<&str>) -> Result<Self> {
        match format.unwrap_or("json") {
            "json" => Ok(Self::Signed),
            "pdf" => Ok(Self::Printed),
            _ => Err(Error::field("format", "unknown", "A receipt comes as json or as pdf.")),
        }
    }
}

/// The receipt of an event as it was read; made into a file once the database is let go.
struct Found {
    text: String,
    keys: Keys,
    proof: Option<Proof>,
    event: i64,
    form: Form,
}

/// The receipt of an event as a file. The caller has decided that the reader may have it.
///
/// One that has no proof yet is worth less, so the log is signed for it now instead of within the minute.
pub async fn answer(
    shared: &Shared,
    place: (OrganisationId, ProjectId),
    event: i64,
    form: Form,
) -> Result<Response> {
    if form == Form::Signed {
        audit_log::sign_soon(shared, place.0, event).await?;
    }
    let mut tx = shared.db.read_in(place.0).await?;
    let found = find(&mut tx, place, event, form).await?;
    drop(tx);
    found.answer().await
}

/// Reads the receipt of an event.
async fn find(
    tx: &mut Tx,
    (organisation, project): (OrganisationId, ProjectId),
    event: i64,
    form: Form,
) -> Result<Found> {
    let text = store::find(tx, (organisation, project), event).await?.ok_or_else(Error::not_found)?;
    let keys = audit_log::keys(tx, organisation).await?.ok_or_else(Error::not_found)?;
    let proof = match form {
        Form::Printed => None,
        Form::Signed => match audit_log::inclusion(tx, organisation, event, None).await {
            Ok(proof) => Some(proof),
            Err(Error::Coded(ErrorCode::NotSignedYet, _)) => None,
            Err(error) => return Err(error),
        },
    };
    Ok(Found { text, keys, proof, event, form })
}

impl Found {
    /// The file.
    async fn answer(self) -> Result<Response> {
        let (form, event) = (self.form, self.event);
        let made = tokio::task::spawn_blocking(move || self.file());
        let (number, bytes) = made.await.map_err(anyhow::Error::from)??;
        let name = format!("receipt {number} {event}");
        match form {
            Form::Printed => attached(Body::from(bytes), "application/pdf", &format!("{name}.pdf")),
            Form::Signed => attached(Body::from(bytes), "application/jose+json", &format!("{name}.json")),
        }
    }

    /// The number of what it is about, and the bytes.
    fn file(self) -> Result<(String, Vec<u8>)> {
        let key = self.keys.public()?;
        let claims = receipt::open(&self.text, &key).map_err(anyhow::Error::from)?.claims;
        let bytes = match self.form {
            Form::Printed => paper::pdf(&claims, (&key, &self.keys.sealer()?))?,
            Form::Signed => {
                let receipt = Receipt::parse(&self.text).map_err(anyhow::Error::from)?;
                let proven = match &self.proof {
                    Some(proof) => receipt.with_proof(proof),
                    None => receipt,
                };
                proven.to_string().into_bytes()
            }
        };
        Ok((claims.object.number, bytes))
    }
}
