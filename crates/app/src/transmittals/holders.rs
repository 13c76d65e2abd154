//! Who holds a revision of a document, by whatever way: those to whom it was sent or shared, those who answer a workflow about
//! it, and the holders of links; with whether the current revision is theirs too. Who sees every revision by their place in
//! the project is counted, and named only for what they were sent.

use std::collections::{BTreeMap, HashMap};

use wayleave_access::audience::{self, Place, Seer};
use wayleave_access::documents::RevisionRow;
use wayleave_access::{Acceptance, Caps, Target, act};
use wayleave_base::SubjectId;

use super::store_holders::{self as store, WayRow};
use super::view_holders::{HeldBy, Holder, RevisionHolders};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::people::{self, PersonRef};
use crate::wire;
use crate::work::Work;

/// Somebody who holds something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    Person(SubjectId),
    Address(String),
    /// A link that names nobody, by its id.
    Link(String),
}

/// The ways of each.
type Held = BTreeMap<Who, Vec<WayRow>>;

/// Who holds a revision.
pub async fn list(
    cx: &Cx,
    organisation: &str,
    project: &str,
    (document, revision): (&str, &str),
) -> Result<RevisionHolders> {
    let mut work = Work::read(cx, organisation).await?;
    let (_, facts) = work.project(project).await?;
    let visible = work.document(&facts, document).await?;
    work.permit_in::<act::DocumentAccess>(&facts, Target::document(&visible))?;
    let asked = visible.revision(revision).ok_or_else(Error::not_found)?;
    let current = visible.revisions.iter().find(|one| one.seq == visible.document.current_seq);
    let current = current.unwrap_or(asked);
    let place = Place::of(&facts);
    let seers = audience::seers(&mut work.tx, place, visible.document.id, None).await?;
    let of = ((work.organisation.id, facts.project), visible.document.id, facts.at);
    let mut held = given_to(&seers, asked.seq, store::given(&mut work.tx, of).await?);
    let linked = if place.links { store::linked(&mut work.tx, of).await? } else { Vec::new() };
    let sent = store::sent(&mut work.tx, of).await?;
    for way in linked.into_iter().chain(sent) {
        held.entry(who(&way)).or_default().push(way);
    }
    let accepted = asked.acceptance == Acceptance::Accepted.code();
    held.retain(|_, ways| accepted && ways.iter().any(|way| covers(way, asked)));
    let named: Vec<SubjectId> = held.keys().filter_map(person).collect();
    let people = people::by_subject(&mut work.tx, work.organisation.id, &named).await?;
    let sees = |who: &Who| person(who).is_some_and(|subject| narrowly_sees(&seers, subject, current.seq));
    let mut items: Vec<Holder> = held
        .into_iter()
        .map(|(who, ways)| {
            let has_current = sees(&who) || ways.iter().any(|way| covers(way, current));
            holder(&who, ways.into_iter().filter(|way| covers(way, asked)), (&people, has_current))
        })
        .collect();
    items.sort_by_cached_key(|one| (one.has_current, wire::key(&one.name)));
    let wide =
        seers.iter().filter(|seer| seer.reach.wide && seer.reach.caps_on(asked.seq) != Caps::default());
    Ok(RevisionHolders {
        items,
        by_role: wide.count(),
        revision: asked.code.clone(),
        current: current.code.clone(),
        current_id: current.public_id.clone(),
    })
}

/// What was given by name, by those who see the revision by it. Whoever sees all of it holds nothing more by this.
fn given_to(seers: &[Seer], seq: i64, ways: Vec<WayRow>) -> Held {
    let mut held = Held::new();
    let narrow = |seer: &&Seer| !seer.reach.wide && seer.reach.caps_on(seq) != Caps::default();
    let seers: Vec<&Seer> = seers.iter().filter(narrow).collect();
    for way in ways {
        for seer in seers.iter().filter(|seer| seer.standing.subjects.contains(&way.subject_id.get())) {
            held.entry(Who::Person(seer.standing.subject)).or_default().push(way.clone());
        }
    }
    held
}

fn narrowly_sees(seers: &[Seer], subject: SubjectId, seq: i64) -> bool {
    let seer = seers.iter().find(|seer| seer.standing.subject == subject && !seer.reach.wide);
    seer.is_some_and(|seer| seer.reach.caps_on(seq) != Caps::default())
}

fn who(way: &WayRow) -> Who {
    match (way.subject_id.get(), way.email.as_str()) {
        (0, "") => Who::Link(way.id.clone()),
        (0, email) => Who::Address(email.to_owned()),
        _ => Who::Person(way.subject_id),
    }
}

fn person(who: &Who) -> Option<SubjectId> {
    match who {
        Who::Person(subject) => Some(*subject),
        _ => None,
    }
}

fn covers(way: &WayRow, revision: &RevisionRow) -> bool {
    (way.rev_from..=way.rev_to).contains(&revision.seq)
}

fn holder(
    who: &Who,
    ways: impl Iterator<Item = WayRow>,
    (people, has_current): (&HashMap<SubjectId, PersonRef>, bool),
) -> Holder {
    let ways: Vec<WayRow> = ways.collect();
    let person = person(who).and_then(|subject| people.get(&subject).cloned());
    let named = ways.iter().rev().map(|way| way.name.clone()).find(|name| !name.is_empty());
    let email = match who {
        Who::Address(email) => Some(email.clone()),
        _ => None,
    };
    Holder {
        name: person.as_ref().map(|person| person.name.clone()).or(named).unwrap_or_default(),
        person,
        email,
        has_current,
        ways: ways.into_iter().map(HeldBy::from).collect(),
    }
}

impl From<WayRow> for HeldBy {
    fn from(way: WayRow) -> Self {
        Self {
            kind: way.kind,
            label: Some(way.label).filter(|label| !label.is_empty()),
            id: Some(way.id).filter(|id| !id.is_empty()),
            since: wire::time(way.since),
            ends_at: wire::end(way.ends_at),
        }
    }
}
