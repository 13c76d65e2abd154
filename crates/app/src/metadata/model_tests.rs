//! Which values documents may have.

use std::collections::BTreeMap;

use super::model::{Catalogue, Choice, Field, Kind, Values, is_code, is_key};
use crate::error::FieldError;

fn choice(code: &str, parent: &str, retired: bool) -> Choice {
    let (code, parent) = (code.to_owned(), parent.to_owned());
    Choice { id: 1, project: false, label: code.clone(), code, parent, position: 1, retired }
}

fn field(key: &str, kind: Kind, choices: Vec<Choice>) -> Field {
    let built_in = super::model::BUILT_IN.contains(&key);
    Field {
        id: 1,
        project: false,
        key: key.to_owned(),
        label: key.to_uppercase(),
        kind,
        built_in,
        required: false,
        parent: String::new(),
        position: 1,
        retired: false,
        choices,
    }
}

fn catalogue() -> Catalogue {
    let mut sub =
        field("sub_programme", Kind::Dropdown, vec![choice("N1", "NORTH", false), choice("ALL", "", false)]);
    sub.parent = "programme".to_owned();
    let mut phase = field("phase", Kind::Dropdown, vec![choice("P1", "", false), choice("P0", "", true)]);
    phase.required = true;
    Catalogue {
        fields: vec![
            field("zone", Kind::Dropdown, Vec::new()),
            field("originator", Kind::Dropdown, vec![choice("ACM", "", false)]),
            field("programme", Kind::Dropdown, vec![choice("NORTH", "", false), choice("SOUTH", "", false)]),
            sub,
            phase,
            field("note", Kind::Text, Vec::new()),
            field("due", Kind::Date, Vec::new()),
            field("urgent", Kind::Toggle, Vec::new()),
        ],
    }
}

fn values(pairs: &[(&str, &str)]) -> Values {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

fn faults(after: &[(&str, &str)], before: &[(&str, &str)]) -> Vec<(String, &'static str)> {
    let mut errors: Vec<FieldError> = Vec::new();
    catalogue().check(&mut errors, &values(after), &values(before));
    errors.into_iter().map(|error| (error.field, error.code)).collect()
}

#[test]
fn a_dropdown_takes_its_choices_and_free_fields_take_more() {
    let mut errors = Vec::new();
    let given = BTreeMap::from([("phase".to_owned(), Some(" p1 ".to_owned()))]);
    assert_eq!(catalogue().read(&mut errors, &given, &Values::new()), values(&[("phase", "P1")]));
    assert_eq!(errors, []);
    assert_eq!(faults(&[("phase", "P2")], &[]), [("fields.phase".to_owned(), "unknown_choice")]);
    assert_eq!(faults(&[("phase", "P0")], &[]), [("fields.phase".to_owned(), "retired")]);
    assert_eq!(faults(&[("phase", "P0")], &[("phase", "P0")]), []);
    assert_eq!(faults(&[("zone", "anything"), ("originator", "Nobody Ltd")], &[]), []);
    assert_eq!(faults(&[("programme", "WEST")], &[]), [("programme".to_owned(), "unknown_choice")]);
}

#[test]
fn a_dependent_choice_stands_under_its_parent_alone() {
    assert_eq!(faults(&[("programme", "NORTH"), ("sub_programme", "N1")], &[]), []);
    assert_eq!(faults(&[("programme", "SOUTH"), ("sub_programme", "ALL")], &[]), []);
    let wrong = [("sub_programme".to_owned(), "not_under_parent")];
    assert_eq!(faults(&[("programme", "SOUTH"), ("sub_programme", "N1")], &[]), wrong);
    assert_eq!(faults(&[("sub_programme", "N1")], &[]), wrong);
    // Moving the parent away from under it is noticed as well; leaving both as they are is not.
    let before = [("programme", "NORTH"), ("sub_programme", "N1")];
    assert_eq!(faults(&[("programme", "SOUTH"), ("sub_programme", "N1")], &before), wrong);
    let odd = [("programme", "SOUTH"), ("sub_programme", "N1")];
    assert_eq!(faults(&odd, &odd), []);
}

#[test]
fn days_toggles_and_texts_have_their_forms() {
    assert_eq!(faults(&[("due", "2026-02-28"), ("urgent", "true"), ("note", "x")], &[]), []);
    let long = "x".repeat(501);
    let found = faults(&[("due", "2026-02-30"), ("urgent", "yes"), ("note", &long)], &[]);
    let expected =
        [("fields.note", "too_long"), ("fields.due", "not_a_day"), ("fields.urgent", "not_a_toggle")];
    assert_eq!(found, expected.map(|(field, code)| (field.to_owned(), code)));
}

#[test]
fn required_fields_are_asked_for_at_creation_and_cannot_be_emptied() {
    let codes = |after: &[(&str, &str)], before: Option<&[(&str, &str)]>| {
        let mut errors = Vec::new();
        catalogue().check_required(&mut errors, &values(after), before.map(values).as_ref());
        errors.len()
    };
    assert_eq!(codes(&[], None), 1);
    assert_eq!(codes(&[("phase", "P1")], None), 0);
    assert_eq!(codes(&[], Some(&[])), 0);
    assert_eq!(codes(&[], Some(&[("phase", "P1")])), 1);
}

#[test]
fn unknown_and_built_in_keys_are_refused_among_own_fields() {
    let mut errors = Vec::new();
    let given = BTreeMap::from([
        ("zone".to_owned(), Some("ZA".to_owned())),
        ("nope".to_owned(), None),
        ("note".to_owned(), Some(" ".to_owned())),
    ]);
    let after = catalogue().read(&mut errors, &given, &values(&[("note", "old")]));
    assert_eq!(after, Values::new());
    let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(fields, ["fields.nope", "fields.zone"]);
}

#[test]
fn codes_and_keys_have_their_letters() {
    for good in ["A", "PKG-01", "0", "A23456789012345-"] {
        assert!(is_code(good), "{good}");
    }
    for bad in ["", "-A", "A B", "Ä", "A_1", "A2345678901234567"] {
        assert!(!is_code(bad), "{bad}");
    }
    assert!(is_key("phase_2") && !is_key("2phase") && !is_key("Phase") && !is_key(""));
}
