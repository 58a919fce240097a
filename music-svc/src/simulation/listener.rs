//! Who listens: kinds of listeners and what each of them welcomes.

use std::collections::BTreeSet;

use crate::{
    builtin::Builtin,
    dice::Dice,
    mood_map::Mood,
    ranking::sort_by_score,
    simulation::{LISTS, SONGS, Welcome, policy::Listening},
    song::{GENERATIVE, Song},
};

/// A kind of listener.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Loves six genres out of all.
    FewLoves,
    /// Likes every other genre.
    Half,
    /// Welcomes each genre with a probability from 0 to 1.
    Graded,
    /// Loves six genres that the map does not have for the mood.
    AtOdds,
    /// Loves exactly what the map has for the mood.
    MapIsRight,
}

impl Kind {
    pub(super) const ALL: [Self; 5] = [
        Self::FewLoves,
        Self::Half,
        Self::Graded,
        Self::AtOdds,
        Self::MapIsRight,
    ];

    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::FewLoves => "loves six genres",
            Self::Half => "likes every other genre",
            Self::Graded => "likes each genre to a degree",
            Self::AtOdds => "loves only what the map leaves out",
            Self::MapIsRight => "loves just what the map has",
        }
    }
}

const LOVED: f64 = 0.9;
const UNLOVED: f64 = 0.2;
const LOVES: usize = 6;

/// Somebody who asks for songs in one mood.
#[derive(Debug)]
pub(super) struct Listener {
    pub(super) mood: Mood,
    welcome: Welcome,
}

impl Listener {
    pub(super) fn new(kind: Kind, mood: Mood, genres: BTreeSet<&str>, seed: u64) -> Self {
        let mut dice = Dice::new(seed, kind.title());
        let of_the_map =
            |genre: &str| genre == GENERATIVE || mood.profile().genres.contains(&genre);
        let mut loved: Vec<&str> = genres.iter().copied().collect();
        match kind {
            Kind::FewLoves => draw(&mut loved, LOVES, &mut dice),
            Kind::Half => loved.retain(|_| dice.chance(0.5)),
            Kind::Graded => {}
            Kind::AtOdds => {
                loved.retain(|genre| !of_the_map(genre));
                draw(&mut loved, LOVES, &mut dice);
            }
            Kind::MapIsRight => loved.retain(|genre| of_the_map(genre)),
        }
        let mut welcome = |genre: &str| {
            if kind == Kind::Graded {
                dice.open_unit()
            } else if loved.contains(&genre) {
                LOVED
            } else {
                UNLOVED
            }
        };
        let welcome = genres
            .iter()
            .map(|genre| ((*genre).to_owned(), welcome(genre)));
        Self {
            mood,
            welcome: welcome.collect(),
        }
    }

    /// How welcome a song is, 0 … 1.
    pub(super) fn welcomes(&self, song: &Song) -> f64 {
        let sum: f64 = song.arms.iter().map(|arm| self.welcome[arm]).sum();
        sum / song.arms.len() as f64
    }

    /// How welcome a song is on average, of the best lists that the rules allow one after another.
    pub(super) fn best(&self, builtin: &Builtin, seed: u64) -> f64 {
        let mut listening = Listening::new(self, false);
        let list = |day| {
            let query = listening.query(day, seed);
            let mut pool = builtin.ranked(&query);
            for song in &mut pool {
                song.score = (1e6 * self.welcomes(song)) as i32;
            }
            sort_by_score(&mut pool);
            let composed = self.welcome[GENERATIVE];
            let lists = Builtin::mixes(&pool, &query);
            let mean = |songs: &Vec<Song>| {
                let known: f64 = songs.iter().map(|song| self.welcomes(song)).sum();
                (known + composed * (SONGS - songs.len()) as f64) / SONGS as f64
            };
            let best = lists.into_iter().max_by(|a, b| mean(a).total_cmp(&mean(b)));
            let best = best.unwrap_or_default();
            let known = best.iter().map(|song| song.id.clone());
            let composed = (best.len()..SONGS).map(|place| format!("composed {day} {place}"));
            known
                .chain(composed)
                .for_each(|id| listening.has_played(id));
            mean(&best)
        };
        (0..LISTS).map(list).sum::<f64>() / LISTS as f64
    }
}

/// Keeps so many of the names, by chance.
fn draw(names: &mut Vec<&str>, count: usize, dice: &mut Dice) {
    dice.shuffle(names);
    names.truncate(count);
}
