//! What is refused of uploads in pieces, and what is left then.

use axum::body::Body;
use axum::http::Method;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use wayleave_app::AppConfig;
use wayleave_db::sql;
use wayleave_testkit::{PDF, TestApp};

use super::{KIND, begin, beginning, broken, offset, piece, speaking};

fn staged(app: &TestApp) -> usize {
    std::fs::read_dir(app.staging()).map_or(0, Iterator::count)
}

#[tokio::test]
async fn a_piece_goes_where_the_upload_stands_and_nowhere_else() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let initiator = world.client(&app, "initiator").await;
    let address = begin(&world, &initiator, "A-1.pdf", PDF.len()).await;
    let _ = piece(&initiator, &address, 0, &PDF[..100]).await.expect(204);
    for at in [0, 99, 101, PDF.len(), 1 << 40] {
        let reply = piece(&initiator, &address, at, PDF).await.expect(409);
        assert_eq!((reply.code().as_str(), reply.header("tus-resumable")), ("wrong_offset", Some("1.0.0")));
    }
    // More than was announced, said beforehand or not.
    let _ = piece(&initiator, &address, 100, PDF).await.expect(413);
    let honest = initiator.clone().with_header("content-length", "9999");
    let _ = piece(&honest, &address, 100, &PDF[100..110]).await.expect(413);
    assert_eq!(offset(&initiator, &address).await, 100, "nothing of it was kept");
    let mut other = speaking(&initiator).with_header("upload-offset", "100");
    for kind in [None, Some("application/octet-stream"), Some("application/json")] {
        let reply = other.send(Method::PATCH, &address, kind, Body::from(&PDF[100..])).await.expect(415);
        assert_eq!(reply.code(), "wrong_media_type");
    }
    for value in ["-1", "+100", "0x64", "1e2", "100.0", "99999999999999999999999"] {
        let mut client = speaking(&initiator).with_header("upload-offset", value);
        let _ = client.send(Method::PATCH, &address, Some(KIND), Body::from(PDF)).await.expect(422);
    }
    let mut none = speaking(&initiator);
    let _ = none.send(Method::PATCH, &address, Some(KIND), Body::from(PDF)).await.expect(422);
}

#[tokio::test]
async fn another_version_of_the_protocol_is_refused_everywhere() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let initiator = world.client(&app, "initiator").await;
    let address = begin(&world, &initiator, "A-1.pdf", PDF.len()).await;
    let path = world.project_path("/uploads/resumable");
    for version in [None, Some("0.2.2"), Some("1.0"), Some("1.0.0, 0.2.2")] {
        let client = initiator.clone();
        let mut client = match version {
            Some(version) => client.with_header("tus-resumable", version),
            None => client,
        };
        for (method, address) in [
            (Method::POST, &path),
            (Method::HEAD, &address),
            (Method::PATCH, &address),
            (Method::DELETE, &address),
        ] {
            let reply = client.send(method, address, Some(KIND), Body::from(PDF)).await.expect(412);
            assert_eq!(reply.header("tus-version"), Some("1.0.0"));
        }
    }
    assert_eq!(offset(&initiator, &address).await, 0);
}

#[tokio::test]
async fn what_could_never_be_taken_in_is_refused_at_the_beginning() {
    let config = AppConfig { cheap_passwords: true, max_upload: 1000, ..AppConfig::default() };
    let app = TestApp::with(config).await;
    let world = app.world().await;
    let initiator = world.client(&app, "initiator").await;
    let before = app.state().await;
    let reply = beginning(&world, &initiator, "a.csv", 1001).await.expect(413);
    assert!(reply.text().contains("larger than the 1000 bytes allowed"), "{}", reply.text());
    for (name, size, code) in [
        ("a.csv", 0, "empty"),
        ("setup.exe", 10, "executable"),
        ("page.html", 10, "type_not_allowed"),
        ("", 10, "required"),
        ("a\u{0}.csv", 10, "not_a_line"),
        (&"x".repeat(1001), 10, "too_long"),
    ] {
        let reply = beginning(&world, &initiator, name, size).await.expect(422);
        assert_eq!(reply.json()["errors"][0]["code"], code, "{name}: {}", reply.text());
    }
    let name = format!("filename {}", STANDARD.encode("a.csv"));
    for (headers, field) in [
        (vec![("upload-metadata", name.as_str()), ("upload-defer-length", "1")], "Upload-Defer-Length"),
        (
            vec![("upload-metadata", name.as_str()), ("upload-length", "9"), ("upload-concat", "partial")],
            "Upload-Concat",
        ),
        (vec![("upload-metadata", name.as_str())], "Upload-Length"),
        (vec![("upload-length", "9")], "filename"),
        (vec![("upload-length", "9"), ("upload-metadata", "filename a.csv")], "filename"),
    ] {
        let client = speaking(&initiator);
        let mut client = headers.iter().fold(client, |client, (name, value)| client.with_header(name, value));
        let path = world.project_path("/uploads/resumable");
        let reply = client.send(Method::POST, &path, None, Body::empty()).await.expect(422);
        assert_eq!(reply.json()["errors"][0]["field"], field, "{}", reply.text());
    }
    assert_eq!(app.state().await, before);
    assert_eq!(staged(&app), 0);
}

