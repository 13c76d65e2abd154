//! Limits on guessing: links per address, passwords per link and address.

use std::net::IpAddr;

use wayleave_base::{GuestShareId, OrganisationId, Timestamp};
use wayleave_db::{DbResult, Tx, sql};

use crate::error::Result;
use crate::guests::timers;
use crate::shared::Shared;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
/// How many links that open nothing an address may ask for in an hour.
const MISSES: i64 = 60;
/// How many wrong passwords an address may give for a link in a quarter of an hour.
const WRONG: i64 = 5;
/// From how many wrong passwords in an hour, whoever gave them, the owner is told.
const TOLD: i64 = 20;
/// How many codes are sent for a link in a quarter of an hour.
const CODES: i64 = 5;

/// The address as counted: whoever has one IPv6 address has its whole network.
fn caller(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => ip.to_ipv4_mapped().map_or_else(
            || {
                let [a, b, c, d, ..] = ip.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            },
            |ip| ip.to_string(),
        ),
    }
}

async fn count(tx: &mut Tx, bucket: &str, since: Timestamp) -> DbResult<i64> {
    tx.int(sql("select count(*) as n from attempt where bucket = $1 and at > $2").bind(bucket).bind(since))
        .await
}

async fn add(tx: &mut Tx, bucket: &str, now: Timestamp) -> DbResult<i64> {
    tx.int(sql("insert into attempt (bucket, at) values ($1, $2) returning id as n").bind(bucket).bind(now))
        .await
}

/// Has the address met too many dead ends?
pub async fn blocked(tx: &mut Tx, ip: IpAddr, now: Timestamp) -> DbResult<bool> {
    Ok(count(tx, &format!("guest_miss:{}", caller(ip)), now - HOUR).await? >= MISSES)
}

/// Counts a dead end.
pub async fn miss(shared: &Shared, ip: IpAddr, now: Timestamp) -> DbResult<()> {
    let mut tx = shared.db.begin().await?;
    add(&mut tx, &format!("guest_miss:{}", caller(ip)), now).await?;
    tx.commit().await
}

/// A try at a password, counted before the password is compared so that tries at once cannot pass together.
pub struct Try(i64);

/// Takes a try, if there is one left for this link from this address.
pub async fn take_try(
    shared: &Shared,
    organisation: OrganisationId,
    share: GuestShareId,
    ip: IpAddr,
    now: Timestamp,
) -> DbResult<Option<Try>> {
    let bucket = format!("guest_password:{share}:{}", caller(ip));
    let mut tx = shared.db.begin_in(organisation).await?;
    lock(&mut tx, organisation, share).await?;
    if count(&mut tx, &bucket, now - 15 * MINUTE).await? >= WRONG {
        return Ok(None);
    }
    let id = add(&mut tx, &bucket, now).await?;
    tx.commit().await?;
    Ok(Some(Try(id)))
}

/// Makes requests for one share wait for each other until the transaction ends.
async fn lock(tx: &mut Tx, organisation: OrganisationId, share: GuestShareId) -> DbResult<()> {
    let mut text = sql("select id from guest_share where id = $1 and organisation_id = $2")
        .bind(share)
        .bind(organisation);
    let suffix = tx.engine().for_update();
    text.push(suffix);
    tx.row(text).await.map(|_| ())
}

/// Gives a try back: the password was right.
pub async fn give_back(tx: &mut Tx, taken: &Try) -> DbResult<()> {
    tx.execute(sql("delete from attempt where id = $1").bind(taken.0)).await.map(|_| ())
}

/// Counts a wrong password for the link; the owner is told once an hour when there are many.
pub async fn wrong(
    tx: &mut Tx,
    organisation: OrganisationId,
    share: GuestShareId,
    now: Timestamp,
) -> Result<()> {
    let bucket = format!("guest_wrong:{share}");
    add(tx, &bucket, now).await?;
    let failures = count(tx, &bucket, now - HOUR).await?;
    let told = format!("guest_told:{share}");
    if failures >= TOLD && count(tx, &told, now - HOUR).await? == 0 {
        add(tx, &told, now).await?;
        timers::tell_failures(tx, organisation, share, failures, now).await?;
    }
    Ok(())
}

/// May one more code be sent for this link?
pub async fn take_code(
    tx: &mut Tx,
    organisation: OrganisationId,
    share: GuestShareId,
    now: Timestamp,
) -> DbResult<bool> {
    let bucket = format!("guest_code:{share}");
    lock(tx, organisation, share).await?;
    if count(tx, &bucket, now - 15 * MINUTE).await? >= CODES {
        return Ok(false);
    }
    add(tx, &bucket, now).await?;
    Ok(true)
}

/// May whoever answers for the link be told once more that it is asked for? Once a day.
pub async fn take_ask(
    tx: &mut Tx,
    organisation: OrganisationId,
    share: GuestShareId,
    now: Timestamp,
) -> DbResult<bool> {
    let bucket = format!("guest_ask:{share}");
    lock(tx, organisation, share).await?;
    if count(tx, &bucket, now - 24 * HOUR).await? > 0 {
        return Ok(false);
    }
    add(tx, &bucket, now).await?;
    Ok(true)
}

/// Forgets what no limit looks at any more.
pub async fn forget(shared: &Shared) -> Result<()> {
    let mut tx = shared.db.begin().await?;
    let old = sql("delete from attempt where bucket like 'guest!_%' escape '!' and at < $1");
    tx.execute(old.bind(shared.clock.now() - 24 * HOUR)).await?;
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_the_sixth_version_counts_with_its_network() {
        let of = |text: &str| caller(text.parse().expect("an address"));
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), of("2001:db8:1:2::1"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:203.0.113.9"), of("203.0.113.9"));
    }
}
