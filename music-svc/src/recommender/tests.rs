//! Which source answers, and what the listener is told.

use std::sync::Mutex;

use async_trait::async_trait;
use tempfile::TempDir;

use super::*;
use crate::{builtin::Builtin, catalog::SourceState, taste::FeedbackKind};

/// A source that always says the same and remembers what it was asked.
struct Scripted {
    answer: Result<Listing, SourceError>,
    asked: Mutex<Vec<Query>>,
}

impl Scripted {
    fn new(answer: Result<Listing, SourceError>) -> Arc<Self> {
        let asked = Mutex::default();
        Arc::new(Self { answer, asked })
    }
}

#[async_trait]
impl MusicCatalog for Scripted {
    fn name(&self) -> &'static str {
        "scripted"
    }

    fn title(&self) -> &'static str {
        "Scripted"
    }

    fn state(&self) -> SourceState {
        SourceState::Ready
    }

    async fn list(&self, query: &Query) -> Result<Listing, SourceError> {
        self.asked.lock().unwrap().push(query.clone());
        self.answer.clone()
    }
}

fn recommender(first: Arc<Scripted>) -> (Recommender, MusicStore, TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let store = MusicStore::open(dir.path()).unwrap();
    let sources: Vec<Arc<dyn MusicCatalog>> = vec![first, Arc::new(Builtin::load().unwrap())];
    let recommender = Recommender::new(sources, store.clone(), Clock::System);
    (recommender, store, dir)
}

fn ask(mood: Mood, seed: Option<u64>) -> Ask {
    Ask {
        mood,
        chosen_intent: None,
        usual_intent: None,
        limit: 20,
        seed,
        explicit: false,
        market: None,
    }
}

fn ids(recommendation: &Recommendation) -> Vec<String> {
    recommendation
        .songs
        .iter()
        .map(|song| song.id.clone())
        .collect()
}

#[tokio::test]
async fn a_source_that_is_not_set_up_is_passed_over_in_silence() {
    let (recommender, _store, _dir) = recommender(Scripted::new(Err(SourceError::NotConfigured)));
    let list = recommender
        .recommend("u", ask(Mood::Happy, None))
        .await
        .unwrap();
    assert_eq!((list.source, list.notice.as_deref()), ("builtin", None));
    assert!(!list.is_degraded());
}

#[tokio::test]
async fn a_failing_source_is_replaced_and_the_listener_is_told() {
    let (recommender, _store, _dir) = recommender(Scripted::new(Err(SourceError::OwnerNotPremium)));
    let list = recommender
        .recommend("u", ask(Mood::Happy, None))
        .await
        .unwrap();
    assert_eq!((list.source, list.songs.len()), ("builtin", 20));
    assert!(list.is_degraded());
    assert_eq!(
        list.notice.unwrap(),
        "Scripted refuses us because the owner of the app key has no Premium account. \
         Attune answers instead."
    );
}

#[tokio::test]
async fn an_old_answer_is_given_with_a_word() {
    let stale = Some(SourceError::Unavailable {
        why: "is out of order",
    });
    let listing = Listing {
        stale,
        ..Listing::default()
    };
    let (recommender, _store, _dir) = recommender(Scripted::new(Ok(listing)));
    let list = recommender
        .recommend("u", ask(Mood::Happy, None))
        .await
        .unwrap();
    assert_eq!(list.source, "scripted");
    let notice = list.notice.unwrap();
    assert_eq!(
        notice,
        "Scripted is out of order; these are songs that it gave earlier."
    );
}

#[tokio::test]
async fn the_same_seed_gives_the_same_list_again_and_to_others() {
    let (recommender, _store, _dir) = recommender(Scripted::new(Err(SourceError::NotConfigured)));
    let list = |user: &'static str, seed| recommender.recommend(user, ask(Mood::Sad, seed));
    let first = ids(&list("u", Some(7)).await.unwrap());
    let second = ids(&list("u", Some(8)).await.unwrap());
    assert_ne!(first, second);
    assert_eq!(ids(&list("u", Some(7)).await.unwrap()), first);
    assert_eq!(ids(&list("u", Some(8)).await.unwrap()), second);
    assert_eq!(ids(&list("v", Some(7)).await.unwrap()), first);
}

