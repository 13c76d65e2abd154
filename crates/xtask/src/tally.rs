//! Counts of passed and failed tests, read from what each test runner prints or writes.
//!
//! A runner that ends well without having run a test counts as failed: an empty suite proves nothing.

use std::iter::Sum;
use std::ops::Add;

use serde_json::Value;

/// How many tests passed, failed, and were left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tests that ran and held.
    pub passed: u64,
    /// Tests that ran and did not hold, timed out, or held only at a second try.
    pub failed: u64,
    /// Tests that did not run.
    pub skipped: u64,
}

impl Tally {
    /// One test that passed.
    pub const PASS: Tally = Tally { passed: 1, failed: 0, skipped: 0 };
    /// One test that failed.
    pub const FAIL: Tally = Tally { passed: 0, failed: 1, skipped: 0 };

    /// The closing line, which is read by machines: nothing else may stand on it.
    pub fn closing_line(self) -> String {
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
    summary.map(|counts| counts.split(", ").map(counted).sum()).unwrap_or_default()
}

/// Reads the lines of `cargo test`: the sum over all its binaries.
pub fn of_cargo_test(lines: &[String]) -> Tally {
    lines
        .iter()
        .filter_map(|line| line.trim_start().strip_prefix("test result: "))
        .filter_map(|rest| rest.split_once(". "))
        .map(|(_, counts)| counts.split("; ").map(counted).sum())
        .sum()
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
    }
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
        assert_eq!(of_nextest(&lines(text)), Tally { passed: 5, failed: 4, skipped: 3 });
    }

    #[test]
    fn nextest_without_a_summary_counts_nothing() {
        assert_eq!(of_nextest(&lines("error: could not compile `x`")), Tally::default());
    }

    #[test]
    fn cargo_test_results_are_summed_over_binaries() {
        let text = "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
                    test result: FAILED. 2 passed; 4 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s";
        assert_eq!(of_cargo_test(&lines(text)), Tally { passed: 5, failed: 4, skipped: 1 });
    }

    #[test]
    fn vitest_counts_a_file_that_does_not_load() {
        let report = json!({
            "numPassedTests": 7, "numFailedTests": 1, "numPendingTests": 0, "numTodoTests": 2,
            "testResults": [
                {"status": "failed", "assertionResults": []},
                {"status": "failed", "assertionResults": [{"status": "failed"}]},
                {"status": "passed", "assertionResults": [{"status": "passed"}]},
            ],
        });
        assert_eq!(of_vitest(&report), Tally { passed: 7, failed: 2, skipped: 2 });
    }

    #[test]
    fn playwright_counts_a_flaky_test_as_failed() {
        let report = json!({
            "errors": [], "stats": {"expected": 8, "unexpected": 1, "flaky": 2, "skipped": 3},
        });
        assert_eq!(of_playwright(&report), Tally { passed: 8, failed: 3, skipped: 3 });
    }

    #[test]
    fn a_crash_and_an_empty_run_are_failures() {
        assert_eq!(Tally::default().settled(true, true), Tally::FAIL);
        assert_eq!(Tally { passed: 4, ..Tally::default() }.settled(false, true).failed, 1);
        assert_eq!(Tally { passed: 4, failed: 2, skipped: 0 }.settled(false, true).failed, 2);
    }

    #[test]
    fn a_skipped_test_fails_where_nothing_may_be_skipped() {
        let tally = Tally { passed: 4, failed: 0, skipped: 2 };
        assert_eq!(tally.settled(true, false).failed, 2);
        assert_eq!(tally.settled(true, true).failed, 0);
    }

    #[test]
    fn the_closing_line_stands_alone() {
        assert_eq!(Tally { passed: 12, failed: 3, skipped: 1 }.closing_line(), "12 passed, 3 failed");
    }
}
