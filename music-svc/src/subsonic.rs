//! The OpenSubsonic source: Navidrome and others. Their songs go through us, so that the login never
//! reaches a browser.

mod auth;
mod client;
mod crawl;
mod media;
mod wire;

use std::{
    collections::HashMap,
    sync::{Arc, RwLock},
    time::Duration,
};

use async_trait::async_trait;
use tokio::{
    sync::{Mutex, watch},
    time::timeout,
};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::{
    catalog::{Listing, MusicCatalog, Query, SourceError, SourceState},
    clock::Clock,
    config::SubsonicConfig,
    cooldown::Cooldown,
    error::Error,
    library,
    media::{MediaSource, Opened, Wanted},
    ranking::Known,
    store::MusicStore,
    subsonic::{client::Client, wire::Child},
};

pub(crate) const NAME: &str = "subsonic";
const TITLE: &str = "The music server";
/// A server that answered so recently is not asked whether it is there.
const ALIVE_MS: i64 = 30_000;
/// After a failure the library is read again this soon, unless the server asks for more.
const RETRY: Duration = Duration::from_secs(30);
const FIRST_READING: SourceError = SourceError::Unavailable {
    why: "is being read for the first time",
};

/// The OpenSubsonic source, set up or not.
#[derive(Clone)]
pub(crate) struct Subsonic {
    server: Option<Arc<Server>>,
}

/// A server that is set up.
struct Server {
    client: Client,
    cooldown: Cooldown,
    clock: Clock,
    index: RwLock<Arc<Index>>,
    /// How the first reading of the library ended, once it did.
    reading: watch::Sender<Option<Result<(), SourceError>>>,
    /// When the server last answered, in milliseconds since the Unix epoch.
    answered_ms: Mutex<Option<i64>>,
}

/// The library as it was last read.
#[derive(Default)]
struct Index {
    library: Arc<Vec<Known>>,
    /// By the server's own id.
    songs: HashMap<String, Child>,
}

impl Subsonic {
    /// Makes the source ready; contacts nobody.
    ///
    /// # Errors
    /// [`Error::Tls`] when the system has no CA certificates, [`Error::Store`] when the database
    /// fails.
    pub(crate) async fn open(
        config: Option<SubsonicConfig>,
        store: MusicStore,
        clock: Clock,
    ) -> Result<Self, Error> {
        let Some(config) = config else {
            return Ok(Self { server: None });
        };
        let server = Server {
            client: Client::new(config, clock.clone())?,
            cooldown: Cooldown::load(NAME, store, clock.clone()).await?,
            clock,
            index: RwLock::default(),
            reading: watch::Sender::new(None),
            answered_ms: Mutex::default(),
        };
        Ok(Self {
            server: Some(Arc::new(server)),
        })
    }

    /// Reads the library again and again until `stop` is cancelled.
    pub(crate) async fn keep_fresh(self, stop: CancellationToken) {
        if let Some(server) = self.server {
            stop.run_until_cancelled(server.keep_fresh()).await;
        }
    }
}

#[async_trait]
impl MusicCatalog for Subsonic {
    fn name(&self) -> &'static str {
        NAME
    }

    fn title(&self) -> &'static str {
        TITLE
    }

    fn state(&self) -> SourceState {
        let server = self.server.as_ref();
        server.map_or(SourceState::NotConfigured, |server| server.state())
    }

    async fn list(&self, query: &Query) -> Result<Listing, SourceError> {
        let server = self.server.as_ref().ok_or(SourceError::NotConfigured)?;
        server.list(query).await
    }
}

#[async_trait]
impl MediaSource for Subsonic {
    async fn open(&self, wanted: &Wanted) -> Result<Opened, Error> {
        let server = self.server.as_ref().ok_or(Error::MediaNotFound)?;
        let source = server.find(&wanted.song_id).ok_or(Error::MediaNotFound)?;
        media::open(&server.client, source, wanted).await
    }
}

