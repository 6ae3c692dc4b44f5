//! The tables of what was imported: captures, their files, and where they are from.

use diesel::table;

table! {
    captures (id) {
        id -> BigInt,
        campaign_id -> BigInt,
        external_id -> Text,
        captured_at -> Timestamp,
        precision -> Text,
        facts -> Text,
        fingerprint -> Text,
        imported_at -> Timestamp,
        source_id -> Nullable<BigInt>,
        import_id -> Nullable<BigInt>,
        reading -> Text,
        shift_east_m -> Double,
        shift_north_m -> Double,
        is_shown -> Bool,
        is_held -> Bool,
    }
}

table! {
    sources (id) {
        id -> BigInt,
        campaign_id -> BigInt,
        name -> Text,
        licence -> Nullable<Text>,
        attribution -> Nullable<Text>,
        audience -> Text,
        may_cache -> Bool,
        may_export -> Bool,
        expires_on -> Nullable<Date>,
    }
}

table! {
    imports (id) {
        id -> BigInt,
        campaign_id -> BigInt,
        kind -> Text,
        name -> Text,
        path -> Text,
        sha256 -> Text,
        options -> Text,
        state -> Text,
        report -> Text,
        account -> Text,
        created_at -> Timestamp,
        changed_at -> Timestamp,
    }
}

table! {
    shifts (id) {
        id -> BigInt,
        capture_id -> BigInt,
        east_m -> Double,
        north_m -> Double,
        account -> Text,
        shifted_at -> Timestamp,
    }
}

table! {
    capture_files (id) {
        id -> BigInt,
        capture_id -> BigInt,
        position -> Integer,
        path -> Text,
        sha256 -> Text,
    }
}
