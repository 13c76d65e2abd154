//! The revisions that a workflow is about: which may be routed, and what becomes of their status.

use serde_json::{Value, json};
use wayleave_access::audit::Event;
use wayleave_access::documents::{self, RevisionRow};
use wayleave_access::{Acceptance, Caps, ProjectFacts, Status, Visible, Warrant};
use wayleave_base::{DocumentId, RevisionId};

use super::super::matrix::rules::Criteria;
use super::store::{self, RoutedRow};
use super::tables::Verdict;
use super::view::{NewerRevision, RoutedDocument, WorkflowDocument};
use crate::error::{FieldError, Result};
use crate::register;
use crate::register::named::{self, Obstacle};
use crate::work::{ProjectRow, Work};

/// The most documents of a workflow.
const MOST: usize = 50;

/// A document within reach of whoever starts the workflow, with the revision that is routed.
#[derive(Clone, Debug)]
pub struct Routed {
    /// The document.
    pub visible: Visible,
    /// The revision.
    pub revision: RevisionRow,
}

impl Routed {
    /// What the review matrix looks at.
    #[must_use]
    pub fn criteria(&self) -> Criteria {
        let document = &self.visible.document;
        let given = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        Criteria {
            discipline: given(&document.discipline),
            document_type: given(&document.document_type),
            zone: given(&document.zone),
            package: given(&document.package),
        }
    }

    /// What the audit log is told of it.
    #[must_use]
    pub fn told(&self) -> Value {
        json!({"id": self.visible.document.public_id, "number": self.visible.document.number,
            "revision": self.revision.code, "sha256": self.revision.blob_hash})
    }

    /// The revision with the status that it has.
    #[must_use]
    pub fn row(&self) -> (RevisionId, String) {
        (self.revision.id, self.revision.status.clone())
    }
}

/// The document of a round before, in its revision of now.
#[must_use]
pub fn again(row: &RoutedRow) -> RoutedDocument {
    RoutedDocument { document_id: row.document.clone(), revision_id: None }
}

/// Reads the documents as they were sent in a request; what cannot be routed is refused with its place.
pub async fn read(
    work: &mut Work,
    facts: &ProjectFacts,
    errors: &mut Vec<FieldError>,
    asked: &[RoutedDocument],
) -> Result<Vec<Routed>> {
    let asked: Vec<(&str, Option<&str>)> =
        asked.iter().map(|one| (one.document_id.as_str(), one.revision_id.as_deref())).collect();
    let routed = named::revisions(work, facts, errors, (&asked, MOST), obstacle).await?;
    let revisions: Vec<RevisionId> = routed.iter().map(|one| one.revision.id).collect();
    let running = store::running_with(&mut work.tx, &revisions).await?;
    for one in &routed {
        if let Some(other) = running.iter().find(|other| other.revision_id == one.revision.id) {
            let detail = format!("This revision is in workflow {} already.", other.number);
            let place = format!("documents[{}].revision_id", one.at);
            errors.push(FieldError::new(place, "in_workflow", detail));
        }
    }
    Ok(routed.into_iter().map(|one| Routed { visible: one.visible, revision: one.revision }).collect())
}

/// What stands against routing this revision.
fn obstacle(visible: &Visible, revision: &RevisionRow) -> Option<Obstacle> {
    let status = Status::parse(&revision.status).unwrap_or(Status::Draft);
    let own = visible.caps_on(revision);
    if revision.state().acceptance != Acceptance::Accepted {
        Some(("not_accepted", "Only accepted revisions go through workflows."))
    } else if revision.seq != visible.document.current_seq {
        Some(("not_current", "Only the current revision goes through a workflow."))
    } else if status != Status::UnderReview && !register::may_be_reviewed(status) {
        Some(("not_now", "A document of this status cannot be put under review."))
    } else if !own.has(Caps::RESHARE) || !own.has(Caps::DOWNLOAD) {
        Some(("beyond_own_rights", "You may not pass this revision on."))
    } else {
        None
    }
}

/// Puts revisions under review, with an event for each document whose status changes.
pub async fn put_under_review<W: Warrant>(
    work: &mut Work,
    warrant: &W,
    place: (&ProjectRow, &str),
    rows: &[RoutedRow],
) -> Result<Vec<DocumentId>> {
    let wanted = |row: &RoutedRow| {
        (row.revision_status != Status::UnderReview.code()).then(|| Status::UnderReview.code().to_owned())
    };
    set(work, warrant, place, rows, wanted).await
}

