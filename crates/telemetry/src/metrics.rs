//! The handle on a process's metrics: who measures something registers it here, once.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use prometheus_client::{collector::Collector, encoding::text::encode, registry::Registry};

use crate::memory::ResidentMemory;

/// Everything that a process measures; clones share it, and a default one is new.
#[derive(Debug, Clone)]
pub struct Metrics(Arc<Mutex<Measured>>);

#[derive(Debug, Default)]
struct Measured {
    registry: Registry,
    instruments: HashMap<TypeId, Box<dyn Any + Send + Sync>>,
}

impl Default for Metrics {
    fn default() -> Self {
        let metrics = Self(Arc::default());
        metrics.collect(Box::new(ResidentMemory));
        metrics
    }
}

impl Metrics {
    /// The instruments of this type, the same for all who ask: `register` makes them and puts
    /// them into the registry the first time.
    pub fn shared<T>(&self, register: impl FnOnce(&mut Registry) -> T) -> T
    where
        T: Clone + Send + Sync + 'static,
    {
        let mut measured = self.locked();
        let known = measured.instruments.get(&TypeId::of::<T>());
        if let Some(instruments) = known.and_then(|known| known.downcast_ref::<T>()) {
            return instruments.clone();
        }
        let made = register(&mut measured.registry);
        let kept = Box::new(made.clone());
        measured.instruments.insert(TypeId::of::<T>(), kept);
        made
    }

    /// Adds what is looked up anew for every scrape.
    pub fn collect(&self, collector: Box<dyn Collector>) {
        self.locked().registry.register_collector(collector);
    }

    /// Everything in the text format of OpenMetrics.
    pub fn text(&self) -> String {
        let mut text = String::new();
        encode(&mut text, &self.locked().registry).expect("a string takes any text");
        text
    }

    fn locked(&self) -> MutexGuard<'_, Measured> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use prometheus_client::metrics::counter::Counter;

    use super::*;

    #[derive(Clone)]
    struct Knocks(Counter);

    impl Knocks {
        fn register(registry: &mut Registry) -> Self {
            let counter = Counter::default();
            registry.register("knocks", "Knocks", counter.clone());
            Self(counter)
        }
    }

    #[test]
    fn two_who_measure_the_same_thing_share_one_instrument() {
        let metrics = Metrics::default();
        metrics.shared(Knocks::register).0.inc();
        metrics.clone().shared(Knocks::register).0.inc();
        let text = metrics.text();
        assert!(text.contains("\nknocks_total 2\n"), "{text}");
        assert_eq!(text.matches("# HELP knocks").count(), 1, "{text}");
    }

    #[test]
    fn the_process_tells_how_much_memory_it_holds() {
        let text = Metrics::default().text();
        let line = text
            .lines()
            .find(|line| line.starts_with("process_resident_memory_bytes "));
        let bytes: i64 = line.unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        assert!(bytes > 100_000, "{text}");
    }
}
