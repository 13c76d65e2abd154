//! The rows of those who got a transmittal, and what each of them said of its receipt.

use std::collections::{HashMap, HashSet};

use wayleave_access::Cause;
use wayleave_base::{OrganisationId, SubjectId, Timestamp, TransmittalId};
use wayleave_db::{DbResult, Sql, Tx, row, sql};

use crate::wire;

row! {
    /// Whom a transmittal went to, as they were then.
    #[derive(Clone, Debug)]
    pub struct RecipientRow {
        /// The internal id; 0 while it is not stored.
        pub id: i64,
        /// The public id.
        pub public_id: String,
        /// The person, or the link that was made for an address.
        pub subject_id: SubjectId,
        /// `to` or `cc`.
        pub role: String,
        /// The name.
        pub name: String,
        /// The address that the link was made for; empty for people with an account.
        pub email: String,
        /// The company.
        pub company: String,
        /// The group, company or list that stood for them.
        pub via: String,
        /// Is receipt to be acknowledged?
        pub acknowledgement: String,
        /// Until when they see what was sent.
        pub ends_at: i64,
        /// When receipt was acknowledged.
        pub acknowledged_at: Option<i64>,
        /// The number of the event that stands for it.
        pub acknowledged_seq: Option<i64>,
        /// How: `account`, `link` or `recorded`; empty while it was not.
        pub acknowledged_how: String,
        /// Under which name; by a link the one that was typed, if any was.
        pub acknowledged_name: String,
        /// How sure it is who that was.
        pub assurance: String,
        /// What they said with it.
        pub comment: String,
        /// Who received it, where it was acknowledged for somebody else.
        pub received_by: String,
        /// When they were reminded last.
        pub reminded_at: Option<i64>,
        /// How many documents did not go to them because they held them already.
        pub skipped: i64,
        /// How many did not because they were not ticked for them.
        pub unticked: i64,
    }
}

/// The end is the one that holds: of the grant as it is now, or of a membership that ends before it.
const COLUMNS: &str = "select z.id, z.public_id, z.subject_id, z.role, z.name, z.email, z.company, z.via, z.acknowledgement,
      case when z.member_until < z.given_until then z.member_until else z.given_until end as ends_at,
      z.acknowledged_at, z.acknowledged_seq, z.acknowledged_how, z.acknowledged_name, z.assurance, z.comment, z.received_by,
      z.reminded_at, (select count(k.held_by) from transmittal_skip k where k.recipient_id = z.id) as skipped,
      (select count(*) from transmittal_skip k where k.recipient_id = z.id and k.held_by is null) as unticked
    from (select x.*, p.ends_at as member_until, coalesce((select max(g.ends_at) from access_grant g
          where g.cause_kind = case when s.id is null then 9 else 4 end and g.cause_id = coalesce(s.id, x.transmittal_id)
            and g.subject_id = x.subject_id and g.closed_at is null), x.ends_at) as given_until
      from transmittal_recipient x join transmittal t on t.id = x.transmittal_id
      left join guest_share s on s.subject_id = x.subject_id
      left join project_membership p on p.project_id = t.project_id and p.subject_id = x.subject_id and p.closed_at is null) z
    where z.transmittal_id = $1";

impl Default for RecipientRow {
    /// Nobody yet.
    fn default() -> Self {
        let none = String::new;
        Self {
            id: 0,
            public_id: none(),
            subject_id: SubjectId(0),
            role: none(),
            name: none(),
            email: none(),
            company: none(),
            via: none(),
            acknowledgement: none(),
            ends_at: 0,
            acknowledged_at: None,
            acknowledged_seq: None,
            acknowledged_how: none(),
            acknowledged_name: none(),
            assurance: none(),
            comment: none(),
            received_by: none(),
            reminded_at: None,
            skipped: 0,
            unticked: 0,
        }
    }
}

impl RecipientRow {
    /// How many documents did not go to them.
    #[must_use]
    pub fn lacking(&self) -> i64 {
        self.skipped + self.unticked
    }

    /// May they acknowledge receipt still?
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.acknowledged_at.is_none() && self.acknowledgement != "none"
    }
}

