//! The cover sheet on paper: the letterhead, the particulars, what is asked, and the register of documents over as many
//! pages as it takes, with its head on each of them.

use wayleave_mail::Colour as Brand;
use wayleave_media::paper::{BAND, Column, INK, LEADING, LINE, MARGIN, PALE, Paper, SIZE};
use wayleave_media::{Colour, Emblem, Face, PrintError};

use super::sheet::{Line, Sheet};
use crate::wire;

/// Where the parts below the letterhead begin.
const BELOW_HEAD: f32 = 92.0;
/// The largest logo.
const LOGO: (f32, f32) = (200.0, 40.0);
/// The columns of the register: titles and widths, which fill the page.
const REGISTER: [(&str, f32); 7] = [
    ("#", 20.0),
    ("Number", 98.0),
    ("Title", 146.0),
    ("Rev.", 32.0),
    ("Status", 56.0),
    ("File", 38.0),
    ("SHA-256", 121.0),
];
/// The letters of the register, and the height of its lines.
const SMALL: (f32, f32) = (8.0, 10.2);
/// The letters of a hash.
const HASH: f32 = 6.0;
/// What is out of force, or not yet in it.
const WARNING: Colour = [0.70, 0.10, 0.10];

const NOTE: &str = "To check a file, compare its SHA-256 with the one in this register: sha256sum on Linux, shasum -a 256 on \
                    macOS, Get-FileHash in PowerShell. A file whose hash differs is not the one that was sent. This sheet is \
                    a record of what was sent; it is not signed.";

/// The file; the logo is a PNG.
pub fn pdf(sheet: &Sheet, logo: Option<&[u8]>) -> Result<Vec<u8>, PrintError> {
    let mut page = Page { paper: Paper::new(false)?, sheet, brand: brand(&sheet.branding.colour) };
    page.letterhead(logo.and_then(Emblem::of_png));
    page.title();
    page.particulars();
    page.asked();
    if !sheet.remarks.is_empty() {
        page.paper.heading("Message");
        for line in sheet.remarks.lines() {
            page.paper.paragraph((Face::Regular, 9.0), INK, 60, line);
        }
    }
    page.register();
    page.held();
    page.distribution();
    page.note();
    page.running_heads();
    page.paper.finish(&format!("Transmittal {} · {}", sheet.number, sheet.project))
}

/// The organisation's colour.
fn brand(colour: &str) -> Colour {
    Brand::parse(colour).unwrap_or(Brand::DEFAULT).channels().map(|channel| f32::from(channel) / 255.0)
}

/// A hash in groups, over two lines.
fn groups(hash: &str) -> [String; 2] {
    let groups: Vec<String> =
        hash.as_bytes().chunks(8).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    let (first, second) = groups.split_at(groups.len().div_ceil(2));
    [first.join(" "), second.join(" ")]
}

fn counted(count: usize, what: &str) -> String {
    wire::counted(i64::try_from(count).unwrap_or(i64::MAX), what)
}

struct Page<'a> {
    paper: Paper,
    sheet: &'a Sheet,
    brand: Colour,
}

/// The texts of a cell, one below the other, each with its letters.
type Cell = Vec<(Face, f32, Colour, String)>;

