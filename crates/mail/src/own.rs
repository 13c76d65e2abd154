//! What an organisation says in its own words: subject, introduction and closing of a mail. What happened, the button
//! with its link and the foot stay the template's.
//!
//! Promises:
//! - A text has no logic. `{{ name }}` stands for a fact of the mail that the list of its template names; nothing else
//!   is looked up, and whatever is not in the list is empty.
//! - A fact stays what it is: it stays on its line, and in HTML it is escaped like the words around it.
//! - A text adds no facts: each is one that the template itself has for its reader.
//! - What comes out empty is the standard.

use std::collections::BTreeMap;

use minijinja::value::{Value, ValueKind};

use crate::render::one_line;
use crate::templates::{Letterhead, TemplateName};

/// The words of one mail; what is empty is the standard.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Own {
    /// The subject, one line.
    pub subject: String,
    /// What stands in the place of the greeting; may have several paragraphs.
    pub introduction: String,
    /// What stands behind everything but the foot; may have several paragraphs.
    pub closing: String,
}

/// The words of an organisation, by mail.
#[derive(Clone, Debug, Default)]
pub struct OwnWords(BTreeMap<String, Own>);

impl OwnWords {
    /// The words of one mail.
    pub fn set(&mut self, mail: &str, own: Own) {
        self.0.insert(mail.to_owned(), own);
    }

    fn get(&self, mail: &str) -> Option<&Own> {
        self.0.get(mail)
    }
}

/// A part of a mail that can be replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnPart {
    /// The subject.
    Subject,
    /// The introduction.
    Introduction,
    /// The closing.
    Closing,
}

/// A name that texts may use, and where the fact lies in what fills the template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variable {
    /// The name.
    pub name: &'static str,
    path: &'static str,
}

const fn variable(name: &'static str, path: &'static str) -> Variable {
    Variable { name, path }
}

/// Where a text does not say what its writer meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1.
    pub line: usize,
    /// The character of the line, from 1.
    pub column: usize,
    /// What is wrong.
    pub kind: FaultKind,
}

/// What is wrong in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The mail has no such fact; nothing is put there.
    Unknown(String),
    /// `{{` without `}}` on the same line; it stays as it is.
    Unclosed,
}

/// The facts that texts of a mail may name. `notice` is a mail that tells of one thing in the words of the bell.
#[must_use]
pub fn variables(template: TemplateName, notice: bool) -> Vec<Variable> {
    let own = if notice { NOTICE } else { of_template(template) };
    let mut all = COMMON.to_vec();
    all.extend_from_slice(own);
    let without =
        [TemplateName::GuestMailCode, TemplateName::TransmittalRecalled, TemplateName::PasswordChanged];
    if !without.contains(&template) {
        all.push(LINK);
    }
    all
}

impl Variable {
    /// May this part name it? A link that lets somebody in does not belong into a subject, which is shown and kept where
    /// the mail itself is not.
    #[must_use]
    pub fn fits(self, part: OwnPart) -> bool {
        part != OwnPart::Subject || self.name != LINK.name
    }
}

const LINK: Variable = variable("link", "link");
const COMMON: &[Variable] =
    &[variable("recipient.name", "head.reader"), variable("organisation.name", "head.organisation")];
const NOTICE: &[Variable] = &[variable("project.name", "places.0.name"), variable("notice.text", "only")];
const PROJECT: Variable = variable("project.name", "project");
const NUMBER: Variable = variable("document.number", "number");
const TITLE: Variable = variable("document.title", "title");
const SENDER: Variable = variable("sender.name", "sender");
const TRANSMITTAL: &[Variable] = &[
    SENDER,
    PROJECT,
    variable("transmittal.number", "number"),
    variable("transmittal.subject", "about"),
    variable("transmittal.purpose", "purpose"),
    variable("transmittal.documents", "documents"),
    variable("transmittal.acknowledge_by", "acknowledge_by"),
    variable("transmittal.expires", "expires"),
];

macro_rules! list {
    ($($one:expr),* $(,)?) => {{
        const ALL: &[Variable] = &[$($one),*];
        ALL
    }};
}

