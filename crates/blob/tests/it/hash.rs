//! The one spelling of a hash.

use wayleave_blob::BlobHash;

#[test]
fn only_64_lower_case_hexadecimal_digits_are_a_hash() {
    let text = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let hash = BlobHash::parse(text).unwrap();
    assert_eq!(hash.to_string(), text);
    assert_eq!(hash, BlobHash::of(b""));
    assert_eq!(text.parse(), Ok(hash));
    let upper = text.to_uppercase();
    let long = format!("{text}0");
    let path = format!("../{}", &text[3..]);
    for wrong in ["", &text[1..], &long, &upper, &path, &text.replace('e', "g"), &text.replace('e', "é")] {
        assert!(BlobHash::parse(wrong).is_err(), "{wrong} was taken for a hash");
    }
}
