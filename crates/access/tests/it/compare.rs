//! Asking the product and the oracle the same question, and failing with both answers when they differ.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use wayleave_access::documents::{self, Coded, Facet, Filter, Listed, Plan, Position, RevisionFilter, Sort};
use wayleave_access::search::{self, Reader};
use wayleave_access::{
    Confidential, Denial, Obligation, Outcome, ProjectFacts, Role, Status, Target, Visible,
};
use wayleave_base::{ProjectId, SubjectId};
use wayleave_db::Tx;

use crate::oracle::{Aim, Document, Id, Policy, Revision, Sight, Standing, Verdict, Who, Word};
use crate::site::Site;
use crate::sought::{Looker, Sought};

/// The facts of somebody in a project now.
pub async fn facts(tx: &mut Tx, site: &Site, who: Who, project: Id) -> Option<ProjectFacts> {
    facts_at(tx, site, &site.principal(who), project, site.now).await
}

pub async fn facts_at(
    tx: &mut Tx,
    site: &Site,
    principal: &wayleave_access::Principal,
    project: Id,
    at: i64,
) -> Option<ProjectFacts> {
    ProjectFacts::load(tx, site.organisation, ProjectId(project), principal, at).await.unwrap()
}

/// What a visible document shows, in the oracle's words.
pub fn sight(visible: &Visible) -> Sight {
    let revisions = visible.reach.revisions.iter().map(|(seq, caps)| (*seq, caps.0)).collect();
    let listed: Vec<i64> = visible.revisions.iter().map(|revision| revision.seq).collect();
    let reached: Vec<i64> = visible.reach.revisions.iter().map(|(seq, _)| *seq).collect();
    let own = visible.revisions.iter().all(|revision| revision.document_id == visible.document.id);
    // A damaged statement must show in the answer rather than stop the test.
    let shown = if own && listed == reached { visible.reach.shown } else { -1 };
    Sight { revisions, shown, caps: visible.reach.caps.0 }
}

/// Mode, gates and group agree.
pub fn same_facts(site: &Site, who: Who, project: Id, facts: Option<&ProjectFacts>) {
    let expected = site.world.standing(who, project, site.now);
    let found = facts.map(standing);
    assert_eq!(found, expected, "the standing of {who:?} in project {project}");
    let Some(facts) = facts else { return };
    assert_eq!(
        gates(facts),
        site.world.gates(who, project, site.now),
        "the gates of {who:?} in project {project}"
    );
    assert_eq!(
        facts.document_control,
        site.world.controller(who, project, site.now),
        "{who:?} in Document Control"
    );
    assert_eq!(facts.locked, site.world.project(project).locked);
}

fn standing(facts: &ProjectFacts) -> Standing {
    use wayleave_access::Mode;
    match facts.mode {
        Mode::OrgAdmin => Standing::OrgAdmin,
        Mode::Admin => Standing::Admin,
        Mode::Member(role) => Standing::Role(Role::code(role)),
        Mode::External { full_register } => Standing::External { full: full_register },
        Mode::Responder => Standing::Responder,
        Mode::Guest => Standing::Guest,
    }
}

fn gates(facts: &ProjectFacts) -> BTreeSet<Word> {
    wayleave_access::Gate::ALL.iter().filter(|gate| facts.gates.has(**gate)).map(|gate| gate.code()).collect()
}

/// The facts as one text, in the oracle's words.
pub fn spelled(facts: Option<&ProjectFacts>) -> String {
    let rest = facts.map(|facts| {
        let policy = Policy {
            sharing: facts.share_policy.guest_sharing_enabled,
            initiators: facts.share_policy.initiators_may_share,
            admins_share_confidential: facts.share_policy.confidential == Confidential::ProjectAdmin,
            reserved: facts.templates_reserved,
        };
        let names: BTreeSet<Id> = facts.subjects.iter().copied().collect();
        let folders: BTreeSet<(Id, Id)> =
            facts.folders.iter().map(|folder| (folder.folder_id, folder.grant_id)).collect();
        (gates(facts), facts.document_control, facts.locked, policy, names, folders)
    });
    format!("{:?} {rest:?}", facts.map(standing))
}

