//! Passwords: what makes one acceptable, checking the caller's, changing it.

mod hasher;
mod reset;
mod strength;

pub use hasher::Cost;
pub(crate) use hasher::Hasher;
pub use reset::reset;
pub(crate) use strength::check_strength;

use rpc::Caller;
use tracing::info;

use crate::{
    account::Account,
    error::Error,
    secret::{Digest, digest},
    service::Service,
    store::PasswordChange,
};

/// Under what tries of a login name are counted. The digest covers what was typed, in lower case.
pub(crate) fn login_subject(login: &str) -> Digest {
    digest(&format!("login:{}", login.to_lowercase()))
}

/// Under what tries of somebody who is logged in are counted: a stolen access token must not
/// become a way to guess the password.
pub(crate) fn user_subject(user_id: &str) -> Digest {
    digest(&format!("user:{user_id}"))
}

impl Service {
    /// Checks the caller's password.
    ///
    /// # Errors
    /// [`Error::WrongPassword`], and [`Error::TooManyTries`] after ten of those in 15 minutes.
    pub(crate) async fn verify_password(
        &self,
        account: &Account,
        password: String,
    ) -> Result<(), Error> {
        self.confirm(account, password).await?;
        self.store.forgive(user_subject(&account.id)).await
    }

    /// Changes the password, ends the caller's other sessions and answers their ids.
    pub(crate) async fn change_password(
        &self,
        caller: Caller,
        current: String,
        new: String,
    ) -> Result<Vec<String>, Error> {
        let account = self.account_of(&caller).await?;
        check_strength("new password", &new, &account.username, &account.email)?;
        let old_hash = self.confirm(&account, current).await?;
        let slot = self.hasher.slot().await?;
        let new_hash = slot.hash(new).await?;
        drop(slot);
        let change = PasswordChange {
            user_id: account.id.clone(),
            subject: user_subject(&account.id),
            old_hash,
            new_hash,
            keep_session: caller.session_id,
            now_ms: self.clock.now_ms(),
        };
        // Nothing is changed when the password was changed elsewhere since it was confirmed.
        let changed = self.store.change_password(change).await?;
        let ended = changed.ok_or(Error::WrongPassword)?;
        info!(
            user_id = account.id,
            ended = ended.len(),
            "password changed"
        );
        Ok(ended)
    }

    /// Counts a try, checks the password and answers the hash it was checked against. The caller
    /// forgives the tries when all went well.
    async fn confirm(&self, account: &Account, password: String) -> Result<String, Error> {
        let slot = self.hasher.slot().await?;
        let subject = user_subject(&account.id);
        self.store.count_try(subject, self.clock.now_ms()).await?;
        let hash = self.store.find_password_hash(account.id.clone()).await?;
        let hash = hash.ok_or(Error::SignedOut)?;
        if slot.verify(password, Some(hash.clone())).await? {
            Ok(hash)
        } else {
            Err(Error::WrongPassword)
        }
    }
}
