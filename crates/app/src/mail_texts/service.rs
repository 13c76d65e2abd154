//! Texts of mails: looked at, changed, shown with made-up facts, and sent to oneself as a test.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;
use wayleave_access::audit::Event;
use wayleave_access::{act, ledger};
use wayleave_base::ErrorCode;
use wayleave_mail::{Address, Letterhead, Made, Rendered, Sample, sample, variables};

use super::catalogue::{self, Entry};
use super::texts::{MailTexts, MailWords};
use super::view::{MailTextDetail, MailTextEdit, MailTextLine, MailTextPreview, MailVariable};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::level::Level;
use crate::mailing::{self, Sender};
use crate::settings::{self, MAIL_TEXTS};
use crate::wire::List;
use crate::work::Work;

/// What a test's subject begins with, so that nobody takes it for a mail about something.
const TEST: &str = "[Test]";

/// The act of whoever writes the organisation's words.
type Writing = act::OrganisationSettings;

/// The mail that is named, if the level has words of its own for it.
fn mail_of(level: &Level, id: &str) -> Result<Entry> {
    catalogue::find(id, level.is_project()).ok_or_else(Error::not_found)
}

/// The organisation's texts where the level is a project, and those of the level itself.
async fn texts_of(work: &mut Work, level: &Level) -> Result<(MailTexts, MailTexts)> {
    let organisation = work.organisation.id;
    let above = match level.id() {
        Some(_) => settings::read(&mut work.tx, organisation, None, MAIL_TEXTS).await?,
        None => MailTexts::default(),
    };
    Ok((above, settings::read(&mut work.tx, organisation, level.id(), MAIL_TEXTS).await?))
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
    let level = Level::look::<Writing>(&mut work, project).await?;
    let (above, own) = texts_of(&mut work, &level).await?;
    let all = catalogue::all(level.is_project());
    Ok(List { items: all.iter().map(|mail| line(mail, &own, &above)).collect(), next: None })
}

/// A mail with its words.
pub async fn get(cx: &Cx, organisation: &str, project: Option<&str>, id: &str) -> Result<MailTextDetail> {
    let mut work = Work::read(cx, organisation).await?;
    let level = Level::look::<Writing>(&mut work, project).await?;
    let mail = mail_of(&level, id)?;
    detail(&mut work, &level, &mail).await
}

async fn detail(work: &mut Work, level: &Level, mail: &Entry) -> Result<MailTextDetail> {
    let (above, own) = texts_of(work, level).await?;
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
        project: level.project().map(|(row, _)| row.name.as_str()),
    };
    let frame = Letterhead { notice: mail.notice.map(|_| mail.id.as_str()), ..head.head() };
    Ok(sample(mail.template, frame, &facts).map_err(anyhow::Error::from)?)
}

/// The words that a mail is rendered in when this level says that.
async fn in_force(work: &mut Work, level: &Level, mail: &Entry, words: &MailWords) -> Result<MailWords> {
    let (above, _) = texts_of(work, level).await?;
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
    let level = Level::look::<Writing>(&mut work, project).await?;
    let mail = mail_of(&level, id)?;
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
    let leave = level.leave::<Writing>(&work)?;
    let mail = mail_of(&level, id)?;
    let (words, version) = edit.checked()?;
    let (_, mut texts) = texts_of(&mut work, &level).await?;
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
    let leave = level.leave::<Writing>(&work)?;
    let mail = mail_of(&level, id)?;
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
