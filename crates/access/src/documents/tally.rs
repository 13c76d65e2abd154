//! Documents, or their accepted revisions, counted by one or two dimensions within a scope and a filter: the numbers of a
//! report.
//!
//! Promise: nothing is counted that the list would not show. Of the project's own people the engine counts what it can
//! tell by itself; what only the rows can tell is looked at as the list looks at it.

use std::collections::{BTreeMap, HashMap};

use wayleave_base::Timestamp;
use wayleave_db::{DbResult, Sql, Tx, row, sql};

use super::list::{AT_ONCE, Sort, walk_all};
use super::way::{Wanted, Way};
use super::{Facet, Filter, RevisionRow, Scope, Visible};
use crate::policy::Column;
use crate::reach::Clause;
use crate::words::Acceptance;

/// Where the engine's counting stops.
const COUNTED: i64 = 100_000;
/// Where looking at single documents stops, which costs more.
const LOOKED_AT: usize = 10_000;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    /// Documents, each once.
    Documents,
    /// Accepted revisions that were uploaded from the first of these moments on and before the second.
    Revisions(Timestamp, Timestamp),
}

/// By what it is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dimension {
    /// The status, or a code.
    Facet(Facet),
    /// The value in a field that is no column, by the number of the field.
    Value(i64),
    /// Between which two of these moments, which ascend, the document was created. The code is the place of the first.
    Created(Vec<Timestamp>),
    /// The same for the upload of the revision; only where revisions are counted.
    Uploaded(Vec<Timestamp>),
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// What is counted.
    pub counting: Counting,
    /// Of which documents.
    pub filter: Filter,
    /// By what, one or two of them.
    pub dimensions: Vec<Dimension>,
}

/// The numbers by the codes in the dimensions; what has no code stands under the empty one, and so does the second of a
/// question with one dimension.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// The numbers above zero.
    pub cells: BTreeMap<(String, String), i64>,
    /// Was there more than is counted? Then every number is a lower bound.
    pub more: bool,
}

impl Question {
    fn of_revisions(&self) -> bool {
        matches!(self.counting, Counting::Revisions(..))
    }

    /// The same question about other documents.
    fn with(&self, filter: Filter) -> Self {
        Self { filter, ..self.clone() }
    }
}

/// The numbers.
pub async fn tally(tx: &mut Tx, scope: &Scope, question: &Question) -> DbResult<Tally> {
    let mut tally = Tally::default();
    if scope.is_empty() {
        return Ok(tally);
    }
    let filter = &question.filter;
    if !scope.is_team() || (question.of_revisions() && !scope.opens_the_settled()) {
        look(tx, scope, question, &mut tally).await?;
        return Ok(tally);
    }
    if !filter.asks_rows() && !question.of_revisions() {
        count(tx, scope, question, &mut tally).await?;
        return Ok(tally);
    }
    // Of settled documents the engine tells what is found and which revisions are visible, which are all that were
    // accepted; the others are looked at one by one.
    if filter.restricted != Some(true) && filter.admitted != Some(false) && !filter.waiting {
        let settled = Filter { restricted: Some(false), admitted: Some(true), ..filter.clone() };
        count(tx, scope, &question.with(settled), &mut tally).await?;
    }
    let unsettled = Filter { unsettled: true, ..filter.clone() };
    look(tx, scope, &question.with(unsettled), &mut tally).await?;
    Ok(tally)
}

row! {
    struct ExtentRow {
        created_low: Option<i64>, created_high: Option<i64>, uploaded_low: Option<i64>, uploaded_high: Option<i64>,
    }
}

/// The first and the last moments of what is counted, never too narrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// When the documents were created.
    pub created: (Timestamp, Timestamp),
    /// When the revisions were uploaded; where documents are counted the same.
    pub uploaded: (Timestamp, Timestamp),
}

