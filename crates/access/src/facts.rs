//! The facts about a principal in a project at a moment, read in the request's own transaction and never kept.

use serde::Deserialize;
use wayleave_base::{OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Sql, Tx, row, sql};

use crate::policy::{GATE_GRID, Mode, RULES, Rule};
use crate::principal::Principal;
use crate::reach::{Clause, clauses_of};
use crate::share_policy::SharePolicy;
use crate::time::{held_and_closed, holds, holds_now};
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
    /// Are active workflow templates kept for the organisation's administrators?
    pub templates_reserved: bool,
    /// The principal.
    pub principal: Principal,
    /// The rules in force: [`RULES`], unless a test asks what another policy would answer.
    pub policy: &'static [Rule],
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
    struct Belongs { group_id: i64, kind: String, project_id: i64 }
}

row! {
    struct Fact {
        kind: String, key: String, value: String, number: i64, project: i64, personal: i64, holder: i64, place: i64,
    }
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
        Ok(Self::load_many(tx, organisation, &[project], principal, at).await?.pop())
    }

    /// Reads the facts of several projects in three statements, in the order of the projects' ids; projects that do not
    /// exist for this principal are left out.
    pub async fn load_many(
        tx: &mut Tx,
        organisation: OrganisationId,
        projects: &[ProjectId],
        principal: &Principal,
        at: Timestamp,
    ) -> DbResult<Vec<Self>> {
        let ids: Vec<i64> = projects.iter().map(|project| project.get()).collect();
        let mut standings: Vec<(Standing, Mode)> = Vec::new();
        for standing in tx.all::<Standing>(standing(organisation, &ids, principal, at)).await? {
            let role = held_role(principal, standing.role.as_deref());
            if let Some(mode) = mode(principal, role, standing.full_until.is_some()) {
                standings.push((standing, mode));
            }
        }
        if standings.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<i64> = standings.iter().map(|(standing, _)| standing.id.get()).collect();
        let belongs: Vec<Belongs> = match principal {
            Principal::Person { subject, .. } if takes_from_groups(standings[0].1) => {
                tx.all(groups(*subject, &ids, at)).await?
            }
            Principal::Person { .. } | Principal::Guest { .. } => Vec::new(),
        };
        let mut subjects = vec![principal.subject().get()];
        subjects.extend(belongs.iter().map(|group| group.group_id));
        let roles: Vec<&str> = standings
            .iter()
            .filter_map(|(standing, _)| held_role(principal, standing.role.as_deref()).map(Role::code))
            .collect();
        let facts: Vec<Fact> = tx.all(mixed(organisation, &ids, principal, &roles, &subjects, at)).await?;
        Ok(standings
            .into_iter()
            .map(|(standing, mode)| assemble(organisation, principal, at, &standing, mode, &belongs, &facts))
            .collect())
    }

    /// Does the principal see documents as the project's team does? Others see the revisions within their reach and the
    /// status of the one shown, and no trace of the rest.
    #[must_use]
    pub fn is_team(&self) -> bool {
        matches!(self.mode, Mode::OrgAdmin | Mode::Admin | Mode::Member(_))
    }

    /// The reach rows that apply.
    #[must_use]
    pub fn clauses(&self) -> Vec<Clause> {
        clauses_of(self.policy, self.mode, self.document_control)
    }
}

/// The project role that counts. A responder never holds one: access arrives by name.
pub(crate) fn held_role(principal: &Principal, membership: Option<&str>) -> Option<Role> {
    let responder = principal.role() == Some(OrganisationRole::WorkflowResponder);
    membership.and_then(Role::parse).filter(|_| !responder)
}

