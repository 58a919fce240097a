//! Who may register, and the one-time codes that let somebody in.

use std::time::Duration;

use tracing::info;

use crate::{
    account::{Account, Role},
    clock::ms,
    error::Error,
    secret::Secret,
    service::Service,
    store::NewInvite,
};

const LIFETIME: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Who may register. The very first account may always be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signups {
    /// Everybody.
    Open,
    /// Whoever has an invitation.
    Invite,
    /// Nobody.
    Closed,
}

/// A code to hand to somebody; it is not kept and cannot be shown again.
pub(crate) struct Invite {
    pub(crate) code: String,
    pub(crate) expires_at_ms: i64,
}

impl Service {
    /// Makes a code that is good once, for seven days. Admins only.
    pub(crate) async fn create_invite(&self, account: Account) -> Result<Invite, Error> {
        match account.role {
            Role::Admin => {}
            Role::User => return Err(Error::AdminsOnly),
        }
        let code = Secret::random()?;
        let created_at_ms = self.clock.now_ms();
        let expires_at_ms = created_at_ms + ms(LIFETIME);
        let invite = NewInvite {
            digest: code.digest(),
            created_by: account.id.clone(),
            created_at_ms,
            expires_at_ms,
        };
        self.store.add_invite(invite).await?;
        info!(user_id = account.id, "invitation made");
        Ok(Invite {
            code: code.into_text(),
            expires_at_ms,
        })
    }
}
