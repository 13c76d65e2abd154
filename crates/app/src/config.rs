//! What the product needs to be told, checked by the server before it starts.

use std::net::IpAddr;

/// The settings of a running product.
#[derive(Clone, Debug)]
pub struct AppConfig {
    /// Where browsers reach it, such as `https://docs.example.com`; without a slash at the end.
    pub public_url: String,
    /// The largest file, in bytes.
    pub max_upload: u64,
    /// The proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// The address mails come from.
    pub mail_from: String,
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
            max_upload: 5 * 1024 * 1024 * 1024,
            trusted_proxies: Vec::new(),
            mail_from: "wayleave@localhost".to_owned(),
            cheap_passwords: false,
        }
    }
}
