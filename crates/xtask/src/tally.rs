//! Counts of passed and failed tests, read from what each test runner prints or writes.
//!
//! A runner that ends well without having run a test counts as failed: an empty suite proves nothing.

use std::iter::Sum;
use std::ops::Add;

use serde_json::Value;

use crate::shell;

/// How much of each reason the closing words repeat.
const REASON_LINES: usize = 12;
const REASON_WIDTH: usize = 240;

/// How many tests passed, failed, and were left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tests that ran and held.
    pub passed: u64,
    /// Tests that ran and did not hold, timed out, or held only at a second try.
    pub failed: u64,
    /// Tests that did not run.
    pub skipped: u64,
    /// The tests that failed by name, and the first lines of why, as far as the runner tells.
    pub why: Vec<String>,
}

impl Tally {
    /// One test that passed.
    pub const PASS: Tally = Tally { passed: 1, failed: 0, skipped: 0, why: Vec::new() };
    /// One test that failed.
    pub const FAIL: Tally = Tally { passed: 0, failed: 1, skipped: 0, why: Vec::new() };

    /// The closing line, which is read by machines: nothing else may stand on it.
    pub fn closing_line(&self) -> String {
        format!("{} passed, {} failed", self.passed, self.failed)
    }

    /// Joins what the runner reported with how it ended.
    ///
    /// A failure that no test explains (a build error, a crash) counts as one; so do a run without tests, and,
    /// where nothing may be skipped, every skipped test.
    pub fn settled(self, success: bool, may_skip: bool) -> Tally {
        let mut tally = self;
        if !may_skip {
            tally.failed += tally.skipped;
        }
        let empty = tally.passed + tally.failed == 0;
        if tally.failed == 0 && (!success || empty) {
            tally.failed = 1;
        }
        tally
    }
}

impl Add for Tally {
    type Output = Tally;

