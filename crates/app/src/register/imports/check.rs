//! Checking a sheet: what each row would do, and what is wrong with it. The same runs before the sheet is entered, in the
//! transaction that enters it. What it asks of the database does not grow with the rows but by the five hundred.

use std::collections::HashMap;

use wayleave_access::documents::Visible;
use wayleave_access::{Action, Outcome, ProjectFacts, Status, Target};

use super::super::checks::{check_pattern, check_title, line as plain};
use super::super::edit::DocumentPatch;
use super::super::numbering;
use super::super::rows::{self, Draft};
use super::super::store::Fields;
use super::super::{edit, keys, state, statuses};
use super::compare;
use super::ground::Ground;
use super::sheet::{Columns, Line};
use super::view::{CellChange, CellFault, ImportCounts, ImportFiles, ImportRow, Summary};
use crate::abilities::ability;
use crate::error::{FieldError, Result};
use crate::metadata::model::Values;
use crate::sheets::Table;
use crate::work::Work;

/// How many files without a row are named.
const NAMED: usize = 200;
/// The statuses that an import may give (K-5.8).
const GIVEN: &[Status] = &[
    Status::Draft,
    Status::ForReview,
    Status::UnderReview,
    Status::Approved,
    Status::ApprovedWithComments,
    Status::Rejected,
    Status::ForInformation,
];

/// What a row does.
pub enum Act {
    /// Makes a document.
    New(Box<Draft>),
    /// Adds a revision, and changes fields on the way.
    Revision(Box<Draft>, Option<Box<DocumentPatch>>),
    /// Changes fields, the status, or both.
    Change(Box<Visible>, Option<Box<DocumentPatch>>, Option<String>),
    /// Changes nothing.
    Nothing,
    /// Cannot be entered.
    Wrong,
}

impl Act {
    fn code(&self) -> &'static str {
        match self {
            Self::New(_) => "new",
            Self::Revision(..) => "revision",
            Self::Change(..) => "change",
            Self::Nothing => "unchanged",
            Self::Wrong => "wrong",
        }
    }
}

/// A sheet that was checked.
pub struct Checked {
    /// The rows as they are told.
    pub rows: Vec<ImportRow>,
    /// What they do.
    pub acts: Vec<Act>,
    /// In short.
    pub summary: Summary,
}

/// A row on its way through the checks.
#[derive(Default)]
struct Found {
    errors: Vec<FieldError>,
    warnings: Vec<FieldError>,
    changes: Vec<CellChange>,
    file: Option<super::view::GivenFile>,
    document_id: Option<String>,
}

/// Checks a sheet with the files given.
pub async fn check(
    work: &mut Work,
    facts: &ProjectFacts,
    table: &Table,
    uploads: &[String],
) -> Result<Checked> {
    let numberer = numbering::of(&mut work.tx, work.organisation.id, facts.project).await?;
    let columns = Columns::read(&numberer.catalogue, &table.titles)?;
    let lines = columns.lines(table);
    let mut ground = Ground::load(work, facts, &columns, numberer, (&lines, uploads)).await?;
    let (mut rows, mut acts) = (Vec::with_capacity(lines.len()), Vec::with_capacity(lines.len()));
    for line in &lines {
        let mut found = Found::default();
        let act = ground.act(work, line, &mut found).await?;
        let act = if found.errors.is_empty() { act } else { Act::Wrong };
        rows.push(ground.told(line, found, &act));
        acts.push(act);
    }
    let summary = ground.summary(&rows, columns.told());
    Ok(Checked { rows, acts, summary })
}

