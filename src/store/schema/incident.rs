//! The tables of what others report, and of the buildings that it may have to do with.

use diesel::{joinable, table};

use super::buildings;

table! {
    incidents (id) {
        id -> BigInt,
        campaign_id -> BigInt,
        source -> Text,
        external_id -> Text,
        title -> Text,
        url -> Text,
        grade -> Text,
        status -> Text,
        from_on -> Date,
        to_on -> Date,
        lon -> Nullable<Double>,
        lat -> Nullable<Double>,
        accuracy -> Text,
        accuracy_m -> Nullable<Integer>,
        killed_min -> Nullable<Integer>,
        killed_max -> Nullable<Integer>,
        injured_min -> Nullable<Integer>,
        injured_max -> Nullable<Integer>,
        version -> Integer,
        imported_at -> Timestamp,
        changed_at -> Nullable<Timestamp>,
        is_due -> Bool,
        fits -> Integer,
    }
}

table! {
    incident_links (id) {
        id -> BigInt,
        incident_id -> BigInt,
        building_id -> BigInt,
        campaign_id -> BigInt,
        state -> Text,
        distance_m -> Double,
        overlap_days -> BigInt,
        after_on -> Date,
        by_on -> Date,
        verdict_version -> Integer,
        incident_version -> Integer,
        found_at -> Timestamp,
        reason -> Text,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
    }
}

joinable!(incident_links -> incidents (incident_id));
joinable!(incident_links -> buildings (building_id));
