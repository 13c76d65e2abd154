//! Texts of mails: looked at, changed, shown with made-up facts, and sent to oneself as a test.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;
use wayleave_access::audit::{Event, Stamp};
use wayleave_access::{Permit, ProjectFacts, Target, Warrant, act, ledger};
use wayleave_base::{ErrorCode, ProjectId};
use wayleave_mail::{Address, Letterhead, Made, Rendered, Sample, sample, variables};

use super::catalogue::{self, Entry};
use super::texts::{MailTexts, MailWords};
use super::view::{MailTextDetail, MailTextEdit, MailTextLine, MailTextPreview, MailVariable};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::mailing::{self, Sender};
use crate::settings::{self, MAIL_TEXTS};
use crate::wire::List;
use crate::work::{ProjectRow, Work};

/// What a test's subject begins with, so that nobody takes it for a mail about something.
const TEST: &str = "[Test]";

/// Whose texts are meant: the organisation's, or a project's.
struct Level {
    project: Option<(ProjectRow, ProjectFacts)>,
}

/// The permit to change them.
enum Leave {
    Organisation(Permit<act::OrganisationSettings>),
    Project(Permit<act::ProjectSettings>),
}

impl Warrant for Leave {
    fn rule(&self) -> &'static str {
        match self {
            Self::Organisation(permit) => permit.rule(),
            Self::Project(permit) => permit.rule(),
        }
    }
    fn grounds(&self) -> &[i64] {
        match self {
            Self::Organisation(permit) => permit.grounds(),
            Self::Project(permit) => permit.grounds(),
        }
    }
}

impl Level {
    /// Opens the level that is named; without a project it is the organisation's.
    async fn open(work: &mut Work, project: Option<&str>) -> Result<Self> {
        let project = match project {
            None => None,
            Some(project) => Some(crate::projects::open_project(work, project).await?),
        };
        Ok(Self { project })
    }

    /// Opens the level to be looked at.
    async fn look(work: &mut Work, project: Option<&str>) -> Result<Self> {
        let level = Self::open(work, project).await?;
        match &level.project {
            None => work.permit::<act::OrganisationSettings>(Target::default()).map(drop)?,
            Some((_, facts)) => {
                work.permit_in::<act::ProjectSettingsView>(facts, Target::default()).map(drop)?;
            }
        }
        Ok(level)
    }

    fn leave(&self, work: &Work) -> Result<Leave> {
        Ok(match &self.project {
            None => Leave::Organisation(work.permit::<act::OrganisationSettings>(Target::default())?),
            Some((_, facts)) => {
                Leave::Project(work.permit_in::<act::ProjectSettings>(facts, Target::default())?)
            }
        })
    }

    fn id(&self) -> Option<ProjectId> {
        self.project.as_ref().map(|(row, _)| row.id)
    }

    fn mail(&self, id: &str) -> Result<Entry> {
        catalogue::find(id, self.project.is_some()).ok_or_else(Error::not_found)
    }

    /// The organisation's texts where this is a project, and those of the level itself.
    async fn texts(&self, work: &mut Work) -> Result<(MailTexts, MailTexts)> {
        let organisation = work.organisation.id;
        let above = match self.id() {
            Some(_) => settings::read(&mut work.tx, organisation, None, MAIL_TEXTS).await?,
            None => MailTexts::default(),
        };
        Ok((above, settings::read(&mut work.tx, organisation, self.id(), MAIL_TEXTS).await?))
    }

    async fn record(&self, work: &mut Work, leave: &Leave, event: Event<'_>) -> Result<Stamp> {
        let mut event = event;
        event.project = self.id();
        work.record(leave, event).await
    }

    fn category(&self) -> &'static str {
        if self.project.is_some() { "project" } else { "organisation" }
    }
}

fn line(mail: &Entry, own: &MailTexts, above: &MailTexts) -> MailTextLine {
    MailTextLine {
        id: mail.id.clone(),
        category: mail.category.to_owned(),
        title: mail.title.to_owned(),
        about: mail.about.to_owned(),
        changed: !own.get(&mail.id).words.is_standard(),
        changed_above: !above.get(&mail.id).words.is_standard(),
    }
}

/// Every mail whose words can be changed.
pub async fn list(cx: &Cx, organisation: &str, project: Option<&str>) -> Result<List<MailTextLine>> {
    let mut work = Work::read(cx, organisation).await?;
    let level = Level::look(&mut work, project).await?;
    let (above, own) = level.texts(&mut work).await?;
    let all = catalogue::all(level.project.is_some());
    Ok(List { items: all.iter().map(|mail| line(mail, &own, &above)).collect(), next: None })
}

/// A mail with its words.
pub async fn get(cx: &Cx, organisation: &str, project: Option<&str>, id: &str) -> Result<MailTextDetail> {
    let mut work = Work::read(cx, organisation).await?;
    let level = Level::look(&mut work, project).await?;
    let mail = level.mail(id)?;
    detail(&mut work, &level, &mail).await
}