/// What a template has besides reader, organisation and link.
fn of_template(template: TemplateName) -> &'static [Variable] {
    use TemplateName as T;
    match template {
        T::MemberInvited => list![
            variable("sender.name", "inviter"),
            variable("invitation.role", "organisation_role"),
            variable("invitation.expires", "expires"),
        ],
        T::RoleChanged => list![
            variable("sender.name", "changed_by"),
            PROJECT,
            variable("role.before", "role_before"),
            variable("role.after", "role_after"),
        ],
        T::SubmissionReceived
        | T::SubmissionAccepted
        | T::SubmissionRejected
        | T::EditRequested
        | T::EditRequestDecided
        | T::DocumentEdited
        | T::DocumentShared => of_document(template),
        T::GuestShareCreated => {
            list![SENDER, variable("share.thing", "subject_name"), variable("share.expires", "expires")]
        }
        T::GuestShareExpiring => list![
            PROJECT,
            variable("share.label", "label"),
            variable("share.thing", "subject_name"),
            variable("share.days_left", "days_left"),
            variable("share.expires", "expires"),
        ],
        T::GuestShareAsked => list![
            PROJECT,
            variable("share.label", "label"),
            variable("share.thing", "subject_name"),
            variable("share.asked_by", "name"),
        ],
        T::GuestSharePasswordFailures => list![
            PROJECT,
            variable("share.label", "label"),
            variable("share.thing", "subject_name"),
            variable("share.failures", "failures"),
        ],
        T::TransmittalIssued | T::TransmittalReminder => TRANSMITTAL,
        T::TransmittalRecalled => list![
            SENDER,
            PROJECT,
            variable("transmittal.number", "number"),
            variable("transmittal.subject", "about"),
            variable("transmittal.sent", "sent_at"),
        ],
        T::WorkflowAssigned => list![
            variable("sender.name", "initiator"),
            PROJECT,
            variable("workflow.number", "number"),
            variable("workflow.title", "title"),
            variable("workflow.documents", "documents"),
            variable("workflow.priority", "priority"),
            variable("step.name", "step"),
            variable("step.asked", "asked"),
            variable("step.due", "due"),
        ],
        T::AccessExpiring => list![
            variable("sender.name", "granted_by"),
            PROJECT,
            variable("access.person", "person"),
            variable("access.company", "company"),
            variable("access.what", "access"),
            variable("access.days_left", "days_left"),
            variable("access.expires", "expires"),
        ],
        T::HandOver => list![
            PROJECT,
            variable("leaver.name", "leaver"),
            variable("leaver.grants", "grants"),
            variable("leaver.guest_shares", "guest_shares"),
        ],
        T::Digest => list![variable("digest.count", "count")],
        T::AuditCheckpoint => {
            list![variable("audit.events", "events"), variable("audit.signed", "signed_at")]
        }
        T::GuestMailCode | T::PasswordReset | T::PasswordChanged => list![],
    }
}

/// The same of a mail about a document.
fn of_document(template: TemplateName) -> &'static [Variable] {
    use TemplateName as T;
    match template {
        T::SubmissionReceived => list![
            SENDER,
            variable("sender.company", "company"),
            PROJECT,
            NUMBER,
            TITLE,
            variable("document.file", "file_name"),
        ],
        T::SubmissionAccepted => list![
            variable("sender.name", "accepted_by"),
            PROJECT,
            NUMBER,
            TITLE,
            variable("document.revision", "revision"),
            variable("document.status", "status"),
        ],
        T::SubmissionRejected => list![
            variable("sender.name", "rejected_by"),
            PROJECT,
            NUMBER,
            TITLE,
            variable("document.file", "file_name"),
        ],
        T::EditRequested => list![
            variable("sender.name", "requester"),
            variable("sender.company", "company"),
            PROJECT,
            NUMBER,
            TITLE,
        ],
        T::EditRequestDecided => list![variable("sender.name", "decided_by"), PROJECT, NUMBER, TITLE],
        T::DocumentEdited => list![variable("sender.name", "edited_by"), PROJECT, NUMBER, TITLE],
        T::DocumentShared => list![
            variable("sender.name", "shared_by"),
            PROJECT,
            NUMBER,
            TITLE,
            variable("document.revision", "revision"),
            variable("share.expires", "until"),
        ],
        _ => list![],
    }
}

/// What a text names that the mail does not have, with its place.
#[must_use]
pub fn faults(text: &str, known: &[Variable]) -> Vec<Fault> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let mut column = 1;
        for piece in pieces(line) {
            let kind = match piece {
                Piece::Name(name, _) if !known.iter().any(|one| one.name == name) => {
                    Some(FaultKind::Unknown(name.to_owned()))
                }
                Piece::Unclosed(_) => Some(FaultKind::Unclosed),
                _ => None,
            };
            found.extend(kind.map(|kind| Fault { line: number + 1, column, kind }));
            column += piece.source().chars().count();
        }
    }
    found
}

/// A piece of a line.
#[derive(Clone, Copy)]
enum Piece<'a> {
    Words(&'a str),
    /// A name, and how it is written.
    Name(&'a str, &'a str),
    Unclosed(&'a str),
}

impl<'a> Piece<'a> {
    fn source(self) -> &'a str {
        match self {
            Self::Words(source) | Self::Name(_, source) | Self::Unclosed(source) => source,
        }
    }
}

fn pieces(line: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = line;
    while let Some(start) = rest.find("{{") {
        let (words, marked) = rest.split_at(start);
        if !words.is_empty() {
            pieces.push(Piece::Words(words));
        }
        let Some(end) = marked.find("}}") else {
            pieces.push(Piece::Unclosed(marked));
            return pieces;
        };
        let (source, behind) = marked.split_at(end + 2);
        pieces.push(Piece::Name(source[2..end].trim(), source));
        rest = behind;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest));
    }
    pieces
}

/// The lines of a text, by paragraph.
type Paragraphs = Vec<Vec<String>>;

