//! Drawings and reports for demonstrations and tests, as PDF: made up, but drawn as an office would.
//!
//! Promises: the same [`SheetSpec`] gives the same bytes; every line is a vector; a later revision shows
//! what it changed, in a cloud with its triangle; any amount of [`SheetSpec::padding_mib`] leaves the file
//! a valid PDF that looks the same.

mod border;
mod building;
mod detail;
pub(crate) mod dice;
mod doors;
mod framing;
mod ink;
mod marks;
mod plan;
mod report;
mod section;
mod services;
mod site;
mod upright;

use dice::Dice;
use ink::Ink;
use pdf_writer::{Finish as _, Name, Pdf, Rect, Ref, TextStr};

pub use report::ReportSpec;

/// What a sheet shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A floor from above.
    FloorPlan,
    /// The building from outside.
    Elevation,
    /// The building cut open.
    Section,
    /// The frame of one level.
    StructuralPlan,
    /// Heating and cooling as a diagram.
    ServicesSchematic,
    /// The ground round the building.
    SitePlan,
    /// All doors in a table.
    DoorSchedule,
    /// Two junctions, large.
    Detail,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::FloorPlan,
        Self::Elevation,
        Self::Section,
        Self::StructuralPlan,
        Self::ServicesSchematic,
        Self::SitePlan,
        Self::DoorSchedule,
        Self::Detail,
    ];

    fn discipline(self) -> &'static str {
        match self {
            Self::StructuralPlan => "Structural",
            Self::ServicesSchematic => "Mechanical",
            Self::SitePlan => "Civil",
            _ => "Architecture",
        }
    }

    fn practice(self) -> &'static str {
        match self {
            Self::StructuralPlan => "Consulting structural engineers",
            Self::ServicesSchematic => "Building services engineers",
            Self::SitePlan => "Civil and infrastructure engineers",
            _ => "Architects and interior designers",
        }
    }

    /// The denominator of the scale on A1, if it is to scale.
    fn scale(self) -> Option<u32> {
        match self {
            Self::ServicesSchematic | Self::DoorSchedule => None,
            Self::SitePlan => Some(500),
            Self::Detail => Some(10),
            _ => Some(100),
        }
    }
}

/// The size of a sheet, landscape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// 841 by 594 millimetres.
    A1,
    /// 420 by 297 millimetres: the same drawing at half the size.
    A3,
}

impl Paper {
    fn shrink(self) -> f32 {
        match self {
            Self::A1 => 1.0,
            Self::A3 => 0.5,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::A1 => "A1",
            Self::A3 => "A3",
        }
    }
}

/// A line of the revision table.
#[derive(Debug, Clone)]
pub struct Revision {
    /// Such as "P01".
    pub code: String,
    /// As it is to be printed.
    pub date: String,
    pub description: String,
    /// Initials.
    pub drawn: String,
    pub checked: String,
    pub approved: String,
}

/// What a sheet is to show and to say.
#[derive(Debug, Clone)]
pub struct SheetSpec {
    pub kind: Kind,
    pub paper: Paper,
    /// Decides the building: sheets of one project share it.
    pub seed: u64,
    pub client: String,
    pub project: String,
    /// The practice whose drawing it is.
    pub originator: String,
    pub title: String,
    pub number: String,
    /// As printed, such as "S3 – For review".
    pub status: String,
    /// The floor shown, 0 being the ground floor.
    pub level: usize,
    /// Oldest first; the last one is the revision of the sheet, and each moves something.
    pub revisions: Vec<Revision>,
    /// So many mebibytes of scanned noise go along, unseen, to make a large file.
    pub padding_mib: Option<usize>,
}

impl SheetSpec {
    fn level_name(&self) -> String {
        match (self.kind, self.level) {
            (Kind::FloorPlan | Kind::StructuralPlan | Kind::DoorSchedule, 0) => "Ground".to_owned(),
            (Kind::FloorPlan | Kind::StructuralPlan | Kind::DoorSchedule, level) => format!("Level {level}"),
            _ => "–".to_owned(),
        }
    }
}

/// Draws a sheet.
pub fn sheet(spec: &SheetSpec) -> Vec<u8> {
    let mut ink = Ink::new(spec.paper.shrink());
    let ratio = spec.kind.scale().map_or_else(
        || "NTS".to_owned(),
        |scale| format!("1:{} @ {}", scale as f32 / spec.paper.shrink(), spec.paper.name()),
    );
    let (draw, notes): (fn(&mut Ink, &SheetSpec), _) = match spec.kind {
        Kind::FloorPlan => (plan::draw, plan::NOTES),
        Kind::Elevation => (upright::draw, upright::NOTES),
        Kind::Section => (section::draw, upright::NOTES),
        Kind::StructuralPlan => (framing::draw, framing::NOTES),
        Kind::ServicesSchematic => (services::draw, services::NOTES),
        Kind::SitePlan => (site::draw, site::NOTES),
        Kind::DoorSchedule => (doors::draw, doors::NOTES),
        Kind::Detail => (detail::draw, detail::NOTES),
    };
    draw(&mut ink, spec);
    border::draw(&mut ink, spec, &ratio, notes);
    let unit = spec.paper.shrink() * 72.0 / 25.4;
    let size = (border::SHEET.0 * unit, border::SHEET.1 * unit);
    let title = format!("{} {}", spec.number, spec.title);
    assemble(&title, &spec.originator, size, &[ink.finish()], spec.padding_mib)
}

