//! What kind of file this is, told from its first bytes and its name together.
//!
//! Promises: nothing a computer would run passes [`check`], whatever the policy; a file whose content
//! contradicts its name never passes; the answer depends on the two arguments alone.

use thiserror::Error;

use crate::executable;
use crate::filename::{extension, safe_filename};

/// How many leading bytes of a file [`sniff`] and [`check`] want; fewer are enough for a shorter file.
pub const HEAD_LEN: usize = 4096;

/// A kind of file the product knows by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileType {
    /// Portable Document Format.
    Pdf,
    /// AutoCAD drawing.
    Dwg,
    /// Drawing exchange file, as text or binary.
    Dxf,
    /// Building model in the STEP physical format.
    Ifc,
    /// Word document before 2007.
    Doc,
    /// Word document.
    Docx,
    /// Excel workbook before 2007.
    Xls,
    /// Excel workbook.
    Xlsx,
    /// PowerPoint presentation before 2007.
    Ppt,
    /// PowerPoint presentation.
    Pptx,
    /// Text document of OpenDocument.
    Odt,
    /// Spreadsheet of OpenDocument.
    Ods,
    /// Presentation of OpenDocument.
    Odp,
    /// Rich text.
    Rtf,
    /// Plain text.
    Txt,
    /// Comma-separated values.
    Csv,
    /// PNG picture.
    Png,
    /// JPEG picture.
    Jpeg,
    /// TIFF picture.
    Tiff,
    /// WebP picture.
    Webp,
    /// GIF picture.
    Gif,
    /// Windows bitmap.
    Bmp,
    /// ZIP archive.
    Zip,
    /// A program or a script; always refused.
    Executable,
    /// Anything else.
    Other,
}

/// What the leading bytes alone say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    Known(FileType),
    /// The container of the Office formats before 2007.
    Compound,
    Text,
    Unknown,
}

struct Row {
    file_type: FileType,
    /// As it stands in a sentence after "the name says".
    name: &'static str,
    /// As it stands in a sentence after "the content is".
    phrase: &'static str,
    mime: &'static str,
    extensions: &'static [&'static str],
    /// The contents that may stand behind such a name.
    contents: &'static [Content],
}

use Content::{Compound, Known, Text};

const fn row(
    file_type: FileType,
    names: (&'static str, &'static str),
    mime: &'static str,
    extensions: &'static [&'static str],
    contents: &'static [Content],
) -> Row {
    Row { file_type, name: names.0, phrase: names.1, mime, extensions, contents }
}

