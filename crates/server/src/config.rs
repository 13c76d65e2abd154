//! The options: a TOML file, then `WAYLEAVE_…` variables, each checked before anything starts.
//! `docs/operate/options.md` lists them; a test keeps the list complete.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Serialize};
use wayleave_app::AppConfig;
use wayleave_blob::{BlobStore, S3Config};
use wayleave_db::DbConfig;
use wayleave_mail::{Mailer, SmtpConfig, SmtpCredentials, SmtpSecurity};

/// Every option with its default.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Where it listens.
    pub listen: SocketAddr,
    /// Where browsers reach it.
    pub public_url: String,
    /// The folder for the database, files and mail when nothing else is named.
    pub data_dir: PathBuf,
    /// `postgres://…`; empty is SQLite in the data folder.
    pub database_url: String,
    /// The largest file, in MiB.
    pub max_upload_mib: u64,
    /// The folder where files that arrive in pieces lie until they are whole; empty is `staging` in the data folder.
    pub staging_dir: PathBuf,
    /// The program that converts Office files: `auto` looks in the usual places, `off` converts none.
    pub libreoffice: String,
    /// How much one person may be uploading in pieces at a time, in MiB.
    pub max_unfinished_mib: u64,
    /// The same for an organisation as a whole.
    pub max_unfinished_organisation_mib: u64,
    /// Proxies whose forwarded address is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// The sender of mails.
    pub mail_from: String,
    /// Where answers to mails go; empty is the sender.
    pub mail_replies: String,
    /// `text` or `json`.
    pub log_format: String,
    /// What is logged, such as `info` or `wayleave_app=debug`.
    pub log: String,
    /// An S3-compatible store; empty is the data folder.
    pub s3_endpoint: String,
    /// Its region.
    pub s3_region: String,
    /// The bucket.
    pub s3_bucket: String,
    /// The access key.
    pub s3_access_key: String,
    /// The secret key.
    pub s3_secret_key: String,
    /// The mail server; empty writes mails into the data folder.
    pub smtp_host: String,
    /// Its port.
    pub smtp_port: u16,
    /// `starttls`, `tls` or `none`.
    pub smtp_security: String,
    /// The user, if it wants one.
    pub smtp_user: String,
    /// The password.
    pub smtp_password: String,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: ([127, 0, 0, 1], 8080).into(),
            public_url: "http://localhost:8080".to_owned(),
            data_dir: PathBuf::from("wayleave-data"),
            database_url: String::new(),
            max_upload_mib: 5 * 1024,
            staging_dir: PathBuf::new(),
            libreoffice: "auto".to_owned(),
            max_unfinished_mib: 20 * 1024,
            max_unfinished_organisation_mib: 200 * 1024,
            trusted_proxies: Vec::new(),
            mail_from: "wayleave@localhost".to_owned(),
            mail_replies: String::new(),
            log_format: "text".to_owned(),
            log: "info".to_owned(),
            s3_endpoint: String::new(),
            s3_region: "us-east-1".to_owned(),
            s3_bucket: String::new(),
            s3_access_key: String::new(),
            s3_secret_key: String::new(),
            smtp_host: String::new(),
            smtp_port: 587,
            smtp_security: "starttls".to_owned(),
            smtp_user: String::new(),
            smtp_password: String::new(),
        }
    }
}

/// Where LibreOffice lies when it was installed by a package.
const LIBREOFFICE: [&str; 5] = [
    "/usr/bin/soffice",
    "/usr/bin/libreoffice",
    "/usr/local/bin/soffice",
    "/opt/libreoffice/program/soffice",
    "/usr/lib/libreoffice/program/soffice",
];

impl Options {
    /// Reads the file, when there is one, and the environment over it.
    pub fn load(file: Option<&Path>) -> Result<Self> {
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        figment = match file {
            Some(file) => figment.merge(Toml::file_exact(file)),
            None => figment.merge(Toml::file("wayleave.toml")),
        };
        let options: Self =
            figment.merge(Env::prefixed("WAYLEAVE_")).extract().context("an option is wrong")?;
        options.check()?;
        Ok(options)
    }

