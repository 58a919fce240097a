-- One row per answered Recommend.
CREATE TABLE music_batches (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    user_id TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    mood TEXT NOT NULL,
    intent TEXT NOT NULL,
    source TEXT NOT NULL,
    degraded INTEGER NOT NULL,
    seed INTEGER NOT NULL
) STRICT;
CREATE INDEX music_batches_by_user ON music_batches (user_id, seq);
CREATE INDEX music_batches_by_user_and_time ON music_batches (user_id, at_ms);

-- One row per song of it; `song` is the JSON of the song as shown, `arms` the genres that
-- feedback on it counts for.
CREATE TABLE music_recommendations (
    id TEXT PRIMARY KEY,
    batch_seq INTEGER NOT NULL REFERENCES music_batches (seq) ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    song_id TEXT NOT NULL,
    song TEXT NOT NULL,
    arms TEXT NOT NULL,
    UNIQUE (batch_seq, position)
) STRICT;
CREATE INDEX music_recommendations_by_user_and_song
    ON music_recommendations (user_id, song_id, batch_seq);
CREATE INDEX music_recommendations_by_user
    ON music_recommendations (user_id, batch_seq DESC, position);

-- What the user did with a song. `counted` is 0 once the taste was reset.
CREATE TABLE music_feedback (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id TEXT NOT NULL,
    song_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('like', 'dislike', 'skip', 'play', 'finish')),
    mood TEXT NOT NULL,
    arms TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    counted INTEGER NOT NULL,
    UNIQUE (user_id, song_id, kind)
) STRICT;

-- What the taste is made of: of a like and a dislike of one song only the later one.
CREATE VIEW music_standing_feedback AS
SELECT given.user_id, given.song_id, given.kind, given.mood, given.arms
FROM music_feedback AS given
WHERE given.counted = 1
    AND NOT (
        given.kind IN ('like', 'dislike')
        AND EXISTS (
            SELECT 1 FROM music_feedback AS later
            WHERE later.user_id = given.user_id
                AND later.song_id = given.song_id
                AND later.kind IN ('like', 'dislike')
                AND later.counted = 1
                AND later.seq > given.seq
        )
    );

CREATE TABLE music_retention (
    user_id TEXT PRIMARY KEY,
    days INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Until when a source is left alone, and why; survives restarts.
CREATE TABLE music_cooldowns (
    source TEXT PRIMARY KEY,
    cause TEXT NOT NULL,
    until_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
