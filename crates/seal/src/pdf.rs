//! The place of the signature in the file.

use lopdf::{Document, Object, StringFormat, dictionary};
use sha2::{Digest as _, Sha256};

use crate::{Identity, SealError, failed, statement};

/// How many bytes are kept free for the signature.
const ROOM: usize = 4096;
/// What stands where the numbers of the signed ranges will: ten digits, as many as a file of ours can need.
const RANGE: i64 = 9_999_999_999;

/// What a seal says of itself to whoever opens the file.
#[derive(Clone, Copy, Debug)]
pub struct Remark<'a> {
    /// Who sealed it.
    pub name: &'a str,
    /// What for.
    pub reason: &'a str,
    /// When, as a PDF writes dates: `D:20261121140300Z`.
    pub at: &'a str,
}

/// The same file with a signature over every byte but its own.
pub fn seal(pdf: &[u8], identity: &Identity, remark: Remark<'_>) -> Result<Vec<u8>, SealError> {
    let mut bytes = prepared(pdf, remark)?;
    let (from, to) = contents(&bytes)?;
    ranges(&mut bytes, from, to)?;
    let (before, after) = (bytes.get(..from).unwrap_or_default(), bytes.get(to..).unwrap_or_default());
    let digest = Sha256::new().chain_update(before).chain_update(after).finalize();
    let signature = statement::sign(identity, &digest)?;
    let digits: String = signature.iter().map(|byte| format!("{byte:02x}")).collect();
    let Some(room) = bytes.get_mut(from + 1..from + 1 + digits.len()).filter(|_| signature.len() <= ROOM)
    else {
        return Err(failed("the signature is too long"));
    };
    room.copy_from_slice(digits.as_bytes());
    Ok(bytes)
}

/// The file with an empty signature.
fn prepared(pdf: &[u8], remark: Remark<'_>) -> Result<Vec<u8>, SealError> {
    let mut document = Document::load_mem(pdf).map_err(failed)?;
    let page = document.get_pages().into_values().next().ok_or_else(|| failed("it has no page"))?;
    let signature = document.add_object(dictionary! {
        "Type" => "Sig", "Filter" => "Adobe.PPKLite", "SubFilter" => "ETSI.CAdES.detached",
        "ByteRange" => vec![0.into(), RANGE.into(), RANGE.into(), RANGE.into()],
        "Contents" => Object::String(vec![0; ROOM], StringFormat::Hexadecimal),
        "M" => Object::string_literal(remark.at),
        "Name" => text(remark.name), "Reason" => text(remark.reason),
    });
    let field = document.add_object(dictionary! {
        "Type" => "Annot", "Subtype" => "Widget", "FT" => "Sig", "T" => Object::string_literal("Seal"),
        "V" => signature, "P" => page, "F" => 132,
        "Rect" => vec![0.into(), 0.into(), 0.into(), 0.into()],
    });
    let form = document.add_object(dictionary! { "SigFlags" => 3, "Fields" => vec![field.into()] });
    document.catalog_mut().map_err(failed)?.set("AcroForm", form);
    let page = document.get_object_mut(page).and_then(Object::as_dict_mut).map_err(failed)?;
    page.set("Annots", vec![Object::from(field)]);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

fn text(text: &str) -> Object {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    Object::String(units.flat_map(u16::to_be_bytes).collect(), StringFormat::Hexadecimal)
}

/// Where the empty signature stands, its brackets included.
fn contents(bytes: &[u8]) -> Result<(usize, usize), SealError> {
    let empty = [b"<".as_slice(), &[b'0'; 2 * ROOM], b">"].concat();
    let from = bytes.windows(empty.len()).position(|window| window == empty);
    let from = from.ok_or_else(|| failed("the place of the signature is not found"))?;
    Ok((from, from + empty.len()))
}

/// Writes which bytes are signed, in the room that is kept for the numbers.
fn ranges(bytes: &mut [u8], from: usize, to: usize) -> Result<(), SealError> {
    let kept = format!("[0 {RANGE} {RANGE} {RANGE}]");
    let at = bytes.windows(kept.len()).position(|window| window == kept.as_bytes());
    let at = at.ok_or_else(|| failed("the place of the ranges is not found"))?;
    let said = format!("[0 {from} {to} {}", bytes.len() - to);
    let said = format!("{said:<width$}]", width = kept.len() - 1);
    let room = bytes.get_mut(at..at + kept.len()).filter(|room| room.len() == said.len());
    room.ok_or_else(|| failed("the file is too long"))?.copy_from_slice(said.as_bytes());
    Ok(())
}
