//! What Document Controllers and senders of submissions are told, by mail and by notice.

use serde_json::json;
use wayleave_access::documents::{RevisionRow, Visible};
use wayleave_base::{ErrorCode, SubjectId};
use wayleave_mail::{SubmissionAccepted, SubmissionReceived, SubmissionRejected};

use super::rows::Draft;
use super::statuses;
use crate::error::{Error, Result};
use crate::mailing::{self, Sender};
use crate::notices::{self, Notice, Recipient};
use crate::people;
use crate::work::{ProjectRow, Work};

/// The address of a page of the project.
pub fn link(work: &Work, project: &ProjectRow, rest: &str) -> String {
    let base = &work.cx.shared().config.public_url;
    format!("{base}/o/{}/p/{}{rest}", work.organisation.slug, project.public_id)
}

/// Who a letter to this recipient comes from.
pub async fn sender(work: &mut Work, to: &Recipient) -> Result<Sender> {
    let shared = work.cx.shared().clone();
    Ok(Sender::telling(&mut work.tx, &shared, &work.organisation, to).await?)
}

/// Tells the Document Controllers, but not the uploader, that something waits.
pub async fn received(
    work: &mut Work,
    project: &ProjectRow,
    document: &str,
    revision: &str,
    draft: &Draft,
    number: &str,
) -> Result<()> {
    let now = work.now();
    let mut controllers = people::document_controllers(&mut work.tx, project.id, now).await?;
    controllers.retain(|controller| *controller != work.me.subject);
    if controllers.is_empty() {
        return Ok(());
    }
    let id = super::decide::document_id(&mut work.tx, project.id, document).await?;
    let notice = Notice {
        kind: "submission.received",
        project: Some(project.id),
        document: id,
        payload: json!({"document": document, "revision": revision, "by": work.me.public_id}),
    };
    let (ids, organisation) = (work.cx.ids().clone(), work.organisation.id);
    let told = notices::notify(&mut work.tx, &ids, organisation, now, &controllers, &notice).await?;
    let me = people::by_subject(&mut work.tx, organisation, &[work.me.subject]).await?;
    let company = me.values().next().and_then(|me| me.company.as_ref()).map(|company| company.name.clone());
    let place = link(work, project, &format!("/pending?open={revision}"));
    let file_name = draft.file.as_ref().map(|file| file.filename.clone()).unwrap_or_default();
    for recipient in told {
        let sender = sender(work, &recipient).await?;
        let letter = SubmissionReceived {
            head: sender.head(),
            project: &project.name,
            sender: &work.me.name,
            company: company.as_deref(),
            title: &draft.title,
            number: (!number.is_empty()).then_some(number),
            file_name: &file_name,
            received_at: &sender.dates().moment(now, &project.timezone),
            link: &place,
        };
        let shared = work.cx.shared().clone();
        mailing::post_notice(&mut work.tx, &shared, organisation, now, &recipient, &letter).await?;
    }
    Ok(())
}

/// What a decision says to the sender.
pub enum Verdict<'a> {
    /// It is in the register; the flag says that the sender's details were corrected.
    Accepted(bool),
    /// It was rejected for this reason.
    Rejected(&'a str),
}

/// Tells the sender how their submission was decided, unless they decided themselves.
pub async fn decided(
    work: &mut Work,
    project: &ProjectRow,
    visible: &Visible,
    revision: &RevisionRow,
    verdict: &Verdict<'_>,
) -> Result<()> {
    let to: SubjectId = revision.uploaded_by;
    if to == work.me.subject {
        return Ok(());
    }
    let (now, organisation) = (work.now(), work.organisation.id);
    let notice = Notice {
        kind: match verdict {
            Verdict::Accepted(_) => "submission.accepted",
            Verdict::Rejected(_) => "submission.rejected",
        },
        project: Some(project.id),
        document: Some(visible.document.id),
        payload: json!({
            "document": visible.document.public_id,
            "revision": revision.public_id,
            "by": work.me.public_id,
        }),
    };
    let ids = work.cx.ids().clone();
    let mut told = notices::notify(&mut work.tx, &ids, organisation, now, &[to], &notice).await?;
    let Some(recipient) = told.pop() else { return Ok(()) };
    let sender = sender(work, &recipient).await?;
    let (shared, document) = (work.cx.shared().clone(), &visible.document);
    let by = work.me.name.clone();
    match verdict {
        Verdict::Accepted(corrected) => {
            let (status, place) = (
                statuses::words(&revision.status),
                link(work, project, &format!("/register/{}", document.public_id)),
            );
            let letter = SubmissionAccepted {
                head: sender.head(),
                project: &project.name,
                accepted_by: &by,
                number: &document.number,
                title: &document.title,
                revision: &revision.code,
                status: &status,
                corrected: *corrected,
                link: &place,
            };
            mailing::post_notice(&mut work.tx, &shared, organisation, now, &recipient, &letter).await
        }
        Verdict::Rejected(reason) => {
            let place = link(work, project, "/register?mine=true");
            let letter = SubmissionRejected {
                head: sender.head(),
                project: &project.name,
                rejected_by: &by,
                title: &document.title,
                number: (!document.number.is_empty()).then_some(document.number.as_str()),
                file_name: &revision.filename,
                reason,
                link: &place,
            };
            mailing::post_notice(&mut work.tx, &shared, organisation, now, &recipient, &letter).await
        }
    }
}

/// A moment of the past at which something was decided already.
#[must_use]
pub fn already_decided() -> Error {
    Error::code(ErrorCode::AlreadyDecided)
}
