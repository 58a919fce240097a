//! Makes access tokens.

use std::path::Path;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{
    Algorithm, EncodingKey, Header, crypto::rust_crypto::DEFAULT_PROVIDER, encode,
    jwk::EllipticCurve,
};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::{Claims, KeyFileError, key_file};

/// A key that verifies tokens, and the name by which tokens refer to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// The first 128 bits of the key's SHA-256, base64url without padding.
    pub kid: String,
    /// The key itself.
    pub ed25519: [u8; 32],
}

impl PublicKey {
    fn of(ed25519: [u8; 32]) -> Self {
        let digest = Sha256::digest(ed25519);
        Self {
            kid: URL_SAFE_NO_PAD.encode(&digest[..16]),
            ed25519,
        }
    }
}

/// A token could not be signed: the claims or the key are beyond what JWT can carry.
#[derive(Debug, Error)]
#[error("the access token cannot be signed: {0}")]
pub struct SignError(#[from] jsonwebtoken::errors::Error);

/// Holds the private key.
#[derive(Debug, Clone)]
pub struct Signer {
    key: EncodingKey,
    header: Header,
    public: PublicKey,
}

impl Signer {
    /// Loads the Ed25519 key in `path`, or makes one there (mode 0600) when no file exists.
    ///
    /// # Errors
    /// [`KeyFileError`] when the file cannot be read or written, is no such key, or may be read
    /// by anybody but its owner.
    pub fn load_or_create(path: &Path) -> Result<Self, KeyFileError> {
        let der = key_file::load_or_create(path)?;
        let public = public_key_of(&der).ok_or_else(|| KeyFileError::Damaged {
            path: path.to_owned(),
        })?;
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(public.kid.clone());
        Ok(Self {
            key: EncodingKey::from_ed_der(&der),
            header,
            public,
        })
    }

    /// Signs `claims` as a compact JWT whose header names this key.
    ///
    /// # Errors
    /// [`SignError`] when the claims cannot be encoded.
    pub fn sign(&self, claims: &Claims) -> Result<String, SignError> {
        Ok(encode(&self.header, claims, &self.key)?)
    }

    /// The key that verifies what this one signs.
    pub fn public_key(&self) -> PublicKey {
        self.public.clone()
    }
}

fn public_key_of(der: &[u8]) -> Option<PublicKey> {
    let derive = DEFAULT_PROVIDER
        .key_utils
        .ed_pub_components_from_private_key;
    let bytes = derive(der, &EllipticCurve::Ed25519).ok()?;
    Some(PublicKey::of(bytes.try_into().ok()?))
}
