//! Answering what a report asks, and putting the numbers into a table.

use std::collections::BTreeMap;

use jiff::civil::Date;
use wayleave_access::documents::{self, Dimension, Extent, Facet, Question};
use wayleave_access::{ProjectFacts, Target, act};

use super::axis::{self, Axis, Pick, Value};
use super::formal::rows::Reader;
use super::formal::source::Measure;
use super::formal::{count, listed};
use super::links::Linker;
use super::model::{Group, Of};
use super::question::{self, Prepared};
use super::times;
use super::view::{Cell, Head, Link, Listed, Named, Report, ReportQuestion, Row};
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

/// How many there are of a value, and the sum of what is measured of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// How many.
    pub count: i64,
    /// The sum.
    pub sum: i64,
}

impl Sum {
    fn add(&mut self, other: Self) {
        self.count += other.count;
        self.sum += other.sum;
    }
}

/// What was counted, by the codes in the dimensions; what has no code stands under the empty one, and so does the second
/// of a question with one dimension.
#[derive(Debug, Default)]
pub struct Counted {
    /// The numbers above zero.
    pub cells: BTreeMap<(String, String), Sum>,
    /// The first days of the parts of time, by dimension.
    pub parts: Vec<Vec<Date>>,
    /// Was there more than is counted?
    pub more: bool,
}

/// The numbers of a question within what its reader sees.
pub async fn answer(
    work: &mut Work,
    project: &ProjectRow,
    facts: &ProjectFacts,
    asked: &ReportQuestion,
) -> Result<Report> {
    let mut prepared = question::prepare(work, project, facts, asked).await?;
    let reader = Reader::new(work, project, facts);
    let mut listed = None;
    let mut told = Vec::new();
    let counted = match prepared.metric.of {
        Of::Documents | Of::Revisions => documents(work, facts, &prepared).await?,
        Of::Formal(source) => {
            told = count::told(work, &reader, source, &prepared).await?;
            count::counted(work, &reader, source, &mut prepared).await?
        }
        Of::Listed(listing) => {
            told = count::told(work, &reader, listing.source, &prepared).await?;
            listed = Some(listed::list(work, &reader, listing, &prepared).await?);
            Counted::default()
        }
    };
    let fields = overview::fields(work, project.id).await?;
    let linker = Linker::new(&prepared, &asked.query, fields);
    let mut axes = Vec::new();
    for (at, parts) in counted.parts.iter().enumerate() {
        axes.extend(axis::axis(&prepared, at, &totals(&counted, at), parts)?);
    }
    let hints = overview::hints(work, project.id, asked.query.q.as_deref().unwrap_or_default()).await?;
    let conditions = prepared.conditions(work, asked, told).await?;
    let named = |group: &Group| Named { key: group.key(), label: group.label(&prepared.catalogue) };
    let metric = prepared.metric;
    let table = Table::of(&counted, &axes, metric.measure());
    let all = listed
        .as_ref()
        .map_or(table.total, |listed: &Listed| Sum { count: listed.rows.len() as i64, sum: 0 });
    Ok(Report {
        metric: Named { key: metric.key.to_owned(), label: metric.label.to_owned() },
        counts: metric.counts(),
        measure: metric.measure(),
        at: wire::time(work.now()),
        timezone: project.timezone.clone(),
        conditions,
        dimensions: prepared.groups.iter().map(named).collect(),
        columns: table.columns(&axes, &linker),
        rows: table.rows(&axes, &linker),
        total: table.cell(all, linker.link(table.total.count, &[])),
        more: counted.more || listed.as_ref().is_some_and(|listed| listed.more),
        hints,
        listed,
    })
}

/// Documents, or their revisions, counted by the register's own statement.
async fn documents(work: &mut Work, facts: &ProjectFacts, prepared: &Prepared) -> Result<Counted> {
    let scope = facts.scope();
    let mut question =
        Question { counting: prepared.counting, filter: prepared.filter.clone(), dimensions: Vec::new() };
    let timed = prepared.groups.iter().any(|group| group.span().is_some());
    let extent = if timed { documents::extent(&mut work.tx, &scope, &question).await? } else { None };
    let mut counted = Counted::default();
    for (at, group) in prepared.groups.iter().enumerate() {
        let parts = parts_of(group, extent, &prepared.timezone).ok_or_else(|| too_wide(prepared, at))?;
        question.dimensions.extend(dimension(prepared, group, &parts));
        counted.parts.push(parts);
    }
    let tally = documents::tally(&mut work.tx, &scope, &question).await?;
    counted.more = tally.more;
    counted.cells = tally.cells.into_iter().map(|(codes, count)| (codes, Sum { count, sum: 0 })).collect();
    Ok(counted)
}

