//! The queue under load, with readers that block, panic and count.

use std::sync::{
    Mutex,
    atomic::{AtomicUsize, Ordering},
};

use super::*;
use crate::{mood::Outcome, recogniser::Elapsed};

fn reading() -> Reading {
    Reading {
        outcome: Outcome::NoFace,
        judgement: None,
        faces: 0,
        face: None,
        is_covered: false,
        elapsed: Elapsed::default(),
    }
}

impl<F: FnMut(&[u8]) -> Result<Reading, Error> + 'static> FrameReader for F {
    fn read(&mut self, image: &[u8]) -> Result<Reading, Error> {
        self(image)
    }
}

#[tokio::test]
async fn a_panic_is_one_frames_failure_and_the_worker_lives() {
    let made = Arc::new(AtomicUsize::new(0));
    let counted = made.clone();
    let workers = Workers::start(1, move || {
        counted.fetch_add(1, Ordering::SeqCst);
        Ok(|image: &[u8]| {
            assert_ne!(image, b"bomb");
            Ok(reading())
        })
    })
    .unwrap();
    assert!(
        workers
            .read("user", Bytes::from_static(b"fine"))
            .await
            .is_ok()
    );
    let answer = workers.read("user", Bytes::from_static(b"bomb")).await;
    assert!(matches!(answer, Err(Error::Worker)));
    assert!(
        workers
            .read("user", Bytes::from_static(b"fine"))
            .await
            .is_ok()
    );
    assert_eq!(made.load(Ordering::SeqCst), 2);
}

/// One worker that reports each frame it begins and then waits until it is let go.
struct Held {
    workers: Workers,
    begun: tokio::sync::mpsc::UnboundedReceiver<Vec<u8>>,
    go: std::sync::mpsc::Sender<()>,
}

fn held() -> Held {
    let (tell, begun) = tokio::sync::mpsc::unbounded_channel();
    let (go, wait) = std::sync::mpsc::channel::<()>();
    let wait = Arc::new(Mutex::new(wait));
    let workers = Workers::start(1, move || {
        let (tell, wait) = (tell.clone(), wait.clone());
        Ok(move |image: &[u8]| {
            tell.send(image.to_vec()).unwrap();
            wait.lock().unwrap().recv().unwrap();
            Ok(reading())
        })
    })
    .unwrap();
    Held { workers, begun, go }
}

#[tokio::test]
async fn a_full_queue_is_busy_with_a_wait_of_one_second() {
    let mut held = held();
    let send =
        |workers: Workers| tokio::spawn(async move { workers.read("user", Bytes::new()).await });
    let mut waiting = vec![send(held.workers.clone())];
    held.begun.recv().await.unwrap();
    for _ in 0..WAITING_PER_WORKER {
        waiting.push(send(held.workers.clone()));
    }
    tokio::task::yield_now().await;
    let refused = held.workers.read("user", Bytes::new()).await.unwrap_err();
    assert!(matches!(refused, Error::Busy));
    assert_eq!(rpc::Failure::retry_after(&refused).unwrap().as_secs(), 1);
    for _ in 0..=WAITING_PER_WORKER {
        held.go.send(()).unwrap();
    }
    for task in waiting {
        assert!(task.await.unwrap().is_ok());
    }
}

#[tokio::test]
async fn a_queued_frame_whose_caller_left_is_never_read() {
    let mut held = held();
    let (first, left, last) = (
        held.workers.clone(),
        held.workers.clone(),
        held.workers.clone(),
    );
    let first = tokio::spawn(async move { first.read("user", Bytes::from_static(b"first")).await });
    assert_eq!(held.begun.recv().await.unwrap(), b"first");
    let left = tokio::spawn(async move { left.read("user", Bytes::from_static(b"left")).await });
    tokio::task::yield_now().await;
    left.abort();
    assert!(left.await.unwrap_err().is_cancelled());
    let last = tokio::spawn(async move { last.read("user", Bytes::from_static(b"last")).await });
    held.go.send(()).unwrap();
    held.go.send(()).unwrap();
    assert_eq!(held.begun.recv().await.unwrap(), b"last");
    assert!(first.await.unwrap().is_ok() && last.await.unwrap().is_ok());
}

#[tokio::test]
async fn a_flood_of_one_user_does_not_refuse_another() {
    let mut held = held();
    let send = |workers: &Workers, user: &'static str| {
        let workers = workers.clone();
        tokio::spawn(async move {
            workers
                .read(user, Bytes::from_static(user.as_bytes()))
                .await
        })
    };
    let mut flood = vec![send(&held.workers, "greedy")];
    held.begun.recv().await.unwrap();
    flood.extend((0..WAITING_PER_WORKER).map(|_| send(&held.workers, "greedy")));
    tokio::task::yield_now().await;
    let polite = send(&held.workers, "polite");
    tokio::task::yield_now().await;
    for _ in 0..=WAITING_PER_WORKER {
        held.go.send(()).unwrap();
    }
    assert!(polite.await.unwrap().is_ok());
    let mut refused = 0;
    for task in flood {
        refused += usize::from(matches!(task.await.unwrap(), Err(Error::Busy)));
    }
    assert_eq!(refused, 1);
    assert_eq!(held.begun.recv().await.unwrap(), b"greedy");
    assert_eq!(held.begun.recv().await.unwrap(), b"polite");
}
