//! Printed pages: a PDF put together from texts, lines and areas, with its letters embedded.
//!
//! Promises: every text can be searched and copied, whatever letters are missing; letters of Latin, Greek and Cyrillic
//! scripts are drawn as they are, any other as a box; the same calls give the same bytes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use lopdf::{Document, Object, ObjectId, Stream, StringFormat, dictionary};
use skrifa::instance::{LocationRef, Size};
use skrifa::raw::TableProvider;
use skrifa::{FontRef, MetadataProvider};

use crate::emblem::Emblem;

const REGULAR: &[u8] = include_bytes!("../assets/DejaVuSansCondensed.ttf");
const BOLD: &[u8] = include_bytes!("../assets/DejaVuSansCondensed-Bold.ttf");

/// The shorter side of an A4 sheet, in points.
pub const A4_SHORT: f32 = 595.0;
/// The longer side of an A4 sheet, in points.
pub const A4_LONG: f32 = 842.0;

/// How letters look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// Plain.
    Regular,
    /// Heavy.
    Bold,
}

/// Red, green and blue, from 0 to 1 each.
pub type Colour = [f32; 3];

/// What cannot be printed.
#[derive(Debug, thiserror::Error)]
#[error("the pages cannot be put together: {0}")]
pub struct PrintError(String);

struct Letters {
    font: FontRef<'static>,
    bytes: &'static [u8],
    name: &'static str,
    /// How many glyphs the font has.
    glyphs: u16,
    /// The letters that were used, by their codes.
    used: BTreeMap<u16, char>,
    /// The codes of the letters that the font does not have: they follow the glyphs and are drawn as boxes.
    missing: BTreeMap<char, u16>,
}

/// A document that is being printed. Places are in points from the upper left corner of a page.
pub struct Print {
    width: f32,
    height: f32,
    faces: [Letters; 2],
    pages: Vec<String>,
    emblem: Option<Emblem>,
}

impl Letters {
    fn load(bytes: &'static [u8], name: &'static str) -> Result<Self, PrintError> {
        let font = FontRef::new(bytes).map_err(|error| PrintError(error.to_string()))?;
        let glyphs = font.maxp().map_err(|error| PrintError(error.to_string()))?.num_glyphs();
        Ok(Self { font, bytes, name, glyphs, used: BTreeMap::new(), missing: BTreeMap::new() })
    }

    fn glyph(&self, letter: char) -> u16 {
        let glyph = self.font.charmap().map(letter).unwrap_or_default();
        u16::try_from(glyph.to_u32()).unwrap_or_default()
    }

    /// The code that stands for a letter on the pages: its glyph, or one of its own where the font has none, so that it can
    /// be searched and copied all the same.
    fn code(&mut self, letter: char) -> u16 {
        let glyph = self.glyph(letter);
        if glyph > 0 {
            self.used.entry(glyph).or_insert(letter);
            return glyph;
        }
        let next = usize::from(self.glyphs) + self.missing.len();
        let code = *self.missing.entry(letter).or_insert(u16::try_from(next).unwrap_or_default());
        self.used.entry(code).or_insert(letter);
        code
    }

    fn advance(&self, glyph: u16, size: f32) -> f32 {
        let metrics = self.font.glyph_metrics(Size::new(size), LocationRef::default());
        let glyph = if glyph < self.glyphs { glyph } else { 0 };
        metrics.advance_width(u32::from(glyph).into()).unwrap_or(size / 2.0)
    }
}

/// A text as it is printed: on one line.
fn shown(text: &str) -> impl Iterator<Item = char> {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter })
}

impl Print {
    /// A document of A4 sheets without a page yet; `wide` lays them on their longer side.
    pub fn new(wide: bool) -> Result<Self, PrintError> {
        let (width, height) = if wide { (A4_LONG, A4_SHORT) } else { (A4_SHORT, A4_LONG) };
        let faces = [
            Letters::load(REGULAR, "DejaVuSansCondensed")?,
            Letters::load(BOLD, "DejaVuSansCondensed-Bold")?,
        ];
        Ok(Self { width, height, faces, pages: Vec::new(), emblem: None })
    }

    /// The width of its pages.
    #[must_use]
    pub fn width(&self) -> f32 {
        self.width
    }

