//! The files and page images of revisions, decided anew for every request. That somebody got a file is in the audit log
//! before the first byte leaves, once for each file, session and hour.

use std::collections::HashMap;
use std::sync::Mutex;

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
use super::serve::{ServedFile, Wish};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::work::Work;

/// How long one audit event stands for further requests of the same file in the same session.
const HOUR: i64 = 3600 * 1000;
/// How many downloads are remembered at most; beyond it the oldest hour is forgotten early.
const REMEMBERED: usize = 20_000;

/// Which session got which revision, and when that was written to the audit log.
#[derive(Default)]
pub struct Downloads {
    noted: Mutex<HashMap<(Vec<u8>, String), Timestamp>>,
    writing: tokio::sync::Mutex<()>,
}

impl Downloads {
    fn is_noted(&self, key: &(Vec<u8>, String), now: Timestamp) -> bool {
        let noted = self.noted.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        noted.get(key).is_some_and(|at| now - at < HOUR)
    }

    fn note(&self, key: (Vec<u8>, String), now: Timestamp) {
        let mut noted = self.noted.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if noted.len() >= REMEMBERED {
            noted.retain(|_, at| now - *at < HOUR);
        }
        if noted.len() >= REMEMBERED {
            noted.clear();
        }
        noted.insert(key, now);
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
        audited(cx, place, restricted).await?;
    }
    served.answer(cx.shared(), method, wish).await
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

/// Writes the event of a download unless it stands already. Of several requests at once one writes, the others wait.
async fn audited(cx: &Cx, place: Place<'_>, restricted: bool) -> Result<()> {
    let session = cx.session.as_ref().map(wayleave_base::Token::hash).unwrap_or_default();
    let key = (session, place.revision.to_owned());
    let downloads = &cx.shared().downloads;
    if downloads.is_noted(&key, cx.now()) {
        return Ok(());
    }
    let _alone = downloads.writing.lock().await;
    if downloads.is_noted(&key, cx.now()) {
        return Ok(());
    }
    let mut work = Work::write(cx, place.organisation).await?;
    let (project, facts) = work.project(place.project).await?;
    let (shown, revision) = self::revision(&mut work, &facts, place).await?;
    let permit: Permit<act::DocumentDownload> = work.permit_in(&facts, Target::document(&shown))?;
    let label = lookup::label_of(&shown);
    let event = Event::new("document", "document.downloaded", ("document", place.document, &label))
        .project(project.id)
        .confidential(restricted)
        .after(lookup::told(&revision));
    work.record(&permit, event).await?;
    work.commit().await?;
    downloads.note(key, cx.now());
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
    let (source, stamp) = {
        let mut work = Work::read(cx, place.organisation).await?;
        let (_, facts) = work.project(place.project).await?;
        let (shown, revision) = revision(&mut work, &facts, place).await?;
        let _: Permit<act::DocumentView> = work.permit_in(&facts, Target::document(&shown))?;
        let free = facts.outcome(Action::DocumentDownload, Target::document(&shown)).is_allowed();
        let stamp = (!free).then(|| Stamp::new([work.me.name.clone(), moment(cx.now())]));
        (source(&revision), stamp)
    };
    let picture = pages::image(cx.shared(), &source, &Wanted { page, width, region, stamp }).await?;
    Ok(picture.answer(headers))
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

    #[test]
    fn a_download_is_noted_for_an_hour() {
        let downloads = Downloads::default();
        let key = (vec![1], "rev_a".to_owned());
        assert!(!downloads.is_noted(&key, 0));
        downloads.note(key.clone(), 0);
        assert!(downloads.is_noted(&key, HOUR - 1));
        assert!(!downloads.is_noted(&key, HOUR));
    }
}
