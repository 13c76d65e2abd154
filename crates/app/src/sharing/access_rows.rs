//! One row of a document's access list for each live grant.

use std::collections::HashMap;

use wayleave_access::audience::Seer;
use wayleave_access::ledger::ALL_LATER;
use wayleave_access::{Action, Caps, ProjectFacts, Reason, Target, Visible};
use wayleave_base::SubjectId;

use super::store::GrantRow;
use super::view::{AccessItem, AccessRevisions, AccessSubject};
use crate::abilities::{Abilities, ability};
use crate::people::PersonRef;
use crate::projects::MembershipRow;
use crate::wire;

/// What rows are made of.
pub struct Known {
    /// Everybody who sees the document.
    pub seers: Vec<Seer>,
    /// The live grants on it.
    pub grants: Vec<GrantRow>,
    /// The memberships with Full Register Access.
    pub switches: Vec<MembershipRow>,
    /// The people named anywhere.
    pub people: HashMap<SubjectId, PersonRef>,
    /// When each person last used the document, by the member's id.
    pub uses: HashMap<String, i64>,
    /// Do links open anything in this project now?
    pub links: bool,
}

/// The row of a grant. A grant that opens nothing to anybody now is still shown: it may, when somebody joins.
pub fn grant_item(
    facts: &ProjectFacts,
    visible: &Visible,
    known: &Known,
    grant: &GrantRow,
) -> Option<AccessItem> {
    if !Caps(grant.caps).has(Caps::VIEW) {
        return None;
    }
    let who = who(known, grant)?;
    let reason = Reason::from_raw(grant.reason)?;
    let given = grant.share_reason.clone().filter(|text| !text.is_empty());
    Some(AccessItem {
        kind: who.kind,
        subject: who.subject,
        via: Some(reason.code().to_owned()),
        rights: Caps(grant.caps).words(),
        revisions: Some(revisions(visible, grant)),
        reason: given,
        granted_by: known.people.get(&grant.opened_by).cloned(),
        granted_at: Some(wire::time(grant.valid_from)),
        ends_at: wire::end(grant.ends_at),
        outside: who.outside,
        people_count: who.count,
        last_used_at: who.used.map(wire::time),
        share_id: grant.share_id.clone(),
        guest_share_id: grant.link_id.clone(),
        abilities: abilities(facts, grant),
    })
}

struct Who {
    kind: &'static str,
    subject: AccessSubject,
    outside: bool,
    count: usize,
    used: Option<i64>,
}

fn who(known: &Known, grant: &GrantRow) -> Option<Who> {
    if grant.link_id.is_some() {
        let name = grant.link_label.clone().unwrap_or_default();
        let subject = AccessSubject { id: grant.link_id.clone(), name, company: None };
        let count = usize::from(known.links && !grant.link_spent);
        return Some(Who { kind: "link", subject, outside: true, count, used: grant.link_used_at });
    }
    let reached: Vec<&Seer> =
        known.seers.iter().filter(|seer| seer.standing.subjects.contains(&grant.subject_id.get())).collect();
    let outside = reached.iter().any(|seer| seer.standing.outside);
    let used = |person: &PersonRef| known.uses.get(&person.id).copied();
    if let Some(name) = &grant.collective_name {
        let kind = if grant.is_company { "company" } else { "group" };
        let subject = AccessSubject { id: grant.collective_id.clone(), name: name.clone(), company: None };
        let last = reached.iter().filter_map(|seer| used(known.people.get(&seer.standing.subject)?)).max();
        return Some(Who { kind, subject, outside, count: reached.len(), used: last });
    }
    let person = known.people.get(&grant.subject_id)?;
    let subject = AccessSubject {
        id: grant.member_id.clone(),
        name: person.name.clone(),
        company: person.company.clone(),
    };
    let outside = reached.first().map_or(person.outside, |seer| seer.standing.outside);
    Some(Who { kind: "person", subject, outside, count: reached.len(), used: used(person) })
}

fn revisions(visible: &Visible, grant: &GrantRow) -> AccessRevisions {
    let code = |seq: i64| {
        visible.revisions.iter().find(|revision| revision.seq == seq).map(|revision| revision.code.clone())
    };
    if grant.rev_from <= 1 && grant.rev_to >= ALL_LATER {
        return AccessRevisions { from: None, to: None, text: "every accepted revision".to_owned() };
    }
    let from = code(grant.rev_from);
    let first = from.clone().unwrap_or_else(|| grant.rev_from.to_string());
    if grant.rev_to >= ALL_LATER {
        let text = format!("revision {first} and later accepted ones");
        return AccessRevisions { from, to: None, text };
    }
    let to = code(grant.rev_to);
    let text = if grant.rev_from == grant.rev_to {
        format!("revision {first}")
    } else {
        format!("revisions {first} to {}", to.clone().unwrap_or_else(|| grant.rev_to.to_string()))
    };
    AccessRevisions { from, to, text }
}

fn abilities(facts: &ProjectFacts, grant: &GrantRow) -> Abilities {
    let (action, maker) = match (&grant.share_id, &grant.link_id) {
        (Some(_), _) => (Action::ShareManage, grant.share_by),
        (_, Some(_)) => (Action::GuestShareManage, grant.link_by),
        _ => return Abilities::new(),
    };
    let outcome = facts.outcome(action, Target { maker, ..Target::default() });
    let may = ability(&outcome);
    [("revoke", may.clone()), ("extend", may)].into()
}
