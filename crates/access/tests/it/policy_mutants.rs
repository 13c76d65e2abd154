//! Every single change of the policy is noticed: each row removed, each condition dropped, each set widened or narrowed,
//! each obligation removed, against a gallery of people and documents whose answers the oracle knows.

use std::collections::{BTreeMap, BTreeSet};

use wayleave_access::policy::{Column, RULES, Rule, When, Who as Whom};
use wayleave_access::reach::{DocumentState, GrantState, RevisionState, reach};
use wayleave_access::{
    Acceptance, Action, Caps, Confidential, Gate, Gates, Mode, Obligation, OrganisationFacts,
    OrganisationRole, Principal, ProjectFacts, Reason, Role, SharePolicy, Status, Target, Visible,
};
use wayleave_base::{GuestShareId, NEVER, OrganisationId, ProjectId, SubjectId};

use crate::compare::{target, verdict};
use crate::gallery::{self, NOW};
use crate::oracle::{
    Aim, DOCUMENT_ACTS, Document, Id, MADE_ACTS, On, PROJECT_ACTS, Sight, Standing, Verdict, Who, Word, World,
};
use crate::rows::{document_row, revision_row};

/// A policy that differs from the one in force in one place.
struct Mutant {
    name: String,
    action: Action,
    policy: &'static [Rule],
}

/// Mutants that no answer can tell from the policy in force, each with the reason. The name is matched by its beginning.
const EQUIVALENT: &[(&str, &str)] = &[
    ("DR-02 removed", "DR-03 opens by the same grants; both rows stand because both are rows of the matrix"),
    ("DR-02 not for", "DR-03 opens by the same grants"),
    ("DR-03 removed", "DR-02 opens by the same grants; both rows stand because both are rows of the matrix"),
    ("DR-03 not for", "DR-02 opens by the same grants"),
    ("DR-04 for Initiator too", "members see the accepted register in every status already"),
    ("DR-04 for Reviewer too", "members see the accepted register in every status already"),
    ("DR-04 for Viewer too", "members see the accepted register in every status already"),
    ("DR-07 without Caps", "what is visible is visible by the right to view"),
    ("K-1.5/admin without NotDeleted", "a deleted document is refused before any row is asked"),
    ("K-1.5/member without NotDeleted", "a deleted document is refused before any row is asked"),
    ("K-1.5/controller without NotDeleted", "a deleted document is refused before any row is asked"),
    ("DR-04 without NotDeleted", "a deleted document is refused before any row is asked"),
    ("K-1.5/member without Admitted", "without an accepted revision there is none for the row to show"),
    ("DR-04 without Admitted", "without an accepted revision there is none for the row to show"),
    (
        "P-3/access-members not for Admin",
        "administrators have the right to share everything, and its row lets them",
    ),
    (
        "P-3/access-shares not for Admin",
        "administrators have the right to share everything, and its row lets them",
    ),
    ("K-5.8/create with status Draft", "the plain row gives this status to whoever may upload"),
    ("K-5.8/create with status ForReview", "the plain row gives this status to whoever may upload"),
    ("K-5.8/create with status ForInformation", "the plain row gives this status to whoever may upload"),
    ("K-5.8/revise with status Draft", "the plain row gives this status to whoever may upload"),
    ("K-5.8/revise with status ForReview", "the plain row gives this status to whoever may upload"),
    ("K-5.8/revise with status ForInformation", "the plain row gives this status to whoever may upload"),
];

#[test]
fn every_change_of_the_policy_is_noticed() {
    let world = gallery::world();
    let cases = Cases::of(&world);
    let wrong = cases.check(RULES, None);
    assert_eq!(wrong, None, "the policy in force differs from the oracle");
    let mutants = mutants();
    let mut survivors = Vec::new();
    let mut excused = BTreeSet::new();
    for mutant in &mutants {
        match cases.check(mutant.policy, Some(mutant.action)) {
            Some(case) => eprintln!("killed   {:<60} {case}", mutant.name),
            None => match excuse(mutant) {
                Some((name, reason)) => {
                    excused.insert(name);
                    eprintln!("the same {:<60} {reason}", mutant.name);
                }
                None => survivors.push(mutant.name.clone()),
            },
        }
    }
    eprintln!("{} mutants of {} rows, {} survive", mutants.len(), RULES.len(), survivors.len());
    assert!(survivors.is_empty(), "nobody noticed:\n{}", survivors.join("\n"));
    let idle: Vec<_> = EQUIVALENT.iter().filter(|(name, _)| !excused.contains(name)).collect();
    assert!(idle.is_empty(), "excused without need: {idle:?}");
}

