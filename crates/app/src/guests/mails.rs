//! The mails of guest shares. The link in a mail and the code that proves an address are made when the mail leaves;
//! neither is in the queue, nor in the outbox.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use wayleave_base::{GuestShareId, OrganisationId, Token, TokenKind};
use wayleave_db::Tx;
use wayleave_jobs::{Handlers, Job, JobError};
use wayleave_mail::{Address, GuestMailCode, GuestShareCreated, Rendered, TemplateName};

use super::service::link_text;
use super::{links, store};
use crate::error::Result;
use crate::mailing::{self, Sender};
use crate::shared::Shared;
use crate::transmittals::{Parcel, Way};
use crate::work::OrganisationRow;

/// What stands in the outbox in the place of a link.
const HIDDEN_LINK: &str = "[link hidden]";
/// What stands in the outbox in the place of a code.
const HIDDEN_CODE: &str = "[code hidden]";
/// How long a code works, in minutes.
pub const CODE_MINUTES: u32 = 10;

/// Sends the link to the recipient. The link is made by the job and is the mail's alone: every former one works on.
#[derive(Serialize, Deserialize)]
struct SendLink {
    organisation: i64,
    share: i64,
    mail: i64,
    covering: Covering,
}

impl Job for SendLink {
    const NAME: &'static str = "send_guest_link";
    const PRIORITY: i64 = 10;
}

/// Sends a code to the recipient; nothing when the address that was typed is not theirs.
#[derive(Serialize, Deserialize)]
struct SendCode {
    organisation: i64,
    share: i64,
    wanted: bool,
}

impl Job for SendCode {
    const NAME: &'static str = "send_guest_code";
    const PRIORITY: i64 = 20;
    const ATTEMPTS: i64 = 3;
}

/// What the mail that carries a link says of what it leads to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Covering {
    /// Who sends it.
    pub sender: String,
    /// The project's time zone.
    pub zone: String,
    /// What it is about.
    pub words: Words,
}

/// What a link leads to, in words.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Words {
    /// Something that is shared.
    Share {
        /// What it is.
        subject_name: String,
        /// What the sender adds.
        message: Option<String>,
    },
    /// A transmittal.
    Transmittal(Parcel),
}

/// The mail that carries a link: the name of its template, and its words.
fn letter(
    head: &Sender,
    covering: &Covering,
    share: &store::ShareRow,
    link: &str,
) -> Result<(TemplateName, Rendered)> {
    let expires = head.dates().moment(share.ends_at, &covering.zone);
    let rendered = match &covering.words {
        Words::Share { subject_name, message } => {
            let words = GuestShareCreated {
                head: head.head(),
                sender: &covering.sender,
                subject_name,
                may_download: share.allow_download,
                message: message.as_deref(),
                link,
                expires: &expires,
                most_opens: u32::try_from(share.max_opens).ok().filter(|most| *most > 0),
                needs_password: share.password_hash.is_some(),
                needs_mail_code: share.mail_code,
            };
            wayleave_mail::render(&words).map(|rendered| (TemplateName::GuestShareCreated, rendered))
        }
        Words::Transmittal(parcel) => {
            let way = Way { link, own_link: true, expires: Some(&expires), needs_mail_code: share.mail_code };
            parcel.render(head, &covering.sender, way)
        }
    };
    Ok(rendered.map_err(anyhow::Error::from)?)
}

/// Writes the mail to the recipient and the job that makes its link.
pub async fn announce(
    tx: &mut Tx,
    shared: &Shared,
    organisation: &OrganisationRow,
    share: &store::ShareRow,
    covering: Covering,
) -> Result<()> {
    let now = shared.clock.now();
    let place = Some(share.project_id);
    let head = Sender::load(tx, shared, organisation, place, &share.recipient_name).await?;
    let name = (!share.recipient_name.is_empty()).then(|| share.recipient_name.clone());
    let to = Address { name, email: share.recipient_email.clone() };
    let words = letter(&head, &covering, share, HIDDEN_LINK)?;
    let mail = mailing::keep(tx, shared, organisation.id, now, &to, words).await?;
    if let Words::Transmittal(parcel) = &covering.words {
        mailing::carries(tx, organisation.id, mail, parcel.recipient).await?;
    }
    let job = SendLink { organisation: organisation.id.get(), share: share.id.get(), mail, covering };
    let how = wayleave_jobs::Enqueue { organisation: Some(organisation.id), ..Default::default() };
    Ok(wayleave_jobs::enqueue(tx, now, &job, how).await?)
}

