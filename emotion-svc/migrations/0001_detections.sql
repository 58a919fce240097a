CREATE TABLE emotion_detections (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    -- the user's word when corrected
    mood TEXT NOT NULL CHECK (mood IN ('happy', 'sad', 'angry', 'neutral')),
    source TEXT NOT NULL CHECK (source IN ('camera', 'told')),
    corrected INTEGER NOT NULL DEFAULT 0 CHECK (corrected IN (0, 1)),
    -- what the network said; kept when the user corrects it, NULL when the mood was told
    detected_mood TEXT CHECK (detected_mood IN ('happy', 'sad', 'angry', 'neutral')),
    confidence REAL,
    happy REAL,
    sad REAL,
    angry REAL,
    neutral REAL,
    valence REAL,
    arousal REAL,
    note TEXT,
    CHECK ((source = 'camera') = (detected_mood IS NOT NULL))
) STRICT;
CREATE INDEX emotion_detections_by_time ON emotion_detections (user_id, at_ms DESC, id DESC);

CREATE TABLE emotion_settings (
    user_id TEXT PRIMARY KEY,
    -- NULL: kept until erased
    retention_days INTEGER CHECK (retention_days > 0)
) STRICT;

-- The key that seals smoothing tokens; one row.
CREATE TABLE emotion_secret (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    smoothing_key BLOB NOT NULL CHECK (length(smoothing_key) = 32)
) STRICT;
