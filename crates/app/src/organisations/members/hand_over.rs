//! What somebody granted that is in force: the list that is handed over when they leave.

use serde::Serialize;
use utoipa::ToSchema;
use wayleave_access::Caps;
use wayleave_base::{OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Sql, Tx, row, sql};

use crate::abilities::Abilities;
use crate::cx::Cx;
use crate::error::Result;
use crate::people::{self, PersonRef};
use crate::wire;
use crate::work::Work;

use super::service::load;
use super::view::NamedProject;

/// Everything in force that one person made, as rows of one shape: `$1` the organisation, `$2` the person, `$3` the moment.
const MADE: &str = "with made as (
    select 'guest_share' as kind, s.public_id as id, s.label, s.subject_id, s.project_id, s.recipient_name,
      g.caps, s.created_at as granted_at, g.ends_at
    from guest_share s join access_grant g on g.cause_kind = 4 and g.cause_id = s.id and g.subject_id = s.subject_id
    where s.organisation_id = $1 and s.created_by = $2 and g.closed_at is null and g.ends_at > $3
    union all
    select 'share', s.public_id, s.reason, s.subject_id, s.project_id, '', s.caps, s.created_at,
      (select max(g.ends_at) from access_grant g
       where g.cause_kind = 3 and g.cause_id = s.id and g.closed_at is null and g.ends_at > $3)
    from share s where s.organisation_id = $1 and s.created_by = $2 and exists (select 1 from access_grant g
      where g.cause_kind = 3 and g.cause_id = s.id and g.closed_at is null and g.ends_at > $3)
    union all
    select 'membership', s.public_id, s.role, s.subject_id, s.project_id, '', cast(0 as bigint), s.valid_from, s.ends_at
    from project_membership s
    where s.organisation_id = $1 and s.opened_by = $2 and s.subject_id <> $2 and s.closed_at is null and s.ends_at > $3
    union all
    select 'full_register', s.public_id, '', s.subject_id, s.project_id, '', cast(1 as bigint), s.valid_from, s.ends_at
    from full_register s
    where s.organisation_id = $1 and s.opened_by = $2 and s.subject_id <> $2 and s.closed_at is null and s.ends_at > $3
  ) ";

fn made(organisation: OrganisationId, by: SubjectId, now: Timestamp) -> Sql {
    let mut text = sql("").bind(organisation).bind(by).bind(now);
    text.push(MADE);
    text
}

row! {
    /// How much of it there is in a project.
    #[derive(Clone, Debug)]
    pub struct Count {
        pub project_id: ProjectId,
        pub grants: i64,
        pub guest_shares: i64,
    }
}

/// How much of it there is, by project.
pub async fn counts(
    tx: &mut Tx,
    organisation: OrganisationId,
    by: SubjectId,
    now: Timestamp,
) -> DbResult<Vec<Count>> {
    let mut text = made(organisation, by, now);
    text.push(
        "select project_id, cast(sum(case when kind = 'guest_share' then 0 else 1 end) as bigint) as grants,
           cast(sum(case when kind = 'guest_share' then 1 else 0 end) as bigint) as guest_shares
         from made group by project_id order by project_id",
    );
    tx.all(text).await
}

row! {
    struct MadeRow {
        kind: String, id: String, label: String, recipient_name: String, caps: i64, granted_at: i64, ends_at: i64,
        project_public_id: String, project_name: String, member_id: Option<String>, member_name: Option<String>,
        member_company: Option<String>, member_controlling: Option<i64>, company_id: Option<String>,
        company_name: Option<String>, company_controlling: Option<i64>, group_id: Option<String>, group_name: Option<String>,
    }
}

/// Something that was granted and is in force; a row of the ledger as its list shows it.
#[derive(Debug, Serialize, ToSchema)]
pub struct HandOverRow {
    /// The public id of the share, membership or switch.
    pub id: String,
    /// `guest_share`, `share`, `membership` or `full_register`.
    pub kind: String,
    /// To whom.
    pub who: HandOverWho,
    /// On what.
    pub what: HandOverWhat,
    /// The rights.
    pub rights: Vec<&'static str>,
    /// Why, in words.
    pub why: String,
    /// Always null here.
    pub cause: Option<String>,
    /// Who granted it.
    pub granted_by: Option<PersonRef>,
    /// When.
    pub granted_at: String,
    /// Until when; null for no end.
    pub ends_at: Option<String>,
    /// Always null here; the ledger of the project has it.
    pub last_used_at: Option<String>,
    /// `open`.
    pub state: &'static str,
    /// None; acts are offered in the ledger of the project.
    #[schema(value_type = std::collections::BTreeMap<String, crate::abilities::Ability>)]
    pub abilities: Abilities,
}

