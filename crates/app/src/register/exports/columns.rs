//! The columns that a register can have in a file, and what of a document stands in each.

use std::collections::HashSet;

use jiff::tz::TimeZone;
use wayleave_access::documents::Visible;
use wayleave_access::{Action, ProjectFacts, Target};
use wayleave_base::Timestamp;

use super::super::view::{RowView, SentWith};
use super::super::viewer::accepted_at;
use crate::error::{Error, FieldError, Result};
use crate::metadata::model::{BUILT_IN, Catalogue, Field, Kind};
use crate::sheets::{Cell, Heading};
use crate::wire;

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name in requests.
    pub key: String,
    /// Its title.
    pub heading: Heading,
    own: Option<Kind>,
}

/// The columns that are the same everywhere: name, title, width. Those of coded fields have the field's label as title.
const FIXED: &[(&str, &str, u16)] = &[
    ("number", "Number", 24),
    ("title", "Title", 48),
    ("revision", "Revision", 10),
    ("revision_date", "Revision date", 14),
    ("status", "Status", 16),
    ("document_type", "Document type", 14),
    ("discipline", "Discipline", 12),
    ("zone", "Zone", 12),
    ("stage", "Stage", 12),
    ("level", "Level", 12),
    ("programme", "Programme", 16),
    ("sub_programme", "Sub-programme", 16),
    ("package", "Package", 16),
    ("wbs", "WBS", 12),
    ("originator", "Originator", 16),
    ("area", "Area", 12),
    ("building", "Building", 12),
    ("floor", "Floor", 12),
    ("asset_tag", "Asset tag", 12),
    ("description", "Description", 40),
    ("tags", "Tags", 20),
    ("file", "File", 40),
    ("id", "Id", 32),
    ("media_type", "Media type", 20),
    ("pages", "Pages", 8),
    ("size", "Bytes", 12),
    ("uploaded_at", "Uploaded", 18),
    ("updated_at", "Updated", 18),
    ("latest_approved", "Latest approved", 14),
    ("pending", "Pending", 10),
    ("mine", "Mine", 10),
    ("locked", "Locked", 10),
    ("restricted", "Restricted", 10),
    ("created_at", "Created", 18),
    ("outside_count", "Seen from outside", 14),
    ("issued", "Issued", 28),
    ("last_sent", "Last sent", 28),
    ("workflow", "Workflow", 36),
    ("accepted_at", "Accepted", 18),
];

/// Those that an import reads, before the project's own fields.
const READ: usize = 23;

/// The short names by which the register's table calls its columns.
const SHORT: &[(&str, &str)] = &[
    ("rev", "revision"),
    ("type", "document_type"),
    ("updated", "updated_at"),
    ("uploaded", "uploaded_at"),
    ("accepted", "accepted_at"),
    ("approved", "latest_approved"),
    ("outside", "outside_count"),
    ("sent", "last_sent"),
];

/// May this reader know of the column?
fn is_told(key: &str, facts: &ProjectFacts) -> bool {
    match key {
        "restricted" | "created_at" => facts.is_team(),
        "workflow" => facts.formal().workflows,
        "outside_count" => facts.outcome(Action::AccessView, Target::default()).is_allowed(),
        _ => true,
    }
}

/// The titles of own fields are their labels; where another column has that title, the key follows.
fn own_title(catalogue: &Catalogue, field: &Field) -> String {
    let key = wire::key(&field.label);
    let fixed = FIXED
        .iter()
        .filter(|(name, ..)| !BUILT_IN.contains(name))
        .any(|(_, title, _)| wire::key(title) == key);
    let twin = catalogue.fields.iter().any(|other| other.key != field.key && wire::key(&other.label) == key);
    if fixed || twin { format!("{} [{}]", field.label, field.key) } else { field.label.clone() }
}

/// The column of this name, if there is one.
#[must_use]
pub fn named(catalogue: &Catalogue, name: &str) -> Option<Column> {
    let name = SHORT.iter().find(|(short, _)| *short == name).map_or(name, |(_, long)| long);
    if let Some((key, title, width)) = FIXED.iter().find(|(key, ..)| *key == name) {
        let coded = catalogue.get(key).filter(|field| field.built_in);
        let title = coded.map_or_else(|| (*title).to_owned(), |field| own_title(catalogue, field));
        return Some(Column { key: (*key).to_owned(), heading: Heading { title, width: *width }, own: None });
    }
    let field = catalogue.get(name.strip_prefix("fields.")?).filter(|field| !field.built_in)?;
    let heading = Heading { title: own_title(catalogue, field), width: 16 };
    Some(Column { key: name.to_owned(), heading, own: Some(field.kind) })
}

/// The names of the columns that an import reads.
#[must_use]
pub fn default_keys(catalogue: &Catalogue) -> Vec<String> {
    let fixed = FIXED.iter().take(READ).map(|(key, ..)| (*key).to_owned());
    let own = catalogue.live().filter(|field| !field.built_in).map(|field| format!("fields.{}", field.key));
    fixed.chain(own).collect()
}

