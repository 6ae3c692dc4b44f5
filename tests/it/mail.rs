//! Mail to staff: only to who gave an address and confirmed it, and again when a server fails.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration as Wait;

use aftermath::config::MailSettings;
use aftermath::domain::remark::RemarkKind;
use aftermath::domain::role::Role;
use aftermath::journey::mail::{self, Unsent};
use aftermath::store::mails::{self, NewMail};
use chrono::Duration;

use crate::measure::{deal, join};
use crate::support::TestApp;
use crate::volunteer::{note, raise};

/// Takes mail on this machine: (to whom, all of it).
fn post_office() -> (MailSettings, Receiver<(String, String)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (sent, received) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (to, text) = take(stream.unwrap());
            if sent.send((to, text)).is_err() {
                return;
            }
        }
    });
    let settings = MailSettings {
        mail_server: Some(format!("smtp://127.0.0.1:{port}")),
        mail_from: Some("Aftermath <aftermath@example.org>".to_owned()),
        mail_site: Some("https://dates.example.org/".to_owned()),
    };
    (settings, received)
}

fn take(mut stream: TcpStream) -> (String, String) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map(Result::unwrap);
    let (mut to, mut text) = (String::new(), String::new());
    stream.write_all(b"220 here\r\n").unwrap();
    while let Some(line) = lines.next() {
        if let Some(address) = line.strip_prefix("RCPT TO:") {
            to = address.trim_matches(['<', '>']).to_owned();
        }
        if line == "DATA" {
            stream.write_all(b"354 go on\r\n").unwrap();
            let body: Vec<String> = lines.by_ref().take_while(|line| line != ".").collect();
            text = body.join("\n").replace("=\n", "").replace("=3D", "=");
        }
        let is_over = line == "QUIT";
        stream.write_all(if is_over { b"221 bye\r\n" } else { b"250 well\r\n" }).unwrap();
        if is_over {
            break;
        }
    }
    (to, text)
}

fn secret(text: &str, before: &str) -> String {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("no {before} in {text}"));
    rest.chars().take_while(char::is_ascii_hexdigit).collect()
}

#[actix_web::test]
async fn staff_are_written_to_at_an_address_that_they_confirmed() {
    let (settings, post) = post_office();
    let next = || post.recv_timeout(Wait::from_mins(1)).expect("mail comes");
    let app = TestApp::start_with(false, |app| app.with_mail(&settings).unwrap()).await;
    app.town("raqqa", 1);
    let chen = app.staff("chen", Role::Coordinator).await;
    let dana = app.staff("dana", Role::Moderator).await;
    chen.get("/account").await.is(200).says("You are not written to");
    let form = [("address", "chen@example.org"), ("news", "1")];
    let bad = chen.post("/account/mail/set", &[("address", "nobody"), ("news", "1")]).await;
    assert_eq!(bad.is(422).value("#address").as_deref(), Some("nobody"));
    chen.post("/account/mail/set", &form).await.is(303);
    let (to, text) = next();
    assert_eq!(to, "chen@example.org");
    assert!(text.contains("Auto-Submitted: auto-generated"), "{text}");
    let link = secret(&text, "https://dates.example.org/account?mail=");

    let news = [
        ("text-en", "New pictures are in."),
        ("from", "2017-10-20T09:00"),
        ("until", "2017-10-27T09:00"),
    ];
    let home = "/desk/raqqa/announcements/make";
    chen.post(home, &news).await.is(303);
    assert_eq!(app.store.read(mails::queue).unwrap().waiting, 0, "it is not confirmed");
    let confirm = [("secret", link.as_str())];
    dana.post("/account/mail/confirm", &confirm).await.is(422).says("another account");
    chen.get(&format!("/account?mail={link}")).await.is(200).says("Confirm the address");
    chen.post("/account/mail/confirm", &confirm).await.is(303);
    chen.post("/account/mail/confirm", &confirm).await.is(422).says("was used");
    chen.get("/account").await.says("Your address is confirmed").says("value=\"chen@example.org\"");

    chen.post(home, &news).await.is(303);
    let (to, text) = next();
    assert_eq!(to, "chen@example.org");
    assert!(text.contains("New pictures are in.") && text.contains("/desk/raqqa/announcements"));

    let form = [("label", "Emil"), ("role", "adjudicator"), ("address", "emil@example.org")];
    chen.post("/desk/raqqa/team/invite", &form).await.is(200);
    let (to, text) = next();
    assert_eq!(to, "emil@example.org");
    let link = secret(&text, "https://dates.example.org/invitation/");
    app.anybody().get(&format!("/invitation/{link}")).await.is(200);

    chen.post("/account/mail/set", &[("address", "")]).await.is(303);
    chen.post(home, &news).await.is(303);
    let queue = app.store.read(mails::queue).unwrap();
    assert_eq!((queue.waiting, queue.failed), (0, 0), "{queue:?}");
    chen.get("/accounts/log").await.says("mail address set");
}

