//! Colours are exact, and text on them can be read.

use wayleave_mail::Colour;

#[test]
fn a_colour_is_a_hash_and_six_digits() {
    assert_eq!(Colour::parse("#1C7ed6").unwrap().to_string(), "#1c7ed6");
    for wrong in ["", "#", "1c7ed6", "#1c7ed", "#1c7ed6f", "#1c7edg", "#+c7ed6", "red", "#é7ed6", "#000;x:y"]
    {
        assert!(Colour::parse(wrong).is_err(), "{wrong} was taken for a colour");
    }
}

#[test]
fn text_is_black_or_white_whichever_stands_out() {
    for (colour, text) in [
        ("#000000", "#ffffff"),
        ("#ffffff", "#000000"),
        ("#ffd43b", "#000000"),
        ("#1864ab", "#ffffff"),
        ("#757575", "#ffffff"),
        ("#777777", "#000000"),
    ] {
        assert_eq!(Colour::parse(colour).unwrap().text().to_string(), text, "on {colour}");
    }
}
