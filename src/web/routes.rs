//! The one table of routes: method, path, handler. Who may is in the handler's extractors, and
//! `tests/it/permissions.rs` holds the table against every role.

use actix_web::middleware::Compress;
use actix_web::web::{self, ServiceConfig, get, post};

use super::error::Failure;
use super::pages::{
    about, account, accounts, align, announcements, building, captures, certificate, charts,
    checkpoint, choices, desk, dossier, erase, examples, exports, flags, gold, gold_one, guide,
    health, help, home, import, imports, incident, incidents, invitation, learn, learn_outcome,
    leave, log, map_large, method as method_page, mine, mine_answer, phrase, priorities, progress,
    quality, quality_case, record, release, release_changes, releases as release_list, remark,
    reopen, restore, results, results_card, review, review_case, rules, rulings, settings, setup,
    setup_about, setup_check, setup_examples, setup_gold, setup_new, setup_pilot, setup_rules,
    setup_try, sign_in, sign_in_elsewhere, start, task, team, tokens, volunteer, volunteers,
};
use super::{api, assets, chips};
use crate::domain::limits::{LIST_BYTES_MAX, TEXTS_FORM_BYTES_MAX};

mod table;

pub use table::ROUTES;

/// Adds every route.
pub fn configure(config: &mut ServiceConfig) {
    config
        .route("/", get().to(home::show))
        .route("/about", get().to(about::show))
        .route("/language", get().to(choices::language))
        .route("/data", get().to(choices::data))
        .route("/leave", get().to(leave::show))
        .route("/healthz", get().to(super::server::health))
        .route("/favicon.ico", get().to(super::server::icon))
        .route("/static/{hash}/{name:.*}", get().to(assets::serve))
        .route("/chips/{hash}.{format:webp|jpg}", get().to(chips::serve))
        .route("/chips/of/{building}/{capture}/{kind}", get().to(chips::on_demand))
        .route("/c/{slug}/start", get().to(start::show))
        .route("/c/{slug}/start", post().to(start::consent))
        .route("/c/{slug}/task", get().to(task::show))
        .route("/c/{slug}/judgements", post().to(task::judge))
        .route("/c/{slug}/ahead", post().to(task::ahead))
        .route("/c/{slug}/undo", post().to(task::undo))
        .configure(beside)
        .route("/sign-in", get().to(sign_in::show))
        .route("/sign-in", post().to(sign_in::sign_in))
        .configure(staff)
        .configure(adjudication)
        .configure(places)
        .configure(releases)
        .route("/site/health", get().to(health::show))
        .route("/site/backup", post().to(health::back_up))
        .route("/site/settings", get().to(settings::show))
        .route("/site/settings", post().to(settings::set))
        .configure(people)
        .configure(recorded)
        .configure(programs)
        .configure(method)
        .configure(setting_up)
        .route("/desk", get().to(desk::show))
        .route("/desk/{slug}", get().to(progress::show))
        .route("/desk/{slug}/charts/{name}.csv", get().to(charts::csv))
        .route("/desk/{slug}/live", get().to(progress::live))
        .route("/desk/{slug}/map", get().to(map_large::show))
        .route("/desk/{slug}/map.json", get().to(map_large::points))
        .route("/desk/{slug}/tiles/{capture}/{z}/{x}/{y}.webp", get().to(map_large::tile))
        .route("/desk/{slug}/basemap/{z}/{x}/{y}", get().to(map_large::basemap_tile))
        .route("/desk/{slug}/buildings/{id}", get().to(building::show))
        .route("/desk/{slug}/exports", get().to(exports::show))
        .route("/desk/{slug}/exports/taken.csv", get().to(exports::taken))
        .route("/desk/{slug}/tokens", get().to(tokens::show))
        .route("/desk/{slug}/tokens/{act}", post().to(tokens::act))
        .route("/desk/{slug}/imports", get().to(imports::show))
        .route("/desk/{slug}/imports/{kind}", post().to(imports::send))
        .route("/desk/{slug}/imports/{id}", get().to(import::show))
        .route("/desk/{slug}/imports/{id}/errors.csv", get().to(import::errors))
        .route("/desk/{slug}/imports/{id}/preview/{number}", get().to(import::preview))
        .route("/desk/{slug}/imports/{id}/{act}", post().to(import::act))
        .route("/desk/{slug}/captures", get().to(captures::show))
        .route("/desk/{slug}/captures/{id}/align", get().to(align::show))
        .route("/desk/{slug}/captures/{id}/align", post().to(align::set))
        .route("/desk/{slug}/sources", post().to(captures::set_terms))
        // What streams is compressed as it comes.
        .service(
            web::resource("/desk/{slug}/exports/{file}")
                .wrap(Compress::default())
                .route(get().to(exports::file)),
        )
        .default_service(web::to(nothing_here));
}

