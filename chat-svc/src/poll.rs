//! Reading by polling: a page of messages after a cursor, and the wait for the first one.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::{
    assistant::ASSISTANT,
    conversation::Conversations,
    cursor::Cursor,
    error::ChatError,
    message::Message,
    store::{Scope, Tables},
};

const LONGEST_WAIT_S: u32 = 25;
const USUAL_LIMIT: u32 = 100;
const LARGEST_LIMIT: u32 = 200;
/// A message that another process stored in the same file is noticed after this.
const RECHECK: Duration = Duration::from_secs(2);

/// Where a page lies in the order of the messages.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// At its end.
    Latest,
    /// After a cursor.
    After(Cursor),
    /// Before the message with this id.
    Before(String),
}

/// What a poller asks for.
#[derive(Debug, Clone)]
pub(crate) struct Poll {
    scope: Scope,
    place: Place,
    wait: Duration,
    limit: u32,
}

/// What a poller gets.
#[derive(Debug)]
pub(crate) struct Page {
    /// Oldest first.
    pub messages: Vec<Message>,
    /// Where to go on.
    pub cursor: Cursor,
    /// How many messages of others are unread in the scope.
    pub unread: u64,
    /// Some were left out: newer ones after a cursor, else older ones.
    pub is_limited: bool,
}

impl Place {
    /// Reads a place from the wire, where one of the two or both are empty.
    ///
    /// # Errors
    /// [`ChatError::InvalidCursor`], or [`ChatError::TwoPlaces`].
    pub fn parse(after: &str, before: String) -> Result<Self, ChatError> {
        match (after.is_empty(), before.is_empty()) {
            (true, true) => Ok(Self::Latest),
            (false, true) => Ok(Self::After(Cursor::decode(after)?)),
            (true, false) => Ok(Self::Before(before)),
            (false, false) => Err(ChatError::TwoPlaces),
        }
    }
}

impl Poll {
    /// Reads a poll from the wire: a limit of 0 means 100. What lies before a message is not waited for.
    ///
    /// # Errors
    /// [`ChatError::LongWait`] beyond 25 s or [`ChatError::LargeLimit`] beyond 200.
    pub fn parse(scope: Scope, place: Place, wait_s: u32, limit: u32) -> Result<Self, ChatError> {
        if wait_s > LONGEST_WAIT_S {
            return Err(ChatError::LongWait(wait_s));
        }
        if limit > LARGEST_LIMIT {
            return Err(ChatError::LargeLimit(limit));
        }
        let wait_s = match place {
            Place::Latest | Place::After(_) => wait_s,
            Place::Before(_) => 0,
        };
        Ok(Self {
            scope,
            place,
            wait: Duration::from_secs(wait_s.into()),
            limit: if limit == 0 { USUAL_LIMIT } else { limit },
        })
    }
}

impl Conversations {
    /// A page of the user's messages. When there are none it waits for the first one, until the
    /// poll's time is up or the server stops.
    ///
    /// # Errors
    /// [`ChatError::NoConversation`], [`ChatError::NoMessage`] for one to look before that the user cannot
    /// read, [`ChatError::InvalidCursor`] for a cursor ahead of every message (of another or a restored
    /// database), or [`ChatError::Store`].
    pub async fn fetch(&self, user_id: &str, poll: Poll) -> Result<Page, ChatError> {
        self.fetch_rechecking(user_id, poll, RECHECK).await
    }

    async fn fetch_rechecking(
        &self,
        user_id: &str,
        poll: Poll,
        recheck: Duration,
    ) -> Result<Page, ChatError> {
        if matches!(&poll.scope, Scope::Peer(peer) if peer == ASSISTANT) {
            self.ensure_assistant(user_id).await?;
        }
        let deadline = Instant::now() + poll.wait;
        // Before the look into the store: what comes in between is announced to us.
        let mut arrivals = self.arrivals.subscribe(user_id);
        loop {
            let (user, asked) = (user_id.to_owned(), poll.clone());
            let look = move |tables: &Tables<'_>| page(tables, &user, &asked);
            let page = self.store.read(look).await?;
            let is_over = Instant::now() >= deadline || self.stop.is_cancelled();
            if is_over || !page.messages.is_empty() {
                return Ok(page);
            }
            tokio::select! {
                () = arrivals.next() => {}
                () = self.stop.cancelled() => {}
                () = sleep_until(deadline.min(Instant::now() + recheck)) => {}
            }
        }
    }
}

fn page(tables: &Tables<'_>, user_id: &str, poll: &Poll) -> Result<Page, ChatError> {
    if let Scope::Conversation(id) = &poll.scope {
        tables
            .find_membership(user_id, id)?
            .ok_or(ChatError::NoConversation)?;
    }
    // Without messages now, every later one comes after where the poller already is.
    let ((messages, is_limited), here) = match &poll.place {
        Place::Latest => (older(tables, user_id, poll, i64::MAX)?, Cursor::START),
        Place::After(after) => (newer(tables, user_id, poll, *after)?, *after),
        Place::Before(id) => {
            let seq = seq_of(tables, user_id, id)?;
            (older(tables, user_id, poll, seq)?, Cursor::START)
        }
    };
    let last = messages.last().map(|message| Cursor::after(message.seq));
    Ok(Page {
        cursor: last.unwrap_or(here),
        unread: tables.unread(user_id, &poll.scope)?,
        messages,
        is_limited,
    })
}

fn newer(
    tables: &Tables<'_>,
    user_id: &str,
    poll: &Poll,
    after: Cursor,
) -> Result<(Vec<Message>, bool), ChatError> {
    if after > tables.newest_cursor()? {
        return Err(ChatError::InvalidCursor);
    }
    let mut messages = tables.page_after(user_id, &poll.scope, after, poll.limit + 1)?;
    let is_limited = messages.len() > poll.limit as usize;
    messages.truncate(poll.limit as usize);
    Ok((messages, is_limited))
}

/// The place of a message that the user may read.
fn seq_of(tables: &Tables<'_>, user_id: &str, id: &str) -> Result<i64, ChatError> {
    let message = tables.find_message(id)?.ok_or(ChatError::NoMessage)?;
    let membership = tables.find_membership(user_id, &message.conversation_id)?;
    membership.map(|_| message.seq).ok_or(ChatError::NoMessage)
}

fn older(
    tables: &Tables<'_>,
    user_id: &str,
    poll: &Poll,
    before: i64,
) -> Result<(Vec<Message>, bool), ChatError> {
    let mut messages = tables.page_before(user_id, &poll.scope, before, poll.limit + 1)?;
    let is_limited = messages.len() > poll.limit as usize;
    if is_limited {
        messages.remove(0);
    }
    Ok((messages, is_limited))
}

#[cfg(test)]
mod tests;
