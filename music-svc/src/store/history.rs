//! What was recommended, newest first, page by page.

use rusqlite::{Connection, Row, params};

use crate::{error::Error, song::Song, store::MusicStore};

/// A song that was recommended.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HistoryItem {
    pub(crate) id: String,
    pub(crate) at_ms: i64,
    pub(crate) mood: String,
    pub(crate) intent: String,
    pub(crate) source: String,
    pub(crate) song: Song,
    /// Words of the feedback kinds that were given in this list, in their order; of like and
    /// dislike only the later one.
    pub(crate) feedback: Vec<String>,
}

/// Some of the history.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Page {
    pub(crate) items: Vec<HistoryItem>,
    /// Where the next page starts; none at the end.
    pub(crate) cursor: Option<String>,
}

/// Before which item a page starts: lists from new to old, each from its first song on.
struct Cursor {
    batch_seq: i64,
    position: i64,
}

impl Cursor {
    const NEWEST: Self = Self {
        batch_seq: i64::MAX,
        position: i64::MAX,
    };

    fn parse(text: &str) -> Result<Self, Error> {
        if text.is_empty() {
            return Ok(Self::NEWEST);
        }
        let parts = text.split_once('-').ok_or(Error::InvalidCursor)?;
        let number = |text: &str| text.parse().map_err(|_| Error::InvalidCursor);
        Ok(Self {
            batch_seq: number(parts.0)?,
            position: number(parts.1)?,
        })
    }
}

impl MusicStore {
    /// Lists what was recommended to a user. A list that is recorded meanwhile moves no item to
    /// another page.
    ///
    /// # Errors
    /// [`Error::InvalidCursor`] when the cursor is not one of ours.
    pub(crate) async fn list_history(
        &self,
        user: &str,
        cursor: &str,
        limit: usize,
    ) -> Result<Page, Error> {
        let (user, after) = (user.to_owned(), Cursor::parse(cursor)?);
        let work = move |connection: &Connection| page(connection, &user, &after, limit);
        self.store.run(work).await
    }
}

fn page(connection: &Connection, user: &str, after: &Cursor, limit: usize) -> Result<Page, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT shown.batch_seq, shown.position, shown.id, batch.at_ms, batch.mood, batch.intent,
                batch.source, shown.song,
                (SELECT group_concat(given.kind, ' ' ORDER BY given.seq)
                 FROM music_feedback AS given
                 WHERE given.user_id = shown.user_id AND given.song_id = shown.song_id
                     AND given.batch_seq = shown.batch_seq)
         FROM music_recommendations AS shown
         JOIN music_batches AS batch ON batch.seq = shown.batch_seq
         WHERE shown.user_id = ?1
             AND shown.batch_seq <= ?2
             AND (shown.batch_seq < ?2 OR shown.position > ?3)
         ORDER BY shown.batch_seq DESC, shown.position
         LIMIT ?4",
    )?;
    let one_more = limit as i64 + 1;
    let mut rows = statement.query(params![user, after.batch_seq, after.position, one_more])?;
    let mut items = Vec::with_capacity(limit);
    let mut last: Option<(i64, i64)> = None;
    while let Some(row) = rows.next()? {
        if items.len() == limit {
            let cursor = last.map(|(batch_seq, position)| format!("{batch_seq}-{position}"));
            return Ok(Page { items, cursor });
        }
        last = Some((row.get(0)?, row.get(1)?));
        items.push(item(row)?);
    }
    Ok(Page {
        items,
        cursor: None,
    })
}

fn item(row: &Row<'_>) -> Result<HistoryItem, Error> {
    let song: String = row.get(7)?;
    let kinds: Option<String> = row.get(8)?;
    Ok(HistoryItem {
        id: row.get(2)?,
        at_ms: row.get(3)?,
        mood: row.get(4)?,
        intent: row.get(5)?,
        source: row.get(6)?,
        song: serde_json::from_str(&song)?,
        feedback: standing(kinds.as_deref().unwrap_or_default()),
    })
}

/// Leaves out the earlier one of a like and a dislike.
fn standing(kinds: &str) -> Vec<String> {
    let opinion = |word: &&str| matches!(*word, "like" | "dislike");
    let latest = kinds.split_whitespace().rfind(opinion);
    kinds
        .split_whitespace()
        .filter(|word| !opinion(word) || Some(*word) == latest)
        .map(str::to_owned)
        .collect()
}
