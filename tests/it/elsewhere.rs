//! Staff sign in by an account elsewhere, at an issuer that listens on this machine. Programs that
//! are built without the feature have no such way.
#![cfg(feature = "oidc")]

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use aftermath::domain::role::Role;
use aftermath::web::App;
use aftermath::web::elsewhere::{Elsewhere, Settings};
use chrono::Duration;
use openidconnect::core::{
    CoreEdDsaPrivateSigningKey, CoreIdToken, CoreIdTokenClaims, CoreJsonWebKeySet,
    CoreJwsSigningAlgorithm,
};
use openidconnect::{
    Audience, AuthenticationMethodReference, EmptyAdditionalClaims, IssuerUrl, JsonWebKeyId, Nonce,
    PkceCodeChallenge, PkceCodeVerifier, PrivateSigningKey as _, StandardClaims, SubjectIdentifier,
};
use serde_json::json;

use crate::support::app::by;
use crate::support::town::at;
use crate::support::{Answer, Person, TestApp};

/// Keys for these tests alone: the seeds are 32 sevens, and 32 eights.
const KEY: &str = "MC4CAQAwBQYDK2VwBCIEIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH";
const OTHER_KEY: &str = "MC4CAQAwBQYDK2VwBCIEIAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI";

fn key(text: &str) -> CoreEdDsaPrivateSigningKey {
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n");
    let name = JsonWebKeyId::new("one".into());
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pem, Some(name)).unwrap()
}

/// What a code stands for.
#[derive(Clone)]
struct Coded {
    subject: String,
    nonce: String,
    challenge: String,
    audience: &'static str,
    key: &'static str,
    methods: &'static [&'static str],
}

/// An issuer: it knows codes, and gives each away once.
struct Issuer {
    address: String,
    codes: Arc<Mutex<BTreeMap<String, Coded>>>,
}

impl Issuer {
    fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let codes = Arc::new(Mutex::new(BTreeMap::new()));
        let (own, known) = (address.clone(), Arc::clone(&codes));
        // Ends with the test's process.
        std::thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                answer(stream, &own, &known);
            }
        });
        Self { address, codes }
    }

    fn settings(&self) -> Settings {
        Settings {
            issuer: self.address.clone(),
            client: "aftermath".into(),
            secret: "a secret for tests".into(),
            name: "the institute".into(),
        }
    }
}

/// Answers one request of ours.
fn answer(mut stream: TcpStream, own: &str, known: &Mutex<BTreeMap<String, Coded>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut first, mut length) = (String::new(), 0);
    reader.read_line(&mut first).unwrap();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let path = first.split(' ').nth(1).unwrap();
    let said = match path {
        "/.well-known/openid-configuration" => Some(json!({
            "issuer": own, "authorization_endpoint": format!("{own}/authorize"),
            "token_endpoint": format!("{own}/token"), "jwks_uri": format!("{own}/keys"),
            "response_types_supported": ["code"], "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["EdDSA"],
        })),
        "/keys" => {
            let all = CoreJsonWebKeySet::new(vec![key(KEY).as_verification_key()]);
            Some(serde_json::to_value(all).unwrap())
        }
        "/token" => token(&String::from_utf8(body).unwrap(), own, known),
        _ => None,
    };
    let (status, text) =
        said.map_or(("400 Bad Request", "{}".to_owned()), |said| ("200 OK", said.to_string()));
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{text}",
        text.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
}

/// A token for a code, for who proves that they asked for it.
fn token(
    form: &str,
    own: &str,
    known: &Mutex<BTreeMap<String, Coded>>,
) -> Option<serde_json::Value> {
    let pairs: BTreeMap<&str, &str> = form.split('&').filter_map(|p| p.split_once('=')).collect();
    let coded = known.lock().unwrap().remove(*pairs.get("code")?)?;
    let verifier = PkceCodeVerifier::new((*pairs.get("code_verifier")?).to_owned());
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
    if challenge.as_str() != coded.challenge {
        return None;
    }
    // The clock of the application stands still, at a moment long ago.
    let now = at("2017-10-20T09:00:00Z");
    let methods = coded.methods.iter().map(|m| AuthenticationMethodReference::new((*m).into()));
    let claims = CoreIdTokenClaims::new(
        IssuerUrl::new(own.to_owned()).unwrap(),
        vec![Audience::new(coded.audience.into())],
        now + Duration::minutes(5),
        now,
        StandardClaims::new(SubjectIdentifier::new(coded.subject)),
        EmptyAdditionalClaims {},
    )
    .set_nonce(Some(Nonce::new(coded.nonce)))
    .set_auth_method_refs(Some(methods.collect()));
    let algorithm = CoreJwsSigningAlgorithm::EdDsa;
    let id_token = CoreIdToken::new(claims, &key(coded.key), algorithm, None, None).unwrap();
    Some(json!({ "access_token": "none", "token_type": "bearer", "id_token": id_token }))
}

/// What an address hands over under a name.
fn given(address: &str, name: &str) -> String {
    let query = address.split_once('?').unwrap().1;
    let pair = query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")));
    pair.unwrap_or_else(|| panic!("no {name} in {address}")).to_owned()
}

/// Leaves for the issuer; what it is to sign for, and the state to come back with.
async fn leaves(person: &mut Person<'_>, path: &str) -> (Coded, String) {
    let answer = person.get(path).await;
    answer.is(303);
    let session = person.cookie.clone();
    person.keep(&answer);
    person.cookie = format!("{session}; {}", person.cookie);
    let address = answer.header("location");
    let coded = Coded {
        subject: "0407".into(),
        nonce: given(address, "nonce"),
        challenge: given(address, "code_challenge"),
        audience: "aftermath",
        key: KEY,
        methods: &[],
    };
    (coded, given(address, "state"))
}