#[tokio::test]
async fn what_is_refused_at_the_end_tells_why_and_leaves_nothing() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut initiator = world.client(&app, "initiator").await;
    let cases: [(&str, &[u8], &str); 3] = [
        ("a.pdf", b"hello, this is no drawing", "not_what_the_name_says"),
        ("a.pdf", &PDF[..60], "damaged"),
        ("plan.pdf", b"MZ\x90\x00\x03\x00\x00\x00\x04\x00", "executable"),
    ];
    for (name, bytes, code) in cases {
        let address = begin(&world, &initiator, name, bytes.len()).await;
        let _ = piece(&initiator, &address, 0, broken(&bytes[..5])).await;
        let reply = piece(&initiator, &address, 5, bytes[5..].to_vec()).await.expect(422);
        assert_eq!(reply.json()["errors"][0]["code"], code, "{name}: {}", reply.text());
        let _ = speaking(&initiator).head(&address).await.expect(404);
        let _ = initiator.get(&address).await.expect(404);
    }
    let mut tx = app.db().read_in(world.organisation).await.unwrap();
    for table in ["upload", "blob", "arrival"] {
        let mut text = sql("select count(*) as n from ");
        text.push(table);
        assert_eq!(tx.int(text).await.unwrap(), 0, "{table}");
    }
    assert_eq!(staged(&app), 0);
}

#[tokio::test]
async fn nobody_and_no_organisation_uploads_more_at_a_time_than_the_settings_say() {
    let config = AppConfig {
        cheap_passwords: true,
        max_upload: 1000,
        unfinished_person: 1500,
        unfinished_organisation: 2500,
        ..AppConfig::default()
    };
    let app = TestApp::with(config).await;
    let world = app.world().await;
    let initiator = world.client(&app, "initiator").await;
    let first = begin(&world, &initiator, "a.csv", 1000).await;
    let reply = beginning(&world, &initiator, "b.csv", 501).await.expect(409);
    assert_eq!(reply.code(), "unfinished_uploads");
    assert!(reply.text().contains("exceed the 1500 bytes allowed"), "{}", reply.text());
    let second = begin(&world, &initiator, "b.csv", 500).await;
    let controller = world.client(&app, "controller").await;
    let _ = begin(&world, &controller, "c.csv", 1000).await;
    let external = world.client(&app, "external").await;
    let reply = beginning(&world, &external, "d.csv", 1).await.expect(409);
    assert!(reply.text().contains("everybody in the organisation"), "{}", reply.text());
    // What is finished or cancelled counts no more.
    let _ = piece(&initiator, &first, 0, vec![b'7'; 1000]).await.expect(204);
    let _ = speaking(&initiator).delete(&second).await.expect(204);
    let _ = begin(&world, &initiator, "e.csv", 1000).await;
    // Another organisation has bounds of its own.
    let other = app.other_world().await;
    let theirs = other.client(&app, "initiator").await;
    let _ = begin(&other, &theirs, "f.csv", 1000).await;
}

#[tokio::test]
async fn an_upload_that_is_continued_on_a_machine_without_its_bytes_begins_anew() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut initiator = world.client(&app, "initiator").await;
    let address = begin(&world, &initiator, "A-1.pdf", PDF.len()).await;
    std::fs::remove_file(app.staging().join(address.rsplit('/').next().unwrap())).unwrap();
    let _ = speaking(&initiator).head(&address).await.expect(404);
    let _ = piece(&initiator, &address, 0, PDF).await.expect(404);
    let _ = initiator.get(&address).await.expect(404);
    let _ = speaking(&initiator).delete(&address).await.expect(204);
}
