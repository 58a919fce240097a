//! A small collector of traces: takes OTLP over gRPC on a free port and keeps what it is sent.

use std::{
    fmt::Write,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use opentelemetry_proto::tonic::{
    collector::trace::v1::{
        ExportTraceServiceRequest, ExportTraceServiceResponse,
        trace_service_server::{TraceService, TraceServiceServer},
    },
    trace::v1::ResourceSpans,
};
use tokio::net::TcpListener;
use tonic::{
    Request, Response, Status,
    transport::{Server, server::TcpIncoming},
};

/// One span as it was sent.
#[derive(Debug, Clone)]
pub struct SeenSpan {
    /// `service.name` of the process that it comes from.
    pub program: String,
    /// 32 hexadecimal digits.
    pub trace_id: String,
    /// 16 hexadecimal digits.
    pub span_id: String,
    /// The same of the span around it; empty for a root.
    pub parent_id: String,
    pub name: String,
    /// Everything that was sent, for those who look for what must not be there.
    pub all: String,
}

/// Runs until the test's runtime ends.
#[derive(Clone)]
pub struct Collector {
    pub address: SocketAddr,
    spans: Arc<Mutex<Vec<SeenSpan>>>,
}

impl Collector {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let collector = Self {
            address: listener.local_addr().unwrap(),
            spans: Arc::default(),
        };
        let service = TraceServiceServer::new(collector.clone());
        let server = Server::builder().add_service(service);
        tokio::spawn(server.serve_with_incoming(TcpIncoming::from(listener)));
        collector
    }

    /// What was sent of a trace so far.
    pub fn trace(&self, id: &str) -> Vec<SeenSpan> {
        let mut spans = self.spans();
        spans.retain(|span| span.trace_id == id);
        spans
    }

    /// What was sent so far.
    pub fn spans(&self) -> Vec<SeenSpan> {
        self.spans.lock().unwrap().clone()
    }
}

#[tonic::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let sent = request.into_inner().resource_spans;
        let seen = sent.into_iter().flat_map(seen);
        self.spans.lock().unwrap().extend(seen);
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

fn seen(sent: ResourceSpans) -> Vec<SeenSpan> {
    let resource = format!("{:?}", sent.resource);
    let attributes = sent.resource.unwrap_or_default().attributes;
    let program = attributes.iter().find(|it| it.key == "service.name");
    let program = format!("{:?}", program.unwrap().value);
    let spans = sent.scope_spans.into_iter().flat_map(|scope| scope.spans);
    spans
        .map(|span| SeenSpan {
            program: program.split('"').nth(1).unwrap().to_owned(),
            trace_id: hex(&span.trace_id),
            span_id: hex(&span.span_id),
            parent_id: hex(&span.parent_span_id),
            name: span.name.clone(),
            all: format!("{resource} {span:?}"),
        })
        .collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}
