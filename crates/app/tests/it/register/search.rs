//! The search box: what it finds for whom, what it refuses, what it proposes, and the numbers beside the filters.

use serde_json::{Value, json};
use wayleave_access::Caps;
use wayleave_base::NEVER;
use wayleave_testkit::{Client, NewDocument, TestApp, World};

use super::{at, create, pdf};

/// The numbers of what a search finds, the count agreeing.
async fn found(world: &World, client: &mut Client, q: &str) -> Vec<String> {
    let q =
        q.replace('%', "%25").replace(' ', "%20").replace('"', "%22").replace('>', "%3E").replace('&', "%26");
    let page =
        client.get(&world.project_path(&format!("/documents?sort=number&q={q}"))).await.expect(200).json();
    let count = client.get(&world.project_path(&format!("/documents/count?q={q}"))).await.expect(200).json();
    let numbers: Vec<String> = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["number"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(count["count"], numbers.len(), "{q}");
    numbers
}

#[tokio::test]
async fn the_whole_language_finds_what_it_says() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut controller = world.client(&app, "controller").await;
    let plan = create(&world, &mut controller, "STR-PLAN-001", "P01").await;
    let _ = create(&world, &mut controller, "STR-PLAN-002", "P01").await;
    let _ = create(&world, &mut controller, "MEP-DIAG-001", "P02").await;
    let change = json!({"version": 1, "title": "Roof slab, issued for construction", "tags": ["concrete"], "zone": "ZA"});
    let _ = controller.patch(&at(&world, &plan, ""), &change).await.expect(200);
    let all = vec!["MEP-DIAG-001", "STR-PLAN-001", "STR-PLAN-002"];
    for (q, expected) in [
        ("", all.clone()),
        ("roof", vec!["STR-PLAN-001"]),
        ("\"for construction\"", vec!["STR-PLAN-001"]),
        ("\"construction for\"", vec![]),
        ("str-pl", vec!["STR-PLAN-001", "STR-PLAN-002"]),
        ("lan-00", vec![]),
        ("number:STR-PLAN*", vec!["STR-PLAN-001", "STR-PLAN-002"]),
        ("number:str-plan-00?", vec!["STR-PLAN-001", "STR-PLAN-002"]),
        ("title:sl*b", vec!["STR-PLAN-001"]),
        ("NOT roof", vec!["MEP-DIAG-001", "STR-PLAN-002"]),
        ("-roof", vec!["MEP-DIAG-001", "STR-PLAN-002"]),
        ("rev:P02 OR roof AND tag:concrete", vec!["MEP-DIAG-001", "STR-PLAN-001"]),
        ("(rev:P02 OR roof) AND tag:concrete", vec!["STR-PLAN-001"]),
        ("zone:za", vec!["STR-PLAN-001"]),
        ("type:drg", all.clone()),
        ("status:approved", vec![]),
        ("file:P02", vec!["MEP-DIAG-001"]),
        ("locked:true", vec![]),
        ("created:>2099-01-01", vec![]),
        ("created:1999-01-01..2099-01-01", all.clone()),
        ("nothing:roof", vec![]),
    ] {
        assert_eq!(found(&world, &mut controller, q).await, expected, "{q}");
    }
    // What is changed is found by its new words alone.
    let change = json!({"version": 2, "title": "Basement"});
    let _ = controller.patch(&at(&world, &plan, ""), &change).await.expect(200);
    assert_eq!(found(&world, &mut controller, "roof").await, Vec::<String>::new());
    assert_eq!(found(&world, &mut controller, "basement").await, ["STR-PLAN-001"]);
}

