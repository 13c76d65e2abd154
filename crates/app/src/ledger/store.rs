//! The rows of the ledger: one arm per kind of act, each walked newest first and cut to a page, then merged.

use serde::{Deserialize, Serialize};
use wayleave_base::{OrganisationId, ProjectId, Timestamp};
use wayleave_db::{DbResult, Sql, Tx, row, sql};

row! {
    /// One way in.
    #[derive(Clone, Debug)]
    pub struct WayRow {
        pub kind: String,
        pub id: String,
        pub sort_id: i64,
        pub granted_at: i64,
        pub project_id: ProjectId,
        pub project_public_id: String,
        pub project_name: String,
        pub document_public_id: Option<String>,
        pub document_number: Option<String>,
        pub document_title: Option<String>,
        pub restricted: i64,
        pub who_kind: String,
        pub who_id: Option<String>,
        pub who_name: String,
        pub who_company: Option<String>,
        pub who_subject: i64,
        pub caps: i64,
        pub role: String,
        pub why: String,
        pub opened_by: i64,
        pub ends_at: i64,
        pub closed_at: Option<i64>,
        pub last_used_at: Option<i64>,
        /// The transmittal that opens it, by its public id and its number.
        pub parcel_id: Option<String>,
        pub parcel_number: Option<String>,
        /// How many documents it opens, where it opens documents by name.
        pub documents: i64,
    }
}

/// What is looked for.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub project: Option<ProjectId>,
    pub kind: Option<String>,
    pub company: Option<String>,
    /// A document, with the people outside who reach it now by whatever way.
    pub document: Option<(String, Vec<i64>)>,
    pub words: Option<String>,
    pub ends_before: Option<Timestamp>,
    pub closed: bool,
}

/// Where a page ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct After {
    pub granted_at: i64,
    pub kind: String,
    pub sort_id: i64,
}

/// The kinds of rows, in the order in which equal moments are listed.
pub const KINDS: [&str; 8] = [
    "full_register",
    "group_grant",
    "guest_share",
    "membership",
    "share",
    "step",
    "submission",
    "transmittal",
];

