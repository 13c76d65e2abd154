//! What is shown before a draft is issued: what somebody will see, and what everybody was sent before.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::view::Transmittal;
use super::view_lists::EntryView;
use super::view_received::OtherTransmittal;

/// Whose view of a draft is asked for: one of those who would get it.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewTransmittal {
    /// Somebody with an account, by their public id.
    #[serde(default)]
    #[schema(example = json!(null))]
    pub person: Option<String>,
    /// Somebody who gets a link, by their address.
    #[serde(default)]
    #[schema(example = "k.ode@harbour.example")]
    pub email: Option<String>,
}

/// A mail as it would be written, with nothing in it that opens anything.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PreviewedMail {
    /// The address that it comes from.
    #[schema(example = "wayleave@harbour.example")]
    pub from: String,
    /// To whom it goes.
    #[schema(example = "Kim Ode <k.ode@harbour.example>")]
    pub to: String,
    /// Its subject.
    #[schema(example = "TRN-012 Ground floor, second issue: Anna Lindqvist sent you a transmittal")]
    pub subject: String,
    /// Its words without form.
    pub text: String,
    /// Its words as most programs show them.
    #[schema(example = "<p>Hello Kim Ode,</p>")]
    pub html: String,
    /// What comes with it.
    #[schema(example = "TRN-012 Ground floor, second issue.pdf")]
    pub enclosure: Option<String>,
}

/// The pages of a link as they would be filled, with nothing in them that opens anything.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PreviewedPages {
    /// What the link leads to.
    #[schema(example = "<!doctype html>")]
    pub door: String,
    /// What is behind it.
    #[schema(example = "<!doctype html>")]
    pub inside: String,
}

/// What one of those who would get a draft will see.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TransmittalPreview {
    /// Their name.
    #[schema(example = "Kim Ode")]
    pub name: String,
    /// How they are reached: `account`, or `link` for a link of their own.
    #[schema(example = "link")]
    pub by: &'static str,
    /// Do they read it as somebody from outside?
    pub outside: bool,
    /// The mail; null for whoever chose to be told in another way.
    pub mail: Option<PreviewedMail>,
    /// The pages of their link.
    pub pages: Option<PreviewedPages>,
    /// The transmittal as their account reads it.
    pub transmittal: Option<Transmittal>,
}

/// To how many of those for whom an entry stands a document was sent before.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SentCell {
    /// The place of the column, from 0.
    #[schema(example = 0)]
    pub column: usize,
    /// To how many this very revision was sent.
    #[schema(example = 8)]
    pub sent: usize,
    /// To how many of those it is open still, so that they need not be sent it again.
    #[schema(example = 8)]
    pub held: usize,
    /// To how many an earlier revision was sent and no later one.
    #[schema(example = 0)]
    pub older: usize,
    /// To how many a later revision was sent, and not this one.
    #[schema(example = 0)]
    pub newer: usize,
    /// The code of the newest revision of those that were sent.
    #[schema(example = "P01")]
    pub revision: String,
    /// The transmittal that sent it last.
    pub transmittal: OtherTransmittal,
    /// When that was issued.
    pub issued_at: String,
    /// Until when it is open to them; null for no end, and where it is shut.
    pub until: Option<String>,
}

/// A document of a draft, and to whom it was sent before.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SentBeforeRow {
    /// The document.
    pub document_id: String,
    /// The revision that is to be sent.
    pub revision_id: String,
    /// The number.
    #[schema(example = "A-101")]
    pub number: String,
    /// The title.
    #[schema(example = "Ground floor plan")]
    pub title: String,
    /// The revision's code.
    #[schema(example = "P02")]
    pub revision: String,
    /// The columns of those who were sent any revision of it; to the others it is new.
    pub cells: Vec<SentCell>,
}

/// A column: whom a draft names, and how many of those for whom that stands would get it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SentColumn {
    /// Whom the draft names.
    pub entry: EntryView,
    /// How many of them would get it.
    pub receivers: usize,
}

/// What those who would get a draft were sent of it before: documents by those whom it names.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SentBefore {
    /// Documents, in the draft's order.
    pub items: Vec<SentBeforeRow>,
    /// The cursor of the next page.
    pub next: Option<String>,
    /// Whom the draft names, in its order.
    pub columns: Vec<SentColumn>,
}
