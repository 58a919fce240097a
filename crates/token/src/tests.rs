//! Tokens made, checked, forged and confused.

use std::{
    fs,
    path::PathBuf,
    time::{SystemTime, UNIX_EPOCH},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use tempfile::TempDir;

use super::*;

struct Setup {
    dir: TempDir,
    signer: Signer,
    verifier: Verifier,
}

impl Setup {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let signer = Signer::load_or_create(&dir.path().join("signing.key")).unwrap();
        let verifier = Verifier::new([signer.public_key()]);
        Self {
            dir,
            signer,
            verifier,
        }
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join("signing.key")
    }

    /// A token with the right key's name but another algorithm and key.
    fn confused(&self, algorithm: Algorithm, secret: &[u8]) -> String {
        let mut header = Header::new(algorithm);
        header.kid = Some(self.signer.public_key().kid);
        encode(&header, &claims(), &EncodingKey::from_secret(secret)).unwrap()
    }
}

fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs()
}

fn claims() -> Claims {
    Claims {
        sub: "u1".into(),
        sid: "s1".into(),
        username: "ada".into(),
        role: "user".into(),
        iat: now(),
        exp: now() + 600,
        iss: ISSUER.into(),
    }
}

fn part(json: &str) -> String {
    URL_SAFE_NO_PAD.encode(json)
}

#[test]
fn a_signed_token_verifies_to_its_claims() {
    let setup = Setup::new();
    let claims = claims();
    let token = setup.signer.sign(&claims).unwrap();
    assert_eq!(setup.verifier.verify(&token), Ok(claims));
}

#[test]
fn an_expired_token_is_told_apart() {
    let setup = Setup::new();
    let mut claims = claims();
    claims.exp = now() - 2;
    let token = setup.signer.sign(&claims).unwrap();
    assert_eq!(setup.verifier.verify(&token), Err(TokenError::Expired));
}

#[test]
fn a_forged_token_is_invalid_even_when_it_has_expired_too() {
    let setup = Setup::new();
    let mut old = claims();
    old.exp = now() - 2;
    let token = setup.signer.sign(&old).unwrap();
    let (head, rest) = token.split_once('.').unwrap();
    let (_, signature) = rest.split_once('.').unwrap();
    old.role = "admin".into();
    let forged = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&old).unwrap());
    let token = format!("{head}.{forged}.{signature}");
    assert_eq!(setup.verifier.verify(&token), Err(TokenError::Invalid));
}

#[test]
fn a_token_of_another_key_under_our_keys_name_is_invalid() {
    let (ours, theirs) = (Setup::new(), Setup::new());
    let mut key = theirs.signer.public_key();
    let token = ours.signer.sign(&claims()).unwrap();
    key.kid = ours.signer.public_key().kid;
    assert_eq!(
        Verifier::new([key]).verify(&token),
        Err(TokenError::Invalid)
    );
}

#[test]
fn a_token_of_an_unknown_key_is_told_apart() {
    let token = Setup::new().signer.sign(&claims()).unwrap();
    assert_eq!(
        Setup::new().verifier.verify(&token),
        Err(TokenError::UnknownKey)
    );
}

#[test]
fn a_wrong_or_absent_issuer_is_invalid() {
    let setup = Setup::new();
    let mut wrong = claims();
    wrong.iss = "somebody".into();
    let token = setup.signer.sign(&wrong).unwrap();
    assert_eq!(setup.verifier.verify(&token), Err(TokenError::Invalid));
    wrong.iss = String::new();
    let token = setup.signer.sign(&wrong).unwrap();
    assert_eq!(setup.verifier.verify(&token), Err(TokenError::Invalid));
}

#[test]
fn alg_none_is_invalid() {
    let setup = Setup::new();
    let kid = setup.signer.public_key().kid;
    let body = part(&serde_json::to_string(&claims()).unwrap());
    for alg in ["none", "None", "NONE", ""] {
        let head = part(&format!(r#"{{"alg":"{alg}","kid":"{kid}"}}"#));
        let token = format!("{head}.{body}.");
        assert_eq!(setup.verifier.verify(&token), Err(TokenError::Invalid));
    }
}

#[test]
fn a_public_key_used_as_an_hmac_secret_is_invalid() {
    let setup = Setup::new();
    let secret = setup.signer.public_key().ed25519;
    for algorithm in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
        let token = setup.confused(algorithm, &secret);
        assert_eq!(setup.verifier.verify(&token), Err(TokenError::Invalid));
    }
}

#[test]
fn nonsense_is_invalid() {
    let setup = Setup::new();
    for text in ["", ".", "..", "a.b.c", "é.é.é", &"x".repeat(9000)] {
        assert_eq!(setup.verifier.verify(text), Err(TokenError::Invalid));
    }
}

#[test]
fn a_token_without_a_key_name_is_invalid() {
    let setup = Setup::new();
    let head = part(r#"{"alg":"EdDSA"}"#);
    let token = setup.signer.sign(&claims()).unwrap();
    let (_, rest) = token.split_once('.').unwrap();
    let token = format!("{head}.{rest}");
    assert_eq!(setup.verifier.verify(&token), Err(TokenError::Invalid));
}

#[test]
fn the_key_survives_a_restart() {
    let setup = Setup::new();
    let again = Signer::load_or_create(&setup.path()).unwrap();
    assert_eq!(again.public_key(), setup.signer.public_key());
    let left = fs::read_dir(setup.dir.path()).unwrap().count();
    assert_eq!(left, 1, "no temporary file stays behind");
}

#[test]
fn what_a_crash_left_behind_does_not_stop_the_next_start() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("signing.key.new"), "-----BEGIN").unwrap();
    Signer::load_or_create(&dir.path().join("signing.key")).unwrap();
    assert!(!dir.path().join("signing.key.new").exists());
}

#[test]
fn two_keys_differ() {
    let (one, two) = (Setup::new(), Setup::new());
    assert_ne!(one.signer.public_key(), two.signer.public_key());
}

#[cfg(unix)]
#[test]
fn the_key_file_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let setup = Setup::new();
    let mode = fs::metadata(setup.path()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[cfg(unix)]
#[test]
fn a_key_that_others_may_read_is_refused_with_the_remedy() {
    use std::os::unix::fs::PermissionsExt;
    let setup = Setup::new();
    for mode in [0o640, 0o604, 0o660] {
        fs::set_permissions(setup.path(), fs::Permissions::from_mode(mode)).unwrap();
        let error = Signer::load_or_create(&setup.path()).unwrap_err();
        assert!(matches!(error, KeyFileError::Open { mode: found, .. } if found == mode));
        assert!(error.to_string().contains("chmod 600"), "{error}");
    }
}

#[test]
fn a_damaged_key_is_refused_and_left_alone() {
    let setup = Setup::new();
    let whole = fs::read_to_string(setup.path()).unwrap();
    for damage in [
        String::new(),
        whole.replace("MC4C", "MC4D"),
        whole[..40].to_owned(),
    ] {
        fs::write(setup.path(), &damage).unwrap();
        let error = Signer::load_or_create(&setup.path()).unwrap_err();
        assert!(matches!(error, KeyFileError::Damaged { .. }), "{error}");
        assert_eq!(fs::read_to_string(setup.path()).unwrap(), damage);
    }
}

#[test]
fn a_key_in_an_absent_directory_is_an_error_that_names_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("absent").join("signing.key");
    let error = Signer::load_or_create(&path).unwrap_err();
    assert!(error.to_string().contains("absent/signing.key"), "{error}");
}
