//! Our table of genres: which of our arms a tag belongs to, and where such music tends to lie.
//!
//! A genre says much less than a mood word; the places are our estimates of its middle, the same
//! scale as for the built-in songs, rounded to 0.05.

use crate::{mood_map::Point, tags::longest};

/// The tempo at which a genre lies where the table says, in beats a minute.
const MIDDLE_BPM: f32 = 110.0;
const PLAUSIBLE_BPM: std::ops::RangeInclusive<f32> = 40.0..=240.0;
const BPM_PER_AROUSAL: f32 = 200.0;
const LARGEST_SHIFT: f32 = 0.25;

/// What a genre tag means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Genre {
    /// The word by which the map and the taste know it.
    pub(super) arm: &'static str,
    pub(super) point: Point,
}

type Entry = (&'static str, &'static str, f32, f32);

/// Tag, arm, valence, arousal.
#[rustfmt::skip]
const TABLE: [Entry; 98] = [
    ("acid jazz", "jazz", 0.5, 0.1), ("acoustic", "singer-songwriter", 0.3, -0.3),
    ("afrobeat", "afropop", 0.65, 0.5), ("afrobeats", "afropop", 0.65, 0.5),
    ("afropop", "afropop", 0.65, 0.45), ("alternative", "indie", 0.1, 0.3),
    ("alternative rock", "rock", 0.1, 0.45), ("ambient", "ambient", 0.25, -0.7),
    ("americana", "country", 0.25, -0.05), ("bachata", "latin", 0.5, 0.3), ("baroque", "classical", 0.3, -0.2),
    ("black metal", "metal", -0.6, 0.85), ("bluegrass", "country", 0.5, 0.35), ("blues", "blues", -0.1, -0.1),
    ("bossa nova", "bossa nova", 0.5, -0.35), ("breakbeat", "electronic", 0.3, 0.65),
    ("britpop", "rock", 0.4, 0.4), ("chanson", "chanson", 0.2, -0.15), ("chillout", "lounge", 0.35, -0.45),
    ("chillwave", "dream pop", 0.35, -0.25), ("classic rock", "rock", 0.35, 0.5),
    ("classical", "classical", 0.2, -0.35), ("country", "country", 0.4, 0.15),
    ("cumbia", "latin", 0.65, 0.5), ("dance", "dance", 0.65, 0.75), ("dancehall", "reggae", 0.55, 0.55),
    ("death metal", "metal", -0.65, 0.9), ("deep house", "house", 0.4, 0.35), ("disco", "disco", 0.8, 0.65),
    ("dream pop", "dream pop", 0.25, -0.3), ("drum and bass", "electronic", 0.25, 0.8),
    ("drum n bass", "electronic", 0.25, 0.8), ("dub", "reggae", 0.3, -0.25), ("dubstep", "electronic", -0.05, 0.75),
    ("easy listening", "lounge", 0.5, -0.3), ("edm", "dance", 0.6, 0.8), ("electro", "electronic", 0.4, 0.6),
    ("electronic", "electronic", 0.3, 0.35), ("electronica", "electronic", 0.25, 0.2), ("emo", "punk", -0.3, 0.5),
    ("eurodance", "dance", 0.7, 0.8), ("flamenco", "latin", 0.25, 0.35), ("folk", "folk", 0.25, -0.25),
    ("funk", "funk", 0.7, 0.55), ("gospel", "soul", 0.6, 0.3), ("grunge", "grunge", -0.35, 0.6),
    ("hard rock", "rock", 0.1, 0.75), ("hardcore", "punk", -0.35, 0.85), ("heavy metal", "metal", -0.2, 0.8),
    ("hip hop", "hip hop", 0.2, 0.45), ("house", "house", 0.6, 0.65), ("idm", "electronic", 0.05, 0.15),
    ("indie", "indie", 0.35, 0.2), ("indie folk", "folk", 0.25, -0.2), ("indie pop", "indie", 0.5, 0.3),
    ("indie rock", "indie", 0.3, 0.4), ("industrial", "metal", -0.4, 0.7), ("jazz", "jazz", 0.35, -0.1),
    ("j pop", "pop", 0.6, 0.5), ("k pop", "pop", 0.65, 0.6), ("latin", "latin", 0.65, 0.5),
    ("lo fi", "lounge", 0.3, -0.45), ("lounge", "lounge", 0.45, -0.4), ("metal", "metal", -0.3, 0.8),
    ("minimal", "electronic", 0.1, 0.0), ("neoclassical", "piano", 0.15, -0.55), ("new age", "ambient", 0.4, -0.65),
    ("new wave", "new wave", 0.4, 0.45), ("nu metal", "metal", -0.4, 0.75), ("opera", "classical", 0.05, 0.1),
    ("piano", "piano", 0.2, -0.5), ("pop", "pop", 0.6, 0.4), ("post punk", "new wave", -0.15, 0.4),
    ("post rock", "ambient", 0.05, -0.05), ("power pop", "pop", 0.65, 0.55), ("psychedelic", "rock", 0.15, 0.2),
    ("psytrance", "dance", 0.3, 0.85), ("punk", "punk", 0.1, 0.8), ("r&b", "r&b", 0.4, 0.1),
    ("rap", "hip hop", 0.1, 0.5), ("reggae", "reggae", 0.6, 0.05), ("reggaeton", "latin", 0.6, 0.65),
    ("rhythm and blues", "r&b", 0.4, 0.1), ("rnb", "r&b", 0.4, 0.1), ("rock", "rock", 0.25, 0.5),
    ("rock and roll", "rock", 0.65, 0.65), ("salsa", "latin", 0.7, 0.65), ("samba", "latin", 0.75, 0.65),
    ("shoegaze", "dream pop", 0.0, 0.1), ("singer songwriter", "singer-songwriter", 0.15, -0.3),
    ("ska", "ska", 0.7, 0.65), ("soft rock", "soft rock", 0.45, -0.05), ("soul", "soul", 0.45, 0.1),
    ("synthpop", "new wave", 0.5, 0.5), ("techno", "electronic", 0.2, 0.75), ("trance", "dance", 0.5, 0.75),
    ("trap", "hip hop", -0.05, 0.55), ("trip hop", "trip hop", 0.05, -0.3),
];

