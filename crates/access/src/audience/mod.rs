//! Who reaches a document: every person's standing in a project, put through the same [`crate::reach`] that decides when
//! they ask themselves. Nothing is guessed from the words of a grant.

mod counts;

use std::collections::HashMap;

use wayleave_base::{DocumentId, OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Sql, Tx, row, sql};

use crate::facts::{ProjectFacts, held_role, mode, takes_from_groups};
use crate::policy::Mode;
use crate::principal::Principal;
use crate::reach::{DocumentState, GrantState, Reach, RevisionState, clauses, reach};
use crate::time::holds_now;
use crate::words::{Acceptance, Caps, OrganisationRole, Reason, Role, Status};

pub use counts::{outside_counts, outsiders_in};

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

row! {
    struct DocumentFacts { status: String, admitted: bool, restricted: bool, deleted: bool }
}

row! {
    struct RevisionFacts { seq: i64, acceptance: String }
}

row! {
    struct GrantFacts { id: i64, subject_id: i64, caps: i64, rev_from: i64, rev_to: i64, reason: i64 }
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
    let text = sql("select status, admitted, restricted,
          cast(case when deleted_at is null then 0 else 1 end as bigint) as deleted
        from document where id = $1 and organisation_id = $2 and project_id = $3")
    .bind(document)
    .bind(place.organisation)
    .bind(place.project);
    let Some(facts) = tx.optional::<DocumentFacts>(text).await? else { return Ok(Vec::new()) };
    let state = document_state(&facts.status, facts.admitted, facts.restricted, facts.deleted);
    let text = sql("select seq, acceptance from revision where document_id = $1 and organisation_id = $2")
        .bind(document)
        .bind(place.organisation);
    let revisions: Vec<RevisionState> = tx
        .all::<RevisionFacts>(text)
        .await?
        .iter()
        .map(|revision| revision_state(revision.seq, &revision.acceptance))
        .collect();
    let grants = live_grants(tx, place, document).await?;
    let people = standings(tx, place, only).await?;
    Ok(people
        .into_iter()
        .filter_map(|standing| {
            let mine: Vec<GrantState> = grants
                .iter()
                .filter(|(subject, _)| standing.subjects.contains(subject))
                .map(|(_, grant)| grant.clone())
                .collect();
            let clauses = clauses(standing.mode, standing.document_control);
            let reach = reach(standing.mode, &clauses, &state, &revisions, &mine)?;
            Some(Seer { standing, reach })
        })
        .collect())
}

/// The live grants on the document and on the folders above it, with whom they name.
async fn live_grants(tx: &mut Tx, place: Place, document: DocumentId) -> DbResult<Vec<(i64, GrantState)>> {
    let mut text = sql("").bind(document).bind(place.organisation).bind(place.project).bind(place.at);
    let live = holds_now("g", "$4");
    text.push(&format!(
        "select g.id, g.subject_id, g.caps, g.rev_from, g.rev_to, g.reason from access_grant g
         where g.object_kind = 1 and g.object_id = $1 and g.organisation_id = $2 and g.project_id = $3 and {live}
         union all
         select g.id, g.subject_id, g.caps, cast(0 as bigint), cast(9223372036854775807 as bigint), cast(6 as bigint)
         from document_ancestor a join access_grant g on g.object_kind = 2 and g.object_id = a.ancestor_id
         where a.document_id = $1 and g.organisation_id = $2 and g.project_id = $3 and {live}"
    ));
    Ok(tx
        .all::<GrantFacts>(text)
        .await?
        .into_iter()
        .filter_map(|grant| {
            let reason = Reason::from_raw(grant.reason)?;
            let state = GrantState {
                id: grant.id,
                caps: Caps(grant.caps),
                rev_from: grant.rev_from,
                rev_to: grant.rev_to,
                reason,
            };
            Some((grant.subject_id, state))
        })
        .collect())
}