/// To whom something was granted.
#[derive(Debug, Serialize, ToSchema)]
pub struct HandOverWho {
    /// `person`, `company`, `group` or `link`.
    pub kind: &'static str,
    /// The public id.
    pub id: Option<String>,
    /// The name.
    pub name: String,
    /// The person's company.
    pub company: Option<String>,
    /// Is it outside?
    pub outside: bool,
}

/// On what something was granted.
#[derive(Debug, Serialize, ToSchema)]
pub struct HandOverWhat {
    /// The kind of grant once more.
    pub kind: String,
    /// The public id of the share, membership or switch.
    pub id: Option<String>,
    /// The label or role.
    pub label: String,
    /// The project.
    pub project: Option<NamedProject>,
}

/// The list.
#[derive(Debug, Serialize, ToSchema)]
pub struct HandOverList {
    /// What ends first comes first; 500 at most.
    pub items: Vec<HandOverRow>,
}

/// What a member granted that is in force.
pub async fn list(cx: &Cx, organisation: &str, public_id: &str) -> Result<HandOverList> {
    let mut work = Work::read(cx, organisation).await?;
    let member = load(&mut work, public_id).await?;
    let (id, now) = (work.organisation.id, work.now());
    let mut text = made(id, member.subject_id, now);
    text.push(
        "select made.kind, made.id, made.label, made.recipient_name, made.caps, made.granted_at, made.ends_at,
           p.public_id as project_public_id, p.name as project_name, m.public_id as member_id, a.name as member_name,
           mc.name as member_company, mc.controlling as member_controlling, c.public_id as company_id,
           c.name as company_name, c.controlling as company_controlling, g.public_id as group_id, g.name as group_name
         from made join project p on p.id = made.project_id
         left join member m on m.subject_id = made.subject_id left join account a on a.id = m.account_id
         left join company mc on mc.id = m.company_id left join company c on c.subject_id = made.subject_id
         left join access_group g on g.subject_id = made.subject_id
         order by made.ends_at, made.id limit 500",
    );
    let rows: Vec<MadeRow> = work.tx.all(text).await?;
    let by = people::by_subject(&mut work.tx, id, &[member.subject_id]).await?.remove(&member.subject_id);
    Ok(HandOverList { items: rows.into_iter().map(|row| shown(row, by.as_ref())).collect() })
}

fn shown(row: MadeRow, by: Option<&PersonRef>) -> HandOverRow {
    let rights = match row.kind.as_str() {
        "membership" => Vec::new(),
        _ => Caps(row.caps).words(),
    };
    let why = match row.kind.as_str() {
        "guest_share" => "Guest share",
        "share" => "Shared by hand",
        "membership" => "Membership",
        _ => "Full Register Access",
    };
    let who = if let (Some(id), Some(name)) = (row.member_id, row.member_name) {
        let outside = row.member_controlling != Some(1);
        HandOverWho { kind: "person", id: Some(id), name, company: row.member_company, outside }
    } else if let (Some(id), Some(name)) = (row.company_id, row.company_name) {
        let outside = row.company_controlling != Some(1);
        HandOverWho { kind: "company", id: Some(id), name, company: None, outside }
    } else if let (Some(id), Some(name)) = (row.group_id, row.group_name) {
        HandOverWho { kind: "group", id: Some(id), name, company: None, outside: false }
    } else {
        let name = if row.recipient_name.is_empty() { "Whoever has the link" } else { &row.recipient_name };
        HandOverWho { kind: "link", id: None, name: name.to_owned(), company: None, outside: true }
    };
    HandOverRow {
        what: HandOverWhat {
            kind: row.kind.clone(),
            id: Some(row.id.clone()),
            label: row.label,
            project: Some(NamedProject { id: row.project_public_id, name: row.project_name }),
        },
        id: row.id,
        kind: row.kind,
        who,
        rights,
        why: why.to_owned(),
        cause: None,
        granted_by: by.cloned(),
        granted_at: wire::time(row.granted_at),
        ends_at: wire::end(row.ends_at),
        last_used_at: None,
        state: "open",
        abilities: Abilities::new(),
    }
}
