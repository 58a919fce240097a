//! Tokens that end, and those that never work.

use super::*;

#[tokio::test]
async fn a_token_is_renewed_before_its_hour_is_over() {
    let setup = Setup::new(Scenario::Fine).await;
    setup.list().await.unwrap();
    setup.pass(HOUR_MS - 30_000);
    setup
        .spotify
        .list(&query(Intent::Surprise, 9))
        .await
        .unwrap();
    assert_eq!(setup.fake.tokens_issued(), 2);
    assert!(
        setup
            .fake
            .searches()
            .iter()
            .all(|search| search.status == 200)
    );
}

#[tokio::test]
async fn an_expired_token_is_renewed_once_for_three_refusals_at_once() {
    for scenario in [Scenario::ExpiredToken, Scenario::ParallelExpired] {
        let setup = Setup::new(scenario).await;
        assert_eq!(setup.list().await.unwrap().songs.len(), 20);
        assert_eq!(setup.fake.tokens_issued(), 2, "{scenario:?}");
        let refused = setup
            .fake
            .searches()
            .into_iter()
            .filter(|call| call.status == 401);
        assert!(refused.count() <= 3);
        assert_eq!(setup.spotify.state(), SourceState::Ready);
    }
}

#[tokio::test]
async fn a_token_that_never_works_ends_in_an_error() {
    let setup = Setup::new(Scenario::TokenNeverWorks).await;
    assert_eq!(setup.list().await, Err(OWN_TOKEN_REFUSED));
    assert!(
        setup.fake.searches().len() <= 6,
        "each search is tried twice at most"
    );
}
