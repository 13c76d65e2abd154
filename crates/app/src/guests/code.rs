//! Codes that prove an address: six digits, ten minutes, five tries, and only the newest counts.

use wayleave_base::{GuestShareId, OrganisationId, Timestamp};
use wayleave_db::{DbResult, Tx, row, sql};

use super::mails::CODE_MINUTES;
use super::store::ShareRow;

/// How often a code may be tried.
const TRIES: i64 = 5;

row! {
    /// A code that may still be tried.
    #[derive(Clone, Debug)]
    pub struct CodeRow {
        /// The internal id.
        pub id: i64,
        /// The slow hash, as text.
        pub code_hash: Vec<u8>,
    }
}

/// Keeps the hash of a code that is about to be sent.
pub async fn keep(
    tx: &mut Tx,
    organisation: OrganisationId,
    share: &ShareRow,
    hash: String,
    now: Timestamp,
) -> DbResult<()> {
    tx.execute(
        sql("insert into guest_code (organisation_id, guest_share_id, email, code_hash, created_at, expires_at)
             values ($1, $2, $3, $4, $5, $6)")
        .bind(organisation)
        .bind(share.id)
        .bind(&share.recipient_email)
        .bind(hash.into_bytes())
        .bind(now)
        .bind(now + i64::from(CODE_MINUTES) * 60_000),
    )
    .await?;
    Ok(())
}

/// Takes one try at the newest code, before it is compared; `None` when there is none left to try.
pub async fn try_newest(
    tx: &mut Tx,
    organisation: OrganisationId,
    share: GuestShareId,
    now: Timestamp,
) -> DbResult<Option<CodeRow>> {
    tx.optional(
        sql("update guest_code set tries = tries + 1 where organisation_id = $1 and tries < $4 and used_at is null
               and expires_at > $3 and id = (select max(c.id) from guest_code c where c.guest_share_id = $2)
             returning id, code_hash")
        .bind(organisation)
        .bind(share)
        .bind(now)
        .bind(TRIES),
    )
    .await
}

/// Uses a code up; `false` when somebody else did so first.
pub async fn spend(tx: &mut Tx, organisation: OrganisationId, code: i64, now: Timestamp) -> DbResult<bool> {
    let spent = tx
        .execute(
            sql("update guest_code set used_at = $3 where id = $1 and organisation_id = $2 and used_at is null")
                .bind(code)
                .bind(organisation)
                .bind(now),
        )
        .await?;
    Ok(spent == 1)
}
