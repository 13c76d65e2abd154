//! What a search finds among a few documents, asked of the index of words as a whole.

use std::collections::HashMap;

use wayleave_db::{DbResult, Tx, row, sql};

use super::print::{kind, matching};
use super::{Ask, Leaf, Node, Search};

row! {
    struct Hit { document_id: i64, seq: i64 }
}

/// Which documents one question finds, with the revisions that the passages belong to, 0 for the document's own.
pub(super) type Found = HashMap<i64, Vec<i64>>;

/// What each question of a search finds, in the order of its tree.
#[derive(Debug)]
pub(crate) struct Hits(pub(super) Vec<Found>);

impl Hits {
    /// Asks about these documents, one statement for each question.
    pub(crate) async fn among(tx: &mut Tx, search: &Search, ids: &[i64]) -> DbResult<Self> {
        let mut hits = Vec::new();
        for ask in asks(&search.node) {
            hits.push(if ids.is_empty() { Found::new() } else { answer(tx, ask, ids).await? });
        }
        Ok(Self(hits))
    }

    /// May the search find this document, in whichever revision? What passages do not tell, and whatever is negated,
    /// does not speak against it.
    pub(crate) fn may_find(&self, search: &Search, id: i64) -> bool {
        possible(&search.node, id, &mut self.0.iter())
    }
}

fn possible<'h>(tree: &Node, id: i64, hits: &mut impl Iterator<Item = &'h Found>) -> bool {
    // Every part is visited, so that the hits stay in step.
    let mut each = |parts: &[Node]| parts.iter().map(|part| possible(part, id, hits)).collect::<Vec<_>>();
    match tree {
        Node::All => true,
        Node::And(parts) => !each(parts).contains(&false),
        Node::Or(parts) => each(parts).contains(&true),
        Node::Not(part) => {
            possible(part, id, hits);
            true
        }
        Node::Leaf(Leaf::Text(asks)) => {
            asks.iter().filter(|_| hits.next().is_some_and(|found| found.contains_key(&id))).count() > 0
        }
        Node::Leaf(_) => true,
    }
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

/// One question about these documents. Where fewer passages match than there are documents, these are looked up one by
/// one. Else the documents' passages are laid out on the inner side of the join: the index of words is walked once, not
/// asked for each of them.
async fn answer(tx: &mut Tx, ask: &Ask, ids: &[i64]) -> DbResult<Found> {
    let engine = tx.engine();
    let mut matches = sql(
        "select count(*) as n from (select 1 as one from passage_words w cross join passage p where 1 = 1",
    );
    matching(&mut matches, ask, engine);
    matches.push(" limit ").arg(ids.len() as i64).push(") x");
    let few = tx.int(matches).await? < ids.len() as i64;
    let mut text = sql("");
    if few {
        text.push("select distinct p.document_id, p.seq from passage_words w cross join passage p where ");
    } else {
        text.push("with mine as materialized (select p.id, p.document_id, p.seq from passage p where ");
    }
    text.push("p.document_id in ").id_list(ids);
    kind(&mut text, ask);
    if !few {
        text.push(
            ") select distinct p.document_id, p.seq from passage_words w cross join mine p where 1 = 1",
        );
    }
    matching(&mut text, ask, engine);
    let mut found = Found::new();
    for hit in tx.all::<Hit>(text).await? {
        found.entry(hit.document_id).or_default().push(hit.seq);
    }
    Ok(found)
}
