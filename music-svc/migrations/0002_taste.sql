-- The intent that a user last chose for a mood.
CREATE TABLE music_intents (
    user_id TEXT NOT NULL,
    mood TEXT NOT NULL,
    intent TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (user_id, mood)
) STRICT, WITHOUT ROWID;

-- A reaction belongs to the list that showed the song, so that history can tell what was done in
-- which list; `batch_seq` 0 is a list that is not known any more.
DROP VIEW music_standing_feedback;
CREATE TABLE music_reactions (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id TEXT NOT NULL,
    song_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('like', 'dislike', 'skip', 'play', 'finish')),
    batch_seq INTEGER NOT NULL,
    mood TEXT NOT NULL,
    intent TEXT NOT NULL,
    arms TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    counted INTEGER NOT NULL,
    UNIQUE (user_id, song_id, kind, batch_seq)
) STRICT;
INSERT INTO music_reactions
    (seq, user_id, song_id, kind, batch_seq, mood, intent, arms, at_ms, counted)
SELECT given.seq, given.user_id, given.song_id, given.kind, coalesce(batch.seq, 0), given.mood,
    coalesce(batch.intent, 'match'), given.arms, given.at_ms, given.counted
FROM music_feedback AS given
LEFT JOIN music_batches AS batch ON batch.seq = (
    SELECT max(shown.batch_seq)
    FROM music_recommendations AS shown
    JOIN music_batches AS earlier ON earlier.seq = shown.batch_seq
    WHERE shown.user_id = given.user_id
        AND shown.song_id = given.song_id
        AND earlier.at_ms <= given.at_ms
);
DROP TABLE music_feedback;
ALTER TABLE music_reactions RENAME TO music_feedback;

-- What the taste is made of. Of all likes and dislikes of a song only the latest stands; of equal
-- reactions for one mood and intent, too.
CREATE VIEW music_standing_feedback AS
SELECT given.seq, given.user_id, given.song_id, given.kind, given.mood, given.intent, given.arms,
    given.at_ms
FROM music_feedback AS given
WHERE given.counted = 1
    AND NOT EXISTS (
        SELECT 1 FROM music_feedback AS later
        WHERE later.user_id = given.user_id
            AND later.song_id = given.song_id
            AND later.counted = 1
            AND later.seq > given.seq
            AND (
                (later.kind = given.kind
                    AND later.mood = given.mood AND later.intent = given.intent)
                OR (later.kind <> given.kind
                    AND later.kind IN ('like', 'dislike') AND given.kind IN ('like', 'dislike'))
            )
    );
