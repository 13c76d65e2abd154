//! The preset for ISO 19650, chosen for a project: fields and choices, the codes of revisions, and a numbering scheme.
//! Choosing it adds what is missing and takes nothing away, so a second time changes nothing.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use wayleave_access::audit::Event;
use wayleave_access::{Action, ProjectFacts, Target, act, ledger};

use super::model::{Catalogue, Kind};
use super::preset_codes::{CHOICES, FIELDS};
use super::store::{self, NewChoice, NewField};
use crate::abilities::{Abilities, abilities};
use crate::cx::Cx;
use crate::error::{Problem, Result};
use crate::register::numbering::scheme::{CounterScope, Scheme, Segment};
use crate::register::numbering::{self, Numberer};
use crate::settings::{self, NUMBERING, Numbering, REGISTER, Register, RevisionCodes};
use crate::wire::Body;
use crate::work::{ProjectRow, Work};

/// What choosing the preset would add now.
#[derive(Debug, Serialize, ToSchema)]
pub struct PresetAdds {
    /// The labels of the fields.
    #[schema(example = json!(["Volume or system", "Suitability"]))]
    pub fields: Vec<String>,
    /// How many choices.
    #[schema(example = 87)]
    pub options: usize,
    /// Would revisions have P and C codes from then on?
    pub revision_codes: bool,
    /// A number of the scheme that would be set; null when the project has a scheme of its own, which stays.
    #[schema(example = "HRB-ACM-ZZ-XX-DR-A-0001")]
    pub scheme: Option<String>,
}

/// The preset and the project.
#[derive(Debug, Serialize, ToSchema)]
pub struct PresetView {
    /// Has the project everything of it?
    pub chosen: bool,
    /// What choosing it would add now.
    pub adds: PresetAdds,
    /// Does a scheme of the project's own stay?
    pub scheme_kept: bool,
    /// What the reader may do.
    #[schema(value_type = std::collections::BTreeMap<String, crate::abilities::Ability>)]
    pub abilities: Abilities,
}

/// How the preset is chosen.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PresetChoice {
    /// Set the numbering scheme too, where the project has none of its own?
    #[serde(default = "yes")]
    #[schema(example = true)]
    pub scheme: bool,
}

fn yes() -> bool {
    true
}

/// Project, originator, volume, level, type, role, number.
fn scheme() -> Scheme {
    let code = |field: &str| Segment::Code { field: field.to_owned() };
    let mut segments = vec![Segment::Project];
    for part in ["originator", "volume", "level", "document_type", "discipline"] {
        segments.push(Segment::Literal { text: "-".to_owned() });
        segments.push(code(part));
    }
    segments.push(Segment::Literal { text: "-".to_owned() });
    segments.push(Segment::Counter { width: 4, start: 1 });
    Scheme { segments, scope: CounterScope::Combination }
}

/// The choices that the fields lack.
fn lacking(catalogue: &Catalogue) -> Vec<(&'static str, &'static str, &'static str)> {
    let has = |key: &str, code: &str| catalogue.get(key).is_some_and(|field| field.choice(code).is_some());
    CHOICES
        .iter()
        .flat_map(|(key, choices)| choices.iter().map(move |(code, label)| (*key, *code, *label)))
        .filter(|(key, code, _)| !has(key, code))
        .collect()
}

async fn show(work: &mut Work, facts: &ProjectFacts, row: &ProjectRow) -> Result<PresetView> {
    let numberer = numbering::of(&mut work.tx, work.organisation.id, row.id).await?;
    let register: Register =
        settings::read(&mut work.tx, work.organisation.id, Some(row.id), REGISTER).await?;
    let day = crate::wire::day_of(work.now(), &row.timezone);
    let sample = numbering::preview(&scheme(), &numberer.catalogue, (&row.reference, day));
    let fields = FIELDS.iter().filter(|(key, _)| numberer.catalogue.get(key).is_none());
    let adds = PresetAdds {
        fields: fields.map(|(_, label)| (*label).to_owned()).collect(),
        options: lacking(&numberer.catalogue).len(),
        revision_codes: register.revision_codes != RevisionCodes::PC,
        scheme: (!numberer.own).then(|| sample.samples.first().cloned()).flatten(),
    };
    Ok(PresetView {
        chosen: adds.fields.is_empty() && adds.options == 0 && !adds.revision_codes,
        adds,
        scheme_kept: numberer.own,
        abilities: abilities(&[Action::ProjectSettings], |action| facts.outcome(action, Target::default())),
    })
}

