//! The facts about a principal in a project at a moment, read in the request's own transaction and never kept.

use wayleave_base::{OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Sql, Tx, row, sql};

use crate::policy::{GATE_GRID, Mode};
use crate::principal::Principal;
use crate::reach::{Clause, clauses};
use crate::share_policy::SharePolicy;
use crate::time::holds;
use crate::words::{Caps, Gate, Gates, OrganisationRole, Role};

/// A principal in a project at a moment, with everything the rules ask about.
#[derive(Clone, Debug)]
pub struct ProjectFacts {
    /// The organisation.
    pub organisation: OrganisationId,
    /// The project.
    pub project: ProjectId,
    /// The moment of every answer made from these facts.
    pub at: Timestamp,
    /// How the principal stands to the project.
    pub mode: Mode,
    /// The project role, if there is a membership.
    pub role: Option<Role>,
    /// When Full Register Access ends, if it is on.
    pub full_register_until: Option<Timestamp>,
    /// The gates held.
    pub gates: Gates,
    /// Does the principal belong to the Document Control group?
    pub document_control: bool,
    /// Whom grants may name for this principal: self, groups of this project, company.
    pub subjects: Vec<i64>,
    /// Folders granted to any of them, with the rights and the grant.
    pub folders: Vec<FolderGrant>,
    /// Is the project locked?
    pub locked: bool,
    /// The share policy in force.
    pub share_policy: SharePolicy,
    /// The principal.
    pub principal: Principal,
}

/// A live grant on a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FolderGrant {
    /// The folder.
    pub folder_id: i64,
    /// Its rights.
    pub caps: Caps,
    /// The grant.
    pub grant_id: i64,
}

row! {
    struct Standing { id: ProjectId, role: Option<String>, full_until: Option<i64>, locked: bool }
}

row! {
    struct Belongs { group_id: i64, kind: String }
}

row! {
    struct Fact { kind: String, key: String, value: String, number: i64, project: i64, personal: i64 }
}

impl ProjectFacts {
    /// Reads the facts, or `None` when the project does not exist for this principal.
    pub async fn load(
        tx: &mut Tx,
        organisation: OrganisationId,
        project: ProjectId,
        principal: &Principal,
        at: Timestamp,
    ) -> DbResult<Option<Self>> {
        let Some(standing) = tx.optional::<Standing>(standing(organisation, project, principal, at)).await?
        else {
            return Ok(None);
        };
        let responder = principal.role() == Some(OrganisationRole::WorkflowResponder);
        // A responder never holds a project role and takes nothing from groups or companies: access arrives by name.
        let role = standing.role.as_deref().and_then(Role::parse).filter(|_| !responder);
        let Some(mode) = mode(principal, role, standing.full_until.is_some()) else { return Ok(None) };
        let belongs: Vec<Belongs> = match principal {
            Principal::Person { subject, .. } if !responder => {
                tx.all(groups(*subject, standing.id, at)).await?
            }
            Principal::Person { .. } | Principal::Guest { .. } => Vec::new(),
        };
        let mut subjects = vec![principal.subject().get()];
        subjects.extend(belongs.iter().map(|group| group.group_id));
        let facts: Vec<Fact> =
            tx.all(mixed(organisation, standing.id, principal, role, &subjects, at)).await?;
        Ok(Some(Self {
            organisation,
            project: standing.id,
            at,
            mode,
            role,
            full_register_until: standing.full_until,
            gates: gates(mode, &facts),
            document_control: belongs.iter().any(|group| group.kind == "document_control"),
            folders: folders(&facts),
            share_policy: share_policy(&facts),
            subjects,
            locked: standing.locked,
            principal: principal.clone(),
        }))
    }

    /// The reach rows that apply.
    #[must_use]
    pub fn clauses(&self) -> Vec<Clause> {
        clauses(self.mode, self.document_control)
    }
}

/// The mode that a principal has by organisation role and membership; `None` is nobody to this project.
#[must_use]
pub fn mode(principal: &Principal, membership: Option<Role>, full_register: bool) -> Option<Mode> {
    match principal {
        Principal::Guest { .. } => Some(Mode::Guest),
        Principal::Person { role, .. } => match (role, membership) {
            (OrganisationRole::OrgAdmin, _) => Some(Mode::OrgAdmin),
            (OrganisationRole::WorkflowResponder, _) => Some(Mode::Responder),
            (_, Some(Role::ProjectAdmin)) | (OrganisationRole::OrgManager, None) => Some(Mode::Admin),
            (OrganisationRole::Member, Some(Role::External)) => Some(Mode::External { full_register }),
            // An organisation manager is staff; `external` is no role for staff and counts as the least.
            (OrganisationRole::OrgManager, Some(Role::External)) => Some(Mode::Member(Role::Viewer)),
            (_, Some(role)) => Some(Mode::Member(role)),
            (OrganisationRole::Member, None) => None,
        },
    }
}