    /// The height of its pages.
    #[must_use]
    pub fn height(&self) -> f32 {
        self.height
    }

    /// How many pages there are.
    #[must_use]
    pub fn pages(&self) -> usize {
        self.pages.len()
    }

    /// Begins a page.
    pub fn page(&mut self) {
        self.pages.push(String::new());
    }

    /// How wide a text is.
    #[must_use]
    pub fn measure(&self, face: Face, size: f32, text: &str) -> f32 {
        let letters = &self.faces[face as usize];
        shown(text).map(|letter| letters.advance(letters.glyph(letter), size)).sum()
    }

    /// The text in lines no wider than `width`, broken at blanks where there are any; what does not fit into `most` lines
    /// is cut, which an ellipsis shows.
    #[must_use]
    pub fn lines(&self, face: Face, size: f32, text: &str, (width, most): (f32, usize)) -> Vec<String> {
        let mut lines: Vec<String> = vec![String::new()];
        for word in shown(text).collect::<String>().split(' ').filter(|word| !word.is_empty()) {
            let line = lines.last().cloned().unwrap_or_default();
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if self.measure(face, size, &longer) <= width {
                lines.pop();
                lines.push(longer);
            } else {
                self.break_word(face, size, (word, width), &mut lines);
            }
            if lines.len() > most {
                break;
            }
        }
        if lines.len() > most {
            lines.truncate(most.max(1));
            let last = lines.pop().unwrap_or_default();
            lines.push(self.cut(face, size, &format!("{last}…"), width));
        }
        lines
    }

    /// A word on lines of its own, in pieces where it is wider than one.
    fn break_word(&self, face: Face, size: f32, (word, width): (&str, f32), lines: &mut Vec<String>) {
        if lines.last().is_some_and(|line| !line.is_empty()) {
            lines.push(String::new());
        }
        for letter in word.chars() {
            let mut longer = lines.pop().unwrap_or_default();
            longer.push(letter);
            if longer.chars().count() > 1 && self.measure(face, size, &longer) > width {
                longer.pop();
                // Numbers of documents and addresses have joints; the next line begins behind one.
                let joint = longer.rfind(['-', '_', '/', '.', '@']).map(|at| at + 1);
                let rest = longer.split_off(joint.filter(|at| *at < longer.len()).unwrap_or(longer.len()));
                lines.extend([longer, format!("{rest}{letter}")]);
            } else {
                lines.push(longer);
            }
        }
    }

    /// The text cut to a width, which an ellipsis shows.
    #[must_use]
    pub fn cut(&self, face: Face, size: f32, text: &str, width: f32) -> String {
        if self.measure(face, size, text) <= width {
            return text.to_owned();
        }
        let mut kept: Vec<char> = text.chars().filter(|letter| *letter != '…').collect();
        loop {
            let shorter: String = kept.iter().chain(['…'].iter()).collect();
            if kept.pop().is_none() || self.measure(face, size, &shorter) <= width {
                return shorter;
            }
        }
    }

    /// Writes a text on a page; `at` is where its base line begins.
    pub fn text(&mut self, page: usize, at: (f32, f32), (face, size): (Face, f32), ink: Colour, text: &str) {
        let letters = &mut self.faces[face as usize];
        let mut codes = String::new();
        for letter in shown(text) {
            let code = letters.code(letter);
            let _ = write!(codes, "{code:04X}");
        }
        let (name, y) = (face as usize, self.height - at.1);
        self.draw(
            page,
            &format!("BT /F{name} {size} Tf {} rg {:.2} {y:.2} Td <{codes}> Tj ET\n", rgb(ink), at.0),
        );
    }

    /// Fills an area, given by its upper left corner and its size.
    pub fn area(&mut self, page: usize, at: (f32, f32), size: (f32, f32), ink: Colour) {
        let y = self.height - at.1 - size.1;
        self.draw(page, &format!("{} rg {:.2} {y:.2} {:.2} {:.2} re f\n", rgb(ink), at.0, size.0, size.1));
    }

