//! Whatever fails, nobody is let in by it and nothing happens by halves: the database at every single statement, the disk
//! under the files, a clock that jumps.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

use serde_json::json;
use wayleave_app::AppConfig;
use wayleave_blob::BlobStore;
use wayleave_testkit::{Client, DAY, PDF, Reply, TestApp};

use crate::denial::bodies;
use crate::denial::expected::{BY_ACTION, KINDS};
use crate::denial::fixture::Fixture;
use crate::guests::Scene;
use crate::operations::{Operation, call, operations};
use crate::register::arrivals;

/// What the engine is asked instead of the statement that shall fail.
const BROKEN: &str = "select nothing_of_the_kind from no_such_table";
/// No request takes more statements than this.
const MOST: i64 = 400;

/// What is kept although the answer failed after it, and why that is right.
const KEPT: &[(&str, &str)] = &[
    ("export_audit_events", "that somebody exports the log is in the log before the first byte leaves"),
    ("export_audit_bundle", "that somebody exports the log is in the log before the first byte leaves"),
    (
        "export_project_audit_events",
        "that somebody exports the log is in the log before the first byte leaves",
    ),
    ("get_project_archive", "each file of an archive is a download of its own, noted before it leaves"),
    ("get_page", "a page that was drawn is kept for whoever may ask for it next"),
    ("begin_arrival", "an arrival whose address reached nobody lapses by itself"),
];

/// Fails at one statement, counted from now; a commit counts as one. What ends well is undone all the same.
struct Failing<'a> {
    app: &'a TestApp,
    left: Arc<AtomicI64>,
    commits: Arc<AtomicUsize>,
}

impl<'a> Failing<'a> {
    fn at(app: &'a TestApp, statement: i64) -> Self {
        let (left, commits) = (Arc::new(AtomicI64::new(statement)), Arc::new(AtomicUsize::new(0)));
        let (counted, committed) = (left.clone(), commits.clone());
        app.db().rewrite(Some(Arc::new(move |sent| {
            let fails = counted.fetch_sub(1, Ordering::SeqCst) == 1;
            if fails {
                return Some(BROKEN.to_owned());
            }
            (sent.text() == "commit").then(|| {
                committed.fetch_add(1, Ordering::SeqCst);
                "rollback".to_owned()
            })
        })));
        Self { app, left, commits }
    }

    /// Did it come to the failing statement, and how many transactions ended well all the same?
    fn end(self) -> (bool, usize) {
        self.app.db().rewrite(None);
        (self.left.load(Ordering::SeqCst) <= 0, self.commits.load(Ordering::SeqCst))
    }
}

/// Who is let through, as `expected.rs` says.
fn who_may(operation: &Operation) -> Option<&'static str> {
    let (_, letters) = BY_ACTION.iter().find(|(action, _)| *action == operation.action)?;
    let mut kinds = KINDS.iter().zip(letters.chars());
    let found = kinds.find(|(kind, letter)| bodies::exception(&operation.id, kind).unwrap_or(*letter) == 'y');
    found.map(|(kind, _)| *kind)
}

/// What is wrong with the answer to a request that failed inside.
fn complaint(reply: &Reply) -> Option<String> {
    let (status, text) = (reply.status.as_u16(), reply.text());
    let inside = ["nothing_of_the_kind", "no_such_table", "sqlite", "postgres", "panicked", ".rs:"];
    match inside.iter().find(|word| text.to_lowercase().contains(*word)) {
        Some(word) => Some(format!("says {word:?}: {text}")),
        None if status < 500 && !reply.cut => {
            Some(format!("answers {status}: {}", text.chars().take(120).collect::<String>()))
        }
        None => None,
    }
}

/// Calls it again and again, each time failing one statement further, until it comes through. Says how many failures
/// that were, and what was wrong with them.
async fn failing_everywhere<Call>(app: &TestApp, name: &str, call: Call) -> (i64, Vec<String>)
where
    Call: AsyncFn() -> Reply,
{
    let mut wrong = Vec::new();
    let kept = KEPT.iter().any(|(operation, _)| name.starts_with(operation));
    for statement in 1..MOST {
        let failing = Failing::at(app, statement);
        let reply = call().await;
        let (happened, commits) = failing.end();
        if !happened {
            if reply.status.as_u16() >= 500 {
                wrong.push(format!("{name} without a failure: {}", reply.text()));
            }
            return (statement - 1, wrong);
        }
        if let Some(complaint) = complaint(&reply) {
            wrong.push(format!("{name}, statement {statement}: {complaint}"));
        }
        if commits > 0 && !kept {
            wrong.push(format!("{name}, statement {statement}: something was kept"));
        }
    }
    wrong.push(format!("{name} never comes through"));
    (MOST, wrong)
}

/// Fails every statement of the operations that change something, or of the others.
async fn fail(changing: bool) {
    let app = TestApp::new().await;
    let fixture = Fixture::new(&app).await;
    let (mut wrong, mut failures) = (Vec::new(), 0);
    for operation in operations().into_iter().filter(|operation| operation.is_unsafe() == changing) {
        let Some(kind) = who_may(&operation) else { continue };
        let client = fixture.client(&app, kind).await;
        let name = format!("{} as {kind}", operation.id);
        let call = async || call(&mut client.clone(), &operation, &fixture.ids).await;
        let (count, complaints) = failing_everywhere(&app, &name, call).await;
        failures += count;
        wrong.extend(complaints);
    }
    app.run_jobs().await;
    eprintln!("{failures} failures");
    assert!(wrong.is_empty(), "{} of {failures}: {wrong:#?}", wrong.len());
    assert!(failures > 500, "the description lost its operations: {failures}");
}

