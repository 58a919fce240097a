//! Who calls, and for which request of the browser: carried as gRPC metadata.

use thiserror::Error;
use tonic::{
    Request,
    metadata::{MetadataMap, MetadataValue},
};
use uuid::Uuid;

use crate::{Failure, Kind, trace};

/// Metadata key, and HTTP header, of the request id.
pub const REQUEST_ID: &str = "x-request-id";
const USER: &str = "x-attune-user";
const SESSION: &str = "x-attune-session";

/// The user on whose behalf a call is made, as the gateway verified it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The user's id.
    pub user_id: String,
    /// The session's id.
    pub session_id: String,
}

/// The call names no user.
#[derive(Debug, Error)]
#[error("this call needs a user: send the metadata {USER} and {SESSION}")]
pub struct NoCaller;

impl Failure for NoCaller {
    fn kind(&self) -> Kind {
        Kind::Unauthenticated
    }
}

impl Caller {
    /// Reads the caller from a call's metadata. The session may be absent, then it is empty.
    ///
    /// # Errors
    /// [`NoCaller`] when the metadata names no user.
    pub fn of(metadata: &MetadataMap) -> Result<Self, NoCaller> {
        let user_id = text(metadata, USER).ok_or(NoCaller)?;
        let session_id = text(metadata, SESSION).unwrap_or_default();
        Ok(Self {
            user_id,
            session_id,
        })
    }
}

/// The request id of a call, or a new one when it has none.
pub fn request_id(metadata: &MetadataMap) -> String {
    text(metadata, REQUEST_ID).unwrap_or_else(|| Uuid::now_v7().to_string())
}

/// Wraps a message with the caller, the request id and the trace for the service that receives it.
pub fn request<T>(message: T, caller: Option<&Caller>, request_id: &str) -> Request<T> {
    let mut request = Request::new(message);
    let metadata = request.metadata_mut();
    put(metadata, REQUEST_ID, request_id);
    if let Some(caller) = caller {
        put(metadata, USER, &caller.user_id);
        put(metadata, SESSION, &caller.session_id);
    }
    if let Some(parent) = trace::parent() {
        put(metadata, trace::TRACEPARENT, &parent);
    }
    request
}

fn text(metadata: &MetadataMap, key: &str) -> Option<String> {
    let value = metadata.get(key)?.to_str().ok()?;
    (!value.is_empty()).then(|| value.to_owned())
}

fn put(metadata: &mut MetadataMap, key: &'static str, value: &str) {
    if let Ok(value) = MetadataValue::try_from(value) {
        metadata.insert(key, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caller_survives_the_wire() {
        let caller = Caller {
            user_id: "u1".into(),
            session_id: "s1".into(),
        };
        let request = request((), Some(&caller), "r1");
        assert_eq!(Caller::of(request.metadata()).unwrap(), caller);
        assert_eq!(request_id(request.metadata()), "r1");
    }

    #[test]
    fn a_call_without_a_user_is_refused() {
        let error = Caller::of(request((), None, "r1").metadata()).unwrap_err();
        assert_eq!(error.kind(), Kind::Unauthenticated);
    }
}
