//! HTTP/1.1 as cheap as it gets: one connection, blocking, requests that were built before.

use std::{
    io::{self, ErrorKind, Read, Write},
    net::{SocketAddr, TcpStream},
    sync::Arc,
    time::Duration,
};

/// Longer than any answer of a working server takes, a long poll included.
const PATIENCE: Duration = Duration::from_secs(60);
const MOST_HEADERS: usize = 32;

/// A request as it goes over the wire. Calls that differ only in their token share their body.
#[derive(Clone)]
pub struct Call {
    head: Arc<[u8]>,
    body: Arc<[u8]>,
}

impl Call {
    /// A request of `method` and `path`, with a token and a JSON body where they are wanted.
    pub fn new(method: &str, path: &str, token: Option<&str>, body: &Arc<[u8]>) -> Self {
        let mut head =
            format!("{method} {path} HTTP/1.1\r\nhost: bench\r\nx-attune-client: api\r\n");
        if let Some(token) = token {
            head += &format!("authorization: Bearer {token}\r\n");
        }
        if !body.is_empty() {
            let length = body.len();
            head += &format!("content-type: application/json\r\ncontent-length: {length}\r\n");
        }
        head += "\r\n";
        Self {
            head: head.into_bytes().into(),
            body: Arc::clone(body),
        }
    }

    /// A request without a body.
    pub fn get(path: &str, token: Option<&str>) -> Self {
        Self::new("GET", path, token, &Arc::from([]))
    }
}

/// A connection that is kept, and made again when the server ends it.
pub struct Connection {
    address: SocketAddr,
    stream: Option<TcpStream>,
    received: Vec<u8>,
    body_start: usize,
}

/// The head of an answer: its status, where the body starts, how long it is if that was said,
/// and whether the server closes the connection.
struct Head {
    status: u16,
    body_start: usize,
    length: Option<usize>,
    closes: bool,
}

impl Connection {
    /// A connection to `address`, made when it is first used.
    pub fn to(address: SocketAddr) -> Self {
        Self {
            address,
            stream: None,
            received: Vec::with_capacity(16 * 1024),
            body_start: 0,
        }
    }

    /// Sends a request, reads the whole answer and tells its status.
    ///
    /// # Errors
    /// When the connection fails or what comes is not HTTP; the next call makes a new one.
    pub fn exchange(&mut self, call: &Call) -> io::Result<u16> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => connect(self.address)?,
        };
        stream.write_all(&call.head)?;
        if !call.body.is_empty() {
            stream.write_all(&call.body)?;
        }
        let head = self.receive(&mut stream)?;
        self.body_start = head.body_start;
        if !head.closes {
            self.stream = Some(stream);
        }
        Ok(head.status)
    }

    /// The body of the last answer.
    pub fn body(&self) -> &[u8] {
        &self.received[self.body_start..]
    }

    fn receive(&mut self, stream: &mut TcpStream) -> io::Result<Head> {
        self.received.clear();
        let mut head = None;
        loop {
            let mut part = [0; 16 * 1024];
            let count = stream.read(&mut part)?;
            if count == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            self.received.extend_from_slice(&part[..count]);
            if head.is_none() {
                head = parse(&self.received)?;
            }
            if let Some(head) = head.take_if(|head| is_whole(&self.received, head)) {
                return Ok(head);
            }
        }
    }
}

fn connect(address: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    Ok(stream)
}

/// The head, once all of it is there.
fn parse(received: &[u8]) -> io::Result<Option<Head>> {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    let parsed = response.parse(received).map_err(io::Error::other)?;
    let httparse::Status::Complete(body_start) = parsed else {
        return Ok(None);
    };
    let find = |name: &str| {
        let found = response
            .headers
            .iter()
            .find(|h| h.name.eq_ignore_ascii_case(name));
        found.and_then(|header| std::str::from_utf8(header.value).ok())
    };
    let status = response.code.unwrap_or_default();
    let has_none = status == 204 || status == 304;
    Ok(Some(Head {
        status,
        body_start,
        length: if has_none {
            Some(0)
        } else {
            find("content-length").and_then(|n| n.parse().ok())
        },
        closes: find("connection").is_some_and(|value| value.eq_ignore_ascii_case("close")),
    }))
}

/// Without a length the body comes in chunks; the last of them is empty.
fn is_whole(received: &[u8], head: &Head) -> bool {
    match head.length {
        Some(length) => received.len() >= head.body_start + length,
        None => received.ends_with(b"0\r\n\r\n"),
    }
}
