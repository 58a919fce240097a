//! Chance that a seed repeats exactly, on every machine and with every version of the compiler.

/// SplitMix64 (Steele, Lea and Flood 2014): 64 bits of state, equidistributed, not for secrets.
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    /// Dice for one purpose: the same seed gives another sequence under another salt.
    pub(crate) fn new(seed: u64, salt: &str) -> Self {
        let mut state = seed ^ 0xcbf2_9ce4_8422_2325;
        for byte in salt.bytes() {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        Self(state)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Uniform in 0 … 1, 1 excluded, in steps of 2⁻²⁴.
    pub(crate) fn unit(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1_u32 << 24) as f32
    }

    /// Uniform in 0 … 1, both excluded, in steps of 2⁻⁵²: safe to take the logarithm of.
    pub(crate) fn open_unit(&mut self) -> f64 {
        ((self.next() >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
    }

    /// Uniform in `low … high`.
    pub(crate) fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    /// True with that probability.
    pub(crate) fn chance(&mut self, probability: f32) -> bool {
        self.unit() < probability
    }

    /// Uniform in `0 … count`, `count` excluded; 0 when `count` is 0.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        // The bias of the remainder is below 2⁻⁵⁰ for the handful of choices we make.
        (self.next() % (count.max(1) as u64)) as usize
    }

    /// One of a non-empty slice.
    pub(crate) fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }

    /// Puts items into a random order (Fisher and Yates).
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_and_a_salt_sets_it_apart() {
        let roll = |seed, salt| Dice::new(seed, salt).next();
        assert_eq!(roll(7, "a"), roll(7, "a"));
        assert_ne!(roll(7, "a"), roll(7, "b"));
        assert_ne!(roll(7, "a"), roll(8, "a"));
    }

    #[test]
    fn units_fill_their_range_evenly() {
        let mut dice = Dice::new(1, "units");
        let mut tenths = [0_u32; 10];
        for _ in 0..10_000 {
            let unit = dice.unit();
            assert!((0.0..1.0).contains(&unit));
            tenths[(unit * 10.0) as usize] += 1;
        }
        assert!(
            tenths.iter().all(|count| (850..1150).contains(count)),
            "{tenths:?}"
        );
    }

    #[test]
    fn a_shuffle_keeps_every_item() {
        let mut items: Vec<u32> = (0..50).collect();
        Dice::new(3, "shuffle").shuffle(&mut items);
        assert_ne!(items, (0..50).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..50).collect::<Vec<_>>());
    }
}
