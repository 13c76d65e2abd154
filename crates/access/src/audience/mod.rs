//! Who reaches a document: every person's standing in a project, put through the same [`crate::reach`] that decides when
//! they ask themselves. Nothing is guessed from the words of a grant.

mod counts;
mod given;

use std::collections::HashMap;

use wayleave_base::{DocumentId, OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Sql, Tx, row, sql};

use crate::facts::{ProjectFacts, held_role, mode, takes_from_groups};
use crate::policy::Mode;
use crate::principal::Principal;
use crate::reach::{DocumentState, Reach, RevisionState};
use crate::time::holds_now;
use crate::words::{Acceptance, OrganisationRole, Role, Status};

pub use counts::{outside_counts, outsiders_in};
pub use given::{given, sights};

/// Where and when the audience is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The organisation.
    pub organisation: OrganisationId,
    /// The project.
    pub project: ProjectId,
    /// The moment.
    pub at: Timestamp,
    /// Do guest links work now, as far as project and policy go?
    pub links: bool,
}

impl Place {
    /// The place that these facts speak of.
    #[must_use]
    pub fn of(facts: &ProjectFacts) -> Self {
        Self {
            organisation: facts.organisation,
            project: facts.project,
            at: facts.at,
            links: facts.share_policy.guest_sharing_enabled && !facts.locked,
        }
    }
}

/// How a person stands to a project, as far as reach looks at it.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The person.
    pub subject: SubjectId,
    /// How they stand to the project.
    pub mode: Mode,
    /// The project role, if there is a membership.
    pub role: Option<Role>,
    /// Do they belong to the Document Control group?
    pub document_control: bool,
    /// Are they from outside?
    pub outside: bool,
    /// Whom grants may name for them: self, groups of this project, company.
    pub subjects: Vec<i64>,
}

/// A person who reaches a document.
#[derive(Clone, Debug)]
pub struct Seer {
    /// The person.
    pub standing: Standing,
    /// What they reach of it.
    pub reach: Reach,
}

row! {
    struct Stands {
        subject_id: SubjectId, organisation_role: String, role: String, full_register: bool, outside: bool,
    }
}

row! {
    struct Belongs { subject_id: SubjectId, group_id: i64, kind: String }
}

/// The condition that the person of `member m`, `organisation_role r`, `project_membership p` and `company c` is from
/// outside: an external participant, a responder, of a company that does not control, or of none and not staff.
pub(crate) const OUTSIDE: &str = "((coalesce(p.role, '') = 'external' and r.role = 'member') \
     or r.role = 'workflow_responder' or coalesce(c.controlling, 1) = 0 \
     or (c.id is null and r.role not in ('org_admin', 'org_manager')))";

/// `from member m …` with everything that a standing is read from; the project and moment are bound as given.
pub(crate) fn standing_tables(project: &str, at: &str) -> String {
    format!(
        "from member m
         join organisation_role r on r.subject_id = m.subject_id and {}
         left join project_membership p on p.subject_id = m.subject_id and p.project_id = {project} and {}
         left join full_register f on f.subject_id = m.subject_id and f.project_id = {project} and {}
         left join company c on c.id = m.company_id",
        holds_now("r", at),
        holds_now("p", at),
        holds_now("f", at)
    )
}

fn standing_of(
    subject: SubjectId,
    organisation_role: &str,
    role: &str,
    full_register: bool,
) -> Option<(Mode, Option<Role>)> {
    let principal = Principal::Person { subject, role: OrganisationRole::parse(organisation_role)? };
    let role = held_role(&principal, Some(role));
    Some((mode(&principal, role, full_register)?, role))
}

/// Everybody who has a standing in the project, or those of `only` who have one.
pub async fn standings(tx: &mut Tx, place: Place, only: Option<&[SubjectId]>) -> DbResult<Vec<Standing>> {
    let ids: Option<Vec<i64>> = only.map(|only| only.iter().map(|subject| subject.get()).collect());
    let narrow = |text: &mut Sql, column: &str| {
        if let Some(ids) = &ids {
            text.push(&format!(" and {column} in ")).id_list(ids);
        }
    };
    let mut text = sql("").bind(place.organisation).bind(place.project).bind(place.at);
    text.push(&format!(
        "select m.subject_id, r.role as organisation_role, coalesce(p.role, '') as role,
           cast(case when f.id is null then 0 else 1 end as bigint) as full_register,
           cast(case when {OUTSIDE} then 1 else 0 end as bigint) as outside
         {} where m.organisation_id = $1 and (p.id is not null or r.role <> 'member')",
        standing_tables("$2", "$3")
    ));
    narrow(&mut text, "m.subject_id");
    text.push(" order by m.subject_id");
    let people: Vec<Stands> = tx.all(text).await?;
    let mut text = sql("").bind(place.organisation).bind(place.project).bind(place.at);
    text.push(&format!(
        "select b.subject_id, b.group_id, coalesce(g.kind, 'company') as kind from group_member b
         left join access_group g on g.subject_id = b.group_id
         where b.organisation_id = $1 and (g.id is null or g.project_id = $2) and {}",
        holds_now("b", "$3")
    ));
    narrow(&mut text, "b.subject_id");
    let mut groups: HashMap<SubjectId, Vec<(i64, bool)>> = HashMap::new();
    for belongs in tx.all::<Belongs>(text).await? {
        let control = belongs.kind == "document_control";
        groups.entry(belongs.subject_id).or_default().push((belongs.group_id, control));
    }
    Ok(people
        .into_iter()
        .filter_map(|person| {
            let (mode, role) = standing_of(
                person.subject_id,
                &person.organisation_role,
                &person.role,
                person.full_register,
            )?;
            let mut groups = groups.remove(&person.subject_id).unwrap_or_default();
            groups.retain(|_| takes_from_groups(mode));
            let mut subjects = vec![person.subject_id.get()];
            subjects.extend(groups.iter().map(|(group, _)| *group));
            Some(Standing {
                subject: person.subject_id,
                mode,
                role,
                document_control: groups.iter().any(|(_, control)| *control),
                outside: person.outside,
                subjects,
            })
        })
        .collect())
}

fn revision_state(seq: i64, acceptance: &str) -> RevisionState {
    RevisionState { seq, acceptance: Acceptance::parse(acceptance).unwrap_or(Acceptance::Pending) }
}

fn document_state(status: &str, admitted: bool, restricted: bool, deleted: bool) -> DocumentState {
    DocumentState { status: Status::parse(status).unwrap_or(Status::Draft), admitted, restricted, deleted }
}

/// Everybody who reaches the document, or those of `only` who do. Links are not people and are not among them.
pub async fn seers(
    tx: &mut Tx,
    place: Place,
    document: DocumentId,
    only: Option<&[SubjectId]>,
) -> DbResult<Vec<Seer>> {
    let known = given::known(tx, place, &[document]).await?;
    let Some(known) = known.get(&document) else { return Ok(Vec::new()) };
    let people = standings(tx, place, only).await?;
    Ok(people
        .into_iter()
        .filter_map(|standing| Some(Seer { reach: known.reach(&standing)?, standing }))
        .collect())
}
