//! A sheet with words on it, laid out from top to bottom: title, particulars, paragraphs, tables, and the foot of each
//! page. What does not fit goes on on the next page; a table repeats its head there.

use crate::print::{Colour, Face, Print, PrintError};

/// The ink of what is read first.
pub const INK: Colour = [0.10, 0.12, 0.16];
/// The ink of what stands beside.
pub const PALE: Colour = [0.42, 0.45, 0.50];
/// The ink of lines.
pub const LINE: Colour = [0.80, 0.82, 0.85];
/// The ink behind every second row.
pub const BAND: Colour = [0.95, 0.96, 0.97];

/// The empty border of a page.
pub const MARGIN: f32 = 42.0;
/// The size of plain letters.
pub const SIZE: f32 = 8.5;
/// The height of a line of plain letters.
pub const LEADING: f32 = 11.0;

/// Where the values of particulars begin.
const INDENT: f32 = 110.0;
/// The height kept for the foot.
const FOOT: f32 = 16.0;

/// A column of a table: its title and its share of the width.
#[derive(Clone, Copy, Debug)]
pub struct Column<'a> {
    /// What stands over it.
    pub title: &'a str,
    /// How wide it is, against the others.
    pub share: f32,
}

/// A document that is written from top to bottom. It has a first page from the start.
pub struct Paper {
    /// The pages.
    pub print: Print,
    /// How far down the last page is written, in points.
    pub y: f32,
}

impl Paper {
    /// Empty A4 sheets; `wide` lays them on their longer side.
    pub fn new(wide: bool) -> Result<Self, PrintError> {
        let mut print = Print::new(wide)?;
        print.page();
        Ok(Self { print, y: MARGIN })
    }

    /// The width between the margins.
    #[must_use]
    pub fn width(&self) -> f32 {
        self.print.width() - 2.0 * MARGIN
    }

    /// Goes on on a new page.
    pub fn turn(&mut self) {
        self.print.page();
        self.y = MARGIN;
    }

    /// Is there room for so much before the foot of the page?
    #[must_use]
    pub fn fits(&self, height: f32) -> bool {
        self.y + height <= self.print.height() - MARGIN - FOOT
    }

    /// Turns the page unless so much fits.
    pub fn need(&mut self, height: f32) {
        if !self.fits(height) {
            self.turn();
        }
    }

    /// Leaves room.
    pub fn skip(&mut self, height: f32) {
        self.y += height;
    }

    /// Writes on the last page; `at` is where the base line begins.
    pub fn write(&mut self, at: (f32, f32), face: (Face, f32), ink: Colour, text: &str) {
        let page = self.print.pages() - 1;
        self.print.text(page, at, face, ink, text);
    }

    /// Fills an area of the last page, given by its upper left corner and its size.
    pub fn fill(&mut self, at: (f32, f32), size: (f32, f32), ink: Colour) {
        let page = self.print.pages() - 1;
        self.print.area(page, at, size, ink);
    }

    /// A line across the page.
    pub fn rule(&mut self) {
        let (y, width) = (self.y, self.width());
        self.fill((MARGIN, y), (width, 0.8), LINE);
        self.y += 2.0;
    }

    /// Lines of one face, as many as it takes up to `most`.
    pub fn paragraph(&mut self, face: (Face, f32), ink: Colour, most: usize, text: &str) {
        let leading = face.1 * LEADING / SIZE;
        for line in self.print.lines(face.0, face.1, text, (self.width(), most)) {
            self.need(leading);
            self.y += leading;
            self.write((MARGIN, self.y), face, ink, &line);
        }
    }

    /// What the paper is called.
    pub fn title(&mut self, text: &str) {
        for line in self.print.lines(Face::Bold, 16.0, text, (self.width(), 3)) {
            self.y += 18.0;
            self.write((MARGIN, self.y), (Face::Bold, 16.0), INK, &line);
        }
        self.y += 8.0;
    }

    /// What the next part is called.
    pub fn heading(&mut self, text: &str) {
        self.need(5.0 * LEADING);
        self.y += 10.0;
        self.paragraph((Face::Bold, 11.0), INK, 2, text);
        self.y += 4.0;
    }

