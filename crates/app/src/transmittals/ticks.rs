//! Which documents of a draft are ticked for whom: everything is, until somebody unticks it. What is not ticked is kept with
//! the entry of the draft, by the public ids of the documents, and left out for everybody whom nothing else brings it to.

use std::collections::BTreeSet;

use wayleave_access::ProjectFacts;
use wayleave_base::DocumentId;
use wayleave_db::{row, sql};

use super::documents::{self, Item};
use super::entries::{Entry, Way};
use super::plan::Plan;
use super::store::{self, TransmittalRow as Row};
use super::view::Addressee;
use crate::error::{FieldError, Result};
use crate::register::named::Named;
use crate::work::Work;

/// The documents of a draft that ticks are about.
#[derive(Debug, Default)]
pub struct Sent {
    /// Those that whoever changes it sees.
    pub seen: BTreeSet<String>,
    /// Those that they do not.
    pub hidden: BTreeSet<String>,
}

row! {
    struct Key { public_id: String }
}

impl Sent {
    /// The documents that a request names.
    #[must_use]
    pub fn of(named: &[Named]) -> Self {
        let seen = named.iter().map(|one| one.visible.document.public_id.clone());
        Self { seen: seen.collect(), ..Self::default() }
    }

    /// The documents that a draft has kept.
    pub async fn kept(work: &mut Work, facts: &ProjectFacts, row: &Row) -> Result<Self> {
        let named = store::documents(&mut work.tx, row.id, None).await?;
        let (items, withheld) = documents::seen(work, facts, &named).await?;
        let seen: BTreeSet<DocumentId> = items.iter().map(|item| item.visible.document.id).collect();
        let mut sent =
            Self { seen: items.iter().map(|item| item.id().to_owned()).collect(), ..Self::default() };
        if withheld > 0 {
            let hidden = named.iter().map(|one| one.document_id).filter(|id| !seen.contains(id));
            let hidden: Vec<i64> = hidden.map(DocumentId::get).collect();
            let mut text = sql("select public_id from document where organisation_id = $1 and id in ");
            text = text.bind(work.organisation.id);
            text.id_list(&hidden);
            let keys: Vec<Key> = work.tx.all(text).await?;
            sent.hidden = keys.into_iter().map(|key| key.public_id).collect();
        }
        Ok(sent)
    }

    /// Reads what is not ticked for those whom a request names. What whoever sends it does not see stays as it `was`.
    pub fn read(
        &self,
        errors: &mut Vec<FieldError>,
        (asked, mut entries): (&[Addressee], Vec<Entry>),
        was: &[Entry],
    ) -> Vec<Entry> {
        for (at, (one, entry)) in asked.iter().zip(&mut entries).enumerate() {
            let mut fault = |place: usize, code: &'static str, detail: &'static str| {
                errors.push(FieldError::new(format!("recipients[{at}].without[{place}]"), code, detail));
            };
            for (place, id) in one.without.iter().enumerate() {
                if !self.seen.contains(id) {
                    fault(place, "unknown", "Nothing of this document is sent.");
                } else if !entry.without.insert(id.clone()) {
                    fault(place, "repeated", "This document is named already.");
                }
            }
            let was = was.iter().filter(|was| was.names_same(entry));
            let unseen = was.flat_map(|was| was.without.intersection(&self.hidden).cloned());
            let unseen: Vec<String> = unseen.collect();
            entry.without.extend(unseen);
        }
        entries
    }

    /// What a draft names still, without ticks about what is not sent any more.
    #[must_use]
    pub fn kept_of(&self, mut entries: Vec<Entry>) -> Vec<Entry> {
        for entry in &mut entries {
            entry.without.retain(|id| self.seen.contains(id) || self.hidden.contains(id));
        }
        entries
    }
}

impl Item {
    /// The public id of the document.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.visible.document.public_id
    }
}

impl Way {
    /// Is the document ticked for whoever comes by this way?
    #[must_use]
    pub fn brings(&self, item: &Item) -> bool {
        !self.without.contains(item.id())
    }
}

impl Plan {
    /// Leaves out for everybody what is not ticked for them, and says where that leaves somebody without a document or a
    /// document without anybody.
    pub fn untick(&mut self) {
        for (way, lacks) in (self.people.iter_mut().map(|one| (&one.way, &mut one.lacks)))
            .chain(self.links.iter_mut().map(|one| (&one.way, &mut one.lacks)))
        {
            let lacking = self.items.iter().filter(|item| !way.brings(item));
            lacks.unticked = lacking.map(|item| item.revision.id).collect();
        }
        let found = self.amiss();
        self.obstacles.extend(found);
    }

    fn amiss(&self) -> Vec<FieldError> {
        let mut amiss = Vec::new();
        let sent: BTreeSet<&str> = self.items.iter().map(Item::id).collect();
        if sent.is_empty() {
            return amiss;
        }
        for (at, entry) in self.addressed.iter().enumerate() {
            let field = || format!("recipients[{at}].without");
            if sent.iter().all(|id| entry.without.contains(*id)) {
                let shown = self.known.shown(entry);
                let name = if shown.name.is_empty() { &entry.email } else { &shown.name };
                let detail =
                    format!("Nothing is ticked for {name}. Tick what they are to get, or take them out.");
                amiss.push(FieldError::new(field(), "required", detail));
            } else if entry.without.iter().any(|id| !sent.contains(id.as_str())) {
                // It was merged into another since, or is out of the reader's reach: nobody gets it by oversight.
                let detail = "What was not to go to them is not found any more. Choose anew who gets what.";
                amiss.push(FieldError::new(field(), "unknown", detail));
            }
        }
        let ways: Vec<&Way> =
            self.people.iter().map(|one| &one.way).chain(self.links.iter().map(|one| &one.way)).collect();
        for (at, item) in self.items.iter().enumerate() {
            if !ways.is_empty() && !ways.iter().any(|way| way.brings(item)) {
                let detail = "It is ticked for nobody who gets this. Tick it for somebody, or take it out.";
                amiss.push(FieldError::new(format!("documents[{at}]"), "for_nobody", detail));
            }
        }
        amiss
    }
}
