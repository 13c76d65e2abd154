//! The files of documents in one archive, passed through from the store while they are sent. Each file is decided and
//! noted as a download of its own, at the moment at which its turn comes; what may not be taken along, or no longer, is
//! named with its reason in the list that closes the archive.

use std::collections::VecDeque;

use axum::body::Body;
use wayleave_blob::BlobHash;

use super::pages::Question;
use super::service::may_take;
use super::view::NewExport;
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::packed::{self, Entries, Entry, Names};
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
        names: Names::without(&[LIST]),
        listed: false,
    };
    packed::body(state, cx.now()).await
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

impl Entries for State {
    async fn next(&mut self) -> Result<Option<Entry>> {
        while let Some(wanted) = self.wanted.pop_front() {
            if let Some(entry) = self.begin(wanted).await? {
                return Ok(Some(entry));
            }
        }
        if std::mem::replace(&mut self.listed, true) { Ok(None) } else { self.list().map(Some) }
    }
}

impl State {
    /// Begins a file, or notes why it stays away.
    async fn begin(&mut self, wanted: Wanted) -> Result<Option<Entry>> {
        // Decided as of now, not as of when the archive began.
        let cx = self.cx.later();
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
        let name = self.names.give(&file.filename);
        let outcome = Outcome { wanted, name: name.clone(), reason: String::new(), sha256: file.hash };
        self.outcomes.push(outcome);
        Ok(Some(Entry::Stored(name, size, stream)))
    }

    /// The closing list as a file of the archive.
    fn list(&mut self) -> Result<Entry> {
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
        Ok(Entry::Made(LIST.to_owned(), Csv::default().part(titles, &rows)?.into()))
    }
}
