//! Mail on its way out: a mail is a row and a job in the transaction that causes it. A mail that holds a secret is
//! rendered by its own job, which mints the secret then; the row keeps the text without it.

mod deliver;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use wayleave_base::{MailId, OrganisationId, ProjectId, SubjectId, Timestamp, Token, TokenKind};
use wayleave_db::{DbResult, Tx, row, sql};
use wayleave_jobs::{Enqueue, Handlers, Job, JobError};
use wayleave_mail::{
    Address, Colour, Letterhead, Own, OwnWords, Rendered, SendError, Template, TemplateName,
};

use crate::error::Result;
use crate::mail_texts::MailTexts;
use crate::notices::Recipient;
use crate::settings::{BRANDING, Branding, GENERAL, General, MAIL_TEXTS};
use crate::shared::Shared;
use crate::wire::Dates;
use crate::work::OrganisationRow;

pub(crate) use deliver::{deliver, note_outcome};

/// What every mail of an organisation bears.
#[derive(Clone, Debug)]
pub struct Sender {
    organisation: String,
    colour: Colour,
    logo_url: Option<String>,
    base_url: String,
    reader: Option<String>,
    dates: Dates,
    own: Arc<OwnWords>,
    stop: bool,
}

/// The settings that every mail of an organisation bears.
#[derive(Default)]
struct Looks {
    branding: Branding,
    general: General,
    own: OwnWords,
}

row! {
    struct Setting { key: String, project_id: Option<ProjectId>, value: String }
}

impl Looks {
    /// Reads them at once: the organisation's, and what a project says in its own words.
    async fn load(tx: &mut Tx, organisation: OrganisationId, project: Option<ProjectId>) -> DbResult<Self> {
        let mut text =
            sql("select key, project_id, value from setting where closed_at is null and organisation_id = ");
        text.arg(organisation).push(" and (project_id is null and key in (").arg(BRANDING);
        text.push(", ").arg(GENERAL).push(", ").arg(MAIL_TEXTS).push(")");
        if let Some(project) = project {
            text.push(" or project_id = ").arg(project).push(" and key = ").arg(MAIL_TEXTS);
        }
        text.push(")");
        let (mut looks, mut organisation, mut project) = (Self::default(), None, None);
        for Setting { key, project_id, value } in tx.all(text).await? {
            match key.as_str() {
                BRANDING => looks.branding = serde_json::from_str(&value).unwrap_or_default(),
                GENERAL => looks.general = serde_json::from_str(&value).unwrap_or_default(),
                _ if project_id.is_some() => project = serde_json::from_str(&value).ok(),
                _ => organisation = serde_json::from_str(&value).ok(),
            }
        }
        looks.own = MailTexts::in_force(&organisation.unwrap_or_default(), &project.unwrap_or_default());
        Ok(looks)
    }
}

impl Sender {
    /// The organisation's head for mails to `reader`, with its own words: those of the project that the mail is about come
    /// first.
    pub async fn load(
        tx: &mut Tx,
        shared: &Shared,
        organisation: &OrganisationRow,
        project: Option<ProjectId>,
        reader: &str,
    ) -> DbResult<Self> {
        let Looks { branding, general, own } = Looks::load(tx, organisation.id, project).await?;
        let base_url = shared.config.public_url.clone();
        let logo_url =
            branding.logo.is_some().then(|| format!("{base_url}/organisations/{}/logo", organisation.slug));
        Ok(Self {
            organisation: organisation.name.clone(),
            colour: Colour::parse(&branding.colour).unwrap_or(Colour::DEFAULT),
            logo_url,
            base_url,
            reader: (!reader.is_empty()).then(|| reader.to_owned()),
            dates: Dates::parse(&general.date_format).unwrap_or_default(),
            own: Arc::new(own),
            stop: false,
        })
    }

    /// The head of a letter that tells this recipient of something.
    pub async fn telling(
        tx: &mut Tx,
        shared: &Shared,
        organisation: &OrganisationRow,
        recipient: &Recipient,
    ) -> DbResult<Self> {
        let reader = recipient.to.name.as_deref().unwrap_or_default();
        let sender = Self::load(tx, shared, organisation, recipient.project, reader).await?;
        Ok(sender.for_recipient(recipient))
    }

