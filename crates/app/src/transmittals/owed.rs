//! What was sent to whom before, and of what they hold an earlier revision than the current one.

use wayleave_access::Scope;
use wayleave_base::{RevisionId, SubjectId};
use wayleave_db::{DbResult, Tx, row, sql};

use super::store::Place;

/// Which of these revisions were sent to which of these people before, by what was issued and not recalled.
pub async fn sent_before(
    tx: &mut Tx,
    place: Place,
    revisions: &[i64],
    people: &[i64],
) -> DbResult<Vec<Sent>> {
    let mut text = sql("select distinct x.revision_id, y.subject_id from transmittal_document x
        join transmittal t on t.id = x.transmittal_id and t.state = 'issued'
        join transmittal_recipient y on y.transmittal_id = t.id
        where t.organisation_id = $1 and t.project_id = $2 and x.revision_id in ")
    .bind(place.0)
    .bind(place.1);
    text.id_list(revisions).push(" and y.subject_id in ").id_list(people);
    tx.all(text).await
}

row! {
    /// A revision that somebody was sent.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Sent {
        /// The revision.
        pub revision_id: RevisionId,
        /// The person.
        pub subject_id: SubjectId,
    }
}

row! {
    /// A document of which somebody was sent an earlier revision than the current one.
    #[derive(Clone, Debug)]
    pub struct OwedRow {
        /// The person.
        pub subject_id: SubjectId,
        /// The document.
        pub document_id: String,
        /// Its number.
        pub number: String,
        /// Its title.
        pub title: String,
        /// The code of the newest revision that they were sent.
        pub sent: String,
        /// The current revision.
        pub revision_id: String,
        /// Its code.
        pub current: String,
    }
}

/// The most rows of what is owed.
pub const MOST_OWED: i64 = 1_000;

/// Who was sent an earlier revision than the current one of a document within the scope, and not the current one.
pub async fn owed(tx: &mut Tx, scope: &Scope, place: Place) -> DbResult<Vec<OwedRow>> {
    let mut text = sql(
        "select o.subject_id, d.public_id as document_id, d.number, d.title, coalesce(v.code, '') as sent,
          c.public_id as revision_id, c.code as current
        from (select y.subject_id, r.document_id, max(r.seq) as seq from transmittal_recipient y
          join transmittal t on t.id = y.transmittal_id and t.state = 'issued'
          join transmittal_document x on x.transmittal_id = t.id
          join revision r on r.id = x.revision_id
          where t.organisation_id = $1 and t.project_id = $2 and y.email = '' group by y.subject_id, r.document_id) o
        join document d on d.id = o.document_id and d.current_seq > o.seq
        join revision c on c.document_id = d.id and c.seq = d.current_seq
        left join revision v on v.document_id = d.id and v.seq = o.seq
        where ",
    )
    .bind(place.0)
    .bind(place.1);
    scope.predicate(&mut text);
    text.push(" order by d.number_key, d.id, o.subject_id limit ").arg(MOST_OWED);
    tx.all(text).await
}
