//! The wire types of the dashboard.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::people::PersonRef;
use crate::register::view::RowView;
use crate::reports::overdue::OverdueItem;

/// Which list a number is the length of.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ListLink {
    /// The list: `documents`, `pending`, `edit_requests`, `own_edit_requests`, `work_packages`, `access`,
    /// `transmittals` or `workflows`.
    #[schema(example = "documents")]
    pub list: &'static str,
    /// Its parameters.
    #[schema(example = json!({"status": "approved"}))]
    pub query: BTreeMap<&'static str, String>,
}

/// A number.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TileView {
    /// What is counted: `documents`, `pending`, `overdue`, `edit_requests`, `access_ending`, `work_packages`, `mine`,
    /// `mine_pending`, `own_edit_requests`, `restricted`, `to_acknowledge`, `transmittals_overdue`, `mail_failed` or
    /// `workflows_overdue`.
    #[schema(example = "pending")]
    pub key: &'static str,
    /// How many.
    pub count: i64,
    /// Are there more than were counted?
    pub more: bool,
    /// The list that shows as many.
    pub link: ListLink,
}

/// One bar of a chart.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BarView {
    /// The code; empty for documents without one.
    #[schema(example = "approved")]
    pub code: String,
    /// What people read.
    #[schema(example = "Approved")]
    pub label: String,
    /// How many documents.
    pub count: i64,
    /// The list that shows as many; null where no filter finds these alone.
    pub link: Option<ListLink>,
}

/// How many documents there are of each value of a field.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ChartView {
    /// The field.
    #[schema(example = "status")]
    pub field: &'static str,
    /// Its values, the most frequent first.
    pub values: Vec<BarView>,
    /// Were there more documents than are counted? Then every number is a lower bound.
    pub more: bool,
}

/// How many documents came in one week.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WeekView {
    /// Its Monday.
    #[schema(example = "2026-11-16")]
    pub from: String,
    /// Its Sunday.
    #[schema(example = "2026-11-22")]
    pub to: String,
    /// How many documents.
    pub count: i64,
    /// The list that shows as many.
    pub link: ListLink,
}

/// How many documents came over the last weeks, by the project's own days.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WeeksView {
    /// The weeks, the oldest first; the last is the present one.
    pub values: Vec<WeekView>,
    /// Were there more documents than are counted? Then the numbers of the older weeks are too low.
    pub more: bool,
}

/// What somebody from outside is told of their own access.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OwnAccess {
    /// When the membership ends.
    pub ends_at: Option<String>,
    /// When Full Register Access ends, if it is on.
    pub full_register_until: Option<String>,
    /// Whom to ask.
    pub contacts: Vec<PersonRef>,
}

/// What is overdue.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OverdueView {
    /// The first of it: what was due first comes first.
    pub items: Vec<OverdueItem>,
    /// Is there more?
    pub more: bool,
    /// Is it everybody's? Otherwise it is the reader's own.
    pub everybodys: bool,
}

/// A project at a glance.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DashboardView {
    /// The numbers, those first that ask for something to be done.
    pub tiles: Vec<TileView>,
    /// Steps and receipt that are overdue: the reader's own, or everybody's for those who look after the project (K-8.1).
    pub overdue: OverdueView,
    /// Documents by status, document type and discipline.
    pub charts: Vec<ChartView>,
    /// Documents over the last weeks.
    pub weeks: WeeksView,
    /// The documents that changed last.
    pub recent: Vec<RowView>,
    /// The list of them.
    pub recent_link: ListLink,
    /// The reader's own access, for people from outside.
    pub access: Option<OwnAccess>,
}
