//! The files of documents in one archive, passed through from the store while they are sent. Each file is decided and
//! noted as a download of its own, at the moment at which its turn comes; what may not be taken along, or no longer, is
//! named with its reason in the list that closes the archive.

use std::collections::{HashSet, VecDeque};

use axum::body::Body;
use bytes::Bytes;
use futures::TryStreamExt;
use jiff::civil::DateTime;
use wayleave_blob::{BlobHash, BlobStream};

use super::pages::Question;
use super::service::may_take;
use super::view::NewExport;
use crate::archive::{Archive, Passing};
use crate::cx::Cx;
use crate::download::{Parts, in_parts};
use crate::error::{Error, Result};
use crate::register::files::{self, Place};
use crate::register::serve;
use crate::sheets::{Cell, Csv};
use crate::work::Work;

/// The name of the closing list.
const LIST: &str = "manifest.csv";

/// A document whose file is wanted.
struct Wanted {
    document: String,
    revision: String,
    number: String,
    title: String,
    code: String,
    allowed: bool,
}

/// What became of a document.
struct Outcome {
    wanted: Wanted,
    name: String,
    reason: String,
    sha256: String,
}

struct State {
    cx: Cx,
    organisation: String,
    project: String,
    wanted: VecDeque<Wanted>,
    outcomes: Vec<Outcome>,
    names: Names,
    archive: Option<Archive>,
    passing: Option<(Passing, BlobStream)>,
    listed: bool,
}

/// The archive as a body that is read from the store while it is sent.
pub async fn body(cx: &Cx, organisation: &str, project: &str, request: &NewExport) -> Result<Body> {
    let wanted = wanted(cx, organisation, project, request).await?;
    let state = State {
        cx: cx.clone(),
        organisation: organisation.to_owned(),
        project: project.to_owned(),
        wanted,
        outcomes: Vec::new(),
        names: Names::default(),
        archive: Some(Archive::default()),
        passing: None,
        listed: false,
    };
    in_parts(state).await
}

/// The documents asked for, and whether their files may be taken along now.
async fn wanted(cx: &Cx, organisation: &str, project: &str, request: &NewExport) -> Result<VecDeque<Wanted>> {
    let mut work = Work::read(cx, organisation).await?;
    let question = Question::open(&mut work, project, request).await?;
    let (mut after, mut wanted) = (None, VecDeque::new());
    loop {
        let page = question.page(&mut work, after.as_ref()).await?;
        wanted.extend(page.documents.iter().map(|visible| Wanted {
            document: visible.document.public_id.clone(),
            revision: visible.shown().public_id.clone(),
            number: visible.document.number.clone(),
            title: visible.document.title.clone(),
            code: visible.shown().code.clone(),
            allowed: may_take(&question, visible),
        }));
        after = page.next;
        if after.is_none() || wanted.len() > super::MOST_FILES {
            // What was added since the question was counted does not fit any more.
            wanted.truncate(super::MOST_FILES);
            return Ok(wanted);
        }
    }
}

impl Parts for State {
    async fn next(&mut self) -> Result<(Bytes, bool)> {
        let bytes = self.bytes().await?;
        let more = bytes.is_some();
        Ok((bytes.unwrap_or_default(), more))
    }
}

impl State {
    /// The next bytes of the archive.
    async fn bytes(&mut self) -> Result<Option<Bytes>> {
        loop {
            if let Some((mut passing, mut stream)) = self.passing.take() {
                if let Some(bytes) = stream.try_next().await.map_err(serve::missing)? {
                    passing.note(&bytes);
                    self.passing = Some((passing, stream));
                    return Ok(Some(bytes));
                }
                return Ok(Some(self.open()?.end(passing)?.into()));
            }
            if let Some(wanted) = self.wanted.pop_front() {
                match self.begin(wanted).await? {
                    Some(head) => return Ok(Some(head)),
                    None => continue,
                }
            }
            if !std::mem::replace(&mut self.listed, true) {
                return self.list().map(Some);
            }
            return Ok(self.archive.take().map(|archive| archive.close().into()));
        }
    }

    fn open(&mut self) -> Result<&mut Archive> {
        Ok(self.archive.as_mut().ok_or_else(|| anyhow::anyhow!("the archive is closed"))?)
    }

