//! A page of a PDF, or a part of one, as a picture.
//!
//! Promises: the picture never exceeds the limits of its [`RenderSpec`] nor those of this module; a region
//! is drawn by itself, so a corner of an A0 sheet at high zoom costs what a small page costs; the stamp is
//! in the pixels. Memory: four bytes per pixel for the page and up to as much again while drawing.

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::util::TransformExt;
use hayro::kurbo::Affine;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::peniko::ImageAlphaType;
use hayro::vello_cpu::{Pixmap, RasterizerSettings, RenderContext, Resources, TargetInit};
use hayro::{RenderCache, RenderSettings, render_into};
use thiserror::Error;

use crate::belt::{Slipped, guarded};
use crate::encode::Canvas;
use crate::facts::open;
use crate::stamp::View;
use crate::weigh;
use crate::{FileBytes, FileType, PdfError, RenderedPage, Stamp, render_image};

/// The widest picture that can be asked for, in pixels.
pub const MAX_WIDTH: u32 = 4_096;

/// The most pixels one picture may have.
pub const MAX_PIXELS: u64 = 40_000_000;

/// The longest side; the drawing library counts pixels in sixteen bits.
const MAX_SIDE: f64 = 32_000.0;

/// The smallest share of a page's width or height that a region may cover.
const MIN_SHARE: f64 = 0.001;

/// A part of a page, in shares of its width and height from the top left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Region {
    x0: f64,
    y0: f64,
    x1: f64,
    y1: f64,
}

impl Region {
    /// The whole page.
    pub const WHOLE: Self = Self { x0: 0.0, y0: 0.0, x1: 1.0, y1: 1.0 };

    /// A region, if its corners lie on the page and it covers at least a thousandth of each side.
    pub fn new(x0: f64, y0: f64, x1: f64, y1: f64) -> Option<Self> {
        let on_page = [x0, y0, x1, y1].iter().all(|share| (0.0..=1.0).contains(share));
        (on_page && x1 - x0 >= MIN_SHARE && y1 - y0 >= MIN_SHARE).then_some(Self { x0, y0, x1, y1 })
    }

    pub(crate) fn left(self) -> f64 {
        self.x0
    }

    pub(crate) fn top(self) -> f64 {
        self.y0
    }

    pub(crate) fn width(self) -> f64 {
        self.x1 - self.x0
    }

    pub(crate) fn height(self) -> f64 {
        self.y1 - self.y0
    }
}

/// What picture to draw.
#[derive(Debug, Clone, PartialEq)]
pub struct RenderSpec {
    /// The width of the picture in pixels, at most [`MAX_WIDTH`]; a photograph is never enlarged to it.
    pub width: u32,
    /// The most pixels the picture may have, at most [`MAX_PIXELS`]; it becomes narrower to keep to it.
    pub max_pixels: u64,
    /// Which part of the page; the picture's width is that of the region.
    pub region: Region,
    /// What is written over it.
    pub stamp: Option<Stamp>,
}

impl RenderSpec {
    /// The whole page at a width, unstamped.
    pub fn width(width: u32) -> Self {
        Self { width, max_pixels: MAX_PIXELS, region: Region::WHOLE, stamp: None }
    }

    /// The same with only a part of the page.
    #[must_use]
    pub fn region(self, region: Region) -> Self {
        Self { region, ..self }
    }

    /// The same with a stamp over it.
    #[must_use]
    pub fn stamped(self, stamp: Stamp) -> Self {
        Self { stamp: Some(stamp), ..self }
    }

    fn checked(&self) -> Result<(), RenderError> {
        match self.width {
            0 => Err(RenderError::Spec("a picture must be at least one pixel wide".to_owned())),
            width if width > MAX_WIDTH => {
                Err(RenderError::Spec(format!("a picture may be at most {MAX_WIDTH} pixels wide")))
            }
            _ => Ok(()),
        }
    }

    /// The pixels per unit that keep a page of this size within every limit.
    pub(crate) fn scale(&self, width: f64, height: f64) -> Result<f64, RenderError> {
        self.checked()?;
        let (width, height) = (width * self.region.width(), height * self.region.height());
        let pixels = self.max_pixels.clamp(1, MAX_PIXELS) as f64;
        let scale =
            (f64::from(self.width) / width).min((pixels / (width * height)).sqrt()).min(MAX_SIDE / height);
        if scale.is_finite() && scale > 0.0 {
            Ok(scale)
        } else {
            Err(RenderError::Picture("it has no size".to_owned()))
        }
    }
}