/// The words of one mail with its facts in them; what is empty is the standard.
#[derive(Debug, Default)]
pub(crate) struct Filled {
    pub subject: String,
    pub introduction: Paragraphs,
    pub closing: Paragraphs,
}

/// Fills the organisation's words for a mail, if it has any.
pub(crate) fn fill(template: TemplateName, head: &Letterhead<'_>, values: &Value) -> Filled {
    let mail = head.notice.unwrap_or(template.as_str());
    let Some(own) = head.own.and_then(|words| words.get(mail)) else { return Filled::default() };
    let known = variables(template, head.notice.is_some());
    let body = |part: OwnPart, text: &str| paragraphs(text, &fitting(&known, part), values);
    let subject = fitting(&known, OwnPart::Subject);
    Filled {
        subject: one_line(&line(&own.subject, &subject, values)),
        introduction: body(OwnPart::Introduction, &own.introduction),
        closing: body(OwnPart::Closing, &own.closing),
    }
}

fn fitting(known: &[Variable], part: OwnPart) -> Vec<Variable> {
    known.iter().copied().filter(|one| one.fits(part)).collect()
}

fn paragraphs(text: &str, known: &[Variable], values: &Value) -> Paragraphs {
    let mut all: Paragraphs = vec![Vec::new()];
    for source in text.lines() {
        let line = line(source, known, values);
        if source.trim().is_empty() {
            all.push(Vec::new());
        } else if !line.is_empty()
            && let Some(last) = all.last_mut()
        {
            last.push(line);
        }
    }
    all.retain(|paragraph| !paragraph.is_empty());
    all
}

/// One line with the facts in it. Before a missing fact no blank is left: `Dear {{ recipient.name }},` is `Dear,` to
/// somebody without a name.
fn line(source: &str, known: &[Variable], values: &Value) -> String {
    let mut line = String::new();
    for piece in pieces(source) {
        match piece {
            Piece::Words(words) | Piece::Unclosed(words) => line.push_str(words),
            Piece::Name(name, _) => {
                let fact = known.iter().find(|one| one.name == name).map(|one| fact(values, one.path));
                match fact.filter(|fact| !fact.is_empty()) {
                    Some(fact) => line.push_str(&fact),
                    None => line.truncate(line.trim_end().len()),
                }
            }
        }
    }
    one_line(&line)
}

/// A fact of the mail as text, on one line.
pub(crate) fn fact(values: &Value, path: &str) -> String {
    let mut value = values.clone();
    for step in path.split('.') {
        let next = match step.parse::<usize>() {
            Ok(place) => value.get_item_by_index(place),
            Err(_) => value.get_attr(step),
        };
        let Ok(next) = next else { return String::new() };
        value = next;
    }
    match value.kind() {
        ValueKind::String | ValueKind::Number => one_line(&value.to_string()),
        _ => String::new(),
    }
}

impl Variable {
    /// The fact behind the name.
    pub(crate) fn fact(self, values: &Value) -> String {
        fact(values, self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &[Variable] = &[variable("sender.name", "sender"), variable("recipient.name", "reader")];

    fn said(text: &str) -> String {
        let sender = "A.\r\nLee {{ recipient.name }}";
        let values = minijinja::context! { sender, secret => "no" };
        line(text, KNOWN, &values)
    }

    #[test]
    fn a_name_of_the_list_is_its_fact_and_nothing_else_is_looked_up() {
        assert_eq!(said("From {{ sender.name }}."), "From A. Lee {{ recipient.name }}.");
        assert_eq!(said("{{sender.name}}"), "A. Lee {{ recipient.name }}");
        for foreign in ["secret", "sender", "sender.name.x", "head", "7 * 7", "", "sender.name|upper", "self"]
        {
            assert_eq!(said(&format!("[{{{{ {foreign} }}}}]")), "[]", "{foreign}");
        }
        assert_eq!(said("{% for a in b %}{# c #}${x}"), "{% for a in b %}{# c #}${x}");
        assert_eq!(said("half {{ sender.name"), "half {{ sender.name");
    }

    #[test]
    fn a_missing_fact_leaves_no_blank_before_a_comma() {
        assert_eq!(said("Dear {{ recipient.name }}, from"), "Dear, from");
    }

    #[test]
    fn what_is_not_known_is_told_with_its_place() {
        let text = "Dear {{ recipient.name }},\nnew: {{ sender.mane }} and {{ recipient.name";
        let expected = vec![
            Fault { line: 2, column: 6, kind: FaultKind::Unknown("sender.mane".to_owned()) },
            Fault { line: 2, column: 28, kind: FaultKind::Unclosed },
        ];
        assert_eq!(faults(text, KNOWN), expected);
        assert!(faults("nothing {% at %} all", KNOWN).is_empty());
    }

    #[test]
    fn paragraphs_are_parted_by_blank_lines_and_empty_ones_are_left_out() {
        let text = "One\ntwo\n\n{{ recipient.name }}\n\nthree\n";
        let values = Value::UNDEFINED;
        let expected = vec![vec!["One".to_owned(), "two".to_owned()], vec!["three".to_owned()]];
        assert_eq!(paragraphs(text, KNOWN, &values), expected);
    }
}
