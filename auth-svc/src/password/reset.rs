//! A new password for somebody who forgot theirs, made by who runs the server.

use rpc::Caller;

use super::Hasher;
use crate::{
    config::Config,
    error::Error,
    secret::Secret,
    store::{AuthStore, PasswordReset},
};

/// Gives the account with this username or e-mail address a random password, ends its sessions, forgets its wrong
/// tries and answers the password: 43 characters. The service may be running meanwhile.
///
/// # Errors
/// [`Error::UnknownLogin`] when the data directory has no such account; nothing is made there then.
pub async fn reset(config: &Config, login: &str) -> Result<String, Error> {
    let unknown = || Error::UnknownLogin {
        login: login.to_owned(),
        data_dir: config.data_dir.display().to_string(),
    };
    if !config.data_dir.join(sqlite_store::FILE_NAME).exists() {
        return Err(unknown());
    }
    let store = AuthStore::open(&config.data_dir)?;
    let known = store.find_credentials(login.to_owned()).await?;
    let caller = Caller {
        user_id: known.ok_or_else(unknown)?.user_id,
        session_id: String::new(),
    };
    let account = store.find_account(caller).await?.ok_or_else(unknown)?;
    let password = Secret::random()?.into_text();
    let slot = Hasher::new(config.password_cost).await?.slot().await?;
    let reset = PasswordReset {
        new_hash: slot.hash(password.clone()).await?,
        now_ms: config.clock.now_ms(),
        account,
    };
    store.reset_password(reset).await?;
    Ok(password)
}
