//! The files and page images of revisions, decided anew for every request. That somebody looked at a revision or got its
//! file is in the audit log before the first byte leaves, once for each revision, session and hour, however many ranges
//! and pages are asked for.
//!
//! Looking and getting are told apart by the operation: the viewer's content and page images are a view, the file is a
//! download. Whoever may not download gets page images alone, so a view of theirs is never a copy of the file.

use axum::http::{HeaderMap, Method};
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;
use wayleave_access::audit::Event;
use wayleave_access::documents::{RevisionRow, Visible};
use wayleave_access::{Action, Permit, Target, act};
use wayleave_base::Timestamp;
use wayleave_media::{Region, Stamp};

use super::lookup;
use super::pages::{self, Source, Wanted};
use super::previews::{self, PreviewView};
use super::serve::{ServedFile, Wish};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::readings::Kind;
use crate::work::Work;

/// The action of the audit event of a reading.
fn action(kind: Kind) -> &'static str {
    match kind {
        Kind::View => "document.viewed",
        Kind::Download => "document.downloaded",
    }
}

/// Where a file is.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// The organisation.
    pub organisation: &'a str,
    /// The project.
    pub project: &'a str,
    /// The document.
    pub document: &'a str,
    /// The revision.
    pub revision: &'a str,
}

/// The file of a revision, to keep or, `inline`, to look at.
pub async fn file(
    cx: &Cx,
    place: Place<'_>,
    method: &Method,
    headers: &HeaderMap,
    inline: bool,
) -> Result<Response> {
    let (served, restricted) = {
        let mut work = Work::read(cx, place.organisation).await?;
        let (_, facts) = work.project(place.project).await?;
        let (shown, revision) = revision(&mut work, &facts, place).await?;
        let _: Permit<act::DocumentDownload> = work.permit_in(&facts, Target::document(&shown))?;
        (served(&revision, inline), shown.document.restricted)
    };
    let wish = served.wish(headers);
    if *method != Method::HEAD && matches!(wish, Wish::Whole | Wish::Part(_)) {
        let kind = if inline { Kind::View } else { Kind::Download };
        audited(cx, place, kind, restricted).await?;
    }
    served.answer(cx.shared(), method, wish).await
}

/// A file that is taken along with others: decided and noted as a download of its own.
pub async fn take(cx: &Cx, place: Place<'_>) -> Result<ServedFile> {
    let (served, restricted) = {
        let mut work = Work::read(cx, place.organisation).await?;
        let (_, facts) = work.project(place.project).await?;
        let (shown, revision) = revision(&mut work, &facts, place).await?;
        let _: Permit<act::DocumentDownload> = work.permit_in(&facts, Target::document(&shown))?;
        (served(&revision, false), shown.document.restricted)
    };
    audited(cx, place, Kind::Download, restricted).await?;
    Ok(served)
}

/// The revision asked for, and its document with that revision as the one shown.
async fn revision(
    work: &mut Work,
    facts: &wayleave_access::ProjectFacts,
    place: Place<'_>,
) -> Result<(Visible, RevisionRow)> {
    let visible = work.document(facts, place.document).await?;
    let revision = visible.revision(place.revision).cloned().ok_or_else(Error::not_found)?;
    Ok((visible.showing(&revision), revision))
}

fn served(revision: &RevisionRow, inline: bool) -> ServedFile {
    ServedFile {
        hash: revision.blob_hash.clone(),
        size: u64::try_from(revision.size).unwrap_or_default(),
        filename: revision.filename.clone(),
        media_type: revision.media_type.clone(),
        inline,
    }
}

/// Writes the event of a reading unless it stands already. Of several requests at once one writes, the others wait.
async fn audited(cx: &Cx, place: Place<'_>, kind: Kind, restricted: bool) -> Result<()> {
    let Some(reading) = cx.shared().readings.unnoted(cx, kind, place.revision).await else { return Ok(()) };
    let mut work = Work::write(cx, place.organisation).await?;
    let (project, facts) = work.project(place.project).await?;
    let (shown, revision) = self::revision(&mut work, &facts, place).await?;
    let label = lookup::label_of(&shown);
    let event = Event::new("document", action(kind), ("document", place.document, &label))
        .project(project.id)
        .confidential(restricted)
        .after(lookup::told(&revision));
    match kind {
        Kind::View => {
            let permit: Permit<act::DocumentView> = work.permit_in(&facts, Target::document(&shown))?;
            work.record(&permit, event).await?;
        }
        Kind::Download => {
            let permit: Permit<act::DocumentDownload> = work.permit_in(&facts, Target::document(&shown))?;
            work.record(&permit, event).await?;
        }
    }
    work.commit().await?;
    reading.noted();
    Ok(())
}

