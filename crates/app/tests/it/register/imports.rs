//! Imports: a sheet is checked as a whole, corrected, and entered all at once or not at all.

use std::io::{Cursor, Write};

use axum::body::Body;
use axum::http::Method;
use calamine::{Reader, Xlsx};
use serde_json::{Value, json};
use wayleave_db::sql;
use wayleave_testkit::{Client, NewDocument, Reply, TestApp, World};

use super::exports::cells;
use super::{events, upload};

const HEAD: &str = "Number,Title,Revision,Status,Document type,File";

/// Sends a sheet in.
async fn sent(world: &World, client: &mut Client, sheet: impl Into<bytes::Bytes>) -> Reply {
    client.upload(&world.project_path("/imports?filename=register.csv"), sheet.into()).await
}

async fn import(world: &World, client: &mut Client, rows: &[&str]) -> Value {
    sent(world, client, format!("{HEAD}\n{}\n", rows.join("\n"))).await.expect(201).json()
}

fn at(world: &World, import: &Value, rest: &str) -> String {
    world.project_path(&format!("/imports/{}{rest}", import["id"].as_str().unwrap()))
}

async fn give(world: &World, client: &mut Client, import: &Value, uploads: &[String]) -> Value {
    client.put(&at(world, import, "/files"), &json!({"upload_ids": uploads})).await.expect(200).json()
}

/// The faults of the rows: line, column and code.
async fn faults(
    world: &World,
    client: &mut Client,
    import: &Value,
    kind: &str,
) -> Vec<(i64, String, String)> {
    let rows = client.get(&at(world, import, "/rows?limit=200")).await.expect(200).json();
    let mut found = Vec::new();
    for row in rows["items"].as_array().unwrap() {
        for fault in row[kind].as_array().unwrap() {
            let text = |name: &str| fault[name].as_str().unwrap_or("-").to_owned();
            found.push((row["row"].as_i64().unwrap(), text("column"), text("code")));
        }
    }
    found
}

async fn commit(app: &TestApp, world: &World, client: &mut Client, import: &Value) -> Value {
    let body = json!({"version": import["version"]});
    let waiting = client.post(&at(world, import, "/commit"), &body).await.expect(202).json();
    assert_eq!(waiting["state"], "waiting");
    app.run_jobs().await;
    client.get(&at(world, import, "")).await.expect(200).json()
}

async fn count(app: &TestApp, world: &World) -> i64 {
    let mut tx = app.db().read_in(world.organisation).await.unwrap();
    tx.int(sql("select count(*) as n from document")).await.unwrap()
}

#[tokio::test]
async fn a_sheet_is_checked_cell_by_cell_and_nothing_is_stored_before_it_is_right() {
    let app = TestApp::new().await;
    let world = app.world().await;
    world.document(&app, &NewDocument { number: "A-101", ..NewDocument::default() }).await;
    let mut client = world.client(&app, "initiator").await;
    let rows = [
        "A-1O1,Looks alike,P01,for_review,DRG,",
        "A-2,,P01,for_review,DRG,",
        "A-3,No status,P01,,DRG,",
        "A-4,Wrong status,P01,archived,DRG,",
        "A-5,Approved by whom,P01,approved,DRG,",
        "A-2,Again,P01,for_review,DRG,",
        ",No number,P01,for_review,DRG,",
        "A-6,No type,P01,for_review,,",
    ];
    let import = import(&world, &mut client, &rows).await;
    assert_eq!(
        (&import["ok"], &import["counts"]["wrong"], &import["files"]["missing"]),
        (&json!(false), &json!(8), &json!(8))
    );
    let found = faults(&world, &mut client, &import, "errors").await;
    for expected in [
        (3, "B", "required"),
        (4, "D", "required"),
        (5, "D", "status_not_allowed"),
        (6, "D", "status_not_allowed"),
        (7, "A", "repeated"),
        (8, "A", "required"),
        (9, "E", "required"),
        (2, "F", "file_missing"),
    ] {
        let expected = (expected.0, expected.1.to_owned(), expected.2.to_owned());
        assert!(found.contains(&expected), "{expected:?} is not among {found:?}");
    }
    assert_eq!(
        faults(&world, &mut client, &import, "warnings").await,
        [(2, "A".to_owned(), "near".to_owned())]
    );
    let _ = client
        .post(&at(&world, &import, "/commit"), &json!({"version": import["version"]}))
        .await
        .expect(409);
    assert_eq!(count(&app, &world).await, 1);
    // The annotated sheet says it in the cells, and is read again as it is.
    let annotated = client.get(&at(&world, &import, "/workbook")).await.expect(200).body;
    let marked = cells(&annotated);
    assert_eq!(marked[0].last().unwrap().to_string(), "Problems");
    assert!(marked[2].last().unwrap().to_string().contains("A title is required."));
    let path = at(&world, &import, "/workbook?filename=again.xlsx");
    let kind = Some("application/octet-stream");
    let again = client.send(Method::PUT, &path, kind, Body::from(annotated)).await.expect(200).json();
    assert_eq!(again["counts"], import["counts"]);
    let wrong = client.get(&at(&world, &import, "/rows?show=wrong&limit=3")).await.expect(200).json();
    let next = format!("/rows?show=wrong&limit=200&cursor={}", wrong["next"].as_str().unwrap());
    // A cursor belongs to one choice of rows, whatever the length of its pages.
    assert_eq!(
        client.get(&at(&world, &import, &next)).await.expect(200).json()["items"].as_array().unwrap().len(),
        5
    );
}

