//! The periodic chores of every feature, run every few minutes by the server.

use std::sync::Arc;

use crate::error::Result;
use crate::shared::Shared;

/// Runs every chore once; a failing one does not keep the others from running.
pub(crate) async fn run(shared: &Arc<Shared>) -> Result<()> {
    let outcomes = [
        ("account sweep", crate::account::tidy(shared).await.map(drop)),
        ("register sweep", crate::register::sweep::run(shared).await),
        ("index of words", crate::register::sweep::merge_words(shared).await),
        ("guest tries", crate::guests::forget_tries(shared).await),
        ("old notices", crate::notices::forget(shared).await),
    ];
    let mut first = Ok(());
    for (chore, outcome) in outcomes {
        if let Err(error) = outcome {
            tracing::error!(chore, ?error, "a chore failed");
            first = first.and(Err(error));
        }
    }
    first
}
