//! Who sees which revisions before a merge and after it, asked of the code that decides for them.

use std::collections::{BTreeMap, BTreeSet};

use wayleave_access::audience::{self, Place};
use wayleave_base::SubjectId;
use wayleave_db::{row, sql};

use super::view::{MergePreview, SightChange};
use crate::error::Result;
use crate::people;
use crate::register::edit::Held;
use crate::work::Work;

/// What people see: revisions by their internal ids, and whether the person is from outside.
pub type Sight = BTreeMap<SubjectId, (bool, BTreeSet<i64>)>;

row! {
    struct Lies { id: i64, seq: i64 }
}

/// Who sees which revisions of these documents.
pub async fn sight(work: &mut Work, place: &Held, documents: &[&Held]) -> Result<Sight> {
    let mut sight = Sight::new();
    for held in documents {
        let text = sql("select id, seq from revision where document_id = $1").bind(held.id());
        let revisions: Vec<Lies> = work.tx.all(text).await?;
        for seer in audience::seers(&mut work.tx, Place::of(&place.facts), held.id(), None).await? {
            let seen = revisions
                .iter()
                .filter(|revision| seer.reach.revisions.iter().any(|(seq, _)| *seq == revision.seq))
                .map(|revision| revision.id);
            let entry = sight.entry(seer.standing.subject).or_default();
            entry.0 = seer.standing.outside;
            entry.1.extend(seen);
        }
    }
    Ok(sight)
}

/// How many people are named.
const NAMED: usize = 50;

fn missing(of: &Sight, from: &Sight) -> Vec<(SubjectId, bool, Vec<i64>)> {
    of.iter()
        .filter_map(|(person, (outside, seen))| {
            let other = from.get(person).map(|(_, seen)| seen);
            let only: Vec<i64> =
                seen.iter().copied().filter(|id| other.is_none_or(|other| !other.contains(id))).collect();
            (!only.is_empty()).then_some((*person, *outside, only))
        })
        .collect()
}

/// Writes who gains and who loses into the preview.
pub async fn told(work: &mut Work, told: &mut MergePreview, (before, after): (&Sight, &Sight)) -> Result<()> {
    let (gains, losses) = (missing(after, before), missing(before, after));
    told.gain_count = gains.len();
    told.outside_gain_count = gains.iter().filter(|(_, outside, _)| *outside).count();
    told.loss_count = losses.len();
    told.gains = named(work, &gains).await?;
    told.losses = named(work, &losses).await?;
    Ok(())
}

row! {
    struct Code { id: i64, code: String }
}

async fn named(work: &mut Work, changes: &[(SubjectId, bool, Vec<i64>)]) -> Result<Vec<SightChange>> {
    let subjects: Vec<SubjectId> = changes.iter().map(|(person, ..)| *person).collect();
    let people = people::by_subject(&mut work.tx, work.organisation.id, &subjects).await?;
    let ids: BTreeSet<i64> = changes.iter().flat_map(|(.., seen)| seen.iter().copied()).collect();
    let ids: Vec<i64> = ids.into_iter().collect();
    let mut text = sql("select id, code from revision where id in ");
    text.id_list(&ids).push(" order by seq");
    let codes: Vec<Code> = work.tx.all(text).await?;
    let shown = |(person, _, seen): &(SubjectId, bool, Vec<i64>)| {
        let revisions =
            codes.iter().filter(|row| seen.contains(&row.id)).map(|row| row.code.clone()).collect();
        Some(SightChange { person: people.get(person)?.clone(), revisions })
    };
    Ok(changes.iter().filter_map(shown).take(NAMED).collect())
}
