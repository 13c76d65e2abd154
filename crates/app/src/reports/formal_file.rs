//! What is told one by one, as a file.

use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use wayleave_media::paper::{Column, PALE, Paper, SIZE};
use wayleave_media::{Face, PrintError};

use super::sheet;
use super::table::remarks;
use super::view::{Listed, ListedCell};
use crate::sheets::{Cell, Csv};

/// Said of what is cut short.
const MORE: &str = "There is more than is told here; narrow the report to read it.";

/// Rows with their particulars, ready to be written.
pub struct Roll {
    title: String,
    about: Vec<(String, String)>,
    columns: Vec<(String, f32)>,
    rows: Vec<Vec<Cell>>,
    remarks: Vec<String>,
}

impl Roll {
    /// What a report tells one by one.
    #[must_use]
    pub fn new(title: &str, about: Vec<(String, String)>, reader: &str, listed: &Listed) -> Self {
        let cell = |cell: &ListedCell| match (&cell.text, cell.number, &cell.day) {
            (Some(text), ..) => Cell::text(text),
            (_, Some(number), _) => Cell::Number(number),
            (.., Some(day)) => Cell::day(day),
            _ => Cell::Empty,
        };
        Self {
            title: title.to_owned(),
            about,
            columns: listed.columns.iter().map(|column| (column.label.clone(), column.share)).collect(),
            rows: listed.rows.iter().map(|row| row.cells.iter().map(cell).collect()).collect(),
            remarks: remarks(reader, listed.more, MORE),
        }
    }

    /// As a workbook, with a page of particulars.
    pub fn workbook(&self) -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        let page = workbook.add_worksheet();
        page.set_name("Report")?;
        page.set_freeze_panes(1, 0)?;
        let head = Format::new().set_bold().set_align(FormatAlign::Top).set_text_wrap();
        for (column, (title, share)) in (0_u16..).zip(&self.columns) {
            page.write_string_with_format(0, column, sheet::cut(title), &head)?;
            page.set_column_width(column, f64::from(share * 14.0))?;
        }
        for (at, row) in (1_u32..).zip(&self.rows) {
            for (column, cell) in (0_u16..).zip(row) {
                write(page, (at, column), cell)?;
            }
        }
        if let (Ok(rows), Ok(columns)) = (u32::try_from(self.rows.len()), u16::try_from(self.columns.len())) {
            page.autofilter(0, 0, rows, columns.saturating_sub(1))?;
        }
        sheet::particulars(workbook.add_worksheet(), &self.title, &self.about, &self.remarks)?;
        workbook.save_to_buffer()
    }

    /// As comma-separated values.
    pub fn csv(&self) -> anyhow::Result<Vec<u8>> {
        Csv::default().part(self.columns.iter().map(|(title, _)| title.as_str()), &self.rows)
    }

    /// On paper, lying.
    pub fn pdf(&self) -> Result<Vec<u8>, PrintError> {
        let mut paper = Paper::new(true)?;
        paper.title(&self.title);
        paper.particulars(6, self.about.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        paper.skip(16.0);
        let columns: Vec<Column<'_>> =
            self.columns.iter().map(|(title, share)| Column { title, share: *share }).collect();
        let rows: Vec<Vec<String>> =
            self.rows.iter().map(|row| row.iter().map(Cell::plain).collect()).collect();
        paper.table(&columns, &rows);
        paper.skip(12.0);
        for remark in &self.remarks {
            paper.paragraph((Face::Regular, SIZE), PALE, 4, remark);
        }
        paper.finish(&self.title)
    }
}

#[expect(clippy::cast_precision_loss, reason = "days and recipients are far below 2^53")]
fn write(page: &mut Worksheet, (row, column): (u32, u16), cell: &Cell) -> Result<(), XlsxError> {
    let text = cell.plain();
    match cell {
        Cell::Empty => Ok(page),
        Cell::Number(number) => page.write_number(row, column, *number as f64),
        Cell::Day(_) => {
            let day = Format::new().set_num_format("yyyy-mm-dd");
            page.write_datetime_with_format(row, column, ExcelDateTime::parse_from_str(&text)?, &day)
        }
        _ => page.write_string(row, column, sheet::cut(&text)),
    }
    .map(|_| ())
}
