//! What a Document Controller says when they decide, and what becomes of the sender's details.

use std::collections::BTreeMap;

use serde::Deserialize;
use utoipa::ToSchema;
use wayleave_access::Status;
use wayleave_access::documents::{DocumentRow, RevisionRow};
use wayleave_base::CompanyId;
use wayleave_db::sql;

use super::checks::{self, Choices};
use super::edit::DocumentPatch;
use super::store::Fields;
use crate::error::{Error, FieldError, Result};
use crate::metadata::model::Values;
use crate::metadata::values;
use crate::settings::{self, Register};
use crate::wire;
use crate::work::Work;

/// A submission as it was sent.
pub type Sent<'a> = (&'a DocumentRow, &'a RevisionRow);

/// How a submission is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AcceptAs {
    /// As a new document.
    New,
    /// As a revision of a document that exists.
    Revision,
}

/// The acceptance of a submission, with what the Document Controller corrects in it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// As what.
    #[serde(rename = "as")]
    pub how: AcceptAs,
    /// The document it is a revision of.
    pub document_id: Option<String>,
    /// The number, where it differs from the one proposed.
    pub number: Option<String>,
    /// The title, where it differs.
    pub title: Option<String>,
    /// The status; a `pending` one becomes `for_review` unless told otherwise.
    pub status: Option<String>,
    /// The document type, where it differs.
    pub document_type: Option<String>,
    /// The discipline, where it differs.
    pub discipline: Option<String>,
    /// The revision's code, where it differs.
    pub revision: Option<String>,
    /// The date on the sheet, where it differs; empty for none.
    #[serde(default)]
    pub revision_date: Option<String>,
    /// What changed, where it is said otherwise.
    #[serde(default)]
    pub change_description: Option<String>,
    /// The company that it came from, where that is another than the sender's; empty for none.
    #[serde(default)]
    pub received_from_id: Option<String>,
    /// The description, where it differs.
    #[serde(default)]
    pub description: Option<String>,
    /// The code of the zone, where it differs.
    #[serde(default)]
    pub zone: Option<String>,
    /// The code of the stage, where it differs.
    #[serde(default)]
    pub stage: Option<String>,
    /// The code of the level, where it differs.
    #[serde(default)]
    pub level: Option<String>,
    /// The programme, where it differs.
    #[serde(default)]
    pub programme: Option<String>,
    /// The sub-programme, where it differs.
    #[serde(default)]
    pub sub_programme: Option<String>,
    /// The package or contract, where it differs.
    #[serde(default)]
    pub package: Option<String>,
    /// The code in the work breakdown structure, where it differs.
    #[serde(default)]
    pub wbs: Option<String>,
    /// The producing company, where it differs.
    #[serde(default)]
    pub originator: Option<String>,
    /// The area, where it differs.
    #[serde(default)]
    pub area: Option<String>,
    /// The building, where it differs.
    #[serde(default)]
    pub building: Option<String>,
    /// The floor, where it differs.
    #[serde(default)]
    pub floor: Option<String>,
    /// The asset's tag, where it differs.
    #[serde(default)]
    pub asset_tag: Option<String>,
    /// The tags, where they differ.
    #[serde(default)]
    pub tags: Option<Vec<String>>,
    /// The values of the project's own fields that differ, by key; null clears.
    #[serde(default)]
    #[schema(example = json!({"phase": "P1"}))]
    pub fields: BTreeMap<String, Option<String>>,
}

impl Acceptance {
    /// What is corrected of the document's fields.
    #[must_use]
    pub fn corrections(&self) -> DocumentPatch {
        let body = self.clone();
        DocumentPatch {
            version: 0,
            title: body.title,
            description: body.description,
            document_type: body.document_type,
            discipline: body.discipline,
            zone: body.zone,
            stage: body.stage,
            level: body.level,
            programme: body.programme,
            sub_programme: body.sub_programme,
            package: body.package,
            wbs: body.wbs,
            originator: body.originator,
            area: body.area,
            building: body.building,
            floor: body.floor,
            asset_tag: body.asset_tag,
            tags: body.tags,
            fields: body.fields,
        }
    }
}

/// The rejection of a submission.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rejection {
    /// Why; the sender reads it.
    pub reason: String,
}

/// The statuses that a submission can have once it is accepted.
const ACCEPTED_STATUSES: &[Status] = &[
    Status::Draft,
    Status::ForReview,
    Status::UnderReview,
    Status::Approved,
    Status::ApprovedWithComments,
    Status::Rejected,
    Status::Returned,
    Status::Superseded,
    Status::ForInformation,
];

/// What a document has in the project's own fields, before and after.
pub struct OwnValues {
    /// The fields there are.
    pub choices: Choices,
    /// What it has.
    pub before: Values,
    /// What it gets.
    pub after: Values,
}

