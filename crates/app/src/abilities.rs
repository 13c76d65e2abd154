//! Abilities: what the reader may do to a thing, told by the same decision that will be made when they do it.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;
use wayleave_access::{Action, Denial, Outcome};

/// Whether an act is allowed, and if not, why and who can change that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Ability {
    /// Is it allowed, be it as a request?
    pub allowed: bool,
    /// Why not, and who can change that.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "A Document Controller or a Project Admin can change that.")]
    pub reason: Option<String>,
    /// The rule that decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "DR-06")]
    pub rule: Option<String>,
    /// What becomes of it when it is allowed as a request only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "goes to a Document Controller for approval")]
    pub condition: Option<String>,
}

impl Ability {
    /// The same ability, refused for this reason.
    #[must_use]
    pub fn refused(self, reason: impl Into<String>) -> Self {
        Self { allowed: false, reason: Some(reason.into()), condition: None, ..self }
    }
}

/// Abilities by the code of the act.
pub type Abilities = BTreeMap<&'static str, Ability>;

/// An outcome as clients see it.
#[must_use]
pub fn ability(outcome: &Outcome) -> Ability {
    let none = Ability { allowed: false, reason: None, rule: None, condition: None };
    match outcome {
        Outcome::Allow { rule, .. } => Ability {
            allowed: true,
            rule: Some((*rule).to_owned()),
            condition: outcome
                .needs_approval()
                .then(|| "goes to a Document Controller for approval".to_owned()),
            ..none
        },
        Outcome::Deny(Denial::Hidden) => none,
        Outcome::Deny(Denial::State(code)) => Ability { reason: Some(code.text().to_owned()), ..none },
        Outcome::Deny(Denial::Forbidden { rule, ask, .. }) => {
            Ability { reason: Some((*ask).to_owned()), rule: Some((*rule).to_owned()), ..none }
        }
    }
}

/// The abilities of several acts, each asked of `decide`.
#[must_use]
pub fn abilities(actions: &[Action], decide: impl Fn(Action) -> Outcome) -> Abilities {
    actions.iter().map(|action| (action.code(), ability(&decide(*action)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use wayleave_base::ErrorCode;

    #[test]
    fn a_refusal_by_the_state_says_which_state() {
        let shown = ability(&Outcome::Deny(Denial::State(ErrorCode::DocumentLocked)));
        assert!(!shown.allowed);
        assert_eq!(shown.reason.as_deref(), Some(ErrorCode::DocumentLocked.text()));
    }
}
