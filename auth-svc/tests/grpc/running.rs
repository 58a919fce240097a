//! Starting, health, and who may call what.

use std::future::Future;

use auth_svc::clock::Clock;
use proto::auth::v1 as pb;
use rpc::Caller;
use tonic::{Code, Request, Response, Status};

use crate::server::{Server, config, refused};

#[tokio::test]
async fn a_running_service_is_healthy() {
    let server = Server::start().await;
    rpc::healthcheck(server.address).await.unwrap();
}

#[tokio::test]
async fn a_restart_keeps_accounts_sessions_and_the_signing_key() {
    let server = Server::start().await;
    let tokens = server.register("ada").await;
    let server = server.restart_with(|_| {}).await;
    assert_eq!(server.claims(&tokens).await.username, "ada");
    server.me(&tokens).await.unwrap();
    server.refresh(&tokens.refresh_token).await.unwrap();
}

#[tokio::test]
async fn a_key_that_others_may_read_stops_the_start() {
    use std::os::unix::fs::PermissionsExt;
    let server = Server::start().await;
    let open = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(server.key_file(), open).unwrap();
    let again = auth_svc::bind(config(&server.dir, &server.clock)).await;
    let error = again.err().unwrap();
    assert!(error.to_string().contains("chmod 600"), "{error}");
}

#[tokio::test]
async fn a_port_in_use_is_named() {
    let server = Server::start().await;
    let dir = tempfile::tempdir().unwrap();
    let mut config = config(&dir, &Clock::default());
    config.listen = server.address;
    let error = auth_svc::bind(config).await.err().unwrap();
    assert!(
        error.to_string().contains(&server.address.to_string()),
        "{error}"
    );
}

async fn needs_a_user<T, R, F>(server: &Server, call: impl Fn(Request<T>) -> F)
where
    T: Default,
    R: std::fmt::Debug,
    F: Future<Output = Result<Response<R>, Status>>,
{
    let nobody = call(Request::new(T::default())).await;
    refused(nobody, Code::Unauthenticated, "unauthenticated");
    let bob = server.claims(&server.login("bob").await).await;
    for (user_id, session_id) in [
        ("unknown", ""),
        (&*bob.sub, "unknown"),
        ("unknown", &*bob.sid),
    ] {
        let caller = Caller {
            user_id: user_id.to_owned(),
            session_id: session_id.to_owned(),
        };
        let answer = call(rpc::request(T::default(), Some(&caller), "test")).await;
        refused(answer, Code::Unauthenticated, "unauthenticated");
    }
}

macro_rules! calls_that_need_a_user {
    ($server:ident: $($method:ident $message:ident),+ $(,)?) => {
        $(needs_a_user(&$server, |request: Request<pb::$message>| {
            let mut client = $server.client();
            async move { client.$method(request).await }
        })
        .await;)+
    };
}

#[tokio::test]
async fn calls_about_oneself_need_an_account_and_an_open_session() {
    let server = Server::start().await;
    server.register("bob").await;
    calls_that_need_a_user!(server:
        list_sessions ListSessionsRequest,
        end_session EndSessionRequest,
        verify_password VerifyPasswordRequest,
        create_invite CreateInviteRequest,
        get_me GetMeRequest,
        update_me UpdateMeRequest,
        export_me ExportMeRequest,
        give_consent GiveConsentRequest,
        withdraw_consent WithdrawConsentRequest,
        find_users FindUsersRequest,
        change_password ChangePasswordRequest,
    );
}

#[tokio::test]
async fn logging_out_and_erasing_need_a_user_but_are_idempotent() {
    let server = Server::start().await;
    let answer = server.client().logout(pb::LogoutRequest {}).await;
    refused(answer, Code::Unauthenticated, "unauthenticated");
    let answer = server.client().delete_me(pb::DeleteMeRequest {}).await;
    refused(answer, Code::Unauthenticated, "unauthenticated");
    let gone = Caller {
        user_id: "gone".into(),
        session_id: "gone".into(),
    };
    let request = rpc::request(pb::LogoutRequest {}, Some(&gone), "test");
    server.client().logout(request).await.unwrap();
    let request = rpc::request(pb::DeleteMeRequest {}, Some(&gone), "test");
    server.client().delete_me(request).await.unwrap();
}
