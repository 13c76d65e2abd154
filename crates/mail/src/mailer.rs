//! The ways to send a mail: SMTP, files in a folder, or memory for tests.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use crate::file::FileFolder;
use crate::mail::Mail;
use crate::smtp::{Smtp, SmtpConfig};

/// Sends mails. Clones share the way.
#[derive(Clone, Debug)]
pub struct Mailer {
    way: Way,
    domain: Arc<str>,
}

#[derive(Clone, Debug)]
enum Way {
    Smtp(Smtp),
    File(Arc<FileFolder>),
    Memory(Arc<Mutex<Memory>>),
}

#[derive(Debug, Default)]
struct Memory {
    sent: Vec<Mail>,
    refusals: VecDeque<SendError>,
}

/// Why a mail was not sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// A later try may succeed.
    #[error("{reason}")]
    Temporary {
        /// What happened, for the operator.
        reason: String,
    },
    /// No later try of the same mail can succeed.
    #[error("{reason}")]
    Permanent {
        /// What happened, for the operator.
        reason: String,
    },
}

impl SendError {
    pub(crate) fn temporary(reason: impl Into<String>) -> Self {
        Self::Temporary { reason: reason.into() }
    }

    pub(crate) fn permanent(reason: impl Into<String>) -> Self {
        Self::Permanent { reason: reason.into() }
    }
}

/// A way to send that cannot work as it is configured.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SetupError(pub(crate) String);

impl Mailer {
    /// Sends through an SMTP server. `domain` is the part of message ids after the `@`, and how this server
    /// introduces itself.
    pub fn smtp(config: &SmtpConfig, domain: &str) -> Result<Self, SetupError> {
        let domain = checked(domain)?;
        Ok(Self { way: Way::Smtp(Smtp::new(config, &domain)?), domain })
    }

    /// Writes each mail to `<dir>/<id>.eml`, for a server without an SMTP server.
    pub fn file(dir: &Path, domain: &str) -> Result<Self, SetupError> {
        let domain = checked(domain)?;
        let folder = FileFolder::open(dir).map_err(|error| {
            SetupError(format!("the mail folder {} cannot be used: {error}", dir.display()))
        })?;
        Ok(Self { way: Way::File(Arc::new(folder)), domain })
    }

    /// Keeps mails in memory, for tests.
    #[must_use]
    pub fn memory() -> Self {
        Self { way: Way::Memory(Arc::default()), domain: "wayleave.test".into() }
    }

    /// Hands the mail over. The same checks apply whichever way it goes.
    pub async fn send(&self, mail: &Mail) -> Result<(), SendError> {
        let message = mail.message(&self.domain)?;
        match &self.way {
            Way::Smtp(smtp) => smtp.send(message).await,
            Way::File(folder) => folder.write(mail.id.clone(), message.formatted()).await,
            Way::Memory(memory) => {
                let mut memory = memory.lock().unwrap_or_else(PoisonError::into_inner);
                match memory.refusals.pop_front() {
                    Some(refusal) => Err(refusal),
                    None => {
                        memory.sent.push(mail.clone());
                        Ok(())
                    }
                }
            }
        }
    }

    /// The text of a mail that was written to the folder (or kept in memory), for the Outbox page; `None`
    /// for an unknown id and for every other way.
    ///
    /// A mail may hold a link that lets its reader in. Who may see it is for the caller to decide.
    pub async fn read_file(&self, id: &str) -> Option<String> {
        match &self.way {
            Way::Smtp(_) => None,
            Way::File(folder) => folder.read_text(id).await,
            Way::Memory(_) => self.sent().into_iter().rev().find(|mail| mail.id == id).map(|mail| mail.text),
        }
    }

    /// Does [`Mailer::read_file`] find what was sent?
    #[must_use]
    pub fn keeps(&self) -> bool {
        !matches!(self.way, Way::Smtp(_))
    }

    /// What was sent to memory so far, oldest first.
    #[must_use]
    pub fn sent(&self) -> Vec<Mail> {
        match &self.way {
            Way::Memory(memory) => memory.lock().unwrap_or_else(PoisonError::into_inner).sent.clone(),
            Way::Smtp(_) | Way::File(_) => Vec::new(),
        }
    }

    /// Has memory refuse the next mail, for tests of what happens then. Other ways pay no heed.
    pub fn refuse_next(&self, refusal: SendError) {
        if let Way::Memory(memory) = &self.way {
            memory.lock().unwrap_or_else(PoisonError::into_inner).refusals.push_back(refusal);
        }
    }
}

fn checked(domain: &str) -> Result<Arc<str>, SetupError> {
    let good = !domain.is_empty()
        && domain.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
        && !domain.starts_with('.')
        && !domain.ends_with('.');
    if good {
        Ok(domain.into())
    } else {
        Err(SetupError(format!("{domain:?} is not a domain name for mail")))
    }
}