/// Why a mutant gives the same answers, if that can be said.
fn excuse(mutant: &Mutant) -> Option<(&'static str, &'static str)> {
    if let Some(found) = EQUIVALENT.iter().find(|(known, _)| mutant.name.starts_with(known)) {
        return Some(*found);
    }
    // The others are rows that were given to one more kind of principal; the added row is the last.
    let (_, kind) = mutant.name.strip_suffix(" too")?.split_once(" for ")?;
    let rule = mutant.policy.last()?;
    let needs = |test: fn(&When) -> bool| rule.when.iter().any(test);
    let viewing = rule.action == Action::DocumentView;
    let reason = match kind {
        "External" | "Guest" if needs(|when| matches!(when, When::Holds(_))) => {
            "outsiders and guests hold no permission action, whatever is written"
        }
        "Responder" | "Guest" if needs(|when| matches!(when, When::DocumentControl)) => {
            "responders and guests take nothing from a group, so none is a Document Controller"
        }
        "Responder" | "Guest" if needs(|when| matches!(when, When::ProjectWide { .. })) => {
            "the rights that come with project-wide reach are none for responders and guests"
        }
        "OrgAdmin" | "Admin" if viewing => "administrators see everything with every right already",
        _ if another_row_says_so(rule, kind) => "another row allows them the act on no more conditions",
        _ => return None,
    };
    Some(("", reason))
}

/// Does a row in force allow the same act to this kind of principal on no more conditions? Every permission action is
/// held by an organisation administrator.
fn another_row_says_so(rule: &Rule, kind: &str) -> bool {
    let mode = KINDS.iter().find(|(name, ..)| *name == kind).map(|(.., mode)| *mode);
    let speaks = |other: &Rule| match (mode, other.who) {
        (Some(mode), who) => who.covers(mode),
        (None, Whom::Organisation(roles)) => roles.iter().any(|role| role.code() == kind),
        (None, _) => false,
    };
    let met = |when: &When| {
        rule.when.contains(when)
            || (mode == Some(Mode::OrgAdmin) && matches!(when, When::Holds(_) | When::Caps(_)))
    };
    RULES.iter().any(|other| other.action == rule.action && speaks(other) && other.when.iter().all(met))
}

/// Every mutant of every row.
fn mutants() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (at, rule) in RULES.iter().enumerate() {
        let mut add = |what: String, changed: Vec<Rule>| {
            let mut policy = RULES.to_vec();
            policy.splice(at..=at, changed);
            let name = format!("{} {what}", rule.id);
            mutants.push(Mutant { name, action: rule.action, policy: Box::leak(policy.into_boxed_slice()) });
        };
        add("removed".into(), vec![]);
        for (place, when) in rule.when.iter().enumerate() {
            let with = |new: Option<When>| {
                let mut all = rule.when.to_vec();
                all.splice(place..=place, new);
                Rule { when: Box::leak(all.into_boxed_slice()), ..*rule }
            };
            if !matches!(when, When::ProjectWide { .. } | When::Granted(_)) {
                add(format!("without {when:?}"), vec![with(None)]);
            }
            for (what, other) in changes(*when) {
                add(what, vec![with(Some(other))]);
            }
        }
        for (place, duty) in rule.then.iter().enumerate() {
            let mut then = rule.then.to_vec();
            then.remove(place);
            add(
                format!("without duty {duty:?}"),
                vec![Rule { then: Box::leak(then.into_boxed_slice()), ..*rule }],
            );
        }
        for (what, kept) in narrower(rule.who) {
            add(what, kept.into_iter().map(|who| Rule { who, ..*rule }).collect());
        }
        for (what, who) in wider(rule.who) {
            // At the end, so that it only ever adds.
            let mut policy = RULES.to_vec();
            policy.push(Rule { who, ..*rule });
            let name = format!("{} for {what} too", rule.id);
            mutants.push(Mutant { name, action: rule.action, policy: Box::leak(policy.into_boxed_slice()) });
        }
    }
    let twins = |changed: Option<When>| -> &'static [Rule] {
        let rules = RULES.iter().filter(|rule| !matches!(rule.id, "DR-02" | "DR-03") || changed.is_some());
        let other = |rule: &Rule| match changed {
            Some(when) if matches!(rule.id, "DR-02" | "DR-03") => {
                Rule { when: Box::leak(Box::new([when])), ..*rule }
            }
            _ => *rule,
        };
        Box::leak(rules.map(other).collect::<Vec<_>>().into_boxed_slice())
    };
    for (name, changed) in [
        ("both rows of own and shared documents removed", None),
        ("both rows of own and shared documents by grants of any right", Some(When::Granted(Caps(0)))),
        ("both rows of own and shared documents by grants to download", Some(When::Granted(Caps::DOWNLOAD))),
    ] {
        mutants.push(Mutant { name: name.to_owned(), action: Action::DocumentView, policy: twins(changed) });
    }
    mutants
}

