//! Which searches answer a query: at most three, each with a limit, a market and one genre at most.

use std::sync::Arc;

use crate::{
    catalog::{Genre, Query, SourceError},
    config::Market,
    dice::Dice,
    mood_map::Intent,
    song::GENERATIVE,
    spotify::wire::Found,
    taste::CLEAR,
};

/// Spotify refuses more.
const LIMIT: usize = 10;
/// Lists with different seeds look at different pages.
const PAGES: usize = 3;

/// One search.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Search {
    parameters: Vec<(&'static str, String)>,
    /// The genre that was searched for, if it was one.
    pub(super) genre: Option<String>,
    /// What was searched for, in words.
    pub(super) words: String,
}

/// What a search found.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) found: Arc<Found>,
    /// Whether Spotify was asked just now.
    pub(super) is_new: bool,
    /// The failure instead of which this old answer is given.
    pub(super) stale: Option<SourceError>,
}

impl Search {
    fn by_genre(genre: &str, page: usize, market: &str) -> Self {
        Self {
            parameters: parameters(format!("genre:\"{genre}\""), "track", (page, market)),
            words: genre.to_owned(),
            genre: Some(genre.to_owned()),
        }
    }

    fn by_words(words: &str, page: usize, market: &str) -> Self {
        Self {
            parameters: parameters(words.to_owned(), "track,playlist", (page, market)),
            words: format!("\u{201c}{words}\u{201d}"),
            genre: None,
        }
    }

    pub(super) fn parameters(&self) -> &[(&'static str, String)] {
        &self.parameters
    }
}

fn parameters(
    query: String,
    kinds: &str,
    (page, market): (usize, &str),
) -> Vec<(&'static str, String)> {
    vec![
        ("q", query),
        ("type", kinds.to_owned()),
        ("limit", LIMIT.to_string()),
        ("offset", (page * LIMIT).to_string()),
        ("market", market.to_owned()),
    ]
}

/// Two genres and then the words of the mood; a lift goes from the one to the other.
pub(super) fn plan(query: &Query, default_market: &Market) -> [Search; 3] {
    let mut dice = Dice::new(query.seed, "spotify");
    let market = query.market.as_deref().unwrap_or(default_market.as_str());
    let profile = query.mood.profile();
    let page = dice.below(PAGES);
    let [first, second] = match query.intent {
        Intent::Match | Intent::Surprise => two_genres(eligible(query), &mut dice),
        Intent::Lift => profile.stages.map(|stage| (*dice.pick(&stage)).to_owned()),
    };
    let words = match query.intent {
        Intent::Match | Intent::Surprise => profile.words[0],
        Intent::Lift => profile.words[1],
    };
    [
        Search::by_genre(&first, page, market),
        Search::by_genre(&second, page, market),
        Search::by_words(words, page, market),
    ]
}

/// A genre's name and the draw from what is known of it, 0 … 1.
type Weighed<'a> = (&'a str, f32);

/// The genres of the map, and for a match those that are clearly liked.
fn eligible(query: &Query) -> Vec<Weighed<'_>> {
    let of_the_map = query.mood.profile().genres_for(query.intent);
    let draw = |name: &str| query.opinion(name).draw as f32;
    let is_liked = |genre: &&Genre| {
        let lean = query.opinion(&genre.name).mean - 0.5;
        let is_clear = query.intent == Intent::Match && lean >= CLEAR;
        let is_known_there = genre.name != GENERATIVE;
        is_clear && is_known_there && !of_the_map.contains(&genre.name.as_str())
    };
    let liked = query.genres.iter().filter(is_liked);
    of_the_map
        .iter()
        .copied()
        .chain(liked.map(|genre| genre.name.as_str()))
        .map(|name| (name, draw(name)))
        .collect()
}

