CREATE TABLE chat_conversations (
    id TEXT PRIMARY KEY,
    created_at_ms INTEGER NOT NULL,
    updated_at_ms INTEGER NOT NULL,
    -- The latest message's sequence, also after that message was erased: orders the list.
    updated_seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One row for each person in a conversation, seen from their side. Two people have two rows, a
-- person and the assistant one. Because both sides are unique, a pair has one conversation.
CREATE TABLE chat_members (
    user_id TEXT NOT NULL,
    conversation_id TEXT NOT NULL REFERENCES chat_conversations (id) ON DELETE CASCADE,
    peer_user_id TEXT, -- NULL once the peer erased their account
    read_seq INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (user_id, conversation_id),
    UNIQUE (user_id, peer_user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX chat_members_conversation ON chat_members (conversation_id);
CREATE INDEX chat_members_peer ON chat_members (peer_user_id);

CREATE TABLE chat_messages (
    -- AUTOINCREMENT: a sequence is never used again, so that a cursor stays true after an erasure.
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    conversation_id TEXT NOT NULL REFERENCES chat_conversations (id) ON DELETE CASCADE,
    from_user_id TEXT NOT NULL,
    body TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    client_txn_id TEXT, -- NULL for the assistant's messages
    in_reply_to TEXT UNIQUE, -- the message that this one of the assistant answers
    UNIQUE (from_user_id, client_txn_id)
) STRICT;
CREATE INDEX chat_messages_conversation ON chat_messages (conversation_id, seq, from_user_id);

CREATE TABLE chat_blocks (
    blocker_user_id TEXT NOT NULL,
    blocked_user_id TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (blocker_user_id, blocked_user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX chat_blocks_blocked ON chat_blocks (blocked_user_id);

CREATE TABLE chat_reports (
    message_id TEXT NOT NULL,
    reporter_user_id TEXT NOT NULL,
    author_user_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    body TEXT NOT NULL, -- a copy, because the message may be erased
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (message_id, reporter_user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX chat_reports_reporter ON chat_reports (reporter_user_id);
CREATE INDEX chat_reports_author ON chat_reports (author_user_id);
