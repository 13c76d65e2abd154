//! What a reader sees now of the things that some notices name, and with it which of the notices they may still be told.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;
use wayleave_access::{OrganisationRole, Principal, ProjectFacts, Scope, Target, documents};
use wayleave_base::{DocumentId, OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Tx, row, sql};

use super::kinds::{self, Part};
use super::store::NoticeRow;
use super::words::Words;
use crate::work::OrganisationRow;

row! {
    struct ProjectName { id: ProjectId, public_id: String, name: String }
}

row! {
    struct PersonName { public_id: String, name: String }
}

row! {
    struct OwnStep { workflow: String, step: String }
}

row! {
    struct Held { role: String }
}

/// Who is told, outside a request of theirs; nobody when they have left the organisation.
pub async fn reader(
    tx: &mut Tx,
    organisation: OrganisationId,
    subject: SubjectId,
    now: Timestamp,
) -> DbResult<Option<Principal>> {
    let text = sql("select role from organisation_role where organisation_id = $1 and subject_id = $2
        and closed_at is null and valid_from <= $3 and ends_at > $3");
    let held: Option<Held> = tx.optional(text.bind(organisation).bind(subject).bind(now)).await?;
    let role = held.and_then(|held| OrganisationRole::parse(&held.role));
    Ok(role.map(|role| Principal::Person { subject, role }))
}

/// The documents that a notice names: the one that it is about, or those of one act on many.
#[must_use]
pub fn named(row: &NoticeRow) -> Vec<DocumentId> {
    if let Some(document) = row.document_id {
        return vec![document];
    }
    let payload: Value = serde_json::from_str(&row.payload).unwrap_or(Value::Null);
    let several = payload["documents"].as_array().map(Vec::as_slice).unwrap_or_default();
    several.iter().filter_map(Value::as_i64).map(DocumentId).collect()
}

/// How many documents one statement asks for.
const AT_ONCE: usize = 5_000;

/// What is asked for in one statement, as a rule; in several where notices name very many documents.
fn parts(within: Vec<(Scope, Vec<DocumentId>)>) -> Vec<Vec<(Scope, Vec<DocumentId>)>> {
    if within.iter().map(|(_, documents)| documents.len()).sum::<usize>() <= AT_ONCE {
        return vec![within];
    }
    within
        .iter()
        .flat_map(|(scope, all)| all.chunks(AT_ONCE).map(|some| vec![(scope.clone(), some.to_vec())]))
        .collect()
}

/// A project that the reader is in.
struct Seen {
    public_id: String,
    name: String,
    facts: ProjectFacts,
}

/// What the reader sees now of the things that some notices name.
pub struct Sight {
    projects: HashMap<ProjectId, Seen>,
    documents: HashMap<DocumentId, (String, String)>,
    people: HashMap<String, String>,
    /// The reader's own steps by workflow, both as public ids.
    steps: HashMap<String, Vec<String>>,
    slug: String,
    organisation: String,
}

impl Sight {
    /// Looks up everything that the notices name, in statements whose number does not depend on theirs.
    pub async fn load(
        tx: &mut Tx,
        organisation: &OrganisationRow,
        reader: &Principal,
        now: Timestamp,
        rows: &[NoticeRow],
    ) -> DbResult<Self> {
        let mut sight = Self {
            projects: HashMap::new(),
            documents: HashMap::new(),
            people: HashMap::new(),
            steps: HashMap::new(),
            slug: organisation.slug.clone(),
            organisation: organisation.name.clone(),
        };
        sight.load_projects(tx, organisation.id, reader, now, rows).await?;
        sight.load_people(tx, organisation.id, rows).await?;
        sight.load_steps(tx, organisation.id, reader, rows).await?;
        Ok(sight)
    }

    async fn load_projects(
        &mut self,
        tx: &mut Tx,
        organisation: OrganisationId,
        reader: &Principal,
        now: Timestamp,
        rows: &[NoticeRow],
    ) -> DbResult<()> {
        let mut wanted: BTreeMap<ProjectId, BTreeSet<DocumentId>> = BTreeMap::new();
        for row in rows {
            let Some(project) = row.project_id else { continue };
            wanted.entry(project).or_default().extend(named(row));
        }
        if wanted.is_empty() {
            return Ok(());
        }
        let ids: Vec<i64> = wanted.keys().map(|project| project.get()).collect();
        let mut text = sql("select id, public_id, name from project where organisation_id = ");
        text.arg(organisation).push(" and id in ").id_list(&ids);
        let named: Vec<ProjectName> = tx.all(text).await?;
        let projects: Vec<ProjectId> = named.iter().map(|project| project.id).collect();
        let facts = ProjectFacts::load_many(tx, organisation, &projects, reader, now).await?;
        let within: Vec<(Scope, Vec<DocumentId>)> = facts
            .iter()
            .map(|facts| (facts.scope(), wanted.remove(&facts.project).unwrap_or_default()))
            .map(|(scope, documents)| (scope, documents.into_iter().collect()))
            .collect();
        for part in parts(within) {
            for visible in documents::among_many(tx, &part).await? {
                let known = (visible.document.public_id, visible.document.number);
                self.documents.insert(visible.document.id, known);
            }
        }
        let mut names: HashMap<ProjectId, ProjectName> =
            named.into_iter().map(|project| (project.id, project)).collect();
        for facts in facts {
            let Some(name) = names.remove(&facts.project) else { continue };
            let seen = Seen { public_id: name.public_id, name: name.name, facts };
            self.projects.insert(name.id, seen);
        }
        Ok(())
    }

    /// The people that payloads name by their public ids.
    async fn load_people(
        &mut self,
        tx: &mut Tx,
        organisation: OrganisationId,
        rows: &[NoticeRow],
    ) -> DbResult<()> {
        let mut ids: Vec<String> = rows
            .iter()
            .filter_map(|row| serde_json::from_str::<Value>(&row.payload).ok())
            .flat_map(|payload| {
                ["by", "member", "leaver"].map(|key| payload[key].as_str().map(str::to_owned))
            })
            .flatten()
            .collect();
        ids.sort();
        ids.dedup();
        if ids.is_empty() {
            return Ok(());
        }
        let mut text = sql(
            "select m.public_id, a.name from member m join account a on a.id = m.account_id where m.organisation_id = ",
        );
        text.arg(organisation).push(" and m.public_id in ").text_list(&ids);
        let found: Vec<PersonName> = tx.all(text).await?;
        self.people = found.into_iter().map(|person| (person.public_id, person.name)).collect();
        Ok(())
    }

    /// The reader's parts in the workflows that notices name: asked, answered or closed, and not given away.
    async fn load_steps(
        &mut self,
        tx: &mut Tx,
        organisation: OrganisationId,
        reader: &Principal,
        rows: &[NoticeRow],
    ) -> DbResult<()> {
        let of_workflows = rows.iter().filter(|row| kinds::of(&row.kind).part.is_some());
        let mut workflows: Vec<String> = of_workflows.map(|row| field(row, "workflow")).collect();
        workflows.sort();
        workflows.dedup();
        if workflows.is_empty() {
            return Ok(());
        }
        let mut text = sql("select w.public_id as workflow, s.public_id as step from workflow w
            join workflow_assignee a on a.workflow_id = w.id join workflow_step s on s.id = a.step_id
            where a.state not in ('pending', 'gone') and w.organisation_id = ");
        text.arg(organisation).push(" and a.subject_id = ").arg(reader.subject());
        text.push(" and w.public_id in ").text_list(&workflows).push(" order by a.id desc");
        for own in tx.all::<OwnStep>(text).await? {
            self.steps.entry(own.workflow).or_default().push(own.step);
        }
        Ok(())
    }

    fn own_steps(&self, row: &NoticeRow) -> &[String] {
        self.steps.get(&field(row, "workflow")).map(Vec::as_slice).unwrap_or_default()
    }

    /// May the reader still be told of this?
    #[must_use]
    pub fn covers(&self, row: &NoticeRow) -> bool {
        let kind = kinds::of(&row.kind);
        let named = named(row);
        if !named.is_empty() && self.seen(&named).is_empty() {
            return false;
        }
        let Some(project) = row.project_id else { return true };
        let Some(seen) = self.projects.get(&project) else {
            return named.is_empty() && kind.outlives;
        };
        let may = || kind.needs.iter().any(|act| seen.facts.outcome(*act, Target::default()).is_allowed());
        match kind.part {
            None => kind.needs.is_empty() || may(),
            Some(Part::Step) => self.own_steps(row).contains(&field(row, "step")),
            Some(Part::Workflow) => !self.own_steps(row).is_empty() || may(),
        }
    }

    /// May the reader still be told of all of this? A mail that leaves counts nothing that its reader cannot open.
    #[must_use]
    pub fn covers_whole(&self, row: &NoticeRow) -> bool {
        let named = named(row);
        self.covers(row) && self.seen(&named).len() == named.len()
    }

    /// What the notice would name if it were written now, where that is less than it names.
    #[must_use]
    pub fn narrowed(&self, row: &NoticeRow) -> Option<String> {
        let named = named(row);
        let seen = self.seen(&named);
        if row.document_id.is_some() || seen.len() == named.len() {
            return None;
        }
        let mut payload: Value = serde_json::from_str(&row.payload).ok()?;
        payload["documents"] = seen.iter().map(|document| document.get()).collect();
        Some(payload.to_string())
    }

    fn seen(&self, named: &[DocumentId]) -> Vec<DocumentId> {
        named.iter().copied().filter(|document| self.documents.contains_key(document)).collect()
    }

    /// How many documents the notice is about, and whether there were more, unless it is about one.
    fn several(&self, row: &NoticeRow) -> Option<(usize, bool)> {
        let payload: Value = serde_json::from_str(&row.payload).unwrap_or(Value::Null);
        payload["documents"].as_array()?;
        let more = payload["more"] == Value::Bool(true);
        let count = self.seen(&named(row)).len();
        (count > 1 || more).then_some((count, more))
    }

    /// The notice in words.
    #[must_use]
    pub fn text(&self, row: &NoticeRow) -> String {
        let payload: Value = serde_json::from_str(&row.payload).unwrap_or(Value::Null);
        let words = Words {
            payload: &payload,
            people: &self.people,
            project: self.project(row).map_or("a project", |(_, name)| name),
            document: self.document(row).map(|(_, number)| number).filter(|number| !number.is_empty()),
            several: self.several(row),
            organisation: &self.organisation,
        };
        words.of(&row.kind)
    }

    /// The project of a notice by public id and name, if the reader is in it.
    #[must_use]
    pub fn project(&self, row: &NoticeRow) -> Option<(&str, &str)> {
        let seen = self.projects.get(&row.project_id?)?;
        Some((&seen.public_id, &seen.name))
    }

    fn document(&self, row: &NoticeRow) -> Option<(&str, &str)> {
        let one = self.seen(&named(row)).first().copied().filter(|_| self.several(row).is_none())?;
        let (id, number) = self.documents.get(&one)?;
        Some((id, number))
    }

    /// The page to go to, without the server's address.
    #[must_use]
    pub fn link(&self, row: &NoticeRow) -> String {
        let organisation = format!("/o/{}", self.slug);
        let named = |key: &str| field(row, key);
        let Some((project, _)) = self.project(row) else {
            return match row.kind.as_str() {
                "invitation.accepted" => format!("{organisation}/people"),
                _ => organisation,
            };
        };
        let place = format!("{organisation}/p/{project}");
        match (row.kind.as_str(), self.document(row)) {
            ("submission.received", _) => format!("{place}/pending?open={}", named("revision")),
            ("edit_request.made", _) => format!("{place}/requests?open={}", named("request")),
            ("import.waiting", _) => format!("{place}/pending"),
            ("import.entered" | "import.refused", _) => format!("{place}/import"),
            ("access.ending", None) if !named("transmittal").is_empty() => {
                format!("{place}/transmittals/{}", named("transmittal"))
            }
            (kind, _) if kind.starts_with("transmittal.") => {
                format!("{place}/transmittals/{}", named("transmittal"))
            }
            (kind, _) if kind.starts_with("work_package.") => {
                format!("{place}/packages/{}", named("package"))
            }
            ("step.withdrawn", _) if self.is_team(row) => format!("{place}/workflows/{}", named("workflow")),
            ("step.withdrawn", _) => format!("{organisation}/my-steps"),
            (kind, _) if kinds::of(kind).part.is_some() => format!("{place}/{}", self.way_to_workflow(row)),
            ("export.ready", _) => format!("{place}/register?exports=true"),
            ("access.handed_over", _) | ("access.expiring", None) => format!("{place}/access"),
            (kind, _) if kind.starts_with("guest_share.") => match named("share").as_str() {
                "" => format!("{place}/shares"),
                share => format!("{place}/shares?share={share}"),
            },
            (_, Some((document, _))) => format!("{place}/register/{document}"),
            (_, None) if self.several(row).is_some() => format!("{place}/register?notice={}", row.public_id),
            (_, None) => format!("{place}/register"),
        }
    }

    fn is_team(&self, row: &NoticeRow) -> bool {
        row.project_id.and_then(|id| self.projects.get(&id)).is_some_and(|seen| seen.facts.is_team())
    }

    /// The step that the notice is about, for the team the whole workflow once it has ended or has to be looked after, and for others a step of theirs.
    fn way_to_workflow(&self, row: &NoticeRow) -> String {
        let (step, own) = (field(row, "step"), self.own_steps(row));
        let whole = matches!(
            row.kind.as_str(),
            "workflow.completed"
                | "workflow.cancelled"
                | "workflow.returned"
                | "workflow.outdated"
                | "step.vacant"
        );
        let team = self.is_team(row);
        match own.first() {
            _ if own.contains(&step) && !(team && whole) => format!("steps/{step}"),
            _ if team && (whole || step.is_empty()) => format!("workflows/{}", field(row, "workflow")),
            Some(own) if !team => format!("steps/{own}"),
            _ => format!("steps/{step}"),
        }
    }
}

/// What the payload of a notice says under a key; nothing where it says nothing.
fn field(row: &NoticeRow, key: &str) -> String {
    let payload: Value = serde_json::from_str(&row.payload).unwrap_or(Value::Null);
    payload[key].as_str().unwrap_or_default().to_owned()
}
