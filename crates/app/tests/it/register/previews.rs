//! Files that are shown as pages made of them.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use serde_json::{Value, json};
use wayleave_access::Caps;
use wayleave_app::AppConfig;
use wayleave_base::{DocumentId, NEVER};
use wayleave_db::sql;
use wayleave_testkit::{Arranged, Client, DAY, PDF, TestApp, World, scratch};

use super::{at, row, shown};

/// A drawing of one line with a word beside it.
const DRAWING: &str = "0\nSECTION\n2\nENTITIES\n0\nLINE\n10\n0\n20\n0\n11\n100\n21\n50\n\
    0\nTEXT\n10\n5\n20\n5\n40\n4\n1\nSwitchroom\n0\nENDSEC\n0\nEOF\n";
/// A drawing of nothing.
const BARE: &str = "0\nSECTION\n2\nENTITIES\n0\nENDSEC\n0\nEOF\n";
/// What a packed file begins with; nobody here unpacks it.
const PACKED: &[u8] = b"PK\x03\x04 minutes of a meeting";

async fn enter(
    world: &World,
    client: &mut Client,
    name: &str,
    number: &str,
    bytes: impl Into<bytes::Bytes>,
) -> Value {
    let path = world.project_path(&format!("/uploads?filename={name}"));
    let upload = client.upload(&path, bytes).await.expect(201).json();
    let body = json!({"rows": [row(upload["id"].as_str().unwrap(), number, "P01")]});
    let reply = client.post(&world.project_path("/documents"), &body).await.expect(201);
    reply.json()["items"][0].clone()
}

/// A product whose LibreOffice is this script, which finds the folder to write to in `out` and the profile in `profile`.
async fn with_office(name: &str, script: &str) -> (TestApp, PathBuf) {
    let folder = scratch(name);
    let program = folder.join("soffice");
    let head = "#!/bin/sh\nwhile [ $# -gt 0 ]; do case \"$1\" in --outdir) out=\"$2\"; shift;; \
        -env:*) profile=\"${1#-env:UserInstallation=file://}\";; esac; shift; done\nmkdir -p \"$out\"\n";
    fs::write(folder.join("made.pdf"), PDF).unwrap();
    let folder_name = folder.display();
    fs::write(&program, format!("{head}here='{folder_name}'\necho run >> \"$here/runs\"\n{script}\n"))
        .unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let config = AppConfig { libreoffice: Some(program), cheap_passwords: true, ..AppConfig::default() };
    (TestApp::with(config).await, folder)
}

async fn kept(app: &TestApp) -> i64 {
    app.db().read().await.unwrap().int(sql("select count(*) as n from preview")).await.unwrap()
}

#[tokio::test]
async fn a_drawing_is_shown_as_a_page_and_found_by_what_is_written_on_it() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut client = world.client(&app, "initiator").await;
    let document = enter(&world, &mut client, "A-101.dxf", "A-101", DRAWING).await;
    app.run_jobs().await;
    let preview = client.get(&shown(&world, &document, "/preview")).await.expect(200).json();
    assert_eq!(preview["pages"], 1);
    assert!(preview["page_sizes"][0][0].as_f64().unwrap() > 2_000.0, "{preview}");
    let page = client.get(&shown(&world, &document, "/pages/1?width=320")).await.expect(200);
    assert_eq!(page.header("content-type"), Some("image/png"));
    let _ = client.get(&shown(&world, &document, "/pages/1?width=320&region=0,0,0.5,0.5")).await.expect(200);
    let _ = client.get(&shown(&world, &document, "/pages/2")).await.expect(404);
    let thumbnail = client.get(&shown(&world, &document, "/thumbnail")).await.expect(200);
    assert!(thumbnail.body.len() > 200, "no grey dot");
    let found = client.get(&world.project_path("/documents?q=content:switchroom")).await.expect(200).json();
    assert_eq!(found["items"][0]["id"], document["id"]);
    assert_eq!(kept(&app).await, 1);
}

