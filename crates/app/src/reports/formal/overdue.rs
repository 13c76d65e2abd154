//! What is overdue, one by one: steps by whoever was to answer, transmittals by whoever was to acknowledge receipt.

use serde::Serialize;
use utoipa::ToSchema;
use wayleave_base::SubjectId;
use wayleave_db::{Sql, row, sql};

use super::rows::{self, Half, Reader};
use crate::error::Result;
use crate::wire;
use crate::work::Work;

/// A step that was to be answered, or a transmittal whose receipt was to be acknowledged.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OverdueItem {
    /// `step` or `acknowledgement`.
    #[schema(example = "step")]
    pub kind: &'static str,
    /// The workflow or the transmittal.
    #[schema(example = "wfl_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub id: String,
    /// Its number.
    #[schema(example = "WF-001")]
    pub number: String,
    /// What it is about.
    #[schema(example = "Review of the deck reinforcement")]
    pub title: String,
    /// The step.
    #[schema(example = "stp_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub step_id: Option<String>,
    /// Its name.
    #[schema(example = "Check the structure")]
    pub step_name: Option<String>,
    /// The name of whoever it waits for; an address for those without an account.
    #[schema(example = "Ana Silva")]
    pub person: String,
    /// Their company; empty for none.
    #[schema(example = "Northgate Steel")]
    pub company: String,
    /// Does it wait for the reader?
    pub mine: bool,
    /// The day on which it was due.
    #[schema(example = "2026-11-16")]
    pub due_on: String,
    /// For how many days it has been overdue; 0 since today.
    #[schema(example = 7)]
    pub days: i64,
}

row! {
    struct StepRow {
        id: String, number: String, title: String, step: String, step_name: String, person: String,
        company: String, mine: i64, due_at: i64,
    }
}

row! {
    struct ReceiptRow {
        id: String, number: String, title: String, person: String, company: String, mine: i64,
        due_on: String,
    }
}

/// What is asked for: codes of each, none for whatever they are.
#[derive(Clone, Copy, Debug, Default)]
pub struct Narrow<'a> {
    /// `step` or `acknowledgement`.
    pub kinds: Option<&'a [String]>,
    /// Whom it waits for.
    pub people: Option<&'a [String]>,
    /// Their companies.
    pub companies: Option<&'a [String]>,
    /// For how long, as [`Half::band`] says it.
    pub bands: Option<&'a [String]>,
    /// What waits for them alone.
    pub own: Option<SubjectId>,
}

impl Narrow<'_> {
    fn asks(&self, kind: &str) -> bool {
        self.kinds.is_none_or(|kinds| kinds.iter().any(|one| one == kind))
    }

    fn push(&self, text: &mut Sql, reader: &Reader, half: Half) {
        for (column, codes) in [(half.person(), self.people), (half.company(), self.companies)] {
            if let Some(codes) = codes {
                text.push(&format!(" and {column} in ")).text_list(codes);
            }
        }
        if let Some(me) = self.own {
            text.push(&format!(" and {} = ", half.subject())).arg(me);
        }
        if let Some(bands) = self.bands {
            text.push(" and ");
            half.band(text, reader);
            text.push(" in ").text_list(bands);
        }
    }
}

/// The first so many that are overdue, what was due first before the others; and whether there are more.
pub async fn list(
    work: &mut Work,
    reader: &Reader,
    narrow: &Narrow<'_>,
    most: usize,
) -> Result<(Vec<OverdueItem>, bool)> {
    let mut found = Vec::new();
    if narrow.asks("step") {
        let mut text = sql(
            "select w.public_id as id, w.number, w.title, s.public_id as step, s.name as step_name, s.due_at, ",
        );
        Half::Steps.whose(&mut text, work.me.subject);
        rows::late_steps(&mut text, reader);
        narrow.push(&mut text, reader, Half::Steps);
        text.push(" order by s.due_at, a.id limit ").arg(most as i64 + 1);
        found.extend(work.tx.all::<StepRow>(text).await?.into_iter().map(|row| of_step(row, reader)));
    }
    if narrow.asks("acknowledgement") {
        let mut text =
            sql("select t.public_id as id, t.number, t.subject as title, t.acknowledge_by as due_on, ");
        Half::Receipts.whose(&mut text, work.me.subject);
        rows::late_receipts(&mut text, reader);
        narrow.push(&mut text, reader, Half::Receipts);
        text.push(" order by t.acknowledge_by, y.id limit ").arg(most as i64 + 1);
        found.extend(work.tx.all::<ReceiptRow>(text).await?.into_iter().map(|row| of_receipt(row, reader)));
    }
    // Each half stands in its order already.
    found.sort_by(|one, two| one.due_on.cmp(&two.due_on));
    let more = found.len() > most;
    found.truncate(most);
    Ok((found, more))
}

fn of_step(row: StepRow, reader: &Reader) -> OverdueItem {
    let due_on = reader.day_of(row.due_at);
    OverdueItem {
        kind: "step",
        id: row.id,
        number: row.number,
        title: row.title,
        step_id: Some(row.step),
        step_name: Some(row.step_name),
        mine: row.mine == 1,
        person: row.person,
        company: row.company,
        due_on: due_on.to_string(),
        days: wire::days_since(due_on, reader.today),
    }
}

fn of_receipt(row: ReceiptRow, reader: &Reader) -> OverdueItem {
    let due_on = row.due_on.parse().unwrap_or(reader.today);
    OverdueItem {
        kind: "acknowledgement",
        id: row.id,
        number: row.number,
        title: row.title,
        step_id: None,
        step_name: None,
        mine: row.mine == 1,
        person: row.person,
        company: row.company,
        due_on: due_on.to_string(),
        days: wire::days_since(due_on, reader.today),
    }
}
