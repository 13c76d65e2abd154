//! What a file is, and what never comes in.

use image::ImageFormat;
use proptest::prelude::*;
use wayleave_media::{FileType, Refusal, TypePolicy, check, sniff};

use crate::sample::{PLAIN, pdf, picture};

const EXE: &[u8] = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff";
const OFFICE_97: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00";
const ZIP: &[u8] = b"PK\x03\x04\x14\x00\x06\x00";

fn allowlist(list: &[&str]) -> TypePolicy {
    TypePolicy::Allowlist(list.iter().map(|entry| (*entry).to_owned()).collect())
}

#[test]
fn every_type_is_known_by_name_and_content() {
    let (pdf, png) = (pdf(&[PLAIN]), picture(4, 4, ImageFormat::Png));
    let (jpeg, tiff) = (picture(4, 4, ImageFormat::Jpeg), picture(4, 4, ImageFormat::Tiff));
    let (webp, gif) = (picture(4, 4, ImageFormat::WebP), picture(4, 4, ImageFormat::Gif));
    let bmp = picture(4, 4, ImageFormat::Bmp);
    let cases: &[(&str, &[u8], FileType)] = &[
        ("A-101.PDF", &pdf, FileType::Pdf),
        ("plan.dwg", b"AC1032\x00\x00\x00\x00", FileType::Dwg),
        ("plan.dxf", b"  0\r\nSECTION\r\n  2\r\nHEADER", FileType::Dxf),
        ("plan.dxf", b"999\nmade by hand\n0\nSECTION", FileType::Dxf),
        ("plan.dxf", b"AutoCAD Binary DXF\r\n\x1a\x00", FileType::Dxf),
        ("model.ifc", b"ISO-10303-21;\nHEADER;", FileType::Ifc),
        ("letter.doc", OFFICE_97, FileType::Doc),
        ("list.xls", OFFICE_97, FileType::Xls),
        ("talk.ppt", OFFICE_97, FileType::Ppt),
        ("letter.docx", ZIP, FileType::Docx),
        ("list.xlsx", ZIP, FileType::Xlsx),
        ("talk.pptx", ZIP, FileType::Pptx),
        ("all.zip", ZIP, FileType::Zip),
        ("notes.txt", "Größe: 4 m²".as_bytes(), FileType::Txt),
        ("list.csv", b"number;title\r\nA-101;Plan\r\n", FileType::Csv),
        ("a.png", &png, FileType::Png),
        ("a.jpg", &jpeg, FileType::Jpeg),
        ("a.jpeg", &jpeg, FileType::Jpeg),
        ("a.tif", &tiff, FileType::Tiff),
        ("a.webp", &webp, FileType::Webp),
        ("a.gif", &gif, FileType::Gif),
        ("a.bmp", &bmp, FileType::Bmp),
    ];
    for (name, head, expected) in cases {
        assert_eq!(sniff(head, name), *expected, "{name}");
        assert_eq!(check(head, name, &TypePolicy::AllowAll), Ok(*expected), "{name}");
        assert_eq!(check(head, name, &allowlist(expected.extensions())), Ok(*expected), "{name}");
    }
}

#[test]
fn programs_are_refused_by_name_whatever_the_policy_says() {
    let names = [
        "a.exe", "a.BAT", "a.cmd", "a.com", "a.ps1", "a.js", "a.vbs", "a.msi", "a.scr", "a.jar", "a.sh",
        "a.lnk",
    ];
    for name in names {
        for policy in [TypePolicy::AllowAll, allowlist(&["exe", "bat", "js", "sh"])] {
            let refusal = check(b"harmless words", name, &policy).unwrap_err();
            assert!(matches!(refusal, Refusal::Executable(_)), "{name}: {refusal}");
        }
    }
}

#[test]
fn a_program_is_refused_however_its_name_is_dressed_up() {
    for name in ["a.exe.", "a.exe . .", "a.e\u{200b}xe", "a\u{202e}fdp.exe", "C:\\x\\a.exe", "a.exe::$DATA"] {
        let refusal = check(b"harmless words", name, &TypePolicy::AllowAll).unwrap_err();
        assert!(matches!(refusal, Refusal::Executable(_)), "{name:?}: {refusal}");
    }
}

#[test]
fn programs_are_refused_by_content_under_any_name() {
    let contents: [&[u8]; 5] =
        [EXE, b"\x7fELF\x02\x01", b"\xcf\xfa\xed\xfe\x07", b"#!/bin/sh\nrm -rf /", b"\xca\xfe\xba\xbe\x00"];
    for head in contents {
        for name in ["plan.pdf", "notes.txt", "noext"] {
            let refusal = check(head, name, &TypePolicy::AllowAll).unwrap_err();
            assert!(matches!(refusal, Refusal::Executable(_)), "{name}: {refusal}");
        }
    }
    let words = b"MZ-100 is the door schedule of the plant room.";
    assert_eq!(check(words, "notes.txt", &TypePolicy::AllowAll), Ok(FileType::Txt));
}

#[test]
fn a_name_that_lies_is_refused_with_both_halves_of_the_lie() {
    let png = picture(4, 4, ImageFormat::Png);
    let refusal = check(&png, "A-101.pdf", &TypePolicy::AllowAll).unwrap_err();
    assert_eq!(refusal.to_string(), "the name says PDF but the content is a PNG image");
    let refusal = check(b"just words", "A-101.dwg", &TypePolicy::AllowAll).unwrap_err();
    assert_eq!(refusal.to_string(), "the name says DWG but the content is plain text");
    let refusal = check(b"\x00\x01\x02\x03", "letter.docx", &TypePolicy::AllowAll).unwrap_err();
    assert_eq!(refusal.to_string(), "the name says Word but the content is something else");
}

#[test]
fn the_list_of_an_organisation_is_kept_to() {
    let policy = allowlist(&["pdf", ".JPG"]);
    assert_eq!(check(&pdf(&[PLAIN]), "a.pdf", &policy), Ok(FileType::Pdf));
    assert_eq!(check(&picture(4, 4, ImageFormat::Jpeg), "a.jpeg", &policy), Ok(FileType::Jpeg));
    let refusal = check(ZIP, "a.zip", &policy).unwrap_err();
    assert_eq!(refusal.to_string(), ".zip files are not accepted here; accepted are: pdf, JPG");
    let refusal = check(&pdf(&[PLAIN]), "noext", &policy).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "a name without an extension is not accepted here; accepted are: pdf, JPG"
    );
}

#[test]
fn an_empty_file_is_refused() {
    assert_eq!(check(b"", "a.pdf", &TypePolicy::AllowAll), Err(Refusal::Empty));
}

#[test]
fn unknown_kinds_come_in_when_everything_may() {
    assert_eq!(check(b"\x00\x01\x02", "model.rvt", &TypePolicy::AllowAll), Ok(FileType::Other));
    assert_eq!(FileType::Other.mime(), "application/octet-stream");
}

proptest! {
    #[test]
    fn what_passes_is_never_a_program(head in prop::collection::vec(any::<u8>(), 0..64), name in "\\PC{0,40}") {
        if let Ok(file_type) = check(&head, &name, &TypePolicy::AllowAll) {
            prop_assert_ne!(file_type, FileType::Executable);
            prop_assert_eq!(file_type, sniff(&head, &name));
        }
    }

    #[test]
    fn no_program_passes_whatever_follows_its_first_bytes(tail in prop::collection::vec(any::<u8>(), 0..64)) {
        let head = [EXE, &tail].concat();
        prop_assert!(check(&head, "plan.pdf", &TypePolicy::AllowAll).is_err());
    }
}
