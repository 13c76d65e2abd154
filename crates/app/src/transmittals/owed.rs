//! What was sent to whom before, and of what they hold an earlier revision than the current one. Whoever was sent it by their
//! address counts as the account of that address once they are in the project.

use serde::{Deserialize, Serialize};
use wayleave_access::Scope;
use wayleave_base::{DocumentId, RevisionId, SubjectId, Timestamp, TransmittalId};
use wayleave_db::{DbResult, Sql, Tx, row, sql};

use super::store::Place;

/// Whom a revision was sent to: a person, or an address of nobody in the project.
pub const HOLDER: &str =
    "case when y.email = '' then y.subject_id else coalesce(k.subject_id, 0) end as subject_id,
    case when y.email = '' or k.subject_id is not null then '' else y.email end as email";

/// What was issued in a project at `$1`, `$2` and not recalled, with whom it went to and who of them is in the project at
/// `$3`, and what it sent.
pub const SENT: &str = " from transmittal t join transmittal_recipient y on y.transmittal_id = t.id
    join transmittal_document x on x.transmittal_id = t.id
      and not exists (select 1 from transmittal_skip w where w.recipient_id = y.id and w.revision_id = x.revision_id)
    left join account a on y.email <> '' and a.email = y.email
    left join member m on m.account_id = a.id and m.organisation_id = t.organisation_id
    left join project_membership k on k.subject_id = m.subject_id and k.project_id = t.project_id and k.closed_at is null
      and k.valid_from <= $3 and k.ends_at > $3";

/// Those of the project that are in force.
pub const ISSUED: &str = " where t.organisation_id = $1 and t.project_id = $2 and t.state = 'issued'";

fn bound((place, now): (Place, Timestamp)) -> Sql {
    sql("").bind(place.0).bind(place.1).bind(now)
}

/// The rights that what was sent gives still, 0 once it is shut. It counts from when they were told, and for an address once
/// the mail with its link was taken; whoever came into the project since does not hold the link as their account.
const OPEN: &str = "case when t.told_at <= $3 and (y.email = '' or (k.subject_id is null and (s.max_opens = 0 or s.opens < s.max_opens)
      and exists (select 1 from mail l where l.recipient_id = y.id and l.sent_at is not null))) then coalesce(g.caps, 0) else 0 end";

/// Of what it is asked whether it was sent before.
#[derive(Clone, Copy, Debug)]
pub enum What<'a> {
    /// These revisions.
    Revisions(&'a [i64]),
    /// Any revision of these documents.
    Documents(&'a [i64]),
}

/// Which of these were sent to which of these people and addresses before: one row for each revision and each of them.
pub async fn sent_before(
    tx: &mut Tx,
    place: (Place, Timestamp),
    what: What<'_>,
    (people, emails): (&[i64], &[&str]),
) -> DbResult<Vec<Sent>> {
    let mut text = bound(place);
    text.push(
        "select o.document_id, o.revision_id, o.seq, v.code, o.subject_id, o.email, o.caps, o.ends_at, n.id as transmittal_id,
           n.public_id as transmittal, n.number, coalesce(n.issued_at, 0) as issued_at
         from (select z.document_id, z.revision_id, z.seq, z.subject_id, z.email, max(z.id) as newest, max(z.caps) as caps,
             max(case when z.caps > 0 then z.ends_at end) as ends_at, max(case when z.caps > 0 then z.id end) as holds
           from (select r.document_id, x.revision_id, r.seq, t.id, g.ends_at, ",
    );
    text.push(HOLDER).push(", ").push(OPEN).push(" as caps").push(SENT);
    text.push(
        " join revision r on r.id = x.revision_id left join guest_share s on s.subject_id = y.subject_id
          left join access_grant g on g.subject_id = y.subject_id and g.object_kind = 1 and g.object_id = r.document_id
            and g.rev_from <= r.seq and g.rev_to >= r.seq and g.closed_at is null and g.ends_at > $3
            and g.cause_kind = case when s.id is null then 9 else 4 end and g.cause_id = coalesce(s.id, t.id)",
    );
    text.push(ISSUED);
    match what {
        What::Revisions(ids) => text.push(" and x.revision_id in ").id_list(ids),
        What::Documents(ids) => text.push(" and r.document_id in ").id_list(ids),
    };
    text.push(" and (y.subject_id in ").id_list(people).push(" or k.subject_id in ").id_list(people);
    text.push(" or y.email in ").text_list(emails).push(")) z");
    text.push(
        " group by z.document_id, z.revision_id, z.seq, z.subject_id, z.email) o
          join transmittal n on n.id = coalesce(o.holds, o.newest) join revision v on v.id = o.revision_id
          where o.subject_id in ",
    );
    text.id_list(people).push(" or o.email in ").text_list(emails);
    text.push(" order by o.document_id, o.seq, o.subject_id, o.email");
    tx.all(text).await
}

row! {
    /// A revision that somebody was sent.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Sent {
        /// The document.
        pub document_id: DocumentId,
        /// The revision.
        pub revision_id: RevisionId,
        /// Its place.
        pub seq: i64,
        /// Its code.
        pub code: String,
        /// The person, or 0.
        pub subject_id: SubjectId,
        /// The address of nobody in the project.
        pub email: String,
        /// The rights that are open by it still.
        pub caps: i64,
        /// Until when they are.
        pub ends_at: Option<i64>,
        /// The transmittal by which they hold it, or the last that sent it to them.
        pub transmittal_id: TransmittalId,
        /// Its public id.
        pub transmittal: String,
        /// Its number.
        pub number: String,
        /// When it was issued.
        pub issued_at: i64,
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
