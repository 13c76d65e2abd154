//! The search once more on rows that somebody is about to see, by the revision that is shown to them.

use wayleave_db::{DbResult, Tx};

use super::hits::Steps;
use super::{Hits, Leaf, Node, Search};
use crate::documents::Visible;

/// Keeps the documents that the search finds by the revision shown; what it finds among them may be known already.
pub(crate) async fn recheck(
    tx: &mut Tx,
    search: &Search,
    team: bool,
    found: Vec<Visible>,
    known: Option<&Hits>,
) -> DbResult<Vec<Visible>> {
    let doubtful = |visible: &Visible| !team || visible.document.restricted || !visible.document.admitted;
    let ids: Vec<i64> =
        found.iter().filter(|one| doubtful(one)).map(|visible| visible.document.id.get()).collect();
    if ids.is_empty() || search.node == Node::All {
        return Ok(found);
    }
    let asked;
    let hits = match known {
        Some(hits) => hits,
        None => {
            asked = Hits::among(tx, search, &ids).await?;
            &asked
        }
    };
    let finds =
        |visible: &Visible| !doubtful(visible) || test(&search.node, (visible, team), &mut hits.steps());
    Ok(found.into_iter().filter(finds).collect())
}

/// Visits every question in order, so that the hits stay in step; nothing is cut short.
fn test(tree: &Node, (visible, team): (&Visible, bool), hits: &mut Steps<'_>) -> bool {
    match tree {
        Node::All => true,
        Node::And(parts) => each(parts, (visible, team), hits).iter().all(|finds| *finds),
        Node::Or(parts) => each(parts, (visible, team), hits).iter().any(|finds| *finds),
        Node::Not(part) => !test(part, (visible, team), hits),
        Node::Leaf(Leaf::Text(asks)) => asks.iter().fold(false, |any, _| {
            let id = visible.document.id.get();
            let shown = visible.shown().seq;
            let found = hits.words.next().and_then(|found| found.get(&id));
            let found = found.is_some_and(|seqs| seqs.contains(&0) || seqs.contains(&shown));
            found || any
        }),
        Node::Leaf(Leaf::Done(_, flag)) => {
            let seqs = hits.done.next().and_then(|found| found.get(&visible.document.id.get()));
            let seen = |seq: &i64| visible.revisions.iter().any(|revision| revision.seq == *seq);
            *flag == seqs.is_some_and(|seqs| seqs.iter().any(seen))
        }
        Node::Leaf(leaf) => plain(leaf, visible, team),
    }
}

/// What each part says; none is left out, however the others answer.
fn each(parts: &[Node], reader: (&Visible, bool), hits: &mut Steps<'_>) -> Vec<bool> {
    parts.iter().map(|part| test(part, reader, hits)).collect()
}

/// What the reader is told of the document decides. Whether it is restricted they are not told: to them nothing is.
fn plain(leaf: &Leaf, visible: &Visible, team: bool) -> bool {
    let (document, shown) = (&visible.document, visible.shown());
    match leaf {
        Leaf::Text(_) | Leaf::Done(..) => false,
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
