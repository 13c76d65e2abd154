//! The transmittals of a project as a list: whole to its people, to others what they got. A page, its counts and its file
//! are the same question.

use std::collections::HashMap;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures::stream;
use serde_json::json;
use wayleave_access::{Action, ProjectFacts, Target, act, documents};
use wayleave_base::{ProjectId, SubjectId, TransmittalId};
use wayleave_db::sql;

use super::reading::{own_acknowledgement, purpose, sight};
use super::store::TransmittalRow as Row;
use super::store_listing::{self as store, After, Asked, Order, Own, Recipient, Wanted};
use super::view_listing::{
    ListTransmittals, TransmittalCounts, TransmittalList, TransmittalReceipts, TransmittalRow,
};
use super::{purposes, received};
use crate::abilities::abilities;
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::people;
use crate::register::overview::attached;
use crate::sheets::{Cell, CsvPart, Heading};
use crate::wire;
use crate::work::{ProjectRow, Work};

/// How many words are looked for.
const MOST_WORDS: usize = 8;
/// How many rows of a file are read at a time.
const BATCH: usize = 200;

/// A document that a list is narrowed to, in the revisions that the reader sees of it.
pub(crate) struct About(Vec<(i64, String)>);

impl About {
    /// The document with this id; without revisions where the reader does not see it.
    pub(crate) async fn load(
        work: &mut Work,
        facts: &ProjectFacts,
        id: Option<&str>,
    ) -> Result<Option<Self>> {
        let Some(id) = id else { return Ok(None) };
        let found = documents::find(&mut work.tx, &facts.scope(), id).await?;
        let revisions = found.map(|visible| visible.revisions).unwrap_or_default();
        Ok(Some(Self(revisions.into_iter().map(|one| (one.id.get(), one.code)).collect())))
    }

    pub(crate) fn ids(&self) -> Vec<i64> {
        self.0.iter().map(|(id, _)| *id).collect()
    }

    pub(crate) fn code(&self, id: i64) -> Option<String> {
        self.0.iter().find(|(other, _)| *other == id).map(|(_, code)| code.clone())
    }
}

/// A page of the transmittals of a project.
pub async fn list(
    cx: &Cx,
    organisation: &str,
    project: &str,
    query: &ListTransmittals,
) -> Result<TransmittalList> {
    let limit = wire::page_size(query.limit)?;
    let order = order(query)?;
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::TransmittalView>(&facts, Target::default())?;
    let about = About::load(&mut work, &facts, query.document.as_deref()).await?;
    let wanted = wanted(&mut work, &project, (query, about.as_ref())).await?;
    let key = json!(["transmittals", project.public_id, work.me.public_id, format!("{order:?} {wanted:?}")]);
    let key = key.to_string();
    let after: Option<After> = wire::position(cx, &key, query.cursor.as_deref())?;
    let scope = facts.scope();
    let asked = Asked {
        place: (work.organisation.id, project.id),
        sight: sight(&facts),
        scope: &scope,
        wanted: &wanted,
    };
    let mut rows = store::page(&mut work.tx, &asked, (order, after.as_ref()), limit).await?;
    let next = wire::cut(cx, &key, &mut rows, limit, |row| order.after(row));
    let counts = counted(&mut work, &asked).await?;
    let acts = [Action::TransmittalManage, Action::TransmittalIssue];
    Ok(TransmittalList {
        items: shown(&mut work, &project, &facts, (rows, about.as_ref())).await?,
        next,
        counts,
        abilities: abilities(&acts, |act| facts.outcome(act, Target::default())),
    })
}

async fn counted(work: &mut Work, asked: &Asked<'_>) -> Result<TransmittalCounts> {
    let mut counts = TransmittalCounts::default();
    for row in store::count(&mut work.tx, asked).await? {
        match row.state.as_str() {
            "draft" => counts.draft = row.n,
            "issued" => counts.issued = row.n,
            _ => counts.recalled = row.n,
        }
    }
    Ok(counts)
}

