//! The tables of rules that change and of samples that experts audit.

use diesel::table;

table! {
    rule_versions (id) {
        id -> BigInt,
        campaign_id -> BigInt,
        number -> Integer,
        method -> Text,
        dealing -> Text,
        account -> Text,
        reason -> Text,
        set_at -> Timestamp,
        settled_at -> Nullable<Timestamp>,
    }
}

table! {
    proposals (id) {
        id -> BigInt,
        campaign_id -> BigInt,
        method -> Text,
        base -> Text,
        account -> Text,
        asked_at -> Timestamp,
        counted_at -> Nullable<Timestamp>,
        body -> Text,
    }
}

table! {
    proposal_changes (proposal_id, building_id) {
        proposal_id -> BigInt,
        building_id -> BigInt,
        state_now -> Text,
        state_then -> Text,
        window_now -> Text,
        window_then -> Text,
    }
}

table! {
    quality_samples (id) {
        id -> BigInt,
        campaign_id -> BigInt,
        seed -> BigInt,
        experts -> Integer,
        method -> Text,
        account -> Text,
        drawn_at -> Timestamp,
    }
}

table! {
    sampled_buildings (sample_id, position) {
        sample_id -> BigInt,
        position -> Integer,
        building_id -> BigInt,
        stratum -> Text,
        population -> Integer,
    }
}

table! {
    quality_reports (id) {
        id -> BigInt,
        sample_id -> BigInt,
        body -> Text,
        account -> Text,
        made_at -> Timestamp,
    }
}
