//! The ledger: the only writer of who was let in, when and why. Every row it opens or closes carries the number of the
//! audit event that stands for the change; rows are closed, never edited and never deleted.

pub mod bulk;
mod folders;
mod grants;
mod groups;
mod histories;
mod moves;
mod people;
mod rules;

use wayleave_db::{DbResult, Tx, sql};

use crate::audit::Stamp;

pub use folders::{create_folder, move_folder, place_document};
pub use grants::{
    ALL_LATER, NewGrant, close_cause, close_document, close_given, close_grant, close_links, extend_cause,
    extend_given, grant, grant_each, recap_cause,
};
pub use groups::{add_group_action, end_group, join, keep_group_actions, leave};
pub use histories::{document_changed, revision_changed};
pub use moves::{Moved, move_grants};
pub use people::{
    NewMembership, close_admitted, end_full_register, end_membership, new_subject, new_subjects,
    set_full_register, set_membership, set_organisation_role,
};
pub use rules::{NewOverride, end_override, lock_project, set, set_override, unlock_project};

/// `update table set closed_… where open and condition`; the condition's placeholders begin at `$4`.
async fn close(tx: &mut Tx, stamp: &Stamp, table: &str, condition: &str, args: &[i64]) -> DbResult<u64> {
    let mut text = sql("").bind(stamp.at()).bind(stamp.by()).bind(stamp.seq());
    text.push("update ").push(table);
    text.push(" set closed_at = $1, closed_by = $2, close_seq = $3 where closed_at is null and ");
    text.push(condition);
    for arg in args {
        text = text.bind(*arg);
    }
    text.push(" and organisation_id = ").arg(stamp.organisation());
    tx.execute(text).await
}
