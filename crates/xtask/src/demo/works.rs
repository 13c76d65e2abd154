//! What is drawn and written in the demo's projects: series of sheets and reports as data, one line for each series.

use crate::drawings::{Kind, Paper};

/// What a series consists of.
#[derive(Clone, Copy, Debug)]
pub enum Medium {
    /// Sheets of a kind and size.
    Sheet(Kind, Paper),
    /// Reports of so many sections.
    Report(usize),
}

/// How far a series goes through its revisions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Course {
    /// Reviewed and, for the most part, approved.
    Design,
    /// Issued for information.
    Information,
    /// Commercial: one or two revisions, restricted to the Commercial group.
    Commercial,
    /// Sent in by a company from outside; a Document Controller decides.
    Submission,
}

/// A series: one document for each of its places, levels and subjects.
#[derive(Clone, Copy, Debug)]
pub struct Series {
    pub project: &'static str,
    /// Who uploads it.
    pub by: &'static str,
    /// The company whose drawing it is.
    pub from: &'static str,
    pub medium: Medium,
    /// The code of the document type, and of the discipline.
    pub codes: (&'static str, &'static str),
    /// The letter of the role in its numbers, and where they begin.
    pub numbers: (&'static str, u32),
    /// The places, by the first letters of their names in [`PLACES`].
    pub places: &'static [&'static str],
    /// How many levels are drawn; none if levels do not matter.
    pub levels: usize,
    pub subjects: &'static [&'static str],
    pub course: Course,
}

/// The places of each project: code and name.
pub const PLACES: &[(&str, &str, &str)] = &[
    ("harbour", "CT", "Cruise terminal"),
    ("harbour", "FB", "Ferry berth 2"),
    ("harbour", "CS", "Customs shed"),
    ("harbour", "QW", "Quay wall"),
    ("hospital", "WB", "Ward block"),
    ("hospital", "TS", "Theatre suite"),
    ("hospital", "EC", "Energy centre"),
    ("berth", "B3", "Berth 3"),
];

/// The values to choose from, besides those that every organisation begins with.
pub const OPTIONS: &[(&str, &[(&str, &str)])] = &[
    ("document_type", &[("CTR", "Contract document")]),
    ("discipline", &[("FAC", "Facades"), ("COM", "Commercial")]),
    (
        "zone",
        &[
            ("CT", "Cruise terminal"),
            ("FB", "Ferry berth 2"),
            ("CS", "Customs shed"),
            ("QW", "Quay wall"),
            ("WB", "Ward block"),
            ("TS", "Theatre suite"),
            ("EC", "Energy centre"),
            ("B3", "Berth 3"),
        ],
    ),
    ("level", &[("03", "Level 3"), ("04", "Level 4"), ("ZZ", "Several levels")]),
    ("package", &[("PK10", "Substructure and piling"), ("PK20", "Frame and envelope"), ("PK30", "Services")]),
];

impl Series {
    /// The package that a series belongs to.
    pub fn package(&self) -> &'static str {
        match self.codes.1 {
            "CIV" => "PK10",
            "MEC" => "PK30",
            _ => "PK20",
        }
    }

    /// The stage it was drawn in.
    pub fn stage(&self) -> &'static str {
        match self.course {
            Course::Submission => "FC",
            Course::Commercial | Course::Information => "DD",
            Course::Design => "TD",
        }
    }
}

const A1: Paper = Paper::A1;
const A3: Paper = Paper::A3;

const fn sheets(kind: Kind, paper: Paper) -> Medium {
    Medium::Sheet(kind, paper)
}

const PLANS: &[&str] = &["general arrangement", "fire strategy", "ceiling layout", "partition layout"];
const VIEWS: &[&str] = &["north elevation", "east elevation", "south elevation", "west elevation"];
const CUTS: &[&str] = &["section A-A", "section B-B", "section C-C"];
const FRAMES: &[&str] = &["framing plan", "reinforcement layout"];
const SYSTEMS: &[&str] = &[
    "heating schematic",
    "chilled water schematic",
    "ventilation schematic",
    "domestic water schematic",
    "sprinkler schematic",
];
const GROUND: &[&str] = &["site layout", "drainage layout", "traffic and access", "utilities diversion"];
const JUNCTIONS: &[&str] = &[
    "parapet detail",
    "base detail",
    "window head and sill",
    "movement joint",
    "canopy connection",
    "stair landing",
    "rooflight upstand",
    "balustrade fixing",
];

