//! Access tokens: EdDSA-signed JWTs, the key file that signs them and the keys that verify them.
//!
//! The only user of `jsonwebtoken`. Its `rust_crypto` feature is the one provider compiled in, so
//! the crate finds it by itself and nothing has to be installed per process.

mod claims;
mod key_file;
mod signer;
mod verifier;

pub use claims::{Claims, ISSUER};
pub use key_file::KeyFileError;
pub use signer::{PublicKey, SignError, Signer};
pub use verifier::{TokenError, Verifier};

#[cfg(test)]
mod tests;
