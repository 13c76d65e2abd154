//! What could be typed next in the register's search box: prefixes, and the codes of coded fields.
//!
//! Only what the reader is shown anyway is proposed: the words of the language, the statuses, and the values that the
//! forms offer. Words of documents are not, because a proposal would tell that they exist.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use wayleave_access::{Status, Target, act};
use wayleave_base::ProjectId;
use wayleave_query::{Field, FieldKind, Fields, MAX_LENGTH, Place, Source, place};

use super::{list, question};
use crate::cx::Cx;
use crate::error::Result;
use crate::work::Work;

/// How many proposals at most.
const MOST: usize = 20;

/// Where the caret stands.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct CompletionQuery {
    /// What is in the box.
    pub q: String,
    /// The caret, in characters from the beginning; absent, it stands at the end.
    pub at: Option<u16>,
}

/// What could stand at the caret.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct Completion {
    /// Where the part begins that a proposal replaces, in characters.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// The proposals.
    pub items: Vec<Proposal>,
}

/// One proposal.
#[derive(Debug, Serialize, ToSchema)]
pub struct Proposal {
    /// What would be put in.
    pub text: String,
    /// What people read beside it.
    pub label: String,
    /// `field` or `value`.
    pub kind: &'static str,
}

/// The proposals at the caret.
pub async fn complete(
    cx: &Cx,
    organisation: &str,
    project: &str,
    query: &CompletionQuery,
) -> Result<Completion> {
    let mut work = Work::read(cx, organisation).await?;
    let (_, facts) = work.project(project).await?;
    work.permit_in::<act::ProjectView>(&facts, Target::default())?;
    let caret = query.at.map_or(usize::MAX, usize::from).min(query.q.chars().count());
    if caret > MAX_LENGTH {
        return Ok(Completion::default());
    }
    let fields = question::fields(&mut work, facts.project).await?;
    let (from, items) = match place(&query.q, caret, &fields) {
        Place::Nothing => return Ok(Completion { from: caret, to: caret, items: Vec::new() }),
        Place::Term { typed, start } => (start, prefixes(&fields, &typed, facts.is_team())),
        Place::Value { field, typed, start } => {
            (start, values(&mut work, facts.project, &field, &typed).await?)
        }
    };
    Ok(Completion { from, to: caret, items: items.into_iter().take(MOST).collect() })
}

fn prefixes(fields: &Fields, typed: &str, team: bool) -> Vec<Proposal> {
    let typed = typed.to_lowercase();
    fields
        .all()
        .iter()
        .filter(|field| field.name.starts_with(&typed))
        // Outsiders cannot search by these; nothing would ever be found.
        .filter(|field| {
            team || !matches!(field.source, Source::Owner | Source::Restricted | Source::InWorkflow)
        })
        .map(|field| Proposal {
            text: format!("{}:", field.name),
            label: meaning(field).to_owned(),
            kind: "field",
        })
        .collect()
}

/// What a prefix looks at.
fn meaning(field: &Field) -> &'static str {
    match &field.source {
        Source::Title => "words of the title",
        Source::Number => "the document number",
        Source::Description => "words of the description",
        Source::Tags => "words of the tags",
        Source::FileName => "words of the file name",
        Source::Content => "words inside the file",
        Source::Type => "the document type",
        Source::Discipline => "the discipline",
        Source::Zone => "the zone",
        Source::Stage => "the stage",
        Source::Level => "the level",
        Source::Status => "the status",
        Source::Revision => "the revision shown",
        Source::Originator => "the originator",
        Source::Package => "the package",
        Source::Programme => "the programme",
        Source::SubProgramme => "the sub-programme",
        Source::Wbs => "the code in the work breakdown structure",
        Source::Owner => "the owner",
        Source::Uploader => "who uploaded it",
        Source::Created => "the day of creation, such as 2026-03-01, >2026-03-01 or 2026-03-01..2026-03-31",
        Source::Updated => "the day of the last change, such as >2026-03-01",
        Source::Locked => "true or false",
        Source::Restricted => "true or false",
        Source::Issued => "true or false: did a transmittal issue it?",
        Source::InWorkflow => "true or false: is it in a workflow?",
        Source::Custom(_) => "a field of this project",
    }
}

async fn values(work: &mut Work, project: ProjectId, field: &Field, typed: &str) -> Result<Vec<Proposal>> {
    let typed = typed.to_lowercase();
    let fits = |code: &str, label: &str| {
        code.to_lowercase().starts_with(&typed)
            || label.to_lowercase().split_whitespace().any(|word| word.starts_with(&typed))
    };
    let proposal =
        |code: &str, label: &str| Proposal { text: quoted(code), label: label.to_owned(), kind: "value" };
    if field.kind == FieldKind::Flag {
        return Ok(["true", "false"]
            .iter()
            .filter(|one| fits(one, ""))
            .map(|one| proposal(one, ""))
            .collect());
    }
    if field.source == Source::Status {
        let codes = Status::ALL.iter().map(|status| status.code());
        return Ok(codes
            .filter(|code| fits(code, ""))
            .map(|code| proposal(code, &code.replace('_', " ")))
            .collect());
    }
    let Some(name) = options_of(&field.source) else { return Ok(Vec::new()) };
    let rows = list::option_rows(work, project, false).await?;
    Ok(rows
        .iter()
        .filter(|row| row.field == name && fits(&row.code, &row.label))
        .map(|row| proposal(&row.code, &row.label))
        .collect())
}

/// The coded field that a prefix compares with.
fn options_of(source: &Source) -> Option<&str> {
    Some(match source {
        Source::Type => "document_type",
        Source::Discipline => "discipline",
        Source::Zone => "zone",
        Source::Stage => "stage",
        Source::Level => "level",
        Source::Originator => "originator",
        Source::Package => "package",
        Source::Programme => "programme",
        Source::SubProgramme => "sub_programme",
        Source::Custom(key) => key,
        _ => return None,
    })
}

/// The code as it must be typed: in quotes where the language would cut it.
fn quoted(code: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.' | '/');
    if code.chars().all(plain) { code.to_owned() } else { format!("\"{code}\"") }
}
