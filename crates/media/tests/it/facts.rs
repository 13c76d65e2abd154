//! What a PDF says about itself, and what is said of one that is broken.

use proptest::prelude::*;
use wayleave_media::{MAX_PAGES, PdfError, PdfFacts, RenderSpec, pdf_facts, render_pdf_page};

use crate::sample::{PLAIN, Sheet, encrypted, file, pdf};

fn facts(bytes: Vec<u8>) -> Result<PdfFacts, PdfError> {
    pdf_facts(&file(bytes))
}

#[test]
fn pages_are_counted_and_measured_as_they_are_shown() {
    let turned = Sheet { rotate: 90, ..PLAIN };
    let facts = facts(pdf(&[PLAIN, turned, PLAIN])).unwrap();
    assert_eq!(facts.page_count(), 3);
    let sizes: Vec<_> = facts.pages.iter().map(|page| (page.width, page.height)).collect();
    assert_eq!(sizes, [(400.0, 300.0), (300.0, 400.0), (400.0, 300.0)]);
    assert_eq!(facts.title.as_deref(), Some("Level 2 – Général"));
    assert!(!facts.encrypted);
    assert!(!facts.repaired);
}

#[test]
fn an_encrypted_file_without_a_password_is_read() {
    let facts = facts(encrypted("")).unwrap();
    assert_eq!(facts.page_count(), 2);
    assert!(facts.encrypted);
    assert_eq!(facts.title.as_deref(), Some("Level 2 – Général"));
}

#[test]
fn an_encrypted_file_with_a_password_is_told_apart_from_a_broken_one() {
    assert_eq!(facts(encrypted("secret")), Err(PdfError::Encrypted));
}

#[test]
fn nothing_and_junk_are_broken_with_a_reason() {
    for bytes in [Vec::new(), vec![0; 5000], b"hello".to_vec(), b"%PDF-1.7\n".to_vec()] {
        let error = facts(bytes).unwrap_err();
        assert!(matches!(error, PdfError::Broken(_)), "{error}");
        assert!(error.to_string().starts_with("this PDF cannot be read: "), "{error}");
    }
}

#[test]
fn a_file_without_pages_is_broken() {
    assert!(matches!(facts(pdf(&[])), Err(PdfError::Broken(_))));
}

#[test]
fn a_wrong_cross_reference_table_is_repaired_and_told() {
    let mut bytes = pdf(&[PLAIN, PLAIN]);
    let at = bytes.windows(9).rposition(|window| window == b"startxref").unwrap();
    bytes.truncate(at);
    bytes.extend_from_slice(b"startxref\n99999999\n%%EOF");
    let facts = facts(bytes).unwrap();
    assert_eq!(facts.page_count(), 2);
    assert!(facts.repaired);
}

#[test]
fn a_file_cut_before_its_first_page_is_broken() {
    let bytes = pdf(&[PLAIN]);
    let at = bytes.windows(5).position(|window| window == b"/Page").unwrap();
    assert!(matches!(facts(bytes[..at].to_vec()), Err(PdfError::Broken(_))));
}

#[test]
fn too_many_pages_are_refused() {
    assert_eq!(facts(pdf(&vec![PLAIN; MAX_PAGES + 1])), Err(PdfError::TooManyPages(MAX_PAGES + 1)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_damage_makes_it_panic(
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40),
        keep in any::<prop::sample::Index>(),
        cut in any::<bool>(),
    ) {
        let mut bytes = pdf(&[PLAIN, Sheet { rotate: 270, ..PLAIN }]);
        for (at, byte) in edits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if cut {
            bytes.truncate(keep.index(bytes.len()));
        }
        let bytes = file(bytes);
        // Whatever the answers are, there are answers.
        let _ = pdf_facts(&bytes);
        let _ = render_pdf_page(&bytes, 0, &RenderSpec::width(40));
    }

    #[test]
    fn no_junk_behind_a_header_makes_it_panic(junk in prop::collection::vec(any::<u8>(), 0..600)) {
        let mut bytes = b"%PDF-1.7\n".to_vec();
        bytes.extend(junk);
        let _ = pdf_facts(&file(bytes));
    }
}
