//! What those to whom a document was given are told of it unasked: that its status changed, and that it has a new
//! revision. Who cannot see the revision in question is told nothing: an older one stays all they know.

use serde_json::json;
use wayleave_access::ProjectFacts;
use wayleave_access::audience::{self, Place};
use wayleave_access::documents::{RevisionRow, Visible};
use wayleave_base::{DocumentId, SubjectId};

use super::edit::Held;
use crate::error::Result;
use crate::notices::{self, Notice};
use crate::work::Work;

/// Tells of a new status of the current revision.
pub async fn status(work: &mut Work, held: &Held) -> Result<()> {
    let seq = held.visible.document.current_seq;
    tell(work, &held.facts, (held.id(), seq), "document.status_changed", None).await
}

/// Tells of a revision that has become the current one; its uploader is told otherwise.
pub async fn revision(
    work: &mut Work,
    facts: &ProjectFacts,
    visible: &Visible,
    revision: &RevisionRow,
) -> Result<()> {
    let document = &visible.document;
    if revision.acceptance != "accepted" || revision.seq != document.current_seq {
        return Ok(());
    }
    let which = (document.id, revision.seq);
    tell(work, facts, which, "document.revised", Some(revision.uploaded_by)).await
}

async fn tell(
    work: &mut Work,
    facts: &ProjectFacts,
    (document, seq): (DocumentId, i64),
    kind: &str,
    but: Option<SubjectId>,
) -> Result<()> {
    let me = work.me.subject;
    let people: Vec<SubjectId> = audience::seers(&mut work.tx, Place::of(facts), document, None)
        .await?
        .into_iter()
        .filter(|seer| !seer.reach.grants.is_empty())
        .filter(|seer| seer.reach.revisions.iter().any(|(seen, _)| *seen == seq))
        .map(|seer| seer.standing.subject)
        .filter(|person| *person != me && Some(*person) != but)
        .collect();
    let notice = Notice {
        kind,
        project: Some(facts.project),
        document: Some(document),
        payload: json!({"by": work.me.public_id}),
    };
    let (ids, organisation, now) = (work.cx.ids().clone(), work.organisation.id, work.now());
    // Neither kind has a letter of its own.
    notices::notify(&mut work.tx, &ids, organisation, now, &people, &notice).await?;
    Ok(())
}