#[tokio::test]
async fn whoever_may_look_only_gets_stamped_pages_and_never_what_was_made() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut client = world.client(&app, "initiator").await;
    let document = enter(&world, &mut client, "A-101.dxf", "A-101", DRAWING).await;
    app.run_jobs().await;
    let mut outside = world.client(&app, "stranger").await;
    for rest in ["/preview", "/pages/1?width=320", "/thumbnail"] {
        let _ = outside.get(&shown(&world, &document, rest)).await.expect(404);
    }
    let id = document["id"].as_str().unwrap().to_owned();
    let mut tx = app.db().read_in(world.organisation).await.unwrap();
    let internal = tx.int(sql("select id as n from document where public_id = $1").bind(&id)).await.unwrap();
    drop(tx);
    let arranged = Arranged { document: DocumentId(internal), id, revisions: Vec::new() };
    world.grant(&app, &arranged, world.people["stranger"].subject, Caps::VIEW, (1, 1), NEVER).await;
    let _ = outside.get(&shown(&world, &document, "/preview")).await.expect(200);
    let stamped = outside.get(&shown(&world, &document, "/pages/1?width=320")).await.expect(200);
    let plain = client.get(&shown(&world, &document, "/pages/1?width=320")).await.expect(200);
    assert_ne!(stamped.body, plain.body);
    for rest in ["/content", "/file"] {
        let _ = outside.get(&shown(&world, &document, rest)).await.expect(403);
    }
    let own = client.get(&shown(&world, &document, "/content")).await.expect(200);
    assert_eq!(own.body, DRAWING.as_bytes(), "the file is the drawing, not the PDF");
}

#[tokio::test]
async fn a_drawing_that_cannot_be_drawn_says_why_and_is_tried_once() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut client = world.client(&app, "initiator").await;
    let document = enter(&world, &mut client, "A-102.dxf", "A-102", BARE).await;
    app.run_jobs().await;
    for rest in ["/preview", "/pages/1", "/preview"] {
        let reply = client.get(&shown(&world, &document, rest)).await.expect(422).json();
        assert!(reply["detail"].as_str().unwrap().contains("there is nothing in it"), "{reply}");
    }
    let _ = client.get(&shown(&world, &document, "/thumbnail")).await.expect(200);
    assert_eq!(kept(&app).await, 1);
}

#[tokio::test]
async fn without_libreoffice_an_office_file_says_so_and_nothing_is_kept() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut client = world.client(&app, "initiator").await;
    let document = enter(&world, &mut client, "minutes.docx", "M-1", PACKED).await;
    app.run_jobs().await;
    for rest in ["/preview", "/pages/1"] {
        let reply = client.get(&shown(&world, &document, rest)).await.expect(422).json();
        let said = "There is no preview of Word files: this server has no LibreOffice.";
        assert_eq!(reply["detail"], said, "{reply}");
    }
    let _ = client.get(&shown(&world, &document, "/thumbnail")).await.expect(200);
    assert_eq!(kept(&app).await, 0, "it may be installed tomorrow");
    let _ = client.get(&shown(&world, &document, "/file")).await.expect(200);
}

