//! Workflows that run about a document, for whoever is about to restrict it: whom they ask sees it all the same.

use wayleave_base::{DocumentId, OrganisationId, SubjectId};
use wayleave_db::{Tx, row, sql};

use super::presence;
use crate::error::Result;

/// A workflow that runs about a document, with those who see it by their part.
#[derive(Clone, Debug)]
pub struct Running {
    /// Its number.
    pub number: String,
    /// What they are called, by name.
    people: Vec<String>,
}

/// How many are named.
const NAMED: usize = 10;

impl Running {
    /// In a sentence.
    #[must_use]
    pub fn told(&self) -> String {
        let (named, others) = (self.people.len().min(NAMED), self.people.len().saturating_sub(NAMED));
        let mut names = self.people[..named].to_vec();
        names.extend((others > 0).then(|| format!("{others} more")));
        let names = match names.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
            Some((last, _)) => last.clone(),
            None => "whoever it asks".to_owned(),
        };
        format!("Workflow {} runs about it: it is open to {names}, now or once they are asked.", self.number)
    }
}

row! {
    struct PartRow { number: String, subject_id: SubjectId }
}

/// The workflows that run about a document in their present round, by number.
pub async fn running_about(
    tx: &mut Tx,
    organisation: OrganisationId,
    document: DocumentId,
) -> Result<Vec<Running>> {
    let text = sql("select distinct w.number, a.subject_id from workflow_document x
          join revision r on r.id = x.revision_id join workflow w on w.id = x.workflow_id and x.round = w.round
          join workflow_assignee a on a.workflow_id = w.id and a.state in ('pending', 'mine', 'answered')
        where w.organisation_id = $1 and r.document_id = $2 and w.status = 'active' order by w.number, a.subject_id");
    let rows: Vec<PartRow> = tx.all(text.bind(organisation).bind(document)).await?;
    let subjects: Vec<SubjectId> = rows.iter().map(|row| row.subject_id).collect();
    let shown = presence::shown(tx, organisation, &subjects).await?;
    let mut found: Vec<Running> = Vec::new();
    for row in rows {
        if found.last().is_none_or(|last| last.number != row.number) {
            found.push(Running { number: row.number, people: Vec::new() });
        }
        let name = shown.get(&row.subject_id).map(|person| person.name.clone());
        if let Some(running) = found.last_mut() {
            running.people.extend(name);
        }
    }
    found.iter_mut().for_each(|running| running.people.sort());
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_are_named_and_the_others_counted() {
        let running = |count: usize| Running {
            number: "WF-001".to_owned(),
            people: (0..count).map(|n| format!("P{n}")).collect(),
        };
        assert!(running(1).told().contains("open to P0, now"));
        assert!(running(2).told().contains("open to P0 and P1, now"));
        assert!(running(12).told().contains("P9 and 2 more, now"));
    }
}