/// Conditions a little wider or narrower than `when`.
fn changes(when: When) -> Vec<(String, When)> {
    let mut changes = Vec::new();
    match when {
        When::ProjectWide { columns, unaccepted } => {
            for (place, column) in columns.iter().enumerate() {
                let mut fewer = columns.to_vec();
                fewer.remove(place);
                let fewer = Box::leak(fewer.into_boxed_slice());
                changes
                    .push((format!("without {column:?}"), When::ProjectWide { columns: fewer, unaccepted }));
                if let Column::StatusNotIn(statuses) = column {
                    for status in *statuses {
                        let mut columns = columns.to_vec();
                        columns[place] = Column::StatusNotIn(without(statuses, *status));
                        let columns = Box::leak(columns.into_boxed_slice());
                        changes
                            .push((format!("showing {status:?}"), When::ProjectWide { columns, unaccepted }));
                    }
                }
            }
            changes.push((
                format!("unaccepted {}", !unaccepted),
                When::ProjectWide { columns, unaccepted: !unaccepted },
            ));
        }
        When::StatusIn(statuses) | When::DocumentStatusIn(statuses) => {
            let again = |list| {
                if matches!(when, When::StatusIn(_)) {
                    When::StatusIn(list)
                } else {
                    When::DocumentStatusIn(list)
                }
            };
            for status in Status::ALL {
                if statuses.contains(status) {
                    changes.push((format!("not with status {status:?}"), again(without(statuses, *status))));
                } else {
                    let more: Vec<Status> = statuses.iter().copied().chain([*status]).collect();
                    changes
                        .push((format!("with status {status:?}"), again(Box::leak(more.into_boxed_slice()))));
                }
            }
        }
        When::Holds(gate) => {
            for other in Gate::ALL.iter().filter(|other| **other != gate) {
                changes.push((format!("by {} instead", other.code()), When::Holds(*other)));
            }
        }
        When::Caps(caps) => {
            for (other, word) in Caps::WORDS.iter().filter(|(other, _)| *other != caps) {
                changes.push((format!("by the right {word} instead"), When::Caps(*other)));
            }
        }
        When::Granted(_) => {
            changes.push(("by grants of any right".into(), When::Granted(Caps(0))));
            changes.push(("by grants to download".into(), When::Granted(Caps::DOWNLOAD)));
        }
        _ => {}
    }
    changes
}

fn without(statuses: &[Status], status: Status) -> &'static [Status] {
    Box::leak(
        statuses.iter().copied().filter(|other| *other != status).collect::<Vec<_>>().into_boxed_slice(),
    )
}

/// The single kinds of principal that a row can name.
const KINDS: [(Word, Whom, Mode); 8] = [
    ("OrgAdmin", Whom::OrgAdmin, Mode::OrgAdmin),
    ("Admin", Whom::Admins, Mode::Admin),
    ("Initiator", Whom::Role(Role::Initiator), Mode::Member(Role::Initiator)),
    ("Reviewer", Whom::Role(Role::Reviewer), Mode::Member(Role::Reviewer)),
    ("Viewer", Whom::Role(Role::Viewer), Mode::Member(Role::Viewer)),
    ("External", Whom::External, Mode::External { full_register: false }),
    ("Responder", Whom::Responder, Mode::Responder),
    ("Guest", Whom::Guest, Mode::Guest),
];

