//! The audit log says what was done to it: every edit, gap, exchange and cut, made past the triggers, is named.

use wayleave_access::SystemAct;
use wayleave_access::audit::{self, Actor, Event};
use wayleave_base::{Ids, OrganisationId, SubjectId};
use wayleave_db::testing::TestDb;
use wayleave_db::{Engine, Sql, Tx, sql};

use crate::site::Site;

const EVENTS: i64 = 9;

/// A log of nine events in a transaction that is never committed, with the triggers taken away.
async fn log(test: &TestDb) -> (Tx, OrganisationId) {
    let mut tx = test.db().begin().await.unwrap();
    let site = Site::found(&mut tx, "tamper", 1000).await;
    let actor = Actor {
        kind: "person",
        id: "mem_1".to_owned(),
        name: "B. Lee".to_owned(),
        subject: SubjectId(1),
        assurance: "account",
        ip: "192.0.2.1".to_owned(),
        user_agent: "a browser".to_owned(),
        request_id: "r1".to_owned(),
    };
    for number in 0..EVENTS {
        let event = Event::new("document", "document.locked", ("document", "doc_1", "A-101"))
            .before(serde_json::json!({ "locked": false, "number": number }))
            .after(serde_json::json!({ "locked": true, "a": [1, "x"] }))
            .reason("issued");
        let stamp = audit::record(
            &mut tx,
            &Ids::counting(),
            site.organisation,
            1000 + number,
            &actor,
            &SystemAct::Operator,
            event,
        )
        .await
        .unwrap();
        assert_eq!(stamp.seq(), number + 1);
    }
    let triggers: &[&'static str] = match TestDb::engine() {
        Engine::Sqlite => &[
            "drop trigger audit_event_no_delete",
            "drop trigger audit_event_no_update",
            "drop trigger audit_event_gap",
        ],
        Engine::Postgres => &["drop trigger audit_event_guard on audit_event"],
    };
    for trigger in triggers {
        tx.execute(sql(trigger)).await.unwrap();
    }
    (tx, site.organisation)
}

async fn verdict(tx: &mut Tx, organisation: OrganisationId) -> Option<String> {
    audit::verify(tx, organisation).await.unwrap().problem
}

/// Runs the statements on a fresh log and says what the verifier finds.
async fn after(test: &TestDb, statements: &[Sql]) -> Option<String> {
    let (mut tx, organisation) = log(test).await;
    assert_eq!(verdict(&mut tx, organisation).await, None);
    for statement in statements {
        assert_ne!(tx.execute(statement.clone()).await.unwrap(), 0, "{}", statement.text());
    }
    let found = verdict(&mut tx, organisation).await;
    tx.rollback().await.unwrap();
    found
}

#[tokio::test]
async fn an_untouched_log_is_whole() {
    let test = TestDb::new().await;
    let (mut tx, organisation) = log(&test).await;
    let verified = audit::verify(&mut tx, organisation).await.unwrap();
    assert_eq!((verified.events, verified.problem), (EVENTS, None));
}

#[tokio::test]
async fn an_edited_body_is_named() {
    let test = TestDb::new().await;
    let edit = sql("update audit_event set body = replace(body, 'doc_1', 'doc_2') where seq = 5");
    assert_eq!(after(&test, &[edit]).await.unwrap(), "the body of event 5 was changed");
}

#[tokio::test]
async fn an_edited_body_with_its_hash_made_anew_breaks_the_chain() {
    let test = TestDb::new().await;
    for (seq, found) in
        [(5, "event 6 does not follow the one before it"), (EVENTS, "the log ends at event 9")]
    {
        let (mut tx, organisation) = log(&test).await;
        let row =
            tx.row(sql("select body from audit_event where seq = $1").bind(seq)).await.unwrap().unwrap();
        let body: String =
            row.get::<String>("body").unwrap().replace("\"rule\":\"system.operator\"", "\"rule\":\"x\"");
        let leaf = audit::leaf_hash(&body).to_vec();
        let forge = sql("update audit_event set body = $2, leaf_hash = $3, rule = 'x' where seq = $1");
        tx.execute(forge.bind(seq).bind(body).bind(leaf)).await.unwrap();
        let problem = verdict(&mut tx, organisation).await.unwrap();
        assert!(problem.starts_with(found), "{problem}");
    }
}

#[tokio::test]
async fn a_removed_event_is_missed() {
    let test = TestDb::new().await;
    let middle = sql("delete from audit_event where seq = 5");
    assert_eq!(after(&test, &[middle]).await.unwrap(), "event 5 is missing");
    let first = sql("delete from audit_event where seq = 1");
    assert_eq!(after(&test, &[first]).await.unwrap(), "event 1 is missing");
    let renumbered = [
        sql("delete from audit_event where seq = 5"),
        sql("update audit_event set seq = -seq where seq > 5"),
        sql("update audit_event set seq = -seq - 1 where seq < 0"),
        sql("update audit_head set seq = seq - 1"),
    ];
    assert_eq!(after(&test, &renumbered).await.unwrap(), "event 5 does not follow the one before it");
}

