//! The text inside a PDF, page by page, for searching.
//!
//! Promises: never panics; at most [`MAX_TEXT`] characters of a file are read; pages are read in order and `go_on` is asked
//! before each, so that whoever waits can end it. Text that is drawn invisibly, as behind a scan, is text too; text without
//! a mapping to letters is left out.

use hayro::hayro_interpret::font::{Glyph, GlyphRun};
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::util::TransformExt;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, interpret_page,
};
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::{BezPath, Point, Rect};

use crate::belt::guarded;
use crate::facts::open;
use crate::{FileBytes, PdfError};

/// The most characters that are read of one file.
pub const MAX_TEXT: usize = 2_000_000;

/// What was read of a PDF.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PdfText {
    /// The text of each page, in order; empty for a page without any.
    pub pages: Vec<String>,
    /// Is there more that was not read?
    pub cut: bool,
}

/// Reads the text of a PDF while `go_on` says so.
pub fn pdf_text(file: &FileBytes, go_on: impl Fn() -> bool + Send + Sync) -> Result<PdfText, PdfError> {
    guarded(|| {
        let pdf = open(file)?;
        let cache = InterpreterCache::new();
        let mut text = PdfText::default();
        let mut left = MAX_TEXT;
        for page in pdf.pages().iter() {
            if left == 0 || !go_on() {
                text.cut = true;
                break;
            }
            let read = page_text(page, &cache, left);
            left = left.saturating_sub(read.chars().count());
            text.pages.push(read);
        }
        Ok(text)
    })?
}

fn page_text<'a>(page: &Page<'a>, cache: &InterpreterCache<'a>, limit: usize) -> String {
    let (width, height) = page.render_dimensions();
    let mut reader = Reader { text: String::new(), left: limit, end: None, run: None };
    let mut context = Context::new(
        page.initial_transform(true).to_kurbo(),
        Rect::new(0.0, 0.0, f64::from(width), f64::from(height)),
        cache,
        page.xref(),
        InterpreterSettings::default(),
    );
    interpret_page(page, &mut context, &mut reader);
    reader.text
}

/// Takes the letters and lets everything else pass.
struct Reader {
    text: String,
    /// How many characters may still be taken.
    left: usize,
    /// Where the last letter ended, and how large it was.
    end: Option<(Point, f64)>,
    /// Where the last run began.
    run: Option<Point>,
}

/// Glyphs are a thousand units large.
const EM: f64 = 1000.0;
/// How far a letter may begin from the end of the one before, in sizes of the type, to belong to the same word. A blank
/// that is left instead of written is about a quarter of the size. The distance alone decides, not its direction: text
/// on drawings is turned.
const SAME_WORD: f64 = 0.2;

impl Reader {
    fn put(&mut self, letters: &str, from: Point, to: Point, size: f64) {
        let apart = self.end.is_some_and(|(end, last)| (from - end).hypot() > SAME_WORD * size.max(last));
        if apart {
            self.push(' ');
        }
        letters.chars().for_each(|letter| self.push(letter));
        self.end = Some((to, size));
    }

    fn push(&mut self, letter: char) {
        let letter = if letter.is_control() || letter.is_whitespace() { ' ' } else { letter };
        if self.left > 0 && !(letter == ' ' && (self.text.is_empty() || self.text.ends_with(' '))) {
            self.text.push(letter);
            self.left -= 1;
        }
    }
}

impl<'a> Device<'a> for Reader {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        let mut begun = false;
        for glyph in run.glyphs() {
            let place = props.transform * glyph.transform();
            let from = place * Point::ZERO;
            if !begun {
                begun = true;
                // Letters that are filled and stroked come twice.
                if matches!(mode, DrawMode::Stroke(_)) && self.run == Some(from) {
                    return;
                }
                self.run = Some(from);
            }
            let width = match &**glyph {
                Glyph::Outline(outline) => outline.advance_width(),
                Glyph::Type3(drawn) => drawn.advance_width(),
            };
            let to = place * Point::new(f64::from(width.unwrap_or(500.0)), 0.0);
            let size = (place * Point::new(0.0, EM) - from).hypot();
            match glyph.as_unicode() {
                Some(BfString::Char(letter)) => self.put(letter.encode_utf8(&mut [0; 4]), from, to, size),
                Some(BfString::String(letters)) => self.put(&letters, from, to, size),
                None => self.end = Some((to, size)),
            }
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_clip_rect(&mut self, _: &Rect) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}
    fn draw_rect(&mut self, _: &Rect, _: DrawProps<'a>, _: &DrawMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
