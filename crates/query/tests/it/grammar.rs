//! What is understood, and what is said when it is not.

use wayleave_query::{
    Expr, FieldKind, Fields, Leaf, MAX_LENGTH, MAX_TERMS, Piece, Query, SyntaxError, parse,
};

fn fields() -> Fields {
    let mut fields = Fields::default();
    fields.add("Fire_Rating", FieldKind::Whole);
    fields
}

fn read(text: &str) -> Query {
    parse(text, &fields()).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn refused(text: &str) -> SyntaxError {
    parse(text, &fields()).expect_err(text)
}

/// The search written with all its brackets.
fn shape(expr: &Expr) -> String {
    let list =
        |parts: &[Expr], sign: &str| format!("({})", parts.iter().map(shape).collect::<Vec<_>>().join(sign));
    match expr {
        Expr::All => "all".to_owned(),
        Expr::And(parts) => list(parts, " & "),
        Expr::Or(parts) => list(parts, " | "),
        Expr::Not(part) => format!("!{}", shape(part)),
        Expr::Leaf(Leaf::Anywhere(term)) => spell(&term.words),
        Expr::Leaf(Leaf::Words(source, term)) => format!("{source:?}~{}", spell(&term.words)),
        Expr::Leaf(Leaf::Whole(source, whole)) => {
            format!("{source:?}={}", spell(std::slice::from_ref(whole)))
        }
        Expr::Leaf(Leaf::Day(source, days)) => {
            let day = |day: Option<jiff::civil::Date>| day.map_or(String::new(), |day| day.to_string());
            format!("{source:?}[{};{})", day(days.from), day(days.before))
        }
        Expr::Leaf(Leaf::Flag(source, flag)) => format!("{source:?}={flag}"),
    }
}

fn spell(words: &[wayleave_query::Pattern]) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Any => "*".to_owned(),
        Piece::One => "?".to_owned(),
    };
    let word = |word: &wayleave_query::Pattern| word.pieces().iter().map(piece).collect::<String>();
    words.iter().map(word).collect::<Vec<_>>().join("_")
}

#[test]
fn precedence_is_not_then_and_then_or() {
    for (text, expected) in [
        ("", "all"),
        ("   ", "all"),
        ("*", "all"),
        ("A OR B AND C", "(a | (b & c))"),
        ("A B OR C D", "((a & b) | (c & d))"),
        ("NOT A B", "(!a & b)"),
        ("-A OR B", "(!a | b)"),
        ("NOT NOT a", "!!a"),
        ("(A OR B) C", "((a | b) & c)"),
        ("a AND NOT (b OR c)", "(a & !(b | c))"),
        ("and or not", "(and & or & not)"),
        ("a - b", "(a &  & b)"),
    ] {
        assert_eq!(shape(&read(text).expr), expected, "{text}");
    }
}

#[test]
fn a_term_is_words_in_a_row() {
    for (text, expected) in [
        ("\"for construction\"", "for_construction"),
        ("A-101", "a_101"),
        ("STR-PLAN*", "str_plan*"),
        ("te?t*", "te?t*"),
        ("A-*", "a"),
        (r"\*", ""),
        (r"\-a", "a"),
        ("\"OR\"", "or"),
        ("Façade", "facade"),
    ] {
        assert_eq!(shape(&read(text).expr), expected, "{text}");
    }
}

#[test]
fn fields_take_the_value_right_behind_the_colon() {
    for (text, expected) in [
        ("title:stair", "Title~stair"),
        ("TITLE:\"first floor\"", "Title~first_floor"),
        ("number:STR-PLAN*", "Number=str-plan*"),
        ("discipline:str", "Discipline=str"),
        ("fire_rating:EI60", "Custom(\"Fire_Rating\")=ei60"),
        ("locked:TRUE", "Locked=true"),
        ("-restricted:no", "!Restricted=false"),
        ("rev:\"P 01\"", "Revision=p 01"),
        ("title:a title:b", "(Title~a & Title~b)"),
        ("created:2026-03-31", "Created[2026-03-31;2026-04-01)"),
        ("created:2026-02", "Created[2026-02-01;2026-03-01)"),
        ("created:2026", "Created[2026-01-01;2027-01-01)"),
        ("updated:>2026-03-31", "Updated[2026-04-01;)"),
        ("updated:>=2026-03-31", "Updated[2026-03-31;)"),
        ("updated:<2026-03-31", "Updated[;2026-03-31)"),
        ("updated:<=2026-03-31", "Updated[;2026-04-01)"),
        ("updated:2026-03-01..2026-03-31", "Updated[2026-03-01;2026-04-01)"),
        ("updated:..2026", "Updated[;2027-01-01)"),
    ] {
        assert_eq!(shape(&read(text).expr), expected, "{text}");
    }
}

#[test]
fn an_unknown_prefix_is_searched_for_and_remarked_upon() {
    let query = read("status:draft plnt:7");
    assert_eq!(shape(&query.expr), "(Status=draft & plnt_7)");
    let hint = query.hints.first().unwrap();
    assert_eq!((hint.position, hint.length), (13, 5));
    assert!(hint.message.contains("plnt:"), "{}", hint.message);
    assert!(read("12:30 http://a").hints.len() == 2);
}

#[test]
fn mistakes_are_pointed_at() {
    for (text, position, length, part) in [
        ("title:\"open", 6, 1, "not closed"),
        ("(a OR b", 0, 1, "not closed"),
        ("a)", 1, 1, "closes nothing"),
        ("()", 1, 1, "missing"),
        ("a AND", 5, 0, "missing at the end"),
        ("OR a", 0, 2, "both sides"),
        ("a OR OR b", 5, 2, "both sides"),
        ("NOT", 3, 0, "missing at the end"),
        ("\"\"", 0, 2, "nothing between"),
        ("é status: x", 2, 7, "status"),
        ("created:yesterday", 8, 9, "2026-03-31"),
        ("created:2026-02-30", 8, 10, "2026-03-31"),
        ("created:..", 8, 2, "2026-03-31"),
        ("locked:perhaps", 7, 7, "true or false"),
    ] {
        let error = refused(text);
        assert_eq!((error.position, error.length), (position, length), "{text}: {error}");
        assert!(error.message.contains(part), "{text}: {error}");
    }
}

#[test]
fn length_terms_and_depth_are_limited() {
    assert!(parse(&"a".repeat(MAX_LENGTH), &fields()).is_ok());
    assert_eq!(refused(&"a".repeat(MAX_LENGTH + 3)).length, 3);
    assert!(parse(&"a ".repeat(MAX_TERMS), &fields()).is_ok());
    assert_eq!(refused(&"a ".repeat(MAX_TERMS + 1)).position, 2 * MAX_TERMS);
    assert!(parse(&format!("{}a{}", "(".repeat(16), ")".repeat(16)), &fields()).is_ok());
    assert_eq!(refused(&format!("{}a{}", "(".repeat(17), ")".repeat(17))).position, 16);
    assert!(refused(&format!("{}a", "-".repeat(300))).message.contains("deep"));
}
