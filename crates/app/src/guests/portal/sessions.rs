//! A guest's session on one link: a cookie of its own per link, half an hour of use.

use axum::http::{HeaderMap, HeaderValue, header};
use wayleave_base::{GuestShareId, OrganisationId, Timestamp, Token, TokenKind};
use wayleave_db::{DbResult, Sql, Tx, row, sql};

use crate::config::AppConfig;
use crate::http::cookies;
use crate::shared::Shared;

/// How long a session lasts without use.
pub const IDLE: i64 = 30 * 60_000;
/// A session is prolonged when at least this much of its time was used; not at every image.
const STEP: i64 = 60_000;
/// One download stands for whatever is fetched of the same file for so long.
const HOUR: i64 = 60 * 60_000;
/// More cookies of ours than this are not looked at.
const MOST: usize = 64;
/// What the names of these cookies begin with.
const PREFIX: &str = "guest-";

row! {
    /// A session as stored.
    #[derive(Clone, Debug)]
    pub struct SessionRow {
        /// The public id, in the address of its pages.
        pub public_id: String,
        /// The organisation.
        pub organisation_id: OrganisationId,
        /// The share it is on.
        pub guest_share_id: GuestShareId,
        /// The hash of its token.
        pub token_hash: Vec<u8>,
        /// The name that was given.
        pub name: String,
        /// The address that was given or proven.
        pub email: String,
        /// How sure it is who it is.
        pub assurance: String,
        /// Until when it lasts without use.
        pub idle_until: i64,
    }
}

impl SessionRow {
    /// The word for how sure it is who it is.
    #[must_use]
    pub fn assurance(&self) -> &'static str {
        match self.assurance.as_str() {
            "mail_proven" => "mail_proven",
            "typed_name" => "typed_name",
            _ => "anonymous_link",
        }
    }
}

const COLUMNS: &str = "select public_id, organisation_id, guest_share_id, token_hash, name, email, assurance, idle_until \
     from guest_session where revoked_at is null and idle_until > ";

/// The name of a link's cookie without its prefix for the host.
#[must_use]
pub fn cookie(share_public_id: &str) -> String {
    // Enough of the id to keep the cookies of a browser's links apart.
    let tail = share_public_id.rsplit('_').next().unwrap_or_default();
    format!("{PREFIX}{}", tail.chars().take(16).collect::<String>())
}

/// The session tokens that came with a request. Of cookies with one name none counts: somebody planted one.
fn tokens(headers: &HeaderMap, config: &AppConfig) -> Vec<Token> {
    let start = cookies::name(config, PREFIX);
    let mut names: Vec<&str> = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .map(|(name, _)| name)
        .filter(|name| name.starts_with(&start))
        .take(MOST)
        .collect();
    names.sort_unstable();
    names.dedup();
    names
        .into_iter()
        .filter_map(|name| Token::parse(TokenKind::GuestSession, cookies::read(headers, name)?))
        .collect()
}

fn among(text: &mut Sql, tokens: &[Token]) {
    text.push(" and token_hash in (");
    for (at, token) in tokens.iter().enumerate() {
        if at > 0 {
            text.push(", ");
        }
        text.arg(token.hash());
    }
    text.push(")");
}

/// The session of the page with this id, if the request holds its token.
pub async fn find(
    tx: &mut Tx,
    headers: &HeaderMap,
    config: &AppConfig,
    public_id: &str,
    now: Timestamp,
) -> DbResult<Option<SessionRow>> {
    let tokens = tokens(headers, config);
    // PostgreSQL has no text with a NUL in it, and no id has one.
    if tokens.is_empty() || public_id.contains('\0') {
        return Ok(None);
    }
    let mut text = sql(COLUMNS);
    text.arg(now).push(" and public_id = ").arg(public_id);
    among(&mut text, &tokens);
    tx.optional(text).await
}

/// A live session on this share that the request holds, for whoever opens a link again.
pub async fn on_share(
    tx: &mut Tx,
    headers: &HeaderMap,
    config: &AppConfig,
    share: GuestShareId,
    now: Timestamp,
) -> DbResult<Option<SessionRow>> {
    let tokens = tokens(headers, config);
    if tokens.is_empty() {
        return Ok(None);
    }
    let mut text = sql(COLUMNS);
    text.arg(now).push(" and guest_share_id = ").arg(share);
    among(&mut text, &tokens);
    tx.optional(text).await
}

/// Prolongs a session that is in use.
pub async fn touch(shared: &Shared, session: &SessionRow, now: Timestamp) -> DbResult<()> {
    if session.idle_until > now + IDLE - STEP {
        return Ok(());
    }
    let mut tx = shared.db.begin().await?;
    tx.execute(
        sql("update guest_session set idle_until = $2 where token_hash = $1 and revoked_at is null")
            .bind(session.token_hash.clone())
            .bind(now + IDLE),
    )
    .await?;
    tx.commit().await
}

/// Ends one session.
pub async fn end(tx: &mut Tx, session: &SessionRow, now: Timestamp) -> DbResult<()> {
    tx.execute(
        sql("update guest_session set revoked_at = $2 where token_hash = $1 and revoked_at is null")
            .bind(session.token_hash.clone())
            .bind(now),
    )
    .await
    .map(|_| ())
}

/// Is it written down that this session was handed the file of a revision within the hour?
pub async fn was_noted(tx: &mut Tx, session: &SessionRow, revision: i64, now: Timestamp) -> DbResult<bool> {
    let text = sql(
        "select count(*) as n from guest_download where token_hash = $1 and revision_id = $2 and at > $3",
    );
    Ok(tx.int(text.bind(session.token_hash.clone()).bind(revision).bind(now - HOUR)).await? > 0)
}

/// Remembers that the file of a revision was handed out in this session; `false` when that was known.
pub async fn note_download(
    tx: &mut Tx,
    session: &SessionRow,
    revision: i64,
    now: Timestamp,
) -> DbResult<bool> {
    let text = sql(
        "insert into guest_download (organisation_id, token_hash, revision_id, at) values ($1, $2, $3, $4)
        on conflict (token_hash, revision_id) do update set at = excluded.at where guest_download.at <= $5",
    )
    .bind(session.organisation_id)
    .bind(session.token_hash.clone())
    .bind(revision)
    .bind(now)
    .bind(now - HOUR);
    Ok(tx.execute(text).await? == 1)
}

/// The header that hands the session over, or takes it back.
#[must_use]
pub fn set_cookie(config: &AppConfig, share_public_id: &str, token: Option<&Token>) -> HeaderValue {
    let base = cookie(share_public_id);
    token.map_or_else(|| cookies::take(config, &base), |token| cookies::give(config, &base, token.reveal()))
}
