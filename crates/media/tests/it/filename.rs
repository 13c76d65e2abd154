//! Names from outside, made harmless.

use proptest::prelude::*;
use wayleave_media::{MAX_FILENAME_LEN, extension, safe_filename};

#[test]
fn ordinary_names_stay_as_they_are() {
    for name in [
        "A-101 Level 2.pdf",
        "Größe_Ελλάδα_план.dwg",
        "図面.pdf",
        "archive.tar.gz",
        "P01 (rev C) [final].PDF",
    ] {
        assert_eq!(safe_filename(name), name);
    }
}

#[test]
fn what_could_harm_is_taken_out() {
    let cases = [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\dana\\plan.pdf", "plan.pdf"),
        ("plan.pdf/", "plan.pdf"),
        (".htaccess", "htaccess"),
        ("...", "file"),
        ("", "file"),
        ("plan.pdf. . ", "plan.pdf"),
        ("a\u{0}b\r\n.pdf", "ab.pdf"),
        ("fdp\u{202e}exe.pdf", "fdpexe.pdf"),
        ("CON", "_CON"),
        ("nul.pdf", "_nul.pdf"),
        ("COM1 .txt", "_COM1 .txt"),
        ("10:30 site \"walk\"?.pdf", "10_30 site _walk__.pdf"),
        ("plan.pdf:hidden", "plan.pdf"),
    ];
    for (name, expected) in cases {
        assert_eq!(safe_filename(name), expected, "{name:?}");
    }
}

#[test]
fn a_long_name_loses_its_middle_and_keeps_its_extension() {
    let name = safe_filename(&format!("{}.pdf", "ä".repeat(400)));
    assert!(name.len() <= MAX_FILENAME_LEN);
    assert!(name.ends_with("ä.pdf"));
}

proptest! {
    #[test]
    fn every_promise_holds_for_every_name(name in any::<String>()) {
        let safe = safe_filename(&name);
        prop_assert!(!safe.is_empty());
        prop_assert!(safe.len() <= MAX_FILENAME_LEN);
        let harmful = safe.contains(['/', '\\', '\0', ':', '\u{202e}', '\u{2066}']);
        prop_assert!(!harmful);
        prop_assert!(!safe.chars().any(char::is_control));
        prop_assert!(!safe.starts_with(['.', ' ']) && !safe.ends_with(['.', ' ']));
        prop_assert_eq!(safe_filename(&safe), safe);
    }

    #[test]
    fn a_short_extension_survives(stem in "[a-z]{1,300}", ending in "[a-z]{2,4}") {
        prop_assert_eq!(extension(&safe_filename(&format!("{stem}.{ending}"))), ending);
    }
}
