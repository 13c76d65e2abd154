//! What was sent to whom before, and of what they hold an earlier revision than the current one. Whoever was sent it by their
//! address counts as the account of that address once they are in the project.

use serde::{Deserialize, Serialize};
use wayleave_access::Scope;
use wayleave_base::{RevisionId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Sql, Tx, row, sql};

use super::store::Place;

/// Whom a revision was sent to: a person, or an address of nobody in the project.
const HOLDER: &str =
    "case when y.email = '' then y.subject_id else coalesce(k.subject_id, 0) end as subject_id,
    case when y.email = '' or k.subject_id is not null then '' else y.email end as email";

/// What was issued in a project at `$1`, `$2` and not recalled, with whom it went to and who of them is in the project at
/// `$3`, and what it sent.
const SENT: &str = " from transmittal t join transmittal_recipient y on y.transmittal_id = t.id
    join transmittal_document x on x.transmittal_id = t.id
    left join account a on y.email <> '' and a.email = y.email
    left join member m on m.account_id = a.id and m.organisation_id = t.organisation_id
    left join project_membership k on k.subject_id = m.subject_id and k.project_id = t.project_id and k.closed_at is null
      and k.valid_from <= $3 and k.ends_at > $3";

const ISSUED: &str = " where t.organisation_id = $1 and t.project_id = $2 and t.state = 'issued'";

fn bound((place, now): (Place, Timestamp)) -> Sql {
    sql("").bind(place.0).bind(place.1).bind(now)
}

/// Which of these revisions were sent to which of these people and addresses before.
pub async fn sent_before(
    tx: &mut Tx,
    place: (Place, Timestamp),
    revisions: &[i64],
    (people, emails): (&[i64], &[&str]),
) -> DbResult<Vec<Sent>> {
    let mut text = bound(place);
    text.push("select * from (select distinct x.revision_id, ").push(HOLDER).push(SENT).push(ISSUED);
    text.push(" and x.revision_id in ").id_list(revisions);
    text.push(") o where o.subject_id in ").id_list(people).push(" or o.email in ").text_list(emails);
    tx.all(text).await
}

row! {
    /// A revision that somebody was sent.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Sent {
        /// The revision.
        pub revision_id: RevisionId,
        /// The person, or 0.
        pub subject_id: SubjectId,
        /// The address of nobody in the project.
        pub email: String,
    }
}

row! {
    /// A document of which somebody was sent an earlier revision than the current one.
    #[derive(Clone, Debug)]
    pub struct OwedRow {
        /// The person, or 0.
        pub subject_id: SubjectId,
        /// The address of nobody in the project.
        pub email: String,
        /// The name under which it was sent there.
        pub name: String,
        /// The document.
        pub document_id: String,
        /// Its internal id.
        pub id: i64,
        /// Its number.
        pub number: String,
        /// The number as it is sorted.
        pub number_key: String,
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

/// Where a page ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct After(String, i64, i64, String);

impl OwedRow {
    /// Its place in the list.
    #[must_use]
    pub fn place(&self) -> After {
        After(self.number_key.clone(), self.id, self.subject_id.get(), self.email.clone())
    }
}

/// Who was sent an earlier revision than the current one of a document within the scope, and not the current one: a page, with
/// one row to spare.
pub async fn owed(
    tx: &mut Tx,
    scope: &Scope,
    place: (Place, Timestamp),
    after: Option<&After>,
    limit: usize,
) -> DbResult<Vec<OwedRow>> {
    let mut text = bound(place);
    text.push(
        "select o.subject_id, o.email, o.name, d.public_id as document_id, d.id, d.number, d.number_key, d.title,
          coalesce(v.code, '') as sent, c.public_id as revision_id, c.code as current from (select ",
    );
    text.push(HOLDER).push(", max(y.name) as name, r.document_id, max(r.seq) as seq").push(SENT);
    text.push(" join revision r on r.id = x.revision_id").push(ISSUED).push(
        " group by 1, 2, r.document_id) o
        join document d on d.id = o.document_id and d.current_seq > o.seq
        join revision c on c.document_id = d.id and c.seq = d.current_seq
        left join revision v on v.document_id = d.id and v.seq = o.seq
        where ",
    );
    scope.predicate(&mut text);
    if let Some(After(number, document, subject, email)) = after {
        text.push(" and (d.number_key, d.id, o.subject_id, o.email) > (")
            .arg(number)
            .push(", ")
            .arg(*document);
        text.push(", ").arg(*subject).push(", ").arg(email).push(")");
    }
    text.push(" order by d.number_key, d.id, o.subject_id, o.email limit ").arg(limit as i64 + 1);
    tx.all(text).await
}
