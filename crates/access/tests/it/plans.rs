//! The statements that must stay fast use the indexes that were made for them. The statements are caught on their way to
//! the engine, so what is explained is what is run.

use std::sync::{Arc, Mutex};

use wayleave_access::documents::{self, Filter, Plan, Sort};
use wayleave_base::NEVER;
use wayleave_db::testing::TestDb;
use wayleave_db::{Engine, Sql, Tx, sql};

use crate::compare::facts;
use crate::life::{LARGE, raise};
use crate::oracle::{Grant, Id, On, Who};
use crate::random::Random;
use crate::site::Site;

/// A world with an outsider who has grants on documents and on a folder, and a member.
struct Stage {
    site: Site,
    outsider: Id,
    member: Id,
    project: Id,
}

async fn stage(tx: &mut Tx) -> Stage {
    let mut site = Site::found(tx, "plans", 1_000_000).await;
    raise(tx, &mut site, &mut Random::new(5), LARGE).await;
    let project = site.world.projects[0].id;
    let (outsider, member) = (site.person(tx, "member").await, site.person(tx, "member").await);
    site.set_membership(tx, project, outsider, "external", NEVER).await;
    site.set_membership(tx, project, member, "viewer", NEVER).await;
    let folder = site.folder(tx, project, None).await;
    let cause = ("folder_share", folder);
    let grant = site.new_grant(outsider, On::Folder(folder), project, 3, "folder", cause);
    site.grant(tx, grant).await;
    let documents: Vec<Id> = site
        .world
        .documents
        .iter()
        .filter(|document| document.project == project)
        .map(|document| document.id)
        .collect();
    for document in documents {
        let grant = site.new_grant(outsider, On::Document(document), project, 3, "shared", ("share", 1));
        site.grant(tx, Grant { from: 1, ..grant }).await;
    }
    if tx.engine() == Engine::Postgres {
        // A small table is read whole however many indexes it has; what is asked here is which index would serve. (SQLite
        // takes tables for large until it is told otherwise.)
        tx.execute(sql("analyze")).await.unwrap();
        tx.execute(sql("set local enable_seqscan = off")).await.unwrap();
    }
    Stage { site, outsider, member, project }
}

/// The plans of the statements that `run` sends, each with its text.
struct Watch(Arc<Mutex<Vec<Sql>>>);

impl Watch {
    fn on(tx: &mut Tx) -> Self {
        let plans = Arc::new(Mutex::new(Vec::new()));
        let kept = plans.clone();
        tx.rewrite(Arc::new(move |statement| {
            kept.lock().unwrap().push(statement.clone());
            None
        }));
        Self(plans)
    }

