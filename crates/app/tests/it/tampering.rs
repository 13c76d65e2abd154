//! Whoever runs the server changes the audit log in the database, and the offline verifiers name what they did.

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use wayleave_db::{Engine, Sql, row, sql};
use wayleave_proof::{Problem, PublicKey, Wrong, tree};
use wayleave_testkit::{Client, TestApp, World, scratch};

use crate::checkpoints::{Export, export, noted_key};

/// An organisation whose key and first checkpoint somebody kept, and an operator without triggers in the way.
struct Operated {
    app: TestApp,
    world: World,
    admin: Client,
    key: PublicKey,
    kept: Vec<(String, String)>,
    size: i64,
}

impl Operated {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let world = app.world().await;
        let mut admin = world.client(&app, "org_admin").await;
        go_on(&mut admin, &world).await;
        let kept = export(&mut admin, &world).await.checkpoint;
        let key = noted_key(&mut admin, &world).await;
        let size = kept.lines().nth(1).unwrap().parse().unwrap();
        let triggers: &[&str] = match app.db().engine() {
            Engine::Sqlite => &[
                "drop trigger audit_event_no_delete",
                "drop trigger audit_event_no_update",
                "drop trigger audit_event_gap",
            ],
            Engine::Postgres => &["drop trigger audit_event_guard on audit_event"],
        };
        for text in triggers {
            app.db().script(text).await.unwrap();
        }
        Self { app, world, admin, key, kept: vec![("monday".to_owned(), kept)], size }
    }

    async fn run(&self, statements: Vec<Sql>) {
        let mut tx = self.app.db().begin_in(self.world.organisation).await.unwrap();
        for statement in statements {
            tx.execute(statement).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    async fn export(&mut self) -> Export {
        export(&mut self.admin, &self.world).await
    }

    /// What both verifiers say of an export, the second in sentences.
    async fn told(&mut self) -> (Vec<Problem>, String) {
        let export = self.export().await;
        let problems = export.check(&self.key, &self.kept).problems;
        let said = second_opinion(&self.key, &export, &self.kept);
        assert_eq!(problems.is_empty(), said.contains("are whole and signed"), "{problems:?}: {said}");
        (problems, said)
    }

    /// Takes the log back to where it was after so many events, as a restored database would be.
    async fn restore(&self, to: i64) {
        let id = self.world.organisation;
        self.run(vec![
            sql("delete from audit_event where organisation_id = $1 and seq > $2").bind(id).bind(to),
            sql("delete from audit_checkpoint where organisation_id = $1 and size > $2").bind(id).bind(to),
            sql("update audit_head set seq = $2, hash = (select leaf_hash from audit_event
                   where organisation_id = $1 and seq = $2) where organisation_id = $1")
            .bind(id)
            .bind(to),
        ])
        .await;
    }
}

/// Makes some events.
async fn go_on(admin: &mut Client, world: &World) {
    for _ in 0..8 {
        let _ = admin.get(&world.path("/audit/export?actor=nobody")).await.expect(200);
    }
}

/// The second verifier, on the files as they are.
fn second_opinion(key: &PublicKey, export: &Export, kept: &[(String, String)]) -> String {
    let folder = scratch(&format!("tampering-{:?}", std::thread::current().id()).replace(['(', ')'], ""));
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    write("events.jsonl", &export.events);
    write("checkpoint", &export.checkpoint);
    write("noted", &key.to_string());
    for (name, text) in kept {
        write(name, text);
    }
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("../proof/tests/verify.py");
    let mut command = Command::new("python3");
    command.arg("-I").arg(program).args(["export", ".", "noted"]).args(kept.iter().map(|(name, _)| name));
    let output = command.current_dir(&folder).output().unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[tokio::test]
async fn a_log_that_nobody_touched_is_whole() {
    let mut operated = Operated::new().await;
    let (problems, said) = operated.told().await;
    assert_eq!(problems, [], "{said}");
}

#[tokio::test]
async fn an_edited_event_is_named() {
    let mut operated = Operated::new().await;
    let edit = sql("update audit_event set body = replace(body, '\"v\":1', '\"v\":2')
        where organisation_id = $1 and seq = $2");
    let seq = operated.size - 1;
    operated.run(vec![edit.bind(operated.world.organisation).bind(seq)]).await;
    let (problems, said) = operated.told().await;
    assert!(problems.contains(&Problem::Edited(seq.cast_unsigned())), "{problems:?}");
    assert!(said.contains(&format!("event {seq} was edited")), "{said}");
}

#[tokio::test]
async fn an_edited_name_is_named() {
    let mut operated = Operated::new().await;
    let edit =
        sql("update audit_event set actor_name = 'Somebody else' where organisation_id = $1 and seq = 3");
    operated.run(vec![edit.bind(operated.world.organisation)]).await;
    let (problems, said) = operated.told().await;
    assert_eq!(problems, [Problem::Field(3, "actor_name".to_owned())]);
    assert!(said.contains("actor_name of event 3 was edited"), "{said}");
}

#[tokio::test]
async fn a_deleted_event_is_named() {
    let mut operated = Operated::new().await;
    let delete = sql("delete from audit_event where organisation_id = $1 and seq = 4");
    operated.run(vec![delete.bind(operated.world.organisation)]).await;
    let (problems, said) = operated.told().await;
    assert!(problems.contains(&Problem::Missing(4, 4)), "{problems:?}");
    assert!(said.contains("event 4 is missing"), "{said}");
}

#[tokio::test]
async fn a_cut_tail_is_named_even_without_an_earlier_checkpoint() {
    let mut operated = Operated::new().await;
    let (id, to) = (operated.world.organisation, operated.size - 3);
    operated
        .run(vec![
            sql("delete from audit_event where organisation_id = $1 and seq > $2").bind(id).bind(to),
            sql("update audit_head set seq = $2, hash = (select leaf_hash from audit_event
                   where organisation_id = $1 and seq = $2) where organisation_id = $1")
            .bind(id)
            .bind(to),
        ])
        .await;
    let kept = std::mem::take(&mut operated.kept);
    let (problems, said) = operated.told().await;
    let (signed, found) = (operated.size.cast_unsigned(), operated.size.cast_unsigned() - 2);
    assert_eq!(problems, [Problem::CutTail { signed, found }]);
    assert!(said.contains("the end is cut off"), "{said}");
    operated.kept = kept;
    let problems = operated.told().await.0;
    assert!(problems.iter().any(|problem| matches!(problem, Problem::RolledBack { .. })), "{problems:?}");
}

#[tokio::test]
async fn reordered_events_are_named() {
    let mut operated = Operated::new().await;
    let id = operated.world.organisation;
    let renumber = |from: i64, to: i64| {
        sql("update audit_event set seq = $3 where organisation_id = $1 and seq = $2")
            .bind(id)
            .bind(from)
            .bind(to)
    };
    operated.run(vec![renumber(5, -1), renumber(6, 5), renumber(-1, 6)]).await;
    let (problems, said) = operated.told().await;
    assert!(problems.contains(&Problem::Reordered { line: 6, found: 5 }), "{problems:?}");
    assert!(said.contains("reordered"), "{said}");
}

#[tokio::test]
async fn another_organisations_log_is_named() {
    let mut operated = Operated::new().await;
    let other = operated.app.other_world().await;
    let mut stranger = other.client(&operated.app, "org_admin").await;
    go_on(&mut stranger, &other).await;
    let theirs = export(&mut stranger, &other).await;
    let swapped = theirs.check(&operated.key, &[]).problems;
    assert_eq!(swapped, [Problem::Checkpoint(Wrong::OtherKey)]);
    assert!(second_opinion(&operated.key, &theirs, &[]).contains("another key"));
    let mut mixed = operated.export().await;
    let mut lines: Vec<&str> = mixed.events.lines().collect();
    lines[4] = theirs.events.lines().nth(4).unwrap();
    mixed.events = lines.iter().map(|line| format!("{line}\n")).collect();
    let problems = mixed.check(&operated.key, &[]).problems;
    assert!(problems.contains(&Problem::OtherOrganisation(5)), "{problems:?}");
    assert!(second_opinion(&operated.key, &mixed, &[]).contains("more than one organisation"));
}

#[tokio::test]
async fn a_restored_older_database_is_named_by_one_earlier_checkpoint() {
    let mut operated = Operated::new().await;
    let monday = operated.size.cast_unsigned();
    operated.restore(operated.size - 4).await;
    let (problems, said) = operated.told().await;
    let earlier = "monday".to_owned();
    assert_eq!(
        problems,
        [Problem::RolledBack { earlier: earlier.clone(), signed: monday, found: monday - 3 }]
    );
    assert!(said.contains("rolled back"), "{said}");
    // It goes on as if nothing had been, past where it was.
    go_on(&mut operated.admin, &operated.world).await;
    let (problems, said) = operated.told().await;
    assert_eq!(problems, [Problem::Forked { earlier, signed: monday }]);
    assert!(said.contains("forked"), "{said}");
}

#[tokio::test]
async fn a_log_signed_with_another_key_is_named() {
    let mut operated = Operated::new().await;
    let id = operated.world.organisation;
    operated
        .run(vec![
            sql("update audit_key set secret = $2 where organisation_id = $1").bind(id).bind(vec![7; 32]),
            sql("delete from audit_checkpoint where organisation_id = $1").bind(id),
        ])
        .await;
    let (problems, said) = operated.told().await;
    assert_eq!(problems, [Problem::Checkpoint(Wrong::OtherKey)]);
    assert!(said.contains("another key"), "{said}");
}

row! {
    struct Stored { seq: i64, body: String }
}

/// The operator has the key, and writes the whole log anew from an event on. Only what somebody else kept tells.
#[tokio::test]
async fn history_written_anew_with_the_true_key_is_named_by_one_earlier_checkpoint() {
    let mut operated = Operated::new().await;
    let id = operated.world.organisation;
    let mut tx = operated.app.db().read_in(id).await.unwrap();
    let all = sql("select seq, body from audit_event where organisation_id = $1 order by seq").bind(id);
    let events: Vec<Stored> = tx.all(all).await.unwrap();
    drop(tx);
    let mut statements = vec![sql("delete from audit_checkpoint where organisation_id = $1").bind(id)];
    let mut previous = [0; 32];
    for event in events {
        let mut body: Value = serde_json::from_str(&event.body).unwrap();
        body["previous"] = hex::encode(previous).into();
        if event.seq == 4 {
            body["action"] = "document.locked".into();
        }
        let body = body.to_string();
        previous = tree::leaf(body.as_bytes());
        let rewrite =
            sql("update audit_event set body = $3, leaf_hash = $4 where organisation_id = $1 and seq = $2");
        statements.push(rewrite.bind(id).bind(event.seq).bind(body).bind(previous.to_vec()));
    }
    let head = sql("update audit_head set hash = $2 where organisation_id = $1").bind(id);
    statements.push(head.bind(previous.to_vec()));
    operated.run(statements).await;
    let kept = std::mem::take(&mut operated.kept);
    assert_eq!(operated.told().await.0, [], "by itself it is a log like any other");
    operated.kept = kept;
    let (problems, said) = operated.told().await;
    let signed = operated.size.cast_unsigned();
    assert_eq!(problems, [Problem::Forked { earlier: "monday".to_owned(), signed }]);
    assert!(said.contains("forked"), "{said}");
}