    fn check(&self) -> Result<()> {
        let url = self.public_url.as_str();
        ensure!(!url.ends_with('/'), "public_url must not end with a slash: {url}");
        let host = url.split("://").nth(1).unwrap_or_default().split([':', '/']).next().unwrap_or_default();
        let loopback = matches!(host, "localhost" | "127.0.0.1" | "[") || host == "[::1]";
        ensure!(
            url.starts_with("https://") || (url.starts_with("http://") && loopback),
            "public_url must begin with https:// (plain http is for localhost alone): {url}"
        );
        ensure!(self.max_upload_mib >= 1, "max_upload_mib must be at least 1");
        ensure!(
            self.max_unfinished_mib >= self.max_upload_mib
                && self.max_unfinished_organisation_mib >= self.max_unfinished_mib,
            "max_unfinished_mib must be at least max_upload_mib, and max_unfinished_organisation_mib at least that"
        );
        ensure!(matches!(self.log_format.as_str(), "text" | "json"), "log_format is text or json");
        ensure!(
            matches!(self.libreoffice.as_str(), "" | "auto" | "off")
                || Path::new(&self.libreoffice).is_file(),
            "libreoffice is auto, off, or the path of the program soffice: {}",
            self.libreoffice
        );
        ensure!(self.mail_from.contains('@'), "mail_from must be a mail address");
        ensure!(
            self.mail_replies.is_empty()
                || self.mail_replies.contains('@') && !self.mail_replies.contains('+'),
            "mail_replies must be a mail address without a plus sign, or empty"
        );
        ensure!(
            self.s3_endpoint.is_empty() || !self.s3_bucket.is_empty(),
            "s3_endpoint is set, but s3_bucket is not"
        );
        if !matches!(self.smtp_security.as_str(), "starttls" | "tls" | "none") {
            bail!("smtp_security is starttls, tls or none");
        }
        Ok(())
    }

    /// The database.
    #[must_use]
    pub fn database(&self) -> DbConfig {
        if self.database_url.is_empty() {
            DbConfig::Sqlite(self.data_dir.join("wayleave.db"))
        } else {
            DbConfig::Postgres(self.database_url.clone())
        }
    }

    /// The file store.
    pub fn blobs(&self) -> Result<BlobStore> {
        if self.s3_endpoint.is_empty() {
            return BlobStore::local(&self.data_dir.join("files"))
                .context("the folder for files cannot be used");
        }
        BlobStore::s3(&S3Config {
            endpoint: self.s3_endpoint.clone(),
            region: self.s3_region.clone(),
            bucket: self.s3_bucket.clone(),
            access_key: self.s3_access_key.clone(),
            secret_key: self.s3_secret_key.clone(),
            allow_http: self.s3_endpoint.starts_with("http://"),
        })
        .context("the S3 store cannot be used")
    }

    /// The program that converts Office files, if there is one.
    pub fn libreoffice(&self) -> Option<PathBuf> {
        match self.libreoffice.as_str() {
            "" | "off" => None,
            "auto" => LIBREOFFICE.iter().map(PathBuf::from).find(|path| path.is_file()),
            path => Some(PathBuf::from(path)),
        }
    }

    /// The folder of files that arrive in pieces.
    #[must_use]
    pub fn staging(&self) -> PathBuf {
        if self.staging_dir.as_os_str().is_empty() {
            self.data_dir.join("staging")
        } else {
            self.staging_dir.clone()
        }
    }

    /// The way mail leaves.
    pub fn mailer(&self) -> Result<Mailer> {
        let domain = self.mail_from.rsplit('@').next().unwrap_or("localhost");
        if self.smtp_host.is_empty() {
            return Mailer::file(&self.data_dir.join("mail"), domain)
                .context("the folder for mail cannot be used");
        }
        let credentials = (!self.smtp_user.is_empty())
            .then(|| SmtpCredentials { user: self.smtp_user.clone(), password: self.smtp_password.clone() });
        let security = match self.smtp_security.as_str() {
            "tls" => SmtpSecurity::Tls,
            "none" => SmtpSecurity::None,
            _ => SmtpSecurity::StartTls,
        };
        let config = SmtpConfig {
            host: self.smtp_host.clone(),
            port: self.smtp_port,
            security,
            credentials,
            timeout: Duration::from_secs(30),
        };
        Mailer::smtp(&config, domain).context("the mail server's settings cannot be used")
    }

    /// What the product is told.
    #[must_use]
    pub fn app(&self) -> AppConfig {
        AppConfig {
            public_url: self.public_url.clone(),
            max_upload: self.max_upload_mib * 1024 * 1024,
            staging: self.staging(),
            libreoffice: self.libreoffice(),
            unfinished_person: self.max_unfinished_mib * 1024 * 1024,
            unfinished_organisation: self.max_unfinished_organisation_mib * 1024 * 1024,
            trusted_proxies: self.trusted_proxies.clone(),
            mail_from: self.mail_from.clone(),
            mail_replies: self.mail_replies.clone(),
            cheap_passwords: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_loopback_alone() {
        let with = |url: &str| Options { public_url: url.to_owned(), ..Options::default() }.check().is_ok();
        assert!(
            with("https://docs.example.com")
                && with("http://localhost:8080")
                && with("http://127.0.0.1:9000")
        );
        assert!(
            !with("http://docs.example.com")
                && !with("docs.example.com")
                && !with("https://docs.example.com/")
        );
    }

    #[test]
    fn every_option_is_documented() {
        let text = include_str!("../../../docs/operate/options.md");
        let value = serde_json::to_value(Options::default()).expect("options are plain data");
        for name in value.as_object().expect("a struct is an object").keys() {
            let variable = format!("WAYLEAVE_{}", name.to_uppercase());
            assert!(
                text.contains(&format!("`{name}`")) && text.contains(&variable),
                "{name} is not documented"
            );
        }
    }
}
