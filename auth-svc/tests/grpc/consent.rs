//! The camera notice and the agreement to it.

use std::time::Duration;

use proto::auth::v1::{
    ConsentNotice, GetConsentNoticeRequest, GiveConsentRequest, SessionTokens, User,
    WithdrawConsentRequest,
};
use tonic::{Code, Status};

use crate::server::{Server, refused};

async fn notice(server: &Server) -> ConsentNotice {
    let request = GetConsentNoticeRequest {};
    let answer = server.client().get_consent_notice(request).await.unwrap();
    answer.into_inner()
}

async fn give(server: &Server, tokens: &SessionTokens, version: &str) -> Result<User, Status> {
    let version = version.to_owned();
    let request = server.as_caller(tokens, GiveConsentRequest { version });
    let answer = server.client().give_consent(request.await).await;
    answer.map(|answer| answer.into_inner())
}

#[tokio::test]
async fn consent_is_recorded_with_version_and_time() {
    let server = Server::start().await;
    let tokens = server.register("ada").await;
    let notice = notice(&server).await;
    let before_ms = server.clock.now_ms();
    let user = give(&server, &tokens, &notice.version).await.unwrap();
    let consent = user.consent.clone().unwrap();
    assert_eq!(consent.version, notice.version);
    assert!((before_ms..=server.clock.now_ms()).contains(&consent.at_ms));
    assert_eq!(server.me(&tokens).await.unwrap(), user);
    server.clock.advance(Duration::from_secs(60));
    let again = give(&server, &tokens, &notice.version).await.unwrap();
    assert_eq!(again.consent, Some(consent), "the first time is kept");
}

#[tokio::test]
async fn an_old_version_is_refused_with_the_current_one() {
    let server = Server::start().await;
    let tokens = server.register("ada").await;
    let current = notice(&server).await.version;
    for version in ["", "2020-01-01"] {
        let answer = give(&server, &tokens, version).await;
        let said = refused(answer, Code::FailedPrecondition, "consent_outdated");
        assert!(said.contains(&current), "{said}");
    }
    assert_eq!(server.me(&tokens).await.unwrap().consent, None);
}

#[tokio::test]
async fn consent_can_be_withdrawn_at_any_time() {
    let server = Server::start().await;
    let tokens = server.register("ada").await;
    let version = notice(&server).await.version;
    give(&server, &tokens, &version).await.unwrap();
    for _ in 0..2 {
        let request = server.as_caller(&tokens, WithdrawConsentRequest {}).await;
        let answer = server.client().withdraw_consent(request).await.unwrap();
        assert_eq!(answer.into_inner().consent, None);
    }
    assert_eq!(server.me(&tokens).await.unwrap().consent, None);
}

#[tokio::test]
async fn the_notice_is_there_for_everybody_in_paragraphs() {
    let server = Server::start().await;
    let notice = notice(&server).await;
    assert!(notice.text.split("\n\n").count() > 5);
    assert!(!notice.text.ends_with('\n'));
}
