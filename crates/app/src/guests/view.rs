//! Guest shares on the wire.

use std::collections::HashMap;

use serde::{Deserialize, Deserializer, Serialize};
use utoipa::{IntoParams, ToSchema};
use wayleave_access::{Action, Outcome, ProjectFacts, Target};
use wayleave_base::{SubjectId, Timestamp};

use super::model::{Follows, State, ceiling};
use super::store::Shown;
use crate::abilities::{Abilities, Ability, ability};
use crate::people::PersonRef;
use crate::wire;

/// The document behind a share. Where the reader no longer reaches it, its id is empty and its title says so.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SharedDocument {
    /// The public id.
    #[schema(example = "doc_5n0v8w2m4x6z8b0d2f4h6k8m0p")]
    pub id: String,
    /// The number.
    #[schema(example = "A-101")]
    pub number: String,
    /// The title.
    #[schema(example = "Ground floor plan")]
    pub title: String,
}

/// The transmittal that a share went out with.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SharedTransmittal {
    /// The public id.
    #[schema(example = "trn_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub id: String,
    /// The number.
    #[schema(example = "TRN-012")]
    pub number: String,
}

/// The revision that a share is pinned to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SharedRevision {
    /// Its code.
    #[schema(example = "C")]
    pub code: String,
}

/// A guest share: one document, or what a transmittal sends, let out by a link.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GuestShare {
    /// The public id.
    pub id: String,
    /// The internal name; guests never see it.
    pub label: String,
    /// The document; of what a transmittal sends, the first.
    pub document: SharedDocument,
    /// How many documents it opens.
    #[schema(example = 1)]
    pub documents: i64,
    /// The transmittal that it went out with.
    pub transmittal: Option<SharedTransmittal>,
    /// The revision, or nothing when it follows the latest approved one.
    pub revision: Option<SharedRevision>,
    /// `pinned` or `latest_approved`.
    #[schema(example = "pinned")]
    pub follows: String,
    /// `active`, `expired`, `exhausted`, `revoked` or `suspended`.
    #[schema(example = "active")]
    pub state: &'static str,
    /// When it was made.
    pub created_at: String,
    /// When it ends.
    pub expires_at: Option<String>,
    /// Who made it.
    pub created_by: Option<PersonRef>,
    /// `person`, or `project` once its maker left.
    pub owner: &'static str,
    /// For whom.
    pub recipient_name: Option<String>,
    /// Where that person is reached.
    pub recipient_email: Option<String>,
    /// Is downloading allowed?
    pub allow_download: bool,
    /// Is there a password?
    pub has_password: bool,
    /// How often it may be opened; 0 is without limit.
    pub max_opens: i64,
    /// How often it was.
    pub opens: i64,
    /// How many downloads were made.
    pub downloads: i64,
    /// When it was last opened.
    pub last_accessed_at: Option<String>,
    /// Is the guest's name asked for?
    pub require_name: bool,
    /// Is the guest's address asked for?
    pub require_email: bool,
    /// Is a code sent to the recipient on opening?
    pub mail_code: bool,
    /// Does it run longer than the policy would allow today?
    pub over_ceiling: bool,
    /// What the reader may do with it.
    #[schema(value_type = std::collections::BTreeMap<String, crate::abilities::Ability>)]
    pub abilities: Abilities,
}

/// What a page of shares is shown with.
pub struct Frame<'a> {
    /// The reader's standing.
    pub facts: &'a ProjectFacts,
    /// The project's time zone.
    pub zone: &'a str,
    /// The moment.
    pub now: Timestamp,
    /// Makers, by subject.
    pub people: &'a HashMap<SubjectId, PersonRef>,
}

impl Frame<'_> {
    /// A share as shown.
    #[must_use]
    pub fn show(&self, shown: Shown) -> GuestShare {
        let Shown { share, document } = shown;
        let suspended = suspended(self.facts);
        let state = share.standing(suspended).inside(self.now);
        let manage = self
            .facts
            .outcome(Action::GuestShareManage, Target { maker: share.maker(), ..Target::default() });
        let pinned = Follows::parse(&share.follows) == Some(Follows::Pinned);
        let over = share.live && share.ends_at > ceiling(&self.facts.share_policy, self.now, self.zone);
        let some = |text: String| (!text.is_empty()).then_some(text);
        GuestShare {
            id: share.public_id,
            label: share.label,
            document: if document.within_reach {
                SharedDocument {
                    id: document.document_public_id,
                    number: document.number,
                    title: document.title,
                }
            } else {
                SharedDocument {
                    id: String::new(),
                    number: String::new(),
                    title: "Out of your reach".to_owned(),
                }
            },
            documents: document.documents,
            transmittal: document
                .transmittal_public_id
                .zip(document.transmittal_number)
                .map(|(id, number)| SharedTransmittal { id, number }),
            revision: pinned.then_some(SharedRevision { code: document.revision_code }),
            follows: share.follows,
            state: state.code(),
            created_at: wire::time(share.created_at),
            expires_at: wire::end(share.ends_at),
            created_by: self.people.get(&share.created_by).cloned(),
            owner: if share.owned_by_project { "project" } else { "person" },
            recipient_name: some(share.recipient_name),
            recipient_email: some(share.recipient_email),
            allow_download: share.allow_download,
            has_password: share.password_hash.is_some(),
            max_opens: share.max_opens,
            opens: share.opens,
            downloads: share.downloads,
            last_accessed_at: share.last_accessed_at.map(wire::time),
            require_name: share.require_name,
            require_email: share.require_email,
            mail_code: share.mail_code,
            over_ceiling: over,
            abilities: abilities(&manage, state),
        }
    }
}

/// Are all links of the project shut, whatever their own state?
#[must_use]
pub fn suspended(facts: &ProjectFacts) -> bool {
    facts.locked || !facts.share_policy.guest_sharing_enabled
}

