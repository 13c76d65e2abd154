//! What a check of a draft says: the plan, and what was found by carrying it out in a transaction that is dropped.

use std::collections::{BTreeMap, HashMap, HashSet};

use wayleave_access::audience::Standing;
use wayleave_access::reach::Reach;
use wayleave_base::{DocumentId, NEVER, RevisionId, SubjectId, Timestamp};

use super::plan::{PersonPlan, Plan};
use super::view::{Receiver, TransmittalCheck, TransmittalDocument};
use super::view_lists::LeftOut;
use super::{owed, store};
use crate::error::Result;
use crate::people::PersonRef;
use crate::sharing::Gains;
use crate::wire;
use crate::work::Work;

/// How many names are given of those who gain.
const NAMES: usize = 20;

/// What a check found beside the plan.
pub struct Found {
    /// Of which documents each person newly sees something.
    pub newly: BTreeMap<SubjectId, HashSet<DocumentId>>,
    /// The people.
    pub people: HashMap<SubjectId, PersonRef>,
    /// To how many each revision was sent before.
    pub before: HashMap<RevisionId, usize>,
    /// When the memberships of the people end.
    pub memberships: HashMap<SubjectId, Timestamp>,
    /// Who gets nothing.
    pub left_out: LeftOut,
}

/// Of which documents each person sees a revision, or has a right, that they had not.
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
                reach.revisions.iter().any(|(seq, caps)| old.is_none_or(|old| !old.caps_on(*seq).has(*caps)))
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
        let count = |who: SubjectId| found.newly.get(&who).map_or(0, HashSet::len);
        let by_account = self.people.iter().map(|one| {
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
                newly_seen: count(one.subject),
            }
        });
        let by_link = self.links.iter().map(|one| Receiver {
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
            newly_seen: self.items.len(),
        });
        TransmittalCheck {
            may_issue: self.obstacles.is_empty(),
            obstacles: self.obstacles.clone(),
            receivers: by_account.chain(by_link).collect(),
            gains: self.gains(&found.newly, &found.people),
            documents: self
                .items
                .iter()
                .map(|item| TransmittalDocument {
                    sent_before: Some(found.before.get(&item.revision.id).copied().unwrap_or_default()),
                    ..item.shown()
                })
                .collect(),
            left_out: found.left_out,
            links_download: self.terms.allow_download,
            links_mail_code: self.terms.mail_code,
        }
    }

    /// To how many of those who would get it each revision was sent before.
    pub async fn sent_before(
        &self,
        work: &mut Work,
        place: store::Place,
    ) -> Result<HashMap<RevisionId, usize>> {
        let revisions: Vec<i64> = self.items.iter().map(|item| item.revision.id.get()).collect();
        let people: Vec<i64> = self.people.iter().map(|one| one.subject.get()).collect();
        let emails: Vec<&str> = self.links.iter().map(|one| one.email.as_str()).collect();
        let (now, mut counts) = (work.now(), HashMap::new());
        let whom = (people.as_slice(), emails.as_slice());
        for sent in owed::sent_before(&mut work.tx, (place, now), &revisions, whom).await? {
            *counts.entry(sent.revision_id).or_insert(0) += 1;
        }
        Ok(counts)
    }

    /// Who sees more than before, in figures and names; whoever gets a link does.
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
        let links = if self.items.is_empty() { &[] } else { self.links.as_slice() };
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
        let documents: HashSet<&DocumentId> = newly.values().flatten().collect();
        Gains {
            people: gaining.len() + links.len(),
            companies: companies.len(),
            outside: gaining.iter().filter(|one| one.outside).count() + links.len(),
            names: known.iter().map(named).chain(addresses).take(NAMES).collect(),
            documents: if links.is_empty() { documents.len() } else { self.items.len() },
        }
    }
}