    fn add(self, other: Tally) -> Tally {
        Tally {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
            why: [self.why, other.why].concat(),
        }
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Tally>>(tallies: I) -> Tally {
        tallies.fold(Tally::default(), Add::add)
    }
}

/// Reads the lines of `cargo nextest run`.
pub fn of_nextest(lines: &[String]) -> Tally {
    let summary = lines.iter().rev().find_map(|line| {
        let line = line.trim_start();
        line.starts_with("Summary [").then(|| line.split_once(" run: ").map(|(_, counts)| counts)).flatten()
    });
    let counts: Tally = summary.map(|counts| counts.split(", ").map(counted).sum()).unwrap_or_default();
    let after = lines.iter().skip_while(|line| !line.trim_start().starts_with("Summary ["));
    let broken = after.map(|line| line.trim()).filter(|line| {
        line.split_whitespace().next().is_some_and(|verdict| {
            ["FAIL", "TIMEOUT", "ABORT"].contains(&verdict) || verdict.starts_with("SIG")
        })
    });
    Tally { why: broken.map(str::to_owned).collect(), ..counts }
}

/// Reads the lines of `cargo test`: the sum over all its binaries.
pub fn of_cargo_test(lines: &[String]) -> Tally {
    let counts: Tally = lines
        .iter()
        .filter_map(|line| line.trim_start().strip_prefix("test result: "))
        .filter_map(|rest| rest.split_once(". "))
        .map(|(_, counts)| counts.split("; ").map(counted).sum())
        .sum();
    let broken = lines.iter().filter(|line| line.starts_with("test ") && line.ends_with("FAILED"));
    Tally { why: broken.cloned().collect(), ..counts }
}

/// Reads the report that vitest writes with its `json` reporter.
pub fn of_vitest(report: &Value) -> Tally {
    let count = |name: &str| report[name].as_u64().unwrap_or(0);
    // A test file that does not load fails as a suite, without a single failed test in it.
    let unloaded = report["testResults"].as_array().map_or(0, |files| {
        let broken = |file: &&Value| {
            file["status"] == "failed" && file["assertionResults"].as_array().is_none_or(Vec::is_empty)
        };
        files.iter().filter(broken).count() as u64
    });
    Tally {
        passed: count("numPassedTests"),
        failed: count("numFailedTests") + unloaded,
        skipped: count("numPendingTests") + count("numTodoTests"),
        why: items(&report["testResults"])
            .flat_map(|file| items(&file["assertionResults"]))
            .filter(|test| test["status"] == "failed")
            .map(|test| told(&test["fullName"], items(&test["failureMessages"])))
            .collect(),
    }
}

/// Reads the report that Playwright writes with its `json` reporter.
pub fn of_playwright(report: &Value) -> Tally {
    let count = |name: &str| report["stats"][name].as_u64().unwrap_or(0);
    let broken = report["errors"].as_array().map_or(0, Vec::len) as u64;
    Tally {
        passed: count("expected"),
        failed: count("unexpected") + count("flaky") + broken,
        skipped: count("skipped"),
        why: failed_specs(report),
    }
}

/// The failed tests of one level of Playwright's report and of those below it.
fn failed_specs(level: &Value) -> Vec<String> {
    let here = items(&level["specs"]).filter(|spec| spec["ok"] == false).map(|spec| {
        let results = items(&spec["tests"]).flat_map(|test| items(&test["results"]));
        told(
            &spec["title"],
            results.flat_map(|result| items(&result["errors"])).map(|error| &error["message"]),
        )
    });
    here.chain(items(&level["suites"]).flat_map(failed_specs)).collect()
}

/// A failed test's name, and under it the first lines of each reason.
fn told<'a>(name: &Value, reasons: impl Iterator<Item = &'a Value>) -> String {
    let mut told = name.as_str().unwrap_or_default().to_owned();
    for reason in reasons.filter_map(Value::as_str).map(shell::without_colours) {
        for line in reason.lines().filter(|line| !line.trim().is_empty()).take(REASON_LINES) {
            told.push_str("\n    ");
            told.extend(line.chars().take(REASON_WIDTH));
        }
    }
    told
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// Reads one count such as `3 passed` or `1 timed out`.
fn counted(text: &str) -> Tally {
    let mut words = text.split_whitespace();
    let count = words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
    match words.next() {
        // `3 passed (1 slow, 1 flaky)`: a test that needed a second try is in the count, and retries are off.
        Some("passed") => Tally { passed: count, ..Tally::default() },
        Some("failed" | "timed" | "exec") => Tally { failed: count, ..Tally::default() },
        Some("skipped" | "ignored") => Tally { skipped: count, ..Tally::default() },
        _ => Tally::default(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn nextest_summary_is_read_with_failures_and_timeouts() {
        let text = "    PASS [0.1s] a b\n------\n     Summary [  12.004s] 9 tests run: 5 passed (1 slow), 2 failed, 1 timed out, 1 exec failed, 3 skipped\n        FAIL x y";
        let expected = Tally { passed: 5, failed: 4, skipped: 3, why: vec!["FAIL x y".to_owned()] };
        assert_eq!(of_nextest(&lines(text)), expected);
    }

    #[test]
    fn nextest_without_a_summary_counts_nothing() {
        assert_eq!(of_nextest(&lines("error: could not compile `x`")), Tally::default());
    }

    #[test]
    fn cargo_test_results_are_summed_over_binaries() {
        let text = "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
                    test result: FAILED. 2 passed; 4 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s";
        assert_eq!(
            of_cargo_test(&lines(text)),
            Tally { passed: 5, failed: 4, skipped: 1, ..Tally::default() }
        );
    }

    #[test]
    fn vitest_counts_a_file_that_does_not_load() {
        let report = json!({
            "numPassedTests": 7, "numFailedTests": 1, "numPendingTests": 0, "numTodoTests": 2,
            "testResults": [
                {"status": "failed", "assertionResults": []},
                {"status": "failed", "assertionResults": [{"status": "failed", "fullName": "a field"}]},
                {"status": "passed", "assertionResults": [{"status": "passed"}]},
            ],
        });
        let why = vec!["a field".to_owned()];
        assert_eq!(of_vitest(&report), Tally { passed: 7, failed: 2, skipped: 2, why });
    }

    #[test]
    fn playwright_counts_a_flaky_test_as_failed() {
        let report = json!({
            "errors": [], "stats": {"expected": 8, "unexpected": 1, "flaky": 2, "skipped": 3},
        });
        assert_eq!(of_playwright(&report), Tally { passed: 8, failed: 3, skipped: 3, ..Tally::default() });
    }

    #[test]
    fn a_failed_browser_test_says_why() {
        let failed = json!({
            "title": "a form is sent", "ok": false,
            "tests": [{"results": [{"errors": [{"message": "\u{1b}[31mError: no button\u{1b}[39m\n\n  Call log:"}]}]}],
        });
        let held = json!({"title": "a form is left", "ok": true, "tests": []});
        let report = json!({"stats": {}, "suites": [{"suites": [{"specs": [held, failed]}]}]});
        assert_eq!(of_playwright(&report).why, ["a form is sent\n    Error: no button\n      Call log:"]);
    }

    #[test]
    fn a_crash_and_an_empty_run_are_failures() {
        assert_eq!(Tally::default().settled(true, true), Tally::FAIL);
        assert_eq!(Tally { passed: 4, ..Tally::default() }.settled(false, true).failed, 1);
        assert_eq!(
            Tally { passed: 4, failed: 2, skipped: 0, ..Tally::default() }.settled(false, true).failed,
            2
        );
    }

    #[test]
    fn a_skipped_test_fails_where_nothing_may_be_skipped() {
        let tally = Tally { passed: 4, skipped: 2, ..Tally::default() };
        assert_eq!(tally.clone().settled(true, false).failed, 2);
        assert_eq!(tally.settled(true, true).failed, 0);
    }

    #[test]
    fn the_closing_line_stands_alone() {
        assert_eq!(
            Tally { passed: 12, failed: 3, skipped: 1, ..Tally::default() }.closing_line(),
            "12 passed, 3 failed"
        );
    }
}