/// Between which moments what is counted came in; none when there is nothing.
pub async fn extent(tx: &mut Tx, scope: &Scope, question: &Question) -> DbResult<Option<Extent>> {
    if scope.is_empty() {
        return Ok(None);
    }
    let uploaded = if question.of_revisions() { "r.uploaded_at" } else { "d.created_at" };
    let mut text = sql("select min(c) as created_low, max(c) as created_high, min(u) as uploaded_low, \
                        max(u) as uploaded_high from (select d.created_at as c, ");
    text.push(uploaded).push(" as u");
    source(tx, &mut text, scope, question).await?;
    text.push(&format!(" limit {}) s", COUNTED + 1));
    let found: ExtentRow = tx.one(text).await?;
    let created = found.created_low.zip(found.created_high);
    Ok(created
        .zip(found.uploaded_low.zip(found.uploaded_high))
        .map(|(created, uploaded)| Extent { created, uploaded }))
}

row! {
    struct Numbered { one: String, two: String, n: i64 }
}

/// Lets the engine count.
async fn count(tx: &mut Tx, scope: &Scope, question: &Question, tally: &mut Tally) -> DbResult<()> {
    let mut text = sql("with hits as materialized (select ");
    for (at, name) in ["one", "two"].into_iter().enumerate() {
        match question.dimensions.get(at) {
            Some(dimension) => expression(&mut text, dimension),
            None => drop(text.push("''")),
        }
        text.push(&format!(" as {name}{}", if at == 0 { ", " } else { "" }));
    }
    source(tx, &mut text, scope, question).await?;
    text.push(&format!(
        " limit {}) select one, two, count(*) as n from hits group by one, two order by one, two",
        COUNTED + 1
    ));
    let mut total = 0;
    for row in tx.all::<Numbered>(text).await? {
        total += row.n;
        *tally.cells.entry((row.one, row.two)).or_default() += row.n;
    }
    tally.more |= total > COUNTED;
    Ok(())
}

/// ` from … where …`: the documents `d` that are asked for, and their revisions `r` where those are counted.
async fn source(tx: &mut Tx, text: &mut Sql, scope: &Scope, question: &Question) -> DbResult<()> {
    let way = Way::choose(tx, scope, &question.filter, Wanted::Number).await?;
    let revisions = if question.of_revisions() { " join revision r on r.document_id = d.id" } else { "" };
    if let Some(lead) = &way.lead {
        text.push(" from (select distinct id from (").append(lead);
        text.push(&format!(") x) y cross join document d{revisions} where d.id = y.id and "));
    } else {
        text.push(&format!(" from document d{revisions} where "));
    }
    scope.predicate(text);
    way.filters(text, scope, &question.filter);
    if let Counting::Revisions(from, before) = question.counting {
        text.push(" and r.acceptance = 'accepted' and r.uploaded_at >= ").arg(from);
        text.push(" and r.uploaded_at < ").arg(before);
    }
    Ok(())
}

/// What a document is counted under, as SQL.
fn expression(text: &mut Sql, dimension: &Dimension) {
    match dimension {
        Dimension::Facet(facet) => {
            text.push("d.").push(facet.name());
        }
        Dimension::Value(field) => {
            text.push(
                "coalesce((select x.value from document_value x where x.document_id = d.id and x.field_id = ",
            )
            .arg(*field)
            .push("), '')");
        }
        Dimension::Created(bounds) => spans(text, "d.created_at", bounds),
        Dimension::Uploaded(bounds) => spans(text, "r.uploaded_at", bounds),
    }
}

/// An expression for the number of the span, from 0, that a time falls into; empty for the last one. The bounds are where
/// the spans begin.
pub fn spans(text: &mut Sql, column: &str, bounds: &[Timestamp]) {
    text.push("case");
    for (place, before) in bounds.iter().skip(1).enumerate() {
        text.push(&format!(" when {column} < ")).arg(*before);
        text.push(&format!(" then '{place}'"));
    }
    // A case without any branch is no expression.
    text.push(if bounds.len() < 2 { " when 1 = 1 then '' end" } else { " else '' end" });
}

