//! The texts as they are kept, and which of them are in force.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wayleave_mail::{Own, OwnWords};

/// The texts of the organisation or of a project, by mail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MailTexts(BTreeMap<String, MailText>);

/// The words of one mail, and how often they were changed. Who sets them back to the standard leaves the version, so that
/// two who change at once are told of each other all the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MailText {
    /// The words.
    #[serde(flatten)]
    pub words: MailWords,
    /// The version that a change must name; 0 for one that was never changed.
    pub version: i64,
}

/// What a mail says in other words; what is null is said as the organisation says it, or in the standard words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MailWords {
    /// The subject, one line.
    #[schema(example = "{{ project.name }}: transmittal {{ transmittal.number }} for you")]
    pub subject: Option<String>,
    /// What stands in the place of the greeting; blank lines part paragraphs.
    #[schema(example = "Dear {{ recipient.name }},")]
    pub introduction: Option<String>,
    /// What stands at the end, before the foot.
    #[schema(example = "Questions? Call document control on 020 7946 0000.")]
    pub closing: Option<String>,
}

impl MailWords {
    /// Is it the standard in every part?
    #[must_use]
    pub fn is_standard(&self) -> bool {
        *self == Self::default()
    }

    /// These words, and where they say nothing, those.
    #[must_use]
    pub fn or(&self, below: &Self) -> Self {
        let part = |own: &Option<String>, other: &Option<String>| own.clone().or_else(|| other.clone());
        Self {
            subject: part(&self.subject, &below.subject),
            introduction: part(&self.introduction, &below.introduction),
            closing: part(&self.closing, &below.closing),
        }
    }

    /// As whoever renders mails takes them.
    #[must_use]
    pub fn own(self) -> Own {
        Own {
            subject: self.subject.unwrap_or_default(),
            introduction: self.introduction.unwrap_or_default(),
            closing: self.closing.unwrap_or_default(),
        }
    }
}

impl MailTexts {
    /// The text of a mail.
    #[must_use]
    pub fn get(&self, mail: &str) -> MailText {
        self.0.get(mail).cloned().unwrap_or_default()
    }

    /// Replaces the words of a mail.
    pub fn set(&mut self, mail: &str, words: MailWords) {
        let text = self.0.entry(mail.to_owned()).or_default();
        *text = MailText { words, version: text.version + 1 };
    }

    /// What is in force where a project's texts lie over the organisation's.
    #[must_use]
    pub fn in_force(organisation: &Self, project: &Self) -> OwnWords {
        let mut all = OwnWords::default();
        for (mail, text) in &organisation.0 {
            all.set(mail, text.words.clone().own());
        }
        for (mail, text) in &project.0 {
            let below = organisation.0.get(mail).map(|text| text.words.clone()).unwrap_or_default();
            all.set(mail, text.words.or(&below).own());
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(subject: &str, introduction: &str) -> MailWords {
        let part = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        MailWords { subject: part(subject), introduction: part(introduction), closing: None }
    }

    #[test]
    fn a_projects_words_come_before_the_organisations_part_by_part() {
        let project = words("P", "");
        assert_eq!(project.or(&words("O", "Dear")), words("P", "Dear"));
        assert_eq!(words("", "").or(&words("O", "")), words("O", ""));
    }

    #[test]
    fn the_version_goes_on_when_the_standard_comes_back() {
        let mut texts = MailTexts::default();
        texts.set("digest", words("A", ""));
        texts.set("digest", MailWords::default());
        assert_eq!(texts.get("digest"), MailText { words: MailWords::default(), version: 2 });
        let kept = serde_json::to_string(&texts).unwrap_or_default();
        assert_eq!(serde_json::from_str::<MailTexts>(&kept).unwrap_or_default(), texts);
    }
}
