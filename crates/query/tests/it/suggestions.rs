//! What is proposed at the caret.

use wayleave_query::{Fields, Place, place};

fn at(text: &str, caret: usize) -> String {
    match place(text, caret, &Fields::default()) {
        Place::Term { typed, start } => format!("term {typed}@{start}"),
        Place::Value { field, typed, start } => format!("{} {typed}@{start}", field.name),
        Place::Nothing => "nothing".to_owned(),
    }
}

#[test]
fn the_part_under_the_caret_decides() {
    for (text, caret, expected) in [
        ("", 0, "term @0"),
        ("sta", 3, "term sta@0"),
        ("plan sta", 7, "term st@5"),
        ("plan ", 5, "term @5"),
        ("status:", 7, "status @7"),
        ("(status:dr", 10, "status dr@8"),
        ("-status:dr", 10, "status dr@8"),
        ("nofield:x", 9, "term nofield:x@0"),
        ("\"a phr", 6, "nothing"),
        ("a OR", 4, "nothing"),
        ("a", 99, "term a@0"),
    ] {
        assert_eq!(at(text, caret), expected, "{text}");
    }
}
