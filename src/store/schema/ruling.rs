//! The tables of rulings: what people decide that volunteers do not agree on.

use diesel::table;

table! {
    cases (building_id) {
        building_id -> BigInt,
        campaign_id -> BigInt,
        state -> Text,
        round -> Integer,
        changed_at -> Timestamp,
    }
}

table! {
    votes_seen (account_id, building_id) {
        account_id -> BigInt,
        building_id -> BigInt,
        seen_at -> Timestamp,
    }
}

table! {
    blind_answers (id) {
        id -> BigInt,
        campaign_id -> BigInt,
        building_id -> BigInt,
        account_id -> BigInt,
        round -> Integer,
        last_standing_capture_id -> Nullable<BigInt>,
        first_destroyed_capture_id -> Nullable<BigInt>,
        doubt -> Nullable<Text>,
        sureness -> Nullable<Text>,
        is_blind -> Bool,
        answered_at -> Timestamp,
    }
}

table! {
    rulings (id) {
        id -> BigInt,
        campaign_id -> BigInt,
        building_id -> BigInt,
        account_id -> BigInt,
        round -> Integer,
        kind -> Text,
        last_standing -> Nullable<Text>,
        last_standing_capture_id -> Nullable<BigInt>,
        first_destroyed -> Nullable<Text>,
        first_destroyed_capture_id -> Nullable<BigInt>,
        doubt -> Nullable<Text>,
        more -> Nullable<Integer>,
        reason -> Text,
        is_blind -> Bool,
        decides -> Bool,
        ruled_at -> Timestamp,
    }
}

table! {
    case_reopenings (id) {
        id -> BigInt,
        building_id -> BigInt,
        account_id -> BigInt,
        round -> Integer,
        kind -> Text,
        reason -> Text,
        reopened_at -> Timestamp,
    }
}
