//! The seven fields that can be asked for, and what may be wished for each.

use wayleave_access::Status;
use wayleave_access::documents::{RevisionRow, Visible};

use super::store::Change;
use super::view::Wishes;
use crate::error::{Error, FieldError, Result};
use crate::metadata::model::Values;
use crate::register::checks::{self, Choices};

/// The fields, in the order in which they are shown.
pub const FIELDS: [&str; 7] =
    ["number", "revision", "title", "description", "discipline", "document_type", "status"];

/// The value of a field now, as far as the document and that revision of it are seen.
#[must_use]
pub fn current(visible: &Visible, revision: Option<&RevisionRow>, field: &str) -> Option<String> {
    let document = &visible.document;
    Some(match field {
        "number" => document.number.clone(),
        "title" => document.title.clone(),
        "description" => document.description.clone(),
        "discipline" => document.discipline.clone(),
        "document_type" => document.document_type.clone(),
        "revision" => revision?.code.clone(),
        "status" => revision?.status.clone(),
        _ => return None,
    })
}

/// A field in words.
#[must_use]
pub fn label(field: &str) -> &'static str {
    match field {
        "number" => "Number",
        "revision" => "Revision",
        "title" => "Title",
        "description" => "Description",
        "discipline" => "Discipline",
        "document_type" => "Document type",
        _ => "Status",
    }
}

/// A value in words: a status as people read it, nothing as a dash.
#[must_use]
pub fn words(field: &str, value: &str) -> String {
    match (field, value) {
        (_, "") => "–".to_owned(),
        ("status", code) => crate::register::statuses::words(code),
        (_, value) => value.to_owned(),
    }
}

/// Statuses that nobody wishes for: the first is where submissions begin, the last an act of its own.
const NEVER_WISHED: &[Status] = &[Status::Pending, Status::Archived];

impl Wishes {
    /// The wished values by field, tidied.
    pub fn given(&self) -> Vec<(&'static str, String)> {
        let values = [
            &self.number,
            &self.revision,
            &self.title,
            &self.description,
            &self.discipline,
            &self.document_type,
            &self.status,
        ];
        let tidy = |field: &str, value: &String| {
            if field == "description" { checks::tidy(Some(value)) } else { checks::line(Some(value)) }
        };
        FIELDS
            .into_iter()
            .zip(values)
            .filter_map(|(field, value)| value.as_ref().map(|value| (field, tidy(field, value))))
            .collect()
    }
}

/// What the wishes come to for this document and revision: those that differ, each good in itself.
pub fn wanted(
    wishes: &Wishes,
    visible: &Visible,
    revision: &RevisionRow,
    choices: &Choices,
) -> Result<Vec<Change>> {
    let mut errors = Vec::new();
    let mut changes = Vec::new();
    for (field, wished) in wishes.given() {
        // Codes are written as their choices write them.
        let wished = choices.0.get(field).map_or_else(|| wished.clone(), |known| known.settled(&wished));
        let before = current(visible, Some(revision), field).unwrap_or_default();
        if before == wished {
            continue;
        }
        let mut found = Vec::new();
        check(&mut found, choices, (field, &wished, &before));
        if field == "status" && revision.seq != visible.document.current_seq {
            let text = "This is not the current revision any more; its status follows the newer one.";
            found.push(FieldError::new("status", "not_current", text));
        }
        errors.extend(
            found
                .into_iter()
                .map(|error: FieldError| FieldError { field: format!("changes.{}", error.field), ..error }),
        );
        changes.push(Change { field: field.to_owned(), before, wished, applied: None });
    }
    Error::check(errors)?;
    if changes.is_empty() {
        return Err(Error::field("changes", "nothing_changed", "Nothing would change."));
    }
    Ok(changes)
}

fn check(errors: &mut Vec<FieldError>, choices: &Choices, (field, wished, before): (&str, &str, &str)) {
    match field {
        "number" if wished.is_empty() => {
            errors.push(FieldError::new("number", "required", "A number is required."));
        }
        "number" => checks::check_number(errors, wished),
        "revision" => checks::check_code(errors, wished),
        "title" => checks::check_title(errors, wished),
        "description" => checks::at_most(errors, "description", wished, 4000),
        "document_type" if wished.is_empty() => {
            errors.push(FieldError::new("document_type", "required", "A document type is required."));
        }
        "document_type" | "discipline" => {
            let one = |value: &str| Values::from([(field.to_owned(), value.to_owned())]);
            choices.0.check(errors, &one(wished), &one(before));
        }
        _ if Status::parse(wished).is_none_or(|status| NEVER_WISHED.contains(&status)) => {
            errors.push(FieldError::new("status", "unknown_choice", "This status cannot be asked for."));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes_are_tidied_and_come_in_the_order_of_the_fields() {
        let wishes = Wishes {
            title: Some("  Roof   plan ".to_owned()),
            number: Some(" A-2".to_owned()),
            description: Some("one\ntwo ".to_owned()),
            ..Wishes::default()
        };
        let given = wishes.given();
        let given: Vec<(&str, &str)> = given.iter().map(|(field, value)| (*field, value.as_str())).collect();
        assert_eq!(given, [("number", "A-2"), ("title", "Roof plan"), ("description", "one\ntwo")]);
    }

    #[test]
    fn every_field_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<_> = FIELDS.iter().map(|field| label(field)).collect();
        assert_eq!(names.len(), FIELDS.len());
        assert_eq!(
            (words("status", "for_review").as_str(), words("title", "").as_str()),
            ("For review", "–")
        );
    }
}
