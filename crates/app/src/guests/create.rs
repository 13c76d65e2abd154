//! Creating a guest share: of one document, or of what a transmittal sent.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;
use wayleave_access::audit::{Event, Stamp};
use wayleave_access::ledger::{self, NewGrant};
use wayleave_access::{Cause, ObjectKind, Permit, ProjectFacts, Reason, SubjectKind, Target, Visible, act};
use wayleave_base::{DocumentId, GuestShareId, SubjectId};

use super::draft::{self, Draft, Lot};
use super::mails::{self, Covering, Words};
use super::reading::read;
use super::service::{link_text, new_link, note};
use super::store::{self, NewShare};
use super::timers;
use super::view::{CreatedGuestShare, NewGuestShare};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::password;
use crate::transmittals::{self, Sent};
use crate::work::{ProjectRow, Work};

/// What is to be let out, and what allows it.
struct What {
    documents: Vec<(Visible, i64)>,
    sent: Option<Sent>,
    draft: Draft,
    permit: Permit<act::GuestShareCreate>,
}

/// Finds what is shared and decides about every part of it.
async fn what(work: &mut Work, place: (&ProjectRow, &ProjectFacts), new: &NewGuestShare) -> Result<What> {
    let (project, facts) = place;
    let now = work.now();
    match (&new.document_id, &new.transmittal_id) {
        (Some(id), None) => {
            let visible = work.document(facts, id).await?;
            let permit = work.permit_in(facts, Target::document(&visible))?;
            let lot = Lot::Document(&visible);
            let draft = Draft::check(new, lot, &facts.share_policy, now, &project.timezone)?;
            let documents = vec![(visible, draft.seq)];
            Ok(What { documents, sent: None, draft, permit })
        }
        (None, Some(id)) => {
            let mut sent = transmittals::to_share(work, facts, id).await?;
            let mut permit = None;
            for (visible, _) in &sent.documents {
                let allowed: Permit<act::GuestShareCreate> =
                    work.permit_in(facts, Target::document(visible))?;
                permit.get_or_insert(allowed);
            }
            let permit = permit.ok_or_else(Error::not_found)?;
            if sent.mail_code && !new.mail_code {
                let detail = "What it was sent for asks for a code by mail, so its shares do too.";
                return Err(Error::field("mail_code", "required", detail));
            }
            let lot = Lot::Sent(&sent.documents);
            let draft = Draft::check(new, lot, &facts.share_policy, now, &project.timezone)?;
            let documents = std::mem::take(&mut sent.documents);
            Ok(What { documents, sent: Some(sent), draft, permit })
        }
        (None, None) => Err(Error::field("document_id", "required", "Name a document or a transmittal.")),
        (Some(_), Some(_)) => {
            let detail = "Name a document or a transmittal, not both.";
            Err(Error::field("transmittal_id", "one_of_two", detail))
        }
    }
}

impl What {
    /// The event of its creation.
    fn event<'a>(&'a self, public_id: &'a str, project: &ProjectRow, has_password: bool) -> Event<'a> {
        let first = self.documents.first().map(|(visible, _)| &visible.document);
        let mut after = first.map(|document| self.draft.told(document, has_password)).unwrap_or_default();
        if let Some(sent) = &self.sent {
            after["transmittal"] = json!({"id": sent.public_id, "label": sent.label});
            after["documents"] =
                self.documents.iter().map(|(visible, _)| json!(visible.document.number)).collect();
        }
        Event::new("guest_share", "guest_share.created", ("guest_share", public_id, &self.draft.label))
            .project(project.id)
            .after(after)
            .confidential(self.documents.iter().any(|(visible, _)| visible.document.restricted))
    }

    /// What the mail to the guest calls it.
    fn name(&self) -> String {
        match (&self.sent, self.documents.first()) {
            (Some(sent), _) => sent.label.clone(),
            (None, Some((visible, _))) => {
                let document = &visible.document;
                format!("{} rev {}, {}", document.number, self.draft.revision, document.title)
            }
            (None, None) => String::new(),
        }
    }

