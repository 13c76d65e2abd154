//! The text inside a PDF.

use std::sync::atomic::{AtomicUsize, Ordering};

use pdf_writer::types::TextRenderingMode;
use pdf_writer::{Content, Name, Str};
use wayleave_media::{PdfError, pdf_text};

use crate::sample::{PLAIN, encrypted, file, pdf, written};

fn read(pages: &[&dyn Fn(&mut Content)]) -> Vec<String> {
    pdf_text(&file(written(pages)), || true).unwrap().pages
}

fn line(content: &mut Content, x: f32, y: f32, text: &[u8]) {
    content.begin_text().set_font(Name(b"F1"), 12.0).next_line(x, y).show(Str(text)).end_text();
}

#[test]
fn words_and_lines_are_told_apart_by_their_distance() {
    let pages = read(&[
        &|content| {
            line(content, 20.0, 200.0, b"Ground floor plan");
            line(content, 20.0, 180.0, b"Section A-A");
        },
        &|content| {
            // A word in two pieces moved together by kerning, and two words without a written blank between them.
            content.begin_text().set_font(Name(b"F1"), 12.0).next_line(20.0, 100.0);
            content
                .show_positioned()
                .items()
                .show(Str(b"Rein"))
                .adjust(20.0)
                .show(Str(b"forced"))
                .adjust(-600.0)
                .show(Str(b"slab"));
            content.end_text();
        },
        &|_| {},
    ]);
    assert_eq!(pages, ["Ground floor plan Section A-A", "Reinforced slab", ""]);
}

#[test]
fn turned_hidden_and_outlined_text_is_read_once() {
    let pages = read(&[&|content| {
        content.begin_text().set_font(Name(b"F1"), 10.0).set_text_matrix([0.0, 1.0, -1.0, 0.0, 50.0, 50.0]);
        content.show(Str(b"Turned note")).end_text();
        content.begin_text().set_font(Name(b"F1"), 10.0).next_line(200.0, 50.0);
        content
            .set_text_rendering_mode(TextRenderingMode::Invisible)
            .show(Str(b"behind the scan"))
            .end_text();
        content.begin_text().set_font(Name(b"F1"), 10.0).next_line(200.0, 150.0);
        content.set_text_rendering_mode(TextRenderingMode::FillStroke).show(Str(b"Outlined")).end_text();
    }]);
    assert_eq!(pages, ["Turned note behind the scan Outlined"]);
}

#[test]
fn reading_ends_when_told_and_says_so() {
    let page: &dyn Fn(&mut Content) = &|content| line(content, 20.0, 20.0, b"one");
    let asked = AtomicUsize::new(0);
    let twice = || asked.fetch_add(1, Ordering::Relaxed) < 2;
    let text = pdf_text(&file(written(&[page, page, page])), twice).unwrap();
    assert_eq!((text.pages, text.cut), (vec!["one".to_owned(), "one".to_owned()], true));
}

#[test]
fn what_is_no_readable_pdf_is_refused_and_a_page_without_text_is_empty() {
    assert_eq!(pdf_text(&file(pdf(&[PLAIN])), || true).unwrap().pages, [""]);
    assert_eq!(pdf_text(&file(encrypted("")), || true).unwrap().pages, ["", ""]);
    assert_eq!(pdf_text(&file(encrypted("secret")), || true), Err(PdfError::Encrypted));
    assert!(matches!(pdf_text(&file(*b"%PDF-1.7 and nothing else"), || true), Err(PdfError::Broken(_))));
}
