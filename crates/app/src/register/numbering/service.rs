//! How an organisation and its projects make numbers: a project's own numbering wins over the organisation's. A change
//! touches the documents that follow, never a number that was given.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};
use wayleave_access::audit::Event;
use wayleave_access::{Action, ProjectFacts, Target, act, ledger};

use super::scheme::{Codes, Scheme, Segment};
use super::view::{FieldName, FlawView, OrganisationNumbering, Preview, ProjectNumbering, Trial};
use super::{Numberer, stored};
use crate::abilities::abilities;
use crate::cx::Cx;
use crate::error::{Error, FieldError, Result};
use crate::metadata::model::{Catalogue, Kind};
use crate::metadata::store as metadata;
use crate::settings::{self, NUMBERING, Numbering};
use crate::wire;
use crate::work::{ProjectRow, Work};

/// What stands for the project's reference where no project is meant.
const NO_PROJECT: &str = "PROJECT";

/// The fields that a scheme can name.
fn names(catalogue: &Catalogue) -> Vec<FieldName> {
    let dropdowns = catalogue.live().filter(|field| field.kind == Kind::Dropdown);
    dropdowns.map(|field| FieldName { key: field.key.clone(), label: field.label.clone() }).collect()
}

/// The organisation's numbering.
pub async fn of_organisation(cx: &Cx, organisation: &str) -> Result<OrganisationNumbering> {
    let mut work = Work::read(cx, organisation).await?;
    work.permit::<act::OptionManage>(Target::default())?;
    show_organisation(&mut work).await
}

async fn show_organisation(work: &mut Work) -> Result<OrganisationNumbering> {
    let id = work.organisation.id;
    Ok(OrganisationNumbering {
        numbering: settings::read(&mut work.tx, id, None, NUMBERING).await?,
        fields: names(&metadata::load(&mut work.tx, id, None).await?),
        abilities: abilities(&[Action::OptionManage], |action| {
            work.facts().outcome(action, Target::default())
        }),
    })
}

/// A project's numbering, beside the organisation's.
pub async fn of_project(cx: &Cx, organisation: &str, project: &str) -> Result<ProjectNumbering> {
    let mut work = Work::read(cx, organisation).await?;
    let (row, facts) = crate::projects::open_project(&mut work, project).await?;
    work.permit_in::<act::ProjectSettingsView>(&facts, Target::default())?;
    show_project(&mut work, &row, &facts).await
}

async fn show_project(work: &mut Work, row: &ProjectRow, facts: &ProjectFacts) -> Result<ProjectNumbering> {
    let id = work.organisation.id;
    let own = settings::find::<Option<Numbering>>(&mut work.tx, id, Some(row.id), NUMBERING).await?.flatten();
    let theirs: Numbering = settings::read(&mut work.tx, id, None, NUMBERING).await?;
    let acts = [Action::ProjectSettings, Action::NumberingGaps];
    Ok(ProjectNumbering {
        level: if own.is_some() { "project" } else { "organisation" },
        numbering: own.unwrap_or_else(|| theirs.clone()),
        organisation: theirs,
        fields: names(&metadata::load(&mut work.tx, id, Some(row.id)).await?),
        abilities: abilities(&acts, |action| facts.outcome(action, Target::default())),
    })
}

/// Holds a numbering to its rules.
fn check(numbering: &Numbering, catalogue: &Catalogue) -> Result<()> {
    let mut errors = Vec::new();
    match (numbering.mode.as_str(), &numbering.scheme) {
        ("manual", _) | ("automatic", Some(_)) => {}
        ("automatic", None) => {
            errors.push(FieldError::new("scheme", "required", "Automatic numbers need a scheme."));
        }
        _ => errors.push(FieldError::new("mode", "unknown_choice", "Choose manual or automatic.")),
    }
    for flaw in numbering.scheme.as_ref().map(|scheme| scheme.check(&catalogue.coded())).unwrap_or_default() {
        let at = flaw.segment.map_or_else(|| "scheme".to_owned(), |at| format!("scheme.segments[{at}]"));
        errors.push(FieldError::new(at, "flaw", flaw.message));
    }
    Error::check(errors)
}

/// Sets the organisation's numbering.
pub async fn set_organisation(cx: &Cx, organisation: &str, new: Numbering) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let permit = work.permit::<act::OptionManage>(Target::default())?;
    let id = work.organisation.id;
    check(&new, &metadata::load(&mut work.tx, id, None).await?)?;
    let before: Numbering = settings::read(&mut work.tx, id, None, NUMBERING).await?;
    if before != new {
        let (public_id, name) = (work.organisation.public_id.clone(), work.organisation.name.clone());
        let event = Event::new("organisation", "numbering.changed", ("organisation", &public_id, &name))
            .before(stored(&before))
            .after(stored(&new));
        let stamp = work.record(&permit, event).await?;
        ledger::set(&mut work.tx, &stamp, None, NUMBERING, &stored(&new).to_string()).await?;
    }
    let shown = show_organisation(&mut work).await?;
    work.finish(StatusCode::OK, &shown).await
}

