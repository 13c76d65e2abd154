//! The rows of transmittals.

use wayleave_base::{DocumentId, OrganisationId, ProjectId, RevisionId, SubjectId, Timestamp, TransmittalId};
use wayleave_db::{DbResult, Sql, Tx, row, sql};

use super::skips;
use super::tables::State;
use crate::wire;

row! {
    /// A transmittal as stored.
    #[derive(Clone, Debug)]
    pub struct TransmittalRow {
        /// The internal id.
        pub id: TransmittalId,
        /// The public id.
        pub public_id: String,
        /// The number.
        pub number: String,
        /// What it is about.
        pub subject: String,
        /// What it is sent for.
        pub purpose: String,
        /// What that meant when it was issued, as JSON; empty for a draft.
        pub purpose_kept: String,
        /// Its date.
        pub dated_on: String,
        /// What is said with it.
        pub remarks: String,
        /// By which day receipt is to be acknowledged.
        pub acknowledge_by: Option<String>,
        /// The last day on which people from outside see what was sent.
        pub access_ends_on: Option<String>,
        /// Whom it is addressed to, as JSON.
        pub addressed: String,
        /// Does nobody get again what they hold already?
        pub skip_sent: bool,
        /// `draft`, `issued` or `recalled`.
        pub state: String,
        /// Who issued it.
        pub issued_by: Option<SubjectId>,
        /// When.
        pub issued_at: Option<i64>,
        /// When those who get it are told.
        pub told_at: Option<i64>,
        /// Were they: 1 of it, 2 of its recall too?
        pub announced: i64,
        /// Who prepared it.
        pub created_by: SubjectId,
        /// When.
        pub created_at: i64,
        /// When it was changed last.
        pub updated_at: i64,
        /// The version that an edit must name.
        pub row_version: i64,
        /// How many documents it has.
        pub documents: i64,
        /// How many of those who got it are to acknowledge receipt.
        pub asked: i64,
        /// How many of those did; whoever says that they did not, whatever was recorded for them, is not counted.
        pub answered: i64,
        /// When it was recalled.
        pub recalled_at: Option<i64>,
        /// By whom.
        pub recalled_by: Option<SubjectId>,
        /// Why.
        pub recall_reason: String,
        /// The transmittal that it takes the place of.
        pub reissue_of: Option<TransmittalId>,
    }
}

impl TransmittalRow {
    /// Its state.
    #[must_use]
    pub fn life(&self, now: Timestamp) -> State {
        State::of(&self.state, (self.told_at, self.announced > 0), now)
    }

    /// What it is called in the audit log.
    #[must_use]
    pub fn label(&self) -> String {
        format!("{} {}", self.number, self.subject)
    }

    /// Have those who are to acknowledge receipt done so: `all`, `partial`, `none` or `not_applicable`?
    #[must_use]
    pub fn acknowledged(&self) -> &'static str {
        match (self.asked, self.answered) {
            (0, _) => "not_applicable",
            (_, 0) => "none",
            (asked, answered) if answered < asked => "partial",
            _ => "all",
        }
    }
}

/// All of a transmittal, in a place.
pub const COLUMNS: &str = "select t.id, t.public_id, t.number, t.subject, t.purpose, t.purpose_kept, t.dated_on, t.remarks,
      t.acknowledge_by, t.access_ends_on, t.addressed, t.skip_sent, t.state, t.issued_by, t.issued_at, t.told_at, t.announced, t.created_by, t.created_at, t.updated_at, t.row_version,
      t.recalled_at, t.recalled_by, t.recall_reason, t.reissue_of,
      (select count(*) from transmittal_document x where x.transmittal_id = t.id) as documents,
      (select count(*) from transmittal_recipient x where x.transmittal_id = t.id and x.acknowledgement = 'required') as asked,
      (select count(*) from transmittal_recipient x where x.transmittal_id = t.id and x.acknowledgement = 'required'
         and x.acknowledged_at is not null
         and not exists (select 1 from transmittal_contest c where c.recipient_id = x.id and c.received = 0)) as answered
    from transmittal t where t.organisation_id = $1 and t.project_id = $2";

