//! When Spotify is left alone, and what is said instead.

use super::*;

#[tokio::test]
async fn refusals_are_typed_and_the_source_is_left_alone() {
    for (scenario, expected) in [
        (Scenario::UnknownClient, SourceError::UnknownClient),
        (Scenario::OwnerNotPremium, SourceError::OwnerNotPremium),
    ] {
        let setup = Setup::new(scenario).await;
        assert_eq!(setup.list().await, Err(expected.clone()));
        let calls = setup.fake.requests().len();
        assert_eq!(setup.list().await, Err(expected.clone()));
        assert_eq!(
            setup.fake.requests().len(),
            calls,
            "nobody is asked while it rests"
        );
        let until_ms = Some(setup.now_ms() + 10 * 60 * 1000);
        let why = expected;
        assert_eq!(
            setup.spotify.state(),
            SourceState::Degraded { until_ms, why }
        );
        setup.fake.set_scenario(Scenario::Fine);
        setup.pass(10 * 60 * 1000);
        assert!(setup.list().await.is_ok());
        assert_eq!(setup.spotify.state(), SourceState::Ready);
    }
}

#[tokio::test]
async fn a_wait_of_a_day_is_kept_over_restarts_and_never_slept() {
    let wait = Scenario::RateLimited(RetryAfter::Seconds(86_400));
    let setup = Setup::new(wait).await;
    let started = Instant::now();
    let until_ms = setup.now_ms() + 86_400_000;
    let expected = Err(SourceError::RateLimited { until_ms });
    assert_eq!(setup.list().await, expected);
    let calls = setup.fake.requests().len();
    let restarted = setup.restarted().await;
    assert_eq!(restarted.list(&query(Intent::Match, 1)).await, expected);
    assert_eq!(setup.fake.requests().len(), calls);
    assert!(started.elapsed() < Duration::from_secs(30));

    setup.fake.set_scenario(Scenario::Fine);
    setup.pass(86_400_000);
    assert!(restarted.list(&query(Intent::Match, 1)).await.is_ok());
    let again = setup.restarted().await;
    assert_eq!(
        again.state(),
        SourceState::Ready,
        "a wait that is over is forgotten"
    );
}

#[tokio::test]
async fn a_wait_may_be_a_date_or_missing() {
    for (retry_after, seconds) in [
        (RetryAfter::Date(120), 119..=121),
        (RetryAfter::Absent, 30..=30),
    ] {
        let setup = Setup::new(Scenario::RateLimited(retry_after)).await;
        match setup.list().await {
            Err(SourceError::RateLimited { until_ms }) => {
                let wait = (until_ms - setup.now_ms() + 500) / 1000;
                assert!(seconds.contains(&wait), "{retry_after:?}: {wait}");
            }
            other => panic!("{retry_after:?}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_used_up_quota_is_its_own_error() {
    let setup = Setup::new(Scenario::QuotaExceeded).await;
    let until_ms = setup.now_ms() + HOUR_MS;
    assert_eq!(
        setup.list().await,
        Err(SourceError::QuotaExceeded { until_ms })
    );
}

#[tokio::test]
async fn an_answer_that_does_not_come_in_time_is_given_up() {
    let slow = Scenario::Slow(Duration::from_secs(30));
    let setup = Setup::with(slow, |config| {
        config.timeouts.total = Duration::from_millis(200)
    })
    .await;
    let started = Instant::now();
    assert_eq!(setup.list().await, Err(LATE));
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_spotify_that_is_down_or_broken_is_left_alone_after_three_lists() {
    let down = FakeSpotify::down().await;
    let is_down = |config: &mut SpotifyConfig| {
        config.api_base = down.parse().unwrap();
        config.auth_base = down.parse().unwrap();
    };
    let unreachable = Setup::with(Scenario::Fine, is_down).await;
    let broken = Setup::new(Scenario::Broken).await;
    for setup in [unreachable, broken] {
        for _ in 0..3 {
            assert!(matches!(
                setup.list().await,
                Err(SourceError::Unavailable { .. })
            ));
        }
        let calls = setup.fake.requests().len();
        assert!(setup.list().await.is_err());
        assert_eq!(setup.fake.requests().len(), calls);
        let SourceState::Degraded { until_ms, .. } = setup.spotify.state() else {
            panic!("three failures degrade a source");
        };
        assert_eq!(until_ms, Some(setup.now_ms() + 60_000));
    }
}

#[tokio::test]
async fn a_list_is_answered_from_the_cache_for_a_day() {
    let setup = Setup::new(Scenario::Fine).await;
    let first = setup.list().await.unwrap();
    setup.pass(24 * HOUR_MS - 1);
    assert_eq!(setup.list().await.unwrap(), first);
    assert_eq!(setup.fake.searches().len(), 3);
    setup.pass(1);
    assert_eq!(setup.list().await.unwrap(), first);
    assert_eq!(setup.fake.searches().len(), 6);
}

#[tokio::test]
async fn yesterdays_answer_is_given_when_today_fails() {
    let setup = Setup::new(Scenario::Fine).await;
    let first = setup.list().await.unwrap();
    setup.pass(25 * HOUR_MS);
    setup.fake.set_scenario(Scenario::Broken);
    let stale = setup.list().await.unwrap();
    assert_eq!(stale.songs, first.songs);
    assert!(matches!(stale.stale, Some(SourceError::Unavailable { .. })));
    assert!(matches!(
        setup.spotify.state(),
        SourceState::Degraded { .. }
    ));
    setup.fake.set_scenario(Scenario::Fine);
    assert_eq!(setup.list().await.unwrap(), first);
    assert_eq!(setup.spotify.state(), SourceState::Ready);
}

#[tokio::test]
async fn our_own_daily_cap_is_kept_over_restarts_and_ends_at_midnight() {
    let setup = Setup::with(Scenario::Fine, |config| config.daily_calls = 4).await;
    setup.now.store(10 * 24 * HOUR_MS, Ordering::SeqCst);
    setup.list().await.unwrap();
    let restarted = setup.restarted().await;
    let midnight_ms = 11 * 24 * HOUR_MS;
    let full = restarted.list(&query(Intent::Match, 1)).await.unwrap();
    assert!(!full.songs.is_empty(), "one call was left");
    let capped = SourceError::SoftCap {
        until_ms: midnight_ms,
    };
    let until_ms = Some(midnight_ms);
    let why = capped.clone();
    assert_eq!(restarted.state(), SourceState::Degraded { until_ms, why });
    assert_eq!(setup.fake.searches().len(), 4);
    let again = setup.restarted().await;
    assert_eq!(again.list(&query(Intent::Lift, 7)).await, Err(capped));
    assert_eq!(setup.fake.searches().len(), 4, "nobody is asked any more");
    setup.pass(24 * HOUR_MS);
    assert!(again.list(&query(Intent::Match, 1)).await.is_ok());
}
