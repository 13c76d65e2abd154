//! What those to whom documents were given are told of them unasked: that their status changed, and that they have a new
//! revision. Who cannot see the revision in question is told nothing: an older one stays all they know. One act on many
//! documents is told once, of those that the person holds.

use std::collections::{BTreeMap, HashSet};

use serde_json::json;
use wayleave_access::ProjectFacts;
use wayleave_access::audience::{self, Place};
use wayleave_access::documents::Visible;
use wayleave_base::{DocumentId, SubjectId};

use crate::error::Result;
use crate::notices::{self, Notice};
use crate::work::Work;
use crate::workflows;

/// How many documents one notice names; of more it says that there are.
const NAMED: usize = 500;

/// A document of which there is news, and who is told of them otherwise.
pub type Fresh = (DocumentId, Option<SubjectId>);

/// Whose act the news are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// That of whoever asks.
    Asker,
    /// A workflow's, which some of those who are told may not know of.
    Workflow,
}

/// Tells of new statuses of current revisions.
pub async fn statuses(work: &mut Work, facts: &ProjectFacts, documents: &[DocumentId], by: By) -> Result<()> {
    let fresh: Vec<Fresh> = documents.iter().map(|document| (*document, None)).collect();
    tell(work, facts, &fresh, "document.status_changed", by).await
}

/// The revision as news, if it has become the current one; its uploader is told otherwise.
#[must_use]
pub fn fresh(visible: &Visible, revision: &str) -> Option<Fresh> {
    let revision = visible.revision(revision)?;
    let current = revision.acceptance == "accepted" && revision.seq == visible.document.current_seq;
    current.then_some((visible.document.id, Some(revision.uploaded_by)))
}

/// The newest revision as news, if it has become the current one.
#[must_use]
pub fn newest(visible: &Visible) -> Option<Fresh> {
    fresh(visible, &visible.revisions.first()?.public_id)
}

/// Tells of revisions that have become the current ones.
pub async fn revisions(work: &mut Work, facts: &ProjectFacts, fresh: &[Fresh]) -> Result<()> {
    tell(work, facts, fresh, "document.revised", By::Asker).await?;
    let documents: Vec<DocumentId> = fresh.iter().map(|(document, _)| *document).collect();
    workflows::outdated(work, facts, &documents).await
}

async fn tell(work: &mut Work, facts: &ProjectFacts, fresh: &[Fresh], kind: &str, by: By) -> Result<()> {
    let mut documents: Vec<DocumentId> = fresh.iter().map(|(document, _)| *document).collect();
    documents.sort_unstable();
    documents.dedup();
    let told: HashSet<Fresh> = fresh.iter().copied().collect();
    let me = work.me.subject;
    // Those who hold the same documents are told together.
    let mut holders: BTreeMap<Vec<DocumentId>, Vec<SubjectId>> = BTreeMap::new();
    for (person, mut theirs) in audience::given(&mut work.tx, Place::of(facts), &documents).await? {
        theirs.retain(|document| !told.contains(&(*document, Some(person))));
        if person != me && !theirs.is_empty() {
            holders.entry(theirs).or_default().push(person);
        }
    }
    let (ids, organisation, now) = (work.cx.ids().clone(), work.organisation.id, work.now());
    let by = (by == By::Asker).then(|| work.me.public_id.clone());
    for (theirs, people) in holders {
        let named: Vec<i64> = theirs.iter().take(NAMED).map(|document| document.get()).collect();
        let (document, payload) = match theirs.as_slice() {
            [one] => (Some(*one), json!({"by": by})),
            more => (None, json!({"by": by, "documents": named, "more": more.len() > NAMED})),
        };
        let notice = Notice { kind, project: Some(facts.project), document, payload };
        // Neither kind has a letter of its own.
        notices::notify(&mut work.tx, &ids, organisation, now, &people, &notice).await?;
    }
    Ok(())
}