/// Whom a transmittal went to, in the order of their names; or what it says of one of them alone.
pub async fn all(tx: &mut Tx, id: TransmittalId, only: Option<SubjectId>) -> DbResult<Vec<RecipientRow>> {
    let mut text = sql(COLUMNS).bind(id);
    if let Some(only) = only {
        text.push(" and subject_id = ").arg(only);
    }
    text.push(" order by id");
    tx.all(text).await
}

/// What a transmittal says of one of those who got it.
pub async fn of(tx: &mut Tx, id: TransmittalId, subject: SubjectId) -> DbResult<Option<RecipientRow>> {
    Ok(all(tx, id, Some(subject)).await?.pop())
}

row! {
    /// How one person stands to a transmittal, and how many documents of it did not go to them.
    pub struct OwnRow {
        pub transmittal_id: TransmittalId, pub acknowledgement: String, pub acknowledged_at: Option<i64>, pub lacking: i64,
    }
}

/// How one person stands to these transmittals.
pub async fn own(
    tx: &mut Tx,
    ids: &[TransmittalId],
    subject: SubjectId,
) -> DbResult<HashMap<TransmittalId, OwnRow>> {
    let raw: Vec<i64> = ids.iter().map(|id| id.get()).collect();
    let mut text = sql("select transmittal_id, acknowledgement, case when exists (select 1 from transmittal_contest c
          where c.recipient_id = transmittal_recipient.id and c.received = 0) then null else acknowledged_at end as acknowledged_at,
          (select count(*) from transmittal_skip k where k.recipient_id = transmittal_recipient.id) as lacking
        from transmittal_recipient where subject_id = $1 and transmittal_id in ")
    .bind(subject);
    text.id_list(&raw);
    let rows: Vec<OwnRow> = tx.all(text).await?;
    Ok(rows.into_iter().map(|row| (row.transmittal_id, row)).collect())
}

/// Writes down whom a transmittal goes to.
pub async fn set(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: TransmittalId,
    rows: &[RecipientRow],
) -> DbResult<()> {
    let head = "insert into transmittal_recipient (organisation_id, transmittal_id, public_id, subject_id, role, name, email,
        company, who_key, via, acknowledgement, ends_at) values ";
    for part in rows.chunks(100) {
        let mut text = sql("").bind(organisation).bind(id);
        text.push(head);
        for (at, row) in part.iter().enumerate() {
            text.push(if at > 0 { ", ($1, $2, " } else { "($1, $2, " });
            text.arg(&row.public_id).push(", ").arg(row.subject_id).push(", ").arg(&row.role).push(", ");
            let who = wire::key(&format!("{} {} {}", row.name, row.company, row.email));
            text.arg(&row.name).push(", ").arg(&row.email).push(", ").arg(&row.company).push(", ");
            text.arg(&who).push(", ");
            text.arg(&row.via).push(", ").arg(&row.acknowledgement).push(", ").arg(row.ends_at).push(")");
        }
        tx.execute(text).await?;
    }
    Ok(())
}

/// What is said of a receipt.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    /// `account`, `link` or `recorded`.
    pub how: &'a str,
    /// Who says so.
    pub by: SubjectId,
    /// Who: the account's name, or whom the sender made the link for.
    pub name: &'a str,
    /// The name that the holder of a link typed; empty for everybody else, and where none was asked for.
    pub typed: &'a str,
    /// How sure it is who that is.
    pub assurance: &'a str,
    /// When it was received.
    pub at: Timestamp,
    /// What is said with it.
    pub comment: &'a str,
    /// Who received it, where it is said for somebody else.
    pub received_by: &'a str,
}

/// Notes that somebody acknowledged receipt, once; `false` when they had.
pub async fn keep(tx: &mut Tx, recipient: i64, event: i64, said: &Said<'_>) -> DbResult<bool> {
    let text = sql(
        "update transmittal_recipient set acknowledged_at = $2, acknowledged_how = $3, acknowledged_by = $4,
          acknowledged_name = $5, assurance = $6, comment = $7, received_by = $8, acknowledged_seq = $9
        where id = $1 and acknowledged_at is null",
    )
    .bind(recipient)
    .bind(said.at)
    .bind(said.how)
    .bind(said.by)
    .bind(if said.how == "link" { said.typed } else { said.name })
    .bind(said.assurance)
    .bind(said.comment)
    .bind(said.received_by)
    .bind(event);
    Ok(tx.execute(text).await? == 1)
}

