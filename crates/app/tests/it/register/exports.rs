//! Exports: the register in a file, as its reader sees it.

use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};
use serde_json::{Value, json};
use wayleave_access::Caps;
use wayleave_db::sql;
use wayleave_testkit::{Client, DAY, NewDocument, START, TestApp, World};

use super::events;

/// Asks for an export and fetches its file.
async fn fetched(world: &World, client: &mut Client, wish: &Value) -> (Value, bytes::Bytes) {
    let export = client.post(&world.project_path("/exports"), wish).await.expect(201).json();
    let path = world.project_path(&format!("/exports/{}/file", export["id"].as_str().unwrap()));
    let reply = client.get(&path).await.expect(200);
    assert!(reply.header("content-disposition").unwrap().starts_with("attachment"));
    (export, reply.body)
}

/// The rows of comma-separated values, their titles first.
fn values(body: &[u8]) -> Vec<Vec<String>> {
    let text = std::str::from_utf8(body).unwrap().strip_prefix('\u{feff}').expect("a mark at the beginning");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// The cells of a workbook, its titles first.
pub fn cells(body: &[u8]) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(body.to_vec())).expect("a workbook");
    let name = book.sheet_names()[0].clone();
    book.worksheet_range(&name).unwrap().rows().map(<[Data]>::to_vec).collect()
}

async fn list(world: &World, client: &mut Client, query: &str) -> Vec<Vec<String>> {
    let list =
        client.get(&world.project_path(&format!("/documents?limit=200&{query}"))).await.expect(200).json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let row = |row: &Value| vec![text(&row["number"]), text(&row["status"]), text(&row["revision"]["code"])];
    list["items"].as_array().unwrap().iter().map(row).collect()
}

#[tokio::test]
async fn the_file_holds_the_rows_of_the_list_in_its_order_for_each_reader() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut given = Vec::new();
    for (at, status) in ["draft", "for_review", "approved", "for_review", "draft"].iter().enumerate() {
        let number = format!("A-{}", 9 + at);
        let revisions = [("P01", "accepted"), ("P02", if at == 3 { "pending" } else { "accepted" })];
        let new = NewDocument {
            number: &number,
            status,
            revisions: &revisions,
            restricted: at == 4,
            ..NewDocument::default()
        };
        given.push(world.document(&app, &new).await);
    }
    let external = world.people["external"].subject;
    for document in [&given[1], &given[4]] {
        world.grant(&app, document, external, Caps::VIEW, (1, 1), START + DAY).await;
    }
    let questions = [
        (json!({}), ""),
        (json!({"sort": "-number"}), "sort=-number"),
        (
            json!({"status": ["for_review", "draft"], "sort": "number"}),
            "status=for_review&status=draft&sort=number",
        ),
        (json!({"q": "number:A-1*"}), "q=number:A-1*"),
        (json!({"pending": true}), "pending=true"),
        (json!({"mine": true}), "mine=true"),
    ];
    for kind in ["org_admin", "initiator", "viewer", "external", "external_full", "stranger"] {
        let mut client = world.client(&app, kind).await;
        for (query, asked) in &questions {
            let listed = list(&world, &mut client, asked).await;
            for format in ["csv", "xlsx"] {
                let wish = json!({"format": format, "columns": ["number", "status", "rev"], "query": query});
                let (export, body) = fetched(&world, &mut client, &wish).await;
                let rows = if format == "csv" {
                    values(&body)
                } else {
                    let text = |cell: &Data| cell.to_string();
                    cells(&body).iter().map(|row| row.iter().map(text).collect()).collect()
                };
                assert_eq!(rows[0], ["Number", "Status", "Revision"]);
                assert_eq!(rows[1..], listed, "{kind} {asked} {format}");
                assert_eq!(export["total"], listed.len());
            }
        }
    }
}

