//! Reports as clients send and get them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::formal::source::{Holds, Measure};
use crate::abilities::Abilities;
use crate::people::PersonRef;
use crate::register::overview::{ListQuery, SearchHint};

/// What a report asks: what is counted or told one by one, by what, and of which documents or formal work.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportQuestion {
    /// The key of one of the metrics that the list of reports names, such as `document_count`, `workflow_count`,
    /// `transmittal_ack_rate` or `overdue_register`.
    #[schema(example = "document_count")]
    pub metric: String,
    /// One dimension or two. `document_by_status` and `document_by_discipline` bring their first along; what is told one by
    /// one takes none.
    #[serde(default)]
    #[schema(example = json!(["discipline", "status"]))]
    pub group_by: Vec<String>,
    /// The first day of what the metric names: of creation, upload, start, completion, issue, or when a step was due.
    #[serde(default)]
    #[schema(example = "2026-01-01")]
    pub from: Option<String>,
    /// The last day.
    #[serde(default)]
    #[schema(example = "2026-12-31")]
    pub to: Option<String>,
    /// Which documents, asked as of their list, without `notice`, `sort`, `limit` and `cursor`.
    #[serde(default)]
    #[schema(example = json!({"status": ["for_review"]}))]
    pub query: ListQuery,
    /// Which formal work: codes by the filters that the metric names; any of the codes, and all of the filters.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(example = json!({}))]
    pub only: BTreeMap<String, Vec<String>>,
}

/// A name, and what people read.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ReportName)]
pub struct Named {
    /// The name.
    #[schema(example = "discipline")]
    pub key: String,
    /// What people read.
    #[schema(example = "Discipline")]
    pub label: String,
}

/// The list that shows as many as are counted, or what a row tells of.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ReportLink)]
pub struct Link {
    /// The list: `documents`, `workflows` or `transmittals`; or `workflow` or `transmittal`, with its `id`.
    #[schema(example = "documents")]
    pub list: &'static str,
    /// Its parameters, each with the values by which it is repeated.
    #[schema(example = json!({"discipline": ["STR"], "status": ["approved"]}))]
    pub query: BTreeMap<&'static str, Vec<String>>,
}

/// A number.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
#[schema(as = ReportCell)]
pub struct Cell {
    /// How many.
    pub count: i64,
    /// What is told of so many, to one decimal: days on average, or how many of a hundred; null where the number itself is
    /// told, and of none.
    #[schema(example = json!(null))]
    pub value: Option<f64>,
    /// The list that shows as many; null for none, for revisions, and where no filter finds these alone.
    pub link: Option<Link>,
}

/// A value of a dimension, with the number of everything that has it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ReportHead)]
pub struct Head {
    /// The code; empty for what has no value, null for the values that are shown together.
    #[schema(example = "STR")]
    pub code: Option<String>,
    /// What people read.
    #[schema(example = "Structure")]
    pub label: String,
    /// How many.
    pub count: i64,
    /// What is told of so many, as in a cell.
    #[schema(example = json!(null))]
    pub value: Option<f64>,
    /// The list that shows as many; null where a cell has none.
    pub link: Option<Link>,
}

/// A value of the first dimension, with the number of everything that has it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ReportRow)]
pub struct Row {
    /// The code; empty for what has no value, null for the values that are shown together.
    #[schema(example = "STR")]
    pub code: Option<String>,
    /// What people read.
    #[schema(example = "Structure")]
    pub label: String,
    /// How many.
    pub count: i64,
    /// What is told of so many, as in a cell.
    #[schema(example = json!(null))]
    pub value: Option<f64>,
    /// The list that shows as many; null where a cell has none.
    pub link: Option<Link>,
    /// The numbers by the second dimension, in the order of the columns.
    pub cells: Vec<Cell>,
}

/// One condition of a question in words.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ReportCondition)]
pub struct Condition {
    /// What it is about.
    #[schema(example = "Discipline")]
    pub label: String,
    /// What is asked for.
    #[schema(example = "Structure, Architecture")]
    pub value: String,
}

/// The numbers of a report as of now, within what its reader sees.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Report {
    /// What is counted.
    pub metric: Named,
    /// What the numbers are numbers of: `documents`, `revisions`, `workflows`, `steps`, `transmittals`, `acknowledgements` or
    /// `items`.
    #[schema(example = "documents")]
    pub counts: &'static str,
    /// What is told of them.
    pub measure: Measure,
    /// When it was counted.
    pub at: String,
    /// Where its days begin and end.
    pub timezone: String,
    /// Its conditions in words.
    pub conditions: Vec<Condition>,
    /// By what it is counted.
    pub dimensions: Vec<Named>,
    /// The values of the second dimension; none where there is one alone.
    pub columns: Vec<Head>,
    /// The values of the first dimension.
    pub rows: Vec<Row>,
    /// Everything.
    pub total: Cell,
    /// Is there more than was counted? Then every number is a lower bound.
    pub more: bool,
    /// Remarks on the search, such as a prefix that does not exist.
    pub hints: Vec<SearchHint>,
    /// What is told one by one; null where it is counted.
    pub listed: Option<Listed>,
}

