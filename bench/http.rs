//! One keep-alive connection: requests out, answers in, nothing else. Not a general client: it
//! knows what our own server sends.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use crate::Outcome;

/// The longest that one answer may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// What came back.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) location: String,
    /// Of all `Set-Cookie` headers, the part before the first semicolon.
    pub(crate) cookie: String,
    is_gzip: bool,
    /// As it came over the wire.
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub(crate) fn text(&self) -> Outcome<String> {
        let mut text = String::new();
        if self.is_gzip {
            flate2::read::GzDecoder::new(self.body.as_slice()).read_to_string(&mut text)?;
        } else {
            text = String::from_utf8(self.body.clone())?;
        }
        Ok(text)
    }

    /// Itself, if its status is the expected one.
    pub(crate) fn expect(self, status: u16) -> Outcome<Self> {
        if self.status == status {
            return Ok(self);
        }
        Err(format!("status {} instead of {status}: {}", self.status, self.text()?).into())
    }
}

/// A connection that is kept open.
pub(crate) struct Connection {
    host: String,
    stream: BufReader<TcpStream>,
    /// The address that a proxy would name, for a server that is told to be behind one; or none.
    pub(crate) client: String,
}

impl Connection {
    /// Connects to `127.0.0.1:PORT`.
    pub(crate) fn open(host: &str) -> Outcome<Self> {
        let stream = TcpStream::connect(host)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let stream = BufReader::with_capacity(32 * 1024, stream);
        Ok(Self { host: host.to_owned(), stream, client: String::new() })
    }

    /// Gets a page as a browser does; `encoding` is what it accepts.
    pub(crate) fn get(&mut self, path: &str, cookie: &str, encoding: &str) -> Outcome<Answer> {
        let host = &self.host;
        let head = format!(
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: text/html\r\n\
             Accept-Encoding: {encoding}\r\nCookie: {cookie}\r\n\r\n"
        );
        self.send(head.as_bytes())
    }

    /// Posts a form from one of the site's own pages.
    pub(crate) fn post(&mut self, path: &str, cookie: &str, form: &str) -> Outcome<Answer> {
        let (host, length) = (&self.host, form.len());
        let client = match self.client.as_str() {
            "" => String::new(),
            address => format!("X-Forwarded-For: {address}\r\n"),
        };
        let message = format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n\
             Sec-Fetch-Site: same-origin\r\nAccept-Encoding: gzip\r\nCookie: {cookie}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n\
             {client}Content-Length: {length}\r\n\r\n{form}"
        );
        self.send(message.as_bytes())
    }

    fn send(&mut self, message: &[u8]) -> Outcome<Answer> {
        self.stream.get_mut().write_all(message)?;
        let mut answer = Answer::default();
        let first = self.line()?;
        answer.status = first.split(' ').nth(1).unwrap_or_default().parse()?;
        let (mut length, mut is_chunked) = (0, false);
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(':') else { break };
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse()?,
                "transfer-encoding" => is_chunked = value == "chunked",
                "content-encoding" => answer.is_gzip = value == "gzip",
                "location" => value.clone_into(&mut answer.location),
                "set-cookie" => {
                    value.split(';').next().unwrap_or_default().clone_into(&mut answer.cookie);
                }
                _ => {}
            }
        }
        if is_chunked {
            self.read_chunks(&mut answer.body)?;
        } else {
            self.read_into(&mut answer.body, length)?;
        }
        Ok(answer)
    }

    fn read_chunks(&mut self, body: &mut Vec<u8>) -> Outcome<()> {
        loop {
            let length = u64::from_str_radix(&self.line()?, 16)?;
            self.read_into(body, length)?;
            self.line()?;
            if length == 0 {
                return Ok(());
            }
        }
    }

    fn read_into(&mut self, body: &mut Vec<u8>, length: u64) -> Outcome<()> {
        let read = (&mut self.stream).take(length).read_to_end(body)?;
        if u64::try_from(read)? == length { Ok(()) } else { Err("an answer was cut off".into()) }
    }

    /// The next line, without its end.
    fn line(&mut self) -> Outcome<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err("the server closed the connection".into());
        }
        line.truncate(line.trim_end().len());
        Ok(line)
    }
}
