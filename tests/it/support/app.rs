//! The application without a socket, and the people who use it.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;

use actix_http::Request;
use actix_web::body::to_bytes;
use actix_web::http::header::{HeaderMap, SET_COOKIE};
use actix_web::http::{Method, StatusCode};
use actix_web::{test, web};
use aftermath::access::password::{self, Effort};
use aftermath::clock::Clock;
use aftermath::domain::campaign::{Campaign, Visibility};
use aftermath::domain::policy::Policy;
use aftermath::domain::role::Role;
use aftermath::imagery::Vault;
use aftermath::imagery::vault::Place;
use aftermath::journey::log::{By, COMMAND_LINE};
use aftermath::journey::{look, team, visibility};
use aftermath::store::{Db, Store};

use aftermath::web::{App, Manner, server};
use chrono::{DateTime, Utc};
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;
use scraper::{Html, Selector};
use serde_json::Value;

use super::database::TestDatabase;
use super::town::{self, Town};

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The value of the first element that the selector finds.
    pub(crate) fn value(&self, selector: &str) -> Option<String> {
        self.attr(selector, "value")
    }

    pub(crate) fn attr(&self, selector: &str, name: &str) -> Option<String> {
        let page = Html::parse_document(&self.text());
        let found = page.select(&Selector::parse(selector).unwrap()).next()?;
        found.value().attr(name).map(str::to_owned)
    }

    #[track_caller]
    pub(crate) fn is(&self, status: u16) -> &Self {
        assert_eq!(self.status.as_u16(), status, "{}", String::from_utf8_lossy(&self.body));
        self
    }

    #[track_caller]
    pub(crate) fn says(&self, words: &str) -> &Self {
        let text = self.text();
        assert!(text.contains(words), "{words:?} is not in {text}");
        self
    }
}

type Call = Box<dyn Fn(Request) -> Pin<Box<dyn Future<Output = Answer>>>>;

/// The chips beside a database.
pub(crate) fn open_vault(folder: &std::path::Path) -> Vault {
    Vault::open(&Place::Folder(folder.join("chips"))).unwrap()
}

/// The password of every account here.
pub(crate) const PASSWORD: &str = "a long enough sentence";

/// The command line, at a time.
pub(crate) fn by(now: DateTime<Utc>) -> By<'static> {
    By { name: COMMAND_LINE, now }
}

/// An application on a database of its own.
pub(crate) struct TestApp {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) database: TestDatabase,
    call: Call,
}

impl TestApp {
    pub(crate) async fn start() -> Self {
        Self::start_asking(false).await
    }

    /// The same, asking staff for a second factor or not.
    pub(crate) async fn start_asking(demands: bool) -> Self {
        Self::start_with(demands, |app| app).await
    }

    /// The same, with an application that is changed first.
    pub(crate) async fn start_with(demands: bool, change: impl FnOnce(App) -> App) -> Self {
        let database = TestDatabase::new();
        let store = database.open();
        let clock = Clock::fixed(town::at("2017-10-20T09:00:00Z"));
        let folder = database.folder.path();
        let vault = open_vault(folder);
        let manner =
            Manner { effort: Effort::TEST, behind_proxy: false, is_second_required: demands };
        let app = App::new(store.clone(), vault, clock.clone(), folder, &[7; 64], manner).unwrap();
        let app = change(app);
        let service = test::init_service(server::application(web::Data::new(app))).await;
        let service = std::rc::Rc::new(service);
        let call: Call = Box::new(move |request| {
            let service = service.clone();
            Box::pin(async move {
                let response = match test::try_call_service(&*service, request).await {
                    Ok(response) => response.map_into_boxed_body().into_parts().1,
                    Err(error) => error.error_response(),
                };
                let (status, headers) = (response.status(), response.headers().clone());
                let body = to_bytes(response.into_body()).await.unwrap().to_vec();
                Answer { status, headers, body }
            })
        });
        Self { store, clock, database, call }
    }

