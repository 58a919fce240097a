//! How somebody listens: asks, plays, reacts, and is remembered or not.

use std::collections::{HashSet, VecDeque};

use crate::{
    builtin::Builtin,
    catalog::Query,
    dice::Dice,
    mood_map::Intent,
    recommender::{self, Ask},
    simulation::{LISTS, SONGS, listener::Listener},
    song::Song,
    store,
    taste::{FeedbackKind, Reaction, Taste},
};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// As the store remembers them.
const PLAYED: usize = 50;
/// How often somebody who heard a welcome song to its end also likes it.
const LIKES: f32 = 0.25;
/// How often somebody who skips a song also dislikes it.
const DISLIKES: f32 = 0.1;

/// One listener's way through the lists.
pub(super) struct Listening<'a> {
    listener: &'a Listener,
    is_learning: bool,
    played: VecDeque<String>,
    disliked: HashSet<String>,
    /// By song; a reaction repeated counts once.
    reactions: Vec<(String, Reaction)>,
}

impl<'a> Listening<'a> {
    pub(super) fn new(listener: &'a Listener, is_learning: bool) -> Self {
        Self {
            listener,
            is_learning,
            played: VecDeque::new(),
            disliked: HashSet::new(),
            reactions: Vec::new(),
        }
    }

    /// The regret of each play.
    pub(super) fn regret(mut self, builtin: &Builtin, best: f64, seed: u64) -> Vec<f64> {
        let mut regret = Vec::with_capacity(LISTS * SONGS);
        let mut dice = Dice::new(seed, "reactions");
        for day in 0..LISTS {
            for song in builtin.songs(&self.query(day, seed)) {
                let welcome = self.listener.welcomes(&song);
                regret.push(best - welcome);
                self.has_played(song.id.clone());
                let rolls = [dice.unit(), dice.unit()];
                self.reacts(&song, (f64::from(rolls[0]) < welcome, rolls[1]), day);
            }
        }
        regret
    }

    pub(super) fn query(&self, day: usize, seed: u64) -> Query {
        let reactions: Vec<Reaction> = self.reactions.iter().map(|(_, it)| it.clone()).collect();
        let taste = if self.is_learning {
            Taste::learned(&reactions, day as i64 * DAY_MS)
        } else {
            Taste::default()
        };
        let played: HashSet<String> = self.played.iter().cloned().collect();
        let known = store::Listener {
            intent: Intent::Match,
            recent: played.clone(),
            played,
            disliked: self.disliked.clone(),
            taste,
        };
        let ask = Ask {
            mood: self.listener.mood,
            chosen_intent: None,
            usual_intent: None,
            limit: SONGS,
            seed: None,
            explicit: true,
            market: None,
        };
        recommender::query(ask, known, seed * LISTS as u64 + day as u64)
    }

    pub(super) fn has_played(&mut self, song_id: String) {
        self.played.retain(|id| *id != song_id);
        self.played.push_back(song_id);
        if self.played.len() > PLAYED {
            self.played.pop_front();
        }
    }

    fn reacts(&mut self, song: &Song, (is_welcome, roll): (bool, f32), day: usize) {
        let mut kinds = vec![FeedbackKind::Play];
        if is_welcome {
            kinds.push(FeedbackKind::Finish);
            kinds.extend((roll < LIKES).then_some(FeedbackKind::Like));
        } else {
            kinds.push(FeedbackKind::Skip);
            if roll < DISLIKES {
                kinds.push(FeedbackKind::Dislike);
                self.disliked.insert(song.id.clone());
            }
        }
        for kind in kinds {
            let is_same = |(id, it): &(String, Reaction)| *id == song.id && it.kind == kind;
            self.reactions.retain(|reaction| !is_same(reaction));
            let reaction = Reaction {
                mood: self.listener.mood,
                intent: Intent::Match,
                genres: song.arms.clone(),
                kind,
                at_ms: day as i64 * DAY_MS,
            };
            self.reactions.push((song.id.clone(), reaction));
        }
    }
}