#[tokio::test]
async fn a_write_that_fails_at_any_statement_has_done_nothing_and_says_so() {
    fail(true).await;
}

#[tokio::test]
async fn a_read_that_fails_at_any_statement_shows_nothing_and_says_so() {
    fail(false).await;
}

#[tokio::test]
async fn a_guest_gets_nothing_from_a_database_that_fails() {
    let mut scene = Scene::new().await;
    let (_, link) = scene.create(&json!({"max_opens": 1, "allow_download": true})).await;
    let app = &scene.app;
    let opening = async || app.anonymous().form(&link, &[]).await;
    let (failures, mut wrong) = failing_everywhere(app, "opening a link", opening).await;
    // The one opening was not used up by the failures; now it is.
    let _ = opening().await.expect(303);
    assert!(
        app.anonymous().form(&link, &[]).await.status.as_u16() >= 400,
        "a link for one opening opens twice"
    );
    let (_, link) = scene.create(&json!({"allow_download": true})).await;
    let app = &scene.app;
    let mut guest = app.anonymous();
    let place = guest.form(&link, &[]).await.expect(303).header("location").unwrap().to_owned();
    for path in [place.clone(), format!("{place}/file")] {
        let (count, complaints) =
            failing_everywhere(app, &path, async || guest.clone().get(&path).await).await;
        assert!(count > 3, "{path} is not there");
        wrong.extend(complaints);
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(failures > 3, "a link is opened without the database");
}

#[tokio::test]
async fn a_disk_that_takes_nothing_loses_nothing_and_is_named_in_no_answer() {
    let folder = wayleave_testkit::scratch("full-disk");
    let app = TestApp::over(
        AppConfig { cheap_passwords: true, ..AppConfig::default() },
        BlobStore::local(&folder).unwrap(),
    )
    .await;
    let world = app.world().await;
    let mut initiator = world.client(&app, "initiator").await;
    let path = world.project_path("/uploads?filename=A-200_P01.pdf");
    let kept = initiator.upload(&path, PDF).await.expect(201).json()["id"].as_str().unwrap().to_owned();
    let before = app.state().await;
    // A file where the folders were: nothing can be written there by anybody.
    std::fs::rename(&folder, folder.with_extension("gone")).unwrap();
    std::fs::write(&folder, "").unwrap();
    std::fs::remove_dir_all(app.staging()).unwrap();
    std::fs::write(app.staging(), "").unwrap();
    for (what, reply) in [
        ("an upload", initiator.upload(&path, [PDF, b"%"].concat()).await),
        ("an arrival", arrivals::beginning(&world, &initiator, "A-201_P01.pdf", 420).await),
    ] {
        assert!(complaint(&reply).is_none(), "{what}: {:?}", complaint(&reply));
        assert!(!reply.text().contains("full-disk"), "{what}: {}", reply.text());
    }
    assert_eq!(app.state().await, before);
    std::fs::remove_file(&folder).unwrap();
    std::fs::rename(folder.with_extension("gone"), &folder).unwrap();
    std::fs::remove_file(app.staging()).unwrap();
    std::fs::create_dir_all(app.staging()).unwrap();
    let row = json!({"upload_id": kept, "number": "A-200", "title": "Roof", "revision": "P01", "document_type": "DRG"});
    let _ = initiator.post(&world.project_path("/documents"), &json!({"rows": [row]})).await.expect(201);
    app.run_jobs().await;
    std::fs::remove_dir_all(&folder).unwrap();
}

/// Whether these are let in: an external participant to the document, a guest to the link's page.
async fn let_in(fixture: &Fixture, external: &Client, guest: &Client, place: &str) -> (u16, u16) {
    let path = fixture.world.project_path(&format!("/documents/{}", fixture.ids["document"]));
    let document = external.clone().get(&path).await.status.as_u16();
    (document, guest.clone().get(place).await.status.as_u16())
}

#[tokio::test]
async fn a_clock_that_jumps_lets_nobody_in_who_was_not() {
    let app = TestApp::new().await;
    let fixture = Fixture::new(&app).await;
    let mut initiator = fixture.world.client(&app, "initiator").await;
    let external = fixture.client(&app, "external").await;
    let terms =
        json!({"document_id": fixture.ids["document"], "label": "Tender", "expires_on": "2026-12-05"});
    let made = initiator.post(&fixture.world.project_path("/guest-shares"), &terms).await.expect(201).json();
    let link = made["link"].as_str().unwrap().trim_start_matches("http://localhost:8080").to_owned();
    let mut guest = app.anonymous();
    let place = guest.form(&link, &[]).await.expect(303).header("location").unwrap().to_owned();
    assert_eq!(let_in(&fixture, &external, &guest, &place).await, (200, 200));
    // Forward, past every end: both are out, and a link that ended opens nothing.
    app.clock().advance(3_650 * DAY);
    let (document, page) = let_in(&fixture, &external, &guest, &place).await;
    assert!(document == 401 && page != 200, "ten years on: {document}, {page}");
    assert!(app.anonymous().form(&link, &[]).await.status.as_u16() >= 400, "a link opens ten years later");
    let late = fixture.client(&app, "external").await;
    assert_eq!(let_in(&fixture, &late, &guest, &place).await.0, 404, "what ended is shown to a new session");
    // Back, to before anything was given: what was given later is not there yet.
    app.clock().advance(-4_015 * DAY);
    let early = fixture.client(&app, "external").await;
    assert_eq!(let_in(&fixture, &early, &guest, &place).await.0, 404, "what begins later is shown");
    app.run_jobs().await;
}