/// Formal work told one by one, the first 1,000.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ReportListed)]
pub struct Listed {
    /// The columns.
    pub columns: Vec<EntryColumn>,
    /// The rows.
    pub rows: Vec<Entry>,
    /// Are there more?
    pub more: bool,
}

/// A column of what is told one by one.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ReportListedColumn)]
pub struct EntryColumn {
    /// The name.
    #[schema(example = "number")]
    pub key: String,
    /// What people read.
    #[schema(example = "Number")]
    pub label: String,
    /// What stands in it.
    pub holds: Holds,
    /// Its share of the width on paper.
    #[serde(skip)]
    pub share: f32,
}

/// One of what is told one by one.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ReportListedRow)]
pub struct Entry {
    /// What stands in the columns.
    pub cells: Vec<ListedCell>,
    /// Is it overdue?
    #[schema(example = false)]
    pub late: bool,
    /// What it tells of.
    pub link: Option<Link>,
}

/// What stands in a column; nothing where all are null.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
#[schema(as = ReportListedCell)]
pub struct ListedCell {
    /// Words.
    #[schema(example = "TRN-012")]
    pub text: Option<String>,
    /// A number.
    #[schema(example = json!(null))]
    pub number: Option<i64>,
    /// A day.
    #[schema(example = json!(null))]
    pub day: Option<String>,
}

/// A report to be kept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReport {
    /// Its name, 80 characters at most.
    #[schema(example = "What is in review")]
    pub name: String,
    /// Is it for everybody who works in the project?
    #[serde(default)]
    #[schema(example = false)]
    pub shared: bool,
    /// What it asks.
    pub question: ReportQuestion,
}

/// Changes to a report; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportEdit {
    /// The version that is changed.
    pub version: i64,
    /// Its name.
    #[schema(example = "What is in review")]
    pub name: Option<String>,
    /// Is it for everybody who works in the project?
    #[schema(example = true)]
    pub shared: Option<bool>,
    /// What it asks.
    pub question: Option<ReportQuestion>,
}

/// A report to be taken along.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportFile {
    /// `xlsx`, `csv` or `pdf`.
    #[schema(example = "pdf")]
    pub format: String,
    /// Its title, 80 characters at most; that of the metric unless given.
    #[serde(default)]
    #[schema(example = "What is in review")]
    pub name: Option<String>,
    /// What it asks.
    pub question: ReportQuestion,
}

/// A kept report: its question, never its numbers.
#[derive(Debug, Serialize, ToSchema)]
pub struct SavedReport {
    /// The id.
    pub id: String,
    /// Its name.
    #[schema(example = "What is in review")]
    pub name: String,
    /// Is it for everybody who works in the project?
    pub shared: bool,
    /// Is it the reader's own?
    pub mine: bool,
    /// Who keeps it.
    pub owner: Option<PersonRef>,
    /// What it asks.
    pub question: ReportQuestion,
    /// The version that an edit must name.
    pub version: i64,
    /// May the reader change or delete it?
    #[schema(value_type = std::collections::BTreeMap<String, crate::abilities::Ability>)]
    pub abilities: Abilities,
}

/// A report that is there in every project.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReadyReport {
    /// Its key.
    #[schema(example = "document_status_summary")]
    pub key: &'static str,
    /// Its name.
    #[schema(example = "Document Status Summary")]
    pub name: &'static str,
    /// What it asks.
    pub question: ReportQuestion,
}

/// What can be counted.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportMetric {
    /// The name.
    #[schema(example = "document_count")]
    pub key: &'static str,
    /// What people read.
    #[schema(example = "Documents")]
    pub label: &'static str,
    /// The dimension that it brings along, before others.
    #[schema(example = json!(null))]
    pub first: Option<&'static str>,
    /// The dimensions by which it can be counted; none for what is told one by one.
    pub dimensions: Vec<Named>,
    /// Is it narrowed by the register's own `query`? If not, by `only`.
    #[schema(example = true)]
    pub register: bool,
    /// By what it is narrowed, where that is not the register's query.
    pub filters: Vec<ReportFilter>,
    /// What the days of a question are days of; null where it takes none.
    #[schema(example = "Created")]
    pub days: Option<&'static str>,
}

/// By what a metric of formal work is narrowed.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportFilter {
    /// The name.
    #[schema(example = "template")]
    pub key: &'static str,
    /// What people read.
    #[schema(example = "Template")]
    pub label: &'static str,
    /// The metric that, counted by `by`, tells the codes that there are.
    #[schema(example = "workflow_count")]
    pub told_by: &'static str,
    /// The dimension of that metric.
    #[schema(example = "template")]
    pub by: &'static str,
}

/// The reports that the reader can choose from, and what new ones can ask.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportList {
    /// What can be counted, and by what.
    pub metrics: Vec<ReportMetric>,
    /// Those that are there in every project.
    pub ready: Vec<ReadyReport>,
    /// The reader's own and the shared ones, by name.
    pub items: Vec<SavedReport>,
    /// May the reader keep reports, and share them?
    #[schema(value_type = std::collections::BTreeMap<String, crate::abilities::Ability>)]
    pub abilities: Abilities,
}
