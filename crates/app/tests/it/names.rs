//! Names as strangers send them: of files, documents, projects and whatever else has one. A name is text. It decides no
//! path, breaks no header, and comes back as it was or was refused with its field.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use wayleave_app::AppConfig;
use wayleave_blob::BlobStore;
use wayleave_testkit::{Client, Reply, TestApp, World, scratch};

use crate::bad_input::fault;
use crate::register::pdf;

/// Names that mean harm somewhere.
fn tricks() -> Vec<String> {
    let mut names: Vec<String> = [
        "../../../../etc/passwd",
        "..\\..\\..\\windows\\system32\\drivers\\etc\\hosts",
        "/etc/passwd",
        "C:\\plans\\A-101",
        "\\\\server\\share\\A-101",
        "....//....//A-101",
        "%2e%2e%2fA-101",
        "A-101\0",
        "\0",
        "CON",
        "nul.tar",
        "COM1",
        "aux.h",
        "lpt9.x",
        "A-101\u{202e}fdp.exe",
        "\u{200b}\u{feff}",
        "A-101\r\nSet-Cookie: a=b",
        "A-101\nand a second line",
        "A\"; filename=\"evil.exe",
        "A'*; x=y",
        "A-101;rm -rf .",
        "$(id)",
        "`id`",
        "A-101...   ",
        "   ...A-101",
        ".htaccess",
        "~",
        "*?<>|:",
        "plan.pdf:hidden.exe",
        "Grundriß Ⅳ – Übersicht №7",
        "平面图",
        "e\u{301}\u{301}\u{301}",
        "🏗️ crane",
        "<script>alert(1)</script>",
        "=HYPERLINK(\"http://evil.example\")",
        "{{7*7}}{%x%}",
        "A-101' or 1=1 --",
    ]
    .map(str::to_owned)
    .to_vec();
    names.extend(["x".repeat(4_000), "é".repeat(2_000), format!("{}A-101", "../".repeat(1_300))]);
    names
}

/// Names are compared with single spaces: line breaks and tabs become one.
fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// All files below a folder, and whether anything in it is no plain file or folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let kind = entry.file_type().unwrap();
        assert!(!kind.is_symlink(), "{:?}", entry.path());
        if kind.is_dir() { found.extend(files(&entry.path())) } else { found.push(entry.path()) }
    }
    found
}

/// Is it fit to be offered as a download on any system?
fn is_harmless(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().to_lowercase();
    !name.is_empty()
        && name.len() <= 255
        && !name.contains(['/', '\\', ':', '*', '?', '"', '<', '>', '|'])
        && !name.chars().any(|letter| {
            letter.is_control()
                || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}')
        })
        && !name.starts_with('.')
        && !name.ends_with(['.', ' '])
        && !matches!(stem.as_str(), "con" | "nul" | "aux" | "prn" | "com1" | "lpt9")
}

/// The two names of a `Content-Disposition`: the plain one and the exact one.
fn offered(reply: &Reply) -> (String, String) {
    let header = reply.header("content-disposition").expect("a name that is ascii").to_owned();
    assert!(header.is_ascii() && !header.chars().any(char::is_control), "{header}");
    let rest = header.strip_prefix("attachment; filename=\"").expect("an attachment");
    let (plain, rest) = rest.split_once('"').unwrap();
    let exact = rest.strip_prefix("; filename*=UTF-8''").unwrap();
    assert!(!exact.contains([';', '"', ' ', ',']), "{header}");
    (plain.to_owned(), decoded(exact))
}

