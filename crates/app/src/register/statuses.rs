//! Statuses set by hand: the table of transitions, and which of them ask for a reason (K-5.2).

use wayleave_access::Status::{self, *};

/// What may follow a status when a person sets it. What is not listed is refused.
pub const TRANSITIONS: &[(Status, &[Status])] = &[
    (Draft, &[ForReview, UnderReview, ForInformation, Withdrawn]),
    (Pending, &[Draft, ForReview, UnderReview, ForInformation, Withdrawn]),
    (ForReview, &[Draft, UnderReview, Approved, ApprovedWithComments, Rejected, Withdrawn]),
    (UnderReview, &[Approved, ApprovedWithComments, Rejected, Returned, Withdrawn]),
    (Approved, &[Superseded, Archived, UnderReview, Withdrawn]),
    (ApprovedWithComments, &[Superseded, Archived, Withdrawn]),
    (Rejected, &[Draft, Withdrawn]),
    (Returned, &[Draft, UnderReview, Withdrawn]),
    (Superseded, &[Archived, Withdrawn]),
    (ForInformation, &[Archived, Withdrawn]),
    (Archived, &[]),
    (Withdrawn, &[]),
];

/// What may follow this status.
#[must_use]
pub fn after(status: Status) -> &'static [Status] {
    TRANSITIONS.iter().find(|(from, _)| *from == status).map_or(&[], |(_, to)| to)
}

/// A verdict or an end given by hand says why.
#[must_use]
pub fn needs_reason(status: Status) -> bool {
    matches!(status, Approved | ApprovedWithComments | Rejected | Returned | Archived | Withdrawn)
}

/// Does the status say that the revision may be used?
#[must_use]
pub fn is_approved(code: &str) -> bool {
    matches!(Status::parse(code), Some(Approved | ApprovedWithComments))
}

/// The status in words, for people.
#[must_use]
pub fn words(code: &str) -> String {
    let plain = code.replace('_', " ");
    let mut letters = plain.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_its_row_and_ends_are_final() {
        for status in Status::ALL {
            assert!(TRANSITIONS.iter().any(|(from, _)| from == status), "{status:?}");
        }
        assert!(after(Archived).is_empty() && after(Withdrawn).is_empty());
    }

    #[test]
    fn nothing_becomes_pending_by_hand() {
        assert!(TRANSITIONS.iter().all(|(_, to)| !to.contains(&Pending)));
    }
}