    /// Opens it to the link.
    async fn open(
        &self,
        work: &mut Work,
        stamp: &Stamp,
        project: &ProjectRow,
        (link, share): (SubjectId, GuestShareId),
    ) -> Result<()> {
        let draft = &self.draft;
        let cause = Cause::GuestShare(share.get());
        let shape = NewGrant {
            subject: link,
            project: project.id,
            object_kind: ObjectKind::Document,
            object: self.documents.first().map_or(0, |(visible, _)| visible.document.id.get()),
            caps: draft.caps(),
            rev_from: draft.seq,
            rev_to: draft.last_seq(),
            reason: Reason::Link,
            cause,
            ends_at: draft.ends_at,
        };
        let Some(sent) = &self.sent else {
            ledger::grant(&mut work.tx, stamp, &shape).await?;
            return Ok(());
        };
        let each: Vec<(DocumentId, i64)> =
            self.documents.iter().map(|(visible, seq)| (visible.document.id, *seq)).collect();
        ledger::grant_each(&mut work.tx, stamp, &shape, &[(link, draft.ends_at, cause)], &each).await?;
        let named = [&draft.recipient_name, &draft.recipient_email, &draft.label];
        let name = named.into_iter().find(|name| !name.is_empty()).map_or("", String::as_str);
        transmittals::add_share(work, stamp, sent.id, (link, draft.ends_at), name).await
    }
}

/// Creates a guest share and hands over its link, once.
pub async fn create(cx: &Cx, organisation: &str, project: &str, new: NewGuestShare) -> Result<Response> {
    // A slow hash must not hold the one writer of SQLite; what is wrong with the password is told with the rest.
    let password_hash = match new.password.clone().filter(|password| draft::password_fits(password)) {
        Some(password) => Some(password::hash(cx.shared(), password).await?),
        None => None,
    };
    let mut work = Work::write(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    let what = what(&mut work, (&project, &facts), &new).await?;
    let draft = &what.draft;
    let public_id = cx.ids().public(GuestShareId::PREFIX);
    let event = what.event(&public_id, &project, password_hash.is_some());
    let stamp = work.record(&what.permit, event).await?;
    let link = ledger::new_subject(&mut work.tx, &stamp, SubjectKind::Link).await?;
    let first = what.documents.first().map(|(visible, _)| visible.document.id);
    let share = NewShare {
        public_id: &public_id,
        project: project.id,
        subject: link,
        document: first.ok_or_else(Error::not_found)?,
        transmittal: what.sent.as_ref().map(|sent| sent.id),
        follows: draft.follows.code(),
        pinned_seq: draft.seq,
        label: &draft.label,
        recipient: (&draft.recipient_name, &draft.recipient_email),
        terms: &draft.terms,
        password_hash,
    };
    let share = store::insert(&mut work.tx, &stamp, &share).await?;
    what.open(&mut work, &stamp, &project, (link, share)).await?;
    let token = new_link(&mut work, share).await?;
    note(&mut work, share, "created").await?;
    let now = work.now();
    timers::set(&mut work.tx, stamp.organisation(), share, draft.ends_at, now).await?;
    if facts.share_policy.send_share_emails && !draft.recipient_email.is_empty() {
        let row =
            store::by_id(&mut work.tx, stamp.organisation(), share).await?.ok_or_else(Error::not_found)?;
        let covering = Covering {
            sender: work.me.name.clone(),
            zone: project.timezone.clone(),
            words: Words::Share { subject_name: what.name(), message: None },
        };
        let (shared, organisation) = (cx.shared().clone(), work.organisation.clone());
        mails::announce(&mut work.tx, &shared, &organisation, &row, covering).await?;
    }
    let view = read(&mut work, &project, &facts, &public_id).await?;
    let created = CreatedGuestShare { share: view, link: link_text(&cx.shared().config.public_url, &token) };
    work.finish_secret(StatusCode::CREATED, &created).await
}
