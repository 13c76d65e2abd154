//! Fields and their choices, as rules without a database: which values a document may have, and when a choice counts as
//! the one in place.

use std::collections::BTreeMap;

use wayleave_query::{Source, fold};

use crate::error::FieldError;

/// The fields that every organisation has; their values are columns of the document.
pub const BUILT_IN: &[&str] = &[
    "document_type",
    "discipline",
    "zone",
    "stage",
    "level",
    "programme",
    "sub_programme",
    "package",
    "originator",
];

/// The values of a document in fields that are no columns of it, by key.
pub type Values = BTreeMap<String, String>;

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One of its choices, by code.
    Dropdown,
    /// A line of text.
    Text,
    /// A day.
    Date,
    /// Yes or no.
    Toggle,
}

impl Kind {
    /// Reads the code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Some(match code {
            "dropdown" => Self::Dropdown,
            "text" => Self::Text,
            "date" => Self::Date,
            "toggle" => Self::Toggle,
            _ => return None,
        })
    }

    /// The code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Dropdown => "dropdown",
            Self::Text => "text",
            Self::Date => "date",
            Self::Toggle => "toggle",
        }
    }
}

/// A choice of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The internal number.
    pub id: i64,
    /// Was it added by a project?
    pub project: bool,
    /// The code.
    pub code: String,
    /// What people read.
    pub label: String,
    /// The code in the parent field under which it is offered; empty for under every one.
    pub parent: String,
    /// Its place.
    pub position: i64,
    /// Is it offered no more?
    pub retired: bool,
}

/// A field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The internal number.
    pub id: i64,
    /// Is it a project's own?
    pub project: bool,
    /// What names it in the API, in searches and in schemes.
    pub key: String,
    /// What people read.
    pub label: String,
    /// What it holds.
    pub kind: Kind,
    /// Is it one that every organisation has?
    pub built_in: bool,
    /// Must a document have a value?
    pub required: bool,
    /// The field that its choices depend on; empty for none.
    pub parent: String,
    /// Its place.
    pub position: i64,
    /// Is it offered no more?
    pub retired: bool,
    /// Its choices, in their order.
    pub choices: Vec<Choice>,
}

/// A code: 1 to 16 letters, digits and hyphens, beginning with a letter or digit.
#[must_use]
pub fn is_code(code: &str) -> bool {
    (1..=16).contains(&code.len())
        && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !code.starts_with('-')
}

/// A key: a small letter, then small letters, digits and underscores, 32 at most.
#[must_use]
pub fn is_key(key: &str) -> bool {
    (1..=32).contains(&key.len())
        && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        && key.starts_with(|first: char| first.is_ascii_lowercase())
}

/// What a search compares the values of a field with.
#[must_use]
pub fn source(key: &str) -> Source {
    match key {
        "document_type" => Source::Type,
        "discipline" => Source::Discipline,
        "zone" => Source::Zone,
        "stage" => Source::Stage,
        "level" => Source::Level,
        "programme" => Source::Programme,
        "sub_programme" => Source::SubProgramme,
        "package" => Source::Package,
        "originator" => Source::Originator,
        "wbs" => Source::Wbs,
        other => Source::Custom(other.to_owned()),
    }
}

impl Field {
    /// Does it take texts beyond its choices? The producing company may be somebody who is not on the list, and a field
    /// that every organisation has takes any text until somebody gives it choices.
    #[must_use]
    pub fn is_free(&self) -> bool {
        self.kind == Kind::Dropdown && self.built_in && (self.key == "originator" || self.choices.is_empty())
    }

    /// The choice with this code, in any case.
    #[must_use]
    pub fn choice(&self, code: &str) -> Option<&Choice> {
        self.choices.iter().find(|choice| choice.code.eq_ignore_ascii_case(code))
    }

    /// The path of its value in a request.
    #[must_use]
    pub fn path(&self) -> String {
        if self.built_in { self.key.clone() } else { format!("fields.{}", self.key) }
    }

    /// The value as it is stored: the code as its choice writes it, a day in one form.
    #[must_use]
    pub fn settled(&self, value: &str) -> String {
        match self.kind {
            Kind::Dropdown => self.choice(value).map_or(value, |choice| &choice.code).to_owned(),
            Kind::Toggle => value.to_lowercase(),
            Kind::Text | Kind::Date => value.to_owned(),
        }
    }