impl Page<'_> {
    /// A text that ends at the right margin.
    fn right(&mut self, y: f32, face: (Face, f32), ink: Colour, text: &str) {
        let text = self.paper.print.cut(face.0, face.1, text, self.paper.width() / 2.0);
        let x = self.paper.print.width() - MARGIN - self.paper.print.measure(face.0, face.1, &text);
        self.paper.write((x, y), face, ink, &text);
    }

    fn letterhead(&mut self, logo: Option<Emblem>) {
        let (sheet, brand, whole) = (self.sheet, self.brand, self.paper.print.width());
        self.paper.fill((0.0, 0.0), (whole, 9.0), brand);
        let half = self.paper.width() / 2.0;
        if let Some(logo) = logo {
            self.paper.print.emblem(0, (MARGIN, 24.0), logo.within(LOGO), &logo);
            let name = self.paper.print.cut(Face::Regular, SIZE, &sheet.organisation, half);
            self.paper.write((MARGIN, 78.0), (Face::Regular, SIZE), PALE, &name);
        } else {
            let lines = self.paper.print.lines(Face::Bold, 14.0, &sheet.organisation, (half, 3));
            for (at, line) in lines.iter().enumerate() {
                self.paper.write((MARGIN, 42.0 + 17.0 * at as f32), (Face::Bold, 14.0), INK, line);
            }
        }
        self.right(44.0, (Face::Bold, 17.0), INK, "TRANSMITTAL");
        self.right(64.0, (Face::Bold, 12.0), INK, &sheet.number);
        self.paper.fill((MARGIN, BELOW_HEAD - 6.0), (whole - 2.0 * MARGIN, 1.4), brand);
        self.paper.y = BELOW_HEAD;
    }

    fn title(&mut self) {
        self.paper.skip(4.0);
        self.paper.paragraph((Face::Bold, 13.0), INK, 5, &self.sheet.subject);
        if let Some(state) = self.sheet.state {
            self.paper.skip(3.0);
            self.paper.paragraph((Face::Bold, 11.0), WARNING, 1, &state.to_uppercase());
        }
        self.paper.skip(8.0);
    }

    /// Who sends what to whom, in two columns.
    fn particulars(&mut self) {
        let sheet = self.sheet;
        let from = [sheet.from.as_str(), &sheet.organisation];
        let from = from.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n");
        let to = match sheet.to.as_slice() {
            [] => "Nobody yet".to_owned(),
            [one] => {
                let copy = if one.role == "cc" { " (copy)" } else { "" };
                format!("{}{copy}\n{}", one.name, one.company)
            }
            many => format!("{}, listed below", counted(many.len(), "recipient")),
        };
        let sent = counted(sheet.documents.len() + sheet.withheld, "document");
        for [left, right] in [
            [("From", from), ("To", to)],
            [("Project", sheet.project.clone()), ("Purpose", sheet.purpose.clone())],
            [("Date", sheet.date.clone()), ("Sends", sent)],
        ] {
            self.pair(&left, &right);
        }
    }

    /// Two particulars beside each other, each below its name.
    fn pair(&mut self, left: &(&str, String), right: &(&str, String)) {
        let half = self.paper.width() / 2.0;
        let rule = self.paper.width();
        self.paper.fill((MARGIN, self.paper.y), (rule, 0.6), LINE);
        let mut most: f32 = 0.0;
        for (at, (name, value)) in [left, right].into_iter().enumerate() {
            let (x, mut y) = (MARGIN + half * at as f32, self.paper.y + 11.0);
            self.paper.write((x, y), (Face::Bold, 7.0), PALE, name);
            for (place, part) in value.lines().filter(|part| !part.is_empty()).enumerate() {
                let face = if place == 0 { (Face::Bold, 9.0) } else { (Face::Regular, 9.0) };
                for line in self.paper.print.lines(face.0, face.1, part, (half - 14.0, 4)) {
                    y += 12.0;
                    self.paper.write((x, y), face, INK, &line);
                }
            }
            most = most.max(y);
        }
        self.paper.y = most + 6.0;
    }

    /// What is asked of those who get it, to be seen at once.
    fn asked(&mut self) {
        let lines: Vec<String> = self.sheet.asked.clone();
        if lines.is_empty() {
            return;
        }
        self.paper.skip(4.0);
        let (y, width, brand) = (self.paper.y, self.paper.width(), self.brand);
        let height = 14.0 * lines.len() as f32 + 10.0;
        self.paper.fill((MARGIN, y), (width, height), BAND);
        self.paper.fill((MARGIN, y), (4.0, height), brand);
        for (at, line) in lines.iter().enumerate() {
            let at = (MARGIN + 14.0, y + 15.5 + 14.0 * at as f32);
            self.paper.write(at, (Face::Bold, 10.0), INK, line);
        }
        self.paper.y += height;
    }

    fn register(&mut self) {
        self.paper.heading("Register of documents");
        self.head();
        for (at, line) in self.sheet.documents.iter().enumerate() {
            let cells = self.cells(at + 1, line);
            let height = SMALL.1 * cells.iter().map(Vec::len).max().unwrap_or(1) as f32 + 6.0;
            if !self.paper.fits(height) {
                self.paper.turn();
                self.head();
            }
            self.row(&cells, height);
        }
        if self.sheet.withheld > 0 {
            let more = counted(self.sheet.withheld, "more document");
            let text = format!("{more} that it sends: out of the reach of whoever printed this.");
            self.paper.paragraph((Face::Regular, SIZE), PALE, 2, &text);
        }
    }

    /// The head of the register, which stands on each of its pages.
    fn head(&mut self) {
        self.paper.need(5.0 * LEADING);
        self.paper.skip(2.0);
        let (y, width, brand) = (self.paper.y, self.paper.width(), self.brand);
        self.paper.fill((MARGIN, y), (width, 15.0), BAND);
        self.paper.fill((MARGIN, y + 15.0), (width, 1.0), brand);
        let mut x = MARGIN;
        for (title, width) in REGISTER {
            self.paper.write((x + 3.0, y + 10.5), (Face::Bold, 7.5), INK, title);
            x += width;
        }
        self.paper.y += 16.0;
    }

    fn cells(&self, place: usize, line: &Line) -> [Cell; 7] {
        let broken = |column: usize, face: Face, text: &str| -> Cell {
            let width = REGISTER.get(column).map_or(0.0, |(_, width)| width - 6.0);
            let lines = self.paper.print.lines(face, SMALL.0, text, (width, 20));
            lines.into_iter().map(|line| (face, SMALL.0, INK, line)).collect()
        };
        let (kind, size) = &line.file;
        let mut file = broken(5, Face::Regular, kind);
        file.extend(
            broken(5, Face::Regular, size).into_iter().map(|(face, _, _, text)| (face, 7.0, PALE, text)),
        );
        [
            vec![(Face::Regular, 7.0, PALE, place.to_string())],
            broken(1, Face::Bold, &line.number),
            broken(2, Face::Regular, &line.title),
            broken(3, Face::Bold, &line.revision),
            broken(4, Face::Regular, &line.status),
            file,
            groups(&line.sha256).map(|part| (Face::Regular, HASH, INK, part)).into(),
        ]
    }

    fn row(&mut self, cells: &[Cell], height: f32) {
        let (top, width) = (self.paper.y, self.paper.width());
        let mut x = MARGIN;
        for (cell, (_, width)) in cells.iter().zip(REGISTER) {
            for (at, (face, size, ink, text)) in cell.iter().enumerate() {
                let y = top + SMALL.1 * (at as f32 + 1.0) + 0.5;
                self.paper.write((x + 3.0, y), (*face, *size), *ink, text);
            }
            x += width;
        }
        self.paper.fill((MARGIN, top + height - 0.6), (width, 0.6), LINE);
        self.paper.y += height;
    }

    /// What the reader holds already.
    fn held(&mut self) {
        let held = &self.sheet.held;
        if held.is_empty() {
            return;
        }
        self.paper.heading("Held already, and not sent again");
        let columns = [("Number", 3.0), ("Title", 5.5), ("Revision", 1.4), ("Sent with", 1.8)];
        let rows = held.iter().map(|one| {
            vec![one.number.clone(), one.title.clone(), one.revision.clone(), one.sent_with.clone()]
        });
        let rows: Vec<Vec<String>> = rows.collect();
        self.paper.table(&columns.map(|(title, share)| Column { title, share }), &rows);
    }

    /// To whom it goes, where that is more than one.
    fn distribution(&mut self) {
        let sheet = self.sheet;
        if sheet.to.len() < 2 {
            return;
        }
        self.paper.heading("Distribution");
        let all = i64::try_from(sheet.documents.len() + sheet.withheld).unwrap_or_default();
        let rows = sheet.to.iter().map(|one| {
            let role = if one.role == "cc" { "Copy" } else { "To" };
            let gets =
                if one.lacking > 0 { format!("{} of {all}", all - one.lacking) } else { "all".to_owned() };
            vec![role.to_owned(), one.name.clone(), one.company.clone(), gets]
        });
        let rows: Vec<Vec<String>> = rows.collect();
        let columns = [("", 0.8), ("Name", 4.0), ("Company or address", 4.0), ("Documents", 1.4)];
        self.paper.table(&columns.map(|(title, share)| Column { title, share }), &rows);
    }

    fn note(&mut self) {
        self.paper.need(4.0 * LEADING + 14.0);
        self.paper.skip(14.0);
        self.paper.rule();
        self.paper.paragraph((Face::Regular, 7.5), PALE, 4, NOTE);
    }

    /// What each page after the first says of where it belongs.
    fn running_heads(&mut self) {
        let (sheet, brand, whole) = (self.sheet, self.brand, self.paper.print.width());
        let text = format!("Transmittal {} · {}", sheet.number, sheet.subject);
        let text = self.paper.print.cut(Face::Regular, 7.5, &text, self.paper.width() * 0.62);
        let name = self.paper.print.cut(Face::Regular, 7.5, &sheet.organisation, self.paper.width() * 0.35);
        let x = whole - MARGIN - self.paper.print.measure(Face::Regular, 7.5, &name);
        for page in 1..self.paper.print.pages() {
            self.paper.print.area(page, (0.0, 0.0), (whole, 5.0), brand);
            self.paper.print.text(page, (MARGIN, 28.0), (Face::Regular, 7.5), PALE, &text);
            self.paper.print.text(page, (x, 28.0), (Face::Regular, 7.5), PALE, &name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transmittals::sheet::Reader;
    use crate::transmittals::skips::HeldBy;

    fn hash(at: usize) -> String {
        format!("{:08x}", at * 7_919 + 1).repeat(8)
    }

    fn sheet(documents: usize, title: &str) -> Sheet {
        let lines = (1..=documents).map(|at| Line {
            number: format!("MERI-ARC-NORTH-L{:02}-DRG-{at:06}", at % 9),
            title: format!("{title} {at}"),
            revision: "P02".to_owned(),
            status: "Under review".to_owned(),
            file: ("PDF".to_owned(), "1 MB".to_owned()),
            sha256: hash(at),
        });
        Sheet {
            organisation: "Meridian Architects".to_owned(),
            number: "TRN-012".to_owned(),
            subject: "Ground floor, second issue".to_owned(),
            project: "NP · Northern pavilion".to_owned(),
            from: "Anna Keller".to_owned(),
            date: "2026-11-21".to_owned(),
            purpose: "For Review".to_owned(),
            asked: vec!["Please acknowledge receipt by 2026-11-30.".to_owned()],
            remarks: "Please look at the stairs first.\n\nThe rest follows.".to_owned(),
            to: vec![Reader { role: "to".to_owned(), name: "Kim Ode".to_owned(), ..Reader::default() }],
            documents: lines.collect(),
            ..Sheet::default()
        }
    }

    /// The words of each page.
    fn pages(sheet: &Sheet) -> Vec<String> {
        let bytes = pdf(sheet, None).expect("a file");
        let read = lopdf::Document::load_mem(&bytes).expect("a PDF");
        read.get_pages().keys().map(|page| read.extract_text(&[*page]).expect("its text")).collect()
    }

    #[test]
    fn a_sheet_of_one_document_says_all_on_one_page() {
        let pages = pages(&sheet(1, "Ground floor plan"));
        let [page] = pages.as_slice() else { panic!("{} pages", pages.len()) };
        let told = [
            "TRANSMITTAL",
            "TRN-012",
            "Meridian Architects",
            "NP · Northern pavilion",
            "For Review",
            "Anna Keller",
        ];
        for word in told.into_iter().chain([
            "Kim Ode",
            "2026-11-30",
            "look at the stairs",
            "The rest follows.",
            "1 document",
        ]) {
            assert!(page.contains(word), "{word}: {page}");
        }
        assert!(page.contains("Page 1 of 1") && page.contains(&groups(&hash(1))[1]), "{page}");
        assert!(!page.contains("Distribution") && !page.contains("Held already"), "{page}");
    }

    #[test]
    fn every_document_stands_with_its_hash_below_a_head_on_every_page() {
        let pages =
            pages(&sheet(200, "Reinforcement of the slab above the second basement, part with a long name"));
        assert!((8..=20).contains(&pages.len()), "{} pages", pages.len());
        for (at, page) in pages.iter().enumerate() {
            assert!(page.contains(&format!("Page {} of {}", at + 1, pages.len())), "{page}");
            assert!(page.contains("TRN-012") && page.contains("SHA-256"), "{page}");
            assert!(page.contains("Rev.") || at + 1 == pages.len(), "the head of the register: {page}");
        }
        let all = pages.join("\n");
        for at in 1..=200 {
            let [first, second] = groups(&hash(at));
            assert!(all.contains(&first) && all.contains(&second), "the hash of {at}");
        }
    }

    #[test]
    fn names_of_any_script_are_found_and_the_rest_of_the_parts_are_said() {
        let reader = |name: &str, role: &str, lacking| Reader {
            role: role.to_owned(),
            name: name.to_owned(),
            company: "Építész Kft.".to_owned(),
            lacking,
        };
        let held = HeldBy {
            number: "A-099".to_owned(),
            title: "Разрез".to_owned(),
            revision: "P01".to_owned(),
            sent_with: "TRN-004".to_owned(),
        };
        let sheet = Sheet {
            to: vec![
                reader("Ödön Kovács", "to", 0),
                reader("田中 建築", "cc", 2),
                reader("Γιώργος", "to", 0),
            ],
            held: vec![held],
            state: Some("Recalled"),
            withheld: 3,
            ..sheet(4, "План первого этажа 平面図")
        };
        let text = pages(&sheet).join("\n");
        let told = [
            "Ödön Kovács",
            "田中 建築",
            "Γιώργος",
            "Építész Kft.",
            "平面図",
            "RECALLED",
            "3 recipients",
            "5 of 7",
        ];
        for word in
            told.into_iter().chain(["Held already", "Разрез", "TRN-004", "3 more documents", "7 documents"])
        {
            assert!(text.contains(word), "{word}: {text}");
        }
    }
}