    /// The same head for another recipient.
    #[must_use]
    pub fn for_recipient(&self, recipient: &Recipient) -> Self {
        let own = self.to(recipient.to.name.as_deref().unwrap_or_default());
        Self { stop: recipient.kind.fixed.is_none(), ..own }
    }

    /// The same head with a link that stops such mails.
    #[must_use]
    pub fn stoppable(self) -> Self {
        Self { stop: true, ..self }
    }

    /// The same head with one mail in these words.
    #[must_use]
    pub fn saying(mut self, mail: &str, own: Own) -> Self {
        Arc::make_mut(&mut self.own).set(mail, own);
        self
    }

    /// How the organisation writes days.
    #[must_use]
    pub fn dates(&self) -> Dates {
        self.dates
    }

    /// The same head for another reader.
    #[must_use]
    pub fn to(&self, reader: &str) -> Self {
        Self { reader: (!reader.is_empty()).then(|| reader.to_owned()), ..self.clone() }
    }

    /// The frame that a template takes.
    #[must_use]
    pub fn head(&self) -> Letterhead<'_> {
        Letterhead {
            organisation: &self.organisation,
            colour: self.colour,
            logo_url: self.logo_url.as_deref(),
            base_url: &self.base_url,
            reader: self.reader.as_deref(),
            stop: self.stop.then_some(STOP),
            own: Some(&self.own),
            notice: None,
        }
    }
}

/// Writes a mail without secrets and the job that sends it, in the caller's transaction.
pub async fn post<T: Template>(
    tx: &mut Tx,
    shared: &Shared,
    organisation: OrganisationId,
    now: Timestamp,
    to: &Address,
    letter: &T,
) -> Result<()> {
    let mail = write(tx, shared, organisation, now, to, letter).await?;
    send_later(tx, organisation, now, mail).await
}

/// Writes the letter that tells a recipient of a notice, and the job that sends it. When it leaves it is decided once
/// more whether they may be told.
pub async fn post_notice<T: Template>(
    tx: &mut Tx,
    shared: &Shared,
    organisation: OrganisationId,
    now: Timestamp,
    recipient: &Recipient,
    letter: &T,
) -> Result<()> {
    let words = (T::NAME, wayleave_mail::render(letter).map_err(anyhow::Error::from)?);
    keep_notice(tx, shared, organisation, now, recipient, words).await.map(drop)
}

/// The same for a letter whose words are there already; answers with the mail's row.
pub async fn keep_notice(
    tx: &mut Tx,
    shared: &Shared,
    organisation: OrganisationId,
    now: Timestamp,
    recipient: &Recipient,
    words: (TemplateName, Rendered),
) -> Result<i64> {
    let mail = keep(tx, shared, organisation, now, &recipient.to, words).await?;
    tells(tx, organisation, mail, recipient.subject, recipient.kind.code).await?;
    let told = sql("update notification set mail_id = $1 where id = $2 and organisation_id = $3");
    tx.execute(told.bind(mail).bind(recipient.notice).bind(organisation)).await?;
    send_later(tx, organisation, now, mail).await?;
    Ok(mail)
}

/// Notes on a mail's row to which recipient of a transmittal it goes. Its cover sheet is enclosed when the mail leaves, unless
/// the transmittal was recalled by then.
pub(crate) async fn carries(
    tx: &mut Tx,
    organisation: OrganisationId,
    mail: i64,
    recipient: i64,
) -> DbResult<()> {
    let note = sql("update mail set recipient_id = $3 where id = $1 and organisation_id = $2");
    tx.execute(note.bind(mail).bind(organisation).bind(recipient)).await?;
    Ok(())
}

/// Notes on a mail's row whom it tells of what kind of notice.
pub(crate) async fn tells(
    tx: &mut Tx,
    organisation: OrganisationId,
    mail: i64,
    reader: SubjectId,
    kind: &str,
) -> Result<()> {
    let note = sql("update mail set reader_id = $3, notice_kind = $4 where id = $1 and organisation_id = $2");
    tx.execute(note.bind(mail).bind(organisation).bind(reader).bind(kind)).await?;
    Ok(())
}

