//! What those whom a draft names were sent of it before: documents by the people, groups, companies, lists and addresses that
//! it names, so that whoever sends it sees what is new to whom.

use std::collections::{HashMap, HashSet};

use serde_json::json;
use wayleave_access::{Target, act};
use wayleave_base::{DocumentId, SubjectId};

use super::documents::Item;
use super::entries::Entry;
use super::owed::{self, Sent, What};
use super::plan::{self, Plan};
use super::reading;
use super::tables::{Deed, Part};
use super::view_preview::{SentBefore, SentBeforeRow, SentCell, SentColumn};
use super::view_received::OtherTransmittal;
use crate::cx::Cx;
use crate::error::Result;
use crate::wire::{self, Paging};
use crate::work::Work;

/// One of those who would get it: a person, or 0 and an address.
type Who = (SubjectId, String);

/// What was sent before of a draft, a page of its documents.
pub async fn list(
    cx: &Cx,
    organisation: &str,
    project: &str,
    id: &str,
    paging: &Paging,
) -> Result<SentBefore> {
    let limit = wire::page_size(paging.limit)?;
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::TransmittalDrafts>(&facts, Target::default())?;
    let row = reading::open_to(&mut work, (&project, &facts), id, (Part::Sender, Deed::Check)).await?;
    let key = json!(["sent-before", row.public_id, row.row_version, work.me.subject.get()]).to_string();
    let from: usize = wire::position(cx, &key, paging.cursor.as_deref())?.unwrap_or(0);
    let plan = plan::plan(&mut work, &project, &facts, &row).await?;
    let everybody = plan.named();
    let columns: Vec<HashSet<Who>> =
        plan.addressed.iter().map(|entry| plan.whom(entry, &everybody)).collect();
    let page: Vec<&Item> = plan.items.iter().skip(from).take(limit).collect();
    let documents: Vec<i64> = page.iter().map(|item| item.visible.document.id.get()).collect();
    let people: Vec<i64> =
        everybody.iter().filter(|(_, email)| email.is_empty()).map(|(one, _)| one.get()).collect();
    let emails: Vec<&str> =
        everybody.iter().map(|(_, email)| email.as_str()).filter(|email| !email.is_empty()).collect();
    let place = (work.organisation.id, project.id);
    let (now, what) = (work.now(), What::Documents(&documents));
    let sent = owed::sent_before(&mut work.tx, (place, now), what, (&people, &emails)).await?;
    let mut before: HashMap<DocumentId, Vec<Sent>> = HashMap::new();
    for one in sent {
        before.entry(one.document_id).or_default().push(one);
    }
    let none = Vec::new();
    let rows = page.iter().map(|item| {
        let sent = before.get(&item.visible.document.id).unwrap_or(&none);
        let cells = columns.iter().enumerate().filter_map(|(at, whom)| cell(at, whom, item, sent));
        SentBeforeRow {
            document_id: item.visible.document.public_id.clone(),
            revision_id: item.revision.public_id.clone(),
            number: item.visible.document.number.clone(),
            title: item.visible.document.title.clone(),
            revision: item.revision.code.clone(),
            cells: cells.collect(),
        }
    });
    let last = from + page.len();
    let seen = plan.items.iter().map(|item| item.visible.document.public_id.as_str()).collect();
    Ok(SentBefore {
        items: rows.collect(),
        next: (last < plan.items.len()).then(|| cx.shared().cursors.seal(&key, &last)),
        columns: plan
            .addressed
            .iter()
            .zip(&columns)
            .map(|(entry, whom)| SentColumn {
                entry: plan.known.shown_with(entry, &seen),
                receivers: whom.len(),
            })
            .collect(),
    })
}

/// What those of a column were sent of a document; nothing when it is new to all of them.
fn cell(column: usize, whom: &HashSet<Who>, item: &Item, sent: &[Sent]) -> Option<SentCell> {
    // The newest revision of each of them; this very one before any other.
    let mut best: HashMap<(SubjectId, &str), &Sent> = HashMap::new();
    let rank = |one: &Sent| (one.revision_id == item.revision.id, one.seq);
    for one in sent.iter().filter(|one| whom.contains(&(one.subject_id, one.email.clone()))) {
        let kept = best.entry((one.subject_id, one.email.as_str())).or_insert(one);
        if rank(one) > rank(kept) {
            *kept = one;
        }
    }
    let count = |which: &dyn Fn(&Sent) -> bool| best.values().filter(|one| which(one)).count();
    let this = |one: &Sent| one.revision_id == item.revision.id;
    let last = best.values().max_by_key(|one| (rank(one), one.issued_at, one.transmittal_id))?;
    Some(SentCell {
        column,
        sent: count(&this),
        held: count(&|one| this(one) && one.caps > 0),
        older: count(&|one| !this(one) && one.seq < item.revision.seq),
        newer: count(&|one| !this(one) && one.seq > item.revision.seq),
        revision: last.code.clone(),
        transmittal: OtherTransmittal { id: last.transmittal.clone(), number: last.number.clone() },
        issued_at: wire::time(last.issued_at),
        until: last.ends_at.and_then(wire::end),
    })
}

impl Plan {
    /// Everybody who is named, also those who hold all of it.
    fn named(&self) -> HashSet<Who> {
        let (people, links) = &self.satisfied;
        let people = self.people.iter().chain(people).map(|one| (one.subject, String::new()));
        let links = self.links.iter().chain(links).map(|one| (SubjectId(0), one.email.clone()));
        people.chain(links).collect()
    }

    /// Those of them for whom an entry stands.
    fn whom(&self, entry: &Entry, everybody: &HashSet<Who>) -> HashSet<Who> {
        let found = self.known.everybody(std::slice::from_ref(entry));
        let people = found.people.into_keys().map(|subject| (subject, String::new()));
        let addresses = found.addresses.into_keys().map(|email| match self.accounts.get(&email) {
            Some(account) => (*account, String::new()),
            None => (SubjectId(0), email),
        });
        people.chain(addresses).filter(|who| everybody.contains(who)).collect()
    }
}