/// Looks at the documents as the list does.
async fn look(tx: &mut Tx, scope: &Scope, question: &Question, tally: &mut Tally) -> DbResult<()> {
    let filter = &question.filter;
    let way = Way::counting(tx, scope, filter).await?;
    let (mut after, mut seen) = (None, 0);
    loop {
        let page = walk_all(tx, &way, scope, filter, (Sort::Created, false), after.as_ref(), AT_ONCE).await?;
        let values = values(tx, question, &page.documents).await?;
        for visible in &page.documents {
            let mut add = |revision: Option<&RevisionRow>| {
                let code = |at: usize| {
                    let dimension = question.dimensions.get(at);
                    dimension.map_or_else(String::new, |of| code(scope, (visible, revision), of, &values))
                };
                *tally.cells.entry((code(0), code(1))).or_default() += 1;
            };
            match question.counting {
                Counting::Documents => add(None),
                Counting::Revisions(from, before) => visible
                    .revisions
                    .iter()
                    .filter(|revision| revision.acceptance == Acceptance::Accepted.code())
                    .filter(|revision| revision.uploaded_at >= from && revision.uploaded_at < before)
                    .for_each(|revision| add(Some(revision))),
            }
        }
        seen += page.documents.len();
        after = page.next;
        if after.is_none() {
            return Ok(());
        }
        if seen >= LOOKED_AT {
            tally.more = true;
            return Ok(());
        }
    }
}

/// Values by field and document.
type Values = HashMap<(i64, i64), String>;

row! {
    struct ValueRow { field_id: i64, document_id: i64, value: String }
}

/// The values of these documents in the fields that are counted by, in one statement.
async fn values(tx: &mut Tx, question: &Question, documents: &[Visible]) -> DbResult<Values> {
    let fields: Vec<i64> = question
        .dimensions
        .iter()
        .filter_map(|dimension| match dimension {
            Dimension::Value(field) => Some(*field),
            _ => None,
        })
        .collect();
    if fields.is_empty() || documents.is_empty() {
        return Ok(Values::new());
    }
    let ids: Vec<i64> = documents.iter().map(|visible| visible.document.id.get()).collect();
    let mut text = sql("select field_id, document_id, value from document_value where document_id in ");
    text.id_list(&ids).push(" and field_id in ").id_list(&fields);
    let rows: Vec<ValueRow> = tx.all(text).await?;
    Ok(rows.into_iter().map(|row| ((row.field_id, row.document_id), row.value)).collect())
}

/// What a document, or a revision of it, is counted under.
fn code(
    scope: &Scope,
    (visible, revision): (&Visible, Option<&RevisionRow>),
    dimension: &Dimension,
    values: &Values,
) -> String {
    match dimension {
        Dimension::Facet(Facet::Status) if !scope.is_team() => visible.shown().status.clone(),
        Dimension::Facet(Facet::Status) => visible.document.status.clone(),
        Dimension::Facet(Facet::Coded(field)) => field.of(&visible.document).to_owned(),
        Dimension::Value(field) => {
            values.get(&(*field, visible.document.id.get())).cloned().unwrap_or_default()
        }
        Dimension::Created(bounds) => place(bounds, visible.document.created_at),
        Dimension::Uploaded(bounds) => {
            revision.map_or_else(String::new, |revision| place(bounds, revision.uploaded_at))
        }
    }
}

/// Between which bounds a moment lies; beyond the last it lies nowhere.
fn place(bounds: &[Timestamp], at: Timestamp) -> String {
    let place = bounds.iter().skip(1).position(|before| at < *before);
    place.map(|place| place.to_string()).unwrap_or_default()
}

impl Scope {
    /// Are all accepted revisions of every document within reach that is neither restricted nor waiting? So it is for
    /// whoever has the register as a whole.
    fn opens_the_settled(&self) -> bool {
        let passes = |column: &Column| !matches!(column, Column::StatusNotIn(_));
        self.clauses
            .iter()
            .any(|clause| matches!(clause, Clause::Wide { columns, .. } if columns.iter().all(passes)))
    }
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn a_moment_lies_between_the_bounds_around_it() {
        let bounds = [10, 20, 30];
        assert_eq!([10, 19, 20, 29].map(|at| place(&bounds, at)), ["0", "0", "1", "1"]);
        assert_eq!(place(&bounds, 30), "");
    }
}
