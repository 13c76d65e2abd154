//! A report or specification in A4: title page, numbered headings, paragraphs, a table.

use super::border::wrap;
use super::dice::Dice;
use super::ink::{Hang, Ink};

/// What the report is about.
#[derive(Debug, Clone)]
pub struct ReportSpec {
    pub client: String,
    pub project: String,
    pub title: String,
    pub number: String,
    pub revision: String,
    pub date: String,
    pub originator: String,
    pub seed: u64,
    /// How many sections follow the title page; each fills about a page.
    pub sections: usize,
}

const LEFT: f32 = 25.0;
const RIGHT: f32 = 185.0;

const HEADS: &[&str] = &[
    "Scope",
    "Reference documents",
    "Design basis",
    "Materials",
    "Workmanship",
    "Tolerances",
    "Testing and inspection",
    "Samples and mock-ups",
    "Handling and storage",
    "Protection of finished work",
    "Health and safety",
    "Records and handover",
];

const SENTENCES: &[&str] = &[
    "The Contractor shall examine the drawings and report any conflict between them before work on the part concerned begins.",
    "Materials are to be new, stored under cover and off the ground, and used in the order in which they were delivered.",
    "Where a product is named, another of equal performance may be proposed; the proposal is to be made in writing with test certificates.",
    "Interfaces with adjoining trades are to be agreed on site and recorded in a sketch signed by both parties.",
    "Tolerances are not cumulative; the setting out of each level starts again from the survey control.",
    "The works are to be protected against rain, frost and the traffic of following trades until handover.",
    "Samples accepted by the design team are kept on site as the measure of quality for the work that follows.",
    "Fixings into concrete are to be drilled clear of reinforcement located by a cover meter.",
    "Joints are to be lined through with the grid; cut units narrower than half a module are not accepted.",
    "Test results are to be submitted within five working days, together with the location of each test on a marked plan.",
    "Work that does not conform is to be recorded, its cause established, and a remedy proposed before it is covered up.",
    "Certificates, warranties and maintenance instructions are handed over in the agreed structure no later than four weeks before completion.",
    "No opening shall be formed in a fire-resisting element without the approval of the engineer and of the fire consultant.",
    "Noise is limited to 70 dB(A) at the site boundary during working hours; louder work needs notice of seven days.",
    "The design life of concealed components is sixty years and of replaceable components twenty-five years.",
    "Openings left for later services are to be closed with material of the same resistance as the wall around them.",
    "Before boarding begins the inside of each partition is inspected and photographed, and the photographs are filed by room number.",
    "Deflection heads allow for 15 mm of movement of the slab above without loss of fire or sound resistance.",
    "Door sets are delivered with frame, leaf, seals and ironmongery from one source and carry one label.",
    "Sound insulation between rooms is tested in one room in ten, chosen by the design team.",
    "Surfaces to be painted are to be dry, with a moisture content below five per cent by weight.",
    "Substrates are accepted in writing by the trade that follows; a start of work counts as acceptance.",
    "The programme allows ten working days for the review of each submission.",
    "Sealants are to be compatible with the materials on both sides of the joint, proved by the manufacturer’s letter.",
    "Damaged units are replaced, not repaired, unless the repair cannot be seen from two metres in daylight.",
    "Setting-out points are to be agreed with the main contractor and kept visible until the second fix.",
    "Waste is sorted on site; the share that is recycled is reported each month.",
    "Drawings marked for information are not to be built from.",
    "Prefabricated elements carry a mark that gives level, grid reference and orientation.",
    "All calculations are to state the assumptions made, the standard applied and the name of whoever checked them.",
];

/// Writes each page as a content stream; the page is A4 upright.
pub fn pages(spec: &ReportSpec) -> Vec<Vec<u8>> {
    let mut pages = vec![front(spec)];
    let mut writer = Writer {
        spec,
        ink: Ink::new(1.0),
        y: 0.0,
        number: 1,
        dealt: spec.seed as usize % 97,
        done: Vec::new(),
    };
    writer.open();
    let mut dice = Dice::new(spec.seed, "report");
    for section in 1..=spec.sections {
        let head = HEADS[(section - 1) % HEADS.len()];
        writer.heading(&format!("{section}   {head}"), 5.5, 12.0);
        for clause in 1..=(2 + dice.below(3)) {
            writer.clause(section, clause, &mut dice);
        }
        if section % 4 == 3 {
            writer.table(&mut dice);
        }
    }
    writer.close();
    pages.append(&mut writer.done);
    pages
}

