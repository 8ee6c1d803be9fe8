//! Streams of random numbers that go side by side and never meet: xoshiro256+, by David Blackman and Sebastiano Vigna.
//!
//! One stream goes through 2²⁵⁶ − 1 states before it repeats itself. A *jump* leaps over 2¹²⁸ of them, so streams that are
//! a jump apart can give 2¹²⁸ numbers each before one comes to where another began. A *long jump* leaps over 2¹⁹². The
//! algorithm and both jumps are published at <https://prng.di.unimi.it/>, free of any right.

// ANCHOR: streams
/// The states of `LANES` generators, word by word, so that the generators fill a register side by side.
#[derive(Debug, Clone)]
pub struct Streams<const LANES: usize> {
    words: [[u64; LANES]; 4],
}

impl<const LANES: usize> Streams<LANES> {
    /// 64 bits from each stream. The lowest ones are the weakest.
    #[inline(always)]
    pub fn next_bits(&mut self) -> [u64; LANES] {
        let [s0, s1, s2, s3] = &mut self.words;
        let mut bits = [0; LANES];
        for i in 0..LANES {
            bits[i] = s0[i].wrapping_add(s3[i]);
            let shifted = s1[i] << 17;
            s2[i] ^= s0[i];
            s3[i] ^= s1[i];
            s1[i] ^= s2[i];
            s0[i] ^= s3[i];
            s2[i] ^= shifted;
            s3[i] = s3[i].rotate_left(45);
        }
        bits
    }

    /// A number in [0, 1) from each stream.
    #[inline(always)]
    pub fn next_floats(&mut self) -> [f64; LANES] {
        // The upper 52 bits become the digits of a number from 1 to 2.
        self.next_bits()
            .map(|bits| f64::from_bits(bits >> 12 | 1.0_f64.to_bits()) - 1.0)
    }
}
// ANCHOR_END: streams

/// A state of one generator.
pub type State = [u64; 4];

/// From this state to the next.
fn step([s0, s1, s2, s3]: State) -> State {
    let (s2, s3, shifted) = (s2 ^ s0, s3 ^ s1, s1 << 17);
    [s0 ^ s3, s1 ^ s2, s2 ^ shifted, s3.rotate_left(45)]
}

/// The polynomial of a jump over 2¹²⁸ states.
const JUMP: State = [
    0x180e_c6d3_3cfd_0aba,
    0xd5a6_1266_f0c9_392c,
    0xa958_2618_e03f_c9aa,
    0x39ab_dc45_29b1_661c,
];

/// The polynomial of a jump over 2¹⁹² states.
const LONG_JUMP: State = [
    0x76e1_5d3e_fefd_cbbf,
    0xc500_4e44_1c52_2fb3,
    0x7771_0069_854e_e241,
    0x3910_9bb0_2acb_e635,
];

/// The state that a polynomial leads to: the sum of those states, among the next 256, whose bit in it is set.
fn jump(mut state: State, polynomial: State) -> State {
    let mut sum = [0; 4];
    for bit in 0..256 {
        if polynomial[bit / 64] >> (bit % 64) & 1 == 1 {
            for (sum, word) in sum.iter_mut().zip(state) {
                *sum ^= word;
            }
        }
        state = step(state);
    }
    sum
}

impl<const LANES: usize> Streams<LANES> {
    /// Streams that are a jump apart, the first of which begins at a state drawn with `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self::from_state(seeded(seed))
    }

    /// Streams that are a jump apart, the first of which begins at a state.
    #[must_use]
    pub fn from_state(mut state: State) -> Self {
        let mut words = [[0; LANES]; 4];
        for lane in 0..LANES {
            for (words, word) in words.iter_mut().zip(state) {
                words[lane] = word;
            }
            state = jump(state, JUMP);
        }
        Self { words }
    }
}

/// States that are a long jump apart: where the streams of one piece of work begin, and those of the next.
pub fn far_apart(seed: u64) -> impl Iterator<Item = State> {
    std::iter::successors(Some(seeded(seed)), |state| Some(jump(*state, LONG_JUMP)))
}

/// A state drawn by SplitMix64, as the authors advise. It isn't all zeros, which is the one that leads nowhere.
fn seeded(mut seed: u64) -> State {
    [(); 4].map(|()| {
        seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = seed;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_gives_the_numbers_that_its_authors_publish() {
        let mut stream = Streams::<1> {
            words: [[1], [2], [3], [4]],
        };
        let known = [
            5,
            211_106_232_532_999,
            211_106_635_186_183,
            9_223_759_065_350_669_058,
            9_250_833_439_874_351_877,
            13_862_484_359_527_728_515,
        ];
        for known in known {
            assert_eq!(stream.next_bits(), [known]);
        }
    }

    #[test]
    fn lanes_give_what_each_stream_gives_alone() {
        let mut together = Streams::<8>::new(7);
        let mut alone: Vec<Streams<1>> = (0..8)
            .map(|lane| Streams {
                words: together.words.map(|words| [words[lane]]),
            })
            .collect();
        for _ in 0..1000 {
            let bits = together.next_bits();
            for (stream, bits) in alone.iter_mut().zip(bits) {
                assert_eq!(stream.next_bits(), [bits]);
            }
        }
    }

    /// A linear map of states: column by column, where each single bit goes.
    struct Linear(Vec<State>);

    impl Linear {
        fn apply(&self, state: State) -> State {
            let mut sum = [0; 4];
            for (bit, column) in self.0.iter().enumerate() {
                if state[bit / 64] >> (bit % 64) & 1 == 1 {
                    for (sum, word) in sum.iter_mut().zip(column) {
                        *sum ^= word;
                    }
                }
            }
            sum
        }

        fn twice(&self) -> Self {
            Self(self.0.iter().map(|column| self.apply(*column)).collect())
        }
    }

    #[test]
    fn a_jump_is_two_to_the_128_steps_and_a_long_jump_two_to_the_192() {
        let bit = |bit: usize| {
            let mut state = [0; 4];
            state[bit / 64] = 1 << (bit % 64);
            state
        };
        let mut steps = Linear((0..256).map(|b| step(bit(b))).collect());
        let start = seeded(3);
        assert_eq!(steps.apply(start), step(start));
        for doubling in 1..=192 {
            steps = steps.twice();
            if doubling == 128 {
                assert_eq!(steps.apply(start), jump(start, JUMP));
            }
        }
        assert_eq!(steps.apply(start), jump(start, LONG_JUMP));
    }

    #[test]
    fn floats_are_in_the_unit_interval_and_spread_evenly() {
        let mut streams = Streams::<32>::new(2);
        let mut tenths = [0; 10];
        for _ in 0..10_000 {
            for number in streams.next_floats() {
                assert!((0.0..1.0).contains(&number));
                tenths[(number * 10.0) as usize] += 1;
            }
        }
        // Six standard deviations of 32 000.
        assert!(
            tenths
                .iter()
                .all(|count: &i32| (count - 32_000).abs() < 1020),
            "{tenths:?}"
        );
    }

    #[test]
    fn sets_of_streams_begin_at_different_states() {
        let sets: Vec<Streams<4>> = far_apart(1).take(3).map(Streams::from_state).collect();
        let states = sets
            .iter()
            .flat_map(|set| (0..4).map(|lane| set.words.map(|words| words[lane])));
        let unique: std::collections::BTreeSet<State> = states.collect();
        assert_eq!(unique.len(), 12);
        assert_eq!(sets[0].words, Streams::<4>::new(1).words);
    }
}
