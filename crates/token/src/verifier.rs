//! Checks access tokens.

use std::collections::HashMap;

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, errors::ErrorKind};
use thiserror::Error;

use crate::{Claims, ISSUER, PublicKey};

/// Why a token is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TokenError {
    /// It was good once: a refresh helps.
    #[error("the access token has expired: refresh it")]
    Expired,
    /// It was not made by us, or was changed since.
    #[error("the access token is not valid: log in again")]
    Invalid,
    /// It names a key that is not known here: fetch the keys again before giving up.
    #[error("the access token was signed with an unknown key: log in again")]
    UnknownKey,
}

/// Holds the public keys. Cheap to make, so new keys mean a new verifier.
#[derive(Clone)]
pub struct Verifier {
    keys: HashMap<String, DecodingKey>,
    rules: Validation,
}

impl Verifier {
    /// Makes a verifier that takes tokens signed with any of `keys`, EdDSA only.
    pub fn new(keys: impl IntoIterator<Item = PublicKey>) -> Self {
        let decoding = |key: PublicKey| (key.kid, DecodingKey::from_ed_der(&key.ed25519));
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.leeway = 0;
        rules.set_issuer(&[ISSUER]);
        rules.set_required_spec_claims(&["exp", "iss", "sub"]);
        Self {
            keys: keys.into_iter().map(decoding).collect(),
            rules,
        }
    }

    /// Checks algorithm, key, signature, issuer and expiry, and answers what the token says.
    /// The signature is checked before the expiry, so `Expired` is only said of our own tokens.
    ///
    /// # Errors
    /// [`TokenError`], which never repeats the token.
    pub fn verify(&self, token: &str) -> Result<Claims, TokenError> {
        let header = decode_header(token).map_err(|_| TokenError::Invalid)?;
        if header.alg != Algorithm::EdDSA {
            return Err(TokenError::Invalid);
        }
        let kid = header.kid.ok_or(TokenError::Invalid)?;
        let key = self.keys.get(&kid).ok_or(TokenError::UnknownKey)?;
        match decode(token, key, &self.rules) {
            Ok(data) => Ok(data.claims),
            Err(error) if *error.kind() == ErrorKind::ExpiredSignature => Err(TokenError::Expired),
            Err(_) => Err(TokenError::Invalid),
        }
    }
}
