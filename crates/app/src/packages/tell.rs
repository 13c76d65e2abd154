//! Who is told of what in a work package.

use serde_json::json;
use wayleave_base::SubjectId;

use super::contents::Held;
use super::tables::Move;
use crate::error::Result;
use crate::notices::{self, Notice};
use crate::people;
use crate::work::Work;

/// How much of a reason is told; the page has all of it.
const TOLD: usize = 200;

/// Tells those whom a move concerns, and not whoever did it.
pub async fn of(work: &mut Work, held: &Held, done: Move, note: &str) -> Result<()> {
    let assignee: Vec<SubjectId> = held.row.assignee_id.into_iter().collect();
    match done {
        Move::Submit => {
            let reviewers = reviewers(work, held).await?;
            people(work, held, "work_package.submitted", &reviewers, None).await
        }
        Move::Return => people(work, held, "work_package.returned", &assignee, Some(note)).await,
        Move::Approve => people(work, held, "work_package.approved", &assignee, None).await,
        Move::Start | Move::Resume | Move::Close => Ok(()),
    }
}

/// Who reviews a package: whoever was named, or those who look after the project.
async fn reviewers(work: &mut Work, held: &Held) -> Result<Vec<SubjectId>> {
    if !held.reviewers.is_empty() {
        return Ok(held.reviewers.clone());
    }
    let (place, now) = ((work.organisation.id, held.project.id), work.now());
    Ok(people::project_admins(&mut work.tx, place.0, place.1, now).await?)
}

/// Tells people something of a package; not whoever does it.
pub async fn people(
    work: &mut Work,
    held: &Held,
    kind: &str,
    people: &[SubjectId],
    reason: Option<&str>,
) -> Result<()> {
    let me = work.me.subject;
    let people: Vec<SubjectId> = people.iter().copied().filter(|person| *person != me).collect();
    let mut payload =
        json!({"by": work.me.public_id, "package": held.row.public_id, "number": held.row.reference});
    if let Some(reason) = reason {
        let line = reason.split_whitespace().collect::<Vec<_>>().join(" ");
        let short: String = line.chars().take(TOLD).collect();
        let more = if short.len() < line.len() { "…" } else { "" };
        payload["reason"] = json!(format!("{short}{more}"));
    }
    let notice = Notice { kind, project: Some(held.project.id), document: None, payload };
    let (ids, organisation, now) = (work.cx.ids().clone(), work.organisation.id, work.now());
    // None of these kinds has a letter of its own.
    notices::notify(&mut work.tx, &ids, organisation, now, &people, &notice).await?;
    Ok(())
}
