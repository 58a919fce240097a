//! What people can do about what is held of them: get it, and have it erased.

use tracing::info;

use crate::{assistant::ASSISTANT, conversation::Conversations, error::ChatError, store::Tables};

impl Conversations {
    /// Everything that is held about the user as one JSON document: `conversations`, `messages`
    /// (also those received), `blocks` and `reports` (those they made).
    ///
    /// # Errors
    /// [`ChatError::Store`] or [`ChatError::Export`].
    pub async fn export(&self, user_id: String) -> Result<String, ChatError> {
        let export = move |tables: &Tables<'_>| {
            let held = tables.export(&user_id)?;
            Ok(serde_json::to_string(&held)?)
        };
        self.store.read(export).await
    }

    /// Erases the user: no row names them afterwards. Whom they wrote with keeps the
    /// conversation and what they wrote themselves. Erasing twice is erasing once.
    ///
    /// # Errors
    /// [`ChatError::Store`].
    pub async fn erase(&self, user_id: String) -> Result<(), ChatError> {
        let erase = move |tables: &Tables<'_>| tables.erase(&user_id, ASSISTANT);
        self.store.erase(erase).await?;
        info!("a user was erased");
        Ok(())
    }
}