/// Refuses the dimension at this place, for its time is too long.
pub fn too_wide(prepared: &Prepared, at: usize) -> Error {
    let place = axis::place_in_request(prepared, at);
    Error::field(format!("group_by[{place}]"), "too_wide", "This is more time than a report shows.")
}

/// The first days of the spans of time in which there is anything, with the end of the last; none when there are too many.
fn parts_of(group: &Group, extent: Option<Extent>, zone: &str) -> Option<Vec<Date>> {
    let (Some(span), Some(extent)) = (group.span(), extent) else { return Some(Vec::new()) };
    let (low, high) = if matches!(group, Group::Uploaded(_)) { extent.uploaded } else { extent.created };
    span.parts(times::day(low, zone), times::day(high, zone))
}

fn dimension(prepared: &Prepared, group: &Group, parts: &[Date]) -> Option<Dimension> {
    let bounds = || parts.iter().map(|day| times::start(*day, &prepared.zone)).collect();
    Some(match group {
        Group::Status => Dimension::Facet(Facet::Status),
        Group::Coded(field) => Dimension::Facet(Facet::Coded(*field)),
        Group::Own(field, _) => Dimension::Value(*field),
        Group::Created(_) => Dimension::Created(bounds()),
        Group::Uploaded(_) => Dimension::Uploaded(bounds()),
        // What is counted by it is counted elsewhere.
        Group::Formal(_) => return None,
    })
}

/// The numbers of one dimension by code.
fn totals(counted: &Counted, at: usize) -> BTreeMap<String, i64> {
    let mut totals = BTreeMap::new();
    for ((one, two), sum) in &counted.cells {
        *totals.entry(if at == 0 { one.clone() } else { two.clone() }).or_default() += sum.count;
    }
    totals
}

/// The numbers by place.
struct Table {
    measure: Measure,
    cells: Vec<Vec<Sum>>,
    total: Sum,
}

impl Table {
    fn of(counted: &Counted, axes: &[Axis], measure: Measure) -> Self {
        let size = |at: usize| axes.get(at).map_or(1, |axis: &Axis| axis.values.len());
        let mut table =
            Self { measure, cells: vec![vec![Sum::default(); size(1)]; size(0)], total: Sum::default() };
        for ((one, two), sum) in &counted.cells {
            let row = axes.first().and_then(|axis| axis.place(one)).unwrap_or_default();
            let column = axes.get(1).and_then(|axis| axis.place(two)).unwrap_or_default();
            if let Some(cell) = table.cells.get_mut(row).and_then(|cells| cells.get_mut(column)) {
                cell.add(*sum);
            }
            table.total.add(*sum);
        }
        table
    }

    fn cell(&self, sum: Sum, link: Option<Link>) -> Cell {
        Cell { count: sum.count, value: self.measure.of(sum.count, sum.sum), link }
    }

    fn columns(&self, axes: &[Axis], linker: &Linker<'_>) -> Vec<Head> {
        let Some(axis) = axes.get(1) else { return Vec::new() };
        let head = |(at, value): (usize, &Value)| {
            let sum = all(self.cells.iter().filter_map(|row| row.get(at)));
            Head {
                code: value.code.clone(),
                label: value.label.clone(),
                count: sum.count,
                value: self.measure.of(sum.count, sum.sum),
                link: linker.link(sum.count, &[(&axis.group, &value.pick)]),
            }
        };
        axis.values.iter().enumerate().map(head).collect()
    }

    fn rows(&self, axes: &[Axis], linker: &Linker<'_>) -> Vec<Row> {
        let Some(axis) = axes.first() else { return Vec::new() };
        let row = |(value, sums): (&Value, &Vec<Sum>)| {
            let own: (&Group, &Pick) = (&axis.group, &value.pick);
            let sum = all(sums.iter());
            let cell = |(other, sum): (&Value, &Sum)| {
                let group = axes.get(1).map_or(&axis.group, |axis| &axis.group);
                self.cell(*sum, linker.link(sum.count, &[own, (group, &other.pick)]))
            };
            Row {
                code: value.code.clone(),
                label: value.label.clone(),
                count: sum.count,
                value: self.measure.of(sum.count, sum.sum),
                link: linker.link(sum.count, &[own]),
                cells: axes
                    .get(1)
                    .map_or_else(Vec::new, |axis| axis.values.iter().zip(sums).map(cell).collect()),
            }
        };
        axis.values.iter().zip(&self.cells).map(row).collect()
    }
}

fn all<'a>(sums: impl Iterator<Item = &'a Sum>) -> Sum {
    sums.fold(Sum::default(), |mut all, sum| {
        all.add(*sum);
        all
    })
}