/// Writes a report of several A4 pages.
pub fn report(spec: &ReportSpec) -> Vec<u8> {
    let title = format!("{} {}", spec.number, spec.title);
    assemble(&title, &spec.originator, (595.28, 841.89), &report::pages(spec), None)
}

fn assemble(
    title: &str,
    author: &str,
    (width, height): (f32, f32),
    pages: &[Vec<u8>],
    padding_mib: Option<usize>,
) -> Vec<u8> {
    let (catalog, tree, info) = (Ref::new(1), Ref::new(2), Ref::new(3));
    let (regular, bold, noise) = (Ref::new(4), Ref::new(5), Ref::new(6));
    let page_ref = |index: usize| Ref::new(10 + 2 * index as i32);
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree);
    pdf.document_info(info).title(TextStr(title)).author(TextStr(author)).creator(TextStr("CAD plot"));
    pdf.pages(tree).kids((0..pages.len()).map(page_ref)).count(pages.len() as i32);
    for (font, name) in [(regular, "Helvetica"), (bold, "Helvetica-Bold")] {
        pdf.type1_font(font).base_font(Name(name.as_bytes())).encoding_predefined(Name(b"WinAnsiEncoding"));
    }
    for (index, content) in pages.iter().enumerate() {
        let id = page_ref(index);
        let contents = Ref::new(id.get() + 1);
        let mut page = pdf.page(id);
        page.parent(tree).media_box(Rect::new(0.0, 0.0, width, height)).contents(contents);
        let mut resources = page.resources();
        resources.fonts().pair(Name(b"R"), regular).pair(Name(b"B"), bold);
        if padding_mib.is_some() {
            resources.x_objects().pair(Name(b"Scan"), noise);
        }
        resources.finish();
        page.finish();
        pdf.stream(contents, content);
    }
    if let Some(mebibytes) = padding_mib {
        pad(&mut pdf, noise, mebibytes);
    }
    pdf.finish()
}

/// Adds a picture of noise among the page's resources that no page shows, as editors leave behind.
fn pad(pdf: &mut Pdf, id: Ref, mebibytes: usize) {
    let mut dice = Dice::new(mebibytes as u64, "padding");
    let pixels: Vec<u8> = (0..mebibytes * (1 << 17)).flat_map(|_| dice.next().to_le_bytes()).collect();
    let mut image = pdf.image_xobject(id, &pixels);
    image.width(1024).height(1024 * mebibytes as i32).bits_per_component(8).color_space().device_gray();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(kind: Kind, revisions: usize) -> SheetSpec {
        let revision = |index: usize| Revision {
            code: format!("P{:02}", index + 1),
            date: "2026-03-14".to_owned(),
            description: "Issued for review".to_owned(),
            drawn: "DR".to_owned(),
            checked: "BL".to_owned(),
            approved: "KM".to_owned(),
        };
        SheetSpec {
            kind,
            paper: Paper::A1,
            seed: 7,
            client: "Harbour Trust".to_owned(),
            project: "Canal Road".to_owned(),
            originator: "Acme".to_owned(),
            title: "Level 2 plan".to_owned(),
            number: "A-102".to_owned(),
            status: "S3".to_owned(),
            level: 2,
            revisions: (0..revisions).map(revision).collect(),
            padding_mib: None,
        }
    }

    #[test]
    fn the_same_spec_gives_the_same_bytes() {
        for kind in Kind::ALL {
            assert_eq!(sheet(&spec(kind, 2)), sheet(&spec(kind, 2)), "{kind:?}");
        }
    }

    #[test]
    fn every_revision_is_another_drawing_of_a_natural_size() {
        for kind in Kind::ALL {
            let sheets: Vec<_> = (1..4).map(|revisions| sheet(&spec(kind, revisions))).collect();
            assert!(sheets.windows(2).all(|pair| pair[0] != pair[1]), "{kind:?}");
            assert!((30_000..600_000).contains(&sheets[2].len()), "{kind:?}: {}", sheets[2].len());
        }
    }

    #[test]
    fn padding_makes_the_file_as_large_as_asked() {
        let padded = SheetSpec { padding_mib: Some(3), ..spec(Kind::Detail, 1) };
        let length = sheet(&padded).len();
        assert!((3 << 20..(3 << 20) + 600_000).contains(&length), "{length}");
    }
}
