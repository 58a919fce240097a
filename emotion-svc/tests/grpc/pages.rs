//! Listing page by page.

use proto::emotion::v1::{ListDetectionsRequest, ListDetectionsResponse};
use tonic::{Code, Status};

use crate::harness::{NOON, Service, by, code};

async fn list(
    service: &Service,
    message: ListDetectionsRequest,
) -> Result<ListDetectionsResponse, Status> {
    let answer = service
        .client
        .clone()
        .list_detections(by("u1", message))
        .await?;
    Ok(answer.into_inner())
}

fn page(limit: u32, cursor: &str) -> ListDetectionsRequest {
    ListDetectionsRequest {
        limit,
        cursor: cursor.to_owned(),
        ..ListDetectionsRequest::default()
    }
}

#[tokio::test]
async fn pages_hold_every_detection_once_newest_first() {
    let service = Service::start().await;
    // Three at each of four moments: the cursor must tell equal times apart.
    for index in 0..12 {
        service.told("u1", "happy", Some(NOON + index / 3)).await;
    }
    service.told("u2", "sad", Some(NOON)).await;
    for limit in [1, 2, 5, 12] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let answer = list(&service, page(limit, &cursor)).await.unwrap();
            seen.extend(answer.items);
            cursor = answer.cursor;
            if cursor.is_empty() {
                break;
            }
        }
        assert_eq!(seen.len(), 12, "limit {limit}");
        assert!(
            seen.is_sorted_by(|a, b| (a.at_ms, &a.id) > (b.at_ms, &b.id)),
            "limit {limit}"
        );
    }
}

#[tokio::test]
async fn a_detection_added_between_pages_moves_nothing() {
    let service = Service::start().await;
    for index in 0..4 {
        service.told("u1", "happy", Some(NOON + index)).await;
    }
    let first = list(&service, page(2, "")).await.unwrap();
    service.told("u1", "sad", Some(NOON + 100)).await;
    let second = list(&service, page(2, &first.cursor)).await.unwrap();
    let times: Vec<i64> = second.items.iter().map(|item| item.at_ms).collect();
    assert_eq!(times, [NOON + 1, NOON]);
}

#[tokio::test]
async fn times_bound_the_list_from_inclusive_to_exclusive() {
    let service = Service::start().await;
    for index in 0..4 {
        service.told("u1", "happy", Some(NOON + index)).await;
    }
    let message = ListDetectionsRequest {
        from_ms: Some(NOON + 1),
        to_ms: Some(NOON + 3),
        ..page(0, "")
    };
    assert_eq!(list(&service, message).await.unwrap().items.len(), 2);
}

#[tokio::test]
async fn fifty_is_the_default_and_two_hundred_the_most() {
    let service = Service::start().await;
    for index in 0..51 {
        service.told("u1", "happy", Some(NOON + index)).await;
    }
    let answer = list(&service, page(0, "")).await.unwrap();
    assert_eq!(answer.items.len(), 50);
    assert!(!answer.cursor.is_empty());
    assert_eq!(list(&service, page(200, "")).await.unwrap().items.len(), 51);
    let status = list(&service, page(201, "")).await.unwrap_err();
    assert_eq!(status.code(), Code::OutOfRange);
}

#[tokio::test]
async fn bad_cursors_and_times_are_refused() {
    let service = Service::start().await;
    for cursor in ["x", "AAAA", "%%%"] {
        let status = list(&service, page(0, cursor)).await.unwrap_err();
        assert_eq!(
            (status.code(), code(&status)),
            (Code::InvalidArgument, "invalid_cursor")
        );
    }
    let message = ListDetectionsRequest {
        from_ms: Some(2),
        to_ms: Some(1),
        ..page(0, "")
    };
    let status = list(&service, message).await.unwrap_err();
    assert_eq!(status.code(), Code::OutOfRange);
}
