//! Those who got a transmittal and what they said of its receipt, as clients send and get it.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::people::PersonRef;

/// Somebody who got a transmittal, as they were when it was issued.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReceivedBy {
    /// The public id.
    #[schema(example = "rcp_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub id: String,
    /// Who, as they are now; nobody for an address.
    pub person: Option<PersonRef>,
    /// The name.
    pub name: String,
    /// The address that got a link of its own.
    #[schema(example = "k.ode@harbour.example")]
    pub email: Option<String>,
    /// How they were reached: `account`, or `link` for a link of their own.
    #[schema(example = "link")]
    pub by: &'static str,
    /// The company's name.
    #[schema(example = "Borealis Engineers")]
    pub company: Option<String>,
    /// `to` or `cc`.
    #[schema(example = "to")]
    pub role: String,
    /// The group, company or list that stood for them.
    pub via: Option<String>,
    /// Is receipt to be acknowledged: `required`, `optional` or `none`?
    #[schema(example = "required")]
    pub acknowledgement: String,
    /// Until when they see what was sent; null for no end.
    pub ends_at: Option<String>,
    /// Do they see it now: `open`, `ended` when its time was over, or `revoked`? For the project's people.
    #[schema(example = "open")]
    pub access: Option<&'static str>,
    /// What was said of the receipt.
    pub acknowledged: Option<Acknowledged>,
    /// What they said themselves beside what was recorded for them.
    pub contested: Option<Contested>,
    /// When they were reminded last.
    pub reminded_at: Option<String>,
    /// How many documents did not go to them, because they held them by an earlier transmittal.
    pub skipped: i64,
    /// How many did not, because they were not ticked for them; told to the project's people, and 0 to others.
    pub unticked: i64,
    /// When they first looked at what was sent to them, or opened their link, and how often; null while they did not,
    /// and where it is not told. Looking counts once an hour for each revision and session.
    pub opened: Option<Counted>,
    /// When they first took a file of it along, and how many times they did; likewise.
    pub downloaded: Option<Counted>,
    /// How the newest mail to them went; for the project's people, and null while none was written.
    pub mail: Option<Mailed>,
}

/// Something that was done, counted.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Counted {
    /// When it was first done.
    pub first_at: String,
    /// How often.
    #[schema(example = 2)]
    pub times: i64,
}

/// How a mail went.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Mailed {
    /// `waiting`, `sent` (a mail server took it) or `failed`.
    #[schema(example = "failed")]
    pub state: &'static str,
    /// Since when.
    pub at: String,
    /// Why it failed, or why it waits still.
    #[schema(example = "550 no such mailbox")]
    pub reason: Option<String>,
}

/// What was said of a receipt.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Acknowledged {
    /// When it was received.
    pub at: String,
    /// How it was said: by somebody with an `account`, through a `link`, or `recorded` by whoever sends.
    #[schema(example = "link")]
    pub how: String,
    /// Who said so: by a link, whom the sender made it for; where it is recorded, who recorded it.
    pub by: String,
    /// The name that the holder of a link typed, where they were asked for one.
    #[schema(example = "Kim Ode")]
    pub typed_name: Option<String>,
    /// How sure it is who that was: `account`, `mail_proven`, `typed_name`, `anonymous_link`, or `recorded` where
    /// somebody else wrote it down.
    #[schema(example = "mail_proven")]
    pub assurance: String,
    /// What was said with it.
    #[schema(example = "Received with thanks.")]
    pub comment: Option<String>,
    /// Who received it, where it was said for somebody else.
    #[schema(example = "Kim Ode")]
    pub received_by: Option<String>,
}

/// What somebody said of their receipt beside what was recorded for them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Contested {
    /// When.
    pub at: String,
    /// Did they receive it?
    #[schema(example = false)]
    pub received: bool,
    /// How sure it is who that was.
    #[schema(example = "account")]
    pub assurance: String,
    /// What they said with it.
    #[schema(example = "Nothing came here.")]
    pub comment: Option<String>,
    /// Who received it, where they named somebody else.
    #[schema(example = "Kim Ode")]
    pub received_by: Option<String>,
}

/// What somebody says beside what was recorded for them.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcknowledgementContest {
    /// Did they receive it? `false` contests the record; `true` is their own acknowledgement.
    #[schema(example = false)]
    pub received: bool,
    /// What is said with it, 1000 characters at most.
    #[serde(default)]
    #[schema(example = "Nothing came here.")]
    pub comment: String,
    /// Who received it, if that is somebody else, 120 characters at most.
    #[serde(default)]
    #[schema(example = "")]
    pub received_by: String,
}

/// Receipt, acknowledged.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcknowledgeTransmittal {
    /// What is said with it, 1000 characters at most.
    #[serde(default)]
    #[schema(example = "Received with thanks.")]
    pub comment: String,
    /// Who received it, if that is somebody else, 120 characters at most.
    #[serde(default)]
    #[schema(example = "Kim Ode")]
    pub received_by: String,
}

/// An acknowledgement that came in another way.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordAcknowledgement {
    /// Whose: the id of one of those who got the transmittal.
    #[schema(example = "rcp_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub recipient: String,
    /// On which day they acknowledged.
    #[schema(example = "2026-11-24")]
    pub acknowledged_on: String,
    /// How that is known, 1 to 1000 characters.
    #[schema(example = "Said so by telephone.")]
    pub note: String,
    /// Who received it, if that is somebody else.
    #[serde(default)]
    #[schema(example = json!(null))]
    pub received_by: Option<String>,
}

/// Which receipt is asked for, and in what form.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReceiptFile {
    /// Whose: the id of one of those who got the transmittal; the reader's own unless given.
    pub recipient: Option<String>,
    /// Of what: the `acknowledgement`, which goes without saying, or what was said beside it, the `contest`.
    pub of: Option<String>,
    /// `json`, the signed file, or `pdf`, for reading.
    pub format: Option<String>,
}

/// Why a transmittal is recalled.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecallTransmittal {
    /// The reason, 1 to 500 characters.
    #[schema(example = "Sent by mistake.")]
    pub reason: String,
}

/// Another transmittal.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OtherTransmittal {
    /// The public id.
    #[schema(example = "trn_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub id: String,
    /// The number.
    #[schema(example = "TRN-012-R1")]
    pub number: String,
}
