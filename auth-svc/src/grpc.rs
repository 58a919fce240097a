//! The gRPC endpoint: decodes, calls the service, encodes. No SQL and no rules.

mod convert;

use std::sync::Arc;

use proto::auth::v1 as pb;
use rpc::Caller;
use tonic::{Request, Response, Status};

use crate::{account::Account, consent, error::Error, service::Service};

type Answer<T> = Result<Response<T>, Status>;

/// Serves `attune.auth.v1.Auth`.
pub(crate) struct Endpoint {
    service: Arc<Service>,
}

impl Endpoint {
    pub(crate) fn new(service: Arc<Service>) -> Self {
        Self { service }
    }

    async fn account<T>(&self, request: &Request<T>) -> Result<Account, Status> {
        let caller = caller(request)?;
        self.service.account_of(&caller).await.map_err(status)
    }
}

fn caller<T>(request: &Request<T>) -> Result<Caller, Status> {
    Caller::of(request.metadata()).map_err(|error| rpc::status(&error))
}

fn status(error: Error) -> Status {
    rpc::status(&error)
}

fn answer<T>(result: Result<T, Error>) -> Answer<T> {
    result.map(Response::new).map_err(status)
}

#[tonic::async_trait]
impl pb::auth_server::Auth for Endpoint {
    async fn register(&self, request: Request<pb::RegisterRequest>) -> Answer<pb::SessionTokens> {
        let wish = request.into_inner().into();
        answer(self.service.register(wish).await.map(Into::into))
    }

    async fn login(&self, request: Request<pb::LoginRequest>) -> Answer<pb::SessionTokens> {
        let pb::LoginRequest {
            login,
            password,
            device,
        } = request.into_inner();
        let tokens = self.service.login(&login, password, &device).await;
        answer(tokens.map(Into::into))
    }

    async fn refresh(&self, request: Request<pb::RefreshRequest>) -> Answer<pb::SessionTokens> {
        let presented = request.into_inner().refresh_token;
        answer(self.service.refresh(&presented).await.map(Into::into))
    }

    async fn logout(&self, request: Request<pb::LogoutRequest>) -> Answer<pb::LogoutResponse> {
        let done = self.service.logout(caller(&request)?).await;
        answer(done.map(|()| pb::LogoutResponse {}))
    }

    async fn list_sessions(
        &self,
        request: Request<pb::ListSessionsRequest>,
    ) -> Answer<pb::ListSessionsResponse> {
        let account = self.account(&request).await?;
        let current = caller(&request)?.session_id;
        let sessions = self.service.list_sessions(&account).await;
        answer(sessions.map(|sessions| convert::sessions(sessions, &current)))
    }

    async fn end_session(
        &self,
        request: Request<pb::EndSessionRequest>,
    ) -> Answer<pb::EndSessionResponse> {
        let account = self.account(&request).await?;
        let id = request.into_inner().id;
        let done = self.service.end_session(&account, id).await;
        answer(done.map(|()| pb::EndSessionResponse {}))
    }

    async fn list_ended_sessions(
        &self,
        request: Request<pb::ListEndedSessionsRequest>,
    ) -> Answer<pb::ListEndedSessionsResponse> {
        let since_ms = request.into_inner().since_ms;
        let ended = self.service.list_ended_sessions(since_ms).await;
        answer(ended.map(Into::into))
    }

    async fn change_password(
        &self,
        request: Request<pb::ChangePasswordRequest>,
    ) -> Answer<pb::ChangePasswordResponse> {
        let caller = caller(&request)?;
        let pb::ChangePasswordRequest { current, new } = request.into_inner();
        let ended = self.service.change_password(caller, current, new).await;
        answer(ended.map(|ended_session_ids| pb::ChangePasswordResponse { ended_session_ids }))
    }

    async fn verify_password(
        &self,
        request: Request<pb::VerifyPasswordRequest>,
    ) -> Answer<pb::VerifyPasswordResponse> {
        let account = self.account(&request).await?;
        let password = request.into_inner().password;
        let done = self.service.verify_password(&account, password).await;
        answer(done.map(|()| pb::VerifyPasswordResponse {}))
    }

    async fn list_keys(&self, _: Request<pb::ListKeysRequest>) -> Answer<pb::ListKeysResponse> {
        answer(Ok(convert::keys(self.service.list_keys())))
    }

    async fn create_invite(
        &self,
        request: Request<pb::CreateInviteRequest>,
    ) -> Answer<pb::CreateInviteResponse> {
        let account = self.account(&request).await?;
        let invite = self.service.create_invite(account).await;
        answer(invite.map(Into::into))
    }

    async fn get_me(&self, request: Request<pb::GetMeRequest>) -> Answer<pb::User> {
        let account = self.account(&request).await?;
        answer(Ok(account.into()))
    }

    async fn update_me(&self, request: Request<pb::UpdateMeRequest>) -> Answer<pb::User> {
        let account = self.account(&request).await?;
        let changes = request.into_inner().try_into().map_err(status)?;
        answer(self.service.update(account, changes).await.map(Into::into))
    }

    async fn export_me(
        &self,
        request: Request<pb::ExportMeRequest>,
    ) -> Answer<pb::ExportMeResponse> {
        let json = self.service.export(&caller(&request)?).await;
        answer(json.map(|json| pb::ExportMeResponse { json }))
    }

    async fn delete_me(
        &self,
        request: Request<pb::DeleteMeRequest>,
    ) -> Answer<pb::DeleteMeResponse> {
        let ended = self.service.delete(caller(&request)?).await;
        answer(ended.map(|ended_session_ids| pb::DeleteMeResponse { ended_session_ids }))
    }

    async fn get_consent_notice(
        &self,
        _: Request<pb::GetConsentNoticeRequest>,
    ) -> Answer<pb::ConsentNotice> {
        answer(Ok(pb::ConsentNotice {
            version: consent::VERSION.to_owned(),
            text: consent::TEXT.trim_end().to_owned(),
        }))
    }

    async fn give_consent(&self, request: Request<pb::GiveConsentRequest>) -> Answer<pb::User> {
        let account = self.account(&request).await?;
        let version = request.into_inner().version;
        let account = self.service.give_consent(account, &version).await;
        answer(account.map(Into::into))
    }

    async fn withdraw_consent(
        &self,
        request: Request<pb::WithdrawConsentRequest>,
    ) -> Answer<pb::User> {
        let account = self.account(&request).await?;
        let account = self.service.withdraw_consent(account).await;
        answer(account.map(Into::into))
    }

    async fn find_users(&self, request: Request<pb::FindUsersRequest>) -> Answer<pb::Users> {
        let account = self.account(&request).await?;
        let query = request.into_inner().query;
        let people = self.service.find_people(&account, &query).await;
        answer(people.map(convert::users))
    }

    async fn lookup_users(&self, request: Request<pb::LookupUsersRequest>) -> Answer<pb::Users> {
        let pb::LookupUsersRequest { ids, usernames } = request.into_inner();
        let people = self.service.look_up_people(ids, usernames).await;
        answer(people.map(convert::users))
    }
}
