//! Signing somebody of the world in, past the password they never had.

use anyhow::Result;
use wayleave_base::{Clock, Ids, OrganisationId, SessionId, SubjectId, Token, TokenKind};
use wayleave_db::{Db, row, sql};

use super::world::DAY;

/// Somebody signed in.
pub struct Session {
    /// What a browser would send.
    pub cookie: String,
    /// The person.
    pub subject: SubjectId,
}

row! {
    struct Person { account_id: i64, subject_id: i64 }
}

/// Opens a session for `who@bench.example`.
pub async fn open(db: &Db, organisation: OrganisationId, who: &str) -> Result<Session> {
    let (ids, now) = (Ids::system(), Clock::system().now());
    let mut tx = db.begin_in(organisation).await?;
    let person = sql(
        "select m.account_id, m.subject_id from member m join account a on a.id = m.account_id where a.email = $1",
    );
    let person: Person = tx.one(person.bind(format!("{who}@bench.example"))).await?;
    let token = Token::mint(TokenKind::Session, &ids);
    let insert =
        sql("insert into session (token_hash, public_id, account_id, created_at, last_used_at, idle_until,
           absolute_until, ip, user_agent) values ($1, $2, $3, $4, $4, $5, $5, '127.0.0.1', 'bench')")
        .bind(token.hash())
        .bind(ids.public(SessionId::PREFIX))
        .bind(person.account_id)
        .bind(now)
        .bind(now + DAY);
    tx.execute(insert).await?;
    tx.commit().await?;
    Ok(Session { cookie: format!("wayleave={}", token.reveal()), subject: SubjectId(person.subject_id) })
}