/// The columns that were asked for.
pub fn asked(catalogue: &Catalogue, facts: &ProjectFacts, names: &[String]) -> Result<Vec<Column>> {
    if names.len() > 120 {
        return Err(Error::field("columns", "too_many", "Choose 120 columns at most."));
    }
    let names = if names.is_empty() { default_keys(catalogue) } else { names.to_vec() };
    let (mut columns, mut errors, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for (at, name) in names.iter().enumerate() {
        let path = format!("columns[{at}]");
        match named(catalogue, name).filter(|column| is_told(&column.key, facts)) {
            None => errors.push(FieldError::new(path, "unknown_choice", "There is no such column.")),
            Some(column) if !seen.insert(column.key.clone()) => {
                errors.push(FieldError::new(path, "repeated", "This column is named twice."));
            }
            Some(column) => columns.push(column),
        }
    }
    Error::check(errors)?;
    Ok(columns)
}

/// A moment on the project's clock.
fn moment(at: Timestamp, zone: &TimeZone) -> Cell {
    jiff::Timestamp::from_millisecond(at)
        .map_or(Cell::Empty, |at| Cell::Moment(at.to_zoned(zone.clone()).datetime()))
}

fn told_moment(text: &str, zone: &TimeZone) -> Cell {
    wire::parse_time("", text).map_or(Cell::Empty, |at| moment(at, zone))
}

/// A transmittal as the register says it: `P02 · TRN-004 · 2026-11-12`.
fn sent(with: Option<&SentWith>, zone: &TimeZone) -> Cell {
    let Some(with) = with else { return Cell::Empty };
    let at: Option<jiff::Timestamp> = with.at.parse().ok();
    let day = at.map(|at| at.to_zoned(zone.clone()).date().to_string()).unwrap_or_default();
    Cell::text(&format!("{} · {} · {day}", with.revision, with.number))
}

impl Column {
    /// What stands in this column for a document; `row` is what the reader's list shows of it.
    #[must_use]
    pub fn cell(&self, visible: &Visible, row: &RowView, zone: &TimeZone) -> Cell {
        let (document, shown) = (&visible.document, visible.shown());
        if let Some(kind) = self.own {
            let value = self.key.strip_prefix("fields.").and_then(|key| row.fields.get(key));
            let value = value.map(String::as_str).unwrap_or_default();
            return match kind {
                Kind::Date => Cell::day(value),
                Kind::Toggle if value == "true" => Cell::Flag(true),
                Kind::Toggle if value == "false" => Cell::Flag(false),
                _ => Cell::text(value),
            };
        }
        match self.key.as_str() {
            "number" => Cell::text(&row.number),
            "title" => Cell::text(&row.title),
            "revision" => Cell::text(&row.revision.code),
            "revision_date" => Cell::day(shown.revision_date.as_deref().unwrap_or_default()),
            "status" => Cell::text(&row.status),
            "document_type" => Cell::text(&document.document_type),
            "discipline" => Cell::text(&document.discipline),
            "zone" => Cell::text(&document.zone),
            "stage" => Cell::text(&document.stage),
            "level" => Cell::text(&document.level),
            "programme" => Cell::text(&document.programme),
            "sub_programme" => Cell::text(&document.sub_programme),
            "package" => Cell::text(&document.package),
            "wbs" => Cell::text(&document.wbs),
            "originator" => Cell::text(&document.originator),
            "area" => Cell::text(&document.area),
            "building" => Cell::text(&document.building),
            "floor" => Cell::text(&document.floor),
            "asset_tag" => Cell::text(&document.asset_tag),
            "description" => Cell::text(&document.description),
            "tags" => {
                let tags: Vec<String> = serde_json::from_str(&document.tags).unwrap_or_default();
                Cell::text(&joined(&tags))
            }
            "file" => Cell::text(&shown.filename),
            "id" => Cell::text(&row.id),
            "media_type" => Cell::text(&shown.media_type),
            "pages" => Cell::Number(shown.pages),
            "size" => Cell::Number(shown.size),
            "uploaded_at" => moment(shown.uploaded_at, zone),
            "accepted_at" => accepted_at(shown).map_or(Cell::Empty, |at| moment(at, zone)),
            "updated_at" => told_moment(&row.updated_at, zone),
            "latest_approved" => {
                Cell::text(row.latest_approved.as_ref().map_or("", |revision| &revision.code))
            }
            "pending" => Cell::Flag(row.pending),
            "mine" => Cell::Flag(row.mine),
            "locked" => Cell::Flag(row.locked),
            "restricted" => Cell::Flag(row.restricted),
            "created_at" => moment(document.created_at, zone),
            "outside_count" => row.outside_count.map_or(Cell::Empty, Cell::Number),
            "issued" => sent(row.issued.as_ref(), zone),
            "last_sent" => sent(row.last_sent.as_ref(), zone),
            "workflow" => row.workflow.as_ref().map_or(Cell::Empty, |one| {
                Cell::text(&format!("{} · {} · {}", one.number, one.title, one.stage))
            }),
            _ => Cell::Empty,
        }
    }
}

/// Tags as one text.
#[must_use]
pub fn joined(tags: &[String]) -> String {
    tags.join("; ")
}
