//! From series to documents: numbers, titles and revisions, and the file of each revision, drawn when it is needed.
//!
//! Promises: the same project gives the same documents; the revisions of one document differ visibly.

use anyhow::{Context as _, Result};
use jiff::ToSpan as _;
use jiff::civil::Date;

use super::cast::{self, Project};
use super::works::{Course, Medium, PLACES, SERIES, Series};
use crate::drawings::dice::Dice;
use crate::drawings::{self, ReportSpec, SheetSpec};

/// A document with its revisions, oldest first.
#[derive(Clone, Debug)]
pub struct Paper {
    pub series: &'static Series,
    pub project: &'static str,
    pub number: String,
    pub title: String,
    /// Code and name of the place.
    pub place: (&'static str, &'static str),
    pub level: usize,
    pub revisions: Vec<Issue>,
}

/// A revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    pub code: String,
    pub date: Date,
    pub change: &'static str,
    /// The status it is uploaded with.
    pub status: &'static str,
    /// The status it is given afterwards, with the reason.
    pub verdict: Option<(&'static str, &'static str)>,
}

const FIRST: &[&str] = &["First issue for review", "Issued for comment", "First issue"];
const LATER: &[&str] = &[
    "Comments of the review of 12 trades closed out",
    "Grid line moved after the survey",
    "Openings coordinated with services",
    "Door positions changed as the client asked",
    "Levels corrected to the new datum",
    "Fire compartment line moved",
    "Setting-out revised",
];
const LAST: &[&str] = &["Issued for construction", "Approved for construction, no change of content"];

const VERDICTS: &[(&str, &str)] = &[
    ("approved", "Reviewed by all disciplines without objection."),
    ("approved", "Comments closed; released for construction."),
    ("approved", "Agreed in the design meeting."),
];

/// Every document of the demo as of a day.
pub fn all(today: Date) -> Result<Vec<Paper>> {
    let mut papers = Vec::new();
    for series in SERIES {
        papers.extend(of_series(series, today)?);
    }
    Ok(papers)
}

fn of_series(series: &'static Series, today: Date) -> Result<Vec<Paper>> {
    let project = project_of(series.project)?;
    let from = cast::company_of(series.from).context("a series comes from a company of the demo")?;
    let kind = series.codes.0;
    let mut papers = Vec::new();
    let mut counter = series.numbers.1;
    for code in series.places {
        let place = PLACES.iter().find(|(of, known, _)| *of == series.project && known == code);
        let &(_, place_code, place_name) = place.with_context(|| format!("no place {code} in the demo"))?;
        for level in 0..series.levels.max(1) {
            for subject in series.subjects {
                counter += 1;
                let level_code = if series.levels == 0 { "ZZ".to_owned() } else { format!("{level:02}") };
                let role = series.numbers.0;
                let number = format!(
                    "{}-{}-{place_code}-{level_code}-{kind}-{role}-{counter:04}",
                    project.reference, from.code
                );
                let title = match (series.levels, level) {
                    (0, _) => format!("{place_name}, {subject}"),
                    (_, 0) => format!("{place_name}, ground floor, {subject}"),
                    _ => format!("{place_name}, level {level}, {subject}"),
                };
                let mut dice = Dice::new(project.seed, &number);
                let revisions = revisions(series.course, &mut dice, today);
                let place = (place_code, place_name);
                papers.push(Paper {
                    series,
                    project: series.project,
                    number,
                    title,
                    place,
                    level,
                    revisions,
                });
            }
        }
    }
    Ok(papers)
}

/// How many revisions there are, what became of each, and when: some weeks apart, the last one not long ago.
fn revisions(course: Course, dice: &mut Dice, today: Date) -> Vec<Issue> {
    let count = match course {
        Course::Design => [1, 2, 2, 3, 3, 4][dice.below(6)],
        Course::Information | Course::Commercial => 1 + dice.below(2),
        Course::Submission => 1 + usize::from(dice.one_in(3)),
    };
    // Of a finished design the last revision is approved, or the one before it while a newer is under review.
    let approved = match dice.below(5) {
        0 | 1 => Some(count - 1),
        2 if count > 1 => Some(count - 2),
        _ => None,
    };
    let mut age = i64::from(dice.below(30) as u32) + 21 * count as i64;
    let mut construction = 0;
    (0..count)
        .map(|index| {
            age -= 14 + i64::from(dice.below(7) as u32);
            let verdict = (course == Course::Design && approved == Some(index))
                .then(|| VERDICTS[dice.below(VERDICTS.len())]);
            let code = if verdict.is_some() {
                construction += 1;
                format!("C{construction:02}")
            } else {
                format!("P{:02}", index + 1 - construction)
            };
            let status = match course {
                Course::Information => "for_information",
                Course::Design if verdict.is_none() && index + 1 == count && dice.one_in(5) => "draft",
                _ => "for_review",
            };
            let change = match (index, verdict.is_some()) {
                (0, _) => dice.pick(FIRST),
                (_, true) => dice.pick(LAST),
                _ => dice.pick(LATER),
            };
            Issue { code, date: today - age.max(0).days(), change, status, verdict }
        })
        .collect()
}