/// Which image of a page is wanted.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// The width in pixels, 4096 at most; whole pages are drawn at the next of a few fixed widths.
    pub width: Option<u32>,
    /// `x0,y0,x1,y1`: the part of the page, in shares of its width and height.
    pub region: Option<String>,
}

impl PageQuery {
    /// The width and the region, checked.
    pub fn read(&self) -> Result<(u32, Option<Region>)> {
        let width = self.width.unwrap_or(1280);
        if !(16..=4096).contains(&width) {
            return Err(Error::field("width", "out_of_range", "A page image is 16 to 4096 pixels wide."));
        }
        let Some(text) = &self.region else { return Ok((width, None)) };
        let shares: Vec<f64> = text.split(',').filter_map(|share| share.trim().parse().ok()).collect();
        let region = match shares[..] {
            [x0, y0, x1, y1] if text.split(',').count() == 4 => Region::new(x0, y0, x1, y1),
            _ => None,
        };
        let region = region.ok_or_else(|| {
            Error::field(
                "region",
                "out_of_range",
                "Write the region like 0.25,0.25,0.5,0.5, within the page.",
            )
        })?;
        Ok((width, Some(region)))
    }
}

fn source(revision: &RevisionRow) -> Source {
    Source {
        hash: revision.blob_hash.clone(),
        size: u64::try_from(revision.size).unwrap_or_default(),
        media_type: revision.media_type.clone(),
        pages: revision.pages,
    }
}

/// The image of a page. Whoever may not download the file finds their name and the time on it.
pub async fn page(
    cx: &Cx,
    place: Place<'_>,
    page: i64,
    query: &PageQuery,
    headers: &HeaderMap,
) -> Result<Response> {
    let (width, region) = query.read()?;
    let (source, stamp, restricted) = {
        let mut work = Work::read(cx, place.organisation).await?;
        let (_, facts) = work.project(place.project).await?;
        let (shown, revision) = revision(&mut work, &facts, place).await?;
        let _: Permit<act::DocumentView> = work.permit_in(&facts, Target::document(&shown))?;
        let free = facts.outcome(Action::DocumentDownload, Target::document(&shown)).is_allowed();
        let stamp = (!free).then(|| Stamp::new([work.me.name.clone(), moment(cx.now())]));
        (source(&revision), stamp, shown.document.restricted)
    };
    let picture = pages::image(cx.shared(), &source, &Wanted { page, width, region, stamp }).await?;
    audited(cx, place, Kind::View, restricted).await?;
    Ok(picture.answer(headers))
}

/// The pages that a revision is shown as. Of some files they are made first, which may take a while.
pub async fn preview(cx: &Cx, place: Place<'_>) -> Result<PreviewView> {
    let (source, sizes) = {
        let mut work = Work::read(cx, place.organisation).await?;
        let (_, facts) = work.project(place.project).await?;
        let (shown, revision) = revision(&mut work, &facts, place).await?;
        let _: Permit<act::DocumentView> = work.permit_in(&facts, Target::document(&shown))?;
        (source(&revision), revision.page_sizes)
    };
    previews::view(cx.shared(), &source, &sizes).await
}

/// A moment to the minute, as written on page images.
fn moment(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at)
        .map_or_else(|_| String::new(), |at| at.strftime("%Y-%m-%d %H:%M UTC").to_string())
}

/// The thumbnail of a revision; too small to be read, it bears no stamp.
pub async fn thumbnail(cx: &Cx, place: Place<'_>, headers: &HeaderMap) -> Result<Response> {
    let source = {
        let mut work = Work::read(cx, place.organisation).await?;
        let (_, facts) = work.project(place.project).await?;
        let (shown, revision) = revision(&mut work, &facts, place).await?;
        let _: Permit<act::DocumentView> = work.permit_in(&facts, Target::document(&shown))?;
        source(&revision)
    };
    Ok(pages::thumbnail(cx.shared(), &source).await?.answer(headers))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_four_shares_within_the_page() {
        let asked = |region: &str| PageQuery { width: None, region: Some(region.to_owned()) }.read();
        assert!(asked("0.25,0.25,0.5,0.5").is_ok_and(|(_, region)| region.is_some()));
        for wrong in ["", "0,0,1", "0,0,1,2", "a,0,0,1,1", "0.5,0.5,0.1,0.1", "0,0,NaN,1", "0,0,1,1,1"] {
            assert!(asked(wrong).is_err(), "{wrong}");
        }
    }
}
