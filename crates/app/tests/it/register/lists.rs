//! Lists of documents.

use serde_json::{Value, json};
use wayleave_access::documents::{self, Filter, Sort};
use wayleave_access::{Caps, OrganisationRole, Principal, ProjectFacts};
use wayleave_base::NEVER;
use wayleave_db::sql;
use wayleave_testkit::{Client, NewDocument, TestApp, World};

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
    for wrong in ["?accepted_from=2026-11-01", "?revision_date_to=soon"] {
        let _ = viewer.get(&world.project_path(&format!("/documents{wrong}"))).await.expect(422);
    }
    for wrong in ["?sort=owner", "?limit=0", "?limit=201", "?status=nonsense", "?nonsense=1", "?cursor=AAAA"]
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

/// A controller's register of three documents, whose revisions came at different times from different companies.
async fn dated(app: &TestApp, world: &World) -> (Client, String) {
    let mut controller = world.client(app, "controller").await;
    let rows = [
        (
            "A-1",
            json!({"revision": "P02", "revision_date": "2026-10-05", "status": "draft", "area": "North yard"}),
        ),
        (
            "A-2",
            json!({"revision": "P01", "revision_date": "2026-11-05", "status": "for_review", "floor": "Roof"}),
        ),
        ("A-3", json!({"revision": "C01", "status": "for_information", "asset_tag": "PU-101"})),
    ];
    for (number, more) in rows {
        let id = upload(world, &mut controller, &format!("{number}.pdf")).await;
        let mut row = super::row(&id, number, "P01");
        row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let path = world.project_path("/documents");
        let _ = controller.post(&path, &json!({"rows": [row]})).await.expect(201);
        app.clock().advance(60_000);
    }
    let mut tx = app.db().begin_in(world.organisation).await.unwrap();
    let found = tx
        .rows(sql("select public_id from company where id not in
        (select received_from from revision where received_from is not null) order by id limit 1"))
        .await
        .unwrap();
    let company: String = found[0].get("public_id").unwrap();
    let text = sql("update revision set received_from = (select id from company where public_id = $1)
        where code = 'C01'");
    tx.execute(text.bind(&company)).await.unwrap();
    tx.commit().await.unwrap();
    (controller, company)
}

#[tokio::test]
async fn what_is_asked_of_revisions_and_places_holds_in_lists_counts_facets_and_exports() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut controller, company) = dated(&app, &world).await;
    let all = controller.get(&world.project_path("/documents?sort=-newest")).await.expect(200).json();
    let uploaded = |at: usize| all["items"][at]["revision"]["uploaded_at"].as_str().unwrap().to_owned();
    for (query, expected) in [
        ("revision_date_from=2026-11-01".to_owned(), vec!["A-2"]),
        ("revision_date_to=2026-11-04".to_owned(), vec!["A-1"]),
        ("revision_date_from=2026-10-05&revision_date_to=2026-11-05".to_owned(), vec!["A-1", "A-2"]),
        (format!("uploaded_from={}", uploaded(1)), vec!["A-2", "A-3"]),
        (format!("uploaded_before={}", uploaded(1)), vec!["A-1"]),
        (format!("accepted_from={}&accepted_before={}", uploaded(1), uploaded(2)), vec!["A-2"]),
        (format!("received_from={company}"), vec!["A-3"]),
        ("received_from=com_00000000000000000000000000".to_owned(), vec![]),
        (format!("received_from={company}&revision_date_from=2026-01-01"), vec![]),
        ("area=North%20yard".to_owned(), vec!["A-1"]),
        ("floor=Roof&asset_tag=PU-101".to_owned(), vec![]),
        ("asset_tag=PU-101".to_owned(), vec!["A-3"]),
        (format!("q=A*&uploaded_from={}", uploaded(1)), vec!["A-2", "A-3"]),
    ] {
        let path = |rest: &str| world.project_path(&format!("/documents{rest}?{query}"));
        let page = controller.get(&format!("{}&sort=number", path(""))).await.expect(200).json();
        assert_eq!(numbers(&page), expected, "{query}");
        let count = controller.get(&path("/count")).await.expect(200).json();
        assert_eq!(count["count"], expected.len(), "{query}");
        let facets = controller.get(&path("/facets")).await.expect(200).json();
        let companies = facets["companies"].as_array().unwrap();
        assert!(companies.iter().any(|one| one["id"] == company), "{query}");
        let counted: i64 = facets["fields"][0]["values"]
            .as_array()
            .unwrap()
            .iter()
            .map(|value| value["count"].as_i64().unwrap())
            .sum();
        assert_eq!(counted, expected.len() as i64, "{query}");
    }
    // What is shown is what is taken along.
    let wish = json!({"format": "csv", "columns": ["number"], "query": {"revision_date_from": "2026-11-01"}});
    let made = controller.post(&world.project_path("/exports"), &wish).await.expect(201).json();
    let path = world.project_path(&format!("/exports/{}/file", made["id"].as_str().unwrap()));
    let text = String::from_utf8(controller.get(&path).await.expect(200).body.to_vec()).unwrap();
    assert!(text.contains("A-2") && !text.contains("A-1") && !text.contains("A-3"), "{text}");
}

#[tokio::test]
async fn the_team_orders_by_the_current_revision_and_outsiders_do_not() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut controller, _) = dated(&app, &world).await;
    let mut outsider = world.client(&app, "external_full").await;
    let facets = outsider.get(&world.project_path("/documents/facets")).await.expect(200).json();
    assert_eq!(facets["companies"], json!([]));
    for (sort, expected) in [
        ("status", ["A-1", "A-3", "A-2"]),
        ("-status", ["A-2", "A-3", "A-1"]),
        ("type", ["A-1", "A-2", "A-3"]),
        ("discipline", ["A-1", "A-2", "A-3"]),
        ("revision", ["A-3", "A-2", "A-1"]),
        ("revision_date", ["A-2", "A-1", "A-3"]),
        ("-revision_date", ["A-3", "A-1", "A-2"]),
        ("accepted", ["A-3", "A-2", "A-1"]),
        ("-uploaded", ["A-1", "A-2", "A-3"]),
    ] {
        let mut seen = Vec::new();
        let mut cursor = String::new();
        while seen.len() < 10 {
            let path = world.project_path(&format!("/documents?sort={sort}&limit=1{cursor}"));
            let page = controller.get(&path).await.expect(200).json();
            seen.extend(numbers(&page));
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(seen, expected, "{sort}");
        let newest = outsider.get(&world.project_path("/documents")).await.expect(200).json();
        let path = world.project_path(&format!("/documents?sort={}", sort.trim_start_matches('-')));
        let page = outsider.get(&path).await.expect(200).json();
        if !matches!(sort, "type" | "discipline") {
            assert_eq!(numbers(&page), numbers(&newest), "{sort}");
        }
    }
}

