//! Counting what a report asks, and putting the numbers into a table.

use std::collections::BTreeMap;

use jiff::civil::Date;
use wayleave_access::documents::{self, Dimension, Extent, Facet, Question, Tally};
use wayleave_access::{ProjectFacts, Target, act};

use super::axis::{self, Axis, Pick};
use super::links::Linker;
use super::model::Group;
use super::question::{self, Prepared};
use super::view::{Cell, Head, Named, Report, ReportQuestion, Row};
use super::{axis::Value, times};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::register::overview;
use crate::wire;
use crate::work::{ProjectRow, Work};

/// Answers a question.
pub async fn run(cx: &Cx, organisation: &str, project: &str, asked: &ReportQuestion) -> Result<Report> {
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::ReportView>(&facts, Target::default())?;
    answer(&mut work, &project, &facts, asked).await
}

/// The numbers of a question within what its reader sees.
pub async fn answer(
    work: &mut Work,
    project: &ProjectRow,
    facts: &ProjectFacts,
    asked: &ReportQuestion,
) -> Result<Report> {
    let prepared = question::prepare(work, project, facts, asked).await?;
    let scope = facts.scope();
    let mut question =
        Question { counting: prepared.counting, filter: prepared.filter.clone(), dimensions: Vec::new() };
    let timed = prepared.groups.iter().any(|group| group.span().is_some());
    let extent = if timed { documents::extent(&mut work.tx, &scope, &question).await? } else { None };
    let mut parts: Vec<Vec<Date>> = Vec::new();
    for (at, group) in prepared.groups.iter().enumerate() {
        parts.push(parts_of(group, extent, &project.timezone).ok_or_else(|| {
            Error::field(format!("group_by[{at}]"), "too_wide", "This is more time than a report shows.")
        })?);
        question.dimensions.push(dimension(&prepared, group, parts.last().map_or(&[], Vec::as_slice)));
    }
    let tally = documents::tally(&mut work.tx, &scope, &question).await?;
    let fields = overview::fields(work, project.id).await?;
    let linker = Linker::new(&prepared, &asked.query, fields);
    let mut axes = Vec::new();
    for (at, parts) in parts.iter().enumerate() {
        axes.extend(axis::axis(&prepared, at, &totals(&tally, at), parts)?);
    }
    let hints = overview::hints(work, project.id, asked.query.q.as_deref().unwrap_or_default()).await?;
    let conditions = prepared.conditions(work, asked).await?;
    let named = |group: &Group| Named { key: group.key(), label: group.label(&prepared.catalogue) };
    let metric = prepared.metric;
    let table = Table::of(&tally, &axes);
    Ok(Report {
        metric: Named { key: metric.key().to_owned(), label: metric.label().to_owned() },
        counts: if metric.of_revisions() { "revisions" } else { "documents" },
        at: wire::time(work.now()),
        timezone: project.timezone.clone(),
        conditions,
        dimensions: prepared.groups.iter().map(named).collect(),
        columns: table.columns(&axes, &linker),
        rows: table.rows(&axes, &linker),
        total: Cell { count: table.total, link: linker.link(table.total, &[]) },
        more: tally.more,
        hints,
    })
}

/// The first days of the spans of time in which there is anything, with the end of the last; none when there are too many.
fn parts_of(group: &Group, extent: Option<Extent>, zone: &str) -> Option<Vec<Date>> {
    let (Some(span), Some(extent)) = (group.span(), extent) else { return Some(Vec::new()) };
    let (low, high) = if matches!(group, Group::Uploaded(_)) { extent.uploaded } else { extent.created };
    span.parts(times::day(low, zone), times::day(high, zone))
}

fn dimension(prepared: &Prepared, group: &Group, parts: &[Date]) -> Dimension {
    let bounds = || parts.iter().map(|day| times::start(*day, &prepared.zone)).collect();
    match group {
        Group::Status => Dimension::Facet(Facet::Status),
        Group::Coded(field) => Dimension::Facet(Facet::Coded(*field)),
        Group::Own(field, _) => Dimension::Value(*field),
        Group::Created(_) => Dimension::Created(bounds()),
        Group::Uploaded(_) => Dimension::Uploaded(bounds()),
    }
}

/// The numbers of one dimension by code.
fn totals(tally: &Tally, at: usize) -> BTreeMap<String, i64> {
    let mut totals = BTreeMap::new();
    for ((one, two), count) in &tally.cells {
        *totals.entry(if at == 0 { one.clone() } else { two.clone() }).or_default() += count;
    }
    totals
}

/// The numbers by place.
struct Table {
    cells: Vec<Vec<i64>>,
    total: i64,
}

impl Table {
    fn of(tally: &Tally, axes: &[Axis]) -> Self {
        let size = |at: usize| axes.get(at).map_or(1, |axis: &Axis| axis.values.len());
        let mut table = Self { cells: vec![vec![0; size(1)]; size(0)], total: 0 };
        for ((one, two), count) in &tally.cells {
            let row = axes.first().and_then(|axis| axis.place(one)).unwrap_or_default();
            let column = axes.get(1).and_then(|axis| axis.place(two)).unwrap_or_default();
            if let Some(cell) = table.cells.get_mut(row).and_then(|cells| cells.get_mut(column)) {
                *cell += count;
            }
            table.total += count;
        }
        table
    }

    fn columns(&self, axes: &[Axis], linker: &Linker<'_>) -> Vec<Head> {
        let Some(axis) = axes.get(1) else { return Vec::new() };
        let head = |(at, value): (usize, &Value)| {
            let count = self.cells.iter().filter_map(|row| row.get(at)).sum();
            Head {
                code: value.code.clone(),
                label: value.label.clone(),
                count,
                link: linker.link(count, &[(&axis.group, &value.pick)]),
            }
        };
        axis.values.iter().enumerate().map(head).collect()
    }

    fn rows(&self, axes: &[Axis], linker: &Linker<'_>) -> Vec<Row> {
        let Some(axis) = axes.first() else { return Vec::new() };
        let row = |(value, counts): (&Value, &Vec<i64>)| {
            let own: (&Group, &Pick) = (&axis.group, &value.pick);
            let count = counts.iter().sum();
            let cell = |(other, count): (&Value, &i64)| {
                let group = axes.get(1).map_or(&axis.group, |axis| &axis.group);
                Cell { count: *count, link: linker.link(*count, &[own, (group, &other.pick)]) }
            };
            Row {
                code: value.code.clone(),
                label: value.label.clone(),
                count,
                link: linker.link(count, &[own]),
                cells: axes
                    .get(1)
                    .map_or_else(Vec::new, |axis| axis.values.iter().zip(counts).map(cell).collect()),
            }
        };
        axis.values.iter().zip(&self.cells).map(row).collect()
    }
}
