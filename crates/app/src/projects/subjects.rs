//! Whom things of a project can be shared with, and who can be asked in a step. The picker offers only what sharing or
//! asking would accept: somebody who may not let people into the project is offered those who are in it, and for a step
//! workflow responders, whom the step itself lets in (K-4).

use wayleave_access::{Action, ProjectFacts, Target, act};
use wayleave_base::{OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Tx, row, sql};

use super::api::team::Words;
use super::project::open;
use super::view::{SubjectList, SubjectView};
use crate::cx::Cx;
use crate::error::Result;
use crate::people;
use crate::work::Work;

/// How many of each kind are offered.
const MOST: i64 = 50;

row! {
    struct PersonFound { subject_id: SubjectId, email: String }
}

row! {
    struct Collective { public_id: String, name: String, detail: String, outside: bool, people_count: i64 }
}

struct Search {
    organisation: OrganisationId,
    project: ProjectId,
    now: Timestamp,
    words: String,
    people: People,
}

/// Which people are offered.
#[derive(PartialEq)]
enum People {
    /// Everybody in the organisation.
    All,
    /// Those who are in the project.
    Here,
    /// Those who can be asked in a step, as [`people::is_reachable`] says it.
    Reachable,
}

impl People {
    fn offered(facts: &ProjectFacts, words: &Words) -> Self {
        let may = |action| facts.outcome(action, Target::default()).is_allowed();
        if words.steps && (may(Action::WorkflowStart) || may(Action::WorkflowTemplateManage)) {
            Self::Reachable
        } else if may(Action::MembershipManage) {
            Self::All
        } else {
            Self::Here
        }
    }
}

/// People, companies and groups whose name holds the words.
pub async fn list(cx: &Cx, organisation: &str, project: &str, asked: &Words) -> Result<SubjectList> {
    let mut work = Work::read(cx, organisation).await?;
    let (row, facts) = open(&mut work, project).await?;
    work.permit_in::<act::TeamView>(&facts, Target::default())?;
    let words: String =
        asked.q.trim().to_lowercase().chars().filter(|c| !matches!(c, '%' | '_' | '\\')).collect();
    let search = Search {
        organisation: work.organisation.id,
        project: row.id,
        now: work.now(),
        words: format!("%{words}%"),
        people: People::offered(&facts, asked),
    };
    let mut items = people(&mut work.tx, &search).await?;
    items.extend(companies(&mut work.tx, &search).await?);
    items.extend(groups(&mut work.tx, &search).await?);
    Ok(SubjectList { items, next: None })
}

async fn people(tx: &mut Tx, search: &Search) -> DbResult<Vec<SubjectView>> {
    let mut text = sql("select m.subject_id, a.email from member m join account a on a.id = m.account_id
        join organisation_role r on r.subject_id = m.subject_id and r.closed_at is null
          and r.valid_from <= $3 and r.ends_at > $3
        where m.organisation_id = $1 and (lower(a.name) like $4 or lower(a.email) like $4)")
    .bind(search.organisation)
    .bind(search.project)
    .bind(search.now)
    .bind(&search.words);
    let here =
        "exists (select 1 from project_membership p where p.project_id = $2 and p.subject_id = m.subject_id
        and p.closed_at is null and p.valid_from <= $3 and p.ends_at > $3)";
    let offered = match search.people {
        People::All => "$2 > 0",
        People::Here => "false",
        People::Reachable => "r.role <> 'member'",
    };
    text.push(&format!(" and ({here} or {offered})"));
    text.push(" order by a.name, m.id limit ").arg(MOST);
    let found: Vec<PersonFound> = tx.all(text).await?;
    let subjects: Vec<SubjectId> = found.iter().map(|person| person.subject_id).collect();
    let mut people = people::by_subject(tx, search.organisation, &subjects).await?;
    Ok(found
        .into_iter()
        .filter_map(|row| {
            let person = people.remove(&row.subject_id)?;
            Some(SubjectView {
                kind: "person",
                detail: person.company.map_or(row.email, |company| company.name),
                id: person.id,
                name: person.name,
                outside: person.outside,
                people_count: 1,
            })
        })
        .collect())
}

/// `count(*)` of the people of a subject who have a live membership in the project.
const PEOPLE: &str = "(select count(*) from group_member b
    join project_membership p on p.subject_id = b.subject_id and p.project_id = $2 and p.closed_at is null
      and p.valid_from <= $3 and p.ends_at > $3
    where b.group_id = s.subject_id and b.closed_at is null and b.valid_from <= $3 and b.ends_at > $3)";

async fn companies(tx: &mut Tx, search: &Search) -> DbResult<Vec<SubjectView>> {
    let mut text =
        sql("").bind(search.organisation).bind(search.project).bind(search.now).bind(&search.words);
    text.push(&format!(
        "select s.public_id, s.name, s.designation as detail, 1 - s.controlling as outside, {PEOPLE} as people_count
         from company s where s.organisation_id = $1 and s.name_key like $4"
    ));
    if search.people != People::All {
        text.push(&format!(" and {PEOPLE} > 0"));
    }
    text.push(" order by s.name_key, s.id limit ").arg(MOST);
    Ok(tx.all::<Collective>(text).await?.into_iter().map(|row| row.shown("company")).collect())
}

async fn groups(tx: &mut Tx, search: &Search) -> DbResult<Vec<SubjectView>> {
    let mut text =
        sql("").bind(search.organisation).bind(search.project).bind(search.now).bind(&search.words);
    text.push(&format!(
        "select s.public_id, s.name, s.description as detail, {PEOPLE} as people_count,
           cast(case when exists (select 1 from group_member b join member m on m.subject_id = b.subject_id
             left join company c on c.id = m.company_id where b.group_id = s.subject_id and b.closed_at is null
             and coalesce(c.controlling, 0) = 0) then 1 else 0 end as bigint) as outside
         from access_group s where s.organisation_id = $1 and s.project_id = $2 and s.deleted_at is null
           and s.name_key like $4 order by s.name_key, s.id limit "
    ));
    text.arg(MOST);
    Ok(tx.all::<Collective>(text).await?.into_iter().map(|row| row.shown("group")).collect())
}

impl Collective {
    fn shown(self, kind: &'static str) -> SubjectView {
        SubjectView {
            kind,
            id: self.public_id,
            name: self.name,
            detail: self.detail,
            outside: self.outside,
            people_count: self.people_count,
        }
    }
}
