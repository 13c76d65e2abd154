//! What the names of files say: number, revision and title, read by the project's scheme where it fits; the document that
//! is meant, and those that may have been.

use std::collections::{BTreeMap, HashMap};

use wayleave_access::documents;
use wayleave_access::{Action, Outcome, ProjectFacts, Target};
use wayleave_base::DocumentId;

use super::scheme::{Codes, Scheme};
use super::view::{NameGuess, NameGuesses, Names};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::register::keys;
use crate::register::lookup::{self, Numbered};
use crate::register::rows::Match;
use crate::work::Work;

/// The most names of one request, as many as rows of an upload.
const MOST_NAMES: usize = 200;
/// The longest name that is read.
const LONGEST: usize = 300;
/// How many ends of a number are tried in a name.
const MOST_ENDS: usize = 24;
/// How many look-alikes are told.
const NEAR: usize = 5;

/// A name read.
#[derive(Debug, Default, PartialEq, Eq)]
struct Read {
    number: String,
    revision: String,
    title: String,
    codes: Codes,
    by_scheme: bool,
}

/// Reads a name: the longest beginning that the scheme could have made is the number, what follows it is read as it is
/// behind any other.
fn read(name: &str, scheme: Option<(&Scheme, &BTreeMap<String, Vec<String>>)>) -> Read {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    if let Some((scheme, options)) = scheme
        && let Some((end, number, codes)) = by_scheme(stem, scheme, options)
    {
        let rest = stem.get(end..).unwrap_or_default().trim_start_matches(['-', '_', ' ', '.']);
        // A stand-in that no rule about numbers can take apart.
        let behind = keys::guess(&format!("N0 {rest}.file"));
        let title = if behind.title == behind.number { number.clone() } else { behind.title };
        return Read { number, revision: behind.revision, title, codes, by_scheme: true };
    }
    let found = keys::guess(name);
    Read { number: found.number, revision: found.revision, title: found.title, ..Read::default() }
}

/// The longest beginning of the name that the scheme reads: where it ends, as the scheme writes it, and its codes. Blanks
/// and underscores may stand for hyphens.
fn by_scheme(
    stem: &str,
    scheme: &Scheme,
    options: &BTreeMap<String, Vec<String>>,
) -> Option<(usize, String, Codes)> {
    let between = |(at, letter): (usize, char)| (!letter.is_alphanumeric()).then_some(at);
    let mut ends: Vec<usize> = stem.char_indices().filter_map(between).chain([stem.len()]).collect();
    ends.truncate(MOST_ENDS);
    for end in ends.into_iter().rev() {
        let text = stem.get(..end).unwrap_or_default().trim_end();
        let hyphened: String =
            text.chars().map(|letter| if matches!(letter, ' ' | '_') { '-' } else { letter }).collect();
        for text in [text, hyphened.as_str()] {
            if let Some(reading) = scheme.read(text, options) {
                return Some((end, text.to_owned(), reading.codes));
            }
        }
    }
    None
}

/// The number and the revision that a file's name says, empty where it says none.
pub(in crate::register) fn of_file(numberer: &super::Numberer, name: &str) -> (String, String) {
    let scheme = numberer.scheme.as_ref().map(|scheme| (scheme, &numberer.options));
    let read = read(name, scheme);
    (read.number, read.revision)
}

/// Reads names and looks for the documents they mean.
pub async fn guess(cx: &Cx, organisation: &str, project: &str, body: Names) -> Result<NameGuesses> {
    if !(1..=MOST_NAMES).contains(&body.names.len()) {
        let text = format!("Send 1 to {MOST_NAMES} names.");
        return Err(Error::field("names", "out_of_range", text));
    }
    if let Some(at) = body.names.iter().position(|name| name.chars().count() > LONGEST) {
        let text = format!("At most {LONGEST} characters.");
        return Err(Error::field(format!("names[{at}]"), "too_long", text));
    }
    let mut work = Work::read(cx, organisation).await?;
    let (_, facts) = work.project(project).await?;
    if let Outcome::Deny(denial) = facts.outcome(Action::DocumentCreate, Target::default()) {
        return Err(denial.into());
    }
    let numberer = super::of(&mut work.tx, work.organisation.id, facts.project).await?;
    let scheme = numberer.scheme.as_ref().map(|scheme| (scheme, &numberer.options));
    let reads: Vec<Read> = body.names.iter().map(|name| read(name, scheme)).collect();
    let known = known(&mut work, &facts, &reads).await?;
    let items = body.names.into_iter().zip(reads).map(|(name, read)| told(name, read, &known)).collect();
    Ok(NameGuesses { items })
}

