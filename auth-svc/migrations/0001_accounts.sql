-- Accounts, their sessions and what guards them. Times are milliseconds since the Unix epoch.

CREATE TABLE auth_users (
    id TEXT PRIMARY KEY,
    username TEXT NOT NULL UNIQUE COLLATE NOCASE,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,      -- the address in lower case
    search_text TEXT NOT NULL,           -- username, line feed, display name; in lower case
    password_hash TEXT NOT NULL,         -- PHC string
    display_name TEXT,
    age INTEGER,
    gender TEXT,
    role TEXT NOT NULL CHECK (role IN ('admin', 'user')),
    created_at INTEGER NOT NULL,
    theme TEXT NOT NULL,
    language TEXT NOT NULL,
    intent TEXT NOT NULL,
    explicit INTEGER NOT NULL,
    retention_days INTEGER,
    smoothing INTEGER NOT NULL,
    consent_version TEXT,
    consent_at INTEGER,
    CHECK ((consent_version IS NULL) = (consent_at IS NULL))
) STRICT;

CREATE TABLE auth_sessions (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES auth_users (id) ON DELETE CASCADE,
    device TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    generation INTEGER NOT NULL          -- how often its refresh token was rotated
) STRICT;
CREATE INDEX auth_sessions_user ON auth_sessions (user_id);
CREATE INDEX auth_sessions_expiry ON auth_sessions (expires_at);

-- Rotated tokens stay for as long as they could be replayed, so that a replay is recognised.
CREATE TABLE auth_refresh_tokens (
    digest BLOB PRIMARY KEY,             -- SHA-256 of the token
    session_id TEXT NOT NULL REFERENCES auth_sessions (id) ON DELETE CASCADE,
    generation INTEGER NOT NULL,
    rotated_at INTEGER                   -- null while it is good
) STRICT;
CREATE INDEX auth_refresh_tokens_session ON auth_refresh_tokens (session_id);
CREATE INDEX auth_refresh_tokens_rotation ON auth_refresh_tokens (rotated_at);

-- No user id: these outlive an erased account for as long as its access tokens would.
CREATE TABLE auth_ended_sessions (
    session_id TEXT PRIMARY KEY,
    ended_at INTEGER NOT NULL
) STRICT;
CREATE INDEX auth_ended_sessions_time ON auth_ended_sessions (ended_at);

CREATE TABLE auth_invites (
    digest BLOB PRIMARY KEY,             -- SHA-256 of the code
    created_by TEXT NOT NULL REFERENCES auth_users (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX auth_invites_creator ON auth_invites (created_by);

-- Password tries that did not succeed. The subject is a SHA-256, never the text that was typed:
-- people type passwords into the wrong field.
CREATE TABLE auth_password_tries (
    subject BLOB NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX auth_password_tries_subject ON auth_password_tries (subject, at);
CREATE INDEX auth_password_tries_time ON auth_password_tries (at);
