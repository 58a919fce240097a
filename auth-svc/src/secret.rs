//! Random secrets that are handed out once, and the digests that are kept of them.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

use crate::error::Error;

/// The SHA-256 of a secret. A secret has 256 random bits, so no salt or stretching is needed.
pub(crate) type Digest = [u8; 32];

/// A secret in the form in which it is handed out: 43 characters of base64url. Has no `Debug`.
pub struct Secret(String);

impl Secret {
    /// Draws 256 random bits.
    pub(crate) fn random() -> Result<Self, Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    pub(crate) fn digest(&self) -> Digest {
        digest(&self.0)
    }

    pub(crate) fn into_text(self) -> String {
        self.0
    }
}

/// The digest under which a secret that somebody presents would be kept.
pub(crate) fn digest(text: &str) -> Digest {
    Sha256::digest(text.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_differ_and_are_found_by_their_digest() {
        let (one, two) = (Secret::random().unwrap(), Secret::random().unwrap());
        assert_ne!(one.digest(), two.digest());
        let digest_before = one.digest();
        assert_eq!(digest(&one.into_text()), digest_before);
    }
}