impl Paper {
    /// The name of a revision's file.
    pub fn filename(&self, revision: usize) -> String {
        format!("{} {}.pdf", self.number, self.revisions[revision].code)
    }

    /// The file of a revision.
    pub fn draw(&self, revision: usize) -> Result<Vec<u8>> {
        let project = project_of(self.project)?;
        let from = cast::company_of(self.series.from).context("a paper comes from a company of the demo")?;
        let issue = &self.revisions[revision];
        Ok(match self.series.medium {
            Medium::Report(sections) => drawings::report(&ReportSpec {
                client: project.client.to_owned(),
                project: project.name.to_owned(),
                title: self.title.clone(),
                number: self.number.clone(),
                revision: issue.code.clone(),
                date: issue.date.to_string(),
                originator: from.name.to_owned(),
                seed: project.seed.wrapping_add(self.place_seed()),
                sections: sections + revision,
            }),
            Medium::Sheet(kind, paper) => drawings::sheet(&SheetSpec {
                kind,
                paper,
                seed: project.seed.wrapping_add(self.place_seed()),
                client: project.client.to_owned(),
                project: project.name.to_owned(),
                originator: from.name.to_owned(),
                title: self.title.clone(),
                number: self.number.clone(),
                status: printed(issue),
                level: self.level,
                revisions: self.revisions[..=revision].iter().map(line).collect(),
                padding_mib: None,
            }),
        })
    }

    /// Sheets of one place show one building.
    fn place_seed(&self) -> u64 {
        Dice::new(0, self.place.0).next() % 10_000
    }
}

fn project_of(key: &str) -> Result<&'static Project> {
    cast::PROJECTS
        .iter()
        .find(|project| project.key == key)
        .with_context(|| format!("no project {key} in the demo"))
}

fn printed(issue: &Issue) -> String {
    match (issue.verdict, issue.status) {
        (Some(_), _) => "A – Approved for construction",
        (_, "for_information") => "S2 – For information",
        (_, "draft") => "S0 – Work in progress",
        _ => "S3 – For review",
    }
    .to_owned()
}

fn line(issue: &Issue) -> drawings::Revision {
    drawings::Revision {
        code: issue.code.clone(),
        date: issue.date.to_string(),
        description: issue.change.to_owned(),
        drawn: "NE".to_owned(),
        checked: "DC".to_owned(),
        approved: "BH".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::civil::date;

    use super::*;

    #[test]
    fn there_are_enough_documents_and_revisions() {
        let papers = all(date(2026, 3, 14)).expect("the tables fit together");
        let revisions: usize = papers.iter().map(|paper| paper.revisions.len()).sum();
        assert!(papers.len() >= 300, "{} documents", papers.len());
        assert!(revisions >= 600, "{revisions} revisions");
        let numbers: BTreeSet<&str> = papers.iter().map(|paper| paper.number.as_str()).collect();
        assert_eq!(numbers.len(), papers.len(), "numbers are unique");
        for series in SERIES {
            assert!(cast::find(series.by).is_some(), "{}", series.by);
        }
    }

    #[test]
    fn revision_codes_are_unique_within_a_document_and_dates_ascend() {
        for paper in all(date(2026, 3, 14)).expect("the tables fit together") {
            let codes: BTreeSet<&str> = paper.revisions.iter().map(|issue| issue.code.as_str()).collect();
            assert_eq!(codes.len(), paper.revisions.len(), "{}: {codes:?}", paper.number);
            assert!(paper.revisions.windows(2).all(|pair| pair[0].date < pair[1].date), "{}", paper.number);
            assert!(paper.revisions.iter().all(|issue| issue.date <= date(2026, 3, 14)), "{}", paper.number);
        }
    }

    #[test]
    fn the_revisions_of_a_document_are_different_files() {
        let papers = all(date(2026, 3, 14)).expect("the tables fit together");
        for series in SERIES {
            let paper =
                papers.iter().find(|paper| std::ptr::eq(paper.series, series) && paper.revisions.len() > 1);
            let Some(paper) = paper else { continue };
            let files: BTreeSet<Vec<u8>> =
                (0..paper.revisions.len()).map(|index| paper.draw(index).expect("it is drawn")).collect();
            assert_eq!(files.len(), paper.revisions.len(), "{}", paper.number);
        }
    }
}
