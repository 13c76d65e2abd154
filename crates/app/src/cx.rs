//! The context of one request: who calls, from where, at what time.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use sha2::{Digest as _, Sha256};
use wayleave_base::{Clock, Ids, MemberId, OrganisationId, Timestamp, Token};
use wayleave_db::Db;

use crate::error::Error;
use crate::http::cookies;
use crate::shared::Shared;

/// Where a request comes from.
#[derive(Clone, Debug)]
pub struct Meta {
    /// The caller's address; behind a trusted proxy, the one it forwards.
    pub ip: IpAddr,
    /// The caller's program, shortened.
    pub user_agent: String,
    /// The request's id, also in the answer's `x-request-id`.
    pub request_id: String,
    /// Method and path, for idempotency records.
    pub route: String,
    /// The idempotency key and the hash of the body, when a key came with it.
    pub idempotency: Option<(String, Vec<u8>)>,
    /// The session that was used, when it is time to write that down.
    pub used: Used,
}

/// A session in use whose row says that it was last used a while ago. The request notes it; once the request's own
/// transaction is over, it is written in a small one, so that reading stays reading.
#[derive(Clone, Debug, Default)]
pub struct Used(Arc<Mutex<Option<Use>>>);

/// What is written of a use.
#[derive(Clone, Debug)]
pub struct Use {
    /// The hash of the session's token.
    pub session: Vec<u8>,
    /// The member as whom it was used, when an organisation was entered.
    pub member: Option<(OrganisationId, MemberId)>,
    /// When.
    pub at: Timestamp,
}

impl Used {
    /// Notes the use of a session.
    pub fn note(&self, session: Vec<u8>, at: Timestamp) {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *noted = Some(Use { session, member: None, at });
    }

    /// Adds the member to a use that was noted.
    pub fn note_member(&self, organisation: OrganisationId, member: MemberId) {
        if let Some(noted) = self.0.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            noted.member = Some((organisation, member));
        }
    }

    /// Takes what was noted.
    #[must_use]
    pub fn take(&self) -> Option<Use> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// The context of one request.
#[derive(Clone)]
pub struct Cx {
    shared: Arc<Shared>,
    /// Where it comes from.
    pub meta: Arc<Meta>,
    /// The session token, when a well-formed one came with it.
    pub session: Option<Token>,
    now: Timestamp,
}

impl Cx {
    /// A context for `shared`; the time is taken once and holds for the whole request.
    #[must_use]
    pub fn new(shared: Arc<Shared>, meta: Arc<Meta>, session: Option<Token>) -> Self {
        let now = shared.clock.now();
        Self { shared, meta, session, now }
    }

    /// The same request, known among those of its idempotency key by these words instead of its body: of a body that holds
    /// a password no hash is kept that is quickly made.
    #[must_use]
    pub fn told_by(&self, words: &[u8]) -> Self {
        let mut meta = Meta::clone(&self.meta);
        meta.idempotency = meta.idempotency.map(|(key, _)| (key, Sha256::digest(words).to_vec()));
        Self { meta: Arc::new(meta), ..self.clone() }
    }

    /// The same request at a later moment, for one that goes on for long: what it does then is decided as of then.
    #[must_use]
    pub fn later(&self) -> Self {
        Self::new(Arc::clone(&self.shared), Arc::clone(&self.meta), self.session.clone())
    }

    /// The moment of the request.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The parts of the product.
    #[must_use]
    pub fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// The database.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.shared.db
    }

    /// The id source.
    #[must_use]
    pub fn ids(&self) -> &Ids {
        &self.shared.ids
    }

    /// The clock, for what outlives the request.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.shared.clock
    }
}

impl FromRequestParts<Arc<Shared>> for Cx {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Self, Error> {
        let meta = parts
            .extensions
            .get::<Arc<Meta>>()
            .cloned()
            .ok_or_else(|| Error::Internal(anyhow::anyhow!("the request passed no meta layer")))?;
        let session = cookies::session(&parts.headers, &shared.config);
        Ok(Self::new(shared.clone(), meta, session))
    }
}