/// Every series.
pub const SERIES: &[Series] = &[
    // Aldmouth Harbour Masterplan: the design, kept by the Document Controllers and the engineers.
    Series {
        project: "harbour",
        by: "yusuf.demir",
        from: "orrin-vale",
        medium: sheets(Kind::FloorPlan, A1),
        codes: ("DRG", "ARC"),
        numbers: ("A", 2000),
        places: &["CT", "CS"],
        levels: 4,
        subjects: PLANS,
        course: Course::Design,
    },
    Series {
        project: "harbour",
        by: "yusuf.demir",
        from: "orrin-vale",
        medium: sheets(Kind::Elevation, A1),
        codes: ("DRG", "ARC"),
        numbers: ("A", 3000),
        places: &["CT", "FB", "CS"],
        levels: 0,
        subjects: VIEWS,
        course: Course::Design,
    },
    Series {
        project: "harbour",
        by: "anneke.vos",
        from: "orrin-vale",
        medium: sheets(Kind::Section, A1),
        codes: ("DRG", "ARC"),
        numbers: ("A", 3100),
        places: &["CT", "FB", "CS"],
        levels: 0,
        subjects: CUTS,
        course: Course::Design,
    },
    Series {
        project: "harbour",
        by: "kwame.boateng",
        from: "sato-brandt",
        medium: sheets(Kind::StructuralPlan, A1),
        codes: ("DRG", "STR"),
        numbers: ("S", 1000),
        places: &["CT", "FB", "CS"],
        levels: 4,
        subjects: FRAMES,
        course: Course::Design,
    },
    Series {
        project: "harbour",
        by: "anneke.vos",
        from: "lumen-loop",
        medium: sheets(Kind::ServicesSchematic, A1),
        codes: ("DRG", "MEC"),
        numbers: ("M", 5000),
        places: &["CT", "FB", "CS"],
        levels: 0,
        subjects: SYSTEMS,
        course: Course::Design,
    },
    Series {
        project: "harbour",
        by: "kwame.boateng",
        from: "sato-brandt",
        medium: sheets(Kind::SitePlan, A1),
        codes: ("DRG", "CIV"),
        numbers: ("C", 1000),
        places: &["QW", "FB", "CT"],
        levels: 0,
        subjects: GROUND,
        course: Course::Design,
    },
    Series {
        project: "harbour",
        by: "yusuf.demir",
        from: "orrin-vale",
        medium: sheets(Kind::DoorSchedule, A3),
        codes: ("SCH", "ARC"),
        numbers: ("A", 8000),
        places: &["CT", "CS"],
        levels: 4,
        subjects: &["door schedule"],
        course: Course::Information,
    },
    Series {
        project: "harbour",
        by: "anneke.vos",
        from: "orrin-vale",
        medium: sheets(Kind::Detail, A3),
        codes: ("DRG", "ARC"),
        numbers: ("A", 6000),
        places: &["CT", "FB", "CS"],
        levels: 0,
        subjects: JUNCTIONS,
        course: Course::Design,
    },
    Series {
        project: "harbour",
        by: "kwame.boateng",
        from: "sato-brandt",
        medium: Medium::Report(6),
        codes: ("RPT", "CIV"),
        numbers: ("C", 9000),
        places: &["QW", "FB"],
        levels: 0,
        subjects: &[
            "ground investigation report",
            "wave overtopping study",
            "flood risk assessment",
            "dredging strategy",
        ],
        course: Course::Information,
    },
    Series {
        project: "harbour",
        by: "yusuf.demir",
        from: "fairlead",
        medium: Medium::Report(4),
        codes: ("CTR", "COM"),
        numbers: ("Q", 100),
        places: &["QW", "CT"],
        levels: 0,
        subjects: &["bill of quantities", "tender evaluation", "contract sum analysis"],
        course: Course::Commercial,
    },
    // Northgate Hospital East Wing.
    Series {
        project: "hospital",
        by: "beatrix.holm",
        from: "orrin-vale",
        medium: sheets(Kind::FloorPlan, A1),
        codes: ("DRG", "ARC"),
        numbers: ("A", 2000),
        places: &["WB", "TS"],
        levels: 5,
        subjects: PLANS,
        course: Course::Design,
    },
    Series {
        project: "hospital",
        by: "beatrix.holm",
        from: "orrin-vale",
        medium: sheets(Kind::Elevation, A1),
        codes: ("DRG", "ARC"),
        numbers: ("A", 3000),
        places: &["WB", "TS", "EC"],
        levels: 0,
        subjects: VIEWS,
        course: Course::Design,
    },
    Series {
        project: "hospital",
        by: "saoirse.kavanagh",
        from: "orrin-vale",
        medium: sheets(Kind::Section, A1),
        codes: ("DRG", "ARC"),
        numbers: ("A", 3100),
        places: &["WB", "TS", "EC"],
        levels: 0,
        subjects: CUTS,
        course: Course::Design,
    },
    Series {
        project: "hospital",
        by: "elena.petrova",
        from: "sato-brandt",
        medium: sheets(Kind::StructuralPlan, A1),
        codes: ("DRG", "STR"),
        numbers: ("S", 1000),
        places: &["WB", "TS"],
        levels: 5,
        subjects: FRAMES,
        course: Course::Design,
    },
    Series {
        project: "hospital",
        by: "saoirse.kavanagh",
        from: "lumen-loop",
        medium: sheets(Kind::ServicesSchematic, A1),
        codes: ("DRG", "MEC"),
        numbers: ("M", 5000),
        places: &["WB", "TS", "EC"],
        levels: 0,
        subjects: SYSTEMS,
        course: Course::Design,
    },
    Series {
        project: "hospital",
        by: "elena.petrova",
        from: "sato-brandt",
        medium: sheets(Kind::SitePlan, A1),
        codes: ("DRG", "CIV"),
        numbers: ("C", 1000),
        places: &["WB", "EC"],
        levels: 0,
        subjects: GROUND,
        course: Course::Design,
    },
    Series {
        project: "hospital",
        by: "beatrix.holm",
        from: "orrin-vale",
        medium: sheets(Kind::DoorSchedule, A3),
        codes: ("SCH", "ARC"),
        numbers: ("A", 8000),
        places: &["WB", "TS"],
        levels: 5,
        subjects: &["door schedule"],
        course: Course::Information,
    },
    Series {
        project: "hospital",
        by: "anneke.vos",
        from: "castellan",
        medium: sheets(Kind::Detail, A3),
        codes: ("DRG", "FAC"),
        numbers: ("F", 6000),
        places: &["WB", "TS", "EC"],
        levels: 0,
        subjects: JUNCTIONS,
        course: Course::Design,
    },
    Series {
        project: "hospital",
        by: "elena.petrova",
        from: "orrin-vale",
        medium: Medium::Report(8),
        codes: ("SPC", "ARC"),
        numbers: ("A", 9000),
        places: &["WB", "TS"],
        levels: 0,
        subjects: &[
            "partition specification",
            "finishes specification",
            "ironmongery specification",
            "infection control strategy",
        ],
        course: Course::Information,
    },
    Series {
        project: "hospital",
        by: "saoirse.kavanagh",
        from: "fairlead",
        medium: Medium::Report(4),
        codes: ("CTR", "COM"),
        numbers: ("Q", 100),
        places: &["WB", "EC"],
        levels: 0,
        subjects: &["bill of quantities", "tender evaluation", "cost plan"],
        course: Course::Commercial,
    },
    // Berth 3 Fender Repairs.
    Series {
        project: "berth",
        by: "anneke.vos",
        from: "sato-brandt",
        medium: sheets(Kind::Detail, A3),
        codes: ("DRG", "CIV"),
        numbers: ("C", 100),
        places: &["B3"],
        levels: 0,
        subjects: &["fender fixing", "cope line repair", "as-built survey"],
        course: Course::Information,
    },
    // What comes in from outside.
    Series {
        project: "harbour",
        by: "tomas.ferreira",
        from: "grieg-marine",
        medium: sheets(Kind::Detail, A3),
        codes: ("DRG", "CIV"),
        numbers: ("P", 7000),
        places: &["QW", "FB"],
        levels: 0,
        subjects: &["pile head shop drawing", "tie rod shop drawing", "capping beam shop drawing"],
        course: Course::Submission,
    },
    Series {
        project: "harbour",
        by: "sigrid.grieg",
        from: "grieg-marine",
        medium: Medium::Report(3),
        codes: ("MST", "CIV"),
        numbers: ("P", 7500),
        places: &["QW"],
        levels: 0,
        subjects: &["piling method statement", "noise and vibration plan", "lifting plan"],
        course: Course::Submission,
    },
    Series {
        project: "harbour",
        by: "miriam.brandt",
        from: "sato-brandt",
        medium: sheets(Kind::StructuralPlan, A1),
        codes: ("DRG", "STR"),
        numbers: ("S", 1900),
        places: &["QW"],
        levels: 2,
        subjects: &["anchor layout"],
        course: Course::Submission,
    },
    Series {
        project: "hospital",
        by: "vera.novak",
        from: "castellan",
        medium: sheets(Kind::Elevation, A1),
        codes: ("DRG", "FAC"),
        numbers: ("F", 7000),
        places: &["WB", "TS"],
        levels: 0,
        subjects: &["facade panel layout", "facade anchor layout"],
        course: Course::Submission,
    },
    Series {
        project: "hospital",
        by: "idris.malik",
        from: "castellan",
        medium: Medium::Report(3),
        codes: ("MST", "FAC"),
        numbers: ("F", 7500),
        places: &["WB"],
        levels: 0,
        subjects: &["mock-up report", "installation method statement"],
        course: Course::Submission,
    },
    Series {
        project: "hospital",
        by: "priya.raman",
        from: "lumen-loop",
        medium: sheets(Kind::ServicesSchematic, A1),
        codes: ("DRG", "MEC"),
        numbers: ("M", 5900),
        places: &["EC"],
        levels: 0,
        subjects: &["boiler plant schematic", "heat recovery schematic", "medical gas schematic"],
        course: Course::Submission,
    },
];
