//! Wildcards.

use wayleave_query::{Expr, Fields, Leaf, Pattern, parse};

fn pattern(text: &str) -> Pattern {
    match parse(&format!("number:{text}"), &Fields::default()).unwrap().expr {
        Expr::Leaf(Leaf::Whole(_, pattern)) => pattern,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_star_is_any_run_and_a_question_mark_exactly_one() {
    for (text, yes, no) in [
        ("STR-PLAN*", &["str-plan", "str-plan-za"][..], &["xstr-plan", "str-pla"][..]),
        ("*plan", &["plan", "floorplan"], &["plans"]),
        ("te*t", &["tet", "test", "text and tent"], &["te", "tests"]),
        ("A-?01", &["a-101", "a-x01"], &["a-01", "a-1101"]),
        ("*a*b*c*", &["abc", "xxaxxbxxcxx"], &["acb"]),
    ] {
        let pattern = pattern(text);
        assert!(yes.iter().all(|value| pattern.matches(value)), "{text}");
        assert!(!no.iter().any(|value| pattern.matches(value)), "{text}");
    }
}

#[test]
fn a_backslash_makes_a_wildcard_literal() {
    let literal = pattern(r"a\*b\?");
    assert_eq!(literal.as_exact(), Some("a*b?"));
    assert!(literal.matches("a*b?") && !literal.matches("axbx"));
    assert_eq!(pattern(r"100%_*").like(), r"100\%\_%");
}

#[test]
fn hostile_patterns_stay_quick() {
    let pattern = pattern(&"*a".repeat(200));
    assert!(!pattern.matches(&"a".repeat(199)));
    assert!(pattern.matches(&"ba".repeat(200)));
}