impl Ground<'_> {
    /// What a row does.
    async fn act(&mut self, work: &mut Work, line: &Line, found: &mut Found) -> Result<Act> {
        let number = plain(Some(&line.get("number").to_owned()));
        let key = keys::sort_key(&number);
        let named = self.by_id.get(line.get("id")).or_else(|| self.known.get(&key).map(|row| &row.id));
        let target = named.and_then(|id| self.visible.get(id)).cloned();
        self.repeated(line, target.as_ref(), &key, found);
        let Some(visible) = target else {
            if let Some(other) = self.known.get(&key).filter(|_| !number.is_empty()) {
                let text = format!("Another document of this project has the number {}.", other.number);
                found.errors.push(FieldError::new("number", "document_number_taken", text));
            }
            return self.fresh(work, line, &number, found).await;
        };
        found.document_id = Some(visible.document.public_id.clone());
        if !visible.document.admitted {
            let text = "It waits for acceptance and is left alone.";
            found.warnings.push(FieldError::new("", "not_in_register", text));
            return Ok(Act::Nothing);
        }
        if !number.is_empty() && key != visible.document.number_key {
            let text = format!("The number of {} does not change.", visible.document.number);
            found.errors.push(FieldError::new("number", "fixed", text));
        }
        let code = plain(Some(&line.get("revision").to_owned()));
        if code.is_empty() || keys::sort_key(&code) == keys::sort_key(&visible.shown().code) {
            return Ok(self.changed(line, visible, found));
        }
        Ok(self.revised(line, &visible, &code, found))
    }

    /// Notes a row that says what an earlier one said.
    fn repeated(&mut self, line: &Line, target: Option<&Visible>, key: &str, found: &mut Found) {
        let name = match target {
            Some(visible) => visible.document.public_id.clone(),
            None if key.is_empty() => return,
            None => format!("n {key}"),
        };
        if let Some(first) = self.said.insert(name, line.line) {
            let text = format!("Row {first} says the same number.");
            found.errors.push(FieldError::new("number", "repeated", text));
        }
    }

    /// A row that makes a document.
    async fn fresh(&mut self, work: &mut Work, line: &Line, number: &str, found: &mut Found) -> Result<Act> {
        let row = line.row();
        let mut draft = row.read();
        check_pattern(&mut draft.errors, self.register.revision_codes, &draft.code);
        let nothing = HashMap::new();
        let ground = (&self.numberer, &self.choices, &nothing);
        rows::create(work, self.facts, (&mut draft, &row), ground).await?;
        let discipline =
            self.choices.0.get("discipline").filter(|field| !field.retired && !field.choices.is_empty());
        if let Some(field) = discipline.filter(|_| draft.fields.discipline.is_empty())
            && !draft.errors.iter().any(|error| error.field == "discipline")
        {
            let text = format!("{} is required in an import.", field.label);
            draft.errors.push(FieldError::new("discipline", "required", text));
        }
        self.status(line, &mut draft);
        self.look(number, found);
        self.file(line, (number, &draft.code.clone()), &mut draft, found);
        refuse(self.facts, &mut draft);
        found.errors.append(&mut draft.errors);
        Ok(Act::New(Box::new(draft)))
    }

    /// A row that adds a revision.
    fn revised(&mut self, line: &Line, visible: &Visible, code: &str, found: &mut Found) -> Act {
        let mut draft = line.row().read();
        check_pattern(&mut draft.errors, self.register.revision_codes, &draft.code);
        let document = &visible.document;
        if self.codes.contains(&(document.id, keys::sort_key(code))) {
            let text = format!(
                "{} has a revision {code} already, and {} is the current one; only that can be changed.",
                document.number,
                visible.shown().code
            );
            draft.errors.push(FieldError::new("revision", "revision_code_taken", text));
        }
        let patch = self.patch(line, visible, found);
        draft.number.clone_from(&document.number);
        draft.title.clone_from(&document.title);
        draft.fields = Fields::of(document);
        draft.document = Some(visible.clone());
        self.status(line, &mut draft);
        self.file(line, (&visible.document.number, code), &mut draft, found);
        if let Some((_, text)) = state::hindrance(Action::RevisionUpload, visible) {
            draft.errors.push(FieldError::new("", "closed", text));
        } else {
            refuse(self.facts, &mut draft);
        }
        found.errors.append(&mut draft.errors);
        Act::Revision(Box::new(draft), patch.map(Box::new))
    }

    /// A row about the current revision of a document.
    fn changed(&mut self, line: &Line, visible: Visible, found: &mut Found) -> Act {
        let patch = self.patch(line, &visible, found);
        let status = self.status_change(line, &visible, found);
        let shown = visible.shown();
        let date = line.get("revision_date");
        if !date.is_empty() && Some(date) != shown.revision_date.as_deref() {
            let text = format!("The date of {} {} does not change.", visible.document.number, shown.code);
            found.errors.push(FieldError::new("revision_date", "fixed", text));
        }
        let file = line.get("file");
        let other = !file.is_empty() && file.to_lowercase() != shown.filename.to_lowercase();
        if other || self.files.is_there(&visible.document.number, &shown.code) {
            let text = format!(
                "{} has a revision {} already; give the file another one.",
                visible.document.number, shown.code
            );
            if other {
                found.errors.push(FieldError::new("file", "fixed", text));
            } else {
                found.warnings.push(FieldError::new("file", "not_used", text));
            }
        }
        if patch.is_none() && status.is_none() {
            return Act::Nothing;
        }
        Act::Change(Box::new(visible), patch.map(Box::new), status)
    }

    /// The fields that a row changes, with what is wrong about it.
    fn patch(&self, line: &Line, visible: &Visible, found: &mut Found) -> Option<DocumentPatch> {
        let document = &visible.document;
        let (before, nothing) = (Fields::of(document), Values::new());
        let old = self.values.get(&document.id).unwrap_or(&nothing);
        let patch = compare::patch(line, &before);
        let mut after = patch.apply(&before);
        self.choices.settle(&mut after);
        let title = patch.title.as_ref().map_or_else(|| document.title.clone(), |title| plain(Some(title)));
        let mut errors = Vec::new();
        let new = self.choices.0.read(&mut errors, &patch.fields, old);
        let changes = compare::changes((&document.title, &before, old), (&title, &after, &new));
        if changes.is_empty() {
            return None;
        }
        check_title(&mut errors, &title);
        self.choices.check_required(&mut errors, (&after, &new), Some((&before, old)));
        self.choices.check_all(&mut errors, (&after, &new), (&before, old));
        if let Some(text) = refusal(self.facts, Action::DocumentEdit, visible) {
            errors.push(FieldError::new("", "not_allowed", text));
        }
        found.changes = changes;
        found.errors.append(&mut errors);
        Some(patch)
    }

    /// The status that a row sets by hand.
    fn status_change(&self, line: &Line, visible: &Visible, found: &mut Found) -> Option<String> {
        let wanted = line.status();
        let before = &visible.document.status;
        if wanted.is_empty() || wanted == *before {
            return None;
        }
        let mut wrong = |code: &'static str, text: String| {
            found.errors.push(FieldError::new("status", code, text));
        };
        let Some(status) = Status::parse(&wanted) else {
            wrong("unknown_choice", "There is no such status.".to_owned());
            return None;
        };
        let from = visible.document.state().status;
        let refused = refusal(self.facts, Action::DocumentStatus, visible)
            .or_else(|| state::hindrance(Action::DocumentStatus, visible).map(|(_, text)| text));
        if let Some(text) = refused {
            wrong("not_allowed", text);
        } else if !statuses::after(from).contains(&status) {
            wrong("status_not_allowed", edit::cannot_become(from, status));
        } else if status == Status::Archived
            && let Some(text) = refusal(self.facts, Action::DocumentArchive, visible)
        {
            wrong("not_allowed", text);
        }
        found.changes.push(CellChange {
            field: "status".to_owned(),
            before: before.clone(),
            after: wanted.clone(),
        });
        Some(wanted)
    }

    /// The status of something new: named, and one that an import may give.
    fn status(&self, line: &Line, draft: &mut Draft) {
        if line.get("status").is_empty() {
            draft.errors.push(FieldError::new("status", "required", "A status is required in an import."));
        } else if draft.status.is_some_and(|status| !GIVEN.contains(&status)) {
            let text = "An import gives draft, for_review, under_review, approved, approved_with_comments, rejected or for_information.";
            draft.errors.push(FieldError::new("status", "status_not_allowed", text));
        }
    }

    /// The file of something new.
    fn file(&mut self, line: &Line, (number, code): (&str, &str), draft: &mut Draft, found: &mut Found) {
        match self.files.take(line.get("file"), number, code) {
            Ok((told, staged)) => {
                found.file = Some(told);
                draft.file = Some(staged);
            }
            Err(error) => draft.errors.push(error),
        }
    }

    /// Warns of a number that could be mistaken for another one, in the register or further up in the sheet.
    fn look(&mut self, number: &str, found: &mut Found) {
        let look = keys::look_key(number);
        if look.is_empty() {
            return;
        }
        let others = self.alike.entry(look).or_default();
        let other = others.iter().find(|other| keys::sort_key(other) != keys::sort_key(number));
        if let Some(other) = other {
            found.warnings.push(FieldError::new("number", "near", format!("{number} looks like {other}.")));
        }
        others.push(number.to_owned());
    }

    fn fault(&self, error: &FieldError) -> CellFault {
        CellFault {
            column: self.columns.letter(&error.field),
            field: error.field.clone(),
            code: error.code.to_owned(),
            detail: error.detail.clone(),
        }
    }

    fn told(&self, line: &Line, found: Found, act: &Act) -> ImportRow {
        ImportRow {
            row: line.line,
            act: act.code().to_owned(),
            number: line.get("number").to_owned(),
            title: line.get("title").to_owned(),
            revision: line.get("revision").to_owned(),
            document_id: found.document_id,
            file: found.file,
            changes: found.changes,
            errors: found.errors.iter().map(|error| self.fault(error)).collect(),
            warnings: found.warnings.iter().map(|error| self.fault(error)).collect(),
        }
    }

    fn summary(&self, rows: &[ImportRow], columns: Vec<super::view::ImportColumn>) -> Summary {
        let count = |act: &str| rows.iter().filter(|row| row.act == act).count();
        let counts = ImportCounts {
            new: count("new"),
            revision: count("revision"),
            change: count("change"),
            unchanged: count("unchanged"),
            wrong: count("wrong"),
            warned: rows.iter().filter(|row| !row.warnings.is_empty()).count(),
        };
        let (given, matched) = self.files.counted();
        let unmatched = self.files.unmatched().take(NAMED).collect();
        Summary {
            columns,
            counts,
            files: ImportFiles { given, matched, unmatched, missing: self.files.missing },
        }
    }
}

/// Why this person may not do it themselves, if they may not.
fn refusal(facts: &ProjectFacts, action: Action, visible: &Visible) -> Option<String> {
    let shown = ability(&facts.outcome(action, Target::document(visible)));
    if shown.allowed && shown.condition.is_none() {
        return None;
    }
    Some(shown.reason.or(shown.condition).unwrap_or_else(|| "This is not allowed.".to_owned()))
}

/// Notes what may not be entered by this person.
fn refuse(facts: &ProjectFacts, draft: &mut Draft) {
    let outcome = rows::outcome(facts, draft);
    if !matches!(outcome, Outcome::Deny(_)) || draft.errors.iter().any(|error| error.field == "status") {
        return;
    }
    let wrong = draft.status.is_some_and(|status| !rows::allowed_statuses(facts).contains(&status));
    let (field, code) = if wrong { ("status", "status_not_allowed") } else { ("", "not_allowed") };
    let text = ability(&outcome).reason.unwrap_or_else(|| "This is not allowed.".to_owned());
    draft.errors.push(FieldError::new(field, code, text));
}
