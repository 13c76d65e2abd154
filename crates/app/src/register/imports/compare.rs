//! What a row changes of a document that is there. A column that the sheet does not have leaves its field alone; an empty
//! cell empties it.

use super::super::edit::DocumentPatch;
use super::super::exports::joined;
use super::super::store::Fields;
use super::sheet::Line;
use super::view::CellChange;
use crate::metadata::model::Values;

/// The fields that are columns of a document, with the texts before and after.
fn pairs<'a>(before: &'a Fields, after: &'a Fields) -> [(&'static str, &'a str, &'a str); 15] {
    [
        ("document_type", &before.document_type, &after.document_type),
        ("discipline", &before.discipline, &after.discipline),
        ("zone", &before.zone, &after.zone),
        ("stage", &before.stage, &after.stage),
        ("level", &before.level, &after.level),
        ("programme", &before.programme, &after.programme),
        ("sub_programme", &before.sub_programme, &after.sub_programme),
        ("package", &before.package, &after.package),
        ("wbs", &before.wbs, &after.wbs),
        ("originator", &before.originator, &after.originator),
        ("area", &before.area, &after.area),
        ("building", &before.building, &after.building),
        ("floor", &before.floor, &after.floor),
        ("asset_tag", &before.asset_tag, &after.asset_tag),
        ("description", &before.description, &after.description),
    ]
}

/// The row as new values of a document's fields.
#[must_use]
pub fn patch(line: &Line, before: &Fields) -> DocumentPatch {
    let text = |field: &str| line.cells.get(field).cloned();
    let tags = line.cells.contains_key("tags").then(|| line.tags());
    DocumentPatch {
        version: 0,
        title: text("title"),
        description: text("description"),
        document_type: text("document_type"),
        discipline: text("discipline"),
        zone: text("zone"),
        stage: text("stage"),
        level: text("level"),
        programme: text("programme"),
        sub_programme: text("sub_programme"),
        package: text("package"),
        wbs: text("wbs"),
        originator: text("originator"),
        area: text("area"),
        building: text("building"),
        floor: text("floor"),
        asset_tag: text("asset_tag"),
        // Tags that were written as they are read, whatever signs are in them, stay.
        tags: tags.filter(|_| line.get("tags") != joined(&before.tags)),
        fields: line.own(),
    }
}

/// What differs, field by field.
#[must_use]
pub fn changes(
    (title, before, old): (&str, &Fields, &Values),
    (new_title, after, new): (&str, &Fields, &Values),
) -> Vec<CellChange> {
    let change = |field: &str, before: &str, after: &str| CellChange {
        field: field.to_owned(),
        before: before.to_owned(),
        after: after.to_owned(),
    };
    let mut changes = Vec::new();
    let tags = (joined(&before.tags), joined(&after.tags));
    let texts = [("title", title, new_title), ("tags", tags.0.as_str(), tags.1.as_str())];
    for (field, was, is) in texts.into_iter().chain(pairs(before, after)) {
        if was != is {
            changes.push(change(field, was, is));
        }
    }
    let keys: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for key in keys {
        let of = |values: &Values| values.get(key).cloned().unwrap_or_default();
        if of(old) != of(new) {
            changes.push(change(&format!("fields.{key}"), &of(old), &of(new)));
        }
    }
    changes
}
