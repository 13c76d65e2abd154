//! What a PDF says about itself: pages, their sizes, its title, whether it is locked.
//!
//! Promises: never panics; refuses more than [`MAX_PAGES`] pages; the file is read in place, so memory is
//! that of its cross-reference table and page list (some hundred bytes per object) plus the object streams
//! in between, never that of its pictures.

use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use lopdf::Document;
use thiserror::Error;

use crate::FileBytes;
use crate::belt::{Slipped, guarded};

/// The most pages a PDF may have to be looked at; beyond it, it is more likely an attack than a document.
pub const MAX_PAGES: usize = 5_000;

/// A title longer than this is cut; it is a line on a screen.
const MAX_TITLE_CHARS: usize = 500;

/// How large a page is, in points of 1/72 inch, as it is shown: cropped and turned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PageSize {
    /// From left to right.
    pub width: f32,
    /// From top to bottom.
    pub height: f32,
}

/// What [`pdf_facts`] found out.
#[derive(Debug, Clone, PartialEq)]
pub struct PdfFacts {
    /// One entry per page, in order; never empty.
    pub pages: Vec<PageSize>,
    /// The file is encrypted; it was readable all the same, because it opens without a password.
    pub encrypted: bool,
    /// The table of contents of the file was damaged and has been rebuilt; some pages may be missing.
    pub repaired: bool,
    /// The title in the document's properties, without control characters, if it has any.
    pub title: Option<String>,
}

impl PdfFacts {
    /// The number of pages.
    pub fn page_count(&self) -> usize {
        self.pages.len()
    }
}

/// Why a PDF cannot be looked at.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PdfError {
    /// The file cannot be read as a PDF.
    #[error("this PDF cannot be read: {0}")]
    Broken(String),
    /// The file needs a password.
    #[error("this PDF is protected by a password")]
    Encrypted,
    /// The file has more than [`MAX_PAGES`] pages.
    #[error("this PDF has {0} pages, more than the {MAX_PAGES} that can be shown")]
    TooManyPages(usize),
    /// The machine is out of threads; the file may be fine.
    #[error("the server is too busy to read this PDF; try again later")]
    Busy,
}

impl From<Slipped> for PdfError {
    fn from(slipped: Slipped) -> Self {
        match slipped {
            Slipped::Panicked => {
                Self::Broken("it is damaged in a way the reader does not cope with".to_owned())
            }
            Slipped::NoThread => Self::Busy,
        }
    }
}

/// Reads the facts of a PDF.
pub fn pdf_facts(file: &FileBytes) -> Result<PdfFacts, PdfError> {
    guarded(|| {
        let pdf = open(file)?;
        let pages = pdf.pages();
        let sizes = pages.iter().map(|page| {
            let (width, height) = page.render_dimensions();
            PageSize { width, height }
        });
        // The second reader only adds what the first does not tell; where it fails, the page facts stand.
        let properties = guarded(|| Document::load_metadata_mem(file.as_ref()).ok()).ok().flatten();
        Ok(PdfFacts {
            pages: sizes.collect(),
            encrypted: properties.as_ref().is_some_and(|found| found.encrypted),
            repaired: properties.as_ref().is_none_or(|found| found.xref_recovery.is_some()),
            title: properties.and_then(|found| found.title).and_then(|title| clean(&title)),
        })
    })?
}

/// Opens a PDF and checks the limits that hold for every use of it.
pub(crate) fn open(file: &FileBytes) -> Result<Pdf, PdfError> {
    let bytes = file.as_ref();
    if bytes.is_empty() {
        return Err(PdfError::Broken("the file is empty".to_owned()));
    }
    let opening = &bytes[..bytes.len().min(1024)];
    if !opening.windows(5).any(|window| window == b"%PDF-") {
        return Err(PdfError::Broken("it does not begin as a PDF does".to_owned()));
    }
    let pdf = Pdf::new(std::sync::Arc::new(file.clone())).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::InvalidEncryption) => {
            PdfError::Broken("its encryption is damaged".to_owned())
        }
        LoadPdfError::Decryption(_) => PdfError::Encrypted,
        LoadPdfError::Invalid => PdfError::Broken("its structure is damaged or cut off".to_owned()),
    })?;
    match pdf.pages().len() {
        0 => Err(PdfError::Broken("it has no pages".to_owned())),
        count if count > MAX_PAGES => Err(PdfError::TooManyPages(count)),
        _ => Ok(pdf),
    }
}

fn clean(title: &str) -> Option<String> {
    let kept: String = title.chars().filter(|c| !c.is_control()).take(MAX_TITLE_CHARS).collect();
    let trimmed = kept.trim();
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}
