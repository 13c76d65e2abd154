//! A search as SQL over table `d`.
//!
//! For those who work in the project the revision shown is the current one, and the condition is exact, but on documents
//! that grants open: those restricted, and those no revision of which is accepted. There, and for outsiders everywhere,
//! the condition is an upper bound, never too narrow, and [`super::recheck()`] decides on the rows.

use wayleave_base::{ProjectId, SubjectId};
use wayleave_db::{DbResult, Engine, Sql, Tx, sql};

use super::{Ask, Leaf, Node, Search, Span};

/// Which revision is shown depends on grants.
const UNSETTLED: &str = "d.restricted = 1 or d.admitted = 0";
/// Up to how many passages lead the walk; beyond, matches are frequent and the wanted order leads.
const LEADING: i64 = 10_000;

impl Search {
    /// ` and (condition)`; nothing when everything matches.
    pub(crate) fn print(&self, text: &mut Sql, team: bool) {
        if self.node != Node::All {
            text.push(" and ");
            node(text, &self.node, Sight { engine: self.engine, team, upper: true });
        }
    }
}

#[derive(Clone, Copy)]
struct Sight {
    engine: Engine,
    team: bool,
    /// Is an upper bound wanted? Under a negation it is the lower one.
    upper: bool,
}

fn node(text: &mut Sql, tree: &Node, sight: Sight) {
    match tree {
        Node::All => drop(text.push("1 = 1")),
        Node::And(parts) => several(text, parts, " and ", sight),
        Node::Or(parts) => several(text, parts, " or ", sight),
        Node::Not(part) => {
            text.push("not ");
            node(text, part, Sight { upper: !sight.upper, ..sight });
        }
        Node::Leaf(condition) => leaf(text, condition, sight),
    }
}

fn several(text: &mut Sql, parts: &[Node], join: &str, sight: Sight) {
    text.push("(");
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            text.push(join);
        }
        node(text, part, sight);
    }
    text.push(")");
}

fn leaf(text: &mut Sql, condition: &Leaf, sight: Sight) {
    match condition {
        Leaf::Text(asks) => asked(text, asks, sight),
        Leaf::Created(span) => between(text, "d.created_at", *span),
        Leaf::Locked(locked) => {
            text.push(if *locked { "d.locked_at is not null" } else { "d.locked_at is null" });
        }
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
            text.push(
                "exists (select 1 from passage p cross join passage_words w where p.document_id = d.id",
            );
            kind(text, ask);
            if sight.team {
                text.push(&format!(" and (p.seq = 0 or p.seq = d.current_seq or {UNSETTLED})"));
            }
            matching(text, ask, sight.engine);
            text.push(")");
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

/// A condition on the current revision, which is a bound where another may be shown.
fn bounded(text: &mut Sql, sight: Sight, condition: impl FnOnce(&mut Sql)) {
    text.push(&if sight.upper { format!("({UNSETTLED} or ") } else { format!("(not ({UNSETTLED}) and ") });
    condition(text);
    text.push(")");
}

fn kind(text: &mut Sql, ask: &Ask) {
    if let Some(kind) = ask.kind {
        text.push(&format!(" and p.kind = {}", kind as i64));
    }
}

pub(super) fn matching(text: &mut Sql, ask: &Ask, engine: Engine) {
    let (before, after) = engine.words_match();
    text.push(" and ").push(before).arg(ask.query.as_str()).push(after);
}

/// The passages of the project that answer one of these questions, words first, so that the index of words leads.
pub(super) fn passages(text: &mut Sql, columns: &str, asks: &[&Ask], project: ProjectId, engine: Engine) {
    for (at, ask) in asks.iter().enumerate() {
        if at > 0 {
            text.push(" union all ");
        }
        text.push("select ")
            .push(columns)
            .push(" from passage_words w cross join passage p where p.project_id = ");
        text.arg(project);
        kind(text, ask);
        matching(text, ask, engine);
    }
}

/// A query for the ids, as `id`, of all documents that the search can find and some more, when they are few enough to
/// lead the walk; `None` when the walk had better follow the wanted order.
pub(crate) async fn leading(tx: &mut Tx, search: &Search, project: ProjectId) -> DbResult<Option<Sql>> {
    let mut best: Option<(i64, Vec<&Ask>)> = None;
    for asks in necessary(&search.node) {
        let mut text = sql("select count(*) as n from (select 1 as one from (");
        passages(&mut text, "p.id", &asks, project, tx.engine());
        text.push(&format!(") x limit {}) y", LEADING + 1));
        let count = if asks.is_empty() { 0 } else { tx.int(text).await? };
        if best.as_ref().is_none_or(|(least, _)| count < *least) {
            best = Some((count, asks));
        }
        if count == 0 {
            break;
        }
    }
    Ok(best.filter(|(count, _)| *count <= LEADING).map(|(_, asks)| {
        let mut text = sql("");
        if asks.is_empty() {
            text.push("select p.document_id as id from passage p where 1 = 0");
        }
        passages(&mut text, "p.document_id as id", &asks, project, tx.engine());
        text
    }))
}

/// The sets of questions of which each must find a document for the search to find it.
fn necessary(tree: &Node) -> Vec<Vec<&Ask>> {
    match tree {
        Node::All | Node::Not(_) => Vec::new(),
        Node::And(parts) => parts.iter().flat_map(necessary).collect(),
        // One set for each branch; without one in every branch, none is necessary.
        Node::Or(parts) => {
            let mut joined = Vec::new();
            for part in parts {
                let Some(first) = necessary(part).into_iter().next() else { return Vec::new() };
                joined.extend(first);
            }
            vec![joined]
        }
        Node::Leaf(Leaf::Text(asks)) => vec![asks.iter().collect()],
        Node::Leaf(_) => Vec::new(),
    }
}
