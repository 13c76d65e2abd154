//! Acts that exclude each other, by many at the same moment: one of them wins, the others are refused in order, and what
//! must hold holds afterwards.
//!
//! Every try is a task of its own, and all of them wait at a barrier. A push lets 16 tasks race in 10 rounds;
//! `WAYLEAVE_FULL=1` lets 64 race in 200.

#![expect(
    clippy::disallowed_methods,
    reason = "requests that race are tasks, and a test has no configuration"
)]

mod acceptance;
mod attachments;
mod formal;
mod guests;
mod notices;
mod packages;
mod people;
mod register;
mod repeated;
mod requests;
mod sharing;

use std::sync::Arc;

use serde_json::Value;
use tokio::sync::Barrier;
use wayleave_access::audit;
use wayleave_db::{Sql, sql};
use wayleave_testkit::{Client, Reply, TestApp, World};

/// The deep counts, wished for by `WAYLEAVE_FULL=1`.
pub fn full() -> bool {
    std::env::var("WAYLEAVE_FULL").is_ok_and(|value| value == "1")
}

/// How many tasks race.
fn tasks() -> usize {
    if full() { 64 } else { 16 }
}

/// How often they do.
fn rounds() -> usize {
    if full() { 200 } else { 10 }
}

/// Starts every try at the same moment, each as a task, and gathers what came of them in their order.
async fn together<F>(tries: Vec<F>) -> Vec<F::Output>
where
    F: Future<Output: Send> + Send + 'static,
{
    let barrier = Arc::new(Barrier::new(tries.len()));
    let started: Vec<_> = tries
        .into_iter()
        .map(|one| {
            let barrier = barrier.clone();
            tokio::spawn(async move {
                barrier.wait().await;
                one.await
            })
        })
        .collect();
    let mut outcomes = Vec::new();
    for one in started {
        outcomes.push(one.await.expect("no task panics"));
    }
    outcomes
}

/// A POST as a try.
async fn post(mut client: Client, path: String, body: Value) -> Reply {
    client.post(&path, &body).await
}

/// Every answer is one of these, and none a failure of ours.
fn only(replies: &[Reply], allowed: &[u16]) {
    for reply in replies {
        assert!(
            allowed.contains(&reply.status.as_u16()),
            "{}: {} {}",
            reply.asked,
            reply.status,
            reply.text()
        );
    }
}

/// How many answers have this status.
fn count(replies: &[Reply], status: u16) -> usize {
    replies.iter().filter(|reply| reply.status.as_u16() == status).count()
}

/// Exactly one has this status, and all others one of `losers`; says which one won.
fn one_won(replies: &[Reply], winner: u16, losers: &[u16]) -> usize {
    let allowed: Vec<u16> = losers.iter().copied().chain([winner]).collect();
    only(replies, &allowed);
    assert_eq!(
        count(replies, winner),
        1,
        "{:?}",
        replies.iter().map(|reply| reply.status).collect::<Vec<_>>()
    );
    replies.iter().position(|reply| reply.status.as_u16() == winner).unwrap()
}

/// The number that a statement yields in the world's organisation.
async fn number(app: &TestApp, world: &World, statement: Sql) -> i64 {
    let mut tx = app.db().read_in(world.organisation).await.unwrap();
    tx.int(statement).await.unwrap()
}

/// The numbers of the events of a kind, oldest first.
async fn seqs(app: &TestApp, world: &World, action: &str) -> Vec<i64> {
    let mut tx = app.db().read_in(world.organisation).await.unwrap();
    let text =
        sql("select seq as n from audit_event where organisation_id = $1 and action = $2 order by seq");
    tx.ints(text.bind(world.organisation).bind(action)).await.unwrap()
}

/// How many events the log holds.
async fn events(app: &TestApp, world: &World) -> i64 {
    let text = sql("select seq as n from audit_head where organisation_id = $1").bind(world.organisation);
    number(app, world, text).await
}

/// What holds whatever happened: the log is whole, somebody administers the organisation and somebody controls the
/// project's documents, nobody holds the same live grant twice, and no document has more or less than the one current
/// revision that its row names.
async fn invariants(app: &TestApp, world: &World) {
    let mut tx = app.db().read_in(world.organisation).await.unwrap();
    assert_eq!(audit::verify(&mut tx, world.organisation).await.unwrap().problem, None);
    let admins = "select count(*) as n from organisation_role where role = 'org_admin' and closed_at is null";
    assert!(tx.int(sql(admins)).await.unwrap() >= 1, "nobody administers the organisation");
    let controllers = sql("select count(*) as n from group_member where group_id = $1 and closed_at is null");
    assert!(tx.int(controllers.bind(world.document_control)).await.unwrap() >= 1, "no Document Controller");
    let twins = "select count(*) as n from (select 1 as one from access_grant where closed_at is null and cause_id > 0
                 group by subject_id, object_kind, object_id, cause_kind, cause_id having count(*) > 1) as twin";
    assert_eq!(tx.int(sql(twins)).await.unwrap(), 0, "a grant lives twice");
    let astray = "select count(*) as n from document d where d.admitted = 1 and d.deleted_at is null
                  and 1 <> (select count(*) from revision r where r.document_id = d.id and r.seq = d.current_seq
                            and r.acceptance = 'accepted')";
    assert_eq!(tx.int(sql(astray)).await.unwrap(), 0, "a document is without its current revision");
}