    /// The moment that lies on a clock beside the server, to date the files by.
    fn moment(&self) -> DateTime {
        let at = jiff::Timestamp::from_millisecond(self.cx.clock().now()).unwrap_or_default();
        at.to_zoned(jiff::tz::TimeZone::UTC).datetime()
    }

    /// Begins a file, or notes why it stays away.
    async fn begin(&mut self, wanted: Wanted) -> Result<Option<Bytes>> {
        // Decided as of now, not as of when the archive began.
        let cx = Cx::new(self.cx.shared().clone(), self.cx.meta.clone(), self.cx.session.clone());
        let place = Place {
            organisation: &self.organisation,
            project: &self.project,
            document: &wanted.document,
            revision: &wanted.revision,
        };
        let taken = if wanted.allowed { files::take(&cx, place).await } else { Err(Error::not_found()) };
        let file = match taken {
            Ok(file) => file,
            Err(error @ Error::Internal(_)) => return Err(error),
            Err(_) => {
                let reason = if wanted.allowed {
                    "You can no longer download this file."
                } else {
                    "You may see this document, but not download its file."
                };
                self.outcomes.push(Outcome {
                    wanted,
                    name: String::new(),
                    reason: reason.to_owned(),
                    sha256: String::new(),
                });
                return Ok(None);
            }
        };
        let hash = BlobHash::parse(&file.hash).map_err(anyhow::Error::from)?;
        let (size, stream) = cx.shared().blobs.get(hash, None).await.map_err(serve::missing)?;
        let (name, at) = (self.names.give(&file.filename), self.moment());
        let (passing, head) = self.open()?.begin(&name, size, at);
        self.passing = Some((passing, stream));
        self.outcomes.push(Outcome { wanted, name, reason: String::new(), sha256: file.hash });
        Ok(Some(head.into()))
    }

    /// The closing list as a file of the archive.
    fn list(&mut self) -> Result<Bytes> {
        let titles = ["Number", "Title", "Revision", "File", "Left out because", "SHA-256"];
        let cells = |outcome: &Outcome| {
            let texts = [
                &outcome.wanted.number,
                &outcome.wanted.title,
                &outcome.wanted.code,
                &outcome.name,
                &outcome.reason,
                &outcome.sha256,
            ];
            texts.map(|text| Cell::text(text)).to_vec()
        };
        let rows: Vec<Vec<Cell>> = self.outcomes.iter().map(cells).collect();
        let content = Csv::default().part(titles, &rows)?;
        let at = self.moment();
        let archive = self.open()?;
        let (mut passing, mut bytes) = archive.begin(LIST, content.len() as u64, at);
        passing.note(&content);
        bytes.extend(content);
        bytes.extend(archive.end(passing)?);
        Ok(bytes.into())
    }
}

/// The names that files have in an archive: harmless, and no two alike in any case.
struct Names(HashSet<String>);

impl Default for Names {
    fn default() -> Self {
        Self(HashSet::from([LIST.to_owned()]))
    }
}

impl Names {
    fn give(&mut self, filename: &str) -> String {
        let name = wayleave_media::safe_filename(filename);
        let (stem, ending) = match name.rsplit_once('.') {
            Some((stem, ending)) if !stem.is_empty() => (stem, format!(".{ending}")),
            _ => (name.as_str(), String::new()),
        };
        let mut given = name.clone();
        let mut count = 1;
        while !self.0.insert(given.to_lowercase()) {
            count += 1;
            given = format!("{stem} ({count}){ending}");
        }
        given
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_harmless_and_no_two_are_alike() {
        let mut names = Names::default();
        let given: Vec<String> = [
            "plan.pdf",
            "PLAN.PDF",
            "plan.pdf",
            "../../etc/passwd",
            "a\\b.pdf",
            "Manifest.csv",
            "noending",
            "NoEnding",
        ]
        .into_iter()
        .map(|name| names.give(name))
        .collect();
        assert_eq!(&given[..3], ["plan.pdf", "PLAN (2).PDF", "plan (3).pdf"]);
        assert_eq!(&given[5..], ["Manifest (2).csv", "noending", "NoEnding (2)"]);
        assert!(given.iter().all(|name| !name.contains(['/', '\\']) && !name.starts_with('.')));
    }
}
