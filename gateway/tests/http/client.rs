//! A plain HTTP client that sends exactly what a test says.

use std::net::SocketAddr;

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A request that is being put together.
pub struct Ask {
    head: String,
    body: Vec<u8>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Ask {
    pub fn new(method: &str, path: &str) -> Self {
        let head =
            format!("{method} {path} HTTP/1.1\r\nhost: attune.test\r\nconnection: close\r\n");
        Self {
            head,
            body: Vec::new(),
        }
    }

    pub fn get(path: &str) -> Self {
        Self::new("GET", path)
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.head.push_str(&format!("{name}: {value}\r\n"));
        self
    }

    pub fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json")
            .bytes(body.to_string().into_bytes())
    }

    pub fn bytes(mut self, body: Vec<u8>) -> Self {
        self.body = body;
        self
    }

    pub async fn send(self, address: SocketAddr) -> Answer {
        let stream = TcpStream::connect(address).await.unwrap();
        let (mut reads, mut writes) = stream.into_split();
        let length = format!("content-length: {}\r\n\r\n", self.body.len());
        let message = [self.head.into_bytes(), length.into_bytes(), self.body].concat();
        // A server may answer before it has read everything: that must not hide the answer.
        let writing = tokio::spawn(async move {
            let sent = writes.write_all(&message).await;
            (writes, sent)
        });
        let mut received = Vec::new();
        reads.read_to_end(&mut received).await.unwrap();
        drop(writing.await.unwrap());
        Answer::parse(&received)
    }
}

impl Answer {
    fn parse(received: &[u8]) -> Self {
        let end = received.windows(4).position(|four| four == b"\r\n\r\n");
        let end = end.expect("an answer has a head");
        let head = std::str::from_utf8(&received[..end]).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap();
        let header = |line: &str| {
            let (name, value) = line.split_once(':').unwrap();
            (name.to_ascii_lowercase(), value.trim().to_owned())
        };
        Self {
            status: status.parse().unwrap(),
            headers: lines.map(header).collect(),
            body: received[end + 4..].to_vec(),
        }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.body)))
    }

    /// The word of a failure; checks that its body has the shape that every failure has.
    pub fn code(&self) -> String {
        let json = self.json();
        let error = json["error"].as_object().expect("a failure has `error`");
        assert_eq!(error.len(), 3, "{json}");
        assert!(!error["message"].as_str().unwrap().is_empty());
        assert_eq!(error["request_id"], self.header("x-request-id").unwrap());
        error["code"].as_str().unwrap().to_owned()
    }

    #[track_caller]
    pub fn refused(&self, status: u16, code: &str) -> &Self {
        assert_eq!(
            (self.status, self.code().as_str()),
            (status, code),
            "{}",
            self.text()
        );
        self
    }

    #[track_caller]
    pub fn ok(&self, status: u16) -> &Self {
        assert_eq!(
            self.status,
            status,
            "{}",
            String::from_utf8_lossy(&self.body)
        );
        self
    }
}
