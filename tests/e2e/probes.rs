//! What an operator asks: health, readiness, reflection, metrics.

use std::net::SocketAddr;

use attune_tests::Attune;
use tonic::transport::Channel;
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};

fn services(attune: &Attune) -> [(&'static str, SocketAddr); 4] {
    let at = attune.services;
    [
        ("attune.auth.v1.Auth", at.auth),
        ("attune.emotion.v1.Emotion", at.emotion),
        ("attune.music.v1.Music", at.music),
        ("attune.chat.v1.Chat", at.chat),
    ]
}

async fn channel(address: SocketAddr) -> Channel {
    Channel::from_shared(format!("http://{address}"))
        .unwrap()
        .connect()
        .await
        .unwrap()
}

#[tokio::test]
async fn every_service_reports_health_under_its_name() {
    let attune = Attune::start().await;
    for (name, address) in services(&attune) {
        let mut health = HealthClient::new(channel(address).await);
        for service in [name, ""] {
            let request = HealthCheckRequest {
                service: service.into(),
            };
            let answer = health.check(request).await.unwrap().into_inner();
            assert_eq!(answer.status(), ServingStatus::Serving, "{name}");
        }
        let unknown = HealthCheckRequest {
            service: "attune.nothing".into(),
        };
        assert_eq!(
            health.check(unknown).await.unwrap_err().code(),
            tonic::Code::NotFound
        );
    }
}

macro_rules! reflected_services {
    ($version:ident, $channel:expr) => {{
        use tonic_reflection::pb::$version::{
            ServerReflectionRequest, server_reflection_client::ServerReflectionClient,
            server_reflection_request::MessageRequest, server_reflection_response::MessageResponse,
        };
        let ask = ServerReflectionRequest {
            host: String::new(),
            message_request: Some(MessageRequest::ListServices(String::new())),
        };
        let mut client = ServerReflectionClient::new($channel);
        let mut answers = client
            .server_reflection_info(tokio_stream::once(ask))
            .await
            .unwrap()
            .into_inner();
        let answer = answers.message().await.unwrap().unwrap().message_response;
        let Some(MessageResponse::ListServicesResponse(list)) = answer else {
            panic!("no list of services: {answer:?}")
        };
        list.service
            .into_iter()
            .map(|service| service.name)
            .collect::<Vec<_>>()
    }};
}

#[tokio::test]
async fn every_service_describes_itself_in_both_versions_of_reflection() {
    let attune = Attune::start().await;
    for (name, address) in services(&attune) {
        let v1 = reflected_services!(v1, channel(address).await);
        let v1alpha = reflected_services!(v1alpha, channel(address).await);
        for listed in [v1, v1alpha] {
            assert!(
                listed.iter().any(|service| service == name),
                "{name}: {listed:?}"
            );
        }
    }
}

#[tokio::test]
async fn the_gateway_is_alive_and_ready() {
    let attune = Attune::start().await;
    attune.client().get("/healthz").await.expect(200);
    let ready = attune.client().get("/readyz").await.expect(200);
    for service in ["auth", "emotion", "music", "chat"] {
        assert!(!ready["services"][service].is_null(), "{ready}");
    }
}