#[tokio::test]
async fn files_are_matched_by_name_or_number_and_both_sides_are_told() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut client = world.client(&app, "initiator").await;
    let rows = [
        "A-1,By number,P01,for_review,DRG,",
        "A-2,By number and revision,P02,for_review,DRG,",
        "A-3,By name,P01,for_review,DRG,SOME FILE.PDF",
        "A-4,Without,P01,for_review,DRG,",
        "A-5,Wrong name,P01,for_review,DRG,none.pdf",
    ];
    let import = import(&world, &mut client, &rows).await;
    let mut uploads = Vec::new();
    for name in ["a-1 plan.pdf", "A-2_P01.pdf", "A-2_P02.pdf", "some file.pdf", "stray.pdf"] {
        uploads.push(upload(&world, &mut client, name).await);
    }
    let import = give(&world, &mut client, &import, &uploads).await;
    assert_eq!(
        (&import["files"]["given"], &import["files"]["matched"], &import["files"]["missing"]),
        (&json!(5), &json!(3), &json!(2))
    );
    let stray: Vec<&str> = import["files"]["unmatched"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["filename"].as_str().unwrap())
        .collect();
    assert_eq!(stray, ["A-2_P01.pdf", "stray.pdf"]);
    let rows = client.get(&at(&world, &import, "/rows")).await.expect(200).json();
    assert_eq!(rows["items"][1]["file"]["filename"], "A-2_P02.pdf");
    // What somebody else uploaded is unknown.
    let mut admin = world.client(&app, "org_admin").await;
    let foreign = upload(&world, &mut admin, "A-4.pdf").await;
    let reply = client
        .put(&at(&world, &import, "/files"), &json!({"upload_ids": [foreign]}))
        .await
        .expect(422)
        .json();
    assert_eq!(reply["errors"][0]["code"], "unknown_upload");
}

