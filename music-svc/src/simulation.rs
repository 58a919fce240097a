//! Listeners that do not exist, and what they hear: the real ranking with and without learning.
//!
//! Each listener welcomes each genre with a probability of their own, drawn at random and unknown
//! to the ranking; a song is welcome with the mean of its genres'. They ask for ten lists of twenty
//! songs, one a day, all for one mood, and play every song. Regret is what a play of the best lists
//! by the same rules (repeats, artists, composed pieces) gives on average and this one did not, in
//! expected welcome songs.

mod listener;
mod policy;

use std::{collections::HashMap, thread};

use crate::{builtin::Builtin, error::Error, mood_map::Mood};

use listener::{Kind, Listener};
use policy::Listening;

/// How many songs a listener plays.
pub const PLAYS: usize = LISTS * SONGS;
const LISTS: usize = 10;
const SONGS: usize = 20;

/// The mean cumulative regret of one kind of listener after each play.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// Who listens.
    pub kind: &'static str,
    /// When the map alone chooses.
    pub map: Vec<f64>,
    /// When the taste is learned.
    pub taste: Vec<f64>,
}

impl Comparison {
    /// The regret with learning as a share of the regret of the map, after all plays.
    pub fn share(&self) -> f64 {
        self.taste[PLAYS - 1] / self.map[PLAYS - 1]
    }
}

/// Lets listeners of every kind listen, one for each seed, the moods in turn.
///
/// # Errors
/// [`Error::Songs`] when the built-in songs cannot be read.
pub fn compare(seeds: u64) -> Result<Vec<Comparison>, Error> {
    let builtin = Builtin::load()?;
    let comparisons = thread::scope(|scope| {
        let builtin = &builtin;
        let threads = Kind::ALL.map(|kind| scope.spawn(move || of_kind(kind, builtin, seeds)));
        threads.map(|thread| thread.join().expect("the simulation does not panic"))
    });
    Ok(comparisons.into())
}

fn of_kind(kind: Kind, builtin: &Builtin, seeds: u64) -> Comparison {
    let mut map = vec![0.0; PLAYS];
    let mut taste = vec![0.0; PLAYS];
    for seed in 0..seeds {
        let mood = Mood::ALL[(seed % 4) as usize];
        let listener = Listener::new(kind, mood, builtin.genres(), seed);
        let best = listener.best(builtin, seed);
        for (sums, is_learning) in [(&mut map, false), (&mut taste, true)] {
            add(
                sums,
                &Listening::new(&listener, is_learning).regret(builtin, best, seed),
            );
        }
    }
    let mean = |sums: Vec<f64>| sums.into_iter().map(|sum| sum / seeds as f64).collect();
    Comparison {
        kind: kind.title(),
        map: mean(map),
        taste: mean(taste),
    }
}

fn add(sums: &mut [f64], regret: &[f64]) {
    let mut whole = 0.0;
    for (sum, regret) in sums.iter_mut().zip(regret) {
        whole += regret;
        *sum += whole;
    }
}

/// How welcome each genre is, 0 … 1.
type Welcome = HashMap<String, f64>;

#[cfg(test)]
mod tests;
