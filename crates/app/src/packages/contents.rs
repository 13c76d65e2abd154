//! A work package as it is held by whoever reads or changes it, and what a request puts into one: people, documents and
//! workflows, each found or refused at its place.

use std::collections::{BTreeSet, HashMap};

use wayleave_access::{Act, Action, Permit, ProjectFacts, Status, Target, act};
use wayleave_base::{DocumentId, SubjectId};

use super::store::{self, LinkRow, PackageRow};
use super::tables::{Move, Part, State};
use crate::error::{Error, FieldError, Result};
use crate::register::named;
use crate::work::{ProjectRow, Work};

/// The most reviewers of a package.
const MOST_REVIEWERS: usize = 20;
/// The most documents of a package.
const MOST_DOCUMENTS: usize = 200;
/// The most workflows of a package.
const MOST_WORKFLOWS: usize = 50;

/// The statuses with which a document is accepted: a verdict in its favour, or none needed.
const ACCEPTED: [Status; 3] = [Status::Approved, Status::ApprovedWithComments, Status::ForInformation];

/// Is the document fit for its package to be approved?
#[must_use]
pub fn is_accepted(link: &LinkRow) -> bool {
    link.admitted && ACCEPTED.iter().any(|status| status.code() == link.status)
}

/// A work package in the hands of somebody who may see it.
pub struct Held {
    /// The project.
    pub project: ProjectRow,
    /// The standing of whoever asks.
    pub facts: ProjectFacts,
    /// The package.
    pub row: PackageRow,
    /// Its state.
    pub state: State,
    /// Who reviews it.
    pub reviewers: Vec<SubjectId>,
}

impl Held {
    /// The package that an address names, for whoever may see it.
    pub async fn find(work: &mut Work, project: &str, id: &str) -> Result<Self> {
        let (project, facts) = work.project(project).await?;
        work.permit_in::<act::WorkPackageView>(&facts, Target::default())?;
        Self::load(work, (project, facts), id).await
    }

    /// The same, where the project is known.
    pub async fn load(
        work: &mut Work,
        (project, facts): (ProjectRow, ProjectFacts),
        id: &str,
    ) -> Result<Self> {
        let row = store::find(&mut work.tx, project.id, id).await?.ok_or_else(Error::not_found)?;
        let state = State::parse(&row.state).ok_or_else(|| anyhow::anyhow!("a state that is none"))?;
        let reviewers = store::reviewers(&mut work.tx, row.id).await?;
        Ok(Self { project, facts, row, state, reviewers })
    }

    /// The parts that somebody has in the package.
    #[must_use]
    pub fn parts(&self, me: SubjectId) -> Vec<Part> {
        let admin = self.facts.outcome(Action::WorkPackageClose, Target::default());
        let has = [
            (Part::Assignee, self.row.assignee_id == Some(me)),
            (Part::Reviewer, self.reviewers.contains(&me)),
            (Part::Admin, admin.is_allowed()),
        ];
        has.into_iter().filter(|(_, has)| *has).map(|(part, _)| part).collect()
    }

    /// The package as the target of an act: it is theirs who have the part that the act asks for.
    #[must_use]
    pub fn target(&self, action: Action, me: SubjectId) -> Target<'static> {
        let parts = self.parts(me);
        let own = match action {
            Action::WorkPackageWork => parts.contains(&Part::Assignee),
            Action::WorkPackageReview => parts.contains(&Part::Reviewer),
            Action::WorkPackageContribute => {
                parts.contains(&Part::Assignee) || parts.contains(&Part::Reviewer)
            }
            _ => false,
        };
        if own { Target::made_by(me) } else { Target::default() }
    }

    /// The right to an act on the package, or the refusal.
    pub fn permit<A: Act>(&self, work: &Work) -> Result<Permit<A>> {
        work.permit_in::<A>(&self.facts, self.target(A::ACTION, work.me.subject))
    }
}

/// The act that a move is decided as.
#[must_use]
pub fn action_of(wanted: Move) -> Action {
    match wanted {
        Move::Start | Move::Submit | Move::Resume => Action::WorkPackageWork,
        Move::Return | Move::Approve => Action::WorkPackageReview,
        Move::Close => Action::WorkPackageClose,
    }
}

/// People as a request names them, each at its place in it.
pub struct Named<'a>(pub Vec<(String, &'a str)>);

