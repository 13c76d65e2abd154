//! What a form needs to make a document: the fields of the project with their choices, the statuses one may give, and
//! what the project does about numbers and revisions.

use serde::Serialize;
use utoipa::ToSchema;
use wayleave_access::{Action, Status, Target, act};

use super::{numbering, rows};
use crate::cx::Cx;
use crate::error::Result;
use crate::metadata::model::Field;
use crate::metadata::view::KindView;
use crate::settings::{self, Register, RevisionCodes};
use crate::work::Work;

/// A value to choose.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Choice {
    /// The code.
    pub code: String,
    /// What people read.
    pub label: String,
}

/// A value to choose, with what it depends on.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FormChoice {
    /// The code.
    pub code: String,
    /// What people read.
    pub label: String,
    /// The code in the parent field under which it is offered; null for under every one.
    #[schema(example = json!(null))]
    pub parent: Option<String>,
}

/// A field of the form.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FormField {
    /// What names it.
    #[schema(example = "phase")]
    pub key: String,
    /// What people read.
    #[schema(example = "Phase")]
    pub label: String,
    /// `dropdown`, `text`, `date` or `toggle`.
    pub kind: KindView,
    /// Is it one of the fields that every organisation has? Then its value stands beside `fields`, not in it.
    pub built_in: bool,
    /// Must a document have a value?
    pub required: bool,
    /// Does the number need a code here?
    pub needed: bool,
    /// Does it take texts beyond its choices?
    pub free: bool,
    /// The field that its choices depend on.
    #[schema(example = json!(null))]
    pub parent: Option<String>,
    /// The choices that are offered.
    pub options: Vec<FormChoice>,
}

/// The values that a new document can have.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct DocumentOptions {
    /// Document types.
    pub document_type: Vec<Choice>,
    /// Disciplines.
    pub discipline: Vec<Choice>,
    /// The statuses that this person may give to an upload.
    pub status: Vec<&'static str>,
    /// Zones.
    pub zone: Vec<Choice>,
    /// Stages.
    pub stage: Vec<Choice>,
    /// Levels.
    pub level: Vec<Choice>,
    /// Programmes.
    pub programme: Vec<Choice>,
    /// Sub-programmes.
    pub sub_programme: Vec<Choice>,
    /// Packages.
    pub package: Vec<Choice>,
    /// Producing companies.
    pub originator: Vec<Choice>,
    /// Every field of the project, in the order of forms.
    pub fields: Vec<FormField>,
    /// Which codes revisions may have: `free` or `p_c`.
    pub revision_codes: RevisionCodes,
    /// The next number, where the project gives numbers that no field decides; only for those who work inside its numbers.
    pub next_number: Option<String>,
    /// Does the project give numbers?
    pub automatic_numbers: bool,
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn form(field: &Field, needed: &[&str]) -> FormField {
    let live = field.choices.iter().filter(|choice| !choice.retired);
    FormField {
        key: field.key.clone(),
        label: field.label.clone(),
        kind: field.kind.into(),
        built_in: field.built_in,
        required: field.required,
        needed: needed.contains(&field.key.as_str()),
        free: field.is_free(),
        parent: some(&field.parent),
        options: live
            .map(|choice| FormChoice {
                code: choice.code.clone(),
                label: choice.label.clone(),
                parent: some(&choice.parent),
            })
            .collect(),
    }
}

/// The values to choose from.
pub async fn options(cx: &Cx, organisation: &str, project: &str) -> Result<DocumentOptions> {
    let mut work = Work::read(cx, organisation).await?;
    let (_, facts) = work.project(project).await?;
    work.permit_in::<act::ProjectView>(&facts, Target::default())?;
    let numberer = numbering::of(&mut work.tx, work.organisation.id, facts.project).await?;
    let register: Register =
        settings::read(&mut work.tx, work.organisation.id, Some(facts.project), settings::REGISTER).await?;
    let (needed, catalogue) = (numberer.needed(), &numberer.catalogue);
    let of = |key: &str| -> Vec<Choice> {
        let choices = catalogue.get(key).into_iter().flat_map(|field| &field.choices);
        let live = choices.filter(|choice| !choice.retired);
        live.map(|choice| Choice { code: choice.code.clone(), label: choice.label.clone() }).collect()
    };
    let may_create = facts.outcome(Action::DocumentCreate, Target::default());
    let numbered = numbering::is_automatic(&numberer);
    let next_number = if numbered && may_create.is_allowed() && !may_create.needs_approval() {
        let now = work.now();
        numbering::peek(&mut work.tx, &numberer, now).await?
    } else {
        None
    };
    Ok(DocumentOptions {
        document_type: of("document_type"),
        discipline: of("discipline"),
        status: rows::allowed_statuses(&facts).into_iter().map(Status::code).collect(),
        zone: of("zone"),
        stage: of("stage"),
        level: of("level"),
        programme: of("programme"),
        sub_programme: of("sub_programme"),
        package: of("package"),
        originator: of("originator"),
        fields: catalogue.live().map(|field| form(field, &needed)).collect(),
        revision_codes: register.revision_codes,
        next_number,
        automatic_numbers: numbered,
    })
}
