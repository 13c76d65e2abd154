//! What a check of a draft says: the plan, and what was found by carrying it out in a transaction that is dropped.

use std::collections::{BTreeMap, HashMap, HashSet};

use wayleave_access::Caps;
use wayleave_access::audience::Standing;
use wayleave_access::reach::Reach;
use wayleave_base::{DocumentId, NEVER, RevisionId, SubjectId, Timestamp};

use super::plan::{LinkPlan, PersonPlan, Plan};
use super::view::{Receiver, TransmittalCheck, TransmittalDocument};
use super::view_lists::LeftOut;
use crate::people::PersonRef;
use crate::sharing::Gains;
use crate::wire;

/// How many names are given of those who gain.
const NAMES: usize = 20;
/// The rights by which something is seen.
const SEEING: Caps = Caps::VIEW.with(Caps::DOWNLOAD);

/// What a check found beside the plan.
pub struct Found {
    /// Of which documents each person newly sees something.
    pub newly: BTreeMap<SubjectId, HashSet<DocumentId>>,
    /// The people.
    pub people: HashMap<SubjectId, PersonRef>,
    /// When the memberships of the people end.
    pub memberships: HashMap<SubjectId, Timestamp>,
    /// Who gets nothing.
    pub left_out: LeftOut,
}

/// Of which documents each person sees a revision, or may download it, and could not. The right to acknowledge is no sight:
/// whoever reads the register anyhow sees nothing new.
pub fn gained(before: Sights, after: Sights) -> BTreeMap<SubjectId, HashSet<DocumentId>> {
    let old: HashMap<(SubjectId, DocumentId), Reach> = before
        .into_iter()
        .flat_map(|(who, seen)| {
            seen.into_iter().map(move |(document, reach)| ((who.subject, document), reach))
        })
        .collect();
    after
        .into_iter()
        .map(|(who, seen)| {
            let more = |(document, reach): &(DocumentId, Reach)| {
                let old = old.get(&(who.subject, *document));
                let had = |seq: i64| old.map_or(Caps::default(), |old| old.caps_on(seq));
                reach.revisions.iter().any(|(seq, caps)| !had(*seq).has(caps.within(SEEING)))
            };
            (who.subject, seen.into_iter().filter(more).map(|(document, _)| document).collect())
        })
        .collect()
}

/// What people reach of documents.
pub type Sights = Vec<(Standing, Vec<(DocumentId, Reach)>)>;

impl Plan {
    /// The plan as it is told.
    pub fn told(&self, found: Found) -> TransmittalCheck {
        let receivers = (self.people.iter().map(|one| self.by_account(one, &found)))
            .chain(self.links.iter().map(|one| self.by_link(one)));
        let (people, links) = &self.satisfied;
        let satisfied = (people.iter().map(|one| self.by_account(one, &found)))
            .chain(links.iter().map(|one| self.by_link(one)));
        let before = self.sent_to();
        TransmittalCheck {
            may_issue: self.obstacles.is_empty(),
            obstacles: self.obstacles.clone(),
            receivers: receivers.collect(),
            satisfied: satisfied.collect(),
            skip_sent: self.skip_sent,
            held: self.held_in_all(),
            gains: self.gains(&found.newly, &found.people),
            documents: self
                .items
                .iter()
                .map(|item| TransmittalDocument {
                    sent_before: Some(before.get(&item.revision.id).copied().unwrap_or_default()),
                    ..item.shown()
                })
                .collect(),
            left_out: found.left_out,
            links_download: self.terms.allow_download,
            links_mail_code: self.terms.mail_code,
        }
    }

    /// Somebody with an account, as told.
    fn by_account(&self, one: &PersonPlan, found: &Found) -> Receiver {
        let person = found.people.get(&one.subject).cloned();
        // Without a membership what was sent is open to nobody.
        let member = found.memberships.get(&one.subject).copied().unwrap_or(NEVER);
        Receiver {
            name: person.as_ref().map(|person| person.name.clone()).unwrap_or_default(),
            person,
            email: None,
            role: one.way.role.clone(),
            via: one.way.via.clone(),
            by: "account",
            acknowledgement: self.asked(&one.way),
            outside: one.outside,
            admitted: one.admit.is_some(),
            ends_at: wire::end(one.ends_at.min(member)),
            ends_with_membership: member < one.ends_at,
            newly_seen: found.newly.get(&one.subject).map_or(0, HashSet::len),
            skipped: self.skipped(&one.lacks),
            unticked: one.lacks.unticked.len(),
        }
    }

    /// Somebody who gets a link, as told.
    fn by_link(&self, one: &LinkPlan) -> Receiver {
        Receiver {
            person: None,
            name: one.way.name.clone(),
            email: Some(one.email.clone()),
            role: one.way.role.clone(),
            via: one.way.via.clone(),
            by: "link",
            acknowledgement: self.asked(&one.way),
            outside: true,
            admitted: false,
            ends_at: wire::end(one.ends_at),
            ends_with_membership: false,
            newly_seen: self.new_to(&one.lacks).count(),
            skipped: self.skipped(&one.lacks),
            unticked: one.lacks.unticked.len(),
        }
    }

    /// How often somebody named holds a document already, also those who hold all of it.
    fn held_in_all(&self) -> usize {
        let (people, links) = &self.satisfied;
        let people = self.people.iter().chain(people).map(|one| one.lacks.held.len());
        people.chain(self.links.iter().chain(links).map(|one| one.lacks.held.len())).sum()
    }

    /// To how many of those named each revision was sent before.
    fn sent_to(&self) -> HashMap<RevisionId, usize> {
        let mut counts = HashMap::new();
        for sent in &self.before {
            *counts.entry(sent.revision_id).or_insert(0) += 1;
        }
        counts
    }

    /// Who sees more than before, in figures and names; whoever gets a link does, unless one that they have opens it all.
    fn gains(
        &self,
        newly: &BTreeMap<SubjectId, HashSet<DocumentId>>,
        people: &HashMap<SubjectId, PersonRef>,
    ) -> Gains {
        let gaining: Vec<&PersonPlan> = self
            .people
            .iter()
            .filter(|one| newly.get(&one.subject).is_some_and(|documents| !documents.is_empty()))
            .collect();
        let links: Vec<&LinkPlan> =
            self.links.iter().filter(|one| self.new_to(&one.lacks).next().is_some()).collect();
        let known: Vec<&PersonRef> = gaining.iter().filter_map(|one| people.get(&one.subject)).collect();
        let companies: HashSet<&str> = known
            .iter()
            .filter_map(|person| person.company.as_ref())
            .map(|company| company.id.as_str())
            .collect();
        let named = |person: &&PersonRef| match &person.company {
            Some(company) => format!("{} ({})", person.name, company.name),
            None => person.name.clone(),
        };
        let addresses = links.iter().map(|link| link.email.clone());
        let by_link =
            links.iter().flat_map(|link| self.new_to(&link.lacks).map(|item| item.visible.document.id));
        let documents: HashSet<DocumentId> = newly.values().flatten().copied().chain(by_link).collect();
        Gains {
            people: gaining.len() + links.len(),
            companies: companies.len(),
            outside: gaining.iter().filter(|one| one.outside).count() + links.len(),
            names: known.iter().map(named).chain(addresses).take(NAMES).collect(),
            documents: documents.len(),
        }
    }
}
