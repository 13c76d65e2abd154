//! Tampered logs: each way of tampering is named.

use wayleave_proof::{Problem, Wrong};

use crate::support::{Log, key};

fn told(log: &Log, checkpoint: &str, earlier: &[(String, String)]) -> Vec<Problem> {
    log.check(checkpoint, earlier).problems
}

fn kept(log: &Log, size: usize) -> Vec<(String, String)> {
    vec![("monday".to_owned(), log.checkpoint(size, &key(1)))]
}

#[test]
fn a_log_that_is_whole_has_no_problem() {
    for count in [0, 1, 2, 300] {
        let log = Log::of(1, count, "a");
        let all = usize::try_from(count).expect("small");
        let report = log.check(&log.checkpoint(all, &key(1)), &kept(&log, all / 2));
        assert_eq!((report.problems, report.events), (Vec::new(), count));
    }
}

#[test]
fn an_edited_event_is_named() {
    let mut log = Log::of(1, 20, "word");
    let checkpoint = log.checkpoint(20, &key(1));
    log.edit_body(7, "\"action\":\"word\"", "\"action\":\"weird\"");
    assert_eq!(told(&log, &checkpoint, &[]), [Problem::Edited(7), Problem::Root]);
    let mut log = Log::of(1, 20, "word");
    log.edit_body(20, "\"action\":\"word\"", "\"action\":\"weird\"");
    assert_eq!(told(&log, &checkpoint, &[]), [Problem::Root], "nothing follows the last");
    let mut log = Log::of(1, 20, "word");
    log.edit(3, |line| line["after"] = "another".into());
    assert_eq!(told(&log, &checkpoint, &[]), [Problem::Field(3, "after".to_owned())]);
}

#[test]
fn erased_personal_fields_leave_the_log_whole_and_others_in_their_place_do_not() {
    let mut log = Log::of(1, 20, "word");
    let checkpoint = log.checkpoint(20, &key(1));
    log.edit(5, |line| *line = serde_json::json!({"body": line["body"]}));
    assert_eq!(told(&log, &checkpoint, &[]), []);
    log.edit(5, |line| line["actor_name"] = "Somebody else".into());
    assert_eq!(told(&log, &checkpoint, &[]), [Problem::Field(5, "actor_name".to_owned())]);
}

#[test]
fn missing_and_repeated_and_reordered_events_are_named() {
    let whole = || Log::of(1, 20, "a");
    let checkpoint = whole().checkpoint(20, &key(1));
    let mut log = whole();
    log.lines.remove(6);
    assert_eq!(told(&log, &checkpoint, &[]), [Problem::Missing(7, 7)]);
    let mut log = whole();
    log.lines.drain(3..6);
    assert_eq!(told(&log, &checkpoint, &[]), [Problem::Missing(4, 6)]);
    let mut log = whole();
    log.lines.swap(4, 5);
    assert_eq!(told(&log, &checkpoint, &[]), [Problem::Reordered { line: 6, found: 5 }]);
    let mut log = whole();
    log.lines.insert(4, log.lines[4].clone());
    assert_eq!(told(&log, &checkpoint, &[]), [Problem::Twice(5)]);
    let mut log = whole();
    log.lines[2] = "{}".to_owned();
    assert_eq!(told(&log, &checkpoint, &[]), [Problem::Unreadable(3), Problem::Missing(3, 3)]);
}

#[test]
fn a_cut_tail_is_named() {
    let mut log = Log::of(1, 20, "a");
    let checkpoint = log.checkpoint(20, &key(1));
    log.lines.truncate(15);
    assert_eq!(told(&log, &checkpoint, &[]), [Problem::CutTail { signed: 20, found: 15 }]);
    let mut log = Log::of(1, 20, "a");
    log.go_on(1, 2, "a");
    assert_eq!(told(&log, &checkpoint, &[]), [Problem::Unsigned { signed: 20, found: 22 }]);
}

#[test]
fn one_earlier_checkpoint_tells_of_a_rollback_and_of_a_fork() {
    let log = Log::of(1, 20, "a");
    let monday = kept(&log, 12);
    let mut older = Log::of(1, 10, "a");
    let checkpoint = older.checkpoint(10, &key(1));
    let name = || "monday".to_owned();
    assert_eq!(
        told(&older, &checkpoint, &monday),
        [Problem::RolledBack { earlier: name(), signed: 12, found: 10 }]
    );
    older.go_on(1, 30, "another story");
    let checkpoint = older.checkpoint(40, &key(1));
    assert_eq!(told(&older, &checkpoint, &[]), [], "by itself it is a log like any other");
    assert_eq!(told(&older, &checkpoint, &monday), [Problem::Forked { earlier: name(), signed: 12 }]);
}

#[test]
fn another_organisation_and_another_key_are_named() {
    let mut log = Log::of(1, 20, "a");
    let checkpoint = log.checkpoint(20, &key(1));
    log.lines[4] = Log::of(2, 20, "a").lines[4].clone();
    assert!(told(&log, &checkpoint, &[]).contains(&Problem::OtherOrganisation(5)));
    let log = Log::of(1, 20, "a");
    let resigned = log.checkpoint(20, &key(2));
    assert_eq!(told(&log, &resigned, &[]), [Problem::Checkpoint(Wrong::OtherKey)]);
    let earlier = vec![("monday".to_owned(), resigned)];
    assert_eq!(told(&log, &checkpoint, &earlier), [Problem::Earlier("monday".to_owned(), Wrong::OtherKey)]);
}

#[test]
fn a_tampered_log_is_told_of_in_sentences() {
    let mut log = Log::of(1, 20, "a");
    let checkpoint = log.checkpoint(20, &key(1));
    log.lines.drain(3..6);
    log.lines.truncate(12);
    let sentences: Vec<String> = told(&log, &checkpoint, &[]).iter().map(ToString::to_string).collect();
    assert_eq!(
        sentences,
        ["events 4 to 6 are missing", "the end is cut off: 20 events are signed, and 15 are there"]
    );
}
