//! Pen and paper: lines, arcs, fills and lettering on one PDF page.
//!
//! Promises: sheet coordinates are millimetres from the lower left corner; after [`Ink::place`] positions
//! and lengths are those of the thing drawn, while pen widths and lettering stay millimetres of paper.

use pdf_writer::types::{LineCapStyle, LineJoinStyle};
use pdf_writer::{Content, Name, Str};

/// A position, across and up.
pub type At = (f32, f32);

/// How a text hangs on its position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hang {
    /// Begins there.
    Left,
    /// Has its middle there.
    Middle,
    /// Ends there.
    Right,
}

/// Widths of the characters 32 to 126 of Helvetica, in thousandths of the size.
const WIDTHS: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
    500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
    556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
    278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// How much wider bold letters run on the whole.
const BOLD: f32 = 1.06;

/// How far apart the control points of a quarter circle lie.
const KAPPA: f32 = 0.552_285;

/// What draws.
pub struct Ink {
    content: Content,
    shrink: f32,
    origin: At,
    scale: f32,
    bold: bool,
}

impl Ink {
    /// A fresh page whose millimetres are multiplied by `shrink` on paper.
    pub fn new(shrink: f32) -> Self {
        let mut content = Content::new();
        let unit = shrink * 72.0 / 25.4;
        content.transform([unit, 0.0, 0.0, unit, 0.0, 0.0]);
        content.set_line_cap(LineCapStyle::ButtCap).set_line_join(LineJoinStyle::MiterJoin);
        Self { content, shrink, origin: (0.0, 0.0), scale: 1.0, bold: false }
    }

    /// A scale as it is on this paper, for what is one to `denominator` on an unshrunk sheet.
    pub fn ratio(&self, denominator: u32) -> String {
        format!("1:{}", denominator as f32 / self.shrink)
    }

    /// The finished content stream.
    pub fn finish(self) -> Vec<u8> {
        self.content.finish().to_vec()
    }

    /// From here on, positions count from `origin` on the sheet, `scale` millimetres to the unit.
    pub fn place(&mut self, origin: At, scale: f32) {
        (self.origin, self.scale) = (origin, scale);
    }

    /// From here on, positions are those of the sheet.
    pub fn unplace(&mut self) {
        self.place((0.0, 0.0), 1.0);
    }

    /// Millimetres of paper in the units of the thing drawn.
    pub fn mm(&self, millimetres: f32) -> f32 {
        millimetres / self.scale
    }

    fn to(&self, (x, y): At) -> At {
        (round(self.origin.0 + x * self.scale), round(self.origin.1 + y * self.scale))
    }

    /// Sets the width of the pen, in millimetres, with an unbroken line.
    pub fn pen(&mut self, width: f32) -> &mut Self {
        self.content.set_line_width(width).set_dash_pattern([], 0.0);
        self
    }

    /// Breaks the line: lengths of dash and gap in millimetres.
    pub fn dash(&mut self, pattern: &[f32]) -> &mut Self {
        self.content.set_dash_pattern(pattern.iter().copied(), 0.0);
        self
    }

    /// Sets the colour of lines, fills and letters; black is all zeros.
    pub fn colour(&mut self, red: f32, green: f32, blue: f32) -> &mut Self {
        self.content.set_stroke_rgb(red, green, blue).set_fill_rgb(red, green, blue);
        self
    }

    /// Sets a grey for all; 0 is black.
    pub fn grey(&mut self, grey: f32) -> &mut Self {
        self.content.set_stroke_gray(grey).set_fill_gray(grey);
        self
    }

    /// Draws a line.
    pub fn line(&mut self, from: At, to: At) -> &mut Self {
        self.path(&[from, to], false)
    }

    /// Draws through points, back to the first if `closed`.
    pub fn path(&mut self, points: &[At], closed: bool) -> &mut Self {
        self.trace(points);
        if closed {
            self.content.close_and_stroke()
        } else {
            self.content.stroke()
        };
        self
    }

    /// Fills what the points enclose.
    pub fn fill(&mut self, points: &[At]) -> &mut Self {
        self.trace(points);
        self.content.fill_nonzero();
        self
    }

    fn trace(&mut self, points: &[At]) {
        for (index, point) in points.iter().enumerate() {
            let (x, y) = self.to(*point);
            if index == 0 {
                self.content.move_to(x, y)
            } else {
                self.content.line_to(x, y)
            };
        }
    }

    /// Draws a rectangle from its lower left corner.
    pub fn frame(&mut self, (x, y): At, width: f32, height: f32) -> &mut Self {
        self.path(&corners((x, y), width, height), true)
    }

    /// Fills a rectangle from its lower left corner.
    pub fn block(&mut self, (x, y): At, width: f32, height: f32) -> &mut Self {
        self.fill(&corners((x, y), width, height))
    }

    /// Draws a circle.
    pub fn circle(&mut self, centre: At, radius: f32) -> &mut Self {
        self.trace_circle(centre, radius);
        self.content.stroke();
        self
    }

