//! Counting attempts, so that guessing is slow. A try is written down before it is made: of any number of tries at the
//! same time no more than the limit go on, because each counts after its own was written.

use std::net::IpAddr;

use sha2::{Digest, Sha256};
use wayleave_base::{ErrorCode, Timestamp};
use wayleave_db::{DbResult, Tx, sql};

use crate::error::{Error, Result};
use crate::shared::Shared;

const QUARTER: i64 = 15 * 60 * 1000;
const HOUR: i64 = 60 * 60 * 1000;

/// So many tries in so long, for one thing.
#[derive(Clone, Debug)]
pub(crate) struct Limit {
    bucket: String,
    most: i64,
    window: i64,
}

impl Limit {
    /// Passwords tried for one address, whether it has an account or not.
    pub fn password(email: &str) -> Self {
        Self { bucket: format!("password:{}", fingerprint(email)), most: 10, window: QUARTER }
    }

    /// Passwords tried from one place.
    pub fn sign_ins_from(ip: IpAddr) -> Self {
        Self { bucket: format!("sign_in_from:{}", place(ip)), most: 60, window: QUARTER }
    }

    /// Resets asked for one address.
    pub fn resets(email: &str) -> Self {
        Self { bucket: format!("reset:{}", fingerprint(email)), most: 3, window: HOUR }
    }

    /// Resets asked from one place.
    pub fn resets_from(ip: IpAddr) -> Self {
        Self { bucket: format!("reset_from:{}", place(ip)), most: 20, window: QUARTER }
    }

    /// Tokens of mails tried from one place.
    pub fn tokens_from(ip: IpAddr) -> Self {
        Self { bucket: format!("token_from:{}", place(ip)), most: 60, window: QUARTER }
    }
}

/// Tries that were written down.
#[derive(Debug, Default)]
pub(crate) struct Held(Vec<i64>);

impl Held {
    /// Takes the tries back: they turned out well and do not count.
    pub async fn forgive(&self, tx: &mut Tx) -> DbResult<()> {
        let mut text = sql("delete from attempt where id in ");
        text.id_list(&self.0);
        tx.execute(text).await?;
        Ok(())
    }
}

/// Writes a try down under every limit, or refuses it. A refused try does not count, so a lock-out ends by itself.
pub(crate) async fn hold(shared: &Shared, limits: &[Limit]) -> Result<Held> {
    match try_hold(shared, limits).await? {
        Some(held) => Ok(held),
        None => Err(Error::code(ErrorCode::RateLimited)),
    }
}

/// The same, but `None` when a limit is reached.
pub(crate) async fn try_hold(shared: &Shared, limits: &[Limit]) -> Result<Option<Held>> {
    let now = shared.clock.now();
    let mut tx = shared.db.begin().await?;
    let mut held = Held::default();
    for limit in limits {
        let insert = sql("insert into attempt (bucket, at) values ($1, $2) returning id as n");
        held.0.push(tx.int(insert.bind(&limit.bucket).bind(now)).await?);
    }
    tx.commit().await?;
    let mut tx = shared.db.read().await?;
    let mut reached = false;
    for limit in limits {
        reached |= count(&mut tx, limit, now).await? > limit.most;
    }
    drop(tx);
    if !reached {
        return Ok(Some(held));
    }
    let mut tx = shared.db.begin().await?;
    held.forgive(&mut tx).await?;
    tx.commit().await?;
    Ok(None)
}

async fn count(tx: &mut Tx, limit: &Limit, now: Timestamp) -> DbResult<i64> {
    let text = sql("select count(*) as n from attempt where bucket = $1 and at > $2");
    tx.int(text.bind(&limit.bucket).bind(now - limit.window)).await
}

/// Forgets every try under a limit: the owner proved themselves.
pub(crate) async fn forget(tx: &mut Tx, limit: &Limit) -> DbResult<()> {
    tx.execute(sql("delete from attempt where bucket = $1").bind(&limit.bucket)).await?;
    Ok(())
}

/// The table need not know the addresses that were tried.
fn fingerprint(email: &str) -> String {
    hex::encode(&Sha256::digest(email.as_bytes())[..16])
}

/// One place: an IPv4 address, or the /64 network that one connection is given in IPv6.
fn place(ip: IpAddr) -> String {
    match ip.to_canonical() {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => {
            let [a, b, c, d, ..] = ip.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn addresses_of_one_ipv6_network_are_one_place() {
        let place = |text: &str| super::place(text.parse().expect("an address"));
        assert_eq!(place("2001:db8:1:2::1"), place("2001:db8:1:2:ffff::9"));
        assert_ne!(place("2001:db8:1:2::1"), place("2001:db8:1:3::1"));
        assert_eq!(place("::ffff:192.0.2.7"), place("192.0.2.7"));
    }
}
