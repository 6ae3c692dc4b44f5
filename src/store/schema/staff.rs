//! The tables of staff: who they are, how they sign in, what they may do, and what they did.

use diesel::{allow_tables_to_appear_in_same_query, joinable, table};

table! {
    accounts (id) {
        id -> BigInt,
        name -> Text,
        password_hash -> Text,
        created_at -> Timestamp,
        is_admin -> Bool,
        disabled_at -> Nullable<Timestamp>,
        second_generation -> Integer,
        second_since -> Nullable<Timestamp>,
        second_step -> BigInt,
    }
}

table! {
    memberships (account_id, campaign_id) {
        account_id -> BigInt,
        campaign_id -> BigInt,
        role -> Text,
        granted_at -> Timestamp,
    }
}

table! {
    paper_codes (account_id, code_hash) {
        account_id -> BigInt,
        code_hash -> Text,
        used_at -> Nullable<Timestamp>,
    }
}

table! {
    invitations (id) {
        id -> BigInt,
        token_hash -> Text,
        campaign_id -> Nullable<BigInt>,
        role -> Nullable<Text>,
        label -> Text,
        made_by -> Text,
        made_at -> Timestamp,
        expires_at -> Timestamp,
        used_by -> Nullable<Text>,
        ended_at -> Nullable<Timestamp>,
    }
}

table! {
    identities (print) {
        print -> Text,
        account_id -> BigInt,
        linked_at -> Timestamp,
    }
}

table! {
    api_reads (token_id, name) {
        token_id -> BigInt,
        name -> Text,
        read_on -> Date,
    }
}

table! {
    sessions (token_hash) {
        token_hash -> Text,
        account_id -> BigInt,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        seen_at -> Timestamp,
        is_whole -> Bool,
    }
}

table! {
    join_links (id) {
        id -> BigInt,
        token_hash -> Text,
        campaign_id -> BigInt,
        label -> Text,
        made_by -> Text,
        made_at -> Timestamp,
        joined -> Integer,
        ended_at -> Nullable<Timestamp>,
    }
}

table! {
    api_tokens (id) {
        id -> BigInt,
        token_hash -> Text,
        account_id -> BigInt,
        campaign_id -> BigInt,
        name -> Text,
        scope -> Text,
        reason -> Text,
        made_at -> Timestamp,
        expires_at -> Timestamp,
        used_on -> Nullable<Date>,
        ended_at -> Nullable<Timestamp>,
    }
}

table! {
    retention (kind) {
        kind -> Text,
        days -> Integer,
    }
}

table! {
    acts (id) {
        id -> BigInt,
        done_at -> Timestamp,
        done_by -> Text,
        campaign_id -> Nullable<BigInt>,
        kind -> Text,
        subject -> Text,
        reason -> Text,
    }
}

table! {
    setups (campaign_id) {
        campaign_id -> BigInt,
        place -> Text,
        period -> Text,
        pilot_of -> Nullable<Integer>,
        archived_at -> Nullable<Timestamp>,
        finish_by -> Nullable<Date>,
    }
}

table! {
    checks (campaign_id, name) {
        campaign_id -> BigInt,
        name -> Text,
        checked_by -> Text,
        checked_at -> Timestamp,
    }
}

table! {
    addresses (account_id) {
        account_id -> BigInt,
        address -> Text,
        token_hash -> Nullable<Text>,
        verified_at -> Nullable<Timestamp>,
        wants_news -> Bool,
        wants_waiting -> Bool,
        told_on -> Nullable<Date>,
    }
}

table! {
    mails (id) {
        id -> BigInt,
        address -> Text,
        subject -> Text,
        body -> Text,
        path -> Text,
        made_at -> Timestamp,
        due_at -> Nullable<Timestamp>,
        tries -> Integer,
        error -> Text,
    }
}

joinable!(addresses -> accounts (account_id));
joinable!(api_tokens -> accounts (account_id));
allow_tables_to_appear_in_same_query!(accounts, api_tokens);
allow_tables_to_appear_in_same_query!(accounts, addresses);
allow_tables_to_appear_in_same_query!(addresses, memberships);

joinable!(sessions -> accounts (account_id));
joinable!(memberships -> accounts (account_id));
