//! Is it alive, is it ready, what can it do.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::CACHE_CONTROL,
    web::{Data, Json},
};
use futures_util::future::join_all;

use crate::{
    call::Call,
    clients::{Health, Service},
    dto::operations::{Alive, Readiness},
    error::ApiError,
    frontend,
    openapi::Document,
};

/// Says that the gateway is alive.
#[utoipa::path(method(get, head), path = "/healthz", tag = "Operations", security(()),
    responses((status = 200, body = Alive)))]
pub async fn healthz() -> Json<Alive> {
    Json(Alive { status: "ok" })
}

/// Says whether every service can do its work; 503 when one cannot.
#[utoipa::path(method(get, head), path = "/readyz", tag = "Operations", security(()),
    responses((status = 200, body = Readiness), (status = 503, body = Readiness)))]
pub async fn readyz(call: Call) -> HttpResponse {
    let clients = &call.clients;
    let asked = Service::ALL.map(|service| async move { (service, clients.health(service).await) });
    let answers = join_all(asked).await;
    let ready = answers.iter().all(|(_, health)| *health == Health::Serving);
    let services = answers.iter().map(|(service, health)| {
        let word = match health {
            Health::Serving => "serving",
            Health::NotServing => "not_serving",
            Health::Unreachable => "unreachable",
        };
        (service.name(), word)
    });
    let readiness = Readiness {
        status: if ready { "ready" } else { "not_ready" },
        services: services.collect(),
    };
    if ready {
        return HttpResponse::Ok().json(readiness);
    }
    HttpResponse::ServiceUnavailable()
        .insert_header(("retry-after", "1"))
        .json(readiness)
}

/// This API as an OpenAPI document.
#[utoipa::path(get, path = "/openapi.json", tag = "Operations", security(()),
    responses((status = 200, body = serde_json::Value)))]
pub async fn openapi(document: Data<Document>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((CACHE_CONTROL, "no-cache"))
        .body(document.json())
}

/// The same for people to read.
#[utoipa::path(get, path = "/docs", tag = "Operations", security(()),
    responses((status = 200, content_type = "text/html", body = String)))]
pub async fn docs(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    frontend::own(&request, "docs.html")
}
