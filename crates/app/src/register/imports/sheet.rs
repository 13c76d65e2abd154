//! From the columns of a sheet to the fields of documents.

use std::collections::BTreeMap;

use super::super::exports;
use super::super::rows::NewRow;
use super::view::ImportColumn;
use crate::error::{Error, Result};
use crate::metadata::model::Catalogue;
use crate::sheets::{Table, letters};
use crate::wire;

/// What the columns of a sheet are read as.
pub struct Columns {
    fields: Vec<Option<String>>,
    titles: Vec<String>,
}

/// The title of the column that an annotated sheet adds.
pub const PROBLEMS: &str = "Problems";

impl Columns {
    /// Knows the columns by their titles, names and keys, in any case.
    pub fn read(catalogue: &Catalogue, titles: &[String]) -> Result<Self> {
        let mut known: BTreeMap<String, String> = BTreeMap::new();
        for field in catalogue.fields.iter().filter(|field| !field.built_in && !field.retired) {
            known.insert(wire::key(&field.label), format!("fields.{}", field.key));
            known.insert(field.key.clone(), format!("fields.{}", field.key));
            known.insert(
                wire::key(&format!("{} [{}]", field.label, field.key)),
                format!("fields.{}", field.key),
            );
        }
        // What is the same everywhere comes before a project's own names.
        for key in exports::default_keys(catalogue) {
            if let Some(column) = exports::named(catalogue, &key) {
                known.insert(wire::key(&column.heading.title), key.clone());
            }
            if !key.starts_with("fields.") {
                known.insert(key.replace('_', " "), key.clone());
                known.insert(key.clone(), key);
            }
        }
        for (title, key) in [
            ("document number", "number"),
            ("revision code", "revision"),
            ("rev", "revision"),
            ("type", "document_type"),
        ] {
            known.entry(title.to_owned()).or_insert_with(|| key.to_owned());
        }
        let fields: Vec<Option<String>> =
            titles.iter().map(|title| known.get(&wire::key(title)).cloned()).collect();
        for (at, field) in fields.iter().enumerate() {
            if let Some(field) = field
                && let Some(first) = fields[..at].iter().position(|other| other.as_ref() == Some(field))
            {
                let text =
                    format!("Columns {} and {} both hold {}.", letters(first), letters(at), titles[at]);
                return Err(Error::field("file", "repeated_column", text));
            }
        }
        let columns = Self { fields, titles: titles.to_vec() };
        if columns.at("number").is_none() && columns.at("title").is_none() {
            let text =
                "The first row has neither a column Number nor a column Title. Begin with the template.";
            return Err(Error::field("file", "no_header", text));
        }
        Ok(columns)
    }

    fn at(&self, field: &str) -> Option<usize> {
        self.fields.iter().position(|other| other.as_deref() == Some(field))
    }

    /// The letter of a field's column.
    #[must_use]
    pub fn letter(&self, field: &str) -> Option<String> {
        self.at(field).map(letters)
    }

    /// The columns as they are told.
    #[must_use]
    pub fn told(&self) -> Vec<ImportColumn> {
        let columns = self.titles.iter().zip(&self.fields).enumerate();
        columns
            .filter(|(_, (title, _))| !title.is_empty())
            .map(|(at, (title, field))| ImportColumn {
                letter: letters(at),
                title: title.clone(),
                field: field.clone(),
            })
            .collect()
    }

    /// The rows of a sheet.
    #[must_use]
    pub fn lines(&self, table: &Table) -> Vec<Line> {
        let rows = table.rows.iter().map(|(line, cells)| {
            let cells = self.fields.iter().zip(cells);
            let cells = cells.filter_map(|(field, text)| Some((field.clone()?, text.clone()))).collect();
            Line { line: *line, cells }
        });
        // A row that says nothing in any column that is read is none.
        rows.filter(|row: &Line| row.cells.values().any(|text| !text.is_empty())).collect()
    }
}

/// A row by its fields.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its line in the sheet.
    pub line: usize,
    /// The texts by field; a field without a column is absent.
    pub cells: BTreeMap<String, String>,
}

impl Line {
    /// What stands in a field, an empty text for nothing.
    #[must_use]
    pub fn get(&self, field: &str) -> &str {
        self.cells.get(field).map(String::as_str).unwrap_or_default()
    }

    /// The status, written as a code or in words.
    #[must_use]
    pub fn status(&self) -> String {
        self.get("status").to_lowercase().replace([' ', '-'], "_")
    }

    /// The tags.
    #[must_use]
    pub fn tags(&self) -> Vec<String> {
        self.get("tags").split(';').map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect()
    }

    /// The values of own fields.
    #[must_use]
    pub fn own(&self) -> BTreeMap<String, Option<String>> {
        let own = self.cells.iter().filter_map(|(field, text)| {
            Some((
                field.strip_prefix("fields.")?.to_owned(),
                Some(text.clone()).filter(|text| !text.is_empty()),
            ))
        });
        own.collect()
    }

    /// The row as one of an upload.
    #[must_use]
    pub fn row(&self) -> NewRow {
        let text = |field: &str| self.cells.get(field).cloned();
        NewRow {
            upload_id: String::new(),
            document_id: None,
            number: text("number"),
            title: text("title"),
            revision: text("revision"),
            revision_date: text("revision_date"),
            status: Some(self.status()),
            document_type: text("document_type"),
            discipline: text("discipline"),
            zone: text("zone"),
            stage: text("stage"),
            level: text("level"),
            package: text("package"),
            originator: text("originator"),
            programme: text("programme"),
            sub_programme: text("sub_programme"),
            wbs: text("wbs"),
            area: text("area"),
            building: text("building"),
            floor: text("floor"),
            asset_tag: text("asset_tag"),
            description: text("description"),
            change_description: None,
            tags: self.tags(),
            fields: self.own(),
        }
    }
}
