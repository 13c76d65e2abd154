//! The work packages of a project as a list.

use wayleave_access::documents::Counted;
use wayleave_access::{Action, ProjectFacts, Target, act};
use wayleave_base::SubjectId;

use super::read;
use super::store::{self, Order, Wanted};
use super::tables::State;
use super::view::{WorkPackageList, WorkPackageQuery};
use crate::abilities::abilities;
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::people;
use crate::wire;
use crate::work::{ProjectRow, Work};

/// Beyond this many nobody counts.
const MOST: i64 = 10_000;

/// A page of them.
pub async fn list(
    cx: &Cx,
    organisation: &str,
    project: &str,
    query: &WorkPackageQuery,
) -> Result<WorkPackageList> {
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::WorkPackageView>(&facts, Target::default())?;
    let limit = wire::page_size(query.limit)?;
    let order = order(query)?;
    let wanted = wanted(&mut work, &project, query).await?;
    let key = format!("work-packages/{}/{}/{order:?}/{wanted:?}", project.public_id, work.me.public_id);
    let after = wire::position(cx, &key, query.cursor.as_deref())?;
    let mut rows = store::page(&mut work.tx, project.id, &wanted, (order, after), limit + 1).await?;
    let next = wire::cut(cx, &key, &mut rows, limit, |row| (order.key(row), row.id));
    let assignees: Vec<SubjectId> = rows.iter().filter_map(|row| row.assignee_id).collect();
    let (place, now) = ((work.organisation.id, project.id), work.now());
    let people = people::by_subject(&mut work.tx, place.0, &assignees).await?;
    let present = store::present(&mut work.tx, place, &assignees, now).await?;
    let today = wire::day_of(now, &project.timezone).to_string();
    Ok(WorkPackageList {
        items: rows.iter().map(|row| read::item(row, (&people, &present), &today)).collect::<Result<_>>()?,
        next,
        abilities: abilities(&[Action::WorkPackageManage], |act| facts.outcome(act, Target::default())),
    })
}

fn order(query: &WorkPackageQuery) -> Result<Order> {
    match query.sort.as_deref() {
        None | Some("newest") => Ok(Order::Newest),
        Some("due") => Ok(Order::Due),
        Some("name") => Ok(Order::Name),
        Some(_) => Err(Error::field("sort", "unknown", "Choose newest, due or name.")),
    }
}

async fn wanted(work: &mut Work, project: &ProjectRow, query: &WorkPackageQuery) -> Result<Wanted> {
    let states = "Choose open, in_progress, submitted, returned, approved or closed.";
    let state = query.state.as_deref().map(|text| {
        State::parse(text).map(State::code).ok_or_else(|| Error::field("state", "unknown", states))
    });
    let assignee = match query.assignee.as_deref() {
        None => None,
        Some(id) => {
            let found = store::members(&mut work.tx, work.organisation.id, &[id]).await?;
            let unknown = || Error::field("assignee", "unknown", "There is no such member.");
            Some(found.first().ok_or_else(unknown)?.subject_id)
        }
    };
    let overdue = query.overdue == Some(true);
    Ok(Wanted {
        state: state.transpose()?,
        assignee,
        overdue_on: overdue.then(|| wire::day_of(work.now(), &project.timezone).to_string()),
        waiting_for: (query.waiting == Some(true)).then_some(work.me.subject),
    })
}

/// How many packages of a project wait for the reader; nothing where they may not see any.
pub(crate) async fn count_waiting(
    work: &mut Work,
    project: &ProjectRow,
    facts: &ProjectFacts,
) -> Result<Option<Counted>> {
    if !facts.outcome(Action::WorkPackageView, Target::default()).is_allowed() {
        return Ok(None);
    }
    let wanted = Wanted { waiting_for: Some(work.me.subject), ..Wanted::default() };
    let count = store::count(&mut work.tx, project.id, &wanted, MOST + 1).await?;
    Ok(Some((count.min(MOST), count > MOST)))
}