fn decoded(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let [first, more @ ..] = rest {
        if *first == b'%' {
            let digits = std::str::from_utf8(&more[..2]).unwrap();
            bytes.push(u8::from_str_radix(digits, 16).unwrap());
            rest = &more[2..];
        } else {
            bytes.push(*first);
            rest = more;
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn a_file_keeps_a_harmless_name_and_lies_in_the_store_whatever_it_was_called() {
    let ground = scratch("names");
    let store = ground.join("store");
    let blobs = BlobStore::local(&store).unwrap();
    let app = TestApp::over(AppConfig { cheap_passwords: true, ..AppConfig::default() }, blobs).await;
    let world = app.world().await;
    let mut initiator = world.client(&app, "initiator").await;
    let names: Vec<String> = tricks().into_iter().flat_map(|name| [format!("{name}.pdf"), name]).collect();
    for (at, name) in names.iter().enumerate() {
        // The longest names do not fit an address line of every proxy; ours takes them.
        let path = world.project_path(&format!("/uploads?filename={}", escaped(name)));
        let reply = initiator.upload(&path, pdf(&format!("{at}"))).await;
        if reply.status.as_u16() != 201 {
            assert_eq!(fault(&reply), None, "{name:?}");
            assert!(reply.json()["errors"][0]["field"].is_string(), "{name:?}: {}", reply.text());
            continue;
        }
        let upload = reply.json();
        let kept = upload["filename"].as_str().unwrap().to_owned();
        assert!(is_harmless(&kept), "{name:?} is kept as {kept:?}");
        let row = json!({"upload_id": upload["id"], "number": format!("N-{at}"), "title": "Named", "revision": "P01", "document_type": "DRG"});
        let made =
            initiator.post(&world.project_path("/documents"), &json!({"rows": [row]})).await.expect(201);
        let made = made.json()["items"][0].clone();
        let file = crate::register::shown(&world, &made, "/file");
        let (plain, exact) = offered(&initiator.get(&file).await.expect(200));
        assert_eq!(exact, kept, "the name comes back as it was kept");
        assert!(is_harmless(&plain) && plain.is_ascii(), "{name:?} is offered as {plain:?}");
    }
    let stored = files(&ground);
    assert!(stored.iter().all(|path| path.starts_with(&store)), "{stored:?}");
    let plain = |path: &PathBuf| {
        let below = path.strip_prefix(&store).unwrap().to_string_lossy().into_owned();
        below.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '/' | '.' | '-' | '_'))
            && !below.contains("..")
    };
    assert!(stored.iter().all(plain), "{stored:?}");
    app.run_jobs().await;
    std::fs::remove_dir_all(&ground).unwrap();
}

#[tokio::test]
async fn names_that_differ_by_case_alone_are_two_files() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut initiator = world.client(&app, "initiator").await;
    let mut ids = Vec::new();
    for (number, name) in [("T-1", "Plan.pdf"), ("T-2", "plan.PDF"), ("T-3", "PLAN.pdf")] {
        let path = world.project_path(&format!("/uploads?filename={name}"));
        let upload = initiator.upload(&path, pdf(name)).await.expect(201).json();
        assert_eq!(upload["filename"], name);
        let row = json!({"upload_id": upload["id"], "number": number, "title": "Twin", "revision": "P01", "document_type": "DRG"});
        let made = initiator
            .post(&world.project_path("/documents"), &json!({"rows": [row]}))
            .await
            .expect(201)
            .json();
        ids.push((name, made["items"][0].clone()));
    }
    for (name, made) in ids {
        let reply = initiator.get(&crate::register::shown(&world, &made, "/file")).await.expect(200);
        assert_eq!(offered(&reply).1, name);
        assert_eq!(reply.body, pdf(name));
    }
    app.run_jobs().await;
}

