//! Dashboards that are watched live, at the real program: what is new is told once it is there, and
//! nobody who watches holds up its end.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::process::Command;
use std::time::Duration;

use aftermath::domain::limits::WATCHERS_OF_ACCOUNT_MAX;
use aftermath::domain::role::Role;

use crate::crash::{Server, request};
use crate::dash::judge;
use crate::support::TestApp;
use crate::support::app::PASSWORD;

const PART: &str = "GET /desk/raqqa/live";

/// The cookie of the staff `chen`.
pub(crate) fn sign_in(host: &str) -> String {
    let form = format!("name=chen&password={}", PASSWORD.replace(' ', "+"));
    let answer = request(host, "POST /sign-in", "", &form).unwrap();
    let cookie = answer.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

/// Somebody who listens.
struct Listener(BufReader<TcpStream>);

impl Listener {
    /// Opens a connection; its status and its head.
    fn open(host: &str, cookie: &str) -> (Self, String) {
        let mut stream = TcpStream::connect(host).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let head = format!(
            "{PART} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n\
             Accept: text/event-stream\r\nAccept-Encoding: gzip\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut own = Self(BufReader::new(stream));
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") && own.0.read_line(&mut head).unwrap() > 0 {}
        (own, head)
    }

    /// The number of the next change; `None` at the end.
    fn next(&mut self) -> Option<u64> {
        let mut line = String::new();
        while self.0.read_line(&mut line).unwrap() > 0 {
            if let Some(number) = line.strip_prefix("data: ") {
                return Some(number.trim().parse().unwrap());
            }
            line.clear();
        }
        None
    }
}

#[actix_web::test]
async fn who_watches_is_told_of_what_is_new_until_they_sign_out_or_the_server_stops() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 4);
    app.account("chen", false);
    app.grant("chen", "raqqa", Role::Auditor);
    let mut server = Server::start_with(&app.database, &[]);
    let host = server.host.clone();
    let (cookie, other) = (sign_in(&host), sign_in(&host));

    let (mut here, head) = Listener::open(&host, &cookie);
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert!(head.contains("content-type: text/event-stream\r\n"), "{head}");
    assert!(!head.contains("content-encoding"), "{head}");
    let (mut there, _) = Listener::open(&host, &other);
    assert_eq!((here.next(), there.next()), (Some(1), Some(1)));
    let judgements = "<dt>judgements</dt><dd>";
    let before = request(&host, PART, &cookie, "").unwrap();
    assert!(before.contains(&format!("{judgements}0<")), "{before}");

    judge(&app, &town);
    let number = here.next().unwrap();
    assert!(number > 1);
    let after = request(&host, PART, &cookie, "").unwrap();
    assert!(!after.contains(&format!("{judgements}0<")), "{after}");
    assert!(there.next().unwrap() > 1);

    let more: Vec<_> =
        (2..WATCHERS_OF_ACCOUNT_MAX).map(|_| Listener::open(&host, &cookie)).collect();
    assert!(more.iter().all(|(_, head)| head.starts_with("HTTP/1.1 200")));
    let (_, refused) = Listener::open(&host, &cookie);
    assert!(refused.starts_with("HTTP/1.1 429"), "{refused}");

    request(&host, "POST /sign-out", &other, "").unwrap();
    while there.next().is_some() {}
    assert!(request(&host, PART, &other, "").unwrap().starts_with("HTTP/1.1 401"));

    here.0.get_ref().set_read_timeout(Some(Duration::from_secs(8))).unwrap();
    Command::new("kill").arg(server.child.id().to_string()).status().unwrap();
    while here.next().is_some() {}
    assert!(server.child.wait().unwrap().success());
}