async fn detail(work: &mut Work, level: &Level, mail: &Entry) -> Result<MailTextDetail> {
    let (above, own) = level.texts(work).await?;
    let made = made(work, level, mail, &MailWords::default()).await?;
    let text = own.get(&mail.id);
    let known = variables(mail.template, mail.notice.is_some());
    let variables = made.facts.into_iter().map(|(variable, sample)| MailVariable {
        name: variable.name.to_owned(),
        sample,
        in_subject: variable.fits(wayleave_mail::OwnPart::Subject),
    });
    let greeting = format!("Hello {},", work.me.name);
    Ok(MailTextDetail {
        line: line(mail, &own, &above),
        warnings: text.words.warnings(&known),
        words: text.words,
        inherited: above.get(&mail.id).words,
        standard: MailWords {
            subject: Some(made.rendered.subject),
            introduction: Some(greeting),
            closing: None,
        },
        variables: variables.collect(),
        version: text.version,
    })
}

/// The mail in these words, with made-up facts, as it would come to whoever asks.
async fn made(work: &mut Work, level: &Level, mail: &Entry, words: &MailWords) -> Result<Sample> {
    let shared = work.cx.shared().clone();
    let reader = work.me.name.clone();
    let head = Sender::load(&mut work.tx, &shared, &work.organisation, level.id(), &reader).await?;
    let head = head.saying(&mail.id, words.clone().own());
    let link = format!("{}/o/{}", shared.config.public_url, work.organisation.slug);
    let facts = Made {
        link: &link,
        happened: mail.notice.map_or("", |kind| kind.title),
        project: level.project.as_ref().map(|(row, _)| row.name.as_str()),
    };
    let frame = Letterhead { notice: mail.notice.map(|_| mail.id.as_str()), ..head.head() };
    Ok(sample(mail.template, frame, &facts).map_err(anyhow::Error::from)?)
}

/// The words that a mail is rendered in when this level says that.
async fn in_force(work: &mut Work, level: &Level, mail: &Entry, words: &MailWords) -> Result<MailWords> {
    let (above, _) = level.texts(work).await?;
    Ok(words.or(&above.get(&mail.id).words))
}

/// The mail as it would be in these words.
pub async fn preview(
    cx: &Cx,
    organisation: &str,
    project: Option<&str>,
    id: &str,
    words: MailWords,
) -> Result<MailTextPreview> {
    let mut work = Work::read(cx, organisation).await?;
    let level = Level::look(&mut work, project).await?;
    let mail = level.mail(id)?;
    let words = words.checked()?;
    let warnings = words.warnings(&variables(mail.template, mail.notice.is_some()));
    let words = in_force(&mut work, &level, &mail, &words).await?;
    let Rendered { subject, text, html } = made(&mut work, &level, &mail, &words).await?.rendered;
    Ok(MailTextPreview { subject, text, html, warnings })
}

/// Changes the words of a mail.
pub async fn set(
    cx: &Cx,
    organisation: &str,
    project: Option<&str>,
    id: &str,
    edit: MailTextEdit,
) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let level = Level::open(&mut work, project).await?;
    let leave = level.leave(&work)?;
    let mail = level.mail(id)?;
    let (words, version) = edit.checked()?;
    let (_, mut texts) = level.texts(&mut work).await?;
    let before = texts.get(&mail.id);
    if before.version != version {
        return Err(Error::code(ErrorCode::Stale));
    }
    let action = if words.is_standard() { "mail_text.reset" } else { "mail_text.changed" };
    let event = Event::new(level.category(), action, ("mail_text", &mail.id, mail.title))
        .before(json!(before.words))
        .after(json!(words));
    let stamp = level.record(&mut work, &leave, event).await?;
    texts.set(&mail.id, words);
    let value = serde_json::to_string(&texts).map_err(anyhow::Error::from)?;
    ledger::set(&mut work.tx, &stamp, level.id(), MAIL_TEXTS, &value).await?;
    let told = detail(&mut work, &level, &mail).await?;
    work.finish(StatusCode::OK, &told).await
}

/// Sends the mail in these words to whoever asks, with made-up facts.
pub async fn test(
    cx: &Cx,
    organisation: &str,
    project: Option<&str>,
    id: &str,
    words: MailWords,
) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let level = Level::open(&mut work, project).await?;
    let leave = level.leave(&work)?;
    let mail = level.mail(id)?;
    let words = words.checked()?;
    let said = in_force(&mut work, &level, &mail, &words).await?;
    let rendered = made(&mut work, &level, &mail, &said).await?.rendered;
    let event = Event::new(level.category(), "mail_text.tested", ("mail_text", &mail.id, mail.title))
        .after(json!(words));
    level.record(&mut work, &leave, event).await?;
    let to = Address { name: Some(work.me.name.clone()), email: work.me.email.clone() };
    let rendered = Rendered { subject: format!("{TEST} {}", rendered.subject), ..rendered };
    let shared = work.cx.shared().clone();
    let (organisation, now) = (work.organisation.id, work.now());
    let row = mailing::keep(&mut work.tx, &shared, organisation, now, &to, (mail.template, rendered)).await?;
    mailing::send_later(&mut work.tx, organisation, now, row).await?;
    work.finish_empty().await
}
