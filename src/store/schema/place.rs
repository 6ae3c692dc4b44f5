//! The tables of places that are asked about before others.

use diesel::{joinable, table};

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