async fn nothing_here() -> Result<actix_web::HttpResponse, Failure> {
    Err(Failure::not_found())
}

/// How staff sign in and are looked after.
fn staff(config: &mut ServiceConfig) {
    config
        .route("/sign-out", post().to(sign_in::sign_out))
        .route("/sign-in/elsewhere", get().to(sign_in_elsewhere::begin))
        .route("/sign-in/elsewhere/back", get().to(sign_in_elsewhere::came_back))
        .route("/account/elsewhere", post().to(sign_in_elsewhere::part))
        .route("/sign-in/code", get().to(sign_in::code))
        .route("/sign-in/code", post().to(sign_in::prove))
        .route("/account", get().to(account::show))
        .route("/account/password", post().to(account::set_password))
        .route("/account/mail/{act}", post().to(account::set_mail))
        .route("/account/sessions", post().to(account::end_sessions))
        .route("/account/paper-codes", post().to(account::new_paper_codes))
        .route("/account/second-factor", get().to(account::second_factor))
        .route("/account/second-factor", post().to(account::set_second_factor))
        .route("/invitation/{token}", get().to(invitation::show))
        .route("/invitation/{token}", post().to(invitation::accept))
        .route("/accounts", get().to(accounts::show))
        .route("/accounts/log", get().to(log::show_site))
        .route("/accounts/log.csv", get().to(log::csv_site))
        .route("/accounts/{act}", post().to(accounts::act))
        .route("/desk/{slug}/team", get().to(team::show))
        .route("/desk/{slug}/team/{act}", post().to(team::act))
        .route("/desk/{slug}/log", get().to(log::show))
        .route("/desk/{slug}/log.csv", get().to(log::csv));
}

/// How places are put first, gold is set, and new captures are shown.
fn places(config: &mut ServiceConfig) {
    config
        .route("/desk/{slug}/gold", get().to(gold::show))
        .route("/desk/{slug}/gold", post().to(gold::find))
        .service(
            web::resource("/desk/{slug}/gold/many")
                .guard(actix_web::guard::Post())
                .app_data(web::FormConfig::default().limit(TEXTS_FORM_BYTES_MAX))
                .route(post().to(gold::many)),
        )
        .route("/desk/{slug}/gold/{id}", get().to(gold_one::show))
        .service(
            web::resource("/desk/{slug}/gold/{id}/{act}")
                .app_data(web::FormConfig::default().limit(TEXTS_FORM_BYTES_MAX))
                .route(post().to(gold_one::act)),
        )
        .route("/desk/{slug}/incidents", get().to(incidents::show))
        .route("/desk/{slug}/incidents", post().to(incidents::import))
        .route("/desk/{slug}/incidents/{act}", post().to(incidents::look))
        .route("/desk/{slug}/incidents/{id}", get().to(incident::show))
        .route("/desk/{slug}/incidents/{id}/{act}", post().to(incident::act))
        .route("/desk/{slug}/reopen", get().to(reopen::show))
        .route("/desk/{slug}/reopen/{act}", post().to(reopen::act))
        .route("/desk/{slug}/priorities", get().to(priorities::show));
    config.service(
        web::resource("/desk/{slug}/priorities/{act}")
            .app_data(web::FormConfig::default().limit(LIST_BYTES_MAX))
            .route(post().to(priorities::act)),
    );
}

