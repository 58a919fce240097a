//! Rows of accounts.

use rpc::Caller;
use rusqlite::{Connection, OptionalExtension, Row, named_params, params, types::Type};

use super::{AuthStore, invite, invite::Admission, login, session};
use crate::{
    account::{Account, Changes, Role},
    consent::Consent,
    error::Error,
    preferences::Preferences,
    session::NewSession,
};

impl AuthStore {
    /// Says early, without the write lock, why `register` would refuse.
    pub(crate) async fn check_admission(
        &self,
        account: &Account,
        admission: Admission,
    ) -> Result<(), Error> {
        let account = account.clone();
        self.read(move |connection| {
            invite::admit(connection, &admission)?;
            check_names_free(connection, &account)
        })
        .await
    }

    /// Stores the account and its first session, and uses the invitation up. The role is decided
    /// here: the first account of all is the admin's.
    pub(crate) async fn register(
        &self,
        mut account: Account,
        password_hash: String,
        admission: Admission,
        session: NewSession,
    ) -> Result<Account, Error> {
        self.write(move |tx| {
            account.role = invite::admit(tx, &admission)?;
            check_names_free(tx, &account)?;
            insert(tx, &account, &password_hash)?;
            invite::use_up(tx, &admission)?;
            session::insert(tx, &account.id, &session)?;
            Ok(account)
        })
        .await
    }

    /// The caller's account, if it exists and the session, where one is named, is open.
    pub(crate) async fn find_account(&self, caller: Caller) -> Result<Option<Account>, Error> {
        self.read(move |connection| {
            let open = caller.session_id.is_empty()
                || session::is_open(connection, &caller.user_id, &caller.session_id)?;
            if open {
                find(connection, &caller.user_id)
            } else {
                Ok(None)
            }
        })
        .await
    }

    /// Applies checked changes; answers nothing when the account is gone.
    pub(crate) async fn update(
        &self,
        user_id: String,
        changes: Changes,
    ) -> Result<Option<Account>, Error> {
        self.write(move |tx| {
            let Some(mut account) = find(tx, &user_id)? else {
                return Ok(None);
            };
            changes.apply(&mut account);
            if is_email_taken(tx, &account)? {
                return Err(Error::EmailTaken);
            }
            update(tx, &account)?;
            Ok(Some(account))
        })
        .await
    }

    /// Sets or clears the consent; answers nothing when the account is gone.
    pub(crate) async fn set_consent(
        &self,
        user_id: String,
        consent: Option<Consent>,
    ) -> Result<Option<Account>, Error> {
        self.write(move |tx| {
            tx.execute(
                "UPDATE auth_users SET consent_version = ?2, consent_at = ?3 WHERE id = ?1",
                params![
                    user_id,
                    consent.as_ref().map(|consent| &consent.version),
                    consent.as_ref().map(|consent| consent.at_ms)
                ],
            )?;
            find(tx, &user_id)
        })
        .await
    }

    /// Erases every row of the user; of their sessions only the bare ids are kept as ended, so
    /// that their access tokens are refused. Answers those ids; none when there is no such user.
    pub(crate) async fn delete(&self, user_id: String, now_ms: i64) -> Result<Vec<String>, Error> {
        self.erase(move |tx| {
            let Some(account) = find(tx, &user_id)? else {
                return Ok(Vec::new());
            };
            let ended = session::end_all_but(tx, &user_id, "", now_ms)?;
            for subject in login::subjects(&account) {
                login::forgive(tx, subject)?;
            }
            // Refresh tokens and invites go with it by their foreign keys.
            tx.execute("DELETE FROM auth_users WHERE id = ?1", [&user_id])?;
            Ok(ended)
        })
        .await
    }
}

/// The account with this id.
pub(super) fn find(connection: &Connection, user_id: &str) -> Result<Option<Account>, Error> {
    let mut statement = connection.prepare_cached("SELECT * FROM auth_users WHERE id = ?1")?;
    Ok(statement.query_row([user_id], account_of).optional()?)
}