#[actix_web::test]
async fn without_a_server_no_address_is_asked_for() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    let chen = app.staff("chen", Role::Coordinator).await;
    assert!(!chen.get("/account").await.is(200).text().contains("Your address"));
    let team = chen.get(&format!("/desk/{}/team", town.campaign.slug)).await;
    assert!(!team.is(200).text().contains("Address that the link is sent to"));
    let form = [("address", "chen@example.org")];
    chen.post("/account/mail/set", &form).await.is(404);
}

#[actix_web::test]
async fn what_waits_is_said_once_a_day_and_tried_again_until_it_is_given_up() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    let milan = app.staff("milan", Role::Moderator).await;
    let (account, _) =
        app.store.read(|db| aftermath::store::accounts::by_name(db, "milan")).unwrap().unwrap();
    let (id, now) = (account.id, app.clock.now());
    let wants = move |db: &mut _| {
        mails::put_address(db, id, "milan@example.org", "hash")?;
        mails::set_wishes(db, id, (false, true))?;
        mails::confirm(db, id, "hash", now)
    };
    assert!(app.store.write(wants).unwrap());
    let waiting = || app.store.read(mails::queue).unwrap().waiting;
    mail::remind(&app.store, app.clock.now()).unwrap();
    assert_eq!(waiting(), 0, "nothing waits for them");
    let amina = join(&app, &town, "amina");
    let hers = deal(&app, &town, amina, 1).unwrap();
    raise(&app, &town, amina, &note(&hers, RemarkKind::Other, "a school")).unwrap();
    app.clock.advance(Duration::days(1));
    for _ in 0..2 {
        mail::remind(&app.store, app.clock.now()).unwrap();
    }
    assert_eq!(waiting(), 1, "once a day");

    let mut tries = 0;
    while waiting() > 0 {
        tries += 1;
        let fails = |mail: &mail::Mail| {
            assert_eq!(mail.body, "Town raqqa: 1 open remark");
            Err(Unsent { reason: "the server is away".to_owned(), is_final: false })
        };
        assert_eq!(mail::work_off(&app.store, app.clock.now(), fails).unwrap(), 0);
        app.clock.advance(Duration::hours(13));
    }
    assert_eq!(tries, 7);
    let queue = app.store.read(mails::queue).unwrap();
    assert_eq!((queue.failed, queue.error.as_str()), (1, "the server is away"));
    drop(milan);
    app.account("asha", true);
    let asha = app.signed_in("asha").await;
    asha.get("/site/health").await.is(200).says("1 were given up").says("the server is away");

    let (new, now) =
        (NewMail { address: "a@b", subject: "s", body: "b", path: "" }, app.clock.now());
    app.store.write(move |db| mails::add(db, new, now, now + Duration::hours(1))).unwrap();
    let sends = |_: &mail::Mail| Ok(());
    assert_eq!(mail::work_off(&app.store, now, sends).unwrap(), 0, "it is not due");
    app.clock.advance(Duration::days(31));
    assert_eq!(mail::work_off(&app.store, app.clock.now(), sends).unwrap(), 1);
    assert_eq!(app.store.read(mails::queue).unwrap().failed, 0, "it is old");
}