/// Draws two different genres of at least two, the more welcome ones more often; disliked ones
/// hardly ever.
fn two_genres(mut waiting: Vec<Weighed<'_>>, dice: &mut Dice) -> [String; 2] {
    let luck = |genre: &Weighed<'_>| genre.1.powi(3).max(0.01);
    let mut draw = || {
        let whole: f32 = waiting.iter().map(luck).sum();
        let mut left = dice.between(0.0, whole);
        let place = waiting.iter().position(|genre| {
            left -= luck(genre);
            left <= 0.0
        });
        let last = waiting.len() - 1;
        let (name, _) = waiting.remove(place.unwrap_or(last));
        name.to_owned()
    };
    [draw(), draw()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        mood_map::Mood,
        selection::tests::query as any_query,
        taste::{Posterior, Taste},
    };

    fn query(intent: Intent, seed: u64) -> Query {
        Query {
            intent,
            seed,
            genres: Taste::default().genres((Mood::Happy, intent), &Mood::Happy.profile().genres),
            ..any_query(20)
        }
    }

    fn posterior(alpha: f64, beta: f64) -> Posterior {
        Posterior { alpha, beta }
    }

    fn parameter<'a>(search: &'a Search, name: &str) -> &'a str {
        let pair = search.parameters.iter().find(|(key, _)| *key == name);
        &pair.unwrap().1
    }

    #[test]
    fn every_search_keeps_spotifys_rules() {
        for intent in Intent::ALL {
            for seed in 0..50 {
                let searches = plan(&query(intent, seed), &"DE".parse().unwrap());
                for search in &searches {
                    assert_eq!(parameter(search, "limit"), "10");
                    assert_eq!(parameter(search, "market"), "DE");
                    assert!(parameter(search, "q").matches("genre:").count() <= 1);
                }
                assert_ne!(searches[0].genre, searches[1].genre);
                assert_eq!(parameter(&searches[2], "type"), "track,playlist");
            }
        }
    }

    #[test]
    fn the_market_of_the_query_wins() {
        let query = Query {
            market: Some("BR".into()),
            ..query(Intent::Match, 1)
        };
        let searches = plan(&query, &"DE".parse().unwrap());
        assert!(
            searches
                .iter()
                .all(|search| parameter(search, "market") == "BR")
        );
    }

    #[test]
    fn welcome_genres_are_searched_more_often() {
        let mut query = query(Intent::Match, 0);
        for genre in &mut query.genres {
            genre.posterior = match genre.name.as_str() {
                "funk" => Some(posterior(9.0, 1.0)),
                "pop" => Some(posterior(1.0, 9.0)),
                _ => None,
            };
        }
        let times = |name: &str| {
            (0..300)
                .filter(|seed| {
                    let query = Query {
                        seed: *seed,
                        ..query.clone()
                    };
                    let searches = plan(&query, &"US".parse().unwrap());
                    searches
                        .iter()
                        .any(|search| search.genre.as_deref() == Some(name))
                })
                .count()
        };
        let (funk, disco, pop) = (times("funk"), times("disco"), times("pop"));
        assert!(funk > disco && disco > pop, "{funk} {disco} {pop}");
    }

    #[test]
    fn a_liked_genre_off_the_map_is_searched_and_our_own_word_never() {
        let mut query = query(Intent::Match, 0);
        for (name, alpha) in [("metal", 3.0), ("punk", 1.0), (GENERATIVE, 9.0)] {
            query.genres.push(Genre {
                name: name.to_owned(),
                posterior: Some(posterior(alpha, 1.0)),
                is_known: true,
            });
        }
        let searched: Vec<String> = (0..200)
            .flat_map(|seed| {
                let query = Query {
                    seed,
                    ..query.clone()
                };
                plan(&query, &"US".parse().unwrap())
                    .into_iter()
                    .filter_map(|search| search.genre)
            })
            .collect();
        let is_searched = |name: &str| searched.iter().any(|genre| genre == name);
        assert!(is_searched("metal") && !is_searched("punk") && !is_searched(GENERATIVE));
    }
}
