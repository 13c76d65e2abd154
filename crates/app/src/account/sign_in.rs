//! Signing in and out, and the person who is signed in.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::json;
use wayleave_access::SystemAct;
use wayleave_base::{AccountId, ErrorCode, Timestamp, Token};
use wayleave_db::{DbResult, Tx, row, sql};
use wayleave_jobs::{Enqueue, Job, JobError};

use crate::cx::Cx;
use crate::error::{Error, FieldError, Result};
use crate::password;
use crate::shared::Shared;
use crate::wire;
use crate::work::find_session;

use super::attempts::{Limit, forget, hold};
use super::belongings::{AccountEvent, Origin, of_account, record_everywhere};
use super::sessions;
use super::view::{AccountView, ChangeMe, Credentials, MeView, MyOrganisation};

row! {
    /// An account as far as signing in asks.
    #[derive(Clone, Debug)]
    pub struct AccountRow {
        pub id: AccountId,
        pub public_id: String,
        pub email: String,
        pub name: String,
        pub theme: String,
        pub password_hash: Option<String>,
    }
}

/// The account of an address.
pub async fn by_email(tx: &mut Tx, email: &str) -> DbResult<Option<AccountRow>> {
    tx.optional(
        sql("select id, public_id, email, name, theme, password_hash from account where email = $1")
            .bind(email),
    )
    .await
}

/// The account of a number.
pub async fn by_id(tx: &mut Tx, id: AccountId) -> DbResult<AccountRow> {
    tx.one(sql("select id, public_id, email, name, theme, password_hash from account where id = $1").bind(id))
        .await
}

/// Has the password changed since `account` was read? The row stays locked until the transaction ends.
pub async fn is_stale(tx: &mut Tx, account: &AccountRow) -> DbResult<bool> {
    let mut text = sql("select id, public_id, email, name, theme, password_hash from account where id = $1")
        .bind(account.id);
    text.push(tx.engine().for_update());
    let now: AccountRow = tx.one(text).await?;
    Ok(now.password_hash != account.password_hash)
}

/// Signs in. An address without an account costs the same work and gets the same answer as a wrong password.
pub async fn sign_in(cx: &Cx, given: Credentials) -> Result<(Token, MeView)> {
    let shared = cx.shared();
    let email = given.email.trim().to_lowercase();
    let guesses = Limit::password(&email);
    let held = hold(shared, &[guesses.clone(), Limit::sign_ins_from(cx.meta.ip)]).await?;
    let mut tx = cx.db().read().await?;
    let account = by_email(&mut tx, &email).await?;
    drop(tx);
    let hash = account.as_ref().and_then(|account| account.password_hash.clone());
    let matches = password::verify(shared, given.password, hash).await?;
    let Some(account) = account.as_ref().filter(|_| matches) else {
        note_failed(cx, account.map(|account| account.id)).await?;
        return Err(Error::code(ErrorCode::SignInFailed));
    };
    let mut tx = cx.db().begin().await?;
    if is_stale(&mut tx, account).await? {
        return Err(Error::code(ErrorCode::SignInFailed));
    }
    note(&mut tx, cx, account, "auth.login").await?;
    held.forgive(&mut tx).await?;
    forget(&mut tx, &guesses).await?;
    let token = sessions::open(&mut tx, cx, account.id).await?;
    let me = view(&mut tx, account, cx.now()).await?;
    tx.commit().await?;
    Ok((token, me))
}

/// Writes that somebody signed in or out, wherever the account is active. Logs are locked before sessions are touched,
/// here and everywhere, so that two changes never wait for each other.
pub async fn note(tx: &mut Tx, cx: &Cx, account: &AccountRow, action: &str) -> DbResult<()> {
    let event = AccountEvent { category: "auth", action, act: SystemAct::SignIn, change: None };
    let who = (account.id, account.name.as_str());
    record_everywhere(tx, cx.shared(), who, cx.now(), &Origin::of(&cx.meta), &event).await
}

/// A failed try, on its way into the logs of the organisations the account belongs to. It is put in for addresses without
/// an account too, and does nothing then: the request must not tell the two apart by its work.
#[derive(Serialize, Deserialize)]
pub(crate) struct NoteFailure {
    account: Option<i64>,
    at: Timestamp,
    ip: String,
    user_agent: String,
    request_id: String,
}

impl Job for NoteFailure {
    const NAME: &'static str = "note_failed_sign_in";
}

