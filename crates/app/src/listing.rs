//! What lists of a project's formal things have in common: words looked for, a document that they are narrowed to, and an
//! order that the next page goes on with.

use serde::{Deserialize, Serialize};
use wayleave_access::{ProjectFacts, documents};
use wayleave_db::Sql;

use crate::error::{Error, Result};
use crate::work::Work;

/// How many words are looked for.
const MOST_WORDS: usize = 8;

/// The words that a list is searched for.
pub(crate) fn words(q: Option<&str>) -> Result<Vec<String>> {
    let text = q.unwrap_or_default();
    if text.chars().count() > 200 {
        return Err(Error::field("q", "too_long", "At most 200 characters."));
    }
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    if words.len() > MOST_WORDS {
        return Err(Error::field("q", "too_many", format!("At most {MOST_WORDS} words.")));
    }
    Ok(words)
}

/// A document that a list is narrowed to, in the revisions that the reader sees of it.
pub(crate) struct About(Vec<(i64, String)>);

impl About {
    /// The document with this id; without revisions where the reader does not see it.
    pub(crate) async fn load(
        work: &mut Work,
        facts: &ProjectFacts,
        id: Option<&str>,
    ) -> Result<Option<Self>> {
        let Some(id) = id else { return Ok(None) };
        let found = documents::find(&mut work.tx, &facts.scope(), id).await?;
        let revisions = found.map(|visible| visible.revisions).unwrap_or_default();
        Ok(Some(Self(revisions.into_iter().map(|one| (one.id.get(), one.code)).collect())))
    }

    pub(crate) fn ids(&self) -> Vec<i64> {
        self.0.iter().map(|(id, _)| *id).collect()
    }

    pub(crate) fn code(&self, id: i64) -> Option<String> {
        self.0.iter().find(|(other, _)| *other == id).map(|(_, code)| code.clone())
    }
}

/// What a row is sorted by before its id.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Key {
    /// A moment.
    Moment(i64),
    /// A text.
    Text(String),
}

/// Where a page ended: what the last row is sorted by, where that is not its id alone, and its id.
pub type After = (Option<Key>, i64);

/// The order of a list.
#[derive(Clone, Copy, Debug)]
pub struct Sorted<'a> {
    /// What rows are sorted by before their ids, in SQL; by their ids alone where it is none.
    pub column: Option<&'a str>,
    /// The id, in SQL.
    pub id: &'a str,
    /// Whether the greatest comes first.
    pub downward: bool,
}

impl Sorted<'_> {
    /// `and … order by … limit …`: what follows a row, with one row to spare.
    pub fn push(self, text: &mut Sql, after: Option<&After>, limit: usize) {
        let Self { column, id, downward } = self;
        let (compare, way) = if downward { ("<", " desc") } else { (">", "") };
        match (column, after) {
            (Some(column), Some((Some(key), last))) => {
                text.push(&format!(" and ({column}, {id}) {compare} ("));
                match key {
                    Key::Moment(at) => text.arg(*at),
                    Key::Text(key) => text.arg(key),
                };
                text.push(", ").arg(*last).push(")");
            }
            (_, Some((_, last))) => {
                text.push(&format!(" and {id} {compare} ")).arg(*last);
            }
            (_, None) => {}
        }
        let first = column.map(|column| format!("{column}{way}, ")).unwrap_or_default();
        text.push(&format!(" order by {first}{id}{way} limit ")).arg(limit as i64 + 1);
    }
}
