//! What people can do against others: block them and report their messages to whoever runs this Attune.

use tracing::info;

use crate::{assistant::ASSISTANT, conversation::Conversations, error::ChatError, store::Tables};

const REASON_LIMIT: usize = 500;
const REPORTS_LISTED: u32 = 200;

/// A message that somebody reported.
pub(crate) struct Report {
    pub(crate) message_id: String,
    pub(crate) author_user_id: String,
    pub(crate) reporter_user_id: String,
    pub(crate) reason: String,
    /// The message as it was then.
    pub(crate) body: String,
    /// When it was reported, in milliseconds since the Unix epoch.
    pub(crate) at_ms: i64,
}

impl Conversations {
    /// Stops messages between the two, in both directions. Blocking twice is blocking once.
    ///
    /// # Errors
    /// [`ChatError::SelfBlock`], [`ChatError::AssistantBlock`] or [`ChatError::Store`].
    pub async fn block(&self, user_id: String, other: String) -> Result<(), ChatError> {
        if other == user_id {
            return Err(ChatError::SelfBlock);
        }
        if other == ASSISTANT {
            return Err(ChatError::AssistantBlock);
        }
        let block = move |tables: &Tables<'_>| tables.block(&user_id, &other);
        self.store.write(block).await
    }

    /// Takes the user's own block back, if there is one.
    ///
    /// # Errors
    /// [`ChatError::Store`].
    pub async fn unblock(&self, user_id: String, other: String) -> Result<(), ChatError> {
        let unblock = move |tables: &Tables<'_>| tables.unblock(&user_id, &other);
        self.store.write(unblock).await
    }

    /// Keeps a copy of someone else's message with a reason, for the operator to look at.
    ///
    /// # Errors
    /// [`ChatError::InvalidReason`], [`ChatError::NoMessage`] when it is in none of the user's
    /// conversations, [`ChatError::OwnMessage`] or [`ChatError::Store`].
    pub async fn report(
        &self,
        user_id: String,
        message_id: String,
        reason: String,
    ) -> Result<(), ChatError> {
        let length = reason.trim().chars().count();
        if !(1..=REASON_LIMIT).contains(&length) {
            return Err(ChatError::InvalidReason(length));
        }
        let reported = message_id.clone();
        let report = move |tables: &Tables<'_>| {
            let message = tables.find_message(&message_id)?;
            let message = message.ok_or(ChatError::NoMessage)?;
            tables
                .find_membership(&user_id, &message.conversation_id)?
                .ok_or(ChatError::NoMessage)?;
            if message.from_user_id == user_id {
                return Err(ChatError::OwnMessage);
            }
            tables.report(&user_id, &message, reason.trim())
        };
        self.store.write(report).await?;
        info!(message_id = reported, "message reported");
        Ok(())
    }

    /// What people reported, latest first, at most 200.
    ///
    /// # Errors
    /// [`ChatError::Store`].
    pub async fn reports(&self) -> Result<Vec<Report>, ChatError> {
        let list = |tables: &Tables<'_>| tables.list_reports(REPORTS_LISTED);
        self.store.read(list).await
    }

    /// Forgets every report of a message; the message stays. Dismissing twice is dismissing once.
    ///
    /// # Errors
    /// [`ChatError::Store`].
    pub async fn dismiss_reports(&self, message_id: String) -> Result<(), ChatError> {
        let dismissed = message_id.clone();
        let dismiss = move |tables: &Tables<'_>| tables.dismiss_reports(&message_id);
        self.store.write(dismiss).await?;
        info!(message_id = dismissed, "reports dismissed");
        Ok(())
    }
}
