//! Which numbers are missing from the sequences of a project, and why: for those who answer for the register.

use std::collections::BTreeMap;

use wayleave_access::documents;
use wayleave_access::{ProjectFacts, Target, act};
use wayleave_base::{DocumentId, OrganisationId, ProjectId};
use wayleave_db::{DbResult, Tx, row, sql};

use super::reading::Reading;
use super::scheme::{CounterScope, Scheme};
use super::view::{By, GapList, Missing, Sequence};
use super::{MOST, counters};
use crate::cx::Cx;
use crate::error::Result;
use crate::wire;
use crate::work::Work;

/// The most documents that the report reads.
const READ: i64 = 100_000;
/// The most gaps of a sequence that it tells.
const TOLD: usize = 500;

row! {
    struct NumberRow { public_id: String, number: String, deleted_at: Option<i64>, merged_into: Option<i64> }
}

row! {
    struct RaisedRow { at: i64, actor_id: String, actor_name: Option<String>, before: Option<String>, after: Option<String> }
}

/// A counter set by hand: the counts left out, when, and by whom.
struct Raised {
    key: String,
    from: i64,
    to: i64,
    at: i64,
    by: Option<By>,
}

/// A number that nobody can see any more.
#[derive(Clone)]
struct Gone {
    number: String,
    merged_into: Option<i64>,
}

/// What is known of a sequence.
struct Known {
    reading: Reading,
    live: BTreeMap<i64, String>,
    gone: BTreeMap<i64, Gone>,
    next: i64,
}

/// A run of missing counts.
struct Gap {
    from: i64,
    to: i64,
    cause: &'static str,
    number: Option<String>,
    merged_into: Option<i64>,
    by: Option<By>,
    at: Option<i64>,
}

/// The gaps of every sequence.
pub async fn list(cx: &Cx, organisation: &str, project: &str) -> Result<GapList> {
    let mut work = Work::read(cx, organisation).await?;
    let (_, facts) = crate::projects::open_project(&mut work, project).await?;
    work.permit_in::<act::NumberingGaps>(&facts, Target::default())?;
    let numberer = super::of(&mut work.tx, work.organisation.id, facts.project).await?;
    let Some(scheme) = &numberer.scheme else {
        return Ok(GapList { sequences: Vec::new(), complete: true });
    };
    let rows = numbers(&mut work.tx, facts.project).await?;
    let mut complete = i64::try_from(rows.len()).unwrap_or(READ) < READ;
    let mut sequences: BTreeMap<String, Known> = BTreeMap::new();
    let begin = |reading: Reading| Known { reading, live: BTreeMap::new(), gone: BTreeMap::new(), next: 0 };
    for row in rows {
        let Some(reading) = scheme.read(&row.number, &numberer.options) else { continue };
        let count = reading.counter;
        let known = sequences.entry(reading.key.clone()).or_insert_with(|| begin(reading));
        if row.deleted_at.is_none() {
            known.live.insert(count, row.number);
        } else {
            known.gone.insert(count, Gone { number: row.number, merged_into: row.merged_into });
        }
    }
    for counter in counters::all(&mut work.tx, facts.project).await? {
        let Some(reading) = scheme.read_key(&counter.scope, &numberer.options) else { continue };
        sequences.entry(counter.scope).or_insert_with(|| begin(reading)).next = counter.next;
    }
    let raised = raised(&mut work.tx, (work.organisation.id, facts.project)).await?;
    let mut found = Vec::new();
    for (key, known) in &sequences {
        let of: Vec<&Raised> = raised.iter().filter(|raised| raised.key == *key).collect();
        let gaps = gaps(scheme.start(), known, &of);
        complete &= gaps.len() <= TOLD;
        found.push((known, gaps));
    }
    let seen = targets(&mut work.tx, &facts, found.iter().flat_map(|(_, gaps)| gaps)).await?;
    let sequences = found.into_iter().map(|(known, gaps)| shown(scheme, known, gaps, &seen)).collect();
    Ok(GapList { sequences, complete })
}