/// Frozen findings.
fn releases(config: &mut ServiceConfig) {
    config
        .route("/desk/{slug}/releases", get().to(release_list::desk))
        .route("/desk/{slug}/releases/{act}", post().to(release_list::act))
        .route("/c/{slug}/releases", get().to(release_list::show))
        .route("/c/{slug}/releases/{n}", get().to(release::show))
        .route("/c/{slug}/results", get().to(results::newest))
        .route("/c/{slug}/results/{building}", get().to(results_card::newest))
        .route("/c/{slug}/releases/{n}/results", get().to(results::show))
        .route("/c/{slug}/releases/{n}/results/points.json", get().to(results::points))
        .route("/c/{slug}/releases/{n}/results/{building}", get().to(results_card::show))
        .route("/c/{slug}/releases/{n}/{file}", get().to(release::file))
        .route("/c/{slug}/releases/{n}/since/{m}", get().to(release_changes::show))
        .route("/c/{slug}/releases/{n}/since/{m}/changes.csv", get().to(release_changes::csv))
        .route("/c/{slug}/releases/{n}/buildings/{id}", get().to(dossier::show))
        .route("/c/{slug}/releases/{n}/buildings/{id}/proofs/{judgement}", get().to(dossier::proof))
        .route("/c/{slug}/method", get().to(method_page::show));
}

/// How contested cases are ruled on, and rulings disputed.
fn adjudication(config: &mut ServiceConfig) {
    config
        .route("/desk/{slug}/review", get().to(review::show))
        .route("/desk/{slug}/review", post().to(review::set))
        .route("/desk/{slug}/review/{id}", get().to(review_case::show))
        .route("/desk/{slug}/review/{id}/{act}", post().to(review_case::act))
        .route("/desk/{slug}/rulings", get().to(rulings::show))
        .route("/desk/{slug}/rulings/{id}", get().to(rulings::one))
        .route("/desk/{slug}/rulings/{id}/{act}", post().to(rulings::act));
}

/// How volunteers are looked after and written to.
fn people(config: &mut ServiceConfig) {
    config
        .route("/desk/{slug}/volunteers", get().to(volunteers::show))
        .route("/desk/{slug}/volunteers/{pseudonym}", get().to(volunteer::show))
        .route("/desk/{slug}/volunteers/{pseudonym}/{act}", post().to(volunteer::act))
        .route("/desk/{slug}/groups/{act}", post().to(volunteers::act))
        .route("/desk/{slug}/flags", get().to(flags::show))
        .route("/desk/{slug}/flags/{id}", get().to(flags::one))
        .route("/desk/{slug}/flags/{id}/{act}", post().to(flags::act))
        .route("/desk/{slug}/announcements", get().to(announcements::show))
        .route("/desk/{slug}/announcements/{act}", post().to(announcements::act));
}

/// What was recorded, and how others can hold us to it.
fn recorded(config: &mut ServiceConfig) {
    config
        .route("/checkpoint", get().to(checkpoint::list))
        .route("/c/{slug}/checkpoint", get().to(checkpoint::newest))
        .route("/c/{slug}/checkpoint/{size}", get().to(checkpoint::of_size))
        .route("/c/{slug}/consistency/{from}/{to}", get().to(checkpoint::consistency))
        .route("/desk/{slug}/record", get().to(record::show))
        .route("/desk/{slug}/record/sign", post().to(record::sign))
        .route("/desk/{slug}/record/stamps", post().to(record::keep))
        .route("/desk/{slug}/record/{file}", get().to(record::file));
}

/// What programs read.
fn programs(config: &mut ServiceConfig) {
    config
        .route("/api/docs", get().to(super::pages::api::show))
        .route("/api/openapi.json", get().to(api::description))
        .route("/api/v1/campaigns", get().to(api::campaigns))
        .route("/api/v1/campaigns/{slug}", get().to(api::campaign))
        .route("/api/v1/campaigns/{slug}/buildings", get().to(api::buildings))
        .route("/api/v1/campaigns/{slug}/buildings/{id}", get().to(api::building))
        .route("/api/v1/campaigns/{slug}/judgements", get().to(api::judgements))
        .route("/api/v1/campaigns/{slug}/images", get().to(api::images))
        .route("/api/v1/campaigns/{slug}/rulings", get().to(api::rulings))
        .route("/api/v1/campaigns/{slug}/incidents", get().to(api::incidents))
        .route("/api/v1/campaigns/{slug}/links", get().to(api::links))
        .route("/api/v1/campaigns/{slug}/releases", get().to(api::releases))
        .route("/api/v1/campaigns/{slug}/releases/{n}", get().to(api::release));
}

