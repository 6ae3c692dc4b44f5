//! The tables of what volunteers say beside their answers, and of how they are met.

use diesel::{joinable, table};

use super::buildings;

table! {
    devices (token_hash) {
        token_hash -> Text,
        volunteer_id -> BigInt,
        added_at -> Timestamp,
    }
}

table! {
    remarks (id) {
        id -> BigInt,
        client_key -> Text,
        assignment_id -> BigInt,
        volunteer_id -> BigInt,
        campaign_id -> BigInt,
        building_id -> BigInt,
        capture_id -> Nullable<BigInt>,
        kind -> Text,
        text -> Text,
        raised_at -> Timestamp,
        is_open -> Bool,
    }
}

table! {
    avoided (volunteer_id, campaign_id, cell) {
        volunteer_id -> BigInt,
        campaign_id -> BigInt,
        cell -> BigInt,
        is_middle -> Bool,
    }
}

table! {
    practices (volunteer_id, building_id) {
        volunteer_id -> BigInt,
        building_id -> BigInt,
        campaign_id -> BigInt,
        tries -> Integer,
        is_passed -> Bool,
        is_first_right -> Bool,
        was_shown -> Bool,
        tried_at -> Timestamp,
    }
}

table! {
    shown (volunteer_id, building_id) {
        volunteer_id -> BigInt,
        building_id -> BigInt,
        shown_at -> Timestamp,
    }
}

table! {
    examples (campaign_id, place) {
        campaign_id -> BigInt,
        place -> Integer,
        building_id -> BigInt,
        capture_id -> BigInt,
        is_destroyed -> Bool,
        words -> Text,
    }
}

table! {
    texts (campaign_id, lang, name) {
        campaign_id -> BigInt,
        lang -> Text,
        name -> Text,
        text -> Text,
    }
}

table! {
    remark_answers (id) {
        id -> BigInt,
        remark_id -> BigInt,
        is_resolved -> Bool,
        note -> Text,
        account -> Text,
        answered_at -> Timestamp,
    }
}

table! {
    messages (id) {
        id -> BigInt,
        campaign_id -> BigInt,
        volunteer_id -> BigInt,
        text -> Text,
        account -> Text,
        sent_at -> Timestamp,
        read_at -> Nullable<Timestamp>,
    }
}

table! {
    announcements (id) {
        id -> BigInt,
        campaign_id -> BigInt,
        account -> Text,
        made_at -> Timestamp,
        begins_at -> Timestamp,
        ends_at -> Timestamp,
        ended_by -> Nullable<Text>,
    }
}

table! {
    announcement_texts (announcement_id, lang) {
        announcement_id -> BigInt,
        lang -> Text,
        text -> Text,
    }
}

joinable!(announcement_texts -> announcements (announcement_id));
joinable!(remarks -> buildings (building_id));
