//! The built browser app, embedded: `dist/` is read from disk in debug builds and is part of the binary in release builds.
//! Promises: knows nothing of the product; an empty `dist/` is an answer of its own, not an error.

use std::borrow::Cow;

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "dist/"]
#[exclude = ".gitkeep"]
struct Dist;

/// A file of the browser app.
pub struct Asset {
    /// Its bytes.
    pub content: Cow<'static, [u8]>,
    /// A tag that changes with its content.
    pub etag: String,
    /// Does its name change with its content, so that it can be kept for ever?
    pub immutable: bool,
    /// How it is compressed, if it is.
    pub encoding: Option<&'static str>,
}

/// The file at `path` (no leading slash), compressed with what the caller accepts when that variant was built.
#[must_use]
pub fn asset(path: &str, accepts: &str) -> Option<Asset> {
    for (encoding, ending) in [("br", ".br"), ("gzip", ".gz")] {
        if accepts.contains(encoding)
            && let Some(asset) = read(&format!("{path}{ending}"), path, Some(encoding))
        {
            return Some(asset);
        }
    }
    read(path, path, None)
}

/// Was the browser app built?
#[must_use]
pub fn is_built() -> bool {
    Dist::get("index.html").is_some()
}

fn read(file: &str, path: &str, encoding: Option<&'static str>) -> Option<Asset> {
    let found = Dist::get(file)?;
    let hash = found.metadata.sha256_hash();
    let etag = format!("\"{}\"", hash[..16].iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    Some(Asset { content: found.data, etag, immutable: path.starts_with("assets/"), encoding })
}
