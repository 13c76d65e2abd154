//! What the server says is there in the end: the demo promises so much of everything and a grant of every reason.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use serde_json::Value;

use super::stage::Stage;
use crate::demo::caller::{list_at, number_at};
use crate::demo::cast::{PEOPLE, PROJECTS};

/// Reasons for grants that can come about today; the others come with their modules.
const REASONS: [&str; 6] = ["assigned", "created", "group", "link", "shared", "transmitted"];

/// Who has documents for which reasons: whoever sends in, borrows, is in a group, or was sent something.
const HOLDERS: [(&str, &str); 3] =
    [("tomas.ferreira", "harbour"), ("sigrid.grieg", "harbour"), ("nadia.rahman", "hospital")];

/// How much there is.
pub struct Census {
    /// Documents in all projects.
    pub documents: i64,
    /// Companies.
    pub companies: usize,
    /// Members, active or not.
    pub people: usize,
    /// Open lines of the ledger of external access.
    pub ways_in: usize,
    /// The reasons for which somebody has a grant.
    pub reasons: BTreeSet<String>,
}

/// Counts, and fails with a sentence if anything promised is missing.
pub async fn take(stage: &Stage) -> Result<Census> {
    let admin = stage.caller(PEOPLE[0].key)?;
    let mut documents = 0;
    for project in PROJECTS {
        let count = admin.get(&stage.project(project.key, "/documents/count")?).await?;
        documents += number_at(&count, "/count")?;
    }
    let ledger = admin.list(&stage.organisation("/access")).await?;
    let mut reasons = BTreeSet::new();
    for (holder, project) in HOLDERS {
        for row in stage.caller(holder)?.list(&stage.project(project, "/documents")?).await? {
            let words = list_at(&row, "/why")?.iter().filter_map(Value::as_str);
            reasons.extend(words.filter(|word| REASONS.contains(word)).map(str::to_owned));
        }
    }
    let steps = stage.caller("astrid.nygaard")?.get(&stage.organisation("/my-steps?state=mine")).await?;
    if !list_at(&steps, "/items")?.is_empty() {
        reasons.insert("assigned".to_owned());
    }
    if ledger.iter().any(|row| row["kind"] == "guest_share") {
        reasons.insert("link".to_owned());
    }
    let census = Census {
        documents,
        companies: admin.list(&stage.organisation("/companies")).await?.len(),
        people: admin.list(&stage.organisation("/members")).await?.len(),
        ways_in: ledger.len(),
        reasons,
    };
    ensure!(census.documents >= 300, "expected 300 documents, got {}", census.documents);
    ensure!(census.companies >= 8, "expected 8 companies, got {}", census.companies);
    ensure!(census.people >= 30, "expected 30 people, got {}", census.people);
    let missing: Vec<&str> = REASONS.into_iter().filter(|reason| !census.reasons.contains(*reason)).collect();
    ensure!(missing.is_empty(), "expected a grant of every reason, missing: {}", missing.join(", "));
    Ok(census)
}