/// The documents that the reader sees and that have one of the numbers, or one that looks like it.
async fn known(work: &mut Work, facts: &ProjectFacts, reads: &[Read]) -> Result<Vec<Numbered>> {
    let numbers: Vec<&str> =
        reads.iter().map(|read| read.number.as_str()).filter(|number| !number.is_empty()).collect();
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let found = lookup::numbered(&mut work.tx, facts.project, &numbers, true).await?;
    let mut seen = HashMap::new();
    for part in found.chunks(500) {
        let ids: Vec<DocumentId> = part.iter().map(|row| row.id).collect();
        for visible in documents::among(&mut work.tx, &facts.scope(), &ids).await? {
            seen.insert(visible.document.id, ());
        }
    }
    Ok(found.into_iter().filter(|row| seen.contains_key(&row.id)).collect())
}

fn told(name: String, read: Read, known: &[Numbered]) -> NameGuess {
    let shown = |row: &Numbered| Match {
        document_id: row.public_id.clone(),
        number: row.number.clone(),
        title: row.title.clone(),
    };
    let (key, look) = (keys::sort_key(&read.number), keys::look_key(&read.number));
    let same = known.iter().find(|row| !read.number.is_empty() && row.number_key == key);
    let alike = known
        .iter()
        .filter(|row| same.is_none() && !look.is_empty() && row.number_look == look && row.number_key != key);
    let near: Vec<Match> = alike.take(NEAR).map(shown).collect();
    let warning = near.first().map(|near| format!("{} looks like {}.", read.number, near.number));
    NameGuess {
        name,
        document: same.map(shown),
        near,
        warning,
        number: read.number,
        revision: read.revision,
        title: read.title,
        codes: read.codes,
        by_scheme: read.by_scheme,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register::numbering::scheme::{CounterScope, Segment};

    fn scheme() -> (Scheme, BTreeMap<String, Vec<String>>) {
        let dash = || Segment::Literal { text: "-".to_owned() };
        let code = |field: &str| Segment::Code { field: field.to_owned() };
        let counter = Segment::Counter { width: 4, start: 1 };
        let segments = vec![code("discipline"), dash(), code("document_type"), dash(), counter];
        let list = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect();
        let options = BTreeMap::from([
            ("discipline".to_owned(), list(&["STR", "MEC"])),
            ("document_type".to_owned(), list(&["DRG", "SPC"])),
        ]);
        (Scheme { segments, scope: CounterScope::Combination }, options)
    }

    #[test]
    fn names_are_read_by_the_scheme_where_it_fits() {
        let (scheme, options) = scheme();
        let cases = [
            ("STR-DRG-0012_P02 Columns.pdf", ("STR-DRG-0012", "P02", "Columns", true)),
            ("str_drg_0012 rev C - Columns.pdf", ("str-drg-0012", "C", "Columns", true)),
            ("MEC SPC 7 Ducts [B].pdf", ("MEC-SPC-7", "B", "Ducts", true)),
            ("STR-DRG-0012-P02.01.pdf", ("STR-DRG-0012", "P02.01", "STR-DRG-0012", true)),
            ("STR-DRG-0012.pdf", ("STR-DRG-0012", "", "STR-DRG-0012", true)),
            ("A-101_P02 Ground floor.pdf", ("A-101", "P02", "Ground floor", false)),
            ("STR-XXX-1 Notes.pdf", ("STR-XXX-1", "", "Notes", false)),
        ];
        for (name, (number, revision, title, fits)) in cases {
            let found = read(name, Some((&scheme, &options)));
            let told =
                (found.number.as_str(), found.revision.as_str(), found.title.as_str(), found.by_scheme);
            assert_eq!(told, (number, revision, title, fits), "{name}");
        }
    }
}
