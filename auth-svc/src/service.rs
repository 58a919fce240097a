//! What every use case stands on; the use cases themselves are methods beside their nouns.

use rpc::Caller;
use token::{PublicKey, Signer};

use crate::{
    account::Account, clock::Clock, error::Error, invite::Signups, password::Hasher,
    store::AuthStore,
};

/// The service behind the gRPC endpoint.
pub(crate) struct Service {
    pub(crate) store: AuthStore,
    pub(crate) hasher: Hasher,
    pub(crate) signer: Signer,
    pub(crate) clock: Clock,
    pub(crate) signups: Signups,
}

impl Service {
    /// The caller's account. A session that was named must still be open, so that an access
    /// token dies here at once and not only when the gateway has heard of it.
    pub(crate) async fn account_of(&self, caller: &Caller) -> Result<Account, Error> {
        let found = self.store.find_account(caller.clone()).await?;
        found.ok_or(Error::SignedOut)
    }

    /// The keys that verify access tokens.
    pub(crate) fn list_keys(&self) -> Vec<PublicKey> {
        vec![self.signer.public_key()]
    }
}
