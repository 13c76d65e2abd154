//! The lines written across a page image: who looked at it, and when.
//!
//! Promises: the text repeats over the whole picture, so no useful part can be cut out without it; every
//! letter has a light rim and a dark body, so it reads on white, on black and on photographs; letters of
//! Latin, Greek and Cyrillic scripts are drawn as they are, any other as a box. Neighbouring regions of one
//! page at one zoom carry one continuous pattern.

use hayro::kurbo::{Affine, BezPath, Join, Stroke};
use hayro::vello_cpu::color::{AlphaColor, Srgb};
use hayro::vello_cpu::{Pixmap, RenderContext, Resources};
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, MetadataProvider};

use crate::encode::Canvas;

/// A subset of DejaVu Sans Condensed Bold; its licence lies beside it.
const FONT: &[u8] = include_bytes!("../assets/DejaVuSansCondensed-Bold.ttf");

/// More lines than this would hide the drawing.
const MAX_LINES: usize = 4;

/// Longer lines are cut with an ellipsis: beyond this a line no longer fits across a page.
const MAX_LINE_CHARS: usize = 90;

/// Text that climbs from left to right, in radians.
const SLOPE: f64 = -0.42;

const BODY: AlphaColor<Srgb> = AlphaColor::new([0.16, 0.20, 0.28, 1.0]);
const RIM: AlphaColor<Srgb> = AlphaColor::new([1.0, 1.0, 1.0, 1.0]);

/// How much of the page the text covers: enough to read it, little enough to read what is under it.
const OPACITY: f32 = 0.30;

/// Lines written repeatedly across a page image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    lines: Vec<String>,
}

/// Where on the page at its current zoom a canvas lies, in pixels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View {
    pub left: f64,
    pub top: f64,
    pub full_width: f64,
}

/// One copy of the text with the free space round it, premultiplied.
struct Block {
    width: usize,
    height: usize,
    texels: Vec<[f32; 4]>,
}

impl Stamp {
    /// A stamp of at most four lines; empty lines and control characters are left out.
    pub fn new<L: AsRef<str>>(lines: impl IntoIterator<Item = L>) -> Self {
        let cleaned = lines.into_iter().map(|line| shown(line.as_ref()));
        Self { lines: cleaned.filter(|line| !line.is_empty()).take(MAX_LINES).collect() }
    }

    /// The lines as they will be drawn.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// Writes the stamp into the pixels.
    pub(crate) fn draw(&self, canvas: &mut Canvas, view: View) {
        // Letters grow with the page up to the size of a headline, and stay legible on a thumbnail.
        let size = (view.full_width / 80.0).clamp(12.0, 40.0);
        let Some(block) = self.block(size) else { return };
        blend(canvas, view, &block);
    }

    fn block(&self, size: f64) -> Option<Block> {
        let font = FontRef::new(FONT).ok()?;
        let lines: Vec<_> = self.lines.iter().map(|line| outline(&font, line, size as f32)).collect();
        let widest = lines.iter().map(|(_, width)| *width).fold(0.0, f64::max);
        if widest <= 0.0 {
            return None;
        }
        let leading = size * 1.3;
        let width = (widest + size * 3.5).ceil().min(16_000.0) as u16;
        let height = (leading * lines.len() as f64 + size * 3.2).ceil() as u16;
        let mut context = RenderContext::new(width, height);
        context.set_stroke(Stroke::new(size * 0.14).with_join(Join::Round));
        for (row, (path, line_width)) in lines.iter().enumerate() {
            let baseline = size * 2.4 + leading * row as f64;
            context.set_transform(Affine::translate(((f64::from(width) - line_width) / 2.0, baseline)));
            context.set_paint(RIM);
            context.stroke_path(path);
            context.set_paint(BODY);
            context.fill_path(path);
        }
        context.flush();
        let mut pixmap = Pixmap::new(width, height);
        context.render(&mut pixmap, &mut Resources::default());
        let texels = pixmap
            .data()
            .iter()
            .map(|texel| [texel.r, texel.g, texel.b, texel.a].map(|channel| f32::from(channel) * OPACITY));
        Some(Block { width: width.into(), height: height.into(), texels: texels.collect() })
    }
}