/// What is told of each row of a page alone: the transmittal behind it, what of that went to whoever is let in, and when they
/// last looked at any of it or got a file.
const TOLD: &str = "select w.*, t.public_id as parcel_id, t.number as parcel_number,
      case when w.parcel is not null then (select count(*) from transmittal_document z where z.transmittal_id = w.parcel
          and not exists (select 1 from transmittal_recipient y join transmittal_skip k on k.recipient_id = y.id
            where y.transmittal_id = w.parcel and y.subject_id = w.who_subject and k.revision_id = z.revision_id))
        when w.kind = 'guest_share' then (select count(distinct y.object_id) from access_grant y
          where y.subject_id = w.who_subject and y.object_kind = 1 and y.valid_from = w.granted_at)
        else cast(1 as bigint) end as documents,
      case when w.kind = 'transmittal' then (select max(e.at) from transmittal_document z join revision v on v.id = z.revision_id
          join document d on d.id = v.document_id
          join audit_event e on e.organisation_id = z.organisation_id and e.entity_id = d.public_id
          where z.transmittal_id = w.parcel and e.actor_id = w.who_id and e.at >= w.granted_at
            and e.action in ('document.viewed', 'document.downloaded'))
        else w.used_at end as last_used_at
    from (";

/// A page of rows, newest first.
pub async fn list(
    tx: &mut Tx,
    organisation: OrganisationId,
    wanted: &Wanted,
    now: Timestamp,
    after: Option<&After>,
    limit: usize,
) -> DbResult<Vec<WayRow>> {
    let mut text = sql(TOLD);
    ways(&mut text, organisation, wanted, now, after, limit);
    text.push(
        ") w left join transmittal t on t.id = w.parcel order by w.granted_at desc, w.kind, w.sort_id desc",
    );
    tx.all(text).await
}

/// How many rows there are, as far as `most`.
pub async fn count(
    tx: &mut Tx,
    organisation: OrganisationId,
    wanted: &Wanted,
    now: Timestamp,
    most: usize,
) -> DbResult<i64> {
    let mut text = sql("select count(*) as n from (");
    ways(&mut text, organisation, wanted, now, None, most);
    text.push(") w");
    tx.int(text).await
}

/// The statement of the newest rows, with nothing told of them.
fn ways(
    text: &mut Sql,
    organisation: OrganisationId,
    wanted: &Wanted,
    now: Timestamp,
    after: Option<&After>,
    limit: usize,
) {
    text.push("select * from (");
    let kinds = KINDS.iter().filter(|kind| wanted.kind.as_deref().is_none_or(|one| one == **kind));
    for (at, kind) in kinds.enumerate() {
        if at > 0 {
            text.push(" union all ");
        }
        // Each arm is a parenthesis of its own, so that its cut is its own.
        text.push("select * from (select * from (").push(arm(kind));
        text.push(" and x.organisation_id = ").arg(organisation);
        if let Some(project) = wanted.project {
            text.push(" and x.project_id = ").arg(project);
        }
        text.push(&format!(") a{at} where 1 = 1"));
        narrow(text, kind, wanted, now, after);
        text.push(" order by granted_at desc, sort_id desc limit ").arg(limit as i64);
        text.push(&format!(") b{at}"));
    }
    text.push(") u order by granted_at desc, kind, sort_id desc limit ").arg(limit as i64);
}

fn narrow(text: &mut Sql, kind: &str, wanted: &Wanted, now: Timestamp, after: Option<&After>) {
    if wanted.closed {
        text.push(" and (closed_at is not null or ends_at <= ").arg(now).push(")");
    } else {
        text.push(" and closed_at is null and ends_at > ").arg(now);
    }
    if let Some(moment) = wanted.ends_before {
        text.push(" and ends_at < ").arg(moment);
    }
    if let Some(company) = &wanted.company {
        text.push(" and who_company = ").arg(company);
    }
    if let Some((document, seers)) = &wanted.document {
        // A membership names no document, but opens it to whoever reaches it as more than an external participant.
        match kind {
            "full_register" => text.push(" and who_subject in ").id_list(seers),
            "membership" => text.push(" and role <> 'external' and who_subject in ").id_list(seers),
            "step" => text
                .push(" and sort_id in (select y.cause_id from access_grant y join document d on d.id = y.object_id
                   where y.cause_kind = 10 and y.object_kind = 1 and y.closed_at is null and d.public_id = ")
                .arg(document)
                .push(")"),
            "transmittal" => text
                .push(
                    " and sort_id in (select y.id from transmittal_recipient y
                       join transmittal_document z on z.transmittal_id = y.transmittal_id
                         and not exists (select 1 from transmittal_skip k where k.recipient_id = y.id and k.revision_id = z.revision_id)
                       join revision v on v.id = z.revision_id join document d on d.id = v.document_id where d.public_id = ",
                )
                .arg(document)
                .push(")"),
            "guest_share" => text
                .push(
                    " and sort_id in (select y.cause_id from document z join access_grant y on y.object_kind = 1
                       and y.object_id = z.id and y.cause_kind = 4 where z.public_id = ",
                )
                .arg(document)
                .push(")"),
            _ => text.push(" and document_public_id = ").arg(document),
        };
    }
    if let Some(words) = &wanted.words {
        let escaped = words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let pattern = text.reserve(format!("%{escaped}%"));
        // A restricted document is not found by its words: the reader may not be entitled to them.
        text.push(&format!(
            " and (lower(who_name) like {pattern} escape '\\' or lower(coalesce(who_company, '')) like {pattern} escape '\\'
               or (restricted = 0 and (lower(coalesce(document_number, '')) like {pattern} escape '\\'
               or lower(coalesce(document_title, '')) like {pattern} escape '\\'))"
        ));
        // What a transmittal opened is found by its number and its subject.
        if ["guest_share", "transmittal"].contains(&kind) {
            text.push(&format!(" or lower(why) like {pattern} escape '\\'"));
        }
        text.push(")");
    }
    if let Some(after) = after {
        let moment = text.reserve(after.granted_at);
        let kind = text.reserve(after.kind.as_str());
        let id = text.reserve(after.sort_id);
        text.push(&format!(
            " and (granted_at < {moment} or (granted_at = {moment} and (kind > {kind} or (kind = {kind} and sort_id < {id}))))"
        ));
    }
}

/// The person columns of a member `m` with account `c` and company `o`.
macro_rules! person {
    () => {
        "'person' as who_kind, m.public_id as who_id, c.name as who_name, o.name as who_company, m.subject_id as who_subject"
    };
}

/// The joins behind the person columns, for a subject column.
macro_rules! person_joins {
    ($subject:literal) => {
        concat!(
            " join member m on m.subject_id = ",
            $subject,
            " join account c on c.id = m.account_id left join company o on o.id = m.company_id join project p on p.id = x.project_id "
        )
    };
}

/// The statement of one arm over table `x`, up to and including a condition to which more are added.
fn arm(kind: &str) -> &'static str {
    match kind {
        "guest_share" => GUEST_SHARE,
        "share" => SHARE,
        "membership" => MEMBERSHIP,
        "full_register" => FULL_REGISTER,
        "group_grant" => GROUP_GRANT,
        "transmittal" => TRANSMITTAL,
        "step" => STEP,
        _ => SUBMISSION,
    }
}

const GUEST_SHARE: &str = "select 'guest_share' as kind, x.public_id as id, x.id as sort_id, x.created_at as granted_at, x.project_id,
      p.public_id as project_public_id, p.name as project_name, d.public_id as document_public_id,
      d.number as document_number, d.title as document_title, d.restricted, 'link' as who_kind, x.public_id as who_id,
      x.label as who_name, cast(null as text) as who_company, x.subject_id as who_subject, g.caps, '' as role,
      coalesce(t.number || ' ' || t.subject, '') as why, x.created_by as opened_by, g.ends_at, g.closed_at,
      x.last_accessed_at as used_at, x.transmittal_id as parcel
    from guest_share x join document d on d.id = x.document_id join project p on p.id = x.project_id
    left join transmittal t on t.id = x.transmittal_id
    join access_grant g on g.id = coalesce(
      (select max(y.id) from access_grant y where y.subject_id = x.subject_id and y.object_kind = 1 and y.closed_at is null),
      (select max(y.id) from access_grant y where y.subject_id = x.subject_id and y.object_kind = 1 and y.closed_at is not null))
    where 1 = 1";

const SHARE: &str = "select 'share' as kind, x.public_id as id, x.id as sort_id, x.created_at as granted_at, x.project_id,
      p.public_id as project_public_id, p.name as project_name, d.public_id as document_public_id,
      d.number as document_number, d.title as document_title, d.restricted,
      case when m.id is not null then 'person' when k.id is not null then 'company' else 'group' end as who_kind,
      coalesce(m.public_id, k.public_id, q.public_id) as who_id, coalesce(c.name, k.name, q.name, '') as who_name,
      coalesce(o.name, k.name) as who_company, x.subject_id as who_subject, g.caps, '' as role, x.reason as why,
      x.created_by as opened_by, g.ends_at, g.closed_at, cast(null as bigint) as used_at, cast(null as bigint) as parcel
    from share x join document d on d.id = x.document_id join project p on p.id = x.project_id
    left join member m on m.subject_id = x.subject_id left join account c on c.id = m.account_id
    left join company o on o.id = m.company_id left join company k on k.subject_id = x.subject_id
    left join access_group q on q.subject_id = x.subject_id
    join access_grant g on g.id = (select max(y.id) from access_grant y where y.object_kind = 1 and y.object_id = x.document_id
      and y.subject_id = x.subject_id and y.cause_kind = 3 and y.cause_id = x.id)
    where (k.controlling = 0 or (m.id is not null and (coalesce(o.controlling, 0) = 0 or exists (
        select 1 from project_membership e where e.project_id = x.project_id and e.subject_id = x.subject_id
          and e.role = 'external' and e.closed_at is null) or exists (select 1 from organisation_role f
          where f.subject_id = x.subject_id and f.role = 'workflow_responder' and f.closed_at is null)))
      or (q.id is not null and exists (select 1 from group_member b join member i on i.subject_id = b.subject_id
        left join company w on w.id = i.company_id
        where b.group_id = q.subject_id and b.closed_at is null and coalesce(w.controlling, 0) = 0)))";

const MEMBERSHIP: &str = concat!(
    "select 'membership' as kind, x.public_id as id, x.id as sort_id, x.valid_from as granted_at, x.project_id,
      p.public_id as project_public_id, p.name as project_name, cast(null as text) as document_public_id,
      cast(null as text) as document_number, cast(null as text) as document_title, cast(0 as bigint) as restricted, ",
    person!(),
    ", cast(0 as bigint) as caps, x.role, x.reason as why, x.opened_by, x.ends_at, x.closed_at, m.last_active_at as used_at, cast(null as bigint) as parcel
    from project_membership x",
    person_joins!("x.subject_id"),
    "where (x.role = 'external' or coalesce(o.controlling, 0) = 0)"
);

const FULL_REGISTER: &str = concat!(
    "select 'full_register' as kind, x.public_id as id, x.id as sort_id, x.valid_from as granted_at, x.project_id,
      p.public_id as project_public_id, p.name as project_name, cast(null as text) as document_public_id,
      cast(null as text) as document_number, cast(null as text) as document_title, cast(0 as bigint) as restricted, ",
    person!(),
    ", cast(3 as bigint) as caps, '' as role, x.reason as why, x.opened_by, x.ends_at, x.closed_at, m.last_active_at as used_at, cast(null as bigint) as parcel
    from full_register x",
    person_joins!("x.subject_id"),
    "where 1 = 1"
);

const GROUP_GRANT: &str = "select 'group_grant' as kind, d.public_id || ':' || q.public_id as id, x.id as sort_id,
      x.valid_from as granted_at, x.project_id, p.public_id as project_public_id, p.name as project_name,
      d.public_id as document_public_id, d.number as document_number, d.title as document_title, d.restricted,
      'group' as who_kind, q.public_id as who_id, q.name as who_name, cast(null as text) as who_company,
      x.subject_id as who_subject, x.caps, '' as role, '' as why, x.opened_by, x.ends_at, x.closed_at,
      cast(null as bigint) as used_at, cast(null as bigint) as parcel
    from access_group q join access_grant x on x.subject_id = q.subject_id and x.object_kind = 1 and x.reason = 5
    join document d on d.id = x.object_id join project p on p.id = x.project_id
    where exists (select 1 from group_member b join member i on i.subject_id = b.subject_id
      left join company w on w.id = i.company_id
      where b.group_id = q.subject_id and b.closed_at is null and coalesce(w.controlling, 0) = 0)";

const SUBMISSION: &str = concat!(
    "select 'submission' as kind, r.public_id as id, x.id as sort_id, x.valid_from as granted_at, x.project_id,
      p.public_id as project_public_id, p.name as project_name, d.public_id as document_public_id,
      d.number as document_number, d.title as document_title, d.restricted, ",
    person!(),
    ", x.caps, '' as role, '' as why, x.opened_by, x.ends_at, x.closed_at, cast(null as bigint) as used_at, cast(null as bigint) as parcel
    from access_grant x",
    person_joins!("x.subject_id"),
    "join document d on d.id = x.object_id join revision r on r.id = x.cause_id
    where x.object_kind = 1 and x.reason = 1 and x.cause_kind = 5 and coalesce(o.controlling, 0) = 0"
);

/// One row for each person from outside whom a transmittal went to.
const TRANSMITTAL: &str = concat!(
    "select 'transmittal' as kind, r.public_id as id, r.id as sort_id, x.issued_at as granted_at, x.project_id,
      p.public_id as project_public_id, p.name as project_name, cast(null as text) as document_public_id,
      cast(null as text) as document_number, cast(null as text) as document_title, cast(0 as bigint) as restricted, ",
    person!(),
    ", g.caps, '' as role, x.number || ' ' || x.subject as why, x.issued_by as opened_by, g.ends_at, g.closed_at,
      cast(null as bigint) as used_at, x.id as parcel
    from transmittal x join transmittal_recipient r on r.transmittal_id = x.id",
    person_joins!("r.subject_id"),
    "join access_grant g on g.id = (select max(y.id) from access_grant y where y.cause_kind = 9 and y.cause_id = x.id
      and y.subject_id = r.subject_id and y.object_kind = 1)
    where x.state <> 'draft' and (coalesce(o.controlling, 0) = 0 or exists (select 1 from project_membership e
      where e.project_id = x.project_id and e.subject_id = r.subject_id and e.role = 'external' and e.closed_at is null)
      or exists (select 1 from organisation_role f where f.subject_id = r.subject_id and f.role = 'workflow_responder'
        and f.closed_at is null))"
);

