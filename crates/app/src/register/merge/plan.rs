//! What a request to merge comes to: the documents, where each revision goes, and everything that is against it.

use std::collections::HashMap;

use wayleave_access::{Action, Permit, Status, act};
use wayleave_base::{ErrorCode, RevisionId, SubjectId};
use wayleave_db::{row, sql};

use super::view::{Collision, MergeBody};
use crate::error::{Error, FieldError, Result};
use crate::register::edit::Held;
use crate::register::{checks, keys, state, statuses};
use crate::work::Work;

/// How many documents one merge takes.
const MOST: usize = 3;

row! {
    /// A revision of one of the documents, be it accepted or not.
    #[derive(Clone, Debug)]
    pub struct Moving {
        /// The internal id.
        pub id: RevisionId,
        /// The public id.
        pub public_id: String,
        /// Its place so far.
        pub seq: i64,
        /// Its code so far.
        pub code: String,
        /// Its status so far.
        pub status: String,
        /// Has it entered the register?
        pub acceptance: String,
        /// Its file's name.
        pub filename: String,
        /// Who uploaded it.
        pub uploaded_by: SubjectId,
    }
}

/// A revision at the place that it will have.
#[derive(Clone, Debug)]
pub struct Placed {
    /// The revision.
    pub row: Moving,
    /// The document it comes from: 0 is the target.
    pub of: usize,
    /// Its place.
    pub seq: i64,
    /// Its code.
    pub code: String,
    /// Its status.
    pub status: String,
}

/// Why it cannot be done.
pub enum Refusal {
    /// The request says something that cannot be accepted.
    Field(FieldError),
    /// The state of a document is against it.
    State(ErrorCode, String),
}

/// A checked request.
pub struct Plan {
    /// The document that stays.
    pub target: Held,
    /// Those that go into it, in the order in which their revisions follow; that with the latest revision is the last.
    pub sources: Vec<Held>,
    /// What allows it, document by document.
    pub permits: Vec<Permit<act::DocumentMerge>>,
    /// How far the revisions of each source move.
    pub shifts: Vec<i64>,
    /// All revisions in their new order.
    pub placed: Vec<Placed>,
    /// The place of the current one.
    pub current: i64,
    /// The last place.
    pub last: i64,
    /// Revisions whose code is taken; they are placed with a suggested one.
    pub collisions: Vec<Collision>,
    /// What is against it.
    pub refusals: Vec<Refusal>,
}

impl Plan {
    /// Reads and checks a request.
    pub async fn read(work: &mut Work, project: &str, body: &MergeBody) -> Result<Self> {
        let (project, facts) = work.project(project).await?;
        let visible = work.document(&facts, &body.target_id).await?;
        let target = Held { project, facts, visible };
        let mut permits = vec![work.permit_in::<act::DocumentMerge>(&target.facts, target.target())?];
        let mut sources = Vec::new();
        let mut errors = counted(body);
        for (at, id) in body.source_ids.iter().enumerate().take(MOST) {
            match work.document(&target.facts, id).await {
                Ok(visible) => sources.push(Held { visible, ..target.clone() }),
                Err(Error::Coded(ErrorCode::NotFound, _)) => {
                    let text = "There is no such document.";
                    errors.push(FieldError::new(format!("source_ids[{at}]"), "unknown", text));
                }
                Err(error) => return Err(error),
            }
        }
        Error::check(errors)?;
        let is_latest = |held: &Held| {
            held.visible.revision(&body.latest_revision_id).is_some_and(|revision| {
                revision.seq == held.visible.document.current_seq && revision.acceptance == "accepted"
            })
        };
        let latest = std::iter::once(&target).chain(&sources).position(is_latest);
        let Some(latest) = latest else {
            let text = "Choose the current revision of one of the documents.";
            return Err(Error::field("latest_revision_id", "unknown_choice", text));
        };
        if latest > 0 {
            let last = sources.remove(latest - 1);
            sources.push(last);
        }
        for held in &sources {
            permits.push(work.permit_in::<act::DocumentMerge>(&held.facts, held.target())?);
        }
        let mut plan = Self {
            target,
            sources,
            permits,
            shifts: Vec::new(),
            placed: Vec::new(),
            current: 0,
            last: 0,
            collisions: Vec::new(),
            refusals: Vec::new(),
        };
        plan.state(body);
        let leading = if latest == 0 { 0 } else { plan.sources.len() };
        plan.place(work, leading, body).await?;
        Ok(plan)
    }