/// Who recorded it for them.
pub async fn recorder(tx: &mut Tx, recipient: i64) -> DbResult<Option<SubjectId>> {
    let text = sql(
        "select acknowledged_by as n from transmittal_recipient where id = $1 and acknowledged_by is not null",
    );
    Ok(tx.maybe_int(text.bind(recipient)).await?.map(SubjectId))
}

row! {
    struct EndedRow { subject_id: SubjectId, expired: bool }
}

/// How what a transmittal opened to those to whom it is shut now came to its end: `ended` by itself, or `revoked`.
pub async fn shut(
    tx: &mut Tx,
    id: TransmittalId,
    now: Timestamp,
) -> DbResult<HashMap<SubjectId, &'static str>> {
    let text = sql("select g.subject_id, cast(max(case when g.closed_at is null and g.ends_at <= $4 then 1 else 0 end) as bigint) as expired
        from access_grant g
        where g.cause_kind = $2 and g.cause_id = $1
          or g.cause_kind = $3 and g.cause_id in (select s.id from guest_share s where s.transmittal_id = $1)
        group by g.subject_id")
    .bind(id)
    .bind(Cause::Transmittal(0).raw().0)
    .bind(Cause::GuestShare(0).raw().0)
    .bind(now);
    let rows: Vec<EndedRow> = tx.all(text).await?;
    Ok(rows.into_iter().map(|row| (row.subject_id, if row.expired { "ended" } else { "revoked" })).collect())
}

row! {
    struct ReachedRow { subject_id: SubjectId }
}

/// Those to whom a transmittal is open now: links that work, and people who are in the project still.
pub async fn reached(tx: &mut Tx, id: TransmittalId, now: Timestamp) -> DbResult<HashSet<SubjectId>> {
    let text = sql("select distinct g.subject_id from access_grant g
        left join organisation_role r on r.subject_id = g.subject_id and r.closed_at is null and r.ends_at > $4
        left join project_membership p on p.subject_id = g.subject_id and p.project_id = g.project_id
          and p.closed_at is null and p.ends_at > $4
        where g.closed_at is null and g.ends_at > $4
          and (g.cause_kind = $2 and g.cause_id = $1 and (p.id is not null or r.role <> 'member')
            or g.cause_kind = $3 and g.cause_id in (select s.id from guest_share s where s.transmittal_id = $1))")
    .bind(id)
    .bind(Cause::Transmittal(0).raw().0)
    .bind(Cause::GuestShare(0).raw().0)
    .bind(now);
    let rows: Vec<ReachedRow> = tx.all(text).await?;
    Ok(rows.into_iter().map(|row| row.subject_id).collect())
}

row! {
    /// How a mail to one of those who got a transmittal went.
    pub struct MailedRow {
        pub recipient_id: i64, pub created_at: i64, pub sent_at: Option<i64>, pub failed_at: Option<i64>, pub error: String,
    }
}

/// The newest mail to each of those who got a transmittal.
pub async fn mailed(tx: &mut Tx, id: TransmittalId) -> DbResult<HashMap<i64, MailedRow>> {
    let text = sql("select m.recipient_id, m.created_at, m.sent_at, m.failed_at, m.error
        from transmittal_recipient x join mail m on m.id = (select max(l.id) from mail l where l.recipient_id = x.id)
        where x.transmittal_id = $1");
    let rows: Vec<MailedRow> = tx.all(text.bind(id)).await?;
    Ok(rows.into_iter().map(|row| (row.recipient_id, row)).collect())
}

/// Notes when these were reminded.
pub async fn note_reminded(tx: &mut Tx, recipients: &[i64], now: Timestamp) -> DbResult<()> {
    let mut text: Sql = sql("update transmittal_recipient set reminded_at = $1 where id in ").bind(now);
    text.id_list(recipients);
    tx.execute(text).await?;
    Ok(())
}
