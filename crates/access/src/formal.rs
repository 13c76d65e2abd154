//! What a reader is shown of formal work with a document: which transmittals sent it, and which workflow it is in.
//!
//! Lists, searches and single documents ask the same conditions, so that none tells what another hides. Of a document they
//! look at the revisions that the reader sees, and at no other.

use wayleave_base::{SubjectId, Timestamp};
use wayleave_db::Sql;

use crate::action::Action;
use crate::decide::Target;
use crate::facts::ProjectFacts;

/// Which of the transmittals that are out a reader is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transmittals {
    /// None.
    None,
    /// Those that this person was told of by this moment.
    Received(SubjectId, Timestamp),
    /// All.
    All,
}

/// What a reader is shown of formal work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Formal {
    /// Which transmittals.
    pub transmittals: Transmittals,
    /// Workflows?
    pub workflows: bool,
}

impl ProjectFacts {
    /// What formal work this reader is shown.
    #[must_use]
    pub fn formal(&self) -> Formal {
        let may = |action| self.outcome(action, Target::default()).is_allowed();
        let transmittals = match may(Action::TransmittalView) {
            false => Transmittals::None,
            true if self.is_team() => Transmittals::All,
            true => Transmittals::Received(self.principal.subject(), self.at),
        };
        Formal { transmittals, workflows: may(Action::WorkflowView) }
    }
}

impl Transmittals {
    /// The condition on a transmittal `t` and a document `x` of it: it is out, and the reader is shown that it sent this.
    /// What was recalled is out no longer, and what was not sent again with it was sent by an earlier one.
    pub fn sent(self, text: &mut Sql) {
        match self {
            Self::None => {
                text.push("1 = 0");
            }
            Self::All => {
                text.push("t.state = 'issued'");
            }
            Self::Received(reader, at) => {
                text.push("t.state = 'issued' and t.told_at <= ").arg(at);
                text.push(" and exists (select 1 from transmittal_recipient y where y.transmittal_id = t.id and y.subject_id = ");
                text.arg(reader).push(
                    " and not exists (select 1 from transmittal_skip k where k.recipient_id = y.id
                      and k.revision_id = x.revision_id))",
                );
            }
        }
    }
}

impl Formal {
    /// The condition on a workflow `w` and a document `x` of it: it is not over, the document is in its present round, and
    /// the reader looks at workflows.
    pub fn running(self, text: &mut Sql) {
        text.push(if self.workflows {
            "w.status in ('active', 'returned') and x.round = w.round"
        } else {
            "1 = 0"
        });
    }
}