#[tokio::test]
async fn an_import_makes_documents_adds_revisions_and_changes_what_differs() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut client = world.client(&app, "controller").await;
    let mut viewer = world.client(&app, "viewer").await;
    for number in ["A-1", "A-2", "A-3"] {
        world.document(&app, &NewDocument { number, status: "draft", ..NewDocument::default() }).await;
    }
    let rows = [
        "a-1,Ground floor plan,P01,draft,DRG,",
        "A-2,Second floor plan,P01,for_review,DRG,",
        "A-3,Third floor plan,P02,for_review,DRG,",
        "A-4,Roof,P01,approved,DRG,",
    ];
    let import = import(&world, &mut client, &rows).await;
    let mut uploads = Vec::new();
    for name in ["A-3_P02.pdf", "A-4_P01.pdf"] {
        uploads.push(upload(&world, &mut client, name).await);
    }
    let import = give(&world, &mut client, &import, &uploads).await;
    let counts = json!({"new": 1, "revision": 1, "change": 1, "unchanged": 1, "wrong": 0, "warned": 0});
    assert_eq!((&import["counts"], &import["ok"]), (&counts, &json!(true)));
    let rows = client.get(&at(&world, &import, "/rows?show=change")).await.expect(200).json();
    assert_eq!(
        rows["items"][0]["changes"],
        json!([{"field": "title", "before": "Ground floor plan", "after": "Second floor plan"},
            {"field": "status", "before": "draft", "after": "for_review"}])
    );
    let _ = viewer.get(&at(&world, &import, "")).await.expect(404);
    let done = commit(&app, &world, &mut client, &import).await;
    assert_eq!((&done["state"], &done["failure"]), (&json!("done"), &json!("")));
    assert_eq!(done["result"], json!({"created": 1, "revised": 1, "changed": 1, "unchanged": 1}));
    let list = client.get(&world.project_path("/documents?sort=number")).await.expect(200).json();
    let told: Vec<String> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            [text(&row["number"]), text(&row["title"]), text(&row["revision"]["code"]), text(&row["status"])]
                .join(" | ")
        })
        .collect();
    assert_eq!(
        told,
        [
            "A-1 | Ground floor plan | P01 | draft",
            "A-2 | Second floor plan | P01 | for_review",
            "A-3 | Third floor plan | P02 | for_review",
            "A-4 | Roof | P01 | approved"
        ]
    );
    for (action, times) in [
        ("document.created", 1),
        ("revision.uploaded", 1),
        ("document.edited", 2),
        ("document.status_changed", 1),
        ("import.entered", 1),
    ] {
        assert_eq!(events(&app, &world, action).await.len(), times, "{action}");
    }
    // It is entered once, however often it is asked for.
    let _ =
        client.post(&at(&world, &import, "/commit"), &json!({"version": done["version"]})).await.expect(409);
    let bell = client.get(&world.path("/notifications")).await.expect(200).json();
    assert_eq!(bell["items"][0]["text"], "Your import into Harbour is done: 4 rows.");
}

#[tokio::test]
async fn a_number_that_was_taken_meanwhile_keeps_all_of_the_import_out() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut client = world.client(&app, "initiator").await;
    let import =
        import(&world, &mut client, &["B-1,One,P01,for_review,DRG,", "B-2,Two,P01,for_review,DRG,"]).await;
    let uploads =
        [upload(&world, &mut client, "B-1.pdf").await, upload(&world, &mut client, "B-2.pdf").await];
    let import = give(&world, &mut client, &import, &uploads).await;
    let body = json!({"version": import["version"]});
    let _ = client.post(&at(&world, &import, "/commit"), &body).await.expect(202);
    world
        .document(
            &app,
            &NewDocument {
                number: "B-2",
                revisions: &[("P01", "accepted"), ("P02", "accepted")],
                ..NewDocument::default()
            },
        )
        .await;
    app.run_jobs().await;
    let now = client.get(&at(&world, &import, "")).await.expect(200).json();
    assert_eq!(
        (&now["state"], &now["ok"], &now["counts"]["wrong"]),
        (&json!("checked"), &json!(false), &json!(1))
    );
    assert!(now["failure"].as_str().unwrap().contains("Nothing was entered"));
    assert_eq!(count(&app, &world).await, 1);
    let found = faults(&world, &mut client, &import, "errors").await;
    assert_eq!(found, [(3, "C".to_owned(), "revision_code_taken".to_owned())]);
}

#[tokio::test]
async fn whoever_lost_the_right_meanwhile_enters_nothing() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut client = world.client(&app, "initiator").await;
    let mut admin = world.client(&app, "org_admin").await;
    let import = import(&world, &mut client, &["B-1,One,P01,for_review,DRG,"]).await;
    let given = [upload(&world, &mut client, "B-1.pdf").await];
    let import = give(&world, &mut client, &import, &given).await;
    let body = json!({"version": import["version"]});
    let _ = client.post(&at(&world, &import, "/commit"), &body).await.expect(202);
    let denied = json!({"member_id": world.people["initiator"].id, "action": "upload_documents", "effect": "deny", "reason": "left"});
    let _ = admin.post(&world.project_path("/overrides"), &denied).await.expect(201);
    app.run_jobs().await;
    assert_eq!(count(&app, &world).await, 0);
    let now = client.get(&at(&world, &import, "")).await.expect(200).json();
    assert_eq!((&now["state"], &now["result"]), (&json!("failed"), &Value::Null));
    // From outside nothing is imported at all.
    let mut external = world.client(&app, "external").await;
    let _ = sent(&world, &mut external, format!("{HEAD}\nX-1,One,P01,for_review,DRG,\n")).await.expect(403);
    let _ = external.get(&world.project_path("/imports/template")).await.expect(403);
}

