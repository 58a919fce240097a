//! The table of errors, pinned.

use actix_web::{ResponseError, http::header::RETRY_AFTER};
use tonic::{Code, metadata::MetadataValue};

use super::{response::http_status, *};

fn told(code: Code, word: &'static str) -> ApiError {
    let mut status = Status::new(code, "words for the person");
    let metadata = status.metadata_mut();
    metadata.insert(rpc::CODE, MetadataValue::from_static(word));
    ApiError::of_status(Service::Auth, &status)
}

#[test]
fn every_kind_has_its_status() {
    let table = [
        (Kind::InvalidInput, 400),
        (Kind::OutOfRange, 422),
        (Kind::Unauthenticated, 401),
        (Kind::Forbidden, 403),
        (Kind::NotFound, 404),
        (Kind::Conflict, 409),
        (Kind::Precondition, 412),
        (Kind::Busy, 429),
        (Kind::Unavailable, 503),
        (Kind::Timeout, 504),
        (Kind::Internal, 500),
    ];
    assert_eq!(table.map(|(kind, _)| kind), Kind::ALL);
    for (kind, status) in table {
        assert_eq!(http_status(kind).as_u16(), status, "{kind:?}");
        let error = told(kind.code(), "some_word");
        assert_eq!(error.status_code().as_u16(), status, "{kind:?}");
        assert_eq!(error.kind(), kind);
    }
}

#[test]
fn a_service_keeps_its_word_and_its_message() {
    let error = told(Code::AlreadyExists, "username_taken");
    assert_eq!(error.code(), "username_taken");
    assert_eq!(error.message(), "words for the person");
}

#[test]
fn a_defect_says_nothing_of_itself() {
    let error = told(Code::Internal, "internal");
    assert_eq!(error.code(), "internal");
    assert!(!error.message().contains("words"));
    assert!(error.to_string().contains("words"), "the log needs them");
}

#[test]
fn words_that_http_has_its_own_status_for() {
    for (code, word, status) in [
        (Code::FailedPrecondition, "consent_outdated", 409),
        (Code::InvalidArgument, "image_too_large", 413),
        (Code::FailedPrecondition, "anything_else", 412),
    ] {
        assert_eq!(told(code, word).status_code().as_u16(), status, "{word}");
    }
    for (error, status) in [
        (ApiError::BodyTooLarge(1), 413),
        (ApiError::ImageTooLarge("image".into()), 413),
        (ApiError::BodyTooSlow(Duration::from_secs(1)), 408),
        (ApiError::UnsupportedMediaType, 415),
        (ApiError::MethodNotAllowed, 405),
        (ApiError::NoSuchPath, 404),
    ] {
        assert_eq!(error.status_code().as_u16(), status, "{error}");
    }
}

#[test]
fn an_absent_service_is_503_and_a_late_one_504() {
    let absent = ApiError::of_status(Service::Music, &Status::unavailable("tcp connect error"));
    assert!(matches!(absent, ApiError::Unreachable(Service::Music)));
    assert!(!absent.message().contains("tcp"), "no inner words");
    let late = Status::from_error(Box::new(TimeoutExpired(())));
    let late = ApiError::of_status(Service::Music, &late);
    assert_eq!(late.status_code().as_u16(), 504);
    let broken = Status::from_error(Box::new(std::io::Error::other("connection reset")));
    let broken = ApiError::of_status(Service::Music, &broken);
    assert!(matches!(broken, ApiError::Unreachable(Service::Music)));
}

#[test]
fn only_busy_and_unavailable_name_a_wait() {
    for kind in Kind::ALL {
        let response = told(kind.code(), "word").error_response();
        let waits = matches!(kind, Kind::Busy | Kind::Unavailable);
        assert_eq!(
            response.headers().contains_key(RETRY_AFTER),
            waits,
            "{kind:?}"
        );
    }
}

#[test]
fn a_wait_is_rounded_up_to_whole_seconds() {
    let mut status = Status::resource_exhausted("queue full");
    let metadata = status.metadata_mut();
    metadata.insert(rpc::RETRY_AFTER_MS, MetadataValue::from(1200_u64));
    let response = ApiError::of_status(Service::Emotion, &status).error_response();
    assert_eq!(response.headers().get(RETRY_AFTER).unwrap(), "2");
}
