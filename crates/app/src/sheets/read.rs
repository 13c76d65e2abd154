//! Reading tables that come from outside: a workbook's first sheet, or the one called Data, or comma-separated values.
//!
//! A workbook is a packed folder, so it is unpacked once into nothing with everything counted, before it is read: what
//! would unpack to more than the limit is refused, whatever it says of its sizes. Cells are taken one by one and refused
//! beyond the limits, since a single one can claim to lie in the last row of a million.

use std::io::{Cursor, Read};

use calamine::{DataRef, Reader, Xlsx};

use super::formula;

/// How much is read at most.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Rows below the titles.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
    /// Bytes of a workbook when unpacked.
    pub unpacked: u64,
    /// Letters of a cell.
    pub letters: usize,
    /// Bytes of all cells together: one text can stand in many of them.
    pub bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            rows: 2_000,
            columns: 200,
            unpacked: 64 * 1024 * 1024,
            letters: 32_767,
            bytes: 16 * 1024 * 1024,
        }
    }
}

/// A table: its titles, and its rows as texts with the line in which each stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Table {
    /// The titles, an empty one for a column without.
    pub titles: Vec<String>,
    /// The rows: their line as spreadsheets count, and a text for each title.
    pub rows: Vec<(usize, Vec<String>)>,
}

/// Why a table was not read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// It is none.
    #[error("This is no workbook (.xlsx) and no CSV file in UTF-8 that could be read: {0}.")]
    Unreadable(String),
    /// Unpacked it would be larger than allowed.
    #[error("The workbook unpacks to more than {0} MiB, which is more than a register needs.")]
    Bomb(u64),
    /// Too many rows.
    #[error("The sheet has more than {0} rows. Divide it, or delete what lies below the table.")]
    TooManyRows(usize),
    /// Too many columns.
    #[error("The sheet has more than {0} columns.")]
    TooManyColumns(usize),
    /// A cell is too long.
    #[error("Cell {0} has more letters than a cell can have.")]
    TooLong(String),
    /// All cells together are too long.
    #[error("The sheet holds more text than a register needs.")]
    TooMuch,
    /// Nothing in it.
    #[error("The sheet has no rows below its titles.")]
    NoRows,
}

impl ReadError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "unreadable",
            Self::Bomb(_) => "bomb",
            Self::TooManyRows(_) => "too_many_rows",
            Self::TooManyColumns(_) | Self::TooLong(_) | Self::TooMuch => "too_many_cells",
            Self::NoRows => "no_rows",
        }
    }
}

/// The cells that are not empty, as they come.
struct Gathered {
    limits: Limits,
    bytes: usize,
    rows: std::collections::BTreeMap<usize, Vec<String>>,
}

impl Gathered {
    fn put(&mut self, row: usize, column: usize, text: &str) -> Result<(), ReadError> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(());
        }
        if column >= self.limits.columns {
            return Err(ReadError::TooManyColumns(self.limits.columns));
        }
        if text.chars().count() > self.limits.letters {
            return Err(ReadError::TooLong(format!("{}{}", letters(column), row + 1)));
        }
        self.bytes += text.len();
        if self.bytes > self.limits.bytes {
            return Err(ReadError::TooMuch);
        }
        // The titles are a row too.
        if !self.rows.contains_key(&row) && self.rows.len() > self.limits.rows {
            return Err(ReadError::TooManyRows(self.limits.rows));
        }
        let cells = self.rows.entry(row).or_default();
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        cells[column] = text.to_owned();
        Ok(())
    }

    fn table(self) -> Result<Table, ReadError> {
        let mut rows = self.rows.into_iter();
        let Some((_, mut titles)) = rows.next() else { return Err(ReadError::NoRows) };
        let mut rows: Vec<(usize, Vec<String>)> = rows.map(|(at, cells)| (at + 1, cells)).collect();
        let width = rows.iter().map(|(_, cells)| cells.len()).chain([titles.len()]).max().unwrap_or(0);
        titles.resize(width, String::new());
        for (_, cells) in &mut rows {
            cells.resize(width, String::new());
        }
        if rows.is_empty() { Err(ReadError::NoRows) } else { Ok(Table { titles, rows }) }
    }
}