impl Block {
    /// The plane is paved with blocks, each row shifted by a part of a block against the one above.
    fn at(&self, u: f64, v: f64) -> [f32; 4] {
        let (width, height) = (self.width as f64, self.height as f64);
        let row = (v / height).floor();
        let y = v - row * height;
        let x = (u + row * width * 0.37).rem_euclid(width);
        let (x0, y0) = ((x as usize).min(self.width - 1), (y as usize).min(self.height - 1));
        // The free space round the text makes the far neighbours equal, so clamping shows no seam.
        let (x1, y1) = ((x0 + 1).min(self.width - 1), (y0 + 1).min(self.height - 1));
        let (fx, fy) = ((x - x0 as f64) as f32, (y - y0 as f64) as f32);
        let texel = |x: usize, y: usize| self.texels[y * self.width + x];
        let (a, b, c, d) = (texel(x0, y0), texel(x1, y0), texel(x0, y1), texel(x1, y1));
        std::array::from_fn(|i| {
            (a[i] * (1.0 - fx) + b[i] * fx) * (1.0 - fy) + (c[i] * (1.0 - fx) + d[i] * fx) * fy
        })
    }
}

fn blend(canvas: &mut Canvas, view: View, block: &Block) {
    let (sin, cos) = SLOPE.sin_cos();
    let width = canvas.width as usize;
    for (row, pixels) in canvas.rgba.chunks_exact_mut(width * 4).enumerate() {
        let y = view.top + row as f64;
        for (column, pixel) in pixels.chunks_exact_mut(4).enumerate() {
            let x = view.left + column as f64;
            let over = block.at(x * cos + y * sin, y * cos - x * sin);
            if over[3] > 0.0 {
                let keep = 1.0 - over[3] / 255.0;
                for channel in 0..3 {
                    pixel[channel] = (f32::from(pixel[channel]) * keep + over[channel]).round() as u8;
                }
            }
        }
    }
}

fn shown(line: &str) -> String {
    let mut kept: Vec<char> = line.trim().chars().filter(|c| !c.is_control()).collect();
    if kept.len() > MAX_LINE_CHARS {
        kept.truncate(MAX_LINE_CHARS - 1);
        kept.push('…');
    }
    kept.into_iter().collect()
}

/// The outline of a line of text, one unit high, with its width. Pictures count downwards, and so does it.
pub(crate) fn outline_of(line: &str) -> (BezPath, f64) {
    FontRef::new(FONT).map_or_else(|_| (BezPath::new(), 0.0), |font| outline(&font, line, 1.0))
}

/// The outline of a line of text with its width; letters the font lacks become its box.
fn outline(font: &FontRef<'_>, line: &str, size: f32) -> (BezPath, f64) {
    let (charmap, glyphs) = (font.charmap(), font.outline_glyphs());
    let metrics = font.glyph_metrics(Size::new(size), LocationRef::default());
    let mut pen = PathPen { path: BezPath::new(), x: 0.0 };
    for letter in line.chars() {
        let id = charmap.map(letter).unwrap_or_default();
        if let Some(glyph) = glyphs.get(id) {
            // A glyph that cannot be drawn leaves a gap of its width.
            let _ = glyph.draw(DrawSettings::unhinted(Size::new(size), LocationRef::default()), &mut pen);
        }
        pen.x += f64::from(metrics.advance_width(id).unwrap_or(size * 0.5));
    }
    (pen.path, pen.x)
}

struct PathPen {
    path: BezPath,
    x: f64,
}

impl PathPen {
    /// Fonts count upwards, pictures downwards.
    fn at(&self, x: f32, y: f32) -> (f64, f64) {
        (self.x + f64::from(x), -f64::from(y))
    }
}

impl OutlinePen for PathPen {
    fn move_to(&mut self, x: f32, y: f32) {
        let to = self.at(x, y);
        self.path.move_to(to);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let to = self.at(x, y);
        self.path.line_to(to);
    }

    fn quad_to(&mut self, cx0: f32, cy0: f32, x: f32, y: f32) {
        let (control, to) = (self.at(cx0, cy0), self.at(x, y));
        self.path.quad_to(control, to);
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        let (first, second, to) = (self.at(cx0, cy0), self.at(cx1, cy1), self.at(x, y));
        self.path.curve_to(first, second, to);
    }

    fn close(&mut self) {
        self.path.close_path();
    }
}
