//! Traces over OTLP, for those who set up a collector; without one nothing is made or kept.

use std::{io::Write, time::Duration};

use env_config::{Env, InvalidVariable};
use hyper::Uri;
use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::{SpanExporter, WithExportConfig};
use opentelemetry_sdk::{Resource, trace::SdkTracerProvider};
use tracing::{Metadata, Subscriber, level_filters::LevelFilter};
use tracing_subscriber::{Layer, filter::filter_fn, registry::LookupSpan};

use crate::TelemetryError;

const ENDPOINT: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";
/// The crates whose spans are sent. Those of others could hold addresses, and sending a span
/// would make spans.
const OURS: [&str; 7] = [
    "auth_svc",
    "chat_svc",
    "emotion_svc",
    "gateway",
    "music_svc",
    "rpc",
    "sqlite_store",
];
/// How long an ending process waits for the collector to take what is left.
const FAREWELL: Duration = Duration::from_secs(2);

/// The way of the traces out of the process; dropping it sends what is left.
#[must_use = "traces are sent as long as this is kept"]
#[derive(Debug)]
pub struct Traces(Option<SdkTracerProvider>);

impl Traces {
    /// Traces go to the collector at `OTEL_EXPORTER_OTLP_ENDPOINT` (OTLP over gRPC), under the
    /// name `OTEL_SERVICE_NAME` or else `program`; unset means none. Needs a tokio runtime.
    ///
    /// # Errors
    /// [`TelemetryError`] when the endpoint is no `http://` URL.
    pub(crate) fn from_env(env: &Env, program: &'static str) -> Result<Self, TelemetryError> {
        let Some(endpoint) = endpoint(env)? else {
            return Ok(Self(None));
        };
        let exporter = SpanExporter::builder()
            .with_tonic()
            .with_endpoint(endpoint)
            .build()?;
        let name = env.text("OTEL_SERVICE_NAME").unwrap_or(program);
        let resource = Resource::builder().with_service_name(name.to_owned());
        let provider = SdkTracerProvider::builder()
            .with_resource(resource.build())
            .with_batch_exporter(exporter);
        Ok(Self(Some(provider.build())))
    }

    /// What turns our spans into spans of a trace. Events stay in the log.
    pub(crate) fn layer<S>(&self) -> Option<impl Layer<S> + use<S>>
    where
        S: Subscriber + for<'a> LookupSpan<'a>,
    {
        let tracer = self.0.as_ref()?.tracer("attune");
        let layer = tracing_opentelemetry::layer()
            .with_tracer(tracer)
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_tracked_inactivity(false)
            .with_context_activation(false);
        Some(layer.with_filter(filter_fn(is_ours).with_max_level_hint(LevelFilter::DEBUG)))
    }
}

impl Drop for Traces {
    fn drop(&mut self) {
        let Some(provider) = self.0.take() else {
            return;
        };
        if let Err(cause) = provider.shutdown_with_timeout(FAREWELL) {
            let _ = writeln!(std::io::stderr(), "the last traces are lost: {cause}");
        }
    }
}

fn is_ours(metadata: &Metadata<'_>) -> bool {
    let origin = metadata.target().split("::").next().unwrap_or_default();
    metadata.is_span() && OURS.contains(&origin)
}

fn endpoint(env: &Env) -> Result<Option<&str>, InvalidVariable> {
    let Some(text) = env.text(ENDPOINT) else {
        return Ok(None);
    };
    let is_http = |uri: Uri| uri.scheme_str() == Some("http") && uri.host().is_some();
    if text.parse().is_ok_and(is_http) {
        return Ok(Some(text));
    }
    Err(InvalidVariable {
        name: ENDPOINT,
        expected: "the URL of a collector that takes OTLP over gRPC, such as http://127.0.0.1:4317"
            .to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_collector_there_are_no_traces() {
        let traces = Traces::from_env(&Env::default(), "test").unwrap();
        assert!(traces.layer::<tracing_subscriber::Registry>().is_none());
    }

    #[test]
    fn a_collector_without_http_is_refused_by_name() {
        for wrong in ["127.0.0.1:4317", "https://collector:4317", "http://"] {
            let error = endpoint(&Env::default().with(ENDPOINT, wrong)).unwrap_err();
            assert_eq!(error.name, ENDPOINT, "{wrong}");
        }
    }
}
