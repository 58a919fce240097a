//! The threads that read frames, and the bounded queue before them.

use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    },
    thread,
    time::Instant,
};

use tokio::sync::oneshot;
use tonic::codegen::Bytes;
use tracing::{Span, debug, debug_span, error};

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
    queue: SyncSender<Job>,
    metrics: FrameMetrics,
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
        let (queue, jobs) = sync_channel(count * WAITING_PER_WORKER);
        let (jobs, make) = (Arc::new(Mutex::new(jobs)), Arc::new(make));
        for index in 0..count {
            let (jobs, make) = (jobs.clone(), make.clone());
            thread::Builder::new()
                .name(format!("emotion-{index}"))
                .spawn(move || work(&jobs, &*make))?;
        }
        let metrics = FrameMetrics::default();
        Ok(Self { queue, metrics })
    }

    /// The same workers, measured.
    #[must_use]
    pub fn measured(mut self, metrics: FrameMetrics) -> Self {
        self.metrics = metrics;
        self
    }

    /// Queues a frame and waits for its reading. When the caller stops waiting, a frame that is
    /// still queued is not read.
    ///
    /// # Errors
    /// [`Error::Busy`] when the queue is full; [`Error::Worker`] when reading panicked; else what
    /// the reader answers.
    pub async fn read(&self, image: Bytes) -> Result<Reading, Error> {
        let (answer, reading) = oneshot::channel();
        let job = Job {
            image,
            queued: Instant::now(),
            waiting: (self.metrics.wait(), debug_span!("queue")),
            request: Span::current(),
            answer,
        };
        self.queue.try_send(job).map_err(|refused| match refused {
            TrySendError::Full(_) => Error::Busy,
            TrySendError::Disconnected(_) => Error::Worker,
        })?;
        reading.await.unwrap_or(Err(Error::Worker))
    }
}

fn work<R: FrameReader>(jobs: &Mutex<Receiver<Job>>, make: &dyn Fn() -> Result<R, Error>) {
    let mut reader = None;
    loop {
        // The lock is held while waiting: one idle worker waits for a job, the others for the lock.
        let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = next else { return };
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
