//! A person at the other end of HTTP: keeps cookies, names the product's own site as a browser does, and turns every
//! unexpected answer into a sentence that says what was asked, what was expected and what came.

use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use reqwest::header::{CONTENT_TYPE, HeaderMap, ORIGIN};
use reqwest::{Client, Method};
use serde_json::Value;

/// How long one request may take; the largest file of the demo is sent in far less.
const PATIENCE: Duration = Duration::from_secs(180);

/// Somebody with cookies of their own.
#[derive(Clone, Debug)]
pub struct Caller {
    http: Client,
    base: String,
    /// Who it is, for messages.
    pub name: String,
}

/// An answer, read to its end.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Who asked what, for messages.
    pub asked: String,
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl Caller {
    /// Somebody who has not been here before.
    pub fn new(base: &str, name: &str) -> Result<Self> {
        // Chosen once; whoever comes second finds it chosen. Plain HTTP never uses it, but the client wants one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = Client::builder()
            .cookie_store(true)
            .redirect(reqwest::redirect::Policy::none())
            .timeout(PATIENCE)
            .user_agent("wayleave-demo")
            .build()
            .context("cannot make an HTTP client")?;
        Ok(Self { http, base: base.to_owned(), name: name.to_owned() })
    }

    /// Sends a request and reads the answer, whatever it is.
    pub async fn ask(&self, method: Method, path: &str, content: Content) -> Result<Reply> {
        let asked = format!("{} asks {method} {}", self.name, without_tokens(path));
        let mut request =
            self.http.request(method, format!("{}{path}", self.base)).header(ORIGIN, &self.base);
        request = match content {
            Content::None => request,
            Content::Json(value) => request.header(CONTENT_TYPE, "application/json").body(value.to_string()),
            Content::File(bytes) => request.header(CONTENT_TYPE, "application/octet-stream").body(bytes),
            Content::Form(fields) => {
                request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(encoded(&fields))
            }
        };
        let answer = request.send().await.with_context(|| format!("{asked}: no answer"))?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = answer.bytes().await.with_context(|| format!("{asked}: the answer broke off"))?;
        Ok(Reply { asked, status, headers, body: body.to_vec() })
    }

    /// GET of a JSON value.
    pub async fn get(&self, path: &str) -> Result<Value> {
        self.ask(Method::GET, path, Content::None).await?.expect(200)?.json()
    }

    /// Every item of a list, page by page.
    pub async fn list(&self, path: &str) -> Result<Vec<Value>> {
        let mut items = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = self.get(&format!("{path}?limit=200{cursor}")).await?;
            items.extend_from_slice(list_at(&page, "/items")?);
            let Some(next) = page["next"].as_str() else { return Ok(items) };
            cursor = format!("&cursor={next}");
        }
    }

    /// GET of a page, a file or an image.
    pub async fn fetch(&self, path: &str) -> Result<Reply> {
        self.ask(Method::GET, path, Content::None).await
    }

    /// POST that succeeds; null when there is nothing to read.
    pub async fn post(&self, path: &str, body: Value) -> Result<Value> {
        self.ask(Method::POST, path, Content::Json(body)).await?.success()?.json()
    }

    /// PATCH that succeeds.
    pub async fn patch(&self, path: &str, body: Value) -> Result<Value> {
        self.ask(Method::PATCH, path, Content::Json(body)).await?.success()?.json()
    }

    /// PUT of a body that succeeds.
    pub async fn replace(&self, path: &str, body: Value) -> Result<Value> {
        self.ask(Method::PUT, path, Content::Json(body)).await?.success()?.json()
    }

    /// PUT without a body that succeeds.
    pub async fn put(&self, path: &str) -> Result<()> {
        self.ask(Method::PUT, path, Content::None).await?.success().map(drop)
    }

    /// POST of a file's bytes.
    pub async fn upload(&self, path: &str, bytes: Vec<u8>) -> Result<Value> {
        self.ask(Method::POST, path, Content::File(bytes)).await?.success()?.json()
    }

    /// POST of a form, as the portal's pages send.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Result<Reply> {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        self.ask(Method::POST, path, Content::Form(fields)).await
    }
}

