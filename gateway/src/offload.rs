//! Work that would hold up the other requests of a worker.

use actix_web::web;

use crate::error::ApiError;

/// Up to here parsing and decoding take well below half a millisecond.
const AT_ONCE: usize = 128 * 1024;

/// Runs work over so many bytes: at once over few, on a blocking thread over many.
///
/// # Errors
/// What the work answers, or [`ApiError::Internal`] when it panicked.
pub async fn offload<T, W>(bytes: usize, work: W) -> Result<T, ApiError>
where
    T: Send + 'static,
    W: FnOnce() -> Result<T, ApiError> + Send + 'static,
{
    if bytes <= AT_ONCE {
        return work();
    }
    let done = web::block(work).await;
    done.map_err(|error| ApiError::Internal(error.to_string()))?
}