/// Where transmittals lie.
pub type Place = (OrganisationId, ProjectId);

/// Which transmittals a reader is shown.
#[derive(Clone, Copy, Debug)]
pub struct Sight {
    /// Drafts.
    pub drafts: bool,
    /// Everything that was issued, or what the reader got alone.
    pub issued: bool,
    /// The reader.
    pub reader: SubjectId,
    /// The moment: who gets a transmittal sees it from when they are told.
    pub at: Timestamp,
}

impl Sight {
    /// `and …` on the transmittals `t`.
    pub fn push(self, text: &mut Sql) {
        text.push(" and (");
        text.push(match (self.drafts, self.issued) {
            (true, true) => "1 = 1",
            (false, true) => "t.state <> 'draft'",
            (true, false) => "t.state = 'draft'",
            (false, false) => "1 = 0",
        });
        text.push(" or ((t.state = 'issued' and t.told_at <= ").arg(self.at);
        // Of what was recalled they keep the record, unless they were never told of it.
        text.push(" or t.state = 'recalled' and (t.announced > 0 or t.told_at <= t.recalled_at))");
        text.push(" and exists (select 1 from transmittal_recipient y where y.transmittal_id = t.id and y.subject_id = ");
        text.arg(self.reader).push(")))");
    }
}

/// A transmittal by its public id, if the reader is shown it.
pub async fn find(tx: &mut Tx, place: Place, sight: Sight, id: &str) -> DbResult<Option<TransmittalRow>> {
    let mut text = sql(COLUMNS).bind(place.0).bind(place.1).bind(id);
    text.push(" and t.public_id = $3");
    sight.push(&mut text);
    tx.optional(text).await
}

/// What is written of a draft.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What it is about.
    pub subject: String,
    /// What it is sent for.
    pub purpose: String,
    /// Its date.
    pub dated_on: String,
    /// What is said with it.
    pub remarks: String,
    /// By which day receipt is to be acknowledged.
    pub acknowledge_by: Option<String>,
    /// The last day on which people from outside see what was sent.
    pub access_ends_on: Option<String>,
    /// Whom it is addressed to, as JSON.
    pub addressed: String,
    /// Does nobody get again what they hold already?
    pub skip_sent: bool,
}

/// Writes a new draft.
pub async fn insert(
    tx: &mut Tx,
    place: Place,
    (id, number): (&str, &str),
    draft: &Draft,
    (by, now): (SubjectId, Timestamp),
) -> DbResult<TransmittalId> {
    let text = sql("insert into transmittal (organisation_id, project_id, public_id, number, number_key, subject, subject_key,
          purpose, dated_on, remarks, acknowledge_by, access_ends_on, addressed, created_by, created_at, updated_at, skip_sent)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15, $16) returning id as n")
    .bind(place.0)
    .bind(place.1)
    .bind(id)
    .bind(number)
    .bind(number.to_lowercase())
    .bind(&draft.subject)
    .bind(wire::key(&draft.subject))
    .bind(&draft.purpose)
    .bind(&draft.dated_on)
    .bind(&draft.remarks)
    .bind(draft.acknowledge_by.clone())
    .bind(draft.access_ends_on.clone())
    .bind(&draft.addressed)
    .bind(by)
    .bind(now)
    .bind(draft.skip_sent);
    Ok(TransmittalId(tx.int(text).await?))
}

/// Writes a changed draft.
pub async fn update(tx: &mut Tx, id: TransmittalId, draft: &Draft, now: Timestamp) -> DbResult<()> {
    let text = sql(
        "update transmittal set subject = $2, purpose = $3, dated_on = $4, remarks = $5, acknowledge_by = $6,
          access_ends_on = $7, addressed = $8, updated_at = $9, subject_key = $10, skip_sent = $11, row_version = row_version + 1 where id = $1",
    )
    .bind(id)
    .bind(&draft.subject)
    .bind(&draft.purpose)
    .bind(&draft.dated_on)
    .bind(&draft.remarks)
    .bind(draft.acknowledge_by.clone())
    .bind(draft.access_ends_on.clone())
    .bind(&draft.addressed)
    .bind(now)
    .bind(wire::key(&draft.subject))
    .bind(draft.skip_sent);
    tx.execute(text).await?;
    Ok(())
}

