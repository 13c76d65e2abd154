//! On random worlds, what is counted or looked up for many at once is what the oracle works out one by one: documents of
//! several projects together, numbers of a register, and how many revisions wait.

use std::collections::{BTreeMap, BTreeSet};

use wayleave_access::ProjectFacts;
use wayleave_access::documents::{self, Filter};
use wayleave_base::{DocumentId, SubjectId};
use wayleave_db::Tx;
use wayleave_db::testing::TestDb;

use crate::compare::{facts, sight};
use crate::life::{SMALL, raise};
use crate::oracle::{Id, Sight, Who};
use crate::random::{Random, seeds};
use crate::site::Site;

/// Worlds per push, and in a full run.
const WORLDS: (u64, u64) = (120, 10_000);

#[tokio::test]
async fn what_is_asked_of_many_at_once_is_what_each_alone_would_answer() {
    let test = TestDb::new().await;
    for seed in seeds("WAYLEAVE_NUMBERS_SEED", 20_261_122_000, WORLDS) {
        eprintln!("WAYLEAVE_NUMBERS_SEED={seed}");
        let mut random = Random::new(seed);
        let mut tx = test.db().begin().await.unwrap();
        let mut site = Site::found(&mut tx, &format!("numbers-{seed}"), 1_000_000).await;
        raise(&mut tx, &mut site, &mut random, SMALL).await;
        for who in site.everybody() {
            if !matches!(who, Who::Guest(_)) {
                one(&mut tx, &site, who).await;
            }
        }
        tx.commit().await.unwrap();
    }
}

async fn one(tx: &mut Tx, site: &Site, who: Who) {
    let mut wanted = Vec::new();
    let mut expected: BTreeMap<Id, Sight> = BTreeMap::new();
    for project in site.world.projects.iter().map(|project| project.id) {
        let Some(facts) = facts(tx, site, who, project).await else { continue };
        let seen: Vec<(Id, Sight)> = site
            .world
            .documents
            .iter()
            .filter(|document| document.project == project)
            .filter_map(|document| Some((document.id, site.world.sees(who, project, document.id, site.now)?)))
            .collect();
        counted(tx, site, &facts, who, &seen).await;
        expected.extend(seen);
        // Documents of other projects are asked for too: a scope opens its own alone.
        let asked = site.world.documents.iter().map(|document| DocumentId(document.id)).collect();
        wanted.push((facts.scope(), asked));
    }
    let found: BTreeMap<Id, Sight> = documents::among_many(tx, &wanted)
        .await
        .unwrap()
        .iter()
        .map(|visible| (visible.document.id.get(), sight(visible)))
        .collect();
    assert_eq!(found, expected, "{who:?}");
}

async fn counted(tx: &mut Tx, site: &Site, facts: &ProjectFacts, who: Who, seen: &[(Id, Sight)]) {
    let scope = facts.scope();
    let document = |id: Id| site.world.document(id);
    let mut filters = vec![Filter::default(), Filter { waiting: true, ..Filter::default() }];
    let admitted = |id: Id| document(id).revisions.iter().any(|revision| revision.acceptance == "accepted");
    let pending = |id: Id| document(id).revisions.iter().any(|revision| revision.acceptance == "pending");
    let mut expected = vec![seen.len(), seen.iter().filter(|(id, _)| !admitted(*id) && pending(*id)).count()];
    let person = match who {
        Who::Person(id) => id,
        Who::Guest(_) => return,
    };
    let mine = Filter { uploaded_by: Some(SubjectId(person)), ..Filter::default() };
    if scope.settles(&mine) {
        filters.push(mine);
        let own = |id: Id| document(id).revisions.iter().any(|revision| revision.uploader == person);
        expected.push(seen.iter().filter(|(id, _)| own(*id)).count());
    }
    let found = documents::count_each(tx, &scope, &filters).await.unwrap();
    let found: Vec<usize> = found.into_iter().map(|(n, _)| usize::try_from(n).unwrap()).collect();
    assert_eq!(found, expected, "{who:?}");
    for (filter, n) in filters.iter().zip(&found) {
        assert_eq!(documents::count(tx, &scope, filter).await.unwrap().0, *n as i64, "{who:?}: {filter:?}");
    }
    let waits: BTreeSet<(Id, i64)> = seen
        .iter()
        .flat_map(|(id, sight)| {
            let of = document(*id).revisions.iter().filter(|revision| revision.acceptance == "pending");
            of.filter(|revision| sight.revisions.contains_key(&revision.seq))
                .map(|revision| (*id, revision.seq))
        })
        .collect();
    let (all, _) = documents::count_waiting(tx, &scope, i64::MAX).await.unwrap();
    assert_eq!(all, (waits.len() as i64, false), "{who:?}: what waits");
    let (_, none) = documents::count_waiting(tx, &scope, 0).await.unwrap();
    assert_eq!(none.0, 0);
    let (spans, more) = documents::created_between(tx, &scope, &[0, site.now / 2, i64::MAX]).await.unwrap();
    assert_eq!((spans.iter().sum::<i64>(), more), (seen.len() as i64, false), "{who:?}: by moment");
}
