//! A search as SQL over table `d`.
//!
//! For those who work in the project the revision shown is the current one, and the condition is exact, but on documents
//! that grants open: those restricted, and those no revision of which is accepted. There, and for outsiders everywhere,
//! the condition is an upper bound, never too narrow, and [`super::recheck()`] decides on the rows.

use wayleave_base::{ProjectId, SubjectId};
use wayleave_db::{DbResult, Engine, Sql, Tx, sql};

use super::number::{document_sql, kind_sql, seq_sql, spot_of_sql, spot_sql};
use super::{Ask, Done, Leaf, Node, PassageKind, Search, Span};

/// Which revision is shown depends on grants.
const UNSETTLED: &str = "d.restricted = 1 or d.admitted = 0";
/// Up to how many passages lead the walk; beyond, matches are frequent and the wanted order leads.
const LEADING: i64 = 10_000;

impl Search {
    /// ` and (condition)`; nothing when everything matches. Of the condition with the number of `led`, in the order of the
    /// tree, it is known already that it holds.
    pub(crate) fn print(&self, text: &mut Sql, team: bool, led: Option<usize>) {
        if self.node != Node::All {
            text.push(" and ");
            // One condition alone is met soon in a walk. Several may be met together by none of many rows, and then each
            // of them is asked of the index once, not for every row.
            let sets = !matches!(self.node, Node::Leaf(_));
            let sight = Sight { engine: self.engine, team, words: true, sets, upper: true };
            node(text, &self.node, sight, &mut Leaves { led, next: 0 });
        }
    }

    /// The bound that is left of the condition where its words are looked up elsewhere.
    pub(crate) fn print_plain(&self, text: &mut Sql, team: bool) {
        if self.node != Node::All {
            text.push(" and ");
            let sight = Sight { engine: self.engine, team, words: false, sets: false, upper: true };
            node(text, &self.node, sight, &mut Leaves { led: None, next: 0 });
        }
    }
}

/// Numbers the conditions in the order of the tree.
struct Leaves {
    led: Option<usize>,
    next: usize,
}

#[derive(Clone, Copy)]
struct Sight {
    engine: Engine,
    team: bool,
    /// Are words asked for? Otherwise nothing is known of them.
    words: bool,
    /// Is the index of words asked for all that matches, where the engine is sooner done with that?
    sets: bool,
    /// Is an upper bound wanted? Under a negation it is the lower one.
    upper: bool,
}

fn node(text: &mut Sql, tree: &Node, sight: Sight, leaves: &mut Leaves) {
    match tree {
        Node::All => drop(text.push("1 = 1")),
        Node::And(parts) => several(text, parts, " and ", sight, leaves),
        Node::Or(parts) => several(text, parts, " or ", sight, leaves),
        Node::Not(part) => {
            text.push("not ");
            node(text, part, Sight { upper: !sight.upper, ..sight }, leaves);
        }
        Node::Leaf(condition) => {
            leaves.next += 1;
            if leaves.led == Some(leaves.next - 1) {
                text.push("1 = 1");
            } else {
                leaf(text, condition, sight);
            }
        }
    }
}

fn several(text: &mut Sql, parts: &[Node], join: &str, sight: Sight, leaves: &mut Leaves) {
    text.push("(");
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            text.push(join);
        }
        node(text, part, sight, leaves);
    }
    text.push(")");
}

fn leaf(text: &mut Sql, condition: &Leaf, sight: Sight) {
    match condition {
        Leaf::Text(asks) if sight.words => asked(text, asks, sight),
        Leaf::Text(_) => unknown(text, sight),
        Leaf::Created(span) => between(text, "d.created_at", *span),
        Leaf::Locked(locked) => {
            text.push(if *locked { "d.locked_at is not null" } else { "d.locked_at is null" });
        }
        Leaf::Done(done, flag) => was_done(text, (*done, *flag), sight),
        _ if !sight.team => unknown(text, sight),
        Leaf::Status(codes) => {
            text.push("d.status in ").text_list(codes);
        }
        Leaf::Owner(people) => people_in(text.push("d.owner_id in "), people),
        Leaf::Uploader(people) => {
            bounded(text, sight, |text| {
                text.push(
                    "exists (select 1 from revision u where u.document_id = d.id and u.seq = d.current_seq \
                     and u.uploaded_by in ",
                );
                people_in(text, people);
                text.push(")");
            });
        }
        Leaf::Updated(span) => between(text, "d.updated_at", *span),
        Leaf::Restricted(flag) => {
            text.push("d.restricted = ").arg(*flag);
        }
    }
}