fn wider(who: Whom) -> Vec<(String, Whom)> {
    if let Whom::Organisation(roles) = who {
        let more = OrganisationRole::ALL.iter().filter(|role| !roles.contains(role));
        return more
            .map(|role| (role.code().to_owned(), Whom::Organisation(Box::leak(Box::new([*role])))))
            .collect();
    }
    let kinds = KINDS.iter().filter(|(.., mode)| !who.covers(*mode));
    kinds.map(|(name, whom, _)| ((*name).to_owned(), *whom)).collect()
}

/// What is left of `who` when one kind of principal is taken away.
fn narrower(who: Whom) -> Vec<(String, Vec<Whom>)> {
    if let Whom::Organisation(roles) = who {
        let each = roles.iter().map(|gone| {
            let rest: Vec<_> = roles.iter().copied().filter(|role| role != gone).collect();
            (format!("not for {}", gone.code()), vec![Whom::Organisation(Box::leak(rest.into_boxed_slice()))])
        });
        return each.collect();
    }
    let covered: Vec<_> = KINDS.iter().filter(|(.., mode)| who.covers(*mode)).collect();
    let each = covered.iter().filter(|(_, whom, _)| *whom != Whom::OrgAdmin || covered.len() == 1).map(
        |(name, gone, _)| {
            // `Admins` is the least that names Admin, so what is left of it is `OrgAdmin`.
            let rest =
                covered.iter().map(|(_, whom, _)| *whom).filter(|whom| whom != gone && *whom != Whom::Admins);
            let admins = covered.iter().any(|(_, whom, _)| *whom == Whom::Admins) && *gone != Whom::Admins;
            (format!("not for {name}"), rest.chain(admins.then_some(Whom::Admins)).collect())
        },
    );
    each.collect()
}

/// Every question of the gallery with the oracle's answer.
struct Cases<'a> {
    world: &'a World,
    standings: Vec<(Who, Id, ProjectFacts)>,
    /// The place in `standings`, the document, what is seen of it, and what the policy in force shows.
    sights: Vec<(usize, Id, Option<Sight>, Option<Visible>)>,
    decisions: BTreeMap<Word, Vec<Asked>>,
}

/// The place in `standings`, the aim, the place in `sights`, and the answer.
type Asked = (usize, Aim, Option<usize>, Verdict);

impl<'a> Cases<'a> {
    fn of(world: &'a World) -> Self {
        let mut cases = Self { world, standings: Vec::new(), sights: Vec::new(), decisions: BTreeMap::new() };
        let people = world.people.iter().map(|person| Who::Person(person.id));
        let everybody: Vec<Who> = people.chain(world.links.iter().map(|link| Who::Guest(link.id))).collect();
        for who in everybody {
            for project in &world.projects {
                let elsewhere =
                    |link: &crate::oracle::Link| Who::Guest(link.id) == who && link.project != project.id;
                if world.links.iter().any(elsewhere) {
                    continue;
                }
                let Some(standing) = world.standing(who, project.id, NOW) else { continue };
                cases.standings.push((who, project.id, facts(world, who, project.id, standing)));
                cases.questions(who, project.id);
            }
        }
        cases
    }

