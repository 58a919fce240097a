//! How each request says who we are.

use md5::{Digest, Md5};
use uuid::Uuid;

use crate::config::SubsonicCredentials;

/// The version of the protocol that we speak, and who we are.
pub(super) const CLIENT: [(&str, &str); 3] = [("v", "1.16.1"), ("c", "attune"), ("f", "json")];

/// The parameters of one request: a fresh salt each time, and never both ways to log in, which
/// servers must refuse.
pub(super) fn parameters(credentials: &SubsonicCredentials) -> Vec<(&'static str, String)> {
    let mut parameters = login(credentials);
    parameters.extend(CLIENT.map(|(name, value)| (name, value.to_owned())));
    parameters
}

fn login(credentials: &SubsonicCredentials) -> Vec<(&'static str, String)> {
    match credentials {
        SubsonicCredentials::ApiKey(key) => vec![("apiKey", key.reveal().to_owned())],
        SubsonicCredentials::Token { user, password } => {
            let salt = Uuid::new_v4().simple().to_string();
            let token = hex(&Md5::digest(format!("{}{salt}", password.reveal())));
            vec![("u", user.clone()), ("t", token), ("s", salt)]
        }
        SubsonicCredentials::Password { user, password } => {
            let encoded = format!("enc:{}", hex(password.reveal().as_bytes()));
            vec![("u", user.clone()), ("p", encoded)]
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    fn value<'a>(parameters: &'a [(&str, String)], name: &str) -> Option<&'a str> {
        let found = parameters.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.as_str())
    }

    #[test]
    fn a_token_is_a_salted_hash_and_the_salt_is_new_each_time() {
        let credentials = SubsonicCredentials::Token {
            user: "ada".into(),
            password: Secret::new("sesame"),
        };
        let (one, two) = (parameters(&credentials), parameters(&credentials));
        assert_ne!(value(&one, "s"), value(&two, "s"));
        let salt = value(&one, "s").unwrap();
        assert!(salt.len() >= 6);
        let expected = hex(&Md5::digest(format!("sesame{salt}")));
        assert_eq!(value(&one, "t"), Some(expected.as_str()));
        assert!(value(&one, "p").is_none() && value(&one, "apiKey").is_none());
        assert!(one.iter().all(|(_, value)| !value.contains("sesame")));
    }

    #[test]
    fn the_hash_is_that_of_the_published_example() {
        // From the Subsonic API's own documentation.
        let token = hex(&Md5::digest("sesamec19b2d"));
        assert_eq!(token, "26719a1196d2a940705a59634eb18eab");
    }

    #[test]
    fn a_key_comes_alone() {
        let parameters = parameters(&SubsonicCredentials::ApiKey(Secret::new("key")));
        assert_eq!(value(&parameters, "apiKey"), Some("key"));
        for name in ["u", "t", "s", "p"] {
            assert_eq!(value(&parameters, name), None);
        }
    }
}