    /// What is wrong with a value that differs from the one in place.
    fn fault(&self, value: &str) -> Option<(&'static str, String)> {
        let told = |code: &'static str, text: &str| Some((code, text.to_owned()));
        match self.kind {
            Kind::Text if value.chars().count() > 500 => told("too_long", "At most 500 characters."),
            Kind::Date if value.parse::<jiff::civil::Date>().is_err() => {
                told("not_a_day", "Write the day like 2026-11-30.")
            }
            Kind::Toggle if !matches!(value, "true" | "false") => {
                told("not_a_toggle", "Write true or false.")
            }
            Kind::Dropdown => match self.choice(value) {
                Some(choice) if choice.retired => told("retired", "This choice is no longer offered."),
                Some(_) => None,
                None if self.is_free() && value.chars().count() > 100 => {
                    told("too_long", "At most 100 characters.")
                }
                None if self.is_free() => None,
                None => told("unknown_choice", "Choose one of the values offered."),
            },
            _ => None,
        }
    }
}

/// The fields of a project, or of the organisation where no project is meant.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    /// The fields in their order, retired ones too.
    pub fields: Vec<Field>,
}

impl Catalogue {
    /// A field by its key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// The fields that are offered.
    pub fn live(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| !field.retired)
    }

    /// The keys of the fields whose codes a number can have.
    #[must_use]
    pub fn coded(&self) -> Vec<String> {
        self.live().filter(|field| field.kind == Kind::Dropdown).map(|field| field.key.clone()).collect()
    }

    /// Every code that was ever offered, by field: what a number can be read by.
    #[must_use]
    pub fn codes(&self) -> BTreeMap<String, Vec<String>> {
        let dropdowns = self.fields.iter().filter(|field| field.kind == Kind::Dropdown);
        dropdowns
            .map(|field| {
                (field.key.clone(), field.choices.iter().map(|choice| choice.code.clone()).collect())
            })
            .collect()
    }

    /// Notes what is wrong with the values of a document, all fields together: `after` and `before` hold built-in and own
    /// fields alike, by key. What the document has already may stay.
    pub fn check(&self, errors: &mut Vec<FieldError>, after: &Values, before: &Values) {
        let of = |values: &Values, key: &str| values.get(key).cloned().unwrap_or_default();
        for field in &self.fields {
            let (value, old) = (of(after, &field.key), of(before, &field.key));
            let moved = of(after, &field.parent) != of(before, &field.parent);
            if value.is_empty() || (value == old && !moved) {
                continue;
            }
            if field.retired && value != old {
                errors.push(FieldError::new(field.path(), "retired", "This field is no longer offered."));
                continue;
            }
            if let Some((code, text)) = field.fault(&value).filter(|_| value != old) {
                errors.push(FieldError::new(field.path(), code, text));
                continue;
            }
            self.check_parent(errors, field, &value, &of(after, &field.parent));
        }
    }

    fn check_parent(&self, errors: &mut Vec<FieldError>, field: &Field, value: &str, parent: &str) {
        let Some(choice) = field.choice(value).filter(|choice| !choice.parent.is_empty()) else { return };
        if choice.parent.eq_ignore_ascii_case(parent) {
            return;
        }
        let name = self.get(&field.parent).map_or(field.parent.as_str(), |parent| &parent.label);
        let text = format!("{} belongs to {name} {}.", choice.code, choice.parent);
        errors.push(FieldError::new(field.path(), "not_under_parent", text));
    }

    /// Notes the required fields that are empty: every one at a document's creation, later those that had a value.
    pub fn check_required(&self, errors: &mut Vec<FieldError>, after: &Values, before: Option<&Values>) {
        let empty = |values: &Values, key: &str| values.get(key).is_none_or(String::is_empty);
        for field in self.live().filter(|field| field.required && empty(after, &field.key)) {
            if before.is_none_or(|before| !empty(before, &field.key)) {
                let text = match field.key.as_str() {
                    "document_type" => "A document type is required.".to_owned(),
                    _ => format!("{} is required.", field.label),
                };
                errors.push(FieldError::new(field.path(), "required", text));
            }
        }
    }

    /// Reads the values given for own fields over those in place; null and an empty text clear.
    pub fn read(
        &self,
        errors: &mut Vec<FieldError>,
        given: &BTreeMap<String, Option<String>>,
        before: &Values,
    ) -> Values {
        let mut after = before.clone();
        for (key, value) in given {
            let Some(field) = self.get(key).filter(|field| !field.built_in) else {
                let text = "The project has no such field.";
                errors.push(FieldError::new(format!("fields.{key}"), "unknown", text));
                continue;
            };
            let plain = value.as_deref().unwrap_or_default();
            let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
            if plain.is_empty() {
                after.remove(key);
            } else {
                after.insert(key.clone(), field.settled(&plain));
            }
        }
        after
    }
}

/// The key under which the codes of a field are equal.
#[must_use]
pub fn code_key(code: &str) -> String {
    fold(code.trim())
}
