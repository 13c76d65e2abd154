//! All of a register, for the archive of its project.

use wayleave_access::documents::Position;

use super::job;
use super::pages::{Question, Reader};
use super::view::NewExport;
use crate::cx::Cx;
use crate::error::Result;
use crate::work::Work;

/// A revision whose file is wanted.
pub(crate) struct Wanted {
    /// The document.
    pub document: String,
    /// The revision.
    pub revision: String,
    /// The document's number and the revision's code.
    pub called: String,
}

/// The revisions of a page of documents.
pub(crate) struct Everything {
    /// The revisions, those of one document one after the other.
    pub wanted: Vec<Wanted>,
    /// Where the next page begins, if there is one.
    pub next: Option<Position>,
}

/// The register as a workbook with the columns that an import reads; 100,000 rows at most.
pub(crate) async fn whole(cx: &Cx, organisation: &str, project: &str) -> Result<Vec<u8>> {
    let reader = Reader::Session(cx.clone(), organisation.to_owned());
    Ok(job::write(&reader, project, &NewExport::default(), None).await?.bytes)
}

/// Every revision that its reader sees of the documents of a page.
pub(crate) async fn everything(
    cx: &Cx,
    organisation: &str,
    project: &str,
    after: Option<&Position>,
) -> Result<Everything> {
    let mut work = Work::read(cx, organisation).await?;
    let question = Question::open(&mut work, project, &NewExport::default()).await?;
    let page = question.page(&mut work, after).await?;
    let mut wanted = Vec::new();
    for visible in page.documents {
        wanted.extend(visible.revisions.iter().map(|revision| Wanted {
            document: visible.document.public_id.clone(),
            revision: revision.public_id.clone(),
            called: format!("{} {}", visible.document.number, revision.code).trim().to_owned(),
        }));
    }
    Ok(Everything { wanted, next: page.next })
}