#[tokio::test]
async fn exchanged_events_are_named() {
    let test = TestDb::new().await;
    let exchange = [
        sql("update audit_event set seq = -5 where seq = 5"),
        sql("update audit_event set seq = 5 where seq = 6"),
        sql("update audit_event set seq = 6 where seq = -5"),
    ];
    assert_eq!(after(&test, &exchange).await.unwrap(), "event 5 does not follow the one before it");
}

#[tokio::test]
async fn a_cut_tail_contradicts_the_head() {
    let test = TestDb::new().await;
    let cut = || sql("delete from audit_event where seq > 7");
    assert_eq!(after(&test, &[cut()]).await.unwrap(), "the log ends at event 7, but its head says 9");
    let counted = [cut(), sql("update audit_head set seq = 7")];
    assert!(after(&test, &counted).await.is_some(), "the head's hash was left behind");
}

/// What a chain alone cannot tell: whoever cuts the tail and writes the head to match leaves a shorter log that is whole.
/// Only a copy of the head that was kept elsewhere shows it.
#[tokio::test]
async fn a_tail_cut_together_with_its_head_leaves_a_whole_but_shorter_log() {
    let test = TestDb::new().await;
    let (mut tx, organisation) = log(&test).await;
    let head = tx.row(sql("select seq, hash from audit_head where organisation_id = $1").bind(organisation));
    let kept: Vec<u8> = head.await.unwrap().unwrap().get("hash").unwrap();
    tx.execute(sql("delete from audit_event where seq > 7")).await.unwrap();
    tx.execute(sql(
        "update audit_head set seq = 7, hash = (select e.leaf_hash from audit_event e where e.seq = 7)",
    ))
    .await
    .unwrap();
    let verified = audit::verify(&mut tx, organisation).await.unwrap();
    assert_eq!((verified.events, verified.problem), (7, None));
    let there = sql("select count(*) as n from audit_event where leaf_hash = $1").bind(kept);
    assert_eq!(tx.int(there).await.unwrap(), 0, "the kept head is no event of the log any more");
}

/// Every column that people read is bound by the body: in plain, or by a salted commitment.
#[tokio::test]
async fn a_changed_column_is_named() {
    let test = TestDb::new().await;
    let texts = [
        "category",
        "action",
        "actor_kind",
        "actor_id",
        "assurance",
        "entity_kind",
        "entity_id",
        "rule",
        "grounds",
        "request_id",
        "actor_name",
        "ip",
        "user_agent",
        "entity_label",
        "before",
        "after",
        "reason",
    ];
    for column in texts {
        let mut edit = sql("");
        edit.push(&format!("update audit_event set {column} = 'other' where seq = 4"));
        let found =
            after(&test, &[edit]).await.unwrap_or_else(|| panic!("{column} was changed and nobody noticed"));
        assert_eq!(found, format!("{column} of event 4 was changed"));
    }
    for column in ["at", "project_id", "confidential"] {
        let mut edit = sql("");
        edit.push(&format!("update audit_event set {column} = 1 where seq = 4"));
        let found =
            after(&test, &[edit]).await.unwrap_or_else(|| panic!("{column} was changed and nobody noticed"));
        assert_eq!(found, format!("{column} of event 4 was changed"));
    }
    for column in ["actor_name", "ip", "reason", "before", "entity_label"] {
        let mut edit = sql("");
        edit.push(&format!("update audit_event set {column} = null where seq = 4"));
        assert!(after(&test, &[edit]).await.is_some(), "{column} was removed and nobody noticed");
    }
}

/// Erasing what is personal takes the salt along, and the chain stays whole; but nothing may stand where the salt is gone.
#[tokio::test]
async fn erasing_keeps_the_chain_and_leaves_nothing_that_could_be_forged() {
    let test = TestDb::new().await;
    let erase = || {
        sql("update audit_event set salt = null, actor_name = null, ip = null, user_agent = null, entity_label = null,
             before = null, after = null, reason = null where seq = 4")
    };
    assert_eq!(after(&test, &[erase()]).await, None);
    let forged = [erase(), sql("update audit_event set actor_name = 'somebody else' where seq = 4")];
    assert_eq!(after(&test, &forged).await.unwrap(), "actor_name of event 4 was changed");
}

/// Two organisations' logs have nothing to do with each other, also when both have an event of the same number.
#[tokio::test]
async fn an_event_of_another_organisation_does_not_fit() {
    let test = TestDb::new().await;
    if TestDb::engine() == Engine::Postgres {
        // Row-level security lets no transaction touch both.
        return;
    }
    let (mut tx, organisation) = log(&test).await;
    let mut other = Site::found(&mut tx, "other", 1000).await;
    for _ in 0..EVENTS {
        other.new_stamp(&mut tx).await;
    }
    tx.execute(sql("update audit_event set seq = -4 where seq = 4")).await.unwrap();
    for (from, to) in [(organisation, other.organisation), (other.organisation, organisation)] {
        let swap = sql(
            "update audit_event set organisation_id = $2, seq = 4 where organisation_id = $1 and seq = -4",
        );
        tx.execute(swap.bind(from).bind(to)).await.unwrap();
    }
    assert!(verdict(&mut tx, organisation).await.is_some());
}
