//! Reports as files: the same numbers, with nothing that a spreadsheet would run.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use serde_json::{Value, json};
use wayleave_testkit::{NewDocument, Reply, TestApp, World};

use super::{describe, documents_by};
use crate::register::events;

async fn filled(app: &TestApp) -> World {
    let world = app.world().await;
    let all =
        [("A-1", "approved", "=cmd|' /C calc'!A0"), ("A-2", "draft", "+41 Engineers"), ("A-3", "draft", "")];
    for (number, status, originator) in all {
        let document = world.document(app, &NewDocument { number, status, ..NewDocument::default() }).await;
        describe(app, &world, &document.id, &json!({"originator": originator})).await;
    }
    app.run_jobs().await;
    world
}

async fn file(app: &TestApp, world: &World, format: &str) -> Reply {
    let question = json!({"metric": "document_count", "group_by": ["originator", "status"], "query": {"status": ["draft", "approved"]}});
    let body = json!({"format": format, "name": "Who sends: \u{dc}bersicht", "question": question});
    let mut viewer = world.client(app, "viewer").await;
    viewer.post(&world.project_path("/reports/file"), &body).await.expect(200)
}

#[tokio::test]
async fn a_report_is_taken_along_as_comma_separated_values_without_formulas() {
    let app = TestApp::new().await;
    let world = filled(&app).await;
    let reply = file(&app, &world, "csv").await;
    assert_eq!(reply.header("content-type"), Some("text/csv; charset=utf-8"));
    let name = reply.header("content-disposition").unwrap().to_owned();
    assert!(name.starts_with("attachment;") && name.contains("HRB-01") && name.contains("2026-11"), "{name}");
    assert_eq!(reply.header("cache-control"), Some("private, no-store"));
    let text = reply.text();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(
        lines,
        [
            "Originator,Draft,Approved,Total",
            "'+41 Engineers,1,0,1",
            "'=cmd|' /C calc'!A0,0,1,1",
            "None,1,0,1",
            "Total,2,1,3",
        ]
    );
    let told = events(&app, &world, "report.exported").await;
    assert_eq!(told[0]["after"]["format"], "csv");
    assert_eq!(told[0]["after"]["question"]["group_by"], json!(["originator", "status"]));
}

#[tokio::test]
async fn a_workbook_has_the_table_its_particulars_and_a_chart() {
    let app = TestApp::new().await;
    let world = filled(&app).await;
    let reply = file(&app, &world, "xlsx").await;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(reply.body.clone())).unwrap();
    let table = book.worksheet_range("Report").unwrap();
    let row =
        |at: usize| -> Vec<String> { table.rows().nth(at).unwrap().iter().map(Data::to_string).collect() };
    assert_eq!(row(0), ["Originator", "Draft", "Approved", "Total"]);
    assert_eq!(row(2), ["=cmd|' /C calc'!A0", "0", "1", "1"]);
    assert_eq!(row(4), ["Total", "2", "1", "3"]);
    assert!(book.worksheet_formula("Report").unwrap().is_empty());
    let about = book.worksheet_range("About").unwrap();
    let told: Vec<String> = about.cells().map(|(_, _, cell)| cell.to_string()).collect();
    for part in [
        "Who sends: Übersicht",
        "HRB-01 Harbour",
        "viewer of acme",
        "Draft, Approved",
        "2026-11-21, 12:00 (UTC)",
    ] {
        assert!(told.iter().any(|cell| cell.contains(part)), "{part}: {told:?}");
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(reply.body.clone())).unwrap();
    assert!(archive.by_name("xl/charts/chart1.xml").is_ok());
}

#[tokio::test]
async fn a_printed_report_says_what_when_by_whom_and_of_what() {
    let app = TestApp::new().await;
    let world = filled(&app).await;
    let reply = file(&app, &world, "pdf").await;
    assert_eq!(reply.header("content-type"), Some("application/pdf"));
    let read = lopdf::Document::load_mem(&reply.body).unwrap();
    assert_eq!(read.get_pages().len(), 1);
    let text = read.extract_text(&[1]).unwrap();
    for part in [
        "Who sends: Übersicht",
        "HRB-01 Harbour",
        "viewer of acme",
        "Draft, Approved",
        "=cmd|",
        "None",
        "Total",
        "1 of 1",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    for font in read.objects.values().filter_map(|object| object.as_dict().ok()) {
        if font.get(b"Type").and_then(lopdf::Object::as_name).ok() == Some(&b"FontDescriptor"[..]) {
            assert!(font.has(b"FontFile2"), "a font that is not embedded");
        }
    }
}

#[tokio::test]
async fn an_empty_report_is_a_file_all_the_same_and_what_is_refused_is_not_noted() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut viewer = world.client(&app, "viewer").await;
    let path = world.project_path("/reports/file");
    for format in ["csv", "xlsx", "pdf"] {
        let body = json!({"format": format, "question": documents_by(&["created_month", "status"])});
        let _ = viewer.post(&path, &body).await.expect(200);
    }
    assert_eq!(events(&app, &world, "report.exported").await.len(), 3);
    for (body, field) in [
        (json!({"format": "docx", "question": documents_by(&["status"])}), "format"),
        (json!({"format": "pdf", "name": "a\nb", "question": documents_by(&["status"])}), "name"),
    ] {
        let reply: Value = viewer.post(&path, &body).await.expect(422).json();
        assert_eq!(reply["errors"][0]["field"], field);
    }
    assert_eq!(events(&app, &world, "report.exported").await.len(), 3);
}
