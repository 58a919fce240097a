//! Invitations.

use std::time::Duration;

use auth_svc::invite::Signups;
use proto::auth::v1::{CreateInviteRequest, RegisterRequest, SessionTokens};
use tonic::{Code, Status};

use crate::server::{Server, refused, registration};

const WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);

async fn start() -> Server {
    Server::start_with(|config| config.signups = Signups::Invite).await
}

async fn invite(server: &Server, tokens: &SessionTokens) -> Result<String, Status> {
    let request = server.as_caller(tokens, CreateInviteRequest {}).await;
    let answer = server.client().create_invite(request).await?.into_inner();
    let expected = server.clock.now_ms() + i64::try_from(WEEK.as_millis()).unwrap();
    assert!((expected - answer.expires_at_ms).abs() < 60_000);
    Ok(answer.code)
}

async fn register(server: &Server, name: &str, code: &str) -> Result<SessionTokens, Status> {
    let request = RegisterRequest {
        invite: Some(code.into()),
        ..registration(name)
    };
    let answer = server.client().register(request).await;
    answer.map(|answer| answer.into_inner())
}

#[tokio::test]
async fn an_invitation_lets_one_person_in() {
    let server = start().await;
    let admin = server.register("ada").await;
    let code = invite(&server, &admin).await.unwrap();
    let user = register(&server, "bob", &format!(" {code} "))
        .await
        .unwrap();
    assert_eq!(user.user.unwrap().role, "user");
    let again = register(&server, "eve", &code).await;
    refused(again, Code::PermissionDenied, "invite_invalid");
}

#[tokio::test]
async fn a_refused_registration_does_not_use_the_invitation_up() {
    let server = start().await;
    let admin = server.register("ada").await;
    let code = invite(&server, &admin).await.unwrap();
    let taken = register(&server, "ada", &code).await;
    refused(taken, Code::AlreadyExists, "username_taken");
    register(&server, "bob", &code).await.unwrap();
}

#[tokio::test]
async fn without_an_invitation_one_is_asked_for() {
    let server = start().await;
    server.register("ada").await;
    let answer = server.client().register(registration("bob")).await;
    refused(answer, Code::PermissionDenied, "invite_required");
    let empty = register(&server, "bob", " ").await;
    refused(empty, Code::PermissionDenied, "invite_required");
    let made_up = register(&server, "bob", "made-up").await;
    refused(made_up, Code::PermissionDenied, "invite_invalid");
}

#[tokio::test]
async fn an_invitation_is_good_for_seven_days() {
    let server = start().await;
    let admin = server.register("ada").await;
    let (early, late) = (
        invite(&server, &admin).await.unwrap(),
        invite(&server, &admin).await.unwrap(),
    );
    server.clock.advance(WEEK - Duration::from_secs(60));
    register(&server, "bob", &early).await.unwrap();
    server.clock.advance(Duration::from_secs(61));
    let answer = register(&server, "eve", &late).await;
    refused(answer, Code::PermissionDenied, "invite_invalid");
}

#[tokio::test]
async fn of_many_who_use_one_invitation_at_once_one_gets_in() {
    let server = start().await;
    let admin = server.register("ada").await;
    let code = invite(&server, &admin).await.unwrap();
    let joining = (0..5).map(|n| {
        let mut client = server.client();
        let request = RegisterRequest {
            invite: Some(code.clone()),
            ..registration(&format!("user{n}"))
        };
        tokio::spawn(async move { client.register(request).await.is_ok() })
    });
    let mut joined = 0;
    for task in joining.collect::<Vec<_>>() {
        joined += u32::from(task.await.unwrap());
    }
    assert_eq!(joined, 1);
}

#[tokio::test]
async fn only_an_admin_invites() {
    let server = Server::start().await;
    server.register("ada").await;
    let user = server.register("bob").await;
    let answer = invite(&server, &user).await;
    refused(answer, Code::PermissionDenied, "admins_only");
}
