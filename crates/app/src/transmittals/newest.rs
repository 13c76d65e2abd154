//! The newest transmittals that sent and issued some documents.

use wayleave_access::ProjectFacts;
use wayleave_base::DocumentId;
use wayleave_db::{DbResult, Tx, row, sql};

row! {
    /// A transmittal that sent a revision.
    pub struct NewestRow {
        /// The document.
        pub document_id: DocumentId,
        /// The revision that it sent.
        pub revision_id: i64,
        /// The transmittal's public id.
        pub public_id: String,
        /// Its number.
        pub number: String,
        /// When it was issued.
        pub issued_at: i64,
        /// Did its purpose issue what it sent?
        pub issues: bool,
    }
}

/// Of each document with one of these revisions the newest transmittal that issued it and the newest that did not, as far as
/// the reader is shown them; the newer first.
pub async fn newest(tx: &mut Tx, facts: &ProjectFacts, revisions: &[i64]) -> DbResult<Vec<NewestRow>> {
    let mut text = sql("select z.document_id, z.revision_id, z.public_id, z.number, z.issued_at, z.issues from (
          select r.document_id, x.revision_id, t.id, t.public_id, t.number, t.issued_at, t.issues,
            row_number() over (partition by r.document_id, t.issues order by t.issued_at desc, t.id desc, r.seq desc) as place
          from transmittal_document x join revision r on r.id = x.revision_id join transmittal t on t.id = x.transmittal_id
          where r.acceptance = 'accepted' and x.revision_id in ");
    text.id_list(revisions).push(" and ");
    facts.formal().transmittals.sent(&mut text);
    text.push(") z where z.place = 1 order by z.document_id, z.issued_at desc, z.id desc");
    tx.all(text).await
}