/// Where one may see some revisions and not others, that it was done with any of them is the bound.
fn was_done(text: &mut Sql, (done, flag): (Done, bool), sight: Sight) {
    if flag == sight.upper {
        if !flag {
            text.push("not ");
        }
        done.exists(text);
    } else if sight.team {
        bounded(text, sight, |text| {
            text.push(if flag { "" } else { "not " });
            done.exists(text);
        });
    } else {
        unknown(text, sight);
    }
}

/// The bound of what only the rows can tell.
fn unknown(text: &mut Sql, sight: Sight) {
    text.push(if sight.upper { "1 = 1" } else { "1 = 0" });
}

fn people_in(text: &mut Sql, people: &[SubjectId]) {
    let ids: Vec<i64> = people.iter().map(|person| person.get()).collect();
    text.id_list(&ids);
}

fn between(text: &mut Sql, column: &str, span: Span) {
    text.push("(1 = 1");
    if let Some(from) = span.from {
        text.push(&format!(" and {column} >= ")).arg(from);
    }
    if let Some(before) = span.before {
        text.push(&format!(" and {column} < ")).arg(before);
    }
    text.push(")");
}

fn asked(text: &mut Sql, asks: &[Ask], sight: Sight) {
    if !sight.team && !sight.upper {
        // A word in a revision that is not shown must not exclude a document, so nothing is excluded here.
        text.push("1 = 0");
        return;
    }
    if asks.is_empty() {
        text.push("1 = 0");
        return;
    }
    let any = |text: &mut Sql| {
        for (at, ask) in asks.iter().enumerate() {
            text.push(if at > 0 { " or " } else { "(" });
            if sight.engine.tells_words_at_once() && (ask.broad || sight.sets) {
                among_all(text, ask, sight);
            } else {
                one_by_one(text, ask, sight);
            }
        }
        text.push(")");
    };
    if sight.team && !sight.upper {
        text.push(&format!("(not ({UNSETTLED}) and "));
        any(text);
        text.push(")");
    } else {
        any(text);
    }
}

/// Document `d` has a passage that answers the question.
fn one_by_one(text: &mut Sql, ask: &Ask, sight: Sight) {
    let engine = sight.engine;
    text.push("exists (select 1 from passage_words w where ").push(&engine.words_of("d.id"));
    kind(text, ask, engine);
    if sight.team {
        text.push(&format!(" and ({} in (0, d.current_seq) or {UNSETTLED})", seq_sql(engine)));
    }
    matching(text, ask, engine);
    text.push(")");
}

/// Document `d` is among all that have one. Of those settled it is told by the spots where the words may stand.
fn among_all(text: &mut Sql, ask: &Ask, sight: Sight) {
    let engine = sight.engine;
    let all = |text: &mut Sql, what: &str| {
        text.push(" in (select ").push(what).push(" from passage_words w where 1 = 1");
        kind(text, ask, engine);
        matching(text, ask, engine);
        text.push(")");
    };
    let document = document_sql(engine);
    if !sight.team || ask.kind == Some(PassageKind::Document) {
        text.push("d.id");
        all(text, &document);
        return;
    }
    let spot = spot_sql(engine);
    text.push("(").push(&spot_of_sql("d.current_seq"));
    all(text, &spot);
    if ask.kind.is_none() {
        text.push(" or ").push(&spot_of_sql("0"));
        all(text, &spot);
    }
    text.push(&format!(" or (({UNSETTLED}) and d.id"));
    all(text, &document);
    text.push("))");
}

/// A condition on the current revision, which is a bound where another may be shown.
fn bounded(text: &mut Sql, sight: Sight, condition: impl FnOnce(&mut Sql)) {
    text.push(&if sight.upper { format!("({UNSETTLED} or ") } else { format!("(not ({UNSETTLED}) and ") });
    condition(text);
    text.push(")");
}

pub(super) fn kind(text: &mut Sql, ask: &Ask, engine: Engine) {
    if let Some(kind) = ask.kind {
        text.push(" and ").push(&kind_sql(engine, kind));
    }
}

pub(super) fn matching(text: &mut Sql, ask: &Ask, engine: Engine) {
    let (before, after) = engine.words_match();
    text.push(" and ").push(before).arg(ask.query.as_str()).push(after);
}

