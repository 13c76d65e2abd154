//! Other sites: they cause no write, frame no page, read no answer and see no cookie.

use axum::body::Body;
use axum::http::Method;
use serde_json::json;
use wayleave_app::AppConfig;
use wayleave_testkit::{Client, PASSWORD, Reply, TestApp};

use crate::denial::bodies;
use crate::denial::fixture::Fixture;
use crate::guests::Scene;
use crate::operations::operations;

/// A write as the product's own pages send it.
struct Write {
    name: String,
    method: Method,
    path: String,
    kind: Option<&'static str>,
    headers: &'static [(&'static str, &'static str)],
    body: Vec<u8>,
}

impl Write {
    async fn send(&self, client: &mut Client) -> Reply {
        let speaking = |client: Client, (name, value): &(&str, &str)| client.with_header(name, value);
        let mut client = self.headers.iter().fold(client.clone(), speaking);
        client.send(self.method.clone(), &self.path, self.kind, Body::from(self.body.clone())).await
    }
}

/// Every write of the API, and every one of the guest portal.
async fn writes(app: &TestApp, fixture: &Fixture) -> Vec<Write> {
    let mut writes = Vec::new();
    for operation in operations().into_iter().filter(crate::operations::Operation::is_unsafe) {
        let body = match (&operation.method, operation.raw) {
            (&Method::DELETE, _) => Vec::new(),
            (_, true) => wayleave_testkit::PDF.to_vec(),
            _ => bodies::body(&operation.id, &fixture.ids).to_string().into_bytes(),
        };
        let (kind, _) = operation.body(&fixture.ids);
        let path = operation.address_with_query(&fixture.ids);
        let headers = bodies::headers(&operation.id);
        writes.push(Write { name: operation.id, method: operation.method, path, kind, headers, body });
    }
    let mut initiator = fixture.world.client(app, "initiator").await;
    let terms =
        json!({"document_id": fixture.ids["document"], "label": "Tender", "expires_on": "2026-12-05"});
    let made = initiator.post(&fixture.world.project_path("/guest-shares"), &terms).await.expect(201).json();
    let link = made["link"].as_str().unwrap().trim_start_matches("http://localhost:8080").to_owned();
    let place = app.anonymous().form(&link, &[]).await.expect(303).header("location").unwrap().to_owned();
    for path in [link.clone(), format!("{link}/code"), format!("{place}/leave")] {
        let body = b"email=bo%40client.example".to_vec();
        let kind = Some("application/x-www-form-urlencoded");
        writes.push(Write {
            name: format!("the portal's {path}"),
            method: Method::POST,
            path,
            kind,
            headers: &[],
            body,
        });
    }
    writes
}

/// What browsers say of a request that another site caused: does `Sec-Fetch-Site` come along, and the headers.
const ELSEWHERE: &[(bool, &[(&str, &str)])] = &[
    (true, &[("sec-fetch-site", "cross-site")]),
    (true, &[("sec-fetch-site", "same-site")]),
    (true, &[("sec-fetch-site", "SAME-ORIGIN, cross-site")]),
    (true, &[("sec-fetch-site", "cross-site"), ("origin", "http://localhost:8080")]),
    (false, &[]),
    (false, &[("origin", "https://evil.example")]),
    (false, &[("origin", "null")]),
    (false, &[("origin", "http://localhost:8080.evil.example")]),
    (false, &[("origin", "https://localhost:8080")]),
    (false, &[("origin", "http://evil.example:8080"), ("host", "evil.example:8080")]),
    (false, &[("origin", "http://localhost:9090"), ("host", "localhost:8080")]),
    (false, &[("referer", "http://localhost:8080/")]),
];

