//! The receipt of an acknowledgement: signed in the transaction that keeps it, and handed to both sides.

use axum::response::Response;
use wayleave_access::audit::{Actor, Stamp};
use wayleave_access::{ProjectFacts, Target, act};
use wayleave_base::{ErrorCode, TransmittalId};
use wayleave_db::{Tx, row, sql};

use super::acknowledge::RECORDED;
use super::contest::{self, ContestRow};
use super::reading;
use super::received::{self, RecipientRow, Said};
use super::tables::{Deed, Part};
use super::view_received::ReceiptFile;
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::receipts::{self, Document, Form, Kind, Object, Person, Statement};
use crate::shared::Shared;
use crate::wire;
use crate::work::{OrganisationRow, ProjectRow, Work};

row! {
    struct SentRow {
        id: String, number: String, title: String, revision: String, code: String, status: String, sha256: String, size: i64,
    }
}

/// Everything that a transmittal sent to one of those who got it, as it was when it was issued.
async fn documents(tx: &mut Tx, transmittal: TransmittalId, to: i64) -> Result<Vec<Document>> {
    let text = sql("select d.public_id as id, x.number, x.title, r.public_id as revision, x.revision as code, x.status,
          x.blob_hash as sha256, r.size
        from transmittal_document x join revision r on r.id = x.revision_id join document d on d.id = r.document_id
        where x.transmittal_id = $1
          and not exists (select 1 from transmittal_skip k where k.recipient_id = $2 and k.revision_id = x.revision_id)
        order by x.position");
    let rows: Vec<SentRow> = tx.all(text.bind(transmittal).bind(to)).await?;
    let document = |row: SentRow| Document {
        id: row.id,
        number: row.number,
        title: row.title,
        revision: row.revision,
        code: row.code,
        status: row.status,
        sha256: row.sha256,
        size: row.size.cast_unsigned(),
    };
    Ok(rows.into_iter().map(document).collect())
}

/// Signs the receipt of an acknowledgement that was just kept.
pub async fn sign(
    tx: &mut Tx,
    shared: &Shared,
    place: (&OrganisationRow, &ProjectRow),
    (stamp, actor): (&Stamp, &Actor),
    (transmittal, object): (TransmittalId, Object),
    (recipient, said): (&RecipientRow, &Said<'_>),
) -> Result<()> {
    let recorded = said.how == "recorded";
    let acted_by = recorded.then(|| Person {
        name: said.name.to_owned(),
        typed_name: None,
        member: member(actor),
        address: None,
        company: None,
    });
    let day = || wire::time(said.at).split('T').next().unwrap_or_default().to_owned();
    let statement = Statement {
        kind: Kind::TransmittalAcknowledged,
        object,
        answer: None,
        signature: None,
        documents: documents(tx, transmittal, recipient.id).await?,
        attachments: Vec::new(),
        person: Person {
            typed_name: some(said.typed),
            member: if recorded { None } else { member(actor) },
            ..person(recipient)
        },
        assurance: if recorded { RECORDED } else { actor.assurance },
        acted_by,
        received_by: some(said.received_by),
        acknowledged_on: recorded.then(day),
        beside: None,
        // What was noted by whoever recorded it is theirs; the day is all that was told.
        comment: some(said.comment).filter(|_| !recorded),
    };
    receipts::issue(tx, shared, place, stamp, statement).await
}

/// Signs the receipt of what somebody said beside a record.
pub async fn sign_contest(
    tx: &mut Tx,
    shared: &Shared,
    place: (&OrganisationRow, &ProjectRow),
    (stamp, actor): (&Stamp, &Actor),
    (transmittal, object): (TransmittalId, Object),
    (recipient, said): (&RecipientRow, &ContestRow),
) -> Result<()> {
    let kind = if said.received { Kind::TransmittalAcknowledged } else { Kind::TransmittalNotReceived };
    let statement = Statement {
        kind,
        object,
        answer: None,
        signature: None,
        documents: documents(tx, transmittal, recipient.id).await?,
        attachments: Vec::new(),
        person: Person { member: member(actor), ..person(recipient) },
        assurance: actor.assurance,
        acted_by: None,
        received_by: some(&said.received_by),
        acknowledged_on: None,
        beside: Some(recipient.event()?.cast_unsigned()),
        comment: some(&said.comment),
    };
    receipts::issue(tx, shared, place, stamp, statement).await
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn member(by: &Actor) -> Option<String> {
    (by.kind == "person").then(|| by.id.clone())
}

/// Somebody as the transmittal names them.
fn person(recipient: &RecipientRow) -> Person {
    Person {
        name: recipient.name.clone(),
        typed_name: None,
        member: None,
        address: some(&recipient.email),
        company: some(&recipient.company),
    }
}

/// The receipt of an acknowledgement as a file: the reader's own, or for the project's people anybody's.
pub async fn answer(
    cx: &Cx,
    organisation: &str,
    project: &str,
    id: &str,
    wish: &ReceiptFile,
) -> Result<Response> {
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::TransmittalView>(&facts, Target::default())?;
    let form = Form::parse(wish.format.as_deref())?;
    let row = reading::open_to(&mut work, (&project, &facts), id, (Part::Reader, Deed::Receipt)).await?;
    let whose = whose(&mut work, &facts, row.id, wish).await?;
    let place = (work.organisation.id, project.id);
    let event = match wish.of.as_deref() {
        None | Some("acknowledgement") => whose.event()?,
        Some("contest") => {
            let none = || Error::because(ErrorCode::Conflict, "Nothing was said beside the record.");
            contest::all(&mut work.tx, row.id).await?.get(&whose.id).ok_or_else(none)?.seq
        }
        Some(_) => {
            let detail = "A receipt is that of the acknowledgement or of the contest.";
            return Err(Error::field("of", "unknown", detail));
        }
    };
    drop(work);
    receipts::answer(cx.shared(), place, event, form).await
}

async fn whose(
    work: &mut Work,
    facts: &ProjectFacts,
    transmittal: TransmittalId,
    wish: &ReceiptFile,
) -> Result<RecipientRow> {
    let only = (!facts.is_team() || wish.recipient.is_none()).then_some(work.me.subject);
    let rows = received::all(&mut work.tx, transmittal, only).await?;
    let found = rows.into_iter().find(|row| wish.recipient.as_ref().is_none_or(|id| row.public_id == *id));
    found.ok_or_else(|| Error::because(ErrorCode::Conflict, "It was not sent to them."))
}

impl RecipientRow {
    /// The number of the event that stands for the acknowledgement.
    pub fn event(&self) -> Result<i64> {
        let none = || Error::because(ErrorCode::Conflict, "Receipt was not acknowledged yet.");
        self.acknowledged_seq.ok_or_else(none)
    }
}
