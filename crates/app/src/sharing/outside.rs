//! Who from outside sees a document: how many, for lists, and who, for the tab that shows access.

use std::collections::HashMap;

use wayleave_access::ProjectFacts;
use wayleave_access::audience::{self, Place, Seer};
use wayleave_base::DocumentId;
use wayleave_db::{DbResult, Tx};

/// How many outsiders (people and live links) see each of these documents now, in one statement. A document that nobody
/// outside sees is absent. Ask only for readers who may see the ledger.
pub async fn outside_counts(
    tx: &mut Tx,
    facts: &ProjectFacts,
    documents: &[DocumentId],
) -> DbResult<HashMap<DocumentId, i64>> {
    audience::outside_counts(tx, Place::of(facts), documents).await
}

/// The people from outside who see the document now, with what they reach of it.
pub async fn outsiders(tx: &mut Tx, facts: &ProjectFacts, document: DocumentId) -> DbResult<Vec<Seer>> {
    let seers = audience::seers(tx, Place::of(facts), document, None).await?;
    Ok(seers.into_iter().filter(|seer| seer.standing.outside).collect())
}
