//! Wakes the polls of the people whom a new message concerns.

use std::sync::Arc;

use tokio::sync::broadcast::{self, error::RecvError};

const BACKLOG: usize = 256;

/// Tells pollers that a message was stored.
#[derive(Clone)]
pub(crate) struct Arrivals(broadcast::Sender<Arc<[String]>>);

impl Arrivals {
    pub fn new() -> Self {
        Self(broadcast::Sender::new(BACKLOG))
    }

    /// Wakes the polls of these users. Call it after the commit.
    pub fn announce<const N: usize>(&self, user_ids: [&str; N]) {
        // An error only says that nobody is waiting.
        let _ = self.0.send(user_ids.map(str::to_owned).into());
    }

    /// Starts to listen for one user: what is announced from now on is not lost, so subscribe
    /// before you look into the store.
    pub fn subscribe(&self, user_id: &str) -> Subscription {
        Subscription {
            arrivals: self.0.subscribe(),
            user_id: user_id.to_owned(),
        }
    }

    /// How many polls are listening.
    #[cfg(test)]
    pub fn listeners(&self) -> usize {
        self.0.receiver_count()
    }
}

/// One poll's ear.
pub(crate) struct Subscription {
    arrivals: broadcast::Receiver<Arc<[String]>>,
    user_id: String,
}

impl Subscription {
    /// Waits for the next message that concerns the user. It may wake for nothing when so many
    /// were announced that some had to be dropped.
    pub async fn next(&mut self) {
        loop {
            match self.arrivals.recv().await {
                Ok(user_ids) if user_ids.contains(&self.user_id) => return,
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => return,
                // No sender is left: nothing will ever arrive.
                Err(RecvError::Closed) => std::future::pending().await,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::{Duration, timeout};

    use super::*;

    const LIMIT: Duration = Duration::from_secs(10);

    async fn is_quiet(subscription: &mut Subscription) -> bool {
        timeout(Duration::ZERO, subscription.next()).await.is_err()
    }

    #[tokio::test]
    async fn only_those_concerned_wake() {
        let arrivals = Arrivals::new();
        let (mut alice, mut carol) = (arrivals.subscribe("alice"), arrivals.subscribe("carol"));
        arrivals.announce(["alice", "bob"]);
        timeout(LIMIT, alice.next()).await.unwrap();
        assert!(is_quiet(&mut carol).await);
        assert!(is_quiet(&mut alice).await);
    }

    #[tokio::test]
    async fn an_overrun_subscription_wakes_rather_than_sleeps() {
        let arrivals = Arrivals::new();
        let mut alice = arrivals.subscribe("alice");
        arrivals.announce(["alice"]);
        for _ in 0..BACKLOG * 2 {
            arrivals.announce(["bob"]);
        }
        timeout(LIMIT, alice.next()).await.unwrap();
    }
}
