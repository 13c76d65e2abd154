//! Organisations on one server are apart: another one, in which every text says so, is met nowhere, whatever is asked; and
//! on PostgreSQL not even when the statements forget whose rows they ask for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::http::Method;
use wayleave_db::testing::TestDb;
use wayleave_db::{Engine, sql};
use wayleave_testkit::{Reply, TestApp};

use crate::denial::expected::{KINDS, OWN, PUBLIC};
use crate::denial::fixture::Fixture;
use crate::operations::{Operation, call, operations};

/// What every text of the other organisation ends in; a word of its own, so that a search for it finds it.
const CANARY: &str = " zqcanaryqz";

/// The beginning of it, with the sign for whatever follows: questions are repeated in the log of who asked, so they must
/// not hold the whole.
const ASKED: &str = "zqcanary*";

/// What must stay readable for the server itself: keys, kinds and states are no texts of people.
const KEPT: &[&str] =
    &["public_id", "slug", "kind", "state", "status", "hash", "token", "key", "code", "value", "role"];

/// Ends every text of every row of the other organisation, that lets itself be changed, in the canary. Says which columns.
async fn poison(app: &TestApp, foreign: &Fixture) -> BTreeSet<String> {
    let organisation = foreign.world.organisation;
    let columns: BTreeSet<(String, String)> = app
        .dump()
        .await
        .into_iter()
        .filter(|cell| cell.is_text)
        .map(|cell| (cell.table, cell.column))
        .filter(|(_, column)| !KEPT.iter().any(|kept| column.contains(kept)))
        .collect();
    let mut poisoned = BTreeSet::new();
    for (table, column) in columns {
        let whose = match table.as_str() {
            "organisation" => "id = $1",
            "account" => "id in (select account_id from member where organisation_id = $1)",
            _ => "organisation_id = $1",
        };
        let text: &'static str =
            format!("update {table} set {column} = {column} || '{CANARY}' where {whose}").leak();
        let mut tx = app.db().begin_in(organisation).await.unwrap();
        // What a guard or a constraint protects stays as it is.
        if matches!(tx.execute(sql(text).bind(organisation)).await, Ok(rows) if rows > 0) {
            tx.commit().await.unwrap();
            poisoned.insert(format!("{table}.{column}"));
        }
    }
    poisoned
}

/// Two organisations with the same numbers in them, of which the second is poisoned.
async fn two(app: &TestApp) -> Fixture {
    let fixture = Fixture::new(app).await;
    let foreign = Fixture::other(app).await;
    app.run_jobs().await;
    let poisoned = poison(app, &foreign).await;
    for column in ["document.title", "account.name", "company.name", "revision.filename", "guest_share.label"]
    {
        assert!(poisoned.contains(column), "{column} could not be poisoned: {poisoned:#?}");
    }
    assert!(poisoned.len() > 40, "little was poisoned: {poisoned:#?}");
    fixture
}

fn shows_the_canary(reply: &Reply) -> bool {
    let canary = CANARY.trim();
    reply.text().contains(canary)
        || reply.headers.values().any(|value| value.to_str().is_ok_and(|text| text.contains(canary)))
}

/// Is it asked within an organisation?
fn inside(operation: &Operation) -> bool {
    !PUBLIC.contains(&operation.id.as_str()) && !OWN.contains(&operation.id.as_str())
}

/// The address with every way of asking for the canary that the operation knows.
fn asking_for_it(operation: &Operation, ids: &BTreeMap<String, String>) -> Vec<String> {
    let plain = operation.address_with_query(ids);
    let joint = if plain.contains('?') { '&' } else { '?' };
    let texts = operation.query.iter().filter(|(_, kind)| kind == "string");
    let asking = texts.map(|(name, _)| format!("{plain}{joint}{name}={ASKED}"));
    std::iter::once(plain.clone()).chain(asking).collect()
}

#[tokio::test]
async fn another_organisation_is_met_in_no_answer() {
    let app = TestApp::new().await;
    let fixture = two(&app).await;
    let (mut met, mut answers) = (Vec::new(), 0);
    for operation in operations().iter().filter(|operation| inside(operation)) {
        for kind in KINDS {
            let mut client = fixture.client(&app, kind).await;
            let mut replies = Vec::new();
            if operation.method == Method::GET {
                for path in asking_for_it(operation, &fixture.ids) {
                    replies.push(client.get(&path).await);
                }
            } else {
                replies.push(call(&mut client, operation, &fixture.ids).await);
            }
            answers += replies.len();
            met.extend(
                replies
                    .iter()
                    .filter(|reply| shows_the_canary(reply))
                    .map(|reply| format!("{kind}: {}", reply.asked)),
            );
        }
    }
    // What the writes set going: mails, exports, warnings.
    app.run_jobs().await;
    let mut admin = fixture.world.client(&app, "org_admin").await;
    for path in ["/outbox", "/audit-events", "/audit-events/export?format=csv", "/notifications"] {
        let reply = admin.get(&fixture.world.path(path)).await;
        if shows_the_canary(&reply) {
            met.push(reply.asked);
        }
    }
    assert!(met.is_empty(), "{} of {answers} answers: {met:#?}", met.len());
    assert!(answers > 2_000, "the description lost its operations: {answers}");
}

/// A statement that forgets whose rows it asks for.
fn forgetful(text: &str) -> Option<String> {
    let mut changed = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("organisation_id = $") {
        let start =
            rest[..at].rfind(|letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == '.'));
        let start = start.map_or(0, |at| at + 1);
        let digits = at + "organisation_id = $".len();
        let end = digits + rest[digits..].bytes().take_while(u8::is_ascii_digit).count();
        changed.push_str(&rest[..start]);
        changed.push_str("(1 = 1 or ");
        changed.push_str(&rest[start..end]);
        changed.push(')');
        rest = &rest[end..];
    }
    changed.push_str(rest);
    (changed != text && text.trim_start().starts_with("select") | text.trim_start().starts_with("with"))
        .then_some(changed)
}

#[tokio::test]
async fn row_security_keeps_organisations_apart_when_the_statements_do_not() {
    let app = TestApp::new().await;
    let fixture = two(&app).await;
    let (mut met, mut other, mut answers) = (Vec::new(), Vec::new(), 0);
    for operation in
        operations().iter().filter(|operation| operation.method == Method::GET && inside(operation))
    {
        for kind in KINDS {
            let mut client = fixture.client(&app, kind).await;
            let path = operation.address_with_query(&fixture.ids);
            app.db().rewrite(Some(Arc::new(|sent| forgetful(sent.text()))));
            let reply = client.get(&path).await;
            app.db().rewrite(None);
            answers += 1;
            if shows_the_canary(&reply) {
                met.push(format!("{kind}: {}", reply.asked));
            }
            let whole = client.get(&path).await;
            // A workbook holds the moment at which it was made.
            let told = reply.header("content-type").is_some_and(|kind| kind.starts_with("application/json"));
            if reply.status != whole.status || (told && reply.body != whole.body) {
                other.push(format!("{kind}: {}: {} is not {}", reply.asked, reply.text(), whole.text()));
            }
        }
    }
    assert!(answers > 500, "the description lost its operations: {answers}");
    match TestDb::engine() {
        Engine::Postgres => {
            assert!(met.is_empty(), "{} of {answers}: {met:#?}", met.len());
            assert!(other.is_empty(), "{} of {answers}: {other:#?}", other.len());
        }
        // Without the second belt the first one is needed, which shows that the statements were made to forget.
        Engine::Sqlite => assert!(!met.is_empty(), "no statement forgot anything"),
    }
}
