//! Files in one archive, passed through from the store while they are sent.

use std::collections::HashSet;

use axum::body::Body;
use bytes::Bytes;
use futures::TryStreamExt as _;
use jiff::civil::DateTime;
use wayleave_base::Timestamp;
use wayleave_blob::BlobStream;

use crate::archive::{Archive, Passing};
use crate::download::{Parts, in_parts};
use crate::error::Result;
use crate::register::serve;

/// The media type of an archive.
pub(crate) const ZIP: &str = "application/zip";

/// A file whose turn has come.
pub(crate) enum Entry {
    /// From the store, of about this size.
    Stored(String, u64, BlobStream),
    /// Made on the way.
    Made(String, Bytes),
}

/// What goes into an archive, one file after the other.
pub(crate) trait Entries: Send + 'static {
    /// The next file, decided as of now and not as of when the archive began; none at the end.
    fn next(&mut self) -> impl Future<Output = Result<Option<Entry>>> + Send;
}

struct Packing<E> {
    entries: E,
    at: DateTime,
    archive: Option<Archive>,
    passing: Option<(Passing, BlobStream)>,
}

/// The archive as a body that is read from the store while it is sent. Its files are dated `at`.
pub(crate) async fn body(entries: impl Entries, at: Timestamp) -> Result<Body> {
    let at = jiff::Timestamp::from_millisecond(at).unwrap_or_default();
    let at = at.to_zoned(jiff::tz::TimeZone::UTC).datetime();
    in_parts(Packing { entries, at, archive: Some(Archive::default()), passing: None }).await
}

impl<E: Entries> Parts for Packing<E> {
    async fn next(&mut self) -> Result<(Bytes, bool)> {
        let Some(archive) = &mut self.archive else { return Ok((Bytes::new(), false)) };
        if let Some((mut passing, mut stream)) = self.passing.take() {
            if let Some(bytes) = stream.try_next().await.map_err(serve::missing)? {
                passing.note(&bytes);
                self.passing = Some((passing, stream));
                return Ok((bytes, true));
            }
            return Ok((archive.end(passing)?.into(), true));
        }
        match self.entries.next().await? {
            Some(Entry::Stored(name, size, stream)) => {
                let (passing, head) = archive.begin(&name, size, self.at);
                self.passing = Some((passing, stream));
                Ok((head.into(), true))
            }
            Some(Entry::Made(name, content)) => {
                let (mut passing, mut bytes) = archive.begin(&name, content.len() as u64, self.at);
                passing.note(&content);
                bytes.extend(content);
                bytes.extend(archive.end(passing)?);
                Ok((bytes.into(), true))
            }
            None => {
                let end = self.archive.take().map(Archive::close).unwrap_or_default();
                Ok((end.into(), false))
            }
        }
    }
}

/// The names that files have in an archive: harmless, and no two alike in any case.
pub(crate) struct Names(HashSet<String>);

impl Names {
    /// With names that are given to no file.
    pub(crate) fn without(kept: &[&str]) -> Self {
        Self(kept.iter().map(|name| name.to_lowercase()).collect())
    }

    /// The name of a file.
    pub(crate) fn give(&mut self, filename: &str) -> String {
        let name = wayleave_media::safe_filename(filename);
        let (stem, ending) = match name.rsplit_once('.') {
            Some((stem, ending)) if !stem.is_empty() => (stem, format!(".{ending}")),
            _ => (name.as_str(), String::new()),
        };
        let mut given = name.clone();
        let mut count = 1;
        while !self.0.insert(given.to_lowercase()) {
            count += 1;
            given = format!("{stem} ({count}){ending}");
        }
        given
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_harmless_and_no_two_are_alike() {
        let mut names = Names::without(&["manifest.csv"]);
        let given: Vec<String> = [
            "plan.pdf",
            "PLAN.PDF",
            "plan.pdf",
            "../../etc/passwd",
            "a\\b.pdf",
            "Manifest.csv",
            "noending",
            "NoEnding",
        ]
        .into_iter()
        .map(|name| names.give(name))
        .collect();
        assert_eq!(&given[..3], ["plan.pdf", "PLAN (2).PDF", "plan (3).pdf"]);
        assert_eq!(&given[5..], ["Manifest (2).csv", "noending", "NoEnding (2)"]);
        assert!(given.iter().all(|name| !name.contains(['/', '\\']) && !name.starts_with('.')));
    }
}