/// What the end of a round makes of the documents that are still under review.
#[derive(Clone, Copy, Debug)]
pub enum End {
    /// It was completed with this verdict, or without one.
    Verdict(Option<Verdict>),
    /// It was sent back.
    Returned,
    /// It was cancelled by somebody.
    Cancelled,
}

/// Gives the documents the status that follows from the end of a round. What somebody set by hand meanwhile stays.
pub async fn release<W: Warrant>(
    work: &mut Work,
    warrant: &W,
    place: (&ProjectRow, &str),
    rows: &[RoutedRow],
    end: End,
) -> Result<Vec<DocumentId>> {
    let wanted = |row: &RoutedRow| {
        if row.revision_status != Status::UnderReview.code() {
            return None;
        }
        let status = match end {
            End::Verdict(Some(Verdict::Approved)) => Status::Approved,
            End::Verdict(Some(Verdict::ApprovedWithComments)) => Status::ApprovedWithComments,
            End::Verdict(Some(Verdict::Rejected)) => Status::Rejected,
            End::Returned => Status::Returned,
            // Nothing was decided about it.
            End::Verdict(None) | End::Cancelled => return Some(row.status_before.clone()),
        };
        Some(status.code().to_owned())
    };
    set(work, warrant, place, rows, wanted).await
}

async fn set<W: Warrant>(
    work: &mut Work,
    warrant: &W,
    (project, number): (&ProjectRow, &str),
    rows: &[RoutedRow],
    wanted: impl Fn(&RoutedRow) -> Option<String>,
) -> Result<Vec<DocumentId>> {
    let mut changed = Vec::new();
    for (row, status) in rows.iter().filter_map(|row| Some((row, wanted(row)?))) {
        let label = format!("{} {}", row.number, row.title);
        let event = Event::new("document", "document.status_changed", ("document", &row.document, &label))
            .project(project.id)
            .confidential(row.restricted)
            .before(json!({"status": row.revision_status, "revision": row.code}))
            .after(json!({"status": status, "revision": row.code, "workflow": number}));
        let stamp = work.record(warrant, event).await?;
        register::set_status(&mut work.tx, &stamp, (row.document_id, row.revision_id), &status).await?;
        changed.push(row.document_id);
    }
    Ok(changed)
}

/// Those of the documents that the reader sees in the revision that is routed, and how many they do not.
pub async fn seen(
    work: &mut Work,
    facts: &ProjectFacts,
    rows: &[RoutedRow],
) -> Result<(Vec<WorkflowDocument>, usize)> {
    let items: Vec<WorkflowDocument> = shown(work, facts, rows).await?.into_iter().flatten().collect();
    let withheld = rows.len() - items.len();
    Ok((items, withheld))
}

/// The current revision where it is another, as far as the reader sees it: that there is one is no secret from whoever holds
/// an earlier one.
fn newer(visible: &Visible, revision: &RevisionRow) -> Option<NewerRevision> {
    let current = visible.document.current_seq;
    (revision.seq < current).then(|| {
        let seen = visible.revisions.iter().find(|one| one.seq == current);
        let (id, code) = seen.map(|one| (one.public_id.clone(), one.code.clone())).unzip();
        NewerRevision { id, code }
    })
}

/// Each of these as the reader sees it, in one go for all; nothing where they do not.
pub async fn shown(
    work: &mut Work,
    facts: &ProjectFacts,
    rows: &[RoutedRow],
) -> Result<Vec<Option<WorkflowDocument>>> {
    let mut ids: Vec<DocumentId> = rows.iter().map(|row| row.document_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let found = documents::among(&mut work.tx, &facts.scope(), &ids).await?;
    let shown = |row: &RoutedRow| {
        let visible = found.iter().find(|visible| visible.document.id == row.document_id)?;
        let revision = visible.revisions.iter().find(|revision| revision.id == row.revision_id)?;
        Some(WorkflowDocument {
            document_id: row.document.clone(),
            revision_id: revision.public_id.clone(),
            number: row.number.clone(),
            title: row.title.clone(),
            revision: revision.code.clone(),
            status: revision.status.clone(),
            sha256: revision.blob_hash.clone(),
            filename: revision.filename.clone(),
            size: revision.size,
            media_type: revision.media_type.clone(),
            pages: revision.pages,
            newer: newer(visible, revision),
        })
    };
    Ok(rows.iter().map(shown).collect())
}
