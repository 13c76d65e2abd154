//! What a text of the register must look like, and which values fields may have.

use std::collections::HashSet;

use wayleave_base::ProjectId;

use super::store::Fields;
use crate::error::{FieldError, Result};
use crate::metadata::model::{Catalogue, Values};
use crate::metadata::store as metadata;
use crate::settings::RevisionCodes;
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

/// The fields that the documents of a project may have, and the values that they take.
#[derive(Clone, Debug, Default)]
pub struct Choices(pub Catalogue);

impl Choices {
    /// The project's.
    pub async fn load(work: &mut Work, project: ProjectId) -> Result<Self> {
        Ok(Self(metadata::load(&mut work.tx, work.organisation.id, Some(project)).await?))
    }

    /// Writes codes as their choices do.
    pub fn settle(&self, fields: &mut Fields) {
        for (key, value) in fields.coded_mut() {
            if let Some(field) = self.0.get(key) {
                *value = field.settled(value);
            }
        }
    }

    /// Notes what is wrong with the fields, columns or not; what the document has already may stay.
    pub fn check_all(
        &self,
        errors: &mut Vec<FieldError>,
        (fields, values): (&Fields, &Values),
        (before, old): (&Fields, &Values),
    ) {
        self.0.check(errors, &together(fields, values), &together(before, old));
        for (field, value) in [
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

    /// Notes the required fields that are empty: all of them at a document's creation, later those that had a value.
    pub fn check_required(
        &self,
        errors: &mut Vec<FieldError>,
        (fields, values): (&Fields, &Values),
        before: Option<(&Fields, &Values)>,
    ) {
        let before = before.map(|(fields, values)| together(fields, values));
        self.0.check_required(errors, &together(fields, values), before.as_ref());
    }
}

/// Every value by the key of its field, columns or not.
fn together(fields: &Fields, values: &Values) -> Values {
    let mut all = values.clone();
    all.extend(fields.coded().map(|(key, value)| (key.to_owned(), value.to_owned())));
    all
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

/// Notes a code that the project's rule for revisions does not allow.
pub fn check_pattern(errors: &mut Vec<FieldError>, rule: RevisionCodes, code: &str) {
    if rule == RevisionCodes::PC && !code.is_empty() && !is_p_c(code) {
        let text = "Write the revision like P01 or P01.02 while in progress, C01 once contractual.";
        errors.push(FieldError::new("revision", "not_p_c", text));
    }
}

/// `P01`, `P01.02` or `C01`.
fn is_p_c(code: &str) -> bool {
    let two = |digits: &str| digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
    match (code.strip_prefix('P'), code.strip_prefix('C')) {
        (Some(rest), _) => match rest.split_once('.') {
            Some((major, minor)) => two(major) && two(minor),
            None => two(rest),
        },
        (_, Some(rest)) => two(rest),
        _ => false,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p_and_c_codes_have_one_form() {
        for good in ["P01", "P99", "P01.01", "C01"] {
            assert!(is_p_c(good), "{good}");
        }
        for bad in ["P1", "p01", "C01.01", "A", "P001", "P01.", "P01.1", "T01", ""] {
            assert!(!is_p_c(bad), "{bad}");
        }
    }
}
