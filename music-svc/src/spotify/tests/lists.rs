//! What a list holds and what it costs.

use super::*;

#[tokio::test]
async fn a_list_is_full_playable_and_explained() {
    let setup = Setup::new(Scenario::Fine).await;
    let listing = setup.list().await.unwrap();
    assert_eq!(listing.songs.len(), 20);
    for song in &listing.songs {
        let id = song.id.strip_prefix("spotify:track:").unwrap();
        let embed = format!("https://open.spotify.com/embed/track/{id}");
        assert_eq!(song.playback, Playback::Embed(embed));
        assert!(song.url.ends_with(&format!("/track/{id}")));
        assert!(
            song.artwork_url
                .as_ref()
                .unwrap()
                .starts_with("https://i.scdn.co/")
        );
        assert_eq!((song.year, song.point), (Some(2019), None));
        assert_eq!(song.reasons[0].code, ReasonCode::Searched);
        assert!(!song.explicit);
    }
    assert_eq!(listing.collections.len(), 10);
    let playlist = &listing.collections[0];
    assert!(matches!(&playlist.playback, Playback::Embed(url) if url.contains("/embed/playlist/")));
    assert_eq!(playlist.by, "Fake Curator");
}

#[tokio::test]
async fn a_list_costs_one_token_and_three_lawful_searches() {
    for intent in Intent::ALL {
        let setup = Setup::new(Scenario::Fine).await;
        setup.spotify.list(&query(intent, 5)).await.unwrap();
        let searches = setup.fake.searches();
        assert_eq!(
            (searches.len(), setup.fake.tokens_issued()),
            (3, 1),
            "{intent:?}"
        );
        for search in searches {
            assert_eq!(search.status, 200, "{search:?}");
            assert_eq!(search.parameter("limit"), Some("10"));
            assert_eq!(search.parameter("market"), Some("US"));
        }
    }
}

#[tokio::test]
async fn the_seed_shuffles_and_repeats() {
    let setup = Setup::new(Scenario::Fine).await;
    let one = setup.spotify.list(&query(Intent::Match, 1)).await.unwrap();
    let two = setup.spotify.list(&query(Intent::Match, 2)).await.unwrap();
    assert_ne!(one.songs, two.songs);
    assert_eq!(
        setup.spotify.list(&query(Intent::Match, 1)).await.unwrap(),
        one
    );
}

#[tokio::test]
async fn the_listeners_market_lyrics_and_exclusions_count() {
    let setup = Setup::new(Scenario::Fine).await;
    let mut query = Query {
        market: Some("DE".into()),
        limit: 30,
        ..query(Intent::Match, 3)
    };
    let clean = setup.spotify.list(&query).await.unwrap().songs;
    assert!(
        setup
            .fake
            .searches()
            .iter()
            .all(|call| call.parameter("market") == Some("DE"))
    );
    query.explicit = true;
    let all = setup.spotify.list(&query).await.unwrap().songs;
    assert!(all.len() > clean.len() && all.iter().any(|song| song.explicit));
    query.exclusions.disliked = all.iter().take(20).map(|song| song.id.clone()).collect();
    let rest = setup.spotify.list(&query).await.unwrap().songs;
    assert_eq!(rest.len(), all.len() - 20);
    assert!(
        rest.iter()
            .all(|song| !query.exclusions.disliked.contains(&song.id))
    );
}

#[tokio::test]
async fn a_lift_goes_from_stage_to_stage() {
    let setup = Setup::new(Scenario::Fine).await;
    let songs = setup
        .spotify
        .list(&query(Intent::Lift, 4))
        .await
        .unwrap()
        .songs;
    assert_eq!(songs.len(), 20);
    let first: HashSet<_> = songs[..7].iter().map(|song| song.arms.clone()).collect();
    let second: HashSet<_> = songs[7..14].iter().map(|song| song.arms.clone()).collect();
    assert_eq!((first.len(), second.len()), (1, 1));
    assert!(first.is_disjoint(&second));
    assert!(
        songs
            .iter()
            .all(|song| song.reasons[0].code == ReasonCode::LiftStep)
    );
    assert!(songs[19].reasons[0].text.starts_with("step 20 of 20"));
}

#[tokio::test]
async fn feedback_counts_for_our_own_genre_words() {
    let setup = Setup::new(Scenario::Fine).await;
    let query = query(Intent::Surprise, 4);
    let songs = setup.spotify.list(&query).await.unwrap().songs;
    for song in &songs {
        assert!(
            song.genres.is_empty(),
            "we know nothing of Spotify's song itself"
        );
        let known = |arm: &String| query.genres.iter().any(|genre| genre.name == *arm);
        assert!(song.arms.iter().all(known));
    }
    let is_new = |song: &&crate::song::Song| {
        song.reasons
            .iter()
            .any(|reason| reason.code == ReasonCode::SomethingNew)
    };
    assert!(songs.iter().filter(is_new).count() >= 8);
}
#[tokio::test]
async fn finding_nothing_is_an_error_but_no_reason_to_rest() {
    let setup = Setup::new(Scenario::Empty).await;
    assert_eq!(setup.list().await, Err(SourceError::NothingFound));
    assert_eq!(setup.spotify.state(), SourceState::Ready);
}

#[tokio::test]
async fn a_source_that_is_not_set_up_says_so() {
    let setup = Setup::new(Scenario::Fine).await;
    let spotify = Spotify::new(None, setup.store.clone(), Clock::System)
        .await
        .unwrap();
    assert_eq!(spotify.state(), SourceState::NotConfigured);
    let listing = spotify.list(&query(Intent::Match, 1)).await;
    assert_eq!(listing, Err(SourceError::NotConfigured));
}

#[tokio::test]
async fn nulls_and_missing_fields_cost_only_themselves() {
    for scenario in [Scenario::NullItems, Scenario::MissingFields] {
        let setup = Setup::new(scenario).await;
        let listing = setup.list().await.unwrap();
        assert_eq!(listing.songs.len(), 20, "{scenario:?}");
        assert_eq!(listing.collections.len(), 10);
        assert!(listing.songs.iter().all(|song| !song.title.is_empty()));
    }
}

#[tokio::test]
async fn an_unreadable_answer_is_a_decode_error() {
    for scenario in [Scenario::Truncated, Scenario::Huge] {
        let setup = Setup::new(scenario).await;
        assert_eq!(setup.list().await, Err(SourceError::Decode), "{scenario:?}");
    }
}
