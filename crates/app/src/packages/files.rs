//! The files of evidence: sent to a work package by those who have a part in it, and read by whoever sees the package.

use axum::body::Body;
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use wayleave_access::{Permit, Target, act};
use wayleave_base::ErrorCode;

use super::contents::{CLOSED, Held};
use super::store;
use super::tables::State;
use crate::attachments::{self, Attached, Meant, Takers};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::readings::Kind;
use crate::register::serve::Wish;
use crate::register::uploads;
use crate::work::Work;

/// Where a file of a package is: the project, the package, and the file.
pub type Place<'a> = (&'a str, &'a str, &'a str);

fn meant<'a>(held: &Held, package: &'a str) -> Meant<'a> {
    Meant { category: "work_package", project: held.project.id, to: package }
}

type Contribute = Permit<act::WorkPackageContribute>;

/// A package for whoever may add to it now.
async fn taking(work: &mut Work, (project, package): (&str, &str)) -> Result<(Held, Contribute)> {
    let held = Held::find(work, project, package).await?;
    let permit = held.permit(work)?;
    if held.state == State::Closed {
        return Err(Error::because(ErrorCode::AlreadyEnded, CLOSED));
    }
    Ok((held, permit))
}

/// Takes in a file that is to be evidence.
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
pub async fn discard(cx: &Cx, organisation: &str, (project, package, id): Place<'_>) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let held = Held::find(&mut work, project, package).await?;
    let permit: Contribute = held.permit(&work)?;
    attachments::discard(work, &permit, meant(&held, package), id).await
}

/// A file of the evidence of a package; any other is absent.
async fn shown(
    work: &mut Work,
    (project, package, id): Place<'_>,
) -> Result<(Held, Attached, Permit<act::WorkPackageView>)> {
    let held = Held::find(work, project, package).await?;
    let found = attachments::find(&mut work.tx, held.project.id, id).await?;
    let (file, owner) = found.ok_or_else(Error::not_found)?;
    let is_shown = match owner {
        (Takers::Evidence, id) => store::is_evidence_of(&mut work.tx, held.row.id, id).await?,
        _ => false,
    };
    if !is_shown {
        return Err(Error::not_found());
    }
    let permit = work.permit_in(&held.facts, Target::default())?;
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
    let of = held.row.label();
    attachments::hand_out(work, &permit, (meant(&held, place.1), &of), &file, reading).await
}
