//! Our table of mood words: where music with such a tag lies.
//!
//! The words are those that taggers use for music (Picard, MusicBee, AcousticBrainz, Navidrome);
//! the places are our estimates on Russell's circumplex (1980), rounded to 0.05.

use crate::{mood_map::Point, tags::longest};

type Entry = (&'static str, f32, f32);

/// Word, valence, arousal.
#[rustfmt::skip]
const TABLE: [Entry; 80] = [
    ("aggressive", -0.55, 0.8), ("angry", -0.6, 0.75), ("anxious", -0.5, 0.5),
    ("atmospheric", 0.1, -0.35), ("balanced", 0.35, 0.0), ("bittersweet", -0.05, -0.25),
    ("bright", 0.7, 0.35), ("brooding", -0.45, -0.2), ("calm", 0.4, -0.6), ("carefree", 0.7, 0.3),
    ("celebratory", 0.8, 0.65), ("cheerful", 0.8, 0.5), ("chill", 0.35, -0.4),
    ("chillout", 0.35, -0.45), ("cold", -0.4, -0.2), ("contemplative", 0.1, -0.4),
    ("cosy", 0.5, -0.35), ("danceable", 0.6, 0.65), ("dark", -0.5, 0.05), ("depressing", -0.75, -0.4),
    ("dramatic", -0.1, 0.5), ("dreamy", 0.25, -0.45), ("driving", 0.2, 0.65),
    ("easygoing", 0.5, -0.2), ("elated", 0.9, 0.8), ("emotional", -0.1, 0.1), ("energetic", 0.6, 0.8),
    ("epic", 0.3, 0.65), ("ethereal", 0.2, -0.45), ("euphoric", 0.85, 0.8), ("excited", 0.7, 0.75),
    ("exciting", 0.6, 0.75), ("feel good", 0.8, 0.45), ("fun", 0.75, 0.55), ("funky", 0.65, 0.5),
    ("gentle", 0.4, -0.5), ("gloomy", -0.65, -0.35), ("groovy", 0.6, 0.4), ("happy", 0.8, 0.5),
    ("heartbroken", -0.7, -0.2), ("hopeful", 0.55, 0.1), ("humorous", 0.6, 0.3),
    ("hypnotic", 0.05, -0.15), ("intense", -0.1, 0.75), ("intimate", 0.3, -0.4),
    ("introspective", 0.0, -0.35), ("joyful", 0.85, 0.55), ("laid back", 0.45, -0.35),
    ("light", 0.5, 0.05), ("lively", 0.65, 0.55), ("lonely", -0.55, -0.4), ("love", 0.6, 0.0),
    ("meditative", 0.25, -0.75), ("melancholic", -0.45, -0.35), ("melancholy", -0.45, -0.35),
    ("mellow", 0.35, -0.4), ("mournful", -0.65, -0.4), ("mysterious", -0.1, -0.05),
    ("nostalgic", 0.15, -0.2), ("optimistic", 0.65, 0.3), ("party", 0.7, 0.75),
    ("peaceful", 0.45, -0.6), ("playful", 0.65, 0.4), ("positive", 0.6, 0.3), ("powerful", 0.2, 0.7),
    ("reflective", 0.05, -0.35), ("relaxed", 0.45, -0.5), ("relaxing", 0.45, -0.5),
    ("romantic", 0.5, -0.15), ("sad", -0.6, -0.4), ("sentimental", 0.1, -0.25),
    ("serene", 0.45, -0.6), ("sleepy", 0.2, -0.8), ("sombre", -0.5, -0.35), ("soothing", 0.3, -0.6),
    ("tense", -0.45, 0.6), ("tranquil", 0.4, -0.65), ("upbeat", 0.75, 0.6),
    ("uplifting", 0.75, 0.4), ("warm", 0.5, -0.15),
];

/// Where music with this tag lies. "Not happy" and the like, as AcousticBrainz has them, say nothing.
pub(super) fn point(tag: &str) -> Option<Point> {
    if tag.starts_with("not ") || tag.starts_with("non ") {
        return None;
    }
    let (_, valence, arousal) = longest(&TABLE, |entry: &Entry| entry.0, tag)?;
    Some(Point::new(*valence, *arousal))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_on_the_plane() {
        assert!(TABLE.is_sorted_by(|a, b| a.0 < b.0));
        assert!(
            TABLE
                .iter()
                .all(|(_, v, a)| v.abs() <= 1.0 && a.abs() <= 1.0)
        );
    }

    #[test]
    fn a_denial_says_nothing() {
        assert_eq!(point("not happy"), None);
        assert!(point("very happy").is_some());
    }
}
