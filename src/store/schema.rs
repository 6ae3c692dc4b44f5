//! The tables as diesel sees them; a test checks them against both databases.

mod capture;
mod incident;
pub(super) mod ledger;
mod measure;
mod place;
mod rules;
mod ruling;
mod staff;
mod volunteer;
use diesel::{allow_tables_to_appear_in_same_query, joinable, table};

pub(super) use capture::{capture_files, captures, imports, shifts, sources};
pub(super) use incident::{incident_links, incidents};
pub(super) use measure::{
    censuses, cohorts, fits, golds, merges, past_findings, posteriors, quarantines, skills, visits,
};
pub(super) use place::{
    place_buildings, place_tiers, places, release_buildings, release_files, release_takings,
    releases,
};
pub(super) use rules::{
    proposal_changes, proposals, quality_reports, quality_samples, rule_versions, sampled_buildings,
};
pub(super) use ruling::{blind_answers, case_reopenings, cases, rulings, votes_seen};
pub(super) use staff::{
    accounts, acts, addresses, api_reads, api_tokens, checks, identities, invitations, join_links,
    mails, memberships, paper_codes, retention, sessions, setups,
};
pub(super) use volunteer::{
    announcement_texts, announcements, avoided, devices, examples, messages, practices,
    remark_answers, remarks, shown, texts,
};

table! {
    campaigns (id) {
        id -> BigInt,
        slug -> Text,
        title -> Text,
        about -> Text,
        content_note -> Text,
        phase -> Text,
        judgements_min -> Integer,
        judgements_max -> Integer,
        threshold_num -> Integer,
        threshold_den -> Integer,
        at_cap -> Text,
        chip_px -> Integer,
        export_key -> Text,
        created_at -> Timestamp,
        width_max -> Integer,
        stopping -> Text,
        sure_pm -> Integer,
        gold_first_pm -> Integer,
        gold_later_pm -> Integer,
        repeat_pm -> Integer,
        near_pm -> Integer,
        feedback -> Text,
        help -> Text,
        visibility -> Text,
        rulings_by -> Integer,
    }
}

table! {
    buildings (id) {
        id -> BigInt,
        campaign_id -> BigInt,
        external_id -> Text,
        name -> Nullable<Text>,
        footprint -> Text,
        lon -> Double,
        lat -> Double,
        imported_at -> Timestamp,
        import_id -> Nullable<BigInt>,
        attributes -> Text,
        print -> BigInt,
    }
}

table! {
    reference_windows (id) {
        id -> BigInt,
        building_id -> BigInt,
        after_on -> Nullable<Date>,
        before_on -> Nullable<Date>,
        damage -> Text,
        confidence -> Nullable<Text>,
        said -> Text,
    }
}

table! {
    coverage (building_id, capture_id) {
        building_id -> BigInt,
        capture_id -> BigInt,
        chip -> Nullable<Text>,
        thumb -> Nullable<Text>,
    }
}

table! {
    tiles (building_id, capture_id) {
        building_id -> BigInt,
        capture_id -> BigInt,
        path -> Text,
        sha256 -> Text,
    }
}

table! {
    recipes (id) {
        id -> BigInt,
        capture_id -> BigInt,
        kind -> Text,
        px -> Integer,
        recipe -> Text,
    }
}

table! {
    chips (id) {
        id -> BigInt,
        building_id -> BigInt,
        recipe_id -> BigInt,
        metres -> Integer,
        sha256 -> Text,
        bytes -> Integer,
    }
}

table! {
    exhibits (digest) {
        digest -> Text,
        building_id -> BigInt,
        chips -> Text,
        shown_at -> Timestamp,
    }
}

table! {
    tasks (building_id) {
        building_id -> BigInt,
        campaign_id -> BigInt,
        state -> Text,
        retirement_reason -> Nullable<Text>,
        judged -> Integer,
        leased -> Integer,
        wanted -> Integer,
        is_dealable -> Bool,
        load -> Integer,
        shuffle -> BigInt,
        priority -> Integer,
        cell -> BigInt,
        counted_after -> BigInt,
        dealt_after -> BigInt,
        asked -> Integer,
        is_held -> Bool,
        disagreement -> Integer,
        least -> Integer,
    }
}