/// Puts in the job that sends a mail without secrets.
pub(crate) async fn send_later(
    tx: &mut Tx,
    organisation: OrganisationId,
    now: Timestamp,
    mail: i64,
) -> Result<()> {
    let how = Enqueue { organisation: Some(organisation), ..Enqueue::default() };
    wayleave_jobs::enqueue(tx, now, &SendMail { organisation: organisation.get(), mail }, how).await?;
    Ok(())
}

/// Writes the row of a mail alone. For a mail that holds a secret, `letter` is filled without it, and a job of the
/// feature's own [`deliver()`]s the true words.
pub(crate) async fn write<T: Template>(
    tx: &mut Tx,
    shared: &Shared,
    organisation: OrganisationId,
    now: Timestamp,
    to: &Address,
    letter: &T,
) -> Result<i64> {
    let rendered = wayleave_mail::render(letter).map_err(anyhow::Error::from)?;
    Ok(keep(tx, shared, organisation, now, to, (T::NAME, rendered)).await?)
}

/// Writes the row of a mail whose words are there already, with the name of their template.
pub(crate) async fn keep(
    tx: &mut Tx,
    shared: &Shared,
    organisation: OrganisationId,
    now: Timestamp,
    to: &Address,
    (template, rendered): (TemplateName, Rendered),
) -> DbResult<i64> {
    tx
        .int(
            sql("insert into mail (organisation_id, public_id, template, to_email, to_name, subject, body_text, body_html, created_at)
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id as n")
            .bind(organisation)
            .bind(shared.ids.public(MailId::PREFIX))
            .bind(template.as_str())
            .bind(&to.email)
            .bind(to.name.clone().unwrap_or_default())
            .bind(rendered.subject)
            .bind(rendered.text)
            .bind(rendered.html)
            .bind(now),
        )
        .await
}

/// Stands in a mail's row where the mail itself has the link that lets its reader in.
pub const HIDDEN: &str = "[link hidden]";

/// Stands in a mail's row where the mail itself has the link that stops such mails.
pub const STOP: &str = "[link to stop these mails]";

/// What a link in a mail opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecretKind {
    /// An invitation; the target is its row.
    Invitation,
    /// A password reset; the target is the account.
    Reset,
}

impl SecretKind {
    /// The kind as stored with a secret.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Reset => "reset",
        }
    }

    fn token(self) -> TokenKind {
        match self {
            Self::Invitation => TokenKind::Invitation,
            Self::Reset => TokenKind::Reset,
        }
    }

    /// The page that takes the token. It stands in the fragment, which browsers keep to themselves.
    fn page(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Reset => "reset",
        }
    }
}

/// The secret that a mail carries.
#[derive(Clone, Copy, Debug)]
pub struct Secret {
    /// What it opens.
    pub kind: SecretKind,
    /// Which one.
    pub target: i64,
    /// Until when.
    pub expires_at: Timestamp,
    /// Who invites, if it is an invitation.
    pub inviter: Option<SubjectId>,
}

/// Writes a mail that carries a secret and the job that sends it. `letter` has [`HIDDEN`] for its link.
pub async fn post_secret<T: Template>(
    tx: &mut Tx,
    shared: &Shared,
    organisation: OrganisationId,
    now: Timestamp,
    to: &Address,
    letter: &T,
    secret: &Secret,
) -> Result<()> {
    let mail = write(tx, shared, organisation, now, to, letter).await?;
    if let Some(inviter) = secret.inviter {
        let note = sql("update mail set inviter_id = $3 where id = $1 and organisation_id = $2");
        tx.execute(note.bind(mail).bind(organisation).bind(inviter)).await?;
    }
    let job = SendSecret {
        organisation: organisation.get(),
        mail,
        kind: secret.kind,
        target: secret.target,
        expires_at: secret.expires_at,
    };
    let how = Enqueue { organisation: Some(organisation), ..Enqueue::default() };
    wayleave_jobs::enqueue(tx, now, &job, how).await?;
    Ok(())
}

