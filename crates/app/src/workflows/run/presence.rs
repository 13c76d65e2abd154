//! Who of those that have a part in a step can answer it now, and why the others cannot.

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;
use wayleave_base::{OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Tx};

use crate::organisations::invitations::store::{self as invitations, InvitationRow};
use crate::people::{self, PersonRef};

/// How somebody who has a part in a step stands to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = StepAssigneeStanding)]
pub enum Standing {
    /// They can answer when they are asked.
    Here,
    /// They are invited and have not accepted yet.
    Invited,
    /// They were invited, and the invitation has expired.
    InvitationExpired,
    /// They were invited, and the invitation was revoked.
    InvitationRevoked,
    /// They are not in the project any more.
    Left,
}

/// Some people as they stand to a project.
#[derive(Debug, Default)]
pub struct Presence {
    here: std::collections::HashSet<SubjectId>,
    invitations: HashMap<SubjectId, InvitationRow>,
    now: Timestamp,
}

impl Presence {
    /// Looks them up: in one statement where all of them are here, else in two.
    pub async fn load(
        tx: &mut Tx,
        place: (OrganisationId, ProjectId),
        people: &[SubjectId],
        now: Timestamp,
    ) -> DbResult<Self> {
        let here = people::reachable(tx, place, people, now).await?;
        let away: Vec<SubjectId> = people.iter().copied().filter(|person| !here.contains(person)).collect();
        let invitations = match away.is_empty() {
            true => HashMap::new(),
            false => invitations::of_subjects(tx, place.0, &away).await?,
        };
        Ok(Self { here, invitations, now })
    }

    /// How one of them stands.
    #[must_use]
    pub fn of(&self, person: SubjectId) -> Standing {
        if self.here.contains(&person) {
            return Standing::Here;
        }
        match self.invitations.get(&person).map(|row| row.state(self.now)) {
            Some("pending") => Standing::Invited,
            Some("expired") => Standing::InvitationExpired,
            Some("revoked") => Standing::InvitationRevoked,
            _ => Standing::Left,
        }
    }

    /// Can they answer?
    #[must_use]
    pub fn is_here(&self, person: SubjectId) -> bool {
        self.here.contains(&person)
    }

    /// The invitation of somebody who is not here.
    #[must_use]
    pub fn invitation(&self, person: SubjectId) -> Option<&InvitationRow> {
        self.invitations.get(&person)
    }
}

/// The people behind these subjects; those who have never come stand there as they were invited, under the id of their
/// invitation.
pub async fn shown(
    tx: &mut Tx,
    organisation: OrganisationId,
    subjects: &[SubjectId],
) -> DbResult<HashMap<SubjectId, PersonRef>> {
    let mut people = people::by_subject(tx, organisation, subjects).await?;
    let unknown: Vec<SubjectId> =
        subjects.iter().copied().filter(|subject| !people.contains_key(subject)).collect();
    if unknown.is_empty() {
        return Ok(people);
    }
    let invited = invitations::of_subjects(tx, organisation, &unknown).await?;
    people.extend(invited.into_iter().map(|(subject, row)| {
        let name = row.called().to_owned();
        (subject, PersonRef { id: row.public_id, name, company: None, outside: true })
    }));
    Ok(people)
}