    /// The target, then the sources.
    pub fn all(&self) -> Vec<&Held> {
        std::iter::once(&self.target).chain(&self.sources).collect()
    }

    /// A document by its place among all: 0 is the target.
    pub fn held(&self, at: usize) -> &Held {
        at.checked_sub(1).and_then(|at| self.sources.get(at)).unwrap_or(&self.target)
    }

    /// Notes what the documents themselves have against it.
    fn state(&mut self, body: &MergeBody) {
        let mut refusals = Vec::new();
        let target = &self.target.visible.document;
        for held in self.all() {
            let document = &held.visible.document;
            let about = |text: String| format!("{}: {text}", document.number);
            if let Some((code, text)) = state::hindrance(Action::DocumentMerge, &held.visible) {
                refusals.push(Refusal::State(code, about(text)));
            }
            if body.versions.get(&document.public_id).is_some_and(|version| *version != document.row_version)
            {
                refusals.push(Refusal::State(ErrorCode::Stale, about(ErrorCode::Stale.text().to_owned())));
            }
            if document.restricted != target.restricted {
                let text = "Some of the documents are restricted to groups and some are not.".to_owned();
                refusals.push(Refusal::State(ErrorCode::Conflict, text));
            }
            if document.document_type != target.document_type {
                let text = format!("{} is of another type than {}.", document.number, target.number);
                refusals.push(Refusal::Field(FieldError::new("source_ids", "other_document_type", text)));
            }
        }
        let code =
            |held: &Held| held.current().map(|revision| keys::sort_key(&revision.code)).unwrap_or_default();
        let codes: Vec<String> = self.all().into_iter().map(code).collect();
        if codes.iter().enumerate().any(|(at, code)| codes.iter().take(at).any(|other| other == code)) {
            let text = "Two of them have the same latest revision; they are not one document sent twice.";
            refusals.push(Refusal::Field(FieldError::new("source_ids", "same_latest_revision", text)));
        }
        self.refusals = refusals;
    }

    /// Gives every revision its place, code and status: the target's stay, those of the others follow.
    async fn place(&mut self, work: &mut Work, leading: usize, body: &MergeBody) -> Result<()> {
        let (mut taken, mut shift) = (HashMap::<String, String>::new(), 0);
        let mut wanted = body.codes.clone();
        for at in 0..=self.sources.len() {
            let document = &self.held(at).visible.document;
            let (id, latest, current, number) =
                (document.id, document.latest_seq, document.current_seq, document.number.clone());
            let text = sql(
                "select id, public_id, seq, code, status, acceptance, filename, uploaded_by from revision
                where document_id = $1 order by seq",
            )
            .bind(id);
            for row in work.tx.all::<Moving>(text).await? {
                if row.acceptance == "pending" {
                    let text = format!("{number}: decide first on the revision that waits for acceptance.");
                    self.refusals.push(Refusal::State(ErrorCode::Conflict, text));
                }
                let given = wanted.remove(&row.public_id).filter(|_| at > 0);
                let code = self.code(&mut taken, &row, given.as_ref());
                let status = row.status.clone();
                if at == leading && row.seq == current {
                    self.current = shift + row.seq;
                }
                self.placed.push(Placed { seq: shift + row.seq, of: at, code, status, row });
            }
            if at > 0 {
                self.shifts.push(shift);
            }
            shift += latest;
        }
        self.last = shift;
        self.supersede(leading);
        for id in wanted.into_keys() {
            let text = "This is no revision of the documents that go into the other.";
            self.refusals.push(Refusal::Field(FieldError::new(format!("codes.{id}"), "unknown", text)));
        }
        Ok(())
    }

