//! The fields that every organisation has, and the choices it begins with.

use wayleave_base::{OrganisationId, Timestamp};
use wayleave_db::{DbResult, Tx};

use super::model::Kind;
use super::store::{self, NewChoice, NewField};

/// The built-in fields in their order: key, label, the field that their choices depend on.
const FIELDS: &[(&str, &str, &str)] = &[
    ("document_type", "Document type", ""),
    ("discipline", "Discipline", ""),
    ("zone", "Zone", ""),
    ("stage", "Stage", ""),
    ("level", "Level", ""),
    ("programme", "Programme", ""),
    ("sub_programme", "Sub-programme", "programme"),
    ("package", "Package", ""),
    ("originator", "Originator", ""),
];

/// What a new organisation begins with.
const DEFAULTS: &[(&str, &[(&str, &str)])] = &[
    (
        "document_type",
        &[
            ("DRG", "Drawing"),
            ("SPC", "Specification"),
            ("SCH", "Schedule"),
            ("RPT", "Report"),
            ("CAL", "Calculation"),
            ("MST", "Method statement"),
            ("RSK", "Risk assessment"),
            ("MTL", "Material submittal"),
            ("ITP", "Inspection and test plan"),
            ("CER", "Certificate"),
            ("MAN", "Manual"),
            ("MOM", "Minutes of meeting"),
            ("MOD", "Model"),
            ("LTR", "Letter"),
        ],
    ),
    (
        "discipline",
        &[
            ("ARC", "Architecture"),
            ("STR", "Structure"),
            ("CIV", "Civil works"),
            ("MEC", "Mechanical"),
            ("ELE", "Electrical"),
            ("PLB", "Plumbing and drainage"),
            ("FIR", "Fire safety"),
            ("GEO", "Ground engineering"),
            ("LAN", "Landscape"),
            ("INT", "Interiors"),
            ("SUR", "Survey"),
            ("GEN", "General"),
        ],
    ),
    ("zone", &[("ZA", "Zone A"), ("ZB", "Zone B"), ("ZC", "Zone C"), ("EXT", "External works")]),
    (
        "stage",
        &[
            ("BR", "Brief"),
            ("CD", "Concept design"),
            ("DD", "Developed design"),
            ("TD", "Technical design"),
            ("FC", "For construction"),
            ("AB", "As built"),
        ],
    ),
    (
        "level",
        &[("B1", "Basement 1"), ("00", "Ground floor"), ("01", "Level 1"), ("02", "Level 2"), ("RF", "Roof")],
    ),
];

/// Writes the fields that every organisation has, without choices: each takes any text until it gets some.
pub async fn seed_fields(tx: &mut Tx, organisation: OrganisationId, now: Timestamp) -> DbResult<()> {
    for (position, (key, label, parent)) in (1_i64..).zip(FIELDS) {
        let new = NewField {
            project: None,
            key,
            label,
            kind: Kind::Dropdown,
            built_in: true,
            required: *key == "document_type",
            parent,
            position,
        };
        store::insert_field(tx, organisation, now, &new).await?;
    }
    Ok(())
}

/// Writes the fields and choices a new organisation begins with.
pub async fn seed(tx: &mut Tx, organisation: OrganisationId, now: Timestamp) -> DbResult<()> {
    seed_fields(tx, organisation, now).await?;
    let catalogue = store::load(tx, organisation, None).await?;
    for (key, choices) in DEFAULTS {
        let Some(field) = catalogue.get(key) else { continue };
        for (position, (code, label)) in (1_i64..).zip(*choices) {
            let new = NewChoice { field: field.id, project: None, code, label, parent: "", position };
            store::insert_choice(tx, organisation, &new).await?;
        }
    }
    Ok(())
}
