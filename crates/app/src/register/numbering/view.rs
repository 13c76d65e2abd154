//! Numbering on the wire.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::scheme::Scheme;
use crate::abilities::Abilities;
use crate::register::rows::Match;
use crate::settings::Numbering;

/// A field that numbers can be made of.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FieldName {
    /// What names it.
    #[schema(example = "discipline")]
    pub key: String,
    /// What people read.
    #[schema(example = "Discipline")]
    pub label: String,
}

/// How documents of the organisation get their numbers where a project does not say otherwise.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrganisationNumbering {
    /// The numbering.
    pub numbering: Numbering,
    /// The fields that a scheme can name.
    pub fields: Vec<FieldName>,
    /// What the reader may do.
    #[schema(value_type = std::collections::BTreeMap<String, crate::abilities::Ability>)]
    pub abilities: Abilities,
}

/// How documents of the project get their numbers.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectNumbering {
    /// Whose numbering is in force: `project` or `organisation`.
    #[schema(example = "organisation")]
    pub level: &'static str,
    /// The numbering in force.
    pub numbering: Numbering,
    /// The organisation's.
    pub organisation: Numbering,
    /// The fields that a scheme can name.
    pub fields: Vec<FieldName>,
    /// What the reader may do.
    #[schema(value_type = std::collections::BTreeMap<String, crate::abilities::Ability>)]
    pub abilities: Abilities,
}

/// A scheme to be tried.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Trial {
    /// The scheme.
    pub scheme: Scheme,
}

/// What is wrong with a scheme.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = SchemeFlaw)]
pub struct FlawView {
    /// The segment, from 0; null speaks of the whole.
    #[schema(example = 2)]
    pub segment: Option<usize>,
    /// What is wrong, in a sentence.
    #[schema(example = "There is no such field with codes.")]
    pub message: String,
}

/// A scheme tried out.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SchemePreview)]
pub struct Preview {
    /// Can it be used?
    pub ok: bool,
    /// Numbers as it would make them.
    #[schema(example = json!(["STR-DRG-0001", "STR-DRG-0002"]))]
    pub samples: Vec<String>,
    /// What is wrong with it.
    pub flaws: Vec<FlawView>,
    /// The fields that documents would need.
    pub required: Vec<FieldName>,
    /// Its form.
    #[schema(example = "{discipline}-{document_type}-####")]
    pub sequence: String,
    /// How long a number could become with the longest codes there are.
    #[schema(example = 12)]
    pub longest: usize,
}

/// A counter of a project.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Counter)]
pub struct CounterView {
    /// What tells it from the others.
    #[schema(example = "combination str-drg-#")]
    pub id: String,
    /// Its numbers, with `#` for the digits.
    #[schema(example = "STR-DRG-####")]
    pub sequence: String,
    /// The next count.
    #[schema(example = 12)]
    pub next: i64,
    /// The next number, as it is or as it could be; empty where the scheme in force does not use the counter.
    #[schema(example = "STR-DRG-0012")]
    pub sample: String,
    /// The codes of its numbers, where it counts a combination.
    pub codes: Option<BTreeMap<String, String>>,
    /// Does the scheme in force use it?
    pub current: bool,
}

/// The counters of a project, 500 at most.
#[derive(Debug, Serialize, ToSchema)]
pub struct CounterList {
    /// The counters.
    pub items: Vec<CounterView>,
    /// What the reader may do.
    #[schema(value_type = std::collections::BTreeMap<String, crate::abilities::Ability>)]
    pub abilities: Abilities,
}

/// A counter to be set; it is named by its id or by codes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CounterEdit {
    /// The counter's id.
    #[schema(example = json!(null))]
    pub id: Option<String>,
    /// The codes of its numbers.
    #[schema(example = json!({"discipline": "STR"}))]
    pub codes: Option<BTreeMap<String, String>>,
    /// The next count; not below the present one.
    #[schema(example = 120)]
    pub next: i64,
}

/// Who did something, by their name of that time.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Doer)]
pub struct By {
    /// The member's public id.
    pub id: String,
    /// The name.
    #[schema(example = "Kim Ode")]
    pub name: String,
}

/// Numbers that no document has.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MissingNumbers)]
pub struct Missing {
    /// The first count.
    #[schema(example = 5)]
    pub from: i64,
    /// The last count.
    #[schema(example = 6)]
    pub to: i64,
    /// The first number; what varies within the sequence stands in braces.
    #[schema(example = "STR-DRG-0005")]
    pub first: String,
    /// The last number.
    #[schema(example = "STR-DRG-0006")]
    pub last: String,
    /// `deleted`, `merged`, `raised` (the counter was set by hand) or `skipped` (a higher number was given).
    #[schema(example = "skipped")]
    pub cause: &'static str,
    /// The number that was deleted or merged, or the one above that was given.
    #[schema(example = "STR-DRG-0007")]
    pub number: Option<String>,
    /// What it was merged into, where the reader sees that.
    pub document_id: Option<String>,
    /// Who set the counter.
    pub by: Option<By>,
    /// When the counter was set.
    pub at: Option<String>,
}

/// A sequence of numbers with what is missing in it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NumberSequence)]
pub struct Sequence {
    /// Its numbers, with `#` for the digits.
    #[schema(example = "STR-DRG-####")]
    pub sequence: String,
    /// The first count.
    #[schema(example = 1)]
    pub start: i64,
    /// The next count.
    #[schema(example = 12)]
    pub next: i64,
    /// How many documents have a number of it.
    #[schema(example = 8)]
    pub count: i64,
    /// What is missing.
    pub missing: Vec<Missing>,
}

/// What is missing in the sequences of a project.
#[derive(Debug, Serialize, ToSchema)]
pub struct GapList {
    /// The sequences.
    pub sequences: Vec<Sequence>,
    /// Is that all? Very large registers are read in part.
    #[schema(example = true)]
    pub complete: bool,
}

/// Names of files to be read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Names {
    /// The names, 200 at most.
    #[schema(example = json!(["A-101_P02 Ground floor plan.pdf"]))]
    pub names: Vec<String>,
}

/// What a file's name says.
#[derive(Debug, Serialize, ToSchema)]
pub struct NameGuess {
    /// The name.
    #[schema(example = "A-101_P02 Ground floor plan.pdf")]
    pub name: String,
    /// The number, or an empty text.
    #[schema(example = "A-101")]
    pub number: String,
    /// The revision's code, or an empty text.
    #[schema(example = "P02")]
    pub revision: String,
    /// The title, or an empty text.
    #[schema(example = "Ground floor plan")]
    pub title: String,
    /// The codes that stand in the number, by field.
    pub codes: BTreeMap<String, String>,
    /// Was the number read by the project's scheme?
    pub by_scheme: bool,
    /// A document of this number that the reader sees.
    pub document: Option<Match>,
    /// Documents that the reader sees and whose numbers look like this one, 5 at most.
    pub near: Vec<Match>,
    /// The nearest of them in a sentence.
    #[schema(example = "A-1O1 looks like A-101.")]
    pub warning: Option<String>,
}

/// What files' names say, in their order.
#[derive(Debug, Serialize, ToSchema)]
pub struct NameGuesses {
    /// One for each name.
    pub items: Vec<NameGuess>,
}
