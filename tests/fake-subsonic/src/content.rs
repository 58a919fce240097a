//! The made-up songs, in the form of OpenSubsonic's schema.

use serde_json::{Value, json};

/// How many songs there are: more than a page.
pub const SONGS: usize = 320;

const MOODS: [&str; 4] = ["Happy", "Calm", "Energetic", "Melancholic"];
const GENRES: [&str; 4] = ["House", "Ambient", "Rock", "Jazz"];
const SECONDS: usize = 200;

/// What every song sounds like: a WAV header and numbers.
pub fn sound() -> Vec<u8> {
    let mut bytes = b"RIFF\x00\x00\x00\x00WAVEfmt ".to_vec();
    bytes.extend((0..150_000_u32).map(|place| (place % 251) as u8));
    bytes
}

/// Song `number`; a classic server knows less of it.
pub(crate) fn song(number: usize, is_classic: bool) -> Value {
    let kind = number % MOODS.len();
    let mut song = json!({
        "id": format!("so-{number}"),
        "parent": format!("al-{}", number / 10),
        "isDir": false,
        "title": format!("Fake Track {number}"),
        "album": format!("Fake Album {}", number / 10),
        "artist": format!("Fake Artist {}", number % 40),
        "genre": GENRES[kind],
        "year": 1990 + number % 30,
        "duration": SECONDS,
        "size": sound().len(),
        "contentType": "audio/wav",
        "suffix": "wav",
        "coverArt": format!("al-{}", number / 10),
        "type": "music",
    });
    if !is_classic {
        song["moods"] = json!([MOODS[kind]]);
        song["genres"] = json!([{"name": GENRES[kind]}, {"name": "Electronic"}]);
        song["artists"] = json!([{"id": "ar-1", "name": format!("Fake Artist {}", number % 40)}]);
        song["bpm"] = json!(100 + number % 60);
        song["explicitStatus"] = json!(if number % 8 == 4 { "explicit" } else { "clean" });
    }
    song
}

pub(crate) fn genres() -> Value {
    let one =
        |name: &&str| json!({"value": name, "songCount": SONGS / GENRES.len(), "albumCount": 9});
    Value::Array(GENRES.iter().map(one).collect())
}

/// The songs of a genre, by their numbers.
pub(crate) fn of_genre(genre: &str) -> Vec<usize> {
    let place = GENRES.iter().position(|name| *name == genre);
    (0..SONGS)
        .filter(|number| Some(number % GENRES.len()) == place)
        .collect()
}
