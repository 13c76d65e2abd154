//! The ways in which revisions of a document are held: what was shared, what a workflow asks about, what links open, and what
//! transmittals sent. One statement for each.

use wayleave_base::{DocumentId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Sql, Tx, row, sql};

use super::owed::{HOLDER, ISSUED, SENT};
use super::store::Place;

row! {
    /// A way in which somebody holds revisions of a document.
    #[derive(Clone, Debug)]
    pub struct WayRow {
        /// The person, group or company; 0 for an address of nobody in the project.
        pub subject_id: SubjectId,
        /// That address; empty for a link that names nobody.
        pub email: String,
        /// The name that it was given to.
        pub name: String,
        /// `share`, `workflow`, `guest_share` or `transmittal`.
        pub kind: String,
        /// What it is called.
        pub label: String,
        /// Its public id.
        pub id: String,
        /// The first revision that it covers.
        pub rev_from: i64,
        /// The last.
        pub rev_to: i64,
        /// Since when.
        pub since: i64,
        /// Until when.
        pub ends_at: i64,
    }
}

/// Where and when it is asked.
type Asked = (Place, DocumentId, Timestamp);

fn bound(((organisation, project), document, now): Asked) -> Sql {
    sql("").bind(organisation).bind(project).bind(now).bind(document)
}

/// The live grants `g` on the document.
const LIVE: &str = "g.organisation_id = $1 and g.project_id = $2 and g.object_kind = 1 and g.object_id = $4
      and g.closed_at is null and g.valid_from <= $3 and g.ends_at > $3";

/// What was given to people, groups and companies by name, and to those who answer a workflow.
pub async fn given(tx: &mut Tx, asked: Asked) -> DbResult<Vec<WayRow>> {
    let mut text = bound(asked);
    text.push(
        "select g.subject_id, '' as email, '' as name, case when w.id is null then 'share' else 'workflow' end as kind,
           coalesce(w.number, q.name, c.name, '') as label, coalesce(w.public_id, x.public_id, '') as id,
           g.rev_from, g.rev_to, g.valid_from as since, g.ends_at
         from access_grant g
         left join share x on g.cause_kind = 3 and x.id = g.cause_id
         left join workflow_assignee k on g.cause_kind = 10 and k.id = g.cause_id
         left join workflow w on w.id = k.workflow_id
         left join company c on c.subject_id = g.subject_id
         left join access_group q on q.subject_id = g.subject_id
         where g.reason in (2, 3) and ",
    );
    text.push(LIVE).push(" order by g.id");
    tx.all(text).await
}

/// What links open that somebody made; those of transmittals count among what these sent.
pub async fn linked(tx: &mut Tx, asked: Asked) -> DbResult<Vec<WayRow>> {
    let mut text = bound(asked);
    text.push(
        "select coalesce(k.subject_id, 0) as subject_id, case when k.subject_id is null then y.email else '' end as email,
           case when y.recipient_name <> '' then y.recipient_name when y.email <> '' then y.email else y.label end as name,
           'guest_share' as kind, y.label, y.public_id as id, g.rev_from, g.rev_to, g.valid_from as since, g.ends_at
         from (select s.*, lower(s.recipient_email) as email from guest_share s where s.project_id = $2) y
         join access_grant g on g.subject_id = y.subject_id
         left join account a on y.email <> '' and a.email = y.email
         left join member m on m.account_id = a.id and m.organisation_id = y.organisation_id
         left join project_membership k on k.subject_id = m.subject_id and k.project_id = y.project_id and k.closed_at is null
           and k.valid_from <= $3 and k.ends_at > $3
         where y.transmittal_id is null and (y.max_opens = 0 or y.opens < y.max_opens) and ",
    );
    text.push(LIVE).push(" order by g.id");
    tx.all(text).await
}

/// What transmittals in force sent, also where the access to it has ended meanwhile: whoever was sent it has it.
pub async fn sent(tx: &mut Tx, asked: Asked) -> DbResult<Vec<WayRow>> {
    let mut text = bound(asked);
    text.push("select ").push(HOLDER);
    text.push(
        ", y.name, 'transmittal' as kind, t.number as label, t.public_id as id, r.seq as rev_from, r.seq as rev_to,
           coalesce(t.issued_at, 0) as since, y.ends_at",
    );
    text.push(SENT).push(" join revision r on r.id = x.revision_id and r.document_id = $4").push(ISSUED);
    text.push(" order by t.issued_at, t.id, y.id");
    tx.all(text).await
}
