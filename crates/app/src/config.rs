//! What the product needs to be told, checked by the server before it starts.

use std::net::IpAddr;
use std::path::PathBuf;

const GIB: u64 = 1024 * 1024 * 1024;

/// The settings of a running product.
#[derive(Clone, Debug)]
pub struct AppConfig {
    /// Where browsers reach it, such as `https://docs.example.com`; without a slash at the end.
    pub public_url: String,
    /// The largest file, in bytes.
    pub max_upload: u64,
    /// The folder where files that arrive in pieces lie until they are whole.
    pub staging: PathBuf,
    /// How much one person may be uploading in pieces at a time, in bytes, by what was announced.
    pub unfinished_person: u64,
    /// The same for an organisation as a whole.
    pub unfinished_organisation: u64,
    /// The program that converts Office files; without it they have no preview.
    pub libreoffice: Option<PathBuf>,
    /// The proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// The address mails come from.
    pub mail_from: String,
    /// The address answers to mails go to, with the mail's id after a plus sign; empty leaves them with the sender.
    pub mail_replies: String,
    /// Cheap password hashing, for tests alone: the server never sets it.
    pub cheap_passwords: bool,
}

impl AppConfig {
    /// Is the public address https? Cookies are `__Host-` and `Secure` then.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

impl Default for AppConfig {
    fn default() -> Self {
        Self {
            public_url: "http://localhost:8080".to_owned(),
            max_upload: 5 * GIB,
            staging: PathBuf::from("staging"),
            unfinished_person: 20 * GIB,
            unfinished_organisation: 200 * GIB,
            libreoffice: None,
            trusted_proxies: Vec::new(),
            mail_from: "wayleave@localhost".to_owned(),
            mail_replies: String::new(),
            cheap_passwords: false,
        }
    }
}
