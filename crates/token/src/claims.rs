//! What an access token says.

use serde::{Deserialize, Serialize};

/// The issuer every token names and every verifier asks for.
pub const ISSUER: &str = "attune";

/// The claims of an access token. Times are seconds since the Unix epoch, as JWT has them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// The user's id.
    pub sub: String,
    /// The session's id.
    pub sid: String,
    /// The user's name when the token was made.
    pub username: String,
    /// `admin` or `user`.
    pub role: String,
    /// When the token was made.
    pub iat: u64,
    /// The last second in which it is valid.
    pub exp: u64,
    /// Always [`ISSUER`]; any other value is refused.
    pub iss: String,
}