fn order(query: &ListTransmittals) -> Result<Order> {
    match query.sort.as_deref() {
        None | Some("newest") => Ok(Order::Newest),
        Some("sent") => Ok(Order::Sent),
        Some("acknowledge_by") => Ok(Order::AcknowledgeBy),
        Some("number") => Ok(Order::Number),
        Some(_) => Err(Error::field("sort", "unknown", "Choose newest, sent, acknowledge_by or number.")),
    }
}

fn state(query: &ListTransmittals) -> Result<Option<&'static str>> {
    let Some(asked) = query.state.as_deref() else { return Ok(None) };
    let found = ["draft", "issued", "recalled"].into_iter().find(|state| *state == asked);
    found.map(Some).ok_or_else(|| Error::field("state", "unknown", "Choose draft, issued or recalled."))
}

fn own(query: &ListTransmittals) -> Result<Option<Own>> {
    match query.mine.as_deref() {
        None => Ok(None),
        Some("sent") => Ok(Some(Own::Sent)),
        Some("received") => Ok(Some(Own::Received)),
        Some("to_acknowledge") => Ok(Some(Own::ToAcknowledge)),
        Some(_) => Err(Error::field("mine", "unknown", "Choose sent, received or to_acknowledge.")),
    }
}

/// The words that a list is searched for.
pub(crate) fn words(q: Option<&str>) -> Result<Vec<String>> {
    let text = q.unwrap_or_default();
    if text.chars().count() > 200 {
        return Err(Error::field("q", "too_long", "At most 200 characters."));
    }
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    if words.len() > MOST_WORDS {
        return Err(Error::field("q", "too_many", format!("At most {MOST_WORDS} words.")));
    }
    Ok(words)
}

async fn wanted(
    work: &mut Work,
    project: &ProjectRow,
    (query, about): (&ListTransmittals, Option<&About>),
) -> Result<Wanted> {
    let purpose = match query.purpose.as_deref() {
        None => None,
        Some(asked) => {
            let all = purposes::all(&mut work.tx, work.organisation.id).await?;
            let unknown = || Error::field("purpose", "unknown", "There is no such purpose.");
            Some(all.into_iter().find(|one| one.id == asked).ok_or_else(unknown)?.id)
        }
    };
    let overdue = query.overdue == Some(true);
    Ok(Wanted {
        words: words(query.q.as_deref())?,
        state: state(query)?,
        purpose,
        recipient: recipient(work, query.recipient.as_deref()).await?,
        revisions: about.map(About::ids),
        waiting: query.waiting == Some(true),
        late_on: overdue.then(|| wire::day_of(work.now(), &project.timezone).to_string()),
        mail_failed: query.mail_failed == Some(true),
        own: own(query)?,
    })
}

/// Somebody by their id or address. Whether there is such a person is not told.
async fn recipient(work: &mut Work, asked: Option<&str>) -> Result<Option<Recipient>> {
    let Some(asked) = asked else { return Ok(None) };
    if asked.contains('@') {
        let address = wire::email("recipient", asked).map_err(|error| Error::Fields(vec![error]))?;
        return Ok(Some(Recipient::Address(address)));
    }
    let text = sql("select subject_id as n from member where organisation_id = $1 and public_id = $2")
        .bind(work.organisation.id)
        .bind(asked);
    let found = work.tx.maybe_int(text).await?.map(SubjectId);
    Ok(Some(found.map_or(Recipient::Nobody, Recipient::Person)))
}