    /// Places a picture on a page, given by its upper left corner and its size. A document has one picture, however often it
    /// is placed.
    pub fn emblem(&mut self, page: usize, at: (f32, f32), size: (f32, f32), emblem: &Emblem) {
        let y = self.height - at.1 - size.1;
        self.draw(page, &format!("q {:.2} 0 0 {:.2} {:.2} {y:.2} cm /E Do Q\n", size.0, size.1, at.0));
        self.emblem.get_or_insert_with(|| emblem.clone());
    }

    fn draw(&mut self, page: usize, what: &str) {
        if let Some(content) = self.pages.get_mut(page) {
            content.push_str(what);
        }
    }

    /// The file.
    pub fn finish(self, title: &str) -> Result<Vec<u8>, PrintError> {
        let failed = |error: lopdf::Error| PrintError(error.to_string());
        let mut document = Document::with_version("1.7");
        let mut fonts = lopdf::Dictionary::new();
        for (at, face) in self.faces.iter().enumerate().filter(|(_, face)| !face.used.is_empty()) {
            fonts.set(format!("F{at}"), embed(&mut document, face).map_err(failed)?);
        }
        let mut resources = dictionary! { "Font" => fonts };
        if let Some(emblem) = self.emblem {
            let emblem = emblem.embed(&mut document).map_err(failed)?;
            resources.set("XObject", dictionary! { "E" => emblem });
        }
        let tree = document.new_object_id();
        let mut kids: Vec<Object> = Vec::new();
        for content in &self.pages {
            let mut stream = Stream::new(dictionary! {}, content.clone().into_bytes());
            stream.compress().map_err(failed)?;
            let contents = document.add_object(stream);
            let page = document.add_object(dictionary! {
                "Type" => "Page", "Parent" => tree, "Contents" => contents,
                "MediaBox" => vec![0.into(), 0.into(), self.width.into(), self.height.into()],
                "Resources" => resources.clone(),
            });
            kids.push(page.into());
        }
        let count = i64::try_from(kids.len()).unwrap_or_default();
        document.set_object(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count });
        let catalog = document.add_object(dictionary! {
            "Type" => "Catalog", "Pages" => tree, "Lang" => Object::string_literal("en"),
            "ViewerPreferences" => dictionary! { "DisplayDocTitle" => true },
        });
        let info =
            document.add_object(dictionary! { "Title" => words(title), "Producer" => words("Wayleave") });
        document.trailer.set("Root", catalog);
        document.trailer.set("Info", info);
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).map_err(|error| PrintError(error.to_string()))?;
        Ok(bytes)
    }
}

fn rgb(ink: Colour) -> String {
    ink.map(|part| format!("{part:.3}")).join(" ")
}

/// A text of the file's own particulars.
fn words(text: &str) -> Object {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    Object::String(units.flat_map(u16::to_be_bytes).collect(), StringFormat::Hexadecimal)
}

/// The objects of a font: its file, its widths, and which letters its glyphs stand for.
fn embed(document: &mut Document, face: &Letters) -> Result<ObjectId, lopdf::Error> {
    let length = i64::try_from(face.bytes.len()).unwrap_or_default();
    let mut file = Stream::new(dictionary! { "Length1" => length }, face.bytes.to_vec());
    file.compress()?;
    let file = document.add_object(file);
    let metrics = face.font.metrics(Size::new(1_000.0), LocationRef::default());
    let bounds = metrics.bounds.unwrap_or_default();
    let whole = |part: f32| Object::Integer(part.round() as i64);
    let descriptor = document.add_object(dictionary! {
        "Type" => "FontDescriptor", "FontName" => face.name, "Flags" => 4, "ItalicAngle" => 0, "StemV" => 80,
        "FontBBox" => vec![whole(bounds.x_min), whole(bounds.y_min), whole(bounds.x_max), whole(bounds.y_max)],
        "Ascent" => whole(metrics.ascent), "Descent" => whole(metrics.descent),
        "CapHeight" => whole(metrics.cap_height.unwrap_or(metrics.ascent)), "FontFile2" => file,
    });
    let mut widths: Vec<Object> = Vec::new();
    for glyph in face.used.keys() {
        widths.push(i64::from(*glyph).into());
        widths.push(vec![whole(face.advance(*glyph, 1_000.0))].into());
    }
    // Codes beyond the glyphs are those of missing letters: the box that stands for them is the first glyph.
    let mut drawn: Vec<u8> = (0..face.glyphs).flat_map(u16::to_be_bytes).collect();
    drawn.resize(drawn.len() + 2 * face.missing.len(), 0);
    let mut drawn = Stream::new(dictionary! {}, drawn);
    drawn.compress()?;
    let drawn = document.add_object(drawn);
    let descendant = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "CIDFontType2", "BaseFont" => face.name, "FontDescriptor" => descriptor,
        "CIDSystemInfo" => dictionary! {
            "Registry" => Object::string_literal("Adobe"), "Ordering" => Object::string_literal("Identity"),
            "Supplement" => 0,
        },
        "W" => widths, "DW" => 500, "CIDToGIDMap" => drawn,
    });
    let mut map = Stream::new(dictionary! {}, to_unicode(&face.used).into_bytes());
    map.compress()?;
    let map = document.add_object(map);
    Ok(document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "BaseFont" => face.name, "Encoding" => "Identity-H",
        "DescendantFonts" => vec![descendant.into()], "ToUnicode" => map,
    }))
}

