//! The search once more on rows that somebody is about to see, by the revision that is shown to them.

use std::collections::HashSet;

use wayleave_db::{DbResult, Tx, row, sql};

use super::print::matching;
use super::{Ask, Leaf, Node, Search};
use crate::documents::Visible;

row! {
    struct Hit { document_id: i64, seq: i64 }
}

/// Keeps the documents that the search finds by the revision shown. One statement for each question.
pub(crate) async fn recheck(
    tx: &mut Tx,
    search: &Search,
    team: bool,
    found: Vec<Visible>,
) -> DbResult<Vec<Visible>> {
    let doubtful = |visible: &Visible| !team || visible.document.restricted || !visible.document.admitted;
    let ids: Vec<i64> =
        found.iter().filter(|one| doubtful(one)).map(|visible| visible.document.id.get()).collect();
    if ids.is_empty() || search.node == Node::All {
        return Ok(found);
    }
    let mut hits: Vec<HashSet<(i64, i64)>> = Vec::new();
    for ask in asks(&search.node) {
        hits.push(matches(tx, ask, &ids).await?);
    }
    let finds =
        |visible: &Visible| !doubtful(visible) || test(&search.node, (visible, team), &mut hits.iter());
    Ok(found.into_iter().filter(finds).collect())
}

/// Every question in the order of the tree.
fn asks(tree: &Node) -> Vec<&Ask> {
    match tree {
        Node::All => Vec::new(),
        Node::And(parts) | Node::Or(parts) => parts.iter().flat_map(asks).collect(),
        Node::Not(part) => asks(part),
        Node::Leaf(Leaf::Text(asks)) => asks.iter().collect(),
        Node::Leaf(_) => Vec::new(),
    }
}

/// Which of these documents a question finds, with the revision that the passage belongs to, 0 for the document's own.
async fn matches(tx: &mut Tx, ask: &Ask, ids: &[i64]) -> DbResult<HashSet<(i64, i64)>> {
    let mut text = sql(
        "select distinct p.document_id, p.seq from passage p cross join passage_words w where p.document_id in ",
    );
    text.id_list(ids);
    if let Some(kind) = ask.kind {
        text.push(&format!(" and p.kind = {}", kind as i64));
    }
    let engine = tx.engine();
    matching(&mut text, ask, engine);
    let hits: Vec<Hit> = tx.all(text).await?;
    Ok(hits.into_iter().map(|hit| (hit.document_id, hit.seq)).collect())
}

/// Visits every question in order, so that the hits stay in step; nothing is cut short.
fn test<'a>(
    tree: &Node,
    (visible, team): (&Visible, bool),
    hits: &mut impl Iterator<Item = &'a HashSet<(i64, i64)>>,
) -> bool {
    match tree {
        Node::All => true,
        Node::And(parts) => each(parts, (visible, team), hits).iter().all(|finds| *finds),
        Node::Or(parts) => each(parts, (visible, team), hits).iter().any(|finds| *finds),
        Node::Not(part) => !test(part, (visible, team), hits),
        Node::Leaf(Leaf::Text(asks)) => asks.iter().fold(false, |any, _| {
            let id = visible.document.id.get();
            let found = hits
                .next()
                .is_some_and(|set| set.contains(&(id, 0)) || set.contains(&(id, visible.shown().seq)));
            found || any
        }),
        Node::Leaf(leaf) => plain(leaf, visible, team),
    }
}

/// What each part says; none is left out, however the others answer.
fn each<'a>(
    parts: &[Node],
    reader: (&Visible, bool),
    hits: &mut impl Iterator<Item = &'a HashSet<(i64, i64)>>,
) -> Vec<bool> {
    parts.iter().map(|part| test(part, reader, hits)).collect()
}

/// What the reader is told of the document decides. Whether it is restricted they are not told: to them nothing is.
fn plain(leaf: &Leaf, visible: &Visible, team: bool) -> bool {
    let (document, shown) = (&visible.document, visible.shown());
    match leaf {
        Leaf::Text(_) => false,
        Leaf::Status(codes) => {
            codes.contains(&if team { document.status.as_str() } else { shown.status.as_str() })
        }
        Leaf::Owner(people) => people.contains(&document.owner_id),
        Leaf::Uploader(people) => people.contains(&shown.uploaded_by),
        Leaf::Created(span) => span.holds(document.created_at),
        Leaf::Updated(span) => span.holds(if team { document.updated_at } else { shown.uploaded_at }),
        Leaf::Locked(flag) => document.locked_at.is_some() == *flag,
        Leaf::Restricted(flag) => *flag == (team && document.restricted),
    }
}
