//! Reading what the server has, page by page, with a bounded number of calls.

use std::collections::HashSet;

use crate::{
    catalog::SourceError,
    config::SubsonicCredentials,
    subsonic::{
        client::Client,
        wire::{Child, Genre, items},
    },
};

const PAGE: usize = 250;
/// 50,000 songs; of a larger library these are enough for lists.
const MOST_CALLS: usize = 200;
const KEY_EXTENSION: &str = "apiKeyAuthentication";
const NO_KEYS: SourceError = SourceError::Refused {
    why: "does not take keys (or is not at the address that was set): it needs a name and a password",
};

/// Reads every song, or as many as the calls allow.
pub(super) async fn crawl(client: &Client) -> Result<Vec<Child>, SourceError> {
    check_key(client).await?;
    client.call("ping", &[]).await?;
    let mut crawl = Crawl {
        client,
        calls: 0,
        seen: HashSet::new(),
        songs: Vec::new(),
    };
    crawl.everything().await?;
    if crawl.songs.is_empty() {
        crawl.by_genre().await?;
    }
    Ok(crawl.songs)
}

/// A key is only sent to a server that says it knows what that is: this call needs no login.
async fn check_key(client: &Client) -> Result<(), SourceError> {
    if !matches!(client.config().credentials, SubsonicCredentials::ApiKey(_)) {
        return Ok(());
    }
    let answer = client.call_openly("getOpenSubsonicExtensions").await;
    let mut content = match answer {
        Err(error @ SourceError::Unavailable { .. }) => return Err(error),
        Err(_) => return Err(NO_KEYS),
        Ok(content) => content,
    };
    let path = "/openSubsonicExtensions";
    let (extensions, _) = items::<serde_json::Value>(&mut content, path);
    let is_known = extensions.iter().any(|one| one["name"] == KEY_EXTENSION);
    is_known.then_some(()).ok_or(NO_KEYS)
}

struct Crawl<'c> {
    client: &'c Client,
    calls: usize,
    seen: HashSet<String>,
    songs: Vec<Child>,
}

impl Crawl<'_> {
    /// OpenSubsonic: an empty search finds all there is.
    async fn everything(&mut self) -> Result<(), SourceError> {
        let search = |offset: usize| {
            vec![
                ("query", String::new()),
                ("artistCount", "0".to_owned()),
                ("albumCount", "0".to_owned()),
                ("songCount", PAGE.to_string()),
                ("songOffset", offset.to_string()),
            ]
        };
        self.pages("search3", "/searchResult3/song", search).await
    }

    /// For servers whose search wants a word: the genres, the largest first.
    async fn by_genre(&mut self) -> Result<(), SourceError> {
        let mut content = self.client.call("getGenres", &[]).await?;
        let (mut genres, _) = items::<Genre>(&mut content, "/genres/genre");
        genres.sort_by_key(|genre| std::cmp::Reverse(genre.song_count));
        for genre in genres {
            let of_genre = |offset: usize| {
                vec![
                    ("genre", genre.value.clone()),
                    ("count", PAGE.to_string()),
                    ("offset", offset.to_string()),
                ]
            };
            self.pages("getSongsByGenre", "/songsByGenre/song", of_genre)
                .await?;
        }
        Ok(())
    }

    /// Pages until one is not full, or has nothing new: some servers ignore the offset.
    async fn pages(
        &mut self,
        method: &str,
        path: &str,
        parameters: impl Fn(usize) -> Vec<(&'static str, String)>,
    ) -> Result<(), SourceError> {
        let mut offset = 0;
        while self.calls < MOST_CALLS {
            self.calls += 1;
            let mut content = self.client.call(method, &parameters(offset)).await?;
            let before = self.seen.len();
            let (children, count) = items::<Child>(&mut content, path);
            for child in children {
                if child.is_song() && self.seen.insert(child.id.clone()) {
                    self.songs.push(child);
                }
            }
            offset += count;
            if count < PAGE || self.seen.len() == before {
                break;
            }
        }
        Ok(())
    }
}
