//! What reactions do to the arms.

use super::*;

fn reaction(genre: &str, kind: FeedbackKind, at_ms: i64) -> Reaction {
    Reaction {
        mood: Mood::Happy,
        intent: Intent::Match,
        genres: vec![genre.to_owned()],
        kind,
        at_ms,
    }
}

fn mean(reactions: &[Reaction], now_ms: i64) -> f64 {
    Taste::learned(reactions, now_ms).arms[0].posterior.mean()
}

#[test]
fn each_kind_moves_an_arm_by_what_is_documented() {
    let parameters = |kind| {
        let taste = Taste::learned(&[reaction("funk", kind, 0)], 0);
        let Posterior { alpha, beta } = taste.arms[0].posterior;
        (alpha, beta)
    };
    assert_eq!(parameters(FeedbackKind::Like), (3.0, 1.0));
    assert_eq!(parameters(FeedbackKind::Finish), (2.0, 1.0));
    assert_eq!(parameters(FeedbackKind::Play), (1.1, 1.0));
    assert_eq!(parameters(FeedbackKind::Skip), (1.0, 2.0));
    assert_eq!(parameters(FeedbackKind::Dislike), (1.0, 3.0));
}

#[test]
fn a_reaction_counts_half_after_sixty_days_and_fades_away() {
    let liked = [reaction("funk", FeedbackKind::Like, 0)];
    let after = |days: f64| mean(&liked, (days * DAY_MS) as i64);
    assert_eq!(after(0.0), 0.75);
    assert_eq!(after(60.0), 2.0 / 3.0);
    assert!((after(1200.0) - 0.5).abs() < 1e-6);
    assert_eq!(after(-3.0), 0.75, "a clock set back");
}

#[test]
fn moods_and_intents_do_not_mix_but_what_was_heard_in_a_mood_is_known() {
    let surprise = Reaction {
        intent: Intent::Surprise,
        ..reaction("jazz", FeedbackKind::Like, 0)
    };
    let sad = Reaction {
        mood: Mood::Sad,
        ..reaction("pop", FeedbackKind::Like, 0)
    };
    let liked = reaction("metal", FeedbackKind::Like, 0);
    let taste = Taste::learned(&[surprise, sad, liked], 0);
    let genres = taste.genres((Mood::Happy, Intent::Match), &["funk", "pop"]);
    let known: Vec<_> = genres
        .iter()
        .map(|genre| {
            (
                genre.name.as_str(),
                genre.posterior.is_some(),
                genre.is_known,
            )
        })
        .collect();
    assert_eq!(
        known,
        [
            ("funk", false, false),
            ("pop", false, false),
            ("metal", true, true),
            ("jazz", false, true),
        ]
    );
}
