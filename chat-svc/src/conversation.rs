//! Conversations: sending, the assistant's part, the list, and read marks.

use std::time::Instant;

use tokio_util::sync::CancellationToken;

use crate::{
    arrivals::Arrivals,
    assistant::{ASSISTANT, GREETING, Task, understand},
    error::ChatError,
    message::{Body, Draft, Message, TxnId},
    rate_limit::RateLimit,
    store::{ChatStore, ConversationSummary, Scope, Tables},
};

/// The conversations of everybody. Who calls is taken as verified.
pub(crate) struct Conversations {
    pub(crate) store: ChatStore,
    pub(crate) arrivals: Arrivals,
    pub(crate) stop: CancellationToken,
    rate_limit: RateLimit,
}

/// Whom or what a message is for.
#[derive(Debug)]
pub(crate) enum Target {
    /// A user, or the assistant; the first message begins the conversation.
    User(String),
    /// A conversation that the sender is in.
    Conversation(String),
}

/// A message as a client asks to send it.
#[derive(Debug)]
pub(crate) struct Outgoing {
    pub sender: String,
    pub target: Target,
    pub body: Body,
    pub txn_id: TxnId,
}

/// A message that is stored.
#[derive(Debug)]
pub(crate) struct Sent {
    pub message: Message,
    /// It was stored by an earlier call.
    pub is_duplicate: bool,
    /// What must be done before the assistant can answer it.
    pub task: Option<Task>,
}

struct Recipient {
    conversation_id: String,
    user_id: String,
}

impl Conversations {
    /// Takes the store; polls end when `stop` is cancelled.
    pub fn new(store: ChatStore, stop: CancellationToken) -> Self {
        Self {
            store,
            arrivals: Arrivals::new(),
            stop,
            rate_limit: RateLimit::default(),
        }
    }

    /// Stores a message, once for each client transaction id of its sender: a repeated id gives
    /// the first message again, whatever the new body or target says.
    ///
    /// # Errors
    /// [`ChatError::TooFast`], [`ChatError::SelfMessage`], [`ChatError::NoConversation`],
    /// [`ChatError::Blocked`], [`ChatError::PeerGone`] or [`ChatError::Store`].
    pub async fn send(&self, outgoing: Outgoing) -> Result<Sent, ChatError> {
        self.rate_limit
            .take(&outgoing.sender, Instant::now())
            .map_err(ChatError::TooFast)?;
        let sender = outgoing.sender.clone();
        let (sent, peer) = self
            .store
            .write(move |tables| deliver(tables, &outgoing))
            .await?;
        if let Some(peer) = peer {
            self.arrivals.announce([&sender, &peer]);
        }
        Ok(sent)
    }

    /// Stores the assistant's answer to a message of `user_id`, or gives the one it has.
    ///
    /// # Errors
    /// [`ChatError::NoMessage`] when the user sent the assistant no such message, or
    /// [`ChatError::Store`].
    pub async fn answer(
        &self,
        user_id: &str,
        in_reply_to: String,
        body: Body,
    ) -> Result<Message, ChatError> {
        let asker = user_id.to_owned();
        let answer = move |tables: &Tables<'_>| {
            let question = tables
                .find_message(&in_reply_to)?
                .filter(|question| question.from_user_id == asker)
                .ok_or(ChatError::NoMessage)?;
            if !is_for_assistant(tables, &question)? {
                return Err(ChatError::NoMessage);
            }
            match tables.find_answer(&question.id)? {
                Some(answer) => Ok(answer),
                None => store_answer(tables, &question, body.as_str()),
            }
        };
        let answer = self.store.write(answer).await?;
        self.arrivals.announce([user_id]);
        Ok(answer)
    }

    /// The user's conversations, latest first; the one with the assistant is always there.
    ///
    /// # Errors
    /// [`ChatError::Store`].
    pub async fn list(&self, user_id: &str) -> Result<Vec<ConversationSummary>, ChatError> {
        self.ensure_assistant(user_id).await?;
        let user_id = user_id.to_owned();
        let list = move |tables: &Tables<'_>| tables.list_conversations(&user_id);
        self.store.read(list).await
    }

    /// Marks a conversation as read up to a message, and answers how much is unread after it.
    /// A mark never moves back.
    ///
    /// # Errors
    /// [`ChatError::NoConversation`], [`ChatError::NoMessage`] when the message is not in it, or
    /// [`ChatError::Store`].
    pub async fn mark_read(
        &self,
        user_id: String,
        conversation_id: String,
        up_to: String,
    ) -> Result<u64, ChatError> {
        let mark = move |tables: &Tables<'_>| {
            tables
                .find_membership(&user_id, &conversation_id)?
                .ok_or(ChatError::NoConversation)?;
            let message = tables
                .find_message(&up_to)?
                .filter(|message| message.conversation_id == conversation_id)
                .ok_or(ChatError::NoMessage)?;
            tables.mark_read(&user_id, &conversation_id, message.seq)?;
            tables.unread(&user_id, &Scope::Conversation(conversation_id))
        };
        self.store.write(mark).await
    }

    /// Begins the user's conversation with the assistant where there is none.
    ///
    /// # Errors
    /// [`ChatError::Store`].
    pub async fn ensure_assistant(&self, user_id: &str) -> Result<(), ChatError> {
        let user = user_id.to_owned();
        let find = move |tables: &Tables<'_>| tables.find_membership_with(&user, ASSISTANT);
        if self.store.read(find).await?.is_some() {
            return Ok(());
        }
        let user = user_id.to_owned();
        let begin = move |tables: &Tables<'_>| conversation_with_assistant(tables, &user);
        self.store.write(begin).await?;
        self.arrivals.announce([user_id]);
        Ok(())
    }
}

