//! The files of answers and comments: sent to a step, used by an answer or a comment, and read by whoever reads that.

use std::collections::HashMap;

use wayleave_access::{Permit, act};
use wayleave_base::ErrorCode;

use super::held::Held;
use super::store::{self, ResponseRow, StepRow};
use super::{acts, comments, read};
use crate::attachments::{self, Attached, Attachment, Meant, Takers, Takes};
use crate::error::{Error, FieldError, Result};
use crate::work::Work;

/// The files that an answer or a comment names; none where the step takes none.
pub async fn named(
    work: &mut Work,
    held: &Held,
    step: &StepRow,
    errors: &mut Vec<FieldError>,
    ids: &[String],
) -> Result<Vec<Attached>> {
    if !ids.is_empty() && !held.planned(step).allow_attachments {
        errors.push(FieldError::new("attachments", "not_for_this", attachments::NOT_TAKEN));
        return Ok(Vec::new());
    }
    attachments::named(work, errors, &step.public_id, ids).await
}

/// The files of answers, by the rows of these.
pub struct Files(HashMap<i64, Vec<Attached>>);

impl Files {
    /// Those of all these answers.
    pub async fn of_answers(work: &mut Work, given: &[ResponseRow]) -> Result<Self> {
        let ids: Vec<i64> = given.iter().map(|one| one.id).collect();
        Ok(Self(attachments::of(&mut work.tx, Takers::Answers, &ids).await?))
    }

    /// Those of all these comments.
    pub async fn of_comments(work: &mut Work, ids: &[i64]) -> Result<Self> {
        Ok(Self(attachments::of(&mut work.tx, Takers::Comments, ids).await?))
    }

    /// Those of one, as they are shown.
    #[must_use]
    pub fn shown(&self, id: i64) -> Vec<Attachment> {
        self.0.get(&id).map(|files| attachments::view(files)).unwrap_or_default()
    }
}

/// A step, by the public ids of its project and its own, and what is sent to it for an answer or a comment.
pub struct Step<'a>(pub &'a str, pub &'a str);

impl Step<'_> {
    async fn held(&self, work: &mut Work) -> Result<Held> {
        acts::step_in_sight(work, self.0, self.1).await
    }

    fn meant(&self, held: &Held) -> Meant {
        Meant { category: "workflow", project: held.project.id, to: self.1.to_owned(), label: held.label() }
    }

    /// For whoever may say something about it.
    async fn spoken_of(&self, work: &mut Work) -> Result<(Held, Permit<act::StepComment>)> {
        let held = self.held(work).await?;
        let target = acts::theirs(&held, held.step(self.1)?.id, work.me.subject);
        let permit = work.permit_in(&held.facts, target)?;
        Ok((held, permit))
    }
}

impl Takes for Step<'_> {
    type Sending = Permit<act::StepComment>;
    type Reading = Permit<act::StepView>;

    async fn open(&self, work: &mut Work) -> Result<(Meant, Self::Sending)> {
        let (held, permit) = self.spoken_of(work).await?;
        if let Some(why) = comments::closed(&held) {
            return Err(Error::because(ErrorCode::AlreadyEnded, why));
        }
        if !held.planned(held.step(self.1)?).allow_attachments {
            return Err(attachments::not_taken("file"));
        }
        Ok((self.meant(&held), permit))
    }

    async fn waiting(&self, work: &mut Work) -> Result<(Meant, Self::Sending)> {
        let (held, permit) = self.spoken_of(work).await?;
        Ok((self.meant(&held), permit))
    }

    /// A file of an answer or a comment, for whoever is shown that at this step.
    async fn shown(&self, work: &mut Work, id: &str) -> Result<(Meant, Attached, Self::Reading)> {
        let held = self.held(work).await?;
        let row = held.step(self.1)?;
        let found = attachments::find(&mut work.tx, held.project.id, id).await?;
        let (file, owner) = found.ok_or_else(Error::not_found)?;
        let is_shown = match owner {
            (Takers::Answers, id) => {
                let given = store::responses(&mut work.tx, held.row.id).await?;
                given.iter().any(|one| one.id == id && read::shows(&held, row, one))
            }
            (Takers::Comments, id) => comments::is_of(&mut work.tx, row.id, id).await?,
            (Takers::Evidence, _) => false,
        };
        if !is_shown {
            return Err(Error::not_found());
        }
        let permit = work.permit_in(&held.facts, acts::theirs(&held, row.id, work.me.subject))?;
        Ok((self.meant(&held), file, permit))
    }
}
