//! What somebody says of their receipt beside what was recorded for them: that they have it, or that they do not. Nothing of
//! the record changes; both stand in the log, and each has its receipt.

use std::collections::HashMap;

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;
use wayleave_access::audit::{Event, Stamp};
use wayleave_access::{Permit, Target, act};
use wayleave_base::{ErrorCode, Timestamp, TransmittalId};
use wayleave_db::{DbResult, Tx, row, sql};

use super::acknowledge::{object, read};
use super::received::{self, RecipientRow};
use super::store::TransmittalRow as Row;
use super::tables::{Deed, Part};
use super::view_received::{AcknowledgementContest, Contested};
use super::{reading, receipt};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::notices::{self, Notice};
use crate::people;
use crate::wire;
use crate::work::{ProjectRow, Work};

row! {
    /// What one person said beside a record.
    #[derive(Clone, Debug)]
    pub struct ContestRow {
        /// The row of the recipient.
        pub recipient_id: i64,
        /// The number of the event that stands for it.
        pub seq: i64,
        /// When.
        pub at: Timestamp,
        /// Did they receive it?
        pub received: bool,
        /// How sure it is who that was.
        pub assurance: String,
        /// What they said with it.
        pub comment: String,
        /// Who received it, where they named somebody else.
        pub received_by: String,
    }
}

impl From<&ContestRow> for Contested {
    fn from(row: &ContestRow) -> Self {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Self {
            at: wire::time(row.at),
            received: row.received,
            assurance: row.assurance.clone(),
            comment: some(&row.comment),
            received_by: some(&row.received_by),
        }
    }
}

/// What those who got a transmittal said beside what was recorded for them, by the row of the recipient.
pub async fn all(tx: &mut Tx, id: TransmittalId) -> DbResult<HashMap<i64, ContestRow>> {
    let text = sql("select c.recipient_id, c.seq, c.at, c.received, c.assurance, c.comment, c.received_by
        from transmittal_contest c join transmittal_recipient x on x.id = c.recipient_id where x.transmittal_id = $1");
    let rows: Vec<ContestRow> = tx.all(text.bind(id)).await?;
    Ok(rows.into_iter().map(|row| (row.recipient_id, row)).collect())
}

/// May they say something beside what stands for them?
#[must_use]
pub fn is_open(recipient: &RecipientRow, contests: &HashMap<i64, ContestRow>) -> bool {
    recipient.acknowledged_how == "recorded" && !contests.contains_key(&recipient.id)
}

/// Says something beside what was recorded for whoever asks.
pub async fn contest(
    cx: &Cx,
    organisation: &str,
    project: &str,
    id: &str,
    asked: AcknowledgementContest,
) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    let permit: Permit<act::TransmittalAcknowledge> = work.permit_in(&facts, Target::default())?;
    let (comment, received_by) = read(&asked.comment, &asked.received_by)?;
    if !asked.received && !received_by.is_empty() {
        let why = "Whoever did not get it names nobody who did.";
        return Err(Error::field("received_by", "not_allowed", why));
    }
    let row = reading::open_to(&mut work, (&project, &facts), id, (Part::Recipient, Deed::Contest)).await?;
    let recipient = received::of(&mut work.tx, row.id, work.me.subject).await?;
    let recipient = recipient.filter(|one| one.acknowledged_how == "recorded");
    let nothing = || Error::because(ErrorCode::Conflict, "Nothing was recorded for you.");
    let recipient = recipient.ok_or_else(nothing)?;
    let beside = recipient.event()?;
    if !is_open(&recipient, &all(&mut work.tx, row.id).await?) {
        return Err(Error::because(ErrorCode::AlreadyEnded, "You said so already."));
    }
    let actor = work.actor();
    let label = row.label();
    let event = Event::new("transmittal", "transmittal.contested", ("transmittal", &row.public_id, &label))
        .project(project.id)
        .after(json!({
            "recipient": recipient.name, "received": asked.received, "assurance": actor.assurance, "comment": comment,
            "received_by": received_by, "recorded_by": recipient.acknowledged_name, "recorded_in": beside,
        }));
    let stamp = work.record(&permit, event).await?;
    let said = ContestRow {
        recipient_id: recipient.id,
        seq: stamp.seq(),
        at: stamp.at(),
        received: asked.received,
        assurance: actor.assurance.to_owned(),
        comment,
        received_by,
    };
    insert(&mut work.tx, &stamp, &said).await?;
    let (shared, whole) = (work.cx.shared().clone(), work.organisation.clone());
    let about = (row.id, object(&row.public_id, &row.number, &row.subject));
    let by = (&stamp, &actor);
    receipt::sign_contest(&mut work.tx, &shared, (&whole, &project), by, about, (&recipient, &said)).await?;
    tell(&mut work, &stamp, (&project, &row), &recipient, &said).await?;
    let view = reading::shown(&mut work, &project, &facts, id).await?;
    work.finish(StatusCode::OK, &view).await
}

async fn insert(tx: &mut Tx, stamp: &Stamp, said: &ContestRow) -> DbResult<()> {
    let text = sql(
        "insert into transmittal_contest (organisation_id, recipient_id, seq, at, received, assurance, comment, received_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(stamp.organisation())
    .bind(said.recipient_id)
    .bind(said.seq)
    .bind(said.at)
    .bind(said.received)
    .bind(&said.assurance)
    .bind(&said.comment)
    .bind(&said.received_by);
    tx.execute(text).await.map(drop)
}

/// Tells whoever issued it, or the Project Admins where they are gone, and whoever recorded what it stands beside.
async fn tell(
    work: &mut Work,
    stamp: &Stamp,
    (project, row): (&ProjectRow, &Row),
    recipient: &RecipientRow,
    said: &ContestRow,
) -> Result<()> {
    let place = (stamp.organisation(), project.id);
    let mut to = people::answering_for(&mut work.tx, place, row.issued_by, stamp.at()).await?;
    to.extend(received::recorder(&mut work.tx, recipient.id).await?);
    to.retain(|one| *one != recipient.subject_id);
    let notice = Notice {
        kind: "transmittal.contested",
        project: Some(project.id),
        document: None,
        payload: json!({"transmittal": row.public_id, "number": row.number, "name": recipient.name,
            "received": said.received, "comment": said.comment}),
    };
    let shared = work.cx.shared().clone();
    notices::notify(&mut work.tx, &shared.ids, stamp.organisation(), stamp.at(), &to, &notice).await?;
    Ok(())
}

/// Tells somebody with an account what was recorded for them, and the note that says why.
pub async fn tell_recorded(
    work: &mut Work,
    stamp: &Stamp,
    (project, row): (&ProjectRow, &Row),
    recipient: &RecipientRow,
    note: &str,
) -> Result<()> {
    if !recipient.email.is_empty() || recipient.subject_id == stamp.by() {
        return Ok(());
    }
    let notice = Notice {
        kind: "transmittal.recorded",
        project: Some(project.id),
        document: None,
        payload: json!({"by": work.me.public_id, "transmittal": row.public_id, "number": row.number, "note": note}),
    };
    let (shared, to) = (work.cx.shared().clone(), [recipient.subject_id]);
    notices::notify(&mut work.tx, &shared.ids, stamp.organisation(), stamp.at(), &to, &notice).await?;
    Ok(())
}
