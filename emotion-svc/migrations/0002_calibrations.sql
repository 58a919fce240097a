-- What a person's resting face reads like, as numbers; no picture.
CREATE TABLE emotion_calibrations (
    user_id TEXT PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    frames INTEGER NOT NULL CHECK (frames > 0),
    -- name and version of the classifier whose word the shift corrects
    model TEXT NOT NULL,
    -- taken off the log-odds of neutral, happiness, surprise, sadness, anger, disgust, fear, contempt
    shift TEXT NOT NULL CHECK (json_valid(shift))
) STRICT;
