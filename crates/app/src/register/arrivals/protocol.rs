//! What the headers of a resumable upload say: tus 1.0, <https://tus.io/protocols/resumable-upload>.
//!
//! Spoken are the core and the extensions creation, creation-with-upload, expiration, checksum and termination.

use axum::http::{HeaderMap, HeaderValue, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use wayleave_base::{ErrorCode, Timestamp};
use wayleave_blob::Checksum;

use crate::error::{Error, FieldError, Result};
use crate::wire;

/// The version spoken.
pub const VERSION: &str = "1.0.0";
/// The extensions spoken.
pub const EXTENSIONS: &str = "creation,creation-with-upload,expiration,checksum,termination";
/// The sums a piece may come with.
pub const ALGORITHMS: &str = "sha1,sha256";
/// The type of every body.
pub const MEDIA_TYPE: &str = "application/offset+octet-stream";

/// The longest name of a file that is read, in characters; what is kept of it is shorter.
const LONGEST_NAME: usize = 1000;

/// What whoever begins an upload says of it.
#[derive(Debug, PartialEq, Eq)]
pub struct Announced {
    /// The whole size in bytes.
    pub size: u64,
    /// The file's name as given.
    pub filename: String,
}

/// Refuses every version but ours.
pub fn version(headers: &HeaderMap) -> Result<()> {
    match text(headers, "tus-resumable") {
        Some(VERSION) => Ok(()),
        _ => Err(Error::code(ErrorCode::TusVersion)),
    }
}

/// Reads size and name.
pub fn announced(headers: &HeaderMap) -> Result<Announced> {
    let mut errors = Vec::new();
    if headers.contains_key("upload-defer-length") {
        let told = "Uploads whose size is told later are not taken; say Upload-Length at the beginning.";
        errors.push(FieldError::new("Upload-Defer-Length", "unsupported", told));
    }
    if headers.contains_key("upload-concat") {
        let told = "Uploads cannot be put together from others; send one file in one upload.";
        errors.push(FieldError::new("Upload-Concat", "unsupported", told));
    }
    let size = number(headers, "upload-length");
    match size {
        Some(0) => errors.push(FieldError::new("file", "empty", "The file is empty.")),
        Some(_) => {}
        None => {
            let told = "The size of the whole file in bytes is required.";
            errors.push(FieldError::new("Upload-Length", "required", told));
        }
    }
    let filename = filename(headers).unwrap_or_else(|error| {
        errors.push(error);
        String::new()
    });
    Error::check(errors)?;
    Ok(Announced { size: size.unwrap_or_default(), filename })
}

/// The name among the metadata, under `filename` or, as some clients have it, `name`.
fn filename(headers: &HeaderMap) -> std::result::Result<String, FieldError> {
    let pairs = text(headers, "upload-metadata").unwrap_or_default();
    let value = |wanted: &str| {
        let mut pairs = pairs.split(',').map(|pair| pair.trim().split_once(' ').unwrap_or((pair.trim(), "")));
        pairs.find(|(key, _)| *key == wanted).map(|(_, value)| value.trim())
    };
    let Some(encoded) = value("filename").or_else(|| value("name")) else {
        let told = "The file's name is required among the metadata, as filename in base64.";
        return Err(FieldError::new("filename", "required", told));
    };
    let decoded = STANDARD.decode(encoded).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let Some(name) = decoded else {
        let told = "The file's name must be UTF-8 text in base64.";
        return Err(FieldError::new("filename", "malformed", told));
    };
    wire::line("filename", &name, LONGEST_NAME, true)
}

/// Where a piece begins.
pub fn offset(headers: &HeaderMap) -> Result<u64> {
    number(headers, "upload-offset").ok_or_else(|| {
        Error::field(
            "Upload-Offset",
            "required",
            "The place in the file where this piece begins is required.",
        )
    })
}

/// Refuses a piece whose body is of any other type.
pub fn piece(headers: &HeaderMap) -> Result<()> {
    if text(headers, header::CONTENT_TYPE.as_str()) == Some(MEDIA_TYPE) {
        return Ok(());
    }
    let told = format!("The bytes of a file are taken as {MEDIA_TYPE} alone.");
    Err(Error::because(ErrorCode::WrongMediaType, told))
}

/// Does the beginning of an upload bring bytes of the file along? A body of any other type is refused.
pub fn brings_bytes(headers: &HeaderMap) -> Result<bool> {
    let has_type = headers.contains_key(header::CONTENT_TYPE);
    let is_empty = match body_length(headers) {
        Some(length) => length == 0,
        None => !has_type && !headers.contains_key(header::TRANSFER_ENCODING),
    };
    if is_empty { Ok(false) } else { piece(headers).map(|()| true) }
}

/// The length of the body, when it is said.
pub fn body_length(headers: &HeaderMap) -> Option<u64> {
    number(headers, header::CONTENT_LENGTH.as_str())
}

/// What the body must add up to, when that is said.
pub fn checksum(headers: &HeaderMap) -> Result<Option<Checksum>> {
    let Some(value) = headers.get("upload-checksum") else { return Ok(None) };
    let refused = || {
        let told = format!("A checksum is the name of its algorithm ({ALGORITHMS}) and its value in base64.");
        Error::field("Upload-Checksum", "malformed", told)
    };
    let (algorithm, sum) = value.to_str().ok().and_then(|text| text.split_once(' ')).ok_or_else(refused)?;
    let sum = STANDARD.decode(sum.trim()).map_err(|_| refused())?;
    match (algorithm, sum.len()) {
        ("sha1", 20) => Ok(Some(Checksum::Sha1(sum))),
        ("sha256", 32) => Ok(Some(Checksum::Sha256(sum))),
        _ => Err(refused()),
    }
}

/// The metadata as we keep it.
pub fn metadata(filename: &str) -> String {
    format!("filename {}", STANDARD.encode(filename))
}

/// A moment as HTTP writes it.
pub fn http_time(at: Timestamp) -> Option<HeaderValue> {
    let moment = jiff::Timestamp::from_millisecond(at).ok()?;
    let text = jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&moment).ok()?;
    HeaderValue::from_str(&text).ok()
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// A plain number: no sign, no fraction, no more than the database can hold.
fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    let text = text(headers, name)?;
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| plain && i64::try_from(*number).is_ok())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn size_and_name_are_read_from_the_headers() {
        let read = |length: &str, metadata: &str| {
            announced(&headers(&[("upload-length", length), ("upload-metadata", metadata)]))
        };
        let wanted = Announced { size: 12, filename: "plan.pdf".to_owned() };
        for metadata in
            ["filename cGxhbi5wZGY=", "type YQ==, filename cGxhbi5wZGY=", "is_odd,name cGxhbi5wZGY="]
        {
            assert_eq!(read("12", metadata).unwrap(), wanted, "{metadata}");
        }
        for (length, metadata) in [
            ("0", "filename cGxhbi5wZGY="),
            ("-1", "filename cGxhbi5wZGY="),
            ("+5", "filename cGxhbi5wZGY="),
            ("1.5", "filename cGxhbi5wZGY="),
            ("99999999999999999999", "filename cGxhbi5wZGY="),
            ("18446744073709551615", "filename cGxhbi5wZGY="),
            ("12", ""),
            ("12", "filename"),
            ("12", "filename plan.pdf"),
            ("12", "filename //79"),
            ("12", "filename YQBi"),
        ] {
            assert!(read(length, metadata).is_err(), "{length} {metadata}");
        }
    }

    #[test]
    fn a_checksum_has_a_known_name_and_its_right_length() {
        let read = |text: &str| checksum(&headers(&[("upload-checksum", text)]));
        assert!(matches!(read("sha1 qvTGHdzF6KLavt4PO0gs2a6pQ00="), Ok(Some(Checksum::Sha1(_)))));
        for text in [
            "md5 qvTGHdzF6KLavt4PO0gs2a6pQ00=",
            "sha1",
            "sha1 YQ==",
            "sha256 qvTGHdzF6KLavt4PO0gs2a6pQ00=",
            "sha1 !",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(matches!(checksum(&HeaderMap::new()), Ok(None)));
    }

    #[test]
    fn a_moment_is_written_as_http_writes_it() {
        assert_eq!(http_time(1_795_262_400_000).unwrap(), "Sat, 21 Nov 2026 12:00:00 GMT");
    }
}
