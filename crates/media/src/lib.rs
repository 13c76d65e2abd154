//! Facts and page images of the files a project exchanges.
//!
//! Bytes in, values out: no file, clock, network or task is touched here, so every function is safe to run
//! in a blocking task and to run again. Nothing here panics on any input; what cannot be read comes back as
//! an error with a sentence for people.
//!
//! * [`check`] and [`sniff`] tell what a file is and refuse what a computer would run;
//!   [`safe_filename`] makes a name from outside harmless.
//! * [`pdf_facts`] counts and measures pages.
//! * [`pdf_text`] reads the text inside a PDF.
//! * [`dxf_to_pdf`] makes a PDF of a drawing, so that it is shown as one.
//! * [`logo()`] makes a logo of a PNG.
//! * [`render_pdf_page`], [`render_image`] and [`thumbnail`] draw a page or a part of it, with a [`Stamp`]
//!   over it when whoever looks must be named on it.
//! * [`Print`] puts pages of text, areas and an [`Emblem`] together as a PDF, and [`paper::Paper`] lays them out from top to bottom.
//!
//! Parsing and drawing take as long as the file wants: give every call a time limit and run few at once.

mod belt;
mod bytes;
mod dxf;
mod emblem;
mod encode;
mod executable;
mod facts;
mod file_type;
mod filename;
mod logo;
pub mod paper;
mod picture;
mod print;
mod render;
mod stamp;
mod text;
mod weigh;

pub use bytes::FileBytes;
pub use dxf::{DrawingError, MAX_DXF_BYTES, dxf_to_pdf};
pub use emblem::Emblem;
pub use encode::{Encoding, RenderedPage};
pub use facts::{MAX_PAGES, PageSize, PdfError, PdfFacts, pdf_facts};
pub use file_type::{FileType, HEAD_LEN, Refusal, TypePolicy, check, check_name, sniff};
pub use filename::{MAX_LEN as MAX_FILENAME_LEN, extension, safe_filename};
pub use logo::logo;
pub use picture::render_image;
pub use print::{A4_LONG, A4_SHORT, Colour, Face, Print, PrintError};
pub use render::{MAX_PIXELS, MAX_WIDTH, Region, RenderError, RenderSpec, render_pdf_page, thumbnail};
pub use stamp::Stamp;
pub use text::{MAX_TEXT, PdfText, pdf_text};