#[tokio::test]
async fn cells_keep_their_kind_and_no_text_becomes_a_formula() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    let field = json!({"key": "due", "label": "Title", "kind": "date"});
    let _ = admin.post(&world.path("/fields"), &field).await.expect(201);
    let id = super::upload(&world, &mut admin, "A-1_P01.pdf").await;
    let row = json!({"upload_id": id, "number": "A-1", "title": "=HYPERLINK(\"http://evil\")", "revision": "P01",
        "document_type": "DRG", "revision_date": "2026-11-20", "tags": ["one", "two"], "fields": {"due": "2026-12-24"}});
    let _ = admin.post(&world.project_path("/documents"), &json!({"rows": [row]})).await.expect(201);
    app.run_jobs().await;
    let columns = json!(["title", "revision_date", "fields.due", "pages", "locked", "tags", "uploaded_at"]);
    let (_, body) = fetched(&world, &mut admin, &json!({"format": "csv", "columns": columns})).await;
    let rows = values(&body);
    assert_eq!(rows[0][2], "Title [due]");
    assert_eq!(
        rows[1],
        [
            "'=HYPERLINK(\"http://evil\")",
            "2026-11-20",
            "2026-12-24",
            "1",
            "false",
            "one; two",
            "2026-11-21 12:00"
        ]
    );
    let (_, body) = fetched(&world, &mut admin, &json!({"format": "xlsx", "columns": columns})).await;
    let row = &cells(&body)[1];
    assert_eq!(row[0], Data::String("=HYPERLINK(\"http://evil\")".to_owned()));
    assert!(matches!(&row[1], Data::DateTime(day) if day.to_ymd_hms_milli() == (2026, 11, 20, 0, 0, 0, 0)));
    assert!(matches!(&row[2], Data::DateTime(day) if day.to_ymd_hms_milli() == (2026, 12, 24, 0, 0, 0, 0)));
    assert_eq!((&row[3], &row[4]), (&Data::Float(1.0), &Data::Bool(false)));
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(body.to_vec())).unwrap();
    assert!(book.worksheet_formula("Register").unwrap().is_empty());
}

#[tokio::test]
async fn columns_of_the_team_are_not_there_from_outside_and_mistakes_are_named() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut external = world.client(&app, "external").await;
    let mut viewer = world.client(&app, "viewer").await;
    let path = world.project_path("/exports");
    for column in ["restricted", "created_at", "outside_count", "fields.none", "owner"] {
        let wish = json!({"format": "csv", "columns": ["number", column]});
        let reply = external.post(&path, &wish).await.expect(422).json();
        assert_eq!(
            (&reply["errors"][0]["field"], &reply["errors"][0]["code"]),
            (&json!("columns[1]"), &json!("unknown_choice"))
        );
    }
    let _ = viewer.post(&path, &json!({"format": "csv", "columns": ["restricted"]})).await.expect(201);
    let _ = viewer.post(&path, &json!({"format": "csv", "columns": ["outside"]})).await.expect(422);
    let wrong = [
        (json!({"format": "pdf"}), "format"),
        (json!({"format": "csv", "columns": ["rev", "revision"]}), "columns[1]"),
        (json!({"format": "csv", "query": {"q": "(a"}}), "query.q"),
        (json!({"format": "csv", "query": {"sort": "colour"}}), "query.sort"),
        (json!({"format": "csv", "query": {"accepted_from": "2026-11-01"}}), "query.accepted_from"),
        (json!({"format": "csv", "documents": []}), "documents"),
        (json!({"format": "csv", "documents": ["doc_00000000000000000000000000"]}), "documents[0]"),
    ];
    for (wish, field) in wrong {
        let reply = viewer.post(&path, &wish).await.expect(422).json();
        assert_eq!(reply["errors"][0]["field"], field, "{wish}");
    }
}

