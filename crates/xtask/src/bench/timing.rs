//! Times of many repetitions and what is said about them.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use super::client::Client;

/// How often something is repeated before it is measured.
const WARM_UP: usize = 30;
/// How long one measurement may take.
const LONGEST: Duration = Duration::from_secs(10);

/// The times of many repetitions, shortest first.
#[derive(Clone, Debug, Default)]
pub struct Samples(Vec<Duration>);

impl Samples {
    /// Sorts what was measured.
    pub fn new(mut times: Vec<Duration>) -> Samples {
        times.sort_unstable();
        Samples(times)
    }

    /// The time in milliseconds that so many per cent of the repetitions stayed within.
    pub fn percentile(&self, percent: f64) -> f64 {
        let last = self.0.len().saturating_sub(1);
        let at = ((self.0.len() as f64 * percent / 100.0).ceil() as usize).saturating_sub(1).min(last);
        self.0.get(at).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
    }

    /// `p50 / p95 / p99` in milliseconds.
    pub fn cell(&self) -> String {
        format!("{:.2} / {:.2} / {:.2}", self.percentile(50.0), self.percentile(95.0), self.percentile(99.0))
    }
}

/// Asks for the paths in turn over each of several connections; every answer must be a 200.
pub fn over_http(
    port: u16,
    cookie: &str,
    paths: &[String],
    connections: usize,
    requests: usize,
) -> Result<Samples> {
    let one = |first: usize| -> Result<Vec<Duration>> {
        let mut client = Client::connect(port, cookie)?;
        let mut times = Vec::with_capacity(requests / connections);
        let begun = Instant::now();
        for at in 0..WARM_UP + requests / connections {
            let path = &paths[(first + at * connections) % paths.len()];
            let started = Instant::now();
            let (status, _) = client.get(path)?;
            if at >= WARM_UP {
                times.push(started.elapsed());
            }
            ensure!(status == 200, "{path} is answered with {status}");
            if begun.elapsed() > LONGEST {
                break;
            }
        }
        Ok(times)
    };
    let times = thread::scope(|scope| {
        let threads: Vec<_> = (0..connections).map(|at| scope.spawn(move || one(at))).collect();
        let results = threads.into_iter().map(|thread| thread.join().ok().context("a client panicked")?);
        results.collect::<Result<Vec<_>>>()
    })?;
    Ok(Samples::new(times.concat()))
}