/// Sets a project's own numbering; without one it follows the organisation's again.
pub async fn set_project(
    cx: &Cx,
    organisation: &str,
    project: &str,
    new: Option<Numbering>,
) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let (row, facts) = crate::projects::open_project(&mut work, project).await?;
    let permit = work.permit_in::<act::ProjectSettings>(&facts, Target::default())?;
    let id = work.organisation.id;
    if let Some(new) = &new {
        check(new, &metadata::load(&mut work.tx, id, Some(row.id)).await?)?;
    }
    let before =
        settings::find::<Option<Numbering>>(&mut work.tx, id, Some(row.id), NUMBERING).await?.flatten();
    if before != new {
        let told = |numbering: &Option<Numbering>| numbering.as_ref().map_or(Value::Null, stored);
        let event = Event::new("project", "numbering.changed", ("project", &row.public_id, &row.name))
            .project(row.id)
            .before(told(&before))
            .after(told(&new));
        let stamp = work.record(&permit, event).await?;
        ledger::set(&mut work.tx, &stamp, Some(row.id), NUMBERING, &json!(new).to_string()).await?;
    }
    let shown = show_project(&mut work, &row, &facts).await?;
    work.finish(StatusCode::OK, &shown).await
}

/// Tries a scheme for the organisation.
pub async fn try_organisation(cx: &Cx, organisation: &str, trial: Trial) -> Result<Preview> {
    let mut work = Work::read(cx, organisation).await?;
    work.permit::<act::OptionManage>(Target::default())?;
    let catalogue = metadata::load(&mut work.tx, work.organisation.id, None).await?;
    let zone: settings::General =
        settings::read(&mut work.tx, work.organisation.id, None, settings::GENERAL).await?;
    let day = wire::day_of(work.now(), &zone.timezone);
    Ok(preview(&trial.scheme, &catalogue, (NO_PROJECT, day)))
}

/// Tries a scheme for a project.
pub async fn try_project(cx: &Cx, organisation: &str, project: &str, trial: Trial) -> Result<Preview> {
    let mut work = Work::read(cx, organisation).await?;
    let (row, facts) = crate::projects::open_project(&mut work, project).await?;
    work.permit_in::<act::ProjectSettingsView>(&facts, Target::default())?;
    let catalogue = metadata::load(&mut work.tx, work.organisation.id, Some(row.id)).await?;
    let day = wire::day_of(work.now(), &row.timezone);
    Ok(preview(&trial.scheme, &catalogue, (&row.reference, day)))
}

/// What a scheme makes: two numbers of the first codes, and one of the second ones.
pub fn preview(scheme: &Scheme, catalogue: &Catalogue, place: (&str, jiff::civil::Date)) -> Preview {
    let (reference, day) = place;
    let flaws = scheme.check(&catalogue.coded());
    let whole = scheme.of_project(reference);
    let offered = |key: &str, at: usize| -> String {
        let codes = catalogue.get(key).into_iter().flat_map(|field| &field.choices);
        let codes: Vec<&str> =
            codes.filter(|choice| !choice.retired).map(|choice| choice.code.as_str()).collect();
        codes.get(at).or(codes.first()).map_or("XX", |code| *code).to_owned()
    };
    let codes = |at: usize| -> Codes {
        scheme.fields().into_iter().map(|key| (key.to_owned(), offered(key, at))).collect()
    };
    let start = scheme.start().clamp(0, 99_999_999);
    let mut samples = vec![whole.number(&codes(0), day, start), whole.number(&codes(0), day, start + 1)];
    let other = whole.number(&codes(1), day, start);
    if !samples.contains(&other) {
        samples.push(other);
    }
    let required = scheme.fields().into_iter().map(|key| FieldName {
        key: key.to_owned(),
        label: catalogue.get(key).map_or(key, |field| &field.label).to_owned(),
    });
    Preview {
        ok: flaws.is_empty(),
        samples: if scheme.segments.len() > 100 { Vec::new() } else { samples },
        flaws: flaws
            .into_iter()
            .map(|flaw| FlawView { segment: flaw.segment, message: flaw.message })
            .collect(),
        required: required.collect(),
        sequence: whole.sequence(None, None),
        longest: longest(&whole, catalogue),
    }
}

/// How long a number becomes with the longest codes, before its counter outgrows its width.
fn longest(scheme: &Scheme, catalogue: &Catalogue) -> usize {
    let code = |key: &str| {
        let choices = catalogue.get(key).into_iter().flat_map(|field| &field.choices);
        choices.map(|choice| choice.code.len()).max().unwrap_or(16)
    };
    let length = |segment: &Segment| match segment {
        Segment::Project => 0,
        Segment::Literal { text } => text.chars().count(),
        Segment::Code { field } => code(field),
        Segment::Counter { width, .. } => usize::from(*width),
        Segment::Year => 4,
        Segment::ShortYear | Segment::Month => 2,
    };
    scheme.segments.iter().map(length).sum()
}

impl Numberer {
    /// The keys of the fields that a document needs for its number, where the project gives numbers.
    #[must_use]
    pub fn needed(&self) -> Vec<&str> {
        let scheme = self.scheme.as_ref().filter(|_| self.automatic);
        scheme.map(Scheme::fields).unwrap_or_default()
    }
}
