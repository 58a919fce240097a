//! Auth, for one user and her friend Grace.

use proto::auth::v1 as auth;
use rpc::Kind;
use tonic::{Request, Response, Status};

use super::{Answering, Fake, NOTICE, PASSWORD, SESSION, World, refused};

service!(auth::auth_server::Auth {
    register(auth::RegisterRequest) -> auth::SessionTokens = |world, _| Ok(world.session());
    login(auth::LoginRequest) -> auth::SessionTokens = |world, asked| {
        if asked.password == PASSWORD {
            return Ok(world.session());
        }
        refused(Kind::Unauthenticated, "wrong_credentials")
    };
    refresh(auth::RefreshRequest) -> auth::SessionTokens = |world, asked| {
        if asked.refresh_token == "refresh-1" {
            return Ok(world.session());
        }
        refused(Kind::Unauthenticated, "refresh_invalid")
    };
    logout(auth::LogoutRequest) -> auth::LogoutResponse = |_, _| Ok(Default::default());
    list_sessions(auth::ListSessionsRequest) -> auth::ListSessionsResponse = |_, _| {
        let session = auth::Session { id: SESSION.to_owned(), current: true, ..Default::default() };
        Ok(auth::ListSessionsResponse { sessions: vec![session] })
    };
    end_session(auth::EndSessionRequest) -> auth::EndSessionResponse = |_, _| Ok(Default::default());
    list_ended_sessions(auth::ListEndedSessionsRequest) -> auth::ListEndedSessionsResponse = |world, _| {
        let session_ids = world.ended.lock().unwrap().clone();
        Ok(auth::ListEndedSessionsResponse { session_ids, as_of_ms: 1 })
    };
    change_password(auth::ChangePasswordRequest) -> auth::ChangePasswordResponse = |_, _| {
        Ok(auth::ChangePasswordResponse { ended_session_ids: vec!["session-2".to_owned()] })
    };
    verify_password(auth::VerifyPasswordRequest) -> auth::VerifyPasswordResponse = |_, asked| {
        if asked.password == PASSWORD {
            return Ok(Default::default());
        }
        refused(Kind::Forbidden, "wrong_password")
    };
    list_keys(auth::ListKeysRequest) -> auth::ListKeysResponse = |world, _| {
        let key = world.signer.public_key();
        let key = auth::PublicKey { kid: key.kid, ed25519: key.ed25519.to_vec() };
        Ok(auth::ListKeysResponse { keys: vec![key] })
    };
    create_invite(auth::CreateInviteRequest) -> auth::CreateInviteResponse = |_, _| {
        Ok(auth::CreateInviteResponse { code: "invite-1".to_owned(), expires_at_ms: 0 })
    };
    get_me(auth::GetMeRequest) -> auth::User = |world, _| Ok(world.user());
    update_me(auth::UpdateMeRequest) -> auth::User = |world, _| Ok(world.user());
    export_me(auth::ExportMeRequest) -> auth::ExportMeResponse = |_, _| {
        Ok(auth::ExportMeResponse { json: r#"{"username":"ada"}"#.to_owned() })
    };
    delete_me(auth::DeleteMeRequest) -> auth::DeleteMeResponse = |_, _| {
        Ok(auth::DeleteMeResponse { ended_session_ids: vec![SESSION.to_owned()] })
    };
    get_consent_notice(auth::GetConsentNoticeRequest) -> auth::ConsentNotice = |_, _| {
        Ok(auth::ConsentNotice { version: NOTICE.to_owned(), text: "Read this.".to_owned() })
    };
    give_consent(auth::GiveConsentRequest) -> auth::User = |world, asked| {
        if asked.version != NOTICE {
            return refused(Kind::Precondition, "consent_outdated");
        }
        *world.consent.lock().unwrap() = Some(asked.version);
        Ok(world.user())
    };
    withdraw_consent(auth::WithdrawConsentRequest) -> auth::User = |world, _| {
        *world.consent.lock().unwrap() = None;
        Ok(world.user())
    };
    find_users(auth::FindUsersRequest) -> auth::Users = |_, _| Ok(people(&["user-2".to_owned()], &[]));
    lookup_users(auth::LookupUsersRequest) -> auth::Users = |_, asked| {
        Ok(people(&asked.ids, &asked.usernames))
    };
});

/// Of all people only Grace is left.
fn people(ids: &[String], usernames: &[String]) -> auth::Users {
    let known = ids.iter().any(|id| id == "user-2") || usernames.iter().any(|name| name == "grace");
    let grace = auth::Person {
        id: "user-2".to_owned(),
        username: "grace".to_owned(),
        display_name: "Grace".to_owned(),
    };
    auth::Users {
        people: if known { vec![grace] } else { Vec::new() },
    }
}
