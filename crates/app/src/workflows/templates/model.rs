//! The life of a template as data: what may be done to it in which state. Whatever is not listed is refused.

/// The state of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Being written; nothing was ever started from it.
    Draft,
    /// Workflows can be started from it.
    Active,
    /// Kept for those that were started from it.
    Archived,
}

/// What is done to a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// Offer it to those who start workflows.
    Activate,
    /// Offer it no more; what runs goes on.
    Archive,
    /// Change its settings or stages.
    Edit,
    /// Delete it.
    Delete,
}

/// What a move leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Another state.
    Becomes(State),
    /// The plan is written in place of the one there.
    Rewrites,
    /// The plan is written as a new version; workflows that run keep theirs.
    AddsVersion,
    /// It is gone.
    Vanishes,
}

/// All there is.
const MOVES: &[(State, Move, Effect)] = &[
    (State::Draft, Move::Activate, Effect::Becomes(State::Active)),
    (State::Archived, Move::Activate, Effect::Becomes(State::Active)),
    (State::Active, Move::Archive, Effect::Becomes(State::Archived)),
    (State::Draft, Move::Edit, Effect::Rewrites),
    (State::Active, Move::Edit, Effect::AddsVersion),
    (State::Archived, Move::Edit, Effect::AddsVersion),
    (State::Draft, Move::Delete, Effect::Vanishes),
];

impl State {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Draft, Self::Active, Self::Archived];

    /// The code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Active => "active",
            Self::Archived => "archived",
        }
    }

    /// Reads the code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// What a move leads to, or a sentence why it cannot be made now.
    pub fn after(self, wanted: Move) -> Result<Effect, &'static str> {
        let found = MOVES.iter().find(|(from, made, _)| *from == self && *made == wanted);
        found.map(|(_, _, effect)| *effect).ok_or(match wanted {
            Move::Activate => "It is active already.",
            Move::Archive => "Only an active template can be archived.",
            Move::Edit => "It cannot be changed now.",
            Move::Delete => "Only a draft can be deleted; archive the template instead.",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_not_listed_is_refused() {
        let moves = [Move::Activate, Move::Archive, Move::Edit, Move::Delete];
        let mut refused = Vec::new();
        for state in State::ALL {
            for made in moves {
                let listed = MOVES.iter().filter(|(from, by, _)| (*from, *by) == (state, made)).count();
                assert!(listed < 2, "{state:?} {made:?} is listed twice");
                assert_eq!(state.after(made).is_ok(), listed == 1);
                if listed == 0 {
                    refused.push((state, made));
                }
            }
        }
        let expected = [
            (State::Draft, Move::Archive),
            (State::Active, Move::Activate),
            (State::Active, Move::Delete),
            (State::Archived, Move::Archive),
            (State::Archived, Move::Delete),
        ];
        assert_eq!(refused, expected);
    }

    #[test]
    fn a_plan_that_workflows_may_run_by_is_never_written_over() {
        for state in State::ALL {
            assert_eq!(state.after(Move::Edit) == Ok(Effect::Rewrites), state == State::Draft);
            assert_eq!(State::parse(state.code()), Some(state));
        }
        assert!(MOVES.iter().all(|(_, _, effect)| *effect != Effect::Becomes(State::Draft)));
    }
}