#[tokio::test]
async fn no_write_that_another_site_causes_is_carried_out() {
    let app = TestApp::new().await;
    let fixture = Fixture::new(&app).await;
    let writes = writes(&app, &fixture).await;
    assert!(writes.len() > 60, "the description lost its writes: {}", writes.len());
    // With a cookie: the one thing that makes a foreign page's request worth refusing.
    let admin = fixture.world.client(&app, "org_admin").await;
    let before = app.state().await;
    let mut wrong = Vec::new();
    for (says, headers) in ELSEWHERE {
        let mut client = if *says { admin.clone() } else { admin.clone().silent() };
        for (name, value) in *headers {
            client = client.with_header(name, value);
        }
        for write in &writes {
            let reply = write.send(&mut client.clone()).await;
            if reply.status.as_u16() != 403 || reply.code() != "cross_site" {
                wrong.push(format!("{} with {headers:?}: {} {}", write.name, reply.status, reply.text()));
            }
        }
        assert_eq!(app.state().await, before, "{headers:?} changed something");
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn bodies_that_a_foreign_form_can_send_are_not_read_as_json() {
    let app = TestApp::new().await;
    let fixture = Fixture::new(&app).await;
    let mut admin = fixture.world.client(&app, "org_admin").await;
    let before = app.state().await;
    let mut wrong = Vec::new();
    for operation in operations().iter().filter(|operation| operation.json) {
        let body = bodies::body(&operation.id, &fixture.ids).to_string();
        let path = operation.address_with_query(&fixture.ids);
        let multipart =
            format!("--x\r\nContent-Disposition: form-data; name=\"body\"\r\n\r\n{body}\r\n--x--\r\n");
        for (kind, body) in [
            (Some("text/plain"), body.clone()),
            (Some("application/x-www-form-urlencoded"), body.clone()),
            (Some("multipart/form-data; boundary=x"), multipart),
            (Some("text/plain; application/json"), body.clone()),
            (None, body),
        ] {
            let reply = admin.send(operation.method.clone(), &path, kind, Body::from(body)).await;
            if reply.status.as_u16() != 422 {
                wrong.push(format!("{} as {kind:?}: {} {}", operation.id, reply.status, reply.text()));
            }
        }
    }
    assert_eq!(app.state().await, before);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn the_method_of_a_request_is_its_own_and_cannot_be_overridden() {
    let app = TestApp::new().await;
    let fixture = Fixture::new(&app).await;
    let mut admin = fixture.world.client(&app, "org_admin").await;
    let _ = admin.get("/api/v1/me").await.expect(200);
    let before = app.state().await;
    let all = operations();
    let mut wrong = Vec::new();
    for operation in all.iter().filter(|operation| operation.is_unsafe()) {
        let method = operation.method.as_str();
        let mut client = admin.clone();
        for name in ["x-http-method-override", "x-http-method", "x-method-override", "x-original-method"] {
            client = client.with_header(name, method);
        }
        let path = operation.address(&fixture.ids);
        let query = format!("{path}?_method={method}&method={method}");
        let mut tries = vec![(Method::GET, path.clone()), (Method::GET, query.clone())];
        if !all.iter().any(|other| other.method == Method::POST && other.path == operation.path) {
            tries.extend([(Method::POST, path.clone()), (Method::POST, query)]);
        }
        for (used, path) in tries {
            let body = if used == Method::POST { format!("_method={method}") } else { String::new() };
            let kind = (used == Method::POST).then_some("application/x-www-form-urlencoded");
            let reply = client.send(used.clone(), &path, kind, Body::from(body)).await;
            if reply.status.is_server_error() || (used == Method::POST && !reply.status.is_client_error()) {
                wrong.push(format!("{} as {used}: {} {}", operation.id, reply.status, reply.text()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(app.state().await, before);
}

/// What an answer lacks of the headers that keep it in its place.
fn loose(reply: &Reply) -> Vec<&'static str> {
    let has = |name: &str, part: &str| reply.header(name).is_some_and(|value| value.contains(part));
    let mut missing = Vec::new();
    for (name, part) in [
        ("content-security-policy", "frame-ancestors 'none'"),
        ("content-security-policy", "default-src"),
        ("x-frame-options", "DENY"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        if !has(name, part) {
            missing.push(part);
        }
    }
    let html = has("content-type", "text/html");
    let policy = reply.header("content-security-policy").unwrap_or_default().to_owned();
    if html && (policy.contains("'unsafe-inline'") && !policy.contains("script-src") || policy.contains('*'))
    {
        missing.push("a policy without holes");
    }
    if reply.headers.keys().any(|name| name.as_str().starts_with("access-control-")) {
        missing.push("no word to other origins");
    }
    missing
}

#[tokio::test]
async fn every_answer_says_that_it_may_not_be_framed_sniffed_or_read_by_other_origins() {
    let app = TestApp::new().await;
    let fixture = Fixture::new(&app).await;
    let admin = fixture.world.client(&app, "org_admin").await;
    let mut foreign = admin.clone().with_header("origin", "https://evil.example");
    let mut wrong = Vec::new();
    for operation in operations() {
        let path = operation.address_with_query(&fixture.ids);
        let mut replies = Vec::new();
        if operation.method == Method::GET {
            replies.push(foreign.get(&path).await);
            replies.push(app.anonymous().get(&path).await);
        }
        let mut asking =
            foreign.clone().with_header("access-control-request-method", operation.method.as_str());
        replies.push(asking.send(Method::OPTIONS, &path, None, Body::empty()).await);
        for reply in replies {
            let missing = loose(&reply);
            if !missing.is_empty() {
                wrong.push(format!("{} ({}) lacks {missing:?}", reply.asked, reply.status));
            }
        }
    }
    for path in ["/healthz", "/readyz", "/zzyzx", "/api/v1/openapi.json", "/robots.txt", "/portal.css"] {
        let missing = loose(&foreign.get(path).await);
        if !missing.is_empty() {
            wrong.push(format!("{path} lacks {missing:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn every_page_of_the_portal_forbids_scripts_and_frames() {
    let mut scene = Scene::new().await;
    let (_, link) = scene.create(&json!({"allow_download": true, "password": "harbour-crane-9"})).await;
    let (expired, dead) = scene.create(&json!({})).await;
    let _ = scene.act(&expired, "revoke", &json!({})).await.expect(200);
    let mut guest = scene.app.anonymous().with_header("origin", "http://localhost:8080");
    let mut replies = vec![guest.get(&link).await.expect(200), guest.get(&dead).await.expect(404)];
    replies.push(guest.form(&link, &[("password", "wrong")]).await.expect(422));
    let entered = guest.form(&link, &[("password", "harbour-crane-9")]).await.expect(303);
    let place = entered.header("location").unwrap().to_owned();
    replies.push(guest.get(&place).await.expect(200));
    replies.push(guest.get(&format!("{place}/pages/9")).await.expect(404));
    replies.push(guest.get("/v/gse_0").await.expect(404));
    replies.push(guest.clone().form(&format!("{place}/leave"), &[]).await.expect(200));
    for reply in &replies {
        assert_eq!(loose(reply), Vec::<&str>::new(), "{}", reply.asked);
        assert!(reply.header("content-type").unwrap().starts_with("text/html"), "{}", reply.asked);
        let policy = reply.header("content-security-policy").unwrap();
        assert!(policy.contains("script-src 'none'") && !policy.contains("unsafe"), "{policy}");
        let text = reply.text().to_lowercase();
        assert!(
            !text.contains("<script") && !text.contains("style=\"") && !text.contains(" onload="),
            "{text}"
        );
    }
}

#[tokio::test]
async fn every_cookie_is_its_hosts_alone_and_out_of_reach_of_scripts_and_foreign_forms() {
    for (address, prefix, secure) in
        [("http://localhost:8080", "", false), ("https://docs.example.com", "__Host-", true)]
    {
        let config =
            AppConfig { cheap_passwords: true, public_url: address.to_owned(), ..AppConfig::default() };
        let app = TestApp::with(config).await;
        let fixture = Fixture::new(&app).await;
        let mut browser = app.anonymous();
        let body = json!({"email": fixture.world.people["initiator"].email, "password": PASSWORD});
        let signed_in = browser.post("/api/v1/session", &body).await.expect(200);
        let terms =
            json!({"document_id": fixture.ids["document"], "label": "Tender", "expires_on": "2026-12-05"});
        let path = fixture.world.project_path("/guest-shares");
        let made = browser.post(&path, &terms).await.expect(201).json();
        let link = made["link"].as_str().unwrap().strip_prefix(address).unwrap().to_owned();
        let mut guest = app.anonymous();
        let opened = guest.form(&link, &[]).await.expect(303);
        let leave = format!("{}/leave", opened.header("location").unwrap());
        let left = guest.form(&leave, &[]).await.expect(200);
        let signed_out = browser.delete("/api/v1/session").await.expect(204);
        for reply in [signed_in, opened, left, signed_out] {
            let cookie = reply.header("set-cookie").unwrap().to_owned();
            let (name, rest) = cookie.split_once('=').unwrap();
            assert_eq!(name.starts_with("__Host-"), secure, "{cookie}");
            assert!(name.starts_with(prefix), "{cookie}");
            let flags: Vec<&str> = rest.split(';').skip(1).map(str::trim).collect();
            for flag in ["Path=/", "HttpOnly", "SameSite=Lax"] {
                assert!(flags.contains(&flag), "{cookie} lacks {flag}");
            }
            assert_eq!(flags.contains(&"Secure"), secure, "{cookie}");
            assert!(!flags.iter().any(|flag| flag.starts_with("Domain")), "{cookie}");
        }
        app.run_jobs().await;
    }
}