/// Takes a draft away with the list of its documents. Links that went out before its issuing was undone stay, ended, and
/// what was to take its place stands by itself.
pub async fn remove(tx: &mut Tx, id: TransmittalId) -> DbResult<()> {
    for text in [
        "update guest_share set transmittal_id = null where transmittal_id = $1",
        "update transmittal set reissue_of = null where reissue_of = $1",
        "delete from transmittal_document where transmittal_id = $1",
        "delete from transmittal where id = $1",
    ] {
        tx.execute(sql(text).bind(id)).await?;
    }
    Ok(())
}

row! {
    /// A revision that a transmittal names, with the document it belongs to now and what it was when it was issued.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Named {
        /// Its place, from 1, in the transmittal or among what of it went to its reader.
        pub position: i64,
        /// The revision.
        pub revision_id: RevisionId,
        /// Its document.
        pub document_id: DocumentId,
        /// The document's number then; empty on a draft.
        pub number: String,
        /// The document's title then.
        pub title: String,
        /// The revision's code then.
        pub revision: String,
        /// The revision's status then; empty on a draft.
        pub status: String,
        /// The file's SHA-256 then.
        pub blob_hash: String,
    }
}

/// A place counts what goes to its reader, so that no gap tells of what went to others.
const NAMED: &str = "select z.* from (select row_number() over (order by x.position) as position, x.revision_id, r.document_id,
      x.number, x.title, x.revision, x.status, x.blob_hash
    from transmittal_document x join revision r on r.id = x.revision_id where x.transmittal_id = $1";

/// What a transmittal names, in its order; or what of it went to one of those who got it.
pub async fn documents(tx: &mut Tx, id: TransmittalId, whose: Option<SubjectId>) -> DbResult<Vec<Named>> {
    let mut text = sql(NAMED).bind(id);
    skips::not_skipped(&mut text, whose);
    text.push(") z order by z.position");
    tx.all(text).await
}

/// What a transmittal sent to one of those who got it at one place, from 1.
pub async fn document_at(
    tx: &mut Tx,
    id: TransmittalId,
    place: i64,
    whose: SubjectId,
) -> DbResult<Option<Named>> {
    let mut text = sql(NAMED).bind(id);
    skips::not_skipped(&mut text, Some(whose));
    text.push(") z where z.position = ").arg(place);
    tx.optional(text).await
}

/// Names these revisions, in this order, and no others.
pub async fn set_documents(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: TransmittalId,
    revisions: &[RevisionId],
) -> DbResult<()> {
    tx.execute(sql("delete from transmittal_document where transmittal_id = $1").bind(id)).await?;
    if revisions.is_empty() {
        return Ok(());
    }
    let mut text = sql(
        "insert into transmittal_document (organisation_id, transmittal_id, position, revision_id) values ",
    )
    .bind(organisation)
    .bind(id);
    for (at, revision) in revisions.iter().enumerate() {
        text.push(if at > 0 { ", ($1, $2, " } else { "($1, $2, " });
        text.arg(at as i64 + 1).push(", ").arg(*revision).push(")");
    }
    tx.execute(text).await?;
    Ok(())
}

/// Notes what everything that is sent is at this moment.
pub async fn freeze(tx: &mut Tx, id: TransmittalId) -> DbResult<()> {
    let of = |column: &str| {
        format!(
            "(select {column} from revision r join document d on d.id = r.document_id where r.id = transmittal_document.revision_id)"
        )
    };
    let mut text = sql("update transmittal_document set ");
    text.push(&format!(
        "number = {}, title = {}, revision = {}, status = {}, blob_hash = {} where transmittal_id = ",
        of("d.number"),
        of("d.title"),
        of("r.code"),
        of("r.status"),
        of("r.blob_hash")
    ));
    text.arg(id);
    tx.execute(text).await?;
    Ok(())
}

