//! Who gains what by a change: everybody concerned is asked before and after, by the code that decides for them.

use std::collections::{HashMap, HashSet};

use wayleave_access::ProjectFacts;
use wayleave_access::audience::{self, Place, Seer};
use wayleave_base::{DocumentId, SubjectId};

use super::view::Gains;
use crate::error::Result;
use crate::people::{self, PersonRef};
use crate::work::Work;

/// How many names are given.
const NAMES: usize = 20;

/// Who sees a document, among the people concerned.
pub async fn seers(
    work: &mut Work,
    facts: &ProjectFacts,
    document: DocumentId,
    concerned: &[SubjectId],
) -> Result<Vec<Seer>> {
    Ok(audience::seers(&mut work.tx, Place::of(facts), document, Some(concerned)).await?)
}

/// Those who see a revision now that they did not see before, or have a right on it that they had not.
pub fn gained(before: &[Seer], after: Vec<Seer>) -> Vec<Seer> {
    let before: HashMap<SubjectId, &Seer> = before.iter().map(|seer| (seer.standing.subject, seer)).collect();
    after
        .into_iter()
        .filter(|seer| {
            let old = before.get(&seer.standing.subject);
            seer.reach
                .revisions
                .iter()
                .any(|(seq, caps)| old.is_none_or(|old| !old.reach.caps_on(*seq).has(*caps)))
        })
        .collect()
}

/// The gains in figures and names.
pub async fn counted(work: &mut Work, gained: &[Seer]) -> Result<Gains> {
    let organisation = work.organisation.id;
    let subjects: Vec<SubjectId> = gained.iter().map(|seer| seer.standing.subject).collect();
    let people = people::by_subject(&mut work.tx, organisation, &subjects).await?;
    let companies: HashSet<&str> = people
        .values()
        .filter_map(|person| person.company.as_ref())
        .map(|company| company.id.as_str())
        .collect();
    Ok(Gains {
        people: gained.len(),
        companies: companies.len(),
        outside: gained.iter().filter(|seer| seer.standing.outside).count(),
        names: subjects.iter().filter_map(|subject| people.get(subject)).take(NAMES).map(named).collect(),
        documents: usize::from(!gained.is_empty()),
    })
}

fn named(person: &PersonRef) -> String {
    match &person.company {
        Some(company) => format!("{} ({})", person.name, company.name),
        None => person.name.clone(),
    }
}
