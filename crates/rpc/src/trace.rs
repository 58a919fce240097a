//! The trace that a request belongs to: taken from its header, handed on to the next service.

use std::fmt;

use opentelemetry::{
    Context,
    propagation::{Extractor, TextMapPropagator},
    trace::TraceContextExt,
};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// Metadata key, and HTTP header, of the trace and the span that a request comes from, as W3C
/// Trace Context writes it.
pub const TRACEPARENT: &str = "traceparent";

/// Puts a span that nobody entered yet into the trace that `traceparent` names, or into a new one.
/// Then it records `otel.kind`, `otel.name` and `trace_id`, which the span has to declare. Does
/// nothing while traces are off.
pub fn follow(span: &Span, name: &str, traceparent: Option<&str>) {
    let header = Header(traceparent);
    let parent = TraceContextPropagator::new().extract_with_context(&Context::new(), &header);
    if span.set_parent(parent).is_err() {
        return;
    }
    span.record("otel.kind", "server");
    span.record("otel.name", name);
    let context = span.context();
    let trace_id = context.span().span_context().trace_id();
    span.record("trace_id", tracing::field::display(trace_id));
}

/// Gives a span that was entered another name in its trace. Does nothing while traces are off.
pub fn rename(span: &Span, name: fmt::Arguments<'_>) {
    let context = span.context();
    if context.span().is_recording() {
        context.span().update_name(name.to_string());
    }
}

/// The current span as the header that the next service follows; nothing while traces are off.
pub(crate) fn parent() -> Option<String> {
    let context = Span::current().context();
    let span = context.span();
    let span = span.span_context();
    span.is_valid().then(|| {
        let flags = span.trace_flags().to_u8();
        format!("00-{}-{}-{flags:02x}", span.trace_id(), span.span_id())
    })
}

struct Header<'a>(Option<&'a str>);

impl Extractor for Header<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.filter(|_| key == TRACEPARENT)
    }

    fn keys(&self) -> Vec<&str> {
        vec![TRACEPARENT]
    }
}

#[cfg(test)]
mod tests {
    use opentelemetry::trace::TracerProvider;
    use opentelemetry_sdk::trace::SdkTracerProvider;
    use tracing::{error_span, field::Empty};
    use tracing_subscriber::layer::SubscriberExt;

    use super::*;
    use crate::request;

    const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";

    fn sent_within(traceparent: Option<&str>) -> Option<String> {
        let span = error_span!(
            "rpc",
            otel.kind = Empty,
            otel.name = Empty,
            trace_id = Empty
        );
        follow(&span, "a call", traceparent);
        let _inside = span.enter();
        let sent = request((), None, "r1");
        let parent = sent.metadata().get(TRACEPARENT)?;
        Some(parent.to_str().unwrap().to_owned())
    }

    fn traced<T>(work: impl FnOnce() -> T) -> T {
        let tracer = SdkTracerProvider::builder().build().tracer("test");
        let layer = tracing_opentelemetry::layer().with_tracer(tracer);
        let subscriber = tracing_subscriber::registry().with(layer);
        tracing::subscriber::with_default(subscriber, work)
    }

    #[test]
    fn a_request_hands_its_trace_on_under_a_span_of_its_own() {
        let given = format!("00-{TRACE}-b7ad6b7169203331-01");
        let sent = traced(|| sent_within(Some(&given))).unwrap();
        assert!(sent.starts_with(&format!("00-{TRACE}-")), "{sent}");
        assert!(sent.ends_with("-01"), "{sent}");
        assert_ne!(sent, given);
    }

    #[test]
    fn what_is_no_trace_begins_a_new_one() {
        for given in [None, Some("00-zz-b7ad6b7169203331-01"), Some("")] {
            let sent = traced(|| sent_within(given)).unwrap();
            assert_eq!(sent.len(), 55, "{sent}");
            assert!(!sent.contains(TRACE), "{sent}");
        }
    }

    #[test]
    fn without_traces_nothing_is_handed_on() {
        let given = format!("00-{TRACE}-b7ad6b7169203331-01");
        assert_eq!(sent_within(Some(&given)), None);
    }
}