/// What a tag means, by the longest of our words in it.
pub(super) fn find(tag: &str) -> Option<Genre> {
    let (_, arm, valence, arousal) = longest(&TABLE, |entry: &Entry| entry.0, tag)?;
    Some(Genre {
        arm,
        point: Point::new(*valence, *arousal),
    })
}

/// How much a tempo moves a genre's arousal: 1 for 200 beats a minute, at most 0.25 either way.
pub(super) fn tempo_shift(bpm: f32) -> f32 {
    if !PLAUSIBLE_BPM.contains(&bpm) {
        return 0.0;
    }
    ((bpm - MIDDLE_BPM) / BPM_PER_AROUSAL).clamp(-LARGEST_SHIFT, LARGEST_SHIFT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mood_map::{Intent, Mood};

    #[test]
    fn the_table_names_each_tag_once_and_stays_on_the_plane() {
        let mut tags: Vec<_> = TABLE.iter().map(|entry| entry.0).collect();
        tags.sort_unstable();
        tags.dedup();
        assert_eq!(tags.len(), TABLE.len());
        assert!(
            TABLE
                .iter()
                .all(|(_, _, v, a)| v.abs() <= 1.0 && a.abs() <= 1.0)
        );
    }

    #[test]
    fn every_genre_of_the_map_is_understood_as_itself() {
        for mood in Mood::ALL {
            for intent in Intent::ALL {
                for name in mood.profile().genres_for(intent) {
                    let genre = find(&name.replace('-', " "));
                    assert_eq!(genre.map(|genre| genre.arm), Some(*name));
                }
            }
        }
    }
}
