//! Whether a call says who it is, in exactly one way.

use md5::{Digest, Md5};

use crate::{API_KEY, PASSWORD, Recorded, USER};

/// Codes of the protocol.
const MISSING: i64 = 10;
const WRONG: i64 = 40;
const CONFLICTING: i64 = 43;
const WRONG_KEY: i64 = 44;

/// Checks a call as OpenSubsonic says; answers the code of the refusal.
pub(crate) fn check(call: &Recorded) -> Result<(), i64> {
    let given = |name| call.parameter(name);
    for name in ["v", "c", "f"] {
        given(name).ok_or(MISSING)?;
    }
    let named = ["u", "p", "t", "s"]
        .iter()
        .any(|name| given(name).is_some());
    match (given("apiKey"), named) {
        (Some(_), true) => Err(CONFLICTING),
        (Some(key), false) if key == API_KEY => Ok(()),
        (Some(_), false) => Err(WRONG_KEY),
        (None, _) => by_name(call),
    }
}

fn by_name(call: &Recorded) -> Result<(), i64> {
    let given = |name| call.parameter(name);
    let user = given("u").ok_or(MISSING)?;
    let is_right = match (given("p"), given("t").zip(given("s"))) {
        (Some(_), Some(_)) => return Err(CONFLICTING),
        (Some(password), None) => password == format!("enc:{}", hex(PASSWORD.as_bytes())),
        (None, Some((token, salt))) => {
            salt.len() >= 6 && token == hex(&Md5::digest(format!("{PASSWORD}{salt}")))
        }
        (None, None) => return Err(MISSING),
    };
    (user == USER && is_right).then_some(()).ok_or(WRONG)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
