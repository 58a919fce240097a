//! The state of a stream as an opaque token: the caller carries it, the service keeps nothing.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::Stream;
use crate::mood::Mood;

const VERSION: u8 = 2;
/// A stream whose last mood is older is over.
const LIFE_MS: i64 = 60_000;
/// The state: version, time, four sums of evidence, stable mood.
const STATE: usize = 1 + 8 + 16 + 1;
const SEAL: usize = 32;
/// Parts this use of the key from any other.
const PURPOSE: &[u8] = b"attune smoothing token\0";

/// Makes and opens tokens with a secret key.
#[derive(Clone)]
pub struct Sealer {
    key: [u8; 32],
}

impl Sealer {
    /// Uses this key. Tokens made with another cannot be opened.
    pub const fn new(key: [u8; 32]) -> Self {
        Self { key }
    }

    /// Writes a user's stream as a token: base64url of the state and its HMAC-SHA-256, which
    /// covers the user's id.
    pub fn seal(&self, user_id: &str, stream: &Stream) -> String {
        let state = encode(stream);
        let seal = self.mac(user_id, &state).finalize().into_bytes();
        BASE64_URL_SAFE_NO_PAD.encode([&state, seal.as_slice()].concat())
    }

    /// Reads a token that [`Sealer::seal`] made for this user less than a minute ago. Anything
    /// else, damaged, foreign, old or from the future, is no stream.
    pub fn open(&self, user_id: &str, token: &str, now_ms: i64) -> Option<Stream> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(token).ok()?;
        let bytes: [u8; STATE + SEAL] = bytes.try_into().ok()?;
        let (state, seal) = bytes.split_first_chunk::<STATE>()?;
        self.mac(user_id, state).verify_slice(seal).ok()?;
        let stream = decode(state)?;
        (0..=LIFE_MS)
            .contains(&now_ms.checked_sub(stream.at_ms)?)
            .then_some(stream)
    }

    fn mac(&self, user_id: &str, state: &[u8]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("HMAC takes any key length");
        mac.update(PURPOSE);
        mac.update(state);
        mac.update(user_id.as_bytes());
        mac
    }
}

fn encode(stream: &Stream) -> [u8; STATE] {
    let mut state = Vec::with_capacity(STATE);
    state.push(VERSION);
    state.extend(stream.at_ms.to_be_bytes());
    state.extend(stream.evidence.iter().flat_map(|sum| sum.to_be_bytes()));
    state.push(stream.stable.index() as u8);
    state.try_into().expect("the parts add up to STATE bytes")
}

fn decode(state: &[u8; STATE]) -> Option<Stream> {
    let ([version], rest) = state.split_first_chunk()?;
    let (at_ms, rest) = rest.split_first_chunk()?;
    let (sums, rest) = rest.split_first_chunk::<16>()?;
    let [stable] = rest.try_into().ok()?;
    let (sums, _) = sums.as_chunks();
    let stream = Stream {
        at_ms: i64::from_be_bytes(*at_ms),
        evidence: [0, 1, 2, 3].map(|index| f32::from_be_bytes(sums[index])),
        stable: Mood::ALL.get(usize::from(stable)).copied()?,
    };
    (*version == VERSION).then_some(stream)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mood::MoodProbabilities;

    const NOW: i64 = 1_800_000_000_000;

    fn stream() -> Stream {
        let (mut stream, _) = Stream::begin(MoodProbabilities([0.7, 0.1, 0.1, 0.1]), NOW - 500);
        stream.observe(MoodProbabilities([0.1, 0.1, 0.1, 0.7]), NOW);
        stream
    }

    fn sealer() -> Sealer {
        Sealer::new([7; 32])
    }

    #[test]
    fn a_token_carries_the_whole_state() {
        let token = sealer().seal("u1", &stream());
        assert!(stream().evidence[Mood::Neutral.index()] > 0.0);
        assert_eq!(sealer().open("u1", &token, NOW + 500), Some(stream()));
    }

    #[test]
    fn a_token_of_another_user_or_key_begins_a_new_stream() {
        let token = sealer().seal("u1", &stream());
        assert_eq!(sealer().open("u2", &token, NOW), None);
        assert_eq!(Sealer::new([8; 32]).open("u1", &token, NOW), None);
    }

    #[test]
    fn a_token_lives_for_a_minute_and_not_before_its_time() {
        let token = sealer().seal("u1", &stream());
        assert!(sealer().open("u1", &token, NOW + 60_000).is_some());
        assert_eq!(sealer().open("u1", &token, NOW + 60_001), None);
        assert_eq!(sealer().open("u1", &token, NOW - 1), None);
    }

    #[test]
    fn a_token_changed_anywhere_begins_a_new_stream() {
        let token = sealer().seal("u1", &stream());
        for at in 0..token.len() {
            let mut changed = token.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert_eq!(sealer().open("u1", &changed, NOW), None, "{at}");
        }
        for wrong in ["", "!", "AAAA", &token[1..], &format!("{token}A")] {
            assert_eq!(sealer().open("u1", wrong, NOW), None, "{wrong}");
        }
    }
}
