//! Every source as the settings want it.

use std::sync::Arc;

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::{
    builtin::Builtin,
    catalog::MusicCatalog,
    clock::Clock,
    config::{Config, SourceName},
    error::Error,
    folder::{self, Folder},
    media::MediaSources,
    spotify::Spotify,
    store::MusicStore,
    subsonic::{self, Subsonic},
};

/// The sources, made ready.
pub(crate) struct Sources {
    /// In the order in which they are asked.
    pub(crate) catalogs: Vec<Arc<dyn MusicCatalog>>,
    pub(crate) media: MediaSources,
    pub(crate) upkeep: Upkeep,
}

/// What the sources do between the calls.
pub(crate) struct Upkeep {
    folder: Folder,
    subsonic: Subsonic,
}

impl Sources {
    /// Contacts nobody and looks at no file of the music folder.
    ///
    /// # Errors
    /// [`Error::Store`] when the database fails, [`Error::Tls`] when a third party is set up and
    /// the system has no CA certificates.
    pub(crate) async fn open(config: Config, store: MusicStore) -> Result<Self, Error> {
        let spotify = Spotify::new(config.spotify, store.clone(), Clock::System).await?;
        let spotify: Arc<dyn MusicCatalog> = Arc::new(spotify);
        let subsonic = Subsonic::open(config.subsonic, store.clone(), Clock::System).await?;
        let folder = Folder::open(config.folder, store).await?;
        let in_order = config.sources.all().into_iter().map(|name| {
            let source: Arc<dyn MusicCatalog> = match name {
                SourceName::Spotify => spotify.clone(),
                SourceName::Subsonic => Arc::new(subsonic.clone()),
                SourceName::Folder => Arc::new(folder.clone()),
            };
            source
        });
        let mut catalogs: Vec<_> = in_order.collect();
        catalogs.push(Arc::new(Builtin::load()?));
        Ok(Self {
            catalogs,
            media: MediaSources(vec![
                (folder::NAME, Arc::new(folder.clone())),
                (subsonic::NAME, Arc::new(subsonic.clone())),
            ]),
            upkeep: Upkeep { folder, subsonic },
        })
    }
}

impl Upkeep {
    /// Starts what goes on until `stop` is cancelled.
    pub(crate) fn start(self, stop: &CancellationToken) -> JoinSet<()> {
        let mut tasks = JoinSet::new();
        tasks.spawn(self.folder.keep_fresh(stop.clone()));
        tasks.spawn(self.subsonic.keep_fresh(stop.clone()));
        tasks
    }
}
