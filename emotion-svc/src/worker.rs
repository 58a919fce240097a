//! The threads that read frames, and the bounded queue before them.

mod queue;

use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    thread,
    time::Instant,
};

use tokio::sync::oneshot;
use tonic::codegen::Bytes;
use tracing::{Span, debug, debug_span, error};

use self::queue::{FairQueue, Offered};
use crate::{
    error::Error,
    metrics::{FrameMetrics, Waiting},
    recogniser::{Reading, Recogniser},
};

/// Frames that may wait, for each worker. More would only be answered too late.
const WAITING_PER_WORKER: usize = 4;

/// What a worker does with a frame.
pub(crate) trait FrameReader: 'static {
    /// Reads one image file.
    fn read(&mut self, image: &[u8]) -> Result<Reading, Error>;
}

impl FrameReader for Recogniser {
    fn read(&mut self, image: &[u8]) -> Result<Reading, Error> {
        Self::read(self, image)
    }
}

struct Job {
    image: Bytes,
    queued: Instant,
    /// The wait as metrics and traces see it.
    waiting: (Waiting, Span),
    /// The request that the frame came with.
    request: Span,
    answer: oneshot::Sender<Result<Reading, Error>>,
}

/// A handle on the workers. They end when the last handle is gone.
#[derive(Clone)]
pub(crate) struct Workers {
    opened: Arc<Opened>,
    metrics: FrameMetrics,
}

struct Opened {
    queue: Arc<FairQueue<Job>>,
}

impl Drop for Opened {
    fn drop(&mut self) {
        self.queue.close();
    }
}

impl Workers {
    /// Starts `count` threads; each makes its own reader, and a new one after a panic.
    ///
    /// # Errors
    /// When the operating system gives no thread.
    pub fn start<R, M>(count: usize, make: M) -> io::Result<Self>
    where
        R: FrameReader,
        M: Fn() -> Result<R, Error> + Send + Sync + 'static,
    {
        let queue = Arc::new(FairQueue::new(count * WAITING_PER_WORKER));
        let workers = Self {
            opened: Arc::new(Opened {
                queue: queue.clone(),
            }),
            metrics: FrameMetrics::default(),
        };
        let make = Arc::new(make);
        for index in 0..count {
            let (queue, make) = (queue.clone(), make.clone());
            thread::Builder::new()
                .name(format!("emotion-{index}"))
                .spawn(move || work(&queue, &*make))?;
        }
        Ok(workers)
    }

    /// The same workers, measured.
    #[must_use]
    pub fn measured(mut self, metrics: FrameMetrics) -> Self {
        self.metrics = metrics;
        self
    }

    /// Queues a user's frame and waits for its reading. When the caller stops waiting, a frame that
    /// is still queued is not read.
    ///
    /// # Errors
    /// [`Error::Busy`] when there is no room in the queue; [`Error::Worker`] when reading panicked;
    /// else what the reader answers.
    pub async fn read(&self, user_id: &str, image: Bytes) -> Result<Reading, Error> {
        let (answer, reading) = oneshot::channel();
        let job = Job {
            image,
            queued: Instant::now(),
            waiting: (self.metrics.wait(), debug_span!("queue")),
            request: Span::current(),
            answer,
        };
        match self.opened.queue.offer(user_id, job) {
            Offered::Taken => {}
            // Its caller may have gone meanwhile; then nobody wants the answer.
            Offered::Instead(evicted) => drop(evicted.answer.send(Err(Error::Busy))),
            Offered::Full => return Err(Error::Busy),
        }
        reading.await.unwrap_or(Err(Error::Worker))
    }
}

fn work<R: FrameReader>(queue: &FairQueue<Job>, make: &dyn Fn() -> Result<R, Error>) {
    let mut reader = None;
    while let Some(job) = queue.take() {
        if job.answer.is_closed() {
            debug!("frame dropped, its caller is gone");
            continue;
        }
        let waited = job.queued.elapsed();
        drop(job.waiting);
        let _request = job.request.entered();
        let read = || {
            let reader = match &mut reader {
                Some(reader) => reader,
                None => reader.insert(make()?),
            };
            reader.read(&job.image)
        };
        let mut answer = catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
            error!("reading a frame panicked");
            Err(Error::Worker)
        });
        if matches!(answer, Err(Error::Worker)) {
            reader = None;
        }
        if let Ok(reading) = &mut answer {
            reading.elapsed.queue = waited.as_secs_f32() * 1000.0;
        }
        // The caller may have gone meanwhile; then nobody wants the answer.
        let _ = job.answer.send(answer);
    }
}

#[cfg(test)]
mod tests;
