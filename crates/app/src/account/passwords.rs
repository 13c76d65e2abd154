//! Passwords: changing one's own, and setting a new one by a link that was mailed.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use wayleave_access::SystemAct;
use wayleave_base::{AccountId, ErrorCode, Timestamp, Token, TokenKind};
use wayleave_db::{Tx, row, sql};
use wayleave_jobs::{Enqueue, Job, JobError};
use wayleave_mail::{Address, PasswordChanged, PasswordReset};

use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::mailing::{self, HIDDEN, Secret, SecretKind, Sender};
use crate::settings::{GENERAL, General};
use crate::shared::Shared;
use crate::work::find_session;
use crate::{password, settings};

use super::attempts::{Limit, forget, hold, try_hold};
use super::belongings::{AccountEvent, Origin, of_account, record_everywhere};
use super::sessions;
use super::sign_in::{AccountRow, by_email, by_id, is_stale};
use super::view::{AskReset, ChangePassword, CompleteReset, ResetHint};

/// A reset link works for half an hour.
const RESET: i64 = 30 * 60 * 1000;

/// Changes the password. Every other session ends; this one goes on under a new token.
pub async fn change(cx: &Cx, given: ChangePassword) -> Result<Token> {
    let shared = cx.shared();
    let mut tx = cx.db().read().await?;
    let session = find_session(&mut tx, cx).await?;
    let account = by_id(&mut tx, session.account_id).await?;
    drop(tx);
    let guesses = Limit::password(&account.email);
    let held = hold(shared, std::slice::from_ref(&guesses)).await?;
    if !password::verify(shared, given.current.clone(), account.password_hash.clone()).await? {
        return Err(Error::field("current", "wrong", "This is not your password."));
    }
    password::check("new", &given.new, &[&account.email, &account.name])?;
    if given.new == given.current {
        return Err(Error::field("new", "unchanged", "This is the password you have."));
    }
    let hash = password::hash(shared, given.new).await?;
    let mut tx = cx.db().begin().await?;
    if is_stale(&mut tx, &account).await? {
        return Err(Error::code(ErrorCode::Conflict));
    }
    let event = AccountEvent {
        category: "user",
        action: "user.password_changed",
        act: SystemAct::OwnAccount,
        change: None,
    };
    let who = (account.id, account.name.as_str());
    record_everywhere(&mut tx, shared, who, cx.now(), &Origin::of(&cx.meta), &event).await?;
    held.forgive(&mut tx).await?;
    set(&mut tx, cx, &account, &hash).await?;
    let token = sessions::open(&mut tx, cx, account.id).await?;
    tell(&mut tx, shared, &account, cx.now()).await?;
    tx.commit().await?;
    shared.wake.notify_one();
    Ok(token)
}

/// Stores a new password: every session ends, every reset link is void, and wrong guesses are forgotten.
async fn set(tx: &mut Tx, cx: &Cx, account: &AccountRow, hash: &str) -> Result<()> {
    tx.execute(
        sql("update account set password_hash = $2, password_changed_at = $3 where id = $1")
            .bind(account.id)
            .bind(hash)
            .bind(cx.now()),
    )
    .await?;
    sessions::close_all(tx, account.id, cx.now(), None).await?;
    mailing::void(tx, SecretKind::Reset, account.id.get()).await?;
    forget(tx, &Limit::password(&account.email)).await?;
    Ok(())
}

/// Mails that the password was changed. The mail bears the head of the first organisation the account is active in; an
/// account that is active nowhere gets none.
async fn tell(tx: &mut Tx, shared: &Shared, account: &AccountRow, now: Timestamp) -> Result<()> {
    let Some(belonging) = of_account(tx, account.id, now).await?.into_iter().next() else { return Ok(()) };
    let organisation = &belonging.organisation;
    tx.enter(organisation.id).await?;
    let sender = Sender::load(tx, shared, organisation, None, &account.name).await?;
    let general: General = settings::read(tx, organisation.id, None, GENERAL).await?;
    let letter = PasswordChanged {
        head: sender.head(),
        account: &account.email,
        changed_at: &sender.dates().moment(now, &general.timezone),
        reset_link: &format!("{}/reset", shared.config.public_url),
    };
    let to = Address { name: Some(account.name.clone()), email: account.email.clone() };
    mailing::post(tx, shared, organisation.id, now, &to, &letter).await
}

/// Asks for a reset link. Whether the address has an account shows neither in the answer nor in the work: the letter is
/// written by a job.
pub async fn ask(cx: &Cx, given: &AskReset) -> Result<()> {
    let email = given.email.trim().to_lowercase();
    hold(cx.shared(), &[Limit::resets_from(cx.meta.ip)]).await?;
    // One address is not flooded with mails; that it is full is nobody's business either.
    let wanted = try_hold(cx.shared(), &[Limit::resets(&email)]).await?.is_some();
    let mut tx = cx.db().begin().await?;
    let account = by_email(&mut tx, &email).await?.filter(|_| wanted);
    let job = StartReset { account: account.map(|account| account.id.get()), at: cx.now() };
    wayleave_jobs::enqueue(&mut tx, cx.now(), &job, Enqueue::default()).await?;
    tx.commit().await?;
    cx.shared().wake.notify_one();
    Ok(())
}