/// Reads a workbook, or comma-separated values where the bytes are none.
pub fn read(bytes: &[u8], limits: Limits) -> Result<Table, ReadError> {
    let gathered = Gathered { limits, bytes: 0, rows: std::collections::BTreeMap::new() };
    if bytes.starts_with(b"PK") { workbook(bytes, gathered) } else { values(bytes, gathered) }
}

fn unreadable(error: impl std::fmt::Display) -> ReadError {
    ReadError::Unreadable(error.to_string().trim_end_matches('.').to_owned())
}

/// Unpacks everything into nothing and counts.
fn weigh(bytes: &[u8], most: u64) -> Result<(), ReadError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(unreadable)?;
    if archive.len() > 2_000 {
        return Err(ReadError::Bomb(most >> 20));
    }
    let mut left = most;
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(unreadable)?;
        let mut entry = entry.take(left + 1);
        let read = std::io::copy(&mut entry, &mut std::io::sink()).map_err(unreadable)?;
        if read > left {
            return Err(ReadError::Bomb(most >> 20));
        }
        left -= read;
    }
    Ok(())
}

fn workbook(bytes: &[u8], mut gathered: Gathered) -> Result<Table, ReadError> {
    weigh(bytes, gathered.limits.unpacked)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let names = book.sheet_names();
    let sheet = names.iter().find(|name| name.eq_ignore_ascii_case("data")).or_else(|| names.first());
    let sheet = sheet.ok_or_else(|| unreadable("it has no sheet"))?.clone();
    let mut cells = book.worksheet_cells_reader(&sheet).map_err(unreadable)?;
    while let Some(cell) = cells.next_cell().map_err(unreadable)? {
        let (row, column) = cell.get_position();
        gathered.put(row as usize, column as usize, &told(cell.get_value()))?;
    }
    gathered.table()
}

/// What a cell says, as a person would type it.
fn told(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            if (hour, minute, second) == (0, 0, 0) {
                format!("{year:04}-{month:02}-{day:02}")
            } else {
                format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}")
            }
        }
        DataRef::DateTime(duration) => duration.as_f64().to_string(),
        DataRef::Error(error) => error.to_string(),
    }
}

fn values(bytes: &[u8], mut gathered: Gathered) -> Result<Table, ReadError> {
    let text = std::str::from_utf8(bytes).map_err(|_| unreadable("its letters are no UTF-8"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.contains('\0') {
        return Err(unreadable("it holds bytes that no text has"));
    }
    let first = text.lines().next().unwrap_or_default();
    let count = |sign: char| first.matches(sign).count();
    let sign = [',', ';', '\t'].into_iter().rev().max_by_key(|sign| count(*sign)).unwrap_or(',');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(u8::try_from(sign).unwrap_or(b','))
        .from_reader(text.as_bytes());
    for (row, record) in reader.records().enumerate() {
        let record = record.map_err(unreadable)?;
        for (column, cell) in record.iter().enumerate() {
            gathered.put(row, column, unmarked(cell))?;
        }
    }
    gathered.table()
}

/// The letters of a column, from 0: `A`, `Z`, `AA`.
#[must_use]
pub fn letters(column: usize) -> String {
    let (mut rest, mut text) = (column + 1, String::new());
    while rest > 0 {
        let digit = (rest - 1) % 26;
        text.insert(0, char::from(b'A' + u8::try_from(digit).unwrap_or_default()));
        rest = (rest - 1) / 26;
    }
    text
}

/// A text as it was before [`super::marked`].
#[must_use]
pub fn unmarked(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| formula(rest)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::super::marked;
    use super::*;

    #[test]
    fn columns_are_lettered_as_spreadsheets_do() {
        let lettered: Vec<String> = [0, 25, 26, 51, 52, 701, 702].into_iter().map(letters).collect();
        assert_eq!(lettered, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }

    #[test]
    fn what_would_be_a_formula_is_marked_and_comes_back_as_it_was() {
        for text in ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\tx", "A-101", "'quoted", ""] {
            assert_eq!(unmarked(&marked(text)), text);
        }
        assert_eq!(marked("=1"), "'=1");
        assert_eq!(unmarked("'A"), "'A");
    }
}