fn account_of(row: &Row<'_>) -> rusqlite::Result<Account> {
    let version: Option<String> = row.get("consent_version")?;
    let at_ms: Option<i64> = row.get("consent_at")?;
    let consent = version.zip(at_ms);
    Ok(Account {
        id: row.get("id")?,
        username: row.get("username")?,
        email: row.get("email")?,
        display_name: row.get("display_name")?,
        age: row.get("age")?,
        gender: row.get("gender")?,
        role: role_of(row)?,
        created_at_ms: row.get("created_at")?,
        preferences: Preferences {
            theme: row.get("theme")?,
            language: row.get("language")?,
            intent: row.get("intent")?,
            explicit: row.get("explicit")?,
            retention_days: row.get("retention_days")?,
            smoothing: row.get("smoothing")?,
        },
        consent: consent.map(|(version, at_ms)| Consent { version, at_ms }),
    })
}

fn role_of(row: &Row<'_>) -> rusqlite::Result<Role> {
    let column = "role";
    let word: String = row.get(column)?;
    let roles = [Role::Admin, Role::User];
    let role = roles.into_iter().find(|role| role.word() == word);
    role.ok_or_else(|| rusqlite::Error::InvalidColumnType(0, column.to_owned(), Type::Text))
}

fn check_names_free(connection: &Connection, account: &Account) -> Result<(), Error> {
    let taken: bool = connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM auth_users WHERE username = ?1)",
        [&account.username],
        |row| row.get(0),
    )?;
    if taken {
        return Err(Error::UsernameTaken);
    }
    if is_email_taken(connection, account)? {
        return Err(Error::EmailTaken);
    }
    Ok(())
}

/// Whether somebody other than the account's owner has its address.
fn is_email_taken(connection: &Connection, account: &Account) -> Result<bool, Error> {
    let taken = connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM auth_users WHERE email_key = ?1 AND id <> ?2)",
        params![account.email.to_lowercase(), account.id],
        |row| row.get(0),
    )?;
    Ok(taken)
}

fn insert(connection: &Connection, account: &Account, password_hash: &str) -> Result<(), Error> {
    let preferences = &account.preferences;
    connection.execute(
        "INSERT INTO auth_users (id, username, email, email_key, search_text, password_hash,
            display_name, age, gender, role, created_at, theme, language, intent, explicit,
            retention_days, smoothing)
         VALUES (:id, :username, :email, :email_key, :search_text, :password_hash,
            :display_name, :age, :gender, :role, :created_at, :theme, :language, :intent, :explicit,
            :retention_days, :smoothing)",
        named_params! {
            ":id": account.id,
            ":username": account.username,
            ":email": account.email,
            ":email_key": account.email.to_lowercase(),
            ":search_text": search_text(account),
            ":password_hash": password_hash,
            ":display_name": account.display_name,
            ":age": account.age,
            ":gender": account.gender,
            ":role": account.role.word(),
            ":created_at": account.created_at_ms,
            ":theme": preferences.theme,
            ":language": preferences.language,
            ":intent": preferences.intent,
            ":explicit": preferences.explicit,
            ":retention_days": preferences.retention_days,
            ":smoothing": preferences.smoothing,
        },
    )?;
    Ok(())
}

/// What `find_people` looks through. SQLite folds only ASCII, so case is folded here.
fn search_text(account: &Account) -> String {
    format!("{}\n{}", account.username, account.shown_name()).to_lowercase()
}

/// Writes everything that a person can change.
fn update(connection: &Connection, account: &Account) -> Result<(), Error> {
    let preferences = &account.preferences;
    connection.execute(
        "UPDATE auth_users SET email = :email, email_key = :email_key,
            search_text = :search_text, display_name = :display_name, age = :age,
            gender = :gender, theme = :theme, language = :language, intent = :intent,
            explicit = :explicit, retention_days = :retention_days, smoothing = :smoothing
         WHERE id = :id",
        named_params! {
            ":id": account.id,
            ":email": account.email,
            ":email_key": account.email.to_lowercase(),
            ":search_text": search_text(account),
            ":display_name": account.display_name,
            ":age": account.age,
            ":gender": account.gender,
            ":theme": preferences.theme,
            ":language": preferences.language,
            ":intent": preferences.intent,
            ":explicit": preferences.explicit,
            ":retention_days": preferences.retention_days,
            ":smoothing": preferences.smoothing,
        },
    )?;
    Ok(())
}
