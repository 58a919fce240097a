//! The summary over the wire.

use std::time::Duration;

use proto::emotion::v1::{MoodCounts, SummariseRequest, Summary};
use tonic::{Code, Status};

use crate::harness::{NOON, Service, by, code};

const HOUR: i64 = 60 * 60 * 1000;
const DAY: i64 = 24 * HOUR;

async fn summarise(
    service: &Service,
    from_ms: Option<i64>,
    to_ms: Option<i64>,
    tz: &str,
) -> Result<Summary, Status> {
    let tz = tz.to_owned();
    let request = by("u1", SummariseRequest { from_ms, to_ms, tz });
    Ok(service
        .client
        .clone()
        .summarise(request)
        .await?
        .into_inner())
}

#[tokio::test]
async fn a_span_is_counted_by_day_mood_and_hour_of_the_zone() {
    let service = Service::start().await;
    // 23:30 on Wednesday in Berlin, and an hour later, which is Thursday there.
    for (mood, at_ms) in [
        ("happy", NOON + 19 * HOUR / 2),
        ("sad", NOON + 21 * HOUR / 2),
    ] {
        service.told("u1", mood, Some(at_ms)).await;
    }
    service.told("u2", "angry", Some(NOON)).await;
    let span = (Some(NOON - DAY), Some(NOON + DAY));
    let berlin = summarise(&service, span.0, span.1, "Europe/Berlin")
        .await
        .unwrap();
    let dates: Vec<&str> = berlin.days.iter().map(|day| day.date.as_str()).collect();
    assert_eq!(dates, ["2024-05-15", "2024-05-16"]);
    let both = MoodCounts {
        happy: 1,
        sad: 1,
        ..MoodCounts::default()
    };
    assert_eq!(berlin.distribution, Some(both));
    assert_eq!(berlin.weekday_hour.len(), 168);
    assert_eq!(
        (
            berlin.weekday_hour[2 * 24 + 23],
            berlin.weekday_hour[3 * 24]
        ),
        (1, 1)
    );
    let utc = summarise(&service, span.0, span.1, "").await.unwrap();
    assert_eq!(utc.days.len(), 1);
    assert_eq!(utc.streak_days, 0);
}

#[tokio::test]
async fn the_default_is_the_last_thirty_days_up_to_now() {
    let service = Service::start().await;
    let now = service.clock.now_ms();
    service.told("u1", "happy", None).await;
    service.told("u1", "sad", Some(now - 29 * DAY)).await;
    service.told("u1", "angry", Some(now - 31 * DAY)).await;
    let summary = summarise(&service, None, None, "").await.unwrap();
    let counts = summary.distribution.unwrap();
    assert_eq!((counts.happy, counts.sad, counts.angry), (1, 1, 0));
}

#[tokio::test]
async fn a_streak_goes_on_until_a_day_is_missed() {
    let service = Service::start().await;
    let now = service.clock.now_ms();
    for days in [0, 1, 2, 4] {
        service.told("u1", "happy", Some(now - days * DAY)).await;
    }
    let streak = async || {
        summarise(&service, None, None, "")
            .await
            .unwrap()
            .streak_days
    };
    assert_eq!(streak().await, 3);
    service.clock.advance(Duration::from_secs(24 * 60 * 60));
    assert_eq!(streak().await, 3);
    service.clock.advance(Duration::from_secs(24 * 60 * 60));
    assert_eq!(streak().await, 0);
}

#[tokio::test]
async fn an_empty_history_is_an_empty_summary() {
    let service = Service::start().await;
    let summary = summarise(&service, None, None, "America/New_York")
        .await
        .unwrap();
    assert!(summary.days.is_empty() && summary.streak_days == 0);
    assert_eq!(summary.weekday_hour, vec![0; 168]);
}

#[tokio::test]
async fn bad_zones_and_spans_are_refused() {
    let service = Service::start().await;
    let status = summarise(&service, None, None, "Mars/Olympus")
        .await
        .unwrap_err();
    assert_eq!(
        (status.code(), code(&status)),
        (Code::OutOfRange, "unknown_timezone")
    );
    for (from_ms, to_ms) in [
        (Some(NOON), Some(NOON + 367 * DAY)),
        (Some(NOON), Some(NOON - 1)),
        (Some(i64::MIN), None),
        (Some(i64::MIN), Some(i64::MAX)),
    ] {
        let status = summarise(&service, from_ms, to_ms, "").await.unwrap_err();
        assert_eq!(status.code(), Code::OutOfRange, "{from_ms:?} {to_ms:?}");
    }
    assert!(
        summarise(&service, Some(i64::MAX - 5), Some(i64::MAX), "")
            .await
            .is_ok()
    );
}