fn front(spec: &ReportSpec) -> Vec<u8> {
    let mut ink = Ink::new(1.0);
    ink.grey(0.2)
        .block((0.0, 232.0), 210.0, 65.0)
        .grey(0.5)
        .block((0.0, 228.0), 210.0, 4.0)
        .grey(1.0)
        .bold(true);
    ink.text((LEFT, 258.0), 8.0, Hang::Left, &spec.originator).grey(0.0);
    let mut y = 180.0;
    for line in wrap(&spec.title, 11.0, 150.0) {
        ink.text((LEFT, y), 11.0, Hang::Left, &line);
        y -= 14.0;
    }
    ink.bold(false)
        .text((LEFT, y - 6.0), 5.5, Hang::Left, &spec.project)
        .pen(0.5)
        .line((LEFT, y - 16.0), (RIGHT, y - 16.0));
    let rows = [
        ("Client", &spec.client),
        ("Document", &spec.number),
        ("Revision", &spec.revision),
        ("Date", &spec.date),
    ];
    for (row, (label, value)) in rows.iter().enumerate() {
        let y = y - 26.0 - 8.0 * row as f32;
        ink.grey(0.4).text((LEFT, y), 4.0, Hang::Left, label).grey(0.0).text(
            (LEFT + 36.0, y),
            4.0,
            Hang::Left,
            value,
        );
    }
    ink.finish()
}

struct Writer<'a> {
    spec: &'a ReportSpec,
    ink: Ink,
    y: f32,
    number: usize,
    dealt: usize,
    done: Vec<Vec<u8>>,
}

impl Writer<'_> {
    fn open(&mut self) {
        self.number += 1;
        self.ink = Ink::new(1.0);
        let foot = format!("{}  Rev {}", self.spec.number, self.spec.revision);
        self.ink.grey(0.35).text((LEFT, 283.0), 3.0, Hang::Left, &self.spec.project);
        self.ink
            .text((RIGHT, 283.0), 3.0, Hang::Right, &self.spec.title)
            .pen(0.25)
            .line((LEFT, 280.5), (RIGHT, 280.5));
        self.ink.line((LEFT, 17.0), (RIGHT, 17.0)).text((LEFT, 12.0), 3.0, Hang::Left, &foot);
        self.ink.text((RIGHT, 12.0), 3.0, Hang::Right, &format!("Page {}", self.number)).grey(0.0);
        self.y = 268.0;
    }

    fn close(&mut self) {
        let full = std::mem::replace(&mut self.ink, Ink::new(1.0));
        self.done.push(full.finish());
    }

    /// Turns the page if less than `room` millimetres are left.
    fn need(&mut self, room: f32) {
        if self.y - room < 24.0 {
            self.close();
            self.open();
        }
    }

    fn heading(&mut self, text: &str, size: f32, before: f32) {
        self.need(before + 24.0);
        self.y -= if self.y > 267.0 { 0.0 } else { before };
        self.ink.bold(true).text((LEFT, self.y), size, Hang::Left, text).bold(false);
        self.y -= size + 2.0;
    }

    fn clause(&mut self, section: usize, clause: usize, dice: &mut Dice) {
        let count = 2 + dice.below(3);
        // Dealt like cards, so that a sentence comes back only when all others have been used.
        let text: Vec<&str> =
            (0..count).map(|index| SENTENCES[(self.dealt + index) * 11 % SENTENCES.len()]).collect();
        self.dealt += count;
        let lines = wrap(&text.join(" "), 3.6, RIGHT - LEFT - 16.0);
        self.need(8.0);
        self.ink.text((LEFT, self.y), 3.6, Hang::Left, &format!("{section}.{clause}"));
        for line in lines {
            self.need(5.2);
            self.ink.text((LEFT + 16.0, self.y), 3.6, Hang::Left, &line);
            self.y -= 5.2;
        }
        self.y -= 2.6;
    }

    fn table(&mut self, dice: &mut Dice) {
        self.need(52.0);
        let columns = [0.0, 70.0, 110.0, 160.0];
        let rows = [
            "Flatness of floors",
            "Plumb of walls, per storey",
            "Position of openings",
            "Joint width",
            "Level of soffits",
        ];
        for row in 0..=rows.len() {
            let y = self.y - 6.5 * (row + 1) as f32;
            let permitted = format!("± {} mm", 2 + dice.below(9));
            let cells = if row == 0 {
                ["Property", "Permitted", "Method"]
            } else {
                [
                    rows[row - 1],
                    permitted.as_str(),
                    ["2 m straight edge", "Total station", "Steel tape"][row % 3],
                ]
            };
            self.ink.bold(row == 0).pen(0.2);
            for (index, cell) in cells.iter().enumerate() {
                let (x, width) = (LEFT + columns[index], columns[index + 1] - columns[index]);
                self.ink.frame((x, y), width, 6.5).text((x + 2.0, y + 2.0), 3.4, Hang::Left, cell);
            }
            self.ink.bold(false);
        }
        self.y -= 6.5 * (rows.len() + 1) as f32 + 6.0;
    }
}