table! {
    consensus (building_id) {
        building_id -> BigInt,
        version -> Integer,
        counted -> Integer,
        cannot_tell -> Integer,
        agree -> Integer,
        last_standing -> Text,
        last_standing_capture_id -> Nullable<BigInt>,
        first_destroyed -> Text,
        first_destroyed_capture_id -> Nullable<BigInt>,
        width -> Integer,
        why -> Text,
        method -> Text,
        decided_at -> Timestamp,
    }
}

table! {
    volunteers (id) {
        id -> BigInt,
        token_hash -> Text,
        created_at -> Timestamp,
        phrase_hash -> Nullable<Text>,
    }
}

table! {
    enrolments (volunteer_id, campaign_id) {
        volunteer_id -> BigInt,
        campaign_id -> BigInt,
        consented_at -> Timestamp,
        answered -> Integer,
        cohort_id -> Nullable<BigInt>,
        person_id -> Nullable<BigInt>,
    }
}

table! {
    assignments (id) {
        id -> BigInt,
        volunteer_id -> BigInt,
        campaign_id -> BigInt,
        building_id -> BigInt,
        round -> Integer,
        state -> Text,
        dealt_at -> Timestamp,
        expires_at -> Timestamp,
        purpose -> Text,
    }
}

table! {
    judgements (id) {
        id -> BigInt,
        client_key -> Text,
        assignment_id -> BigInt,
        volunteer_id -> BigInt,
        campaign_id -> BigInt,
        building_id -> BigInt,
        verdict -> Text,
        last_standing_capture_id -> Nullable<BigInt>,
        first_destroyed_capture_id -> Nullable<BigInt>,
        doubt -> Nullable<Text>,
        sureness -> Nullable<Text>,
        mode -> Text,
        trace -> Text,
        unusable -> Text,
        dealt_at -> Timestamp,
        submitted_at -> Timestamp,
        exhibit -> Nullable<Text>,
        purpose -> Text,
    }
}

table! {
    supersedings (judgement_id) {
        judgement_id -> BigInt,
        reason -> Text,
        superseded_at -> Timestamp,
    }
}

joinable!(capture_files -> captures (capture_id));
joinable!(chips -> buildings (building_id));
joinable!(chips -> recipes (recipe_id));
joinable!(recipes -> captures (capture_id));
joinable!(coverage -> buildings (building_id));
joinable!(coverage -> captures (capture_id));
joinable!(captures -> sources (source_id));
joinable!(reference_windows -> buildings (building_id));
joinable!(tasks -> buildings (building_id));
joinable!(consensus -> buildings (building_id));
joinable!(assignments -> buildings (building_id));
joinable!(judgements -> buildings (building_id));
joinable!(supersedings -> judgements (judgement_id));
joinable!(golds -> buildings (building_id));
joinable!(posteriors -> buildings (building_id));
joinable!(past_findings -> buildings (building_id));
joinable!(rulings -> accounts (account_id));
joinable!(rulings -> buildings (building_id));
joinable!(proposal_changes -> buildings (building_id));
joinable!(sampled_buildings -> buildings (building_id));
joinable!(cases -> buildings (building_id));
joinable!(case_reopenings -> accounts (account_id));
joinable!(memberships -> campaigns (campaign_id));

allow_tables_to_appear_in_same_query!(
    incident_links,
    incidents,
    places,
    place_buildings,
    campaigns,
    captures,
    capture_files,
    sources,
    imports,
    shifts,
    buildings,
    reference_windows,
    coverage,
    tiles,
    recipes,
    chips,
    exhibits,
    tasks,
    consensus,
    volunteers,
    enrolments,
    assignments,
    judgements,
    supersedings,
    visits,
    golds,
    cohorts,
    quarantines,
    past_findings,
    fits,
    skills,
    posteriors,
    censuses,
    devices,
    remarks,
    avoided,
    practices,
    shown,
    texts,
    accounts,
    sessions,
    memberships,
    paper_codes,
    invitations,
    join_links,
    acts,
    setups,
    checks,
    cases,
    votes_seen,
    blind_answers,
    rulings,
    case_reopenings,
    merges,
    messages,
    remark_answers,
    announcements,
    announcement_texts,
    rule_versions,
    proposals,
    proposal_changes,
    quality_samples,
    sampled_buildings,
    quality_reports,
);
