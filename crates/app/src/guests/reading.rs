//! Guest shares as they are read: one, a list, the access log, its export.

use wayleave_access::{Action, Denial, Outcome, Permit, ProjectFacts, Target, act};
use wayleave_base::ErrorCode;

use super::store::{self, Reader, Shown, Wanted};
use super::view::{AccessLog, Frame, GuestShare, GuestShares, ListGuestShares, ListLog, suspended};
use super::{log, model};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::work::{ProjectRow, Work};
use crate::{people, wire};

/// Who reads, and whose shares they may see; 403 when not even their own kind is theirs to list.
fn reader(work: &Work, facts: &ProjectFacts) -> Reader {
    let everybodys = facts.outcome(Action::GuestShareList, Target::default()).is_allowed();
    Reader { me: work.me.subject, everybodys }
}

/// A share that the person may see; 404 otherwise.
pub async fn found(work: &mut Work, facts: &ProjectFacts, share: &str) -> Result<Shown> {
    let reader = reader(work, facts);
    let place = (work.organisation.id, facts.project);
    let shown = store::find(&mut work.tx, &facts.scope(), reader, place, share)
        .await?
        .ok_or_else(Error::not_found)?;
    let target = Target { maker: shown.share.maker(), ..Target::default() };
    let own = match facts.outcome(Action::GuestShareManage, target) {
        // A locked project still shows what it holds.
        Outcome::Allow { .. } | Outcome::Deny(Denial::State(_)) => true,
        Outcome::Deny(_) => false,
    };
    if own || reader.everybodys { Ok(shown) } else { Err(Error::not_found()) }
}

/// A share as shown to the person, after a change too.
pub async fn read(
    work: &mut Work,
    project: &ProjectRow,
    facts: &ProjectFacts,
    share: &str,
) -> Result<GuestShare> {
    let shown = found(work, facts, share).await?;
    let mut items = show(work, project, facts, vec![shown]).await?;
    items.pop().ok_or_else(Error::not_found)
}

async fn show(
    work: &mut Work,
    project: &ProjectRow,
    facts: &ProjectFacts,
    rows: Vec<Shown>,
) -> Result<Vec<GuestShare>> {
    let makers: Vec<_> = rows.iter().map(|row| row.share.created_by).collect();
    let organisation = work.organisation.id;
    let people = people::by_subject(&mut work.tx, organisation, &makers).await?;
    let frame = Frame { facts, zone: &project.timezone, now: work.now(), people: &people };
    Ok(rows.into_iter().map(|row| frame.show(row)).collect())
}

/// One guest share.
pub async fn get(cx: &Cx, organisation: &str, project: &str, share: &str) -> Result<GuestShare> {
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    read(&mut work, &project, &facts, share).await
}

/// The guest shares of a project that the reader may see, newest first.
pub async fn list(cx: &Cx, organisation: &str, project: &str, asked: ListGuestShares) -> Result<GuestShares> {
    let limit = wire::page_size(asked.limit)?;
    let state = match asked.state.as_deref() {
        None => None,
        Some(code) => Some(model::State::parse(code).ok_or_else(|| {
            Error::field("state", "unknown", "A state is active, expired, exhausted, revoked or suspended.")
        })?),
    };
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    let reader = reader(&work, &facts);
    if !reader.everybodys {
        let _: Permit<act::GuestShareListOwn> = work.permit_in(&facts, Target::default())?;
    }
    let list = format!(
        "guest_shares:{}:{}:{:?}:{:?}:{:?}",
        project.public_id, work.me.public_id, asked.document, asked.transmittal, asked.state
    );
    let before = position(cx, &list, asked.cursor.as_deref())?;
    let wanted = Wanted { document: asked.document, transmittal: asked.transmittal, state, before };
    let place = (work.organisation.id, project.id);
    let at = (work.now(), suspended(&facts), limit);
    let mut rows = store::list(&mut work.tx, &facts.scope(), reader, place, &wanted, at).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let last = rows.last().map(|row| row.share.id.get());
    let next = last.filter(|_| more).map(|last| cx.shared().cursors.seal(&list, &last));
    let items = show(&mut work, &project, &facts, rows).await?;
    Ok(GuestShares { items, next })
}

fn position(cx: &Cx, list: &str, cursor: Option<&str>) -> Result<Option<i64>> {
    let Some(cursor) = cursor else { return Ok(None) };
    let position = cx.shared().cursors.open(list, cursor);
    position.map(Some).ok_or_else(|| Error::code(ErrorCode::InvalidCursor))
}

/// The access log of a share, newest first.
pub async fn access_log(
    cx: &Cx,
    organisation: &str,
    project: &str,
    share: &str,
    asked: ListLog,
) -> Result<AccessLog> {
    let limit = wire::page_size(asked.limit)?;
    let mut work = Work::read(cx, organisation).await?;
    let (_, facts) = work.project(project).await?;
    let shown = found(&mut work, &facts, share).await?;
    let list = format!("guest_share_log:{}:{}", shown.share.public_id, work.me.public_id);
    let before = position(cx, &list, asked.cursor.as_deref())?;
    let mut rows = log::list(&mut work.tx, work.organisation.id, shown.share.id, before, limit + 1).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let last = rows.last().map(|row| row.id);
    let next = last.filter(|_| more).map(|last| cx.shared().cursors.seal(&list, &last));
    Ok(AccessLog { items: rows.into_iter().map(log::LogRow::shown).collect(), next })
}

/// The newest lines that an export holds.
const EXPORTED: usize = 50_000;

/// The access log of a share as CSV.
pub async fn access_log_csv(cx: &Cx, organisation: &str, project: &str, share: &str) -> Result<Vec<u8>> {
    let mut work = Work::read(cx, organisation).await?;
    let (_, facts) = work.project(project).await?;
    let shown = found(&mut work, &facts, share).await?;
    let rows = log::list(&mut work.tx, work.organisation.id, shown.share.id, None, EXPORTED).await?;
    log::csv(rows)
}