#[tokio::test]
async fn nobody_finds_a_document_by_a_revision_they_are_not_shown() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let revisions = &[("P01", "accepted"), ("P02", "accepted")];
    let document = world.document(&app, &NewDocument { revisions, ..NewDocument::default() }).await;
    let mut tx = app.db().begin_in(world.organisation).await.unwrap();
    let text =
        sql("update revision set revision_date = case seq when 1 then '2026-10-01' else '2026-11-01' end
        where document_id = $1");
    tx.execute(text.bind(document.document)).await.unwrap();
    tx.commit().await.unwrap();
    world.grant(&app, &document, world.people["stranger"].subject, Caps::VIEW, (1, 1), NEVER).await;
    for (kind, first, second) in [("stranger", 1, 0), ("viewer", 0, 1)] {
        let mut client = world.client(&app, kind).await;
        for (query, found) in
            [("revision_date_to=2026-10-31", first), ("revision_date_from=2026-10-31", second)]
        {
            for rest in ["", "/count", "/facets"] {
                let path = world.project_path(&format!("/documents{rest}?{query}"));
                let page = client.get(&path).await.expect(200).json();
                let n = match rest {
                    "" => page["items"].as_array().unwrap().len(),
                    "/count" => usize::try_from(page["count"].as_i64().unwrap()).unwrap(),
                    _ => page["fields"][0]["values"].as_array().unwrap().len(),
                };
                assert_eq!(n, found, "{kind} {query} {rest}");
            }
        }
    }
}
