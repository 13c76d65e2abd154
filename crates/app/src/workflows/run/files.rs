//! The files of answers and comments: sent to a step, used by an answer or a comment, and read by whoever reads that.

use std::collections::HashMap;

use axum::body::Body;
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use wayleave_access::{Permit, act};
use wayleave_base::ErrorCode;

use super::held::Held;
use super::store::{self, ResponseRow, StepRow};
use super::{acts, comments, read};
use crate::attachments::{self, Attached, Attachment, Meant, Takers};
use crate::cx::Cx;
use crate::error::{Error, FieldError, Result};
use crate::readings::Kind;
use crate::register::serve::Wish;
use crate::register::uploads;
use crate::work::Work;

/// Where a file of a step is: the project, the step, and the file.
pub type Place<'a> = (&'a str, &'a str, &'a str);

/// What a step is to the files that are sent to it.
pub fn meant<'a>(held: &Held, step: &'a str) -> Meant<'a> {
    Meant { category: "workflow", project: held.project.id, to: step }
}

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

/// A step for whoever may say something about it now.
async fn spoken_of(
    work: &mut Work,
    (project, step): (&str, &str),
) -> Result<(Held, Permit<act::StepComment>)> {
    let held = acts::step_in_sight(work, project, step).await?;
    let target = acts::theirs(&held, held.step(step)?.id, work.me.subject);
    let permit = work.permit_in::<act::StepComment>(&held.facts, target)?;
    Ok((held, permit))
}

/// The same, where the step is open to files.
async fn taking(work: &mut Work, place: (&str, &str)) -> Result<(Held, Permit<act::StepComment>)> {
    let (held, permit) = spoken_of(work, place).await?;
    if let Some(why) = comments::closed(&held) {
        return Err(Error::because(ErrorCode::AlreadyEnded, why));
    }
    if !held.planned(held.step(place.1)?).allow_attachments {
        return Err(attachments::not_taken("file"));
    }
    Ok((held, permit))
}

/// Takes in a file that is to go with an answer or a comment of its sender's.
pub async fn receive(
    cx: &Cx,
    organisation: &str,
    place: (&str, &str),
    filename: &str,
    (headers, body): (&HeaderMap, Body),
) -> Result<Response> {
    let policy = {
        let mut work = Work::read(cx, organisation).await?;
        let _ = taking(&mut work, place).await?;
        uploads::policy(&mut work).await?
    };
    let arrived = attachments::arrive(cx, filename, (headers, body), &policy).await?;
    // It may have lasted longer than the right to send it.
    let cx = Cx::new(cx.shared().clone(), cx.meta.clone(), cx.session.clone());
    let mut work = Work::write(&cx, organisation).await?;
    let (held, permit) = taking(&mut work, place).await?;
    attachments::keep(work, &permit, meant(&held, place.1), arrived).await
}

/// Drops a file that was sent and not used.
pub async fn discard(cx: &Cx, organisation: &str, (project, step, id): Place<'_>) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let (held, permit) = spoken_of(&mut work, (project, step)).await?;
    attachments::discard(work, &permit, meant(&held, step), id).await
}

/// A file of an answer or a comment, for whoever is shown that at this step; to others it is absent.
async fn shown(
    work: &mut Work,
    (project, step, id): Place<'_>,
) -> Result<(Held, Attached, Permit<act::StepView>)> {
    let held = acts::step_in_sight(work, project, step).await?;
    let row = held.step(step)?;
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
    let target = acts::theirs(&held, row.id, work.me.subject);
    let permit = work.permit_in(&held.facts, target)?;
    Ok((held, file, permit))
}

/// The file, to keep.
pub async fn file(
    cx: &Cx,
    organisation: &str,
    place: Place<'_>,
    method: &Method,
    headers: &HeaderMap,
) -> Result<Response> {
    let served = {
        let mut work = Work::read(cx, organisation).await?;
        let (_, file, _) = shown(&mut work, place).await?;
        attachments::served(&file)
    };
    let wish = served.wish(headers);
    if *method != Method::HEAD && matches!(wish, Wish::Whole | Wish::Part(_)) {
        noted(cx, organisation, place).await?;
    }
    served.answer(cx.shared(), method, wish).await
}

/// Writes the event of a download unless it stands already.
async fn noted(cx: &Cx, organisation: &str, place: Place<'_>) -> Result<()> {
    let Some(reading) = cx.shared().readings.unnoted(cx, Kind::Download, place.2).await else {
        return Ok(());
    };
    let mut work = Work::write(cx, organisation).await?;
    let (held, file, permit) = shown(&mut work, place).await?;
    let of = held.label();
    attachments::hand_out(work, &permit, (meant(&held, place.1), &of), &file, reading).await
}