/// Mints a secret for a target and stores its hash; whatever was minted for the target before is void.
pub(crate) async fn mint(
    tx: &mut Tx,
    shared: &Shared,
    organisation: OrganisationId,
    now: Timestamp,
    secret: &Secret,
) -> DbResult<Token> {
    void(tx, secret.kind, secret.target).await?;
    let token = Token::mint(secret.kind.token(), &shared.ids);
    tx.execute(
        sql("insert into secret (token_hash, kind, organisation_id, target_id, created_at, expires_at)
             values ($1, $2, $3, $4, $5, $6)")
        .bind(token.hash())
        .bind(secret.kind.code())
        .bind(organisation)
        .bind(secret.target)
        .bind(now)
        .bind(secret.expires_at),
    )
    .await?;
    Ok(token)
}

/// Makes every secret of a target void.
pub(crate) async fn void(tx: &mut Tx, kind: SecretKind, target: i64) -> DbResult<()> {
    tx.execute(sql("delete from secret where kind = $1 and target_id = $2").bind(kind.code()).bind(target))
        .await?;
    Ok(())
}

/// Sends a mail that carries a secret, minting it now.
#[derive(Serialize, Deserialize)]
struct SendSecret {
    organisation: i64,
    mail: i64,
    kind: SecretKind,
    target: i64,
    expires_at: Timestamp,
}

impl Job for SendSecret {
    const NAME: &'static str = "send_secret";
    const PRIORITY: i64 = 10;
}

async fn send_secret(shared: Arc<Shared>, job: SendSecret) -> std::result::Result<(), JobError> {
    let organisation = OrganisationId(job.organisation);
    let now = shared.clock.now();
    let mut tx = shared.db.begin_in(organisation).await.map_err(JobError::retry)?;
    let Some(words) = unsent(&mut tx, organisation, job.mail).await.map_err(JobError::retry)? else {
        return Ok(());
    };
    if job.expires_at <= now || !still_wanted(&mut tx, &job).await.map_err(JobError::retry)? {
        drop(tx);
        let reason = "what the link opens has ended before the mail could leave".to_owned();
        return note_outcome(&shared, organisation, job.mail, Err(SendError::Permanent { reason })).await;
    }
    let secret = Secret { kind: job.kind, target: job.target, expires_at: job.expires_at, inviter: None };
    let token = mint(&mut tx, &shared, organisation, now, &secret).await.map_err(JobError::retry)?;
    tx.commit().await.map_err(JobError::retry)?;
    let link = format!("{}/{}#{}", shared.config.public_url, job.kind.page(), token.reveal());
    let words = Rendered {
        subject: words.subject,
        text: words.body_text.replace(HIDDEN, &link),
        html: words.body_html.replace(HIDDEN, &link),
    };
    deliver(&shared, organisation, job.mail, Some(words)).await
}

row! {
    struct Words { subject: String, body_text: String, body_html: String }
}

/// The words of a mail that has not left yet.
async fn unsent(tx: &mut Tx, organisation: OrganisationId, mail: i64) -> DbResult<Option<Words>> {
    tx.optional(
        sql("select subject, body_text, body_html from mail
             where id = $1 and organisation_id = $2 and sent_at is null and failed_at is null")
        .bind(mail)
        .bind(organisation),
    )
    .await
}

/// An invitation that was revoked or accepted sends no more links.
async fn still_wanted(tx: &mut Tx, job: &SendSecret) -> DbResult<bool> {
    if job.kind != SecretKind::Invitation {
        return Ok(true);
    }
    let open =
        sql("select count(*) as n from invitation where id = $1 and organisation_id = $2 and expires_at = $3
           and accepted_at is null and revoked_at is null")
        .bind(job.target)
        .bind(job.organisation)
        .bind(job.expires_at);
    Ok(tx.int(open).await? == 1)
}

/// Sends one mail that is written already.
#[derive(Serialize, Deserialize)]
struct SendMail {
    organisation: i64,
    mail: i64,
}

impl Job for SendMail {
    const NAME: &'static str = "send_mail";
    const PRIORITY: i64 = 10;
}

/// The jobs of this feature.
pub(crate) fn jobs(handlers: Handlers<Shared>) -> Handlers<Shared> {
    handlers.with::<SendMail, _, _>(deliver::send).with::<SendSecret, _, _>(send_secret)
}