impl Server {
    fn state(&self) -> SourceState {
        let was_read = self.reading.borrow().clone();
        match (
            self.cooldown.state(),
            was_read.unwrap_or(Err(FIRST_READING)),
        ) {
            (SourceState::Ready, Err(why)) => SourceState::Degraded {
                until_ms: None,
                why,
            },
            (state, _) => state,
        }
    }

    /// Lists from what was read, if the server is there to play it.
    async fn list(&self, query: &Query) -> Result<Listing, SourceError> {
        self.cooldown.check()?;
        self.check_alive().await?;
        let mut reading = self.reading.subscribe();
        let patience = self.client.config().timeouts.total;
        match timeout(patience, reading.wait_for(Option::is_some)).await {
            Ok(Ok(ended)) => ended.clone().unwrap_or(Err(FIRST_READING))?,
            Ok(Err(_)) | Err(_) => return Err(FIRST_READING),
        }
        library::list(self.index().library.clone(), query.clone()).await
    }

    /// Asks whether the server is there; once for many lists that want to know at the same time.
    async fn check_alive(&self) -> Result<(), SourceError> {
        let mut answered_ms = self.answered_ms.lock().await;
        // Somebody who waited for the lock may have heard the answer that they wait for.
        self.cooldown.check()?;
        let now_ms = self.clock.now_ms();
        if answered_ms.is_some_and(|at_ms| now_ms < at_ms + ALIVE_MS) {
            return Ok(());
        }
        match self.client.call("ping", &[]).await {
            Ok(_) => {
                *answered_ms = Some(now_ms);
                self.cooldown.succeeded().await;
                Ok(())
            }
            Err(error) => {
                *answered_ms = None;
                self.cooldown.failed(&error).await;
                Err(error)
            }
        }
    }

    async fn keep_fresh(&self) {
        loop {
            let pause = match self.refresh().await {
                Ok(()) => self.client.config().refresh,
                Err(_) => RETRY.min(self.client.config().refresh),
            };
            tokio::time::sleep(pause).await;
        }
    }

    async fn refresh(&self) -> Result<(), SourceError> {
        self.cooldown.check()?;
        let children = match crawl::crawl(&self.client).await {
            Ok(children) => children,
            Err(error) => {
                warn!(cause = %error, "music server's library cannot be read");
                self.cooldown.failed(&error).await;
                self.reading.send_if_modified(|reading| {
                    let is_unread = !matches!(reading, Some(Ok(())));
                    if is_unread {
                        *reading = Some(Err(error.clone()));
                    }
                    is_unread
                });
                return Err(error);
            }
        };
        self.cooldown.succeeded().await;
        let count = children.len();
        let indexed = tokio::task::spawn_blocking(|| Index::of(children)).await;
        let index = indexed.map_err(|_| SourceError::Decode)?;
        let placed = index.library.len();
        info!(songs = count, placed, "music server's library was read");
        *self.index.write().expect("nothing panics under this lock") = Arc::new(index);
        self.reading.send_replace(Some(Ok(())));
        Ok(())
    }

    fn index(&self) -> Arc<Index> {
        let index = self.index.read().expect("nothing panics under this lock");
        index.clone()
    }

    /// Only songs that were read: nobody can ask the server for anything else through us.
    fn find(&self, song_id: &str) -> Option<media::Source> {
        let id = song_id.strip_prefix(NAME)?.strip_prefix(':')?;
        let index = self.index();
        let child = index.songs.get(id)?;
        Some(media::Source {
            song_id: id.to_owned(),
            cover_art: child.cover_art.clone(),
            content_type: child.content_type.clone(),
        })
    }
}

impl Index {
    fn of(children: Vec<Child>) -> Self {
        let known = |child: &Child| child.track().known(format!("{NAME}:{}", child.id));
        let songs: Vec<Known> = children.iter().filter_map(known).collect();
        let by_id = children.into_iter().map(|child| (child.id.clone(), child));
        Self {
            library: Arc::new(songs),
            songs: by_id.collect(),
        }
    }
}

#[cfg(test)]
mod tests;
