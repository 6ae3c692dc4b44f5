//! The tables of the ledger: what waits, the lines and their tree, and signed checkpoints.

use diesel::table;

table! {
    ledger_queue (id) {
        id -> BigInt,
        campaign_id -> BigInt,
        kind -> Text,
        subject -> BigInt,
        note -> Nullable<Text>,
    }
}

table! {
    ledger_leaves (campaign_id, position) {
        campaign_id -> BigInt,
        position -> BigInt,
        kind -> Text,
        subject -> BigInt,
        hash -> Text,
        line -> Text,
    }
}

table! {
    ledger_nodes (campaign_id, level, position) {
        campaign_id -> BigInt,
        level -> Integer,
        position -> BigInt,
        hash -> Text,
    }
}

table! {
    ledger_heads (campaign_id) {
        campaign_id -> BigInt,
        size -> BigInt,
        peaks -> Text,
    }
}

table! {
    ledger_secrets (campaign_id, kind, subject) {
        campaign_id -> BigInt,
        kind -> Text,
        subject -> BigInt,
        secret -> Text,
    }
}

table! {
    ledger_checkpoints (campaign_id, size) {
        campaign_id -> BigInt,
        size -> BigInt,
        note -> Text,
        signed_at -> Timestamp,
    }
}

table! {
    ledger_stamps (id) {
        id -> BigInt,
        campaign_id -> BigInt,
        size -> BigInt,
        kind -> Text,
        name -> Text,
        body -> Text,
        account -> Text,
        received_at -> Timestamp,
    }
}