#[tokio::test]
async fn an_export_is_its_askers_for_a_day_and_ends_with_their_access() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let document = world.document(&app, &NewDocument::default()).await;
    let mut external = world.client(&app, "external").await;
    let mut admin = world.client(&app, "org_admin").await;
    let subject = world.people["external"].subject;
    world.grant(&app, &document, subject, Caps::VIEW, (1, 1), START + DAY / 2).await;
    let (export, body) =
        fetched(&world, &mut external, &json!({"format": "csv", "columns": ["number"]})).await;
    assert_eq!(values(&body).len(), 2);
    let path = world.project_path(&format!("/exports/{}", export["id"].as_str().unwrap()));
    let _ = admin.get(&path).await.expect(404);
    let _ = admin.get(&format!("{path}/file")).await.expect(404);
    let _ = admin.delete(&path).await.expect(404);
    // The file is made of what the reader sees when it is fetched.
    app.clock().advance(DAY / 2);
    assert_eq!(values(&external.get(&format!("{path}/file")).await.expect(200).body).len(), 1);
    app.clock().advance(DAY / 2);
    let _ = external.get(&path).await.expect(404);
    assert_eq!(events(&app, &world, "register.exported").await.len(), 1);
    wayleave_app::tidy(app.app().shared()).await.unwrap();
    let mut tx = app.db().read_in(world.organisation).await.unwrap();
    assert_eq!(tx.int(sql("select count(*) as n from register_export")).await.unwrap(), 0);
}