/// The documents, as `id`, of the passages that answer one of these questions, words first, so that the index leads. The
/// words name their project.
fn answers(text: &mut Sql, asks: &[&Ask], engine: Engine, exact: bool) {
    let document = document_sql(engine);
    for (at, ask) in asks.iter().enumerate() {
        text.push(if at > 0 { " union all select " } else { "select " }).push(&document);
        text.push(" as id from passage_words w");
        // A document's own texts stand whichever revision is shown.
        let exact = exact && ask.kind != Some(PassageKind::Document);
        text.push(if exact { " cross join document v where v.id = " } else { " where 1 = 1" });
        if exact {
            text.push(&document);
            let seq = seq_sql(engine);
            text.push(&format!(" and ({seq} in (0, v.current_seq) or v.restricted = 1 or v.admitted = 0)"));
        }
        kind(text, ask, engine);
        matching(text, ask, engine);
    }
}

/// Where a walk begins that a search leads.
pub(crate) struct Lead {
    /// A query for the ids, as `id`, of all documents that the search can find and some more.
    pub(crate) ids: Sql,
    /// The condition that holds for all of them as far as the engine can tell, by its number in the tree.
    pub(crate) leaf: Option<usize>,
}

/// What leads the walk when the search finds little, or `always` when any condition can; `None` when the walk had better
/// follow the wanted order.
pub(crate) async fn leading(
    tx: &mut Tx,
    search: &Search,
    project: ProjectId,
    team: bool,
    always: bool,
) -> DbResult<Option<Lead>> {
    let place = (project, tx.engine());
    let mut best: Option<(i64, Needed<'_>)> = None;
    let all = necessary(&search.node, &mut 0);
    // Where one alone must lead, how much it finds decides nothing.
    let given = always && all.len() == 1;
    for needed in all {
        let mut text = sql("select count(*) as n from (select 1 as one from (");
        needed.push(&mut text, place, false);
        text.push(&format!(") x limit {}) y", LEADING + 1));
        let count = if given || needed.is_nothing() { 0 } else { tx.int(text).await? };
        if best.as_ref().is_none_or(|(least, _)| count < *least) {
            best = Some((count, needed));
        }
        if count == 0 {
            break;
        }
    }
    Ok(best.filter(|(count, _)| always || *count <= LEADING).map(|(_, needed)| {
        let mut ids = sql("");
        needed.push(&mut ids, place, team && needed.leaf.is_some());
        Lead { ids, leaf: needed.leaf }
    }))
}

/// Questions of which one must find a document for the search to find it, and the condition they are, if it is one.
struct Needed<'a> {
    asks: Vec<&'a Ask>,
    done: Vec<Done>,
    leaf: Option<usize>,
}

impl Needed<'_> {
    fn is_nothing(&self) -> bool {
        self.asks.is_empty() && self.done.is_empty()
    }

    /// The documents, as `id`, of all that answers.
    fn push(&self, text: &mut Sql, (project, engine): (ProjectId, Engine), exact: bool) {
        if self.is_nothing() {
            text.push("select v.id from document v where 1 = 0");
        }
        answers(text, &self.asks, engine, exact);
        for (at, done) in self.done.iter().enumerate() {
            text.push(if at > 0 || !self.asks.is_empty() { " union all " } else { "" });
            done.documents(text, project);
        }
    }
}

/// The sets of questions of which each must find a document for the search to find it.
fn necessary<'a>(tree: &'a Node, next: &mut usize) -> Vec<Needed<'a>> {
    match tree {
        Node::All => Vec::new(),
        Node::Not(part) => {
            necessary(part, next);
            Vec::new()
        }
        Node::And(parts) => parts.iter().flat_map(|part| necessary(part, next)).collect(),
        // One set for each branch; without one in every branch, none is necessary.
        Node::Or(parts) => {
            let branches: Vec<_> =
                parts.iter().map(|part| necessary(part, next).into_iter().next()).collect();
            let joined: Option<Vec<_>> = branches.into_iter().collect();
            let joined = joined.into_iter().map(|all| {
                let asks = all.iter().flat_map(|one| one.asks.clone()).collect();
                let done = all.iter().flat_map(|one| one.done.clone()).collect();
                Needed { asks, done, leaf: None }
            });
            joined.collect()
        }
        Node::Leaf(leaf) => {
            *next += 1;
            let leads = |asks, done| vec![Needed { asks, done, leaf: Some(*next - 1) }];
            match leaf {
                Leaf::Text(asks) => leads(asks.iter().collect(), Vec::new()),
                Leaf::Done(done, true) => leads(Vec::new(), vec![*done]),
                _ => Vec::new(),
            }
        }
    }
}
