//! Who has access to a document, by every way there is: roles, switches, grants and links.

use std::collections::{BTreeMap, HashMap, HashSet};

use wayleave_access::audience::{self, Place, Seer};
use wayleave_access::{Mode, ProjectFacts, Target, Visible, act, policy};
use wayleave_base::SubjectId;

use super::access_rows::{Known, grant_item};
use super::view::{AccessCounts, AccessItem, AccessSubject, DocumentAccess};
use super::{explain, store};
use crate::abilities::Abilities;
use crate::cx::Cx;
use crate::error::Result;
use crate::people;
use crate::projects::{MembershipRow, live_switches};
use crate::wire;
use crate::work::Work;

/// Lists every way in which the document can be seen now.
pub async fn list(cx: &Cx, organisation: &str, project: &str, document: &str) -> Result<DocumentAccess> {
    let mut work = Work::read(cx, organisation).await?;
    let (row, facts) = work.project(project).await?;
    let visible = work.document(&facts, document).await?;
    work.permit_in::<act::DocumentAccess>(&facts, Target::document(&visible))?;
    let (me, now) = (work.me.subject, work.now());
    let mine = explain::ask(&mut work, &row, &facts, &visible, (me, now)).await?.sentence;
    let seers = audience::seers(&mut work.tx, Place::of(&facts), visible.document.id, None).await?;
    let known = known(&mut work, &facts, &visible, seers).await?;
    let mut items = by_role(&known.seers);
    items.extend(by_switch(&known));
    items.extend(known.grants.iter().filter_map(|grant| grant_item(&facts, &visible, &known, grant)));
    let counts = counts(&known, &items);
    Ok(DocumentAccess { mine, items, counts })
}

/// Reads what the rows are made of, in a fixed number of statements.
async fn known(work: &mut Work, facts: &ProjectFacts, visible: &Visible, seers: Vec<Seer>) -> Result<Known> {
    let (organisation, now) = (work.organisation.id, work.now());
    let place = (organisation, facts.project);
    let grants = store::grants(&mut work.tx, place, visible.document.id, now).await?;
    let switches = live_switches(&mut work.tx, facts.project, now).await?;
    let mut subjects: Vec<SubjectId> = seers.iter().map(|seer| seer.standing.subject).collect();
    subjects.extend(grants.iter().flat_map(|grant| [grant.subject_id, grant.opened_by]));
    subjects.extend(switches.iter().filter_map(|switch| switch.full_by));
    let people = people::by_subject(&mut work.tx, organisation, &subjects).await?;
    let uses: HashMap<String, i64> =
        store::last_uses(&mut work.tx, organisation, &visible.document.public_id)
            .await?
            .into_iter()
            .map(|used| (used.actor_id, used.at))
            .collect();
    Ok(Known { seers, grants, switches, people, uses, links: Place::of(facts).links })
}

/// One row for each role whose whole membership sees the document, apart for those from outside.
fn by_role(seers: &[Seer]) -> Vec<AccessItem> {
    let mut roles: BTreeMap<(usize, bool), (&Seer, usize)> = BTreeMap::new();
    for seer in seers.iter().filter(|seer| seer.reach.wide) {
        if matches!(seer.standing.mode, Mode::External { .. }) {
            continue;
        }
        let rank = policy::Who::MODES.iter().position(|mode| *mode == seer.standing.mode).unwrap_or_default();
        roles.entry((rank, seer.standing.outside)).or_insert((seer, 0)).1 += 1;
    }
    roles
        .into_iter()
        .map(|((_, outside), (seer, count))| AccessItem {
            kind: "role",
            subject: AccessSubject { id: None, name: role_name(seer.standing.mode, outside), company: None },
            via: seer.reach.rules.first().map(|rule| (*rule).to_owned()),
            rights: policy::role_caps(seer.standing.mode).words(),
            revisions: None,
            reason: None,
            granted_by: None,
            granted_at: None,
            ends_at: None,
            outside,
            people_count: count,
            last_used_at: None,
            share_id: None,
            guest_share_id: None,
            abilities: Abilities::new(),
        })
        .collect()
}

fn role_name(mode: Mode, outside: bool) -> String {
    use wayleave_access::Role;
    let name = match mode {
        Mode::OrgAdmin => "Organisation administrators",
        Mode::Admin => "Project Admins and organisation managers",
        Mode::Member(Role::Initiator) => "Initiators",
        Mode::Member(Role::Reviewer) => "Reviewers",
        Mode::Member(_) => "Viewers",
        Mode::External { .. } => "External participants",
        Mode::Responder => "Responders",
        Mode::Guest => "Guests",
    };
    if outside { format!("{name} from outside") } else { name.to_owned() }
}

/// One row for each external participant whose Full Register Access shows the document.
fn by_switch(known: &Known) -> Vec<AccessItem> {
    let wide = |switch: &&MembershipRow| {
        known.seers.iter().any(|seer| {
            seer.standing.subject == switch.subject_id
                && seer.reach.wide
                && matches!(seer.standing.mode, Mode::External { .. })
        })
    };
    known
        .switches
        .iter()
        .filter(wide)
        .filter_map(|switch| {
            let person = known.people.get(&switch.subject_id)?;
            Some(AccessItem {
                kind: "person",
                subject: AccessSubject {
                    id: Some(person.id.clone()),
                    name: person.name.clone(),
                    company: person.company.clone(),
                },
                via: Some("Full Register Access".to_owned()),
                rights: policy::role_caps(Mode::External { full_register: true }).words(),
                revisions: None,
                reason: switch.full_reason.clone().filter(|reason| !reason.is_empty()),
                granted_by: switch.full_by.and_then(|by| known.people.get(&by).cloned()),
                granted_at: switch.full_from.map(wire::time),
                ends_at: switch.full_until.and_then(wire::end),
                outside: true,
                people_count: 1,
                last_used_at: known.uses.get(&person.id).map(|at| wire::time(*at)),
                share_id: None,
                guest_share_id: None,
                abilities: Abilities::new(),
            })
        })
        .collect()
}

fn counts(known: &Known, items: &[AccessItem]) -> AccessCounts {
    let companies: HashSet<&str> = known
        .seers
        .iter()
        .filter_map(|seer| known.people.get(&seer.standing.subject)?.company.as_ref())
        .map(|company| company.id.as_str())
        .collect();
    let links = items.iter().filter(|item| item.kind == "link" && item.people_count > 0).count();
    AccessCounts {
        companies: companies.len(),
        people: known.seers.len(),
        outside: known.seers.iter().filter(|seer| seer.standing.outside).count() + links,
    }
}
