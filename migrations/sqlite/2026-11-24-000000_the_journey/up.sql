CREATE TABLE campaigns (
    id INTEGER NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    about TEXT NOT NULL,
    content_note TEXT NOT NULL,
    phase TEXT NOT NULL,
    judgements_min INTEGER NOT NULL,
    judgements_max INTEGER NOT NULL,
    threshold_num INTEGER NOT NULL,
    threshold_den INTEGER NOT NULL,
    at_cap TEXT NOT NULL,
    chip_px INTEGER NOT NULL,
    export_key TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);

CREATE TABLE captures (
    id INTEGER NOT NULL PRIMARY KEY,
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    external_id TEXT NOT NULL,
    captured_at TIMESTAMP NOT NULL,
    precision TEXT NOT NULL,
    facts TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    imported_at TIMESTAMP NOT NULL,
    UNIQUE (campaign_id, external_id)
);
CREATE INDEX captures_in_order ON captures (campaign_id, captured_at, id);

CREATE TABLE capture_files (
    id INTEGER NOT NULL PRIMARY KEY,
    capture_id BIGINT NOT NULL REFERENCES captures (id),
    position INTEGER NOT NULL,
    path TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    UNIQUE (capture_id, position)
);

CREATE TABLE buildings (
    id INTEGER NOT NULL PRIMARY KEY,
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    external_id TEXT NOT NULL,
    name TEXT,
    footprint TEXT NOT NULL,
    lon DOUBLE NOT NULL,
    lat DOUBLE NOT NULL,
    imported_at TIMESTAMP NOT NULL,
    UNIQUE (campaign_id, external_id)
);

CREATE TABLE chips (
    id INTEGER NOT NULL PRIMARY KEY,
    building_id BIGINT NOT NULL REFERENCES buildings (id),
    capture_id BIGINT NOT NULL REFERENCES captures (id),
    px INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    recipe TEXT NOT NULL,
    UNIQUE (building_id, px, capture_id)
);
CREATE INDEX chips_by_content ON chips (sha256);
CREATE INDEX chips_of_capture ON chips (capture_id);

CREATE TABLE tasks (
    building_id BIGINT NOT NULL PRIMARY KEY REFERENCES buildings (id),
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    state TEXT NOT NULL,
    retirement_reason TEXT,
    judged INTEGER NOT NULL,
    leased INTEGER NOT NULL,
    wanted INTEGER NOT NULL,
    is_dealable BOOLEAN NOT NULL,
    load INTEGER NOT NULL,
    shuffle BIGINT NOT NULL
);
CREATE INDEX tasks_to_deal ON tasks (campaign_id, is_dealable, load, shuffle, building_id);

CREATE TABLE consensus (
    building_id BIGINT NOT NULL PRIMARY KEY REFERENCES buildings (id),
    version INTEGER NOT NULL,
    counted INTEGER NOT NULL,
    cannot_tell INTEGER NOT NULL,
    agree INTEGER NOT NULL,
    last_standing TEXT NOT NULL,
    last_standing_capture_id BIGINT REFERENCES captures (id),
    first_destroyed TEXT NOT NULL,
    first_destroyed_capture_id BIGINT REFERENCES captures (id),
    width INTEGER NOT NULL,
    why TEXT NOT NULL,
    method TEXT NOT NULL,
    decided_at TIMESTAMP NOT NULL
);

CREATE TABLE volunteers (
    id INTEGER NOT NULL PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    created_at TIMESTAMP NOT NULL
);

CREATE TABLE enrolments (
    volunteer_id BIGINT NOT NULL REFERENCES volunteers (id),
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    consented_at TIMESTAMP NOT NULL,
    answered INTEGER NOT NULL,
    PRIMARY KEY (volunteer_id, campaign_id)
);
CREATE INDEX enrolments_of_campaign ON enrolments (campaign_id);

CREATE TABLE assignments (
    id INTEGER NOT NULL PRIMARY KEY,
    volunteer_id BIGINT NOT NULL REFERENCES volunteers (id),
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    building_id BIGINT NOT NULL REFERENCES buildings (id),
    round INTEGER NOT NULL,
    state TEXT NOT NULL,
    dealt_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    UNIQUE (volunteer_id, building_id, round)
);
CREATE INDEX assignments_to_sweep ON assignments (campaign_id, state, expires_at, id);
CREATE INDEX assignments_of_volunteer ON assignments (volunteer_id, campaign_id, state, id);

CREATE TABLE judgements (
    id INTEGER NOT NULL PRIMARY KEY,
    client_key TEXT NOT NULL UNIQUE,
    assignment_id BIGINT NOT NULL UNIQUE REFERENCES assignments (id),
    volunteer_id BIGINT NOT NULL REFERENCES volunteers (id),
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    building_id BIGINT NOT NULL REFERENCES buildings (id),
    verdict TEXT NOT NULL,
    last_standing_capture_id BIGINT REFERENCES captures (id),
    first_destroyed_capture_id BIGINT REFERENCES captures (id),
    doubt TEXT,
    sureness TEXT,
    mode TEXT NOT NULL,
    trace TEXT NOT NULL,
    unusable TEXT NOT NULL,
    dealt_at TIMESTAMP NOT NULL,
    submitted_at TIMESTAMP NOT NULL
);
CREATE INDEX judgements_of_building ON judgements (building_id, id);
CREATE INDEX judgements_in_time ON judgements (campaign_id, submitted_at);
CREATE INDEX judgements_of_volunteer ON judgements (volunteer_id, campaign_id, id);

CREATE TABLE supersedings (
    judgement_id BIGINT NOT NULL PRIMARY KEY REFERENCES judgements (id),
    reason TEXT NOT NULL,
    superseded_at TIMESTAMP NOT NULL
);

CREATE TABLE accounts (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    role TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);

CREATE TABLE sessions (
    token_hash TEXT NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL
);
CREATE INDEX sessions_of_account ON sessions (account_id);