/// What goes along with a request.
pub enum Content {
    /// Nothing.
    None,
    /// A JSON value.
    Json(Value),
    /// The bytes of a file.
    File(Vec<u8>),
    /// The fields of a form.
    Form(Vec<(String, String)>),
}

impl Reply {
    /// The same answer if it has this status, else a sentence.
    pub fn expect(self, status: u16) -> Result<Self> {
        if self.status != status {
            bail!("{}: expected {status}, got {}: {}", self.asked, self.status, self.excerpt());
        }
        Ok(self)
    }

    /// The same answer if it is one of success.
    pub fn success(self) -> Result<Self> {
        if !(200..300).contains(&self.status) {
            bail!("{}: expected success, got {}: {}", self.asked, self.status, self.excerpt());
        }
        Ok(self)
    }

    /// The body as JSON; an empty one is null.
    pub fn json(&self) -> Result<Value> {
        if self.body.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&self.body)
            .with_context(|| format!("{}: expected JSON, got {}", self.asked, self.excerpt()))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header as text; empty when it is absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    fn excerpt(&self) -> String {
        let text = self.text();
        let short: String = text.chars().take(600).collect();
        if short.is_empty() { "nothing".to_owned() } else { short.replace('\n', " ") }
    }
}

/// The text at a JSON pointer of an answer.
pub fn text_at<'a>(value: &'a Value, pointer: &str) -> Result<&'a str> {
    let found = value.pointer(pointer).and_then(Value::as_str);
    found.with_context(|| format!("expected a text at {pointer} of {}", shortened(value)))
}

/// The number at a JSON pointer of an answer.
pub fn number_at(value: &Value, pointer: &str) -> Result<i64> {
    let found = value.pointer(pointer).and_then(Value::as_i64);
    found.with_context(|| format!("expected a number at {pointer} of {}", shortened(value)))
}

/// The list at a JSON pointer of an answer.
pub fn list_at<'a>(value: &'a Value, pointer: &str) -> Result<&'a [Value]> {
    let found = value.pointer(pointer).and_then(Value::as_array);
    found.map(Vec::as_slice).with_context(|| format!("expected a list at {pointer} of {}", shortened(value)))
}

/// A text as it may stand in a query or a form.
pub fn encode(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

fn encoded(fields: &[(String, String)]) -> String {
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    pairs.join("&")
}

fn shortened(value: &Value) -> String {
    value.to_string().chars().take(400).collect()
}

/// A path as it may be printed: a link's secret is cut to its kind.
fn without_tokens(path: &str) -> String {
    let cut = |part: &str| {
        if part.starts_with("wl") && part.len() > 40 { format!("{}…", &part[..3]) } else { part.to_owned() }
    };
    path.split('/').map(cut).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u16) -> Reply {
        let asked = "the guest asks GET /g/wlg…".to_owned();
        Reply { asked, status, headers: HeaderMap::new(), body: b"{\"code\":\"gone\"}".to_vec() }
    }

    #[test]
    fn an_unexpected_answer_says_who_asked_what_and_what_came() {
        let error = reply(410).expect(200).expect_err("410 is not 200").to_string();
        assert_eq!(error, "the guest asks GET /g/wlg…: expected 200, got 410: {\"code\":\"gone\"}");
        reply(204).success().expect("204 is a success");
    }

    #[test]
    fn a_token_is_cut_from_what_is_printed() {
        let token = format!("/g/wlg_{}", "x".repeat(49));
        assert_eq!(without_tokens(&token), "/g/wlg…");
        assert_eq!(without_tokens("/v/gss_1/pages/1"), "/v/gss_1/pages/1");
    }

    #[test]
    fn a_form_is_encoded() {
        let fields = vec![("name".to_owned(), "Ana & Søn".to_owned())];
        assert_eq!(encoded(&fields), "name=Ana%20%26%20S%C3%B8n");
    }
}
