//! Links to a song's bytes that work without a header: an `<audio>` element cannot send a bearer
//! token, so the link carries a ticket for one song, one session and one hour.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use rpc::Caller;
use sha2::Sha256;

/// Not longer than ended sessions are remembered, so that logging out ends every ticket at once.
const LIFE_MS: i64 = 60 * 60 * 1000;
const SEAL: usize = 32;
const TIME: usize = 8;
/// No id has it.
const BETWEEN: u8 = 0;

/// Issues tickets and reads them back. The key lives as long as the process.
pub struct Tickets {
    key: [u8; 32],
}

/// A ticket on its way to the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// For the query string.
    pub text: String,
    /// When it stops working, in milliseconds since the Unix epoch.
    pub expires_at_ms: i64,
}

impl Default for Tickets {
    fn default() -> Self {
        let mut key = [0; 32];
        getrandom::fill(&mut key).expect("the system has randomness");
        Self { key }
    }
}

impl Tickets {
    /// A ticket to one song: base64url of when it ends, user, session, and an HMAC-SHA-256 that
    /// covers the song as well.
    pub fn issue(&self, caller: &Caller, song_id: &str, now_ms: i64) -> Ticket {
        let expires_at_ms = now_ms + LIFE_MS;
        let mut content = expires_at_ms.to_be_bytes().to_vec();
        content.extend(caller.user_id.as_bytes());
        content.push(BETWEEN);
        content.extend(caller.session_id.as_bytes());
        let seal = self.mac(&content, song_id).finalize().into_bytes();
        content.extend(seal);
        Ticket {
            text: BASE64_URL_SAFE_NO_PAD.encode(content),
            expires_at_ms,
        }
    }

    /// Who holds this ticket; nobody if it is forged, for another song or over.
    pub fn open(&self, ticket: &str, song_id: &str, now_ms: i64) -> Option<Caller> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(ticket).ok()?;
        let (content, seal) = bytes.split_last_chunk::<SEAL>()?;
        self.mac(content, song_id).verify_slice(seal).ok()?;
        let (expires, holder) = content.split_first_chunk::<TIME>()?;
        if now_ms >= i64::from_be_bytes(*expires) {
            return None;
        }
        let (user, session) = std::str::from_utf8(holder).ok()?.split_once('\0')?;
        Some(Caller {
            user_id: user.to_owned(),
            session_id: session.to_owned(),
        })
    }

    fn mac(&self, content: &[u8], song_id: &str) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("HMAC takes any key length");
        // Without it the last byte of one part could pass for the first of the next.
        mac.update(&content.len().to_be_bytes());
        mac.update(content);
        mac.update(song_id.as_bytes());
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller() -> Caller {
        Caller {
            user_id: "user-1".to_owned(),
            session_id: "session-1".to_owned(),
        }
    }

    #[test]
    fn a_ticket_names_its_holder_for_one_song_and_one_hour() {
        let tickets = Tickets::default();
        let ticket = tickets.issue(&caller(), "folder:a", 5);
        let open = |song, now_ms| tickets.open(&ticket.text, song, now_ms);
        let holder = open("folder:a", 5 + LIFE_MS - 1).unwrap();
        assert_eq!(holder.user_id, "user-1");
        assert_eq!(holder.session_id, "session-1");
        assert!(open("folder:a", ticket.expires_at_ms).is_none());
        assert!(open("folder:b", 5).is_none());
    }

    #[test]
    fn what_was_changed_or_made_elsewhere_is_no_ticket() {
        let tickets = Tickets::default();
        let ticket = tickets.issue(&caller(), "s", 5).text;
        assert!(Tickets::default().open(&ticket, "s", 5).is_none());
        for place in 0..ticket.len() {
            let mut bytes = ticket.clone().into_bytes();
            bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            assert!(tickets.open(&changed, "s", 5).is_none(), "{place}");
        }
        for nonsense in ["", "AAAA", "not base64!", &ticket[..20]] {
            assert!(tickets.open(nonsense, "s", 5).is_none());
        }
    }

    #[test]
    fn the_end_of_one_part_cannot_pass_for_the_start_of_the_next() {
        let tickets = Tickets::default();
        let ticket = tickets.issue(&caller(), "s", 5).text;
        let mut bytes = BASE64_URL_SAFE_NO_PAD.decode(ticket).unwrap();
        let at = bytes.len() - SEAL - 1;
        let moved = bytes.remove(at);
        let ticket = BASE64_URL_SAFE_NO_PAD.encode(bytes);
        let song = format!("{}s", char::from(moved));
        assert!(tickets.open(&ticket, &song, 5).is_none());
    }
}