    /// A vault on the application's chips.
    pub(crate) fn vault(&self) -> Vault {
        open_vault(self.database.folder.path())
    }

    /// An open campaign of `n` buildings under the default policy.
    pub(crate) fn town(&self, slug: &str, n: usize) -> Town {
        town::build(&self.store, &self.vault(), slug, Policy::default(), n)
    }

    /// Somebody whose browser holds nothing yet.
    pub(crate) fn anybody(&self) -> Person<'_> {
        Person { app: self, cookie: String::new(), site: "same-origin".into(), address: None }
    }

    /// A volunteer who consented.
    pub(crate) async fn volunteer(&self, slug: &str) -> Person<'_> {
        let mut person = self.anybody();
        let answer = person.post(&format!("/c/{slug}/start"), &[]).await;
        answer.is(303);
        person.keep(&answer);
        person
    }

    /// An account with the password of all accounts here.
    pub(crate) fn account(&self, name: &str, is_admin: bool) {
        let mut rng = ChaCha20Rng::seed_from_u64(5);
        let hash = password::hash(PASSWORD, Effort::TEST, &mut rng).unwrap();
        let (owned, by) = (name.to_owned(), self.by());
        let made = self.store.write(move |db| team::make(db, by, &owned, &hash, is_admin));
        made.unwrap();
    }

    pub(crate) fn by(&self) -> By<'static> {
        by(self.clock.now())
    }

    /// Gives an account a part in a campaign.
    pub(crate) fn grant(&self, name: &str, slug: &str, role: Role) {
        let campaign = self.store.read(|db| look::any_campaign(db, slug)).unwrap();
        let (owned, by) = (name.to_owned(), self.by());
        self.store.write(move |db| team::grant(db, by, &campaign, &owned, role)).unwrap();
    }

    /// Sets who finds a campaign.
    pub(crate) fn show(&self, campaign: &Campaign, wanted: Visibility) {
        let (campaign, by) = (campaign.clone(), self.by());
        let set = move |db: &mut Db| visibility::set(db, by, &campaign, wanted);
        self.store.write(set).unwrap();
    }

    /// Staff with a part in every campaign that is there, signed in.
    pub(crate) async fn staff(&self, name: &str, role: Role) -> Person<'_> {
        self.account(name, role == Role::Coordinator);
        for campaign in self.store.read(look::campaigns).unwrap() {
            self.grant(name, campaign.slug.as_str(), role);
        }
        self.signed_in(name).await
    }

    /// Somebody with an account, signed in.
    pub(crate) async fn signed_in(&self, name: &str) -> Person<'_> {
        let mut person = self.anybody();
        let form = [("name", name), ("password", PASSWORD)];
        let answer = person.post("/sign-in", &form).await;
        answer.is(303);
        person.keep(&answer);
        person
    }
}

/// Somebody with a browser.
#[derive(Clone)]
pub(crate) struct Person<'a> {
    app: &'a TestApp,
    pub(crate) cookie: String,
    pub(crate) site: String,
    pub(crate) address: Option<SocketAddr>,
}