/// Puts many plain documents into the register.
async fn many(app: &TestApp, world: &World, count: i64) {
    let mut tx = app.db().begin_in(world.organisation).await.unwrap();
    let by = world.people["initiator"].subject;
    let document = sql("insert into document (organisation_id, public_id, project_id, number, number_key, number_look, title,
            title_key, status, admitted, restricted, current_seq, latest_seq, owner_id, created_by, created_at, updated_at, document_type)
         with recursive n(i) as (select cast(1 as bigint) union all select i + 1 from n where i < $1)
         select $2, 'doc_many' || i, $3, 'M-' || i, 'm-' || i, 'm' || i, 'Many', 'many', 'for_review', cast(1 as bigint), cast(0 as bigint),
            cast(1 as bigint), cast(1 as bigint), $4, $4, $5, $5, 'DRG' from n")
        .bind(count)
        .bind(world.organisation)
        .bind(world.project)
        .bind(by)
        .bind(app.clock().now());
    tx.execute(document).await.unwrap();
    let revision = sql("insert into revision (organisation_id, public_id, project_id, document_id, seq, code, code_key, blob_hash,
            filename, size, media_type, pages, page_sizes, status, acceptance, uploaded_by, uploaded_at)
         select d.organisation_id, 'rev_' || d.public_id, d.project_id, d.id, cast(1 as bigint), 'P01', 'p01', '', d.number || '.pdf', cast(1 as bigint),
            'application/pdf', cast(1 as bigint), '[]', d.status, 'accepted', d.created_by, d.created_at
         from document d where d.project_id = $1")
        .bind(world.project);
    tx.execute(revision).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_long_workbook_is_made_by_a_job_and_kept_for_who_sees_all_of_it() {
    let app = TestApp::new().await;
    let world = app.world().await;
    many(&app, &world, 2_002).await;
    let mut viewer = world.client(&app, "viewer").await;
    let wish = json!({"format": "xlsx", "columns": ["number", "title"], "query": {"sort": "number"}});
    let export = viewer.post(&world.project_path("/exports"), &wish).await.expect(201).json();
    assert_eq!((&export["state"], &export["total"]), (&json!("waiting"), &json!(2_002)));
    let path = world.project_path(&format!("/exports/{}", export["id"].as_str().unwrap()));
    assert_eq!(viewer.get(&format!("{path}/file")).await.expect(409).code(), "conflict");
    app.run_jobs().await;
    let ready = viewer.get(&path).await.expect(200).json();
    assert_eq!(
        (&ready["state"], &ready["rows"], &ready["total"]),
        (&json!("ready"), &json!(2_002), &json!(2_002))
    );
    let file = viewer.get(&format!("{path}/file")).await.expect(200);
    assert_eq!(ready["size"], file.body.len());
    let rows = cells(&file.body);
    assert_eq!((rows.len(), rows[2002][0].to_string()), (2_003, "M-999".to_owned()));
    let told = viewer.get(&world.path("/notifications")).await.expect(200).json();
    assert_eq!(told["items"][0]["text"], "Your export of Harbour is ready: 2002 rows.");
    // One document is closed to the reader: what was made before names it, and is not handed out any more.
    let mut admin = world.client(&app, "org_admin").await;
    let group = json!({"name": "Few", "description": "", "actions": [], "member_ids": []});
    let group = admin.post(&world.project_path("/groups"), &group).await.expect(201).json();
    let body = json!({"restricted": true, "group_ids": [group["id"]]});
    let _ = admin.post(&world.project_path("/documents/doc_many7/restrict"), &body).await.expect(200);
    let _ = viewer.get(&format!("{path}/file")).await.expect(404);
    // Whoever leaves the project meanwhile gets no file.
    let export = viewer.post(&world.project_path("/exports"), &wish).await.expect(201).json();
    let team = admin.get(&world.project_path("/members")).await.expect(200).json();
    let viewer_id = &world.people["viewer"].id;
    let row = team["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["person"]["id"] == viewer_id.as_str())
        .unwrap();
    let member = world.project_path(&format!("/members/{}/end", row["id"].as_str().unwrap()));
    let _ = admin.post(&member, &json!({})).await.expect(200);
    app.run_jobs().await;
    let mut tx = app.db().read_in(world.organisation).await.unwrap();
    let failed = sql(
        "select count(*) as n from register_export where public_id = $1 and state = 'failed' and blob_hash is null",
    );
    assert_eq!(tx.int(failed.bind(export["id"].as_str().unwrap())).await.unwrap(), 1);
}

/// The files of an archive by name.
fn files(body: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(body.to_vec())).expect("an archive");
    (0..archive.len())
        .map(|at| {
            let mut entry = archive.by_index(at).unwrap();
            let mut content = Vec::new();
            entry.read_to_end(&mut content).unwrap();
            (entry.name().unwrap().into_owned(), content)
        })
        .collect()
}

#[tokio::test]
async fn an_archive_holds_what_may_be_downloaded_notes_each_file_and_names_the_rest() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut documents = Vec::new();
    for number in ["A-1", "a-1", "A-3", "A-4"] {
        let number = if number == "a-1" { "A-2" } else { number };
        documents.push(world.document(&app, &NewDocument { number, ..NewDocument::default() }).await);
    }
    let mut tx = app.db().begin_in(world.organisation).await.unwrap();
    let twin = sql("update revision set filename = 'a-1_p01.PDF' where document_id = $1")
        .bind(documents[1].document);
    tx.execute(twin).await.unwrap();
    tx.commit().await.unwrap();
    let external = world.people["external"].subject;
    for (document, caps) in documents.iter().zip([Caps::DOWNLOAD, Caps::DOWNLOAD, Caps::VIEW]) {
        world.grant(&app, document, external, Caps::VIEW.with(caps), (1, 1), START + DAY).await;
    }
    let mut client = world.client(&app, "external").await;
    let wish = json!({"format": "zip", "query": {"sort": "number"}});
    let (export, body) = fetched(&world, &mut client, &wish).await;
    assert_eq!((&export["rows"], &export["left_out"]), (&json!(2), &json!(1)));
    let found = files(&body);
    let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["A-1_P01.pdf", "a-1_p01 (2).PDF", "manifest.csv"]);
    assert_eq!(found[0].1, wayleave_testkit::PDF);
    let list = values(&found[2].1);
    assert_eq!(list.len(), 4);
    assert_eq!(&list[3][..1], ["A-3"]);
    assert_eq!(list[3][4], "You may see this document, but not download its file.");
    assert_eq!(events(&app, &world, "document.downloaded").await.len(), 2);
    // What is chosen by name, and what cannot be downloaded at all.
    let wish = json!({"format": "zip", "documents": [documents[1].id]});
    let (_, body) = fetched(&world, &mut client, &wish).await;
    assert_eq!(files(&body).len(), 2);
    let wish = json!({"format": "zip", "documents": [documents[2].id]});
    let reply = client.post(&world.project_path("/exports"), &wish).await.expect(422).json();
    assert_eq!(reply["errors"][0]["code"], "nothing");
    let wish = json!({"format": "zip", "documents": [documents[3].id]});
    let reply = client.post(&world.project_path("/exports"), &wish).await.expect(422).json();
    assert_eq!(reply["errors"][0]["code"], "unknown");
}
