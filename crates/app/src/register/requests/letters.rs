//! What those who decide, who asked and who holds the document are told of requests for edits, by mail and by notice. Nobody
//! is told of what they cannot open.

use serde_json::json;
use wayleave_access::audience::{self, Place, Seer};
use wayleave_access::documents::RevisionRow;
use wayleave_base::{DocumentId, SubjectId};
use wayleave_mail::{ChangedField, DocumentEdited, EditRequestDecided, EditRequested};

use super::store::{self, Change, Decided, RequestRow};
use super::values;
use crate::error::Result;
use crate::mailing;
use crate::notices::{self, Notice, Recipient};
use crate::people;
use crate::register::edit::Held;
use crate::register::letters::{link, sender};
use crate::work::Work;

/// Those of these people who see the document.
async fn seeing(work: &mut Work, held: &Held, people: &[SubjectId]) -> Result<Vec<Seer>> {
    Ok(audience::seers(&mut work.tx, Place::of(&held.facts), held.id(), Some(people)).await?)
}

async fn notify(
    work: &mut Work,
    held: &Held,
    people: &[SubjectId],
    kind: &str,
    request: &str,
) -> Result<Vec<Recipient>> {
    let notice = Notice {
        kind,
        project: Some(held.project.id),
        document: Some(held.id()),
        payload: json!({"request": request, "by": work.me.public_id}),
    };
    let (ids, organisation, now) = (work.cx.ids().clone(), work.organisation.id, work.now());
    Ok(notices::notify(&mut work.tx, &ids, organisation, now, people, &notice).await?)
}

/// The values in words; with `from`, those before too.
fn in_words(changes: &[Change]) -> Vec<(&'static str, String, String)> {
    changes
        .iter()
        .map(|change| {
            let words = |value: &str| values::words(&change.field, value);
            (values::label(&change.field), words(&change.before), words(&change.wished))
        })
        .collect()
}

