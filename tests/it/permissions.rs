//! Every route against every kind of visitor, and that the table is complete.

use aftermath::domain::campaign::Visibility;
use aftermath::domain::role::Role;
use aftermath::web::routes::ROUTES;

use crate::support::{Person, TestApp};

/// (method, path, status for nobody, volunteer, researcher, moderator, adjudicator, auditor,
/// coordinator), in a campaign in which they have that part.
const TABLE: [(&str, &str, [u16; 7]); 179] = [
    ("GET", "/", [200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/about", [200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/language", [303, 303, 303, 303, 303, 303, 303]),
    ("GET", "/data", [303, 303, 303, 303, 303, 303, 303]),
    ("GET", "/leave", [200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/healthz", [200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/favicon.ico", [303, 303, 303, 303, 303, 303, 303]),
    ("GET", "/static/{hash}/{name}", [404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/chips/{hash}.{format}", [404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/chips/of/{building}/{capture}/{kind}", [404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/c/{slug}/start", [200, 200, 200, 200, 200, 200, 200]),
    ("POST", "/c/{slug}/start", [303, 303, 303, 303, 303, 303, 303]),
    ("GET", "/c/{slug}/task", [401, 200, 401, 401, 401, 401, 401]),
    ("POST", "/c/{slug}/judgements", [401, 404, 401, 401, 401, 401, 401]),
    ("POST", "/c/{slug}/ahead", [401, 200, 401, 401, 401, 401, 401]),
    ("POST", "/c/{slug}/undo", [401, 409, 401, 401, 401, 401, 401]),
    ("GET", "/sw.js", [200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/guide", [200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/restore", [200, 200, 200, 200, 200, 200, 200]),
    ("POST", "/restore", [422, 422, 422, 422, 422, 422, 422]),
    ("GET", "/c/{slug}/learn", [401, 200, 401, 401, 401, 401, 401]),
    ("GET", "/c/{slug}/learn/{n}", [401, 404, 401, 401, 401, 401, 401]),
    ("POST", "/c/{slug}/learn/{n}", [401, 404, 401, 401, 401, 401, 401]),
    ("GET", "/c/{slug}/examples", [401, 200, 401, 401, 401, 401, 401]),
    ("GET", "/c/{slug}/help", [200, 200, 200, 200, 200, 200, 200]),
    ("POST", "/c/{slug}/remarks", [401, 404, 401, 401, 401, 401, 401]),
    ("POST", "/c/{slug}/skip", [401, 404, 401, 401, 401, 401, 401]),
    ("GET", "/c/{slug}/mine", [401, 200, 401, 401, 401, 401, 401]),
    ("POST", "/c/{slug}/mine/everywhere", [401, 303, 401, 401, 401, 401, 401]),
    ("GET", "/c/{slug}/mine/certificate", [401, 200, 401, 401, 401, 401, 401]),
    ("GET", "/c/{slug}/mine/data.json", [401, 200, 401, 401, 401, 401, 401]),
    ("GET", "/c/{slug}/mine/erase", [401, 200, 401, 401, 401, 401, 401]),
    ("POST", "/c/{slug}/mine/erase", [401, 422, 401, 401, 401, 401, 401]),
    ("POST", "/c/{slug}/mine/phrase", [401, 200, 401, 401, 401, 401, 401]),
    ("GET", "/c/{slug}/mine/{judgement}", [401, 404, 401, 401, 401, 401, 401]),
    ("POST", "/c/{slug}/mine/{judgement}/change", [401, 404, 401, 401, 401, 401, 401]),
    ("POST", "/c/{slug}/mine/{judgement}/others", [401, 404, 401, 401, 401, 401, 401]),
    ("GET", "/sign-in", [200, 200, 200, 200, 200, 200, 200]),
    ("POST", "/sign-in", [401, 401, 401, 401, 401, 401, 401]),
    ("GET", "/desk", [401, 401, 200, 200, 200, 200, 200]),
    ("GET", "/desk/{slug}", [401, 401, 200, 200, 200, 200, 200]),
    ("GET", "/desk/{slug}/charts/{name}.csv", [401, 401, 200, 200, 200, 200, 200]),
    ("GET", "/desk/{slug}/live", [401, 401, 200, 200, 200, 200, 200]),
    ("GET", "/desk/{slug}/map", [401, 401, 200, 200, 200, 200, 200]),
    ("GET", "/desk/{slug}/tiles/{capture}/{z}/{x}/{y}.webp", [401, 401, 404, 404, 404, 404, 404]),
    ("GET", "/desk/{slug}/map.json", [401, 401, 200, 200, 200, 200, 200]),
    ("GET", "/desk/{slug}/basemap/{z}/{x}/{y}", [401, 401, 404, 404, 404, 404, 404]),
    ("GET", "/desk/{slug}/buildings/{id}", [401, 401, 403, 403, 403, 200, 200]),
    ("GET", "/desk/{slug}/exports", [401, 401, 200, 403, 403, 200, 200]),
    ("GET", "/desk/{slug}/exports/{file}", [401, 401, 200, 403, 403, 200, 200]),
    ("GET", "/desk/{slug}/exports/taken.csv", [401, 401, 200, 403, 403, 200, 200]),
    ("GET", "/desk/{slug}/releases", [401, 401, 403, 403, 403, 403, 200]),
    ("POST", "/desk/{slug}/releases/{act}", [401, 401, 403, 403, 403, 403, 404]),
    ("GET", "/c/{slug}/releases", [200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/c/{slug}/releases/{n}", [404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/c/{slug}/results", [404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/c/{slug}/results/{building}", [404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/c/{slug}/releases/{n}/results", [404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/c/{slug}/releases/{n}/results/points.json", [404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/c/{slug}/releases/{n}/results/{building}", [404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/c/{slug}/releases/{n}/{file}", [404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/c/{slug}/releases/{n}/since/{m}", [404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/c/{slug}/releases/{n}/since/{m}/changes.csv", [404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/c/{slug}/releases/{n}/buildings/{id}", [404, 404, 404, 404, 404, 404, 404]),
    (
        "GET",
        "/c/{slug}/releases/{n}/buildings/{id}/proofs/{judgement}",
        [404, 404, 404, 404, 404, 404, 404],
    ),
    ("GET", "/c/{slug}/method", [200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/desk/{slug}/tokens", [401, 401, 200, 403, 403, 200, 200]),
    ("POST", "/desk/{slug}/tokens/{act}", [401, 401, 404, 403, 403, 404, 404]),
    ("GET", "/site/settings", [401, 401, 404, 404, 404, 404, 200]),
    ("POST", "/site/settings", [401, 401, 404, 404, 404, 404, 422]),
    ("GET", "/desk/{slug}/imports", [401, 401, 403, 403, 403, 403, 200]),
    ("POST", "/desk/{slug}/imports/{kind}", [401, 401, 403, 403, 403, 403, 400]),
    ("GET", "/desk/{slug}/imports/{id}", [401, 401, 403, 403, 403, 403, 404]),
    ("GET", "/desk/{slug}/imports/{id}/errors.csv", [401, 401, 403, 403, 403, 403, 404]),
    ("GET", "/desk/{slug}/imports/{id}/preview/{number}", [401, 401, 403, 403, 403, 403, 404]),
    ("POST", "/desk/{slug}/imports/{id}/{act}", [401, 401, 403, 403, 403, 403, 404]),
    ("GET", "/desk/{slug}/captures", [401, 401, 403, 403, 403, 403, 200]),
    ("GET", "/desk/{slug}/captures/{id}/align", [401, 401, 403, 403, 403, 403, 404]),
    ("POST", "/desk/{slug}/captures/{id}/align", [401, 401, 403, 403, 403, 403, 422]),
    ("POST", "/desk/{slug}/sources", [401, 401, 403, 403, 403, 403, 422]),
    ("GET", "/sign-in/elsewhere", [404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/sign-in/elsewhere/back", [404, 404, 404, 404, 404, 404, 404]),
    ("POST", "/account/elsewhere", [401, 401, 404, 404, 404, 404, 404]),
    ("GET", "/sign-in/code", [401, 401, 303, 303, 303, 303, 303]),
    ("POST", "/sign-in/code", [401, 401, 401, 401, 401, 401, 401]),
    ("GET", "/account", [401, 401, 200, 200, 200, 200, 200]),
    ("POST", "/account/password", [401, 401, 422, 422, 422, 422, 422]),
    ("POST", "/account/mail/{act}", [401, 401, 404, 404, 404, 404, 404]),
    ("POST", "/account/sessions", [401, 401, 200, 200, 200, 200, 200]),
    ("POST", "/account/paper-codes", [401, 401, 422, 422, 422, 422, 422]),
    ("GET", "/account/second-factor", [401, 401, 200, 200, 200, 200, 200]),
    ("POST", "/account/second-factor", [401, 401, 422, 422, 422, 422, 422]),
    ("GET", "/invitation/{token}", [404, 404, 404, 404, 404, 404, 404]),
    ("POST", "/invitation/{token}", [404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/accounts", [401, 401, 404, 404, 404, 404, 200]),
    ("POST", "/accounts/{act}", [401, 401, 404, 404, 404, 404, 404]),
    ("GET", "/accounts/log", [401, 401, 404, 404, 404, 404, 200]),
    ("GET", "/accounts/log.csv", [401, 401, 404, 404, 404, 404, 200]),
    ("GET", "/site/health", [401, 401, 404, 404, 404, 404, 200]),
    ("POST", "/site/backup", [401, 401, 404, 404, 404, 404, 303]),
    ("GET", "/desk/{slug}/priorities", [401, 401, 403, 403, 403, 403, 200]),
    ("POST", "/desk/{slug}/priorities/{act}", [401, 401, 403, 403, 403, 403, 422]),
    ("GET", "/desk/{slug}/reopen", [401, 401, 403, 403, 403, 403, 200]),
    ("POST", "/desk/{slug}/reopen/{act}", [401, 401, 403, 403, 403, 403, 422]),
    ("GET", "/desk/{slug}/incidents", [401, 401, 200, 403, 403, 200, 200]),
    ("POST", "/desk/{slug}/incidents", [401, 401, 403, 403, 403, 403, 400]),
    ("POST", "/desk/{slug}/incidents/{act}", [401, 401, 403, 403, 403, 403, 404]),
    ("GET", "/desk/{slug}/incidents/{id}", [401, 401, 404, 403, 403, 404, 404]),
    ("POST", "/desk/{slug}/incidents/{id}/{act}", [401, 401, 403, 403, 403, 403, 404]),
    ("GET", "/desk/{slug}/gold", [401, 401, 403, 403, 403, 403, 200]),
    ("POST", "/desk/{slug}/gold", [401, 401, 403, 403, 403, 403, 422]),
    ("POST", "/desk/{slug}/gold/many", [401, 401, 403, 403, 403, 403, 422]),
    ("GET", "/desk/{slug}/gold/{id}", [401, 401, 403, 403, 403, 403, 404]),
    ("POST", "/desk/{slug}/gold/{id}/{act}", [401, 401, 403, 403, 403, 403, 404]),
    ("GET", "/desk/{slug}/team", [401, 401, 403, 403, 403, 403, 200]),
    ("POST", "/desk/{slug}/team/{act}", [401, 401, 403, 403, 403, 403, 404]),
    ("GET", "/desk/{slug}/log", [401, 401, 403, 403, 403, 200, 200]),
    ("GET", "/desk/{slug}/log.csv", [401, 401, 403, 403, 403, 200, 200]),
    ("GET", "/desk/{slug}/review", [401, 401, 403, 403, 200, 403, 200]),
    ("POST", "/desk/{slug}/review", [401, 401, 403, 403, 403, 403, 422]),
    ("GET", "/desk/{slug}/review/{id}", [401, 401, 403, 403, 404, 403, 404]),
    ("POST", "/desk/{slug}/review/{id}/{act}", [401, 401, 403, 403, 404, 403, 404]),
    ("GET", "/desk/{slug}/rulings", [401, 401, 403, 200, 200, 200, 200]),
    ("GET", "/desk/{slug}/rulings/{id}", [401, 401, 403, 404, 404, 404, 404]),
    ("POST", "/desk/{slug}/rulings/{id}/{act}", [401, 401, 403, 404, 404, 403, 404]),
    ("GET", "/desk/{slug}/volunteers", [401, 401, 403, 200, 403, 200, 200]),
    ("GET", "/desk/{slug}/volunteers/{pseudonym}", [401, 401, 403, 404, 403, 404, 404]),
    ("POST", "/desk/{slug}/volunteers/{pseudonym}/{act}", [401, 401, 403, 404, 403, 403, 404]),
    ("POST", "/desk/{slug}/groups/{act}", [401, 401, 403, 404, 403, 403, 404]),
    ("GET", "/desk/{slug}/flags", [401, 401, 403, 200, 403, 200, 200]),
    ("GET", "/desk/{slug}/flags/{id}", [401, 401, 403, 404, 403, 404, 404]),
    ("POST", "/desk/{slug}/flags/{id}/{act}", [401, 401, 403, 404, 403, 403, 404]),
    ("GET", "/desk/{slug}/announcements", [401, 401, 403, 403, 403, 403, 200]),
    ("POST", "/desk/{slug}/announcements/{act}", [401, 401, 403, 403, 403, 403, 404]),
    ("POST", "/c/{slug}/read", [401, 303, 401, 401, 401, 401, 401]),
    ("GET", "/desk/{slug}/rules", [401, 401, 200, 200, 200, 200, 200]),
    ("POST", "/desk/{slug}/rules/{act}", [401, 401, 403, 403, 403, 403, 422]),
    ("GET", "/desk/{slug}/quality", [401, 401, 200, 200, 200, 200, 200]),
    ("POST", "/desk/{slug}/quality", [401, 401, 403, 403, 403, 403, 422]),
    ("POST", "/desk/{slug}/quality/{sample}", [401, 401, 403, 403, 403, 403, 404]),
    ("GET", "/desk/{slug}/quality/reports/{id}.csv", [401, 401, 404, 403, 403, 404, 404]),
    ("GET", "/desk/{slug}/quality/{sample}/{id}", [401, 401, 403, 403, 404, 403, 404]),
    ("POST", "/desk/{slug}/quality/{sample}/{id}", [401, 401, 403, 403, 404, 403, 404]),
    ("GET", "/desk/new", [401, 401, 404, 404, 404, 404, 200]),
    ("POST", "/desk/new", [401, 401, 404, 404, 404, 404, 422]),
    ("GET", "/desk/{slug}/setup", [401, 401, 403, 403, 403, 403, 200]),
    ("POST", "/desk/{slug}/setup/{act}", [401, 401, 403, 403, 403, 403, 404]),
    ("GET", "/desk/{slug}/setup/about", [401, 401, 403, 403, 403, 403, 200]),
    ("POST", "/desk/{slug}/setup/about", [401, 401, 403, 403, 403, 403, 422]),
    ("GET", "/desk/{slug}/setup/examples", [401, 401, 403, 403, 403, 403, 200]),
    ("POST", "/desk/{slug}/setup/examples", [401, 401, 403, 403, 403, 403, 303]),
    ("GET", "/desk/{slug}/setup/rules", [401, 401, 403, 403, 403, 403, 200]),
    ("POST", "/desk/{slug}/setup/rules", [401, 401, 403, 403, 403, 403, 422]),
    ("GET", "/desk/{slug}/setup/gold", [401, 401, 403, 403, 403, 403, 200]),
    ("GET", "/desk/{slug}/setup/check", [401, 401, 403, 403, 403, 403, 200]),
    ("GET", "/desk/{slug}/setup/try/{n}", [401, 401, 403, 403, 403, 403, 200]),
    ("GET", "/desk/{slug}/setup/pilot", [401, 401, 403, 403, 403, 403, 200]),
    ("GET", "/checkpoint", [200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/c/{slug}/checkpoint", [200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/c/{slug}/checkpoint/{size}", [404, 404, 404, 404, 404, 404, 404]),
    ("GET", "/c/{slug}/consistency/{from}/{to}", [200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/desk/{slug}/record", [401, 401, 200, 403, 403, 200, 200]),
    ("GET", "/desk/{slug}/record/{file}", [401, 401, 404, 403, 403, 404, 404]),
    ("POST", "/desk/{slug}/record/sign", [401, 401, 403, 403, 403, 403, 303]),
    ("POST", "/desk/{slug}/record/stamps", [401, 401, 403, 403, 403, 403, 400]),
    ("POST", "/sign-out", [401, 401, 303, 303, 303, 303, 303]),
    ("GET", "/api/docs", [200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/api/openapi.json", [200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/api/v1/campaigns", [401, 401, 401, 401, 401, 401, 401]),
    ("GET", "/api/v1/campaigns/{slug}", [401, 401, 401, 401, 401, 401, 401]),
    ("GET", "/api/v1/campaigns/{slug}/buildings", [401, 401, 401, 401, 401, 401, 401]),
    ("GET", "/api/v1/campaigns/{slug}/buildings/{id}", [401, 401, 401, 401, 401, 401, 401]),
    ("GET", "/api/v1/campaigns/{slug}/judgements", [401, 401, 401, 401, 401, 401, 401]),
    ("GET", "/api/v1/campaigns/{slug}/images", [401, 401, 401, 401, 401, 401, 401]),
    ("GET", "/api/v1/campaigns/{slug}/rulings", [401, 401, 401, 401, 401, 401, 401]),
    ("GET", "/api/v1/campaigns/{slug}/incidents", [401, 401, 401, 401, 401, 401, 401]),
    ("GET", "/api/v1/campaigns/{slug}/links", [401, 401, 401, 401, 401, 401, 401]),
    ("GET", "/api/v1/campaigns/{slug}/releases", [401, 401, 401, 401, 401, 401, 401]),
    ("GET", "/api/v1/campaigns/{slug}/releases/{n}", [401, 401, 401, 401, 401, 401, 401]),
];

fn real(path: &str) -> String {
    path.replace("{slug}", "raqqa")
        .replace("{name}.csv", "settled.csv")
        .replace("buildings/{id}", "buildings/B-1")
        .replace("{n}", "1")
        .replace("{m}", "2")
        .replace("{size}", "77")
        .replace("{from}/{to}", "0/0")
        .replace("{judgement}", "77")
        .replace("{sample}", "77")
        .replace("{id}", "77")
        .replace("{act}", "apply")
        .replace("{kind}", "captures")
        .replace("{building}", "77")
        .replace("{capture}", "77")
        .replace("{number}", "0")
        .replace("{z}/{x}/{y}", "12/2474/1615")
        .replace("{format}", "webp")
        .replace("{file}", "buildings.csv")
        .replace("{pseudonym}", "v-00")
        .replace("{token}", "00")
        .replace("{hash}", "00")
        .replace("{name}", "css/none.css")
}

/// One visitor of each kind, in the order of the table, each at an address of their own.
async fn visitors(app: &TestApp) -> Vec<Person<'_>> {
    let mut all = vec![
        app.anybody(),
        app.volunteer("raqqa").await,
        app.staff("rosa", Role::Researcher).await,
        app.staff("milan", Role::Moderator).await,
        app.staff("ada", Role::Adjudicator).await,
        app.staff("aude", Role::Auditor).await,
        app.staff("chen", Role::Coordinator).await,
    ];
    for (visitor, last) in all.iter_mut().zip(1..) {
        visitor.address = Some(([10, 0, 0, last], 4000).into());
    }
    all
}

#[actix_web::test]
async fn every_route_answers_each_visitor_as_the_table_says() {
    let app = TestApp::start().await;
    app.town("raqqa", 2);
    let visitors = visitors(&app).await;
    for (method, path, statuses) in TABLE {
        for (visitor, status) in visitors.iter().zip(statuses) {
            let answer = visitor.asks(method, &real(path)).await;
            let got = answer.status.as_u16();
            // A server's database is not copied by us.
            let is_served = app.database.is_postgres() && path == "/site/backup";
            let status = if is_served && status == 303 { 422 } else { status };
            assert_eq!(got, status, "{method} {path}: {}", answer.text());
        }
    }
}

#[actix_web::test]
async fn a_campaign_of_others_is_answered_like_one_that_does_not_exist() {
    let app = TestApp::start().await;
    app.town("raqqa", 2);
    let visitors = visitors(&app).await;
    let town = app.town("mosul", 2);
    app.show(&town.campaign, Visibility::Private);
    let mut compared = 0;
    for (method, path, _) in TABLE.iter().filter(|(_, path, _)| path.contains("{slug}")) {
        for visitor in &visitors {
            let at = |slug: &str| real(&path.replace("{slug}", slug));
            let other = visitor.asks(method, &at("mosul")).await;
            let absent = visitor.asks(method, &at("nowhere")).await;
            assert_eq!(other.status, absent.status, "{method} {path}");
            assert!(other.status.is_client_error(), "{method} {path}: {}", other.status);
            assert_eq!(other.text().replace("mosul", "nowhere"), absent.text(), "{method} {path}");
            compared += 1;
        }
    }
    assert!(compared > 200, "{compared} answers compared");
}

#[actix_web::test]
async fn a_head_is_answered_as_the_get_without_its_body() {
    let app = TestApp::start().await;
    app.town("raqqa", 2);
    let visitors = [app.volunteer("raqqa").await, app.staff("chen", Role::Coordinator).await];
    for (_, path, _) in TABLE.iter().filter(|(method, ..)| *method == "GET") {
        for visitor in &visitors {
            let (get, head) = (visitor.get(&real(path)).await, visitor.head(&real(path)).await);
            assert_eq!(head.status, get.status, "{path}");
            assert!(head.body.is_empty(), "{path}");
            for name in ["content-type", "cache-control", "content-security-policy", "location"] {
                assert_eq!(head.header(name), get.header(name), "{name} of {path}");
            }
        }
    }
    for (_, path, _) in TABLE.iter().filter(|(method, ..)| *method == "POST") {
        let (get, head) = (visitors[1].get(&real(path)).await, visitors[1].head(&real(path)).await);
        assert_eq!(head.status, get.status, "{path} takes nothing by HEAD");
    }
}

#[test]
fn the_table_has_every_route() {
    let mut table: Vec<_> = TABLE.iter().map(|(method, path, _)| (*method, *path)).collect();
    let mut routes = ROUTES.to_vec();
    table.sort_unstable();
    routes.sort_unstable();
    assert_eq!(table, routes);
}

#[actix_web::test]
async fn no_post_is_taken_from_another_site() {
    let app = TestApp::start().await;
    app.town("raqqa", 2);
    let mut chen = app.staff("chen", Role::Coordinator).await;
    for site in ["cross-site", "same-site", "none"] {
        chen.site = site.to_owned();
        for (_, path, _) in TABLE.iter().filter(|(method, ..)| *method == "POST") {
            chen.post(&real(path), &[]).await.is(403).says("another site");
        }
    }
    chen.site = "same-origin".to_owned();
    chen.get("/desk").await.is(200);
}

#[actix_web::test]
async fn every_page_is_guarded_by_its_headers() {
    let app = TestApp::start().await;
    app.town("raqqa", 1);
    let amina = app.volunteer("raqqa").await;
    for path in ["/", "/about", "/c/raqqa/start", "/c/raqqa/task", "/nothing"] {
        let answer = amina.get(path).await;
        assert!(
            answer.header("content-security-policy").starts_with("default-src 'none'"),
            "{path}"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
    }
}
