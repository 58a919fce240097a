//! Named tasks, so that the one that ends can be named.

use std::{collections::HashMap, fmt::Display, future::Future};

use anyhow::anyhow;
use tokio::task::{Id, JoinSet};

/// A part that is no longer running.
pub(crate) struct Ended {
    name: &'static str,
    result: anyhow::Result<()>,
}

impl Ended {
    /// What to say of a part that was not asked to stop.
    pub(crate) fn died(self) -> anyhow::Error {
        match self.result {
            Ok(()) => anyhow!("{} stopped by itself", self.name),
            Err(error) => error.context(format!("{} died", self.name)),
        }
    }
}

/// Running parts.
#[derive(Default)]
pub(crate) struct Parts {
    names: HashMap<Id, &'static str>,
    tasks: JoinSet<anyhow::Result<()>>,
}

impl Parts {
    pub(crate) fn spawn<E: Display>(
        &mut self,
        name: &'static str,
        serve: impl Future<Output = Result<(), E>> + Send + 'static,
    ) {
        let task = async move { serve.await.map_err(|error| anyhow!("{error:#}")) };
        self.names.insert(self.tasks.spawn(task).id(), name);
    }

    /// Waits for the first part that ends; for ever when none is left.
    pub(crate) async fn next(&mut self) -> Ended {
        let Some(joined) = self.tasks.join_next_with_id().await else {
            return std::future::pending().await;
        };
        let (id, result) = match joined {
            Ok((id, result)) => (id, result),
            Err(panic) => (panic.id(), Err(anyhow!("{panic}"))),
        };
        Ended {
            name: self.names.get(&id).copied().unwrap_or("a part"),
            result,
        }
    }

    /// Waits for every part and answers with the first failure.
    pub(crate) async fn join(mut self) -> anyhow::Result<()> {
        let mut first_failure = Ok(());
        while !self.tasks.is_empty() {
            let ended = self.next().await;
            if ended.result.is_err() {
                first_failure = first_failure.and(Err(ended.died()));
            }
        }
        first_failure
    }
}
