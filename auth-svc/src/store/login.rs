//! Password hashes, and the tries that are counted against guessing.

use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, params};

use super::{AuthStore, account, session};
use crate::{
    account::Account,
    clock::ms,
    error::Error,
    password::{login_subject, user_subject},
    secret::Digest,
    session::NewSession,
};

/// How long a try counts.
pub(crate) const TRIES_WINDOW: Duration = Duration::from_secs(15 * 60);
const TRIES_MAX: u32 = 10;

/// Whose login it is, and the hash that a password must match.
pub(crate) struct Credentials {
    pub(crate) user_id: String,
    pub(crate) password_hash: String,
}

/// A login whose password was right.
pub(crate) struct NewLogin {
    pub(crate) known: Credentials,
    /// Replaces a hash that has become too cheap.
    pub(crate) new_hash: Option<String>,
    pub(crate) subject: Digest,
    pub(crate) session: NewSession,
}

/// A change of password that was confirmed with the old one.
pub(crate) struct PasswordChange {
    pub(crate) user_id: String,
    pub(crate) subject: Digest,
    pub(crate) old_hash: String,
    pub(crate) new_hash: String,
    pub(crate) keep_session: String,
    pub(crate) now_ms: i64,
}

/// A new password for somebody who forgot theirs.
pub(crate) struct PasswordReset {
    pub(crate) account: Account,
    pub(crate) new_hash: String,
    pub(crate) now_ms: i64,
}

impl AuthStore {
    /// Counts a try before its password is checked, so that many at once cannot slip past.
    ///
    /// # Errors
    /// [`Error::TooManyTries`] when ten in the window did not succeed; that one is not counted.
    pub(crate) async fn count_try(&self, subject: Digest, now_ms: i64) -> Result<(), Error> {
        self.write(move |tx| {
            let tenth_latest: Option<i64> = tx
                .query_row(
                    "SELECT at FROM auth_password_tries WHERE subject = ?1 AND at > ?2
                     ORDER BY at DESC LIMIT 1 OFFSET ?3",
                    params![subject, now_ms - ms(TRIES_WINDOW), TRIES_MAX - 1],
                    |row| row.get(0),
                )
                .optional()?;
            if let Some(at_ms) = tenth_latest {
                let wait_ms = at_ms + ms(TRIES_WINDOW) - now_ms;
                let wait = Duration::from_millis(u64::try_from(wait_ms).unwrap_or_default());
                return Err(Error::TooManyTries { wait });
            }
            let insert = "INSERT INTO auth_password_tries (subject, at) VALUES (?1, ?2)";
            tx.execute(insert, params![subject, now_ms])?;
            Ok(())
        })
        .await
    }

    /// Forgets the tries after one that succeeded.
    pub(crate) async fn forgive(&self, subject: Digest) -> Result<(), Error> {
        self.write(move |tx| forgive(tx, subject)).await
    }

    /// Finds by username or address, whatever the case.
    pub(crate) async fn find_credentials(
        &self,
        login: String,
    ) -> Result<Option<Credentials>, Error> {
        self.read(move |connection| {
            let found = connection.query_row(
                "SELECT id, password_hash FROM auth_users WHERE username = ?1 OR email_key = ?2",
                params![login, login.to_lowercase()],
                |row| {
                    Ok(Credentials {
                        user_id: row.get(0)?,
                        password_hash: row.get(1)?,
                    })
                },
            );
            Ok(found.optional()?)
        })
        .await
    }

    /// The hash of a user's password.
    pub(crate) async fn find_password_hash(
        &self,
        user_id: String,
    ) -> Result<Option<String>, Error> {
        self.read(move |connection| {
            let select = "SELECT password_hash FROM auth_users WHERE id = ?1";
            let found = connection.query_row(select, [user_id], |row| row.get(0));
            Ok(found.optional()?)
        })
        .await
    }

    /// Opens the session, forgives the tries and stores the dearer hash, if there is one.
    /// Answers nothing, and does nothing, when the password is not what it was any more.
    pub(crate) async fn open_session(&self, login: NewLogin) -> Result<Option<Account>, Error> {
        self.write(move |tx| {
            let known = &login.known;
            let new_hash = login.new_hash.as_deref().unwrap_or(&known.password_hash);
            if !swap_hash(tx, &known.user_id, &known.password_hash, new_hash)? {
                return Ok(None);
            }
            forgive(tx, login.subject)?;
            session::insert(tx, &known.user_id, &login.session)?;
            account::find(tx, &known.user_id)
        })
        .await
    }

    /// Stores the new hash, forgives the tries, ends all sessions but one and answers their ids.
    /// Answers nothing, and does nothing, when the password is not what it was any more.
    pub(crate) async fn change_password(
        &self,
        change: PasswordChange,
    ) -> Result<Option<Vec<String>>, Error> {
        self.write(move |tx| {
            let user_id = &change.user_id;
            if !swap_hash(tx, user_id, &change.old_hash, &change.new_hash)? {
                return Ok(None);
            }
            forgive(tx, change.subject)?;
            let keep = &change.keep_session;
            session::end_all_but(tx, user_id, keep, change.now_ms).map(Some)
        })
        .await
    }

    /// Stores the new hash, forgives all tries and ends all sessions.
    pub(crate) async fn reset_password(&self, reset: PasswordReset) -> Result<(), Error> {
        self.write(move |tx| {
            let user_id = &reset.account.id;
            let update = "UPDATE auth_users SET password_hash = ?2 WHERE id = ?1";
            tx.execute(update, [user_id, &reset.new_hash])?;
            for subject in subjects(&reset.account) {
                forgive(tx, subject)?;
            }
            session::end_all_but(tx, user_id, "", reset.now_ms)?;
            Ok(())
        })
        .await
    }
}

/// Everything under which tries of this account's owner may have been counted.
pub(super) fn subjects(account: &Account) -> [Digest; 3] {
    [
        login_subject(&account.username),
        login_subject(&account.email),
        user_subject(&account.id),
    ]
}

pub(super) fn forgive(connection: &Connection, subject: Digest) -> Result<(), Error> {
    let delete = "DELETE FROM auth_password_tries WHERE subject = ?1";
    connection.execute(delete, [subject])?;
    Ok(())
}

fn swap_hash(
    connection: &Connection,
    user_id: &str,
    old_hash: &str,
    new_hash: &str,
) -> Result<bool, Error> {
    let changed = connection.execute(
        "UPDATE auth_users SET password_hash = ?3 WHERE id = ?1 AND password_hash = ?2",
        [user_id, old_hash, new_hash],
    )?;
    Ok(changed == 1)
}
