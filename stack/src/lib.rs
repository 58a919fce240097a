//! All five parts in one process, talking over real gRPC on loopback: what `cargo run` starts.

mod config;
mod parts;

use std::net::SocketAddr;

use anyhow::Context;
use tokio_util::sync::CancellationToken;

pub use config::Config;
use parts::Parts;

/// Five bound parts, ready to serve.
pub struct Bound {
    auth: auth_svc::Bound,
    emotion: emotion_svc::Bound,
    music: music_svc::Bound,
    chat: chat_svc::Bound,
    gateway: gateway::Bound,
}

/// Where the four services really listen.
#[derive(Debug, Clone, Copy)]
pub struct ServiceAddresses {
    /// `attune.auth.v1.Auth`
    pub auth: SocketAddr,
    /// `attune.emotion.v1.Emotion`
    pub emotion: SocketAddr,
    /// `attune.music.v1.Music`
    pub music: SocketAddr,
    /// `attune.chat.v1.Chat`
    pub chat: SocketAddr,
}

/// Takes every socket and opens every store; the gateway comes last, when the addresses of the
/// others are known.
///
/// # Errors
/// The first part that cannot start, by name.
pub async fn bind(config: Config) -> anyhow::Result<Bound> {
    let auth = auth_svc::bind(config.auth).await.context("auth-svc")?;
    let emotion = emotion_svc::bind(config.emotion)
        .await
        .context("emotion-svc")?;
    let music = music_svc::bind(config.music).await.context("music-svc")?;
    let chat = chat_svc::bind(config.chat).await.context("chat-svc")?;
    let gateway = gateway::Config {
        auth_url: url(auth.local_addr()),
        emotion_url: url(emotion.local_addr()),
        music_url: url(music.local_addr()),
        chat_url: url(chat.local_addr()),
        ..config.gateway
    };
    let gateway = gateway::bind(gateway).await.context("gateway")?;
    Ok(Bound {
        auth,
        emotion,
        music,
        chat,
        gateway,
    })
}

impl Bound {
    /// Where the gateway really listens.
    pub fn local_addr(&self) -> SocketAddr {
        self.gateway.local_addr()
    }

    /// Where Prometheus is served, if it is.
    pub fn metrics_addr(&self) -> Option<SocketAddr> {
        self.gateway.metrics_addr()
    }

    /// Where the services really listen.
    pub fn services(&self) -> ServiceAddresses {
        ServiceAddresses {
            auth: self.auth.local_addr(),
            emotion: self.emotion.local_addr(),
            music: self.music.local_addr(),
            chat: self.chat.local_addr(),
        }
    }

    /// Serves until `stop` is cancelled or a part ends by itself; then stops the gateway, and
    /// once its last request is answered, the services.
    ///
    /// # Errors
    /// The part that ended by itself or failed, by name.
    pub async fn serve(self, stop: CancellationToken) -> anyhow::Result<()> {
        let (front, back) = (CancellationToken::new(), CancellationToken::new());
        let mut services = Parts::default();
        services.spawn("auth-svc", self.auth.serve(back.clone()));
        services.spawn("emotion-svc", self.emotion.serve(back.clone()));
        services.spawn("music-svc", self.music.serve(back.clone()));
        services.spawn("chat-svc", self.chat.serve(back.clone()));
        let mut gateway = Parts::default();
        gateway.spawn("gateway", self.gateway.serve(front.clone()));

        let ended_early = tokio::select! {
            () = stop.cancelled() => Ok(()),
            part = services.next() => Err(part.died()),
            part = gateway.next() => Err(part.died()),
        };
        front.cancel();
        let gateway_ended = gateway.join().await;
        back.cancel();
        let services_ended = services.join().await;
        ended_early.and(gateway_ended).and(services_ended)
    }
}

fn url(address: SocketAddr) -> String {
    let host = if address.ip().is_unspecified() {
        SocketAddr::from(([127, 0, 0, 1], address.port()))
    } else {
        address
    };
    format!("http://{host}")
}
