//! What is left in writing: the audit log with names and reasons, its chain, and the ledger of external access.

use anyhow::{Result, ensure};

use super::Journey;
use super::doors::Share;
use crate::demo::caller::{number_at, text_at};

/// What must be in the audit log, and by whom: part of the action's code, and the actor's name.
const EVENTS: &[(&str, &str)] = &[
    ("organisation.created", "Operator"),
    ("user.invited", "Ada Quay"),
    ("project.created", "Ada Quay"),
    ("document.created", "Ines Mora"),
    ("submission.received", "Evan Poe"),
    ("accepted", "Cato Ruiz"),
    ("guest_share.created", "Ines Mora"),
    ("guest_share.accessed", ""),
    ("guest_share.password_failed", ""),
    ("guest_share.revoked", "Ines Mora"),
];

/// Reads log and ledger as the administrator; gives back how many events there are.
pub async fn read(journey: &Journey, share: &Share) -> Result<i64> {
    let events = journey.admin.list(&journey.organisation("/audit")).await?;
    for (action, actor) in EVENTS {
        let found = events.iter().any(|event| {
            event["action"].as_str().is_some_and(|code| code.contains(action))
                && event["actor"]["name"].as_str().is_some_and(|name| name.contains(actor))
        });
        ensure!(found, "expected {action} by {actor:?} in the audit log");
    }
    let revoked = events.iter().find(|event| event["action"] == "guest_share.revoked");
    let reason = revoked.and_then(|event| event["reason"].as_str()).unwrap_or_default();
    ensure!(reason == "Sent to the wrong person.", "expected the reason of the revocation, got {reason:?}");
    let verified = journey.admin.get(&journey.organisation("/audit/verify")).await?;
    ensure!(verified["ok"] == true, "expected the chain of the audit log to hold, got {verified}");
    ledger(journey, share).await?;
    number_at(&verified, "/events")
}

async fn ledger(journey: &Journey, share: &Share) -> Result<()> {
    let rows = journey.admin.list(&journey.within("/access")).await?;
    let of_kind = |kind: &str| rows.iter().filter(|row| row["kind"] == kind).collect::<Vec<_>>();
    let memberships = of_kind("membership");
    let evan = memberships.iter().any(|row| row["who"]["name"] == "Evan Poe" && row["ends_at"].is_string());
    ensure!(evan, "expected Evan Poe's membership with its end in the ledger, got {rows:?}");
    let shares = of_kind("guest_share");
    ensure!(!shares.is_empty(), "expected the guest share {} in the ledger, got {rows:?}", share.id);
    for row in &shares {
        let by = text_at(row, "/granted_by/name")?;
        ensure!(by == "Ines Mora", "expected the guest share to be granted by Ines Mora, got {by}");
        ensure!(row["ends_at"].is_string(), "expected the guest share to have an end, got {row}");
    }
    Ok(())
}
