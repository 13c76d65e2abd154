//! Schemes as document controllers build them.

use std::collections::BTreeMap;

use jiff::civil::date;

use super::scheme::{Codes, CounterScope, Scheme, Segment};

fn code(field: &str) -> Segment {
    Segment::Code { field: field.to_owned() }
}

fn literal(text: &str) -> Segment {
    Segment::Literal { text: text.to_owned() }
}

fn counter(width: u8) -> Segment {
    Segment::Counter { width, start: 1 }
}

fn codes(pairs: &[(&str, &str)]) -> Codes {
    pairs.iter().map(|(field, code)| ((*field).to_owned(), (*code).to_owned())).collect()
}

fn example() -> Scheme {
    let segments = vec![
        code("discipline"),
        literal("-"),
        code("document_type"),
        literal("-"),
        code("zone"),
        literal("-"),
        counter(4),
    ];
    Scheme { segments, scope: CounterScope::Combination }
}

fn options() -> BTreeMap<String, Vec<String>> {
    let list = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>();
    BTreeMap::from([
        ("discipline".to_owned(), list(&["STR", "MEP", "S"])),
        ("document_type".to_owned(), list(&["PLAN", "DWGS", "PLAN-X"])),
        ("zone".to_owned(), list(&["ZA", "ZB"])),
    ])
}

#[test]
fn combinations_count_apart() {
    let scheme = example();
    let day = date(2026, 3, 31);
    let plan = codes(&[("discipline", "STR"), ("document_type", "PLAN"), ("zone", "ZA")]);
    let other = codes(&[("discipline", "MEP"), ("document_type", "DWGS"), ("zone", "ZA")]);
    assert_eq!(scheme.number(&plan, day, 1), "STR-PLAN-ZA-0001");
    assert_eq!(scheme.number(&plan, day, 123_456), "STR-PLAN-ZA-123456");
    assert_ne!(scheme.counter_key(&plan, day), scheme.counter_key(&other, day));
    assert!(scheme.check(&["discipline".into(), "document_type".into(), "zone".into()]).is_empty());
    assert_eq!(scheme.missing(&codes(&[("zone", "ZA")])), ["discipline", "document_type"]);
}

#[test]
fn every_number_that_is_made_is_read_back() {
    let day = date(2026, 3, 31);
    for scope in [CounterScope::Combination, CounterScope::Project, CounterScope::Year] {
        for segments in [
            example().segments,
            vec![literal("DRG-"), Segment::Year, literal("/"), Segment::Month, literal("/"), counter(3)],
            vec![code("discipline"), code("zone"), Segment::ShortYear, counter(2)],
            vec![code("document_type"), code("discipline"), counter(1), literal("-"), Segment::Year],
        ] {
            let scheme = Scheme { segments, scope };
            for discipline in ["STR", "MEP", "S"] {
                for document_type in ["PLAN", "DWGS", "PLAN-X"] {
                    let all = codes(&[
                        ("discipline", discipline),
                        ("document_type", document_type),
                        ("zone", "ZB"),
                    ]);
                    for count in [1, 42, 99_999] {
                        let number = scheme.number(&all, day, count);
                        let reading = scheme.read(&number.to_lowercase(), &options()).expect(&number);
                        assert_eq!(scheme.number(&reading.codes, day, reading.counter), number);
                        if scope == CounterScope::Combination {
                            assert_eq!(reading.key, scheme.counter_key(&reading.codes, day), "{number}");
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn what_the_scheme_cannot_make_is_not_read() {
    for number in
        ["STR-PLAN-ZA-", "STR-PLAN-ZC-0001", "STR-PLAN-ZA-0001-A", "", "ELE-PLAN-ZA-1", "STR PLAN ZA 1"]
    {
        assert_eq!(example().read(number, &options()), None, "{number}");
    }
}

#[test]
fn hostile_codes_do_not_hold_up_the_reader() {
    let segments = (0..19).map(|_| code("discipline")).chain([counter(1)]).collect();
    let many: Vec<String> = (1..30).map(|length| "A".repeat(length)).collect();
    let fields: Vec<Segment> = (0..19).map(|at| code(&format!("f{at}"))).chain([counter(1)]).collect();
    let options: BTreeMap<String, Vec<String>> = (0..19).map(|at| (format!("f{at}"), many.clone())).collect();
    let scheme = Scheme { segments: fields, scope: CounterScope::Project };
    assert_eq!(scheme.read(&"A".repeat(100), &options), None);
    assert!(Scheme { segments, scope: CounterScope::Project }.check(&["discipline".into()]).is_empty());
}

#[test]
fn flaws_are_named_with_their_segment() {
    let check = |segments: Vec<Segment>, scope| Scheme { segments, scope }.check(&["zone".into()]);
    let places =
        |flaws: Vec<super::scheme::Flaw>| flaws.into_iter().map(|flaw| flaw.segment).collect::<Vec<_>>();
    assert_eq!(places(check(vec![literal("A")], CounterScope::Project)), [None]);
    assert_eq!(places(check(vec![counter(3), counter(3)], CounterScope::Project)), [None]);
    assert_eq!(places(check(vec![counter(3)], CounterScope::Year)), [None]);
    assert_eq!(
        places(check(vec![literal(" "), counter(9), code("nope")], CounterScope::Project)),
        [Some(0), Some(1), Some(2)]
    );
    assert_eq!(places(check(vec![literal("A\n"), counter(0)], CounterScope::Project)), [Some(0), Some(1)]);
}