async fn send_link(shared: Arc<Shared>, job: SendLink) -> std::result::Result<(), JobError> {
    let organisation = OrganisationId(job.organisation);
    let Some((link, words)) = make_link(&shared, organisation, &job).await? else {
        return Ok(());
    };
    let sent = mailing::deliver(&shared, organisation, job.mail, Some(words)).await;
    if sent.is_err() {
        // The next try makes a link of its own; one that may never have arrived opens nothing.
        let mut tx = shared.db.begin().await.map_err(JobError::retry)?;
        links::drop_link(&mut tx, &link).await.map_err(JobError::retry)?;
        tx.commit().await.map_err(JobError::retry)?;
    }
    sent
}

async fn make_link(
    shared: &Shared,
    organisation: OrganisationId,
    job: &SendLink,
) -> Result<Option<(Token, Rendered)>> {
    let now = shared.clock.now();
    let mut tx = shared.db.begin_in(organisation).await?;
    let share = GuestShareId(job.share);
    let Some(row) = store::by_id(&mut tx, organisation, share).await? else { return Ok(None) };
    if !row.live || row.ends_at <= now {
        return Ok(None);
    }
    let whole = OrganisationRow::load(&mut tx, organisation).await?;
    let head = Sender::load(&mut tx, shared, &whole, Some(row.project_id), &row.recipient_name).await?;
    let link = Token::mint(TokenKind::GuestLink, &shared.ids);
    links::keep_link(&mut tx, organisation, share, &link, now).await?;
    let text = link_text(&shared.config.public_url, &link);
    let (_, words) = letter(&head, &job.covering, &row, &text)?;
    tx.commit().await?;
    Ok(Some((link, words)))
}

/// Asks for a code. The job is made for a wrong address as well, so that the answer takes the same time.
pub async fn ask_for_code(
    tx: &mut Tx,
    organisation: OrganisationId,
    share: GuestShareId,
    now: i64,
    wanted: bool,
) -> Result<()> {
    let job = SendCode { organisation: organisation.get(), share: share.get(), wanted };
    let how = wayleave_jobs::Enqueue { organisation: Some(organisation), ..Default::default() };
    Ok(wayleave_jobs::enqueue(tx, now, &job, how).await?)
}

async fn send_code(shared: Arc<Shared>, job: SendCode) -> std::result::Result<(), JobError> {
    if !job.wanted {
        return Ok(());
    }
    let organisation = OrganisationId(job.organisation);
    let Some((mail, words)) = make_code(&shared, organisation, GuestShareId(job.share)).await? else {
        return Ok(());
    };
    mailing::deliver(&shared, organisation, mail, Some(words)).await
}

async fn make_code(
    shared: &Shared,
    organisation: OrganisationId,
    share: GuestShareId,
) -> Result<Option<(i64, Rendered)>> {
    let now = shared.clock.now();
    let code = shared.ids.digits();
    // Six digits are few: a slow hash keeps a stolen database from yielding the code within its minutes.
    let hash = crate::password::hash(shared, code.clone()).await?;
    let mut tx = shared.db.begin_in(organisation).await?;
    let Some(row) = store::by_id(&mut tx, organisation, share).await? else { return Ok(None) };
    if !row.live || row.ends_at <= now || !row.mail_code {
        return Ok(None);
    }
    let whole = OrganisationRow::load(&mut tx, organisation).await?;
    let head = Sender::load(&mut tx, shared, &whole, Some(row.project_id), &row.recipient_name).await?;
    super::code::keep(&mut tx, organisation, &row, hash, now).await?;
    let name = (!row.recipient_name.is_empty()).then(|| row.recipient_name.clone());
    let to = Address { name, email: row.recipient_email.clone() };
    let hidden = GuestMailCode { head: head.head(), code: HIDDEN_CODE, valid_minutes: CODE_MINUTES };
    let mail = mailing::write(&mut tx, shared, organisation, now, &to, &hidden).await?;
    let words = wayleave_mail::render(&GuestMailCode { code: &code, ..hidden });
    let words = words.map_err(anyhow::Error::from)?;
    tx.commit().await?;
    Ok(Some((mail, words)))
}

/// The jobs of these mails.
pub fn jobs(handlers: Handlers<Shared>) -> Handlers<Shared> {
    handlers.with::<SendLink, _, _>(send_link).with::<SendCode, _, _>(send_code)
}
