//! Thousands of random acts through the ledger, and after each the product's answers against the oracle's, for now and
//! for moments of the past; the tables that are derived, and the audit chain, at intervals.

use std::collections::BTreeSet;

use wayleave_access::{Principal, audit, documents};
use wayleave_base::DocumentId;
use wayleave_db::testing::TestDb;
use wayleave_db::{Tx, sql};

use crate::compare::{Question, facts, facts_at, same_decision, same_facts, same_get, same_list, sight};
use crate::life::{SMALL, next_act, perform, raise, somebody};
use crate::oracle::{Aim, DOCUMENT_ACTS, Id, MADE_ACTS, On, PROJECT_ACTS, Sight, Who};
use crate::random::{Random, seeds};
use crate::site::{Site, number};

/// Lives of an organisation per push, and in a full run.
const LIVES: (u64, u64) = (40, 2_000);
/// Acts in a life.
const ACTS: u64 = 500;

#[tokio::test]
async fn whatever_happens_the_answers_are_the_oracles_now_and_later() {
    let lives = seeds("WAYLEAVE_MODEL_SEED", 20_261_121_500_000, LIVES);
    let acts = (lives.end - lives.start) * ACTS;
    eprintln!("model: lives {lives:?} of {ACTS} acts on {:?}", TestDb::engine());
    let mut test = TestDb::new().await;
    let mut checked = Checked::default();
    for (number, seed) in lives.enumerate() {
        if number > 0 && number % 100 == 0 {
            test = TestDb::new().await;
        }
        let told = Told(seed);
        life(&test, seed, &mut checked).await;
        std::mem::forget(told);
    }
    eprintln!("model: {acts} acts, {checked:?}");
}

/// Names the seed when a comparison panics.
struct Told(u64);

impl Drop for Told {
    fn drop(&mut self) {
        eprintln!("the life that failed: WAYLEAVE_MODEL_SEED={}", self.0);
    }
}

#[derive(Debug, Default)]
struct Checked {
    gets: usize,
    visible: usize,
    decisions: usize,
    past: usize,
    lists: usize,
}

/// An answer of the oracle's that must still be given for its moment when that is long past.
struct Memory {
    at: i64,
    who: Who,
    principal: Principal,
    project: Id,
    document: Id,
    stands: bool,
    sight: Option<Sight>,
}

async fn life(test: &TestDb, seed: u64, checked: &mut Checked) {
    let mut random = Random::new(seed);
    let mut tx = test.db().begin().await.unwrap();
    let mut site = Site::found(&mut tx, &format!("life-{seed}"), 1_000_000).await;
    raise(&mut tx, &mut site, &mut random, SMALL).await;
    let mut memories = Vec::new();
    for step in 0..ACTS {
        // Each act has a millisecond of its own, so that every moment has one state.
        site.advance(1);
        let act = next_act(&mut random);
        perform(&mut tx, &mut site, &mut random, act).await;
        let memory = ask(&mut tx, &site, &mut random, checked).await;
        memories.push(memory);
        if step % 3 == 0 {
            let memory = &memories[random.below(memories.len())];
            remember(&mut tx, &site, memory).await;
            checked.past += 1;
        }
        if step % 50 == 49 {
            invariants(&mut tx, &site).await;
            let (who, project) = somebody(&site, &mut random);
            if let Some(facts) = facts(&mut tx, &site, who, project).await {
                same_list(&mut tx, &site, who, &facts, &Question::newest(), 7).await;
                checked.lists += 1;
            }
        }
    }
    let verified = audit::verify(&mut tx, site.organisation).await.unwrap();
    assert_eq!(verified.problem, None);
    assert_eq!(verified.events, site.events, "one event per change, without gaps");
    tx.commit().await.unwrap();
}

/// One random pair now: facts, get, and a few decisions.
async fn ask(tx: &mut Tx, site: &Site, random: &mut Random, checked: &mut Checked) -> Memory {
    let (who, project) = somebody(site, random);
    let document = site.world.documents[random.below(site.world.documents.len())].id;
    let facts = facts(tx, site, who, project).await;
    same_facts(site, who, project, facts.as_ref());
    let memory = Memory {
        at: site.now,
        who,
        principal: site.principal(who),
        project,
        document,
        stands: facts.is_some(),
        sight: site.world.sees(who, project, document, site.now),
    };
    let Some(facts) = facts else { return memory };
    checked.gets += 1;
    if let Some(visible) = same_get(tx, site, who, &facts, document).await {
        checked.visible += 1;
        for act in DOCUMENT_ACTS {
            let aim = Aim { document: Some(document), ..Aim::default() };
            same_decision(site, who, &facts, act, aim, Some(&visible));
        }
        checked.decisions += DOCUMENT_ACTS.len();
    }
    let people: Vec<Id> = site.world.people.iter().map(|person| person.id).collect();
    for act in PROJECT_ACTS.into_iter().chain(MADE_ACTS) {
        let person =
            random.chance(60).then(|| if random.chance(50) { who.id() } else { random.pick(&people) });
        let status = random
            .chance(70)
            .then(|| random.pick(&["pending", "for_review", "superseded", "approved", "draft"]));
        let aim = Aim { document: None, status, person, maker: person };
        same_decision(site, who, &facts, act, aim, None);
        checked.decisions += 1;
    }
    memory
}

