//! Marks on a plane as a PDF of one page, large enough to hold them all.

use std::fmt::Write as _;

use hayro::kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape as _};
use lopdf::{Document, Object, Stream, dictionary};

use super::DrawingError;
use super::flatten::{Ink, Mark, width};
use crate::stamp::outline_of;

/// The longest side of what is drawn, in points: that of an A1 sheet.
const LONGEST: f64 = 2_300.0;
/// The white round it.
const MARGIN: f64 = 42.0;
/// How thick lines are.
const THICKNESS: f64 = 1.2;
/// How large what is written onto the page may become.
const MOST_BYTES: usize = 96 * 1024 * 1024;

/// The marks as a PDF.
pub fn pdf(marks: &[Mark]) -> Result<Vec<u8>, DrawingError> {
    let bounds = marks.iter().map(extent).reduce(|one, other| one.union(other)).ok_or(DrawingError::Empty)?;
    let longest = bounds.width().max(bounds.height());
    let scale = if longest > 0.0 { LONGEST / longest } else { 1.0 };
    if !scale.is_finite() {
        return Err(DrawingError::Empty);
    }
    let place = Affine::translate((MARGIN, MARGIN))
        * Affine::scale(scale)
        * Affine::translate((-bounds.x0, -bounds.y0));
    let page = (bounds.width() * scale + 2.0 * MARGIN, bounds.height() * scale + 2.0 * MARGIN);
    let mut content = format!("{THICKNESS} w 1 J 1 j\n");
    let mut colour = None;
    for mark in marks {
        if colour != Some(mark.colour) {
            colour = Some(mark.colour);
            let [red, green, blue] = mark.colour.map(|share| f64::from(share) / 255.0);
            let _ = writeln!(content, "{red:.3} {green:.3} {blue:.3} RG {red:.3} {green:.3} {blue:.3} rg");
        }
        match &mark.ink {
            Ink::Line(path) => put(&mut content, path, place, "S"),
            Ink::Fill(path) => put(&mut content, path, place, "f*"),
            Ink::Text(at, text) => write(&mut content, place * *at, text),
        }
        if content.len() > MOST_BYTES {
            return Err(DrawingError::TooMuch);
        }
    }
    save(content, page)
}

fn extent(mark: &Mark) -> Rect {
    match &mark.ink {
        Ink::Line(path) | Ink::Fill(path) => path.bounding_box(),
        Ink::Text(at, text) => at.transform_rect_bbox(Rect::new(0.0, -0.2, width(text), 0.8)),
    }
}

fn put(content: &mut String, path: &BezPath, place: Affine, paint: &str) {
    let point = |content: &mut String, point: Point| {
        let Point { x, y } = place * point;
        let _ = write!(content, "{x:.2} {y:.2} ");
    };
    let mut last = Point::ORIGIN;
    for element in path.elements() {
        match *element {
            PathEl::MoveTo(to) => {
                point(content, to);
                content.push_str("m\n");
                last = to;
            }
            PathEl::LineTo(to) => {
                point(content, to);
                content.push_str("l\n");
                last = to;
            }
            PathEl::QuadTo(control, to) => {
                // A curve of the third order that is the same.
                point(content, last.lerp(control, 2.0 / 3.0));
                point(content, to.lerp(control, 2.0 / 3.0));
                point(content, to);
                content.push_str("c\n");
                last = to;
            }
            PathEl::CurveTo(first, second, to) => {
                [first, second, to].into_iter().for_each(|at| point(content, at));
                content.push_str("c\n");
                last = to;
            }
            PathEl::ClosePath => content.push_str("h\n"),
        }
    }
    content.push_str(paint);
    content.push('\n');
}

/// A line of text: in the font that every reader has, or as outlines where it lacks a letter.
fn write(content: &mut String, at: Affine, text: &str) {
    let Some(codes) = text.chars().map(code).collect::<Option<Vec<u8>>>() else {
        let (outline, _) = outline_of(text);
        put(content, &outline, at * Affine::scale_non_uniform(1.0, -1.0), "f");
        return;
    };
    let _ = write!(content, "BT /F 1 Tf ");
    for part in at.as_coeffs() {
        let _ = write!(content, "{part:.4} ");
    }
    content.push_str("Tm <");
    for code in codes {
        let _ = write!(content, "{code:02X}");
    }
    content.push_str("> Tj ET\n");
}

/// The letter in the encoding of the font; the rare ones between ASCII and Latin are written as outlines.
fn code(letter: char) -> Option<u8> {
    match u32::from(letter) {
        plain @ (0x20..=0x7E | 0xA0..=0xFF) => u8::try_from(plain).ok(),
        _ => None,
    }
}

fn save(content: String, (wide, tall): (f64, f64)) -> Result<Vec<u8>, DrawingError> {
    let mut pdf = Document::with_version("1.5");
    let tree = pdf.new_object_id();
    let font = pdf.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
    });
    let content = pdf.add_object(Stream::new(dictionary! {}, content.into_bytes()));
    let side = |length: f64| Object::Real(length as f32);
    let page = pdf.add_object(dictionary! {
        "Type" => "Page",
        "Parent" => tree,
        "MediaBox" => vec![side(0.0), side(0.0), side(wide), side(tall)],
        "Resources" => dictionary! { "Font" => dictionary! { "F" => font } },
        "Contents" => content,
    });
    let pages = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    pdf.objects.insert(tree, Object::Dictionary(pages));
    let catalog = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    pdf.trailer.set("Root", catalog);
    pdf.compress();
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).map_err(|_| DrawingError::Broken)?;
    Ok(bytes)
}
