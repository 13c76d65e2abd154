//! The rows of transmittals.

use wayleave_base::{DocumentId, OrganisationId, ProjectId, RevisionId, SubjectId, Timestamp, TransmittalId};
use wayleave_db::{DbResult, Tx, row, sql};

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
        /// `draft`, `issued` or `recalled`.
        pub state: String,
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
    }
}

const COLUMNS: &str = "select t.id, t.public_id, t.number, t.subject, t.purpose, t.purpose_kept, t.dated_on, t.remarks,
      t.acknowledge_by, t.access_ends_on, t.addressed, t.state, t.created_by, t.created_at, t.updated_at, t.row_version,
      (select count(*) from transmittal_document x where x.transmittal_id = t.id) as documents
    from transmittal t where t.organisation_id = $1 and t.project_id = $2";

/// Where transmittals lie.
pub type Place = (OrganisationId, ProjectId);

/// Which transmittals a reader is shown.
#[derive(Clone, Copy, Debug)]
pub struct Sight {
    /// Drafts.
    pub drafts: bool,
    /// What was issued.
    pub issued: bool,
}

impl Sight {
    fn states(self) -> Vec<&'static str> {
        let drafts = self.drafts.then_some("draft");
        let issued = if self.issued { vec!["issued", "recalled"] } else { Vec::new() };
        drafts.into_iter().chain(issued).collect()
    }
}

/// A transmittal by its public id, if the reader is shown it.
pub async fn find(tx: &mut Tx, place: Place, sight: Sight, id: &str) -> DbResult<Option<TransmittalRow>> {
    let mut text = sql(COLUMNS).bind(place.0).bind(place.1).bind(id);
    text.push(" and t.public_id = $3 and t.state in ").text_list(&sight.states());
    tx.optional(text).await
}

/// A page of transmittals, newest first, with one row to spare.
pub async fn page(
    tx: &mut Tx,
    place: Place,
    (sight, state): (Sight, Option<&str>),
    before: Option<i64>,
    limit: usize,
) -> DbResult<Vec<TransmittalRow>> {
    let mut text = sql(COLUMNS).bind(place.0).bind(place.1);
    text.push(" and t.state in ").text_list(&sight.states());
    if let Some(state) = state {
        text.push(" and t.state = ").arg(state);
    }
    if let Some(before) = before {
        text.push(" and t.id < ").arg(before);
    }
    text.push(" order by t.id desc limit ").arg(limit as i64 + 1);
    tx.all(text).await
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
}

/// Writes a new draft.
pub async fn insert(
    tx: &mut Tx,
    place: Place,
    (id, number): (&str, &str),
    draft: &Draft,
    (by, now): (SubjectId, Timestamp),
) -> DbResult<TransmittalId> {
    let text = sql("insert into transmittal (organisation_id, project_id, public_id, number, number_key, subject, purpose,
          dated_on, remarks, acknowledge_by, access_ends_on, addressed, created_by, created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14) returning id as n")
    .bind(place.0)
    .bind(place.1)
    .bind(id)
    .bind(number)
    .bind(number.to_lowercase())
    .bind(&draft.subject)
    .bind(&draft.purpose)
    .bind(&draft.dated_on)
    .bind(&draft.remarks)
    .bind(draft.acknowledge_by.clone())
    .bind(draft.access_ends_on.clone())
    .bind(&draft.addressed)
    .bind(by)
    .bind(now);
    Ok(TransmittalId(tx.int(text).await?))
}

/// Writes a changed draft.
pub async fn update(tx: &mut Tx, id: TransmittalId, draft: &Draft, now: Timestamp) -> DbResult<()> {
    let text = sql(
        "update transmittal set subject = $2, purpose = $3, dated_on = $4, remarks = $5, acknowledge_by = $6,
          access_ends_on = $7, addressed = $8, updated_at = $9, row_version = row_version + 1 where id = $1",
    )
    .bind(id)
    .bind(&draft.subject)
    .bind(&draft.purpose)
    .bind(&draft.dated_on)
    .bind(&draft.remarks)
    .bind(draft.acknowledge_by.clone())
    .bind(draft.access_ends_on.clone())
    .bind(&draft.addressed)
    .bind(now);
    tx.execute(text).await?;
    Ok(())
}

/// Takes a draft away with the list of its documents.
pub async fn remove(tx: &mut Tx, id: TransmittalId) -> DbResult<()> {
    for text in [
        "delete from transmittal_document where transmittal_id = $1",
        "delete from transmittal where id = $1",
    ] {
        tx.execute(sql(text).bind(id)).await?;
    }
    Ok(())
}

row! {
    /// A revision that a transmittal names, with the document it belongs to now.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Named {
        /// The revision.
        pub revision_id: RevisionId,
        /// Its document.
        pub document_id: DocumentId,
    }
}

/// What a transmittal names, in its order.
pub async fn documents(tx: &mut Tx, id: TransmittalId) -> DbResult<Vec<Named>> {
    let text = sql("select x.revision_id, r.document_id from transmittal_document x
        join revision r on r.id = x.revision_id where x.transmittal_id = $1 order by x.position");
    tx.all(text.bind(id)).await
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
