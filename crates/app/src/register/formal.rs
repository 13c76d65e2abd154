//! What was done formally with the documents of a page: which transmittals issued and sent them, and which workflows they
//! are in. Each is one statement for all documents, by the revisions that the reader sees.

use std::collections::HashMap;

use wayleave_access::ProjectFacts;
use wayleave_access::documents::Visible;
use wayleave_base::DocumentId;

use super::view::{InWorkflow, SentWith};
use crate::error::Result;
use crate::work::Work;
use crate::{transmittals, wire, workflows};

/// What was done with one document.
#[derive(Clone, Debug, Default)]
pub struct Done {
    /// The newest transmittal that issued it.
    pub issued: Option<SentWith>,
    /// The newest transmittal that sent it.
    pub last_sent: Option<SentWith>,
    /// The newest workflow that it is in.
    pub workflow: Option<InWorkflow>,
}

/// What was done with these documents, as far as the reader is shown it.
pub async fn done(
    work: &mut Work,
    facts: &ProjectFacts,
    documents: &[Visible],
) -> Result<HashMap<DocumentId, Done>> {
    let codes: HashMap<i64, &str> = documents
        .iter()
        .flat_map(|visible| &visible.revisions)
        .map(|revision| (revision.id.get(), revision.code.as_str()))
        .collect();
    let mut ids: Vec<i64> = codes.keys().copied().collect();
    ids.sort_unstable();
    let mut found: HashMap<DocumentId, Done> = HashMap::new();
    if ids.is_empty() {
        return Ok(found);
    }
    for row in transmittals::newest(&mut work.tx, facts, &ids).await? {
        let with = SentWith {
            id: row.public_id,
            number: row.number,
            revision: codes.get(&row.revision_id).copied().unwrap_or_default().to_owned(),
            at: wire::time(row.issued_at),
        };
        let done = found.entry(row.document_id).or_default();
        if row.issues {
            done.issued = Some(with.clone());
        }
        // The newest comes first.
        done.last_sent.get_or_insert(with);
    }
    if facts.formal().workflows {
        for (document, one) in workflows::in_progress(&mut work.tx, facts, &ids).await? {
            found.entry(document).or_default().workflow = Some(InWorkflow {
                id: one.public_id,
                number: one.number,
                title: one.title,
                status: one.status,
                stage: one.stage,
                days_late: one.days_late,
            });
        }
    }
    Ok(found)
}