fn is_team(site: &Site, who: Who, project: Id) -> bool {
    matches!(
        site.world.standing(who, project, site.now),
        Some(Standing::OrgAdmin | Standing::Admin | Standing::Role(_))
    )
}

/// One filter and order, and what the oracle says they give.
#[derive(Clone, Debug)]
pub struct Question {
    pub filter: Filter,
    pub sought: Option<Sought>,
    pub sort: Sort,
    pub ascending: bool,
}

pub const SORTS: [Sort; 11] = Sort::ALL;

impl Question {
    pub fn newest() -> Self {
        Self { filter: Filter::default(), sought: None, sort: Sort::Created, ascending: false }
    }

    pub fn plain(&self) -> bool {
        self.filter == Filter::default() && self.sought.is_none()
    }

    /// The filter with the search made ready for these facts.
    pub async fn ready(&self, tx: &mut Tx, facts: &ProjectFacts) -> Filter {
        let mut filter = self.filter.clone();
        if let Some(sought) = &self.sought {
            let typed = sought.typed();
            let query = wayleave_query::parse(&typed, &wayleave_query::Fields::default())
                .unwrap_or_else(|error| panic!("{typed}: {error}"));
            assert_eq!(query.hints, [], "{typed}");
            let reader = Reader {
                organisation: facts.organisation,
                project: facts.project,
                zone: TimeZone::UTC,
                team: facts.is_team(),
                formal: facts.formal(),
            };
            filter.search = Some(search::compile(tx, &reader, &query.expr).await.unwrap());
        }
        filter
    }

    /// How many documents have each code of a field when the field's own filter is left out.
    fn numbers(&self, site: &Site, who: Who, project: Id, field: Facet) -> BTreeMap<String, i64> {
        let mut wider = self.clone();
        match field {
            Facet::Status => wider.filter.statuses.clear(),
            Facet::Coded(field) => drop(wider.filter.codes.remove(&field)),
        }
        let team = is_team(site, who, project);
        let mut numbers = BTreeMap::new();
        for (id, sight) in wider.answer(site, who, project) {
            let document = site.world.document(id);
            let word = match field {
                Facet::Status if team => document.status,
                Facet::Status => document.revision(sight.shown).unwrap().status,
                Facet::Coded(field) => code(document, field),
            };
            *numbers.entry(word.to_owned()).or_default() += 1;
        }
        numbers
    }

    /// The documents in order, each with what is seen of it.
    pub fn answer(&self, site: &Site, who: Who, project: Id) -> Vec<(Id, Sight)> {
        let team = is_team(site, who, project);
        let hears = site.world.standing(who, project, site.now) != Some(Standing::Responder);
        let mut found: Vec<_> = site
            .world
            .documents
            .iter()
            .filter_map(|document| Some((document, site.world.sees(who, project, document.id, site.now)?)))
            .filter(|(document, sight)| {
                let shown = document.revision(sight.shown).unwrap();
                let status = if team { document.status } else { shown.status };
                let any =
                    |list: &[String], word: &str| list.is_empty() || list.iter().any(|known| known == word);
                let filter = &self.filter;
                any(&filter.statuses, status)
                    && filter.codes.iter().all(|(field, codes)| any(codes, code(document, *field)))
                    && filter.restricted.is_none_or(|wanted| wanted == document.restricted)
                    && filter.admitted.is_none_or(|wanted| wanted == document.admitted())
                    && self.sought.as_ref().is_none_or(|sought| {
                        sought.finds(document, shown, &Looker { who, team, hears, sight })
                    })
                    && asked_of(&filter.revision, shown)
                    && filter.document.is_none_or(|id| id.get() == document.id)
                    && filter.public_id.as_ref().is_none_or(|id| *id == document.public)
                    && filter.uploaded_by.is_none_or(|by| {
                        document.revisions.iter().any(|revision| {
                            revision.uploader == by.get()
                                && (team || sight.revisions.contains_key(&revision.seq))
                        })
                    })
            })
            .collect();
        found.sort_by(|(one, _), (two, _)| {
            let order = match self.sort {
                Sort::Created => one.id.cmp(&two.id),
                Sort::Updated => (one.updated, one.id).cmp(&(two.updated, two.id)),
                Sort::Number => (&one.number_key, one.id).cmp(&(&two.number_key, two.id)),
                Sort::Title => (&one.title_key, one.id).cmp(&(&two.title_key, two.id)),
                Sort::Status => (one.status, one.id).cmp(&(two.status, two.id)),
                Sort::DocumentType => (one.document_type, one.id).cmp(&(two.document_type, two.id)),
                Sort::Discipline => (one.discipline, one.id).cmp(&(two.discipline, two.id)),
                Sort::Revision | Sort::RevisionDate => {
                    (of_current(one, self.sort), one.id).cmp(&(of_current(two, self.sort), two.id))
                }
                Sort::Accepted | Sort::Uploaded => {
                    (at_of_current(one, self.sort), one.id).cmp(&(at_of_current(two, self.sort), two.id))
                }
            };
            if self.ascending { order } else { order.reverse() }
        });
        found.into_iter().map(|(document, sight)| (document.id, sight)).collect()
    }
}

