//! The access core: it alone decides who may do what, and it alone writes who was let in.
//!
//! * The policy is rows ([`policy`]); nobody writes an `if` about a role.
//! * Facts are temporal rows that are closed, never changed ([`ledger`]); every question takes a moment.
//! * Lists, gets and counts share one predicate ([`documents`]); every row passes [`reach`] once more on its way out.
//! * A change needs a permit ([`Permit`]), a permit makes an audit event ([`audit`]), and only the event's stamp opens
//!   the ledger.

mod action;
pub mod audience;
pub mod audit;
mod decide;
pub mod documents;
pub mod explain;
mod facts;
mod formal;
pub mod ledger;
pub mod matrix;
pub mod policy;
mod principal;
pub mod reach;
pub mod search;
mod share_policy;
mod time;
mod words;

pub use action::{Act, Action, Level, act};
pub use decide::{Conditional, Decision, Denial, OrganisationFacts, Outcome, Permit, Target, Warrant};
pub use documents::{Scope, Visible};
pub use facts::{FolderGrant, ProjectFacts, mode};
pub use formal::{Formal, Transmittals};
pub use policy::{Mode, Obligation};
pub use principal::{Principal, SystemAct};
pub use share_policy::{Confidential, Demand, SharePolicy};
pub use words::{
    Acceptance, Caps, Cause, Gate, Gates, ObjectKind, OrganisationRole, Reason, Role, Status, SubjectKind,
};
