//! Mail: the words of each kind of mail, and the ways to send one.
//!
//! Promises:
//! - [`render()`] gives a one-line subject, a complete text, and a complete HTML that needs no images. What a
//!   person typed stays what it is: it is escaped in HTML and cannot add lines or addresses in text.
//! - [`Mailer::send`] either hands the whole mail over or says whether a later try may help. No value of a
//!   [`Mail`] can add a header or a recipient.
//! - Nothing here decides who may know what. Whoever fills a template answers for it: no title, number or
//!   label of anything that the reader of the mail is not entitled to see.

mod colour;
mod file;
mod mail;
mod mailer;
mod own;
mod render;
mod samples;
mod smtp;
mod templates;

pub use colour::{Colour, InvalidColour};
pub use mail::{Address, Enclosure, Mail};
pub use mailer::{Mailer, SendError, SetupError};
pub use own::{Fault, FaultKind, Own, OwnPart, OwnWords, Variable, faults, variables};
pub use render::{RenderError, Rendered, render};
pub use samples::{Made, Sample, sample};
pub use smtp::{SmtpConfig, SmtpCredentials, SmtpSecurity};
pub use templates::*;
