//! The life of a work package as data: its states, and who may do what in which of them. Whatever is not in the table is
//! refused (K-5.9).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The state of a work package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WorkPackageState)]
pub enum State {
    /// Nobody works on it yet.
    Open,
    /// Its assignee works on it.
    InProgress,
    /// It waits for its reviewers.
    Submitted,
    /// Sent back; shown until work resumes.
    Returned,
    /// Reviewed; it waits to be closed.
    Approved,
    /// Done for good.
    Closed,
}

/// What is done to a work package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WorkPackageMove)]
pub enum Move {
    /// Work begins.
    Start,
    /// It goes to its reviewers.
    Submit,
    /// It is sent back, with a reason.
    Return,
    /// Work goes on.
    Resume,
    /// The review is passed.
    Approve,
    /// It is done for good.
    Close,
}

/// As what somebody acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// Whoever it is assigned to.
    Assignee,
    /// One of those who review it.
    Reviewer,
    /// Somebody who looks after the project.
    Admin,
}

/// Who does what in which state, and what it becomes. There is nothing else.
pub const MOVES: &[(State, Part, Move, State)] = &[
    (State::Open, Part::Assignee, Move::Start, State::InProgress),
    (State::Open, Part::Admin, Move::Start, State::InProgress),
    (State::InProgress, Part::Assignee, Move::Submit, State::Submitted),
    (State::InProgress, Part::Admin, Move::Submit, State::Submitted),
    (State::Submitted, Part::Reviewer, Move::Return, State::Returned),
    (State::Submitted, Part::Admin, Move::Return, State::Returned),
    (State::Submitted, Part::Reviewer, Move::Approve, State::Approved),
    (State::Submitted, Part::Admin, Move::Approve, State::Approved),
    (State::Returned, Part::Assignee, Move::Resume, State::InProgress),
    (State::Returned, Part::Admin, Move::Resume, State::InProgress),
    (State::Approved, Part::Admin, Move::Close, State::Closed),
];

impl State {
    /// Every state, in the order of its life.
    pub const ALL: [Self; 6] =
        [Self::Open, Self::InProgress, Self::Submitted, Self::Returned, Self::Approved, Self::Closed];

    /// What it becomes when somebody with these parts does this.
    #[must_use]
    pub fn after(self, parts: &[Part], wanted: Move) -> Option<Self> {
        let row =
            MOVES.iter().find(|(from, part, act, _)| *from == self && *act == wanted && parts.contains(part));
        row.map(|(.., to)| *to)
    }

    /// The word under which it is stored.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::InProgress => "in_progress",
            Self::Submitted => "submitted",
            Self::Returned => "returned",
            Self::Approved => "approved",
            Self::Closed => "closed",
        }
    }

    /// The state stored under a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// The state in words, as in "It is in progress."
    #[must_use]
    pub fn words(self) -> &'static str {
        if self == Self::InProgress { "in progress" } else { self.code() }
    }

    /// Does the time until its day run? It begins with the work, and ends with the approval.
    #[must_use]
    pub fn runs(self) -> bool {
        matches!(self, Self::InProgress | Self::Submitted | Self::Returned)
    }

    /// May what it is about still be changed? What was approved stays as it was approved.
    #[must_use]
    pub fn is_editable(self) -> bool {
        !matches!(self, Self::Approved | Self::Closed)
    }
}

impl Move {
    /// Every move, in the order of a package's life.
    pub const ALL: [Self; 6] =
        [Self::Start, Self::Submit, Self::Return, Self::Resume, Self::Approve, Self::Close];

    /// The word under which it is stored.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Submit => "submit",
            Self::Return => "return",
            Self::Resume => "resume",
            Self::Approve => "approve",
            Self::Close => "close",
        }
    }

    /// The move stored under a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.code() == code)
    }

    /// What the audit log calls it.
    #[must_use]
    pub fn event(self) -> &'static str {
        match self {
            Self::Start => "work_package.started",
            Self::Submit => "work_package.submitted",
            Self::Return => "work_package.returned",
            Self::Resume => "work_package.resumed",
            Self::Approve => "work_package.approved",
            Self::Close => "work_package.closed",
        }
    }

    /// Why it is not done in a state.
    #[must_use]
    pub fn refusal(self, state: State) -> String {
        let from = match self {
            Self::Start => "Only a work package that is open is started",
            Self::Submit => "Only a work package that is in progress is submitted",
            Self::Return => "Only a work package that was submitted is returned",
            Self::Resume => "Only a work package that was returned is resumed",
            Self::Approve => "Only a work package that was submitted is approved",
            Self::Close => "Only a work package that was approved is closed",
        };
        format!("{from}; this one is {}.", state.words())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines of the specification, typed once more.
    const LINES: &[(&str, &str, &str, &str)] = &[
        ("open", "assignee admin", "start", "in_progress"),
        ("in_progress", "assignee admin", "submit", "submitted"),
        ("submitted", "reviewer admin", "return", "returned"),
        ("submitted", "reviewer admin", "approve", "approved"),
        ("returned", "assignee admin", "resume", "in_progress"),
        ("approved", "admin", "close", "closed"),
    ];

    #[test]
    fn whatever_is_not_a_line_of_the_specification_is_refused() {
        let parts = [(Part::Assignee, "assignee"), (Part::Reviewer, "reviewer"), (Part::Admin, "admin")];
        let mut allowed = 0;
        for state in State::ALL {
            for (part, name) in parts {
                for act in Move::ALL {
                    let line = LINES.iter().find(|(from, who, what, _)| {
                        *from == state.code() && who.split(' ').any(|one| one == name) && *what == act.code()
                    });
                    let expected = line.map(|(.., to)| State::parse(to).expect("a state"));
                    assert_eq!(state.after(&[part], act), expected, "{state:?} {part:?} {act:?}");
                    allowed += usize::from(expected.is_some());
                }
            }
        }
        assert_eq!(allowed, MOVES.len());
        assert!(Move::ALL.iter().all(|act| State::Open.after(&[], *act).is_none()), "nobody does nothing");
    }

    #[test]
    fn words_are_read_as_they_are_written() {
        assert!(State::ALL.iter().all(|state| State::parse(state.code()) == Some(*state)));
        assert!(Move::ALL.iter().all(|act| Move::parse(act.code()) == Some(*act)));
        assert_eq!(State::parse("done"), None);
        assert_eq!(
            Move::Submit.refusal(State::Open),
            "Only a work package that is in progress is submitted; this one is open."
        );
    }
}
