//! A report on paper: A4 sheets with the title, the particulars, bars, and the table, over as many pages as it takes.

use wayleave_media::paper::{BAND, INK, LEADING, LINE, MARGIN, PALE, Paper, SIZE};
use wayleave_media::{Colour, Face, PrintError};

use super::table::{Figure, Sheet};

const BAR: Colour = [0.11, 0.31, 0.85];
/// The width of a column of numbers, and of the column of labels.
const NUMBER: f32 = 58.0;
const LABEL: f32 = 170.0;
/// The most bars.
const BARS: usize = 20;

/// The file.
pub fn pdf(sheet: &Sheet) -> Result<Vec<u8>, PrintError> {
    // Lying, a sheet takes more columns.
    let mut page = Page { paper: Paper::new(sheet.headings.len() > 6)?, sheet };
    page.paper.title(&sheet.title);
    page.paper.particulars(6, sheet.about.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    page.paper.skip(16.0);
    page.bars();
    page.table();
    for remark in &sheet.remarks {
        page.paper.paragraph((Face::Regular, SIZE), PALE, 4, remark);
    }
    page.paper.finish(&sheet.title)
}

struct Page<'a> {
    paper: Paper,
    sheet: &'a Sheet,
}

impl Page<'_> {
    /// A number at the right of its column.
    fn number(&mut self, right: f32, y: f32, face: Face, number: Figure) {
        let text = number.text();
        let width = self.paper.print.measure(face, SIZE, &text);
        self.paper.write((right - width, y), (face, SIZE), INK, &text);
    }

    /// The rows as bars, the longest of which fills the width.
    fn bars(&mut self) {
        let sheet = self.sheet;
        let whole = |numbers: &[Figure]| numbers.get(sheet.whole).copied().unwrap_or(Figure::Told(None));
        let long = |numbers: &[Figure]| whole(numbers).float().unwrap_or_default();
        let most = sheet.rows.iter().map(|(_, numbers)| long(numbers)).fold(0.0, f64::max);
        if most <= 0.0 {
            return;
        }
        let room = self.paper.width() - LABEL - 50.0;
        for (label, numbers) in sheet.rows.iter().take(BARS) {
            if !self.paper.fits(15.0) {
                self.paper.turn();
            }
            let label = self.paper.print.cut(Face::Regular, SIZE, label, LABEL - 10.0);
            self.paper.write((MARGIN, self.paper.y + 9.0), (Face::Regular, SIZE), INK, &label);
            let length = room * share(long(numbers), most);
            self.paper.fill((MARGIN + LABEL, self.paper.y + 1.0), (length.max(0.5), 10.0), BAR);
            self.paper.write(
                (MARGIN + LABEL + length + 5.0, self.paper.y + 9.0),
                (Face::Bold, SIZE),
                INK,
                &whole(numbers).text(),
            );
            self.paper.y += 15.0;
        }
        let rest = sheet.rows.len().saturating_sub(BARS);
        if rest > 0 {
            let text = format!("The bars show the first {BARS} rows; {rest} more stand in the table.");
            self.paper.y += LEADING;
            self.paper.write((MARGIN, self.paper.y), (Face::Regular, SIZE), PALE, &text);
        }
        self.paper.y += 18.0;
    }

    /// The table, as many columns of it at a time as fit beside the labels.
    fn table(&mut self) {
        let count = self.sheet.headings.len() - 1;
        let at_once = (((self.paper.width() - LABEL) / NUMBER).floor() as usize).max(1);
        for begin in (0..count).step_by(at_once) {
            self.part(begin, (begin + at_once).min(count));
            self.paper.y += 18.0;
        }
    }

    fn part(&mut self, begin: usize, end: usize) {
        let sheet = self.sheet;
        if !self.paper.fits(6.0 * LEADING) {
            self.paper.turn();
        }
        self.head(begin, end);
        for (at, (label, numbers)) in sheet.rows.iter().enumerate() {
            let lines = self.paper.print.lines(Face::Regular, SIZE, label, (LABEL - 12.0, 3));
            let height = LEADING * lines.len() as f32 + 4.0;
            if !self.paper.fits(height) {
                self.paper.turn();
                self.head(begin, end);
            }
            if at % 2 == 1 {
                let width = LABEL + NUMBER * (end - begin) as f32;
                self.paper.fill((MARGIN, self.paper.y), (width, height), BAND);
            }
            self.row((&lines, height), numbers.get(begin..end).unwrap_or_default(), Face::Regular);
        }
        if !self.paper.fits(LEADING + 4.0) {
            self.paper.turn();
            self.head(begin, end);
        }
        let width = LABEL + NUMBER * (end - begin) as f32;
        self.paper.fill((MARGIN, self.paper.y), (width, 0.8), INK);
        let total = ["Total".to_owned()];
        self.row((&total, LEADING + 4.0), sheet.total.get(begin..end).unwrap_or_default(), Face::Bold);
    }

    fn row(&mut self, (lines, height): (&[String], f32), numbers: &[Figure], face: Face) {
        for (at, line) in lines.iter().enumerate() {
            self.paper.write(
                (MARGIN + 4.0, self.paper.y + LEADING * (at as f32 + 1.0) - 1.0),
                (face, SIZE),
                INK,
                line,
            );
        }
        for (at, number) in numbers.iter().enumerate() {
            let right = MARGIN + LABEL + NUMBER * (at as f32 + 1.0) - 6.0;
            self.number(right, self.paper.y + LEADING - 1.0, face, *number);
        }
        self.paper.y += height;
    }

    /// The titles of the columns, which stand over every part of the table and on every page.
    fn head(&mut self, begin: usize, end: usize) {
        let sheet = self.sheet;
        let title = |place: usize| sheet.headings.get(place).map_or("", String::as_str);
        let first = self.paper.print.lines(Face::Bold, SIZE, title(0), (LABEL - 12.0, 3));
        let others: Vec<Vec<String>> = (begin..end)
            .map(|at| self.paper.print.lines(Face::Bold, SIZE, title(at + 1), (NUMBER - 8.0, 3)))
            .collect();
        let most = others.iter().map(Vec::len).chain([first.len()]).max().unwrap_or(1);
        for (at, line) in first.iter().enumerate() {
            let y = self.paper.y + LEADING * (at as f32 + 1.0);
            self.paper.write((MARGIN + 4.0, y), (Face::Bold, SIZE), INK, line);
        }
        for (column, lines) in others.iter().enumerate() {
            let right = MARGIN + LABEL + NUMBER * (column as f32 + 1.0) - 6.0;
            for (at, line) in lines.iter().enumerate() {
                let width = self.paper.print.measure(Face::Bold, SIZE, line);
                let y = self.paper.y + LEADING * (at as f32 + 1.0);
                self.paper.write((right - width, y), (Face::Bold, SIZE), INK, line);
            }
        }
        self.paper.y += LEADING * most as f32 + 5.0;
        let width = LABEL + NUMBER * (end - begin) as f32;
        self.paper.fill((MARGIN, self.paper.y - 1.0), (width, 0.8), LINE);
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a bar is not longer than a page, whatever it counts")]
fn share(count: f64, most: f64) -> f32 {
    (count / most) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(rows: usize, columns: usize) -> Sheet {
        let headings = (0..columns + 2).map(|at| format!("Mechanical and electrical services {at}"));
        let label = "Superstructure, north pavilion, reinforced concrete and composite floors";
        Sheet {
            title: "Documents by discipline and status of the whole northern pavilion".to_owned(),
            about: vec![("Search".to_owned(), "word ".repeat(200))],
            headings: headings.collect(),
            rows: (0..rows)
                .map(|at| (format!("{label} {at}"), vec![Figure::Count(1_234); columns + 1]))
                .collect(),
            total: vec![Figure::Count(99_999); columns + 1],
            whole: columns,
            remarks: vec!["Counted within what somebody could see then.".to_owned()],
        }
    }

    #[test]
    fn long_reports_go_on_over_pages() {
        for (rows, columns, least) in [(0, 0, 1), (3, 0, 1), (200, 0, 8), (200, 60, 40)] {
            let bytes = pdf(&sheet(rows, columns)).expect("a file");
            let read = lopdf::Document::load_mem(&bytes).expect("a PDF");
            let pages = read.get_pages().len();
            assert!(pages >= least, "{rows} rows and {columns} columns on {pages} pages");
            let last = u32::try_from(pages).expect("few");
            let text = read.extract_text(&[last]).expect("its text");
            assert!(text.contains(&format!("{pages} of {pages}")), "{text}");
        }
    }
}