fn abilities(manage: &Outcome, state: State) -> Abilities {
    let allowed = ability(manage);
    let act = if state == State::Revoked && allowed.allowed {
        Ability {
            allowed: false,
            reason: Some("A revoked share stays revoked. Create a new one.".to_owned()),
            rule: None,
            condition: None,
        }
    } else {
        allowed
    };
    // Whoever sees the share sees its log.
    let log = Ability { allowed: true, reason: None, rule: None, condition: None };
    let mut all: Abilities =
        ["edit", "extend", "revoke", "regenerate"].into_iter().map(|code| (code, act.clone())).collect();
    all.insert("log", log);
    all
}

/// A guest share to be created.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewGuestShare {
    /// The document's public id; either this or a transmittal is named.
    #[serde(default)]
    pub document_id: Option<String>,
    /// The public id of a transmittal that went out: the link shows what was sent, and takes an acknowledgement.
    #[serde(default)]
    pub transmittal_id: Option<String>,
    /// The accepted revision to pin; without it, the one shown to you.
    #[serde(default)]
    pub revision_id: Option<String>,
    /// `pinned` (the default) or `latest_approved`.
    #[serde(default)]
    #[schema(example = "pinned")]
    pub follows: Option<String>,
    /// The internal name, 1 to 120 characters.
    #[schema(example = "Facade tender, bidder 3")]
    pub label: String,
    /// The last day, in the project's time zone.
    #[schema(example = "2026-12-05")]
    pub expires_on: String,
    /// Is downloading allowed?
    #[serde(default)]
    pub allow_download: bool,
    /// A password, 8 to 200 characters. It cannot be read back.
    #[serde(default)]
    pub password: Option<String>,
    /// How often it may be opened; 0 is without limit. Without it, the policy's default.
    #[serde(default)]
    pub max_opens: Option<i64>,
    /// Ask for the guest's name?
    #[serde(default)]
    pub require_name: bool,
    /// Ask for the guest's e-mail address?
    #[serde(default)]
    pub require_email: bool,
    /// Send a code to the recipient's address on opening?
    #[serde(default)]
    pub mail_code: bool,
    /// For whom.
    #[serde(default)]
    pub recipient_name: Option<String>,
    /// Where that person is reached.
    #[serde(default)]
    pub recipient_email: Option<String>,
    /// A restricted document goes out: this must be said.
    #[serde(default)]
    pub confirm_confidential: bool,
}

/// Changes to a guest share; what is absent stays.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditGuestShare {
    /// The internal name.
    #[serde(default)]
    pub label: Option<String>,
    /// Is downloading allowed?
    #[serde(default)]
    pub allow_download: Option<bool>,
    /// A new password; null takes it away. Either ends the sessions that are open.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub password: Option<Option<String>>,
    /// How often it may be opened; 0 is without limit.
    #[serde(default)]
    pub max_opens: Option<i64>,
    /// Ask for the guest's name?
    #[serde(default)]
    pub require_name: Option<bool>,
    /// Ask for the guest's e-mail address?
    #[serde(default)]
    pub require_email: Option<bool>,
}

/// Tells null from absent.
fn given<'de, D: Deserializer<'de>>(reader: D) -> Result<Option<Option<String>>, D::Error> {
    Option::<String>::deserialize(reader).map(Some)
}

/// A new end.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtendGuestShare {
    /// The last day, in the project's time zone.
    #[schema(example = "2026-12-19")]
    pub expires_on: String,
}

/// A revocation.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RevokeGuestShare {
    /// Why.
    #[serde(default)]
    pub reason: Option<String>,
}

/// A share that was made, with its link. The link is shown this once.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CreatedGuestShare {
    /// The share.
    pub share: GuestShare,
    /// The link to hand to the guest.
    #[schema(example = "https://docs.example.com/g/wlg_…")]
    pub link: String,
}

/// A new link. It is shown this once; every former one is void.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NewLink {
    /// The link to hand to the guest.
    #[schema(example = "https://docs.example.com/g/wlg_…")]
    pub link: String,
}

/// A page of guest shares.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GuestShares {
    /// The shares, newest first.
    pub items: Vec<GuestShare>,
    /// The cursor of the next page.
    pub next: Option<String>,
}

/// One line of a share's access log.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LogEntry {
    /// When.
    pub at: String,
    /// What: `accessed`, `downloaded`, `password_failed`, `created`, `edited`, `extended`, `regenerated`, `revoked`,
    /// `expired`, `exhausted`, `asked`.
    #[schema(example = "accessed")]
    pub event: String,
    /// From which address.
    pub ip: String,
    /// With which program.
    pub user_agent: String,
    /// Under which name.
    pub name: String,
    /// Under which e-mail address.
    pub email: String,
    /// `anonymous_link`, `typed_name`, `mail_proven`, `account` or `system`.
    #[schema(example = "typed_name")]
    pub assurance: String,
    /// The revision shown.
    pub revision: String,
}

/// A page of an access log.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AccessLog {
    /// The lines, newest first.
    pub items: Vec<LogEntry>,
    /// The cursor of the next page.
    pub next: Option<String>,
}

/// Which guest shares are listed.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListGuestShares {
    /// Only on this document.
    pub document: Option<String>,
    /// Only of this transmittal.
    pub transmittal: Option<String>,
    /// Only in this state.
    pub state: Option<String>,
    /// How many a page has, 1 to 200.
    pub limit: Option<i64>,
    /// Where the list went on.
    pub cursor: Option<String>,
}

/// Which part of an access log is listed.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListLog {
    /// How many a page has, 1 to 200.
    pub limit: Option<i64>,
    /// Where the list went on.
    pub cursor: Option<String>,
}