impl Named<'_> {
    /// Finds the people, who must work in the project; the others are refused at their places.
    pub async fn find(
        &self,
        work: &mut Work,
        project: &ProjectRow,
        errors: &mut Vec<FieldError>,
    ) -> Result<HashMap<String, SubjectId>> {
        let ids: BTreeSet<&str> = self.0.iter().map(|(_, id)| *id).collect();
        let ids: Vec<&str> = ids.into_iter().collect();
        let (place, now) = ((work.organisation.id, project.id), work.now());
        let rows = store::members(&mut work.tx, place.0, &ids).await?;
        let subjects: Vec<SubjectId> = rows.iter().map(|row| row.subject_id).collect();
        let present = store::present(&mut work.tx, place, &subjects, now).await?;
        let found: HashMap<String, SubjectId> =
            rows.into_iter().map(|row| (row.public_id, row.subject_id)).collect();
        for (field, id) in &self.0 {
            match found.get(*id) {
                None => errors.push(FieldError::new(field, "unknown", "There is no such member.")),
                Some(person) if !present.contains(person) => {
                    let detail = "This person does not work in the project.";
                    errors.push(FieldError::new(field, "not_in_project", detail));
                }
                Some(_) => {}
            }
        }
        Ok(found)
    }
}

/// Refuses too many and what is named twice.
pub fn check_list(
    errors: &mut Vec<FieldError>,
    field: &str,
    ids: &[String],
    (most, things): (usize, &str),
) -> bool {
    if ids.len() > most {
        errors.push(FieldError::new(field, "too_many", format!("At most {most} {things}.")));
        return false;
    }
    let mut seen = BTreeSet::new();
    for (at, id) in ids.iter().enumerate() {
        if !seen.insert(id) {
            let place = format!("{field}[{at}]");
            errors.push(FieldError::new(place, "repeated", "This is named already."));
        }
    }
    true
}

/// Reviewers as a request names them.
pub fn check_reviewers(errors: &mut Vec<FieldError>, ids: &[String]) -> bool {
    check_list(errors, "reviewer_ids", ids, (MOST_REVIEWERS, "reviewers"))
}

/// The documents that a request names, within the reach of whoever asks, with whether each is restricted.
pub async fn documents(
    work: &mut Work,
    facts: &ProjectFacts,
    errors: &mut Vec<FieldError>,
    ids: &[String],
) -> Result<Vec<Linked>> {
    let asked: Vec<(&str, Option<&str>)> = ids.iter().map(|id| (id.as_str(), None)).collect();
    let mut found = Vec::new();
    let named = named::revisions(work, facts, &mut found, (&asked, MOST_DOCUMENTS), |_, _| None).await?;
    // Here a document is named by its id alone.
    errors.extend(found.into_iter().map(|error| FieldError {
        field: error.field.replacen("documents", "document_ids", 1).replace(".document_id", ""),
        ..error
    }));
    let linked = named.into_iter().map(|one| Linked {
        id: one.visible.document.id,
        number: one.visible.document.number.clone(),
        restricted: one.visible.document.restricted,
    });
    Ok(linked.collect())
}

/// A document that is put into a package, or taken out of it.
#[derive(Clone, Debug)]
pub struct Linked {
    /// The document.
    pub id: DocumentId,
    /// Its number.
    pub number: String,
    /// Is it restricted?
    pub restricted: bool,
}

/// The workflows of the project that a request names: internal id and number.
pub async fn workflows(
    work: &mut Work,
    project: &ProjectRow,
    errors: &mut Vec<FieldError>,
    ids: &[String],
) -> Result<Vec<(i64, String)>> {
    if !check_list(errors, "workflow_ids", ids, (MOST_WORKFLOWS, "workflows")) {
        return Ok(Vec::new());
    }
    let asked: Vec<&str> = ids.iter().map(String::as_str).collect();
    let rows = store::workflows_named(&mut work.tx, project.id, &asked).await?;
    let mut found = Vec::new();
    for (at, id) in ids.iter().enumerate() {
        match rows.iter().find(|row| row.public_id == *id) {
            Some(row) => found.push((row.id, row.number.clone())),
            None => {
                let place = format!("workflow_ids[{at}]");
                errors.push(FieldError::new(place, "unknown", "There is no such workflow."));
            }
        }
    }
    Ok(found)
}

/// Why nothing more is added.
pub const CLOSED: &str = "The work package is closed.";
