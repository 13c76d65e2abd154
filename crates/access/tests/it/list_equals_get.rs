//! On random worlds, lists, counts and gets show the same documents with the same revisions and rights, by every plan,
//! and they are the ones that the oracle works out.

use wayleave_access::documents::{self, Coded, Filter, RevisionFilter, Sort};
use wayleave_base::{CompanyId, DocumentId, SubjectId};
use wayleave_db::Tx;
use wayleave_db::testing::TestDb;

use crate::compare::{Question, SORTS, facts, same_facts, same_get, same_list};
use crate::life::{DISCIPLINES, LARGE, SMALL, TYPES, raise};
use crate::oracle::{Id, Who};
use crate::random::{Random, seeds};
use crate::site::{AREAS, Site};
use crate::sought::Sought;

/// Worlds per push, and in a full run.
const WORLDS: (u64, u64) = (320, 100_000);
const SIZES: [usize; 5] = [1, 2, 7, 50, 53];
/// One world in so many is a large one.
const LARGE_EVERY: u64 = 64;

#[tokio::test]
async fn lists_gets_and_counts_agree_with_each_other_and_with_the_rules() {
    let worlds = seeds("WAYLEAVE_WORLD_SEED", 20_261_121_000, WORLDS);
    eprintln!("list ≡ get: worlds {worlds:?} on {:?}", TestDb::engine());
    let mut test = TestDb::new().await;
    let mut asked = Asked::default();
    for (number, seed) in worlds.enumerate() {
        // Worlds share a database, which tests their isolation; now and then a fresh one keeps the files small.
        if number > 0 && number % 500 == 0 {
            test = TestDb::new().await;
        }
        let told = Told(seed);
        world(&test, seed, &mut asked).await;
        std::mem::forget(told);
    }
    eprintln!("list ≡ get: {asked:?}");
}

/// Names the seed when a comparison panics.
struct Told(u64);

impl Drop for Told {
    fn drop(&mut self) {
        eprintln!("the world that failed: WAYLEAVE_WORLD_SEED={}", self.0);
    }
}

#[derive(Debug, Default)]
struct Asked {
    documents: usize,
    principals: usize,
    gets: usize,
    lists: usize,
    /// Which filter and order come next, so that each has its turn and a world alone repeats its own.
    turn: usize,
}

async fn world(test: &TestDb, seed: u64, asked: &mut Asked) {
    let mut random = Random::new(seed);
    let size = if seed % LARGE_EVERY == LARGE_EVERY - 1 { LARGE } else { SMALL };
    asked.turn = usize::try_from(seed).unwrap() * 13;
    let mut tx = test.db().begin().await.unwrap();
    let mut site = Site::found(&mut tx, &format!("world-{seed}"), 1_000_000).await;
    raise(&mut tx, &mut site, &mut random, size).await;
    asked.documents += site.world.documents.len();
    let projects: Vec<Id> = site.world.projects.iter().map(|project| project.id).collect();
    for who in site.everybody() {
        for project in &projects {
            if let Who::Guest(id) = who
                && !site.world.links.iter().any(|link| link.id == id && link.project == *project)
            {
                continue;
            }
            principal(&mut tx, &site, &mut random, who, *project, asked).await;
        }
    }
    tx.commit().await.unwrap();
}

async fn principal(tx: &mut Tx, site: &Site, random: &mut Random, who: Who, project: Id, asked: &mut Asked) {
    let facts = facts(tx, site, who, project).await;
    same_facts(site, who, project, facts.as_ref());
    let Some(facts) = facts else { return };
    asked.principals += 1;
    let documents: Vec<Id> = site.world.documents.iter().map(|document| document.id).collect();
    // In a large world every document is in the list, and some are got.
    for document in &documents {
        if documents.len() <= SMALL.documents || random.chance(12) {
            same_get(tx, site, who, &facts, *document).await;
            asked.gets += 1;
        }
    }
    if let Some(document) = random.maybe(&documents) {
        let found = documents::find_by_id(tx, &facts.scope(), DocumentId(document)).await.unwrap();
        let sees = site.world.sees(who, project, document, site.now).is_some();
        assert_eq!(found.is_some(), sees, "document {document} for {who:?} by its number");
    }
    let newest = Question::newest();
    same_list(tx, site, who, &facts, &newest, size(random, documents.len())).await;
    // Filters and orders take turns, so that over all worlds every pair comes up many times.
    for _ in 0..2 {
        let kind = asked.turn % FILTERS;
        let filter = filter(site, random, kind);
        let sought = matches!(kind, 8 | 11 | 16).then(|| Sought::random(random, 3));
        let sort: Sort = SORTS[asked.turn / FILTERS % SORTS.len()];
        let question = Question { filter, sought, sort, ascending: random.chance(50) };
        same_list(tx, site, who, &facts, &question, size(random, documents.len())).await;
        asked.lists += 1;
        asked.turn += 1;
    }
}

/// Pages of one are for small worlds: they cost a statement a row.
fn size(random: &mut Random, documents: usize) -> usize {
    let size = random.pick(&SIZES);
    if documents > 20 && size < 7 && random.chance(80) { 7 } else { size }
}

const FILTERS: usize = 17;

fn filter(site: &Site, random: &mut Random, kind: usize) -> Filter {
    let mut filter = Filter::default();
    let some = |word: &str| vec![word.to_owned()];
    let person = site.world.people[random.below(site.world.people.len())].id;
    let document = random.below(site.world.documents.len());
    let document = &site.world.documents[document];
    match kind {
        0 => {}
        1 => filter.statuses = some(document.status),
        2 => filter.statuses = vec!["approved".into(), "pending".into(), "rejected".into(), "draft".into()],
        3 => drop(filter.codes.insert(Coded::DocumentType, some(random.pick(&TYPES)))),
        4 => drop(filter.codes.insert(Coded::Discipline, some(random.pick(&DISCIPLINES)))),
        5 => filter.restricted = Some(random.chance(50)),
        6 => filter.admitted = Some(random.chance(50)),
        7 => filter.uploaded_by = Some(SubjectId(person)),
        // A search by itself, and one beside another filter.
        8 => {}
        11 => filter.statuses = some(document.status),
        9 => filter.document = Some(DocumentId(document.id)),
        12 => drop(filter.codes.insert(Coded::Area, some(random.pick(&AREAS[1..])))),
        13 => filter.revision.dated = (day(random), day(random)),
        14 => filter.revision.accepted = (moment(site, random), moment(site, random)),
        15 => filter.revision.uploaded = (moment(site, random), moment(site, random)),
        16 => filter.revision = asked(site, random),
        _ => {
            filter.codes.insert(Coded::Discipline, some(random.pick(&DISCIPLINES)));
            filter.admitted = Some(true);
            filter.restricted = Some(false);
        }
    }
    filter
}

fn day(random: &mut Random) -> Option<String> {
    random.chance(80).then(|| format!("2026-01-{:02}", random.below(9) + 1))
}

fn moment(site: &Site, random: &mut Random) -> Option<i64> {
    random.chance(80).then(|| site.now - 8 + random.below(16) as i64)
}

/// Something of everything that is asked of revisions, beside a search.
fn asked(site: &Site, random: &mut Random) -> RevisionFilter {
    let mut asked = RevisionFilter::default();
    if let Some(company) = site.world.companies.get(random.below(3)) {
        asked.from = vec![CompanyId(company.row)];
    }
    if random.chance(50) {
        asked.dated.0 = day(random);
    }
    if random.chance(30) {
        asked.uploaded.1 = moment(site, random);
    }
    asked
}