/// Rows as the reader is shown them.
async fn shown(
    work: &mut Work,
    project: &ProjectRow,
    facts: &ProjectFacts,
    (rows, about): (Vec<Row>, Option<&About>),
) -> Result<Vec<TransmittalRow>> {
    let organisation = work.organisation.id;
    let today = wire::day_of(work.now(), &project.timezone).to_string();
    let purposes = purposes::all(&mut work.tx, organisation).await?;
    let makers: Vec<_> = rows.iter().map(|row| row.created_by).collect();
    let people = people::by_subject(&mut work.tx, organisation, &makers).await?;
    let ids: Vec<TransmittalId> = rows.iter().map(|row| row.id).collect();
    let team = facts.is_team();
    // From outside one hears nothing of the others.
    let (own, went) = if team {
        let went = store::went(&mut work.tx, &ids).await?;
        (HashMap::new(), went.into_iter().map(|one| (one.transmittal_id, one)).collect())
    } else {
        (received::own(&mut work.tx, &ids, work.me.subject).await?, HashMap::new())
    };
    let sent = match about {
        Some(about) => store::revisions(&mut work.tx, &ids, &about.ids()).await?,
        None => Vec::new(),
    };
    let revisions = |id| {
        let of = sent.iter().filter(|one| one.transmittal_id == id);
        of.filter_map(|one| about?.code(one.revision_id)).collect()
    };
    let late =
        |row: &Row| row.state == "issued" && row.acknowledge_by.as_ref().is_some_and(|day| *day < today);
    Ok(rows
        .into_iter()
        .map(|row| {
            let acknowledged = match own.get(&row.id) {
                _ if team => row.acknowledged(),
                Some(own) => own_acknowledgement(&own.acknowledgement, own.acknowledged_at),
                None => "not_applicable",
            };
            TransmittalRow {
                purpose: purpose(&purposes, &row).name,
                acknowledged,
                overdue: late(&row) && matches!(acknowledged, "none" | "partial"),
                receipts: went.get(&row.id).map(|one: &store::Went| TransmittalReceipts {
                    recipients: one.recipients,
                    asked: row.asked,
                    answered: row.answered,
                    mail_failed: one.failed,
                }),
                issued_at: row.issued_at.map(wire::time),
                revisions: revisions(row.id),
                created_by: people.get(&row.created_by).cloned(),
                updated_at: wire::time(row.updated_at),
                documents: row.documents - own.get(&row.id).map_or(0, |own| own.skipped),
                id: row.public_id,
                number: row.number,
                subject: row.subject,
                state: row.state,
                dated_on: row.dated_on,
                acknowledge_by: row.acknowledge_by,
            }
        })
        .collect())
}

/// How many transmittals of a project ask the reader to do something.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Pressing {
    /// Those that they are to acknowledge.
    pub own: i64,
    /// Those of which somebody is silent past the day; only for those who issue transmittals.
    pub overdue: Option<i64>,
    /// Those of which a mail failed; likewise.
    pub mail_failed: Option<i64>,
}

/// The same of several projects, in one statement.
pub(crate) async fn pressing<'a>(
    work: &mut Work,
    projects: impl Iterator<Item = (&'a ProjectRow, &'a ProjectFacts)>,
) -> Result<HashMap<ProjectId, Pressing>> {
    let mut found = HashMap::new();
    let mut days = HashMap::new();
    for (project, facts) in projects {
        let may = |action| facts.outcome(action, Target::default()).is_allowed();
        if may(Action::TransmittalView) {
            let told = may(Action::TransmittalIssue).then_some(0);
            found.insert(project.id, Pressing { own: 0, overdue: told, mail_failed: told });
            days.insert(project.id, wire::day_of(work.now(), &project.timezone).to_string());
        }
    }
    if found.is_empty() {
        return Ok(found);
    }
    let ids: Vec<ProjectId> = found.keys().copied().collect();
    let reader = (work.me.subject, work.now());
    for row in store::pressing(&mut work.tx, &ids, reader).await? {
        let Some(pressing) = found.get_mut(&row.project_id) else { continue };
        let late = days.get(&row.project_id).is_some_and(|today| row.day < *today);
        pressing.own += row.own;
        pressing.overdue = pressing.overdue.map(|count| count + if late { row.silent } else { 0 });
        pressing.mail_failed = pressing.mail_failed.map(|count| count + row.failed);
    }
    Ok(found)
}

struct State {
    cx: Cx,
    organisation: String,
    project: String,
    query: ListTransmittals,
    after: Option<After>,
    begun: bool,
    done: bool,
}