    fn questions(&mut self, who: Who, project: Id) {
        let (world, at) = (self.world, self.standings.len() - 1);
        let mut ask = |act: Word, aim: Aim, seen: Option<usize>| {
            let answer = world.may(who, project, act, aim, NOW);
            self.decisions.entry(act).or_default().push((at, aim, seen, answer));
        };
        for act in PROJECT_ACTS.into_iter().chain(MADE_ACTS) {
            for person in [None, Some(who.id()), Some(-1)] {
                ask(act, Aim { person, maker: person, ..Aim::default() }, None);
            }
        }
        for status in Status::ALL {
            ask("document.create", Aim { status: Some(status.code()), ..Aim::default() }, None);
        }
        let facts = &self.standings[at].2;
        for document in world.documents.iter().filter(|document| document.project == project) {
            if !gallery::concerns(world, who, document) {
                continue;
            }
            let sight = world.sees(who, project, document.id, NOW);
            if sight.is_some() {
                let seen = Some(self.sights.len());
                for act in DOCUMENT_ACTS {
                    ask(act, Aim { document: Some(document.id), ..Aim::default() }, seen);
                }
                if document.status == "approved" {
                    for status in Status::ALL {
                        let aim = Aim {
                            document: Some(document.id),
                            status: Some(status.code()),
                            ..Aim::default()
                        };
                        ask("revision.upload", aim, seen);
                    }
                }
            }
            self.sights.push((at, document.id, sight, visible(world, facts, who, document)));
        }
    }

    /// The first question that a policy answers wrongly; only questions that `action` matters to.
    fn check(&self, policy: &'static [Rule], action: Option<Action>) -> Option<String> {
        let with: Vec<ProjectFacts> =
            self.standings.iter().map(|(.., facts)| ProjectFacts { policy, ..facts.clone() }).collect();
        let reaching = action.is_none_or(|action| action == Action::DocumentView);
        let mut seen = Vec::new();
        for (at, id, expected, before) in self.sights.iter().filter(|_| reaching) {
            let (who, document) = (self.standings[*at].0, self.world.document(*id));
            let found = visible(self.world, &with[*at], who, document);
            if found.as_ref().map(crate::compare::sight) != *expected {
                return Some(format!("{} seeing {}", gallery::name(who), document.title_key));
            }
            assert_eq!(before.is_some(), expected.is_some());
            seen.push(found);
        }
        let acts =
            self.decisions.iter().filter(|(act, _)| action.is_none_or(|action| action.code() == **act));
        for (act, questions) in acts {
            let action = *Action::ALL.iter().find(|action| action.code() == *act)?;
            for (at, aim, place, expected) in questions {
                let shown = place.and_then(|place| {
                    if reaching { seen[place].as_ref() } else { self.sights[place].3.as_ref() }
                });
                if verdict(&with[*at].outcome(action, target(*aim, shown))) != *expected {
                    let on = aim.document.map_or("", |id| &self.world.document(id).title_key);
                    let who = gallery::name(self.standings[*at].0);
                    let how = [aim.status, aim.person.map(|id| if id < 0 { "another" } else { "self" })];
                    return Some(format!(
                        "{act} by {who} {on} {:?}",
                        how.iter().flatten().collect::<Vec<_>>()
                    ));
                }
            }
        }
        organisation(policy, action)
    }
}

/// The facts as the oracle states them.
fn facts(world: &World, who: Who, project: Id, standing: Standing) -> ProjectFacts {
    let mode = match standing {
        Standing::OrgAdmin => Mode::OrgAdmin,
        Standing::Admin => Mode::Admin,
        Standing::Role(role) => Mode::Member(Role::parse(role).unwrap()),
        Standing::External { full } => Mode::External { full_register: full },
        Standing::Responder => Mode::Responder,
        Standing::Guest => Mode::Guest,
    };
    let at = world.project(project);
    let own = at.policy.unwrap_or_default();
    let gates = world.gates(who, project, NOW);
    let principal = match who {
        Who::Person(id) => Principal::Person {
            subject: SubjectId(id),
            role: OrganisationRole::parse(world.person(id).role).unwrap(),
        },
        Who::Guest(id) => Principal::Guest { subject: SubjectId(id), share: GuestShareId(id) },
    };
    ProjectFacts {
        organisation: OrganisationId(1),
        project: ProjectId(project),
        at: NOW,
        mode,
        role: None,
        full_register_until: None,
        gates: Gate::ALL
            .iter()
            .filter(|gate| gates.contains(gate.code()))
            .fold(Gates::NONE, |all, gate| all.with(*gate)),
        document_control: world.controller(who, project, NOW),
        subjects: vec![who.id()],
        folders: vec![],
        locked: at.locked,
        share_policy: SharePolicy {
            guest_sharing_enabled: own.sharing,
            initiators_may_share: own.initiators,
            confidential: if own.admins_share_confidential {
                Confidential::ProjectAdmin
            } else {
                Confidential::No
            },
            ..SharePolicy::default()
        },
        templates_reserved: own.reserved,
        principal,
        policy: RULES,
    }
}

