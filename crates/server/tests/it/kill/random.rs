//! Numbers and bytes from a seed: splitmix64.

/// A source of numbers that its seed determines.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The source of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit.max(1)
    }

    /// Readable text of a length that nothing else has.
    pub fn text(&mut self, length: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(length + 16);
        while bytes.len() < length {
            bytes.extend_from_slice(format!("{:016x}", self.next()).as_bytes());
        }
        bytes.truncate(length);
        bytes
    }
}

/// The seed of this run: the one wished for, or the same as always.
#[expect(clippy::disallowed_methods, reason = "a test has no configuration")]
pub fn seed() -> u64 {
    std::env::var("WAYLEAVE_KILL_SEED").map_or(20_261_121, |text| text.parse().expect("a seed is a number"))
}
