//! Sending a mail that is written: what may still leave does, and how that went is noted on its row.

use std::sync::Arc;

use wayleave_base::{OrganisationId, SubjectId};
use wayleave_db::{row, sql};
use wayleave_jobs::JobError;
use wayleave_mail::{Address, Enclosure, Mail, Rendered, SendError};

use super::{STOP, SendMail};
use crate::error::{Error, Result};
use crate::notices::{self, Clearance};
use crate::shared::Shared;
use crate::transmittals;

row! {
    struct MailRow {
        public_id: String, to_email: String, to_name: String, subject: String, body_text: String, body_html: String,
        created_at: i64, reader_id: Option<SubjectId>, notice_kind: String, recipient_id: Option<i64>,
    }
}

pub(super) async fn send(shared: Arc<Shared>, job: SendMail) -> std::result::Result<(), JobError> {
    deliver(&shared, OrganisationId(job.organisation), job.mail, None).await
}

/// Sends a mail that is written, in its stored words or in others that hold the secret. A mail that was sent is not sent
/// again.
pub(crate) async fn deliver(
    shared: &Shared,
    organisation: OrganisationId,
    mail: i64,
    words: Option<Rendered>,
) -> std::result::Result<(), JobError> {
    let Some((row, clearance)) = look(shared, organisation, mail).await? else { return Ok(()) };
    let stop = match clearance {
        Clearance::Send(stop) => stop,
        Clearance::Keep(reason) => {
            // The decision is no failure of the job: it is noted on the mail's row alone.
            return note(
                shared,
                organisation,
                mail,
                &Err(SendError::Permanent { reason: reason.to_owned() }),
            )
            .await;
        }
        Clearance::Anew => return gather_again(shared, organisation, mail, row.reader_id).await,
    };
    let words = words.unwrap_or(Rendered { subject: row.subject, text: row.body_text, html: row.body_html });
    let (words, headers) = stoppable(words, stop);
    let letter = Mail {
        reply_to: replies(&shared.config.mail_replies, &row.public_id),
        id: row.public_id,
        date: row.created_at,
        from: Address { name: None, email: shared.config.mail_from.clone() },
        to: Address { name: (!row.to_name.is_empty()).then_some(row.to_name), email: row.to_email },
        subject: words.subject,
        text: words.text,
        html: Some(words.html),
        headers,
        enclosures: match row.recipient_id {
            Some(recipient) => enclosed(shared, organisation, recipient).await.map_err(JobError::retry)?,
            None => Vec::new(),
        },
    };
    let outcome = shared.mailer.send(&letter).await;
    note_outcome(shared, organisation, mail, outcome).await
}