const ROWS: &[Row] = &[
    row(FileType::Pdf, ("PDF", "a PDF"), "application/pdf", &["pdf"], &[Known(FileType::Pdf)]),
    row(FileType::Dwg, ("DWG", "a DWG drawing"), "image/vnd.dwg", &["dwg"], &[Known(FileType::Dwg)]),
    row(FileType::Dxf, ("DXF", "a DXF drawing"), "image/vnd.dxf", &["dxf"], &[Known(FileType::Dxf), Text]),
    row(FileType::Ifc, ("IFC", "an IFC model"), "application/x-step", &["ifc"], &[Known(FileType::Ifc)]),
    row(
        FileType::Doc,
        ("Word 97–2003", "a Word 97–2003 document"),
        "application/msword",
        &["doc"],
        &[Compound],
    ),
    row(
        FileType::Docx,
        ("Word", "a Word document"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        &["docx"],
        &[Known(FileType::Zip)],
    ),
    row(
        FileType::Xls,
        ("Excel 97–2003", "an Excel 97–2003 workbook"),
        "application/vnd.ms-excel",
        &["xls"],
        &[Compound],
    ),
    row(
        FileType::Xlsx,
        ("Excel", "an Excel workbook"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        &["xlsx"],
        &[Known(FileType::Zip)],
    ),
    row(
        FileType::Ppt,
        ("PowerPoint 97–2003", "a PowerPoint 97–2003 presentation"),
        "application/vnd.ms-powerpoint",
        &["ppt"],
        &[Compound],
    ),
    row(
        FileType::Pptx,
        ("PowerPoint", "a PowerPoint presentation"),
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        &["pptx"],
        &[Known(FileType::Zip)],
    ),
    row(
        FileType::Odt,
        ("OpenDocument text", "an OpenDocument text"),
        "application/vnd.oasis.opendocument.text",
        &["odt"],
        &[Known(FileType::Zip)],
    ),
    row(
        FileType::Ods,
        ("OpenDocument spreadsheet", "an OpenDocument spreadsheet"),
        "application/vnd.oasis.opendocument.spreadsheet",
        &["ods"],
        &[Known(FileType::Zip)],
    ),
    row(
        FileType::Odp,
        ("OpenDocument presentation", "an OpenDocument presentation"),
        "application/vnd.oasis.opendocument.presentation",
        &["odp"],
        &[Known(FileType::Zip)],
    ),
    row(FileType::Rtf, ("rich text", "rich text"), "application/rtf", &["rtf"], &[Text]),
    // A text file may hold anything that is text, a model or a drawing saved as text included.
    row(
        FileType::Txt,
        ("plain text", "plain text"),
        "text/plain",
        &["txt"],
        &[Text, Known(FileType::Dxf), Known(FileType::Ifc)],
    ),
    row(FileType::Csv, ("CSV", "plain text"), "text/csv", &["csv"], &[Text]),
    row(FileType::Png, ("PNG", "a PNG image"), "image/png", &["png"], &[Known(FileType::Png)]),
    row(FileType::Jpeg, ("JPEG", "a JPEG image"), "image/jpeg", &["jpg", "jpeg"], &[Known(FileType::Jpeg)]),
    row(FileType::Tiff, ("TIFF", "a TIFF image"), "image/tiff", &["tif", "tiff"], &[Known(FileType::Tiff)]),
    row(FileType::Webp, ("WebP", "a WebP image"), "image/webp", &["webp"], &[Known(FileType::Webp)]),
    row(FileType::Gif, ("GIF", "a GIF image"), "image/gif", &["gif"], &[Known(FileType::Gif)]),
    row(FileType::Bmp, ("BMP", "a BMP image"), "image/bmp", &["bmp"], &[Known(FileType::Bmp)]),
    row(FileType::Zip, ("ZIP", "a ZIP archive"), "application/zip", &["zip"], &[Known(FileType::Zip)]),
];

impl FileType {
    fn row(self) -> Option<&'static Row> {
        ROWS.iter().find(|row| row.file_type == self)
    }

    /// The type a name's extension promises, if it is one of the table.
    pub fn from_extension(extension: &str) -> Option<Self> {
        let wanted = extension.trim_start_matches('.').to_ascii_lowercase();
        ROWS.iter().find(|row| row.extensions.contains(&wanted.as_str())).map(|row| row.file_type)
    }

    /// The media type to serve such a file with; unknown files get the one that browsers never open.
    pub fn mime(self) -> &'static str {
        self.row().map_or("application/octet-stream", |row| row.mime)
    }

    /// The extensions such files carry, the usual one first.
    pub fn extensions(self) -> &'static [&'static str] {
        self.row().map_or(&[], |row| row.extensions)
    }

    /// A word for people, such as "PDF" or "Word".
    pub fn label(self) -> &'static str {
        match self {
            Self::Executable => "program or script",
            _ => self.row().map_or("file", |row| row.name),
        }
    }

    /// Whether [`crate::render_image`] can draw it.
    pub fn is_picture(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg | Self::Tiff | Self::Webp | Self::Gif | Self::Bmp)
    }

    /// Whether the product can show pages of it.
    pub fn has_pages(self) -> bool {
        self == Self::Pdf || self.is_picture()
    }
}

/// Which types an organisation takes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypePolicy {
    /// Anything but programs and scripts.
    AllowAll,
    /// Only names with one of these extensions; `jpg` also stands for `jpeg`, `tif` for `tiff`.
    Allowlist(Vec<String>),
}

impl TypePolicy {
    fn allows(&self, wanted: &str) -> bool {
        let Self::Allowlist(list) = self else { return true };
        let listed = list.iter().map(|entry| entry.trim().trim_start_matches('.'));
        let synonyms = FileType::from_extension(wanted);
        !wanted.is_empty()
            && listed.into_iter().any(|entry| {
                entry.eq_ignore_ascii_case(wanted)
                    || (synonyms.is_some() && FileType::from_extension(entry) == synonyms)
            })
    }
}

/// Why a file is not taken in.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    /// A program or a script, by name or by content.
    #[error("programs and scripts are never accepted: {0}")]
    Executable(String),
    /// The extension is not on the organisation's list.
    #[error("{0}")]
    ExtensionNotAllowed(String),
    /// The content is something else than the name promises.
    #[error("the name says {name} but the content is {content}")]
    NotWhatTheNameSays {
        /// The type the extension promises.
        name: &'static str,
        /// What the leading bytes show.
        content: &'static str,
    },
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
}

/// The kind of a file, from its leading bytes (see [`HEAD_LEN`]) and, where these leave it open, its name.
pub fn sniff(head: &[u8], filename: &str) -> FileType {
    let extension = extension(&safe_filename(filename));
    if executable::by_extension(&extension) || executable::by_content(head, is_text(head)).is_some() {
        return FileType::Executable;
    }
    let content = content(head);
    let promised = FileType::from_extension(&extension).and_then(FileType::row);
    match (promised, content) {
        (Some(row), found) if row.contents.contains(&found) => row.file_type,
        (_, Known(found)) => found,
        (_, Text) => FileType::Txt,
        _ => FileType::Other,
    }
}

