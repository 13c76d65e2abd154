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
    assert_eq!(scheme.fields(), ["discipline", "document_type", "zone"]);
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

/// A small source of numbers, the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % limit
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// A scheme of up to eight segments with one counter that no digit touches, and codes for its fields.
fn random(dice: &mut Dice) -> (Scheme, BTreeMap<String, Vec<String>>, Codes) {
    let letters = ["A", "AB", "B", "PLAN", "PLAN-X", "Z9", "1", "01", "a-1"];
    let (mut segments, mut options, mut chosen) = (Vec::new(), BTreeMap::new(), Codes::new());
    for _ in 0..dice.below(8) {
        segments.push(match dice.below(6) {
            0 => literal(["-", "/", "DRG-", "#", "é", "0x"][dice.below(6)]),
            1 => Segment::Year,
            2 => Segment::ShortYear,
            3 => Segment::Month,
            _ => {
                let field = format!("f{}", dice.below(4));
                let mut codes: Vec<String> =
                    (0..=dice.below(5)).map(|_| (*dice.one(&letters)).to_owned()).collect();
                codes.dedup();
                let codes: &Vec<String> = options.entry(field.clone()).or_insert(codes);
                chosen.entry(field.clone()).or_insert_with(|| dice.one(codes).clone());
                code(&field)
            }
        });
    }
    let at = dice.below(segments.len() + 1);
    let width = u8::try_from(1 + dice.below(8)).unwrap_or_default();
    segments.splice(at..at, [literal("_"), counter(width), literal("_")]);
    let scope = *dice.one(&[CounterScope::Combination, CounterScope::Project]);
    (Scheme { segments, scope }, options, chosen)
}

#[test]
fn whatever_a_random_scheme_writes_it_reads_as_the_same_number_of_the_same_counter() {
    let mut dice = Dice(7);
    for round in 0..5_000 {
        let (scheme, options, codes) = random(&mut dice);
        let day = date(
            1950 + i16::try_from(dice.below(200)).unwrap_or_default(),
            1 + i8::try_from(dice.below(12)).unwrap_or_default(),
            9,
        );
        let count = [0, 1, 9, 10, 123_456_789][dice.below(5)];
        let number = scheme.number(&codes, day, count);
        let reading =
            scheme.read(&number, &options).unwrap_or_else(|| panic!("{round}: {scheme:?} {number}"));
        assert_eq!(reading.counter, count, "{round}: {scheme:?} {number}");
        let full = scheme.segments.contains(&Segment::Year);
        let short = scheme.segments.contains(&Segment::ShortYear);
        // Two digits of a year mean this century.
        if full || !short || (2000..2100).contains(&day.year()) {
            let again = scheme.number(&reading.codes, reading.day.unwrap_or(day), reading.counter);
            assert_eq!(again, number, "{round}: {scheme:?}");
            assert_eq!(reading.key, scheme.counter_key(&codes, day), "{round}: {scheme:?} {number}");
        }
        if scheme.scope == CounterScope::Combination {
            let back =
                scheme.read_key(&reading.key, &options).unwrap_or_else(|| panic!("{round}: {}", reading.key));
            assert_eq!(back.key, reading.key);
        }
    }
}

#[test]
fn a_counter_is_read_with_fewer_or_more_zeros() {
    for (number, count) in [("STR-PLAN-ZA-7", 7), ("STR-PLAN-ZA-000007", 7), ("STR-PLAN-ZA-12345", 12_345)] {
        assert_eq!(
            example().read(number, &options()).map(|reading| reading.counter),
            Some(count),
            "{number}"
        );
    }
}

#[test]
fn years_that_contradict_each_other_are_no_number() {
    let segments = vec![Segment::Year, literal("-"), Segment::ShortYear, literal("-"), counter(2)];
    let scheme = Scheme { segments, scope: CounterScope::Year };
    assert!(scheme.read("2026-26-01", &options()).is_some());
    assert_eq!(scheme.read("2026-27-01", &options()), None);
    assert_eq!(
        scheme.read_key("year 2026", &options()).map(|reading| reading.key),
        Some("year 2026".to_owned())
    );
}
