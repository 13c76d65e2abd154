//! The transmittals of a project as a list: whole to its people, to others what they got. A page, its counts and its file
//! are the same question.

use std::collections::HashMap;

use serde_json::json;
use wayleave_access::{Action, ProjectFacts, Scope, Target, act};
use wayleave_base::{ProjectId, TransmittalId};

use super::reading::{own_acknowledgement, purpose, sight};
use super::store::{Place, TransmittalRow as Row};
use super::store_listing::{self as store, Asked, Order, Own, Recipient, Wanted};
use super::view_listing::{
    ListTransmittals, TransmittalCounts, TransmittalList, TransmittalReceipts, TransmittalRow,
};
use super::{purposes, received};
use crate::abilities::abilities;
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::listing::{About, After, words};
use crate::people;
use crate::wire;
use crate::work::{ProjectRow, Work};

/// What one reader asks of the list of a project.
pub(super) struct Question {
    pub project: ProjectRow,
    pub facts: ProjectFacts,
    place: Place,
    scope: Scope,
    about: Option<About>,
    wanted: Wanted,
    pub order: Order,
}

impl Question {
    /// The question, if they may look at transmittals.
    pub async fn open(work: &mut Work, project: &str, query: &ListTransmittals) -> Result<Self> {
        let order = order(query)?;
        let (project, facts) = work.project(project).await?;
        work.permit_in::<act::TransmittalView>(&facts, Target::default())?;
        let about = About::load(work, &facts, query.document.as_deref()).await?;
        let wanted = wanted(work, &project, (query, about.as_ref())).await?;
        let place = (work.organisation.id, project.id);
        Ok(Self { place, scope: facts.scope(), project, facts, about, wanted, order })
    }

    fn asked(&self) -> Asked<'_> {
        let sight = sight(&self.facts);
        Asked { place: self.place, sight, scope: &self.scope, wanted: &self.wanted }
    }

    /// The next of them, with one to spare.
    pub async fn page(&self, work: &mut Work, after: Option<&After>, limit: usize) -> Result<Vec<Row>> {
        Ok(store::page(&mut work.tx, &self.asked(), (self.order, after), limit).await?)
    }

    /// Rows as the reader is shown them.
    pub async fn shown(&self, work: &mut Work, rows: Vec<Row>) -> Result<Vec<TransmittalRow>> {
        let organisation = work.organisation.id;
        let today = wire::day_of(work.now(), &self.project.timezone).to_string();
        let purposes = purposes::all(&mut work.tx, organisation).await?;
        let makers: Vec<_> = rows.iter().map(|row| row.created_by).collect();
        let people = people::by_subject(&mut work.tx, organisation, &makers).await?;
        let ids: Vec<TransmittalId> = rows.iter().map(|row| row.id).collect();
        let team = self.facts.is_team();
        // From outside one hears nothing of the others.
        let (own, went) = if team {
            let went = store::went(&mut work.tx, &ids).await?;
            (HashMap::new(), went.into_iter().map(|one| (one.transmittal_id, one)).collect())
        } else {
            (received::own(&mut work.tx, &ids, work.me.subject).await?, HashMap::new())
        };
        let sent = match &self.about {
            Some(about) => store::revisions(&mut work.tx, &ids, &about.ids()).await?,
            None => Vec::new(),
        };
        let revisions = |id| {
            let of = sent.iter().filter(|one| one.transmittal_id == id);
            of.filter_map(|one| self.about.as_ref()?.code(one.revision_id)).collect()
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
                    documents: row.documents - own.get(&row.id).map_or(0, |own| own.lacking),
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

    async fn counts(&self, work: &mut Work) -> Result<TransmittalCounts> {
        let mut counts = TransmittalCounts::default();
        for row in store::count(&mut work.tx, &self.asked()).await? {
            match row.state.as_str() {
                "draft" => counts.draft = row.n,
                "issued" => counts.issued = row.n,
                _ => counts.recalled = row.n,
            }
        }
        Ok(counts)
    }
}

/// A page of the transmittals of a project. They are counted with the first.
pub async fn list(
    cx: &Cx,
    organisation: &str,
    project: &str,
    query: &ListTransmittals,
) -> Result<TransmittalList> {
    let limit = wire::page_size(query.limit)?;
    let mut work = Work::read(cx, organisation).await?;
    let question = Question::open(&mut work, project, query).await?;
    let (asked, me) = (format!("{:?} {:?}", question.order, question.wanted), &work.me.public_id);
    let key = json!(["transmittals", question.project.public_id, me, asked]).to_string();
    let after: Option<After> = wire::position(cx, &key, query.cursor.as_deref())?;
    let mut rows = question.page(&mut work, after.as_ref(), limit).await?;
    let next = wire::cut(cx, &key, &mut rows, limit, |row| question.order.after(row));
    let counts = match after {
        None => Some(question.counts(&mut work).await?),
        Some(_) => None,
    };
    let acts = [Action::TransmittalManage, Action::TransmittalIssue];
    let facts = &question.facts;
    Ok(TransmittalList {
        items: question.shown(&mut work, rows).await?,
        next,
        counts,
        abilities: abilities(&acts, |act| facts.outcome(act, Target::default())),
    })
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
    let found = people::subject_of(&mut work.tx, work.organisation.id, asked).await?;
    Ok(Some(found.map_or(Recipient::Nobody, Recipient::Person)))
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