    /// Names with their values, in up to `most` lines each.
    pub fn particulars<'t>(&mut self, most: usize, pairs: impl IntoIterator<Item = (&'t str, &'t str)>) {
        for (name, value) in pairs {
            let lines = self.print.lines(Face::Regular, SIZE, value, (self.width() - INDENT, most));
            for (at, line) in lines.iter().enumerate() {
                self.need(LEADING);
                self.y += LEADING;
                if at == 0 {
                    let name = self.print.cut(Face::Bold, SIZE, name, INDENT - 10.0);
                    self.write((MARGIN, self.y), (Face::Bold, SIZE), PALE, &name);
                }
                self.write((MARGIN + INDENT, self.y), (Face::Regular, SIZE), INK, line);
            }
        }
    }

    /// A table. Cells go over up to six lines; a row that does not fit begins a page.
    pub fn table(&mut self, columns: &[Column<'_>], rows: &[Vec<String>]) {
        let whole: f32 = columns.iter().map(|column| column.share).sum();
        let widths: Vec<f32> = columns.iter().map(|column| self.width() * column.share / whole).collect();
        let titles: Vec<String> = columns.iter().map(|column| column.title.to_owned()).collect();
        self.need(4.0 * LEADING);
        self.row(&widths, &titles, Face::Bold, None);
        self.rule();
        for (at, row) in rows.iter().enumerate() {
            let lines = |(cell, width): (&String, &f32)| self.broken(Face::Regular, cell, *width).len();
            let most = row.iter().zip(&widths).map(lines).max().unwrap_or(1);
            if !self.fits(LEADING * most as f32 + 4.0) {
                self.turn();
                self.row(&widths, &titles, Face::Bold, None);
                self.rule();
            }
            self.row(&widths, row, Face::Regular, (at % 2 == 1).then_some(BAND));
        }
    }

    fn broken(&self, face: Face, cell: &str, width: f32) -> Vec<String> {
        self.print.lines(face, SIZE, cell, (width - 8.0, 6))
    }

    fn row(&mut self, widths: &[f32], cells: &[String], face: Face, behind: Option<Colour>) {
        let cells: Vec<Vec<String>> =
            cells.iter().zip(widths).map(|(cell, width)| self.broken(face, cell, *width)).collect();
        let height = LEADING * cells.iter().map(Vec::len).max().unwrap_or(1) as f32 + 4.0;
        if let Some(ink) = behind {
            let (y, width) = (self.y, self.width());
            self.fill((MARGIN, y), (width, height), ink);
        }
        let mut x = MARGIN;
        for (lines, width) in cells.iter().zip(widths) {
            for (at, line) in lines.iter().enumerate() {
                let y = self.y + LEADING * (at as f32 + 1.0) - 1.0;
                self.write((x + 4.0, y), (face, SIZE), INK, line);
            }
            x += width;
        }
        self.y += height;
    }

    /// The file, with what it is and which of how many at the foot of every page.
    pub fn finish(mut self, title: &str) -> Result<Vec<u8>, PrintError> {
        let (pages, y) = (self.print.pages(), self.print.height() - MARGIN + 6.0);
        let foot = self.print.cut(Face::Regular, 7.5, title, self.width() - 80.0);
        for page in 0..pages {
            let which = format!("Page {} of {pages}", page + 1);
            let width = self.print.measure(Face::Regular, 7.5, &which);
            self.print.text(page, (MARGIN, y), (Face::Regular, 7.5), PALE, &foot);
            let right = self.print.width() - MARGIN - width;
            self.print.text(page, (right, y), (Face::Regular, 7.5), PALE, &which);
        }
        self.print.finish(title)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_table_goes_on_with_its_head_on_every_page() {
        let mut paper = Paper::new(false).expect("the letters are there");
        paper.title("Receipt");
        paper.particulars(3, [("Project", "Northern pavilion"), ("Comment", "word ".repeat(400).as_str())]);
        paper.heading("Documents");
        let columns = [Column { title: "Number", share: 1.0 }, Column { title: "SHA-256", share: 3.0 }];
        let rows: Vec<Vec<String>> =
            (0..200).map(|at| vec![format!("A-{at}"), "0123456789abcdef".repeat(4)]).collect();
        paper.table(&columns, &rows);
        let bytes = paper.finish("Receipt").expect("a file");
        let read = lopdf::Document::load_mem(&bytes).expect("a PDF");
        let pages = u32::try_from(read.get_pages().len()).expect("few");
        assert!(pages > 3, "{pages} pages");
        for page in 1..=pages {
            let text = read.extract_text(&[page]).expect("its text");
            assert!(text.contains(&format!("{page} of {pages}")), "{text}");
            assert!(text.contains("SHA-256"), "{text}");
        }
        assert!(read.extract_text(&[pages]).expect("its text").contains("A-199"));
    }
}