#[tokio::test]
async fn the_template_has_three_sheets_and_its_rows_can_be_imported() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut client = world.client(&app, "initiator").await;
    let file = client.get(&world.project_path("/imports/template")).await.expect(200).body;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file.to_vec())).unwrap();
    assert_eq!(book.sheet_names(), ["Data", "Instructions", "Reference"]);
    let head: Vec<String> = cells(&file)[0].iter().map(ToString::to_string).collect();
    assert_eq!(&head[..5], ["Number", "Title", "Revision", "Revision date", "Status"]);
    let reference = book.worksheet_range("Reference").unwrap();
    let codes: Vec<String> = reference.rows().skip(1).map(|row| row[0].to_string()).collect();
    assert!(codes.contains(&"for_review".to_owned()));
    let reply = client.upload(&world.project_path("/imports?filename=t.xlsx"), file).await.expect(422).json();
    assert_eq!(reply["errors"][0]["code"], "no_rows");
}

/// A packed folder with these files.
fn packed(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A workbook whose one sheet has this text.
fn workbook(sheet: &str) -> Vec<u8> {
    let types = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>"#;
    let relations = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    let book = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Data" sheetId="1" r:id="r1"/></sheets></workbook>"#;
    let inner = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
    packed(&[
        ("[Content_Types].xml", types.as_bytes().to_vec()),
        ("_rels/.rels", relations.as_bytes().to_vec()),
        ("xl/workbook.xml", book.as_bytes().to_vec()),
        ("xl/_rels/workbook.xml.rels", inner.as_bytes().to_vec()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes().to_vec()),
    ])
}

fn cell(place: &str, text: &str) -> String {
    format!(r#"<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

fn sheet(rows: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    )
}

#[tokio::test]
async fn hostile_and_broken_sheets_are_refused_with_a_sentence() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut client = world.client(&app, "initiator").await;
    let title = format!(r#"<row r="1">{}</row>"#, cell("A1", "Title"));
    let many: String =
        (2..2_400).map(|row| format!(r#"<row r="{row}">{}</row>"#, cell(&format!("A{row}"), "x"))).collect();
    let far = format!(r#"{title}<row r="1048576">{}</row>"#, cell("XFD1048576", "x"));
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("nothing", Vec::new(), "no_rows"),
        ("a picture", vec![0x89, b'P', b'N', b'G', 0, 1, 2, 0xff], "unreadable"),
        ("half an archive", packed(&[("a", vec![0; 1000])])[..60].to_vec(), "unreadable"),
        ("an archive of something else", packed(&[("a.txt", b"hello".to_vec())]), "unreadable"),
        ("a bomb", packed(&[("xl/workbook.xml", vec![b' '; 80 * 1024 * 1024])]), "bomb"),
        ("a cell at the end of the world", workbook(&sheet(&far)), "too_many_cells"),
        ("too many rows", workbook(&sheet(&(title.clone() + &many))), "too_many_rows"),
        ("no titles that are known", b"Colour,Taste\nred,sweet\n".to_vec(), "no_header"),
        ("one title twice", b"Number,Title,number\nA-1,One,A-2\n".to_vec(), "repeated_column"),
        ("titles alone", HEAD.as_bytes().to_vec(), "no_rows"),
        ("no letters", b"Number,Title\nA-1,\xff\xfe\n".to_vec(), "unreadable"),
        (
            "entities",
            workbook(&format!(
                "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>{}",
                sheet("<row r=\"1\">&b;</row>")
            )),
            "no_rows",
        ),
    ];
    for (what, bytes, code) in cases {
        let reply = sent(&world, &mut client, bytes).await;
        assert_eq!(reply.status, 422, "{what}: {}", reply.text());
        let problem = reply.json();
        assert_eq!(
            (&problem["errors"][0]["field"], &problem["errors"][0]["code"]),
            (&json!("file"), &json!(code)),
            "{what}: {problem}"
        );
    }
    let good = workbook(&sheet(&format!(r#"{title}<row r="2">{}</row>"#, cell("A2", "One"))));
    assert_eq!(sent(&world, &mut client, good).await.expect(201).json()["rows"], 1);
}
