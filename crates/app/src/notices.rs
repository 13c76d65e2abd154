//! Notices: what the bell shows a person. A notice names ids; its words are made when it is read, from what the reader
//! may see then.

use serde_json::Value;
use wayleave_base::{DocumentId, Ids, NotificationId, OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Tx, sql};

/// A notice to be written.
#[derive(Clone, Debug)]
pub struct Notice<'a> {
    /// What happened, such as `submission.received`.
    pub kind: &'a str,
    /// The project it happened in.
    pub project: Option<ProjectId>,
    /// The document it concerns; a reader who cannot see it is not shown the notice.
    pub document: Option<DocumentId>,
    /// What the words are made of; no titles.
    pub payload: Value,
}

/// Writes a notice for each of these people.
pub async fn notify(
    tx: &mut Tx,
    ids: &Ids,
    organisation: OrganisationId,
    now: Timestamp,
    people: &[SubjectId],
    notice: &Notice<'_>,
) -> DbResult<()> {
    for person in people {
        tx.execute(
            sql("insert into notification (organisation_id, public_id, subject_id, kind, project_id, document_id, payload, created_at)
                 values ($1, $2, $3, $4, $5, $6, $7, $8)")
            .bind(organisation)
            .bind(ids.public(NotificationId::PREFIX))
            .bind(*person)
            .bind(notice.kind)
            .bind(notice.project)
            .bind(notice.document)
            .bind(notice.payload.to_string())
            .bind(now),
        )
        .await?;
    }
    Ok(())
}
