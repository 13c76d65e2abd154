//! What a text of the register must look like, and which values fields may have.

use std::collections::{HashMap, HashSet};

use wayleave_db::{row, sql};

use super::store::Fields;
use crate::error::{FieldError, Result};
use crate::work::Work;

/// A text without edges, control characters made spaces.
pub fn tidy(text: Option<&String>) -> String {
    let plain: String = text
        .map(String::as_str)
        .unwrap_or_default()
        .chars()
        .map(|letter| if letter.is_control() && letter != '\n' { ' ' } else { letter })
        .collect();
    plain.trim().to_owned()
}

/// A line: a tidy text without line breaks.
pub fn line(text: Option<&String>) -> String {
    tidy(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Notes a text that is too long.
pub fn at_most(errors: &mut Vec<FieldError>, field: &str, text: &str, most: usize) {
    if text.chars().count() > most {
        errors.push(FieldError::new(field, "too_long", format!("At most {most} characters.")));
    }
}

/// Notes a text that is missing.
fn needed(errors: &mut Vec<FieldError>, field: &str, text: &str, sentence: &str) {
    if text.is_empty() {
        errors.push(FieldError::new(field, "required", sentence));
    }
}

row! {
    struct Choice { field: String, code: String, retired: bool }
}

/// The values that fields may have. A field for which the organisation lists no choices takes any text.
#[derive(Clone, Debug, Default)]
pub struct Choices(HashMap<String, HashMap<String, bool>>);

impl Choices {
    /// The organisation's choices.
    pub async fn load(work: &mut Work) -> Result<Self> {
        let rows: Vec<Choice> = work
            .tx
            .all(
                sql("select field, code, cast(case when retired_at is null then 0 else 1 end as bigint) as retired
                     from field_option where organisation_id = $1")
                    .bind(work.organisation.id),
            )
            .await?;
        let mut choices: HashMap<String, HashMap<String, bool>> = HashMap::new();
        for row in rows {
            choices.entry(row.field).or_default().insert(row.code, row.retired);
        }
        Ok(Self(choices))
    }

    /// Notes a value that is not among the choices; one that the document has already may stay.
    pub fn check(&self, errors: &mut Vec<FieldError>, field: &str, value: &str, before: &str) {
        if value.is_empty() || value == before {
            return;
        }
        // The producing company may be somebody who is not on the list.
        let listed = self.0.get(field).filter(|_| field != "originator");
        let known = listed.map(|codes| codes.get(value));
        match known {
            None => at_most(errors, field, value, 100),
            Some(Some(false)) => {}
            Some(Some(true)) => {
                errors.push(FieldError::new(field, "retired", "This choice is no longer offered."));
            }
            Some(None) => {
                errors.push(FieldError::new(field, "unknown_choice", "Choose one of the values offered."));
            }
        }
    }

    /// Checks every field; `before` holds what the document has already.
    pub fn check_fields(&self, errors: &mut Vec<FieldError>, fields: &Fields, before: &Fields) {
        self.check(errors, "document_type", &fields.document_type, &before.document_type);
        self.check(errors, "discipline", &fields.discipline, &before.discipline);
        self.check(errors, "zone", &fields.zone, &before.zone);
        self.check(errors, "stage", &fields.stage, &before.stage);
        self.check(errors, "level", &fields.level, &before.level);
        self.check(errors, "package", &fields.package, &before.package);
        self.check(errors, "originator", &fields.originator, &before.originator);
        for (field, value) in [
            ("programme", &fields.programme),
            ("sub_programme", &fields.sub_programme),
            ("wbs", &fields.wbs),
            ("area", &fields.area),
            ("building", &fields.building),
            ("floor", &fields.floor),
            ("asset_tag", &fields.asset_tag),
        ] {
            at_most(errors, field, value, 100);
        }
        at_most(errors, "description", &fields.description, 4000);
        if fields.tags.len() > 20 || fields.tags.iter().any(|tag| tag.chars().count() > 40) {
            errors.push(FieldError::new("tags", "too_long", "At most 20 tags of 40 characters."));
        }
    }
}

/// Tags without edges, blanks and twins.
pub fn tags(given: &[String]) -> Vec<String> {
    let mut seen = HashSet::new();
    given
        .iter()
        .map(|tag| line(Some(tag)))
        .filter(|tag| !tag.is_empty() && seen.insert(tag.to_lowercase()))
        .collect()
}

/// Notes what is wrong with a revision's code.
pub fn check_code(errors: &mut Vec<FieldError>, code: &str) {
    needed(errors, "revision", code, "A revision is required.");
    at_most(errors, "revision", code, 16);
}

/// Notes what is wrong with a number.
pub fn check_number(errors: &mut Vec<FieldError>, number: &str) {
    at_most(errors, "number", number, 64);
    if !number.chars().any(char::is_alphanumeric) {
        errors.push(FieldError::new("number", "malformed", "A number has at least one letter or digit."));
    }
}

/// Notes what is wrong with a title.
pub fn check_title(errors: &mut Vec<FieldError>, title: &str) {
    needed(errors, "title", title, "A title is required.");
    at_most(errors, "title", title, 300);
}