#[tokio::test]
async fn a_mistake_is_told_with_its_place_and_a_doubt_as_a_hint() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut viewer = world.client(&app, "viewer").await;
    for (q, place) in [
        ("(plan", "at character 1"),
        ("plan%20OR", "at character 8"),
        ("created:yesterday", "at character 9"),
    ] {
        for address in ["/documents", "/documents/count", "/documents/facets"] {
            let reply = viewer.get(&world.project_path(&format!("{address}?q={q}"))).await.expect(422).json();
            assert_eq!(reply["errors"][0]["field"], "q", "{q}");
            let detail = reply["errors"][0]["detail"].as_str().unwrap();
            assert!(detail.contains(place), "{q}: {detail}");
        }
    }
    let count =
        viewer.get(&world.project_path("/documents/count?q=plan%20colour:red")).await.expect(200).json();
    assert_eq!(count["hints"][0]["position"], 5);
    assert_eq!(count["hints"][0]["length"], 7);
    let long = "x".repeat(513);
    let _ = viewer.get(&world.project_path(&format!("/documents?q={long}"))).await.expect(422);
}

#[tokio::test]
async fn outsiders_find_by_the_revision_they_see_and_by_no_other() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut controller = world.client(&app, "controller").await;
    let shared = world.document(&app, &NewDocument { number: "A-1", ..NewDocument::default() }).await;
    let plan = json!({"id": shared.id});
    let _ = create(&world, &mut controller, "A-2", "P01").await;
    let external = world.people["external"].subject;
    let _ = world.grant(&app, &shared, external, Caps::VIEW, (1, 1), NEVER).await;
    let path = world.project_path("/uploads?filename=secret-tower.pdf");
    let upload = controller.upload(&path, pdf("tower")).await.expect(201).json();
    let body = json!({"upload_id": upload["id"], "revision": "P02", "change_description": ""});
    let _ = controller.post(&at(&world, &plan, "/revisions"), &body).await.expect(201);
    let mut external = world.client(&app, "external").await;
    for (q, team, outside) in [
        ("tower", vec!["A-1"], vec![]),
        ("rev:P02", vec!["A-1"], vec![]),
        ("rev:P01", vec!["A-2"], vec!["A-1"]),
        ("file:A-1_P01", vec![], vec!["A-1"]),
        ("-tower", vec!["A-2"], vec!["A-1"]),
        ("number:A-2", vec!["A-2"], vec![]),
        ("owner:*", vec!["A-1", "A-2"], vec![]),
    ] {
        assert_eq!(found(&world, &mut controller, q).await, team, "{q}, inside");
        assert_eq!(found(&world, &mut external, q).await, outside, "{q}, outside");
    }
}

/// A PDF of one page that says this.
fn saying(text: &str) -> Vec<u8> {
    let content = format!("BT /F1 12 Tf 20 100 Td ({text}) Tj ET");
    format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n\
         4 0 obj<</Length {}>>stream\n{content}\nendstream endobj\n\
         5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>endobj\n\
         trailer<</Root 1 0 R>>\n%%EOF\n",
        content.len()
    )
    .into_bytes()
}

#[tokio::test]
async fn the_text_inside_files_is_found_by_whoever_sees_the_revision() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut controller = world.client(&app, "controller").await;
    let mut send = async |name: &str, content: Vec<u8>| -> Value {
        let path = world.project_path(&format!("/uploads?filename={name}"));
        controller.upload(&path, content).await.expect(201).json()["id"].clone()
    };
    let (first, second) =
        (send("one.pdf", saying("Hollow core slab")).await, send("two.pdf", saying("Precast stair")).await);
    // A picture written as letters is one endless word; what stands around it is found all the same.
    let notes = format!("Fire stopping {} at every penetration", "x9".repeat(5_000));
    let notes = send("notes.txt", notes.into_bytes()).await;
    let rows = json!({"rows": [super::row(first.as_str().unwrap(), "A-1", "P01"), super::row(notes.as_str().unwrap(), "A-2", "P01")]});
    let made = controller.post(&world.project_path("/documents"), &rows).await.expect(201).json();
    assert_eq!(found(&world, &mut controller, "hollow").await, Vec::<String>::new(), "it is not read yet");
    app.run_jobs().await;
    assert_eq!(found(&world, &mut controller, "\"hollow core\"").await, ["A-1"]);
    assert_eq!(found(&world, &mut controller, "content:penetration").await, ["A-2"]);
    let plan = &made["items"][0];
    let body = json!({"upload_id": second, "revision": "P02"});
    let _ = controller.post(&at(&world, plan, "/revisions"), &body).await.expect(201);
    app.run_jobs().await;
    // The text of a revision that is no longer the current one finds nothing.
    assert_eq!(found(&world, &mut controller, "hollow").await, Vec::<String>::new());
    assert_eq!(found(&world, &mut controller, "content:stair").await, ["A-1"]);
}