/// One row for each part of somebody from outside in a step, as long as it opens something.
const STEP: &str = concat!(
    "select 'step' as kind, s.public_id || ':' || m.public_id as id, x.id as sort_id, g.valid_from as granted_at,
      x.project_id, p.public_id as project_public_id, p.name as project_name, cast(null as text) as document_public_id,
      cast(null as text) as document_number, cast(null as text) as document_title, cast(0 as bigint) as restricted, ",
    person!(),
    ", g.caps, '' as role, w.number || ' ' || s.name as why, g.opened_by, g.ends_at, g.closed_at,
      cast(null as bigint) as used_at, cast(null as bigint) as parcel
    from workflow_assignee x join workflow_step s on s.id = x.step_id join workflow w on w.id = x.workflow_id",
    person_joins!("x.subject_id"),
    "join access_grant g on g.id = (select max(y.id) from access_grant y where y.cause_kind = 10 and y.cause_id = x.id
      and y.closed_at is null)
    where (coalesce(o.controlling, 0) = 0 or exists (select 1 from project_membership e
      where e.project_id = x.project_id and e.subject_id = x.subject_id and e.role = 'external' and e.closed_at is null)
      or exists (select 1 from organisation_role f where f.subject_id = x.subject_id and f.role = 'workflow_responder'
        and f.closed_at is null))"
);

row! {
    /// The membership behind a switch.
    pub struct SwitchRow { pub membership: String }
}

/// The public id of the membership whose open switch has this public id.
pub async fn membership_of_switch(
    tx: &mut Tx,
    project: ProjectId,
    switch: &str,
) -> DbResult<Option<SwitchRow>> {
    tx.optional(
        sql("select m.public_id as membership from full_register f
             join project_membership m on m.project_id = f.project_id and m.subject_id = f.subject_id and m.closed_at is null
             where f.project_id = $1 and f.public_id = $2 and f.closed_at is null")
        .bind(project)
        .bind(switch),
    )
    .await
}
