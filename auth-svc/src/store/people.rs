//! Finding accounts by what others may know of them.

use std::collections::HashSet;

use rusqlite::{Row, params};

use super::AuthStore;
use crate::{error::Error, people::Person};

const FOUND_MAX: u32 = 20;

impl AuthStore {
    /// People whose name contains `query`, which is in lower case; the one with id `except` is
    /// left out.
    pub(crate) async fn find_people(
        &self,
        query: String,
        except: String,
    ) -> Result<Vec<Person>, Error> {
        self.read(move |connection| {
            let literal = escape_like(&query);
            let mut statement = connection.prepare_cached(
                r"SELECT id, username, coalesce(display_name, username) FROM auth_users
                  WHERE id <> ?1 AND search_text LIKE ?2 ESCAPE '\'
                  ORDER BY search_text LIKE ?3 ESCAPE '\' DESC, username LIMIT ?4",
            )?;
            let (anywhere, prefix) = (format!("%{literal}%"), format!("{literal}%"));
            let rows =
                statement.query_map(params![except, anywhere, prefix, FOUND_MAX], person_of)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    /// The people with these ids or usernames, each once.
    pub(crate) async fn look_up_people(
        &self,
        ids: Vec<String>,
        usernames: Vec<String>,
    ) -> Result<Vec<Person>, Error> {
        self.read(move |connection| {
            let mut people = Vec::new();
            let mut seen = HashSet::new();
            for (condition, values) in [("id", ids), ("username", usernames)] {
                let mut statement = connection.prepare_cached(&format!(
                    "SELECT id, username, coalesce(display_name, username) FROM auth_users
                     WHERE {condition} = ?1"
                ))?;
                for value in values {
                    for person in statement.query_map([value], person_of)? {
                        let person = person?;
                        if seen.insert(person.id.clone()) {
                            people.push(person);
                        }
                    }
                }
            }
            Ok(people)
        })
        .await
    }
}

fn person_of(row: &Row<'_>) -> rusqlite::Result<Person> {
    Ok(Person {
        id: row.get(0)?,
        username: row.get(1)?,
        display_name: row.get(2)?,
    })
}

/// Makes `%`, `_` and the escape itself stand for themselves.
fn escape_like(text: &str) -> String {
    let mut literal = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            literal.push('\\');
        }
        literal.push(c);
    }
    literal
}
