//! Lists of documents.

use serde_json::{Value, json};
use wayleave_access::documents::{self, Filter, Sort};
use wayleave_access::{Caps, OrganisationRole, Principal, ProjectFacts};
use wayleave_base::NEVER;
use wayleave_db::sql;
use wayleave_testkit::{NewDocument, TestApp};

use super::{create, upload};

fn numbers(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|item| item["number"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn lists_sort_filter_and_page() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut controller = world.client(&app, "controller").await;
    for number in ["A-10", "A-9", "B-1", "A-100"] {
        let _ = create(&world, &mut controller, number, "P01").await;
        app.clock().advance(1000);
    }
    let mut viewer = world.client(&app, "viewer").await;
    for (query, expected) in [
        ("", vec!["A-100", "B-1", "A-9", "A-10"]),
        ("?sort=-newest", vec!["A-10", "A-9", "B-1", "A-100"]),
        ("?sort=number", vec!["A-9", "A-10", "A-100", "B-1"]),
        ("?sort=-number", vec!["B-1", "A-100", "A-10", "A-9"]),
        ("?sort=number&q=a-1", vec!["A-10", "A-100"]),
        ("?status=draft,approved&sort=number", vec!["A-9", "A-10", "A-100", "B-1"]),
        ("?status=approved", vec![]),
        ("?mine=true", vec![]),
        ("?document_type=DRG&document_type=X&sort=title", vec!["A-10", "A-9", "B-1", "A-100"]),
    ] {
        let page = viewer.get(&world.project_path(&format!("/documents{query}"))).await.expect(200).json();
        assert_eq!(numbers(&page), expected, "{query}");
    }
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = world.project_path(&format!("/documents?sort=number&limit=3{cursor}"));
        let page = viewer.get(&path).await.expect(200).json();
        seen.extend(numbers(&page));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen, ["A-9", "A-10", "A-100", "B-1"]);
    for wrong in ["?sort=status", "?limit=0", "?limit=201", "?status=nonsense", "?nonsense=1", "?cursor=AAAA"]
    {
        let _ = viewer.get(&world.project_path(&format!("/documents{wrong}"))).await.expect(422);
    }
    // A cursor is its reader's and its list's.
    let first = viewer.get(&world.project_path("/documents?sort=number&limit=1")).await.expect(200).json();
    let next = first["next"].as_str().unwrap();
    let path = world.project_path(&format!("/documents?sort=number&limit=1&cursor={next}"));
    let _ = controller.get(&path).await.expect(422);
    let _ = viewer
        .get(&world.project_path(&format!("/documents?sort=title&limit=1&cursor={next}")))
        .await
        .expect(422);
}

#[tokio::test]
async fn a_list_takes_the_same_few_statements_however_long_it_is() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut controller = world.client(&app, "controller").await;
    let _ = create(&world, &mut controller, "A-1", "P01").await;
    let mut measured = Vec::new();
    for _ in 0..2 {
        for kind in ["org_admin", "viewer", "external_full"] {
            let mut client = world.client(&app, kind).await;
            let path = world.project_path("/documents?limit=200");
            let _ = client.get(&path).await.expect(200);
            let before = app.db().statements();
            let _ = client.get(&path).await.expect(200);
            measured.push((kind, app.db().statements() - before));
        }
        let mut rows = Vec::new();
        for at in 2..30 {
            let id = upload(&world, &mut controller, &format!("{at}.pdf")).await;
            rows.push(super::row(&id, &format!("A-{at}-{}", measured.len()), "P01"));
        }
        let _ = controller.post(&world.project_path("/documents"), &json!({"rows": rows})).await.expect(201);
    }
    for at in 0..3 {
        assert_eq!(measured[at], measured[at + 3]);
        assert!(measured[at].1 <= 14, "{measured:?}");
    }
}

#[tokio::test]
async fn an_unknown_document_answers_like_a_hidden_one() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let other = app.other_world().await;
    let mut controller = world.client(&app, "controller").await;
    let plan = create(&world, &mut controller, "A-1", "P01").await;
    let mut stranger = world.client(&app, "stranger").await;
    let hidden = stranger.get(&super::at(&world, &plan, "")).await.expect(404);
    let unknown =
        stranger.get(&world.project_path("/documents/doc_00000000000000000000000000")).await.expect(404);
    assert_eq!(hidden.body, unknown.body);
    let mut foreign = other.client(&app, "org_admin").await;
    let _ = foreign.get(&super::at(&world, &plan, "")).await.expect(404);
    let path = other.project_path(&format!("/documents/{}", plan["id"].as_str().unwrap()));
    let _ = foreign.get(&path).await.expect(404);
}

#[tokio::test]
async fn an_uploader_whose_revision_is_out_of_reach_finds_nothing_for_an_outsider() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let revisions = &[("P01", "accepted"), ("P02", "accepted")];
    let document = world.document(&app, &NewDocument { revisions, ..NewDocument::default() }).await;
    // P02 came from somebody else, and the outsider was given P01 alone.
    let (initiator, reviewer) = (world.people["initiator"].subject, world.people["reviewer"].subject);
    let mut tx = app.db().begin_in(world.organisation).await.unwrap();
    let text = sql("update revision set uploaded_by = $1 where document_id = $2 and seq = 2");
    tx.execute(text.bind(reviewer).bind(document.document)).await.unwrap();
    tx.commit().await.unwrap();
    let stranger = world.people["stranger"].subject;
    world.grant(&app, &document, stranger, Caps::VIEW, (1, 1), NEVER).await;
    let mut tx = app.db().read_in(world.organisation).await.unwrap();
    for (kind, uploader, found) in [
        ("stranger", initiator, 1),
        ("stranger", reviewer, 0),
        ("viewer", initiator, 1),
        ("viewer", reviewer, 1),
    ] {
        let principal =
            Principal::Person { subject: world.people[kind].subject, role: OrganisationRole::Member };
        let now = app.clock().now();
        let facts = ProjectFacts::load(&mut tx, world.organisation, world.project, &principal, now);
        let scope = facts.await.unwrap().unwrap().scope();
        let filter = Filter { uploaded_by: Some(uploader), ..Filter::default() };
        let order = (Sort::Created, false);
        let listed = documents::list(&mut tx, &scope, &filter, order, None, 10).await.unwrap();
        assert_eq!(listed.documents.len(), found, "{kind}");
        assert_eq!(documents::count(&mut tx, &scope, &filter).await.unwrap().0, found as i64, "{kind}");
    }
}
