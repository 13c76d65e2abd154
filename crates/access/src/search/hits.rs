//! What a search finds among a few documents, asked of the index of words as a whole.

use std::collections::HashMap;

use wayleave_db::{DbResult, PASSAGE_REVISION, Tx, row, sql};

use super::number::{document_sql, kind_of, parts, spot_sql};
use super::print::{kind, matching};
use super::{Ask, Done, Leaf, Node, Search};

row! {
    struct Hit { spot: i64 }
}

fn by_document(hits: &[Hit]) -> Found {
    let mut found = Found::new();
    for hit in hits {
        let (document, seq) = parts(hit.spot);
        found.entry(document).or_default().push(seq);
    }
    found
}

row! {
    struct Texts { id: i64, number: String, title: String, description: String, rest: String }
}

/// Which documents one question finds, with the revisions that the passages belong to, 0 for the document's own.
pub(super) type Found = HashMap<i64, Vec<i64>>;

/// What each question of a search finds, in the order of its tree: those to the index of words, and those about what was
/// done.
#[derive(Debug)]
pub(crate) struct Hits {
    words: Vec<Found>,
    done: Vec<Found>,
}

/// The hits of a search in step with its tree.
pub(super) struct Steps<'h> {
    pub(super) words: std::slice::Iter<'h, Found>,
    pub(super) done: std::slice::Iter<'h, Found>,
}

impl Hits {
    /// Asks about these documents. A question that few passages match is answered by the index; for the others the
    /// documents' own words are read, or met with the index where the engine does not tell them.
    pub(crate) async fn among(tx: &mut Tx, search: &Search, ids: &[i64]) -> DbResult<Self> {
        let (asks, wanted) = (asks(&search.node), wanted(&search.node));
        let mut done = vec![Found::new(); wanted.len()];
        if ids.is_empty() {
            return Ok(Self { words: vec![Found::new(); asks.len()], done });
        }
        for (found, one) in done.iter_mut().zip(wanted) {
            *found = one.among(tx, ids).await?;
        }
        let texts = tx.engine().word_texts();
        let (mut hits, mut frequent) = (vec![Found::new(); asks.len()], Vec::new());
        for (at, ask) in asks.into_iter().enumerate() {
            if few(tx, ask, ids).await? {
                hits[at] = walked(tx, ask, ids).await?;
            } else if texts.is_none() {
                hits[at] = met(tx, ask, ids).await?;
            } else {
                frequent.push((at, ask));
            }
        }
        if let Some(columns) = texts {
            let (places, asks): (Vec<usize>, Vec<&Ask>) = frequent.into_iter().unzip();
            for (at, found) in places.into_iter().zip(read(tx, columns, &asks, ids).await?) {
                hits[at] = found;
            }
        }
        Ok(Self { words: hits, done })
    }

    pub(super) fn steps(&self) -> Steps<'_> {
        Steps { words: self.words.iter(), done: self.done.iter() }
    }

    /// May the search find this document, in whichever revision? What passages do not tell, and whatever is negated,
    /// does not speak against it.
    pub(crate) fn may_find(&self, search: &Search, id: i64) -> bool {
        possible(&search.node, id, &mut self.steps())
    }
}

fn possible(tree: &Node, id: i64, hits: &mut Steps<'_>) -> bool {
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
            asks.iter().filter(|_| hits.words.next().is_some_and(|found| found.contains_key(&id))).count() > 0
        }
        Node::Leaf(Leaf::Done(_, flag)) => {
            let found = hits.done.next().is_some_and(|found| found.contains_key(&id));
            found || !flag
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

/// Everything that is asked about what was done, in the order of the tree.
fn wanted(tree: &Node) -> Vec<Done> {
    match tree {
        Node::And(parts) | Node::Or(parts) => parts.iter().flat_map(wanted).collect(),
        Node::Not(part) => wanted(part),
        Node::Leaf(Leaf::Done(done, _)) => vec![*done],
        Node::All | Node::Leaf(_) => Vec::new(),
    }
}

/// How many matches for each document are walked sooner than the document's words are looked up.
const MATCHES_PER_DOCUMENT: i64 = 50;

/// Do fewer passages match than it is worth looking up the documents' words for?
async fn few(tx: &mut Tx, ask: &Ask, ids: &[i64]) -> DbResult<bool> {
    let limit = ids.len() as i64 * MATCHES_PER_DOCUMENT;
    let mut matches = sql("select count(*) as n from (select 1 as one from passage_words w where 1 = 1");
    matching(&mut matches, ask, tx.engine());
    matches.push(" limit ").arg(limit).push(") x");
    Ok(tx.int(matches).await? < limit)
}

/// Asks the index, which leads.
async fn walked(tx: &mut Tx, ask: &Ask, ids: &[i64]) -> DbResult<Found> {
    let engine = tx.engine();
    let mut text = sql("select distinct ");
    text.push(&spot_sql(engine)).push(" as spot from passage_words w where ");
    text.push(&document_sql(engine)).push(" in ").id_list(ids);
    kind(&mut text, ask, engine);
    matching(&mut text, ask, engine);
    Ok(by_document(&tx.all::<Hit>(text).await?))
}

/// Asks the index about the passages of these documents, which are laid out beside it.
async fn met(tx: &mut Tx, ask: &Ask, ids: &[i64]) -> DbResult<Found> {
    let engine = tx.engine();
    let mut text = sql("with mine as materialized (select w.id, w.words from passage_words w where ");
    text.push(&document_sql(engine)).push(" in ").id_list(ids);
    kind(&mut text, ask, engine);
    text.push(") select distinct ").push(&spot_sql(engine)).push(" as spot from mine w where 1 = 1");
    matching(&mut text, ask, engine);
    Ok(by_document(&tx.all::<Hit>(text).await?))
}

/// Reads the words of these documents once and answers all these questions.
async fn read(tx: &mut Tx, columns: &str, asks: &[&Ask], ids: &[i64]) -> DbResult<Vec<Found>> {
    let mut found = vec![Found::new(); asks.len()];
    if asks.is_empty() {
        return Ok(found);
    }
    let engine = tx.engine();
    let listed = serde_json::to_string(ids).unwrap_or_default();
    let mut text = sql("select ");
    text.push(engine.word_id()).push(" as id, ").push(columns);
    text.push(" from json_each(").arg(listed).push(") n cross join passage_words w where ");
    text.push(&engine.words_of("n.value"));
    for passage in tx.all::<Texts>(text).await? {
        let kind = kind_of(passage.id);
        let (document, seq) = parts(passage.id >> PASSAGE_REVISION);
        let texts =
            [&passage.number, &passage.title, &passage.description, &passage.rest].map(String::as_str);
        for (ask, found) in asks.iter().zip(&mut found) {
            if ask.kind.is_none_or(|asked| asked == kind) && ask.phrase.stands_in(texts) {
                found.entry(document).or_default().push(seq);
            }
        }
    }
    Ok(found)
}