    fn take(&self) -> Vec<Sql> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

/// The plan of a statement seen before, with the arguments it had.
async fn plan(tx: &mut Tx, statement: &Sql) -> String {
    tx.explain(statement).await.unwrap()
}

/// Every read of a table goes through an index.
fn no_table_is_read_whole(plan: &str, what: &str) {
    // One letter is a table of ours; longer names are what a statement made for itself.
    let whole = |line: &str| {
        let name = line.trim().strip_prefix("SCAN ").map(|rest| rest.split(' ').next().unwrap_or_default());
        line.contains("Seq Scan on ")
            || name.is_some_and(|name| {
                matches!(name, "a" | "b" | "d" | "f" | "g" | "l" | "m" | "o" | "p" | "r" | "s" | "v")
            })
    };
    let scan = plan.lines().find(|line| whole(line) && !line.contains("USING"));
    assert_eq!(scan, None, "{what} reads a table whole:\n{plan}");
}

fn uses(plan: &str, index: &str, what: &str) {
    assert!(plan.contains(index), "{what} does not use {index}:\n{plan}");
}

/// Grants are looked up document by document; led by the subject, a list would read all that somebody was ever given.
fn looks_at_each_document(plan: &str, what: &str) {
    let found = plan.contains("object_id=?") || plan.contains("(object_id = d.id)");
    assert!(found, "{what} reads grants by something else than their document:\n{plan}");
}

#[tokio::test]
async fn lists_walk_the_indexes_made_for_them() {
    let test = TestDb::new().await;
    let mut tx = test.db().begin().await.unwrap();
    let stage = stage(&mut tx).await;
    let outsider =
        facts(&mut tx, &stage.site, Who::Person(stage.outsider), stage.project).await.unwrap().scope();
    let member = facts(&mut tx, &stage.site, Who::Person(stage.member), stage.project).await.unwrap().scope();
    let watch = Watch::on(&mut tx);
    let all = Filter::default();
    for (name, walk, scope, sort, indexes) in [
        ("STREAM", Plan::Stream, &outsider, Sort::Created, &["access_grant_list", "document_ancestor"][..]),
        ("GATHER", Plan::Gather, &outsider, Sort::Number, &["access_grant_list"][..]),
        ("PROBE by age", Plan::Probe, &member, Sort::Created, &["document_newest"][..]),
        ("PROBE by change", Plan::Probe, &member, Sort::Updated, &["document_updated"][..]),
        ("PROBE by number", Plan::Probe, &member, Sort::Number, &["document_number"][..]),
        ("PROBE by title", Plan::Probe, &member, Sort::Title, &["document_title"][..]),
        ("PROBE by status", Plan::Probe, &member, Sort::Status, &["document_status"][..]),
        ("PROBE by type", Plan::Probe, &member, Sort::DocumentType, &["document_type"][..]),
        ("PROBE by discipline", Plan::Probe, &member, Sort::Discipline, &["document_discipline"][..]),
        ("PROBE by revision", Plan::Probe, &member, Sort::Revision, &["document_current_code"][..]),
        ("PROBE by date", Plan::Probe, &member, Sort::RevisionDate, &["document_current_dated"][..]),
        ("PROBE by acceptance", Plan::Probe, &member, Sort::Accepted, &["document_current_accepted"][..]),
        ("PROBE by upload", Plan::Probe, &member, Sort::Uploaded, &["document_current_uploaded"][..]),
    ] {
        let page = documents::list_with(&mut tx, walk, scope, &all, (sort, false), None, 50).await.unwrap();
        let sent = watch.take();
        assert!(sent.len() <= 4, "{name} took {} statements", sent.len());
        let first = plan(&mut tx, &sent[0]).await;
        no_table_is_read_whole(&first, name);
        // PostgreSQL sorts a handful of rows rather than walk; which index it begins with is then its own affair.
        if TestDb::engine() == Engine::Sqlite {
            for index in indexes {
                uses(&first, index, name);
            }
        }
        for text in &sent[1..] {
            let plan = plan(&mut tx, text).await;
            no_table_is_read_whole(&plan, name);
            if text.text().contains("access_grant g where g.object_kind") {
                looks_at_each_document(&plan, name);
            }
        }
        watch.take();
        assert!(!page.documents.is_empty(), "{name} found nothing, so it shows nothing");
    }
}

#[tokio::test]
async fn a_get_and_the_facts_read_no_table_whole() {
    let test = TestDb::new().await;
    let mut tx = test.db().begin().await.unwrap();
    let stage = stage(&mut tx).await;
    let watch = Watch::on(&mut tx);
    for who in [stage.outsider, stage.member] {
        let facts = facts(&mut tx, &stage.site, Who::Person(who), stage.project).await.unwrap();
        let sent = watch.take();
        assert!(sent.len() <= 3, "the facts took {} statements", sent.len());
        for text in sent {
            no_table_is_read_whole(&plan(&mut tx, &text).await, "the facts");
        }
        let document =
            stage.site.world.documents.iter().find(|document| document.project == stage.project).unwrap();
        watch.take();
        documents::find_by_id(&mut tx, &facts.scope(), wayleave_base::DocumentId(document.id)).await.unwrap();
        let sent = watch.take();
        assert!(sent.len() <= 4, "a get took {} statements", sent.len());
        for text in sent {
            no_table_is_read_whole(&plan(&mut tx, &text).await, "a get");
        }
        watch.take();
    }
}

#[tokio::test]
async fn closing_by_cause_and_by_person_uses_its_index() {
    let test = TestDb::new().await;
    let mut tx = test.db().begin().await.unwrap();
    let mut stage = stage(&mut tx).await;
    let watch = Watch::on(&mut tx);
    stage.site.close_cause(&mut tx, ("share", 1)).await;
    let close =
        |sent: Vec<Sql>| sent.into_iter().find(|one| one.text().starts_with("update access_grant")).unwrap();
    let text = close(watch.take());
    let found = plan(&mut tx, &text).await;
    uses(&found, "access_grant_cause", "closing by cause");
    no_table_is_read_whole(&found, "closing by cause");
    watch.take();
    stage.site.end_membership(&mut tx, stage.project, stage.outsider).await;
    let text = close(watch.take());
    let found = plan(&mut tx, &text).await;
    // Once an engine took another index here and walked every grant of a kind.
    no_table_is_read_whole(&found, "closing what a person was given");
    if TestDb::engine() == Engine::Sqlite {
        uses(&found, "access_grant_list", "closing what a person was given");
    }
}