/// Forgets what was noted.
pub async fn thaw(tx: &mut Tx, id: TransmittalId) -> DbResult<()> {
    for text in [
        "update transmittal_document set number = '', title = '', revision = '', status = '', blob_hash = ''
         where transmittal_id = $1",
        "delete from transmittal_skip where recipient_id in (select id from transmittal_recipient where transmittal_id = $1)",
        "delete from transmittal_recipient where transmittal_id = $1",
        "update transmittal set state = 'draft', purpose_kept = '', issues = 0, issued_by = null, issued_at = null, told_at = null,
           row_version = row_version + 1 where id = $1",
    ] {
        tx.execute(sql(text).bind(id)).await?;
    }
    Ok(())
}

/// Makes a draft issued.
pub async fn issue(
    tx: &mut Tx,
    id: TransmittalId,
    (purpose, issues): (&str, bool),
    (by, now, told_at): (SubjectId, Timestamp, Timestamp),
) -> DbResult<()> {
    let text = sql("update transmittal set state = 'issued', purpose_kept = $2, issued_by = $3, issued_at = $4, told_at = $5,
          updated_at = $4, issues = $6, row_version = row_version + 1 where id = $1")
    .bind(id)
    .bind(purpose)
    .bind(by)
    .bind(now)
    .bind(told_at)
    .bind(issues);
    tx.execute(text).await?;
    Ok(())
}

/// Notes that those who get it are told; `false` when they were told before.
pub async fn announce(tx: &mut Tx, id: TransmittalId) -> DbResult<bool> {
    let text = sql("update transmittal set announced = 1 where id = $1 and announced = 0");
    Ok(tx.execute(text.bind(id)).await? == 1)
}

/// Notes that those who were told of it are told that it was recalled; `false` when nobody was told of it, or all of both.
pub async fn announce_recall(tx: &mut Tx, id: TransmittalId) -> DbResult<bool> {
    let text =
        sql("update transmittal set announced = 2 where id = $1 and announced = 1 and state = 'recalled'");
    Ok(tx.execute(text.bind(id)).await? == 1)
}

/// Makes a transmittal recalled.
pub async fn recall(
    tx: &mut Tx,
    id: TransmittalId,
    reason: &str,
    (by, now): (SubjectId, Timestamp),
) -> DbResult<()> {
    let text = sql(
        "update transmittal set state = 'recalled', recalled_by = $2, recalled_at = $3, recall_reason = $4,
        updated_at = $3, row_version = row_version + 1 where id = $1",
    );
    tx.execute(text.bind(id).bind(by).bind(now).bind(reason)).await?;
    Ok(())
}

row! {
    /// Another transmittal by name.
    #[derive(Clone, Debug)]
    pub struct Other {
        /// The public id.
        pub public_id: String,
        /// The number.
        pub number: String,
        /// Is it the one whose place is taken?
        pub earlier: bool,
    }
}

/// The transmittal whose place one takes, and those that take its place.
pub async fn others(tx: &mut Tx, row: &TransmittalRow) -> DbResult<Vec<Other>> {
    let text = sql("select public_id, number, cast(case when id = $2 then 1 else 0 end as bigint) as earlier from transmittal
        where id = $2 or reissue_of = $1 order by id");
    tx.all(text.bind(row.id).bind(row.reissue_of)).await
}

/// Counts one more transmittal that takes the place of the one with this number, and says how many there are.
pub async fn count_reissue(tx: &mut Tx, place: Place, number: &str) -> DbResult<Option<i64>> {
    let text =
        sql("update transmittal set reissues = reissues + 1 where organisation_id = $1 and project_id = $2
        and number_key = $3 returning reissues as n");
    tx.maybe_int(text.bind(place.0).bind(place.1).bind(number.to_lowercase())).await
}

/// Makes a draft the one that takes another's place, with the same documents.
pub async fn copy_documents(tx: &mut Tx, from: TransmittalId, to: TransmittalId) -> DbResult<()> {
    let text = sql("update transmittal set reissue_of = $1 where id = $2").bind(from).bind(to);
    tx.execute(text).await?;
    let text = sql("insert into transmittal_document (organisation_id, transmittal_id, position, revision_id)
        select organisation_id, $2, position, revision_id from transmittal_document where transmittal_id = $1");
    tx.execute(text.bind(from).bind(to)).await?;
    Ok(())
}