/// Why there is no picture.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RenderError {
    /// The PDF cannot be opened.
    #[error(transparent)]
    Pdf(#[from] PdfError),
    /// The document ends before that page.
    #[error("there is no page {page}: the document has {pages}")]
    NoSuchPage {
        /// As people count, from one.
        page: usize,
        /// How many there are.
        pages: usize,
    },
    /// The picture cannot be read or drawn.
    #[error("this picture cannot be shown: {0}")]
    Picture(String),
    /// Files of this type have no pages to show.
    #[error("a {0} has no preview")]
    NoPreview(&'static str),
    /// The request itself makes no sense.
    #[error("{0}")]
    Spec(String),
}

impl From<Slipped> for RenderError {
    fn from(slipped: Slipped) -> Self {
        Self::Pdf(slipped.into())
    }
}

/// Draws a page of a PDF, the first being page 0.
pub fn render_pdf_page(
    file: &FileBytes,
    page_index: usize,
    spec: &RenderSpec,
) -> Result<RenderedPage, RenderError> {
    guarded(|| {
        let (mut canvas, view) = draw(file, page_index, spec)?;
        if let Some(stamp) = &spec.stamp {
            stamp.draw(&mut canvas, view);
        }
        canvas.encode()
    })?
}

fn draw(file: &FileBytes, page_index: usize, spec: &RenderSpec) -> Result<(Canvas, View), RenderError> {
    let pdf = open(file)?;
    let pages = pdf.pages();
    let missing = RenderError::NoSuchPage { page: page_index.saturating_add(1), pages: pages.len() };
    let page = pages.get(page_index).ok_or(missing)?;
    weigh::check(page)?;
    let (page_width, page_height) = page.render_dimensions();
    let (page_width, page_height) = (f64::from(page_width), f64::from(page_height));
    let scale = spec.scale(page_width, page_height)?;
    let region = spec.region;
    let width = pixels(page_width * region.width() * scale);
    let height = pixels(page_height * region.height() * scale);
    let view = View {
        left: region.left() * page_width * scale,
        top: region.top() * page_height * scale,
        full_width: page_width * scale,
    };
    // Everything outside the target is culled before it is rasterised, so only the region costs time.
    let transform = Affine::translate((-view.left, -view.top))
        * Affine::scale(scale)
        * page.initial_transform(true).to_kurbo();
    let mut context = RenderContext::new(width, height);
    let (cache, settings) = (RenderCache::new(), InterpreterSettings::default());
    render_into(page, &cache, &settings, &RenderSettings::default(), &mut context, transform);
    context.flush();
    let mut pixmap = Pixmap::new(width, height);
    let onto_white = RasterizerSettings { target_init: TargetInit::Clear(WHITE), ..Default::default() };
    context.render_with(&mut pixmap, &mut Resources::default(), onto_white);
    let rgba = pixmap.take_rgba8(ImageAlphaType::AlphaPremultiplied);
    Ok((Canvas { width: width.into(), height: height.into(), rgba }, view))
}

fn pixels(length: f64) -> u16 {
    // Bounded by MAX_SIDE through the scale, so the cast cannot cut.
    length.round().clamp(1.0, MAX_SIDE) as u16
}

/// A small picture of the first page, within a square of `max_side` pixels.
pub fn thumbnail(file: &FileBytes, file_type: FileType, max_side: u32) -> Result<RenderedPage, RenderError> {
    if file_type.is_picture() {
        let shape = crate::picture::shown_size(file, file_type)?;
        return render_image(file, file_type, &within(max_side, shape));
    }
    if file_type != FileType::Pdf {
        return Err(RenderError::NoPreview(file_type.label()));
    }
    let shape = guarded(|| {
        let pdf = open(file)?;
        let (width, height) = pdf.pages()[0].render_dimensions();
        Ok::<_, PdfError>((f64::from(width), f64::from(height)))
    })??;
    render_pdf_page(file, 0, &within(max_side, shape))
}

fn within(max_side: u32, (width, height): (f64, f64)) -> RenderSpec {
    let side = f64::from(max_side.min(MAX_WIDTH));
    RenderSpec::width((side * (width / height).min(1.0)).round().clamp(1.0, side.max(1.0)) as u32)
}