    /// Of the approved revisions only the newest of the document that leads stays so.
    fn supersede(&mut self, leading: usize) {
        let approved =
            |placed: &Placed| statuses::is_approved(&placed.status) && placed.row.acceptance == "accepted";
        let newest = self
            .placed
            .iter()
            .filter(|placed| placed.of == leading && approved(placed))
            .map(|placed| placed.seq)
            .max();
        for placed in self.placed.iter_mut().filter(|placed| approved(placed) && Some(placed.seq) != newest) {
            Status::Superseded.code().clone_into(&mut placed.status);
        }
    }

    /// The code of a revision: that given, or its own. One that is taken is a collision and gets a suggested code.
    fn code(&mut self, taken: &mut HashMap<String, String>, row: &Moving, given: Option<&String>) -> String {
        let code = given.map_or_else(|| row.code.clone(), |code| checks::line(Some(code)));
        if given.is_some() {
            let mut errors = Vec::new();
            checks::check_code(&mut errors, &code);
            let field = format!("codes.{}", row.public_id);
            let errors = errors.into_iter().map(|error| FieldError { field: field.clone(), ..error });
            self.refusals.extend(errors.map(Refusal::Field));
        }
        let Some(with) = taken.get(&keys::sort_key(&code)).cloned() else {
            taken.insert(keys::sort_key(&code), row.public_id.clone());
            return code;
        };
        let suggested = suggestion(taken, &code);
        taken.insert(keys::sort_key(&suggested), row.public_id.clone());
        self.collisions.push(Collision {
            revision_id: row.public_id.clone(),
            code,
            with_revision_id: with,
            suggested: suggested.clone(),
        });
        suggested
    }

    /// Everything that would refuse it, for the preview.
    pub fn problems(&self) -> Vec<FieldError> {
        let collided = self.collisions.iter().map(collided);
        let refused = self.refusals.iter().map(|refusal| match refusal {
            Refusal::Field(error) => error.clone(),
            Refusal::State(code, text) => FieldError::new("", code.code(), text),
        });
        refused.chain(collided).collect()
    }

    /// Refuses what cannot be done.
    pub fn allowed(&self) -> Result<()> {
        for refusal in &self.refusals {
            if let Refusal::State(code, text) = refusal {
                return Err(Error::because(*code, text.clone()));
            }
        }
        Error::check(self.problems())
    }
}

fn collided(collision: &Collision) -> FieldError {
    let text = format!("The document has a revision {} already; give this one another code.", collision.code);
    FieldError::new(format!("codes.{}", collision.revision_id), "revision_code_taken", text)
}

/// Notes what is wrong with the list of documents itself.
fn counted(body: &MergeBody) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if body.source_ids.is_empty() || body.source_ids.len() >= MOST {
        let text = format!("Merge two or three documents at once, {MOST} at most.");
        errors.push(FieldError::new("source_ids", "out_of_range", text));
    }
    for (at, id) in body.source_ids.iter().enumerate().take(MOST) {
        if *id == body.target_id || body.source_ids.iter().take(at).any(|other| other == id) {
            let text = "This document is named twice.";
            errors.push(FieldError::new(format!("source_ids[{at}]"), "repeated", text));
        }
    }
    errors
}

/// A code like this one that is free: `P01-2`.
fn suggestion(taken: &HashMap<String, String>, code: &str) -> String {
    (2..)
        .map(|at| {
            let tail = format!("-{at}");
            let room = 16_usize.saturating_sub(tail.chars().count());
            code.chars().take(room).collect::<String>() + &tail
        })
        .find(|code| !taken.contains_key(&keys::sort_key(code)))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suggested_code_is_free_and_short_enough() {
        let mut taken = HashMap::from([(keys::sort_key("P01"), String::new())]);
        assert_eq!(suggestion(&taken, "P01"), "P01-2");
        taken.insert(keys::sort_key("P01-2"), String::new());
        assert_eq!(suggestion(&taken, "P01"), "P01-3");
        assert_eq!(suggestion(&taken, "ABCDEFGHIJKLMNOP"), "ABCDEFGHIJKLMN-2");
    }
}
