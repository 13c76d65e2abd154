//! What goes over the wire about an account.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// An e-mail address and a password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    /// The e-mail address.
    #[schema(example = "b.lee@example.org")]
    pub email: String,
    /// The password.
    pub password: String,
}

/// The person who is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeView {
    /// The account.
    pub account: AccountView,
    /// Where the account is active, by name.
    pub organisations: Vec<MyOrganisation>,
    /// How many sessions are live.
    pub sessions_count: i64,
    /// The server's time.
    #[schema(example = "2026-11-21T14:03:00.000Z")]
    pub server_time: String,
}

/// An account.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountView {
    /// The public id.
    pub id: String,
    /// The e-mail address.
    pub email: String,
    /// The name.
    pub name: String,
    /// `light`, `dark` or `system`.
    pub theme: String,
}

/// An organisation that one belongs to.
#[derive(Debug, Serialize, ToSchema)]
pub struct MyOrganisation {
    /// The public id.
    pub id: String,
    /// The name in addresses.
    pub slug: String,
    /// The name.
    pub name: String,
    /// The role there.
    pub role: &'static str,
}

/// What may be changed of an account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeMe {
    /// The name.
    pub name: Option<String>,
    /// `light`, `dark` or `system`.
    pub theme: Option<String>,
}

/// A change of the password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    /// The password so far.
    pub current: String,
    /// The password from now on.
    pub new: String,
}

/// A session.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionView {
    /// The public id.
    pub id: String,
    /// Is it the one that asks?
    pub current: bool,
    /// When it was opened.
    pub created_at: String,
    /// When it was last used, to the minute.
    pub last_used_at: String,
    /// The address it was opened from.
    pub ip: String,
    /// The program it was opened with.
    pub user_agent: String,
}

/// Which sessions to end.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EndSessions {
    /// The one that asks as well.
    #[serde(default)]
    pub all: bool,
}

/// An e-mail address.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskReset {
    /// The e-mail address.
    #[schema(example = "b.lee@example.org")]
    pub email: String,
}

/// A token from a mail's link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenBody {
    /// The token.
    pub token: String,
}

/// Whose password a link resets.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResetHint {
    /// The address with most of its name hidden.
    #[schema(example = "b…@example.org")]
    pub email_hint: String,
}

/// A new password by a reset link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CompleteReset {
    /// The token of the link.
    pub token: String,
    /// The password from now on.
    pub password: String,
}

/// What an invitation offers.
#[derive(Debug, Serialize, ToSchema)]
pub struct InvitationCheck {
    /// Who invites.
    pub organisation: InvitingOrganisation,
    /// The address invited.
    pub email: String,
    /// The name given by the inviter, or of the account there is.
    pub name: String,
    /// The person who invites; null when it is the server's operator.
    pub inviter: Option<String>,
    /// Must a password be chosen?
    pub needs_password: bool,
    /// The projects that come with it.
    pub projects: Vec<InvitedTo>,
    /// The role offered.
    pub role: String,
}

/// The organisation of an invitation.
#[derive(Debug, Serialize, ToSchema)]
pub struct InvitingOrganisation {
    /// The name in addresses.
    pub slug: String,
    /// The name.
    pub name: String,
    /// The primary colour.
    pub colour: String,
    /// Is there a logo?
    pub has_logo: bool,
}

/// A project of an invitation.
#[derive(Debug, Serialize, ToSchema)]
pub struct InvitedTo {
    /// The project's name.
    pub name: String,
    /// The role in it.
    pub role: String,
}

/// Accepting an invitation.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptInvitation {
    /// The token of the link.
    pub token: String,
    /// The name, for a new account.
    pub name: Option<String>,
    /// A new account's password, or the password of the account there is when one is not signed in.
    pub password: Option<String>,
}
