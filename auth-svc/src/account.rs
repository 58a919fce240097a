//! Accounts: registering, changing and erasing them.

pub(crate) mod fields;

use rpc::Caller;
use tracing::info;
use uuid::Uuid;

use crate::{
    consent::Consent,
    error::Error,
    password,
    preferences::Preferences,
    secret::{Secret, digest},
    service::Service,
    session::{NewSession, Tokens},
    store::Admission,
};

/// What an account may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The first account; makes invitations.
    Admin,
    /// Everybody else.
    User,
}

impl Role {
    /// The word in the contract, the token and the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::User => "user",
        }
    }
}

/// A person's account as they may see it; the password hash never leaves the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Opaque, for ever.
    pub id: String,
    /// As it was typed; compared without case.
    pub username: String,
    /// As it was typed; compared without case.
    pub email: String,
    /// The name to show; the username stands in where there is none.
    pub display_name: Option<String>,
    /// In years.
    pub age: Option<u32>,
    /// In the person's own words.
    pub gender: Option<String>,
    /// What they may do.
    pub role: Role,
    /// Milliseconds since the Unix epoch.
    pub created_at_ms: i64,
    /// What they like.
    pub preferences: Preferences,
    /// The camera notice they agreed to.
    pub consent: Option<Consent>,
}

impl Account {
    /// The display name, or the username where none was given.
    pub fn shown_name(&self) -> &str {
        self.display_name.as_deref().unwrap_or(&self.username)
    }
}

/// A wish to register, as it came in.
pub(crate) struct Registration {
    pub(crate) username: String,
    pub(crate) email: String,
    pub(crate) password: String,
    pub(crate) display_name: Option<String>,
    pub(crate) age: Option<u32>,
    pub(crate) gender: Option<String>,
    pub(crate) invite: Option<String>,
    pub(crate) device: String,
}

impl Registration {
    fn account(&self, now_ms: i64) -> Result<Account, Error> {
        let username = fields::username(&self.username)?;
        let email = fields::email(&self.email)?;
        password::check_strength("password", &self.password, &username, &email)?;
        Ok(Account {
            id: Uuid::now_v7().to_string(),
            display_name: fields::display_name(self.display_name.as_deref())?,
            age: self.age.map(fields::age).transpose()?,
            gender: fields::gender(self.gender.as_deref())?,
            role: Role::User,
            created_at_ms: now_ms,
            preferences: Preferences::default(),
            consent: None,
            username,
            email,
        })
    }
}

/// Changes to an account, already checked. A field that is `None` stays as it is.
#[derive(Default)]
pub(crate) struct Changes {
    pub(crate) email: Option<String>,
    pub(crate) display_name: Option<Option<String>>,
    pub(crate) age: Option<Option<u32>>,
    pub(crate) gender: Option<Option<String>>,
    pub(crate) theme: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) intent: Option<String>,
    pub(crate) explicit: Option<bool>,
    pub(crate) retention_days: Option<Option<u32>>,
    pub(crate) smoothing: Option<bool>,
}

impl Changes {
    /// Writes what is set over `account`.
    pub(crate) fn apply(self, account: &mut Account) {
        set(&mut account.email, self.email);
        set(&mut account.display_name, self.display_name);
        set(&mut account.age, self.age);
        set(&mut account.gender, self.gender);
        let preferences = &mut account.preferences;
        set(&mut preferences.theme, self.theme);
        set(&mut preferences.language, self.language);
        set(&mut preferences.intent, self.intent);
        set(&mut preferences.explicit, self.explicit);
        set(&mut preferences.retention_days, self.retention_days);
        set(&mut preferences.smoothing, self.smoothing);
    }
}

fn set<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

impl Service {
    /// Makes an account and its first session. Whether it is the first account, whether the
    /// invitation is good and whether the names are free is decided under the write lock; the
    /// look before it only spares the hashing when the answer is no anyway.
    pub(crate) async fn register(&self, wish: Registration) -> Result<Tokens, Error> {
        let now_ms = self.clock.now_ms();
        let account = wish.account(now_ms)?;
        let admission = Admission {
            signups: self.signups,
            invite: wish.invite.as_deref().map(str::trim).map(digest),
            now_ms,
        };
        self.store.check_admission(&account, admission).await?;
        let slot = self.hasher.slot().await?;
        let hash = slot.hash(wish.password).await?;
        drop(slot);
        let refresh = Secret::random()?;
        let session = NewSession::new(&wish.device, &refresh, now_ms);
        let session_id = session.id.clone();
        let stored = self.store.register(account, hash, admission, session);
        let account = stored.await?;
        info!(
            user_id = account.id,
            role = account.role.word(),
            "account made"
        );
        self.tokens(account, &session_id, refresh)
    }

    /// Changes the fields that are set.
    pub(crate) async fn update(
        &self,
        account: Account,
        changes: Changes,
    ) -> Result<Account, Error> {
        let updated = self.store.update(account.id, changes).await?;
        updated.ok_or(Error::SignedOut)
    }

    /// Erases every row of the caller and answers which sessions that ended. Idempotent: a user
    /// who is gone already has nothing left to end.
    ///
    /// # Errors
    /// [`Error::SignedOut`] when the user is there but the session is not open any more.
    pub(crate) async fn delete(&self, caller: Caller) -> Result<Vec<String>, Error> {
        let anywhere = Caller {
            user_id: caller.user_id.clone(),
            session_id: String::new(),
        };
        if self.store.find_account(anywhere).await?.is_none() {
            return Ok(Vec::new());
        }
        let account = self.account_of(&caller).await?;
        let now_ms = self.clock.now_ms();
        let ended = self.store.delete(account.id.clone(), now_ms).await?;
        info!(user_id = account.id, ended = ended.len(), "account erased");
        Ok(ended)
    }
}
