//! How reasons make a score: each one's contribution from its features, and their sum.
//!
//! A score is counted in whole points, so that sums are exact in every language and order; 1000
//! points are the length 1 on the plane of valence and arousal. Features keep four decimals, which
//! doubles and JSON carry unchanged. A song's score is the sum of its reasons' contributions:
//!
//! | code | contribution in points |
//! |---|---|
//! | `mood_match` | 1000 × (1 − distance from the song to the target) |
//! | `lift_step` | 1000 × (1 − distance from the song to the waypoint); 0 where its place is not ours to know |
//! | `searched` | 500 |
//! | `calming`, `energising` | 50 |
//! | `off_the_map` | −1000 |
//! | `something_new` | 400 × new genres ÷ genres |
//! | `genre_liked`, `genre_disliked`, `genre_heard` | 1000 × weight × share × (2 × mean − 1) |
//! | `exploration` | 2000 × weight × (draw − mean) |
//! | `shown_recently` | −500 |
//! | `composed` | 0: every fifth song is composed, whatever its score |
//! | `shuffle` | 1000 × weight × chance |

use std::collections::BTreeMap;

use proto::music::v1 as pb;

use super::{Reason, ReasonCode};

/// The numbers that a contribution was computed from, by name.
pub(crate) type Features = BTreeMap<String, f64>;

const POINTS: f64 = 1000.0;

/// A number as features keep it: to four decimals.
pub(crate) fn rounded(number: f64) -> f64 {
    (number * 1e4).round() / 1e4
}

/// What a reason adds to the score; nothing when a feature is missing.
pub(crate) fn contribution(code: ReasonCode, features: &Features) -> Option<i32> {
    let of = |name: &str| features.get(name).copied();
    let share = match code {
        ReasonCode::MoodMatch => 1.0 - distance(features, "target")?,
        ReasonCode::LiftStep if features.is_empty() => 0.0,
        ReasonCode::LiftStep => 1.0 - distance(features, "waypoint")?,
        ReasonCode::Searched => 0.5,
        ReasonCode::Calming | ReasonCode::Energising => 0.05,
        ReasonCode::OffTheMap => -1.0,
        ReasonCode::SomethingNew => 0.4 * of("new_genres")? / of("genres")?,
        ReasonCode::GenreLiked | ReasonCode::GenreDisliked | ReasonCode::GenreHeard => {
            of("weight")? * of("share")? * (2.0 * of("mean")? - 1.0)
        }
        ReasonCode::Exploration => 2.0 * of("weight")? * (of("draw")? - of("mean")?),
        ReasonCode::ShownRecently => -0.5,
        ReasonCode::Composed => 0.0,
        ReasonCode::Shuffle => of("weight")? * of("chance")?,
    };
    Some((POINTS * share).round() as i32)
}

fn distance(features: &Features, to: &str) -> Option<f64> {
    let of = |name: &str| features.get(name).copied();
    let valence = of("valence")? - of(&format!("{to}_valence"))?;
    let arousal = of("arousal")? - of(&format!("{to}_arousal"))?;
    Some((valence * valence + arousal * arousal).sqrt())
}

/// The score of a song with these reasons.
pub(crate) fn score(reasons: &[Reason]) -> i32 {
    reasons.iter().map(|reason| reason.contribution).sum()
}

/// Recomputes a song's score from the codes and features of its reasons alone, by the table in
/// `reason/score.rs`. Nothing for a reason that this program does not know, such as one that an
/// older version stored.
pub fn recomputed_score(song: &pb::Song) -> Option<i32> {
    song.reasons.iter().try_fold(0, |sum, reason| {
        let code = ReasonCode::find(&reason.code)?;
        let features = reason.features.clone().into_iter().collect();
        Some(sum + contribution(code, &features)?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn features(pairs: &[(&str, f64)]) -> Features {
        let pair = |(name, value): &(&str, f64)| ((*name).to_owned(), *value);
        pairs.iter().map(pair).collect()
    }

    #[test]
    fn a_fit_falls_with_the_distance() {
        let near = features(&[
            ("valence", 0.5),
            ("arousal", 0.1),
            ("target_valence", 0.8),
            ("target_arousal", 0.5),
        ]);
        assert_eq!(contribution(ReasonCode::MoodMatch, &near), Some(500));
        assert_eq!(contribution(ReasonCode::LiftStep, &near), None);
        assert_eq!(contribution(ReasonCode::LiftStep, &features(&[])), Some(0));
    }

    #[test]
    fn taste_counts_by_its_weight_and_chance_by_its_own() {
        let liked = features(&[("mean", 0.75), ("share", 0.5), ("weight", 0.8)]);
        assert_eq!(contribution(ReasonCode::GenreLiked, &liked), Some(200));
        let drawn = features(&[("mean", 0.75), ("draw", 0.5), ("weight", 0.8)]);
        assert_eq!(contribution(ReasonCode::Exploration, &drawn), Some(-400));
        let rolled = features(&[("chance", 0.25), ("weight", 0.6)]);
        assert_eq!(contribution(ReasonCode::Shuffle, &rolled), Some(150));
    }

    #[test]
    fn features_survive_json_unchanged() {
        for tenthousandths in -10_000..=10_000 {
            let feature = rounded(f64::from(tenthousandths) * 1e-4);
            let text = serde_json::to_string(&feature).unwrap();
            let read: f64 = serde_json::from_str(&text).unwrap();
            assert_eq!(read.to_bits(), feature.to_bits(), "{text}");
        }
    }
}