/// The same question about a moment that has passed.
async fn remember(tx: &mut Tx, site: &Site, memory: &Memory) {
    let facts = facts_at(tx, site, &memory.principal, memory.project, memory.at).await;
    let what =
        format!("document {} for {:?} at {} (now {})", memory.document, memory.who, memory.at, site.now);
    assert_eq!(facts.is_some(), memory.stands, "the standing behind {what}");
    let Some(facts) = facts else { return };
    let seen = documents::as_of(tx, &facts.scope(), DocumentId(memory.document)).await.unwrap();
    assert_eq!(seen.as_ref().map(sight), memory.sight, "{what}");
}

/// What must hold between any two acts.
async fn invariants(tx: &mut Tx, site: &Site) {
    let pairs = async |tx: &mut Tx, text: &'static str| -> BTreeSet<(Id, Id)> {
        let rows = tx.rows(sql(text).bind(site.organisation)).await.unwrap();
        rows.iter().map(|row| (row.get("below").unwrap(), row.get("above").unwrap())).collect()
    };
    let found = pairs(
        tx,
        "select document_id as below, ancestor_id as above from document_ancestor where organisation_id = $1",
    )
    .await;
    let expected: BTreeSet<(Id, Id)> = site
        .world
        .documents
        .iter()
        .flat_map(|document| site.world.above(document).into_iter().map(|folder| (document.id, folder)))
        .collect();
    assert_eq!(found, expected, "the folders above documents");
    let found = pairs(
        tx,
        "select folder_id as below, ancestor_id as above from folder_ancestor where organisation_id = $1",
    )
    .await;
    let expected: BTreeSet<(Id, Id)> = site
        .world
        .folders
        .iter()
        .flat_map(|folder| site.world.above_folder(folder.id).into_iter().map(|above| (folder.id, above)))
        .collect();
    assert_eq!(found, expected, "the folders above folders");
    grants(tx, site).await;
    let histories = [
        ("two states of a document hold at once", "document_history", "document_id"),
        ("two states of a revision hold at once", "revision_history", "revision_id"),
        ("a document lies in two folders at once", "document_folder_history", "document_id"),
        ("a folder lies in two folders at once", "folder_parent_history", "folder_id"),
    ];
    for (what, table, column) in histories {
        let mut text = sql("");
        text.push(&format!(
            "select count(*) as n from {table} a join {table} b on a.{column} = b.{column} and a.valid_from < b.valid_from
             and a.valid_to > b.valid_from where a.organisation_id = "
        ))
        .arg(site.organisation);
        assert_eq!(number(tx, text).await, 0, "{what}");
    }
}

/// The open grants are the model's, and each follows from something that still stands.
async fn grants(tx: &mut Tx, site: &Site) {
    let rows = tx
        .rows(
            sql("select id, subject_id, object_kind, object_id, caps, rev_from, rev_to, ends_at from access_grant
                 where organisation_id = $1 and closed_at is null")
            .bind(site.organisation),
        )
        .await
        .unwrap();
    let found: BTreeSet<[i64; 8]> = rows
        .iter()
        .map(|row| {
            ["id", "subject_id", "object_kind", "object_id", "caps", "rev_from", "rev_to", "ends_at"]
                .map(|column| row.get(column).unwrap())
        })
        .collect();
    let mut expected = BTreeSet::new();
    for grant in site.world.grants.iter().filter(|grant| grant.open) {
        let (kind, object) = match grant.on {
            On::Document(id) => (1, id),
            On::Folder(id) => (2, id),
        };
        expected.insert([
            grant.id,
            grant.subject,
            kind,
            object,
            grant.caps,
            grant.from,
            grant.to,
            grant.ends,
        ]);
        match (grant.cause.0, grant.on) {
            ("restriction", On::Document(id)) => {
                assert!(
                    site.world.document(id).restricted,
                    "a group's grant outlived the restriction of {id}"
                );
            }
            ("upload", On::Document(id)) => {
                let revision = site.world.document(id).revision(grant.from).unwrap();
                assert_eq!(
                    (revision.id, revision.uploader),
                    (grant.cause.1, grant.subject),
                    "the grant of an upload"
                );
            }
            _ => {}
        }
    }
    assert_eq!(found, expected, "the open grants");
    let orphans = sql("select count(*) as n from access_grant g where g.organisation_id = $1 and (
          not exists (select 1 from audit_event e where e.organisation_id = g.organisation_id and e.seq = g.open_seq)
          or (g.close_seq is not null and not exists
            (select 1 from audit_event e where e.organisation_id = g.organisation_id and e.seq = g.close_seq)))")
        .bind(site.organisation);
    assert_eq!(number(tx, orphans).await, 0, "a grant without the event that stands for it");
}