/// What the preset for ISO 19650 would add to the project.
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/projects/{project}/presets/iso-19650",
    operation_id = "get_iso_19650", tag = "projects",
    params(("organisation" = String, Path, description = "Public id or slug."), ("project" = String, Path, description = "The project.")),
    responses((status = 200, body = PresetView), (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.settings_view"))))]
pub async fn get_iso_19650(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
) -> Result<Json<PresetView>> {
    let mut work = Work::read(&cx, &organisation).await?;
    let (row, facts) = crate::projects::open_project(&mut work, &project).await?;
    work.permit_in::<act::ProjectSettingsView>(&facts, Target::default())?;
    Ok(Json(show(&mut work, &facts, &row).await?))
}

/// Choose the preset for ISO 19650: fields, choices, codes of revisions and the numbering scheme.
///
/// It adds what the project lacks and takes nothing away; a scheme of the project's own stays.
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/projects/{project}/presets/iso-19650",
    operation_id = "choose_iso_19650", tag = "projects",
    params(("organisation" = String, Path, description = "Public id or slug."), ("project" = String, Path, description = "The project.")),
    request_body = PresetChoice,
    responses((status = 200, body = PresetView), (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("project.settings"))))]
pub async fn choose_iso_19650(
    cx: Cx,
    Path((organisation, project)): Path<(String, String)>,
    Body(body): Body<PresetChoice>,
) -> Result<Response> {
    let mut work = Work::write(&cx, &organisation).await?;
    let (row, facts) = crate::projects::open_project(&mut work, &project).await?;
    let permit = work.permit_in::<act::ProjectSettings>(&facts, Target::default())?;
    let before = show(&mut work, &facts, &row).await?;
    let with_scheme = body.scheme && before.adds.scheme.is_some();
    if !before.chosen || with_scheme {
        let event = Event::new("project", "preset.chosen", ("project", &row.public_id, &row.name))
            .project(row.id)
            .after(
                json!({"preset": "ISO 19650", "fields": before.adds.fields, "options": before.adds.options,
                "revision_codes": before.adds.revision_codes, "scheme": with_scheme.then(scheme)}),
            );
        let stamp = work.record(&permit, event).await?;
        let numberer = numbering::of(&mut work.tx, work.organisation.id, row.id).await?;
        add_fields(&mut work, &row, &numberer).await?;
        if before.adds.revision_codes {
            let organisation = work.organisation.id;
            let register: Register =
                settings::read(&mut work.tx, organisation, Some(row.id), REGISTER).await?;
            let register = Register { revision_codes: RevisionCodes::PC, ..register };
            ledger::set(&mut work.tx, &stamp, Some(row.id), REGISTER, &json!(register).to_string()).await?;
        }
        if with_scheme {
            let numbering = Numbering { mode: "automatic".to_owned(), scheme: Some(scheme()) };
            ledger::set(&mut work.tx, &stamp, Some(row.id), NUMBERING, &json!(numbering).to_string()).await?;
        }
    }
    let shown = show(&mut work, &facts, &row).await?;
    work.finish(StatusCode::OK, &shown).await
}

/// Adds the fields and choices that the project lacks.
async fn add_fields(work: &mut Work, row: &ProjectRow, numberer: &Numberer) -> Result<()> {
    let (organisation, now) = (work.organisation.id, work.now());
    let own = numberer.catalogue.fields.iter().filter(|field| field.project);
    let mut position = own.map(|field| field.position).max().unwrap_or_default();
    for (key, label) in FIELDS {
        if numberer.catalogue.get(key).is_some() {
            continue;
        }
        position += 1;
        let new = NewField {
            project: Some(row.id),
            key,
            label,
            kind: Kind::Dropdown,
            built_in: false,
            required: false,
            parent: "",
            position,
        };
        store::insert_field(&mut work.tx, organisation, now, &new).await?;
    }
    let catalogue = store::load(&mut work.tx, organisation, Some(row.id)).await?;
    for (position, (key, code, label)) in (1_000_i64..).zip(lacking(&catalogue)) {
        let Some(field) = catalogue.get(key).filter(|field| field.kind == Kind::Dropdown) else { continue };
        let new = NewChoice { field: field.id, project: Some(row.id), code, label, parent: "", position };
        store::insert_choice(&mut work.tx, organisation, &new).await?;
    }
    Ok(())
}
