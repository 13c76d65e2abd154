//! Answers why somebody may see a document, or may not.

use wayleave_access::explain::{Question, explain};
use wayleave_access::{ProjectFacts, Target, Visible, act};
use wayleave_base::{SubjectId, Timestamp};

use super::view::{ExplainQuery, ExplanationView};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::people;
use crate::wire;
use crate::work::{ProjectRow, Work};

/// Explains access of a member. Anybody may ask about themselves; about others, those who may see who has access.
pub async fn of_member(
    cx: &Cx,
    (organisation, project, document): (&str, &str, &str),
    query: &ExplainQuery,
) -> Result<ExplanationView> {
    let mut work = Work::read(cx, organisation).await?;
    let (row, facts) = work.project(project).await?;
    let visible = work.document(&facts, document).await?;
    if query.member != work.me.public_id {
        work.permit_in::<act::DocumentAccess>(&facts, Target::document(&visible))?;
    }
    let now = work.now();
    let at = query.at.as_deref().map(|text| wire::parse_time("at", text)).transpose()?.unwrap_or(now);
    if at > now {
        return Err(Error::field("at", "in_the_future", "Ask about now or a moment of the past."));
    }
    let person = people::subject_of(&mut work.tx, work.organisation.id, &query.member)
        .await?
        .ok_or_else(|| Error::field("member", "unknown", "There is no such member."))?;
    ask(&mut work, &row, &facts, &visible, (person, at)).await
}

/// Asks the access core about one person at one moment.
pub async fn ask(
    work: &mut Work,
    project: &ProjectRow,
    facts: &ProjectFacts,
    visible: &Visible,
    (person, at): (SubjectId, Timestamp),
) -> Result<ExplanationView> {
    let zone = project.timezone.clone();
    let day = move |at: Timestamp| wire::spoken_day(at, &zone);
    let question = Question {
        organisation: facts.organisation,
        project: facts.project,
        document: visible.document.id,
        person,
        at,
        now: work.now(),
        day: &day,
    };
    let told = explain(&mut work.tx, question).await?;
    Ok(ExplanationView {
        allowed: told.allowed,
        sentence: told.sentence,
        rule: told.rule,
        grounds: told.grounds,
        nearest_miss: told.nearest_miss,
        smallest_grant: told.smallest_grant,
    })
}
