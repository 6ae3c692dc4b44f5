-- Findings frozen under a number, the files of each, and how exactly places may be told.

CREATE TABLE releases (
    id INTEGER NOT NULL PRIMARY KEY,
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    number INTEGER NOT NULL,
    title TEXT NOT NULL,
    note TEXT NOT NULL,
    reason TEXT NOT NULL,
    licence TEXT NOT NULL,
    audience TEXT NOT NULL,
    precision_tier TEXT NOT NULL,
    keeps_names BOOLEAN NOT NULL,
    pseudonyms TEXT NOT NULL,
    embargo_until DATE,
    account TEXT NOT NULL,
    made_at TIMESTAMP NOT NULL,
    state TEXT NOT NULL,
    done INTEGER NOT NULL DEFAULT 0,
    claimed_at TIMESTAMP,
    said TEXT NOT NULL DEFAULT '',
    withheld BIGINT NOT NULL DEFAULT 0,
    UNIQUE (campaign_id, number)
);
CREATE INDEX releases_in_state ON releases (state, id);

CREATE TABLE release_files (
    release_id BIGINT NOT NULL REFERENCES releases (id),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    row_count BIGINT,
    PRIMARY KEY (release_id, name)
);

CREATE TABLE place_tiers (
    building_id BIGINT NOT NULL PRIMARY KEY REFERENCES buildings (id),
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    tier TEXT NOT NULL
);
CREATE INDEX place_tiers_of_campaign ON place_tiers (campaign_id, building_id);
