//! The bell: a person's own notices, decided anew whenever they are listed, counted or opened.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use wayleave_access::{Target, act};
use wayleave_base::{DocumentId, ProjectId};

use super::kinds::{self, CATEGORIES};
use super::sight::{self, Sight};
use super::store::{self, NoticeRow, Wanted, Which};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::wire::{self, page_size, time};
use crate::work::Work;

/// Beyond this many unread notices nobody counts.
const MOST_UNREAD: i64 = 100;
/// How many rows one look at the unread takes, and how often it looks when some of them are hidden.
const LOOK: i64 = 200;
const LOOKS: usize = 5;

/// Where a notice belongs.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticeProject {
    /// The project's public id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// A notice.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticeView {
    /// The public id.
    pub id: String,
    /// What happened.
    #[schema(example = "submission.received")]
    pub kind: String,
    /// What it belongs to: `documents`, `access`, `guest_shares` or `account`.
    #[schema(example = "documents")]
    pub category: &'static str,
    /// The same in words.
    #[schema(example = "Bo Lee submitted a document in Harbour House.")]
    pub text: String,
    /// The page to go to, without the server's address.
    pub link: Option<String>,
    /// The project, if it happened in one that the reader is in.
    pub project: Option<NoticeProject>,
    /// When it happened.
    pub created_at: String,
    /// When it was read.
    pub read_at: Option<String>,
}

/// A page of notices.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticeList {
    /// The rows, the newest first. A page may be short where notices cannot be seen any more.
    pub items: Vec<NoticeView>,
    /// Pass as `cursor` to get the next page; null on the last.
    pub next: Option<String>,
    /// How many are unread; 100 at most.
    pub unread: i64,
}

/// Which notices.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct NoticeQuery {
    /// Only those that were not read.
    pub unread: Option<bool>,
    /// Only those of this category.
    pub category: Option<String>,
    /// Rows per page, 50 unless given.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
    /// Where the page begins, from the page before.
    pub cursor: Option<String>,
}

/// Which notices were read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadNotices {
    /// These.
    pub ids: Option<Vec<String>>,
    /// This one and all before it, so that what comes in meanwhile stays unread. All, when both are absent.
    pub up_to: Option<String>,
}

/// A page of one's own notices.
pub async fn list(cx: &Cx, organisation: &str, query: &NoticeQuery) -> Result<NoticeList> {
    let limit = page_size(query.limit)?;
    let category = query.category.as_deref();
    if category.is_some_and(|category| !CATEGORIES.contains(&category)) {
        return Err(Error::field("category", "unknown_choice", "There is no such category."));
    }
    let mut work = Work::read(cx, organisation).await?;
    work.permit::<act::OrganisationView>(Target::default())?;
    let unread_only = query.unread == Some(true);
    let key = format!("notifications {} {unread_only} {category:?}", work.me.public_id);
    let of_category = |category| kinds::ALL.iter().filter(move |kind| kind.category == category);
    let kinds: Vec<&str> =
        category.map(|category| of_category(category).map(|kind| kind.code).collect()).unwrap_or_default();
    let wanted = Wanted {
        unread: unread_only,
        kinds: &kinds,
        before: wire::position(cx, &key, query.cursor.as_deref())?,
        limit: limit as i64 + 1,
    };
    let (id, me) = (work.organisation.id, work.me.subject);
    let mut rows = store::page(&mut work.tx, id, me, &wanted).await?;
    let next = wire::cut(cx, &key, &mut rows, limit, |row| row.id);
    let sight = sight(&mut work, &rows).await?;
    let items = rows.into_iter().filter_map(|row| shown(&sight, row)).collect();
    Ok(NoticeList { items, next, unread: unread(&mut work).await? })
}

/// One of one's own notices; whatever the list would not show is absent.
pub async fn get(cx: &Cx, organisation: &str, notification: &str) -> Result<NoticeView> {
    let mut work = Work::read(cx, organisation).await?;
    work.permit::<act::OrganisationView>(Target::default())?;
    let (id, me) = (work.organisation.id, work.me.subject);
    let row = store::find(&mut work.tx, id, me, notification).await?.ok_or_else(Error::not_found)?;
    let sight = sight(&mut work, std::slice::from_ref(&row)).await?;
    shown(&sight, row).ok_or_else(Error::not_found)
}

/// The documents of this project that one of the reader's own notices names.
pub async fn documents(work: &mut Work, project: ProjectId, notification: &str) -> Result<Vec<DocumentId>> {
    let (id, me) = (work.organisation.id, work.me.subject);
    let row = store::told(&mut work.tx, id, me, notification).await?;
    let row = row.filter(|row| row.project_id == Some(project));
    let row = row.ok_or_else(|| {
        Error::field("notice", "unknown", "There is no such notification of yours; it may have been removed.")
    })?;
    Ok(sight::named(&row))
}

/// Marks notices as read. What was read before keeps its moment, so of two requests at once the first counts.
pub async fn read(cx: &Cx, organisation: &str, given: ReadNotices) -> Result<Work> {
    if given.ids.as_ref().is_some_and(|ids| ids.len() > 1000) {
        return Err(Error::field("ids", "too_many", "Name 1000 notices at most, or none for all."));
    }
    if given.ids.is_some() && given.up_to.is_some() {
        return Err(Error::field("up_to", "not_both", "Name notices, or the last of them, not both."));
    }
    let mut work = Work::write(cx, organisation).await?;
    work.permit::<act::OrganisationView>(Target::default())?;
    let (id, me, now) = (work.organisation.id, work.me.subject, work.now());
    let which = match (&given.ids, &given.up_to) {
        (Some(ids), _) => Which::These(ids),
        (None, Some(last)) => {
            let found = store::find(&mut work.tx, id, me, last).await?;
            let row = found.ok_or_else(|| {
                Error::field("up_to", "unknown", "There is no such notice behind your bell.")
            })?;
            Which::UpTo(row.id)
        }
        (None, None) => Which::All,
    };
    store::read(&mut work.tx, id, me, now, &which).await?;
    Ok(work)
}

/// How many notices the person has not read, of those they may still see.
pub async fn unread(work: &mut Work) -> Result<i64> {
    let (id, me) = (work.organisation.id, work.me.subject);
    let (mut count, mut before) = (0, None);
    for _ in 0..LOOKS {
        let wanted = Wanted { unread: true, before, limit: LOOK, ..Wanted::default() };
        let rows = store::page(&mut work.tx, id, me, &wanted).await?;
        let sight = sight(work, &rows).await?;
        count += rows.iter().filter(|row| sight.covers(row)).count() as i64;
        before = rows.last().map(|row| row.id);
        if count >= MOST_UNREAD || (rows.len() as i64) < LOOK {
            break;
        }
    }
    Ok(count.min(MOST_UNREAD))
}

async fn sight(work: &mut Work, rows: &[NoticeRow]) -> Result<Sight> {
    let (principal, now) = (work.principal(), work.now());
    Ok(Sight::load(&mut work.tx, &work.organisation, &principal, now, rows).await?)
}

fn shown(sight: &Sight, row: NoticeRow) -> Option<NoticeView> {
    if !sight.covers(&row) {
        return None;
    }
    let project = sight.project(&row);
    Some(NoticeView {
        category: kinds::of(&row.kind).category,
        text: sight.text(&row),
        link: Some(sight.link(&row)),
        project: project.map(|(id, name)| NoticeProject { id: id.to_owned(), name: name.to_owned() }),
        id: row.public_id,
        kind: row.kind,
        created_at: time(row.created_at),
        read_at: row.read_at.map(time),
    })
}
