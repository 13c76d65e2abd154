//! What a saved view may hold. Codes that do not exist are kept: fields and options come and go, and a filter that fits
//! nothing shows nothing.

use wayleave_query::Fields;

use super::view::SavedViewQuery;
use crate::error::FieldError;

const MOST_FILTERS: usize = 30;
const MOST_VALUES: usize = 50;
const MOST_COLUMNS: usize = 60;
const LONGEST: usize = 200;

/// Names the faults of a query.
pub fn query(errors: &mut Vec<FieldError>, query: &SavedViewQuery) {
    if let Err(error) = wayleave_query::parse(&query.q, &Fields::default()) {
        errors.push(FieldError::new("query.q", "syntax", error.to_string()));
    }
    if query.filters.len() > MOST_FILTERS || query.filters.values().any(|values| values.len() > MOST_VALUES) {
        let detail = format!("At most {MOST_FILTERS} filters with {MOST_VALUES} values each.");
        errors.push(FieldError::new("query.filters", "too_many", detail));
    }
    let texts = query.filters.iter().flat_map(|(name, values)| std::iter::once(name).chain(values));
    if texts.clone().any(|text| !is_word(text)) {
        let detail = format!("Names and values have 1 to {LONGEST} characters and no control characters.");
        errors.push(FieldError::new("query.filters", "malformed", detail));
    }
    if query.columns.len() > MOST_COLUMNS {
        errors.push(FieldError::new("query.columns", "too_many", format!("At most {MOST_COLUMNS} columns.")));
    }
    if query.columns.iter().any(|column| !is_word(column)) {
        let detail = format!("A column's name has 1 to {LONGEST} characters and no control characters.");
        errors.push(FieldError::new("query.columns", "malformed", detail));
    }
    if !query.sort.is_empty() && !is_word(&query.sort) {
        let detail = format!("An order has at most {LONGEST} characters and no control characters.");
        errors.push(FieldError::new("query.sort", "malformed", detail));
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().count() <= LONGEST && !text.chars().any(char::is_control)
}
