//! The tables of what measures volunteers, and of what is derived beside the published windows.

use diesel::{joinable, table};

table! {
    visits (volunteer_id, campaign_id, cell) {
        volunteer_id -> BigInt,
        campaign_id -> BigInt,
        cell -> BigInt,
        dealt -> BigInt,
        near -> BigInt,
    }
}

table! {
    golds (building_id) {
        building_id -> BigInt,
        campaign_id -> BigInt,
        last_standing_capture_id -> Nullable<BigInt>,
        first_destroyed_capture_id -> Nullable<BigInt>,
        explanation -> Text,
        account -> Text,
        set_at -> Timestamp,
        is_active -> Bool,
        practice -> Nullable<Integer>,
        hint -> Text,
    }
}

table! {
    cohorts (id) {
        id -> BigInt,
        campaign_id -> BigInt,
        why -> Text,
        state -> Text,
        members -> Text,
        proposed_at -> Timestamp,
        account -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
    }
}

table! {
    quarantines (id) {
        id -> BigInt,
        campaign_id -> BigInt,
        volunteer_id -> BigInt,
        reason -> Text,
        account -> Text,
        began_at -> Timestamp,
        end_reason -> Nullable<Text>,
        ended_by -> Nullable<Text>,
        ended_at -> Nullable<Timestamp>,
    }
}

table! {
    merges (id) {
        id -> BigInt,
        campaign_id -> BigInt,
        volunteer_id -> BigInt,
        person_id -> BigInt,
        reason -> Text,
        account -> Text,
        began_at -> Timestamp,
        end_reason -> Nullable<Text>,
        ended_by -> Nullable<Text>,
        ended_at -> Nullable<Timestamp>,
    }
}

table! {
    past_findings (building_id, version) {
        building_id -> BigInt,
        version -> Integer,
        state -> Text,
        retirement_reason -> Nullable<Text>,
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
        ended_at -> Timestamp,
        ended_why -> Text,
    }
}

table! {
    fits (id) {
        id -> BigInt,
        campaign_id -> BigInt,
        method -> Text,
        judgements -> BigInt,
        compared -> BigInt,
        differing -> BigInt,
        is_frozen -> Bool,
        parameters -> Text,
        fitted_at -> Timestamp,
    }
}

table! {
    skills (volunteer_id, campaign_id) {
        volunteer_id -> BigInt,
        campaign_id -> BigInt,
        exactness -> Double,
        lateness -> Double,
        spread -> Double,
        lapse -> Double,
    }
}

table! {
    posteriors (building_id) {
        building_id -> BigInt,
        fit_id -> BigInt,
        likeliest -> Text,
        sure_pm -> Integer,
        credible -> Text,
        updated_at -> Timestamp,
    }
}

table! {
    censuses (campaign_id) {
        campaign_id -> BigInt,
        body -> Text,
        counted_at -> Timestamp,
    }
}

joinable!(posteriors -> fits (fit_id));
