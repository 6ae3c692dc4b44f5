-- What is said of a campaign while it is set up, and what was checked before it opened.

CREATE TABLE setups (
    campaign_id BIGINT NOT NULL PRIMARY KEY REFERENCES campaigns (id),
    place TEXT NOT NULL,
    period TEXT NOT NULL,
    pilot_of INTEGER,
    archived_at TIMESTAMP
);

CREATE TABLE checks (
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    name TEXT NOT NULL,
    checked_by TEXT NOT NULL,
    checked_at TIMESTAMP NOT NULL,
    PRIMARY KEY (campaign_id, name)
);