#[tokio::test]
async fn three_lists_in_a_row_do_not_repeat_a_song() {
    let (recommender, _store, _dir) = recommender(Scripted::new(Err(SourceError::NotConfigured)));
    for mood in Mood::ALL {
        let mut heard = std::collections::HashSet::new();
        for _ in 0..3 {
            let list = recommender
                .recommend(mood.word(), ask(mood, None))
                .await
                .unwrap();
            for id in ids(&list) {
                assert!(heard.insert(id.clone()), "{mood:?} {id}");
            }
        }
    }
}

#[tokio::test]
async fn the_query_carries_taste_and_exclusions() {
    let scripted = Scripted::new(Err(SourceError::NothingFound));
    let (recommender, store, _dir) = recommender(scripted.clone());
    let first = recommender
        .recommend("u", ask(Mood::Happy, Some(1)))
        .await
        .unwrap();
    let (liked, disliked) = (&first.songs[1], &first.songs[2]);
    let give = |id: &String, kind| store.give_feedback("u", id.clone(), (kind, 1));
    give(&liked.id, FeedbackKind::Like).await.unwrap();
    give(&disliked.id, FeedbackKind::Dislike).await.unwrap();
    recommender
        .recommend("u", ask(Mood::Happy, Some(2)))
        .await
        .unwrap();
    let query = scripted.asked.lock().unwrap().pop().unwrap();
    assert!(query.exclusions.disliked.contains(&disliked.id));
    assert_eq!(query.exclusions.recent.len(), 20);
    assert!(query.genre(&liked.genres[0]).unwrap().is_known);
    assert!(query.is_learning());
}

#[tokio::test]
async fn an_intent_is_remembered_for_its_mood_and_beats_the_usual_one() {
    let (recommender, _store, _dir) = recommender(Scripted::new(Err(SourceError::NotConfigured)));
    let followed = async |user, mood, chosen_intent| {
        let ask = Ask {
            chosen_intent,
            usual_intent: Some(Intent::Surprise),
            ..ask(mood, None)
        };
        recommender.recommend(user, ask).await.unwrap().intent
    };
    assert_eq!(followed("u", Mood::Sad, None).await, Intent::Surprise);
    assert_eq!(
        followed("u", Mood::Sad, Some(Intent::Lift)).await,
        Intent::Lift
    );
    assert_eq!(followed("u", Mood::Sad, None).await, Intent::Lift);
    assert_eq!(followed("u", Mood::Happy, None).await, Intent::Surprise);
    assert_eq!(followed("v", Mood::Sad, None).await, Intent::Surprise);
    assert_eq!(
        followed("u", Mood::Sad, Some(Intent::Match)).await,
        Intent::Match
    );
    assert_eq!(followed("u", Mood::Sad, None).await, Intent::Match);
    let list = recommender
        .recommend("w", ask(Mood::Sad, None))
        .await
        .unwrap();
    assert_eq!(list.intent, Intent::Match);
}

#[tokio::test]
async fn what_was_just_played_is_not_in_the_next_lists() {
    let (recommender, store, _dir) = recommender(Scripted::new(Err(SourceError::NotConfigured)));
    for mood in Mood::ALL {
        for intent in Intent::ALL {
            let mut played = std::collections::VecDeque::new();
            for round in 0..6 {
                let ask = Ask {
                    chosen_intent: Some(intent),
                    ..ask(mood, None)
                };
                let list = recommender.recommend("u", ask).await.unwrap();
                assert_eq!(list.songs.len(), 20, "{mood:?} {intent:?} {round}");
                for song in &list.songs {
                    let last = played.iter().rev().take(50);
                    assert!(
                        !last.clone().any(|id| *id == song.id),
                        "{mood:?} {intent:?}"
                    );
                }
                for song in list.songs {
                    let given = (FeedbackKind::Play, round);
                    store
                        .give_feedback("u", song.id.clone(), given)
                        .await
                        .unwrap();
                    played.push_back(song.id);
                }
            }
        }
    }
}

#[tokio::test]
async fn a_reset_brings_back_the_list_of_somebody_new() {
    let (recommender, store, _dir) = recommender(Scripted::new(Err(SourceError::NotConfigured)));
    let list = |user, seed| recommender.recommend(user, ask(Mood::Neutral, Some(seed)));
    let before = list("u", 1).await.unwrap();
    for song in &before.songs {
        let given = (FeedbackKind::Skip, 1);
        store
            .give_feedback("u", song.id.clone(), given)
            .await
            .unwrap();
    }
    assert_ne!(ids(&list("u", 1).await.unwrap()), ids(&before));
    store.reset_taste("u").await.unwrap();
    let again = list("u", 1).await.unwrap();
    assert_eq!(again.songs, list("v", 1).await.unwrap().songs);
}