/// Which letters the glyphs stand for, as readers of PDF want to be told.
fn to_unicode(used: &BTreeMap<u16, char>) -> String {
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapType 2 def\n\
         /CMapName /Adobe-Identity-UCS def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    );
    let pairs: Vec<_> = used.iter().collect();
    for part in pairs.chunks(100) {
        let _ = writeln!(map, "{} beginbfchar", part.len());
        for (glyph, letter) in part {
            let mut units = [0; 2];
            let units: String =
                letter.encode_utf16(&mut units).iter().map(|unit| format!("{unit:04X}")).collect();
            let _ = writeln!(map, "<{glyph:04X}> <{units}>");
        }
        map.push_str("endbfchar\n");
    }
    map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    map
}

#[cfg(test)]
mod tests {
    use super::*;

    const INK: Colour = [0.0; 3];

    #[test]
    fn what_is_printed_is_read_back_page_by_page() {
        let mut print = Print::new(false).expect("the letters are there");
        for text in ["Grundriß — Brücke 7", "Κάτοψη, План, 東京都 地下鉄"] {
            print.page();
            let page = print.pages() - 1;
            print.text(page, (50.0, 60.0), (Face::Regular, 10.0), INK, text);
            print.text(page, (50.0, 80.0), (Face::Bold, 14.0), INK, "Total");
            print.area(page, (50.0, 90.0), (100.0, 5.0), [0.1, 0.2, 0.9]);
        }
        let bytes = print.finish("Bericht (Ö)").expect("the file");
        let read = Document::load_mem(&bytes).expect("a PDF");
        assert_eq!(read.get_pages().len(), 2);
        let first = read.extract_text(&[1]).expect("its text");
        assert!(first.contains("Grundriß — Brücke 7") && first.contains("Total"), "{first}");
        assert!(read.extract_text(&[2]).expect("its text").contains("Κάτοψη, План, 東京都 地下鉄"));
    }

    #[test]
    fn long_texts_are_broken_at_blanks_and_cut_with_an_ellipsis() {
        let print = Print::new(false).expect("the letters are there");
        let (face, size) = (Face::Regular, 10.0);
        let text = "Mechanical, electrical and plumbing services of the northern pavilion";
        let lines = print.lines(face, size, text, (90.0, 3));
        assert_eq!(lines.len(), 3);
        assert!(lines[2].ends_with('…'), "{lines:?}");
        assert!(lines.iter().all(|line| print.measure(face, size, line) <= 90.0), "{lines:?}");
        assert_eq!(print.lines(face, size, "One two", (90.0, 3)), ["One two"]);
        let number = print.lines(face, size, "MERI-ARC-NORTH-L02-DRG-000123", (90.0, 9));
        assert!(number.len() > 1 && number[0].ends_with('-') && number.concat().len() == 29, "{number:?}");
        let broken = print.lines(face, size, &"W".repeat(40), (90.0, 9));
        assert!(broken.len() > 1 && broken.iter().all(|line| print.measure(face, size, line) <= 90.0));
        assert_eq!(print.lines(face, size, "", (90.0, 3)), [""]);
    }
}
