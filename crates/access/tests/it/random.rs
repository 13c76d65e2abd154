//! Seeded chance: the same seed makes the same world on every machine.

use std::ops::Range;

/// A small generator (SplitMix64).
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, which is not 0.
    pub fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).unwrap()
    }

    /// A number of `from..=to`.
    pub fn between(&mut self, from: usize, to: usize) -> usize {
        from + self.below(to - from + 1)
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    /// One of them, or none when there are none.
    pub fn maybe<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        if from.is_empty() { None } else { Some(self.pick(from)) }
    }
}

/// The full counts, wished for by `WAYLEAVE_FULL=1`.
pub fn full() -> bool {
    option("WAYLEAVE_FULL").is_some_and(|value| value == "1")
}

/// The seeds of a run, from `first` on: as many as a push takes, or a full run. The variable asks for a single one
/// again; `WAYLEAVE_SHARE=3/8` takes the third eighth, so that a full run may be dealt out to machines and nights.
pub fn seeds(variable: &str, first: u64, (push, all): (u64, u64)) -> Range<u64> {
    if let Some(text) = option(variable) {
        let seed = text.parse().expect("a seed is a number");
        return seed..seed + 1;
    }
    let count = if full() { all } else { push };
    let Some(share) = option("WAYLEAVE_SHARE") else { return first..first + count };
    let (part, of) = share.split_once('/').expect("a share is written 3/8");
    let (part, of): (u64, u64) = (part.parse().unwrap(), of.parse().unwrap());
    assert!((1..=of).contains(&part), "there is no share {share}");
    first + count * (part - 1) / of..first + count * part / of
}

#[expect(clippy::disallowed_methods, reason = "a test has no configuration")]
fn option(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
