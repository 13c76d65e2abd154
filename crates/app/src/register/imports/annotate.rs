//! The sheet as it was sent, with what is wrong marked in its cells, to be corrected and sent again.

use axum::response::Response;
use rust_xlsxwriter::{Color, Format, Note, Workbook, XlsxError};

use super::service;
use super::sheet::PROBLEMS;
use super::store;
use super::view::{CellFault, ImportRow};
use crate::cx::Cx;
use crate::download::attached;
use crate::error::Result;
use crate::register::exports;
use crate::sheets::{Table, letters};
use crate::work::Work;

/// The annotated sheet of an import of one's own.
pub async fn workbook(cx: &Cx, organisation: &str, project: &str, import: &str) -> Result<Response> {
    let (table, rows, filename) = {
        let mut work = Work::read(cx, organisation).await?;
        let record = service::find(&mut work, project, import).await?;
        let table = store::sheet(&mut work.tx, record.id).await?;
        (table, store::checked(&mut work.tx, record.id).await?, record.filename)
    };
    let made = tokio::task::spawn_blocking(move || annotated(&table, &rows).map_err(anyhow::Error::from));
    let bytes = made.await.map_err(anyhow::Error::from)??;
    let stem = filename.rsplit_once('.').map_or(filename.as_str(), |(stem, _)| stem);
    attached(bytes.into(), exports::XLSX, &format!("{stem} checked.xlsx"))
}

fn annotated(table: &Table, rows: &[ImportRow]) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    let bold = Format::new().set_bold();
    let wrong =
        Format::new().set_background_color(Color::RGB(0x00FF_C7CE)).set_font_color(Color::RGB(0x009C_0006));
    let odd =
        Format::new().set_background_color(Color::RGB(0x00FF_EB9C)).set_font_color(Color::RGB(0x009C_5700));
    page.set_name("Data")?.set_freeze_panes(1, 0)?;
    let problems = table.titles.iter().position(|title| title == PROBLEMS).unwrap_or(table.titles.len());
    for (at, title) in (0_u16..).zip(&table.titles) {
        page.write_string_with_format(0, at, title, &bold)?;
        page.set_column_width(at, 16)?;
    }
    let problems = u16::try_from(problems).unwrap_or(u16::MAX);
    page.write_string_with_format(0, problems, PROBLEMS, &bold)?;
    page.set_column_width(problems, 80)?;
    for (line, cells) in &table.rows {
        let row = u32::try_from(line - 1).unwrap_or(u32::MAX);
        let found = rows.binary_search_by_key(line, |row| row.row).ok().map(|at| &rows[at]);
        for (at, text) in (0_u16..).zip(cells) {
            let letter = letters(usize::from(at));
            let of = |faults: &'_ [CellFault]| told(faults, |fault| fault.column.as_deref() == Some(&letter));
            let (errors, warnings) =
                found.map(|row| (of(&row.errors), of(&row.warnings))).unwrap_or_default();
            let format = if errors.is_empty() { &odd } else { &wrong };
            let note = [errors, warnings].concat();
            if note.is_empty() {
                if at != problems && !text.is_empty() {
                    page.write_string(row, at, text)?;
                }
                continue;
            }
            page.write_string_with_format(row, at, text, format)?;
            page.insert_note(row, at, &Note::new(note).set_author("Wayleave"))?;
        }
        if let Some(found) = found {
            let all = [told(&found.errors, |_| true), told(&found.warnings, |_| true)].concat();
            if !all.is_empty() {
                page.write_string(row, problems, all)?;
            }
        }
    }
    book.save_to_buffer()
}

/// The sentences of some faults, one after the other.
fn told(faults: &[CellFault], fits: impl Fn(&CellFault) -> bool) -> String {
    faults.iter().filter(|fault| fits(fault)).map(|fault| format!("{} ", fault.detail)).collect()
}
