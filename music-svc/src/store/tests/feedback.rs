//! What reactions leave, and that taking them back leaves nothing.

use super::*;

#[tokio::test]
async fn the_same_feedback_counts_once_and_only_for_shown_songs() {
    let (store, _dir) = opened();
    let unknown = store
        .give_feedback(USER, "s1".into(), (FeedbackKind::Like, 5))
        .await;
    assert!(matches!(unknown, Err(Error::SongNotFound)));
    shown(&store, Mood::Happy, &["s1"]).await;
    give(&store, "s1", FeedbackKind::Like).await;
    let once = store.taste(USER, NOW).await.unwrap();
    let arms: Vec<_> = once
        .arms
        .iter()
        .map(|arm| (arm.mood, arm.genre.as_str(), arm.likes))
        .collect();
    assert_eq!(arms, [(Mood::Happy, "funk", 1), (Mood::Happy, "pop", 1)]);
    shown(&store, Mood::Happy, &["s1"]).await;
    give(&store, "s1", FeedbackKind::Like).await;
    assert_eq!(store.taste(USER, NOW).await.unwrap(), once);
    shown(&store, Mood::Sad, &["s1"]).await;
    give(&store, "s1", FeedbackKind::Like).await;
    let twice = store.taste(USER, NOW).await.unwrap();
    assert_eq!(twice.arms[..2], once.arms, "another mood has its own arms");
    assert_eq!(twice.arms.len(), 4);
}

#[tokio::test]
async fn history_tells_in_which_list_something_was_done() {
    let (store, _dir) = opened();
    shown(&store, Mood::Happy, &["s1"]).await;
    give(&store, "s1", FeedbackKind::Play).await;
    shown(&store, Mood::Sad, &["s1"]).await;
    let done = async || {
        let page = store.list_history(USER, "", 10).await.unwrap();
        let of = |item: &HistoryItem| item.feedback.join(" ");
        page.items.iter().map(of).collect::<Vec<_>>()
    };
    assert_eq!(done().await, ["", "play"]);
    give(&store, "s1", FeedbackKind::Play).await;
    give(&store, "s1", FeedbackKind::Skip).await;
    assert_eq!(done().await, ["play skip", "play"]);
    retract(&store, "s1", Some(FeedbackKind::Play)).await;
    assert_eq!(done().await, ["skip", ""]);
}

/// Chance decides what is done with which song, and then all that `undone` names is taken back.
#[tokio::test]
async fn taking_back_any_feedback_leaves_the_same_bits_as_if_it_had_never_been() {
    for seed in 0..12 {
        let ((with, _dir), (without, _other)) = (opened(), opened());
        let mut dice = Dice::new(seed, "feedback");
        let ids = ["s1", "s2", "s3", "s4"];
        let undone: Vec<(&str, FeedbackKind)> = (0..5)
            .map(|_| (*dice.pick(&ids), *dice.pick(&FeedbackKind::ALL)))
            .collect();
        for step in 0..25_i64 {
            if step % 5 == 0 {
                let mood = *dice.pick(&Mood::ALL);
                for store in [&with, &without] {
                    shown(store, mood, &ids).await;
                }
            }
            let (id, kind) = (*dice.pick(&ids), *dice.pick(&FeedbackKind::ALL));
            let at_ms = step * 7 * DAY_MS;
            let give = |store: &MusicStore| {
                let store = store.clone();
                async move {
                    store
                        .give_feedback(USER, id.to_owned(), (kind, at_ms))
                        .await
                }
            };
            give(&with).await.unwrap();
            if !undone.contains(&(id, kind)) {
                give(&without).await.unwrap();
            }
        }
        for (id, kind) in undone {
            retract(&with, id, Some(kind)).await;
        }
        let now = 200 * DAY_MS;
        let (taken_back, never) = (
            with.taste(USER, now).await.unwrap(),
            without.taste(USER, now).await.unwrap(),
        );
        let bits = |taste: &crate::taste::Taste| -> Vec<(u64, u64)> {
            let of = |arm: &crate::taste::Arm| {
                let Posterior { alpha, beta } = arm.posterior;
                (alpha.to_bits(), beta.to_bits())
            };
            taste.arms.iter().map(of).collect()
        };
        assert_eq!(bits(&taken_back), bits(&never), "{seed}");
        assert_eq!(taken_back, never, "{seed}");
    }
}

#[tokio::test]
async fn taking_feedback_back_restores_exactly_what_was_before() {
    let (store, _dir) = opened();
    shown(&store, Mood::Happy, &["s1", "s2"]).await;
    give(&store, "s2", FeedbackKind::Skip).await;
    give(&store, "s1", FeedbackKind::Dislike).await;
    let before = store.taste(USER, NOW).await.unwrap();
    give(&store, "s1", FeedbackKind::Like).await;
    assert_ne!(store.taste(USER, NOW).await.unwrap(), before);
    assert_eq!(disliked(&store).await, 0, "the later opinion counts");
    retract(&store, "s1", Some(FeedbackKind::Like)).await;
    assert_eq!(store.taste(USER, NOW).await.unwrap(), before);
    assert_eq!(disliked(&store).await, 1);
    retract(&store, "s1", None).await;
    retract(&store, "s2", None).await;
    assert!(store.taste(USER, NOW).await.unwrap().arms.is_empty());
    retract(&store, "s2", None).await;
}

#[tokio::test]
async fn of_like_and_dislike_history_shows_the_later_one() {
    let (store, _dir) = opened();
    shown(&store, Mood::Happy, &["s1"]).await;
    for kind in [
        FeedbackKind::Play,
        FeedbackKind::Like,
        FeedbackKind::Dislike,
    ] {
        give(&store, "s1", kind).await;
    }
    let page = store.list_history(USER, "", 1).await.unwrap();
    assert_eq!(page.items[0].feedback, ["play", "dislike"]);
}

#[tokio::test]
async fn a_reset_forgets_the_taste_and_keeps_the_history() {
    let (store, _dir) = opened();
    shown(&store, Mood::Happy, &["s1", "s2"]).await;
    give(&store, "s1", FeedbackKind::Dislike).await;
    give(&store, "s2", FeedbackKind::Like).await;
    store.reset_taste(USER).await.unwrap();
    assert!(store.taste(USER, NOW).await.unwrap().arms.is_empty());
    assert_eq!(disliked(&store).await, 0);
    let page = store.list_history(USER, "", 10).await.unwrap();
    assert_eq!(page.items[0].feedback, ["dislike"]);
    give(&store, "s2", FeedbackKind::Like).await;
    assert_eq!(
        store.taste(USER, NOW).await.unwrap().arms[0].likes,
        1,
        "it can be learned again"
    );
}
