//! A small SMTP server that does as a test tells it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use wayleave_mail::{Mailer, SmtpConfig, SmtpCredentials, SmtpSecurity};

/// A mail that arrived.
#[derive(Clone, Debug, Default)]
pub struct Arrived {
    pub from: String,
    pub to: Vec<String>,
    /// With the extra dots taken away again.
    pub content: String,
}

/// What the server answers to a command (`EHLO`, `AUTH`, `MAIL`, `RCPT`, `DATA`, and `.` for the end of the
/// mail) instead of consent.
pub type Answers = HashMap<&'static str, &'static str>;

pub struct Sink {
    pub port: u16,
    arrived: Arc<Mutex<Vec<Arrived>>>,
    heard: Arc<Mutex<Vec<String>>>,
    _serving: JoinSet<()>,
}

impl Sink {
    pub async fn start(answers: Answers) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (arrived, heard) = (Arc::default(), Arc::default());
        let mut serving = JoinSet::new();
        let shared = (Arc::clone(&arrived), Arc::clone(&heard));
        serving.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((connection, _)) = listener.accept().await {
                let (answers, arrived, heard) =
                    (answers.clone(), Arc::clone(&shared.0), Arc::clone(&shared.1));
                connections.spawn(async move {
                    let _ = serve(connection, &answers, &arrived, &heard).await;
                });
            }
        });
        Self { port, arrived, heard, _serving: serving }
    }

    pub fn arrived(&self) -> Vec<Arrived> {
        self.arrived.lock().unwrap().clone()
    }

    /// All lines that clients said, contents of mails aside.
    pub fn heard(&self) -> String {
        self.heard.lock().unwrap().concat()
    }

    pub fn mailer(&self, security: SmtpSecurity, password: Option<&str>) -> Mailer {
        mailer(self.port, security, password)
    }
}

pub fn mailer(port: u16, security: SmtpSecurity, password: Option<&str>) -> Mailer {
    let credentials =
        password.map(|password| SmtpCredentials { user: "docs".to_owned(), password: password.to_owned() });
    let timeout = Duration::from_secs(20);
    let config = SmtpConfig { host: "127.0.0.1".to_owned(), port, security, credentials, timeout };
    assert!(!format!("{config:?}").contains(password.unwrap_or("password: ")));
    Mailer::smtp(&config, "docs.example.org").unwrap()
}

async fn serve(
    connection: TcpStream,
    answers: &Answers,
    arrived: &Mutex<Vec<Arrived>>,
    heard: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let mut connection = BufReader::new(connection);
    connection.write_all(b"220 sink ESMTP\r\n").await?;
    let mut mail = Arrived::default();
    loop {
        let mut line = String::new();
        if connection.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        heard.lock().unwrap().push(line.clone());
        let command = line.split([' ', '\r']).next().unwrap_or_default().to_uppercase();
        let refusal = answers.get(command.as_str()).copied();
        let answer = match command.as_str() {
            _ if refusal.is_some() => refusal.unwrap_or_default(),
            "EHLO" => "250-sink\r\n250-AUTH PLAIN\r\n250 8BITMIME",
            "AUTH" => "235 signed in",
            "MAIL" => {
                mail = Arrived { from: address_in(&line), ..Arrived::default() };
                "250 go on"
            }
            "RCPT" => {
                mail.to.push(address_in(&line));
                "250 go on"
            }
            "DATA" => {
                connection.write_all(b"354 let me hear it\r\n").await?;
                mail.content = content(&mut connection).await?;
                let refusal = answers.get(".").copied();
                if refusal.is_none() {
                    arrived.lock().unwrap().push(std::mem::take(&mut mail));
                }
                refusal.unwrap_or("250 kept")
            }
            "QUIT" => return connection.write_all(b"221 bye\r\n").await,
            _ => "250 as you like",
        };
        connection.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
}

async fn content(connection: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut content = String::new();
    loop {
        let mut line = String::new();
        if connection.read_line(&mut line).await? == 0 || line == ".\r\n" {
            return Ok(content);
        }
        content.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}

fn address_in(line: &str) -> String {
    line.split(['<', '>']).nth(1).unwrap_or_default().to_owned()
}

/// A server that hangs up on whoever connects.
pub async fn hang_up() -> (u16, JoinSet<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let mut serving = JoinSet::new();
    serving.spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            let _ = connection.write_all(b"220 sink ESMTP\r\n").await;
            let _ = connection.read_u8().await;
        }
    });
    (port, serving)
}