async fn note_failed(cx: &Cx, account: Option<AccountId>) -> Result<()> {
    let job = NoteFailure {
        account: account.map(AccountId::get),
        at: cx.now(),
        ip: cx.meta.ip.to_string(),
        user_agent: cx.meta.user_agent.clone(),
        request_id: cx.meta.request_id.clone(),
    };
    let mut tx = cx.db().begin().await?;
    wayleave_jobs::enqueue(&mut tx, cx.now(), &job, Enqueue::default()).await?;
    tx.commit().await?;
    cx.shared().wake.notify_one();
    Ok(())
}

pub(crate) async fn note_failure(shared: Arc<Shared>, job: NoteFailure) -> std::result::Result<(), JobError> {
    let Some(account) = job.account.map(AccountId) else { return Ok(()) };
    let write = async {
        let mut tx = shared.db.begin().await?;
        let account = by_id(&mut tx, account).await?;
        // Whoever failed has shown nothing but that they know the address.
        let origin = Origin {
            ip: job.ip.clone(),
            user_agent: job.user_agent.clone(),
            request_id: job.request_id.clone(),
            assurance: "typed_name",
        };
        let event = AccountEvent {
            category: "auth",
            action: "auth.login_failed",
            act: SystemAct::SignIn,
            change: None,
        };
        record_everywhere(&mut tx, &shared, (account.id, &account.name), job.at, &origin, &event).await?;
        tx.commit().await
    };
    write.await.map_err(JobError::retry)
}

/// Signs out: the session ends on the server, whatever the browser keeps. Without a session nothing happens.
pub async fn sign_out(cx: &Cx) -> Result<()> {
    let Some(token) = &cx.session else { return Ok(()) };
    let mut tx = cx.db().begin().await?;
    let Ok(session) = find_session(&mut tx, cx).await else { return Ok(()) };
    let account = by_id(&mut tx, session.account_id).await?;
    note(&mut tx, cx, &account, "auth.logout").await?;
    sessions::close_token(&mut tx, token, cx.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// The person who is signed in.
pub async fn me(cx: &Cx) -> Result<MeView> {
    let mut tx = cx.db().read().await?;
    let session = find_session(&mut tx, cx).await?;
    let account = by_id(&mut tx, session.account_id).await?;
    Ok(view(&mut tx, &account, cx.now()).await?)
}

/// An account as its owner sees it.
pub async fn view(tx: &mut Tx, account: &AccountRow, now: Timestamp) -> DbResult<MeView> {
    let sessions_count = sessions::count(tx, account.id, now).await?;
    let mut belongings = of_account(tx, account.id, now).await?;
    belongings.sort_by_key(|belonging| wire::key(&belonging.organisation.name));
    Ok(MeView {
        account: AccountView {
            id: account.public_id.clone(),
            email: account.email.clone(),
            name: account.name.clone(),
            theme: account.theme.clone(),
        },
        organisations: belongings
            .into_iter()
            .map(|belonging| MyOrganisation {
                id: belonging.organisation.public_id,
                slug: belonging.organisation.slug,
                name: belonging.organisation.name,
                role: belonging.role.code(),
            })
            .collect(),
        sessions_count,
        server_time: wire::time(now),
    })
}

/// Changes the name or the theme. A new name is written in the logs; the theme is nobody's business.
pub async fn change_me(cx: &Cx, change: ChangeMe) -> Result<MeView> {
    let mut errors = Vec::new();
    let name = change.name.and_then(|name| {
        wire::line("name", &name, 200, true).map_err(|error: FieldError| errors.push(error)).ok()
    });
    if change.theme.as_ref().is_some_and(|theme| !matches!(theme.as_str(), "light" | "dark" | "system")) {
        errors.push(FieldError::new("theme", "unknown", "The theme is light, dark or system."));
    }
    Error::check(errors)?;
    let mut tx = cx.db().begin().await?;
    let session = find_session(&mut tx, cx).await?;
    let mut account = by_id(&mut tx, session.account_id).await?;
    let before = account.name.clone();
    account.name = name.unwrap_or(account.name);
    account.theme = change.theme.unwrap_or(account.theme);
    tx.execute(
        sql("update account set name = $2, theme = $3 where id = $1")
            .bind(account.id)
            .bind(&account.name)
            .bind(&account.theme),
    )
    .await?;
    if account.name != before {
        let event = AccountEvent {
            category: "user",
            action: "user.renamed",
            act: SystemAct::OwnAccount,
            change: Some((json!({"name": before}), json!({"name": account.name}))),
        };
        let who = (account.id, account.name.as_str());
        record_everywhere(&mut tx, cx.shared(), who, cx.now(), &Origin::of(&cx.meta), &event).await?;
    }
    let me = view(&mut tx, &account, cx.now()).await?;
    tx.commit().await?;
    Ok(me)
}