/// What the product's reach makes of a document of the gallery.
fn visible(world: &World, facts: &ProjectFacts, who: Who, document: &Document) -> Option<Visible> {
    let state = DocumentState {
        status: Status::parse(document.status).unwrap(),
        admitted: document.admitted(),
        restricted: document.restricted,
        deleted: document.deleted,
    };
    let revisions: Vec<_> = document
        .revisions
        .iter()
        .map(|revision| RevisionState {
            seq: revision.seq,
            acceptance: Acceptance::parse(revision.acceptance).unwrap(),
        })
        .collect();
    let grants: Vec<_> = world
        .grants
        .iter()
        .filter(|grant| grant.subject == who.id() && grant.on == On::Document(document.id))
        .map(|grant| GrantState {
            id: grant.id,
            caps: Caps(grant.caps),
            rev_from: grant.from,
            rev_to: grant.to,
            reason: Reason::ALL.iter().copied().find(|reason| reason.code() == grant.reason).unwrap(),
        })
        .collect();
    let reach = reach(facts.mode, &facts.clauses(), &state, &revisions, &grants)?;
    let seen = document
        .revisions
        .iter()
        .rev()
        .filter(|revision| reach.revisions.iter().any(|(seq, _)| *seq == revision.seq));
    let revisions = seen.map(|revision| revision_row(document, revision)).collect();
    Some(Visible { document: document_row(document), revisions, reach })
}

/// Acts on the organisation: role, act, the person acted upon, that person's role, the role to be given.
fn organisation(policy: &'static [Rule], only: Option<Action>) -> Option<String> {
    let roles: Vec<Word> = OrganisationRole::ALL.iter().map(|role| role.code()).collect();
    for action in Action::ALL.iter().filter(|action| action.level() == wayleave_access::Level::Organisation) {
        if only.is_some_and(|only| only != *action) {
            continue;
        }
        let gives_a_role = matches!(action.code(), "member.invite" | "member.change_role");
        for role in &roles {
            for target_role in &roles {
                for new_role in &roles {
                    for person in [1, 2] {
                        let facts = OrganisationFacts {
                            principal: Principal::Person {
                                subject: SubjectId(1),
                                role: OrganisationRole::parse(role).unwrap(),
                            },
                        };
                        let target = Target {
                            person: Some(SubjectId(person)),
                            person_role: OrganisationRole::parse(target_role),
                            new_role: OrganisationRole::parse(new_role).filter(|_| gives_a_role),
                            ..Target::default()
                        };
                        let found = facts.outcome_by(policy, *action, target).is_allowed();
                        let about = (person == 1, *target_role, *new_role);
                        if found != crate::oracle::may_in_organisation(role, action.code(), about) {
                            return Some(format!(
                                "{} by {role} on {target_role}, to be {new_role}",
                                action.code()
                            ));
                        }
                    }
                }
            }
        }
    }
    None
}

/// A new act is asked about here, or this fails.
#[test]
fn the_oracle_knows_every_act() {
    use wayleave_access::Level;
    let codes = |level: Level| -> BTreeSet<Word> {
        Action::ALL.iter().filter(|action| action.level() == level).map(|action| action.code()).collect()
    };
    assert_eq!(codes(Level::Project), PROJECT_ACTS.into());
    assert_eq!(codes(Level::Document), DOCUMENT_ACTS.into());
    assert_eq!(codes(Level::Made), MADE_ACTS.into());
}

/// The vocabulary of duties is closed; a new one needs its word in the oracle.
#[test]
fn every_duty_of_the_policy_has_a_word() {
    let duties: BTreeSet<Word> = RULES
        .iter()
        .flat_map(|rule| rule.then)
        .map(|duty| match duty {
            Obligation::ApprovalByDocumentController => "approval",
            Obligation::ForcePending => "force_pending",
            Obligation::Watermark => "watermark",
            Obligation::LogRead => "log_read",
        })
        .collect();
    assert_eq!(duties.len(), 4);
    assert_eq!(NEVER, 253_402_300_799_000);
}
