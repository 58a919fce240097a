-- The music folder as it was last read; `track` is JSON, null for a file that cannot be read.
CREATE TABLE music_folder_files (
    root TEXT NOT NULL,
    path TEXT NOT NULL,
    size INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL,
    track TEXT,
    PRIMARY KEY (root, path)
) STRICT, WITHOUT ROWID;

-- How often a source was asked on a day, counted in days since the Unix epoch.
CREATE TABLE music_calls (
    source TEXT PRIMARY KEY,
    day INTEGER NOT NULL,
    calls INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
