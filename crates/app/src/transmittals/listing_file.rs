//! The list of transmittals as a file.

use axum::response::Response;
use bytes::Bytes;

use super::listing::Question;
use super::view_listing::{ListTransmittals, TransmittalReceipts, TransmittalRow};
use crate::cx::Cx;
use crate::download::{CSV, Parts, attached, in_parts};
use crate::error::Result;
use crate::listing::After;
use crate::sheets::{Cell, Csv};
use crate::wire;
use crate::work::Work;

/// How many rows are read at a time.
const BATCH: usize = 200;

struct State {
    cx: Cx,
    organisation: String,
    project: String,
    query: ListTransmittals,
    after: Option<After>,
    csv: Csv,
}

/// The list as comma-separated values, asked anew for each part.
pub async fn export(cx: &Cx, organisation: &str, project: &str, query: ListTransmittals) -> Result<Response> {
    let parts = State {
        cx: cx.clone(),
        organisation: organisation.to_owned(),
        project: project.to_owned(),
        query,
        after: None,
        csv: Csv::default(),
    };
    attached(in_parts(parts).await?, CSV, "transmittals.csv")
}

impl Parts for State {
    async fn next(&mut self) -> Result<(Bytes, bool)> {
        let mut work = Work::read(&self.cx, &self.organisation).await?;
        let question = Question::open(&mut work, &self.project, &self.query).await?;
        let mut rows = question.page(&mut work, self.after.as_ref(), BATCH).await?;
        let more = rows.len() > BATCH;
        rows.truncate(BATCH);
        self.after = rows.last().map(|row| question.order.after(row));
        let told = (question.facts.is_team(), question.project.timezone.as_str());
        let rows = question.shown(&mut work, rows).await?;
        let cells: Vec<Vec<Cell>> = rows.iter().map(|row| cells(row, told)).collect();
        Ok((self.csv.part(titles(told.0), &cells)?.into(), more))
    }
}

/// The columns of everybody, and those of the project's people.
const COLUMNS: [&[&str]; 2] = [
    &[
        "Number",
        "Subject",
        "State",
        "Purpose",
        "Date",
        "Sent on",
        "Acknowledge by",
        "Acknowledged",
        "Overdue",
        "Documents",
    ],
    &["Recipients", "To acknowledge", "Have acknowledged", "Mails failed", "Prepared by"],
];

fn titles(team: bool) -> impl Iterator<Item = &'static str> {
    COLUMNS.iter().take(if team { 2 } else { 1 }).flat_map(|part| part.iter().copied())
}

fn cells(row: &TransmittalRow, (team, zone): (bool, &str)) -> Vec<Cell> {
    let sent = row.issued_at.as_deref().and_then(|at| at.parse::<jiff::Timestamp>().ok());
    let mut cells = vec![
        Cell::text(&row.number),
        Cell::text(&row.subject),
        Cell::text(&row.state),
        Cell::text(&row.purpose),
        Cell::day(&row.dated_on),
        sent.map_or(Cell::Empty, |at| Cell::Day(wire::day_of(at.as_millisecond(), zone))),
        row.acknowledge_by.as_deref().map_or(Cell::Empty, Cell::day),
        Cell::text(match row.acknowledged {
            "not_applicable" => "",
            said => said,
        }),
        Cell::Flag(row.overdue),
        Cell::Number(row.documents),
    ];
    if team {
        let number = |of: fn(&TransmittalReceipts) -> i64| {
            row.receipts.as_ref().map_or(Cell::Empty, |receipts| Cell::Number(of(receipts)))
        };
        cells.extend([
            number(|one| one.recipients),
            number(|one| one.asked),
            number(|one| one.answered),
            number(|one| one.mail_failed),
            Cell::text(row.created_by.as_ref().map_or("", |person| person.name.as_str())),
        ]);
    }
    cells
}
