//! What a Document Controller says when they decide, and what becomes of the sender's details.

use serde::Deserialize;
use utoipa::ToSchema;
use wayleave_access::Status;
use wayleave_access::documents::{DocumentRow, RevisionRow};

use super::checks::{self, Choices};
use super::store::Fields;
use crate::error::{Error, FieldError, Result};
use crate::settings::{self, Register};
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
}

impl Details {
    /// The sender's details with the corrections, checked.
    pub async fn read(work: &mut Work, sent: Sent<'_>, body: &Acceptance) -> Result<Self> {
        let (document, revision) = sent;
        let given = |value: &Option<String>, before: &str| {
            value.as_ref().map_or_else(|| before.to_owned(), |value| checks::line(Some(value)))
        };
        let before = Fields::of(document);
        let mut fields = before.clone();
        fields.document_type = given(&body.document_type, &fields.document_type);
        fields.discipline = given(&body.discipline, &fields.discipline);
        let mut details = Self {
            number: given(&body.number, &document.number),
            title: given(&body.title, &document.title),
            code: given(&body.revision, &revision.code),
            status: status(body.status.as_deref(), &revision.status)?,
            fields,
        };
        let mut errors = Vec::new();
        checks::check_code(&mut errors, &details.code);
        checks::check_title(&mut errors, &details.title);
        if details.fields.document_type.is_empty() {
            errors.push(FieldError::new("document_type", "required", "A document type is required."));
        }
        let choices = Choices::load(work, document.project_id).await?;
        choices.settle(&mut details.fields);
        choices.check_fields(&mut errors, &details.fields, &before);
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
            || (revision.status != "pending" && self.status.code() != revision.status)
    }
}

fn status(asked: Option<&str>, before: &str) -> Result<Status> {
    let code = asked.unwrap_or(if before == "pending" { "for_review" } else { before });
    Status::parse(code).filter(|status| ACCEPTED_STATUSES.contains(status)).ok_or_else(|| {
        Error::field("status", "status_not_allowed", "An accepted document cannot have this status.")
    })
}