#[tokio::test]
async fn the_numbers_beside_the_filters_are_those_of_the_list() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let approved = NewDocument { number: "A-1", status: "approved", ..NewDocument::default() };
    let shared = world.document(&app, &approved).await;
    for number in ["A-2", "A-3"] {
        let _ = world.document(&app, &NewDocument { number, ..NewDocument::default() }).await;
    }
    let _ = world
        .document(&app, &NewDocument { number: "A-4", restricted: true, ..NewDocument::default() })
        .await;
    let _ = world.grant(&app, &shared, world.people["external"].subject, Caps::VIEW, (1, 1), NEVER).await;
    let status = |facets: &Value| -> Vec<(String, i64)> {
        let field =
            facets["fields"].as_array().unwrap().iter().find(|field| field["field"] == "status").unwrap();
        let values = field["values"].as_array().unwrap();
        values
            .iter()
            .map(|one| (one["code"].as_str().unwrap().to_owned(), one["count"].as_i64().unwrap()))
            .collect()
    };
    let told = |pairs: &[(&str, i64)]| -> Vec<(String, i64)> {
        pairs.iter().map(|(code, count)| ((*code).to_owned(), *count)).collect()
    };
    for (kind, query, expected) in [
        ("org_admin", "", told(&[("for_review", 3), ("approved", 1)])),
        ("viewer", "", told(&[("for_review", 2), ("approved", 1)])),
        // A field's own filter leaves its numbers alone, the others do not.
        ("viewer", "?status=approved", told(&[("for_review", 2), ("approved", 1)])),
        ("viewer", "?document_type=SPC", told(&[])),
        ("viewer", "?q=number:A-2", told(&[("for_review", 1)])),
        ("external", "", told(&[("approved", 1)])),
        ("stranger", "", told(&[])),
    ] {
        let mut client = world.client(&app, kind).await;
        let path = world.project_path(&format!("/documents/facets{query}"));
        let facets = client.get(&path).await.expect(200).json();
        assert_eq!(status(&facets), expected, "{kind} {query}");
        assert_eq!(facets["more"], false);
    }
}

#[tokio::test]
async fn the_box_proposes_prefixes_and_codes() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let texts = |reply: &Value| -> Vec<String> {
        reply["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["text"].as_str().unwrap().to_owned())
            .collect()
    };
    let mut viewer = world.client(&app, "viewer").await;
    let mut external = world.client(&app, "external").await;
    for (query, from, expected) in [
        ("q=sta", 0, vec!["stage:", "status:"]),
        ("q=plan%20sta&at=8", 5, vec!["stage:", "status:"]),
        ("q=status:app", 7, vec!["approved", "approved_with_comments"]),
        ("q=locked:", 7, vec!["true", "false"]),
        ("q=%22plan", 5, vec![]),
        ("q=ow", 0, vec!["owner:"]),
    ] {
        let reply =
            viewer.get(&world.project_path(&format!("/search/completion?{query}"))).await.expect(200).json();
        assert_eq!(
            (texts(&reply), &reply["from"]),
            (expected.iter().map(ToString::to_string).collect(), &json!(from)),
            "{query}"
        );
    }
    let reply = external.get(&world.project_path("/search/completion?q=ow")).await.expect(200).json();
    assert_eq!(texts(&reply), Vec::<String>::new());
    let mut outsider = world.client(&app, "member").await;
    let _ = outsider.get(&world.project_path("/search/completion?q=ow")).await.expect(404);
}