/// A mail that has not left yet, and whether it may.
async fn look(
    shared: &Shared,
    organisation: OrganisationId,
    mail: i64,
) -> Result<Option<(MailRow, Clearance)>> {
    let mut tx = shared.db.read_in(organisation).await?;
    let found: Option<MailRow> = tx
        .optional(
            sql("select public_id, to_email, to_name, subject, body_text, body_html, created_at, reader_id, notice_kind, recipient_id
                 from mail where id = $1 and organisation_id = $2 and sent_at is null and failed_at is null")
            .bind(mail)
            .bind(organisation),
        )
        .await?;
    let Some(row) = found else { return Ok(None) };
    let clearance = match row.reader_id {
        Some(reader) => {
            let told = (reader, row.notice_kind.as_str());
            notices::clearance(&mut tx, shared, organisation, mail, told).await?
        }
        None => Clearance::Send(None),
    };
    Ok(Some((row, clearance)))
}

/// Where answers to a mail go: to an address of its own, which says what was answered.
fn replies(mailbox: &str, id: &str) -> Option<Address> {
    let (name, domain) = mailbox.split_once('@')?;
    Some(Address { name: None, email: format!("{name}+{id}@{domain}") })
}

/// What comes with the mail to a recipient of a transmittal: its cover sheet, printed for them.
async fn enclosed(
    shared: &Shared,
    organisation: OrganisationId,
    recipient: i64,
) -> anyhow::Result<Vec<Enclosure>> {
    let mut tx = shared.db.read_in(organisation).await?;
    let sheet = transmittals::sheet_for(&mut tx, organisation, recipient).await?;
    drop(tx);
    let Some(sheet) = sheet else { return Ok(Vec::new()) };
    let filename = sheet.filename();
    let bytes = sheet.pdf(shared).await?;
    Ok(vec![Enclosure { filename, media_type: "application/pdf", bytes }])
}

/// The words with the link that stops such mails, and the headers by which mail programs offer it (RFC 8058).
fn stoppable(words: Rendered, stop: Option<String>) -> (Rendered, Vec<(String, String)>) {
    let Some(link) = stop else { return (words, Vec::new()) };
    let words = Rendered {
        subject: words.subject,
        text: words.text.replace(STOP, &link),
        html: words.html.replace(STOP, &link),
    };
    let headers = vec![
        ("List-Unsubscribe".to_owned(), format!("<{link}>")),
        ("List-Unsubscribe-Post".to_owned(), "List-Unsubscribe=One-Click".to_owned()),
    ];
    (words, headers)
}

/// A digest that tells of something its reader may see no more is given up; what is left goes into a new one.
async fn gather_again(
    shared: &Shared,
    organisation: OrganisationId,
    mail: i64,
    reader: Option<SubjectId>,
) -> std::result::Result<(), JobError> {
    let now = shared.clock.now();
    let again = async {
        let mut tx = shared.db.begin_in(organisation).await?;
        if let Some(reader) = reader {
            notices::gather_again(&mut tx, organisation, mail, reader, now).await?;
        }
        let note = sql("update mail set failed_at = $3, error = $4 where id = $1 and organisation_id = $2");
        let reason =
            "its reader may no longer see some of what it tells of; the rest follows in another mail";
        tx.execute(note.bind(mail).bind(organisation).bind(now).bind(reason)).await?;
        tx.commit().await?;
        Ok::<(), Error>(())
    };
    again.await?;
    shared.wake.notify_one();
    Ok(())
}

/// Writes on the mail's row how sending it went, and answers what that means for its job.
pub(crate) async fn note_outcome(
    shared: &Shared,
    organisation: OrganisationId,
    mail: i64,
    outcome: std::result::Result<(), SendError>,
) -> std::result::Result<(), JobError> {
    note(shared, organisation, mail, &outcome).await?;
    match outcome {
        Ok(()) => Ok(()),
        Err(SendError::Temporary { reason }) => Err(JobError::retry(reason)),
        Err(SendError::Permanent { reason }) => Err(JobError::fail(reason)),
    }
}

async fn note(
    shared: &Shared,
    organisation: OrganisationId,
    mail: i64,
    outcome: &std::result::Result<(), SendError>,
) -> std::result::Result<(), JobError> {
    let now = shared.clock.now();
    let (sent, failed, error) = match outcome {
        Ok(()) => (Some(now), None, String::new()),
        Err(SendError::Permanent { reason }) => (None, Some(now), reason.clone()),
        Err(SendError::Temporary { reason }) => (None, None, reason.clone()),
    };
    let mut tx = shared.db.begin_in(organisation).await.map_err(JobError::retry)?;
    tx.execute(
        sql(
            "update mail set sent_at = $3, failed_at = $4, error = $5 where id = $1 and organisation_id = $2",
        )
        .bind(mail)
        .bind(organisation)
        .bind(sent)
        .bind(failed)
        .bind(error),
    )
    .await
    .map_err(JobError::retry)?;
    tx.commit().await.map_err(JobError::retry)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_go_to_an_address_that_says_what_was_answered() {
        let to = replies("replies@example.org", "mai_01").map(|to| to.email);
        assert_eq!(to.as_deref(), Some("replies+mai_01@example.org"));
        assert_eq!(replies("", "mai_01"), None);
    }

    #[test]
    fn a_mail_that_can_be_stopped_says_so_in_its_words_and_headers() {
        let words =
            || Rendered { subject: "S".to_owned(), text: format!("<{STOP}>"), html: format!("\"{STOP}\"") };
        let (told, headers) = stoppable(words(), Some("https://x.example/n/stop/wln1".to_owned()));
        assert_eq!(told.text, "<https://x.example/n/stop/wln1>");
        assert_eq!(told.html, "\"https://x.example/n/stop/wln1\"");
        assert_eq!(headers[0].1, "<https://x.example/n/stop/wln1>");
        assert_eq!(headers[1].1, "List-Unsubscribe=One-Click");
        assert_eq!(stoppable(words(), None), (words(), Vec::new()));
    }
}