impl OwnValues {
    /// The values of a document with those that are corrected.
    pub async fn read(
        work: &mut Work,
        choices: Choices,
        errors: &mut Vec<FieldError>,
        document: &DocumentRow,
        corrected: &BTreeMap<String, Option<String>>,
    ) -> Result<Self> {
        let before = values::of(&mut work.tx, document.id).await?;
        let after = choices.0.read(errors, corrected, &before);
        Ok(Self { choices, before, after })
    }
}

/// What becomes of the submission's details.
pub struct Details {
    /// The number.
    pub number: String,
    /// The title.
    pub title: String,
    /// The revision's code.
    pub code: String,
    /// The status.
    pub status: Status,
    /// The fields.
    pub fields: Fields,
    /// The project's own fields.
    pub own: OwnValues,
    /// The date on the sheet.
    pub date: Option<String>,
    /// What changed.
    pub change: String,
    /// The company that it came from.
    pub received_from: Option<CompanyId>,
}

impl Details {
    /// The sender's details with the corrections, checked.
    pub async fn read(work: &mut Work, sent: Sent<'_>, body: &Acceptance) -> Result<Self> {
        let (document, revision) = sent;
        let given = |value: &Option<String>, before: &str| {
            value.as_ref().map_or_else(|| before.to_owned(), |value| checks::line(Some(value)))
        };
        let before = Fields::of(document);
        let mut errors = Vec::new();
        let date = body.revision_date.as_ref().map_or_else(
            || revision.revision_date.clone(),
            |day| Some(day.trim().to_owned()).filter(|day| !day.is_empty()),
        );
        if let Some(Err(error)) = date.as_ref().map(|day| wire::parse_day("revision_date", day)) {
            errors.push(error);
        }
        let received_from = sender(work, &mut errors, revision, body.received_from_id.as_deref()).await?;
        let choices = Choices::load(work, document.project_id).await?;
        let own = OwnValues::read(work, choices, &mut errors, document, &body.fields).await?;
        let mut details = Self {
            number: given(&body.number, &document.number),
            title: given(&body.title, &document.title),
            code: given(&body.revision, &revision.code),
            status: status(body.status.as_deref(), &revision.status)?,
            fields: body.corrections().apply(&before),
            own,
            change: body
                .change_description
                .as_ref()
                .map_or_else(|| revision.change_description.clone(), |text| checks::tidy(Some(text))),
            date,
            received_from,
        };
        checks::at_most(&mut errors, "change_description", &details.change, 2000);
        checks::check_code(&mut errors, &details.code);
        checks::check_title(&mut errors, &details.title);
        if details.fields.document_type.is_empty() {
            errors.push(FieldError::new("document_type", "required", "A document type is required."));
        }
        let OwnValues { choices, before: old, after: new } = &details.own;
        choices.settle(&mut details.fields);
        choices.check_all(&mut errors, (&details.fields, new), (&before, old));
        let (organisation, project) = (work.organisation.id, document.project_id);
        let register: Register =
            settings::read(&mut work.tx, organisation, Some(project), settings::REGISTER).await?;
        checks::check_pattern(&mut errors, register.revision_codes, &details.code);
        Error::check(errors)?;
        Ok(details)
    }

    /// Does anything differ from what the sender gave?
    #[must_use]
    pub fn differ(&self, sent: Sent<'_>) -> bool {
        let (document, revision) = sent;
        self.number != document.number
            || self.title != document.title
            || self.code != revision.code
            || self.fields != Fields::of(document)
            || self.own.before != self.own.after
            || self.date != revision.revision_date
            || self.change != revision.change_description
            || (revision.status != "pending" && self.status.code() != revision.status)
    }
}

/// The company that a revision came from: the one said, or that of its sender.
async fn sender(
    work: &mut Work,
    errors: &mut Vec<FieldError>,
    revision: &RevisionRow,
    said: Option<&str>,
) -> Result<Option<CompanyId>> {
    let Some(said) = said.map(str::trim) else { return Ok(revision.received_from) };
    if said.is_empty() {
        return Ok(None);
    }
    let text = sql("select id as n from company where organisation_id = $1 and public_id = $2")
        .bind(work.organisation.id)
        .bind(said);
    let found = work.tx.maybe_int(text).await?.map(CompanyId);
    if found.is_none() {
        errors.push(FieldError::new("received_from_id", "unknown_choice", "There is no such company."));
    }
    Ok(found)
}

fn status(asked: Option<&str>, before: &str) -> Result<Status> {
    let code = asked.unwrap_or(if before == "pending" { "for_review" } else { before });
    Status::parse(code).filter(|status| ACCEPTED_STATUSES.contains(status)).ok_or_else(|| {
        Error::field("status", "status_not_allowed", "An accepted document cannot have this status.")
    })
}
