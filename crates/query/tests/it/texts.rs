//! How texts become words.

use wayleave_query::{fold, words};

fn cut(text: &str) -> Vec<String> {
    words(text).into_iter().map(|word| word.text).collect()
}

#[test]
fn case_and_diacritics_do_not_matter() {
    assert_eq!(fold("Façade DÉTAIL"), "facade detail");
    assert_eq!(cut("İstanbul ﬁre Ångström"), ["istanbul", "fire", "angstrom"]);
    // A mark may stand behind its letter instead of in it.
    assert_eq!(cut("Fac\u{327}ade"), ["facade"]);
}

#[test]
fn everything_but_letters_and_digits_separates() {
    assert_eq!(cut("STR-PLAN_ZA.0001 (rev. B)"), ["str", "plan", "za", "0001", "rev", "b"]);
    assert_eq!(cut("  – / – "), Vec::<String>::new());
    assert_eq!(cut("Door№7½"), ["doorno71", "2"]);
}

#[test]
fn scripts_without_spaces_are_cut_letter_by_letter() {
    assert_eq!(cut("平面図 A1"), ["平", "面", "図", "a1"]);
}

#[test]
fn words_know_where_they_stood() {
    let found = words("Été, sol");
    assert_eq!(found.iter().map(|word| (word.start, word.end)).collect::<Vec<_>>(), [(0, 3), (5, 8)]);
}

#[test]
fn endless_words_are_known_by_their_beginning() {
    let endless = "9".repeat(70_000);
    let found = words(&format!("{endless} end"));
    assert_eq!(found[0].text, "9".repeat(255));
    assert_eq!((found[0].end, found[1].text.as_str()), (70_000, "end"));
}
