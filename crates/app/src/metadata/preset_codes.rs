//! The codes of the preset for ISO 19650, as the British national annex to part 2 lists them, with words of our own.

/// The fields that a project gets: key and label.
pub const FIELDS: &[(&str, &str)] = &[("volume", "Volume or system"), ("suitability", "Suitability")];

/// The choices by field: code and label.
pub const CHOICES: &[(&str, &[(&str, &str)])] = &[
    ("volume", VOLUMES),
    ("level", LEVELS),
    ("document_type", FORMS),
    ("discipline", ROLES),
    ("suitability", SUITABILITY),
];

const VOLUMES: &[(&str, &str)] = &[
    ("ZZ", "Several volumes or systems"),
    ("XX", "No particular volume"),
    ("01", "Volume 1"),
    ("02", "Volume 2"),
];

const LEVELS: &[(&str, &str)] = &[
    ("ZZ", "Several levels"),
    ("XX", "No particular level"),
    ("00", "Ground floor"),
    ("01", "Level 1"),
    ("02", "Level 2"),
    ("M1", "Mezzanine above level 1"),
    ("B1", "Basement 1"),
];

const FORMS: &[(&str, &str)] = &[
    ("AF", "Animation"),
    ("BQ", "Bill of quantities"),
    ("CA", "Calculations"),
    ("CM", "Combined model of several disciplines"),
    ("CO", "Correspondence"),
    ("CP", "Cost plan"),
    ("CR", "Clash report"),
    ("DB", "Database"),
    ("DR", "Drawing"),
    ("FN", "File note"),
    ("HS", "Health and safety"),
    ("IE", "Exchange file for information"),
    ("M2", "Model in two dimensions"),
    ("M3", "Model in three dimensions"),
    ("MI", "Minutes or action notes"),
    ("MR", "Rendition of a model"),
    ("MS", "Method statement"),
    ("PP", "Presentation"),
    ("PR", "Programme"),
    ("RD", "Room data sheet"),
    ("RI", "Request for information"),
    ("RP", "Report"),
    ("SA", "Schedule of accommodation"),
    ("SH", "Schedule"),
    ("SN", "Snagging list"),
    ("SP", "Specification"),
    ("SU", "Survey"),
    ("VS", "Visualisation"),
];

const ROLES: &[(&str, &str)] = &[
    ("A", "Architect"),
    ("B", "Building surveyor"),
    ("C", "Civil engineer"),
    ("D", "Drainage or highways engineer"),
    ("E", "Electrical engineer"),
    ("F", "Facilities manager"),
    ("G", "Land surveyor"),
    ("H", "Heating and ventilation designer"),
    ("I", "Interior designer"),
    ("K", "Client"),
    ("L", "Landscape architect"),
    ("M", "Mechanical engineer"),
    ("P", "Public health engineer"),
    ("Q", "Quantity surveyor"),
    ("S", "Structural engineer"),
    ("T", "Town planner"),
    ("W", "Contractor"),
    ("X", "Subcontractor"),
    ("Y", "Specialist designer"),
    ("Z", "General, no particular role"),
];

const SUITABILITY: &[(&str, &str)] = &[
    ("S0", "Work in progress"),
    ("S1", "For coordination"),
    ("S2", "For information"),
    ("S3", "For review and comment"),
    ("S4", "For approval of a stage"),
    ("S6", "For authorisation of the project information model"),
    ("S7", "For authorisation of the asset information model"),
    ("A0", "Authorised and accepted, stage 0"),
    ("A1", "Authorised and accepted, stage 1"),
    ("A2", "Authorised and accepted, stage 2"),
    ("A3", "Authorised and accepted, stage 3"),
    ("A4", "Authorised and accepted, stage 4"),
    ("A5", "Authorised and accepted, stage 5"),
    ("A6", "Authorised and accepted, stage 6"),
    ("A7", "Authorised and accepted, stage 7"),
    ("B0", "Accepted in part, with comments, stage 0"),
    ("B1", "Accepted in part, with comments, stage 1"),
    ("B2", "Accepted in part, with comments, stage 2"),
    ("B3", "Accepted in part, with comments, stage 3"),
    ("B4", "Accepted in part, with comments, stage 4"),
    ("B5", "Accepted in part, with comments, stage 5"),
    ("B6", "Accepted in part, with comments, stage 6"),
    ("B7", "Accepted in part, with comments, stage 7"),
    ("CR", "As-constructed record"),
];
