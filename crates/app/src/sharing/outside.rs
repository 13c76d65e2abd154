//! How many outsiders see a document, for lists. Who they are is answered by [`wayleave_access::audience::seers`].

use std::collections::HashMap;

use wayleave_access::ProjectFacts;
use wayleave_access::audience::{self, Place};
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
