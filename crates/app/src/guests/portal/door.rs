//! The door of a link: what a token leads to, as far as its holder may learn it before anything is asked.

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use serde::Serialize;
use sha2::{Digest, Sha256};
use wayleave_access::SharePolicy;
use wayleave_base::{GuestShareId, OrganisationId, Timestamp, Token, TokenKind};
use wayleave_db::{DbResult, Tx, row, sql};
use wayleave_mail::Colour;

use super::halt::Halt;
use super::limits;
use crate::cx::Cx;
use crate::guests::links;
use crate::guests::model::State;
use crate::guests::store::{self, Met, ShareRow};
use crate::settings::Branding;

/// How a page looks: whose it is.
#[derive(Clone, Debug, Serialize)]
pub struct Head {
    /// The organisation's name.
    pub organisation: String,
    /// The address of its logo, if it has one.
    pub logo: Option<String>,
    /// Its colour, six hexadecimal digits.
    pub colour: String,
}

/// A link that may be shown: it matched, and nothing that must be hidden stands against it.
#[derive(Clone, Debug)]
pub struct Door {
    /// The organisation.
    pub organisation: OrganisationId,
    /// The share.
    pub share: ShareRow,
    /// How its pages look.
    pub head: Head,
    /// `Active`, `Expired` or `Exhausted`.
    pub state: State,
    /// The token that led to it; none behind a session.
    pub token: Option<Token>,
}

row! {
    struct SecretRow { organisation_id: OrganisationId, target_id: GuestShareId }
}

impl Door {
    /// What a met share shows; `None` when it must look as if it did not exist.
    #[must_use]
    pub fn of(organisation: OrganisationId, met: Met, now: Timestamp) -> Option<Self> {
        let Met { share, door } = met;
        let policy = |text: &Option<String>| -> Option<SharePolicy> {
            text.as_deref().and_then(|text| serde_json::from_str(text).ok())
        };
        let whole = policy(&door.organisation_policy).unwrap_or_default();
        let here = policy(&door.project_policy);
        let enabled = here.map_or(whole.guest_sharing_enabled, |here| {
            whole.guest_sharing_enabled && here.guest_sharing_enabled
        });
        let state = share.standing(door.locks > 0 || !enabled).outside(now);
        if matches!(state, State::Revoked | State::Suspended) {
            return None;
        }
        let branding: Branding =
            door.branding.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        let colour = Colour::parse(&branding.colour).unwrap_or(Colour::DEFAULT);
        let head = Head {
            logo: branding.logo.map(|_| format!("/organisations/{}/logo", door.slug)),
            colour: colour.to_string().trim_start_matches('#').to_owned(),
            organisation: door.organisation_name,
        };
        Some(Self { organisation, share, head, state, token: None })
    }
}

impl Door {
    /// The door, unless the link is over.
    pub fn ajar(self) -> Result<Self, Halt> {
        match self.state {
            State::Expired => Err(Halt::Expired(Box::new(self))),
            State::Exhausted => Err(Halt::Exhausted(Box::new(self))),
            State::Active | State::Revoked | State::Suspended => Ok(self),
        }
    }
}

/// The token of a path; one that cannot be read is as good as an unknown one.
#[must_use]
pub fn token(path: Result<Path<String>, PathRejection>) -> String {
    path.map_or_else(|_| String::new(), |Path(token)| token)
}

/// Finds what a token leads to. A token that is unknown, malformed, revoked or suspended ends in the same halt after the
/// same work.
pub async fn find(cx: &Cx, token: &str) -> Result<Door, Halt> {
    let mut tx = cx.db().read().await?;
    if limits::blocked(&mut tx, cx.meta.ip, cx.now()).await? {
        return Err(Halt::TooMany);
    }
    let (organisation, share) =
        behind(&mut tx, token, cx.now()).await?.unwrap_or((OrganisationId(0), GuestShareId(0)));
    let door = met(&mut tx, cx, organisation, share).await?;
    drop(tx);
    match door {
        Some(door) => Ok(Door { token: Token::parse(TokenKind::GuestLink, token), ..door }),
        None => {
            limits::miss(cx.shared(), cx.meta.ip, cx.now()).await?;
            Err(Halt::Nothing)
        }
    }
}

/// The share that a token was made for.
pub(crate) async fn behind(
    tx: &mut Tx,
    token: &str,
    now: Timestamp,
) -> DbResult<Option<(OrganisationId, GuestShareId)>> {
    let secret: Option<SecretRow> = tx
        .optional(
            sql("select organisation_id, target_id from secret
                 where token_hash = $1 and kind = $2 and used_at is null and expires_at > $3")
            .bind(Sha256::digest(token.as_bytes()).to_vec())
            .bind(links::LINK)
            .bind(now),
        )
        .await?;
    Ok(secret.map(|secret| (secret.organisation_id, secret.target_id)))
}

/// A share by its ids, as far as the holder of its link may know of it now.
pub async fn met(
    tx: &mut Tx,
    cx: &Cx,
    organisation: OrganisationId,
    share: GuestShareId,
) -> Result<Option<Door>, Halt> {
    tx.enter(organisation).await?;
    let met = store::met(tx, organisation, share).await?;
    Ok(met.and_then(|met| Door::of(organisation, met, cx.now())))
}