/// Does somebody in this mode have what groups and companies were given? Responders are let in by name alone.
pub(crate) fn takes_from_groups(mode: Mode) -> bool {
    !matches!(mode, Mode::Responder | Mode::Guest)
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

/// The facts of one project out of what was read for several.
fn assemble(
    organisation: OrganisationId,
    principal: &Principal,
    at: Timestamp,
    standing: &Standing,
    mode: Mode,
    belongs: &[Belongs],
    facts: &[Fact],
) -> ProjectFacts {
    let role = held_role(principal, standing.role.as_deref());
    let project = standing.id.get();
    let belongs: Vec<&Belongs> =
        belongs.iter().filter(|group| group.project_id == 0 || group.project_id == project).collect();
    let mut subjects = vec![principal.subject().get()];
    subjects.extend(belongs.iter().map(|group| group.group_id));
    let code = role.map_or("", Role::code);
    let facts: Vec<&Fact> = facts.iter().filter(|fact| fact.speaks(project, code, &subjects)).collect();
    ProjectFacts {
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
        templates_reserved: security(&facts).active_templates_reserved,
        subjects,
        locked: standing.locked,
        principal: principal.clone(),
        policy: RULES,
    }
}

fn standing(organisation: OrganisationId, projects: &[i64], principal: &Principal, at: Timestamp) -> Sql {
    let mut text = sql("select p.id, m.role, f.ends_at as full_until,
          cast(case when l.id is null then 0 else 1 end as bigint) as locked
        from project p
        left join project_membership m on m.project_id = p.id and m.subject_id = $1 and ");
    text = text.bind(principal.subject()).bind(at).bind(organisation);
    text.push(&holds("m", "$2"));
    text.push(" left join full_register f on f.project_id = p.id and f.subject_id = $1 and ")
        .push(&holds("f", "$2"));
    text.push(" left join project_lock l on l.project_id = p.id and ").push(&holds("l", "$2"));
    text.push(" where p.organisation_id = $3 and p.id in ").id_list(projects);
    text.push(" order by p.id");
    text
}

fn groups(subject: SubjectId, projects: &[i64], at: Timestamp) -> Sql {
    let mut text = sql("select b.group_id, coalesce(g.kind, 'company') as kind,
          coalesce(g.project_id, cast(0 as bigint)) as project_id
        from group_member b left join access_group g on g.subject_id = b.group_id
        where b.subject_id = $1 and ")
    .bind(subject)
    .bind(at);
    text.push(&holds("b", "$2")).push(" and (g.id is null or g.project_id in ").id_list(projects);
    text.push(") order by b.group_id");
    text
}

/// Group actions, overrides, settings and granted folders in one statement, told apart by `kind`. `holder` is the subject
/// a row names, `place` the project it lies in, 0 for all.
fn mixed(
    organisation: OrganisationId,
    projects: &[i64],
    principal: &Principal,
    roles: &[&str],
    subjects: &[i64],
    at: Timestamp,
) -> Sql {
    const ZERO: &str = "cast(0 as bigint)";
    let flag = |column: &str| format!("cast(case when {column} is null then 0 else 1 end as bigint)");
    let mut text = sql("").bind(organisation).bind(at).bind(principal.subject());
    text.push(&format!(
        "select 'action' as kind, a.action as key, '' as value, {ZERO} as number, {ZERO} as project, {ZERO} as personal,
           a.group_id as holder, {ZERO} as place
         from group_action a where a.organisation_id = $1 and {} and a.group_id in ",
        holds("a", "$2")
    ));
    text.id_list(subjects);
    text.push(&format!(
        " union all select 'override', o.action, coalesce(o.role, ''), o.effect, {}, {}, {ZERO}, coalesce(o.project_id, 0)
          from permission_override o
          where o.organisation_id = $1 and {} and (o.subject_id = $3 or o.role in ",
        flag("o.project_id"),
        flag("o.subject_id"),
        holds("o", "$2")
    ));
    text.text_list(roles).push(") and (o.project_id is null or o.project_id in ").id_list(projects);
    text.push(&format!(
        ") union all select 'setting', s.key, s.value, {ZERO}, {}, {ZERO}, {ZERO}, coalesce(s.project_id, 0) from setting s
          where s.organisation_id = $1 and s.key in ('external_access', 'security') and {}
          and (s.project_id is null or s.project_id in ",
        flag("s.project_id"),
        holds("s", "$2")
    ));
    text.id_list(projects);
    text.push(")");
    // Open grants and those closed since have an index each; asked together, neither would serve.
    for holding in [holds_now("g", "$2"), held_and_closed("g", "$2")] {
        text.push(&format!(
            " union all select 'folder', '', '', g.object_id, g.caps, g.id, g.subject_id, g.project_id
              from access_grant g where g.organisation_id = $1 and g.object_kind = 2 and {holding} and g.subject_id in "
        ));
        text.id_list(subjects).push(" and g.project_id in ").id_list(projects);
    }
    text
}

impl Fact {
    /// Does the row concern this project, for somebody of this role who is these subjects?
    fn speaks(&self, project: i64, role: &str, subjects: &[i64]) -> bool {
        (self.place == 0 || self.place == project)
            && (self.holder == 0 || subjects.contains(&self.holder))
            && (self.kind != "override" || self.personal == 1 || self.value == role)
    }

    fn gate(&self) -> Option<Gate> {
        Gate::parse(&self.key)
    }
}

/// The gates: the grid's by role, a group's, an override's. Responders hold what was granted to them by name; outsiders
/// and guests hold none, whatever was written for them: the external matrix is their ceiling.
fn gates(mode: Mode, facts: &[&Fact]) -> Gates {
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
        for gate in facts.iter().filter(|fact| fact.kind == "action").filter_map(|fact| fact.gate()) {
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
fn folders(facts: &[&Fact]) -> Vec<FolderGrant> {
    facts
        .iter()
        .filter(|fact| fact.kind == "folder")
        .map(|fact| FolderGrant { folder_id: fact.number, caps: Caps(fact.project), grant_id: fact.personal })
        .collect()
}

fn share_policy(facts: &[&Fact]) -> SharePolicy {
    let read = |project: bool| {
        facts
            .iter()
            .find(|fact| {
                fact.kind == "setting" && fact.key == "external_access" && (fact.project == 1) == project
            })
            .and_then(|fact| serde_json::from_str::<SharePolicy>(&fact.value).ok())
    };
    let organisation = read(false).unwrap_or_default();
    read(true).map_or_else(|| organisation.clone(), |project| organisation.stricter(&project))
}

/// What rules look at of the organisation's security settings.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Security {
    active_templates_reserved: bool,
}

fn security(facts: &[&Fact]) -> Security {
    let row = facts.iter().find(|fact| fact.kind == "setting" && fact.key == "security");
    row.and_then(|fact| serde_json::from_str(&fact.value).ok()).unwrap_or_default()
}
