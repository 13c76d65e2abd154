//! Writing tables. A workbook's rows leave the memory as they are written; comma-separated values leave in parts.

use std::io::{Seek, Write};

use jiff::civil::{Date, DateTime};
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, XlsxError};

use super::{Cell, Heading, marked};

/// The longest text of a workbook's cell.
const LONGEST: usize = 32_767;

/// A workbook with one sheet, written row by row.
pub struct Workbook {
    workbook: rust_xlsxwriter::Workbook,
    day: Format,
    moment: Format,
    columns: u16,
    row: u32,
}

impl Workbook {
    /// A workbook whose sheet has these columns; its first row stays in sight and can be filtered by.
    pub fn new(sheet: &str, headings: &[Heading]) -> Result<Self, XlsxError> {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        let page = workbook.add_worksheet_with_constant_memory()?;
        page.set_name(sheet)?;
        page.set_freeze_panes(1, 0)?;
        let head = Format::new().set_bold().set_align(FormatAlign::Top);
        for (column, heading) in (0_u16..).zip(headings) {
            page.set_column_width(column, f64::from(heading.width))?;
            page.write_string_with_format(0, column, &heading.title, &head)?;
        }
        Ok(Self {
            workbook,
            day: Format::new().set_num_format("yyyy-mm-dd"),
            moment: Format::new().set_num_format("yyyy-mm-dd hh:mm"),
            columns: u16::try_from(headings.len()).unwrap_or(u16::MAX),
            row: 0,
        })
    }

    /// Adds a row.
    pub fn row(&mut self, cells: &[Cell]) -> Result<(), XlsxError> {
        self.row += 1;
        let page = self.workbook.worksheet_from_index(0)?;
        for (column, cell) in (0_u16..).zip(cells) {
            match cell {
                Cell::Empty => {}
                Cell::Text(text) => {
                    page.write_string(self.row, column, cut(text))?;
                }
                Cell::Number(number) => {
                    #[expect(
                        clippy::cast_precision_loss,
                        reason = "counts of pages and bytes are far below 2^53"
                    )]
                    page.write_number(self.row, column, *number as f64)?;
                }
                Cell::Day(day) => match of_day(*day) {
                    Some(day) => {
                        page.write_datetime_with_format(self.row, column, &day, &self.day)?;
                    }
                    None => {
                        page.write_string(self.row, column, day.to_string())?;
                    }
                },
                Cell::Moment(moment) => match of_moment(*moment) {
                    Some(moment) => {
                        page.write_datetime_with_format(self.row, column, &moment, &self.moment)?;
                    }
                    None => {
                        page.write_string(self.row, column, cell.plain())?;
                    }
                },
                Cell::Flag(flag) => {
                    page.write_boolean(self.row, column, *flag)?;
                }
            }
        }
        Ok(())
    }

    /// Writes the file.
    pub fn finish(mut self, out: impl Write + Seek + Send) -> Result<(), XlsxError> {
        if self.columns > 0 {
            let page = self.workbook.worksheet_from_index(0)?;
            page.autofilter(0, 0, self.row, self.columns - 1)?;
        }
        self.workbook.save_to_writer(out)
    }
}

/// A text as long as a cell allows.
fn cut(text: &str) -> &str {
    text.char_indices().nth(LONGEST).map_or(text, |(end, _)| &text[..end])
}

/// A day as workbooks count days; those before 1900 have no place there.
fn of_day(day: Date) -> Option<ExcelDateTime> {
    let (year, month, day) = (u16::try_from(day.year()).ok()?, day.month(), day.day());
    let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    // Between January and March 1900 workbooks count a day that never was.
    (year > 1900).then(|| ExcelDateTime::from_ymd(year, month, day).ok()).flatten()
}

fn of_moment(moment: DateTime) -> Option<ExcelDateTime> {
    let part = |part: i8| u16::try_from(part).unwrap_or_default();
    let minute = u8::try_from(moment.minute()).ok()?;
    of_day(moment.date())?.and_hms(part(moment.hour()), minute, f64::from(moment.second())).ok()
}

/// A table as comma-separated values, written in parts.
#[derive(Debug, Default)]
pub struct Csv {
    begun: bool,
}

impl Csv {
    /// The bytes of the next rows; those of the first begin with the mark by which spreadsheets know the letters, and the
    /// titles.
    pub fn part<'t>(
        &mut self,
        titles: impl IntoIterator<Item = &'t str>,
        rows: &[Vec<Cell>],
    ) -> anyhow::Result<Vec<u8>> {
        let begun = std::mem::replace(&mut self.begun, true);
        let bytes = if begun { Vec::new() } else { "\u{feff}".as_bytes().to_vec() };
        let mut writer = csv::Writer::from_writer(bytes);
        if !begun {
            writer.write_record(titles.into_iter().map(marked))?;
        }
        for row in rows {
            writer.write_record(row.iter().map(|cell| match cell {
                Cell::Text(text) => marked(text),
                other => other.plain(),
            }))?;
        }
        writer.into_inner().map_err(|error| anyhow::anyhow!("csv: {error}"))
    }
}
