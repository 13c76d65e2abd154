//! The life of a transmittal as data: its states, and who may do what in which of them. Whatever is not in the table is
//! refused (K-7.3). That somebody holds the part is decided by the access core, and for recipients by what was sent to whom.

use wayleave_base::{ErrorCode, Timestamp};

use crate::error::Error;

/// The state of a transmittal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Nobody sees it but those who prepare it.
    Draft,
    /// It was issued and nobody was told yet.
    Undoable,
    /// Those who get it were told.
    Out,
    /// It was taken back.
    Recalled,
}

/// As what somebody acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// Whoever prepares and issues transmittals.
    Sender,
    /// Whoever shares what went out, having the right to each document of it.
    Sharer,
    /// One of those who got it.
    Recipient,
    /// Whoever is shown it.
    Reader,
    /// A job.
    Clock,
}

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Deed {
    /// Its words, documents or recipients are changed.
    Edit,
    /// It is thrown away.
    Delete,
    /// What issuing it would open is looked at.
    Check,
    /// It is sent out.
    Issue,
    /// Its issuing is taken back before anybody is told.
    Undo,
    /// Those who get it are told.
    Tell,
    /// Receipt is acknowledged.
    Acknowledge,
    /// An acknowledgement that was given in another way is written down.
    Record,
    /// Something is said beside what was written down.
    Contest,
    /// The receipt of an acknowledgement is fetched.
    Receipt,
    /// Those who are silent are reminded.
    Remind,
    /// A link to all of it is made.
    Share,
    /// What it gave is taken back.
    Recall,
    /// Another one takes its place.
    Reissue,
}

/// Who may do what in which state. There is nothing else.
pub const DEEDS: &[(State, Part, Deed)] = &[
    (State::Draft, Part::Sender, Deed::Edit),
    (State::Draft, Part::Sender, Deed::Delete),
    (State::Draft, Part::Sender, Deed::Check),
    (State::Draft, Part::Sender, Deed::Issue),
    (State::Undoable, Part::Sender, Deed::Undo),
    (State::Undoable, Part::Sender, Deed::Recall),
    (State::Undoable, Part::Sender, Deed::Reissue),
    (State::Out, Part::Clock, Deed::Tell),
    (State::Out, Part::Clock, Deed::Remind),
    (State::Out, Part::Sender, Deed::Remind),
    (State::Out, Part::Sender, Deed::Record),
    (State::Out, Part::Sender, Deed::Recall),
    (State::Out, Part::Sender, Deed::Reissue),
    (State::Out, Part::Sharer, Deed::Share),
    (State::Out, Part::Recipient, Deed::Acknowledge),
    (State::Out, Part::Recipient, Deed::Contest),
    (State::Out, Part::Reader, Deed::Receipt),
    (State::Recalled, Part::Reader, Deed::Receipt),
    (State::Recalled, Part::Recipient, Deed::Contest),
    (State::Recalled, Part::Sender, Deed::Reissue),
];

/// Why something is not done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Only drafts are changed.
    Stays,
    /// Those who get it are told already, or it was taken back.
    TooLate,
    /// It is a draft.
    NotIssued,
    /// It can still be undone.
    NotOut,
    /// It was taken back.
    Recalled,
}

impl State {
    /// The state of what is stored: the word, when those who get it are told, and whether they were. A request that began
    /// before the mails left and was let in after them finds it gone out.
    #[must_use]
    pub fn of(word: &str, (told_at, announced): (Option<Timestamp>, bool), now: Timestamp) -> Self {
        match word {
            "draft" => Self::Draft,
            "recalled" => Self::Recalled,
            _ if announced || told_at.is_some_and(|told_at| told_at <= now) => Self::Out,
            _ => Self::Undoable,
        }
    }

    /// Is there a row for it?
    pub fn takes(self, part: Part, deed: Deed) -> Result<(), Refusal> {
        if DEEDS.contains(&(self, part, deed)) {
            return Ok(());
        }
        Err(match (self, deed) {
            (Self::Draft, _) => Refusal::NotIssued,
            (_, Deed::Edit | Deed::Delete | Deed::Check | Deed::Issue) => Refusal::Stays,
            (_, Deed::Undo) => Refusal::TooLate,
            (Self::Undoable, _) => Refusal::NotOut,
            (Self::Recalled, _) => Refusal::Recalled,
            // What went out takes everything else of somebody.
            (Self::Out, _) => Refusal::Stays,
        })
    }
}

impl Refusal {
    /// As people are told it.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Stays => "It was issued, and stays as it is. Issue another one.",
            Self::TooLate => "Issuing it can no longer be undone.",
            Self::NotIssued => "It was not issued yet.",
            Self::NotOut => "It has not gone out yet: issuing it can still be undone.",
            Self::Recalled => "It was recalled.",
        }
    }
}

impl From<Refusal> for Error {
    fn from(why: Refusal) -> Self {
        let code = match why {
            Refusal::Stays | Refusal::TooLate | Refusal::Recalled => ErrorCode::AlreadyEnded,
            Refusal::NotIssued | Refusal::NotOut => ErrorCode::Conflict,
        };
        Self::because(code, why.sentence())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_told_cannot_be_undone_whatever_the_time_of_the_request() {
        let of = |announced, now| State::of("issued", (Some(600), announced), now);
        assert_eq!([of(false, 599), of(false, 600)], [State::Undoable, State::Out]);
        assert_eq!(of(true, 599), State::Out);
        assert_eq!(State::of("recalled", (Some(600), false), 0), State::Recalled);
        assert!(of(true, 599).takes(Part::Sender, Deed::Undo).is_err());
    }

    #[test]
    fn every_row_stands_once_and_leads_somewhere() {
        for (at, row) in DEEDS.iter().enumerate() {
            assert!(!DEEDS[at + 1..].contains(row), "{row:?} stands twice");
            assert_eq!(row.0.takes(row.1, row.2), Ok(()));
        }
        for state in [State::Draft, State::Undoable, State::Out, State::Recalled] {
            assert!(DEEDS.iter().any(|row| row.0 == state), "{state:?} is a dead end");
            assert_eq!(state.takes(Part::Clock, Deed::Tell).is_ok(), state == State::Out);
        }
    }
}
