//! Sessions: opening, listing, closing, and noting their use.

use wayleave_base::{AccountId, SessionId, Timestamp, Token, TokenKind};
use wayleave_db::{DbResult, Tx, row, sql};

use crate::cx::{Cx, Use, Used};
use crate::error::{Error, Result};
use crate::shared::Shared;
use crate::wire::{List, Paging, cut, page_size, position, time};
use crate::work::find_session;

use super::view::SessionView;

/// A session ends after twelve hours without use …
const IDLE: i64 = 12 * 60 * 60 * 1000;
/// … and after thirty days in any case.
const ABSOLUTE: i64 = 30 * 24 * 60 * 60 * 1000;
/// Use is written down at most once a minute.
pub(crate) const NOTED_EVERY: i64 = 60 * 1000;

/// Opens a session for the account. The one that came with the request is closed: nobody keeps a session across signing
/// in, so a planted one leads nowhere.
pub async fn open(tx: &mut Tx, cx: &Cx, account: AccountId) -> DbResult<Token> {
    if let Some(former) = &cx.session {
        close_token(tx, former, cx.now()).await?;
    }
    let token = Token::mint(TokenKind::Session, cx.ids());
    let now = cx.now();
    tx.execute(
        sql("insert into session (token_hash, public_id, account_id, created_at, last_used_at, idle_until, absolute_until,
               ip, user_agent) values ($1, $2, $3, $4, $4, $5, $6, $7, $8)")
        .bind(token.hash())
        .bind(cx.ids().public(SessionId::PREFIX))
        .bind(account)
        .bind(now)
        .bind(now + IDLE)
        .bind(now + ABSOLUTE)
        .bind(cx.meta.ip.to_string())
        .bind(&cx.meta.user_agent),
    )
    .await?;
    Ok(token)
}

/// Closes the session of a token.
pub async fn close_token(tx: &mut Tx, token: &Token, now: Timestamp) -> DbResult<u64> {
    tx.execute(
        sql("update session set revoked_at = $2 where token_hash = $1 and revoked_at is null")
            .bind(token.hash())
            .bind(now),
    )
    .await
}

/// Closes every session of an account, but `keep`.
pub(crate) async fn close_all(
    tx: &mut Tx,
    account: AccountId,
    now: Timestamp,
    keep: Option<&str>,
) -> DbResult<u64> {
    tx.execute(
        sql("update session set revoked_at = $2 where account_id = $1 and revoked_at is null and public_id <> $3")
            .bind(account)
            .bind(now)
            .bind(keep.unwrap_or_default()),
    )
    .await
}

/// How many sessions of the account are live.
pub async fn count(tx: &mut Tx, account: AccountId, now: Timestamp) -> DbResult<i64> {
    tx.int(
        sql("select count(*) as n from session where account_id = $1 and revoked_at is null
               and idle_until > $2 and absolute_until > $2")
        .bind(account)
        .bind(now),
    )
    .await
}

row! {
    struct Row { public_id: String, created_at: i64, last_used_at: i64, ip: String, user_agent: String }
}

/// A page of the caller's live sessions, the last used first.
pub async fn list(cx: &Cx, paging: &Paging) -> Result<List<SessionView>> {
    let mut tx = cx.db().read().await?;
    let session = find_session(&mut tx, cx).await?;
    let limit = page_size(paging.limit)?;
    let key = format!("sessions/{}", session.account_public_id);
    let after: Option<(i64, String)> = position(cx, &key, paging.cursor.as_deref())?;
    let (used, id) = after.unwrap_or((i64::MAX, String::new()));
    let mut rows: Vec<Row> = tx
        .all(
            sql("select public_id, created_at, last_used_at, ip, user_agent from session where account_id = $1
                   and revoked_at is null and idle_until > $2 and absolute_until > $2
                   and (last_used_at < $3 or last_used_at = $3 and public_id > $4)
                 order by last_used_at desc, public_id limit $5")
            .bind(session.account_id)
            .bind(cx.now())
            .bind(used)
            .bind(id)
            .bind(limit as i64 + 1),
        )
        .await?;
    let next = cut(cx, &key, &mut rows, limit, |row| (row.last_used_at, row.public_id.clone()));
    let items = rows
        .into_iter()
        .map(|row| SessionView {
            current: row.public_id == session.public_id,
            id: row.public_id,
            created_at: time(row.created_at),
            last_used_at: time(row.last_used_at),
            ip: row.ip,
            user_agent: row.user_agent,
        })
        .collect();
    Ok(List { items, next })
}

/// Closes one session of the caller; `true` when it was the one that asked.
pub async fn end_one(cx: &Cx, public_id: &str) -> Result<bool> {
    let mut tx = cx.db().begin().await?;
    let session = find_session(&mut tx, cx).await?;
    let ended = tx
        .execute(
            sql("update session set revoked_at = $3 where account_id = $1 and public_id = $2 and revoked_at is null
                   and idle_until > $3 and absolute_until > $3")
            .bind(session.account_id)
            .bind(public_id)
            .bind(cx.now()),
        )
        .await?;
    if ended == 0 {
        return Err(Error::not_found());
    }
    tx.commit().await?;
    Ok(public_id == session.public_id)
}

/// Closes the caller's other sessions; with `all`, this one too.
pub async fn end_many(cx: &Cx, all: bool) -> Result<()> {
    let mut tx = cx.db().begin().await?;
    let session = find_session(&mut tx, cx).await?;
    let keep = (!all).then_some(session.public_id.as_str());
    close_all(&mut tx, session.account_id, cx.now(), keep).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes down that a session was used. A failure costs nobody anything but a minute of its life, so it is logged and
/// the request's answer stands.
pub(crate) async fn note_use(shared: &Shared, used: &Used) {
    let Some(noted) = used.take() else { return };
    if let Err(error) = write_use(shared, &noted).await {
        tracing::warn!(%error, "the use of a session could not be noted");
    }
}

async fn write_use(shared: &Shared, noted: &Use) -> DbResult<()> {
    let mut tx = shared.db.begin().await?;
    tx.execute(
        sql("update session set last_used_at = $2,
               idle_until = case when absolute_until < $3 then absolute_until when idle_until > $3 then idle_until else $3 end
             where token_hash = $1 and revoked_at is null and last_used_at < $2")
        .bind(noted.session.clone())
        .bind(noted.at)
        .bind(noted.at + IDLE),
    )
    .await?;
    if let Some((organisation, member)) = noted.member {
        tx.enter(organisation).await?;
        tx.execute(
            sql("update member set last_active_at = $3 where id = $1 and organisation_id = $2")
                .bind(member)
                .bind(organisation)
                .bind(noted.at),
        )
        .await?;
    }
    tx.commit().await
}