/// Writes the letter with a reset link, if there is an account.
#[derive(Serialize, Deserialize)]
pub(crate) struct StartReset {
    account: Option<i64>,
    at: Timestamp,
}

impl Job for StartReset {
    const NAME: &'static str = "start_reset";
    const PRIORITY: i64 = 10;
}

pub(crate) async fn start_reset(shared: Arc<Shared>, job: StartReset) -> std::result::Result<(), JobError> {
    let Some(account) = job.account else { return Ok(()) };
    write_reset(&shared, AccountId(account), job.at).await.map_err(JobError::from)
}

async fn write_reset(shared: &Shared, account: AccountId, asked_at: Timestamp) -> Result<()> {
    let now = shared.clock.now();
    let mut tx = shared.db.begin().await?;
    let account = by_id(&mut tx, account).await?;
    let Some(belonging) = of_account(&mut tx, account.id, now).await?.into_iter().next() else {
        return Ok(());
    };
    let organisation = &belonging.organisation;
    tx.enter(organisation.id).await?;
    let sender = Sender::load(&mut tx, shared, organisation, None, &account.name).await?;
    let general: General = settings::read(&mut tx, organisation.id, None, GENERAL).await?;
    let expires_at = asked_at + RESET;
    let letter = PasswordReset {
        head: sender.head(),
        account: &account.email,
        link: HIDDEN,
        expires: &sender.dates().moment(expires_at, &general.timezone),
    };
    let to = Address { name: Some(account.name.clone()), email: account.email.clone() };
    let secret = Secret { kind: SecretKind::Reset, target: account.id.get(), expires_at, inviter: None };
    mailing::post_secret(&mut tx, shared, organisation.id, now, &to, &letter, &secret).await?;
    tx.commit().await?;
    Ok(())
}

row! {
    struct Target { target_id: i64 }
}

/// The account of a reset link that works.
pub(crate) async fn find(tx: &mut Tx, token: &Token, now: Timestamp) -> Result<Option<AccountRow>> {
    let target: Option<Target> = tx
        .optional(
            sql("select target_id from secret where token_hash = $1 and kind = 'reset' and used_at is null
                   and expires_at > $2")
            .bind(token.hash())
            .bind(now),
        )
        .await?;
    match target {
        Some(target) => Ok(Some(by_id(tx, AccountId(target.target_id)).await?)),
        None => Ok(None),
    }
}

/// Looks at a reset link without using it.
pub async fn check_reset(cx: &Cx, token: &str) -> Result<ResetHint> {
    let account = held_account(cx, token).await?.1;
    Ok(ResetHint { email_hint: hint(&account.email) })
}

/// The token and its account; a wrong one counts against the place it came from.
async fn held_account(cx: &Cx, token: &str) -> Result<(Token, AccountRow)> {
    let held = hold(cx.shared(), &[Limit::tokens_from(cx.meta.ip)]).await?;
    let token = Token::parse(TokenKind::Reset, token).ok_or_else(expired)?;
    let mut tx = cx.db().begin().await?;
    let account = find(&mut tx, &token, cx.now()).await?.ok_or_else(expired)?;
    held.forgive(&mut tx).await?;
    tx.commit().await?;
    Ok((token, account))
}

fn expired() -> Error {
    Error::code(ErrorCode::ResetExpired)
}

/// Sets a password by a link, once. Every session ends, and nobody is signed in by it.
pub async fn complete_reset(cx: &Cx, given: CompleteReset) -> Result<()> {
    let shared = cx.shared();
    let (token, account) = held_account(cx, &given.token).await?;
    password::check("password", &given.password, &[&account.email, &account.name])?;
    let hash = password::hash(shared, given.password).await?;
    let mut tx = cx.db().begin().await?;
    let used = tx
        .execute(
            sql("update secret set used_at = $2 where token_hash = $1 and used_at is null and expires_at > $2")
                .bind(token.hash())
                .bind(cx.now()),
        )
        .await?;
    if used == 0 {
        return Err(expired());
    }
    let event = AccountEvent {
        category: "user",
        action: "user.password_reset",
        act: SystemAct::ResetPassword,
        change: None,
    };
    let mut origin = Origin::of(&cx.meta);
    origin.assurance = "mail_proven";
    let who = (account.id, account.name.as_str());
    record_everywhere(&mut tx, shared, who, cx.now(), &origin, &event).await?;
    set(&mut tx, cx, &account, &hash).await?;
    tell(&mut tx, shared, &account, cx.now()).await?;
    tx.commit().await?;
    shared.wake.notify_one();
    Ok(())
}

/// An address with most of its name hidden: enough for its owner, not for others.
fn hint(email: &str) -> String {
    let (name, domain) = email.split_once('@').unwrap_or((email, ""));
    format!("{}…@{domain}", name.chars().next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_shows_the_first_letter_and_the_domain() {
        assert_eq!(hint("b.lee@example.org"), "b…@example.org");
    }
}