/// Answers the message, and whom else it concerns unless it was stored before.
fn deliver(tables: &Tables<'_>, outgoing: &Outgoing) -> Result<(Sent, Option<String>), ChatError> {
    if let Some(message) = tables.find_sent(&outgoing.sender, outgoing.txn_id.as_str())? {
        let sent = Sent {
            task: open_task(tables, &message)?,
            message,
            is_duplicate: true,
        };
        return Ok((sent, None));
    }
    let recipient = recipient(tables, &outgoing.sender, &outgoing.target)?;
    let message = tables.insert_message(&Draft {
        conversation_id: &recipient.conversation_id,
        from_user_id: &outgoing.sender,
        body: outgoing.body.as_str(),
        client_txn_id: Some(outgoing.txn_id.as_str()),
        in_reply_to: None,
    })?;
    let task = if recipient.user_id == ASSISTANT {
        answer_or_task(tables, &message)?
    } else {
        None
    };
    let sent = Sent {
        message,
        is_duplicate: false,
        task,
    };
    Ok((sent, Some(recipient.user_id)))
}

/// Finds out where a message goes and that it may go there.
fn recipient(tables: &Tables<'_>, sender: &str, target: &Target) -> Result<Recipient, ChatError> {
    let (conversation_id, user_id) = match target {
        Target::Conversation(id) => {
            let membership = tables
                .find_membership(sender, id)?
                .ok_or(ChatError::NoConversation)?;
            let peer = membership.peer_user_id.ok_or(ChatError::PeerGone)?;
            (Some(membership.conversation_id), peer)
        }
        Target::User(peer) if peer == sender => return Err(ChatError::SelfMessage),
        Target::User(peer) => {
            let membership = tables.find_membership_with(sender, peer)?;
            (membership.map(|found| found.conversation_id), peer.clone())
        }
    };
    if tables.is_blocked_between(sender, &user_id)? {
        return Err(ChatError::Blocked);
    }
    let conversation_id = match conversation_id {
        Some(id) => id,
        None if user_id == ASSISTANT => conversation_with_assistant(tables, sender)?,
        None => tables.open_conversation(&[(sender, &user_id), (&user_id, sender)])?,
    };
    Ok(Recipient {
        conversation_id,
        user_id,
    })
}

/// Finds the user's conversation with the assistant, or begins it with the greeting.
fn conversation_with_assistant(tables: &Tables<'_>, user_id: &str) -> Result<String, ChatError> {
    if let Some(membership) = tables.find_membership_with(user_id, ASSISTANT)? {
        return Ok(membership.conversation_id);
    }
    let conversation_id = tables.open_conversation(&[(user_id, ASSISTANT)])?;
    tables.insert_message(&Draft {
        conversation_id: &conversation_id,
        from_user_id: ASSISTANT,
        body: GREETING,
        client_txn_id: None,
        in_reply_to: None,
    })?;
    Ok(conversation_id)
}

/// Answers a new message where words are enough, else says what has to be done first.
fn answer_or_task(tables: &Tables<'_>, message: &Message) -> Result<Option<Task>, ChatError> {
    match understand(&message.body) {
        Task::Say(answer) => {
            store_answer(tables, message, answer)?;
            Ok(None)
        }
        task @ (Task::SetMood { .. } | Task::SuggestSongs { .. }) => Ok(Some(task)),
    }
}

/// What is still to be done for a message that was stored before.
fn open_task(tables: &Tables<'_>, message: &Message) -> Result<Option<Task>, ChatError> {
    let is_open = is_for_assistant(tables, message)? && tables.find_answer(&message.id)?.is_none();
    Ok(is_open.then(|| understand(&message.body)))
}

fn is_for_assistant(tables: &Tables<'_>, message: &Message) -> Result<bool, ChatError> {
    let membership = tables.find_membership(&message.from_user_id, &message.conversation_id)?;
    let peer = membership.and_then(|found| found.peer_user_id);
    Ok(peer.as_deref() == Some(ASSISTANT))
}

fn store_answer(tables: &Tables<'_>, question: &Message, body: &str) -> Result<Message, ChatError> {
    tables.insert_message(&Draft {
        conversation_id: &question.conversation_id,
        from_user_id: ASSISTANT,
        body,
        client_txn_id: None,
        in_reply_to: Some(&question.id),
    })
}