fn standing(organisation: OrganisationId, project: ProjectId, principal: &Principal, at: Timestamp) -> Sql {
    let mut text = sql("select p.id, m.role, f.ends_at as full_until,
          cast(case when l.id is null then 0 else 1 end as bigint) as locked
        from project p
        left join project_membership m on m.project_id = p.id and m.subject_id = $1 and ");
    text = text.bind(principal.subject()).bind(at).bind(organisation).bind(project);
    text.push(&holds("m", "$2"));
    text.push(" left join full_register f on f.project_id = p.id and f.subject_id = $1 and ")
        .push(&holds("f", "$2"));
    text.push(" left join project_lock l on l.project_id = p.id and ").push(&holds("l", "$2"));
    text.push(" where p.organisation_id = $3 and p.id = $4");
    text
}

fn groups(subject: SubjectId, project: ProjectId, at: Timestamp) -> Sql {
    let mut text = sql("select b.group_id, coalesce(g.kind, 'company') as kind
        from group_member b left join access_group g on g.subject_id = b.group_id
        where b.subject_id = $1 and (g.id is null or g.project_id = $2) and ")
    .bind(subject)
    .bind(project)
    .bind(at);
    text.push(&holds("b", "$3")).push(" order by b.group_id");
    text
}

/// Group actions, overrides, policy and granted folders in one statement, told apart by `kind`.
fn mixed(
    organisation: OrganisationId,
    project: ProjectId,
    principal: &Principal,
    role: Option<Role>,
    subjects: &[i64],
    at: Timestamp,
) -> Sql {
    const ZERO: &str = "cast(0 as bigint)";
    let flag = |column: &str| format!("cast(case when {column} is null then 0 else 1 end as bigint)");
    let mut text = sql("").bind(organisation).bind(project).bind(at).bind(principal.subject());
    text.push(&format!(
        "select 'action' as kind, a.action as key, '' as value, {ZERO} as number, {ZERO} as project, {ZERO} as personal
         from group_action a where a.organisation_id = $1 and {} and a.group_id in ",
        holds("a", "$3")
    ));
    text.id_list(subjects);
    text.push(&format!(
        " union all select 'override', o.action, '', o.effect, {}, {} from permission_override o
          where o.organisation_id = $1 and (o.project_id is null or o.project_id = $2) and {}
          and (o.subject_id = $4 or o.role = ",
        flag("o.project_id"),
        flag("o.subject_id"),
        holds("o", "$3")
    ));
    text.arg(role.map_or("", Role::code));
    text.push(&format!(
        ") union all select 'setting', s.key, s.value, {ZERO}, {}, {ZERO} from setting s
          where s.organisation_id = $1 and (s.project_id is null or s.project_id = $2) and s.key = 'external_access' and {}",
        flag("s.project_id"),
        holds("s", "$3")
    ));
    text.push(&format!(
        " union all select 'folder', '', '', g.object_id, g.caps, g.id from access_grant g
          where g.organisation_id = $1 and g.project_id = $2 and g.object_kind = 2 and {} and g.subject_id in ",
        holds("g", "$3")
    ));
    text.id_list(subjects);
    text
}

impl Fact {
    fn gate(&self) -> Option<Gate> {
        Gate::parse(&self.key)
    }
}

/// The gates: the grid's by role, a group's, an override's. Responders hold what was granted to them by name; outsiders
/// and guests hold none, whatever was written for them: the external matrix is their ceiling.
fn gates(mode: Mode, facts: &[Fact]) -> Gates {
    let base = match mode {
        Mode::OrgAdmin => return Gates::ALL,
        Mode::External { .. } | Mode::Guest => return Gates::NONE,
        Mode::Responder => Gates::NONE,
        Mode::Admin => grid(0),
        Mode::Member(Role::Initiator) => grid(1),
        Mode::Member(Role::Reviewer) => grid(2),
        Mode::Member(_) => grid(3),
    };
    let mut gates = base;
    if mode != Mode::Responder {
        for gate in facts.iter().filter(|fact| fact.kind == "action").filter_map(Fact::gate) {
            gates = gates.with(gate);
        }
    }
    for gate in Gate::ALL {
        // A row on the person beats a row on the role, the project's beats the organisation's, and of equals denial wins.
        let effect = facts
            .iter()
            .filter(|fact| fact.kind == "override" && fact.key == gate.code())
            .map(|fact| (fact.personal, fact.project, -fact.number))
            .max();
        match effect {
            Some((_, _, -1)) => gates = gates.with(*gate),
            Some(_) => gates = gates.without(*gate),
            None => {}
        }
    }
    gates
}

fn grid(column: usize) -> Gates {
    GATE_GRID
        .iter()
        .filter(|(_, _, held)| held[column])
        .fold(Gates::NONE, |gates, (_, gate, _)| gates.with(*gate))
}

/// Folder rows carry rights and grant where the others carry their flags.
fn folders(facts: &[Fact]) -> Vec<FolderGrant> {
    facts
        .iter()
        .filter(|fact| fact.kind == "folder")
        .map(|fact| FolderGrant { folder_id: fact.number, caps: Caps(fact.project), grant_id: fact.personal })
        .collect()
}

fn share_policy(facts: &[Fact]) -> SharePolicy {
    let read = |project: bool| {
        facts
            .iter()
            .find(|fact| fact.kind == "setting" && (fact.project == 1) == project)
            .and_then(|fact| serde_json::from_str::<SharePolicy>(&fact.value).ok())
    };
    let organisation = read(false).unwrap_or_default();
    read(true).map_or_else(|| organisation.clone(), |project| organisation.stricter(&project))
}