impl Person<'_> {
    /// Gets, or posts an empty form.
    pub(crate) async fn asks(&self, method: &str, path: &str) -> Answer {
        match method {
            "GET" => self.get(path).await,
            _ => self.post(path, &[]).await,
        }
    }

    fn from(&self, request: test::TestRequest) -> test::TestRequest {
        match self.address {
            Some(address) => request.peer_addr(address),
            None => request,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        let request = self.from(test::TestRequest::get()).uri(path);
        (self.app.call)(request.insert_header(("Cookie", self.cookie.clone())).to_request()).await
    }

    /// Gets as a program that shows a token.
    pub(crate) async fn get_as(&self, path: &str, token: &str) -> Answer {
        let request = self.from(test::TestRequest::get()).uri(path);
        let request = request.insert_header(("Cookie", self.cookie.clone()));
        let said = ("Authorization", format!("Bearer {token}"));
        (self.app.call)(request.insert_header(said).to_request()).await
    }

    /// Gets with headers of its own.
    pub(crate) async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let request = self.from(test::TestRequest::get()).uri(path);
        let request = request.insert_header(("Cookie", self.cookie.clone()));
        let with = |request: test::TestRequest, header: &(&str, &str)| {
            request.insert_header((header.0.to_owned(), header.1.to_owned()))
        };
        (self.app.call)(headers.iter().fold(request, with).to_request()).await
    }

    /// What a HEAD is answered: its status, its headers, and whether a body came with them.
    pub(crate) async fn head(&self, path: &str) -> Answer {
        let request = test::TestRequest::default().method(Method::HEAD).uri(path);
        (self.app.call)(request.insert_header(("Cookie", self.cookie.clone())).to_request()).await
    }

    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.post_for("text/html", path, form).await
    }

    /// Posts as the page's script does, and reads the JSON that comes back.
    pub(crate) async fn script(&self, path: &str, form: &[(&str, &str)]) -> (u16, Value) {
        let answer = self.post_for("application/json", path, form).await;
        (answer.status.as_u16(), serde_json::from_slice(&answer.body).unwrap())
    }

    async fn post_for(&self, accept: &str, path: &str, form: &[(&str, &str)]) -> Answer {
        let request = self
            .from(test::TestRequest::post())
            .uri(path)
            .insert_header(("Accept", accept))
            .insert_header(("Cookie", self.cookie.clone()))
            .insert_header(("Sec-Fetch-Site", self.site.clone()))
            .set_form(form);
        (self.app.call)(request.to_request()).await
    }

    /// Posts a body of some type, as a form with files.
    pub(crate) async fn post_body(&self, path: &str, kind: &str, body: Vec<u8>) -> Answer {
        let request = self
            .from(test::TestRequest::post())
            .uri(path)
            .insert_header(("Content-Type", kind))
            .insert_header(("Accept", "text/html"))
            .insert_header(("Cookie", self.cookie.clone()))
            .insert_header(("Sec-Fetch-Site", self.site.clone()))
            .set_payload(body);
        (self.app.call)(request.to_request()).await
    }

    /// Keeps the cookies of an answer.
    pub(crate) fn keep(&mut self, answer: &Answer) {
        let set = answer.headers.get_all(SET_COOKIE).map(|value| value.to_str().unwrap());
        let pairs: Vec<&str> = set.filter_map(|cookie| cookie.split(';').next()).collect();
        self.cookie = pairs.join("; ");
    }

    /// The task page, on a narrow screen.
    pub(crate) async fn task(&self, slug: &str) -> Answer {
        self.get(&format!("/c/{slug}/task?view=guided")).await
    }

    /// Answers the current task with these words, under a new key.
    pub(crate) async fn answers(&self, slug: &str, words: &[(&str, &str)]) -> Answer {
        let assignment = self.task(slug).await.value("input[name=a]").expect("a task is open");
        self.sends(slug, &assignment, &uuid::Uuid::new_v4().to_string(), words).await
    }

    /// Takes back the answer whose acceptance this was.
    pub(crate) async fn takes_back(&self, slug: &str, accepted: &Answer) -> Answer {
        let id = accepted.header("location").rsplit("j=").next().unwrap().to_owned();
        self.post(&format!("/c/{slug}/undo"), &[("judgement", &id)]).await
    }

    /// Sends an answer for an assignment under a key.
    pub(crate) async fn sends(
        &self,
        slug: &str,
        assignment: &str,
        key: &str,
        words: &[(&str, &str)],
    ) -> Answer {
        let mut form = vec![("assignment", assignment), ("key", key), ("mode", "guided")];
        form.extend_from_slice(words);
        self.post(&format!("/c/{slug}/judgements"), &form).await
    }
}