fn fields<'w>(words: &'w [(&'static str, String, String)]) -> Vec<ChangedField<'w>> {
    words.iter().map(|(name, before, after)| ChangedField { name, before, after }).collect()
}

/// Tells the Document Controllers who see the document, or where there are none the Project Admins, that edits are asked
/// for.
pub async fn asked(
    work: &mut Work,
    held: &Held,
    (request, comment): (&str, &str),
    changes: &[Change],
) -> Result<()> {
    let (organisation, project, now) = (work.organisation.id, held.project.id, work.now());
    let controllers = people::document_controllers(&mut work.tx, project, now).await?;
    let mut seers = seeing(work, held, &controllers).await?;
    if seers.is_empty() {
        let admins = people::project_admins(&mut work.tx, organisation, project, now).await?;
        seers = seeing(work, held, &admins).await?;
    }
    let me = work.me.subject;
    let people: Vec<SubjectId> =
        seers.iter().map(|seer| seer.standing.subject).filter(|person| *person != me).collect();
    let told = notify(work, held, &people, "edit_request.made", request).await?;
    let mine = people::by_subject(&mut work.tx, organisation, &[me]).await?;
    let company = mine.get(&me).and_then(|me| me.company.as_ref()).map(|company| company.name.clone());
    let place = link(work, &held.project, &format!("/requests?open={request}"));
    let (words, document) = (in_words(changes), &held.visible.document);
    for to in told {
        let sender = sender(work, &to).await?;
        let letter = EditRequested {
            head: sender.head(),
            project: &held.project.name,
            requester: &work.me.name,
            company: company.as_deref(),
            number: &document.number,
            title: &document.title,
            changes: &fields(&words),
            comment: (!comment.is_empty()).then_some(comment),
            link: &place,
        };
        let shared = work.cx.shared().clone();
        mailing::post_notice(&mut work.tx, &shared, organisation, now, &to, &letter).await?;
    }
    Ok(())
}

/// What became of a request.
pub enum Verdict<'a> {
    /// These values were written, as wished or altered.
    Approved {
        /// The values.
        changes: &'a [Change],
        /// Do they differ from what was wished?
        altered: bool,
    },
    /// It was rejected for this reason.
    Rejected(&'a str),
    /// It was removed.
    Deleted,
    /// The document was merged into another one.
    Lapsed,
}

/// Tells the requester what became of their request, if they still see the document.
pub async fn decided(work: &mut Work, held: &Held, row: &RequestRow, verdict: &Verdict<'_>) -> Result<()> {
    let to = row.requested_by;
    let (organisation, now) = (work.organisation.id, work.now());
    if to == work.me.subject || seeing(work, held, &[to]).await?.is_empty() {
        return Ok(());
    }
    let (kind, outcome, reason, words) = match verdict {
        Verdict::Approved { changes, altered: false } => {
            ("edit_request.approved", "approved", None, in_words(changes))
        }
        Verdict::Approved { changes, altered: true } => {
            ("edit_request.approved", "altered", None, in_words(changes))
        }
        Verdict::Rejected(reason) => ("edit_request.rejected", "rejected", Some(*reason), Vec::new()),
        Verdict::Deleted => ("edit_request.deleted", "removed", None, Vec::new()),
        Verdict::Lapsed => ("edit_request.lapsed", "lapsed", None, Vec::new()),
    };
    let Some(recipient) = notify(work, held, &[to], kind, &row.public_id).await?.pop() else {
        return Ok(());
    };
    let sender = sender(work, &recipient).await?;
    let number = words.iter().find(|(name, ..)| *name == "Number").map(|(.., after)| after.as_str());
    let title = words.iter().find(|(name, ..)| *name == "Title").map(|(.., after)| after.as_str());
    let document = &held.visible.document;
    let place = link(work, &held.project, &format!("/register/{}", document.public_id));
    let letter = EditRequestDecided {
        head: sender.head(),
        project: &held.project.name,
        decided_by: &work.me.name,
        number: number.unwrap_or(&document.number),
        title: title.unwrap_or(&document.title),
        outcome,
        changes: &fields(&words),
        reason,
        link: &place,
    };
    let shared = work.cx.shared().clone();
    mailing::post_notice(&mut work.tx, &shared, organisation, now, &recipient, &letter).await
}

/// Tells those to whom the document was given what changed of it: of a revision they see the code and the status, of the
/// document the rest.
pub async fn edited(
    work: &mut Work,
    held: &Held,
    (row, revision): (&RequestRow, &RevisionRow),
    changes: &[Change],
) -> Result<()> {
    let told = [work.me.subject, row.requested_by];
    let seers = audience::seers(&mut work.tx, Place::of(&held.facts), held.id(), None).await?;
    let holders: Vec<Seer> = seers
        .into_iter()
        .filter(|seer| !seer.reach.grants.is_empty() && !told.contains(&seer.standing.subject))
        .collect();
    let of_revision = |change: &Change| matches!(change.field.as_str(), "revision" | "status");
    let whole: Vec<&Seer> = holders
        .iter()
        .filter(|seer| {
            !changes.iter().all(of_revision)
                || seer.reach.revisions.iter().any(|(seq, _)| *seq == revision.seq)
        })
        .collect();
    let people: Vec<SubjectId> = whole.iter().map(|seer| seer.standing.subject).collect();
    let told = notify(work, held, &people, "document.edited", &row.public_id).await?;
    let (organisation, now) = (work.organisation.id, work.now());
    let value =
        |field: &str| changes.iter().find(|change| change.field == field).map(|change| change.wished.clone());
    let document = &held.visible.document;
    let number = value("number").unwrap_or_else(|| document.number.clone());
    let title = value("title").unwrap_or_else(|| document.title.clone());
    let place = link(work, &held.project, &format!("/register/{}", document.public_id));
    for to in told {
        let sees = whole.iter().any(|seer| {
            seer.standing.subject == to.subject
                && seer.reach.revisions.iter().any(|(seq, _)| *seq == revision.seq)
        });
        let seen: Vec<Change> =
            changes.iter().filter(|change| sees || !of_revision(change)).cloned().collect();
        let (words, sender) = (in_words(&seen), sender(work, &to).await?);
        let letter = DocumentEdited {
            head: sender.head(),
            project: &held.project.name,
            edited_by: &work.me.name,
            number: &number,
            title: &title,
            changes: &fields(&words),
            link: &place,
        };
        let shared = work.cx.shared().clone();
        mailing::post_notice(&mut work.tx, &shared, organisation, now, &to, &letter).await?;
    }
    Ok(())
}

/// Ends the open requests about a document that was merged into another one, and tells who made them; says how many. What
/// was ever asked about it is asked about the other from now on.
pub async fn lapse(work: &mut Work, source: DocumentId, held: &Held) -> Result<usize> {
    let rows = store::open_on(&mut work.tx, work.organisation.id, source).await?;
    for row in &rows {
        let changes = row.changes();
        let by = (work.me.subject, work.now());
        store::end(&mut work.tx, row.id, &Decided { state: "lapsed", by, reason: "", changes: &changes })
            .await?;
        decided(work, held, row, &Verdict::Lapsed).await?;
    }
    store::follow(&mut work.tx, source, held.id()).await?;
    Ok(rows.len())
}