/// A place where people name something: the address, the body for a name, and where the name is in the answer.
type Place = (&'static str, &'static str, fn(&str, usize) -> Value, &'static str);

const PLACES: &[Place] = &[
    (
        "a project",
        "/projects",
        |name, at| json!({"reference": format!("N-{at}"), "name": name, "first_controller": "MEMBER"}),
        "/name",
    ),
    (
        "a company",
        "/companies",
        |name, _| json!({"name": name, "designation": "consultant", "controlling": false}),
        "/name",
    ),
    (
        "a group",
        "/projects/PROJECT/groups",
        |name, _| json!({"name": name, "description": name, "actions": [], "member_ids": []}),
        "/name",
    ),
    (
        "a report",
        "/projects/PROJECT/reports",
        |name, _| json!({"name": name, "question": {"metric": "document_by_status"}}),
        "/name",
    ),
    (
        "a workflow template",
        "/projects/PROJECT/workflow-templates",
        |name, _| json!({"name": name, "category": name}),
        "/name",
    ),
    (
        "a rule of the matrix",
        "/projects/PROJECT/review-matrix",
        |name, _| json!({"name": name, "reviewers": [{"kind": "role", "role": "project_admin"}]}),
        "/rule/name",
    ),
    (
        "an option",
        "/fields/zone/options",
        |name, at| json!({"code": format!("Z{at}"), "label": name}),
        "/label",
    ),
];

async fn named(world: &World, client: &mut Client, place: &Place, name: &str, at: usize) -> Reply {
    let path = world.path(&place.1.replace("PROJECT", &world.project_id));
    let body = place.2(name, at).to_string().replace("MEMBER", &world.people["member"].id);
    client.post(&path, &serde_json::from_str(&body).unwrap()).await
}

#[tokio::test]
async fn whatever_has_a_name_gives_it_back_as_it_was_or_refuses_it_with_the_field() {
    let app = TestApp::new().await;
    let names = tricks();
    for place in PLACES {
        // Names may not repeat within an organisation, so each place has its own.
        let world = app.world_named(&format!("names-{}", place.0.replace(' ', "-"))).await;
        let mut admin = world.client(&app, "org_admin").await;
        let mut taken = 0;
        for (at, name) in names.iter().enumerate() {
            let reply = named(&world, &mut admin, place, name, at).await;
            if reply.status.as_u16() == 201 {
                taken += 1;
                let given = reply.json();
                let back = given.pointer(place.3).or_else(|| given.pointer("/project/name")).unwrap();
                assert_eq!(spaced(back.as_str().unwrap()), spaced(name), "{} number {at}", place.0);
                assert!(!back.as_str().unwrap().chars().any(char::is_control), "{} took {name:?}", place.0);
            } else {
                assert_eq!(fault(&reply), None, "{}: {name:?}", place.0);
            }
        }
        assert!(taken > 5, "{} took {taken} of {} names", place.0, names.len());
    }
    app.run_jobs().await;
}

#[tokio::test]
async fn numbers_titles_and_codes_of_documents_are_kept_as_they_are_or_refused_with_their_field() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut initiator = world.client(&app, "initiator").await;
    for name in tricks() {
        for field in ["number", "title", "revision"] {
            let upload = crate::register::upload(&world, &mut initiator, "n.pdf").await;
            let mut row = json!({"upload_id": upload, "number": format!("U-{}", &upload[4..]), "title": "Named", "revision": "P01", "document_type": "DRG"});
            row[field] = json!(name);
            let reply = initiator.post(&world.project_path("/documents"), &json!({"rows": [row]})).await;
            if reply.status.as_u16() != 201 {
                assert_eq!(fault(&reply), None, "{field} {name:?}");
                let at = reply.json()["errors"][0]["field"].as_str().unwrap_or_default().to_owned();
                assert!(
                    reply.status.as_u16() == 409 || at.contains(field),
                    "{field} {name:?}: {}",
                    reply.text()
                );
                let _ =
                    initiator.delete(&world.project_path(&format!("/uploads/{upload}"))).await.expect(204);
                continue;
            }
            let made = reply.json()["items"][0].clone();
            let shown = if field == "revision" { &made["revision"]["code"] } else { &made[field] };
            let shown = shown.as_str().unwrap();
            assert!(!shown.chars().any(char::is_control), "{field} took {name:?}");
            assert_eq!(spaced(shown), spaced(&name), "{field}");
            let page = initiator.get(&crate::register::at(&world, &made, "")).await.expect(200).json();
            assert_eq!(page["id"], made["id"]);
            let _ = initiator.get(&crate::register::shown(&world, &made, "/file")).await.expect(200);
        }
    }
    app.run_jobs().await;
}
