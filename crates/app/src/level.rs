//! What an organisation says for all its projects, and a project for itself.

use wayleave_access::audit::{Event, Stamp};
use wayleave_access::{Act, Permit, ProjectFacts, Target, Warrant, act};
use wayleave_base::ProjectId;

use crate::error::Result;
use crate::work::{ProjectRow, Work};

/// Whose say is meant: the organisation's, or a project's.
pub struct Level {
    project: Option<(ProjectRow, ProjectFacts)>,
}

/// The permit to change what is said; at the organisation's level it is for act `A`.
pub enum Leave<A: Act> {
    /// For the organisation.
    Organisation(Permit<A>),
    /// For a project.
    Project(Permit<act::ProjectSettings>),
}

impl<A: Act> Warrant for Leave<A> {
    fn rule(&self) -> &'static str {
        match self {
            Self::Organisation(permit) => permit.rule(),
            Self::Project(permit) => permit.rule(),
        }
    }
    fn grounds(&self) -> &[i64] {
        match self {
            Self::Organisation(permit) => permit.grounds(),
            Self::Project(permit) => permit.grounds(),
        }
    }
}

impl Level {
    /// Opens the level that is named; without a project it is the organisation's.
    pub async fn open(work: &mut Work, project: Option<&str>) -> Result<Self> {
        let project = match project {
            None => None,
            Some(project) => Some(crate::projects::open_project(work, project).await?),
        };
        Ok(Self { project })
    }

    /// Opens the level to be looked at, by whoever may change the organisation's or see the settings of the project.
    pub async fn look<A: Act>(work: &mut Work, project: Option<&str>) -> Result<Self> {
        let level = Self::open(work, project).await?;
        match &level.project {
            None => drop(work.permit::<A>(Target::default())?),
            Some((_, facts)) => drop(work.permit_in::<act::ProjectSettingsView>(facts, Target::default())?),
        }
        Ok(level)
    }

    /// Asks for the permit to change what is said here.
    pub fn leave<A: Act>(&self, work: &Work) -> Result<Leave<A>> {
        Ok(match &self.project {
            None => Leave::Organisation(work.permit(Target::default())?),
            Some((_, facts)) => Leave::Project(work.permit_in(facts, Target::default())?),
        })
    }

    /// The project and what its reader may do there, if it is one.
    pub fn project(&self) -> Option<&(ProjectRow, ProjectFacts)> {
        self.project.as_ref()
    }

    /// The project's number, if it is one.
    pub fn id(&self) -> Option<ProjectId> {
        self.project.as_ref().map(|(row, _)| row.id)
    }

    /// Is it a project's?
    pub fn is_project(&self) -> bool {
        self.project.is_some()
    }

    /// The category of its events.
    pub fn category(&self) -> &'static str {
        if self.is_project() { "project" } else { "organisation" }
    }

    /// Writes the event of a change.
    pub async fn record<A: Act>(
        &self,
        work: &mut Work,
        leave: &Leave<A>,
        mut event: Event<'_>,
    ) -> Result<Stamp> {
        event.project = self.id();
        work.record(leave, event).await
    }
}
