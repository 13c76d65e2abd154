//! Mails through an SMTP server.

use std::fmt;
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use crate::mailer::{SendError, SetupError};

/// How to reach an SMTP server.
#[derive(Clone, Debug)]
pub struct SmtpConfig {
    /// The host name, which the server's certificate must carry.
    pub host: String,
    /// The port; commonly 587 with STARTTLS, 465 with TLS, 25 without.
    pub port: u16,
    /// How the connection is protected.
    pub security: SmtpSecurity,
    /// How to sign in, if the server asks for it.
    pub credentials: Option<SmtpCredentials>,
    /// How long each step may take.
    pub timeout: Duration,
}

/// How a connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpSecurity {
    /// Not at all. For a server on the same machine or network only.
    None,
    /// Plain at first, then TLS; a server that does not offer it gets no mail.
    StartTls,
    /// TLS from the first byte.
    Tls,
}

/// A user and a password.
#[derive(Clone)]
pub struct SmtpCredentials {
    /// The user.
    pub user: String,
    /// The password.
    pub password: String,
}

impl fmt::Debug for SmtpCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpCredentials").field("user", &self.user).finish_non_exhaustive()
    }
}

#[derive(Clone)]
pub(crate) struct Smtp(AsyncSmtpTransport<Tokio1Executor>);

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Smtp")
    }
}

impl Smtp {
    pub(crate) fn new(config: &SmtpConfig, domain: &str) -> Result<Self, SetupError> {
        let parameters = || {
            TlsParameters::new(config.host.clone()).map_err(|error| {
                SetupError(format!("TLS to the SMTP server {} cannot be set up: {error}", config.host))
            })
        };
        let tls = match config.security {
            SmtpSecurity::None => Tls::None,
            SmtpSecurity::StartTls => Tls::Required(parameters()?),
            SmtpSecurity::Tls => Tls::Wrapper(parameters()?),
        };
        // The name says that TLS is up to the caller, who has just decided.
        let mut transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(config.host.clone())
            .port(config.port)
            .tls(tls)
            .hello_name(ClientId::Domain(domain.to_owned()))
            .timeout(Some(config.timeout));
        if let Some(SmtpCredentials { user, password }) = &config.credentials {
            transport = transport.credentials(Credentials::new(user.clone(), password.clone()));
        }
        Ok(Self(transport.build()))
    }

    pub(crate) async fn send(&self, message: Message) -> Result<(), SendError> {
        self.0.send(message).await.map(drop).map_err(|error| judged(&error))
    }
}

/// Whether a later try may help. A refused sign-in is a matter of configuration, and the mail must outlive
/// its repair, though servers call it permanent.
fn judged(error: &Error) -> SendError {
    let code = error.status().map(u16::from);
    let reason = match code {
        Some(530 | 534 | 535 | 538) => {
            format!("the SMTP server refused to sign this server in: {}", chain(error))
        }
        Some(_) => format!("the SMTP server refused the mail: {}", chain(error)),
        None => format!("the SMTP server could not be reached or understood: {}", chain(error)),
    };
    match code {
        Some(530 | 534 | 535 | 538) | None => SendError::temporary(reason),
        Some(_) if error.is_permanent() => SendError::permanent(reason),
        Some(_) => SendError::temporary(reason),
    }
}

/// The error and its causes in one line, as the operator sees only this.
fn chain(error: &Error) -> String {
    let mut told = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        let more = error.to_string();
        if !told.contains(&more) {
            told = format!("{told}: {more}");
        }
        cause = error.source();
    }
    told
}
