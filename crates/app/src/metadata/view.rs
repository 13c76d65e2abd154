//! Fields and choices on the wire.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::{Choice, Field, Kind, code_key};
use crate::abilities::Abilities;
use crate::wire::given;

/// What a field holds.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FieldKind)]
pub enum KindView {
    /// One of its choices, by code.
    Dropdown,
    /// A line of text.
    Text,
    /// A day.
    Date,
    /// Yes or no.
    Toggle,
}

impl From<Kind> for KindView {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Dropdown => Self::Dropdown,
            Kind::Text => Self::Text,
            Kind::Date => Self::Date,
            Kind::Toggle => Self::Toggle,
        }
    }
}

/// A choice of a field.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OptionView {
    /// The code.
    #[schema(example = "STR")]
    pub code: String,
    /// What people read.
    #[schema(example = "Structure")]
    pub label: String,
    /// The code in the parent field under which it is offered; null for under every one.
    #[schema(example = json!(null))]
    pub parent: Option<String>,
    /// Who added it: `organisation` or `project`.
    #[schema(example = "organisation")]
    pub level: &'static str,
    /// Its place among the choices of its level.
    pub position: i64,
    /// Is it kept for what has it already, but offered no more?
    pub retired: bool,
    /// Has a document it, or had one? Then its code stays, and it can be retired but not deleted.
    pub used: bool,
}

/// What the reader may do with a field from where they look at it.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(as = FieldAbilities)]
pub struct FieldCan {
    /// Change label, place and whether it is required.
    pub edit: bool,
    /// Retire it and take it back.
    pub retire: bool,
    /// Delete it, as long as no document has a value in it.
    pub delete: bool,
    /// Add choices.
    pub add_option: bool,
}

/// A field.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Field)]
pub struct FieldView {
    /// What names it in the API, in searches and in numbering schemes; it never changes.
    #[schema(example = "phase")]
    pub key: String,
    /// What people read.
    #[schema(example = "Phase")]
    pub label: String,
    /// `dropdown`, `text`, `date` or `toggle`; it never changes.
    pub kind: KindView,
    /// Whose it is: `organisation` or `project`.
    #[schema(example = "organisation")]
    pub level: &'static str,
    /// Is it one of the fields that every organisation has?
    pub built_in: bool,
    /// Must a document have a value?
    pub required: bool,
    /// Does it take texts beyond its choices?
    pub free: bool,
    /// The field that its choices depend on.
    #[schema(example = json!(null))]
    pub parent: Option<String>,
    /// Its place among the fields of its level.
    pub position: i64,
    /// Is it kept for what has a value in it, but offered no more?
    pub retired: bool,
    /// Are the project's numbers made of it?
    pub in_scheme: bool,
    /// Its choices in their order, the organisation's first.
    pub options: Vec<OptionView>,
    /// What the reader may do with it here.
    pub abilities: FieldCan,
}

/// The fields, in their order.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldList {
    /// The fields, the organisation's first.
    pub items: Vec<FieldView>,
    /// What the reader may do.
    #[schema(value_type = std::collections::BTreeMap<String, crate::abilities::Ability>)]
    pub abilities: Abilities,
}

/// A field to be added.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFieldBody {
    /// What names it: a small letter, then small letters, digits and underscores.
    #[schema(example = "phase")]
    pub key: String,
    /// What people read.
    #[schema(example = "Phase")]
    pub label: String,
    /// `dropdown`, `text`, `date` or `toggle`.
    #[schema(example = "dropdown")]
    pub kind: String,
    /// Must a document have a value?
    #[serde(default)]
    #[schema(example = false)]
    pub required: bool,
    /// The dropdown that its choices depend on.
    #[schema(example = json!(null))]
    pub parent: Option<String>,
}

/// A change of a field; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldEdit {
    /// What people read.
    #[schema(example = "Phase")]
    pub label: Option<String>,
    /// Must a document have a value?
    #[schema(example = false)]
    pub required: Option<bool>,
    /// The place to move to, from 1.
    #[schema(example = 1)]
    pub position: Option<i64>,
    /// Offer it no more, or again.
    #[schema(example = false)]
    pub retired: Option<bool>,
}

/// A choice to be added.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewOption)]
pub struct NewOptionBody {
    /// The code: 1 to 16 letters, digits and hyphens.
    #[schema(example = "ZD")]
    pub code: String,
    /// What people read.
    #[schema(example = "Zone D")]
    pub label: String,
    /// The code in the parent field under which it is offered.
    #[schema(example = json!(null))]
    pub parent: Option<String>,
}

/// A change of a choice; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OptionEdit {
    /// The code, as long as no document had it.
    #[schema(example = "ZD")]
    pub code: Option<String>,
    /// What people read.
    #[schema(example = "Zone D")]
    pub label: Option<String>,
    /// The code in the parent field under which it is offered; null for under every one.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, example = json!(null))]
    pub parent: Option<Option<String>>,
    /// The place to move to, from 1.
    #[schema(example = 1)]
    pub position: Option<i64>,
    /// Offer it no more, or again.
    #[schema(example = false)]
    pub retired: Option<bool>,
}

/// What a list is looked at with.
pub struct Eyes<'a> {
    /// Is it a project's list?
    pub project: bool,
    /// May the reader change what is of this level?
    pub may: bool,
    /// The choices that documents have or had.
    pub used: &'a HashSet<(String, String)>,
    /// The fields that numbers are made of.
    pub in_scheme: &'a [String],
}

fn level(project: bool) -> &'static str {
    if project { "project" } else { "organisation" }
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// A choice as its list shows it.
#[must_use]
pub fn option(field: &Field, choice: &Choice, eyes: &Eyes<'_>) -> OptionView {
    OptionView {
        code: choice.code.clone(),
        label: choice.label.clone(),
        parent: some(&choice.parent),
        level: level(choice.project),
        position: choice.position,
        retired: choice.retired,
        used: eyes.used.contains(&(field.key.clone(), code_key(&choice.code))),
    }
}

/// A field as its list shows it.
#[must_use]
pub fn field(field: &Field, eyes: &Eyes<'_>) -> FieldView {
    let own = eyes.may && field.project == eyes.project;
    FieldView {
        key: field.key.clone(),
        label: field.label.clone(),
        kind: field.kind.into(),
        level: level(field.project),
        built_in: field.built_in,
        required: field.required,
        free: field.is_free(),
        parent: some(&field.parent),
        position: field.position,
        retired: field.retired,
        in_scheme: eyes.in_scheme.contains(&field.key),
        options: field.choices.iter().map(|choice| option(field, choice, eyes)).collect(),
        abilities: FieldCan {
            edit: own,
            retire: own && !field.built_in,
            delete: own && !field.built_in,
            add_option: eyes.may && field.kind == Kind::Dropdown,
        },
    }
}
