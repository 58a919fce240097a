//! A map that forgets, so that no client can make it grow without end.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

/// Holds at most `capacity` entries; an entry counts for `age` after it was inserted.
pub struct BoundedMap<V> {
    entries: HashMap<String, (Instant, V)>,
    capacity: usize,
    age: Duration,
}

impl<V> BoundedMap<V> {
    /// An empty map.
    pub fn new(capacity: usize, age: Duration) -> Self {
        Self {
            entries: HashMap::new(),
            capacity,
            age,
        }
    }

    /// The value, unless it is absent or too old at `now`.
    pub fn find(&self, key: &str, now: Instant) -> Option<&V> {
        let (at, value) = self.entries.get(key)?;
        (now.saturating_duration_since(*at) < self.age).then_some(value)
    }

    /// Keeps the value from `now` on. In a full map the old ones go first, then the oldest.
    pub fn insert(&mut self, key: String, value: V, now: Instant) {
        if self.entries.len() >= self.capacity && !self.entries.contains_key(&key) {
            let age = self.age;
            self.entries
                .retain(|_, (at, _)| now.saturating_duration_since(*at) < age);
            if self.entries.len() >= self.capacity {
                self.drop_oldest();
            }
        }
        self.entries.insert(key, (now, value));
    }

    /// Forgets one entry.
    pub fn remove(&mut self, key: &str) {
        self.entries.remove(key);
    }

    fn drop_oldest(&mut self) {
        let oldest = self.entries.iter().min_by_key(|(_, (at, _))| *at);
        if let Some(key) = oldest.map(|(key, _)| key.clone()) {
            self.entries.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AGE: Duration = Duration::from_secs(5);

    #[test]
    fn an_entry_counts_until_it_is_old() {
        let (mut map, now) = (BoundedMap::new(2, AGE), Instant::now());
        map.insert("a".into(), 1, now);
        assert_eq!(map.find("a", now + AGE / 2), Some(&1));
        assert_eq!(map.find("a", now + AGE), None);
    }

    #[test]
    fn a_full_map_drops_its_oldest_entry() {
        let (mut map, now) = (BoundedMap::new(2, AGE), Instant::now());
        for (name, after) in [("a", 0), ("b", 1), ("c", 2)] {
            map.insert(name.into(), after, now + Duration::from_millis(after));
        }
        let now = now + Duration::from_millis(3);
        assert_eq!(map.find("a", now), None);
        assert_eq!(map.find("b", now), Some(&1));
        assert_eq!(map.find("c", now), Some(&2));
    }
}