/// Which rules are in force, and how good what they publish is.
fn method(config: &mut ServiceConfig) {
    config
        .route("/desk/{slug}/rules", get().to(rules::show))
        .route("/desk/{slug}/rules/{act}", post().to(rules::act))
        .route("/desk/{slug}/quality", get().to(quality::show))
        .route("/desk/{slug}/quality", post().to(quality::draw))
        .route("/desk/{slug}/quality/{sample}", post().to(quality::report))
        .route("/desk/{slug}/quality/reports/{id}.csv", get().to(quality::csv))
        .route("/desk/{slug}/quality/{sample}/{id}", get().to(quality_case::show))
        .route("/desk/{slug}/quality/{sample}/{id}", post().to(quality_case::answer));
}

/// How a campaign is set up, opened, paused, closed and put away.
fn setting_up(config: &mut ServiceConfig) {
    config
        .route("/desk/new", get().to(setup_new::show))
        .route("/desk/new", post().to(setup_new::make))
        .route("/desk/{slug}/setup", get().to(setup::show))
        // Its texts are longer than other forms.
        .service(
            web::resource("/desk/{slug}/setup/about")
                .app_data(web::FormConfig::default().limit(TEXTS_FORM_BYTES_MAX))
                .route(get().to(setup_about::show))
                .route(post().to(setup_about::save)),
        )
        .route("/desk/{slug}/setup/examples", get().to(setup_examples::show))
        .route("/desk/{slug}/setup/examples", post().to(setup_examples::save))
        .route("/desk/{slug}/setup/rules", get().to(setup_rules::show))
        .route("/desk/{slug}/setup/rules", post().to(setup_rules::save))
        .route("/desk/{slug}/setup/gold", get().to(setup_gold::show))
        .route("/desk/{slug}/setup/check", get().to(setup_check::show))
        .route("/desk/{slug}/setup/try/{n}", get().to(setup_try::show))
        .route("/desk/{slug}/setup/pilot", get().to(setup_pilot::show))
        .route("/desk/{slug}/setup/{act}", post().to(setup::act));
}

/// What a volunteer does beside the task itself.
fn beside(config: &mut ServiceConfig) {
    config
        .route("/sw.js", get().to(assets::worker))
        .route("/guide", get().to(guide::show))
        .route("/restore", get().to(restore::show))
        .route("/restore", post().to(restore::restore))
        .route("/c/{slug}/learn", get().to(learn::show))
        .route("/c/{slug}/examples", get().to(examples::show))
        .route("/c/{slug}/learn/{n}", get().to(learn_outcome::show))
        .route("/c/{slug}/learn/{n}", post().to(learn_outcome::answer))
        .route("/c/{slug}/help", get().to(help::show))
        .route("/c/{slug}/remarks", post().to(remark::raise))
        .route("/c/{slug}/skip", post().to(remark::skip))
        .route("/c/{slug}/read", post().to(mine::read))
        .route("/c/{slug}/mine", get().to(mine::show))
        .route("/c/{slug}/mine/everywhere", post().to(mine::everywhere))
        .route("/c/{slug}/mine/certificate", get().to(certificate::show))
        .route("/c/{slug}/mine/data.json", get().to(mine::data))
        .route("/c/{slug}/mine/erase", get().to(erase::show))
        .route("/c/{slug}/mine/erase", post().to(erase::erase))
        .route("/c/{slug}/mine/phrase", post().to(phrase::make))
        .route("/c/{slug}/mine/{judgement}", get().to(mine_answer::show))
        .route("/c/{slug}/mine/{judgement}/change", post().to(mine_answer::change))
        .route("/c/{slug}/mine/{judgement}/others", post().to(mine_answer::others));
}
