//! What a person sees while the demo works: which step, how far, how long.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::shell;

/// How often a step that counts says how far it is.
const EVERY: Duration = Duration::from_secs(4);

/// The steps of one run, each told when it begins and when it ends.
pub struct Steps {
    total: usize,
    done: Vec<(String, Duration)>,
    started: Instant,
}

/// One step that is under way.
pub struct Step {
    title: String,
    began: Instant,
}

impl Steps {
    /// A run of so many steps.
    pub fn new(total: usize) -> Self {
        Self { total, done: Vec::new(), started: Instant::now() }
    }

    /// Begins a step.
    pub fn begin(&self, title: &str) -> Step {
        shell::note(&format!("[{}/{}] {title}", self.done.len() + 1, self.total));
        Step { title: title.to_owned(), began: Instant::now() }
    }

    /// Ends it, with what came of it.
    pub fn end(&mut self, step: Step, outcome: &str) {
        let took = step.began.elapsed();
        shell::note(&format!("      {outcome} ({})", seconds(took)));
        self.done.push((step.title, took));
    }

    /// The steps with their times, one line each, and the sum.
    pub fn table(&self) -> String {
        let width = self.done.iter().map(|(title, _)| title.chars().count()).max().unwrap_or(0);
        let mut lines: Vec<String> = self
            .done
            .iter()
            .map(|(title, took)| format!("  {title:width$}  {:>8}", seconds(*took)))
            .collect();
        lines.push(format!("  {:width$}  {:>8}", "altogether", seconds(self.started.elapsed())));
        lines.join("\n")
    }
}

/// A count towards a total, told now and then; several tasks may count at once.
pub struct Count {
    what: &'static str,
    total: usize,
    done: AtomicUsize,
    began: Instant,
    told: Mutex<Instant>,
}

impl Count {
    /// Starts at nothing.
    pub fn new(what: &'static str, total: usize) -> Self {
        let now = Instant::now();
        Self { what, total, done: AtomicUsize::new(0), began: now, told: Mutex::new(now) }
    }

    /// So many more.
    pub fn add(&self, more: usize) {
        let done = self.done.fetch_add(more, Ordering::Relaxed) + more;
        let Ok(mut told) = self.told.try_lock() else { return };
        if told.elapsed() >= EVERY && done < self.total {
            *told = Instant::now();
            let (what, total) = (self.what, self.total);
            shell::note(&format!("      {done} of {total} {what} after {}", seconds(self.began.elapsed())));
        }
    }
}

/// A time for people, exact where it is short.
pub fn seconds(took: Duration) -> String {
    match took.as_secs() {
        0..10 => format!("{:.2} s", took.as_secs_f64()),
        10..60 => format!("{:.1} s", took.as_secs_f64()),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}