/// Comes back with a code that stands for this.
async fn returns(issuer: &Issuer, person: &Person<'_>, coded: Coded, state: &str) -> Answer {
    issuer.codes.lock().unwrap().insert("c0de".into(), coded);
    person.get(&format!("/sign-in/elsewhere/back?code=c0de&state={state}")).await
}

async fn linked(demands: bool) -> (Issuer, TestApp) {
    let issuer = Issuer::start();
    let elsewhere = Elsewhere::new(&issuer.settings()).unwrap();
    let app = TestApp::start_with(demands, |app| App { elsewhere: Some(elsewhere), ..app }).await;
    app.town("raqqa", 1);
    app.account("chen", false);
    app.grant("chen", "raqqa", Role::Coordinator);
    let print = aftermath::access::identity::print(&issuer.address, "0407");
    app.store
        .write(move |db| {
            let (account, _) = aftermath::store::accounts::by_name(db, "chen")?.unwrap();
            let now = at("2017-10-20T09:00:00Z");
            aftermath::journey::identity::link(db, by(now), &account, &print)
        })
        .unwrap();
    (issuer, app)
}

#[actix_web::test]
async fn staff_link_an_account_elsewhere_and_sign_in_by_it_until_they_part_with_it() {
    let issuer = Issuer::start();
    let elsewhere = Elsewhere::new(&issuer.settings()).unwrap();
    let app = TestApp::start_with(false, |app| App { elsewhere: Some(elsewhere), ..app }).await;
    app.town("raqqa", 1);
    let mut chen = app.staff("chen", Role::Coordinator).await;
    chen.get("/account").await.is(200).says("the institute");
    let (coded, state) = leaves(&mut chen, "/sign-in/elsewhere?link").await;
    let answer = returns(&issuer, &chen, coded, &state).await;
    assert_eq!(answer.header("location"), "/account");
    chen.get("/account").await.says("It signs in here since 20 October 2017");

    let mut again = app.anybody();
    again.get("/sign-in").await.says("Sign in with the institute");
    let (coded, state) = leaves(&mut again, "/sign-in/elsewhere").await;
    let answer = returns(&issuer, &again, coded, &state).await;
    assert_eq!(answer.header("location"), "/desk");
    again.keep(&answer);
    again.get("/desk").await.is(200).says("chen");

    chen.post("/account/elsewhere", &[]).await.is(303);
    let mut late = app.anybody();
    let (coded, state) = leaves(&mut late, "/sign-in/elsewhere").await;
    returns(&issuer, &late, coded, &state).await.is(401).says("No account here is linked");
    let log = chen.get("/accounts/log").await;
    log.says("sign-in elsewhere linked").says("sign-in elsewhere parted");
}

#[actix_web::test]
async fn what_an_issuer_asked_for_counts_as_the_second_factor_if_it_says_so() {
    let (issuer, app) = linked(true).await;
    for (methods, to) in [
        (&["pwd"][..], "/account/second-factor"),
        (&["otp"], "/account/second-factor"),
        (&["pwd", "mfa"], "/desk"),
    ] {
        let mut chen = app.anybody();
        let (coded, state) = leaves(&mut chen, "/sign-in/elsewhere").await;
        let answer = returns(&issuer, &chen, Coded { methods, ..coded }, &state).await;
        assert_eq!(answer.header("location"), to, "{methods:?}");
    }
}

#[actix_web::test]
async fn nobody_is_signed_in_by_what_the_issuer_did_not_say_to_this_browser() {
    let (issuer, app) = linked(false).await;
    let mut chen = app.anybody();
    let (good, state) = leaves(&mut chen, "/sign-in/elsewhere").await;
    for (what, coded) in [
        ("another nonce", Coded { nonce: "n".into(), ..good.clone() }),
        ("for another site", Coded { audience: "another", ..good.clone() }),
        ("signed by another", Coded { key: OTHER_KEY, ..good.clone() }),
        ("asked for by another browser", Coded { challenge: "c".into(), ..good.clone() }),
    ] {
        let answer = returns(&issuer, &chen, coded, &state).await;
        assert_eq!(answer.status, 502, "{what}");
        assert!(!answer.header("set-cookie").contains("session"), "{what}");
    }
    returns(&issuer, &chen, good.clone(), "another-state").await.is(502);
    returns(&issuer, &app.anybody(), good.clone(), &state).await.is(502);
    returns(&issuer, &chen, Coded { subject: "0408".into(), ..good.clone() }, &state)
        .await
        .is(401)
        .says("No account here is linked");
    returns(&issuer, &chen, good, &state).await.is(303);
}

#[actix_web::test]
async fn a_closed_account_is_not_opened_from_elsewhere() {
    let (issuer, app) = linked(false).await;
    app.database.execute("UPDATE accounts SET disabled_at = '2017-10-01 00:00:00'");
    let mut chen = app.anybody();
    let (coded, state) = leaves(&mut chen, "/sign-in/elsewhere").await;
    returns(&issuer, &chen, coded, &state).await.is(401);
}

#[test]
fn an_issuer_is_reached_by_https_or_on_this_machine() {
    let settings = Settings { issuer: "http://id.example".into(), ..Issuer::start().settings() };
    let error = Elsewhere::new(&settings).err().unwrap();
    assert!(error.contains("https"), "{error}");
}
