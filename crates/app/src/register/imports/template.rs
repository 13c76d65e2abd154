//! The workbook that an import begins with: a sheet for the data, one that explains it, and one with the codes of the
//! project, from which the cells of the first can be chosen.

use axum::response::Response;
use rust_xlsxwriter::{DataValidation, Format, Formula, Workbook, Worksheet, XlsxError};

use super::super::exports::{self, Column};
use super::service;
use crate::cx::Cx;
use crate::download::attached;
use crate::error::Result;
use crate::metadata::model::{Catalogue, Field, Kind};
use crate::metadata::store as metadata;
use crate::sheets::letters;
use crate::work::Work;

/// The name of the file.
const NAME: &str = "document-import-template.xlsx";
/// The last row that offers choices.
const LAST_ROW: u32 = 2_000;
/// The statuses that an import may give (K-5.8).
const STATUSES: &[(&str, &str)] = &[
    ("draft", "Draft"),
    ("for_review", "For review"),
    ("under_review", "Under review; for those who manage documents"),
    ("approved", "Approved; for those who manage documents"),
    ("approved_with_comments", "Approved with comments; for those who manage documents"),
    ("rejected", "Rejected; for those who manage documents"),
    ("for_information", "For information"),
];

/// What the second sheet says.
const INSTRUCTIONS: &[&str] = &[
    "One row of the sheet Data is one document. The first row holds the titles; the order of the columns does not matter, and columns with other titles are not read.",
    "Title, Document type, Discipline, Status and Revision are required for a new document; Number too, unless the project gives numbers: leave it empty then.",
    "Codes are those of the sheet Reference; upper and lower case are the same. Days are written like 2026-11-30, or as days of the spreadsheet.",
    "A number that the register has already, with the code of its current revision, changes that document: what differs is changed, an empty cell empties the field, and a column that is not there leaves its field alone.",
    "A number that the register has already, with another revision, adds that revision.",
    "A new document and a new revision need a file. It is known by the name in the column File, or by a name that begins with the number, such as A-101_P02 Ground floor.pdf.",
    "Tags are separated by semicolons. The column Id is written by exports and tells documents apart; leave it empty for new ones.",
    "At most 2,000 rows and 10 MiB. Everything is checked first, and nothing is entered before every row is right.",
];

/// The template for a project.
pub async fn template(cx: &Cx, organisation: &str, project: &str) -> Result<Response> {
    let catalogue = {
        let mut work = Work::read(cx, organisation).await?;
        let (project, facts) = work.project(project).await?;
        service::permit(&work, &facts)?;
        metadata::load(&mut work.tx, work.organisation.id, Some(project.id)).await?
    };
    let made = tokio::task::spawn_blocking(move || workbook(&catalogue).map_err(anyhow::Error::from));
    let bytes = made.await.map_err(anyhow::Error::from)??;
    attached(bytes.into(), exports::XLSX, NAME)
}

/// The choices of a field that are offered.
fn choices(field: &Field) -> Vec<(String, String)> {
    let live = field.choices.iter().filter(|choice| !choice.retired);
    live.map(|choice| (choice.code.clone(), choice.label.clone())).collect()
}

fn workbook(catalogue: &Catalogue) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let columns: Vec<Column> =
        exports::default_keys(catalogue).iter().filter_map(|key| exports::named(catalogue, key)).collect();
    let offered: Vec<Offered> = columns
        .iter()
        .filter_map(|column| {
            let key = column.key.strip_prefix("fields.").unwrap_or(&column.key);
            if key == "status" {
                let told = STATUSES.iter().map(|(code, label)| ((*code).to_owned(), (*label).to_owned()));
                return Some((column.clone(), told.collect(), false));
            }
            let field = catalogue.get(key).filter(|field| field.kind == Kind::Dropdown && !field.retired)?;
            let choices = choices(field);
            (!choices.is_empty()).then(|| (column.clone(), choices, field.is_free()))
        })
        .collect();
    data(book.add_worksheet(), &columns, &offered)?;
    instructions(book.add_worksheet())?;
    reference(book.add_worksheet(), &offered)?;
    book.save_to_buffer()
}

type Offered = (Column, Vec<(String, String)>, bool);

fn data(page: &mut Worksheet, columns: &[Column], offered: &[Offered]) -> std::result::Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    page.set_name("Data")?.set_freeze_panes(1, 0)?;
    for (at, column) in (0_u16..).zip(columns) {
        page.set_column_width(at, f64::from(column.heading.width))?;
        page.write_string_with_format(0, at, &column.heading.title, &bold)?;
        if let Some(place) = offered.iter().position(|(other, ..)| other.key == column.key) {
            let (_, choices, free) = &offered[place];
            // Codes stand in every second column of the reference sheet, with their words beside them.
            let letter = letters(place * 2);
            let range = format!("=Reference!${letter}$2:${letter}${}", choices.len() + 1);
            let rule = DataValidation::new()
                .allow_list_formula(Formula::new(range))
                .show_error_message(!free)
                .ignore_blank(true);
            page.add_data_validation(1, at, LAST_ROW, at, &rule)?;
        }
    }
    Ok(())
}

fn instructions(page: &mut Worksheet) -> std::result::Result<(), XlsxError> {
    let wrapped = Format::new().set_text_wrap();
    page.set_name("Instructions")?.set_column_width(0, 110)?;
    for (row, text) in (0_u32..).zip(INSTRUCTIONS) {
        page.write_string_with_format(row, 0, *text, &wrapped)?;
    }
    Ok(())
}

fn reference(page: &mut Worksheet, offered: &[Offered]) -> std::result::Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    page.set_name("Reference")?.set_freeze_panes(1, 0)?;
    for (at, (column, choices, _)) in (0_u16..).step_by(2).zip(offered) {
        page.write_string_with_format(0, at, &column.heading.title, &bold)?;
        page.set_column_width(at, 16)?.set_column_width(at + 1, 30)?;
        for (row, (code, label)) in (1_u32..).zip(choices) {
            page.write_string(row, at, code)?.write_string(row, at + 1, label)?;
        }
    }
    Ok(())
}
