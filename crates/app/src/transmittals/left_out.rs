//! Those of a group, a company or a list who would get nothing: a group stands for those of its people who are in the project.

use wayleave_access::{Action, ProjectFacts, Target};
use wayleave_base::SubjectId;

use super::entries::Way;
use super::view_lists::{LeftOut, LeftOutPerson};
use crate::error::Result;
use crate::people;
use crate::work::Work;

/// How many of them are named.
const NAMED: usize = 50;

/// Somebody for whom a group, a company or a list would stand if they were in the project.
#[derive(Clone, Debug)]
pub struct Absent {
    /// Who.
    pub subject: SubjectId,
    /// How they came onto it.
    pub way: Way,
    /// May the issuer let them in?
    pub may_be_let_in: bool,
}

/// Says who is left out. Whoever may let people into the project finds everybody of the organisation there, and is told the
/// names; whoever may not is told how many they are.
pub async fn told(work: &mut Work, facts: &ProjectFacts, absent: &[Absent]) -> Result<LeftOut> {
    let knows = facts.outcome(Action::MembershipManage, Target::default()).is_allowed();
    if absent.is_empty() || !knows {
        return Ok(LeftOut { people: Vec::new(), others: absent.len() });
    }
    let subjects: Vec<SubjectId> = absent.iter().map(|one| one.subject).collect();
    let mut known = people::by_subject(&mut work.tx, work.organisation.id, &subjects).await?;
    let mut people: Vec<LeftOutPerson> = absent
        .iter()
        .filter_map(|one| {
            Some(LeftOutPerson {
                person: known.remove(&one.subject)?,
                role: one.way.role.clone(),
                via: one.way.via.clone(),
                may_be_let_in: one.may_be_let_in,
            })
        })
        .collect();
    people.sort_by_cached_key(|one| (one.person.name.to_lowercase(), one.person.id.clone()));
    people.truncate(NAMED);
    Ok(LeftOut { others: absent.len() - people.len(), people })
}
