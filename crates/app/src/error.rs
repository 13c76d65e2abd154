//! The one error of the product and its form on the wire, RFC 9457 `application/problem+json`.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use wayleave_access::Denial;
use wayleave_base::{ErrorCode, ErrorKind};
use wayleave_db::DbError;
use wayleave_jobs::JobError;

/// The result of everything a request does.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a request failed.
#[derive(Debug)]
pub enum Error {
    /// A coded failure, with a sentence more exact than the code's own where there is one.
    Coded(ErrorCode, Option<String>),
    /// The request's fields are at fault.
    Fields(Vec<FieldError>),
    /// The act is refused; the rule and who can change it are told.
    Forbidden {
        /// The act.
        action: &'static str,
        /// What it is, in words.
        text: &'static str,
        /// The rule.
        rule: &'static str,
        /// Who can change it.
        ask: &'static str,
    },
    /// The document was merged into another one, which the reader sees.
    Merged {
        /// That document's number.
        number: String,
        /// That document.
        document_id: String,
    },
    /// The answer to an earlier request with the same idempotency key.
    Replay(u16, String),
    /// A defect or a failing part; the client learns nothing of it.
    Internal(anyhow::Error),
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// The field's path in the request, such as `rows[0].number`.
    #[schema(example = "rows[0].number")]
    pub field: String,
    /// A stable code.
    #[schema(example = "required")]
    pub code: &'static str,
    /// A sentence for people.
    #[schema(example = "A number is required.")]
    pub detail: String,
}

impl FieldError {
    /// A field error.
    pub fn new(field: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self { field: field.into(), code, detail: detail.into() }
    }
}

/// A failure on the wire.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// A link to the code's documentation.
    #[serde(rename = "type")]
    #[schema(example = "/api/docs#not_found")]
    pub kind: String,
    /// The code's own sentence.
    pub title: &'static str,
    /// The HTTP status.
    #[schema(example = 404)]
    pub status: u16,
    /// The stable code.
    #[schema(example = "not_found")]
    pub code: &'static str,
    /// What happened here.
    pub detail: String,
    /// The fields at fault.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// The act that was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<&'static str>,
    /// The rule that refused it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<&'static str>,
    /// Who can change that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ask: Option<&'static str>,
    /// The document that it was merged into.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_id: Option<String>,
}

impl Error {
    /// A coded failure with the code's own sentence.
    #[must_use]
    pub fn code(code: ErrorCode) -> Self {
        Self::Coded(code, None)
    }

    /// A coded failure with a sentence of its own.
    pub fn because(code: ErrorCode, detail: impl Into<String>) -> Self {
        Self::Coded(code, Some(detail.into()))
    }

    /// One field is at fault.
    pub fn field(field: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self::Fields(vec![FieldError::new(field, code, detail)])
    }

    /// There is nothing here that one may know of.
    #[must_use]
    pub fn not_found() -> Self {
        Self::code(ErrorCode::NotFound)
    }

    /// The same failure of fields that stand below a place in the request.
    #[must_use]
    pub fn below(self, place: &str) -> Self {
        let Self::Fields(errors) = self else { return self };
        let below = |error: FieldError| FieldError { field: format!("{place}.{}", error.field), ..error };
        Self::Fields(errors.into_iter().map(below).collect())
    }

    /// Fails when there are field errors.
    pub fn check(errors: Vec<FieldError>) -> Result<()> {
        if errors.is_empty() { Ok(()) } else { Err(Self::Fields(errors)) }
    }

    /// The failure as one sentence, for the operator.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Internal(error) => format!("{error:#}"),
            other => other.problem().detail,
        }
    }

    /// The kind of the failure, and with it the status.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Coded(code, _) => code.kind(),
            Self::Fields(_) => ErrorKind::Invalid,
            Self::Merged { .. } => ErrorCode::DocumentMerged.kind(),
            Self::Forbidden { .. } => ErrorKind::Forbidden,
            Self::Replay(..) | Self::Internal(_) => ErrorKind::Internal,
        }
    }

    fn problem(&self) -> Problem {
        let (code, detail, errors) = match self {
            Self::Coded(code, detail) => (*code, detail.clone(), Vec::new()),
            Self::Fields(errors) => {
                let detail = errors.first().map(|error| error.detail.clone());
                (ErrorCode::Invalid, detail, errors.clone())
            }
            Self::Forbidden { text, .. } => {
                (ErrorCode::Forbidden, Some(format!("You may not {text}.")), Vec::new())
            }
            Self::Merged { number, .. } => {
                (ErrorCode::DocumentMerged, Some(format!("It was merged into {number}.")), Vec::new())
            }
            Self::Replay(..) | Self::Internal(_) => (ErrorCode::Internal, None, Vec::new()),
        };
        let document_id = match self {
            Self::Merged { document_id, .. } => Some(document_id.clone()),
            _ => None,
        };
        let (action, rule, ask) = match self {
            Self::Forbidden { action, rule, ask, .. } => (Some(*action), Some(*rule), Some(*ask)),
            _ => (None, None, None),
        };
        Problem {
            kind: format!("/api/docs#{}", code.code()),
            title: code.text(),
            status: code.kind().status(),
            code: code.code(),
            detail: detail.unwrap_or_else(|| code.text().to_owned()),
            errors,
            action,
            rule,
            ask,
            document_id,
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        if let Self::Replay(status, body) = self {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
            return (status, [(header::CONTENT_TYPE, "application/json")], body).into_response();
        }
        if let Self::Internal(error) = &self {
            let chain: Vec<String> = error.chain().map(ToString::to_string).collect();
            tracing::error!(error = chain.join(": "), "request failed");
        }
        let problem = self.problem();
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(problem)).into_response();
        let kind = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if status == StatusCode::TOO_MANY_REQUESTS {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
        }
        response
    }
}

impl From<DbError> for Error {
    fn from(error: DbError) -> Self {
        Self::Internal(error.into())
    }
}

impl From<anyhow::Error> for Error {
    fn from(error: anyhow::Error) -> Self {
        Self::Internal(error)
    }
}

/// A job that fails is tried again, whatever went wrong: what it finds then may be another thing.
impl From<Error> for JobError {
    fn from(error: Error) -> Self {
        match error {
            Error::Internal(cause) => Self::retry(format!("{cause:#}")),
            other => Self::retry(format!("{other:?}")),
        }
    }
}

impl From<Denial> for Error {
    fn from(denial: Denial) -> Self {
        match denial {
            Denial::Hidden => Self::not_found(),
            Denial::State(code) => Self::code(code),
            Denial::Forbidden { action, rule, ask } => {
                Self::Forbidden { action: action.code(), text: action.text(), rule, ask }
            }
        }
    }
}

/// Turns a taken key into the failure that clients know.
pub trait OnTaken<T> {
    /// When `key` is taken, fail with `error` instead.
    fn on_taken(self, key: &str, error: impl FnOnce() -> Error) -> Result<T>;
}

impl<T> OnTaken<T> for std::result::Result<T, DbError> {
    fn on_taken(self, key: &str, error: impl FnOnce() -> Error) -> Result<T> {
        self.map_err(|cause| if cause.is_unique(key) { error() } else { cause.into() })
    }
}
