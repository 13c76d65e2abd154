//! What clients see of the texts of mails, and what they send.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wayleave_mail::{FaultKind, OwnPart, Variable, faults};

use super::texts::MailWords;
use crate::error::{Error, FieldError, Result};
use crate::wire;

/// The most characters of a subject.
const SUBJECT: usize = 200;
/// The most characters of an introduction or a closing.
const BODY: usize = 2000;

/// A mail whose words can be changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct MailTextLine {
    /// The mail.
    #[schema(example = "transmittal_issued")]
    pub id: String,
    /// What it belongs to.
    #[schema(example = "documents")]
    pub category: String,
    /// Its name.
    #[schema(example = "Transmittal")]
    pub title: String,
    /// Who gets it and when.
    #[schema(example = "To everybody a transmittal is sent to, ten minutes after it is issued.")]
    pub about: String,
    /// Is it told in words of this level?
    pub changed: bool,
    /// Is it told in the organisation's words, where a project asks?
    pub changed_above: bool,
}

/// A mail with its words.
#[derive(Debug, Serialize, ToSchema)]
pub struct MailTextDetail {
    /// The mail.
    #[serde(flatten)]
    pub line: MailTextLine,
    /// The words of this level.
    pub words: MailWords,
    /// The organisation's words, where a project asks.
    pub inherited: MailWords,
    /// What it says in the standard words, with made-up facts.
    pub standard: MailWords,
    /// The facts that can be put into the words.
    pub variables: Vec<MailVariable>,
    /// Where the words name what the mail does not have.
    pub warnings: Vec<MailTextWarning>,
    /// The version that a change must name; 0 for one that was never changed.
    pub version: i64,
}

/// A fact that can be put into the words, as `{{ name }}`.
#[derive(Debug, Serialize, ToSchema)]
pub struct MailVariable {
    /// Its name.
    #[schema(example = "transmittal.number")]
    pub name: String,
    /// What it could stand for; some mails lack some facts.
    #[schema(example = "TRN-012")]
    pub sample: String,
    /// May the subject name it, too?
    pub in_subject: bool,
}

/// Where the words do not say what was meant.
#[derive(Debug, Serialize, ToSchema)]
pub struct MailTextWarning {
    /// `subject`, `introduction` or `closing`.
    #[schema(example = "introduction")]
    pub part: String,
    /// The line, from 1.
    #[schema(example = 1)]
    pub line: usize,
    /// The character of the line, from 1.
    #[schema(example = 6)]
    pub column: usize,
    /// What is wrong, a sentence.
    #[schema(example = "This mail has no {{ sender.mane }}; nothing is put there.")]
    pub detail: String,
}

/// New words of a mail. What is absent, null or empty is said as the organisation says it, or in the standard words.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MailTextEdit {
    /// The subject, one line.
    #[schema(example = "{{ project.name }}: transmittal {{ transmittal.number }} for you")]
    pub subject: Option<String>,
    /// What stands in the place of the greeting; blank lines part paragraphs.
    #[schema(example = "Dear {{ recipient.name }},")]
    pub introduction: Option<String>,
    /// What stands at the end, before the foot.
    #[schema(example = "Questions? Call document control on 020 7946 0000.")]
    pub closing: Option<String>,
    /// The version that was looked at.
    #[schema(example = 0)]
    pub version: i64,
}

/// A mail as it would be with these words, with made-up facts.
#[derive(Debug, Serialize, ToSchema)]
pub struct MailTextPreview {
    /// The subject.
    #[schema(example = "Harbour bridge: transmittal TRN-012 for you")]
    pub subject: String,
    /// The whole mail as text.
    #[schema(example = "Dear Ana Silva,")]
    pub text: String,
    /// The whole mail as HTML. Show it where scripts do not run and links lead nowhere.
    #[schema(example = "<p>Dear Ana Silva,</p>")]
    pub html: String,
    /// Where the words name what the mail does not have.
    pub warnings: Vec<MailTextWarning>,
}

impl MailTextEdit {
    /// The words and the version, if they can be kept.
    pub fn checked(self) -> Result<(MailWords, i64)> {
        let words =
            MailWords { subject: self.subject, introduction: self.introduction, closing: self.closing };
        Ok((words.checked()?, self.version))
    }
}

impl MailWords {
    /// The words as they are kept: trimmed, what is empty absent.
    pub fn checked(self) -> Result<Self> {
        let mut errors = Vec::new();
        let subject = self.subject.map(|text| {
            wire::line("subject", &text, SUBJECT, false)
                .map_err(|error| errors.push(error))
                .unwrap_or_default()
        });
        let introduction = body(&mut errors, "introduction", self.introduction);
        let closing = body(&mut errors, "closing", self.closing);
        Error::check(errors)?;
        let kept = |text: Option<String>| text.filter(|text| !text.is_empty());
        Ok(Self { subject: kept(subject), introduction: kept(introduction), closing: kept(closing) })
    }

    /// Where these words name what the mail does not have.
    #[must_use]
    pub fn warnings(&self, known: &[Variable]) -> Vec<MailTextWarning> {
        let parts = [
            ("subject", OwnPart::Subject, &self.subject),
            ("introduction", OwnPart::Introduction, &self.introduction),
            ("closing", OwnPart::Closing, &self.closing),
        ];
        let mut all = Vec::new();
        for (part, which, text) in parts {
            let fitting: Vec<Variable> = known.iter().copied().filter(|one| one.fits(which)).collect();
            for fault in faults(text.as_deref().unwrap_or_default(), &fitting) {
                let detail = told(&fault.kind, known);
                all.push(MailTextWarning {
                    part: part.to_owned(),
                    line: fault.line,
                    column: fault.column,
                    detail,
                });
            }
        }
        all
    }
}

fn body(errors: &mut Vec<FieldError>, field: &str, text: Option<String>) -> Option<String> {
    text.map(|text| wire::text(errors, field, &text.replace("\r\n", "\n"), BODY, false))
}

fn told(kind: &FaultKind, known: &[Variable]) -> String {
    match kind {
        FaultKind::Unknown(name) if known.iter().any(|one| one.name == name) => {
            format!("The subject takes no {{{{ {name} }}}}; nothing is put there.")
        }
        FaultKind::Unknown(name) => {
            format!("This mail has no {{{{ {name} }}}}; nothing is put there.")
        }
        FaultKind::Unclosed => {
            "Here {{ is not followed by }} on the same line; it stays as it is.".to_owned()
        }
    }
}
