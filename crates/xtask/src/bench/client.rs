//! A small HTTP client over one kept connection: nothing between the clock and the server but the loopback.

use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// A connection to a server on the loopback.
pub struct Client {
    stream: BufReader<TcpStream>,
    headers: String,
}

/// The head of an answer.
#[derive(Debug)]
pub struct Head {
    /// The status code.
    pub status: u16,
    length: Option<u64>,
    chunked: bool,
}

impl Client {
    /// Connects; `cookie` goes with every request.
    pub fn connect(port: u16, cookie: &str) -> Result<Client> {
        let stream =
            TcpStream::connect(("127.0.0.1", port)).context("the server does not take connections")?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let headers = format!("Host: localhost:{port}\r\nCookie: {cookie}\r\nAccept: application/json\r\n");
        Ok(Client { stream: BufReader::with_capacity(256 * 1024, stream), headers })
    }

    /// Asks for `path` and reads the whole answer.
    pub fn get(&mut self, path: &str) -> Result<(u16, Vec<u8>)> {
        let mut body = Vec::new();
        let (status, _) = self.get_into(path, &mut body)?;
        Ok((status, body))
    }

    /// Asks for `path` and writes the answer's body into `sink`; returns the status and how many bytes there were.
    pub fn get_into(&mut self, path: &str, sink: &mut impl Write) -> Result<(u16, u64)> {
        let request = format!("GET {path} HTTP/1.1\r\n{}\r\n", self.headers);
        self.stream.get_mut().write_all(request.as_bytes())?;
        let head = self.head()?;
        let bytes = self.body(&head, sink)?;
        Ok((head.status, bytes))
    }

    /// Sends `length` bytes of `source` to `path` as a browser of the same origin would, and reads the answer.
    pub fn post(&mut self, path: &str, length: u64, source: &mut impl Read) -> Result<(u16, Vec<u8>)> {
        self.post_as("application/octet-stream", path, length, source)
    }

    /// Sends a body to `path`, none where it is null; it must answer with 200, 201 or 204, and the answer is null where it has
    /// no body.
    pub fn post_json(&mut self, path: &str, body: &Value) -> Result<Value> {
        let bytes = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        let (status, body) =
            self.post_as("application/json", path, bytes.len() as u64, &mut bytes.as_slice())?;
        let text = String::from_utf8_lossy(&body);
        ensure!(matches!(status, 200 | 201 | 204), "{path} is answered with {status}: {text}");
        Ok(if body.is_empty() { Value::Null } else { serde_json::from_slice(&body)? })
    }

    fn post_as(
        &mut self,
        kind: &str,
        path: &str,
        length: u64,
        source: &mut impl Read,
    ) -> Result<(u16, Vec<u8>)> {
        let request = format!(
            "POST {path} HTTP/1.1\r\n{}Content-Type: {kind}\r\nContent-Length: {length}\r\n\
             Sec-Fetch-Site: same-origin\r\n\r\n",
            self.headers
        );
        self.stream.get_mut().write_all(request.as_bytes())?;
        std::io::copy(&mut source.take(length), self.stream.get_mut())?;
        let (head, mut body) = (self.head()?, Vec::new());
        self.body(&head, &mut body)?;
        Ok((head.status, body))
    }

    fn head(&mut self) -> Result<Head> {
        let mut line = String::new();
        self.line(&mut line)?;
        let status = line.split_whitespace().nth(1).and_then(|code| code.parse().ok());
        let status = status.with_context(|| format!("the answer begins with {line:?}"))?;
        let mut head = Head { status, length: None, chunked: false };
        loop {
            self.line(&mut line)?;
            let Some((name, value)) = line.split_once(':') else { break };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => head.length = Some(value.trim().parse()?),
                "transfer-encoding" => head.chunked = value.contains("chunked"),
                _ => {}
            }
        }
        if matches!(status, 204 | 304) {
            head.length = Some(0);
        }
        Ok(head)
    }

    fn body(&mut self, head: &Head, sink: &mut impl Write) -> Result<u64> {
        if !head.chunked {
            let length = head.length.context("the answer says neither its length nor that it is chunked")?;
            return self.copy(length, sink);
        }
        let (mut total, mut line) = (0, String::new());
        loop {
            self.line(&mut line)?;
            let size = u64::from_str_radix(line.split(';').next().unwrap_or_default().trim(), 16)?;
            total += self.copy(size, sink)?;
            self.line(&mut line)?;
            if size == 0 {
                return Ok(total);
            }
        }
    }

    fn copy(&mut self, length: u64, sink: &mut impl Write) -> Result<u64> {
        let mut left = length;
        while left > 0 {
            let arrived = self.stream.fill_buf()?;
            ensure!(!arrived.is_empty(), "the answer ended {left} bytes before its end");
            let part = arrived.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            sink.write_all(&arrived[..part])?;
            self.stream.consume(part);
            left -= part as u64;
        }
        Ok(length)
    }

    fn line(&mut self, line: &mut String) -> Result<()> {
        line.clear();
        ensure!(self.stream.read_line(line)? > 0, "the server closed the connection");
        line.truncate(line.trim_end().len());
        Ok(())
    }
}
