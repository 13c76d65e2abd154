//! JSON bodies: one object, read with the path of what is wrong in it.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;
use serde_json::Value;
use wayleave_base::ErrorCode;

use crate::error::{Error, Result};

/// A JSON body. Unknown fields, wrong types and broken JSON are refused with the field's path, and so are texts with
/// characters that no text has.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        let json =
            request.headers().get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !json.starts_with("application/json") {
            return Err(Error::because(ErrorCode::Malformed, "Send the body as application/json."));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|_| {
            Error::because(ErrorCode::TooLarge, "The body is larger than 2 MiB, or was cut short.")
        })?;
        // A list would be read as the fields in their order, and an empty one as an object without any.
        if bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[') {
            return Err(Error::because(ErrorCode::Malformed, "Send one JSON object."));
        }
        let mut reader = serde_json::Deserializer::from_slice(&bytes);
        let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            let path = error.path().to_string();
            let field = if path == "." { String::new() } else { path };
            Error::field(field, "malformed", sentence(error.inner()))
        })?;
        reader
            .end()
            .map_err(|_| Error::because(ErrorCode::Malformed, "There is something after the JSON."))?;
        match untold(&bytes) {
            Some(field) => {
                Err(Error::field(field, "control_characters", "Control characters are not accepted."))
            }
            None => Ok(Self(value)),
        }
    }
}

/// What serde says, without places in the text, as a sentence.
fn sentence(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or_default();
    let mut letters = text.chars();
    letters.next().map_or_else(
        || "This cannot be read.".to_owned(),
        |first| format!("{}{}.", first.to_uppercase(), letters.as_str()),
    )
}

/// The path of the first text with a control character other than tabs and line breaks. Most bodies hold no byte that could
/// be one and are not read again.
fn untold(bytes: &[u8]) -> Option<String> {
    let suspect = bytes
        .windows(2)
        .any(|pair| matches!(pair, [b'\\', b'u' | b'b' | b'f'] | [_, 0x7f] | [0xc2, 0x80..=0x9f]));
    if !suspect {
        return None;
    }
    find(&serde_json::from_slice(bytes).ok()?, "")
}

fn find(value: &Value, path: &str) -> Option<String> {
    let is_odd = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t');
    match value {
        Value::String(text) => text.contains(is_odd).then(|| path.to_owned()),
        Value::Array(items) => {
            items.iter().enumerate().find_map(|(at, item)| find(item, &format!("{path}[{at}]")))
        }
        Value::Object(fields) => fields.iter().find_map(|(name, field)| {
            let name = name.replace(is_odd, "");
            find(field, &if path.is_empty() { name } else { format!("{path}.{name}") })
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::untold;

    #[test]
    fn texts_with_control_characters_are_found_by_their_path() {
        assert_eq!(untold(br#"{"a": {"b": ["x", "y\u0000"]}}"#), Some("a.b[1]".to_owned()));
        assert_eq!(untold(b"{\"a\": \"\x7f\"}"), Some("a".to_owned()));
        assert_eq!(untold("{\"a\": \"\u{85}\"}".as_bytes()), Some("a".to_owned()));
        assert_eq!(untold(br#"{"a": "one\ntwo\tthree \u00e9 \\u0000"}"#), None);
    }
}