/// All pages of a list, by a plan or by the one that the product chooses.
pub async fn pages(
    tx: &mut Tx,
    facts: &ProjectFacts,
    question: &Question,
    plan: Option<Plan>,
    size: usize,
) -> Vec<(Id, Sight)> {
    let scope = facts.scope();
    let order = (question.sort, question.ascending);
    let filter = question.ready(tx, facts).await;
    let mut found = Vec::new();
    let mut after: Option<Position> = None;
    loop {
        let page: Listed = match plan {
            Some(plan) => {
                documents::list_with(tx, plan, &scope, &filter, order, after.as_ref(), size).await.unwrap()
            }
            None => documents::list(tx, &scope, &filter, order, after.as_ref(), size).await.unwrap(),
        };
        assert!(page.documents.len() <= size, "a page of {} for a limit of {size}", page.documents.len());
        // What the predicate says is what is there: nothing is dropped afterwards, unless only the shown revision tells.
        let exact = page.plan != Plan::Stream
            && question.filter.statuses.is_empty()
            && question.filter.uploaded_by.is_none()
            && question.filter.revision.is_empty()
            && question.sought.is_none();
        if exact {
            let full = page.documents.len() == size;
            assert!(
                full || page.next.is_none(),
                "a page is short in the middle of a list by {:?}",
                page.plan
            );
            assert!(
                !page.documents.is_empty() || after.is_none(),
                "a cursor led to an empty page by {:?}",
                page.plan
            );
        }
        found.extend(page.documents.iter().map(|visible| (visible.document.id.get(), sight(visible))));
        let Some(next) = page.next else { return found };
        assert_ne!(Some(&next), after.as_ref(), "a cursor that does not move");
        after = Some(next);
    }
}

/// The plans that can serve a question for these facts.
pub fn plans(facts: &ProjectFacts, question: &Question) -> Vec<Plan> {
    let scope = facts.scope();
    let mut plans = vec![Plan::Probe];
    if question.sought.is_some() {
        plans.push(Plan::Found);
    }
    if !scope.is_wide() && scope.is_granted() {
        plans.push(Plan::Gather);
        if question.plain() && question.sort == Sort::Created {
            plans.push(Plan::Stream);
        }
    }
    plans
}

/// Everything that lists say about one question: all plans, one page size, and the count.
pub async fn same_list(
    tx: &mut Tx,
    site: &Site,
    who: Who,
    facts: &ProjectFacts,
    question: &Question,
    size: usize,
) {
    let project = facts.project.get();
    let expected = question.answer(site, who, project);
    let chosen = pages(tx, facts, question, None, size).await;
    assert_eq!(chosen, expected, "the list of {who:?} for {question:?}, {size} a page");
    for plan in plans(facts, question) {
        let found = pages(tx, facts, question, Some(plan), size).await;
        assert_eq!(found, expected, "{plan:?} of {who:?} for {question:?}, {size} a page");
    }
    let filter = question.ready(tx, facts).await;
    let counted = documents::count(tx, &facts.scope(), &filter).await.unwrap();
    assert_eq!(counted, (expected.len() as i64, false), "the count of {who:?} for {question:?}");
    let fields: Vec<Facet> = Facet::all().collect();
    let facets = documents::facets(tx, &facts.scope(), &filter, &fields).await.unwrap();
    assert!(!facets.more, "a small world is counted whole");
    for field in fields {
        let expected = question.numbers(site, who, project, field);
        assert_eq!(facets.fields[&field], expected, "the numbers of {who:?} by {field:?} for {question:?}");
    }
}

