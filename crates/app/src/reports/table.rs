//! A report as a plain table, with what stands beside it in a file.

use super::view::Report;
use crate::sheets::{Cell, Csv};

/// A report with its particulars, ready to be written.
pub struct Sheet {
    /// Its title.
    pub title: String,
    /// Particulars by name: the project, when, by whom, the conditions.
    pub about: Vec<(String, String)>,
    /// The titles of the columns.
    pub headings: Vec<String>,
    /// The rows: what people read, and the numbers.
    pub rows: Vec<(String, Vec<i64>)>,
    /// The last row.
    pub total: Vec<i64>,
    /// What must be known of the numbers.
    pub remarks: Vec<String>,
}

/// Said of reports that stopped counting.
const MORE: &str = "There is more than was counted; every number is a lower bound.";

impl Sheet {
    /// The table of a report.
    #[must_use]
    pub fn new(title: &str, about: Vec<(String, String)>, reader: &str, report: &Report) -> Self {
        let mut headings: Vec<String> =
            report.dimensions.first().map(|dimension| dimension.label.clone()).into_iter().collect();
        headings.extend(report.columns.iter().map(|column| column.label.clone()));
        let all = if report.counts == "revisions" { "Revisions" } else { "Documents" };
        headings.push(if report.columns.is_empty() { all } else { "Total" }.to_owned());
        let rows = report.rows.iter().map(|row| {
            let numbers = row.cells.iter().map(|cell| cell.count).chain([row.count]);
            (row.label.clone(), numbers.collect())
        });
        let mut remarks = vec![format!("Counted within what {reader} could see then.")];
        if report.more {
            remarks.insert(0, MORE.to_owned());
        }
        Self {
            title: title.to_owned(),
            about,
            headings,
            rows: rows.collect(),
            total: report.columns.iter().map(|column| column.count).chain([report.total.count]).collect(),
            remarks,
        }
    }

    /// As comma-separated values.
    pub fn csv(&self) -> anyhow::Result<Vec<u8>> {
        let total = ("Total".to_owned(), self.total.clone());
        let rows: Vec<Vec<Cell>> = (self.rows.iter().chain([&total]))
            .map(|(label, numbers)| {
                std::iter::once(Cell::text(label)).chain(numbers.iter().copied().map(Cell::Number)).collect()
            })
            .collect();
        Csv::default().part(self.headings.iter().map(String::as_str), &rows)
    }
}
