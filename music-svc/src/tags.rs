//! What the tags of a song in somebody's own library say: where it lies and which of our genres it has.

mod genre;
mod mood;

use serde::{Deserialize, Serialize};

use crate::mood_map::Point;

/// The tags as the library has them, in its own spelling.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct Tags {
    pub(crate) moods: Vec<String>,
    pub(crate) genres: Vec<String>,
    /// Beats a minute.
    pub(crate) bpm: Option<f32>,
}

impl Tags {
    /// Where the song lies: the mean of its mood words, else that of its genres moved by the tempo;
    /// none where we know none of the words.
    pub(crate) fn point(&self) -> Option<Point> {
        let moods = words(&self.moods).filter_map(|word| mood::point(&word));
        mean(moods).or_else(|| {
            let genres = words(&self.genres).filter_map(|word| genre::find(&word));
            let place = mean(genres.map(|genre| genre.point))?;
            let shift = self.bpm.map_or(0.0, genre::tempo_shift);
            Some(Point::new(
                place.valence,
                (place.arousal + shift).clamp(-1.0, 1.0),
            ))
        })
    }

    /// The genres in our words, each once.
    pub(crate) fn arms(&self) -> Vec<String> {
        let mut arms: Vec<String> = Vec::new();
        for genre in words(&self.genres).filter_map(|word| genre::find(&word)) {
            if !arms.iter().any(|arm| arm == genre.arm) {
                arms.push(genre.arm.to_owned());
            }
        }
        arms
    }
}

fn mean(points: impl Iterator<Item = Point>) -> Option<Point> {
    let (count, valence, arousal) = points.fold((0.0, 0.0, 0.0), |(n, v, a), point| {
        (n + 1.0, v + point.valence, a + point.arousal)
    });
    (count > 0.0).then(|| Point::new(valence / count, arousal / count))
}

/// Single tags in lower case; one field often holds several, and hyphens are spelled both ways.
fn words(fields: &[String]) -> impl Iterator<Item = String> {
    let parts = fields
        .iter()
        .flat_map(|field| field.split([';', ',', '/', '|', '\0']));
    let plain = parts.map(|part| {
        let spaced = part.to_lowercase().replace(['-', '_'], " ");
        spaced.split_whitespace().collect::<Vec<_>>().join(" ")
    });
    plain.filter(|word| !word.is_empty())
}

/// The longest of the table's words that the tag is or contains as whole words.
fn longest<'a, T>(
    table: &'a [T],
    word_of: impl Fn(&T) -> &'static str,
    tag: &str,
) -> Option<&'a T> {
    let tag = format!(" {tag} ");
    let is_in = |entry: &&T| tag.contains(&format!(" {} ", word_of(entry)));
    table
        .iter()
        .filter(is_in)
        .max_by_key(|entry| word_of(entry).len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mood_map::Mood;

    fn tags(moods: &[&str], genres: &[&str], bpm: Option<f32>) -> Tags {
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Tags {
            moods: owned(moods),
            genres: owned(genres),
            bpm,
        }
    }

    #[test]
    fn mood_words_beat_genres() {
        let calm = tags(&["Calm"], &["Metal"], Some(180.0)).point().unwrap();
        assert!(calm.arousal < -0.4 && calm.valence > 0.0);
    }

    #[test]
    fn without_a_mood_the_genre_counts_and_the_tempo_moves_it() {
        let at = |bpm| tags(&[], &["House"], bpm).point().unwrap();
        assert!(at(Some(80.0)).arousal < at(None).arousal);
        assert!(at(Some(140.0)).arousal > at(None).arousal);
        assert_eq!(at(Some(0.0)), at(None), "0 means that nobody counted");
        assert_eq!(at(Some(9_000.0)), at(None));
    }

    #[test]
    fn words_that_nobody_knows_say_nothing() {
        assert_eq!(tags(&["xyzzy"], &["Audiobook"], Some(120.0)).point(), None);
        assert_eq!(tags(&[], &[], Some(120.0)).point(), None);
    }

    #[test]
    fn several_words_in_one_field_are_told_apart_and_averaged() {
        let one = tags(&["Happy; Calm"], &[], None).point().unwrap();
        let two = tags(&["happy", "calm"], &[], None).point().unwrap();
        assert_eq!(one, two);
    }

    #[test]
    fn a_genre_comes_in_our_own_words_once() {
        let arms = tags(
            &[],
            &["Hip-Hop/Rap", "Indie Rock", "R&B", "Trap Music"],
            None,
        )
        .arms();
        assert_eq!(arms, ["hip hop", "indie", "r&b"]);
    }

    #[test]
    fn a_part_of_a_word_is_no_match() {
        assert!(
            tags(&[], &["Popcorn", "Rocksteadyish"], None)
                .arms()
                .is_empty()
        );
    }

    #[test]
    fn every_mood_has_words_that_answer_it() {
        for (mood, word) in [
            (Mood::Happy, "energetic"),
            (Mood::Sad, "soothing"),
            (Mood::Angry, "relaxing"),
            (Mood::Neutral, "light"),
        ] {
            let place = tags(&[word], &[], None).point().unwrap();
            let distance = place.distance(mood.profile().target);
            assert!(distance < 0.35, "{word}: {distance}");
        }
    }
}