#[tokio::test]
async fn files_of_other_types_have_no_preview_and_pdfs_tell_their_own_pages() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut client = world.client(&app, "initiator").await;
    let table = enter(&world, &mut client, "areas.csv", "S-1", "a,b\n1,2\n").await;
    let plan = super::create(&world, &mut client, "A-1", "P01").await;
    app.run_jobs().await;
    let _ = client.get(&shown(&world, &table, "/preview")).await.expect(422);
    let preview = client.get(&shown(&world, &plan, "/preview")).await.expect(200).json();
    assert_eq!(preview["pages"], 1);
    assert_eq!(preview["page_sizes"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn an_office_file_is_converted_once_in_a_place_of_its_own() {
    let script = "[ \"$(ulimit -v)\" != unlimited ] || exit 3\n[ -z \"$CARGO_MANIFEST_DIR\" ] || exit 4\n\
        grep -q DisableMacrosExecution \"$profile/user/registrymodifications.xcu\" || exit 5\n\
        pwd > \"$here/where\"\ncp \"$here/made.pdf\" \"$out/file.pdf\"";
    let (app, folder) = with_office("office-once", script).await;
    let world = app.world().await;
    let mut client = world.client(&app, "initiator").await;
    let document = enter(&world, &mut client, "minutes.docx", "M-1", PACKED).await;
    app.run_jobs().await;
    for _ in 0..3 {
        let preview = client.get(&shown(&world, &document, "/preview")).await.expect(200).json();
        assert_eq!(preview["pages"], 1, "{preview}");
        let page = client.get(&shown(&world, &document, "/pages/1?width=320")).await.expect(200);
        assert_eq!(page.header("content-type"), Some("image/png"));
    }
    assert_eq!(fs::read_to_string(folder.join("runs")).unwrap(), "run\n");
    let place = fs::read_to_string(folder.join("where")).unwrap();
    assert!(!fs::exists(place.trim()).unwrap(), "the folder is gone: {place}");
    let again = enter(&world, &mut client, "copy.docx", "M-2", PACKED).await;
    app.run_jobs().await;
    let _ = client.get(&shown(&world, &again, "/preview")).await.expect(200);
    assert_eq!(
        fs::read_to_string(folder.join("runs")).unwrap(),
        "run\n",
        "the same file is not converted again"
    );
}

#[tokio::test]
async fn what_libreoffice_cannot_read_says_so_and_is_tried_once() {
    for (name, script, said) in [
        ("office-fails", "exit 1", "LibreOffice could not read it"),
        ("office-nothing", "exit 0", "LibreOffice could not read it"),
        ("office-link", "ln -s /etc/passwd \"$out/file.pdf\"", "LibreOffice could not read it"),
        ("office-junk", "echo junk > \"$out/file.pdf\"", "no PDF that can be read"),
    ] {
        let (app, folder) = with_office(name, script).await;
        let world = app.world().await;
        let mut client = world.client(&app, "initiator").await;
        let document = enter(&world, &mut client, "minutes.docx", "M-1", PACKED).await;
        app.run_jobs().await;
        for rest in ["/preview", "/pages/1"] {
            let reply = client.get(&shown(&world, &document, rest)).await.expect(422).json();
            assert!(reply["detail"].as_str().unwrap().contains(said), "{name}: {reply}");
        }
        assert_eq!(fs::read_to_string(folder.join("runs")).unwrap(), "run\n", "{name}");
        let _ = client.get(&at(&world, &document, "")).await.expect(200);
    }
}

#[tokio::test]
async fn what_was_made_goes_with_the_file() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut client = world.client(&app, "initiator").await;
    let _ = enter(&world, &mut client, "A-101.dxf", "A-101", DRAWING).await;
    app.run_jobs().await;
    let count = async |table: &str| {
        let mut text = sql("");
        text.push(&format!("select count(*) as n from {table}"));
        app.db().read().await.unwrap().int(text).await.unwrap()
    };
    assert_eq!((count("preview").await, count("blob where refs = 1").await), (1, 3), "file, PDF, thumbnail");
    let mut tx = app.db().begin().await.unwrap();
    let unused = sql(
        "update blob set refs = 0, unreferenced_since = $1 where hash in (select blob_hash from preview)",
    );
    tx.execute(unused.bind(app.clock().now())).await.unwrap();
    tx.commit().await.unwrap();
    for _ in 0..2 {
        app.clock().advance(DAY);
        wayleave_app::tidy(app.app().shared()).await.unwrap();
    }
    assert_eq!((count("preview").await, count("blob").await, count("rendition").await), (0, 0, 0));
}
