//! The tables of places, of how exactly they may be told, and of frozen findings.

use diesel::{
    allow_columns_to_appear_in_same_group_by_clause, allow_tables_to_appear_in_same_query,
    joinable, table,
};

table! {
    places (id) {
        id -> BigInt,
        campaign_id -> BigInt,
        name -> Text,
        outline -> Text,
        weight -> Integer,
        least -> Integer,
        buildings -> Integer,
        made_by -> Text,
        made_at -> Timestamp,
        ended_by -> Nullable<Text>,
        ended_at -> Nullable<Timestamp>,
    }
}

table! {
    place_buildings (place_id, building_id) {
        place_id -> BigInt,
        building_id -> BigInt,
    }
}

joinable!(place_buildings -> places (place_id));
joinable!(release_takings -> releases (release_id));

allow_tables_to_appear_in_same_query!(release_takings, releases);
allow_columns_to_appear_in_same_group_by_clause!(releases::number, release_takings::name);

table! {
    releases (id) {
        id -> BigInt,
        campaign_id -> BigInt,
        number -> Integer,
        title -> Text,
        note -> Text,
        reason -> Text,
        licence -> Text,
        audience -> Text,
        precision_tier -> Text,
        keeps_names -> Bool,
        pseudonyms -> Text,
        embargo_until -> Nullable<Date>,
        account -> Text,
        made_at -> Timestamp,
        state -> Text,
        done -> Integer,
        claimed_at -> Nullable<Timestamp>,
        said -> Text,
        withheld -> BigInt,
        is_listed -> Bool,
    }
}

table! {
    release_files (release_id, name) {
        release_id -> BigInt,
        position -> Integer,
        name -> Text,
        sha256 -> Text,
        bytes -> BigInt,
        row_count -> Nullable<BigInt>,
    }
}

table! {
    release_takings (release_id, name, taken_on) {
        release_id -> BigInt,
        name -> Text,
        taken_on -> Date,
        times -> Integer,
    }
}

table! {
    release_buildings (release_id, building_id) {
        release_id -> BigInt,
        building_id -> BigInt,
        external_id -> Text,
        name -> Text,
        lon -> Double,
        lat -> Double,
        status -> Text,
        after_on -> Nullable<Date>,
        by_on -> Nullable<Date>,
        agreement_pm -> Nullable<Integer>,
        counted -> Integer,
        row_at -> BigInt,
        row_bytes -> Integer,
    }
}

table! {
    place_tiers (building_id) {
        building_id -> BigInt,
        campaign_id -> BigInt,
        tier -> Text,
    }
}