async fn numbers(tx: &mut Tx, project: ProjectId) -> DbResult<Vec<NumberRow>> {
    tx.all(
        sql("select public_id, number, deleted_at, merged_into from document where project_id = $1 and admitted = 1
             order by id desc limit $2")
            .bind(project)
            .bind(READ),
    )
    .await
}

async fn raised(tx: &mut Tx, (organisation, project): (OrganisationId, ProjectId)) -> DbResult<Vec<Raised>> {
    let rows: Vec<RaisedRow> = tx
        .all(
            sql("select at, actor_id, actor_name, before, after from audit_event where organisation_id = $1 and project_id = $2
                   and action = 'numbering.counter_set' order by seq limit 1000")
                .bind(organisation)
                .bind(project),
        )
        .await?;
    let read = |text: &Option<String>| -> serde_json::Value {
        text.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    };
    let told = |row: RaisedRow| {
        let (before, after) = (read(&row.before), read(&row.after));
        Some(Raised {
            key: after["counter"].as_str()?.to_owned(),
            from: before["next"].as_i64()?,
            to: after["next"].as_i64()? - 1,
            at: row.at,
            by: Some(By { id: row.actor_id, name: row.actor_name.unwrap_or_default() }),
        })
    };
    Ok(rows.into_iter().filter_map(told).collect())
}

/// The missing counts of a sequence, from its start to the next one.
fn gaps(start: i64, known: &Known, raised: &[&Raised]) -> Vec<Gap> {
    let last = known.live.keys().chain(known.gone.keys()).max().copied().unwrap_or(start - 1);
    let end = known.next.min(MOST).max(last + 1);
    let mut counts: Vec<i64> = known.live.keys().chain(known.gone.keys()).copied().collect();
    counts.retain(|count| *count >= start);
    counts.sort_unstable();
    counts.dedup();
    let mut found = Vec::new();
    let mut from = start;
    for count in counts.into_iter().chain([end]) {
        if count > from {
            let above = known.live.get(&count).or_else(|| known.gone.get(&count).map(|gone| &gone.number));
            skipped(&mut found, (from, count - 1), above, raised);
        }
        if let Some(gone) = known.gone.get(&count).filter(|_| !known.live.contains_key(&count)) {
            let cause = if gone.merged_into.is_some() { "merged" } else { "deleted" };
            let number = Some(gone.number.clone());
            let merged_into = gone.merged_into;
            found.push(Gap { from: count, to: count, cause, number, merged_into, by: None, at: None });
        }
        from = count + 1;
    }
    found
}

/// Counts that no document ever had: those that somebody left out when they set the counter, and the others, left out by
/// the number above them.
fn skipped(found: &mut Vec<Gap>, (from, to): (i64, i64), above: Option<&String>, raised: &[&Raised]) {
    let mut at = from;
    while at <= to {
        let holds = raised.iter().find(|raised| raised.from <= at && at <= raised.to);
        let end = match holds {
            Some(raised) => raised.to.min(to),
            None => {
                let later = raised.iter().map(|raised| raised.from).filter(|begin| *begin > at).min();
                later.map_or(to, |begin| (begin - 1).min(to))
            }
        };
        found.push(Gap {
            from: at,
            to: end,
            cause: if holds.is_some() { "raised" } else { "skipped" },
            number: above.filter(|_| holds.is_none()).cloned(),
            merged_into: None,
            by: holds.and_then(|raised| raised.by.clone()),
            at: holds.map(|raised| raised.at),
        });
        at = end + 1;
    }
}

/// The documents that others were merged into and that the reader sees, by number.
async fn targets<'a>(
    tx: &mut Tx,
    facts: &ProjectFacts,
    gaps: impl Iterator<Item = &'a Gap>,
) -> Result<BTreeMap<i64, String>> {
    let mut ids: Vec<DocumentId> = gaps.filter_map(|gap| gap.merged_into).map(DocumentId).collect();
    ids.sort_unstable_by_key(|id| id.get());
    ids.dedup();
    ids.truncate(200);
    let seen = documents::among(tx, &facts.scope(), &ids).await?;
    let shown = |visible: documents::Visible| (visible.document.id.get(), visible.document.public_id);
    Ok(seen.into_iter().map(shown).collect())
}

fn shown(scheme: &Scheme, known: &Known, gaps: Vec<Gap>, seen: &BTreeMap<i64, String>) -> Sequence {
    let codes = (scheme.scope == CounterScope::Combination).then_some(&known.reading.codes);
    let number = |count| scheme.shown(codes, known.reading.day, Some(count));
    let last = known.live.keys().chain(known.gone.keys()).max().copied();
    let missing = gaps.into_iter().take(TOLD).map(|gap| Missing {
        first: number(gap.from),
        last: number(gap.to),
        from: gap.from,
        to: gap.to,
        cause: gap.cause,
        number: gap.number,
        document_id: gap.merged_into.and_then(|id| seen.get(&id).cloned()),
        by: gap.by,
        at: gap.at.map(wire::time),
    });
    Sequence {
        sequence: scheme.sequence(codes, known.reading.day),
        start: scheme.start(),
        next: known.next.max(last.map_or(scheme.start(), |last| last + 1)),
        count: i64::try_from(known.live.len()).unwrap_or(i64::MAX),
        missing: missing.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(live: &[i64], gone: &[(i64, Option<i64>)], next: i64) -> Known {
        let reading = Reading { codes: BTreeMap::new(), counter: 0, key: String::new(), day: None };
        Known {
            reading,
            live: live.iter().map(|count| (*count, format!("A-{count}"))).collect(),
            gone: gone
                .iter()
                .map(|(count, into)| (*count, Gone { number: format!("A-{count}"), merged_into: *into }))
                .collect(),
            next,
        }
    }

    fn told(known: &Known, raised: &[&Raised]) -> Vec<(i64, i64, &'static str, Option<String>)> {
        let found = gaps(1, known, raised).into_iter();
        found.map(|gap| (gap.from, gap.to, gap.cause, gap.number)).collect()
    }

    #[test]
    fn every_missing_count_has_a_cause() {
        let known = known(&[1, 2, 7, 12], &[(3, None), (4, Some(9))], 20);
        let raised = Raised { key: String::new(), from: 9, to: 11, at: 5, by: None };
        let a = |count: i64| Some(format!("A-{count}"));
        let expected = [
            (3, 3, "deleted", a(3)),
            (4, 4, "merged", a(4)),
            (5, 6, "skipped", a(7)),
            (8, 8, "skipped", a(12)),
            (9, 11, "raised", None),
            (13, 19, "skipped", None),
        ];
        assert_eq!(told(&known, &[&raised]), expected);
    }

    #[test]
    fn a_sequence_without_gaps_tells_of_none() {
        assert_eq!(told(&known(&[1, 2, 3], &[], 4), &[]), []);
        assert_eq!(told(&known(&[], &[], 1), &[]), []);
        assert_eq!(told(&known(&[0, 1], &[], 2), &[]), []);
    }
}
