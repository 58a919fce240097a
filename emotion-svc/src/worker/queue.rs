//! The bounded queue before the workers, fair between users.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

/// Jobs of users, who take turns. A full queue makes room for a user at the cost of one who has at
/// least two jobs more in it, so nobody can crowd out the others.
pub(super) struct FairQueue<J> {
    waiting: Mutex<Waiting<J>>,
    changed: Condvar,
    capacity: usize,
}

struct Waiting<J> {
    /// No list is empty.
    jobs: HashMap<String, VecDeque<J>>,
    /// Every user of `jobs` once, the next first.
    turns: VecDeque<String>,
    count: usize,
    closed: bool,
}

/// What became of the queue when a job was offered.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Offered<J> {
    /// It waits.
    Taken,
    /// It waits, and this one had to go.
    Instead(J),
    /// There is no room for it.
    Full,
}

impl<J> FairQueue<J> {
    /// An empty queue for at most `capacity` jobs.
    pub fn new(capacity: usize) -> Self {
        Self {
            waiting: Mutex::new(Waiting {
                jobs: HashMap::new(),
                turns: VecDeque::new(),
                count: 0,
                closed: false,
            }),
            changed: Condvar::new(),
            capacity,
        }
    }

    /// Offers a job of a user.
    pub fn offer(&self, user: &str, job: J) -> Offered<J> {
        let mut waiting = self.lock();
        let mut evicted = None;
        if waiting.count >= self.capacity {
            evicted = waiting.evict_for(user);
            if evicted.is_none() {
                return Offered::Full;
            }
        }
        waiting.push(user, job);
        self.changed.notify_one();
        evicted.map_or(Offered::Taken, Offered::Instead)
    }

    /// Waits for the next job; `None` once the queue is closed and empty.
    pub fn take(&self) -> Option<J> {
        let mut waiting = self.lock();
        loop {
            if let Some(job) = waiting.pop() {
                return Some(job);
            }
            if waiting.closed {
                return None;
            }
            let woken = self.changed.wait(waiting);
            waiting = woken.unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Lets every worker end when the queue is empty.
    pub fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Waiting<J>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<J> Waiting<J> {
    fn push(&mut self, user: &str, job: J) {
        self.count += 1;
        if let Some(jobs) = self.jobs.get_mut(user) {
            jobs.push_back(job);
        } else {
            self.jobs.insert(user.to_owned(), VecDeque::from([job]));
            self.turns.push_back(user.to_owned());
        }
    }

    fn pop(&mut self) -> Option<J> {
        let user = self.turns.pop_front()?;
        let jobs = self.jobs.get_mut(&user)?;
        let job = jobs.pop_front()?;
        self.count -= 1;
        if jobs.is_empty() {
            self.jobs.remove(&user);
        } else {
            self.turns.push_back(user);
        }
        Some(job)
    }

    /// Takes back the newest job of the user with the most, if they have two more than `user`.
    fn evict_for(&mut self, user: &str) -> Option<J> {
        let own = self.jobs.get(user).map_or(0, VecDeque::len);
        let most = self.jobs.values_mut().max_by_key(|jobs| jobs.len())?;
        if most.len() < own + 2 {
            return None;
        }
        self.count -= 1;
        most.pop_back()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(jobs: &[(&str, u32)]) -> FairQueue<u32> {
        let queue = FairQueue::new(jobs.len());
        for (user, job) in jobs {
            assert_eq!(queue.offer(user, *job), Offered::Taken);
        }
        queue
    }

    #[test]
    fn users_take_turns_and_each_keeps_their_order() {
        let queue = filled(&[("a", 1), ("a", 2), ("a", 3), ("b", 4), ("b", 5)]);
        queue.close();
        let order: Vec<u32> = std::iter::from_fn(|| queue.take()).collect();
        assert_eq!(order, [1, 4, 2, 5, 3]);
    }

    #[test]
    fn a_full_queue_makes_room_for_who_has_less_in_it() {
        let queue = filled(&[("a", 1), ("a", 2), ("a", 3)]);
        assert_eq!(queue.offer("b", 4), Offered::Instead(3));
        assert_eq!(queue.offer("b", 5), Offered::Full);
        assert_eq!(queue.offer("a", 6), Offered::Full);
        assert_eq!(queue.offer("c", 7), Offered::Instead(2));
        assert_eq!([1, 4, 7].map(|_| queue.take().unwrap()), [1, 4, 7]);
    }

    #[test]
    fn a_closed_queue_is_emptied_first() {
        let queue = filled(&[("a", 1)]);
        queue.close();
        assert_eq!((queue.take(), queue.take()), (Some(1), None));
    }
}
