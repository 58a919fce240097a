//! Modes, and the pitches that their steps stand for.

/// Tonics as keys with the fewest accidentals spell them, in modes with a major third and in others.
const BRIGHT_TONICS: [&str; 12] = [
    "C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B",
];
const DARK_TONICS: [&str; 12] = [
    "C", "C#", "D", "Eb", "E", "F", "F#", "G", "G#", "A", "Bb", "B",
];
const MAJOR_THIRD: i32 = 4;

/// A mode of the diatonic scale, the brightest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mode {
    Lydian,
    Major,
    Mixolydian,
    Dorian,
    Minor,
}

impl Mode {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Lydian => "lydian",
            Self::Major => "major",
            Self::Mixolydian => "mixolydian",
            Self::Dorian => "dorian",
            Self::Minor => "minor",
        }
    }

    /// Semitones of the seven steps above the tonic.
    pub(super) const fn steps(self) -> [i32; 7] {
        match self {
            Self::Lydian => [0, 2, 4, 6, 7, 9, 11],
            Self::Major => [0, 2, 4, 5, 7, 9, 11],
            Self::Mixolydian => [0, 2, 4, 5, 7, 9, 10],
            Self::Dorian => [0, 2, 3, 5, 7, 9, 10],
            Self::Minor => [0, 2, 3, 5, 7, 8, 10],
        }
    }

    /// Progressions of four chords, as steps of their roots from 0: of the first part, of the
    /// second, and to close with. None uses the mode's diminished chord.
    pub(super) const fn progressions(self) -> Progressions {
        match self {
            Self::Lydian => Progressions {
                first: &[[0, 1, 0, 4], [0, 1, 5, 4], [0, 4, 1, 0]],
                second: &[[5, 1, 0, 4], [2, 5, 1, 1], [5, 4, 1, 0]],
                close: &[[4, 1, 0, 0], [5, 1, 0, 0]],
            },
            Self::Major => Progressions {
                first: &[[0, 4, 5, 3], [0, 5, 3, 4], [0, 3, 5, 4], [0, 2, 3, 4]],
                second: &[[3, 4, 5, 0], [5, 3, 0, 4], [3, 0, 1, 4], [1, 4, 2, 5]],
                close: &[[3, 4, 0, 0], [1, 4, 0, 0]],
            },
            Self::Mixolydian => Progressions {
                first: &[[0, 6, 3, 0], [0, 3, 6, 0], [0, 4, 6, 3]],
                second: &[[3, 0, 6, 0], [5, 3, 0, 6], [5, 6, 3, 0]],
                close: &[[6, 3, 0, 0], [4, 6, 0, 0]],
            },
            Self::Dorian => Progressions {
                first: &[[0, 3, 0, 6], [0, 3, 6, 0], [0, 2, 3, 0]],
                second: &[[2, 6, 3, 0], [4, 3, 0, 6], [2, 3, 6, 6]],
                close: &[[6, 3, 0, 0], [1, 4, 0, 0]],
            },
            Self::Minor => Progressions {
                first: &[[0, 5, 2, 6], [0, 3, 5, 6], [0, 5, 3, 4], [0, 6, 5, 6]],
                second: &[[5, 6, 0, 2], [3, 6, 2, 5], [5, 2, 6, 0]],
                close: &[[5, 6, 0, 0], [3, 4, 0, 0]],
            },
        }
    }
}

/// What chords a piece may go through.
pub(super) struct Progressions {
    pub(super) first: &'static [[i32; 4]],
    pub(super) second: &'static [[i32; 4]],
    pub(super) close: &'static [[i32; 4]],
}

/// A mode on a tonic.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    /// 0 for C … 11 for B.
    pub(super) tonic: i32,
    pub(super) mode: Mode,
}

impl Scale {
    pub(super) const fn tonic_name(self) -> &'static str {
        let is_bright = self.mode.steps()[2] == MAJOR_THIRD;
        let names = if is_bright {
            BRIGHT_TONICS
        } else {
            DARK_TONICS
        };
        names[self.tonic as usize]
    }

    /// The semitone above C of a step, 0 … 11; steps repeat every seven.
    pub(super) fn pitch_class(self, step: i32) -> i32 {
        (self.tonic + self.mode.steps()[step.rem_euclid(7) as usize]).rem_euclid(12)
    }

    /// The MIDI number of a step above the lowest tonic that is not below `floor`.
    pub(super) fn midi(self, floor: i32, step: i32) -> i32 {
        let base = floor + (self.tonic - floor).rem_euclid(12);
        base + 12 * step.div_euclid(7) + self.mode.steps()[step.rem_euclid(7) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_become_pitches() {
        let d_major = Scale {
            tonic: 2,
            mode: Mode::Major,
        };
        assert_eq!(d_major.midi(60, 0), 62);
        assert_eq!(d_major.midi(60, 2), 66, "F sharp");
        assert_eq!(d_major.midi(60, 7), 74);
        assert_eq!(d_major.midi(60, -1), 61, "C sharp below");
        assert_eq!(d_major.pitch_class(9), 6);
    }

    #[test]
    fn a_tonic_is_spelled_as_musicians_do() {
        let name = |tonic, mode| Scale { tonic, mode }.tonic_name();
        assert_eq!(name(10, Mode::Major), "Bb");
        assert_eq!(name(1, Mode::Minor), "C#");
        assert_eq!(name(1, Mode::Lydian), "Db");
    }

    #[test]
    fn no_progression_has_a_diminished_chord() {
        for mode in [
            Mode::Lydian,
            Mode::Major,
            Mode::Mixolydian,
            Mode::Dorian,
            Mode::Minor,
        ] {
            let progressions = mode.progressions();
            let all = [progressions.first, progressions.second, progressions.close].concat();
            for root in all.into_iter().flatten() {
                let scale = Scale { tonic: 0, mode };
                let fifth = scale.midi(0, root + 4) - scale.midi(0, root);
                assert_eq!(fifth, 7, "{mode:?} {root}");
            }
        }
    }
}
