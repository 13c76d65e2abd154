//! A report as a plain table, with what stands beside it in a file.

use super::formal::source::Measure;
use super::view::Report;
use crate::sheets::{Cell, Csv};

/// A number of a table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Figure {
    /// How many.
    Count(i64),
    /// What is told of them, to one decimal; nothing of none.
    Told(Option<f64>),
}

impl Figure {
    /// As it is written.
    #[must_use]
    pub fn text(self) -> String {
        match self {
            Self::Count(count) => count.to_string(),
            Self::Told(told) => told.map(|told| format!("{told:.1}")).unwrap_or_default(),
        }
    }

    /// The number, if there is one.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
    pub fn float(self) -> Option<f64> {
        match self {
            Self::Count(count) => Some(count as f64),
            Self::Told(told) => told,
        }
    }
}

/// A report with its particulars, ready to be written.
pub struct Sheet {
    /// Its title.
    pub title: String,
    /// Particulars by name: the project, when, by whom, the conditions.
    pub about: Vec<(String, String)>,
    /// The titles of the columns.
    pub headings: Vec<String>,
    /// The rows: what people read, and the numbers.
    pub rows: Vec<(String, Vec<Figure>)>,
    /// The last row.
    pub total: Vec<Figure>,
    /// Which of the numbers of a row is that of all of it, which the bars show.
    pub whole: usize,
    /// What must be known of the numbers.
    pub remarks: Vec<String>,
}

/// Said of reports that stopped counting.
const MORE: &str = "There is more than was counted; every number is a lower bound.";

/// What is counted, as it stands over numbers.
fn counted(counts: &str) -> &'static str {
    match counts {
        "revisions" => "Revisions",
        "workflows" => "Workflows",
        "steps" => "Steps",
        "transmittals" => "Transmittals",
        "acknowledgements" => "Acknowledgements",
        "items" => "Items",
        _ => "Documents",
    }
}

impl Sheet {
    /// The table of a report that is counted.
    #[must_use]
    pub fn new(title: &str, about: Vec<(String, String)>, reader: &str, report: &Report) -> Self {
        let measure = report.measure;
        let told = measure != Measure::Number;
        let figure = |count: i64, value: Option<f64>| {
            if told { Figure::Told(value) } else { Figure::Count(count) }
        };
        // Of what is told of several it is told of how many.
        let whole = |count: i64, value: Option<f64>| {
            [figure(count, value)].into_iter().chain(told.then_some(Figure::Count(count)))
        };
        let rows = report.rows.iter().map(|row| {
            let parts = row.cells.iter().map(|cell| figure(cell.count, cell.value));
            (row.label.clone(), parts.chain(whole(row.count, row.value)).collect())
        });
        let total = report.columns.iter().map(|column| figure(column.count, column.value));
        Self {
            title: title.to_owned(),
            about,
            headings: headings(report),
            rows: rows.collect(),
            total: total.chain(whole(report.total.count, report.total.value)).collect(),
            whole: report.columns.len(),
            remarks: remarks(reader, report.more, MORE),
        }
    }

    /// As comma-separated values.
    pub fn csv(&self) -> anyhow::Result<Vec<u8>> {
        let total = ("Total".to_owned(), self.total.clone());
        let cell = |figure: &Figure| match figure {
            Figure::Count(count) => Cell::Number(*count),
            Figure::Told(_) => Cell::text(&figure.text()),
        };
        let rows: Vec<Vec<Cell>> = (self.rows.iter().chain([&total]))
            .map(|(label, numbers)| {
                std::iter::once(Cell::text(label)).chain(numbers.iter().map(cell)).collect()
            })
            .collect();
        Csv::default().part(self.headings.iter().map(String::as_str), &rows)
    }
}

fn headings(report: &Report) -> Vec<String> {
    let number = counted(report.counts);
    let whole = match report.measure {
        _ if !report.columns.is_empty() => "Total",
        Measure::Number => number,
        Measure::Days => "Days",
        Measure::Percent => "Per cent",
    };
    let first = report.dimensions.first().map(|dimension| dimension.label.clone());
    let columns = report.columns.iter().map(|column| column.label.clone());
    let beside = (report.measure != Measure::Number).then(|| number.to_owned());
    first.into_iter().chain(columns).chain([whole.to_owned()]).chain(beside).collect()
}

/// What must be known of what is told.
#[must_use]
pub fn remarks(reader: &str, more: bool, said: &str) -> Vec<String> {
    let more = more.then(|| said.to_owned());
    more.into_iter().chain([format!("Counted within what {reader} could see then.")]).collect()
}