    /// Fills a circle.
    pub fn disc(&mut self, centre: At, radius: f32) -> &mut Self {
        self.trace_circle(centre, radius);
        self.content.fill_nonzero();
        self
    }

    fn trace_circle(&mut self, (x, y): At, radius: f32) {
        let (x, y) = self.to((x, y));
        let (r, k) = (radius * self.scale, radius * self.scale * KAPPA);
        self.content.move_to(x + r, y);
        self.content.cubic_to(x + r, y + k, x + k, y + r, x, y + r);
        self.content.cubic_to(x - k, y + r, x - r, y + k, x - r, y);
        self.content.cubic_to(x - r, y - k, x - k, y - r, x, y - r);
        self.content.cubic_to(x + k, y - r, x + r, y - k, x + r, y).close_path();
    }

    /// Draws a part of a circle between two angles, in degrees against the clock.
    pub fn arc(&mut self, centre: At, radius: f32, (from, to): (f32, f32)) -> &mut Self {
        let steps = (((to - from).abs() / 6.0).ceil() as usize).max(2);
        let points: Vec<At> = (0..=steps)
            .map(|step| {
                let angle = (from + (to - from) * step as f32 / steps as f32).to_radians();
                (centre.0 + radius * angle.cos(), centre.1 + radius * angle.sin())
            })
            .collect();
        self.path(&points, false)
    }

    /// Hatches a shape with lines at 45 degrees, `gap` millimetres apart.
    pub fn hatch(&mut self, shape: &[At], gap: f32) -> &mut Self {
        self.content.save_state();
        self.trace(shape);
        self.content.close_path().clip_nonzero().end_path();
        let (low, high) = bounds(shape);
        let (step, height) = (self.mm(gap * std::f32::consts::SQRT_2), high.1 - low.1);
        let mut x = low.0 - height - (low.0 - height - low.1).rem_euclid(step);
        while x < high.0 {
            self.line((x, low.1), (x + height, high.1));
            x += step;
        }
        self.content.restore_state();
        self
    }

    /// Letters from here on are bold, or not.
    pub fn bold(&mut self, bold: bool) -> &mut Self {
        self.bold = bold;
        self
    }

    /// Writes a line of text, `size` millimetres high; its foot is at the position.
    pub fn text(&mut self, at: At, size: f32, hang: Hang, text: &str) -> &mut Self {
        let (x, y) = self.to(at);
        let x = x - self.hung(size, hang, text);
        self.show([1.0, 0.0, 0.0, 1.0, round(x), y], size, text)
    }

    /// Writes a line of text that climbs upright.
    pub fn text_up(&mut self, at: At, size: f32, hang: Hang, text: &str) -> &mut Self {
        let (x, y) = self.to(at);
        let y = y - self.hung(size, hang, text);
        self.show([0.0, 1.0, -1.0, 0.0, x, round(y)], size, text)
    }

    fn hung(&self, size: f32, hang: Hang, text: &str) -> f32 {
        let width = width(text, size) * if self.bold { BOLD } else { 1.0 };
        match hang {
            Hang::Left => 0.0,
            Hang::Middle => width / 2.0,
            Hang::Right => width,
        }
    }

    fn show(&mut self, matrix: [f32; 6], size: f32, text: &str) -> &mut Self {
        let font = if self.bold { Name(b"B") } else { Name(b"R") };
        let bytes: Vec<u8> = text.chars().map(win_ansi).collect();
        self.content.begin_text().set_font(font, size).set_text_matrix(matrix);
        self.content.show(Str(&bytes)).end_text();
        self
    }
}

/// The width of a text in Helvetica, in the unit of its size.
pub fn width(text: &str, size: f32) -> f32 {
    let of = |c: char| match c as u32 {
        code @ 32..=126 => WIDTHS[code as usize - 32],
        _ => 556,
    };
    text.chars().map(|c| f32::from(of(c))).sum::<f32>() * size / 1000.0
}

fn corners((x, y): At, width: f32, height: f32) -> [At; 4] {
    [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
}

fn bounds(shape: &[At]) -> (At, At) {
    let start = ((f32::MAX, f32::MAX), (f32::MIN, f32::MIN));
    shape
        .iter()
        .fold(start, |(low, high), (x, y)| ((low.0.min(*x), low.1.min(*y)), (high.0.max(*x), high.1.max(*y))))
}

fn round(millimetres: f32) -> f32 {
    (millimetres * 100.0).round() / 100.0
}

fn win_ansi(c: char) -> u8 {
    match c {
        '–' => 0x96,
        '—' => 0x97,
        '‘' => 0x91,
        '’' => 0x92,
        '“' => 0x93,
        '”' => 0x94,
        '•' => 0x95,
        '…' => 0x85,
        '€' => 0x80,
        ' '..='~' | '\u{a0}'..='\u{ff}' => c as u32 as u8,
        _ => b'?',
    }
}