/// Is this revision one that is asked for?
fn asked_of(asked: &RevisionFilter, shown: &Revision) -> bool {
    let in_time = |(from, before): (Option<i64>, Option<i64>), at: i64| {
        at >= from.unwrap_or(i64::MIN) && at < before.unwrap_or(i64::MAX)
    };
    let (from, to) = &asked.dated;
    let day = |limit: &Option<String>, fits: fn(&str, &str) -> bool| {
        limit.as_deref().is_none_or(|limit| shown.dated.as_deref().is_some_and(|day| fits(day, limit)))
    };
    let accepted = asked.accepted == (None, None)
        || (shown.acceptance == "accepted" && in_time(asked.accepted, shown.accepted()));
    day(from, |day, limit| day >= limit)
        && day(to, |day, limit| day <= limit)
        && accepted
        && in_time(asked.uploaded, shown.uploaded)
        && (asked.from.is_empty() || asked.from.iter().any(|company| Some(company.get()) == shown.from))
}

/// A text of the current revision; empty without one.
fn of_current(document: &Document, sort: Sort) -> String {
    let current = document.revision(document.current());
    let text = current.map(|current| match sort {
        Sort::Revision => format!("R{}", current.seq),
        _ => current.dated.clone().unwrap_or_default(),
    });
    text.unwrap_or_default()
}

/// A moment of the current revision; 0 without one.
fn at_of_current(document: &Document, sort: Sort) -> i64 {
    let current = document.revision(document.current());
    current.map_or(0, |current| if sort == Sort::Accepted { current.accepted() } else { current.uploaded })
}

/// What a document is told to have in a field.
fn code(document: &Document, field: Coded) -> Word {
    match field {
        Coded::DocumentType => document.document_type,
        Coded::Discipline => document.discipline,
        Coded::Area => document.area,
        _ => "",
    }
}

/// One document, got by its public id.
pub async fn same_get(
    tx: &mut Tx,
    site: &Site,
    who: Who,
    facts: &ProjectFacts,
    document: Id,
) -> Option<Visible> {
    let project = facts.project.get();
    let public = &site.world.document(document).public;
    let expected = site.world.sees(who, project, document, site.now);
    let found = documents::find(tx, &facts.scope(), public).await.unwrap();
    assert_eq!(found.as_ref().map(sight), expected, "document {document} for {who:?} in project {project}");
    found
}

/// An outcome in the oracle's words.
pub fn verdict(outcome: &Outcome) -> Verdict {
    match outcome {
        Outcome::Allow { obligations, .. } => {
            Verdict::Allow(obligations.iter().map(|duty| duty_word(*duty)).collect())
        }
        Outcome::Deny(Denial::Hidden) => Verdict::Hidden,
        Outcome::Deny(Denial::Forbidden { .. }) => Verdict::Forbidden,
        Outcome::Deny(Denial::State(code)) => Verdict::Conflict(code.code()),
    }
}

fn duty_word(duty: Obligation) -> Word {
    match duty {
        Obligation::ApprovalByDocumentController => "approval",
        Obligation::ForcePending => "force_pending",
        Obligation::Watermark => "watermark",
        Obligation::LogRead => "log_read",
    }
}

/// The target that the oracle's aim means.
pub fn target<'a>(aim: Aim, visible: Option<&'a Visible>) -> Target<'a> {
    Target {
        document: visible,
        status: aim.status.and_then(Status::parse),
        person: aim.person.map(SubjectId),
        maker: aim.maker.map(SubjectId),
        ..Target::default()
    }
}

/// One decision.
pub fn same_decision(
    site: &Site,
    who: Who,
    facts: &ProjectFacts,
    act: Word,
    aim: Aim,
    visible: Option<&Visible>,
) {
    let action = *wayleave_access::Action::ALL.iter().find(|action| action.code() == act).unwrap();
    let found = verdict(&facts.outcome(action, target(aim, visible)));
    let expected = site.world.may(who, facts.project.get(), act, aim, site.now);
    assert_eq!(found, expected, "{act} by {who:?} in project {} on {aim:?}", facts.project.get());
}
