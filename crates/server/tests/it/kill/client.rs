//! A signed-in client that speaks HTTP/1.0 over a connection for each request, counts every step of it, and knows an answer
//! that broke off from one that ended.

use std::net::SocketAddr;
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::watch;

use super::server::Place;

/// How many bytes of a body are one step.
const STEP: usize = 64 * 1024;

/// The steps of all clients since the server started.
#[derive(Clone, Debug)]
pub struct Pulse(Arc<watch::Sender<u64>>);

impl Pulse {
    fn beat(&self) {
        self.0.send_modify(|steps| *steps += 1);
    }

    /// Waits until so many steps were made.
    pub async fn reached(&self, steps: u64) {
        self.0.subscribe().wait_for(|made| *made >= steps).await.unwrap();
    }
}

/// The server died before it had answered.
#[derive(Debug)]
pub struct Died;

/// A whole answer.
pub struct Answer {
    /// What was asked.
    pub asked: String,
    /// The status.
    pub status: u16,
    /// The headers as they came.
    pub head: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{}: {}", self.asked, self.text()))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The same, if it succeeded.
    pub fn fine(self) -> Self {
        assert!((200..300).contains(&self.status), "{}: {} {}", self.asked, self.status, self.text());
        self
    }
}

/// A client.
#[derive(Clone)]
pub struct Client {
    address: SocketAddr,
    cookie: String,
    organisation: String,
    project: String,
    company: String,
    pulse: Pulse,
}

impl Client {
    /// A client without a session.
    pub fn new(address: SocketAddr) -> Self {
        Self {
            address,
            cookie: String::new(),
            organisation: String::new(),
            project: String::new(),
            company: String::new(),
            pulse: Pulse(Arc::new(watch::Sender::new(0))),
        }
    }

    /// The steps made.
    pub fn pulse(&self) -> &Pulse {
        &self.pulse
    }

    /// The company from outside with which is shared.
    pub fn company(&self) -> &str {
        &self.company
    }

    /// The server has another address now, and no step was made yet.
    pub fn moves_to(&mut self, address: SocketAddr) {
        self.address = address;
        self.pulse = Pulse(Arc::new(watch::Sender::new(0)));
    }

    /// The address of the organisation's API.
    pub fn in_organisation(&self, rest: &str) -> String {
        format!("{}{rest}", self.organisation)
    }

    /// The address of the project's API.
    pub fn at(&self, rest: &str) -> String {
        format!("{}{rest}", self.project)
    }

    /// Creates an organisation as its operator, enters it by the printed link, and makes two companies and a project.
    pub async fn set_up(&mut self, place: &Place) {
        let printed = place.operate(&["organisation", "create", "Harbour", "--admin", "bo@harbour.example"]);
        let token = printed.split('#').nth(1).unwrap().split_whitespace().next().unwrap();
        let body =
            json!({"token": token, "name": "Bo", "password": "seven green lamps beside a quiet harbour"});
        let entered = self.post("/api/v1/set-up/complete", None, &body).await.unwrap().fine();
        let cookie = entered.head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap();
        self.cookie = cookie.split(';').next().unwrap().to_owned();
        self.organisation = "/api/v1/organisations/harbour".to_owned();
        let id = |answer: &Answer| answer.json()["id"].as_str().unwrap().to_owned();
        let path = self.in_organisation("/companies");
        let own = json!({"name": "Harbour Build", "designation": "builder", "controlling": true});
        let own = id(&self.post(&path, None, &own).await.unwrap().fine());
        let other = json!({"name": "Borealis", "designation": "consultant", "controlling": false});
        self.company = id(&self.post(&path, None, &other).await.unwrap().fine());
        let members = self.get(&self.in_organisation("/members")).await.unwrap().fine().json();
        let me = members["items"][0]["id"].as_str().unwrap();
        let path = self.in_organisation(&format!("/members/{me}"));
        let change = json!({"company_id": own}).to_string();
        self.ask("PATCH", &path, "content-type: application/json\r\n", change.as_bytes())
            .await
            .unwrap()
            .fine();
        let new = json!({"reference": "HRB-01", "name": "Harbour", "first_controller": me});
        let project = id(&self.post(&self.in_organisation("/projects"), None, &new).await.unwrap().fine());
        self.project = self.in_organisation(&format!("/projects/{project}"));
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Result<Answer, Died> {
        self.ask("GET", path, "", b"").await
    }

    /// POST of JSON, under an idempotency key.
    pub async fn post(&self, path: &str, key: Option<&str>, body: &Value) -> Result<Answer, Died> {
        let key = key.map_or_else(String::new, |key| format!("idempotency-key: {key}\r\n"));
        let headers = format!("content-type: application/json\r\n{key}");
        self.ask("POST", path, &headers, body.to_string().as_bytes()).await
    }

    /// POST of a file.
    pub async fn upload(&self, filename: &str, content: &[u8]) -> Result<Answer, Died> {
        let path = self.at(&format!("/uploads?filename={filename}"));
        self.ask("POST", &path, "content-type: application/octet-stream\r\n", content).await
    }

    async fn ask(&self, method: &str, path: &str, headers: &str, body: &[u8]) -> Result<Answer, Died> {
        let asked = format!("{method} {path}");
        let head = format!(
            "{asked} HTTP/1.0\r\nhost: {}\r\nsec-fetch-site: same-origin\r\ncookie: {}\r\n{headers}content-length: {}\r\n\r\n",
            self.address,
            self.cookie,
            body.len()
        );
        let bytes = self.exchange(&head, body).await.map_err(|_| Died)?;
        self.pulse.beat();
        read(asked, &bytes).ok_or(Died)
    }

    async fn exchange(&self, head: &str, body: &[u8]) -> std::io::Result<Vec<u8>> {
        let mut stream = TcpStream::connect(self.address).await?;
        stream.set_nodelay(true)?;
        stream.write_all(head.as_bytes()).await?;
        self.pulse.beat();
        for part in body.chunks(STEP) {
            stream.write_all(part).await?;
            self.pulse.beat();
        }
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await?;
        Ok(bytes)
    }
}

/// Takes an answer apart; one that broke off is none.
fn read(asked: String, bytes: &[u8]) -> Option<Answer> {
    let end = bytes.windows(4).position(|at| at == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let body = bytes[end + 4..].to_vec();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    // Without a length the end of the connection is the end of the body, and a death looks the same.
    let whole = match length {
        Some(length) => length.trim().parse() == Ok(body.len()),
        None => matches!(status, 204 | 304),
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    whole.then_some(Answer { asked, status, head, body })
}
