//! Argon2id on blocking threads, two at once, with a short line before them.

use std::sync::Arc;

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use argon2::{PasswordHash, password_hash};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{error::Error, secret::Secret};

/// Each takes 46 MiB, so two at once bound the memory.
const AT_ONCE: usize = 2;
/// Who waits longer than for these has better try again than hold the line up.
const WAITING: usize = 16;

/// What hashing a password costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB; at least 8 for each lane.
    pub memory_kib: u32,
    /// Passes over the memory, at least 1.
    pub iterations: u32,
    /// Lanes, at least 1.
    pub lanes: u32,
}

impl Default for Cost {
    /// 46 MiB, one pass, one lane: the first recommendation of OWASP's Password Storage Cheat
    /// Sheet for Argon2id.
    fn default() -> Self {
        Self {
            memory_kib: 47_104,
            iterations: 1,
            lanes: 1,
        }
    }
}

/// Hashes and verifies passwords. Clones share the line.
#[derive(Clone)]
pub(crate) struct Hasher {
    argon2: Argon2<'static>,
    /// The hash of a secret that nobody knows: verified against when there is no account, so
    /// that an unknown login takes as long as a wrong password.
    dummy: Arc<str>,
    line: Arc<Semaphore>,
    running: Arc<Semaphore>,
}

/// The right to use a processor; given back when dropped and no hashing goes on.
pub(crate) struct Slot {
    hasher: Hasher,
    permits: Arc<(OwnedSemaphorePermit, OwnedSemaphorePermit)>,
}

impl Hasher {
    /// Makes a hasher and the dummy hash at the given cost.
    ///
    /// # Errors
    /// [`Error::Hash`] when Argon2 does not take the cost.
    pub(crate) async fn new(cost: Cost) -> Result<Self, Error> {
        let params = Params::new(cost.memory_kib, cost.iterations, cost.lanes, None)
            .map_err(password_hash::Error::from)?;
        let mut hasher = Self {
            argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
            dummy: Arc::from(""),
            line: Arc::new(Semaphore::new(AT_ONCE + WAITING)),
            running: Arc::new(Semaphore::new(AT_ONCE)),
        };
        let slot = hasher.slot().await?;
        let dummy = slot.hash(Secret::random()?.into_text()).await?;
        drop(slot);
        hasher.dummy = Arc::from(dummy);
        Ok(hasher)
    }

    /// Waits for a free processor.
    ///
    /// # Errors
    /// [`Error::Overloaded`] when the line is full.
    pub(crate) async fn slot(&self) -> Result<Slot, Error> {
        let place = self.line.clone().try_acquire_owned();
        let place = place.map_err(|_| Error::Overloaded)?;
        let turn = self.running.clone().acquire_owned().await;
        let turn = turn.expect("the semaphore is never closed");
        Ok(Slot {
            hasher: self.clone(),
            permits: Arc::new((place, turn)),
        })
    }

    /// Whether a stored hash is cheaper to attack than a new one would be.
    pub(crate) fn is_weaker(&self, hash: &str) -> bool {
        let wanted = self.argon2.params();
        let Ok(hash) = PasswordHash::new(hash) else {
            return true;
        };
        let Ok(params) = Params::try_from(&hash) else {
            return true;
        };
        hash.algorithm != Algorithm::Argon2id.ident()
            || params.m_cost() < wanted.m_cost()
            || params.t_cost() < wanted.t_cost()
    }
}

impl Slot {
    /// Hashes with a new salt; answers a PHC string.
    pub(crate) async fn hash(&self, password: String) -> Result<String, Error> {
        self.blocking(move |hasher| {
            let hash = hasher.argon2.hash_password(password.as_bytes())?;
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether `password` made `hash`. Without a hash the answer is no, after the same work.
    pub(crate) async fn verify(
        &self,
        password: String,
        hash: Option<String>,
    ) -> Result<bool, Error> {
        self.blocking(move |hasher| {
            let known = hash.is_some();
            let hash = PasswordHash::new(hash.as_deref().unwrap_or(&hasher.dummy))
                .map_err(password_hash::Error::from)?;
            match hasher.argon2.verify_password(password.as_bytes(), &hash) {
                Ok(()) => Ok(known),
                Err(password_hash::Error::PasswordInvalid) => Ok(false),
                Err(error) => Err(error.into()),
            }
        })
        .await
    }

    /// Runs `work` off the runtime. The permits go with it: a call that was given up still
    /// occupies its processor until the hash is done.
    async fn blocking<T, W>(&self, work: W) -> Result<T, Error>
    where
        T: Send + 'static,
        W: FnOnce(&Hasher) -> Result<T, Error> + Send + 'static,
    {
        let (hasher, permits) = (self.hasher.clone(), self.permits.clone());
        let task = tokio::task::spawn_blocking(move || {
            let answer = work(&hasher);
            drop(permits);
            answer
        });
        task.await.unwrap_or(Err(Error::HashTask))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: Cost = Cost {
        memory_kib: 16,
        iterations: 1,
        lanes: 1,
    };

    async fn hash(hasher: &Hasher, password: &str) -> String {
        let slot = hasher.slot().await.unwrap();
        slot.hash(password.to_owned()).await.unwrap()
    }

    async fn verify(hasher: &Hasher, password: &str, hash: Option<&str>) -> bool {
        let slot = hasher.slot().await.unwrap();
        let hash = hash.map(str::to_owned);
        slot.verify(password.to_owned(), hash).await.unwrap()
    }

    #[tokio::test]
    async fn the_default_cost_is_what_a_hash_says_it_is() {
        let hasher = Hasher::new(Cost::default()).await.unwrap();
        assert!(hasher.dummy.starts_with("$argon2id$v=19$m=47104,t=1,p=1$"));
    }

    #[tokio::test]
    async fn only_the_right_password_verifies() {
        let hasher = Hasher::new(CHEAP).await.unwrap();
        let stored = hash(&hasher, "right horse").await;
        assert!(verify(&hasher, "right horse", Some(&stored)).await);
        assert!(!verify(&hasher, "wrong horse", Some(&stored)).await);
        assert!(!verify(&hasher, "right horse", None).await);
    }

    #[tokio::test]
    async fn equal_passwords_have_different_hashes() {
        let hasher = Hasher::new(CHEAP).await.unwrap();
        assert_ne!(hash(&hasher, "same").await, hash(&hasher, "same").await);
    }

    #[tokio::test]
    async fn hashes_of_less_memory_or_fewer_passes_are_weaker() {
        let cheap = Hasher::new(CHEAP).await.unwrap();
        let mut dearer = CHEAP;
        dearer.memory_kib = 32;
        let dear = Hasher::new(dearer).await.unwrap();
        assert!(dear.is_weaker(&hash(&cheap, "x").await));
        assert!(!dear.is_weaker(&hash(&dear, "x").await));
        assert!(!cheap.is_weaker(&hash(&dear, "x").await));
        assert!(
            cheap.is_weaker("$argon2i$v=19$m=65536,t=3,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA")
        );
    }

    #[tokio::test]
    async fn a_full_line_is_busy_and_frees_itself() {
        let hasher = Hasher::new(CHEAP).await.unwrap();
        let one = hasher.slot().await.unwrap();
        let places = hasher.line.clone();
        let rest = places.acquire_many((AT_ONCE + WAITING - 1) as u32);
        let rest = rest.await.unwrap();
        assert!(matches!(hasher.slot().await, Err(Error::Overloaded)));
        drop((one, rest));
        assert!(hasher.slot().await.is_ok());
    }
}