/// Decides whether a file may come in, and as what.
pub fn check(head: &[u8], filename: &str, policy: &TypePolicy) -> Result<FileType, Refusal> {
    if head.is_empty() {
        return Err(Refusal::Empty);
    }
    let extension = extension(&safe_filename(filename));
    if executable::by_extension(&extension) {
        return Err(Refusal::Executable(format!("a name ending in .{extension} would be run")));
    }
    if let Some(what) = executable::by_content(head, is_text(head)) {
        return Err(Refusal::Executable(format!("the content is {what}")));
    }
    if !policy.allows(&extension) {
        return Err(Refusal::ExtensionNotAllowed(not_allowed(&extension, policy)));
    }
    let Some(promised) = FileType::from_extension(&extension).and_then(FileType::row) else {
        return Ok(sniff(head, filename));
    };
    let found = content(head);
    if promised.contents.contains(&found) {
        return Ok(promised.file_type);
    }
    Err(Refusal::NotWhatTheNameSays { name: promised.name, content: phrase(found) })
}

/// Whether a file of this name could be taken in at all; what is in it is not known yet.
pub fn check_name(filename: &str, policy: &TypePolicy) -> Result<(), Refusal> {
    let extension = extension(&safe_filename(filename));
    if executable::by_extension(&extension) {
        return Err(Refusal::Executable(format!("a name ending in .{extension} would be run")));
    }
    if !policy.allows(&extension) {
        return Err(Refusal::ExtensionNotAllowed(not_allowed(&extension, policy)));
    }
    Ok(())
}

fn not_allowed(extension: &str, policy: &TypePolicy) -> String {
    let TypePolicy::Allowlist(list) = policy else { return String::new() };
    let listed = list.iter().map(|entry| entry.trim().trim_start_matches('.')).collect::<Vec<_>>().join(", ");
    match extension {
        "" => format!("a name without an extension is not accepted here; accepted are: {listed}"),
        _ => format!(".{extension} files are not accepted here; accepted are: {listed}"),
    }
}

fn phrase(content: Content) -> &'static str {
    match content {
        Known(file_type) => file_type.row().map_or("something else", |row| row.phrase),
        Compound => "an Office 97–2003 file",
        Text => "plain text",
        Content::Unknown => "something else",
    }
}

/// Signatures that stand at the very start of a file.
const SIGNATURES: &[(&[u8], Content)] = &[
    (b"\x89PNG\r\n\x1a\n", Known(FileType::Png)),
    (b"\xff\xd8\xff", Known(FileType::Jpeg)),
    (b"II\x2a\x00", Known(FileType::Tiff)),
    (b"MM\x00\x2a", Known(FileType::Tiff)),
    (b"II\x2b\x00", Known(FileType::Tiff)),
    (b"MM\x00\x2b", Known(FileType::Tiff)),
    (b"GIF87a", Known(FileType::Gif)),
    (b"GIF89a", Known(FileType::Gif)),
    (b"PK\x03\x04", Known(FileType::Zip)),
    (b"PK\x05\x06", Known(FileType::Zip)),
    (b"PK\x07\x08", Known(FileType::Zip)),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Compound),
    (b"AutoCAD Binary DXF\r\n\x1a\x00", Known(FileType::Dxf)),
];

fn content(head: &[u8]) -> Content {
    if let Some((_, found)) = SIGNATURES.iter().find(|(signature, _)| head.starts_with(signature)) {
        return *found;
    }
    if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        return Known(FileType::Webp);
    }
    // "AC1" and three digits, or AC10 and two: every release since 1982 writes six such characters.
    if head.len() > 6
        && head.starts_with(b"AC1")
        && head[3..6].iter().all(u8::is_ascii_digit)
        && !is_text(head)
    {
        return Known(FileType::Dwg);
    }
    // "BM" alone is too common at the start of a text; the four reserved bytes of a bitmap are zero.
    if head.starts_with(b"BM") && head.get(6..10) == Some(&[0, 0, 0, 0]) {
        return Known(FileType::Bmp);
    }
    // Readers of PDF accept the header anywhere in the first kilobyte, and plotters do write junk before it.
    let opening = &head[..head.len().min(1024)];
    if opening.windows(5).any(|window| window == b"%PDF-") {
        return Known(FileType::Pdf);
    }
    if !is_text(head) {
        return Content::Unknown;
    }
    let words = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    if words.starts_with(b"ISO-10303-21") {
        return Known(FileType::Ifc);
    }
    if words.starts_with(b"0") && words[1..].trim_ascii_start().starts_with(b"SECTION") {
        return Known(FileType::Dxf);
    }
    Text
}

/// Whether the bytes read as text in UTF-8, UTF-16 with a mark, or an eight-bit code page.
fn is_text(head: &[u8]) -> bool {
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return true;
    }
    !head.iter().any(|byte| matches!(byte, 0..=8 | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f))
}
