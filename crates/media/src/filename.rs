//! Names of files as strangers send them, made harmless to show, to store as text and to offer for download.
//!
//! Promises of [`safe_filename`]: never empty, at most 255 bytes, no folder part, no control or
//! direction-changing character, nothing Windows would treat as a device; applying it twice changes nothing.

/// The longest name, in bytes, that common file systems take.
pub const MAX_LEN: usize = 255;

/// What stands for a name of which nothing is left.
const NAMELESS: &str = "file";

/// An extension longer than this is no extension but part of a sentence.
const MAX_EXTENSION_LEN: usize = 16;

const DEVICES: &[&str] = &[
    "con", "prn", "aux", "nul", "conin$", "conout$", "com0", "com1", "com2", "com3", "com4", "com5", "com6",
    "com7", "com8", "com9", "com¹", "com²", "com³", "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6",
    "lpt7", "lpt8", "lpt9", "lpt¹", "lpt²", "lpt³",
];

/// Makes a name from outside harmless, keeping as much of it as can be kept.
pub fn safe_filename(name: &str) -> String {
    // Windows browsers send the whole path, and so may anyone else: only the last part is the name.
    let last = name.rsplit(['/', '\\']).find(|part| !part.trim_matches(['.', ' ']).is_empty()).unwrap_or("");
    let kept: String = without_stream(last).chars().filter(|c| !is_invisible(*c)).map(plain).collect();
    let trimmed = trim(&kept);
    let named = if trimmed.is_empty() { NAMELESS } else { trimmed };
    let stem = named.split('.').next().unwrap_or(named).trim_end().to_lowercase();
    let free = if DEVICES.contains(&stem.as_str()) { format!("_{named}") } else { named.to_owned() };
    shorten(&free)
}

/// The extension of a harmless name in lower case without the dot, or an empty string.
pub fn extension(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => extension.to_lowercase(),
        _ => String::new(),
    }
}

/// "plan.exe:note" names a second stream of plan.exe on NTFS; "Meeting 10:30.pdf" is only a name.
fn without_stream(name: &str) -> &str {
    let Some(dot) = name.rfind('.') else { return name };
    match name[dot + 1..].split_once(':') {
        Some((extension, _)) if extension.chars().all(char::is_alphanumeric) => {
            &name[..=dot + extension.len()]
        }
        _ => name,
    }
}

fn trim(name: &str) -> &str {
    let edge = |c: char| c == '.' || c.is_whitespace();
    name.trim_matches(edge)
}

fn plain(c: char) -> char {
    match c {
        // A colon names a second stream on NTFS, the others are wildcards or pipes somewhere.
        ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
        c if c.is_whitespace() => ' ',
        c => c,
    }
}

/// Characters without a shape of their own: they hide an extension or turn it round.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Cuts the stem, not the extension, and only between characters.
fn shorten(name: &str) -> String {
    if name.len() <= MAX_LEN {
        return name.to_owned();
    }
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if extension.len() <= MAX_EXTENSION_LEN => (stem, extension),
        _ => (name, ""),
    };
    let dot = usize::from(!extension.is_empty());
    let mut end = (MAX_LEN - extension.len() - dot).min(stem.len());
    while !stem.is_char_boundary(end) {
        end -= 1;
    }
    let stem = stem[..end].trim_end_matches(|c: char| c == '.' || c.is_whitespace());
    if extension.is_empty() { stem.to_owned() } else { format!("{stem}.{extension}") }
}
