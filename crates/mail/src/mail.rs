//! One mail to one person, and its form on the wire.

use std::time::{Duration, SystemTime};

use lettre::Message;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};

use crate::mailer::SendError;

/// A name and an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The name shown, if any.
    pub name: Option<String>,
    /// The address, such as `b.lee@example.org`.
    pub email: String,
}

/// A mail to one person. Several readers are several mails, so that none learns of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// The public id: letters, digits, `-` and `_`. It makes the `Message-ID`, so a mail that is sent twice
    /// is shown once.
    pub id: String,
    /// When the mail was written, in unix milliseconds.
    pub date: i64,
    /// The sender shown.
    pub from: Address,
    /// The reader.
    pub to: Address,
    /// Where answers go, if not to `from`.
    pub reply_to: Option<Address>,
    /// One line.
    pub subject: String,
    /// The whole mail as plain text.
    pub text: String,
    /// The whole mail as HTML, if there is one.
    pub html: Option<String>,
    /// Further headers by name; those that a mail has anyway are refused.
    pub headers: Vec<(String, String)>,
    /// Files that come with it.
    pub enclosures: Vec<Enclosure>,
}

/// A file that comes with a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enclosure {
    /// Its name, without a folder.
    pub filename: String,
    /// What it is, such as `application/pdf`.
    pub media_type: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Headers that only the mail itself sets.
const OWN_HEADERS: [&str; 12] = [
    "from",
    "sender",
    "to",
    "cc",
    "bcc",
    "reply-to",
    "subject",
    "date",
    "message-id",
    "mime-version",
    "auto-submitted",
    "return-path",
];

impl Mail {
    /// The mail as it goes out. What is refused here will be refused forever.
    pub(crate) fn message(&self, domain: &str) -> Result<Message, SendError> {
        check_id(&self.id)?;
        one_line("subject", &self.subject)?;
        let date = u64::try_from(self.date).map_err(|_| SendError::permanent("the date is before 1970"))?;
        let mut message = Message::builder()
            .message_id(Some(format!("<{}@{domain}>", self.id)))
            .date(SystemTime::UNIX_EPOCH + Duration::from_millis(date))
            .from(self.from.mailbox("from")?)
            .to(self.to.mailbox("to")?)
            .subject(self.subject.as_str())
            .raw_header(header("Auto-Submitted", "auto-generated")?);
        if let Some(reply_to) = &self.reply_to {
            message = message.reply_to(reply_to.mailbox("reply-to")?);
        }
        for (name, value) in &self.headers {
            let lower = name.to_ascii_lowercase();
            if OWN_HEADERS.contains(&lower.as_str()) || lower.starts_with("content-") {
                return Err(SendError::permanent(format!("the header {name} is set by the mail itself")));
            }
            message = message.raw_header(header(name, value)?);
        }
        let words = |html: &String| MultiPart::alternative_plain_html(self.text.clone(), html.clone());
        let built = match (&self.html, self.enclosures.as_slice()) {
            (Some(html), []) => message.multipart(words(html)),
            (None, []) => message.singlepart(SinglePart::plain(self.text.clone())),
            (html, enclosures) => {
                let mixed = MultiPart::mixed();
                let first = match html {
                    Some(html) => mixed.multipart(words(html)),
                    None => mixed.singlepart(SinglePart::plain(self.text.clone())),
                };
                let whole =
                    enclosures.iter().try_fold(first, |parts, one| Ok(parts.singlepart(one.part()?)))?;
                message.multipart(whole)
            }
        };
        built.map_err(|error| SendError::permanent(format!("the mail cannot be written: {error}")))
    }
}

impl Enclosure {
    fn part(&self) -> Result<SinglePart, SendError> {
        one_line("name of a file", &self.filename)?;
        let refuse = |error| SendError::permanent(format!("{:?} is no type: {error}", self.media_type));
        let media_type = ContentType::parse(self.media_type).map_err(refuse)?;
        Ok(Attachment::new(self.filename.clone()).body(self.bytes.clone(), media_type))
    }
}

impl Address {
    fn mailbox(&self, field: &str) -> Result<Mailbox, SendError> {
        one_line(field, &self.email)?;
        let email = self.email.parse().map_err(|error| {
            SendError::permanent(format!("the {field} address {:?} is not one: {error}", self.email))
        })?;
        let name = match &self.name {
            Some(name) if !name.trim().is_empty() => {
                one_line(field, name)?;
                Some(name.trim().to_owned())
            }
            _ => None,
        };
        Ok(Mailbox::new(name, email))
    }
}

/// The id becomes part of a file name and of a header, so its letters are few.
pub(crate) fn check_id(id: &str) -> Result<(), SendError> {
    let good = !id.is_empty()
        && id.len() <= 128
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    if good { Ok(()) } else { Err(SendError::permanent(format!("{id:?} cannot be the id of a mail"))) }
}

fn header(name: &str, value: &str) -> Result<HeaderValue, SendError> {
    let token = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let header = token.then(|| HeaderName::new_from_ascii(name.to_owned()).ok()).flatten();
    let header =
        header.ok_or_else(|| SendError::permanent(format!("{name:?} cannot be the name of a header")))?;
    one_line(name, value)?;
    Ok(HeaderValue::new(header, value.to_owned()))
}

fn one_line(field: &str, value: &str) -> Result<(), SendError> {
    if value.chars().any(char::is_control) {
        return Err(SendError::permanent(format!("the {field} of the mail has a line break in it")));
    }
    Ok(())
}