/// The list as comma-separated values, asked anew for each part as the reader of that moment.
pub async fn export(cx: &Cx, organisation: &str, project: &str, query: ListTransmittals) -> Result<Response> {
    let mut state = State {
        cx: cx.clone(),
        organisation: organisation.to_owned(),
        project: project.to_owned(),
        query,
        after: None,
        begun: false,
        done: false,
    };
    // The first part is read before the answer begins, so that a refusal is an answer of its own.
    let first = state.next().await?;
    let parts = stream::unfold((Some(first), state), |(ready, mut state)| async move {
        if let Some(part) = ready {
            return Some((Ok(part), (None, state)));
        }
        if state.done {
            return None;
        }
        let part = state.next().await.map_err(|error| {
            state.done = true;
            tracing::error!(error = error.sentence(), "an export ended early");
            std::io::Error::other("the export ended early")
        });
        Some((part, (None, state)))
    });
    attached(Body::from_stream(parts), "text/csv; charset=utf-8", "transmittals.csv")
}

impl State {
    async fn next(&mut self) -> Result<Bytes> {
        let order = order(&self.query)?;
        let mut work = Work::read(&self.cx, &self.organisation).await?;
        let (project, facts) = work.project(&self.project).await?;
        work.permit_in::<act::TransmittalView>(&facts, Target::default())?;
        let about = About::load(&mut work, &facts, self.query.document.as_deref()).await?;
        let wanted = wanted(&mut work, &project, (&self.query, about.as_ref())).await?;
        let scope = facts.scope();
        let asked = Asked {
            place: (work.organisation.id, project.id),
            sight: sight(&facts),
            scope: &scope,
            wanted: &wanted,
        };
        let mut rows = store::page(&mut work.tx, &asked, (order, self.after.as_ref()), BATCH).await?;
        self.done = rows.len() <= BATCH;
        rows.truncate(BATCH);
        self.after = rows.last().map(|row| order.after(row));
        let rows = shown(&mut work, &project, &facts, (rows, None)).await?;
        let team = facts.is_team();
        let mut part = if std::mem::replace(&mut self.begun, true) {
            CsvPart::next()
        } else {
            CsvPart::first(&headings(team))?
        };
        for row in &rows {
            part.row(&cells(row, (team, &project.timezone)))?;
        }
        Ok(part.finish()?.into())
    }
}

/// The columns of everybody, and those of the project's people.
const COLUMNS: [&[&str]; 2] = [
    &[
        "Number",
        "Subject",
        "State",
        "Purpose",
        "Date",
        "Sent on",
        "Acknowledge by",
        "Acknowledged",
        "Overdue",
        "Documents",
    ],
    &["Recipients", "To acknowledge", "Have acknowledged", "Mails failed", "Prepared by"],
];

fn headings(team: bool) -> Vec<Heading> {
    let columns = COLUMNS.iter().take(if team { 2 } else { 1 }).flat_map(|part| part.iter());
    columns.map(|title| Heading { title: (*title).to_owned(), width: 16 }).collect()
}

fn cells(row: &TransmittalRow, (team, zone): (bool, &str)) -> Vec<Cell> {
    let sent = row.issued_at.as_deref().and_then(|at| at.parse::<jiff::Timestamp>().ok());
    let mut cells = vec![
        Cell::text(&row.number),
        Cell::text(&row.subject),
        Cell::text(&row.state),
        Cell::text(&row.purpose),
        Cell::day(&row.dated_on),
        sent.map_or(Cell::Empty, |at| Cell::Day(wire::day_of(at.as_millisecond(), zone))),
        row.acknowledge_by.as_deref().map_or(Cell::Empty, Cell::day),
        Cell::text(match row.acknowledged {
            "not_applicable" => "",
            said => said,
        }),
        Cell::Flag(row.overdue),
        Cell::Number(row.documents),
    ];
    if team {
        let number = |of: fn(&TransmittalReceipts) -> i64| {
            row.receipts.as_ref().map_or(Cell::Empty, |receipts| Cell::Number(of(receipts)))
        };
        cells.extend([
            number(|one| one.recipients),
            number(|one| one.asked),
            number(|one| one.answered),
            number(|one| one.mail_failed),
            Cell::text(row.created_by.as_ref().map_or("", |person| person.name.as_str())),
        ]);
    }
    cells
}
