//! What somebody from outside is told of their own standing in projects: until when they are in, and whom to ask. They
//! see no team, so the names of the Document Controllers reach them here.

use std::collections::HashMap;

use wayleave_access::{Mode, ProjectFacts};
use wayleave_base::{OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Tx, row, sql};

use crate::people::{self, PersonRef};

/// How many are named as those to ask.
const NAMED: usize = 3;

/// One's own standing in a project.
#[derive(Debug, Default)]
pub struct Standing {
    /// When the membership ends.
    pub ends_at: Option<Timestamp>,
    /// Whom to ask.
    pub contacts: Vec<PersonRef>,
}

row! {
    struct Membership { project_id: ProjectId, ends_at: Timestamp }
}

row! {
    struct Controller { project_id: ProjectId, subject_id: SubjectId }
}

/// Does the reader stand outside, with nobody to look up?
#[must_use]
pub fn is_outside(facts: &ProjectFacts) -> bool {
    matches!(facts.mode, Mode::External { .. } | Mode::Responder | Mode::Guest)
}

/// The standing of one person in these projects, in three statements, or none for no project.
pub async fn standings(
    tx: &mut Tx,
    organisation: OrganisationId,
    now: Timestamp,
    me: SubjectId,
    projects: &[ProjectId],
) -> DbResult<HashMap<ProjectId, Standing>> {
    let mut found: HashMap<ProjectId, Standing> = HashMap::new();
    if projects.is_empty() {
        return Ok(found);
    }
    let ids: Vec<i64> = projects.iter().map(|project| project.get()).collect();
    let mut text = sql("select project_id, ends_at from project_membership where organisation_id = $1
        and subject_id = $2 and closed_at is null and valid_from <= $3 and ends_at > $3 and project_id in ")
    .bind(organisation)
    .bind(me)
    .bind(now);
    text.id_list(&ids);
    for row in tx.all::<Membership>(text).await? {
        found.entry(row.project_id).or_default().ends_at = Some(row.ends_at);
    }
    let mut text = sql("select g.project_id, b.subject_id from group_member b
        join access_group g on g.subject_id = b.group_id
        where g.organisation_id = $1 and g.kind = 'document_control' and b.closed_at is null
          and b.valid_from <= $2 and b.ends_at > $2 and g.project_id in ")
    .bind(organisation)
    .bind(now);
    text.id_list(&ids).push(" order by g.project_id, b.subject_id");
    let controllers: Vec<Controller> = tx.all(text).await?;
    let subjects: Vec<SubjectId> = controllers.iter().map(|row| row.subject_id).collect();
    let people = people::by_subject(tx, organisation, &subjects).await?;
    for row in controllers {
        let contacts = &mut found.entry(row.project_id).or_default().contacts;
        if let Some(person) = people.get(&row.subject_id).filter(|_| contacts.len() < NAMED) {
            contacts.push(person.clone());
        }
    }
    Ok(found)
}
